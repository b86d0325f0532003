"""A trip of several legs solved without a human: dates, masses and propellant together.

A trip is begun on the dates that its linear answer likes best (``trip_starts``); these then move,
by SLSQP and the exact slopes of ``trip_value.valued``, to where no other dates near by are better.
In the end each leg is solved on a finer mesh, its dates held, and flown by another integrator; what
the legs before it spend more or less is carried into the next.
Source: kraft1988, betts1998.  Checked: tests/lowthrust/test_trip.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, minimize

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.chained import Chained
from windlass.lowthrust.chained import settled as chained_again
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.flyby import FlownBy
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.solve import Solved, settled
from windlass.lowthrust.trip_ask import LowThrustTrip
from windlass.lowthrust.trip_starts import likely
from windlass.lowthrust.trip_value import Dates, Valued, flybys_of, held, valued

Array = NDArray[np.float64]

STARTS: Final = 3
"""Dates that a trip is begun on."""
BEST: Final = 2
"""How many of them move at most."""
CLOSE: Final = 0.05
"""Share of the best start's worth by which another may be worse, and moves too."""
UNIT_S: Final = 30.0 * DAY_S
"""In which dates are counted while they move."""
STEPS: Final = 25
"""Of SLSQP at most."""
NEAR: Final = 1e-5
"""Change of the worth, as a share of it, below which dates are left."""
STRIDE: Final = 4.0
"""Furthest that a date moves in one run of SLSQP, in its units: what is known there is local."""
RUNS: Final = 8
"""Of SLSQP at most, each about where the one before it ended."""
OPEN: Final = 1e-4
"""Share of the propellant by which a limit may be passed: 1e-8 of the mass that is moved."""
LOST: Final = 0.5
"""Share of the worth that is taken off where a trip has no solution."""
LOSSES: Final = 6
SLIGHT: Final = 1e-3
"""Dates without a solution after which dates no longer move, unless the worth has risen by more
than this share since: the best is then next to where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedTrip:
    """A trip that is solved: its legs, each flown again; planets flown by; mass taken aboard at the
    last stay [kg]; the same on the coarse mesh on which dates moved; what became of each start:
    (its dates, worth or why not)."""

    trip: LowThrustTrip
    legs: tuple[Solved, ...]
    flybys: tuple[FlownBy, ...] = ()
    gain_kg: float
    coarse: Valued
    tried: tuple[tuple[Dates, float | str], ...]

    @property
    def propellant_kg(self) -> float:
        """Spent in all legs."""
        return sum(leg.propellant_kg for leg in self.legs)

    @property
    def dates(self) -> Dates:
        """Departures and flights."""
        return self.coarse.dates


def solve_trip(
    trip: LowThrustTrip,
    *,
    starts: tuple[Dates, ...] | None = None,
    near: Valued | None = None,
    fine: int = 0,
) -> SolvedTrip:
    """Return the best trip that is found.

    starts: dates to begin on, by default those of ``trip_starts.likely``; near: a trip like it to
    begin from instead; fine: how often every segment is cut in two in the end.  Raises NotSolved
    where no start leads to a trip that another integrator can fly.
    """
    tried: list[tuple[Dates, float | str]] = []
    for one in found(trip, tried, starts=starts, near=near):
        try:
            return flown(trip, one, fine, tuple(tried))
        except NotSolved as reason:
            tried.append((one.dates, str(reason)))
    why = "; ".join(dict.fromkeys(f"{words(when)}: {w}" for when, w in tried if type(w) is str))
    raise NotSolved(
        f"low thrust from {trip.legs[0].start.name} by way of "
        f"{', '.join(leg.end.name for leg in trip.legs)}: no dates lead to a trip",
        status=st.NO_SOLUTION, value=why or "no dates",
        remedy="give it more time, power or propellant, or wider dates",
    )  # fmt: skip


def found(
    trip: LowThrustTrip,
    tried: list[tuple[Dates, float | str]],
    *,
    starts: tuple[Dates, ...] | None = None,
    near: Valued | None = None,
) -> list[Valued]:
    """Return trips on the best dates near the best starts, the best first, not yet flown again."""
    begun: list[Valued] = []
    if near is not None:
        begun = _on(trip, (_clipped(trip, near.dates),), near, tried)
    if not begun:
        begun = _on(trip, _likely(trip) if starts is None else starts, None, tried)
    begun.sort(key=lambda one: -one.worth(trip.goal))
    least = begun[0].worth(trip.goal) - CLOSE * abs(begun[0].worth(trip.goal)) if begun else 0.0
    ended = [_moved(trip, one) for one in begun[:BEST] if one.worth(trip.goal) >= least]
    tried += [(one.dates, one.worth(trip.goal)) for one in ended]
    ended = [one for one in ended if _allowed(trip, one)]
    return sorted(ended, key=lambda one: -one.worth(trip.goal))


def _likely(trip: LowThrustTrip) -> tuple[Dates, ...]:
    return tuple(when for when, _ in likely(trip, STARTS))


def _on(
    trip: LowThrustTrip,
    starts: tuple[Dates, ...],
    near: Valued | None,
    tried: list[tuple[Dates, float | str]],
) -> list[Valued]:
    """Return the trips that have a solution on these dates."""
    begun = []
    for when in starts:
        try:
            one = valued(trip, when, near)
        except NotSolved as reason:
            tried.append((when, str(reason.value)))
            continue
        tried.append((when, one.worth(trip.goal)))
        begun.append(one)
    return begun


def _allowed(trip: LowThrustTrip, one: Valued) -> bool:
    """Return whether a trip spends no more than it may, within what IPOPT leaves open."""
    return trip.spend_kg is None or one.spent_kg <= trip.spend_kg * (1.0 + OPEN)


# --- dates that move -----------------------------------------------------------------------------


def _y(when: Dates) -> Array:
    """Return departures and flights in units, from the first departure on."""
    zero = when.departs_s[0]
    return np.array([*(one - zero for one in when.departs_s), *when.tof_s]) / UNIT_S


def _dates(y: Array, zero: float) -> Dates:
    n = y.size // 2
    return Dates(
        departs_s=tuple(float(zero + one * UNIT_S) for one in y[:n]),
        tof_s=tuple(float(one * UNIT_S) for one in y[n:]),
    )


def _bounds(trip: LowThrustTrip, zero: float) -> tuple[Array, Array]:
    departs = [((leg.departs_s[0] - zero), (leg.departs_s[1] - zero)) for leg in trip.legs]
    both = np.array([*departs, *(leg.tof_s for leg in trip.legs)]) / UNIT_S
    return both[:, 0], both[:, 1]


def _lines(trip: LowThrustTrip, zero: float) -> LinearConstraint | None:
    """Return what ties dates: stays, time from end to end, arrival."""
    n = len(trip.legs)
    rows, low, high = [], [], []
    for k, stay in enumerate(trip.stays):
        row = np.zeros(2 * n)
        row[k + 1], row[k], row[n + k] = 1.0, -1.0, -1.0
        rows.append(row)
        low.append(stay.stays_s[0] / UNIT_S)
        high.append(stay.stays_s[1] / UNIT_S)
    ends = np.zeros(2 * n)
    ends[n - 1] = ends[2 * n - 1] = 1.0
    if trip.within_s is not None:
        whole = ends.copy()
        whole[0] -= 1.0
        rows.append(whole)
        low.append(0.0)
        high.append(trip.within_s / UNIT_S)
    if trip.arrives_s is not None:
        rows.append(ends)
        low.append((trip.arrives_s[0] - zero) / UNIT_S)
        high.append((trip.arrives_s[1] - zero) / UNIT_S)
    return LinearConstraint(np.array(rows), low, high) if rows else None


def _clipped(trip: LowThrustTrip, when: Dates) -> Dates:
    """Return the dates nearest to these that a trip allows."""
    zero = when.departs_s[0]
    low, high = _bounds(trip, zero)
    y = np.clip(_y(when), low, high)
    lines = _lines(trip, zero)
    if lines is None:
        return _dates(y, zero)
    aim = y.copy()

    def away(z: Array) -> float:
        return float(((z - aim) ** 2).sum())

    near = minimize(
        away, y, method="SLSQP", bounds=list(zip(low, high, strict=True)), constraints=[lines],
    )  # fmt: skip
    return _dates(np.clip(near.x, low, high), zero)


class _Wall(Exception):
    """What is sought lies next to dates without a solution."""


class _Moving:
    """A trip as SLSQP asks it; it keeps what it has solved, and the best of it."""

    def __init__(self, trip: LowThrustTrip, begun: Valued) -> None:
        self.trip, self.best, self.last = trip, begun, begun
        self.zero = begun.dates.departs_s[0]
        self.scale = max(abs(begun.worth(trip.goal)), 1.0)
        self.y = _y(begun.dates)
        self.lost = False
        self.losses, self.since = 0, begun.worth(trip.goal)

    def at(self, y: Array) -> Valued | None:
        """Return the trip on dates, None where it has no solution there."""
        if np.array_equal(y, self.y):
            return None if self.lost else self.last
        self.y = y.copy()
        try:
            one = valued(self.trip, _dates(y, self.zero), self.best, anew=False)
        except NotSolved:
            self.lost = True
            self._count()
            return None
        self.lost, self.last = False, one
        if _better(self.trip, one, self.best):
            self.best = one
        return one

    def _count(self) -> None:
        """Count dates without a solution.  Raises _Wall after too many."""
        worth = self.best.worth(self.trip.goal)
        if worth - self.since > SLIGHT * self.scale:
            self.losses, self.since = 0, worth
        self.losses += 1
        if self.losses > LOSSES:
            raise _Wall

    def value(self, y: Array) -> float:
        """Return what is to be least."""
        one = self.at(y)
        if one is None:
            return -self.best.worth(self.trip.goal) / self.scale + LOST
        return -one.worth(self.trip.goal) / self.scale

    def slope(self, y: Array) -> Array:
        """Return its slope; that of the last solution where there is none here."""
        one = self.at(y) or self.last
        match self.trip.goal:
            case "gain":
                rate = -one.gain_slope.ravel()
            case "propellant":
                rate = one.spent_slope.ravel()
            case _:
                n = len(self.trip.legs)
                rate = np.zeros(2 * n)
                rate[n - 1] = rate[-1] = 1.0
                rate[0] -= 1.0
        return np.asarray(rate * UNIT_S / self.scale)

    def spare(self, y: Array) -> float:
        """Return the propellant that is left, as a share of what may be spent."""
        most = self.trip.spend_kg or math.inf
        one = self.at(y)
        return -LOST if one is None else 1.0 - one.spent_kg / most

    def spare_slope(self, y: Array) -> Array:
        """Return its slope."""
        most = self.trip.spend_kg or math.inf
        one = self.at(y) or self.last
        return np.asarray(-one.spent_slope.ravel() * UNIT_S / most)


def _better(trip: LowThrustTrip, one: Valued, than: Valued) -> bool:
    """Return whether one is better, what it spends counted first."""
    if _allowed(trip, one) != _allowed(trip, than):
        return _allowed(trip, one)
    return one.worth(trip.goal) > than.worth(trip.goal)


def _moved(trip: LowThrustTrip, begun: Valued) -> Valued:
    """Return the trip on the best dates near those that it is begun on."""
    best = begun
    for _ in range(RUNS):
        moving = _Moving(trip, best)
        y = moving.y.copy()
        low, high = _bounds(trip, moving.zero)
        low, high = np.maximum(low, y - STRIDE), np.minimum(high, y + STRIDE)
        if np.all(low >= high):
            return best
        ties: list[Any] = []
        lines = _lines(trip, moving.zero)
        if lines is not None:
            ties.append(lines)
        if trip.goal != "gain" and trip.spend_kg is not None:
            ties.append({"type": "ineq", "fun": moving.spare, "jac": moving.spare_slope})
        try:
            end = minimize(
                moving.value, y, jac=moving.slope, method="SLSQP", constraints=ties,
                bounds=list(zip(low, high, strict=True)), options={"maxiter": STEPS, "ftol": NEAR},
            )  # fmt: skip
        except _Wall:
            return moving.best
        gained = abs(moving.best.worth(trip.goal) - best.worth(trip.goal)) / moving.scale
        at_edge = np.any((end.x <= low + 1e-6) | (end.x >= high - 1e-6))
        best = moving.best
        if not at_edge or gained < NEAR:
            break
    return best


# --- each leg by itself, flown again -------------------------------------------------------------


def flown(
    trip: LowThrustTrip,
    one: Valued,
    fine: int = 0,
    tried: tuple[tuple[Dates, float | str], ...] = (),
) -> SolvedTrip:
    """Return a trip with its legs made finer and flown again.  Raises NotSolved for one that does
    not hold."""
    legs: list[Solved] = []
    flybys: list[FlownBy] = []
    spent = 0.0
    for group, part in zip(trip.groups, one.parts, strict=True):
        before = legs[-1].final_kg if legs else None
        asked = held(trip, group, one.dates, before, spent)
        if isinstance(part, Chained):
            own, passed = chained_again(part, asked, flybys_of(trip, group), fine)
            legs += own
            flybys += passed
        else:
            coarse = replace(part, leg=_about(asked[0], part))
            legs.append(settled(coarse, fine, [(part.turns, part.worth)]))
        spent += sum(leg.propellant_kg for leg in legs[-len(group) :])
    gain = one.gain_kg
    if trip.goal == "gain" and trip.loads is not None:
        last = trip.groups[-1][0]
        gain = trip.loads.taken_kg(legs[last - 1].final_kg, legs[last].best.start_kg)
    return SolvedTrip(
        trip=trip, legs=tuple(legs), flybys=tuple(flybys), gain_kg=gain, coarse=one, tried=tried
    )


def _about(leg: LowThrustLeg, coarse: Direct) -> LowThrustLeg:
    """Return a leg with the span of masses in which it was solved."""
    if leg.mass_kg[0] == leg.mass_kg[1]:
        return leg
    most = min(leg.mass_kg[1], coarse.leg.mass_kg[1])
    return replace(leg, mass_kg=(leg.mass_kg[0], most))


def words(when: Dates) -> str:
    """Return dates in words."""
    flights = " and ".join(f"{tof / DAY_S:.0f} d" for tof in when.tof_s)
    return f"{flights} from {when.departs_s[0] / DAY_S:.0f} d past J2000"
