"""All round trips from Earth to a body and back on a grid of launch, legs and stay.

Launches are h apart; legs are first + h·j, stays stay + h·m.  A trip is launch i, way out j,
stay m, way back l, with j + m + l <= n_max.  Its departure from the body has the index
d = i + j + m, so that the best way out before each departure is the least of one launch's
first j's, and all trips follow from two tables: ways out (launch, j) and ways back (d, l).
A cell is solved only where the bounds of ``leg_bounds`` leave it, with what the other leg costs
at least: what is left out is part of no trip within the limit.
Source: nhats2012.  Checked: tests/kernels/test_round_trips.py, tests/screen/test_lossless.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.lambert import geometry
from windlass.kernels.leg_bounds import SLACK, leg_bound
from windlass.kernels.leg_grid import cheapest
from windlass.kernels.node_table import states
from windlass.kernels.status import OK

Array = NDArray[np.float64]
Ints = NDArray[np.int32]

PARTS = 8
"""v∞ at launch, arrival, departure, return [m/s]; revolutions and branch out, then back."""


@njit
def solve_cell(
    mu: float, a: Array, b: Array, tof: float, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float],
) -> tuple[float, float, float, int, int, int]:  # fmt: skip
    """Return what ``leg_grid.cheapest`` finds between two states (6,)."""
    g = geometry(a[0], a[1], a[2], b[0], b[1], b[2], pole[0], pole[1], pole[2], False)
    if g.status != OK:
        return math.inf, math.nan, math.nan, 0, 0, g.status
    return cheapest(mu, g, tof, a[3:], b[3:], n_rev, dep[0], dep[1], dep[2], arr[0], arr[1], arr[2])


@njit
def _bounds_back(
    mu: float, h: float, first: float, body: Array, earth: Array, pole: Array, budget: float,
    dep: tuple[float, float, float], arr: tuple[float, float, float], launches: int, n_max: int,
    low: Array, least: Array,
) -> None:  # fmt: skip
    """Write the bounds of all ways back, and for (d, y) the least of all that begin at d or
    later and end within y steps of d."""
    for d in range(body.shape[0]):
        for j in range(n_max + 1):
            low[d, j] = math.inf
            if d + j < earth.shape[0] and d - (n_max - j) < launches:
                low[d, j] = leg_bound(
                    mu, body[d], earth[d + j], first + h * j, pole, budget,
                    dep[0], dep[1], dep[2], arr[0], arr[1], arr[2],
                )  # fmt: skip
    for d in range(body.shape[0] - 1, -1, -1):
        best = math.inf
        for y in range(n_max + 1):
            best = min(best, low[d, y])
            later = math.inf
            if y > 0 and d + 1 < body.shape[0]:
                later = least[d + 1, y - 1]
            least[d, y] = min(best, later)


@njit
def _ways_out(
    mu: float, h: float, first: float, earth: Array, body: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    least: Array, prune: bool, cost: Array,
) -> int:  # fmt: skip
    """Write the cost of all ways out (launch, j), inf where given up; return how many solved."""
    solved = 0
    for i in range(cost.shape[0]):
        for j in range(n_max + 1):
            cost[i, j] = math.inf
            budget = math.inf
            if prune:
                budget = dv_max - least[i + j, n_max - j]
                bound = leg_bound(
                    mu, earth[i], body[i + j], first + h * j, pole, budget,
                    dep[0], dep[1], dep[2], arr[0], arr[1], arr[2],
                )  # fmt: skip
                if not bound < math.inf:
                    continue
            solved += 1
            found = solve_cell(mu, earth[i], body[i + j], first + h * j, pole, n_rev, dep, arr)
            if found[5] == OK and found[0] <= budget + SLACK:
                cost[i, j] = found[0]
    return solved


@njit
def _ways_back(
    mu: float, h: float, first: float, body: Array, earth: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    out: Array, low: Array, before: Array, prune: bool, cost: Array,
) -> int:  # fmt: skip
    """Write the cost of all ways back (d, l), inf where given up; return how many solved.

    before (d, y) is scratch: the cheapest way out that is at most y steps before d.
    """
    before[:] = math.inf
    for i in range(out.shape[0]):
        best = math.inf
        for n in range(n_max + 1):
            best = min(best, out[i, n])
            before[i + n, n] = min(before[i + n, n], best)
    solved = 0
    for d in range(cost.shape[0]):
        for y in range(1, n_max + 1):
            before[d, y] = min(before[d, y], before[d, y - 1])
        for j in range(n_max + 1):
            cost[d, j] = math.inf
            if d + j >= earth.shape[0]:
                continue
            budget = math.inf
            if prune:
                budget = dv_max - before[d, n_max - j]
                if not low[d, j] <= budget + SLACK:
                    continue
                bound = leg_bound(
                    mu, body[d], earth[d + j], first + h * j, pole, budget,
                    dep[0], dep[1], dep[2], arr[0], arr[1], arr[2],
                )  # fmt: skip
                if not bound < math.inf:
                    continue
            solved += 1
            found = solve_cell(mu, body[d], earth[d + j], first + h * j, pole, n_rev, dep, arr)
            if found[5] == OK and found[0] <= budget + SLACK:
                cost[d, j] = found[0]
    return solved


@njit
def _front(out: Array, back: Array, dv_max: float, best: Array, index: Ints) -> int:
    """Write the cheapest trip of each length n = j + m + l; return how many trips there are.

    best (n_max + 1,) [m/s], inf where none is within dv_max; index (n_max + 1, 4): i, j, m, l.
    """
    n_max = best.size - 1
    best[:] = math.inf
    index[:] = -1
    ways = np.empty(n_max + 1)
    count = 0
    for i in range(out.shape[0]):
        known, least, at = 0, math.inf, 0
        for n in range(n_max + 1):
            cost = out[i, n]
            if cost < math.inf:
                if cost < least:
                    least, at = cost, n
                k = known
                while k > 0 and ways[k - 1] > cost:
                    ways[k] = ways[k - 1]
                    k -= 1
                ways[k] = cost
                known += 1
            if known == 0:
                continue
            for j in range(n_max - n + 1):
                way = back[i + n, j]
                total = least + way
                if not total <= dv_max:
                    continue
                if total < best[n + j]:
                    best[n + j] = total
                    index[n + j, 0], index[n + j, 1] = i, at
                    index[n + j, 2], index[n + j, 3] = n - at, j
                lo, hi = 1, known
                while lo < hi:
                    mid = (lo + hi + 1) // 2
                    if ways[mid - 1] + way <= dv_max:
                        lo = mid
                    else:
                        hi = mid - 1
                count += lo
    return count


@njit
def round_trips(
    mu: float, h: float, first: float, earth_out: Array, body_in: Array, body_off: Array,
    earth_in: Array, pole: Array, n_rev: int, dep: tuple[float, float, float],
    arr: tuple[float, float, float], dv_max: float, n_max: int, prune: bool,
    best: Array, index: Ints, parts: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the cheapest trip of each length; (trips within dv_max, cells solved).

    earth_out (n, 6) at the launches; body_in (n + n_max, 6) at arrivals i + j, body_off
    likewise at departures d, earth_in at returns d + l [m, m/s]; dep: (vesc2, v0, greatest v∞)
    of leaving Earth, arr: of coming back, as for ``leg_grid``; dv_max [m/s].  best, index as
    in ``_front``; parts (n_max + 1, PARTS).
    """
    launches = earth_out.shape[0]
    rows = launches + n_max
    free = (0.0, 0.0, math.inf)
    low, least = np.empty((rows, n_max + 1)), np.empty((rows, n_max + 1))
    out, back = np.empty((launches, n_max + 1)), np.empty((rows, n_max + 1))
    base = max(0.0, math.sqrt(dep[0]) - dep[1])
    if prune:
        _bounds_back(
            mu, h, first, body_off, earth_in, pole, dv_max - base, free, arr, launches, n_max,
            low, least,
        )  # fmt: skip
    solved = _ways_out(
        mu, h, first, earth_out, body_in, pole, n_rev, dep, free, dv_max, n_max, least, prune, out
    )
    solved += _ways_back(
        mu, h, first, body_off, earth_in, pole, n_rev, free, arr, dv_max, n_max, out, low, least,
        prune, back,
    )  # fmt: skip
    count = _front(out, back, dv_max, best, index)
    for n in range(n_max + 1):
        parts[n] = math.nan
        if best[n] < math.inf:
            i, j = index[n, 0], index[n, 1]
            d, k = i + j + index[n, 2], index[n, 3]
            there = solve_cell(mu, earth_out[i], body_in[i + j], first + h * j, pole, n_rev, dep, free)
            home = solve_cell(mu, body_off[d], earth_in[d + k], first + h * k, pole, n_rev, free, arr)
            parts[n, 0], parts[n, 1] = there[1], there[2]
            parts[n, 2], parts[n, 3] = home[1], home[2]
            parts[n, 4], parts[n, 5] = there[3], there[4]
            parts[n, 6], parts[n, 7] = home[3], home[4]
    return count, solved


