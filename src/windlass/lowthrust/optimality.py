"""How far a solution is from the best near it, by its own multipliers, whatever found it.

The Lagrangian is what is to be least plus what the constraints are worth.  To first order no thrust
that the engine can give changes it by more than ``left``: each segment is set against the best that
it could do, nothing or full thrust along its own multipliers.  Along the states, dates and speeds
it must not change at all: ``slope``.  Source: jaggi2013, betts1998.
Checked: tests/lowthrust/test_optimality.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import collocation as co
from windlass.lowthrust.programme import LEAST, Asked, Programme

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimality:
    """left: what another thrust would gain at most, to first order, by the leg's goal [kg, or s];
    slope: greatest change of the Lagrangian along states, dates and speeds within their bounds, in
    the programme's units."""

    left: float
    slope: float


def optimality(programme: Programme, x: Array, held: Array) -> Optimality:
    """Return how far unknowns x of a leg are from the best near them; held: multipliers of its
    constraints."""
    return each_optimality(programme, (programme,), np.array([0]), np.array([0]), x, held)[0]


def each_optimality(
    asked: Asked, legs: Sequence[Programme], begin: Ints, rows: Ints, x: Array, held: Array
) -> list[Optimality]:
    """Return the same for each of the legs of one programme; begin, rows: where the unknowns and
    the constraints of each begin among those of all."""
    priced = held.copy()
    for leg, row in zip(legs, rows, strict=False):
        at = int(row) + co.LIMITS  # what a throttle's size costs is told by the thrusts themselves
        priced[at : at + leg.n * leg.free] = 0.0
    row, column = asked.jacobian_places
    price = priced[row]
    values = np.where(price != 0.0, asked.jacobian(x, np.empty(len(row))), 0.0)
    change = asked.gradient(x, np.empty(asked.size))
    np.add.at(change, column, values * price)
    low, high, _, _ = asked.bounds()
    still = x - np.clip(x - change, low, high)
    made = []
    for leg, start in zip(legs, begin, strict=False):
        whole = slice(int(start), int(start) + leg.size)
        own = slice(int(start) + co.U, int(start) + leg.first)
        left = _left(leg, x[own], change[own])
        unit = leg.units.time if leg.leg.goal == "time" else leg.units.mass
        rest = still[whole].copy()
        rest[co.U : leg.first] = 0.0
        made.append(Optimality(left=left * unit, slope=float(np.abs(rest).max())))
    return made


def _left(programme: Programme, x: Array, change: Array) -> float:
    """Return what the segments could gain: x, change (n wide,): their unknowns and the Lagrangian's
    change along them.  Coasts that are held so count too, those that are asked for do not."""
    x, change = (one.reshape(programme.n, programme.wide) for one in (x, change))
    along = change[:, :-1].reshape(programme.n, programme.free, 3)
    full = change[:, -1] - np.linalg.norm(along, axis=2).sum(axis=1)
    best = np.where(full < 0.0, full, LEAST * full)
    gain = (change * x).sum(axis=1) - best
    return float(gain[~programme.coasts].clip(0.0).sum())
