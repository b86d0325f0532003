"""The page of a work-breakdown: what it costs, element by element, and with what reserve.

Made from plain stored data alone (``studies.money_cost``).
Checked: tests/report/test_cost_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base import ledger, units
from windlass.base.words import sources_of
from windlass.report.amounts import amount
from windlass.report.campaign_words import NEVER, capital, figure, percent, section, table
from windlass.report.chart import COLOURS, Chart, axis, safe, significant
from windlass.report.page import render_page
from windlass.report.references import known, references
from windlass.report.traced import refuse_untraced

HOW: Final = {
    "relationship": "relationship", "analogy": "analogy", "price": "price", "share": "share",
    "sum": "sum of its parts",
}  # fmt: skip
BASIS: Final = (
    "Each part by a cost-estimating relationship, by analogy, by a price or as a share of "
    "others; the sum of correlated parts by its first two moments as a lognormal, judged by "
    "draws along principal components. Money of one year throughout."
)
_NARROW: Final = 0.1


def cost_page(told: Mapping[str, Any], *, run_id: str = "") -> str:
    """Return the page of a work-breakdown as one HTML text; InvalidInput for an untraced figure."""
    figures = ledger.read(told["figures"])
    refuse_untraced(figures)
    sections = [_tree(told), _sure(told), _years(told)]
    context = {
        "title": told["title"], "kind": "Work-breakdown", "sections": sections,
        "badge": "warn" if told["notes"] else "good", "verdict": _verdict(told),
        "about": _answer(told), "facts": _facts(told),
        "notes": [f"† {one}." for one in told["notes"]], "basis": BASIS,
        "commands": _commands(told, run_id), "run": dict(told.get("run") or {}),
        "references": references(known({"book1999", "norden1970",
                                        *sources_of(figures.values())})),
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def _money(told: Mapping[str, Any], value: float, digits: int = 4) -> str:
    return amount(value, told["unit"], digits=digits)


def _with_reserve(told: Mapping[str, Any]) -> float:
    return float(told["total"] * (1.0 + told["reserve"]))


def _verdict(told: Mapping[str, Any]) -> str:
    return f"{_money(told, _with_reserve(told), 3)} with {figure(told['confidence'])} % confidence"


def _answer(told: Mapping[str, Any]) -> list[str]:
    lines = [
        f"The parts come to {_money(told, told['total'])} at their values; "
        + (
            f"a reserve of {percent(told['reserve'])} makes it"
            if told["reserve"] >= 0.0
            else f"{percent(-told['reserve'])} less is"
        )
        + f" enough with {figure(told['confidence'])} % confidence.",
    ]
    flagged = [one for one in told["rows"] if one["flags"] and one["how"] == "relationship"]
    if flagged:
        lines.append(
            f"{len(flagged)} of {len(told['rows'])} parts are priced by relationships that are "
            "used outside what is known of them (†)."
        )
        if any("standard error" in flag for one in flagged for flag in one["flags"]):
            lines[-1] += " Scatter is missing, and the spread of the sum is too narrow."
    against = told["against"]
    if against is not None:
        ratio = told["total"] / against["value"]
        lines.append(f"{capital(against['title'])}: {_money(told, against['value'])}; the parts "
                     f"come to {figure(100.0 * ratio)} % of that.")  # fmt: skip
    return lines


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Sum at the parts' values", _money(told, told["total"])),
        ("Mean", _money(told, told["mean"])),
        ("Standard deviation", _money(told, told["deviation"])),
        ("Correlation of two parts", figure(told["correlation"])),
        *((f"P{one['percent']:.0f}", f"{_money(told, one['value'])} (by draws "
           f"{_money(told, one['drawn'])})") for one in told["percentiles"]),
    ]  # fmt: skip


def _tree(told: Mapping[str, Any]) -> dict[str, Any]:
    depth = {one["key"]: _depth(told, one) for one in told["rows"]}
    rows = table(
        "Parts of the work",
        ["Part", "Cost", "Share", "Range", "Priced by", "Of", "Units", "Years", "Note"],
        [["– " * depth[one["key"]] + one["title"],
          _money(told, one["value"]) + (" †" if one["flags"] else ""),
          percent(one["value"] / told["total"]), _range(told, one), HOW[one["how"]],
          one["by"] or NEVER, str(one["quantity"]),
          f"{one['begins']:g} to {one['ends']:g}" if one["how"] != "sum" else NEVER,
          one["note"] or NEVER] for one in _ordered(told)], wrap=(0, 8),
    )  # fmt: skip
    return section(
        "elements",
        "What it costs",
        tables=[rows],
        drawn=[
            (
                icicle_chart(told),
                "Each part is as wide as it costs; what it is made of lies beneath it.",
            )
        ],
    )


def _range(told: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    if one["low"] is None or one["high"] is None:
        return NEVER
    return f"{_money(told, one['low'], 3)} to {_money(told, one['high'], 3)}"


def _depth(told: Mapping[str, Any], one: Mapping[str, Any]) -> int:
    above = {row["key"]: row["above"] for row in told["rows"]}
    depth, at = 0, one["key"]
    while above[at]:
        at, depth = above[at], depth + 1
    return depth


def _ordered(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the rows so that parts stand beneath what they are part of."""
    found: list[Mapping[str, Any]] = []

    def add(one: Mapping[str, Any]) -> None:
        found.append(one)
        for row in told["rows"]:
            if row["above"] == one["key"]:
                add(row)

    add(next(one for one in told["rows"] if one["key"] == told["top"]))
    return found


