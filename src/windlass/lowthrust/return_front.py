"""What else a return could be: less time, less xenon, other launch dates.

Each point of the front is a return of its own, begun on the dates that the linear answer likes best
for its time; of each launch season the best return is solved.  The map of departures and flights is
the linear answer's alone.  Neither front nor windows are flown again: their masses are those of the
coarse mesh, within a few parts in a thousand of a plan's.
Checked: tests/lowthrust/test_return_front.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust.return_ask import SHORTEST_S, ReturnAsk
from windlass.lowthrust.return_plan import ReturnPlan, asked, bodies, worked_out
from windlass.lowthrust.trip_ask import LowThrustTrip
from windlass.lowthrust.trip_starts import estimates
from windlass.lowthrust.trip_value import Dates, Valued

SOLVED: Final = "solved"
ESTIMATED: Final = "linear estimate"
TIMES: Final = (1.0, 0.85, 0.7, 0.55)
"""Shares of the longest time at which the front is computed."""
AMOUNTS: Final = (1.0, 0.75, 0.5)
"""Shares of the xenon, or of the mass where that is given, at which it is."""
SEASON_S: Final = 150.0 * DAY_S
"""By which launch windows differ at least."""
NEAR_S: Final = 60.0 * DAY_S
"""By which a departure may move within its window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A return: mass brought and xenon burnt from the lunar flyby on [kg], None where there is
    none; longest time allowed or taken [s]; departure, arrival [s past J2000] or None; status:
    ``solved``, ``linear estimate``, or why not."""

    returned_kg: float | None
    xenon_kg: float | None
    flight_s: float
    departs_s: float | None
    arrives_s: float | None
    status: str


def front(plan: ReturnPlan) -> Iterator[Point]:
    """Yield returns in less time and with less xenon (or mass, where that is given) than a plan.

    ``TIMES`` by ``AMOUNTS``, each as it is done.
    """
    ask = plan.ask
    for share in TIMES:
        within = max(share * plan.trip.dates.time_s, 2.0 * SHORTEST_S + ask.stay_s[0])
        begun: Valued | None = plan.trip.coarse if share == 1.0 else None
        for amount in AMOUNTS:
            if share == 1.0 and amount == 1.0:
                yield _point(ask, plan.trip.coarse, plan.extra.capture_kg)
                continue
            less = replace(_less(ask, amount), within_s=within)
            point, one = _solved(less, begun)
            if point.status != SOLVED and begun is not None:
                point, one = _solved(less, None)
            begun = one or begun
            yield point


def _less(ask: ReturnAsk, amount: float) -> ReturnAsk:
    if ask.xenon_kg is not None:
        return replace(ask, xenon_kg=amount * ask.xenon_kg)
    return replace(ask, returned_kg=amount * (ask.returned_kg or 0.0))


def windows(plan: ReturnPlan, count: int) -> Iterator[Point]:
    """Yield the best return of each of the best launch seasons, the earliest first."""
    if count < 1:
        raise InvalidInput("launch windows", value=count, remedy="ask for 1 or more")
    trip = _wide(plan)
    seasons = apart_departures(estimates(trip), count)
    for when in sorted(seasons, key=lambda one: one.departs_s[0]):
        leave = when.departs_s[0]
        low, high = plan.ask.leaves_s
        span = max(low, leave - NEAR_S), min(high, leave + NEAR_S)
        point, _ = _solved(replace(plan.ask, departs_s=span), None, when=leave)
        yield point


def apart_departures(some: tuple[tuple[Dates, float], ...], count: int) -> list[Dates]:
    """Return the best dates whose departures lie a season apart, at most count."""
    kept: list[Dates] = []
    for one, _ in some:
        if len(kept) == count:
            break
        if all(abs(one.departs_s[0] - other.departs_s[0]) >= SEASON_S for other in kept):
            kept.append(one)
    return kept


def chart(plan: ReturnPlan) -> list[Point]:
    """Return the best of each departure and time from Earth to Earth, by the linear answer."""
    best: dict[tuple[float, float], Point] = {}
    trip = replace(_wide(plan), arrives_s=(plan.ask.leaves_s[0], plan.ask.arrives_s[1]))
    gives = plan.ask.returned_kg is None
    for share in np.linspace(0.4, 1.0, 7):
        within = float(share) * plan.ask.within_s
        with suppress(InvalidInput):
            for when, worth in estimates(replace(trip, within_s=within)):
                key = (round(when.departs_s[0] / DAY_S), round(within / DAY_S))
                if key in best:
                    continue
                best[key] = Point(
                    returned_kg=worth if gives else plan.ask.returned_kg,
                    xenon_kg=None if gives else -worth, flight_s=within,
                    departs_s=when.departs_s[0], arrives_s=when.arrives_s, status=ESTIMATED,
                )  # fmt: skip
    return list(best.values())


def _wide(plan: ReturnPlan) -> LowThrustTrip:
    """Return the trip of a plan with all its departures, as it was asked at last."""
    return asked(plan.ask, plan.extra, *bodies(plan.ask))


def _solved(
    ask: ReturnAsk, near: Valued | None, when: float | None = None
) -> tuple[Point, Valued | None]:
    """Return a return as a point, and its trip, None where there is none."""
    try:
        one, extra, _ = worked_out(ask, near)
    except (NotSolved, InvalidInput) as reason:
        why = str(reason).partition(" (got")[0]
        point = Point(
            returned_kg=None, xenon_kg=None, flight_s=ask.within_s, departs_s=when,
            arrives_s=None, status=why,
        )  # fmt: skip
        return point, None
    return _point(ask, one, extra.capture_kg), one


def _point(ask: ReturnAsk, one: Valued, capture_kg: float) -> Point:
    return Point(
        returned_kg=one.gain_kg, xenon_kg=one.spent_kg + capture_kg, flight_s=one.dates.time_s,
        departs_s=one.dates.departs_s[0], arrives_s=one.dates.arrives_s, status=SOLVED,
    )  # fmt: skip


def best_of(points: list[Point]) -> list[bool]:
    """Return which points no other one beats in mass, time and xenon at once."""
    done = [one for one in points if one.status == SOLVED]

    def beaten(one: Point) -> bool:
        return any(_beats(other, one) for other in done if other is not one)

    return [one.status == SOLVED and not beaten(one) for one in points]


def _beats(one: Point, other: Point) -> bool:
    """Return whether a point is at least as good in all, and better in one."""
    mine = (one.returned_kg or 0.0, -(one.xenon_kg or 0.0), -one.flight_s)
    its = (other.returned_kg or 0.0, -(other.xenon_kg or 0.0), -other.flight_s)
    return all(a >= b for a, b in zip(mine, its, strict=True)) and mine != its
