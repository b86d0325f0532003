"""First guesses of costates: from a direct solution, or cold, from a path between the ends.

A direct solution's multipliers are its costates.  Cold, the leg is first flown at least ∫a² dt by
an engine without limits, whose costates are nearly those of the least ∫p² dt by one that has them.
Source: betts1998, bertrand2002.  Checked: tests/lowthrust/test_indirect.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline
from scipy.sparse import bsr_matrix, csr_matrix, diags, identity, kron
from scipy.sparse.linalg import splu

from windlass.lowthrust.direct import Direct
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import radau, units

Array = NDArray[np.float64]

DEGREE: Final = 5
PIECES: Final = 24
"""Of the spline, in each revolution."""
POINTS: Final = 4
"""Of each piece at which the engine's work is counted."""
LOOSE: Final = 1e-8
"""Share of its cost by which it is no longer bettered."""
TRIES: Final = 300
NEAREST: Final = 0.1
FAINT: Final = 1e-12
SOFT_DIRECT: Final = 0.1
SOFT_COLD: Final = 1.0
"""Weights of p² − p beside the propellant with which a solve begins."""
THIN: Final = 0.05
"""Share of the flow with which a cold start begins: mass hardly changes then."""
FULL: Final = 0.9
"""Throttle that the unlimited engine may ask before a cold start is given more thrust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A first guess of an extremal: departure, flight [s]; y (k, 14), state and costate in the
    leg's units, at shares of the flight (k,); w0, w1: velocity relative to the bodies [m/s];
    soft: weight to begin with; boost: times the thrust to begin with; thin: times its flow."""

    departs_s: float
    tof_s: float
    share: Array
    y: Array
    w0_m_s: Array
    w1_m_s: Array
    soft: float
    boost: float = 1.0
    thin: float = 1.0
    told: str = ""


def from_direct(found: Direct) -> Seed:
    """Return the costates that a direct solution has found: multipliers over Radau's weights."""
    n = found.part.size
    stages = (found.share.size - 1) // n
    points, _ = radau(stages)
    # the rule that integrates every power below the number of stages
    powers = np.arange(stages)
    weight = np.linalg.solve(points[None, :] ** powers[:, None], 1.0 / (powers + 1.0))
    gaps = found.multipliers[-7 * n * stages :].reshape(n, stages, 7)
    inside = -(gaps / weight[None, :, None]).reshape(-1, 7)
    first = inside[0] + (inside[0] - inside[1]) * found.share[1] / (found.share[2] - found.share[1])
    costates = np.concatenate([first[None], inside])
    told = found.told
    return Seed(
        departs_s=told.departs_s, tof_s=told.tof_s, share=found.share,
        y=np.column_stack([told.states / units(found.leg).state, costates]),
        w0_m_s=told.w0_m_s, w1_m_s=told.w1_m_s, soft=SOFT_DIRECT, told="direct solution",
    )  # fmt: skip


def cold(leg: LowThrustLeg, guess: Guess) -> Seed:
    """Return the costates of the unlimited engine near a path."""
    u = units(leg)
    share, y = _energy(leg, guess)
    push = np.linalg.norm(y[9:], axis=0)
    thrust, flow = leg.engine.at(np.linalg.norm(y[:3], axis=0) * u.length)
    thrust, flow = np.maximum(thrust / u.force, FAINT), flow / (u.mass / u.time)
    mass = leg.mass_kg[1] / u.mass
    boost = max(1.0, float((push * mass / thrust).max()) / FULL)
    scale = 2.0 * SOFT_COLD * float(np.median(flow * mass**2 / thrust**2)) / boost
    thin = THIN if leg.goal == "mass" else 1.0
    last = -1.0 / thin if leg.goal == "mass" else 0.0
    even = np.ones(share.size)
    return Seed(
        departs_s=guess.departs_s, tof_s=guess.tof_s, share=share,
        y=np.column_stack([y[:6].T, mass * even, scale * y[6:].T, last * even]),
        w0_m_s=np.zeros(3), w1_m_s=np.zeros(3), soft=SOFT_COLD, boost=boost, thin=thin,
        told=f"cold start over {guess.turns} revolutions",
    )  # fmt: skip


