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


LANES = 64
"""Legs of a block of ``bounds_block``."""
B, TOF, BUDGET, BOUND = 0, 6 * LANES, 7 * LANES, 8 * LANES
"""Rows of a block, one flat array at fixed distances (see ``lambert_block``): states of the bodies
met [m, m/s], times [s], budgets [m/s], and what comes out."""
ROWS = 9 * LANES


@njit(inline=True)
def _root(x: float) -> float:
    """Return the root of what is not below nought but for rounding."""
    return math.sqrt(x if x > 0.0 else 0.0)


@njit(inline=True)
def _bound(
    mu: float, ax: float, ay: float, az: float, au: float, av: float, aw: float,
    bx: float, by: float, bz: float, bu: float, bv: float, bw: float,
    tof: float, px: float, py: float, pz: float, budget: float,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
) -> float:  # fmt: skip
    """Return what ``leg_bound`` does, without branches; inf for what is not finite too."""
    nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    r1, r2 = math.sqrt(ax * ax + ay * ay + az * az), math.sqrt(bx * bx + by * by + bz * bz)
    size = math.sqrt(nx * nx + ny * ny + nz * nz)
    plane = size > _NO_PLANE * r1 * r2
    per = 1.0 / (size if plane else 1.0)
    out1 = abs(au * nx + av * ny + aw * nz) * per if plane else 0.0
    out2 = abs(bu * nx + bv * ny + bw * nz) * per if plane else 0.0
    cost1 = math.sqrt(out1 * out1 + dep_vesc2) - dep_v0
    cost2 = math.sqrt(out2 * out2 + arr_vesc2) - arr_v0
    cost1 = cost1 if cost1 > 0.0 else 0.0
    cost2 = cost2 if cost2 > 0.0 else 0.0
    left = budget + SLACK
    most1, most2 = dep_vinf_max + SLACK, arr_vinf_max + SLACK
    fits = (cost1 + cost2 <= left) & (out1 <= most1) & (out2 <= most2)
    # Speed of the arc in its plane at either end, from what the budget leaves for v∞.
    own1 = _root(au * au + av * av + aw * aw - out1 * out1)
    own2 = _root(bu * bu + bv * bv + bw * bw - out2 * out2)
    still1, still2 = left - cost2 + dep_v0, left - cost1 + arr_v0
    w1, w2 = _root(still1 * still1 - dep_vesc2), _root(still2 * still2 - arr_vesc2)
    w1 = w1 if w1 < most1 else most1
    w2 = w2 if w2 < most2 else most2
    w1, w2 = _root(w1 * w1 - out1 * out1), _root(w2 * w2 - out2 * out2)
    deep1, deep2 = mu / r1, mu / r2
    slow1, slow2 = own1 - w1, own2 - w2
    slow1 = slow1 if slow1 > 0.0 else 0.0
    slow2 = slow2 if slow2 > 0.0 else 0.0
    high1, high2 = 0.5 * (own1 + w1) * (own1 + w1) - deep1, 0.5 * (own2 + w2) * (own2 + w2) - deep2
    low1, low2 = 0.5 * slow1 * slow1 - deep1, 0.5 * slow2 * slow2 - deep2
    most = high1 if high1 < high2 else high2
    least = low1 if low1 > low2 else low2
    dx, dy, dz = bx - ax, by - ay, bz - az
    c = math.sqrt(dx * dx + dy * dy + dz * dz)
    s = 0.5 * (r1 + r2 + c)
    lam2 = 1.0 - c / s
    lam2 = lam2 if lam2 > 0.0 else 0.0
    lam3 = lam2 * math.sqrt(lam2)
    # in a plane through the pole either way round may be the prograde one: the shorter bounds
    behind = nx * px + ny * py + nz * pz < -_NO_PLANE * size
    lam3 = -lam3 if behind else lam3
    late = tof >= _EARLY * _PARABOLA * s * math.sqrt(s / mu) * (1.0 - lam3)
    reaches = (most >= 0.0) | (late & (1.0 + most * s / mu >= 0.0))
    fits = fits & ((not plane) | ((least <= most) & reaches)) & (size >= 0.0)
    return cost1 + cost2 if fits else math.inf


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
    return _bound(
        mu, a[0], a[1], a[2], a[3], a[4], a[5], b[0], b[1], b[2], b[3], b[4], b[5],
        tof, pole[0], pole[1], pole[2], budget,
        dep_vesc2, dep_v0, dep_vinf_max, arr_vesc2, arr_v0, arr_vinf_max,
    )  # fmt: skip


@njit
def bounds_block(
    w: Array, n: int, mu: float, a: Array, pole: Array,
    dep: tuple[float, float, float], arr: tuple[float, float, float],
) -> None:  # fmt: skip
    """Write the bounds of n <= LANES legs from one state a (6,) to row BOUND of a block.

    w (ROWS,): rows B, TOF and BUDGET hold what is met; dep, arr: (vesc2, v0, greatest v∞).
    """
    ax, ay, az, au, av, aw = a[0], a[1], a[2], a[3], a[4], a[5]
    px, py, pz = pole[0], pole[1], pole[2]
    e1, v1, m1 = dep
    e2, v2, m2 = arr
    for j in range(n):
        w[BOUND + j] = _bound(
            mu, ax, ay, az, au, av, aw, w[B + j], w[B + LANES + j], w[B + 2 * LANES + j],
            w[B + 3 * LANES + j], w[B + 4 * LANES + j], w[B + 5 * LANES + j],
            w[TOF + j], px, py, pz, w[BUDGET + j], e1, v1, m1, e2, v2, m2,
        )  # fmt: skip


@njit
def row_bounds(
    w: Array, mu: float, a: Array, met: Array, h: float, first: float, pole: Array,
    budget: Array, dep: tuple[float, float, float], arr: tuple[float, float, float], out: Array,
) -> None:  # fmt: skip
    """Write the bounds (n,) of legs from a (6,) to the states met (n, 6), first + h·j [s] long.

    w (ROWS,) scratch; budget (n,) [m/s].
    """
    for start in range(0, out.size, LANES):
        n = min(LANES, out.size - start)
        for j in range(n):
            for k in range(6):
                w[B + k * LANES + j] = met[start + j, k]
            w[TOF + j] = first + h * (start + j)
            w[BUDGET + j] = budget[start + j]
        bounds_block(w, n, mu, a, pole, dep, arr)
        for j in range(n):
            out[start + j] = w[BOUND + j]
