"""First guesses of a leg, without a human: between the orbits of its ends, over some revolutions.

The modified equinoctial elements of departure go over into those of arrival evenly in true
longitude, that grows by the angle between the ends and whole revolutions.  How long that would
take, by the law of areas, beside the leg's flight tells which counts of revolutions lie near: these
come first.  Source: walker1985.  Checked: tests/lowthrust/test_guess.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.lowthrust.leg import LowThrustLeg

Array = NDArray[np.float64]

POINTS: Final = 80
"""Of each revolution."""
SPENT: Final = 0.2
"""Share of the mass that a guess spends."""
MOST: Final = 40
"""Revolutions at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A first guess: departure and flight [s]; states (k, 7) [m, m/s, kg] at shares of the flight
    (k,); turns: whole revolutions; misfit: natural logarithm of what its orbits would take by
    themselves to the flight."""

    departs_s: float
    tof_s: float
    share: Array
    states: Array
    turns: int
    misfit: float


def guesses(leg: LowThrustLeg, departs_s: float, tof_s: float, most: int = 3) -> list[Guess]:
    """Return guesses for these dates, those first whose revolutions fit the flight best."""
    first = _elements(leg.gm, leg.start.at(departs_s)[0])
    last = _elements(leg.gm, leg.end.at(departs_s + tof_s)[0])
    made: list[Guess] = []
    for turns in range(MOST):
        one = _between(leg, first, last, turns, departs_s, tof_s)
        made.append(one)
        if one.misfit > 0.0 and turns >= most:
            break
    return sorted(made, key=lambda one: abs(one.misfit))[:most]


def _between(
    leg: LowThrustLeg, first: Array, last: Array, turns: int, departs_s: float, tof_s: float
) -> Guess:
    angle = (last[5] - first[5]) % (2.0 * np.pi) + 2.0 * np.pi * turns
    even = np.linspace(0.0, 1.0, POINTS * (turns + 1) + 1)
    q = first + (last - first) * even[:, None]
    q[:, 5] = first[5] + angle * even
    w = 1.0 + q[:, 1] * np.cos(q[:, 5]) + q[:, 2] * np.sin(q[:, 5])
    pace = np.sqrt(q[:, 0] ** 3 / leg.gm) / w**2 * angle
    t = np.concatenate([[0.0], np.cumsum(0.5 * (pace[1:] + pace[:-1]) * np.diff(even))])
    share = t / t[-1]
    mass = leg.mass_kg[1] * (1.0 - SPENT * share)
    return Guess(
        departs_s=departs_s, tof_s=tof_s, share=share,
        states=np.column_stack([_states(leg.gm, q), mass]), turns=turns,
        misfit=float(np.log(t[-1] / tof_s)),
    )  # fmt: skip


def _elements(gm: float, state: Array) -> Array:
    """Return modified equinoctial elements (p [m], f, g, h, k, L [rad]) of a state (6,)."""
    r, v = state[:3], state[3:]
    far = float(np.linalg.norm(r))
    turn = np.cross(r, v)
    up = turn / np.linalg.norm(turn)
    h, k = -up[1] / (1.0 + up[2]), up[0] / (1.0 + up[2])
    f_axis, g_axis = _axes(h, k)
    e = np.cross(v, turn) / gm - r / far
    return np.array(
        [turn @ turn / gm, e @ f_axis, e @ g_axis, h, k, np.arctan2(r @ g_axis, r @ f_axis)]
    )


def _states(gm: float, q: Array) -> Array:
    """Return states (n, 6) of modified equinoctial elements (n, 6)."""
    p, f, g, h, k, at = q.T
    f_axis, g_axis = _axes(h, k)
    cos, sin = np.cos(at), np.sin(at)
    r = p / (1.0 + f * cos + g * sin)
    speed = np.sqrt(gm / p)
    place = r * (cos * f_axis + sin * g_axis)
    moves = speed * (-(g + sin) * f_axis + (f + cos) * g_axis)
    return np.concatenate([place, moves]).T


def _axes(h: Array | float, k: Array | float) -> tuple[Array, Array]:
    """Return the axes f, g of the equinoctial frame (3,) or (3, n)."""
    s2 = 1.0 + h * h + k * k
    first = np.array([1.0 - k * k + h * h, 2.0 * k * h, -2.0 * k]) / s2
    second = np.array([2.0 * k * h, 1.0 + k * k - h * h, 2.0 * h]) / s2
    return first, second
