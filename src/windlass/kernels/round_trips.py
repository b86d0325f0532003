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
from windlass.kernels.lambert_block import LANES, scratch
from windlass.kernels.leg_bounds import ROWS, SLACK, leg_bound, row_bounds
from windlass.kernels.leg_grid import (
    COST,
    OUTCOME,
    VINF1,
    VINF2,
    Codes,
    Indices,
    cheapest_block,
    put,
)
from windlass.kernels.node_table import states
from windlass.kernels.status import NOT_CONVERGED, OK

Array = NDArray[np.float64]
Ints = NDArray[np.int32]

PARTS = 8
"""v∞ at launch, arrival, departure, return [m/s]; revolutions and branch out, then back."""


@njit
def flush(
    w: Array, at: Indices, codes: Codes, n: int, mu: float, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], where: Ints,
    budget: Array, cost: Array,
) -> int:  # fmt: skip
    """Solve n cells of a block and write those within their budgets [m/s] to cost at where[:n];
    return how many did not converge."""
    failed = 0
    cheapest_block(w, at, codes, n, mu, pole, n_rev, dep[0], dep[1], dep[2], arr[0], arr[1], arr[2])
    for k in range(n):
        if codes[OUTCOME + k] == OK and w[COST + k] <= budget[k] + SLACK:
            cost[where[k, 0], where[k, 1]] = w[COST + k]
        failed += 1 if codes[OUTCOME + k] == NOT_CONVERGED else 0
    return failed


@njit
def _bounds_back(
    mu: float, h: float, first: float, body: Array, earth: Array, pole: Array, budget: float,
    dep: tuple[float, float, float], arr: tuple[float, float, float], launches: int, n_max: int,
    low: Array, least: Array,
) -> None:  # fmt: skip
    """Write the bounds of all ways back, and for (d, y) the least of all that begin at d or
    later and end within y steps of d."""
    low[:] = math.inf
    w, all_ = np.zeros(ROWS), np.full(n_max + 1, budget)
    for d in range(body.shape[0]):
        # ways back that end in time, after the last launch and before the last return
        n = min(n_max + 1, earth.shape[0] - d, n_max + launches - d)
        if n > 0:
            row_bounds(w, mu, body[d], earth[d : d + n], h, first, pole, all_, dep, arr, low[d, :n])
    for d in range(body.shape[0] - 1, -1, -1):
        best = math.inf
        for y in range(n_max + 1):
            best = min(best, low[d, y])
            later = math.inf
            if y > 0 and d + 1 < body.shape[0]:
                later = least[d + 1, y - 1]
            least[d, y] = min(best, later)


@njit
def ways_out(
    mu: float, h: float, first: float, earth: Array, body: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    least: Array, prune: bool, cost: Array,
) -> int:  # fmt: skip
    """Write the cost of all ways out (launch, j), inf where given up; return how many solved, the
    number negative where one of them did not converge."""
    w, at, codes = scratch()
    where, budgets = np.empty((LANES, 2), dtype=np.int32), np.empty(LANES)
    cost[:] = math.inf
    solved = n = failed = 0
    v, allowed, bounds = np.zeros(ROWS), np.full(n_max + 1, math.inf), np.zeros(n_max + 1)
    for i in range(cost.shape[0]):
        if prune:
            for j in range(n_max + 1):
                allowed[j] = dv_max - least[i + j, n_max - j]
            met = body[i : i + n_max + 1]
            row_bounds(v, mu, earth[i], met, h, first, pole, allowed, dep, arr, bounds)
        for j in range(n_max + 1):
            if not bounds[j] < math.inf:
                continue
            put(w, n, earth[i], earth[i, 3:], body[i + j], body[i + j, 3:], first + h * j)
            where[n, 0], where[n, 1], budgets[n] = i, j, allowed[j]
            n += 1
            if n == LANES:
                failed += flush(w, at, codes, n, mu, pole, n_rev, dep, arr, where, budgets, cost)
                solved, n = solved + n, 0
    failed += flush(w, at, codes, n, mu, pole, n_rev, dep, arr, where, budgets, cost)
    return -solved - n if failed else solved + n


