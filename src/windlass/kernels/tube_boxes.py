"""The heliocentric orbits that a tube's states are in the planet's year, and boxes around them.

Checked: tests/kernels/test_tube_boxes.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.orbit_bound import COLUMNS, ECCENTRICITY, TILT, orbit_row
from windlass.kernels.status import OK
from windlass.kernels.tube_arc import on_tube, place

Array = NDArray[np.float64]

WIDE: Final = COLUMNS + 5
"""Columns: those of ``orbit_bound``, and the vectors whose lengths are eccentricity (3) and tilt to
the planet's plane (2), along its direction and its motion."""


@njit
def halved(states: Array, smooth: NDArray[np.bool_]) -> tuple[Array, NDArray[np.bool_]]:
    """Return (states (2n - 1, 2m, 6), smooth (2n - 1, 2m)): a tube (n, m, 6) with half steps.

    Half steps are interpolated within smooth cells (n, m) and nan elsewhere.
    """
    n, m = states.shape[0], states.shape[1]
    out = np.full((2 * n - 1, 2 * m, 6), np.nan)
    fine = np.zeros((2 * n - 1, 2 * m), dtype=np.bool_)
    for i in range(n):
        for j in range(m):
            out[2 * i, 2 * j] = states[i, j]
    for i in range(n - 1):
        for j in range(m):
            if not smooth[i, j]:
                continue
            for p in range(3):
                for q in range(3):
                    if p % 2 == 0 and q % 2 == 0:
                        continue
                    # just inside the cell: at its far edges the next one's cubic is another
                    size = i + min(0.5 * p, 1.0 - 1e-12)
                    phase = j + min(0.5 * q, 1.0 - 1e-12)
                    on_tube(states, smooth, size, phase, out[2 * i + p, (2 * j + q) % (2 * m)])
            for p in range(2):
                for q in range(2):
                    fine[2 * i + p, 2 * j + q] = True
    return out, fine


@njit
def tube_rows(gm: float, mu: float, states: Array, year: Array) -> Array:
    """Return rows (n, m, k, WIDE) of a tube's states (n, m, 6) at k states of the planet (k, 6).

    gm [m³/s²]; planet [m, m/s], its directions as they come; nan where there is no state or no
    ellipse.
    """
    n, m, count = states.shape[0], states.shape[1], year.shape[0]
    out = np.full((n, m, count, WIDE), np.nan)
    pole, x = np.array([0.0, 0.0, 1.0]), np.empty(6)
    for i in range(n):
        for j in range(m):
            if not math.isfinite(states[i, j, 0]):
                continue
            for k in range(count):
                place(mu, states[i, j], year[k], x)
                if orbit_row(gm, x, pole, out[i, j, k, :COLUMNS]) != OK:
                    out[i, j, k] = np.nan
                    continue
                r = math.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2)
                along = (x[0] * x[3] + x[1] * x[4] + x[2] * x[5]) / gm
                v2 = (x[3] ** 2 + x[4] ** 2 + x[5] ** 2) / gm - 1.0 / r
                for c in range(3):
                    out[i, j, k, COLUMNS + c] = v2 * x[c] - along * x[3 + c]
                hx, hy = x[1] * x[5] - x[2] * x[4], x[2] * x[3] - x[0] * x[5]
                flat = math.hypot(hx, hy)
                share = out[i, j, k, TILT] / flat if flat > 0.0 else 0.0
                out[i, j, k, COLUMNS + 3], out[i, j, k, COLUMNS + 4] = hx * share, hy * share
    return out


@njit
def _least_length(corners: Array, first: int, size: int) -> float:
    """Return how short a vector between corners (q, …) can be, columns first to first + size."""
    middle = np.zeros(size)
    for q in range(corners.shape[0]):
        middle += corners[q, first : first + size]
    long = math.sqrt((middle * middle).sum())
    if not long > 0.0:
        return 0.0
    least = math.inf
    for q in range(corners.shape[0]):
        least = min(least, (corners[q, first : first + size] * middle).sum() / long)
    return max(least, 0.0)


@njit
def cell_boxes(rows: Array, smooth: NDArray[np.bool_]) -> Array:
    """Return the boxes (c, 2, COLUMNS) of rows (n, m, k, WIDE) between neighbours.

    smooth (n, m): cells of eight corners; elsewhere a node by itself, from one k to the next.
    """
    n, m, count = rows.shape[0], rows.shape[1], rows.shape[2]
    out, made = np.empty((n * m * (count - 1), 2, COLUMNS)), 0
    corners = np.empty((8, rows.shape[3]))
    for i in range(n):
        for j in range(m):
            whole = i < n - 1 and smooth[i, j]
            for k in range(count - 1):
                used = 0
                for p in range(2 if whole else 1):
                    for q in range(2 if whole else 1):
                        for w in range(2):
                            corners[used] = rows[i + p, (j + q) % m, k + w]
                            used += 1
                there = corners[:used]
                if not np.isfinite(there).all():
                    continue
                for c in range(COLUMNS):
                    out[made, 0, c], out[made, 1, c] = there[:, c].min(), there[:, c].max()
                out[made, 0, ECCENTRICITY] = _least_length(there, COLUMNS, 3)
                out[made, 0, TILT] = _least_length(there, COLUMNS + 3, 2)
                made += 1
    return out[:made].copy()
