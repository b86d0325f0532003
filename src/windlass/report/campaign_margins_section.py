"""Section of a campaign's page on margins: what is held back, and what that costs and gains.

Checked: tests/report/test_campaign_margins_section.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windlass.report.amounts import amount
from windlass.report.campaign_words import Ids, day, figure, mass, percent, plain, section, table


def margins_section(told: Mapping[str, Any], ids: Ids) -> dict[str, Any] | None:
    """Return the section; None where no margins were asked for."""
    found = told.get("margins")
    if found is None:
        return None
    currency, none = told["currency"], found["gap"][1] is None
    both = table(
        "Without margins and with them", ["What", "Without", "With"],
        [[f"{one['name'][:1].upper()}{one['name'][1:]}",
          _shown(one["before"], one["unit"], currency),
          "no plan" if none else _shown(one["after"], one["unit"], currency)]
         for one in found["figures"]],
        ids=[ids.take(f"margin-{one['key']}") for one in found["figures"]], wrap=(0,),
    )  # fmt: skip
    legs = table(
        "Time held back after a leg's own arrival",
        ["Leg", "Margin"],
        [[one["leg"], f"{figure(one['margin_d'])} d"] for one in found["legs"]],
    )
    vehicles = table(
        "Vehicles held back", ["Vehicle", "Planned", "Lost", "Flights for each planned"],
        [[plain(one["vehicle"]), f"{one['planned']:,}", f"{one['lost']:,}",
          "not enough" if one["factor"] is None else figure(one["factor"])]
         for one in found["vehicles"]],
    )  # fmt: skip
    short = table(
        "Short with margins", ["Demand", "Item", "Node", "Wanted", "Short"],
        [[one["anchor"], plain(one["item"]), plain(one["node"]), figure(one["wanted"]),
          figure(one["short"])] for one in found["short"]],
    )  # fmt: skip
    made = [both, legs, vehicles, *([short] if found["short"] else [])]
    return section("margins", "Margins fed back", lines=_lines(found), tables=made, drawn=[])


def _shown(value: float | None, unit: str, currency: str) -> str:
    if value is None:
        return "none"
    if unit == "date":
        return day(value)
    if unit == "share":
        return percent(value)
    if unit == currency:
        return amount(value, currency)
    return mass(value) if unit == "kg" else f"{value:,g}"


def _lines(found: Mapping[str, Any]) -> list[str]:
    share = percent(found["share"])
    lines = [
        f"{found['campaigns']:,} campaigns of the plan without margins were simulated with seed "
        f"{found['seed']}. So that each flight is there when it is needed in {share} of them, legs "
        "from a pad arrive earlier by their margin, flights count for repeats after a loss, and "
        "lost vehicles are kept out of the plan. Each flight is taken by itself: that all are in "
        "time at once is rarer.",
    ]
    if found["unsure"]:
        lines.append(
            f"{len(found['unsure']):,} flights do not come at all in too many campaigns, the first "
            f"of them {found['unsure'][0]}: no time mends that, spare vehicles do."
        )
    if found["short"]:
        lines += ["No plan has these margins.", *found["why"]]
    if found["gap"][1] is None:
        return lines
    gaps = " and ".join(percent(gap) for gap in found["gap"])
    how = "from the one before it" if found["warm"] else "anew"
    return [
        *lines,
        f"Margins were laid on {found['rounds']} time(s): other dates have other delays. Both "
        f"plans are proven to a gap: {gaps}. The last was sought {how}.",
    ]
