"""Who is who in a pooled schedule: numbers of pads, docks, vehicles and persons.

Pads, docks and vehicles in order of time, each the lowest number that is free, which never needs
more than are held at once.  Persons turn by turn under their own rule, by hand, each way of
choosing tried; where that fails the team's hours are tightened and the dates made again.
Checked: tests/campaign/test_assign.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from windlass.base.errors import NotSolved
from windlass.campaign import duty, schedule
from windlass.campaign.schedule_grid import turns
from windlass.campaign.timetable import Flight, Schedule, Timetable

SHORT: Final = 4
"""Status where the people are too few."""
_BACK_S: Final = 21.0 * duty.DAY_S
_HAIR_S: Final = 1e-3
_TIGHTER: Final = (1.0, 0.9, 0.8, 0.7)
Numbers = dict[tuple[str, int], list[int]]
"""Of (flight, place of its work): numbers of persons, turn after turn."""


class Shortage(NotSolved):
    """A team whose people do not suffice; ``team`` names it."""

    def __init__(self, team: str, what: str, *, value: object, remedy: str) -> None:
        """Say which team is short, and of how much."""
        self.team = team
        super().__init__(what, status=SHORT, value=value, remedy=remedy)


def solve(ask: Timetable, *, limit_s: float, workers: int = 2, seed: int = 0) -> Schedule:
    """Return a schedule with everybody's and everything's numbers.

    limit_s: of each search for dates.  Where persons cannot be found, their team's pooled hours are
    tightened by a tenth, three times at most; then NotSolved tells which person-hours are short.
    """
    tighter: dict[str, float] = {}
    while True:
        found = schedule.solve(ask, limit_s=limit_s, workers=workers, seed=seed, tighter=tighter)
        try:
            return assign(ask, found)
        except Shortage as short:
            place = _TIGHTER.index(tighter.get(short.team, 1.0)) + 1
            if place == len(_TIGHTER):
                raise
            tighter[short.team] = _TIGHTER[place]


def assign(ask: Timetable, plan: Schedule) -> Schedule:
    """Return a pooled schedule with numbers; NotSolved (a Shortage) where persons are too few."""
    flights = {flight.key: flight for flight in ask.flights}
    pads, docks, vehicles = _things(ask, plan, flights)
    people: Numbers = {}
    for team in ask.teams:
        people |= _team(ask, plan, team.key)
    return replace(
        plan,
        flights=tuple(
            replace(
                one,
                pad_no=pads[one.key],
                dock_no=docks.get(one.key, -1),
                vehicle_no=vehicles[one.key],
                people=tuple(
                    (work.team, tuple(people[one.key, k]))
                    for k, work in enumerate(flights[one.key].work)
                ),
            )
            for one in plan.flights
        ),
    )


def _things(
    ask: Timetable, plan: Schedule, flights: dict[str, Flight]
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    pools = {pool.key: pool for pool in ask.pools}
    spans: dict[tuple[str, str], list[tuple[float, float, str]]] = defaultdict(list)
    for one in plan.flights:
        flight, t = flights[one.key], one.lift_off_s
        begin = t - flight.pad_before_s
        spans["pad", flight.pad].append((begin, t + flight.pad_after_s, one.key))
        if flight.dock is not None:
            a = t + flight.out_s
            spans["dock", flight.dock].append((a, a + flight.dock_s, one.key))
        pool = pools[flight.vehicle]
        home = math.inf if pool.expended else t + flight.home_s + pool.turnaround_s
        spans["vehicle", pool.key].append((begin, home, one.key))
    out: dict[str, dict[str, int]] = {"pad": {}, "dock": {}, "vehicle": {}}
    always = -math.inf
    for site in ask.sites:
        free = [always] * site.count
        out[site.kind] |= _coloured(site.key, spans[site.kind, site.key], free)
    for pool in ask.pools:
        free = [date for date, many in sorted(pool.ready) for _ in range(many)]
        out["vehicle"] |= _coloured(pool.key, spans["vehicle", pool.key], free)
    return out["pad"], out["dock"], out["vehicle"]


def _coloured(
    key: str, spans: Sequence[tuple[float, float, str]], free: list[float]
) -> dict[str, int]:
    """Numbers of spans, by begin; free: when each number is free first, changed on the way."""
    out = {}
    for a, b, who in sorted(spans):
        number = next((n for n, since in enumerate(free) if since <= a + _HAIR_S), None)
        if number is None:
            raise NotSolved(
                f"{key}: more are held at once than there are",
                status=SHORT,
                value=who,
                remedy="check the schedule with schedule_check",
            )
        out[who] = number
        if b > a:
            free[number] = b
    return out


def _team(ask: Timetable, plan: Schedule, key: str) -> Numbers:
    """Persons of one team; each way of choosing in turn."""
    team = next(one for one in ask.teams if one.key == key)
    rule = duty.rule(team.rule)
    flights = {flight.key: flight for flight in ask.flights}
    turns_: list[tuple[float, float, float, str, int, int]] = []
    for one in plan.flights:
        for k, work in enumerate(flights[one.key].work):
            if work.team != key:
                continue
            rest = rule.after_s if work.aboard else 0.0
            for n, (a, b) in enumerate(turns(work, rule)):
                t = one.lift_off_s
                turns_ += [(t + a, t + b, rest, one.key, k, n)] * work.people
    turns_.sort()
    most = 0
    for full in (False, True):
        found, done = _by_hand(turns_, team.count, rule, full=full)
        if found is not None:
            return found
        most = max(most, done)
    a, b, _, who = turns_[most][:4]
    asked = math.fsum(y - x for x, y, *_ in turns_ if a - duty.WEEK_S < x <= a) / duty.HOUR_S
    have = team.count * min(rule.week_s, duty.WEEK_S) / duty.HOUR_S
    raise Shortage(
        key,
        f"{key}: nobody is left under {rule.key} for {who}, {(b - a) / duty.HOUR_S:.1f} h",
        value=f"{asked:.0f} person-hours in the 7 days before, of {have:.0f} allowed",
        remedy="give the team more people, or its flights more time",
    )


def _by_hand(
    turns_: Sequence[tuple[float, float, float, str, int, int]],
    count: int,
    rule: duty.Rule,
    *,
    full: bool,
) -> tuple[Numbers | None, int]:
    """Persons turn by turn: who worked least lately, or, where full, who is on shift already.

    Returns how many turns were given as well.
    """
    worked: list[list[duty.Span]] = [[] for _ in range(count)]
    free = [-math.inf] * count
    out: Numbers = defaultdict(list)
    for done, (a, b, rest, who, place, _) in enumerate(turns_):
        lately = [math.fsum(y - x for x, y in spans if y > a - duty.WEEK_S) for spans in worked]
        order = sorted(range(count), key=lambda n: ((-lately[n] if full else lately[n]), n))
        for n in order:
            if free[n] > a + _HAIR_S:
                continue
            since = [span for span in worked[n] if span[1] > a - _BACK_S]
            if rest == 0.0 and duty.judge({"": duty.merged([*since, (a, b)], rule.rest_s)}, rule):
                continue
            worked[n] = since if rest else [*since, (a, b)]
            free[n] = b + rest
            out[who, place].append(n)
            break
        else:
            return None, done
    return out, len(turns_)


def shifts(ask: Timetable, plan: Schedule) -> dict[str, list[duty.Span]]:
    """Return each person's shifts {team number: (begin, end) pairs} on the ground, in order."""
    flights = {flight.key: flight for flight in ask.flights}
    rules = {team.key: duty.rule(team.rule) for team in ask.teams}
    spans: dict[str, list[duty.Span]] = defaultdict(list)
    rest: dict[str, float] = {}
    for one in plan.flights:
        for work, (_, numbers) in zip(flights[one.key].work, one.people, strict=False):
            if work.aboard:
                continue
            rule = rules[work.team]
            for k, (a, b) in enumerate(turns(work, rule)):
                for n in numbers[k * work.people : (k + 1) * work.people]:
                    who = f"{work.team} {n}"
                    spans[who].append((one.lift_off_s + a, one.lift_off_s + b))
                    rest[who] = rule.rest_s
    return {who: duty.merged(found, rest[who]) for who, found in sorted(spans.items())}
