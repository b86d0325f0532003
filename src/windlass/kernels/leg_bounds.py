"""What a leg between two moving bodies costs at least, told without solving Lambert's problem.

The arc lies in the plane through both positions, so each end pays at least its body's speed out
of that plane.  What the budget leaves for the rest bounds the arc's energy at both ends: where
the two bounds exclude each other, where the orbit is too small to reach both positions, or where
it is an ellipse and the time is less than a parabola's, there is no such arc.
Every bound is exact; a leg is given up only beyond rounding (``SLACK``).
Checked: tests/kernels/test_leg_bounds.py (never above the solved cost, over random bodies).
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit

Array = NDArray[np.float64]

SLACK = 1e-3
"""What a bound may lie above a budget, or above a greatest v∞, before its leg is given up [m/s]:
rounding is 1e-6 of it."""
_NO_PLANE = 1e-6
"""Sine of an angle below which a plane is not trusted: that of the positions, or its side."""
_EARLY = 1.0 - 1e-9
_PARABOLA = math.sqrt(2.0) / 3.0


@njit
def _most(allowed: float, vesc2: float, v0: float) -> float:
    """Return the greatest v∞ [m/s] that an end may have for a cost of allowed [m/s]."""
    return math.sqrt(max(0.0, (allowed + v0) * (allowed + v0) - vesc2))


@njit
def leg_bound(
    mu: float, a: Array, b: Array, tof: float, pole: Array, budget: float,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
) -> float:  # fmt: skip
    """Return a lower bound [m/s] on the cost of any prograde leg; inf where none fits the budget.

    a, b (6,): states [m, m/s] of the bodies left and met; tof [s]; ends as for
    ``leg_grid``; pole (3,) unit vector; budget [m/s] for both ends together.
    """
    floor1 = max(0.0, math.sqrt(dep_vesc2) - dep_v0)
    floor2 = max(0.0, math.sqrt(arr_vesc2) - arr_v0)
    nx, ny, nz = a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    r1 = math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])
    r2 = math.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2])
    size = math.sqrt(nx * nx + ny * ny + nz * nz)
    if not size > _NO_PLANE * r1 * r2:
        return floor1 + floor2 if size >= 0.0 and floor1 + floor2 <= budget + SLACK else math.inf
    out1 = abs(a[3] * nx + a[4] * ny + a[5] * nz) / size
    out2 = abs(b[3] * nx + b[4] * ny + b[5] * nz) / size
    cost1 = max(0.0, math.sqrt(out1 * out1 + dep_vesc2) - dep_v0)
    cost2 = max(0.0, math.sqrt(out2 * out2 + arr_vesc2) - arr_v0)
    left = budget + SLACK
    most1, most2 = dep_vinf_max + SLACK, arr_vinf_max + SLACK
    if not (cost1 + cost2 <= left and out1 <= most1 and out2 <= most2):
        return math.inf
    # Speed of the arc in its plane at either end, from what the budget leaves for v∞.
    v1 = a[3] * a[3] + a[4] * a[4] + a[5] * a[5]
    v2 = b[3] * b[3] + b[4] * b[4] + b[5] * b[5]
    own1, own2 = math.sqrt(max(0.0, v1 - out1 * out1)), math.sqrt(max(0.0, v2 - out2 * out2))
    w1 = min(most1, _most(left - cost2, dep_vesc2, dep_v0))
    w2 = min(most2, _most(left - cost1, arr_vesc2, arr_v0))
    w1, w2 = math.sqrt(max(0.0, w1 * w1 - out1 * out1)), math.sqrt(max(0.0, w2 * w2 - out2 * out2))
    most = min(0.5 * (own1 + w1) ** 2 - mu / r1, 0.5 * (own2 + w2) ** 2 - mu / r2)
    least = max(0.5 * max(0.0, own1 - w1) ** 2 - mu / r1, 0.5 * max(0.0, own2 - w2) ** 2 - mu / r2)
    if least > most:
        return math.inf
    if most < 0.0:
        dx, dy, dz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        c = math.sqrt(dx * dx + dy * dy + dz * dz)
        s = 0.5 * (r1 + r2 + c)
        if 1.0 + most * s / mu < 0.0:
            return math.inf
        lam2 = max(0.0, 1.0 - c / s)
        lam3 = lam2 * math.sqrt(lam2)
        # in a plane through the pole either way round may be the prograde one: the shorter bounds
        if nx * pole[0] + ny * pole[1] + nz * pole[2] < -_NO_PLANE * size:
            lam3 = -lam3
        if tof < _EARLY * _PARABOLA * s * math.sqrt(s / mu) * (1.0 - lam3):
            return math.inf
    return cost1 + cost2
