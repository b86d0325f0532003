"""Carry many massless bodies from their epochs to others, among the bodies of the ephemeris.

The force model and the integrator are those of ``kernels.nbody``; only the ends are kept.
Source: everhart1985, rein2015.  Checked: tests/bodies/test_settle.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import nbody
from windlass.kernels._jit import njit, prange
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.status import BAD_INPUT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]

FIRST_STEP_S = 86_400.0


@njit
def arrive(
    t0: float, x: Array, v: Array, t1: float, tolerance: float,
    pack: Array, layout: NDArray[np.int64], clock: Array, gm: Array, j2: Array, nongrav: Array,
    radii: Array, rows: Array, out: Array,
) -> int:  # fmt: skip
    """Write the heliocentric state (6,) [m, m/s] at t1 [s] of a body at t0 [s]; status.

    x [m], v [m/s] (3,) heliocentric, ICRF; rows: room for steps; other arguments as for
    ``nbody.integrate``.  out is nan unless the status is OK; LIMIT: met a body on the way.
    """
    out[:] = math.nan
    sun = np.empty(6)
    code = segment_state(pack, layout, clock, 0, t0, sun)
    if code != OK:
        return code
    for k in range(3):
        if not (math.isfinite(x[k]) and math.isfinite(v[k])):
            return BAD_INPUT
    used, code = nbody.integrate(
        t0, x + sun[:3], v + sun[3:], t1, FIRST_STEP_S, pack, layout, clock, gm, j2, nongrav,
        radii, rows, tolerance,
    )  # fmt: skip
    if code != OK:
        return code
    if used == 0:  # nothing lies between the epochs
        out[:3], out[3:] = x, v
        return OK
    end = np.empty(6)
    nbody.step_state(rows[used - 1], t1, end)
    code = segment_state(pack, layout, clock, 0, t1, sun)
    if code != OK:
        return code
    for k in range(6):
        if not math.isfinite(end[k]):
            return NOT_CONVERGED
    out[:] = end - sun
    return OK


@njit(parallel=True)
def arrive_many(
    t0: Array, x: Array, v: Array, t1: Array, tolerance: float,
    pack: Array, layout: NDArray[np.int64], clock: Array, gm: Array, j2: Array, nongrav: Array,
    radii: Array, room: int,
) -> tuple[Array, Statuses]:  # fmt: skip
    """Return (states (n, 6) [m, m/s], status (n,)) of n bodies, in parallel; see ``arrive``.

    t0, t1 (n,) [s]; x, v, nongrav (n, 3); room: steps of an integration at most.
    """
    n = t0.size
    out, status = np.empty((n, 6)), np.empty(n, dtype=np.int8)
    for i in prange(n):
        rows = np.empty((room, nbody.ROW))
        status[i] = arrive(
            t0[i], x[i], v[i], t1[i], tolerance, pack, layout, clock, gm, j2, nongrav[i],
            radii, rows, out[i],
        )  # fmt: skip
    return out, status
