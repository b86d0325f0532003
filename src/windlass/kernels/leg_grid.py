"""Find the cheapest leg for every pair of departure and arrival epochs: a porkchop in one pass.

At either end a body with velocity v meets the leg with a speed v∞ relative to it. The end costs
``max(0, sqrt(v∞² + vesc2) - v0)``: with vesc2 = 2 mu / r_p and v0 the speed of a bound orbit at its
periapsis r_p this is a burn there; with vesc2 = 0, v0 = f the first f m/s of v∞ are free.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.izzo2015 import LEFT, RIGHT, solve_direct, solve_pair
from windlass.kernels.lambert import Geometry, geometry, lambert, scaled_time, velocities
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, OK

Array = NDArray[np.float64]
Codes = NDArray[np.int8]
Indices = NDArray[np.int64]


@njit
def end_cost(vinf: float, vesc2: float, v0: float) -> float:
    """Return the speed change [m/s] at one end of a leg: vinf, v0 [m/s] >= 0; vesc2 [m²/s²] >=
    0."""
    return max(0.0, math.sqrt(vinf * vinf + vesc2) - v0)


@njit
def _speeds(g: Geometry, mu: float, x: float, v1: Array, v2: Array) -> tuple[float, float]:
    """Return v∞ [m/s] of the arc x at departure and arrival, relative to the bodies' v1, v2 [m/s]
    (3,)."""
    w = velocities(g, mu, x)
    ax, ay, az = w[0] - v1[0], w[1] - v1[1], w[2] - v1[2]
    bx, by, bz = w[3] - v2[0], w[4] - v2[1], w[5] - v2[2]
    return math.sqrt(ax * ax + ay * ay + az * az), math.sqrt(bx * bx + by * by + bz * bz)


@njit
def _cheapest(
    mu: float, g: Geometry, tof: float, v1: Array, v2: Array, n_rev_max: int,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
) -> tuple[float, float, float, int, int, int]:  # fmt: skip
    """Return (cost, vinf1, vinf2, n_rev, branch, status) of the cheapest arc of one pair of
    epochs."""
    best, best1, best2 = math.inf, math.nan, math.nan
    best_rev, best_branch = 0, LEFT
    outcome = NO_SOLUTION
    t = scaled_time(g, mu, tof)
    for n in range(n_rev_max + 1):
        if t < n * math.pi:
            break
        if n == 0:
            x, status = solve_direct(t, g.lam, g.q2)
            other, other_status = math.nan, NO_SOLUTION
        else:
            x, status, other, other_status = solve_pair(t, g.lam, g.q2, n)
        for right in range(2):
            code = other_status if right else status
            if code != OK:
                if code != NO_SOLUTION and outcome == NO_SOLUTION:
                    outcome = code
                continue
            vinf1, vinf2 = _speeds(g, mu, other if right else x, v1, v2)
            if not (vinf1 <= dep_vinf_max and vinf2 <= arr_vinf_max):
                if outcome != OK:
                    outcome = LIMIT
                continue
            cost = end_cost(vinf1, dep_vesc2, dep_v0) + end_cost(vinf2, arr_vesc2, arr_v0)
            if cost < best:
                best, best1, best2 = cost, vinf1, vinf2
                best_rev, best_branch = n, RIGHT if right else LEFT
                outcome = OK
    if outcome != OK:
        return math.nan, math.nan, math.nan, 0, LEFT, outcome
    return best, best1, best2, best_rev, best_branch, OK


@njit(parallel=True)
def leg_grid(
    mu: float, r1: Array, v1: Array, r2: Array, v2: Array, arrive_index: Indices, tof: Array,
    n_rev_max: int, pole: Array,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
) -> tuple[Array, Array, Array, Codes, Codes, Codes]:  # fmt: skip
    """Return (cost, vinf1, vinf2, n_rev, branch, status), each (n, m): the cheapest prograde leg
    per cell.

    mu [m³/s²] > 0; r1, r2 [m] (n, 3), (p, 3) and v1, v2 [m/s] the bodies' states at departure and
    arrival; arrive_index (n, m) row of r2, v2 for each cell, -1 to skip the cell (NO_SOLUTION); tof
    [s] (n, m); n_rev_max >= 0 full revolutions, both branches; pole (3,) prograde is towards it;
    *_vesc2 [m²/s²], *_v0 [m/s] price an end as in the module's docstring; *_vinf_max [m/s] limit v∞
    (inf: no limit). cost, vinf1, vinf2 [m/s]: nan unless status is OK. LIMIT: arcs exist, all break
    a limit.
    Source: izzo2015. Checked: tests/kernels/test_leg_grid.py.
    """
    n, m = arrive_index.shape
    cost, vinf1, vinf2 = np.empty((n, m)), np.empty((n, m)), np.empty((n, m))
    n_rev = np.empty((n, m), dtype=np.int8)
    branch = np.empty((n, m), dtype=np.int8)
    statuses = np.empty((n, m), dtype=np.int8)
    for i in prange(n):
        for j in range(m):
            cost[i, j] = vinf1[i, j] = vinf2[i, j] = math.nan
            n_rev[i, j], branch[i, j] = 0, LEFT
            k = arrive_index[i, j]
            if k < 0:
                statuses[i, j] = NO_SOLUTION
                continue
            if k >= r2.shape[0] or not (0.0 < tof[i, j] < math.inf and mu > 0.0):
                statuses[i, j] = BAD_INPUT
                continue
            g = geometry(
                r1[i, 0], r1[i, 1], r1[i, 2], r2[k, 0], r2[k, 1], r2[k, 2],
                pole[0], pole[1], pole[2], False,
            )  # fmt: skip
            statuses[i, j] = g.status
            if g.status != OK:
                continue
            found = _cheapest(
                mu, g, tof[i, j], v1[i], v2[k], n_rev_max,
                dep_vesc2, dep_v0, dep_vinf_max, arr_vesc2, arr_v0, arr_vinf_max,
            )  # fmt: skip
            cost[i, j], vinf1[i, j], vinf2[i, j] = found[0], found[1], found[2]
            n_rev[i, j], branch[i, j], statuses[i, j] = found[3], found[4], found[5]
    return cost, vinf1, vinf2, n_rev, branch, statuses


@njit
def leg(
    mu: float, r1: Array, r2: Array, tof: float, pole: Array, n_rev: int, branch: int
) -> tuple[Array, Array, int]:
    """Return (v1, v2, status): the arc that one cell of `leg_grid` chose, velocities [m/s] (3,).

    Arguments as for `leg_grid`, with the cell's n_rev and branch; the same arithmetic, so the same
    v∞.
    """
    return lambert(mu, r1, r2, tof, pole, False, n_rev, branch)
