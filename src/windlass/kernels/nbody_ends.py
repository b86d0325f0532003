"""Many flights of the N-body model to their ends alone, in parallel: the fast mode for catalogues.

Checked: tests/bodies/test_fast.py.
"""

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.nbody import ROW, integrate, step_state
from windlass.kernels.status import BAD_INPUT, LIMIT, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]

FIRST_STEP = 432_000.0
"""Of a flight [s]."""


@njit(parallel=True)
def ends_many(
    t0: Array, x: Array, v: Array, t1: Array, tolerance: float, pack: Array, layout: Layout,
    clock: Array, gm: Array, j2: Array, push: Array, radii: Array, room: int, out: Array,
    until: Array, status: NDArray[np.int8],
) -> None:  # fmt: skip
    """Write barycentric states out (n, 6) [m, m/s] at t1 (n,) of states x, v (n, 3) at t0 (n,).

    push (n, 3): non-gravitational accelerations; room: steps at most.  until (n,): the instant
    of the state: t1 where status is OK, that of the hit where it is LIMIT; nan with any other.
    """
    for i in prange(t0.size):
        out[i, :] = np.nan
        until[i] = np.nan
        if t0[i] == t1[i]:
            out[i, :3], out[i, 3:], until[i], status[i] = x[i], v[i], t1[i], OK
            if not np.isfinite(out[i].sum() + t1[i]):
                status[i] = BAD_INPUT
            continue
        rows = np.empty((room, ROW))
        used, code = integrate(
            t0[i], x[i], v[i], t1[i], FIRST_STEP, pack, layout, clock, gm, j2, push[i], radii,
            rows, tolerance,
        )  # fmt: skip
        status[i] = code
        if used > 0 and code in (OK, LIMIT):
            last = rows[used - 1]
            until[i] = t1[i] if code == OK else last[0] + last[1]
            step_state(last, until[i], out[i])