def _energy(leg: LowThrustLeg, guess: Guess) -> tuple[Array, Array]:
    """Return (shares of the flight (k,), states and costates (12, k)) of the unlimited engine.

    The way is a spline through both ends, at the bodies' speeds there, and the engine does what the
    Sun does not: any such way can be flown.  The one of least ∫a² is found as a problem of least
    squares; its acceleration is −λv.
    """
    u = units(leg)
    tof = guess.tof_s / u.time
    late = guess.departs_s + guess.tof_s
    ends = np.stack([leg.start.at(guess.departs_s)[0], leg.end.at(late)[0]]) / u.state[:6]
    # knots evenly in longitude, as the points of the path are
    pieces = PIECES * (guess.turns + 1)
    inner = np.interp(
        np.linspace(0.0, 1.0, pieces + 1), np.linspace(0, 1, guess.share.size), guess.share
    )
    knots = np.concatenate([[0.0] * DEGREE, inner, [1.0] * DEGREE]) * tof
    x, weight = _gauss(inner * tof)
    basis, bend = (_basis(knots, x, nu) for nu in (0, 2))
    coefficients = np.linalg.lstsq(
        _basis(knots, guess.share * tof, 0).toarray(), guess.states[:, :3] / u.length, rcond=None
    )[0]
    width = (inner[1] - inner[0]) * tof / DEGREE, (inner[-1] - inner[-2]) * tof / DEGREE
    coefficients[[0, -1]] = ends[:, :3]
    coefficients[1] = ends[0, :3] + ends[0, 3:] * width[0]
    coefficients[-2] = ends[1, :3] - ends[1, 3:] * width[1]
    root = np.sqrt(weight)[:, None]

    def whole(free: Array) -> Array:
        out: Array = coefficients.copy()
        out[2:-2] = free.reshape(-1, 3)
        return out

    def residual(free: Array) -> Array:
        c = whole(free)
        r = basis @ c
        return np.asarray((root * (bend @ c + r / _far(r) ** 3)).ravel())

    def slope(free: Array) -> Any:
        r = basis @ whole(free)
        far = _far(r)[:, :, None]
        pull = np.eye(3) / far**3 - 3.0 * r[:, :, None] * r[:, None, :] / far**5
        pull = bsr_matrix((pull, np.arange(len(r)), np.arange(len(r) + 1)))
        eye = identity(3)
        full = kron(bend[:, 2:-2], eye) + pull @ kron(basis[:, 2:-2], eye)
        return (diags(np.repeat(root, 3)) @ full).tocsr()

    way = BSpline(knots, whole(_least(residual, slope, coefficients[2:-2].ravel())), DEGREE)
    share = np.interp(np.linspace(0, 1, 4 * pieces + 1), np.linspace(0, 1, pieces + 1), inner)
    t = share * tof
    r, v = way(t), way(t, 1)
    far = _far(r)
    push = way(t, 2) + r / far**3
    change = way(t, 3) + v / far**3 - 3.0 * (r * v).sum(axis=1, keepdims=True) * r / far**5
    return share, np.concatenate([r.T, v.T, change.T, -push.T])


def _least(residual: Any, slope: Any, x: Array) -> Array:
    """Return where the sum of squares is least, by Levenberg's and Marquardt's steps."""
    r, damp = residual(x), 1e-4
    for _ in range(TRIES):
        d = slope(x)
        normal, gradient = (d.T @ d).tocsc(), d.T @ r
        step = -splu(normal + damp * diags(normal.diagonal())).solve(gradient)
        after = residual(x + step)
        if after @ after < r @ r:
            gain = 1.0 - float(after @ after) / float(r @ r)
            x, r, damp = x + step, after, 0.2 * damp
            if gain < LOOSE:
                break
        else:
            damp *= 4.0
    return x


def _far(r: Array) -> Array:
    """Return distances (k, 1) of places (k, 3), none nearer than a guess may pass the Sun."""
    return np.asarray(np.maximum(np.linalg.norm(r, axis=1, keepdims=True), NEAREST))


def _basis(knots: Array, x: Array, nu: int) -> Any:
    """Return the splines' values (k, n), differentiated nu times."""
    n = knots.size - DEGREE - 1
    return csr_matrix(BSpline(knots, np.eye(n), DEGREE)(x, nu))


def _gauss(edges: Array) -> tuple[Array, Array]:
    """Return Gauss's points in intervals, and their weights."""
    at, weight = np.polynomial.legendre.leggauss(POINTS)
    half = 0.5 * np.diff(edges)[:, None]
    middle = 0.5 * (edges[1:] + edges[:-1])[:, None]
    return (middle + half * at).ravel(), (half * weight).ravel()
