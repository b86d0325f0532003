"""Solve Lambert's problem: the conic arcs from r1 to r2 in a given time, any revolutions.

Prograde means an angular momentum with a positive component along the caller's ``pole``. Solutions
of one direction are kept in slots: slot 0 has no full revolution, slots 2n - 1 and 2n are the left
and right branch (``izzo2015.LEFT``, ``RIGHT``) with n full revolutions.

Degenerate geometry. Positions opposite to within 1e-12 rad fix no plane: the plane is then the one
through r1 of least inclination to the pole's equator (OUT_OF_DOMAIN where r1 lies along the pole).
Positions in one direction to within 1e-12 rad are OUT_OF_DOMAIN: the arc is a straight line or a
whole orbit of any plane.
Source: izzo2015. Checked: tests/kernels/test_lambert.py, validation/lambert.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.izzo2015 import LEFT, RIGHT, solve_direct, solve_pair
from windlass.kernels.lambert_block import (
    LANES,
    TOF,
    V1,
    V2,
    X_RIGHT,
    A,
    B,
    X,
    direct,
    pair,
    place,
    scratch,
    velocity,
)  # fmt: skip
from windlass.kernels.lambert_geometry import Geometry as Geometry
from windlass.kernels.lambert_geometry import geometry as geometry
from windlass.kernels.lambert_geometry import scaled_time as scaled_time
from windlass.kernels.lambert_geometry import velocities as velocities
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, OK

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]

_CHUNK = 16 * LANES
"""Problems that share one scratch array."""


@njit
def _fill(
    g: Geometry, mu: float, tof: float, n_rev_max: int,
    v1: Array, v2: Array, statuses: Statuses,
) -> None:  # fmt: skip
    """Write all slots of one problem: v1, v2 (k, 3), statuses (k,), k = 2 n_rev_max + 1."""
    v1[:] = math.nan
    v2[:] = math.nan
    if g.status != OK or not (0.0 < mu < math.inf and 0.0 < tof < math.inf):
        statuses[:] = g.status if g.status != OK else BAD_INPUT
        return
    t = scaled_time(g, mu, tof)
    x, status = solve_direct(t, g.lam, g.q2)
    other, other_status = x, status
    for n in range(n_rev_max + 1):
        if n > 0:
            x, status, other, other_status = solve_pair(t, g.lam, g.q2, n)
        for right in range(2 if n > 0 else 1):
            slot = 2 * n - 1 + right if n > 0 else 0
            statuses[slot] = other_status if right else status
            if statuses[slot] == OK:
                w = velocities(g, mu, other if right else x)
                v1[slot, 0], v1[slot, 1], v1[slot, 2] = w[0], w[1], w[2]
                v2[slot, 0], v2[slot, 1], v2[slot, 2] = w[3], w[4], w[5]


@njit
def lambert(
    mu: float, r1: Array, r2: Array, tof: float, pole: Array,
    retrograde: bool = False, n_rev: int = 0, branch: int = LEFT,
) -> tuple[Array, Array, int]:  # fmt: skip
    """Return (v1, v2, status): one arc from r1 to r2.

    mu [m³/s²] > 0; r1, r2 [m] (3,); tof [s] > 0; pole (3,) any length, same frame as r1; n_rev >= 0
    full revolutions; branch LEFT or RIGHT, LEFT when n_rev = 0. v1, v2 [m/s] (3,); nan unless
    status == OK. NO_SOLUTION where tof is too short for n_rev; degenerate positions as in the
    module's docstring.
    Source: izzo2015. Checked: tests/kernels/test_lambert.py.
    """
    v1, v2 = np.full(3, np.nan), np.full(3, np.nan)
    if not (
        0.0 < mu < math.inf and 0.0 < tof < math.inf and n_rev >= 0 and branch in (LEFT, RIGHT)
    ):
        return v1, v2, BAD_INPUT
    g = geometry(
        r1[0], r1[1], r1[2], r2[0], r2[1], r2[2], pole[0], pole[1], pole[2], retrograde
    )  # fmt: skip
    if g.status != OK:
        return v1, v2, g.status
    t = scaled_time(g, mu, tof)
    if n_rev == 0:
        if branch != LEFT:
            return v1, v2, NO_SOLUTION
        x, status = solve_direct(t, g.lam, g.q2)
    else:
        left, left_status, right, right_status = solve_pair(t, g.lam, g.q2, n_rev)
        x = left if branch == LEFT else right
        status = left_status if branch == LEFT else right_status
    if status == OK:
        w = velocities(g, mu, x)
        v1[0], v1[1], v1[2] = w[0], w[1], w[2]
        v2[0], v2[1], v2[2] = w[3], w[4], w[5]
    return v1, v2, status


@njit
def lambert_all(
    mu: float, r1: Array, r2: Array, tof: float, pole: Array, n_rev_max: int
) -> tuple[Array, Array, NDArray[np.bool_], Statuses, Statuses, Statuses]:
    """Return (v1, v2, retrograde, n_rev, branch, status): every arc up to n_rev_max, both
    directions.

    Arguments as for `lambert`. v1, v2 (2k, 3), the others (2k,), with k = 2 n_rev_max + 1: the
    prograde slots, then the retrograde ones. Rows without a solution stay, with their status.
    Source: izzo2015. Checked: tests/kernels/test_lambert.py.
    """
    k = 2 * max(n_rev_max, 0) + 1
    v1, v2 = np.empty((2 * k, 3)), np.empty((2 * k, 3))
    backward = np.zeros(2 * k, dtype=np.bool_)
    n_rev = np.zeros(2 * k, dtype=np.int8)
    branch = np.zeros(2 * k, dtype=np.int8)
    statuses = np.empty(2 * k, dtype=np.int8)
    for side in range(2):
        g = geometry(
            r1[0], r1[1], r1[2], r2[0], r2[1], r2[2], pole[0], pole[1], pole[2], side == 1
        )  # fmt: skip
        rows = slice(side * k, (side + 1) * k)
        _fill(g, mu, tof, max(n_rev_max, 0), v1[rows], v2[rows], statuses[rows])
        backward[rows] = side == 1
        for slot in range(1, k):
            n_rev[side * k + slot] = (slot + 1) // 2
            branch[side * k + slot] = LEFT if slot % 2 else RIGHT
    return v1, v2, backward, n_rev, branch, statuses


@njit
def _write(
    w: Array, codes: Statuses, first: int, n: int, v1: Array, v2: Array, statuses: Statuses,
    at: int, slot: int,
) -> None:  # fmt: skip
    """Write velocities and codes[first:] of a block's n lanes to one slot of rows from at on."""
    for j in range(n):
        code = codes[first + j]
        statuses[at + j, slot] = code
        for k in range(3):
            v1[at + j, slot, k] = w[V1 + k * LANES + j] if code == OK else math.nan
            v2[at + j, slot, k] = w[V2 + k * LANES + j] if code == OK else math.nan


