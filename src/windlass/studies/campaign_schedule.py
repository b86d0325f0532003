"""Give a campaign's flights their dates, pads, docks and people, and have that replayed.

Checked: tests/studies/test_campaign_schedule.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from windlass.base.epochs import DAY_S, format_epoch
from windlass.campaign.crew import duty
from windlass.campaign.crew.duty import Breach
from windlass.campaign.plan.plan import Plan
from windlass.campaign.schedule import assign, schedule
from windlass.campaign.schedule import check as schedule_check
from windlass.campaign.schedule import ready as schedule_ready
from windlass.campaign.schedule.check import Fault
from windlass.campaign.schedule.ready import Ready
from windlass.campaign.schedule.timetable import Dated, Flight, Schedule, Span, Timetable
from windlass.campaign.tables import Campaign
from windlass.studies.campaign_doses import doses
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_timetable import later, timetable

HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A schedule with everybody's numbers, and what its replay found; ready: of all its flights at
    the earliest.  pooled: why persons have no numbers, where they have none.  later: key of a
    flight on a dated leg -> windows of the departures that the leg has after the planned one."""

    file: CampaignFile
    campaign: Campaign
    table: Timetable
    schedule: Schedule
    faults: tuple[Fault, ...]
    ready: Ready | None
    pooled: str
    later: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def run(
    file: CampaignFile,
    campaign: Campaign,
    plan: Plan | None = None,
    *,
    limit_s: float = 30.0,
    ready: bool = True,
    table: Timetable | None = None,
) -> Scheduled:
    """Return the schedule of a file's flights, and of a plan's where one is given; table: a changed
    timetable in place of theirs."""
    table = table or timetable(file, campaign, plan)
    pooled = ""
    try:
        found = assign.solve(table, limit_s=limit_s, seed=file.seed)
    except assign.Shortage as fault:
        pooled = str(fault)
        found = schedule.solve(table, limit_s=limit_s, seed=file.seed)
    first = [one.key for one in table.flights if one.windows[0][0] < _month_end(table)]
    when = None
    if ready and first:
        when = schedule_ready.earliest(table, first, limit_s=limit_s, seed=file.seed)
    return Scheduled(
        file=file,
        campaign=campaign,
        table=table,
        schedule=found,
        faults=tuple(schedule_check.check(table, found)),
        ready=when,
        pooled=pooled,
        later=later(file, campaign, plan),
    )


def _month_end(table: Timetable) -> float:
    return min(one.windows[0][0] for one in table.flights) + 30.0 * DAY_S


def told(done: Scheduled) -> dict[str, Any]:
    """Return a schedule as plain data."""
    table, found = done.table, done.schedule
    flights = {one.key: one for one in table.flights}
    return {
        "status": found.status,
        "proven": found.proven,
        "value": found.value,
        "bound": found.bound,
        "gap": found.gap,
        "bottleneck": found.bottleneck,
        "tick_h": table.tick_s / HOUR_S,
        "sites": [
            {"key": one.key, "node": one.node, "kind": one.kind, "count": one.count,
             "closed": [list(span) for span in one.closed]}
            for one in table.sites
        ],
        "flights": [_flight(flights[one.key], one) for one in found.flights],
        "left_out": list(found.left_out),
        "loads": [
            {"key": one.key, "kind": one.kind, "share": one.share, "busiest": one.busiest,
             "busiest_s": one.busiest_s}
            for one in found.loads
        ],
        **_people(table, found),
        "doses": doses(table, found, done.campaign),
        "checked": not done.faults,
        "faults": [
            {"rule": one.rule, "where": f"{one.who}: {one.what}", "at_s": one.at_s,
             "at": format_epoch(one.at_s), "detail": one.detail}
            for one in done.faults
        ],
        "pooled": done.pooled,
    }  # fmt: skip


