"""Close approaches of tabulated bodies to a body of the planetary ephemeris, none of them missed.

A minimum of the distance is where f = d·w, relative position by relative velocity, passes
from below zero to above.  An interval of a table (see ``node_table``) is halved until bounds
prove that the distance stays above the limit in it, or that f has no zero in it, or until it is
``FINEST`` seconds long; then the signs of f at its ends decide.  The bounds rest on the
greatest relative acceleration in the interval: that of the two-body arc at its least distance
from the Sun, that of the cubic at its ends, and that of the planet, which the caller gives.
Two minima less than ``FINEST`` apart may be told as one.
Checked: tests/kernels/test_encounters.py, tests/bodies/test_encounters.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.node_table import between, deviation
from windlass.kernels.status import BAD_INPUT, LIMIT, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]
Ticks = NDArray[np.int32]
Statuses = NDArray[np.int8]

FINEST: Final = 16.0
"""Intervals [s] that are halved no more."""
ROW: Final = 8
"""Of a row: time [s], kind, relative position [m] and velocity [m/s] (6)."""
CLOSEST, BEGINS, ENDS = 0, 1, 2
"""Kinds: a minimum; already receding where the table begins; still nearing where it ends."""
_DEPTH: Final = 64
_STEPS: Final = 100


@njit
def planet_state(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: float,
    part: Array, out: Array,
) -> int:  # fmt: skip
    """Write the state (6,) of a body at t [s]: sum of segments less sum of segments; status."""
    out[:] = 0.0
    code = OK
    for j in range(plus.size):
        code = max(code, segment_state(pack, layout, clock, plus[j], t, part))
        for k in range(6):
            out[k] += part[k]
    for j in range(minus.size):
        code = max(code, segment_state(pack, layout, clock, minus[j], t, part))
        for k in range(6):
            out[k] -= part[k]
    return code


@njit
def pull_bound(mu: float, a: Array, b: Array, off: Array, h: float) -> float:
    """Return the greatest acceleration [m/s²] of a body between nodes a and b (6,), h [s] apart.

    off (6,): deviation at b from the arc of a.  inf where the arc has none.
    """
    r2 = a[0] * a[0] + a[1] * a[1] + a[2] * a[2]
    r = math.sqrt(r2)
    v2 = a[3] * a[3] + a[4] * a[4] + a[5] * a[5]
    out = a[0] * a[3] + a[1] * a[4] + a[2] * a[5]
    # the end of the arc itself, not of the body
    ex, ey, ez = b[0] - off[0], b[1] - off[1], b[2] - off[2]
    end = math.sqrt(ex * ex + ey * ey + ez * ez)
    back = ex * (b[3] - off[3]) + ey * (b[4] - off[4]) + ez * (b[5] - off[5])
    beta = 2.0 * mu / r - v2
    period = math.inf
    if beta > 0.0:
        period = 2.0 * math.pi * mu / (beta * math.sqrt(beta))
    least = min(r, end)
    if (out < 0.0 and back > 0.0) or h >= 0.5 * period:
        # perihelion p / (1 + e), which loses no digits on a parabola
        p = max(0.0, r2 * v2 - out * out) / mu
        ecc = math.sqrt(max(0.0, 1.0 - p * beta / mu))
        least = min(least, p / (1.0 + ecc))
    if not least > 0.0:
        return math.inf
    first = last = 0.0
    for k in range(3):
        first += (6.0 * off[k] - 2.0 * h * off[3 + k]) ** 2
        last += (4.0 * h * off[3 + k] - 6.0 * off[k]) ** 2
    return mu / (least * least) + math.sqrt(max(first, last)) / (h * h)


@njit
def _beside(
    mu: float, a: Array, off: Array, h: float, start: float, tau: float,
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout,
    part: Array, body: Array, out: Array,
) -> int:  # fmt: skip
    """Write the state (6,) relative to the planet tau [s] after node a; status."""
    code = between(mu, a, off, h, tau, out)
    code = max(code, planet_state(pack, layout, clock, plus, minus, start + tau, part, body))
    for k in range(6):
        out[k] -= body[k]
    return code


@njit
def _slope(rel: Array) -> float:
    return float(rel[0] * rel[3] + rel[1] * rel[4] + rel[2] * rel[5])


@njit
def _far(rel: Array) -> float:
    return math.sqrt(rel[0] * rel[0] + rel[1] * rel[1] + rel[2] * rel[2])


@njit
def may_hold(rel: Array, most: float, half: float, within: float) -> bool:
    """Return whether a minimum nearer than ``within`` [m] may lie within half [s] of an instant.

    rel (6,): state relative to the planet then; most [m/s²]: bound of the relative
    acceleration.  False is a proof: the distance stays above, or f keeps its sign.
    """
    d, f = _far(rel), _slope(rel)
    w2 = rel[3] * rel[3] + rel[4] * rel[4] + rel[5] * rel[5]
    # the least distance of straight motion, less what the acceleration may bend it
    tau = half
    if w2 > 0.0:
        tau = min(half, abs(f) / w2)
    d2 = 0.0
    for k in range(3):
        d2 += (rel[k] - math.copysign(tau, f) * rel[3 + k]) ** 2
    if math.sqrt(d2) - 0.5 * most * half * half > within:
        return False
    fast = math.sqrt(w2) + most * half
    reach = d + fast * half
    return not abs(f) > (fast * fast + reach * most) * half


@njit
def _root(
    mu: float, a: Array, off: Array, h: float, start: float, lo: float, hi: float,
    f_lo: float, f_hi: float,
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout,
    part: Array, body: Array, rel: Array,
) -> float:  # fmt: skip
    """Return the instant after node a where f, below zero at lo and not at hi, is zero.

    The chord's root, its end weighed less where it stays (Illinois); halved where that is slow.
    """
    tau = hi
    side = 0
    for step in range(_STEPS):
        new = hi - f_hi * (hi - lo) / (f_hi - f_lo) if step % 8 != 7 else 0.5 * (lo + hi)
        if not lo < new < hi:
            new = 0.5 * (lo + hi)
        if not lo < new < hi:
            break
        if abs(new - tau) < 1e-9:
            tau = new
            break
        tau = new
        _beside(
            mu, a, off, h, start, tau, pack, layout, clock, plus, minus, part, body, rel
        )  # fmt: skip
        f = _slope(rel)
        if f == 0.0:
            break
        if f < 0.0:
            lo, f_lo = tau, f
            if side < 0:
                f_hi *= 0.5
            side = -1
        else:
            hi, f_hi = tau, f
            if side > 0:
                f_lo *= 0.5
            side = 1
    return tau


@njit
def _keep(rows: Array, found: int, t: float, kind: int, rel: Array) -> None:
    if found < rows.shape[0]:
        rows[found, 0], rows[found, 1] = t, kind
        for k in range(6):
            rows[found, 2 + k] = rel[k]


@njit
def _interval(
    mu: float, a: Array, off: Array, h: float, start: float, lo: float, hi: float,
    f_lo: float, f_hi: float, most: float, within: float,
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout,
    stack: Array, part: Array, body: Array, rel: Array, rows: Array, found: int,
) -> tuple[int, int]:  # fmt: skip
    """Write the minima between lo and hi [s] after node a in their order; (found, status)."""
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = lo, hi, f_lo, f_hi
    top, status = 0, OK
    while top >= 0:
        lo, hi, f_lo, f_hi = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
        top -= 1
        if hi - lo <= FINEST or top > _DEPTH - 3:
            if f_lo < 0.0 <= f_hi:
                tau = _root(
                    mu, a, off, h, start, lo, hi, f_lo, f_hi, pack, layout, clock, plus, minus,
                    part, body, rel,
                )  # fmt: skip
                code = _beside(
                    mu, a, off, h, start, tau, pack, layout, clock, plus, minus, part, body, rel
                )
                status = max(status, code)
                if _far(rel) <= within:
                    _keep(rows, found, start + tau, CLOSEST, rel)
                    found += 1
            continue
        mid = 0.5 * (lo + hi)
        code = _beside(mu, a, off, h, start, mid, pack, layout, clock, plus, minus, part, body, rel)
        if code != OK:
            return found, code
        if may_hold(rel, most, 0.5 * (hi - lo), within):
            f = _slope(rel)
            stack[top + 1, 0], stack[top + 1, 1] = mid, hi
            stack[top + 1, 2], stack[top + 1, 3] = f, f_hi
            stack[top + 2, 0], stack[top + 2, 1] = lo, mid
            stack[top + 2, 2], stack[top + 2, 3] = f_lo, f
            top += 2
    return found, status


@njit
def scan(
    mu: float, origin: float, tick: float, ticks: Ticks, nodes: Array, low: float, high: float,
    within: float, pull: float,
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, rows: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the close approaches of one body, ascending: (how many, status).

    mu [m³/s²] of the Sun; origin [s], tick [s], ticks (m,), nodes (m, 6): its table; low, high
    [s]: between which is looked; within [m]: greatest distance told; pull [m/s²]: bound of
    the planet's own acceleration about the Sun; plus, minus: its segments; rows (k, ROW).
    LIMIT: there are more than k (the number is right, the rest is not written); BAD_INPUT where
    the table has no two nodes.
    """
    m = ticks.size
    if m < 2 or not (within > 0.0 and 0.0 <= pull < math.inf):
        return 0, BAD_INPUT
    off, part, body = np.empty(6), np.empty(6), np.empty(6)
    rel, stack = np.empty(6), np.empty((_DEPTH, 4))
    found, status = 0, OK
    begun, f_end, end = False, 0.0, 0.0
    for i in range(m - 1):
        start = origin + ticks[i] * tick
        h = (ticks[i + 1] - ticks[i]) * tick
        lo, hi = max(0.0, low - start), min(h, high - start)
        if not lo < hi:
            continue
        code = deviation(mu, nodes[i], nodes[i + 1], h, off)
        if code != OK:
            return found, code
        if not begun:
            code = _beside(
                mu, nodes[i], off, h, start, lo, pack, layout, clock, plus, minus, part, body, rel
            )
            f_end = _slope(rel)
            if f_end > 0.0 and _far(rel) <= within:
                _keep(rows, found, start + lo, BEGINS, rel)
                found += 1
            begun = True
        f_lo = f_end  # the sign at a node is one for both of its sides
        code = max(code, _beside(
            mu, nodes[i], off, h, start, hi, pack, layout, clock, plus, minus, part, body, rel
        ))  # fmt: skip
        if code != OK:
            return found, code
        f_end, end = _slope(rel), start + hi
        most = pull + pull_bound(mu, nodes[i], nodes[i + 1], off, h)
        found, code = _interval(
            mu, nodes[i], off, h, start, lo, hi, f_lo, f_end, most, within, pack, layout, clock,
            plus, minus, stack, part, body, rel, rows, found,
        )  # fmt: skip
        status = max(status, code)
        if i == m - 2 or origin + ticks[i + 1] * tick >= high:
            code = _beside(
                mu, nodes[i], off, h, start, hi, pack, layout, clock, plus, minus, part, body, rel
            )
            if f_end < 0.0 and _far(rel) <= within:
                _keep(rows, found, end, ENDS, rel)
                found += 1
    if status == OK and found > rows.shape[0]:
        status = LIMIT
    return found, status


@njit(parallel=True)
def scan_many(
    mu: float, origin: float, tick: float, starts: Layout, ticks: Ticks, nodes: Array,
    low: float, high: float, within: float, pull: float,
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, rows: Array,
) -> tuple[NDArray[np.int64], Statuses]:  # fmt: skip
    """Scan n bodies in parallel: how many approaches each has (n,), status (n,).

    starts (n + 1,): first node of each; rows (n, k, ROW) are written.  See ``scan``.
    """
    n = starts.size - 1
    found = np.zeros(n, dtype=np.int64)
    status = np.empty(n, dtype=np.int8)
    for i in prange(n):
        a, b = starts[i], starts[i + 1]
        found[i], status[i] = scan(
            mu, origin, tick, ticks[a:b], nodes[a:b], low, high, within, pull,
            pack, layout, clock, plus, minus, rows[i],
        )  # fmt: skip
    return found, status
