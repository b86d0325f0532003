"""Solve Lambert's problem for a block of problems side by side, so that the compiler makes vector
code of it.

A block is one flat array ``w`` of rows of `LANES` numbers: lane j of row ROW is ``w[ROW + j]``. In
one array at fixed distances the compiler sees that rows do not overlap. Loops over lanes hold
inlined arithmetic without branches; what differs from lane to lane (unsolved ones, degenerate
geometry) is sorted out between them, one lane at a time. The last lanes of the last group of eight
may be stale: they are computed and never read.
Source: izzo2015. Checked: tests/kernels/test_lambert.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.izzo2015 import refine_far, solve_near
from windlass.kernels.izzo2015_lanes import (
    FAR,
    FOUND,
    GO_ON,
    ITERATIONS,
    LONGEST,
    direct_guess,
    direct_step,
    pair_guess,
    pair_kind,
    pair_step,
)  # fmt: skip
from windlass.kernels.lambert_geometry import geometry, shape, speeds
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, NOT_CONVERGED, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

LANES: Final = 64
_GROUP: Final = 8
_TO_FAR: Final = 100
"""Status of a lane whose root lies beyond the series; never seen outside."""

# Rows: ends [m], time [s], geometry, scaled time, solutions, velocities, the list of the unsolved.
A: Final = 0 * LANES
B: Final = 3 * LANES
TOF: Final = 6 * LANES
_U1: Final = 7 * LANES
_U2: Final = 10 * LANES
_N: Final = 13 * LANES
_R1: Final = 16 * LANES
_R2: Final = 17 * LANES
_S: Final = 18 * LANES
_LAM: Final = 19 * LANES
_Q2: Final = 20 * LANES
_RHO: Final = 21 * LANES
_SIGMA: Final = 22 * LANES
_T: Final = 23 * LANES
X: Final = 24 * LANES
"""Solution: without full revolutions, or on the left branch."""
X_RIGHT: Final = 25 * LANES
V1: Final = 26 * LANES
V2: Final = 29 * LANES
_X: Final = 32 * LANES
_LO: Final = 33 * LANES
_HI: Final = 34 * LANES
_WT: Final = 35 * LANES
_WLAM: Final = 36 * LANES
_WQ2: Final = 37 * LANES
_VERDICT: Final = 38 * LANES
_GUESS: Final = 39 * LANES
MORE: Final = 40 * LANES
"""First of twelve rows for the caller."""
ROWS: Final = 52 * LANES


@njit
def scratch() -> tuple[Array, NDArray[np.int64], Codes]:
    """Return (w, at, codes) for blocks, set to numbers that no arithmetic trips over.

    at is the list of the unsolved; codes holds the status of lanes: of the geometry, of the
    solution in X, of that in X_RIGHT, and three for the caller.
    """
    return np.full(ROWS, 0.5), np.zeros(LANES, np.int64), np.zeros(6 * LANES, np.int8)


@njit
def padded(n: int) -> int:
    """Return the lanes to compute for n lanes asked."""
    return (n + _GROUP - 1) // _GROUP * _GROUP


@njit
def place(w: Array, codes: Codes, n: int, mu: float, pole: Array, retrograde: bool) -> None:
    """Work out geometry and scaled time of n lanes from rows A, B, TOF; codes[:n] says whether they
    hold.

    mu [m³/s²]; pole (3,). As `lambert_geometry.geometry`, to the last bit.
    """
    px, py, pz = pole[0], pole[1], pole[2]
    sense = -1.0 if retrograde else 1.0
    pull = mu if 0.0 < mu < math.inf else 1.0
    for j in range(padded(n)):
        g = shape(
            w[A + j], w[A + LANES + j], w[A + 2 * LANES + j],
            w[B + j], w[B + LANES + j], w[B + 2 * LANES + j], px, py, pz, sense,
        )  # fmt: skip
        w[_U1 + j], w[_U1 + LANES + j], w[_U1 + 2 * LANES + j] = g[0], g[1], g[2]
        w[_U2 + j], w[_U2 + LANES + j], w[_U2 + 2 * LANES + j] = g[3], g[4], g[5]
        w[_N + j], w[_N + LANES + j], w[_N + 2 * LANES + j] = g[6], g[7], g[8]
        w[_R1 + j], w[_R2 + j], w[_S + j], w[_LAM + j] = g[9], g[10], g[11], g[12]
        w[_Q2 + j], w[_RHO + j], w[_SIGMA + j] = g[13], g[14], g[15]
        w[_T + j] = math.sqrt(2.0 * pull / g[11]) / g[11] * w[TOF + j]
        w[_VERDICT + j] = 1.0 if g[16] else 0.0
    for j in range(n, padded(n)):
        _spare(w, j)
    for j in range(n):
        codes[j] = OK
        if w[_VERDICT + j] == 0.0:
            _correct(w, codes, j, px, py, pz, retrograde)
            w[_T + j] = math.sqrt(2.0 * pull / w[_S + j]) / w[_S + j] * w[TOF + j]
        if codes[j] == OK and not (0.0 < w[TOF + j] < math.inf and 0.0 < mu < math.inf):
            codes[j] = BAD_INPUT
        if codes[j] != OK:
            _spare(w, j)
        elif not w[_T + j] > 0.0:
            codes[j] = BAD_INPUT
        elif w[_T + j] > LONGEST:
            codes[j] = OUT_OF_DOMAIN


@njit
def _correct(
    w: Array, codes: Codes, j: int, px: float, py: float, pz: float, retrograde: bool
) -> None:
    """Put the geometry of a lane that is not regular into its rows."""
    g = geometry(
        w[A + j], w[A + LANES + j], w[A + 2 * LANES + j],
        w[B + j], w[B + LANES + j], w[B + 2 * LANES + j], px, py, pz, retrograde,
    )  # fmt: skip
    codes[j] = g.status
    if g.status != OK:
        _spare(w, j)
        return
    w[_N + j], w[_N + LANES + j], w[_N + 2 * LANES + j] = g.nx, g.ny, g.nz
    w[_LAM + j] = g.lam


@njit
def _spare(w: Array, j: int) -> None:
    """Put numbers that no arithmetic trips over into a lane that is not solved."""
    for row in range(_U1, _VERDICT, LANES):
        w[row + j] = 0.5


@njit
def velocity(w: Array, row: int, mu: float, n: int) -> None:
    """Write rows V1, V2 [m/s] of n lanes for the solutions in a row (X or X_RIGHT)."""
    if row != X:
        for j in range(padded(n)):
            w[X + j] = w[row + j]
    for j in range(padded(n)):
        v = speeds(
            w[_U1 + j], w[_U1 + LANES + j], w[_U1 + 2 * LANES + j],
            w[_U2 + j], w[_U2 + LANES + j], w[_U2 + 2 * LANES + j],
            w[_N + j], w[_N + LANES + j], w[_N + 2 * LANES + j], w[_R1 + j], w[_R2 + j], w[_S + j],
            w[_LAM + j], w[_Q2 + j], w[_RHO + j], w[_SIGMA + j], mu, w[X + j],
        )  # fmt: skip
        w[V1 + j], w[V1 + LANES + j], w[V1 + 2 * LANES + j] = v[0], v[1], v[2]
        w[V2 + j], w[V2 + LANES + j], w[V2 + 2 * LANES + j] = v[3], v[4], v[5]


@njit
def _list(w: Array, at: NDArray[np.int64], codes: Codes, first: int, n: int) -> int:
    """Put the lanes to be solved, codes[first + j] == GO_ON's, into the list; return how many."""
    m = 0
    for j in range(n):
        w[_WT + m], w[_WLAM + m], w[_WQ2 + m] = w[_T + j], w[_LAM + j], w[_Q2 + j]
        at[m] = j
        m += 1 if codes[first + j] == OK else 0
    return m


