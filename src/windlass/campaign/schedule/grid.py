"""A timetable in whole ticks: when each flight may lift off, and what it holds from when to when.

Everything is rounded so that what holds in ticks holds in seconds: durations up, windows inwards,
closures outwards.  People are pooled: so many at once, so many hours in any day and any week, of
the turns that lie wholly within; no dates that persons could keep are lost by that.
Checked: tests/campaign/test_schedule.py, tests/campaign/test_eva.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.campaign.crew import duty
from windlass.campaign.schedule.timetable import Flight, Pool, Span, Timetable, Work, check

MOST_TICKS: Final = 2_000_000
_HAIR: Final = 1e-9
_WEIGHT_PARTS: Final = 10_000
_MINUTE_S: Final = 60.0
Item = tuple[int, int, int, int]
"""Flight (index), from and until (ticks after its lift-off), how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Something shared: capacity, what flights hold of it, what is held by nobody in between.

    items: (flight, from, until, how much), ticks after lift-off.  fixed: (from, until, how much).
    kind: "pad", "dock", "vehicle", "team", or "team-day", "team-week", "team-eva-week" for hours in
    minutes, "team-rest" for people at work or at rest after it, "team-eva" for people outside and
    at rest after it, "team-eva-count" for how often they go.
    """

    key: str
    kind: str
    capacity: int
    items: tuple[Item, ...]
    fixed: tuple[tuple[int, int, int], ...] = ()

    @property
    def name(self) -> str:
        """Key with its kind, as one shared thing may be held in more than one way."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A timetable in ticks.

    domains: of lift-off, sorted and apart.  phase_s: of each flight's own ticks.  arrive: ticks
    until it is at its dock.  lag: lift-off tick plus this is how late it is; none without a date.
    weight: in whole parts, of which ``parts`` make 1.  after: (first, then, least ticks between).
    chains: flights that may be put in this order without loss, those left out being the first.
    """

    tick_s: float
    start_s: float
    ticks: int
    phase_s: tuple[float, ...]
    domains: tuple[tuple[tuple[int, int], ...], ...]
    arrive: tuple[int, ...]
    lag: tuple[int | None, ...]
    weight: tuple[int, ...]
    parts: int
    shared: tuple[Shared, ...]
    after: tuple[tuple[int, int, int], ...]
    chains: tuple[tuple[int, ...], ...]

    def date(self, flight: int, tick: int) -> float:
        """Return the date [s] of a flight's tick."""
        return self.start_s + self.phase_s[flight] + tick * self.tick_s

    def days(self, amount: int) -> float:
        """Return weighted ticks as weighted days."""
        return amount * self.tick_s / duty.DAY_S / self.parts


def up(value: float) -> int:
    """Return the least whole number not below a value, but for rounding."""
    return math.ceil(value - _HAIR * max(1.0, abs(value)))


def down(value: float) -> int:
    """Return the greatest whole number not above a value, but for rounding."""
    return math.floor(value + _HAIR * max(1.0, abs(value)))


def turns(work: Work, rule: duty.Rule) -> list[Span]:
    """Return the turns [s after lift-off] of a work: equal parts no longer than a shift may be.

    One turn for those aboard, and for an EVA, which nobody takes over midway.
    """
    span = work.end_s - work.begin_s
    whole = work.aboard or work.kind == "eva"
    many = 1 if whole else max(1, up(span / rule.shift_s))
    each = span / many
    return [(work.begin_s + k * each, work.begin_s + (k + 1) * each) for k in range(many)]


def grid(ask: Timetable, tighter: Mapping[str, float] | None = None) -> Grid:
    """Return a timetable in ticks.

    tighter: {team: share of its hours that may be planned}; of these teams hours count where they
    begin, which is stricter than the rule.  InvalidInput(s) for a faulty ask, OutOfDomain where
    there are too many ticks or a flight has no date at all.
    """
    check(ask)
    _outside(ask)
    ticks = down((ask.end_s - ask.start_s) / ask.tick_s)
    if ticks > MOST_TICKS:
        raise OutOfDomain("too many ticks in a timetable", value=ticks, remedy="make ticks longer")
    phases = tuple(_phase(flight, ask) for flight in ask.flights)
    index = {flight.key: k for k, flight in enumerate(ask.flights)}
    after = tuple(
        (
            index[key],
            k,
            up((ask.flights[index[key]].out_s + gap + phases[index[key]] - phases[k]) / ask.tick_s),
        )
        for k, flight in enumerate(ask.flights)
        for key, gap in flight.after
    )
    _no_ring(ask, after)
    shared = _shared(ask, phases, tighter or {})
    weights, parts = _weights(ask)
    return Grid(
        tick_s=ask.tick_s,
        start_s=ask.start_s,
        ticks=ticks,
        phase_s=phases,
        domains=tuple(
            _domain(ask, flight, phases[k], ticks) for k, flight in enumerate(ask.flights)
        ),
        arrive=tuple(
            up((flight.out_s + phases[k]) / ask.tick_s) for k, flight in enumerate(ask.flights)
        ),
        lag=tuple(
            None
            if flight.due_s is None
            else up((ask.start_s + phases[k] + flight.out_s - flight.due_s) / ask.tick_s)
            for k, flight in enumerate(ask.flights)
        ),
        weight=weights,
        parts=parts,
        shared=shared,
        after=after,
        chains=_chains(ask),
    )


