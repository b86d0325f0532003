"""Compact ephemeris of one body: heliocentric states at chosen instants, the motion between
them.

Between two nodes the body follows the two-body arc of the first one, and the cubic that carries
the deviation known at the second (value and slope): what other bodies do to it within an
interval.  Intervals are halved until the arc meets the integration within a tolerance, so
they are short only where another body is near.
Checked: tests/kernels/test_node_table.py, tests/bodies/test_table.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import nbody
from windlass.kernels._jit import njit, prange
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.kepler import carry
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]
Ticks = NDArray[np.int32]
Statuses = NDArray[np.int8]

LEVELS = 14
"""An interval is halved at most so often."""
WHOLE = 1 << LEVELS
"""Ticks of a whole interval."""
FIRST_STEP = 86_400.0
_UNMET = 4
"""Nodes before a meeting that one of two integrations may not reach."""


@njit
def deviation(mu: float, a: Array, b: Array, h: float, out: Array) -> int:
    """Write how far node b (6,) lies from the two-body arc of node a, h [s] later; status."""
    w = carry(mu, a[0], a[1], a[2], a[3], a[4], a[5], h)
    out[0], out[1], out[2] = b[0] - w[0], b[1] - w[1], b[2] - w[2]
    out[3], out[4], out[5] = b[3] - w[3], b[4] - w[4], b[5] - w[5]
    return w[6]


@njit
def between(mu: float, a: Array, off: Array, h: float, tau: float, out: Array) -> int:
    """Write the state (6,) [m, m/s] tau [s] after node a of an interval h [s]; status.

    off (6,): deviation at the interval's end.
    """
    w = carry(mu, a[0], a[1], a[2], a[3], a[4], a[5], tau)
    s = tau / h
    c0, c1 = s * s * (3.0 - 2.0 * s), h * s * s * (s - 1.0)
    d0, d1 = 6.0 * s * (1.0 - s) / h, s * (3.0 * s - 2.0)
    out[0] = w[0] + c0 * off[0] + c1 * off[3]
    out[1] = w[1] + c0 * off[1] + c1 * off[4]
    out[2] = w[2] + c0 * off[2] + c1 * off[5]
    out[3] = w[3] + d0 * off[0] + d1 * off[3]
    out[4] = w[4] + d0 * off[1] + d1 * off[4]
    out[5] = w[5] + d0 * off[2] + d1 * off[5]
    return w[6]


@njit
def _steps(
    t0: float, x: Array, v: Array, low: float, high: float, tolerance: float,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, nongrav: Array,
    radii: Array, rows: Array,
) -> tuple[int, int]:  # fmt: skip
    """Integrate from t0 back to low and on to high; (used, status), rows sorted by time."""
    used, status = 0, OK
    if low < t0:
        used, status = nbody.integrate(
            t0, x, v, low, FIRST_STEP, pack, layout, clock, gm, j2, nongrav, radii, rows, tolerance
        )
        for i in range(used // 2):
            for k in range(nbody.ROW):
                swap = rows[i, k]
                rows[i, k] = rows[used - 1 - i, k]
                rows[used - 1 - i, k] = swap
    if high > t0:
        more, code = nbody.integrate(
            t0, x, v, high, FIRST_STEP, pack, layout, clock, gm, j2, nongrav, radii,
            rows[used:], tolerance,
        )  # fmt: skip
        used += more
        status = max(status, code) if status in (OK, LIMIT) else status
    return used, status


@njit
def _dense(
    rows: Array, used: int, t: float, pack: Array, layout: Layout, clock: Array, sun: Array,
    out: Array,
) -> int:  # fmt: skip
    """Write the heliocentric state (6,) at t from sorted steps; sun (6,) is scratch; status."""
    lo, hi = 0, used - 1
    while lo < hi:
        mid = (lo + hi + 1) // 2
        if min(rows[mid, 0], rows[mid, 0] + rows[mid, 1]) <= t:
            lo = mid
        else:
            hi = mid - 1
    nbody.step_state(rows[lo], t, out)
    code = segment_state(pack, layout, clock, 0, t, sun)
    for k in range(6):
        out[k] -= sun[k]
    return code


@njit
def _miss(
    mu: float, a: Array, off: Array, h: float, start: float, rows: Array, used: int,
    pack: Array, layout: Layout, clock: Array,
) -> float:  # fmt: skip
    """Return the greatest distance [m] of arc and integration inside an interval; inf if none."""
    made, true, sun = np.empty(6), np.empty(6), np.empty(6)
    worst = 0.0
    for i in range(1, 8):
        tau = 0.125 * i * h
        if between(mu, a, off, h, tau, made) != OK:
            return math.inf
        _dense(rows, used, start + tau, pack, layout, clock, sun, true)
        d2 = 0.0
        for k in range(3):
            d2 += (made[k] - true[k]) ** 2
        if not d2 < math.inf:
            return math.inf
        worst = max(worst, math.sqrt(d2))
    return worst


@njit
def _fit(
    mu: float, origin: float, tick: float, wholes: int, allowed: float, rows: Array, used: int,
    pack: Array, layout: Layout, clock: Array, ticks: Ticks, nodes: Array,
) -> tuple[int, float, int]:  # fmt: skip
    """Choose nodes along an integration: (count, worst miss [m], status).

    The first node is the earliest tick that the steps hold, the last one the latest.
    LIMIT where an interval of one tick still misses by more than allowed.
    """
    first = rows[0, 0] + min(0.0, rows[0, 1])
    last = rows[used - 1, 0] + max(0.0, rows[used - 1, 1])
    at = max(0, math.ceil((first - origin) / tick - 1e-6))
    end = min(wholes * WHOLE, math.floor((last - origin) / tick + 1e-6))
    if end <= at:
        return 0, math.nan, LIMIT
    a, b, off, sun = np.empty(6), np.empty(6), np.empty(6), np.empty(6)
    _dense(rows, used, origin + at * tick, pack, layout, clock, sun, a)
    ticks[0], nodes[0] = at, a
    count, worst, status = 1, 0.0, OK
    while at < end:
        size = WHOLE
        while at % size != 0 or at + size > end:
            size //= 2
        while True:
            start, h = origin + at * tick, size * tick
            _dense(rows, used, start + h, pack, layout, clock, sun, b)
            code = deviation(mu, a, b, h, off)
            miss = math.inf
            if code == OK:
                miss = _miss(mu, a, off, h, start, rows, used, pack, layout, clock)
            if miss <= allowed or size == 1:
                break
            size //= 2
        if miss > allowed:
            status = LIMIT
        if count >= nodes.shape[0]:
            return count, worst, NOT_CONVERGED
        worst = max(worst, miss)
        at += size
        a[:] = b
        ticks[count], nodes[count] = at, b
        count += 1
    return count, worst, status


@njit
def _apart(
    origin: float, tick: float, ticks: Ticks, nodes: Array, count: int, rows: Array, used: int,
    pack: Array, layout: Layout, clock: Array,
) -> float:  # fmt: skip
    """Return the greatest distance [m] of nodes from another integration; nan where it does not
    reach them all (but for the last before a body is met, where each ends at its own step)."""
    first = rows[0, 0] + min(0.0, rows[0, 1])
    last = rows[used - 1, 0] + max(0.0, rows[used - 1, 1])
    other, sun = np.empty(6), np.empty(6)
    worst, beyond = 0.0, 0
    for i in range(count):
        t = origin + ticks[i] * tick
        if not first - 1.0 <= t <= last + 1.0:
            beyond += 1
        else:
            _dense(rows, used, t, pack, layout, clock, sun, other)
            d2 = 0.0
            for k in range(3):
                d2 += (nodes[i, k] - other[k]) ** 2
            worst = max(worst, math.sqrt(d2))
    return worst if beyond <= _UNMET else math.nan


@njit
def build(
    mu: float, t0: float, x: Array, v: Array, origin: float, tick: float, wholes: int,
    tolerances: Array, enough: float, allowed: float,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, nongrav: Array,
    radii: Array, rows: Array, check: Array, ticks: Ticks, nodes: Array,
) -> tuple[int, float, float, int]:  # fmt: skip
    """Integrate one body and choose its nodes: (count, integration [m], arc [m], status).

    t0 [s], x [m], v [m/s] (3,) barycentric; origin [s], tick [s]; wholes: intervals of the span;
    tolerances (n,) falling: each integration is judged by the one before, until they lie less
    than ``enough`` [m] apart; allowed [m]: of the arcs.  rows, check: room for steps.
    The distance told is that of the last two integrations: a bound on the last one's error
    as far as the coarser is the worse; nan where one of them ends early.  LIMIT: met a body,
    or a one-tick interval misses.
    """
    low, high = origin, origin + wholes * WHOLE * tick
    used_check, _ = _steps(
        t0, x, v, low, high, tolerances[0], pack, layout, clock, gm, j2, nongrav, radii, check
    )
    count, apart, arc, status = 0, math.nan, math.nan, NOT_CONVERGED
    for i in range(1, tolerances.size):
        used, code = _steps(
            t0, x, v, low, high, tolerances[i], pack, layout, clock, gm, j2, nongrav, radii, rows
        )
        if used == 0 or code == BAD_INPUT:
            return 0, math.nan, math.nan, max(code, NOT_CONVERGED)
        count, arc, status = _fit(
            mu, origin, tick, wholes, allowed, rows, used, pack, layout, clock, ticks, nodes
        )
        if code != OK:
            status = code
        if used_check > 0:
            apart = _apart(
                origin, tick, ticks, nodes, count, check, used_check, pack, layout, clock
            )
        if apart <= enough:
            break
        check[:used], used_check = rows[:used], used
    return count, apart, arc, status


@njit(parallel=True)
def build_many(
    mu: float, t0: Array, x: Array, v: Array, origin: float, tick: float, wholes: int,
    tolerances: Array, enough: float, allowed: float,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, nongrav: Array,
    radii: Array, room: int, ticks: Ticks, nodes: Array,
) -> tuple[NDArray[np.int64], Array, Array, Statuses]:  # fmt: skip
    """Build n bodies in parallel: count (n,), integration [m] (n,), arc [m] (n,), status (n,).

    t0 (n,); x, v, nongrav (n, 3); ticks (n, m), nodes (n, m, 6): room for nodes; room: steps
    of an integration.  Other arguments as for ``build``.
    """
    n = t0.size
    count = np.zeros(n, dtype=np.int64)
    apart, arc = np.empty(n), np.empty(n)
    status = np.empty(n, dtype=np.int8)
    for i in prange(n):
        rows, check = np.empty((room, nbody.ROW)), np.empty((room, nbody.ROW))
        count[i], apart[i], arc[i], status[i] = build(
            mu, t0[i], x[i], v[i], origin, tick, wholes, tolerances, enough, allowed,
            pack, layout, clock, gm, j2, nongrav[i], radii, rows, check, ticks[i], nodes[i],
        )  # fmt: skip
    return count, apart, arc, status


@njit
def states(
    mu: float, origin: float, tick: float, ticks: Ticks, nodes: Array, t: Array, out: Array
) -> int:
    """Write states (n, 6) [m, m/s] at instants t (n,) [s], ascending; nan outside; status.

    ticks (m,), nodes (m, 6) of one body.  BAD_INPUT where an instant lies outside the nodes.
    """
    m = ticks.size
    off = np.empty(6)
    at, known, status = 0, -1, OK
    for i in range(t.size):
        out[i] = math.nan
        where = (t[i] - origin) / tick
        # an instant on a seam of the table, but for rounding, is that seam
        if not (m > 1 and ticks[0] - 1e-6 <= where <= ticks[m - 1] + 1e-6):
            status = BAD_INPUT
            continue
        if at > 0 and where < ticks[at]:
            at = 0
        while at < m - 2 and ticks[at + 1] <= where:
            at += 1
        h = (ticks[at + 1] - ticks[at]) * tick
        code = OK
        if at != known:
            code = deviation(mu, nodes[at], nodes[at + 1], h, off)
            known = at
        tau = t[i] - (origin + ticks[at] * tick)
        code = max(code, between(mu, nodes[at], off, h, tau, out[i]))
        if code != OK:
            out[i] = math.nan
            status = code
    return status
