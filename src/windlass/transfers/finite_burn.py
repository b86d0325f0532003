"""From an impulse to a burn of constant thrust: longer, dearer, and sometimes impossible.

A burn of length t1 that begins at departure acts, on average, t1/2 later than the impulse
it replaces.  What a departure impulse dv must reach after the flight time T is the shift
dv·T; thrust at acceleration a reaches a·t1·(T − t1/2).  Hence

    t1 = T·(1 − √(1 − 2·dv/(a·T))),   dv flown = a·t1,

and no thrust below a = 2·dv/T can do it.  An arrival burn is the same read backwards.  In
free space this is exact for position; on an orbit it holds for the growth of along-track
distance, which is linear in time as well.  It is an estimate: issue of an optimiser is lower
or equal where more freedom helps.  Checked: tests/transfers/test_finite_burn.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]


def thrust_burn(
    m_end: Array | float,
    dv: Array | float,
    tof: Array | float,
    thrust: float,
    ve: float,
) -> tuple[Array, Array, Array]:
    """Return (mass at the start [kg], dv flown [m/s], burn time [s]) of a burn on a leg.

    m_end [kg] > 0: mass after the burn; dv [m/s] ≥ 0: the impulse that the leg asks for;
    tof [s] > 0: flight time of the leg; thrust [N] > 0, averaged over duty; ve [m/s] > 0.
    Arrays broadcast.  Where the thrust is too weak all three are inf; nan in gives inf out.
    The acceleration is that of the mass at the start, so the estimate is on the safe side.
    """
    if not (thrust > 0 and ve > 0):
        raise InvalidInput("thrust and exhaust velocity must be positive", value=(thrust, ve))
    m_end, dv, tof = np.broadcast_arrays(
        np.asarray(m_end, dtype=float), np.asarray(dv, dtype=float), np.asarray(tof, dtype=float)
    )
    start = m_end.copy()
    flown = np.zeros_like(start)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for _ in range(60):
            share = 2.0 * dv * start / (thrust * tof)
            part = 1.0 - np.sqrt(1.0 - np.where(share <= 1.0, share, np.nan))
            flown = thrust * tof * part / start
            again = m_end * np.exp(flown / ve)
            done = ~(np.abs(again - start) > 1e-13 * start)
            start = again
            if bool(np.all(done)):
                break
        else:
            start = np.where(done, start, np.nan)
    bad = ~np.isfinite(start)
    start = np.where(bad, np.inf, start)
    flown = np.where(bad, np.inf, flown)
    burn = np.where(bad, np.inf, tof * np.where(bad, 0.0, part))
    return start, flown, burn


def least_thrust(m_start: float, dv: float, tof: float) -> float:
    """Return the thrust [N] below which the leg cannot be flown at mass m_start [kg]."""
    return 2.0 * dv * m_start / tof
