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
from scipy.integrate import solve_bvp
from scipy.interpolate import CubicSpline

from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import radau, units

Array = NDArray[np.float64]

POINTS: Final = 40
"""Of each revolution, on the mesh on which the unlimited engine begins."""
LOOSE: Final = 1e-3
"""How closely it is solved: it is a first guess."""
TRIES: Final = 40
FAINT: Final = 1e-12
SOFT_DIRECT: Final = 0.1
SOFT_COLD: Final = 1.0
"""Weights of p² − p beside the propellant with which a solve begins."""
FULL: Final = 0.9
"""Throttle that the unlimited engine may ask before a cold start is given more thrust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A first guess of an extremal: departure, flight [s]; y (k, 14), state and costate in the
    leg's units, at shares of the flight (k,); w0, w1: velocity relative to the bodies [m/s];
    soft: weight to begin with; boost: times the thrust to begin with."""

    departs_s: float
    tof_s: float
    share: Array
    y: Array
    w0_m_s: Array
    w1_m_s: Array
    soft: float
    boost: float = 1.0
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
    """Return the costates of the unlimited engine near a path.

    Raises NotSolved where its boundary value problem does not close.
    """
    u = units(leg)
    share, y = _energy(leg, guess)
    tof = guess.tof_s / u.time
    push = np.linalg.norm(y[9:], axis=0)
    thrust, flow = leg.engine.at(np.linalg.norm(y[:3], axis=0) * u.length)
    thrust, flow = np.maximum(thrust / u.force, FAINT), flow / (u.mass / u.time)
    mass = leg.mass_kg[1] / u.mass
    spent = np.minimum(1.0, push * mass / thrust) * flow * tof
    lost = np.concatenate([[0.0], np.cumsum(0.5 * (spent[1:] + spent[:-1]) * np.diff(share))])
    m = np.maximum(mass - lost, 0.2 * mass)
    boost = max(1.0, float((push * m / thrust).max()) / FULL)
    scale = 2.0 * SOFT_COLD * float(np.median(flow * m**2 / thrust**2)) / boost
    last = -1.0 if leg.goal == "mass" else 0.0
    return Seed(
        departs_s=guess.departs_s, tof_s=guess.tof_s, share=share,
        y=np.column_stack([y[:6].T, m, scale * y[6:].T, np.full(share.size, last)]),
        w0_m_s=np.zeros(3), w1_m_s=np.zeros(3), soft=SOFT_COLD, boost=boost,
        told=f"unlimited engine, {guess.turns} revolutions",
    )  # fmt: skip


def _energy(leg: LowThrustLeg, guess: Guess) -> tuple[Array, Array]:
    """Return (shares of the flight (k,), states and costates (12, k)) of the unlimited engine.

    First from the path as it is, with the costates that its own acceleration would have; then by
    taking that acceleration away step by step, the ends moving along: at the beginning the path
    itself is the solution, with no costates.
    """
    u = units(leg)
    tof = guess.tof_s / u.time
    late = guess.departs_s + guess.tof_s
    ends = np.stack([leg.start.at(guess.departs_s)[0], leg.end.at(late)[0]]) / u.state[:6]
    mesh = np.linspace(0.0, 1.0, POINTS * (guess.turns + 1) + 1)
    path = CubicSpline(guess.share, guess.states[:, :3] / u.length)

    def push(x: Array) -> Array:
        r = path(x)
        far = np.linalg.norm(r, axis=1, keepdims=True)
        return np.asarray((path(x, 2) / tof**2 + r / far**3).T)

    own = CubicSpline(mesh * tof, push(mesh).T)
    motion = [path(mesh).T, path(mesh, 1).T / tof]
    begin = np.concatenate([*motion, own(mesh * tof, 1).T, -own(mesh * tof).T])
    still = np.concatenate([*motion, np.zeros((6, mesh.size))])
    at_first = np.stack([begin[:6, 0], begin[:6, -1]])

    def solve(share: Array, y: Array, gone: float) -> Any:
        to = at_first + gone * (ends - at_first)

        def rates(x: Array, y: Array) -> Array:
            out = _unlimited(y)
            if gone < 1.0:
                out[3:6] += (1.0 - gone) * push(x)
            return np.asarray(tof * out)

        return solve_bvp(
            rates, lambda a, b: np.concatenate([a[:6] - to[0], b[:6] - to[1]]), share, y,
            tol=LOOSE, max_nodes=6 * mesh.size, fun_jac=lambda x, y: tof * _unlimited_slope(y),
        )  # fmt: skip

    one = solve(mesh, begin, 1.0)
    if one.status == 0:
        return one.x, one.y
    gone, step, y = 0.0, 0.5, still
    for _ in range(TRIES):
        one = solve(mesh, y, min(1.0, gone + step))
        if one.status != 0:
            step *= 0.4
            continue
        gone, y = min(1.0, gone + step), one.sol(mesh)
        step *= 2.0
        if gone == 1.0:
            return one.x, one.y
    raise NotSolved(
        f"the leg of an unlimited engine over {guess.turns} revolutions does not close",
        status=st.NOT_CONVERGED, value=f"{gone:.0%} of the way in {TRIES} steps",
        remedy="begin from another path, or from a direct solution",
    )  # fmt: skip


def _unlimited(y: Array) -> Array:
    """Return the rates (12, k) of (r, v, λr, λv) where the acceleration is −λv."""
    r, primer = y[:3], y[9:]
    far = np.sqrt((r * r).sum(axis=0))
    fall = (r * primer).sum(axis=0)
    return np.concatenate(
        [y[3:6], -r / far**3 - primer, primer / far**3 - 3.0 * fall * r / far**5, -y[6:9]]
    )


def _unlimited_slope(y: Array) -> Array:
    """Return its derivatives (12, 12, k)."""
    r, primer = y[:3], y[9:]
    far = np.sqrt((r * r).sum(axis=0))
    fall = (r * primer).sum(axis=0)
    eye = np.eye(3)[:, :, None]
    both = r[:, None] * r[None, :]
    mixed = r[:, None] * primer[None, :]
    pull = -eye / far**3 + 3.0 * both / far**5
    out = np.zeros((12, 12, y.shape[1]))
    out[0:3, 3:6] = eye
    out[3:6, 0:3], out[3:6, 9:12] = pull, -eye
    out[6:9, 0:3] = (
        -3.0 * (mixed + mixed.transpose(1, 0, 2) + eye * fall) / far**5
        + 15.0 * fall * both / far**7
    )
    out[6:9, 9:12] = -pull
    out[9:12, 6:9] = -eye
    return out
