"""What else a return could be: less time, less xenon, other launch dates.

Each point of the front is a return of its own, begun on the dates that the linear answer likes best
for its time; of each launch season the best return is solved.  The map of departures and flights is
the linear answer's alone.  Neither front nor windows are flown again: their masses are those of the
coarse mesh, within a few parts in a thousand of a plan's.
Checked: tests/lowthrust/test_return_front.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust.return_ask import SHORTEST_S, ReturnAsk
from windlass.lowthrust.return_plan import ReturnPlan, asked, bodies, worked_out
from windlass.lowthrust.return_reach import spread
from windlass.lowthrust.trip_ask import LowThrustTrip
from windlass.lowthrust.trip_value import Valued

T = TypeVar("T")
Array = NDArray[np.float64]

SOLVED: Final = "solved"
ESTIMATED: Final = "linear estimate"
TIMES: Final = (1.0, 0.85, 0.7, 0.55)
"""Shares of the longest time at which the front is computed."""
AMOUNTS: Final = (1.0, 0.75, 0.5)
"""Shares of the xenon, or of the mass where that is given, at which it is."""
SEASON_S: Final = 150.0 * DAY_S
"""By which launch windows differ at least."""
PER_YEAR: Final = 9
CELLS: Final = (140, 70)
"""Departures and times from Earth to Earth of the map, by the year, and at most."""
OUT_S: Final = 30.0 * DAY_S
OUTS: Final = 15
"""Between flights out that are tried for each, and how many at most."""
NEAR_S: Final = 60.0 * DAY_S
"""By which a departure may move within its window, and its time be longer."""


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


class Keep(Protocol):
    """What returns a part by its name: as it is kept, or made."""

    def __call__(self, name: str, make: Callable[[], T], /) -> T:
        """Return it."""


def anew(name: str, make: Callable[[], T]) -> T:
    """Return a part that is kept nowhere."""
    return make()


def front(plan: ReturnPlan, keep: Keep = anew) -> Iterator[Point]:
    """Yield returns in less time and with less xenon (or mass, where that is given) than a plan.

    ``TIMES`` by ``AMOUNTS``, each as it is done; keep: of each point with its trip, from which the
    next begins.
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
            name = f"front-{round(100 * share)}-{round(100 * amount)}"
            point, one = keep(name, partial(_begun, less, begun))
            begun = one or begun
            yield point


def _begun(ask: ReturnAsk, near: Valued | None) -> tuple[Point, Valued | None]:
    """Return a return as a point, and its trip, begun from one like it; anew where that does not
    lead to one."""
    point, one = _solved(ask, near)
    if point.status != SOLVED and near is not None:
        point, one = _solved(ask, None)
    return point, one


def _less(ask: ReturnAsk, amount: float) -> ReturnAsk:
    if ask.xenon_kg is not None:
        return replace(ask, xenon_kg=amount * ask.xenon_kg)
    return replace(ask, returned_kg=amount * (ask.returned_kg or 0.0))


def windows(plan: ReturnPlan, count: int, keep: Keep = anew) -> Iterator[Point]:
    """Yield the best return of each of the best launch seasons, the earliest first: about the
    departure, and in the time, that the map likes best.  keep: of each
    point, and of the map that tells the seasons."""
    if count < 1:
        raise InvalidInput("launch windows", value=count, remedy="ask for 1 or more")
    cells = keep("map", lambda: chart(plan))
    gives = plan.ask.returned_kg is None
    cells = sorted(cells, key=lambda one: -_most(one) if gives else _least(one))
    low, high = plan.ask.leaves_s
    for cell in sorted(apart_departures(cells, count), key=_leaves):
        leave = _leaves(cell)
        one = replace(
            plan.ask, departs_s=(max(low, leave - NEAR_S), min(high, leave + NEAR_S)),
            within_s=min(plan.ask.within_s, cell.flight_s + NEAR_S),
        )  # fmt: skip
        yield keep(f"window-{round(leave / DAY_S)}", partial(_window, one, leave))


def _window(ask: ReturnAsk, leave: float) -> Point:
    return _solved(ask, None, when=leave, quick=True)[0]


def _most(one: Point) -> float:
    return one.returned_kg or 0.0


def _least(one: Point) -> float:
    return one.xenon_kg or 0.0


def _leaves(one: Point) -> float:
    return one.departs_s or 0.0


def apart_departures(some: list[Point], count: int) -> list[Point]:
    """Return the first of some points whose departures lie a season apart, at most count."""
    kept: list[Point] = []
    for one in some:
        if len(kept) == count:
            break
        if all(abs(_leaves(one) - _leaves(other)) >= SEASON_S for other in kept):
            kept.append(one)
    return kept


def chart(plan: ReturnPlan) -> list[Point]:
    """Return the best of each departure and time from Earth to Earth, by the linear answer.

    Departures, times and flights out lie evenly about those of the plan.
    """
    ask, dates = plan.ask, plan.trip.dates
    trip = _wide(plan)
    spans = ask.leaves_s, (ask.least_s, ask.within_s)
    step = max((high - low) / most for (low, high), most in zip(spans, CELLS, strict=True))
    # one step for both, a part of the year: what comes home on a good date lies on a line of cells
    step = YEAR_S / min(PER_YEAR, max(1, math.floor(YEAR_S / step)))
    departs = _about(dates.departs_s[0], spans[0], step)
    flights = _about(dates.time_s, spans[1], step)
    first = trip.legs[0].tof_s
    outs = _about(dates.tof_s[0], first, max(OUT_S, (first[1] - first[0]) / OUTS))
    gain, used = spread(trip, departs, flights, outs)
    return [
        Point(
            returned_kg=float(gain[i, j]), xenon_kg=float(used[i, j]) + plan.extra.capture_kg,
            flight_s=float(flights[j]), departs_s=float(departs[i]),
            arrives_s=float(departs[i] + flights[j]), status=ESTIMATED,
        )
        for i, j in np.argwhere(~np.isnan(gain))
    ]  # fmt: skip


def _about(middle: float, span: tuple[float, float], step: float) -> Array:
    """Return values of a span evenly about one of them."""
    first = math.ceil((span[0] - middle) / step - 1e-9)
    last = math.floor((span[1] - middle) / step + 1e-9)
    return np.asarray(middle + step * np.arange(first, last + 1))


def _wide(plan: ReturnPlan) -> LowThrustTrip:
    """Return the trip of a plan with all its departures, as it was asked at last."""
    return asked(plan.ask, plan.extra, *bodies(plan.ask))


def _solved(
    ask: ReturnAsk, near: Valued | None, when: float | None = None, quick: bool = False
) -> tuple[Point, Valued | None]:
    """Return a return as a point, and its trip, None where there is none."""
    try:
        one, extra, _ = worked_out(ask, near, quick=quick)
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
