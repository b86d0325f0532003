"""The cheapest ways of an asteroid to a planet between the dates of a grid, and those of many.

From the lowest points of ``retrieve_grid`` on, one surface of Lambert's problem each.
Source: neldermead1965, izzo2015.  Checked: tests/kernels/test_retrieve_descent.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.kernels.lambert import lambert
from windlass.kernels.node_table import Ticks, states
from windlass.kernels.retrieve_grid import CELL, grid_minima, priced
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Table = tuple[float, float, Ticks, Array]
"""An asteroid's table: origin and tick [s], ticks (m,), nodes (m, 6) (see ``node_table``)."""
Chain = tuple[Array, Ints, Array, Ints, Ints]
"""A planet: pack, layout, clock, segments to add and to take off (``chebyshev.combine_many``)."""
Pair = tuple[float, float]

DEPART: Final = 0
FLIGHT: Final = 1
COST: Final = 2
BURN: Final = 3
VINF: Final = 4
SLOT: Final = 5
STATUS: Final = 6
PARTS: Final = 7
"""Columns of a path: departure [s], flight time [s]; cost, burn and v∞ [m/s]; slot; status."""

_EVALUATIONS: Final = 2_000
_STEP: Final = 0.3
"""First simplex of a descent, in steps of the grid."""
_SHORT: Final = 1e-5
_FLAT: Final = 1e-5
"""A simplex is done below this size [steps] and this spread [m/s]."""
_GAIN: Final = 1e-3
"""A descent is done when one begun again gains no more [m/s]."""
_BESIDE: Final = 50.0
"""Branches that cost so nearly the same [m/s] may meet close by."""


@njit
def _planet(chain: Chain, t: float, part: Array, out: Array) -> int:
    """Write the state (6,) of a planet at t [s]; part (6,) is scratch; status."""
    pack, layout, clock, plus, minus = chain
    out[:] = 0.0
    status = OK
    for j in range(plus.size + minus.size):
        sign = 1.0 if j < plus.size else -1.0
        segment = plus[j] if j < plus.size else minus[j - plus.size]
        status = max(status, segment_state(pack, layout, clock, segment, t, part))
        for k in range(6):
            out[k] += sign * part[k]
    return status


