"""Replay of a schedule: what in it cannot be flown, told flight by flight.

Plain loops over events in order of time; it shares nothing with the solver but the ask.  A
schedule whose numbers are assigned is checked by each pad, dock, vehicle and person as well.
Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from windlass.campaign.crew import duty
from windlass.campaign.schedule.timetable import Dated, Flight, Schedule, Timetable, Work

_HAIR_S: Final = 1e-3
Held = tuple[float, float, int, str]
"""From, until, how much, by which flight."""
Ready = tuple[tuple[float, int], ...]
"""Date, and how many more from then on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong: rule, of which flight or person, with what shared, when; detail in words."""

    rule: str
    who: str
    what: str
    at_s: float
    detail: str


def check(ask: Timetable, plan: Schedule) -> list[Fault]:
    """Return all faults of a schedule, in order of time; [] where it can be flown."""
    flights = {flight.key: flight for flight in ask.flights}
    faults = list(_names(ask, plan))
    pairs = [(flights[one.key], one) for one in plan.flights if one.key in flights]
    for flight, one in pairs:
        faults += _dates(ask, flight, one)
    faults += _order(pairs)
    for name, cap, held in _held(ask, pairs):
        faults += _over(name, cap, held)
    faults += _numbers(ask, pairs)
    faults += _people(ask, pairs)
    return sorted(faults, key=lambda fault: (fault.at_s, fault.rule, fault.who))


Pairs = list[tuple[Flight, Dated]]


def _names(ask: Timetable, plan: Schedule) -> Iterator[Fault]:
    told = [one.key for one in plan.flights] + list(plan.left_out)
    asked = {flight.key for flight in ask.flights}
    for key in sorted({k for k in told if told.count(k) > 1} | (set(told) ^ asked)):
        yield _fault("names", key, "", ask.start_s, "not told, told twice, or not asked for")


def _dates(ask: Timetable, flight: Flight, one: Dated) -> Iterator[Fault]:
    t = one.lift_off_s
    if not any(a - _HAIR_S <= t <= b + _HAIR_S for a, b in flight.windows):
        yield _fault("window", flight.key, "", t, "lifts off outside its windows")
    begin = min([-flight.pad_before_s, *(work.begin_s for work in flight.work)])
    if t + begin < ask.start_s - _HAIR_S or t + flight.out_s > ask.end_s + _HAIR_S:
        yield _fault("horizon", flight.key, "", t, "begins before, or arrives after the timetable")
    sites = {site.key: site for site in ask.sites}
    holds = [(flight.pad, t - flight.pad_before_s, t + flight.pad_after_s)]
    if flight.dock is not None:
        holds.append((flight.dock, t + flight.out_s, t + flight.out_s + flight.dock_s))
    for key, a, b in holds:
        for x, y in sites[key].closed:
            if a < y - _HAIR_S and b > x + _HAIR_S and b > a:
                yield _fault("closed", flight.key, key, max(a, x), "held while it is closed")


def _order(pairs: Pairs) -> Iterator[Fault]:
    dates = {flight.key: (flight, one.lift_off_s) for flight, one in pairs}
    for flight, one in pairs:
        for key, gap in flight.after:
            if key not in dates:
                yield _fault("after", flight.key, key, one.lift_off_s, "flies without it")
            elif one.lift_off_s < dates[key][1] + dates[key][0].out_s + gap - _HAIR_S:
                yield _fault("after", flight.key, key, one.lift_off_s, "flies too early after it")


def _held(ask: Timetable, pairs: Pairs) -> Iterator[tuple[str, Ready, list[Held]]]:
    """Everything shared: its name, (date, how many more), and what holds it."""
    pools = {pool.key: pool for pool in ask.pools}
    rules = {team.key: duty.rule(team.rule) for team in ask.teams}
    held: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for flight, one in pairs:
        t = one.lift_off_s
        pad = (t - flight.pad_before_s, t + flight.pad_after_s, 1, flight.key)
        held["pad", flight.pad].append(pad)
        if flight.dock is not None:
            stay = (t + flight.out_s, t + flight.out_s + flight.dock_s, 1, flight.key)
            held["dock", flight.dock].append(stay)
        pool = pools[flight.vehicle]
        home = float("inf") if pool.expended else t + flight.home_s + pool.turnaround_s
        held["vehicle", pool.key].append((t - flight.pad_before_s, home, 1, flight.key))
        for work in flight.work:
            rest = rules[work.team].after_s if work.aboard else 0.0
            span = (t + work.begin_s, t + work.end_s + rest, work.people, flight.key)
            held["team", work.team].append(span)
    always = float("-inf")
    for site in ask.sites:
        yield f"{site.kind} {site.key}", ((always, site.count),), held[site.kind, site.key]
    for pool in ask.pools:
        yield f"vehicle {pool.key}", pool.ready, held["vehicle", pool.key]
    for team in ask.teams:
        yield f"team {team.key}", ((always, team.count),), held["team", team.key]


def _over(name: str, ready: Ready, held: list[Held]) -> Iterator[Fault]:
    """Walk events in order of time; what ends at an instant is free for what begins then."""
    events = [(a + _HAIR_S, 1, much, who) for a, b, much, who in held if b > a]
    events += [(b, 0, -much, who) for a, b, much, who in held if b > a]
    level = 0
    for at, kind, much, who in sorted(events):
        level += much
        room = sum(many for date, many in ready if date <= at)
        if kind and level > room:
            yield _fault("capacity", who, name, at, f"{level} held of {room}")


def _numbers(ask: Timetable, pairs: Pairs) -> Iterator[Fault]:
    """Assigned numbers: in range, and each held by one flight at a time."""
    counts = {(str(site.kind), site.key): site.count for site in ask.sites}
    pools = {pool.key: pool for pool in ask.pools}
    by: dict[tuple[str, str, int], list[tuple[float, float, str]]] = defaultdict(list)
    for flight, one in pairs:
        t, pool = one.lift_off_s, pools[flight.vehicle]
        spans = [("pad", flight.pad, one.pad_no, t - flight.pad_before_s, t + flight.pad_after_s)]
        if flight.dock is not None:
            a = t + flight.out_s
            spans.append(("dock", flight.dock, one.dock_no, a, a + flight.dock_s))
        until = float("inf") if pool.expended else t + flight.home_s + pool.turnaround_s
        begin = t - flight.pad_before_s
        spans.append(("vehicle", pool.key, one.vehicle_no, begin, until))
        for kind, key, number, a, b in spans:
            if number == -1:
                continue
            most = counts.get((kind, key), sum(many for _, many in pool.ready))
            if not 0 <= number < most:
                yield _fault("number", flight.key, f"{kind} {key}", t, f"no number {number}")
            elif kind == "vehicle" and _ready(pool.ready, number) > begin + _HAIR_S:
                yield _fault("number", flight.key, f"{kind} {key}", t, f"{number} is not there yet")
            by[kind, key, number].append((a, b, flight.key))
    for (kind, key, number), spans_ in by.items():
        for (_, b, first), (c, d, then) in pairwise(sorted(spans_)):
            if c < b - _HAIR_S and d > c:
                what = f"{kind} {key} {number}"
                yield _fault("number", then, what, c, f"still held by {first}")


def _ready(ready: tuple[tuple[float, int], ...], number: int) -> float:
    """When a vehicle's number is there: numbers are given in the order of delivery."""
    for date, many in sorted(ready):
        if number < many:
            return date
        number -= many
    return float("inf")


