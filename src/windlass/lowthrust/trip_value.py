"""A trip on given dates: its legs one after another, its worth, and how that changes by date.

With dates held, the legs of a trip are solved one by one: each spends as little as it can, and the
last may then take aboard what is left of the propellant allows.  How much is gained or lost by
another date is read from the multipliers of the legs' constraints, without solving again.
Source: betts1998.  Checked: tests/lowthrust/test_trip_value.py.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from windlass.base.constants import AU_M
from windlass.base.errors import NotSolved
from windlass.kernels import collocation as co
from windlass.kernels import status as st
from windlass.lowthrust.direct import ROUNDS, SOFT, WARM, Direct, direct
from windlass.lowthrust.guess import Guess, guesses
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import SOLVED, Programme
from windlass.lowthrust.solve import mesh
from windlass.lowthrust.surrogate import Estimate, estimate
from windlass.lowthrust.trip_ask import LowThrustTrip

Array = NDArray[np.float64]

COUNTS: Final = 2
"""Counts of revolutions that a leg is begun from without a neighbour."""
SHIFTS: Final = (0, 1, -1)
"""Revolutions of a linear answer beside those that come nearest."""
MOST_SHARE: Final = 0.3
"""Share of its mass that a leg may spend in a linear answer."""
EASY_M_S: Final = 250.0
"""Speed change from which the mass is guessed that a leg can carry."""
LIT: Final = 0.5
"""Share of the flight in which a guess thrusts."""
WIDER: Final = 6.0
"""By how much more than guessed a leg may carry before it is asked again with more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Departure [s past J2000] and flight time [s] of each leg."""

    departs_s: tuple[float, ...]
    tof_s: tuple[float, ...]

    @property
    def arrives_s(self) -> float:
        """Last arrival [s past J2000]."""
        return self.departs_s[-1] + self.tof_s[-1]

    @property
    def time_s(self) -> float:
        """From first departure to last arrival."""
        return self.arrives_s - self.departs_s[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """A trip on dates: its legs, mass aboard before the last leg [kg], propellant of all legs [kg],
    and how both change with departures and flights [kg/s] (2, n): rows departures, flights."""

    dates: Dates
    legs: tuple[Direct, ...]
    gain_kg: float
    spent_kg: float
    gain_slope: Array
    spent_slope: Array

    def worth(self, goal: str) -> float:
        """Return what is to be greatest: kilograms taken, or spent, or seconds, less."""
        return {"gain": self.gain_kg, "propellant": -self.spent_kg, "time": -self.dates.time_s}[
            goal
        ]


def valued(
    trip: LowThrustTrip, when: Dates, near: Valued | None = None, *, anew: bool = True
) -> Valued:
    """Return a trip on dates.

    near: the same trip on other dates, from which each leg is begun; anew: whether a leg that is
    lost on the way from there is begun from guesses.  Raises NotSolved where a leg of it has no
    solution there.
    """
    legs: list[Direct] = []
    spent = 0.0
    for k in range(len(trip.legs)):
        leg = held(trip, k, when, legs[-1].final_kg if legs else None, spent)
        made = _solved(leg, None if near is None else near.legs[k], trip.goal == "gain", anew)
        legs.append(made)
        spent += made.start_kg - made.final_kg
    gain, gain_slope, spent_slope = _slopes(trip, legs)
    return Valued(
        dates=when, legs=tuple(legs), gain_kg=gain, spent_kg=spent, gain_slope=gain_slope,
        spent_slope=spent_slope,
    )  # fmt: skip


def held(
    trip: LowThrustTrip, k: int, when: Dates, before_kg: float | None, spent_kg: float
) -> LowThrustLeg:
    """Return a leg on its dates, with the mass and propellant that the legs before it leave."""
    leg = trip.legs[k].with_dates(when.departs_s[k], when.tof_s[k])
    if before_kg is None:
        return replace(leg, mass_kg=(leg.mass_kg[1],) * 2, goal="mass", spend_kg=None)
    stay = trip.stays[k - 1]
    low, high = stay.gains((stay.gains_kg[0], stay.gains_kg[1]))
    start = before_kg + low
    if trip.goal != "gain" or k + 1 < len(trip.legs):
        return replace(leg, mass_kg=(start, start), goal="mass", spend_kg=None)
    left = None if trip.spend_kg is None else trip.spend_kg - spent_kg
    if left is not None and left <= 0.0:
        raise NotSolved(
            "no propellant is left for the last leg", status=st.NO_SOLUTION,
            value=f"{spent_kg:,.0f} kg spent", remedy="give more propellant or time",
        )  # fmt: skip
    most = min(before_kg + high, leg.mass_kg[1])
    return replace(
        leg, mass_kg=(max(start, leg.mass_kg[0]), most), goal="start", spend_kg=left
    )  # fmt: skip


# --- one leg -------------------------------------------------------------------------------------


def _solved(leg: LowThrustLeg, near: Direct | None, free: bool, anew: bool) -> Direct:
    """Return a leg solved, from its neighbour or from guesses; heavier where it may be."""
    if near is not None:
        try:
            return _warm(_narrow(leg, near.start_kg), near)
        except NotSolved:
            if not anew:
                raise
    own = _narrow(leg, _carries(leg)) if free else leg
    found = _cold(own)
    while found.start_kg > 0.98 * own.mass_kg[1] and own.mass_kg[1] < leg.mass_kg[1]:
        own = _narrow(leg, found.start_kg)
        found = _warm(own, found)
    return found


def _narrow(leg: LowThrustLeg, start_kg: float) -> LowThrustLeg:
    """Return a leg whose mass at departure is free with a span about one."""
    low, high = leg.mass_kg
    if low == high:
        return leg
    return replace(leg, mass_kg=(low, min(high, max(WIDER * start_kg, 1.01 * low))))


def _carries(leg: LowThrustLeg) -> float:
    """Return a guess of the mass [kg] that a leg can carry."""
    thrust = float(leg.engine.at(AU_M)[0])
    return float(LIT * thrust * leg.tof_s[1] / EASY_M_S)


def _cold(leg: LowThrustLeg) -> Direct:
    """Return what the first of a leg's linear answers leads to; where none does, the best of what
    orbits lead to that go over into each other."""
    why: list[str] = []
    best: Direct | None = None
    linear = _linear(leg)
    for k, guess in enumerate([*linear, *guesses(leg, leg.departs_s[0], leg.tof_s[0], COUNTS)]):
        if best is not None and k <= len(linear):
            return best
        try:
            found = direct(leg, guess, mesh(leg, guess))
        except NotSolved as reason:
            why.append(f"{guess.turns} revolutions: {reason.value}")
            continue
        if best is None or found.worth > best.worth:
            best = found
    if best is not None:
        return best
    raise NotSolved(
        f"low thrust from {leg.start.name} to {leg.end.name}: no guess leads to a leg",
        status=st.NO_SOLUTION, value="; ".join(why), remedy="give it other dates",
    )  # fmt: skip


def _linear(leg: LowThrustLeg) -> list[Guess]:
    """Return the best linear answers of a leg as guesses, by how much they move."""
    spend = MOST_SHARE * leg.mass_kg[1] if leg.spend_kg is None else leg.spend_kg
    asked = replace(leg, goal="start", spend_kg=min(spend, MOST_SHARE * leg.mass_kg[1]))
    made: list[Estimate] = []
    for shift in SHIFTS:
        with suppress(NotSolved):
            made.append(estimate(asked, shift))
    return [one.guess for one in sorted(made, key=lambda one: -one.start_kg)[:COUNTS]]


def _warm(leg: LowThrustLeg, near: Direct) -> Direct:
    """Return a leg begun from its neighbour's, moved in time with its bodies."""
    programme = Programme(leg, near.part, 1)
    departs, tof = leg.departs_s[0], leg.tof_s[0]
    old = near.told
    t_old = old.departs_s + near.share * old.tof_s
    t = departs + programme.share * tof
    states = CubicSpline(t_old, old.states)(np.clip(t, t_old[0], t_old[-1]))
    for outside, end, mass in (
        (t < t_old[0], leg.start, old.states[0, 6]), (t > t_old[-1], leg.end, old.states[-1, 6]),
    ):  # fmt: skip
        if outside.any():
            states[outside] = np.column_stack(
                [end.states(t[outside]), np.full(int(outside.sum()), mass)]
            )
    middle = departs + (np.cumsum(programme.part) - 0.5 * programme.part) * tof
    edges = old.departs_s + np.cumsum(near.part) * old.tof_s
    place = np.minimum(np.searchsorted(edges, middle), near.part.size - 1)
    x = programme.start(departs, tof, states, old.throttle[place], old.flow[place])
    return _again(programme, x, near)


