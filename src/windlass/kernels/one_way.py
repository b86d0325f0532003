"""All ways from Earth to a body on a grid of launch and flight time, nothing kept but the best.

Launches are h apart, flight times first + h·j, j <= n_max.  A cell is solved only where the
bounds of ``leg_bounds`` leave it within the limit.
Checked: tests/kernels/test_one_way.py, tests/screen/test_lossless.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.leg_bounds import leg_bound
from windlass.kernels.node_table import states
from windlass.kernels.round_trips import Ints, solve_cell
from windlass.kernels.status import OK

Array = NDArray[np.float64]

PARTS = 4
"""v∞ at launch and arrival [m/s]; revolutions and branch."""


@njit
def one_way(
    mu: float, h: float, first: float, earth: Array, body: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    prune: bool, best: Array, index: Ints, parts: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the cheapest leg of each flight time; (legs within dv_max, cells solved).

    earth (n, 6) at the launches, body (n + n_max, 6) at arrivals i + j [m, m/s]; dep, arr: (vesc2,
    v0, greatest v∞) of the ends, as for ``leg_grid``; dv_max [m/s].  best (n_max + 1,) [m/s],
    inf where none is within dv_max; index (n_max + 1, 2): i, j; parts (n_max + 1, PARTS).
    """
    best[:] = math.inf
    index[:] = -1
    parts[:] = math.nan
    count = solved = 0
    for i in range(earth.shape[0]):
        for j in range(n_max + 1):
            if prune:
                bound = leg_bound(
                    mu, earth[i], body[i + j], first + h * j, pole, dv_max,
                    dep[0], dep[1], dep[2], arr[0], arr[1], arr[2],
                )  # fmt: skip
                if not bound < math.inf:
                    continue
            solved += 1
            found = solve_cell(mu, earth[i], body[i + j], first + h * j, pole, n_rev, dep, arr)
            if found[5] != OK or not found[0] <= dv_max:
                continue
            count += 1
            if found[0] < best[j]:
                best[j] = found[0]
                index[j, 0], index[j, 1] = i, j
                parts[j, 0], parts[j, 1] = found[1], found[2]
                parts[j, 2], parts[j, 3] = found[3], found[4]
    return count, solved


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