def turns_of(work: Work, rule: duty.Rule) -> list[tuple[float, float]]:
    """Return equal turns [s after lift-off] of a work, none longer than a shift may be."""
    if work.aboard or work.kind == "eva":
        return [(work.begin_s, work.end_s)]
    many = 1
    while (work.end_s - work.begin_s) / many > rule.shift_s + _HAIR_S:
        many += 1
    each = (work.end_s - work.begin_s) / many
    return [(work.begin_s + k * each, work.begin_s + (k + 1) * each) for k in range(many)]


def _people(ask: Timetable, pairs: Pairs) -> Iterator[Fault]:
    """Assigned persons: as many as are needed, never twice at once, within their rule."""
    teams = {team.key: team for team in ask.teams}
    rules = {team.key: duty.rule(team.rule) for team in ask.teams}
    worked: dict[tuple[str, int], list[tuple[float, float, str]]] = defaultdict(list)
    flown: dict[tuple[str, int], list[tuple[float, float, str]]] = defaultdict(list)
    outside: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for flight, one in pairs:
        if not one.people:
            continue
        if tuple(key for key, _ in one.people) != tuple(work.team for work in flight.work):
            yield _fault("people", flight.key, "", one.lift_off_s, "teams are not those it needs")
            continue
        for work, (key, numbers) in zip(flight.work, one.people, strict=True):
            turns = turns_of(work, rules[key])
            bad = [n for n in numbers if not 0 <= n < teams[key].count]
            if len(numbers) != work.people * len(turns) or bad:
                yield _fault("people", flight.key, key, one.lift_off_s, "too few, or unknown")
                continue
            for k, (a, b) in enumerate(turns):
                for n in numbers[k * work.people : (k + 1) * work.people]:
                    rest = rules[key].after_s if work.aboard else 0.0
                    span = (one.lift_off_s + a, one.lift_off_s + b + rest, flight.key)
                    (flown if work.aboard else worked)[key, n].append(span)
                    if work.kind == "eva":
                        outside[key, n].append(span[:2])
    for (key, n), spans in worked.items():
        yield from _twice(f"{key} {n}", [*spans, *flown.get((key, n), [])])
        shifts = duty.merged([(a, b) for a, b, _ in spans], rules[key].rest_s)
        for one_ in duty.judge({f"{key} {n}": shifts}, rules[key]):
            detail = f"{one_.anchor}: {one_.value:g} against {one_.limit:g}"
            yield _fault("duty", one_.who, key, one_.begin_s, detail)
    for (key, n), spans in flown.items():
        if (key, n) not in worked:
            yield from _twice(f"{key} {n}", spans)
    for (key, n), evas in sorted(outside.items()):
        yield from _evas(f"{key} {n}", key, sorted(evas), teams[key].eva_rule)