def _flight(flight: Flight, dated: Dated) -> dict[str, Any]:
    lift = dated.lift_off_s
    at_dock = lift + flight.out_s
    leaves = at_dock + (flight.dock_s if flight.dock else 0.0)
    late = 0.0 if flight.due_s is None else max(0.0, at_dock - flight.due_s)
    return {
        "anchor": flight.anchor or f"flight-{flight.key}",
        "key": flight.key,
        "vehicle": flight.vehicle,
        "pad": flight.pad,
        "pad_no": dated.pad_no,
        "dock": flight.dock,
        "dock_no": dated.dock_no,
        "vehicle_no": dated.vehicle_no,
        "on_pad_s": lift - flight.pad_before_s,
        "off_pad_s": lift + flight.pad_after_s,
        "lift_off_s": lift,
        "lift_off": format_epoch(lift, "minute"),
        "at_dock_s": at_dock,
        "leaves_dock_s": leaves,
        "home_s": lift + flight.home_s,
        "due_s": flight.due_s,
        "late_d": late / DAY_S,
        "people": {team: list(numbers) for team, numbers in dated.people},
    }


def _people(table: Timetable, found: Schedule) -> dict[str, Any]:
    """Return each person's busiest seven days beside the rule, and every breach of it."""
    rules = {team.key: duty.rule(team.rule) for team in table.teams}
    hours: list[dict[str, Any]] = []
    breaches: list[dict[str, Any]] = []
    if not any(one.people for one in found.flights):
        return {"hours": hours, "evas": [], "breaches": breaches}
    for who, spans in sorted(assign.shifts(table, found).items()):
        team, _, number = who.rpartition(" ")
        rule = rules[team]
        busiest = max(spans, key=lambda span: duty.hours(spans, span[0], span[0] + duty.WEEK_S))
        worked = duty.hours(spans, busiest[0], busiest[0] + duty.WEEK_S)
        limit = rule.week_s / HOUR_S
        hours.append(
            {"team": team, "number": int(number), "week_s": busiest[0], "hours": worked / HOUR_S,
             "limit_h": limit if limit < float("inf") else None}
        )  # fmt: skip
        breaches += [_breach(one) for one in duty.judge({who: spans}, rule)]
    outside = {team.key: duty.rule(team.eva_rule) for team in table.teams if team.eva_rule}
    evas: list[dict[str, Any]] = []
    for who, spans in assign.evas(table, found).items():
        team, _, number = who.rpartition(" ")
        evas.append(_outside(team, int(number), spans, outside[team]))
        breaches += [_breach(one) for one in duty.judge({who: spans}, outside[team])]
    return {"hours": hours, "evas": evas, "breaches": breaches}


def _outside(team: str, number: int, spans: list[duty.Span], rule: duty.Rule) -> dict[str, Any]:
    """Return one person's hours outside and EVAs in the seven days that hold the most of them."""
    ends = [b for _, b in spans]
    busiest = max(ends, key=lambda b: duty.hours(spans, b - duty.WEEK_S, b))
    return {
        "team": team,
        "number": number,
        "week_s": busiest - duty.WEEK_S,
        "hours": duty.hours(spans, busiest - duty.WEEK_S, busiest) / HOUR_S,
        "limit_h": rule.week_s / HOUR_S if rule.week_s < float("inf") else None,
        "count": max(sum(b - duty.WEEK_S < y and x < b for x, y in spans) for b in ends),
        "limit_count": int(rule.week_count) if rule.week_count < float("inf") else None,
        "longest_h": max(b - a for a, b in spans) / HOUR_S,
        "all_h": sum(b - a for a, b in spans) / HOUR_S,
    }


COUNTS = ("days", "long_count", "week_count")
"""Clauses of a rule that are counts; all others are hours."""


def _breach(one: Breach) -> dict[str, Any]:
    per = 1.0 if one.clause in COUNTS else HOUR_S
    return {
        "who": one.who,
        "clause": one.clause,
        "anchor": one.anchor,
        "begin": format_epoch(one.begin_s, "minute"),
        "value": one.value / per,
        "limit": one.limit / per,
        "unit": "" if one.clause in COUNTS else "h",
    }
