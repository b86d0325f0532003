"""Many trajectories of the circular restricted three-body problem at once.

Each lane flies one trajectory with steps of its own and takes the next one when it is done, so
that none waits for another; a result does not depend on what flies beside it.
Larger primary at (-mu, 0, 0), smaller at (1 - mu, 0, 0) of the rotating frame; units: their
distance, 1 / mean motion; state (x, y, z, vx, vy, vz). `least` (2,) holds the least distances from
the primaries; no trajectory comes nearer than `NEAREST`, where the coordinates have lost half of
their digits. Source: jorba2005. Checked: tests/kernels/test_cr3bp_block.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.cr3bp_events import (
    NEAR,
    PLANE,
    near_at,
    near_bounds,
    plane_at,
    plane_bounds,
)
from windlass.kernels.cr3bp_lanes import (
    LANES,
    LEFT,
    ROWS,
    STATE,
    STEP,
    Array,
    advance,
    expand,
    move,
    order_for,
    padded,
    place,
    rows,
    spare,
    step_lengths,
)
from windlass.kernels.cr3bp_variation import (
    ROWS_STM,
    entry,
    gradient,
    move_matrix,
    unit,
    vary,
)
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, NOT_CONVERGED, OK

Codes = NDArray[np.int8]

STEPS: Final = 20_000
"""Steps after which a trajectory is given up."""
NEAREST: Final = 1e-6
_FARTHEST: Final = 1e6
_GO_ON: Final = -1
# What is asked for.
_STATES: Final = 0
_MATRICES: Final = 1
_CUT: Final = 2


@njit(parallel=True)
def propagate_many(mu: float, s0: Array, t: Array, tol: float, least: Array) -> tuple[Array, Codes]:
    """Return (s (n, 6), status (n,)): the states a time t (n,) after s0 (n, 6), t of either sign.

    tol: of a step, relative to the larger of 1 and the state; 1e-16 to 1e-2. Rows of s are nan
    unless status is OK: BAD_INPUT; LIMIT where a trajectory comes nearer than `least`, anywhere on
    its way; NOT_CONVERGED when it takes more than `STEPS` steps.
    """
    n = len(t)
    s, status, times = np.full((n, 6), np.nan), np.zeros(n, np.int8), np.empty(0)
    phi = np.empty((0, 6, 6))
    blocks = _blocks(n)
    for b in prange(blocks):
        _fly(mu, s0, t, tol, least, _STATES, 0.0, int(np.int64(b)), blocks, s, phi, times, status)
    return s, status


@njit(parallel=True)
def propagate_stm_many(
    mu: float, s0: Array, t: Array, tol: float, least: Array
) -> tuple[Array, Array, Codes]:
    """Return (s (n, 6), phi (n, 6, 6), status (n,)): as `propagate_many`, and the derivatives
    phi[:, i, k] of s[:, i] by s0[:, k].

    Steps are so much shorter that phi holds the tolerance, relative to its largest entry.
    """
    n = len(t)
    s, status, times = np.full((n, 6), np.nan), np.zeros(n, np.int8), np.empty(0)
    phi = np.full((n, 6, 6), np.nan)
    blocks = _blocks(n)
    for b in prange(blocks):
        _fly(mu, s0, t, tol, least, _MATRICES, 0.0, int(np.int64(b)), blocks, s, phi, times, status)
    return s, phi, status


@njit(parallel=True)
def cut_many(
    mu: float, s0: Array, t_max: Array, angle: float, tol: float, least: Array
) -> tuple[Array, Array, Codes]:
    """Return (s (n, 6), t (n,), status (n,)) where trajectories first cross the half-plane at an
    angle [rad] about the larger primary, atan2(y, x + mu), found on the polynomial of the step.

    t_max (n,) of either sign. A start on the half-plane itself is no crossing. NO_SOLUTION where it
    is not met within t_max: s and t are then those at t_max. Else as `propagate_many`.
    """
    n = len(t_max)
    s, status, times = np.full((n, 6), np.nan), np.zeros(n, np.int8), np.full(n, np.nan)
    phi = np.empty((0, 6, 6))
    blocks = _blocks(n)
    for b in prange(blocks):
        _fly(
            mu, s0, t_max, tol, least, _CUT, angle, int(np.int64(b)), blocks, s, phi, times, status
        )
    return s, times, status


@njit
def _blocks(n: int) -> int:
    """Return into how many blocks, one a thread at a time, n trajectories are dealt out."""
    return int(max(n // 256, min(8, (n + LANES - 1) // LANES)))


@njit
def _refused(mu: float, s0: Array, t: float, tol: float, least: Array, angle: float) -> int:
    """Return why a trajectory cannot start, OK where it can."""
    good = 0.0 <= mu <= 0.5 and 1e-16 <= tol <= 1e-2 and math.isfinite(t) and math.isfinite(angle)
    for k in range(6):
        good = good and abs(s0[k]) <= _FARTHEST
    if not (good and 0.0 <= least[0] < math.inf and 0.0 <= least[1] < math.inf):
        return BAD_INPUT
    far = s0[1] * s0[1] + s0[2] * s0[2]
    x1 = s0[0] + mu
    x2 = x1 - 1.0
    near1, near2 = max(NEAREST, least[0]), max(NEAREST, least[1])
    if x1 * x1 + far <= near1 * near1 or x2 * x2 + far <= near2 * near2:
        return LIMIT
    return OK


@njit
def _fly(
    mu: float, s0: Array, t: Array, tol: float, least: Array, kind: int, angle: float, row: int,
    stride: int, s: Array, phi: Array, times: Array, status: Codes,
) -> None:  # fmt: skip
    """Fly the trajectories row, row + stride ... and write what becomes of them."""
    w = rows(ROWS_STM if kind == _MATRICES else ROWS)
    bits = w.view(np.int64)
    who, taken = np.zeros(LANES, np.int64), np.zeros(LANES, np.int64)
    verdict = np.zeros(LANES, np.int8)
    order = order_for(tol) if 1e-16 <= tol <= 1e-2 else 4
    # Terms of a derivative grow with their order beside those of the motion.
    aim = tol / order if kind == _MATRICES else tol
    for j in range(LANES):
        spare(w, j)
    active = 0
    while True:
        while active < LANES and row < len(t):
            status[row] = _refused(mu, s0[row], t[row], tol, least, angle)
            if status[row] == OK:
                place(w, active, s0[row], t[row])
                if kind == _MATRICES:
                    unit(w, active)
                who[active], taken[active], verdict[active] = row, 0, _GO_ON
                active += 1
            row += stride
        if active == 0:
            break
        m = padded(active)
        expand(w, m, mu, order)
        step_lengths(w, bits, m, order, aim)
        _events(w, active, order, least, kind, angle, taken, verdict)
        if kind == _MATRICES:
            gradient(w, m, order)
            vary(w, m, order)
        advance(w, m, order)
        for j in range(active - 1, -1, -1):
            taken[j] += 1
            if verdict[j] == _GO_ON:
                if w[LEFT + j] == 0.0:
                    verdict[j] = NO_SOLUTION if kind == _CUT else OK
                elif taken[j] == STEPS:
                    verdict[j] = NOT_CONVERGED
            if verdict[j] != _GO_ON:
                active -= 1
                status[who[j]] = verdict[j]
                if verdict[j] == OK or verdict[j] == NO_SOLUTION:
                    _write(w, j, kind, who[j], t, s, phi, times)
                move(w, j, active)
                if kind == _MATRICES:
                    move_matrix(w, j, active)
                who[j], taken[j], verdict[j] = who[active], taken[active], verdict[active]
                spare(w, active)


@njit
def _events(
    w: Array, active: int, order: int, least: Array, kind: int, angle: float,
    taken: NDArray[np.int64], verdict: Codes,
) -> None:  # fmt: skip
    """Give their verdict to lanes whose step meets an event, and end the step there."""
    near1, near2 = max(NEAREST, least[0]), max(NEAREST, least[1])
    cos, sin = math.cos(angle), math.sin(angle)
    near_bounds(w, padded(active), order, near1, near2)
    if kind == _CUT:
        plane_bounds(w, padded(active), order, cos, sin)
    for j in range(active):
        bad = near_at(w, j, order, near1, near2) if w[NEAR + j] <= 0.0 else math.inf
        cut = math.inf
        if kind == _CUT and w[PLANE + j] <= 0.0:
            cut = plane_at(w, j, order, cos, sin, taken[j] == 0)
            if cut > 1.0 and w[STEP + j] == w[LEFT + j]:
                cut = math.inf
        if bad < math.inf and bad <= cut:
            verdict[j] = LIMIT
        elif cut < math.inf:
            verdict[j] = OK
            w[STEP + j] *= cut


@njit
def _write(
    w: Array, j: int, kind: int, row: int, t: Array, s: Array, phi: Array, times: Array
) -> None:
    """Write what a lane has come to."""
    for k in range(6):
        s[row, k] = w[STATE + k * LANES + j]
    if kind == _CUT:
        times[row] = t[row] - w[LEFT + j]
    if kind == _MATRICES:
        for i in range(6):
            for k in range(6):
                phi[row, i, k] = w[entry(j, i, k)]
