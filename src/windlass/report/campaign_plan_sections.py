"""Sections of a campaign's page on its plan: faults, what is short, flights, ledger, what binds.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.report import campaign_ledger_charts as ledger
from windlass.report.amounts import amount
from windlass.report.campaign_bat_chart import bat_chart
from windlass.report.campaign_words import (
    NEVER,
    Ids,
    Names,
    capital,
    figure,
    mass,
    percent,
    plain,
    section,
    ships,
    table,
)

Section = dict[str, Any]
UNITS: Final = {"launch-mass": "kg", "time": "d"}


def faults_section(told: Mapping[str, Any], ids: Ids) -> Section | None:
    """Return what the replay found wrong; None where it found nothing."""
    rows = told["faults"]
    if not rows:
        return None
    return section(
        "faults", "What the replay refuses",
        lines=["An independent replay of the plan finds that it breaks these rules. It must not "
               "be flown as it stands."],
        tables=[table(
            "Broken rules", ["Rule", "Where", "When", "Needed", "There"],
            [[plain(one["rule"]), plain(one["where"]), one["at"], figure(one["wanted"], 6),
              figure(one["had"], 6)] for one in rows],
            ids=[ids.take(f"fault-{number}") for number, _ in enumerate(rows, 1)],
            wrap=(1,), bad=[True] * len(rows),
        )],
    )  # fmt: skip


def short_section(told: Mapping[str, Any], names: Names, ids: Ids) -> Section | None:
    """Return the demands that cannot be met; None where all are."""
    rows = told["short"]
    if not rows:
        return None
    alone = [one for one in rows if one["alone"]]
    lines = [
        f"{plain(one['item'])}: {names.bare(one['item'], one['short'])} of the "
        f"{names.bare(one['item'], one['wanted'])} that {names.node(one['node'])} wants "
        f"by {one['date']} cannot be brought there"
        + (", even where nothing else is wanted: the tables have no way, or too little of one, "
           "for it." if one["alone"] else ", with all else that is wanted.")
        for one in rows[:8]
    ]  # fmt: skip
    if rows[0].get("without"):
        lines.append("All could be brought, one at a time, without: "
                     f"{', '.join(rows[0]['without'])}.")  # fmt: skip
    if len(alone) < len(rows):
        lines.append("What is short was chosen so that the shares left out are least in sum.")
    return section(
        "short", "What is short", lines=lines,
        tables=[table(
            "Demands that are not met in full",
            ["Demand", "At", "Item", "By", "Wanted", "Short", "Share", "Why"],
            [[one["anchor"], names.node(one["node"]), plain(one["item"]), one["date"],
              names.amount(one["item"], one["wanted"]), names.amount(one["item"], one["short"]),
              percent(one["short"] / one["wanted"] if one["wanted"] else None),
              "not even alone" if one["alone"] else "with the others"] for one in rows],
            ids=[ids.take(one["anchor"]) for one in rows], bad=[one["alone"] for one in rows],
        )],
    )  # fmt: skip


def flights_section(told: Mapping[str, Any], names: Names, ids: Ids) -> Section | None:
    """Return the bat chart and the table of trips; None where nothing flies."""
    trips = sorted(told["trips"], key=lambda one: one["leaves_s"])
    if not trips:
        return None
    trip_table = table(
        "Trips, in order of departure",
        ["Trip", "Leaves", "From", "To", "Arrives", "Flies", "Rides", "Carries", "Burns", "Mass"],
        [[one["anchor"], one["leaves"], names.node(one["origin"]), names.node(one["destination"]),
          one["arrives"], ships(one["flown"]), ships(one["ridden"]), names.amounts(one["cargo"]),
          names.amounts(one["burned"]), mass(one["mass_kg"])] for one in trips],
        ids=[ids.take(one["anchor"]) for one in trips], wrap=(7, 8),
    )  # fmt: skip
    return section(
        "flights", "What flies when",
        tables=[trip_table, _deliveries(told, names, ids), *_exposures(told, names, ids)],
        drawn=[(bat_chart(told, names),
                "Nodes by time: each line is a trip, from where and when it leaves (open) to "
                "where and when it arrives (full); pale bars are what waits.")],
    )  # fmt: skip


WHETHER: Final = {
    "kept": "kept, whoever flies when",
    "open": "hangs on who flies when",
    "broken": "exceeded, whoever flies when",
}


def _exposures(told: Mapping[str, Any], names: Names, ids: Ids) -> list[dict[str, Any]]:
    """Return the table of the dose of people who fly; none where no agency is named."""
    rows = told.get("exposures") or []
    if not rows:
        return []
    return [table(
        "Dose of people who fly: the plan moves them in numbers and not by name",
        ["Who", "Mean, at least", "One person, at most", "Career limit", "Limit",
         "Trips, each aboard", "Not counted"],
        [[plain(one["item"]), f"{figure(one['mean_msv'])} mSv",
          f"{figure(one['most_msv'])} mSv", f"{figure(one['limit_msv'])} mSv ({one['agency']})",
          WHETHER[one["verdict"]],
          ", ".join(f"{trip['leaves']} {trip['leg']}: {figure(trip['msv'])} mSv"
                    for trip in one["trips"]) or NEVER,
          ", ".join(one["unrated"]) or NEVER] for one in rows],
        ids=[ids.take(f"dose-{one['item']}") for one in rows], wrap=(4, 5),
    )]  # fmt: skip


def _deliveries(told: Mapping[str, Any], names: Names, ids: Ids) -> dict[str, Any]:
    rows = told["deliveries"]
    return table(
        "What is delivered", ["Demand", "At", "What", "Wanted by", "There on"],
        [[one["anchor"], names.node(one["node"]), names.amount(one["item"], one["amount"]),
          one["date"], one["at"]] for one in rows],
        ids=[ids.take(one["anchor"]) for one in rows],
    )  # fmt: skip


def ledger_section(told: Mapping[str, Any], names: Names) -> Section | None:
    """Return stocks of propellant, what legs burn, what is launched; None where nothing flies."""
    if not told["trips"]:
        return None
    legs = {one["key"]: one for one in told["legs"]}
    burned = ledger.burned_by_leg(told)
    rows = [
        [plain(leg), names.node(legs[leg]["origin"]), names.node(legs[leg]["destination"]),
         f"{figure(legs[leg]['dv_m_s'], 4)} m/s", f"{figure(legs[leg]['duration_d'], 4)} d",
         f"{sum(trip['leg'] == leg for trip in told['trips']):,}", names.amounts(row),
         legs[leg]["source"] or NEVER]
        for leg, row in burned.items() if leg in legs
    ]  # fmt: skip
    drawn = [
        (chart, f"{capital(plain(fluid))} that waits at nodes; what is aboard on the way is not in "
         "it.")
        for fluid, chart in ledger.stock_charts(told, names)
    ]  # fmt: skip
    return section(
        "ledger", "Propellant and launches",
        tables=[table(
            "Burned, leg by leg",
            ["Leg", "From", "To", "Δv", "Lasts", "Trips", "Burned", "Source"], rows, wrap=(7,),
        )],
        drawn=[*drawn, (ledger.burned_chart(told), "Propellant burned by all trips over a leg."),
               (ledger.launched_chart(told), "Mass that launches have lifted by a date.")],
    )  # fmt: skip


def binding_section(told: Mapping[str, Any]) -> Section | None:
    """Return what holds a better plan back; None where that is not told."""
    rows = told["binding"]
    if not rows:
        return None
    unit = UNITS.get(told["goal"])
    return section(
        "binding", "What holds it back",
        lines=["What a little more would gain, for one more, by the plan with fractions of "
               "flights allowed: one more flight of a limit in each span, a tonne or piece more "
               "of a supply, a tonne of hold, tank or lift more on every vehicle of a type."],
        tables=[table(
            "Bottlenecks, the dearest first",
            ["What", "Name", "Where", "Binds, times", "One more", "gains"],
            [[plain(one["kind"]), plain(one["name"]), plain(", ".join(one["where"])),
              f"{one['times']:,}", one["unit"],
              f"{figure(one['gain'])} {unit}" if unit
              else amount(one["gain"], told["currency"], digits=3)] for one in rows],
        )],
    )  # fmt: skip
