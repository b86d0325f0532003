"""Many short flights by the reference model at once: where each ends.

Checked: tests/kernels/test_reference_batch.py.
"""

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.reference import ROW, fly
from windlass.kernels.reference_forces import Model
from windlass.kernels.reference_step import Method

Array = NDArray[np.float64]

NODES = 4_000
"""Steps of one flight at most."""


@njit(parallel=True)
def ends(
    model: Model, method: Method, t0: Array, s0: Array, t1: Array, tolerance: float, out: Array
) -> NDArray[np.int8]:
    """Write the states (n, 6) at t1 (n,) of barycentric states s0 (n, 6) at t0 (n,); statuses.

    LIMIT: a body is met on the way, and the state is that at its surface.
    """
    n = t0.size
    status = np.empty(n, dtype=np.int8)
    for i in prange(n):
        rows, none = np.empty((NODES, ROW)), np.empty((0, 4))
        used, _, code = fly(
            model, method, t0[i], s0[i, :3], s0[i, 3:], t1[i], tolerance, np.zeros(11), rows, none
        )
        status[i] = code
        for k in range(6):
            out[i, k] = rows[used - 1, 1 + k] if used > 0 else np.nan
    return status