def icicle_chart(told: Mapping[str, Any]) -> Chart:
    """Return the tree of elements."""
    rows, total, unit = _ordered(told), told["total"], told["unit"]
    shown = units.customary(unit, total)
    colours = ["--line", *(COLOURS[k % len(COLOURS)] for k in range(len(rows) - 1))]
    sizes = [one["value"] for one in rows]
    trace = {
        "type": "icicle", "ids": [one["key"] for one in rows],
        "parents": [one["above"] for one in rows],
        "labels": [safe(one["title"]) for one in rows],
        "values": significant((units.to_shown(one, shown) for one in sizes), 8),
        "branchvalues": "total", "textinfo": "label+text", "sort": False,
        "text": [f"{amount(one, unit, digits=3)}<br>{100.0 * one / total:.3g} %" for one in sizes],
        "hovertemplate": "%{label}: %{text}<extra></extra>",
        "tiling": {"orientation": "v", "pad": 2}, "pathbar": {"visible": False},
        "marker": {"colors": colours}, "root": {"color": "--line"},
    }  # fmt: skip
    narrow = [one for one in rows if one["value"] < _NARROW * total]
    notes = tuple(f"{one['title']}: {amount(one['value'], unit, digits=3)}." for one in narrow)
    said = "; ".join(f"{one['title']} {amount(one['value'], unit, digits=3)}"
                     for one in rows if one["above"] == told["top"])  # fmt: skip
    return Chart(
        key="chart-elements", traces=[trace], height=420, tall=520, notes=notes,
        layout={"margin": {"l": 8, "r": 8, "t": 8, "b": 8},
                "uniformtext": {"minsize": 10, "mode": "hide"}},
        alt=f"All parts, {amount(total, unit)}: {said}.",
    )  # fmt: skip


def _sure(told: Mapping[str, Any]) -> dict[str, Any]:
    unit = told["unit"]
    shown = units.customary(unit, told["total"])
    x = significant(units.to_shown(one, shown) for one in told["drawn"])
    point = units.to_shown(told["total"], shown)
    asked = units.to_shown(_with_reserve(told), shown)
    chart = Chart(
        key="chart-sure", height=380, tall=420, widest=980,
        traces=[
            {"type": "scatter", "mode": "lines", "name": "chance that it is enough", "x": x,
             "y": list(range(1, 100)), "line": {"color": COLOURS[0], "width": 2.5},
             "hovertemplate": "%{x:,.4g} " + shown + " is enough with %{y} %<extra></extra>"},
            {"type": "scatter", "mode": "markers", "name": "with the reserve",
             "x": significant([asked]), "y": [told["confidence"]],
             "marker": {"size": 12, "color": COLOURS[1]},
             "hovertemplate": "%{x:,.4g} " + shown + "<extra>with the reserve</extra>"},
        ],
        layout={
            "xaxis": axis("Sum", shown, exponentformat="none", separatethousands=True),
            "yaxis": axis("Chance that it is enough", "%", range=[0, 100]),
            "hovermode": "closest",
            "shapes": [{"type": "line", "x0": point, "x1": point, "y0": 0, "y1": 1,
                        "yref": "paper", "line": {"color": "--ink", "width": 1, "dash": "dot"}}],
        },
        alt=f"The parts' values, {_money(told, told['total'])}, are marked; "
        f"{_money(told, _with_reserve(told))} is enough with {told['confidence']:g} %.",
    )  # fmt: skip
    return section("sure", "How sure it is", drawn=[
        (chart, "The dotted line is the sum at the parts' values.")])  # fmt: skip


def _years(told: Mapping[str, Any]) -> dict[str, Any]:
    unit, first = told["unit"], told["start_year"]
    shown = units.customary(unit, max(told["yearly"]))
    years = [first + k for k in range(len(told["yearly"]))]
    chart = Chart(
        key="chart-years", height=340, tall=380, widest=980,
        traces=[{"type": "bar", "name": "spent", "x": years, "showlegend": False,
                 "y": significant(units.to_shown(one, shown) for one in told["yearly"]),
                 "marker": {"color": COLOURS[0]},
                 "hovertemplate": "%{x}: %{y:,.4g} " + shown + "<extra></extra>"}],
        layout={"xaxis": axis("Year", "", tickformat="d"),
                "yaxis": axis("Spent in the year, without reserve", shown, rangemode="tozero",
                              exponentformat="none", separatethousands=True)},
        alt="Spent by year: " + "; ".join(
            f"{year} {_money(told, one, 3)}" for year, one in zip(years, told["yearly"],
                                                                   strict=True)),
    )  # fmt: skip
    return section("years", "When it is spent", drawn=[
        (chart, "Each part by Rayleigh's curve over its years.")])  # fmt: skip


def _commands(told: Mapping[str, Any], run_id: str) -> list[str]:
    lines = [f"windlass money cost {told['name']}.toml"]
    if run_id:
        lines.append(f"windlass explain {run_id[:12]} cost.{told['top']}")
    return lines