def _again(programme: Programme, x: Array, near: Direct) -> Direct:
    """Return the leg that these unknowns lead to, throttles of true size."""
    programme.soft = np.array(SOFT[-1])
    for way in WARM:
        found, status, multipliers, taken = programme.solve(x, rounds=ROUNDS, **way)
        if status in SOLVED:
            return Direct(
                leg=programme.leg, part=programme.part, share=programme.share,
                told=programme.told(found), multipliers=multipliers,
                broken=programme.broken(found), rounds=taken, turns=near.turns,
            )  # fmt: skip
    raise NotSolved(
        "a leg is lost on the way to other dates", status=st.NOT_CONVERGED,
        value=f"IPOPT ends with {status}", remedy="begin it anew",
    )  # fmt: skip


# --- what dates are worth ------------------------------------------------------------------------


def _slopes(trip: LowThrustTrip, legs: list[Direct]) -> tuple[float, Array, Array]:
    """Return (mass aboard before the last leg, its slopes, slopes of the propellant)."""
    n = len(legs)
    end, spent = np.zeros((2, n)), np.zeros((2, n))
    gain, gain_slope = 0.0, np.zeros((2, n))
    for k, leg in enumerate(legs):
        departs, tof, start, left = _sensitive(leg)
        own = np.zeros((2, n))
        own[:, k] = departs, tof
        if leg.leg.goal == "mass":
            begun = end if k else np.zeros((2, n))
            if k:
                gain = trip.stays[k - 1].gains_kg[0]
            end = own + start * begun
            spent = spent + begun - end
            continue
        stay = trip.stays[k - 1]
        gain = stay.taken_kg(legs[k - 1].final_kg, leg.start_kg)
        begun = own - left * spent
        gain_slope = (begun - end) / (1.0 - stay.spends_share)
        spent = np.zeros((2, n)) if left > 0.0 else spent
    return gain, gain_slope, spent


def _sensitive(found: Direct) -> tuple[float, float, float, float]:
    """Return how a leg's worth changes by its departure and flight [kg/s], its mass at departure,
    and the propellant it may spend [kg/kg]."""
    programme = Programme(found.leg, found.part, 1)
    programme.soft = np.array(SOFT[-1])
    told = found.told
    x = programme.start(told.departs_s, told.tof_s, told.states, told.throttle, told.flow)
    rows, columns = co.jacobian_places(programme.n, programme.s, programme.free)
    slopes = programme.jacobian(x, np.empty(rows.size))

    def by(column: int) -> float:
        here = columns == column
        return -float(found.multipliers[rows[here]] @ slopes[here])

    u = programme.units
    pace = u.mass / u.time
    spend = float(found.multipliers[co.BALL + 2]) if found.leg.spend_kg is not None else 0.0
    return by(co.T0) * pace, by(co.TOF) * pace, by(programme.first + 6), max(spend, 0.0)
