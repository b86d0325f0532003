"""What a flight schedule is asked, and what it answers.

Units that are alike are pooled: a site or a vehicle type is a count, and who is who is settled
once the dates are known.  All times are TDB seconds past J2000, all durations seconds.
Checked: tests/campaign/test_timetable.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from windlass.base.errors import InvalidInput, InvalidInputs

Span = tuple[float, float]
SITES: Final = ("pad", "dock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Launch pads or docks that are alike, at one node: how many, and when all of them are closed.

    serves: vehicle types that may use it, all where empty.
    """

    key: str
    node: str
    kind: Literal["pad", "dock"]
    count: int
    closed: tuple[Span, ...] = ()
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Vehicles that are alike: (date, how many more from then on), and rest between two flights.

    expended: each flies once.
    """

    key: str
    ready: tuple[tuple[float, int], ...]
    turnaround_s: float = 0.0
    expended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People of one trade at one place: how many, and the rule of their hours (data/duty.toml).

    eva_rule: that of their hours outside, nothing where they do not go out.
    """

    key: str
    node: str
    count: int
    rule: str
    agency: str = ""
    eva_rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """People that a flight needs: of which team, how many, from when to when about its launch.

    begin_s, end_s: after lift-off, negative before it.  aboard: they fly along, on duty throughout
    by the rule's hours a day, rather than on shifts.  kind: "eva" for work outside in suits, which
    is one piece, and is held by the team's rule for that as well as by its rule of hours.
    """

    team: str
    people: int
    begin_s: float
    end_s: float
    aboard: bool = False
    kind: Literal["shift", "eva"] = "shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A flight to be given a date.

    windows: when it may lift off.  pad_before_s, pad_after_s: how long it holds its pad.
    out_s: from lift-off to its dock.  dock_s: how long it stays there.  back_s: from there until it
    is home, after which its vehicle's turnaround begins; of what does not come back, 0.
    due_s: when it should be at its dock.  after: flights whose stay at the dock must have begun by
    so many seconds before its lift-off.  weight: what a day late, or not flown, counts.
    """

    key: str
    vehicle: str
    pad: str
    windows: tuple[Span, ...]
    pad_before_s: float = 0.0
    pad_after_s: float = 0.0
    out_s: float = 0.0
    dock: str | None = None
    dock_s: float = 0.0
    back_s: float = 0.0
    due_s: float | None = None
    after: tuple[tuple[str, float], ...] = ()
    work: tuple[Work, ...] = ()
    weight: float = 1.0
    anchor: str = ""

    @property
    def home_s(self) -> float:
        """Time from lift-off until the vehicle is home."""
        return self.out_s + (self.dock_s if self.dock else 0.0) + self.back_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Ask: flights, and what they share.  tick_s: resolution of dates; durations round up to it."""

    start_s: float
    end_s: float
    flights: tuple[Flight, ...]
    sites: tuple[Site, ...]
    pools: tuple[Pool, ...]
    teams: tuple[Team, ...] = ()
    tick_s: float = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A flight with its date, and, once assigned, with what and whom it flies.

    people: (team, numbers of its persons).  -1: not assigned yet.
    """

    key: str
    lift_off_s: float
    pad_no: int = -1
    dock_no: int = -1
    vehicle_no: int = -1
    people: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How full something shared is: the share of its time in use, and of the busiest 30 days."""

    key: str
    kind: Literal["pad", "dock", "vehicle", "team"]
    share: float
    busiest: float
    busiest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Result: dates, what was left out, and how good that is proven to be.

    status: "optimal" (proven), "feasible" (best so far), or "overloaded": not all of the flights
    can be flown within the time, proven or not as ``proven`` says.  value, bound: of the goal, the
    weighted days late plus those of what is not flown, each as late as the whole timetable is long;
    gap: between the two, relative.  ends_s: when the last flight is at its dock; ends_bound_s:
    before which that is not possible, among the schedules least late.
    """

    status: Literal["optimal", "feasible", "overloaded"]
    proven: bool
    flights: tuple[Dated, ...]
    left_out: tuple[str, ...]
    value: float
    bound: float
    loads: tuple[Load, ...]
    bottleneck: str
    wall_s: float
    ends_s: float = 0.0
    ends_bound_s: float = 0.0

    @property
    def gap(self) -> float:
        """Relative distance of the goal from what is proven."""
        return (self.value - self.bound) / max(abs(self.value), 1e-9) if self.value else 0.0


def check(ask: Timetable) -> Timetable:
    """Return the ask; InvalidInputs with all its faults where it has any."""
    faults = [*_times(ask), *_names(ask)]
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidInputs(faults)
    return ask


def _times(ask: Timetable) -> list[InvalidInput]:
    found = []
    if not (math.isfinite(ask.start_s) and math.isfinite(ask.end_s) and ask.start_s < ask.end_s):
        found.append(_bad("a timetable ends after it starts", (ask.start_s, ask.end_s)))
    if not 0.0 < ask.tick_s < math.inf:
        found.append(_bad("tick of a timetable must be above 0 s", ask.tick_s))
    for site in ask.sites:
        if site.count < 1 or site.kind not in SITES:
            found.append(_bad(f"{site.key}: a site is pads or docks, one at least", site.count))
        found += [
            _bad(f"{site.key}: closed until before it is closed", span)
            for span in site.closed
            if not span[0] < span[1]
        ]
    for pool in ask.pools:
        if not pool.ready or any(many < 0 for _, many in pool.ready) or pool.turnaround_s < 0:
            found.append(_bad(f"{pool.key}: no vehicles, or a turnaround below 0", pool.ready))
    for flight in ask.flights:
        spans = (
            flight.pad_before_s,
            flight.pad_after_s,
            flight.out_s,
            flight.dock_s,
            flight.back_s,
        )
        if any(not 0.0 <= span < math.inf for span in spans):
            found.append(_bad(f"{flight.key}: its durations must be 0 s or more", spans))
        if not flight.windows or any(not low <= high for low, high in flight.windows):
            found.append(
                _bad(f"{flight.key}: needs a window in which it may lift off", flight.windows)
            )
        if not 0.0 < flight.weight < math.inf:
            found.append(_bad(f"{flight.key}: weight must be above 0", flight.weight))
        found += [
            _bad(f"{flight.key}: work needs people and ends after it begins", one)
            for one in flight.work
            if one.people < 1 or not one.begin_s < one.end_s
        ]
    return found


def _names(ask: Timetable) -> list[InvalidInput]:
    found = []
    for what, parts in (("site", ask.sites), ("pool", ask.pools), ("team", ask.teams)):
        found += _twice(what, [part.key for part in parts])
    found += _twice("flight", [flight.key for flight in ask.flights])
    sites = {site.key: site for site in ask.sites}
    pools = {pool.key for pool in ask.pools}
    teams = {team.key for team in ask.teams}
    outside = {team.key for team in ask.teams if team.eva_rule}
    flights = {flight.key for flight in ask.flights}
    for flight in ask.flights:
        for kind, key in (("pad", flight.pad), ("dock", flight.dock)):
            if key is None:
                continue
            site = sites.get(key)
            if site is None or site.kind != kind:
                found.append(_bad(f"{flight.key}: no {kind} of that name", key))
            elif site.serves and flight.vehicle not in site.serves:
                found.append(_bad(f"{flight.key}: {key} does not serve it", flight.vehicle))
        if flight.vehicle not in pools:
            found.append(_bad(f"{flight.key}: no vehicles of that name", flight.vehicle))
        found += [
            _bad(f"{flight.key}: comes after a flight that is not there", key)
            for key, _ in flight.after
            if key not in flights or key == flight.key
        ]
        found += [
            _bad(f"{flight.key}: no team of that name", one.team)
            for one in flight.work
            if one.team not in teams
        ]
        found += [
            _bad(f"{flight.key}: work outside is for a team with an EVA rule, not aboard", one.team)
            for one in flight.work
            if one.kind == "eva" and (one.aboard or one.team not in outside)
        ]
    return found


def _twice(what: str, keys: list[str]) -> list[InvalidInput]:
    return [
        _bad(f"{what} is named twice", key)
        for key in sorted({k for k in keys if keys.count(k) > 1})
    ]


def _bad(what: str, value: object) -> InvalidInput:
    return InvalidInput(what, value=value)
