"""Who is who in a pooled schedule: numbers of pads, docks, vehicles and persons.

Pads, docks and vehicles in order of time, each the lowest number that is free, which never needs
more than are held at once.  Persons as of ``persons``; where they do not suffice on the dates found
their team's hours are tightened and the dates made again.
Checked: tests/campaign/test_assign.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from windlass.base.errors import NotSolved
from windlass.campaign.crew import duty
from windlass.campaign.schedule import persons, schedule
from windlass.campaign.schedule.grid import turns
from windlass.campaign.schedule.persons import SHORT, Numbers
from windlass.campaign.schedule.persons import Shortage as Shortage
from windlass.campaign.schedule.timetable import Flight, Schedule, Timetable

_HAIR_S: Final = 1e-3
_SHARES: Final = (1.0, 0.9, 0.8, 0.7)
"""Share of a team's hours that may be planned in turn; there hours count where they begin."""


def solve(ask: Timetable, *, limit_s: float, workers: int = 2, seed: int = 0) -> Schedule:
    """Return a schedule with everybody's and everything's numbers.

    limit_s: of each search, for dates or for persons.  Where persons cannot be found, their team's
    hours count where they begin, and then are tightened by a tenth, three times at most, and the
    dates made again; then Shortage tells which person-hours are short.  What is proven is always
    that of the timetable asked for, never of a tightened one.
    """
    tighter: dict[str, float] = {}
    first: Schedule | None = None
    while True:
        found = schedule.solve(ask, limit_s=limit_s, workers=workers, seed=seed, tighter=tighter)
        first = first or found
        found = _as_proven(ask, first, found)
        try:
            return assign(ask, found, limit_s=limit_s, workers=workers, seed=seed)
        except Shortage as short:
            tried = _SHARES.index(tighter[short.team]) + 1 if short.team in tighter else 0
            if tried == len(_SHARES):
                raise
            tighter[short.team] = _SHARES[tried]


def _as_proven(ask: Timetable, first: Schedule, found: Schedule) -> Schedule:
    """Return a schedule of tightened hours with the bounds of the timetable as it was asked."""
    if found is first:
        return found
    bound = min(first.bound, found.value)
    as_good = found.value <= bound + 1e-9
    if all(flight.due_s is None for flight in ask.flights):
        as_good = as_good and found.ends_s <= first.ends_s + _HAIR_S
    proven = first.proven and as_good and set(found.left_out) == set(first.left_out)
    return replace(
        found,
        status="overloaded" if found.left_out else "optimal" if proven else "feasible",
        proven=proven,
        bound=bound,
        ends_bound_s=min(first.ends_bound_s, found.ends_s),
    )


def assign(
    ask: Timetable, plan: Schedule, *, limit_s: float = 0.0, workers: int = 2, seed: int = 0
) -> Schedule:
    """Return a pooled schedule with numbers; NotSolved (a Shortage) where persons are too few.

    limit_s: of the search for persons where a simple rule finds none, 0 for none.
    """
    flights = {flight.key: flight for flight in ask.flights}
    pads, docks, vehicles = _things(ask, plan, flights)
    people: Numbers = {}
    for team in ask.teams:
        people |= persons.assign(ask, plan, team, limit_s=limit_s, workers=workers, seed=seed)
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


def shifts(ask: Timetable, plan: Schedule) -> dict[str, list[duty.Span]]:
    """Return each person's shifts {team number: (begin, end) pairs}, in order, EVAs among them."""
    spans, rest = _worked(ask, plan, ("shift", "eva"))
    return {who: duty.merged(found, rest[who]) for who, found in sorted(spans.items())}


def evas(ask: Timetable, plan: Schedule) -> dict[str, list[duty.Span]]:
    """Return each person's EVAs {team number: (begin, end) pairs}, in order."""
    spans, _ = _worked(ask, plan, ("eva",))
    return {who: sorted(found) for who, found in sorted(spans.items())}


def _worked(
    ask: Timetable, plan: Schedule, kinds: tuple[str, ...]
) -> tuple[dict[str, list[duty.Span]], dict[str, float]]:
    """Each person's turns of some kinds of work, none of them aboard, and the rest between."""
    flights = {flight.key: flight for flight in ask.flights}
    rules = {team.key: duty.rule(team.rule) for team in ask.teams}
    spans: dict[str, list[duty.Span]] = defaultdict(list)
    rest: dict[str, float] = {}
    for one in plan.flights:
        for work, (_, numbers) in zip(flights[one.key].work, one.people, strict=False):
            if work.aboard or work.kind not in kinds:
                continue
            rule = rules[work.team]
            for k, (a, b) in enumerate(turns(work, rule)):
                for n in numbers[k * work.people : (k + 1) * work.people]:
                    who = f"{work.team} {n}"
                    spans[who].append((one.lift_off_s + a, one.lift_off_s + b))
                    rest[who] = rule.rest_s
    return spans, rest