@njit
def _sift(
    w: Array, at: NDArray[np.int64], codes: Codes, first: int, out: int, m: int, last: bool
) -> int:
    """Write what the m lanes of the list have found to row out and codes[first:]; return how many
    stay in the list, moved to its front.
    """
    left = 0
    for k in range(m):
        j, verdict = at[k], w[_VERDICT + k]
        w[out + j] = w[_X + k]
        codes[first + j] = (
            OK if verdict == FOUND else (_TO_FAR if verdict == FAR else NOT_CONVERGED)
        )
        if not last:
            w[_X + left], w[_LO + left], w[_HI + left] = w[_X + k], w[_LO + k], w[_HI + k]
            w[_WT + left], w[_WLAM + left], w[_WQ2 + left] = w[_WT + k], w[_WLAM + k], w[_WQ2 + k]
            at[left] = j
        left += 1 if verdict == GO_ON else 0
    return left


@njit
def direct(w: Array, at: NDArray[np.int64], codes: Codes, n: int) -> None:
    """Solve n lanes without full revolutions: row X, codes[LANES:], which is codes[:LANES] where
    that is not OK.

    As `izzo2015.solve_direct`, to the last bit.
    """
    for j in range(n):
        codes[LANES + j] = codes[j]
    m = _list(w, at, codes, LANES, n)
    for j in range(padded(m)):
        w[_X + j] = direct_guess(w[_WT + j], w[_WLAM + j], w[_WQ2 + j])
        w[_LO + j], w[_HI + j] = -1.0, math.inf
    for k in range(ITERATIONS):
        if m == 0:
            break
        for j in range(padded(m)):
            x, lo, hi, verdict = direct_step(
                w[_X + j], w[_LO + j], w[_HI + j], w[_WT + j], w[_WLAM + j], w[_WQ2 + j]
            )
            w[_X + j], w[_LO + j], w[_HI + j], w[_VERDICT + j] = x, lo, hi, verdict
        if k > 0:
            m = _sift(w, at, codes, LANES, X, m, k == ITERATIONS - 1)
    for j in range(n):
        if codes[LANES + j] == _TO_FAR:
            w[X + j], codes[LANES + j] = refine_far(w[X + j], w[_T + j], w[_LAM + j], w[_Q2 + j])


