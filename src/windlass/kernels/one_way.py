"""All ways from Earth to a body on a grid of launch and flight time, nothing kept but the best.

Launches are h apart, flight times first + h·j, j <= n_max.  A cell is solved only where the
bounds of ``leg_bounds`` leave it within the limit.
Checked: tests/kernels/test_one_way.py, tests/screen/test_lossless.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.lambert_block import LANES, scratch
from windlass.kernels.leg_bounds import ROWS, row_bounds
from windlass.kernels.leg_grid import COST, OUTCOME, VINF1, VINF2, cheapest_block, put
from windlass.kernels.node_table import states
from windlass.kernels.round_trips import Ints
from windlass.kernels.status import NOT_CONVERGED, OK

Array = NDArray[np.float64]

PARTS = 4
"""v∞ at launch and arrival [m/s]; revolutions and branch."""


@njit
def one_way(
    mu: float, h: float, first: float, earth: Array, body: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    prune: bool, best: Array, index: Ints, parts: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the cheapest leg of each flight time; (legs within dv_max, cells solved, the
    latter negative where one of them did not converge).

    earth (n, 6) at the launches, body (n + n_max, 6) at arrivals i + j [m, m/s]; dep, arr: (vesc2,
    v0, greatest v∞) of the ends, as for ``leg_grid``; dv_max [m/s].  best (n_max + 1,) [m/s],
    inf where none is within dv_max; index (n_max + 1, 2): i, j; parts (n_max + 1, PARTS).
    """
    best[:] = math.inf
    index[:] = -1
    parts[:] = math.nan
    w, at, codes = scratch()
    where = np.empty((LANES, 2), dtype=np.int32)
    v, allowed, bounds = np.zeros(ROWS), np.full(n_max + 1, dv_max), np.zeros(n_max + 1)
    count = solved = n = failed = 0
    cells = earth.shape[0] * (n_max + 1)
    for cell in range(cells + 1):
        i, j = cell // (n_max + 1), cell % (n_max + 1)
        if cell < cells:
            if prune and j == 0:
                met = body[i : i + n_max + 1]
                row_bounds(v, mu, earth[i], met, h, first, pole, allowed, dep, arr, bounds)
            if bounds[j] < math.inf:
                put(w, n, earth[i], earth[i, 3:], body[i + j], body[i + j, 3:], first + h * j)
                where[n, 0], where[n, 1] = i, j
                n += 1
        if n < LANES and cell < cells:
            continue
        cheapest_block(
            w, at, codes, n, mu, pole, n_rev, dep[0], dep[1], dep[2], arr[0], arr[1], arr[2]
        )
        for k in range(n):
            cost, to = w[COST + k], where[k, 1]
            failed += 1 if codes[OUTCOME + k] == NOT_CONVERGED else 0
            if codes[OUTCOME + k] != OK or not cost <= dv_max:
                continue
            count += 1
            if cost < best[to]:
                best[to] = cost
                index[to, 0], index[to, 1] = where[k, 0], to
                parts[to, 0], parts[to, 1] = w[VINF1 + k], w[VINF2 + k]
                parts[to, 2] = codes[OUTCOME + LANES + k]
                parts[to, 3] = codes[OUTCOME + 2 * LANES + k]
        solved, n = solved + n, 0
    return count, -solved if failed else solved


@njit(parallel=True)
def one_way_many(
    mu: float, origin: float, tick: float, starts: NDArray[np.int64], ticks: Ints, nodes: Array,
    launch: float, h: float, first: float, earth: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    prune: bool,
) -> tuple[Array, Ints, Array, NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """Return (best (b, n_max + 1), index (…, 2), parts (…, PARTS), legs (b,), solved (b,)).

    Of b bodies with tables as ``round_trips_many`` has them, in parallel.
    """
    bodies, launches = starts.size - 1, earth.shape[0]
    best = np.empty((bodies, n_max + 1))
    index = np.empty((bodies, n_max + 1, 2), dtype=np.int32)
    parts = np.empty((bodies, n_max + 1, PARTS))
    legs, solved = np.zeros(bodies, dtype=np.int64), np.zeros(bodies, dtype=np.int64)
    t = launch + first + h * np.arange(launches + n_max)
    for b in prange(bodies):
        mine, own = ticks[starts[b] : starts[b + 1]], nodes[starts[b] : starts[b + 1]]
        there = np.empty((t.size, 6))
        states(mu, origin, tick, mine, own, t, there)
        legs[b], solved[b] = one_way(
            mu, h, first, earth, there, pole, n_rev, dep, arr, dv_max, n_max, prune,
            best[b], index[b], parts[b],
        )  # fmt: skip
    return best, index, parts, legs, solved
