"""Take a leg of the grid to its optimum off the grid.

Nelder–Mead over departure and flight time within a few steps of the cell, the Lambert
solution (revolutions and branch) kept.  Source: neldermead1965.
Checked: tests/transfers/test_legs.py.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from windlass.base.constants import GM_SUN
from windlass.base.errors import NotSolved
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.kernels import status as st
from windlass.kernels.leg_grid import leg
from windlass.transfers.legs import Leg, LegAsk, LegGrid

Objective = Callable[[Leg], float]


def cell_leg(grid: LegGrid, i: int, j: int) -> Leg:
    """Return the leg of a solved grid cell, worked out again in full."""
    return fly(
        grid.ask,
        float(grid.depart_s[i]),
        float(grid.tof_s[j]),
        int(grid.n_rev[i, j]),
        int(grid.branch[i, j]),
    )


def fly(ask: LegAsk, depart_s: float, tof_s: float, n_rev: int, branch: int) -> Leg:
    """Return one leg at any epochs; NotSolved where that Lambert solution does not exist."""
    r1, v1 = (x[0] for x in ask.depart.state(np.array([depart_s])))
    r2, v2 = (x[0] for x in ask.arrive.state(np.array([depart_s + tof_s])))
    u1, u2, status = leg(GM_SUN, r1, r2, tof_s, ECLIPTIC_POLE, n_rev, branch)
    if status != st.OK:
        raise NotSolved(
            f"{ask.name}: no such leg ({st.WORDS[int(status)]})",
            status=int(status),
            inputs=(depart_s, tof_s, n_rev, branch),
        )
    leave, meet = u1 - v1, u2 - v2
    cost = ask.depart_end.cost(float(np.linalg.norm(leave))) + ask.arrive_end.cost(
        float(np.linalg.norm(meet))
    )
    return Leg(
        name=ask.name,
        depart_s=depart_s,
        tof_s=tof_s,
        n_rev=n_rev,
        branch=branch,
        r_depart_m=r1,
        v_depart_m_s=u1,
        r_arrive_m=r2,
        v_arrive_m_s=u2,
        vinf_depart_vec_m_s=leave,
        vinf_arrive_vec_m_s=meet,
        cost_m_s=float(cost),
    )


def refine(
    ask: LegAsk,
    start: Leg,
    objective: Objective,
    *,
    depart_within: tuple[float, float],
    arrive_within: tuple[float, float],
    tof_within: tuple[float, float] = (0.0, np.inf),
    reach_steps: float = 2.0,
) -> Leg:
    """Return the leg of least objective near ``start``; never worse than ``start``.

    depart_within, arrive_within: limits of the epochs [s past J2000]; tof_within: of the flight
    time [s]; reach_steps: how far
    from the start, in steps of the ask.  Legs that do not exist count as infinitely dear.
    """
    from scipy.optimize import minimize

    h = ask.step_s
    centre = np.array([start.depart_s, start.tof_s])
    best: list[tuple[float, Leg]] = [(objective(start), start)]

    def value(x: np.ndarray) -> float:
        depart, tof = float(centre[0] + h * x[0]), float(centre[1] + h * x[1])
        if not (tof > 0 and tof_within[0] <= tof <= tof_within[1]):
            return 1e300
        if not depart_within[0] <= depart <= depart_within[1]:
            return 1e300
        if not arrive_within[0] <= depart + tof <= arrive_within[1]:
            return 1e300
        try:
            found = fly(ask, depart, tof, start.n_rev, start.branch)
        except NotSolved:
            return 1e300
        over = (
            found.vinf_depart_m_s > ask.depart_end.vinf_max_m_s
            or found.vinf_arrive_m_s > ask.arrive_end.vinf_max_m_s
        )
        if over:
            return 1e300
        score = objective(found)
        if score < best[0][0]:
            best[0] = (score, found)
        return score if np.isfinite(score) else 1e300

    simplex = np.array([[0.0, 0.0], [0.7, 0.0], [0.0, 0.7]])
    minimize(
        value,
        simplex[0],
        method="Nelder-Mead",
        bounds=[(-reach_steps, reach_steps)] * 2,
        options={"initial_simplex": simplex, "maxfev": 160, "xatol": 1e-4, "fatol": 1e-6},
    )
    return best[0][1]