@njit
def pair(w: Array, at: NDArray[np.int64], codes: Codes, n: int, n_rev: int) -> bool:
    """Solve n lanes with n_rev >= 1 full revolutions: rows X, X_RIGHT and codes[LANES:],
    codes[2 LANES:]; return whether any lane has a solution.

    As `izzo2015.solve_pair`, to the last bit.
    """
    turns = n_rev * math.pi
    for j in range(padded(n)):
        w[_VERDICT + j] = 1.0 * pair_kind(w[_T + j], w[_LAM + j], w[_Q2 + j], n_rev)
    some = False
    for j in range(n):
        if codes[j] != OK:
            codes[LANES + j] = codes[2 * LANES + j] = codes[j]
        elif w[_VERDICT + j] < 0.0:
            codes[LANES + j] = codes[2 * LANES + j] = NO_SOLUTION
        elif w[_VERDICT + j] == 0.0:
            left, s_left, right, s_right = solve_near(w[_T + j], w[_LAM + j], w[_Q2 + j], n_rev)
            w[X + j], w[X_RIGHT + j] = left, right
            some = True
            # Not OK yet, for that asks for a solution.
            codes[LANES + j] = -1 - s_left
            codes[2 * LANES + j] = -1 - s_right
        else:
            codes[LANES + j] = codes[2 * LANES + j] = OK
            some = True
    if some:
        _branch(w, at, codes, n, turns, -1.0)
        _branch(w, at, codes, n, turns, 1.0)
        for j in range(n):
            for side in (LANES, 2 * LANES):
                if codes[side + j] < 0:
                    codes[side + j] = -1 - codes[side + j]
    return some


@njit
def _branch(
    w: Array, at: NDArray[np.int64], codes: Codes, n: int, turns: float, way: float
) -> None:
    """Solve one branch of n lanes above the time at x = 0, way -1 for the left one, 1 for the
    right one."""
    first, out = (LANES, X) if way < 0.0 else (2 * LANES, X_RIGHT)
    m = _list(w, at, codes, first, n)
    for j in range(padded(m)):
        left, right = pair_guess(w[_WT + j], w[_WLAM + j], w[_WQ2 + j], turns)
        w[_X + j] = left if way < 0.0 else right
        w[_LO + j], w[_HI + j] = -1.0 if way < 0.0 else 0.0, 0.0 if way < 0.0 else 1.0
    for k in range(ITERATIONS):
        if m == 0:
            break
        for j in range(padded(m)):
            x, lo, hi, verdict = pair_step(
                w[_X + j], w[_LO + j], w[_HI + j], w[_WT + j], w[_WLAM + j], w[_WQ2 + j], turns, way
            )
            w[_X + j], w[_LO + j], w[_HI + j], w[_VERDICT + j] = x, lo, hi, verdict
        if k > 0:
            m = _sift(w, at, codes, first, out, m, k == ITERATIONS - 1)