@njit
def ways_back(
    mu: float, h: float, first: float, body: Array, earth: Array, pole: Array, n_rev: int,
    dep: tuple[float, float, float], arr: tuple[float, float, float], dv_max: float, n_max: int,
    out: Array, low: Array, before: Array, prune: bool, cost: Array,
) -> int:  # fmt: skip
    """Write the cost of all ways back (d, l), inf where given up; return how many solved, as above.

    before (d, y) is scratch: the cheapest way out that is at most y steps before d.
    """
    _before(out, before)
    w, at, codes = scratch()
    where, budgets = np.empty((LANES, 2), dtype=np.int32), np.empty(LANES)
    cost[:] = math.inf
    solved = n = failed = 0
    for d in range(cost.shape[0]):
        for j in range(min(n_max + 1, earth.shape[0] - d)):
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
            put(w, n, body[d], body[d, 3:], earth[d + j], earth[d + j, 3:], first + h * j)
            where[n, 0], where[n, 1], budgets[n] = d, j, budget
            n += 1
            if n == LANES:
                failed += flush(w, at, codes, n, mu, pole, n_rev, dep, arr, where, budgets, cost)
                solved, n = solved + n, 0
    failed += flush(w, at, codes, n, mu, pole, n_rev, dep, arr, where, budgets, cost)
    return -solved - n if failed else solved + n


@njit
def _before(out: Array, before: Array) -> None:
    """Write for (d, y) the cheapest way out that began at most y steps before d."""
    before[:] = math.inf
    n_max = before.shape[1] - 1
    for i in range(out.shape[0]):
        best = math.inf
        for n in range(n_max + 1):
            best = min(best, out[i, n])
            before[i + n, n] = min(before[i + n, n], best)
    for d in range(before.shape[0]):
        for y in range(1, n_max + 1):
            before[d, y] = min(before[d, y], before[d, y - 1])


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
def _break_down(
    mu: float, h: float, first: float, earth_out: Array, body_in: Array, body_off: Array,
    earth_in: Array, pole: Array, n_rev: int, dep: tuple[float, float, float],
    arr: tuple[float, float, float], best: Array, index: Ints, parts: Array,
) -> None:  # fmt: skip
    """Solve the legs of the chosen trips again, for their parts; nan where there is no trip."""
    w, at, codes = scratch()
    free = (0.0, 0.0, math.inf)
    parts[:] = math.nan
    for n in range(best.size):
        if not best[n] < math.inf:
            continue
        i, j, m, k = index[n, 0], index[n, 1], index[n, 2], index[n, 3]
        d = i + j + m
        for back in range(2):
            one, two = (free, arr) if back else (dep, free)
            a, b = (body_off[d], earth_in[d + k]) if back else (earth_out[i], body_in[i + j])
            put(w, 0, a, a[3:], b, b[3:], first + h * (k if back else j))
            cheapest_block(
                w, at, codes, 1, mu, pole, n_rev, one[0], one[1], one[2], two[0], two[1], two[2]
            )
            parts[n, 2 * back], parts[n, 2 * back + 1] = w[VINF1], w[VINF2]
            parts[n, 4 + 2 * back] = codes[OUTCOME + LANES]
            parts[n, 5 + 2 * back] = codes[OUTCOME + 2 * LANES]


@njit
def round_trips(
    mu: float, h: float, first: float, earth_out: Array, body_in: Array, body_off: Array,
    earth_in: Array, pole: Array, n_rev: int, dep: tuple[float, float, float],
    arr: tuple[float, float, float], dv_max: float, n_max: int, prune: bool,
    best: Array, index: Ints, parts: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the cheapest trip of each length; (trips within dv_max, cells solved, the latter
    negative where one of them did not converge).

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
    there = ways_out(
        mu, h, first, earth_out, body_in, pole, n_rev, dep, free, dv_max, n_max, least, prune, out
    )
    home = ways_back(
        mu, h, first, body_off, earth_in, pole, n_rev, free, arr, dv_max, n_max, out, low, least,
        prune, back,
    )  # fmt: skip
    count = _front(out, back, dv_max, best, index)
    _break_down(
        mu, h, first, earth_out, body_in, body_off, earth_in, pole, n_rev, dep, arr, best, index,
        parts,
    )  # fmt: skip
    solved = abs(there) + abs(home)
    return count, -solved if there < 0 or home < 0 else solved


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
