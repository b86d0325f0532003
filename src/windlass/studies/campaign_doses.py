"""Radiation that a campaign's people take: at their bases over the schedule, and on their flights.

Checked: tests/studies/test_campaign_schedule.py.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from windlass.campaign.crew import dose
from windlass.campaign.crew.dose import Person, Phase
from windlass.campaign.schedule.timetable import Flight, Schedule, Timetable
from windlass.campaign.tables import Campaign


def doses(table: Timetable, found: Schedule, campaign: Campaign) -> list[dict[str, Any]]:
    """Return each person's dose beside the career limit of the team's agency.

    Counted are people whose team names an agency: where their node is exposed, from the timetable's
    start to the last flight's end; and those aboard, over legs and stays that are.
    """
    where = {node.key: node.where for node in campaign.nodes}
    flights = {one.key: one for one in table.flights}
    ends = max(
        (one.lift_off_s + flights[one.key].home_s for one in found.flights), default=table.start_s
    )
    phases: dict[str, list[Phase]] = defaultdict(list)
    agency: dict[str, str] = {}
    for team in table.teams:
        if not team.agency:
            continue
        for number in range(team.count):
            agency[f"{team.key} {number}"] = team.agency
            if where.get(team.node):
                phases[f"{team.key} {number}"].append(
                    Phase(place=where[team.node], time_s=ends - table.start_s)
                )
    for one in found.flights:
        flight = flights[one.key]
        aboard = {work.team for work in flight.work if work.aboard}
        for team_key, numbers in one.people:
            for number in numbers if team_key in aboard else ():
                if f"{team_key} {number}" in agency:
                    phases[f"{team_key} {number}"] += _flown(flight, table, campaign, where)
    rows = [
        dose.take(Person(key=who, agency=agency[who], phases=tuple(parts)))
        for who, parts in sorted(phases.items())
        if parts
    ]
    return [
        {
            "who": one.key,
            "agency": one.agency,
            "msv": one.total_msv,
            "limit_msv": one.limit_msv,
            "share": one.total_msv / one.limit_msv,
        }
        for one in rows
    ]


def _flown(
    flight: Flight, table: Timetable, campaign: Campaign, where: dict[str, str]
) -> list[Phase]:
    """Return the phases of a flight: its leg, its stay at a dock, its way back."""
    leg = next((one for one in campaign.legs if flight.vehicle in one.vehicles), None)
    found = []
    if leg is not None and leg.where:
        found.append(Phase(place=leg.where, time_s=flight.out_s + flight.back_s))
    docks = (site for site in table.sites if site.key == flight.dock and where.get(site.node))
    return [*found, *(Phase(place=where[one.node], time_s=flight.dock_s) for one in docks)]
