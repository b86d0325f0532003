"""All ways of an asteroid to a planet on a grid of departure and flight time: the lowest points.

The asteroid leaves its own motion by a burn, flies about the Sun alone and arrives with v∞; what
becomes of v∞ is priced by a table.  Every number of revolutions and branch of Lambert's problem is
a surface of its own over departure and flight time (slot 0 without revolutions, 2n - 1 and 2n the
left and right branch of n).  The lowest points of each surface are where ``retrieve_descent`` goes
on between the dates.  A cell is solved only where ``leg_bounds`` leaves it within its limit.
Source: izzo2015.  Checked: tests/kernels/test_retrieve_grid.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
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
from windlass.kernels.leg_bounds import ROWS, row_bounds
from windlass.kernels.status import NOT_CONVERGED, OK

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]

_W1: Final = MORE
_W2: Final = MORE + 3 * LANES
_LEAVE: Final = MORE + 6 * LANES
_MEET: Final = MORE + 7 * LANES

CELL: Final = 4
"""Columns of a lowest point: departure and flight-time index, slot, cost [m/s]."""


@njit
def priced(v: float, step: float, table: Array) -> float:
    """Return the cost [m/s] of v∞ = v [m/s], on straight lines between the entries of a table.

    table (k,) [m/s]: at 0, step, 2 step …; inf beyond its end and for nan.
    """
    at = v / step
    last = table.size - 1
    if not 0.0 <= at <= last:
        return math.inf
    i = min(int(at), last - 1)
    if not table[i + 1] < math.inf:
        return float(table[i]) if at == i else math.inf
    return float(table[i] + (at - i) * (table[i + 1] - table[i]))


@njit
def fastest(cost: float, step: float, table: Array) -> float:
    """Return the greatest v∞ [m/s] that costs no more than cost [m/s]; -1 where none does.

    table: as for ``priced``, nowhere falling.
    """
    if not table[0] <= cost:
        return -1.0
    for i in range(1, table.size):
        if table[i] > cost:
            rise = table[i] - table[i - 1]
            return step * (i - 1 + (cost - table[i - 1]) / rise if rise < math.inf else i - 1)
    return step * (table.size - 1)


@njit
def _weigh(
    w: Array, codes: Codes, first: int, n: int, at: Ints, step: float, table: Array, row: Array
) -> int:
    """Write the cost of n lanes to row[at]; return how many did not converge."""
    for j in range(padded(n)):
        ax, bx = w[V1 + j] - w[_W1 + j], w[V2 + j] - w[_W2 + j]
        ay, by = w[V1 + LANES + j] - w[_W1 + LANES + j], w[V2 + LANES + j] - w[_W2 + LANES + j]
        az = w[V1 + 2 * LANES + j] - w[_W1 + 2 * LANES + j]
        bz = w[V2 + 2 * LANES + j] - w[_W2 + 2 * LANES + j]
        w[_LEAVE + j] = math.sqrt(ax * ax + ay * ay + az * az)
        w[_MEET + j] = math.sqrt(bx * bx + by * by + bz * bz)
    failed = 0
    for j in range(n):
        code = codes[first + j]
        if code == OK:
            row[at[j]] = w[_LEAVE + j] + priced(w[_MEET + j], step, table)
        elif code == NOT_CONVERGED:
            failed += 1
    return failed


@njit
def _block(
    w: Array, unsolved: Ints, codes: Codes, n: int, mu: float, pole: Array, n_rev: int,
    at: Ints, step: float, table: Array, rows: Array,
) -> int:  # fmt: skip
    """Write the costs of the n lanes of a block to rows (slots, m); how many did not converge."""
    place(w, codes, n, mu, pole, False)
    direct(w, unsolved, codes, n)
    velocity(w, X, mu, n)
    failed = _weigh(w, codes, LANES, n, at, step, table, rows[0])
    for turn in range(1, n_rev + 1):
        if not pair(w, unsolved, codes, n, turn):
            break
        velocity(w, X, mu, n)
        failed += _weigh(w, codes, LANES, n, at, step, table, rows[2 * turn - 1])
        velocity(w, X_RIGHT, mu, n)
        failed += _weigh(w, codes, 2 * LANES, n, at, step, table, rows[2 * turn])
    return failed


@njit
def depart_row(
    mu: float, h: float, first: float, body: Array, planet: Array, pole: Array, n_rev: int,
    step: float, table: Array, limits: Array, free: Array, prune: bool,
    w: Array, unsolved: Ints, codes: Codes, v: Array, bounds: Array, rows: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the costs of one departure, every slot, to rows (slots, m) [m/s], inf where there is
    none; (cells solved, cells that did not converge).

    body (6,), planet (m, 6) [m, m/s] first + h·j [s] later; limits (m,) [m/s], nowhere rising;
    free (m,): greatest v∞ within them; w, unsolved, codes of ``scratch``, v (ROWS,), bounds (m,).
    """
    rows[:] = math.inf
    m = limits.size
    at = np.empty(LANES, np.int64)
    if prune:
        for start in range(0, m, LANES):
            end = min(m, start + LANES)
            most = free[start]
            row_bounds(
                v, mu, body, planet[start:end], h, first + h * start, pole, limits[start:end],
                (0.0, 0.0, math.inf), (0.0, most, most), bounds[start:end],
            )  # fmt: skip
    solved = failed = n = 0
    for j in range(m):
        if limits[j] >= 0.0 and free[j] >= 0.0 and (not prune or bounds[j] < math.inf):
            for k in range(3):
                w[A + k * LANES + n], w[B + k * LANES + n] = body[k], planet[j, k]
                w[_W1 + k * LANES + n], w[_W2 + k * LANES + n] = body[3 + k], planet[j, 3 + k]
            w[TOF + n] = first + h * j
            at[n] = j
            n += 1
        if n == LANES or (j == m - 1 and n > 0):
            failed += _block(w, unsolved, codes, n, mu, pole, n_rev, at, step, table, rows)
            solved, n = solved + n, 0
    return solved, failed