@njit(parallel=True)
def round_trips_many(
    mu: float, origin: float, tick: float, starts: NDArray[np.int64], ticks: Ints, nodes: Array,
    launch: float, h: float, first: float, stay: float, earth_out: Array, earth_in: Array,
    pole: Array, n_rev: int, dep: tuple[float, float, float], arr: tuple[float, float, float],
    dv_max: float, n_max: int, prune: bool,
) -> tuple[Array, Ints, Array, NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """Return (best (b, n_max + 1), index (…, 4), parts (…, PARTS), trips (b,), solved (b,)).

    Of b bodies with tables starts (b + 1,), ticks, nodes as ``node_table`` has them, in
    parallel; launch [s past J2000] is the first one.  Instants that a table does not hold give no
    trips.
    """
    bodies, launches = starts.size - 1, earth_out.shape[0]
    best = np.empty((bodies, n_max + 1))
    index = np.empty((bodies, n_max + 1, 4), dtype=np.int32)
    parts = np.empty((bodies, n_max + 1, PARTS))
    trips, solved = np.zeros(bodies, dtype=np.int64), np.zeros(bodies, dtype=np.int64)
    t = launch + first + h * np.arange(launches + n_max)
    for b in prange(bodies):
        mine, own = ticks[starts[b] : starts[b + 1]], nodes[starts[b] : starts[b + 1]]
        there, home = np.empty((t.size, 6)), np.empty((t.size, 6))
        states(mu, origin, tick, mine, own, t, there)
        states(mu, origin, tick, mine, own, t + stay, home)
        trips[b], solved[b] = round_trips(
            mu, h, first, earth_out, there, home, earth_in, pole, n_rev, dep, arr, dv_max, n_max,
            prune, best[b], index[b], parts[b],
        )  # fmt: skip
    return best, index, parts, trips, solved
