"""Lines to draw: bodies and legs as points in the ecliptic, in au.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.errors import NotSolved
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.kernels.kepler import propagate_many
from windlass.transfers.legs import Leg

Array = NDArray[np.float64]
POINTS = 181


def body_path(name: str, body: Ephemeris, start_s: float, end_s: float) -> pl.DataFrame:
    """Return a body's path between two epochs [s past J2000]."""
    t = np.linspace(start_s, end_s, POINTS)
    r, _ = body.state(t)
    return _frame(name, t, r)


def leg_path(name: str, leg: Leg) -> pl.DataFrame:
    """Return the path of a Lambert leg."""
    dt = np.linspace(0.0, leg.tof_s, POINTS)
    r0 = np.tile(leg.r_depart_m, (POINTS, 1))
    v0 = np.tile(leg.v_depart_m_s, (POINTS, 1))
    r, _, status = propagate_many(GM_SUN, r0, v0, dt)
    if status.any():
        raise NotSolved(f"path of {name} could not be propagated", status=int(status.max()))
    return _frame(name, leg.depart_s + dt, r)


def _frame(name: str, t: Array, r_m: Array) -> pl.DataFrame:
    x = icrf_to_ecliptic(r_m) / AU_M
    return pl.DataFrame(
        {
            "object": [name] * t.size,
            "t_s": t,
            "x_au": x[:, 0],
            "y_au": x[:, 1],
            "z_au": x[:, 2],
        }
    )
