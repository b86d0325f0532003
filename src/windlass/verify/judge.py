"""A plan flown by integrators that had no part in it.

Two judges.  One has the forces of the reference model and an integrator of another family
(variable-order multistep, by another hand): it flies from node to node, and whole from burn to burn
without a stop.  What it finds between two nodes is an error; how far it then ends is that error,
the rounding of nodes and the path's own instability, which may make kilometres of millimetres.
The other is the N-body model of the search, with its own forces and its own collocation, whole.
Source: petzold1983, hindmarsh1983.  Checked: tests/verify/test_judge.py.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.bodies.asteroid import propagate
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.kernels.reference_forces import Model
from windlass.kernels.reference_pull import rate
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

RTOL: Final = 1e-12
LONGEST_S: Final = 2.0 * DAY_S
UNIT: Final = np.array([1e9] * 3 + [1e2] * 3)
"""Units [m, m/s] in which the multistep method works, so that its tolerances fit both."""
DAY: Final = DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One phase of a plan, from a burn to the next or to arrival, flown by others.

    pieces_m: greatest miss between two nodes by the multistep method; steered_m_s: steps of
    velocity that hold it to the nodes, summed; same_forces_m, same_forces_m_s: off at the end of
    the phase by the same, flown whole; own_forces_m: off there by the N-body model of the search,
    None where the plan has thrust that it cannot carry.
    """

    from_s: float
    until_s: float
    pieces_m: float
    steered_m_s: float
    same_forces_m: float
    same_forces_m_s: float
    own_forces_m: float | None


def judge(plan: Plan) -> tuple[Judged, ...]:
    """Return each phase of a plan as others fly it; NotSolved where a judge cannot go on."""
    stops = [*plan.path.burns, plan.arrives]
    if stops[0] != 0:
        stops.insert(0, 0)
    made = []
    for a, b in itertools.pairwise(stops):
        t0, t1 = float(plan.path.t_s[a]), float(plan.path.t_s[b])
        start, end = plan.path.states[a], plan.arrived[b]
        off = multistep(plan.among, start, t0, t1) - end
        gaps = _pieces(plan, a, b)
        own = None if plan.thrust is not None else _own(start, end, t0, t1)
        made.append(
            Judged(
                from_s=t0, until_s=t1, pieces_m=float(gaps[:, 0].max()),
                steered_m_s=float(gaps[:, 1].sum()),
                same_forces_m=float(np.linalg.norm(off[:3])),
                same_forces_m_s=float(np.linalg.norm(off[3:])), own_forces_m=own,
            )
        )  # fmt: skip
    return tuple(made)


def _pieces(plan: Plan, a: int, b: int) -> Array:
    """Return the misses (n, 2) [m, m/s] at the nodes after a up to b, flown from the one before."""
    t, made = plan.path.t_s, np.empty((b - a, 2))
    for k in range(a, b):
        end = multistep(plan.among, plan.path.states[k], float(t[k]), float(t[k + 1]))
        into = plan.arrived[b] if k + 1 == b else plan.path.states[k + 1]
        made[k - a] = np.linalg.norm((end - into)[:3]), np.linalg.norm((end - into)[3:])
    return made


def multistep(among: Model, start: Array, t0: float, t1: float) -> Array:
    """Return where a barycentric state (6,) at t0 comes to at t1 by a variable-order multistep
    method; NotSolved where it fails."""
    out = np.empty(6)
    edges = [t for row in among.thrust for t in row[:2] if min(t0, t1) < t < max(t0, t1)]
    stops = [t0, *sorted(edges, reverse=t1 < t0), t1]
    y = start / UNIT
    for low, high in itertools.pairwise(stops):

        def slope(x: float, y: Array, low: float = low) -> Array:
            if rate(among, low + x * DAY, y * UNIT, out) != st.OK:
                raise NotSolved("a judge left the span of the planets", status=st.BAD_INPUT)
            return np.asarray(out / UNIT * DAY)

        made = solve_ivp(
            slope, (0.0, (high - low) / DAY), y, method="LSODA", rtol=RTOL, atol=1e-15,
            max_step=LONGEST_S / DAY,
        )  # fmt: skip
        if not made.success:
            raise NotSolved(
                f"the judging integrator did not arrive: {made.message}", status=st.NOT_CONVERGED
            )
        y = made.y[:, -1]
    return np.asarray(y * UNIT)


def _own(start: Array, end: Array, t0: float, t1: float) -> float:
    """Return how far [m] the N-body model of the search ends from a plan's own end."""
    sun = load().body("sun", centre="barycentre")
    r0, v0 = (x[0] for x in sun.state(t0))
    r, _ = propagate(start[:3] - r0, start[3:] - v0, t0, t1)
    return float(np.linalg.norm(r + sun.state(t1)[0][0] - end[:3]))