def _outside(ask: Timetable) -> None:
    """An EVA that is longer than its rule allows can be done by nobody."""
    longest = {team.key: duty.rule(team.eva_rule).shift_s for team in ask.teams if team.eva_rule}
    for flight in ask.flights:
        for one in flight.work:
            if one.kind == "eva" and one.end_s - one.begin_s > longest[one.team] + _HAIR:
                raise InvalidInput(
                    f"{flight.key}: an EVA longer than the rule of {one.team} allows",
                    value=f"{(one.end_s - one.begin_s) / duty.HOUR_S:g} h",
                    remedy=f"make it {longest[one.team] / duty.HOUR_S:g} h at most",
                )


def _phase(flight: Flight, ask: Timetable) -> float:
    """A window that falls between two ticks moves the flight's own ticks to its opening."""
    for low, high in flight.windows:
        first = up((max(low, ask.start_s) - ask.start_s) / ask.tick_s)
        if ask.start_s + first * ask.tick_s <= high + _HAIR:
            return 0.0
    return max(0.0, flight.windows[0][0] - ask.start_s) % ask.tick_s


def _domain(
    ask: Timetable, flight: Flight, phase_s: float, ticks: int
) -> tuple[tuple[int, int], ...]:
    """Windows within the horizon, less what a closed pad or dock forbids."""
    zero, tick = ask.start_s + phase_s, ask.tick_s
    begin = min([-flight.pad_before_s, 0.0, *(one.begin_s for one in flight.work)])
    low, high = up((-begin - phase_s) / tick), down((ask.end_s - flight.out_s - zero) / tick)
    bad = []
    sites = {site.key: site for site in ask.sites}
    for a, b in sites[flight.pad].closed:
        bad.append((a - flight.pad_after_s, b + flight.pad_before_s))
    if flight.dock is not None and flight.dock_s > 0.0:
        for a, b in sites[flight.dock].closed:
            bad.append((a - flight.out_s - flight.dock_s, b - flight.out_s))
    spans = [
        (max(low, up((a - zero) / tick)), min(high, down((b - zero) / tick), ticks))
        for a, b in flight.windows
    ]
    for a, b in bad:  # open at both ends: what touches a closure is allowed
        first, last = down((a - zero) / tick), up((b - zero) / tick)
        spans = [
            piece
            for x, y in spans
            for piece in ((x, min(y, first)), (max(x, last), y))
            if piece[0] <= piece[1]
        ]
    out: list[tuple[int, int]] = []
    for x, y in sorted(set(spans)):
        if out and x <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(y, out[-1][1]))
        elif x <= y:
            out.append((x, y))
    return tuple(out)


