"""The forces of the reference model at one instant, for integrators from elsewhere.

Checked: tests/verify/test_judge.py.
"""

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.reference_forces import Model, acceleration, look
from windlass.kernels.reference_step import burning_at, new_room

Array = NDArray[np.float64]


@njit
def rate(model: Model, t: float, s: Array, out: Array) -> int:
    """Write the rate of change (6,) of a barycentric state (6,) [m, m/s] at t [s]; status."""
    room = new_room(model.small_gm.size)
    code = look(model, t, room.sky)
    acceleration(model, t, s[:3], s[3:], room.sky, burning_at(model.thrust, t), room.a)
    for k in range(3):
        out[k], out[3 + k] = s[3 + k], room.a[k]
    return code