@njit
def path(
    mu: float, depart: float, flight: float, slot: int, pole: Array, step: float, table: Array,
    clear: float, body: Table, chain: Chain,
) -> tuple[float, float, float, int]:  # fmt: skip
    """Return (cost, burn, v∞, status) [m/s] of one slot at any dates [s]; inf without a path.

    step, table: price of v∞ as for ``retrieve_grid.priced``.  LIMIT: within clear [m] of the planet
    at departure, or v∞ beyond the table.
    """
    t, x, y, part = np.array([depart]), np.empty((1, 6)), np.empty(6), np.empty(6)
    inf = math.inf
    origin, tick, ticks, nodes = body
    if not flight > 0.0 or states(mu, origin, tick, ticks, nodes, t, x) != OK:
        return inf, inf, inf, BAD_INPUT
    if _planet(chain, depart, part, y) != OK:
        return inf, inf, inf, BAD_INPUT
    if (x[0, 0] - y[0]) ** 2 + (x[0, 1] - y[1]) ** 2 + (x[0, 2] - y[2]) ** 2 < clear * clear:
        return inf, inf, inf, LIMIT
    if _planet(chain, depart + flight, part, y) != OK:
        return inf, inf, inf, BAD_INPUT
    branch = RIGHT if slot > 0 and slot % 2 == 0 else LEFT
    u1, u2, status = lambert(mu, x[0, :3], y[:3], flight, pole, False, (slot + 1) // 2, branch)
    if status != OK:
        return inf, inf, inf, status
    burn = math.sqrt((u1[0] - x[0, 3]) ** 2 + (u1[1] - x[0, 4]) ** 2 + (u1[2] - x[0, 5]) ** 2)
    vinf = math.sqrt((u2[0] - y[3]) ** 2 + (u2[1] - y[4]) ** 2 + (u2[2] - y[5]) ** 2)
    cost = burn + priced(vinf, step, table)
    return cost, burn, vinf, OK if cost < inf else LIMIT


@njit
def _value(
    p: Array, mu: float, slot: int, pole: Array, step: float, table: Array, clear: float,
    body: Table, chain: Chain, window: Pair, length: Pair,
) -> float:  # fmt: skip
    if not (window[0] <= p[0] <= window[1] and length[0] <= p[1] <= length[1]):
        return math.inf
    return path(mu, p[0], p[1], slot, pole, step, table, clear, body, chain)[0]


@njit
def _sort(x: Array, f: Array) -> None:
    """Put the three corners of a simplex in the order of their values."""
    for a, b in ((0, 1), (1, 2), (0, 1)):
        if f[b] < f[a]:
            f[a], f[b] = f[b], f[a]
            for k in range(2):
                x[a, k], x[b, k] = x[b, k], x[a, k]


@njit
def _simplex(
    x: Array, f: Array, h: float, most: int, mu: float, slot: int, pole: Array, step: float,
    table: Array, clear: float, body: Table, chain: Chain, window: Pair, length: Pair,
) -> int:  # fmt: skip
    """Shrink a simplex x (3, 2) with values f (3,) until it is small; return the evaluations."""
    p, used = np.empty(2), 0
    while used < most:
        _sort(x, f)
        wide = 0.0
        for k in range(2):
            wide = max(wide, abs(x[1, k] - x[0, k]), abs(x[2, k] - x[0, k]))
        if wide <= h * _SHORT or (f[2] - f[0] <= _FLAT and wide <= 10.0 * h * _SHORT):
            break
        # the worst corner goes through the middle of the others: as far, twice, half, half back
        at = -1.0
        for k in range(2):
            p[k] = 0.5 * (x[0, k] + x[1, k]) * (1.0 - at) + at * x[2, k]
        new = _value(p, mu, slot, pole, step, table, clear, body, chain, window, length)
        used += 1
        if f[0] <= new < f[1]:
            f[2] = new
            x[2] = p
            continue
        other = -2.0 if new < f[0] else (-0.5 if new < f[2] else 0.5)
        q0, q1, first = p[0], p[1], new
        for k in range(2):
            p[k] = 0.5 * (x[0, k] + x[1, k]) * (1.0 - other) + other * x[2, k]
        new = _value(p, mu, slot, pole, step, table, clear, body, chain, window, length)
        used += 1
        if new < min(first, f[2]):
            f[2] = new
            x[2] = p
        elif first < f[1]:
            f[2], x[2, 0], x[2, 1] = first, q0, q1
        else:
            for c in (1, 2):
                for k in range(2):
                    x[c, k] = 0.5 * (x[0, k] + x[c, k])
                f[c] = _value(x[c], mu, slot, pole, step, table, clear, body, chain, window, length)
                used += 1
    return used


@njit
def descend(
    mu: float, start: Array, h: float, window: Pair, length: Pair, pole: Array, step: float,
    table: Array, clear: float, body: Table, chain: Chain, out: Array,
) -> int:  # fmt: skip
    """Write the path (PARTS,) of least cost near start (3,): departure, flight time [s], slot.

    Nelder and Mead's simplex over both dates in steps of h [s], begun again until that gains less
    than a millimetre a second; window, length: limits of departure and flight time [s].  Never
    dearer than the start.  Status: OK, NOT_CONVERGED, or that of a start without a path.
    """
    slot, used, status, size = int(start[2]), 0, NOT_CONVERGED, _STEP
    x, f = np.empty((3, 2)), np.empty(3)
    x[0, 0], x[0, 1] = start[0], start[1]
    f[0] = _value(x[0], mu, slot, pole, step, table, clear, body, chain, window, length)
    while used < _EVALUATIONS and f[0] < math.inf:
        before = f[0]
        for c in (1, 2):
            x[c] = x[0]
            limit = window[1] if c == 1 else length[1]
            # inwards where a limit is near, so that the simplex is one
            x[c, c - 1] += size * h if x[0, c - 1] + size * h <= limit else -size * h
            f[c] = _value(x[c], mu, slot, pole, step, table, clear, body, chain, window, length)
        used += 2 + _simplex(
            x, f, h, _EVALUATIONS - used, mu, slot, pole, step, table, clear, body, chain,
            window, length,
        )  # fmt: skip
        _sort(x, f)
        if before - f[0] < _GAIN and used < _EVALUATIONS:
            status = OK
            break
        size = -0.5 * size
    cost, burn, vinf, code = path(mu, x[0, 0], x[0, 1], slot, pole, step, table, clear, body, chain)
    status = status if code == OK else code
    out[DEPART], out[FLIGHT], out[COST], out[BURN] = x[0, 0], x[0, 1], cost, burn
    out[VINF], out[SLOT], out[STATUS] = vinf, slot, status
    return status


@njit
def across(
    mu: float, found: Array, h: float, window: Pair, length: Pair, pole: Array, step: float,
    table: Array, clear: float, body: Table, chain: Chain, start: Array, out: Array,
) -> bool:  # fmt: skip
    """Descend on the other branch from where one ended, where both cost nearly the same there.

    Left and right branch meet where the time is the least for their revolutions: what looks like
    an optimum of one at that edge goes on downhill on the other.  found, out: paths (PARTS,);
    start (3,) is scratch; returns whether there was anything to descend.
    """
    slot = int(found[SLOT])
    other = slot + 1 if slot % 2 == 1 else slot - 1
    start[0], start[1], start[2] = found[DEPART], found[FLIGHT], other
    cost = path(mu, start[0], start[1], other, pole, step, table, clear, body, chain)[0]
    if not abs(cost - found[COST]) <= _BESIDE:
        return False
    descend(mu, start, h, window, length, pole, step, table, clear, body, chain, out)
    return True


@njit
def _keep(new: Array, most: float, apart: float, paths: Array, count: int) -> int:
    """Put a path among the cheapest (k, PARTS), in the order of cost; return how many there are.

    Of two with one slot and both dates less than apart [s] from each other, the cheaper one stays.
    """
    if not new[COST] <= most:
        return count
    for i in range(count):
        near = abs(paths[i, DEPART] - new[DEPART]) < apart
        near = near and abs(paths[i, FLIGHT] - new[FLIGHT]) < apart
        if near and paths[i, SLOT] == new[SLOT]:
            if not new[COST] < paths[i, COST]:
                return count
            for k in range(i, count - 1):
                paths[k] = paths[k + 1]
            count -= 1
            break
    at = count
    while at > 0 and new[COST] < paths[at - 1, COST]:
        at -= 1
    if at == paths.shape[0]:
        return count
    count = min(count + 1, paths.shape[0])
    for k in range(count - 1, at, -1):
        paths[k] = paths[k - 1]
    paths[at] = new
    return count


@njit
def retrieve(
    mu: float, depart: float, h: float, first: float, planet: Array, near: Array, clear: float,
    pole: Array, n_rev: int, step: float, table: Array, limits: Array, most: float, prune: bool,
    window: Pair, length: Pair, body: Table, chain: Chain, cells: Array, paths: Array,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Write the cheapest paths (k, PARTS) of one asteroid, ascending; (paths, lowest points of the
    grid, cells solved, cells that did not converge).

    depart [s]: first departure, h [s] apart as flight times are, from first [s] on; planet, near,
    clear, limits: as for ``grid_minima``; most [m/s]: dearer paths are not kept; window, length:
    limits of departure and flight time between the cells [s]; cells (room, CELL) is scratch: where
    there are more lowest points than room, the caller should give more.
    """
    n = near.shape[0]
    t, x = depart + h * np.arange(n, dtype=np.float64), np.empty((n, 6))
    origin, tick, ticks, nodes = body
    states(mu, origin, tick, ticks, nodes, t, x)
    count, solved, failed = grid_minima(
        mu, h, first, x, planet, near, clear, pole, n_rev, step, table, limits, prune, cells
    )
    paths[:] = math.nan
    kept, start, new, other = 0, np.empty(3), np.empty(PARTS), np.empty(PARTS)
    for c in range(min(count, cells.shape[0])):
        start[0], start[1] = depart + h * cells[c, 0], first + h * cells[c, 1]
        start[2] = cells[c, 2]
        descend(mu, start, h, window, length, pole, step, table, clear, body, chain, new)
        over = start[2] > 0.0 and across(
            mu, new, h, window, length, pole, step, table, clear, body, chain, start, other
        )
        if over and other[COST] <= new[COST]:
            kept = _keep(other, most, h, paths, kept)
            over = max(abs(new[DEPART] - other[DEPART]), abs(new[FLIGHT] - other[FLIGHT])) < h
        else:
            over = False
        if not over:
            kept = _keep(new, most, h, paths, kept)
    return kept, count, solved, failed


@njit(parallel=True)
def retrieve_many(
    mu: float, origin: float, tick: float, starts: Ints, ticks: Ticks, nodes: Array,
    depart: float, h: float, first: float, planet: Array, near: Array, clear: float, pole: Array,
    n_rev: int, step: float, table: Array, limits: Array, most: float, prune: bool,
    window: Pair, length: Pair, chain: Chain, room: int, keep: int,
) -> tuple[Array, Ints]:  # fmt: skip
    """Return (paths (b, keep, PARTS), counts (b, 4)) of b asteroids, in parallel; see
    ``retrieve``.

    starts (b + 1,), ticks, nodes: tables one after the other; room: lowest points at most.
    """
    bodies = starts.size - 1
    paths = np.full((bodies, keep, PARTS), math.nan)
    counts = np.zeros((bodies, 4), dtype=np.int64)
    for b in prange(bodies):
        if starts[b + 1] - starts[b] < 2:
            continue
        cells = np.empty((room, CELL))
        body = (origin, tick, ticks[starts[b] : starts[b + 1]], nodes[starts[b] : starts[b + 1]])
        counts[b] = np.array(
            retrieve(
                mu, depart, h, first, planet, near, clear, pole, n_rev, step, table, limits,
                most, prune, window, length, body, chain, cells, paths[b],
            )
        )  # fmt: skip
    return paths, counts