def _shared(
    ask: Timetable, phases: tuple[float, ...], tighter: Mapping[str, float]
) -> tuple[Shared, ...]:
    tick = ask.tick_s
    held: dict[tuple[str, str], list[Item]] = defaultdict(list)
    pools = {pool.key: pool for pool in ask.pools}
    rules = {team.key: duty.rule(team.rule) for team in ask.teams}
    outside = {team.key: duty.rule(team.eva_rule) for team in ask.teams if team.eva_rule}
    ever = down((ask.end_s - ask.start_s) / tick) * 2 + 2

    def hold(kind: str, key: str, k: int, a: float, b: float, much: int) -> None:
        x, y = down((phases[k] + a) / tick), up((phases[k] + b) / tick)
        if y > x and much:
            held[kind, key].append((k, x, y, much))

    def within(kind: str, key: str, k: int, turn: Span, span_s: float, much: int) -> None:
        """Hold at each instant at which a turn lies wholly within the span that ends there."""
        strict = key in tighter and kind in ("team-day", "team-week", "team-eva-week")
        x = up((phases[k] + turn[0 if strict else 1]) / tick)
        y = down((phases[k] + turn[0] + span_s) / tick)
        # A turn that begins at the first instant of a span lies within it, its last instant too.
        y += kind in ("team-day", "team-week", "team-eva-week") and not strict
        if y > x and much:
            held[kind, key].append((k, x, y, much))

    for k, flight in enumerate(ask.flights):
        hold("pad", flight.pad, k, -flight.pad_before_s, flight.pad_after_s, 1)
        if flight.dock is not None:
            hold("dock", flight.dock, k, flight.out_s, flight.out_s + flight.dock_s, 1)
        pool = pools[flight.vehicle]
        until = ever * tick if pool.expended else flight.home_s + pool.turnaround_s
        hold("vehicle", pool.key, k, -flight.pad_before_s, until, 1)
        for one in flight.work:
            rule = rules[one.team]
            rest = rule.after_s if one.aboard else 0.0
            hold("team", one.team, k, one.begin_s, one.end_s + rest, one.people)
            # What ends by an instant, and began within the span before it, lies wholly within.
            # Of turns longer than half a shift nobody does two without a rest between them.
            for a, b in [] if one.aboard else turns(one, rule):
                minutes = down(one.people * (b - a) / _MINUTE_S)
                within("team-day", one.team, k, (a, b), duty.DAY_S, minutes)
                within("team-week", one.team, k, (a, b), duty.WEEK_S, minutes)
                if 2.0 * (b - a) > rule.shift_s + _HAIR:
                    within("team-rest", one.team, k, (a, a), b - a + rule.rest_s, one.people)
            if one.kind == "eva":
                span = (one.begin_s, one.end_s)
                minutes = down(one.people * (span[1] - span[0]) / _MINUTE_S)
                rest = outside[one.team].rest_s
                hold("team-eva", one.team, k, span[0], span[1] + rest, one.people)
                within("team-eva-week", one.team, k, span, duty.WEEK_S, minutes)
                after = (one.end_s, one.end_s)  # what is partly within a week counts
                within("team-eva-count", one.team, k, after, duty.WEEK_S, one.people)
    out = [_of(site.key, site.kind, site.count, held) for site in ask.sites]
    out += [
        replace(_of(pool.key, "vehicle", _all(pool), held), fixed=_later(pool, ask))
        for pool in ask.pools
    ]
    for team in ask.teams:
        rule, share = rules[team.key], tighter.get(team.key, 1.0)
        day_s = min(max(rule.shift_s, duty.DAY_S - rule.rest_s), duty.DAY_S)
        out.append(_of(team.key, "team", team.count, held))
        out.append(_of(team.key, "team-rest", team.count, held))
        limits = [("team-day", day_s / _MINUTE_S), ("team-week", rule.week_s / _MINUTE_S)]
        if team.key in outside:
            eva = outside[team.key]
            out.append(_of(team.key, "team-eva", team.count, held))
            limits.append(("team-eva-week", eva.week_s / _MINUTE_S))
            limits.append(("team-eva-count", eva.week_count))
        for kind, most in limits:
            if math.isfinite(most):
                out.append(_of(team.key, kind, down(team.count * most * share), held))
    return tuple(one for one in out if one.items)


def _of(key: str, kind: str, many: int, held: Mapping[tuple[str, str], list[Item]]) -> Shared:
    return Shared(key=key, kind=kind, capacity=many, items=tuple(held.get((kind, key), ())))


def _all(pool: Pool) -> int:
    return sum(many for _, many in pool.ready)


def _later(pool: Pool, ask: Timetable) -> tuple[tuple[int, int, int], ...]:
    """Vehicles that come later are held by nobody until then."""
    return tuple(
        (0, up((date - ask.start_s) / ask.tick_s), many)
        for date, many in pool.ready
        if date > ask.start_s and many
    )


def _weights(ask: Timetable) -> tuple[tuple[int, ...], int]:
    found = [Fraction(flight.weight).limit_denominator(_WEIGHT_PARTS) for flight in ask.flights]
    for flight, one in zip(ask.flights, found, strict=True):
        if abs(float(one) - flight.weight) > 1e-12 * flight.weight:
            raise InvalidInput(
                f"{flight.key}: a weight must be a plain fraction",
                value=flight.weight,
                remedy="give it with four decimals at most",
            )
    parts = math.lcm(*(one.denominator for one in found)) if found else 1
    if found and max(found) * parts > 10**6:
        raise InvalidInput(
            "weights lie too far apart",
            value=(float(min(found)), float(max(found))),
            remedy="give them with fewer digits",
        )
    return tuple(int(one * parts) for one in found), parts


def _chains(ask: Timetable) -> tuple[tuple[int, ...], ...]:
    """Flights alike in all but name and date: by an exchange, the earlier due goes first."""
    before = {key for flight in ask.flights for key, _ in flight.after}
    alike: dict[Flight, list[int]] = defaultdict(list)
    for k, flight in enumerate(ask.flights):
        if flight.key not in before:
            alike[replace(flight, key="", due_s=None, anchor="")].append(k)

    def due(k: int) -> tuple[float, int]:
        date = ask.flights[k].due_s
        return (math.inf if date is None else date, k)

    return tuple(tuple(sorted(group, key=due)) for group in alike.values() if len(group) > 1)


def _no_ring(ask: Timetable, after: tuple[tuple[int, int, int], ...]) -> None:
    first = defaultdict(set)
    for a, b, _ in after:
        first[b].add(a)
    done: set[int] = set()
    left = set(range(len(ask.flights)))
    while ready := {k for k in left if first[k] <= done}:
        done |= ready
        left -= ready
    if left:
        raise InvalidInput(
            "flights come after one another in a ring",
            value=sorted(ask.flights[k].key for k in left)[:5],
            remedy="take one of the orders out",
        )
