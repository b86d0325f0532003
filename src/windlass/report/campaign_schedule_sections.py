"""Sections of a campaign's page on its schedule: flights on pads and docks, and its people.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.report import campaign_crew_charts as crew
from windlass.report import campaign_gantt_chart as gantt
from windlass.report.campaign_words import (
    NEVER,
    Ids,
    Names,
    capital,
    day,
    figure,
    minute,
    percent,
    plain,
    section,
    table,
)

Section = dict[str, Any]
STATUS: Final = {
    "optimal": "is proven to be the least late",
    "feasible": "is the best found in the time, not proven to be the best",
    "overloaded": "does not hold all that are wanted",
}


def schedule_section(told: Mapping[str, Any], names: Names, ids: Ids, command: str) -> Section:
    """Return pads, docks and vehicles; that it is not computed where there is no schedule."""
    title = "Pads, docks and vehicles"
    found = told["schedule"]
    if found is None:
        return section("schedule", title, missing="the schedule", command=command)
    return section(
        "schedule", title, lines=_lines(found),
        tables=[_faults(found, ids), _flights(found, ids), _loads(found, names)],
        drawn=[(gantt.sites_chart(found), "Lift-offs by pad and stays by dock. Drag over "
                "some time to enlarge it."),
               (gantt.vehicles_chart(found), "Flights by vehicle.")],
    )  # fmt: skip


def _lines(found: Mapping[str, Any]) -> list[str]:
    flights, late = found["flights"], [one for one in found["flights"] if (one["late_d"] or 0) > 0]
    if found["faults"] or not found["checked"]:
        lines = [
            "Refused by the replay: the schedule breaks rules that are listed below."
            if found["faults"]
            else "The schedule was not replayed: nothing here is sure."
        ]
    else:
        word = STATUS.get(found["status"], found["status"])
        proof = (
            ", and that is proven" if found["status"] == "overloaded" and found["proven"] else ""
        )
        lines = [
            f"The schedule of {len(flights):,} flight{'s' * (len(flights) != 1)} {word}{proof}; "
            "its replay finds no fault."
        ]
    if found["status"] != "optimal" and found["gap"] is not None:
        lines.append(f"Gap to what is proven: {percent(found['gap'])}.")
    lines.append(
        f"{len(late):,} late, by {figure(max(one['late_d'] for one in late))} d at most."
        if late
        else "None is late."
    )
    if found.get("pooled"):
        lines.append(f"People have no numbers: {found['pooled']}".rstrip(".") + ".")
    if found["left_out"]:
        lines.append("Left out: " + ", ".join(str(key) for key in found["left_out"]) + ".")
    if found["bottleneck"]:
        lines.append(f"Bottleneck: {found['bottleneck']}".rstrip(".") + ".")
    lines.append(f"Dates are on a grid of {figure(found['tick_h'])} h.")
    return lines  # fmt: skip


def _faults(found: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    """Return the faults of the replay, whatever they tell of themselves."""
    rows = [one if isinstance(one, Mapping) else {"fault": one} for one in found["faults"]]
    heads = [key for key in dict.fromkeys(k for one in rows for k in one) if key[-2:] != "_s"]
    return table(
        "Faults that the replay of the schedule found", [capital(plain(key)) for key in heads],
        [[_cell(one.get(key)) for key in heads] for one in rows],
        ids=[ids.take(f"schedule-fault-{number}") for number, _ in enumerate(rows, 1)],
        bad=[True] * len(rows),
    )  # fmt: skip


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return figure(value, 6)
    return NEVER if value is None else str(value)


def _flights(found: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    def numbered(one: Mapping[str, Any], kind: str) -> str:
        number = one[f"{kind}_no"]
        if one[kind] is None:
            return NEVER
        return plain(one[kind]) + ("" if number is None or number < 0 else f" {number}")

    rows = sorted(found["flights"], key=lambda one: (one["lift_off_s"], one["key"]))
    return table(
        "Flights, in order of lift-off",
        ["Flight", "Vehicle", "Pad", "Lifts off", "Dock", "Docks", "Leaves", "Due", "Late",
         "People"],
        [[one["key"], numbered(one, "vehicle"), numbered(one, "pad"), minute(one["lift_off_s"]),
          numbered(one, "dock"), minute(one["at_dock_s"] if one["dock"] else None),
          minute(one["leaves_dock_s"] if one["dock"] else None),
          minute(one["due_s"]),
          f"{figure(one['late_d'])} d" if one["late_d"] and one["late_d"] > 0 else NEVER,
          ", ".join(f"{len(set(people))} {plain(team)}" for team, people in one["people"].items()
                    if people) or NEVER]
         for one in rows],
        ids=[ids.take(one["anchor"]) for one in rows], wrap=(9,),
        bad=[bool(one["late_d"] and one["late_d"] > 0) for one in rows],
    )  # fmt: skip


def _loads(found: Mapping[str, Any], names: Names) -> dict[str, Any]:
    nodes = {one["key"]: names.node(one["node"]) for one in found["sites"]}
    return table(
        "How full what is shared is", ["What", "Kind", "At", "In use", "Busiest 30 days", "From"],
        [[plain(one["key"]), one["kind"], nodes.get(one["key"], NEVER), percent(one["share"]),
          percent(one["busiest"]), day(one["busiest_s"])] for one in found["loads"]],
    )  # fmt: skip


def crew_section(told: Mapping[str, Any], ids: Ids, command: str) -> Section:
    """Return hours, dose and broken clauses; that it is not computed where nothing is scheduled."""
    title, found = "People: hours and dose", told["schedule"]
    if found is None:
        return section("crew", title, missing="hours and dose", command=command)
    hours, doses, broken = found["hours"], found["doses"], found["breaches"]
    lines = []
    if not hours and not doses:
        lines.append("No flight of this schedule asks for people by name.")
    elif not broken:
        lines.append("Nobody's shifts break a clause of their rule.")
    if hours and not doses:
        lines.append("Dose is not computed: no team names an agency where it is exposed.")
    if doses and not any((one["share"] or 0.0) > 1.0 for one in doses):
        lines.append("Nobody's dose is above the limit of a career.")
    return section(
        "crew", title, lines=lines,
        tables=[_breaches(broken, ids), _hours(hours), _evas(found.get("evas", ())),
                _doses(doses, ids)],
        drawn=[(crew.hours_chart(hours), "Hours of each person in the busiest seven days, and the "
                "limit of the rule."),
               (crew.evas_chart(found.get("evas", ())), "Hours outside of each person in the "
                "busiest seven days, and the limit of the rule."),
               (crew.dose_chart(doses), "Dose of each person beside the agency's limit of a "
                "career.")],
    )  # fmt: skip


def _breaches(broken: Any, ids: Ids) -> dict[str, Any]:
    return table(
        "Clauses that are not kept", ["Who", "Clause", "From", "Value", "Limit"],
        [[plain(one["who"]), plain(one["clause"]),
          one["begin"] if isinstance(one["begin"], str) else minute(one["begin"]),
          f"{figure(one['value'], 4)} {one.get('unit', '')}".strip(),
          f"{figure(one['limit'], 4)} {one.get('unit', '')}".strip()] for one in broken],
        ids=[ids.take(f"breach-{number}") for number, _ in enumerate(broken, 1)],
        bad=[True] * len(broken),
    )  # fmt: skip


def _hours(hours: Any) -> dict[str, Any]:
    return table(
        "Hours in the busiest seven days; numbers count from 0",
        ["Who", "From", "Hours", "Limit", "Share"],
        [[crew.person(one), day(one["week_s"]), f"{figure(one['hours'])} h",
          crew.limit_text(one),
          percent(one["hours"] / one["limit_h"] if one["limit_h"] else None)]
         for one in crew.busiest(hours)],
        bad=[crew.over(one["hours"], one["limit_h"]) for one in crew.busiest(hours)],
    )  # fmt: skip


def _evas(evas: Any) -> dict[str, Any]:
    return table(
        "Hours outside; of the busiest seven days, the longest EVA, and all of them",
        ["Who", "From", "Hours", "Limit", "EVAs", "Limit of EVAs", "Longest", "All"],
        [[crew.person(one), day(one["week_s"]), f"{figure(one['hours'])} h",
          crew.limit_text(one), str(one["count"]),
          NEVER if one["limit_count"] is None else str(one["limit_count"]),
          f"{figure(one['longest_h'])} h", f"{figure(one['all_h'])} h"]
         for one in crew.busiest(evas)],
        bad=[crew.over(one["hours"], one["limit_h"]) or crew.over(one["count"], one["limit_count"])
             for one in crew.busiest(evas)],
    )  # fmt: skip


def _doses(doses: Any, ids: Ids) -> dict[str, Any]:
    return table(
        "Dose", ["Who", "Agency", "Dose", "Limit of a career", "Share"],
        [[plain(one["who"]), one["agency"], f"{figure(one['msv'])} mSv",
          f"{figure(one['limit_msv'])} mSv", percent(one["share"])] for one in doses],
        ids=[ids.take(f"dose-{one['who']}") for one in doses],
        bad=[(one["share"] or 0.0) > 1.0 for one in doses],
    )  # fmt: skip
