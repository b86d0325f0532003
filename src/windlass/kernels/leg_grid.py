"""Find the cheapest leg for every pair of departure and arrival epochs: a porkchop in one pass.

At either end a body with velocity v meets the leg with a speed v∞ relative to it. The end costs
``max(0, sqrt(v∞² + vesc2) - v0)``: with vesc2 = 2 mu / r_p and v0 the speed of a bound orbit at its
periapsis r_p this is a burn there; with vesc2 = 0, v0 = f the first f m/s of v∞ are free.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.izzo2015 import LEFT, RIGHT, solve_direct, solve_pair
from windlass.kernels.lambert import Geometry, lambert, scaled_time, velocities
from windlass.kernels.lambert_block import (
    LANES,
    MORE,
    TOF,
    V1,
    V2,
    X_RIGHT,
    A,
    B,
    X,
    direct,
    padded,
    pair,
    place,
    scratch,
    velocity,
)  # fmt: skip
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, OK

Array = NDArray[np.float64]
Codes = NDArray[np.int8]
Indices = NDArray[np.int64]

# Rows of a block: the bodies' velocities [m/s], and the best arc so far: cost, v∞, slot.
_W1: Final = MORE
_W2: Final = MORE + 3 * LANES
COST: Final = MORE + 6 * LANES
VINF1: Final = MORE + 7 * LANES
VINF2: Final = MORE + 8 * LANES
_SLOT: Final = MORE + 9 * LANES
_BROKEN: Final = MORE + 10 * LANES
OUTCOME: Final = 3 * LANES
"""Status of lanes in codes; after it revolutions and branch."""


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
def cheapest(
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


@njit
def put(w: Array, j: int, r1: Array, v1: Array, r2: Array, v2: Array, tof: float) -> None:
    """Put one pair of epochs into lane j of a block: states [m], [m/s] (3,) and time [s]."""
    for k in range(3):
        w[A + k * LANES + j], w[B + k * LANES + j] = r1[k], r2[k]
        w[_W1 + k * LANES + j], w[_W2 + k * LANES + j] = v1[k], v2[k]
    w[TOF + j] = tof


@njit
def _weigh(
    w: Array, codes: Codes, first: int, n: int, slot: float,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
) -> None:  # fmt: skip
    """Keep arcs of rows V1, V2 with status codes[first:] that cost less than the best so far."""
    for j in range(padded(n)):
        ax, bx = w[V1 + j] - w[_W1 + j], w[V2 + j] - w[_W2 + j]
        ay, by = w[V1 + LANES + j] - w[_W1 + LANES + j], w[V2 + LANES + j] - w[_W2 + LANES + j]
        az = w[V1 + 2 * LANES + j] - w[_W1 + 2 * LANES + j]
        bz = w[V2 + 2 * LANES + j] - w[_W2 + 2 * LANES + j]
        vinf1 = math.sqrt(ax * ax + ay * ay + az * az)
        vinf2 = math.sqrt(bx * bx + by * by + bz * bz)
        one = math.sqrt(vinf1 * vinf1 + dep_vesc2) - dep_v0
        two = math.sqrt(vinf2 * vinf2 + arr_vesc2) - arr_v0
        cost = (one if one > 0.0 else 0.0) + (two if two > 0.0 else 0.0)
        solved = codes[first + j] == OK
        within = vinf1 <= dep_vinf_max and vinf2 <= arr_vinf_max
        better = solved and within and cost < w[COST + j]
        w[_BROKEN + j] = 1.0 if solved and not within else w[_BROKEN + j]
        w[COST + j] = cost if better else w[COST + j]
        w[VINF1 + j] = vinf1 if better else w[VINF1 + j]
        w[VINF2 + j] = vinf2 if better else w[VINF2 + j]
        w[_SLOT + j] = slot if better else w[_SLOT + j]
    for j in range(n):
        code = codes[first + j]
        if code not in (OK, NO_SOLUTION) and codes[OUTCOME + j] == NO_SOLUTION:
            codes[OUTCOME + j] = code


@njit
def cheapest_block(
    w: Array, at: Indices, codes: Codes, n: int, mu: float, pole: Array, n_rev_max: int,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
) -> None:  # fmt: skip
    """Find the cheapest arc of the n pairs of epochs that `put` has put into a block.

    w, at, codes of `lambert_block.scratch`, n <= `LANES`; the others as for `leg_grid`. Rows COST,
    VINF1, VINF2 [m/s], inf and nan unless codes[OUTCOME + j] is OK; codes[OUTCOME + LANES + j] and
    codes[OUTCOME + 2 LANES + j] hold revolutions and branch. As `cheapest`, to the last bit.
    """
    place(w, codes, n, mu, pole, False)
    for j in range(padded(n)):
        w[COST + j], w[VINF1 + j], w[VINF2 + j] = math.inf, math.nan, math.nan
        w[_SLOT + j], w[_BROKEN + j] = 0.0, 0.0
    for j in range(n):
        codes[OUTCOME + j] = NO_SOLUTION
    direct(w, at, codes, n)
    for n_rev in range(n_rev_max + 1):
        if n_rev > 0 and not pair(w, at, codes, n, n_rev):
            continue
        for right in range(2 if n_rev > 0 else 1):
            velocity(w, X_RIGHT if right else X, mu, n)
            _weigh(
                w, codes, 2 * LANES if right else LANES, n, 2.0 * n_rev + right,
                dep_vesc2, dep_v0, dep_vinf_max, arr_vesc2, arr_v0, arr_vinf_max,
            )  # fmt: skip
    for j in range(n):
        slot = int(w[_SLOT + j])
        codes[OUTCOME + LANES + j] = slot // 2
        codes[OUTCOME + 2 * LANES + j] = RIGHT if slot % 2 else LEFT
        if w[COST + j] < math.inf:
            codes[OUTCOME + j] = OK
        elif w[_BROKEN + j] != 0.0 and codes[j] == OK:
            codes[OUTCOME + j] = LIMIT


@njit
def _row(
    mu: float, r1: Array, v1: Array, r2: Array, v2: Array, arrive_index: Indices, tof: Array,
    n_rev_max: int, pole: Array,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
    cost: Array, vinf1: Array, vinf2: Array, n_rev: Codes, branch: Codes, statuses: Codes,
) -> None:  # fmt: skip
    """Fill the cells (m,) of one departure (r1, v1 (3,)); cells to skip take no lane."""
    w, at, codes = scratch()
    cells = np.empty(LANES, np.int64)
    m = arrive_index.size
    n = 0
    for j in range(m):
        k = arrive_index[j]
        cost[j] = vinf1[j] = vinf2[j] = math.nan
        n_rev[j], branch[j], statuses[j] = 0, LEFT, NO_SOLUTION
        if k >= r2.shape[0] or (k >= 0 and not (0.0 < tof[j] < math.inf and mu > 0.0)):
            statuses[j] = BAD_INPUT
        elif k >= 0:
            put(w, n, r1, v1, r2[k], v2[k], tof[j])
            cells[n] = j
            n += 1
        if n == LANES or j == m - 1:
            cheapest_block(
                w, at, codes, n, mu, pole, n_rev_max,
                dep_vesc2, dep_v0, dep_vinf_max, arr_vesc2, arr_v0, arr_vinf_max,
            )  # fmt: skip
            for i in range(n):
                to = cells[i]
                statuses[to] = codes[OUTCOME + i]
                if statuses[to] == OK:
                    cost[to], vinf1[to], vinf2[to] = w[COST + i], w[VINF1 + i], w[VINF2 + i]
                    n_rev[to] = codes[OUTCOME + LANES + i]
                    branch[to] = codes[OUTCOME + 2 * LANES + i]
            n = 0


@njit(parallel=True)
def _rows(
    mu: float, r1: Array, v1: Array, r2: Array, v2: Array, arrive_index: Indices, tof: Array,
    n_rev_max: int, pole: Array,
    dep_vesc2: float, dep_v0: float, dep_vinf_max: float,
    arr_vesc2: float, arr_v0: float, arr_vinf_max: float,
    cost: Array, vinf1: Array, vinf2: Array, n_rev: Codes, branch: Codes, statuses: Codes,
) -> None:  # fmt: skip
    """Fill the cells (n, m) of all departures, in parallel."""
    for i in prange(arrive_index.shape[0]):
        _row(
            mu, r1[i], v1[i], r2, v2, arrive_index[i], tof[i], n_rev_max, pole,
            dep_vesc2, dep_v0, dep_vinf_max, arr_vesc2, arr_v0, arr_vinf_max,
            cost[i], vinf1[i], vinf2[i], n_rev[i], branch[i], statuses[i],
        )  # fmt: skip


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
    # numpy's large arrays lie on huge pages, numba's do not: new memory costs more than the cells.
    # Touched by one thread first: two that ask for new pages at once wait for each other.
    cost, vinf1, vinf2 = (np.full((n, m), np.nan) for _ in range(3))
    n_rev, branch, statuses = (np.zeros((n, m), dtype=np.int8) for _ in range(3))
    _rows(
        mu, r1, v1, r2, v2, arrive_index, tof, n_rev_max, pole,
        dep_vesc2, dep_v0, dep_vinf_max, arr_vesc2, arr_v0, arr_vinf_max,
        cost, vinf1, vinf2, n_rev, branch, statuses,
    )  # fmt: skip
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
