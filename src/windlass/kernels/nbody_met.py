"""Many flights of the N-body model, told by what they meet: which body, when, how fast, how near.

The steps of ``kernels.nbody.integrate`` are searched for minima of the distance while they are
flown, so that a body is met where the path enters it, between two steps as well.  A step is left
out where a bound proves that it cannot come near enough; in the others the sign of the range rate
is taken at ``PARTS`` instants, closer than the accelerations that the step resolves can turn it.
Checked: tests/kernels/test_nbody_met.py, tests/bodies/test_met.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.nbody import (
    BODIES,
    COUNT,
    EARTH,
    MOON,
    ROW,
    integrate,
    place_bodies,
    step_state,
)
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]

FIRST_STEP: Final = 432_000.0
"""Of a flight [s]."""
PIECE: Final = 1_024
"""Steps that are kept at a time."""
PARTS: Final = 8
"""Parts of a step between whose ends the range rate may change its sign once."""
WATCHED: Final = 2
"""Bodies whose least distance is told: Earth, the Moon."""
UNTIL, SPEED, STATE = 0, 1, 2
"""Columns: end of the flight [s]; speed relative to the body that is met [m/s]; barycentric state
there (6) [m, m/s]."""
LEAST, WHEN, FIRST, FIRST_WHEN = 8, 10, 12, 14
"""Columns, Earth and Moon each: least distance [m], its epoch [s]; the first minimum within the
watched distance [m], its epoch [s], nan where there is none."""
TOLD: Final = 16
NONE: Final = -1
"""Of ``met``: no body."""


@njit
def _body(
    pack: Array, layout: Layout, clock: Array, b: int, t: float, part: Array, out: Array
) -> None:
    """Write the barycentric state (6,) of body b at t [s]."""
    if b in (EARTH, MOON):
        segment_state(pack, layout, clock, 3, t, out)
        segment_state(pack, layout, clock, 4 if b == EARTH else 5, t, part)
        for k in range(6):
            out[k] += part[k]
    else:
        segment_state(pack, layout, clock, b if b < EARTH else b + 1, t, out)


@njit
def _range(
    row: Array, pack: Array, layout: Layout, clock: Array, b: int, t: float, work: Array
) -> tuple[float, float]:
    """Return (distance [m], distance by range rate [m²/s]) from body b at t [s] in a step.

    work (3, 6): of scratch.
    """
    step_state(row, t, work[0])
    _body(pack, layout, clock, b, t, work[2], work[1])
    d2 = rate = 0.0
    for k in range(3):
        off = work[0, k] - work[1, k]
        d2 += off * off
        rate += off * (work[0, 3 + k] - work[1, 3 + k])
    return math.sqrt(d2), rate


@njit
def _lowest(
    row: Array, pack: Array, layout: Layout, clock: Array, b: int, lo: float, hi: float, work: Array
) -> tuple[float, float]:
    """Return (t, distance) of the minimum between lo, nearing, and hi, receding."""
    while hi - lo > 1e-3 and 0.5 * (lo + hi) not in (lo, hi):
        t = 0.5 * (lo + hi)
        if _range(row, pack, layout, clock, b, t, work)[1] < 0.0:
            lo = t
        else:
            hi = t
    return hi, _range(row, pack, layout, clock, b, hi, work)[0]


@njit
def _entered(
    row: Array, pack: Array, layout: Layout, clock: Array, b: int, radius: float, lo: float,
    hi: float, work: Array,
) -> float:  # fmt: skip
    """Return when the path comes within the radius, between lo, outside, and hi, inside."""
    while hi - lo > 1e-3 and 0.5 * (lo + hi) not in (lo, hi):
        t = 0.5 * (lo + hi)
        if _range(row, pack, layout, clock, b, t, work)[0] < radius:
            hi = t
        else:
            lo = t
    return hi


@njit
def _steepest(row: Array) -> float:
    """Return a bound of the acceleration [m/s²] in a step."""
    total = 0.0
    for k in range(3):
        s = 0.0
        for p in range(COUNT):
            s += abs(row[8 + 3 * p + k])
        total += s * s
    return math.sqrt(total)


@njit
def _nearest(row: Array, here: Array, there: Array, end: Array, b: int, most: float) -> float:
    """Return a bound below which the distance from body b does not sink in a step.

    here, there (11, 6): the bodies at its start and end; end (6,): the path at its end; most
    [m/s²]: bound of the relative acceleration.  Both ends bound the speed between them.
    """
    d0 = d1 = w0 = w1 = 0.0
    for k in range(3):
        d0 += (row[2 + k] - here[b, k]) ** 2
        d1 += (end[k] - there[b, k]) ** 2
        w0 += (row[5 + k] - here[b, 3 + k]) ** 2
        w1 += (end[3 + k] - there[b, 3 + k]) ** 2
    h = row[1]
    speed = 0.5 * (math.sqrt(w0) + math.sqrt(w1) + most * h)
    return float(0.5 * (math.sqrt(d0) + math.sqrt(d1) - speed * h))


@njit
def _keep(told: Array, b: int, t: float, d: float, watch: float, minimum: bool) -> None:
    """Keep a distance from Earth or Moon where it is the least, or the first within the watch."""
    if b not in (EARTH, MOON):
        return
    k = b - EARTH
    if d < told[LEAST + k]:
        told[LEAST + k], told[WHEN + k] = d, t
    if minimum and d < watch and math.isnan(told[FIRST + k]):
        told[FIRST + k], told[FIRST_WHEN + k] = d, t


@njit
def _search(
    row: Array, pack: Array, layout: Layout, clock: Array, b: int, radius: float, watch: float,
    told: Array, work: Array,
) -> float:  # fmt: skip
    """Look through a step for nearness to body b; return when it is entered, inf where never."""
    lo = float(row[0])
    d, rate = _range(row, pack, layout, clock, b, lo, work)
    _keep(told, b, lo, d, watch, False)
    if d < radius:
        return lo
    outside = lo
    for part in range(PARTS):
        hi = row[0] + row[1] * ((part + 1) / PARTS)
        d, after = _range(row, pack, layout, clock, b, hi, work)
        if rate < 0.0 <= after:
            when, least = _lowest(row, pack, layout, clock, b, lo, hi, work)
            if least < radius:
                _keep(told, b, when, radius, watch, True)
                return _entered(row, pack, layout, clock, b, radius, outside, when, work)
            _keep(told, b, when, least, watch, True)
            outside = when
        elif d < radius:
            _keep(told, b, hi, radius, watch, True)
            return _entered(row, pack, layout, clock, b, radius, outside, hi, work)
        else:
            _keep(told, b, hi, d, watch, False)
        lo, rate = hi, after
    return math.inf


@njit
def _look(
    row: Array, here: Array, there: Array, end: Array, pack: Array, layout: Layout, clock: Array,
    gm: Array, radii: Array, pull: Array, watch: Array, told: Array, work: Array,
) -> tuple[int, float]:  # fmt: skip
    """Return (body met in a step, when), NONE and inf where none is; told is kept."""
    steep = _steepest(row)
    met, first = NONE, math.inf
    for b in range(BODIES):
        if gm[b] == 0.0:
            continue
        wanted, far = radii[b], 0.0
        if b in (EARTH, MOON):
            far = watch[b - EARTH]
            wanted = max(wanted, told[LEAST + b - EARTH])
            if math.isnan(told[FIRST + b - EARTH]):
                wanted = max(wanted, far)
        if _nearest(row, here, there, end, b, steep + pull[b]) > wanted:
            continue
        when = _search(row, pack, layout, clock, b, radii[b], far, told, work)
        if when < first:
            met, first = b, when
    return met, first


@njit
def fly(
    t0: float, x0: Array, v0: Array, t1: float, tolerance: float,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, push: Array, radii: Array,
    pull: Array, watch: Array, pieces: int, rows: Array, told: Array,
) -> tuple[int, int]:  # fmt: skip
    """Fly a barycentric state x0, v0 (3,) [m, m/s] from t0 to t1 > t0 [s]: (met, status).

    pull (11,) [m/s²]: bounds of the bodies' own accelerations; watch (2,) [m] of Earth and Moon;
    rows (PIECE, ROW): of scratch, filled pieces times at most; told (TOLD,): see the columns.
    met: number of the body, or NONE.  LIMIT: a body was met; otherwise OK where t1 was reached.
    """
    told[:] = math.nan
    told[LEAST : LEAST + WATCHED] = math.inf
    met = NONE
    t, x, v, h, code = t0, x0.copy(), v0.copy(), FIRST_STEP, NOT_CONVERGED
    here, there, end = np.empty((BODIES, 6)), np.empty((BODIES, 6)), np.empty(6)
    work = np.empty((3, 6))
    if not (t1 > t0 and math.isfinite(x[0] + x[1] + x[2] + v[0] + v[1] + v[2])):
        return met, BAD_INPUT
    code = place_bodies(pack, layout, clock, t0, here)
    if code != OK:
        return met, code
    for _ in range(pieces):
        used, code = integrate(
            t, x, v, t1, h, pack, layout, clock, gm, j2, push, radii, rows, tolerance
        )
        for k in range(used):
            row = rows[k]
            t = row[0] + row[1]
            step_state(row, t, end)
            place_bodies(pack, layout, clock, t, there)
            met, when = _look(
                row, here, there, end, pack, layout, clock, gm, radii, pull, watch, told, work
            )
            if met != NONE:
                _range(row, pack, layout, clock, met, when, work)
                told[UNTIL], told[STATE : STATE + 6] = when, work[0]
                fast = 0.0
                for c in range(3, 6):
                    fast += (work[0, c] - work[1, c]) ** 2
                told[SPEED] = math.sqrt(fast)
                return met, LIMIT
            here, there = there, here
        if used > 0:
            x[:], v[:], h = end[:3], end[3:], rows[used - 1, 1]
        if not (code == NOT_CONVERGED and used == rows.shape[0]):
            break
    if code == LIMIT:  # inside by the integrator's last digit, outside by ours
        code = NOT_CONVERGED
    if code == OK:
        told[UNTIL], told[STATE : STATE + 6] = t1, end
    return met, code


@njit(parallel=True)
def fly_many(
    t0: Array, x: Array, v: Array, t1: Array, tolerance: float,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, push: Array, radii: Array,
    pull: Array, watch: Array, pieces: int, told: Array, met: NDArray[np.int8],
    status: NDArray[np.int8],
) -> None:  # fmt: skip
    """Fly many, in parallel; told (n, TOLD), met (n,), status (n,) are written.  See ``fly``."""
    for i in prange(t0.size):
        rows = np.empty((PIECE, ROW))
        met[i], status[i] = fly(
            t0[i], x[i], v[i], t1[i], tolerance, pack, layout, clock, gm, j2, push[i], radii,
            pull, watch, pieces, rows, told[i],
        )  # fmt: skip