@njit
def _lowest(before: Array, row: Array, after: Array, j: int) -> bool:
    """Return whether cell j of a row lies below its eight neighbours; of equals the first does."""
    c = row[j]
    for k in range(max(0, j - 1), min(row.size, j + 2)):
        if before[k] <= c or after[k] < c or (k < j and row[k] <= c) or (k > j and row[k] < c):
            return False
    return True


@njit
def grid_minima(
    mu: float, h: float, first: float, body: Array, planet: Array, near: Array, clear: float,
    pole: Array, n_rev: int, step: float, table: Array, limits: Array, prune: bool, found: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Write the lowest points of every surface to found (room, 4): departure and flight-time
    index, slot, cost [m/s]; (how many there are, cells solved, cells that did not converge).

    body (n, 6), near (n, 6): asteroid and planet at the departures, nan where the asteroid has no
    state; planet (n + m - 1, 6) at arrivals i + j [m, m/s]; clear [m]: nothing departs so near the
    planet; n_rev: most revolutions; step, table: see ``priced``; limits (m,) [m/s], nowhere rising.
    More than room: those beyond it are counted only.
    """
    n, m, slots = body.shape[0], limits.size, 2 * n_rev + 1
    w, unsolved, codes = scratch()
    v, bounds = np.zeros(ROWS), np.zeros(m)
    free = np.array([fastest(limits[j], step, table) for j in range(m)])
    rows = np.full((3, slots, m), math.inf)
    count = solved = failed = 0
    for i in range(n + 1):
        now, mid, old = i % 3, (i + 2) % 3, (i + 1) % 3
        rows[now] = math.inf
        if i < n and math.isfinite(body[i, 0]):
            d2 = 0.0
            for k in range(3):
                d2 += (body[i, k] - near[i, k]) ** 2
            if d2 >= clear * clear:
                more, bad = depart_row(
                    mu, h, first, body[i], planet[i : i + m], pole, n_rev, step, table, limits,
                    free, prune, w, unsolved, codes, v, bounds, rows[now],
                )  # fmt: skip
                solved, failed = solved + more, failed + bad
        for slot in range(slots if i > 0 else 0):
            for j in range(m):
                c = rows[mid, slot, j]
                if c <= limits[j] and _lowest(rows[old, slot], rows[mid, slot], rows[now, slot], j):
                    if count < found.shape[0]:
                        found[count, 0], found[count, 1] = i - 1, j
                        found[count, 2], found[count, 3] = slot, c
                    count += 1
    return count, solved, failed
