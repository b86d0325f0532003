"""Fly a Lambert leg again in the N-body model: how much must the departure change to arrive?

The bodies at the ends, whose pull patched conics put into the cost of the ends, do not pull;
all others do, and the Sun's relativity with them (what the ends do to the Sun stays, which is
hundreds of kilometres at most).  The departure velocity is corrected by
Newton's method on the miss until the leg arrives.  Checked: tests/transfers/test_legs.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from windlass.base.errors import NotSolved
from windlass.bodies.asteroid import propagate
from windlass.kernels import status as st
from windlass.transfers.legs import Leg

ARRIVED_M = 1e5
"""Miss at which a leg counts as arrived: 100 km."""
STEP_M_S = 0.05
MOST = 12


def refly(leg: Leg, *, without: tuple[str, ...]) -> dict[str, Any]:
    """Return status, miss before and after, and the changes of v∞ at both ends.

    without: bodies that do not pull.  Keys miss_before_km, miss_km, depart_change_m_s (size of
    the change of the departure velocity), vinf_depart_m_s, vinf_arrive_m_s after it.
    Raises NotSolved when the correction does not converge.
    """
    r0, v0 = leg.r_depart_m, leg.v_depart_m_s
    body1, body2 = v0 - leg.vinf_depart_vec_m_s, leg.v_arrive_m_s - leg.vinf_arrive_vec_m_s

    def miss(velocity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        r, v = propagate(r0, velocity, leg.depart_s, leg.arrive_s, without=without)
        return r - leg.r_arrive_m, v

    velocity = v0.copy()
    error, arrive = miss(velocity)
    before = float(np.linalg.norm(error))
    for _ in range(MOST):
        if np.linalg.norm(error) < ARRIVED_M:
            break
        slope = np.empty((3, 3))
        for k in range(3):
            nudged = velocity.copy()
            nudged[k] += STEP_M_S
            slope[:, k] = (miss(nudged)[0] - error) / STEP_M_S
        change = np.linalg.lstsq(slope, -error, rcond=1e-10)[0]
        velocity, error, arrive = _damped(miss, velocity, change, error)
    if not np.linalg.norm(error) < ARRIVED_M:
        raise NotSolved(
            f"{leg.name} could not be flown in the N-body model",
            status=st.NOT_CONVERGED,
            value=f"miss {np.linalg.norm(error) / 1e3:.0f} km",
        )
    return {
        "status": "converged",
        "miss_before_km": before / 1e3,
        "miss_km": float(np.linalg.norm(error)) / 1e3,
        "depart_change_m_s": float(np.linalg.norm(velocity - v0)),
        "vinf_depart_m_s": float(np.linalg.norm(velocity - body1)),
        "vinf_arrive_m_s": float(np.linalg.norm(arrive - body2)),
        "note": "",
    }


def _damped(
    miss: Any, velocity: np.ndarray, change: np.ndarray, error: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take the Newton step, or a part of it that brings the miss down."""
    part = 1.0
    for _ in range(6):
        trial = velocity + part * change
        new, arrive = miss(trial)
        if np.linalg.norm(new) < np.linalg.norm(error):
            return trial, new, arrive
        part *= 0.5
    raise NotSolved("the correction of the leg does not converge", status=st.NOT_CONVERGED)
