"""From an impulse to a burn of constant thrust: longer, dearer, and sometimes impossible.

A burn of length t1 that begins at departure acts, on average, t1/2 later than the impulse
it replaces.  What a departure impulse dv must reach after the flight time T is the shift
dv·T; thrust at acceleration a reaches a·t1·(T − t1/2).  Hence

    t1 = T·(1 − √(1 − 2·dv/(a·T))),   dv flown = a·t1,

and no thrust below a = 2·dv/T can do it.  An arrival burn is the same read backwards.  In
free space this is exact for position; on an orbit it holds for the growth of along-track
distance, which is linear in time as well.  It is an estimate: an optimiser that may steer
freely finds as much or less.  Checked: tests/transfers/test_finite_burn.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]

_ROUNDS = 60


def thrust_burn(
    m_end: Array | float,
    dv: Array | float,
    tof: Array | float,
    thrust: float,
    ve: float,
    rtol: float = 1e-13,
) -> tuple[Array, Array, Array]:
    """Return (mass at the start [kg], dv flown [m/s], burn time [s]) of a burn on a leg.

    m_end [kg] > 0: mass after the burn; dv [m/s] ≥ 0: the impulse that the leg asks for;
    tof [s] > 0: flight time of the leg; thrust [N] > 0, averaged over duty; ve [m/s] > 0.
    Arrays broadcast.  Where the thrust is too weak all three are inf; nan in gives inf out.
    The acceleration is that of the mass at the start, so the estimate is on the safe side;
    that mass is found by Newton's method to rtol: what has to be found is convex, so that it
    comes up to the least root from below, and where there is none says so.
    """
    if not (thrust > 0 and ve > 0):
        raise InvalidInput("thrust and exhaust velocity must be positive", value=(thrust, ve))
    end, want, time = np.broadcast_arrays(
        np.asarray(m_end, dtype=float), np.asarray(dv, dtype=float), np.asarray(tof, dtype=float)
    )
    shape = end.shape
    end, want, time = end.ravel(), want.ravel(), time.ravel()
    limit = np.full(end.size, np.inf)
    np.divide(thrust * time, 2.0 * want, out=limit, where=want > 0)  # mass at which burns fill all
    left = np.flatnonzero((end <= limit) & (time > 0) & (want >= 0))  # refuses nan too
    start, flown, burn = (np.full(end.size, np.inf) for _ in range(3))
    mass = end[left].copy()
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for _ in range(_ROUNDS):
            root = np.sqrt(np.maximum(0.0, 1.0 - mass / limit[left]))
            part = mass / limit[left] / (1.0 + root)
            again = end[left] * np.exp(thrust * time[left] * part / mass / ve)
            done = np.abs(again - mass) <= rtol * mass
            at = left[done]
            start[at] = again[done]
            flown[at] = (thrust * time[left] * part / mass)[done]
            burn[at] = (time[left] * part)[done]
            slope = (0.5 / limit[left] / root - part / mass) / mass
            slope = again * thrust * time[left] / ve * slope
            step = (again - mass) / (1.0 - slope)
            able = ~done & (slope < 1.0) & (mass + step <= limit[left])
            left, mass = left[able], (mass + step)[able]
            if left.size == 0:
                break
    return start.reshape(shape), flown.reshape(shape), burn.reshape(shape)


def least_thrust(m_start: float, dv: float, tof: float) -> float:
    """Return the thrust [N] below which the leg cannot be flown at mass m_start [kg]."""
    return 2.0 * dv * m_start / tof
