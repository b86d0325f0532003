"""One leg of a trip on given dates, or several that flybys join: from a neighbour, or from guesses.

A neighbour is the same on other dates: it is moved in time with its bodies.  Guesses are the linear
answers that come nearest, and then orbits that go over into each other.
Checked: tests/lowthrust/test_trip_leg.py.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from windlass.base.constants import AU_M
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.chained import Chained, chained, onward
from windlass.lowthrust.direct import SOFT, WARM, Direct, direct, stepped
from windlass.lowthrust.flyby import Flyby
from windlass.lowthrust.guess import Guess, guesses
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import Programme
from windlass.lowthrust.solve import mesh
from windlass.lowthrust.surrogate import Estimate, estimate

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
LEAST: Final = 1e-3
"""Least mass with which a leg after a flyby begins, as a share of the greatest."""


def solved(leg: LowThrustLeg, near: Direct | None, free: bool, anew: bool) -> Direct:
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
    return _again(
        programme, programme.start(leg.departs_s[0], leg.tof_s[0], *_brought(leg, near)), near
    )


def _brought(leg: LowThrustLeg, near: Direct) -> tuple[Array, Array, Array]:
    """Return (states (n s + 1, 7), throttle (n, s, 3), flow (n,)) of a neighbour on a leg's dates,
    on its mesh."""
    departs, tof = leg.departs_s[0], leg.tof_s[0]
    old = near.told
    t_old = old.departs_s + near.share * old.tof_s
    t = departs + near.share * tof
    states = CubicSpline(t_old, old.states)(np.clip(t, t_old[0], t_old[-1]))
    for outside, end, mass in (
        (t < t_old[0], leg.start, old.states[0, 6]), (t > t_old[-1], leg.end, old.states[-1, 6]),
    ):  # fmt: skip
        if outside.any():
            states[outside] = np.column_stack(
                [end.states(t[outside]), np.full(int(outside.sum()), mass)]
            )
    middle = departs + (np.cumsum(near.part) - 0.5 * near.part) * tof
    edges = old.departs_s + np.cumsum(near.part) * old.tof_s
    place = np.minimum(np.searchsorted(edges, middle), near.part.size - 1)
    return states, old.throttle[place], old.flow[place]


def _again(programme: Programme, x: Array, near: Direct) -> Direct:
    """Return the leg that these unknowns lead to, throttles of true size."""
    return stepped(programme, x, SOFT[-1:], (WARM,), 0, near.turns)


# --- several that flybys join --------------------------------------------------------------------


def joined(
    legs: tuple[LowThrustLeg, ...],
    flybys: tuple[Flyby, ...],
    near: Chained | None,
    spend_kg: float | None,
    anew: bool,
) -> Chained:
    """Return legs solved that flybys join, from their neighbour or from guesses.

    The first leg's goal and masses are those of all.  Raises NotSolved where neither leads to one.
    """
    free = legs[0].mass_kg[0] < legs[0].mass_kg[1]
    if near is not None:
        most = near.legs[0].leg.mass_kg[1] if free else legs[0].mass_kg[1]
        own = _counted(legs, most)
        try:
            return _onward(own, flybys, near, spend_kg)
        except NotSolved:
            if not anew:
                raise
    some = tuple(_guesses(leg, spend_kg) for leg in legs)
    most = legs[0].mass_kg[1]
    if free:
        most = min(most, max(WIDER * _lightest(legs, spend_kg), 1.01 * legs[0].mass_kg[0]))
    found = chained(_counted(legs, most), flybys, some, spend_kg)
    while free and found.worth > 0.98 * most and most < legs[0].mass_kg[1]:
        most = min(WIDER * most, legs[0].mass_kg[1])
        found = _onward(_counted(legs, most), flybys, found, spend_kg)
    return found


def _counted(legs: tuple[LowThrustLeg, ...], most_kg: float) -> tuple[LowThrustLeg, ...]:
    """Return legs whose masses are counted in the same greatest one."""
    first = replace(legs[0], mass_kg=(min(legs[0].mass_kg[0], most_kg), most_kg))
    rest = (replace(leg, mass_kg=(LEAST * most_kg, most_kg)) for leg in legs[1:])
    return (first, *rest)


def _onward(
    legs: tuple[LowThrustLeg, ...], flybys: tuple[Flyby, ...], near: Chained, spend_kg: float | None
) -> Chained:
    begin = tuple(_brought(leg, old) for leg, old in zip(legs, near.legs, strict=True))
    return onward(legs, flybys, near, begin, spend_kg)


def _guesses(leg: LowThrustLeg, spend_kg: float | None) -> list[tuple[Guess, Array]]:
    """Return guesses of a leg with their meshes, linear answers first."""
    own = replace(leg, spend_kg=spend_kg)
    some = [*_linear(own), *guesses(leg, leg.departs_s[0], leg.tof_s[0], COUNTS)]
    return [(guess, mesh(leg, guess)) for guess in some]


def _lightest(legs: tuple[LowThrustLeg, ...], spend_kg: float | None) -> float:
    """Return a guess of the mass [kg] that all legs can carry."""
    able = []
    for leg in legs:
        some = _linear(replace(leg, spend_kg=spend_kg))
        able.append(max((guess.states[0, 6] for guess in some), default=_carries(leg)))
    return float(min(able))