@njit
def _stretch(
    mu: float, r1: Array, r2: Array, tof: Array, pole: Array, retrograde: bool, n_rev_max: int,
    v1: Array, v2: Array, statuses: Statuses, start: int, stop: int,
) -> None:  # fmt: skip
    """Solve problems start ... stop - 1 of a batch, block by block."""
    w, unsolved, codes = scratch()
    for at in range(start, stop, LANES):
        n = min(LANES, stop - at)
        for j in range(n):
            for k in range(3):
                w[A + k * LANES + j] = r1[at + j, k]
                w[B + k * LANES + j] = r2[at + j, k]
            w[TOF + j] = tof[at + j]
        place(w, codes, n, mu, pole, retrograde)
        direct(w, unsolved, codes, n)
        velocity(w, X, mu, n)
        _write(w, codes, LANES, n, v1, v2, statuses, at, 0)
        for n_rev in range(1, n_rev_max + 1):
            some = pair(w, unsolved, codes, n, n_rev)
            if some:
                velocity(w, X, mu, n)
            _write(w, codes, LANES, n, v1, v2, statuses, at, 2 * n_rev - 1)
            if some:
                velocity(w, X_RIGHT, mu, n)
            _write(w, codes, 2 * LANES, n, v1, v2, statuses, at, 2 * n_rev)


@njit(parallel=True)
def _chunks(
    mu: float, r1: Array, r2: Array, tof: Array, pole: Array, retrograde: bool, n_rev_max: int,
    v1: Array, v2: Array, statuses: Statuses,
) -> None:  # fmt: skip
    """Solve a batch, chunk by chunk, in parallel."""
    n = tof.shape[0]
    for chunk in prange((n + _CHUNK - 1) // _CHUNK):
        start = chunk * _CHUNK
        _stretch(
            mu, r1, r2, tof, pole, retrograde, n_rev_max, v1, v2, statuses,
            start, min(n, start + _CHUNK),
        )  # fmt: skip


def lambert_many(
    mu: float, r1: Array, r2: Array, tof: Array, pole: Array, retrograde: bool, n_rev_max: int
) -> tuple[Array, Array, Statuses]:
    """Return (v1, v2, status) of n problems, all slots of one direction, in parallel.

    mu [m³/s²]; r1, r2 [m] (n, 3); tof [s] (n,); pole (3,). v1, v2 [m/s] (n, k, 3), status (n, k),
    with k = 2 n_rev_max + 1 slots as in the module's docstring; nan where status != OK.
    Source: izzo2015. Checked: tests/kernels/test_lambert.py.
    """
    n, k = tof.shape[0], 2 * max(n_rev_max, 0) + 1
    # numpy's large arrays lie on huge pages, numba's do not: new memory costs more than the arcs.
    # Touched by one thread first: two that ask for new pages at once wait for each other.
    v1, v2 = np.full((n, k, 3), np.nan), np.full((n, k, 3), np.nan)
    statuses = np.zeros((n, k), dtype=np.int8)
    _chunks(mu, r1, r2, tof, pole, retrograde, n_rev_max, v1, v2, statuses)
    return v1, v2, statuses