def _evas(who: str, team: str, evas: list[tuple[float, float]], key: str) -> Iterator[Fault]:
    """Replay one person's EVAs: each long enough at most, rest between, so many in any 7 days."""
    rule = duty.rule(key)
    for k, (a, b) in enumerate(evas):
        since = [(max(x, b - duty.WEEK_S), y) for x, y in evas[: k + 1] if y > b - duty.WEEK_S]
        tests = [
            ("shift_s", b - a, rule.shift_s),
            ("week_s", sum(y - x for x, y in since), rule.week_s),
            ("week_count", len(since), rule.week_count),
        ]
        if k:
            tests.append(("rest_s", -(a - evas[k - 1][1]), -rule.rest_s))
        for clause, is_, most in tests:
            if is_ > most + _HAIR_S:
                detail = f"duty.{key}.{clause}: {abs(is_):g} against {abs(most):g}"
                yield _fault("eva", who, team, a, detail)


def _twice(who: str, spans: list[tuple[float, float, str]]) -> Iterator[Fault]:
    for (_, b, first), (c, _, then) in pairwise(sorted(spans)):
        if c < b - _HAIR_S:
            yield _fault("people", who, then, c, f"still at work, or resting, by {first}")


def _fault(rule: str, who: str, what: str, at_s: float, detail: str) -> Fault:
    return Fault(rule=rule, who=who, what=what, at_s=at_s, detail=detail)
