"""Taylor series of the circular restricted three-body problem for many states side by side.

One flat array ``w`` holds rows of `LANES` numbers; lane j of order k of a series is
``w[ROW + k * LANES + j]``. Loops over lanes hold arithmetic without branches at distances that the
compiler can tell apart (sums lie before the series they are summed from), so that it makes vector
code; an offset is masked, so that it is known not to be negative.

Symbols: x, y, z from the barycentre; u1, u2 the squared distances from the primaries at x1 = x + mu
and x2 = x1 - 1; q1 = (1 - mu) / u1^1.5, q2 = mu / u2^1.5. Powers follow their differential
equation, products are convolutions, and the motion is kept as a second-order equation: three
convolutions serve both primaries, for x1 and x2 differ in their first coefficient alone.
Units: distance of the primaries, 1 / mean motion. Source: jorba2005.
Checked: tests/kernels/test_cr3bp_block.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit

Array = NDArray[np.float64]
Bits = NDArray[np.int64]

LANES: Final = 32
GROUP: Final = 8
"""Lanes are computed in groups of eight."""
HIGHEST: Final = 24
"""Highest order of the velocity's series."""
MASK: Final = 1023
"""Not below (HIGHEST + 2) * LANES."""
_ALL: Final = 56

# Sums over pairs of orders, and scratch between them.
SCRATCH: Final = 0
_AX: Final = 0 * LANES
_AY: Final = 1 * LANES
_AZ: Final = 2 * LANES
_B1: Final = 3 * LANES
_B2: Final = 4 * LANES
_S: Final = 5 * LANES
# Of order zero.
X1: Final = 6 * LANES
X2: Final = 7 * LANES
OVER_U1: Final = 8 * LANES
OVER_U2: Final = 9 * LANES
Q1_0: Final = 10 * LANES
Q2_0: Final = 11 * LANES
# The state with what its last sum lost, and the time.
STATE: Final = 12 * LANES
_LOST: Final = 18 * LANES
LEFT: Final = 24 * LANES
_LEFT_LOST: Final = 25 * LANES
STEP: Final = 26 * LANES
SUMS: Final = 27 * LANES
"""First of nine rows for the sums of `cr3bp_variation`."""
SPAN: Final = (HIGHEST + 2) * LANES
RX: Final = 40 * LANES
RY: Final = RX + SPAN
RZ: Final = RY + SPAN
U1: Final = RZ + SPAN
U2: Final = U1 + SPAN
Q1: Final = U2 + SPAN
Q2: Final = Q1 + SPAN
ROWS: Final = Q2 + SPAN


@njit
def rows(n: int) -> Array:
    """Return n numbers for rows of lanes, aligned with the lines of the cache."""
    room = np.zeros(n + 8)
    skip = (-room.ctypes.data % 64) // 8
    return room[skip : skip + n]


@njit
def order_for(tol: float) -> int:
    """Return the order of the velocity's series for a tolerance: one more than costs least by
    jorba2005, for a step costs more than its order says."""
    return int(min(max(math.ceil(2.0 - 0.5 * math.log(tol)), 4), HIGHEST))


@njit
def padded(n: int) -> int:
    """Return the lanes to compute for n lanes in use."""
    return (n + GROUP - 1) // GROUP * GROUP


@njit
def spare(w: Array, j: int) -> None:
    """Put into a lane a state that no arithmetic trips over and that stays where it is."""
    for row in range(STATE, SUMS, LANES):
        w[row + j] = 0.0
    w[STATE + j], w[STATE + LANES + j] = 0.5, 0.75


@njit
def place(w: Array, j: int, s: Array, t: float) -> None:
    """Put the state s (6,) with the time t still to go into a lane."""
    spare(w, j)
    for k in range(6):
        w[STATE + k * LANES + j] = s[k]
    w[LEFT + j] = t


@njit
def move(w: Array, to: int, source: int) -> None:
    """Let one lane take over from another."""
    for row in range(STATE, SUMS, LANES):
        w[row + to] = w[row + source]


@njit(inline=True)
def _close(
    w: Array, j: int, p: int, n: int, ax: float, ay: float, az: float, b1: float, b2: float,
    s: float,
) -> None:  # fmt: skip
    """Write order n of u, q and n + 2 of the position from the sums over orders 1 to n - 1.

    p: offset of order n.
    """
    x, y, z = w[RX + p + j], w[RY + p + j], w[RZ + p + j]
    x1, x2, y0, z0 = w[X1 + j], w[X2 + j], w[STATE + LANES + j], w[STATE + 2 * LANES + j]
    q10, q20 = w[Q1_0 + j], w[Q2_0 + j]
    yz = y0 * y + z0 * z
    u1 = 2.0 * (x1 * x + yz) + s
    u2 = 2.0 * (x2 * x + yz) + s
    q1 = (b1 - 1.5 * q10 * u1) * w[OVER_U1 + j]
    q2 = (b2 - 1.5 * q20 * u2) * w[OVER_U2 + j]
    w[U1 + p + j], w[U2 + p + j], w[Q1 + p + j], w[Q2 + p + j] = u1, u2, q1, q2
    q, q0 = q1 + q2, q10 + q20
    turn, over = 2.0 * (n + 1), 1.0 / ((n + 1) * (n + 2))
    vx, vy = w[RX + p + LANES + j], w[RY + p + LANES + j]
    w[RX + p + 2 * LANES + j] = (turn * vy + (x - (ax + q0 * x + (q1 * x1 + q2 * x2)))) * over
    w[RY + p + 2 * LANES + j] = ((y - (ay + q0 * y + q * y0)) - turn * vx) * over
    w[RZ + p + 2 * LANES + j] = -(az + q0 * z + q * z0) * over


@njit
def _begin(w: Array, m: int, mu: float) -> None:
    """Write the orders 0 and 1 of u and q and 1 to 3 of the position of m lanes."""
    m &= _ALL
    for j in range(m):
        x, y, z = w[STATE + j], w[STATE + LANES + j], w[STATE + 2 * LANES + j]
        vx, vy = w[STATE + 3 * LANES + j], w[STATE + 4 * LANES + j]
        x1 = x + mu
        x2 = x1 - 1.0
        yz = y * y + z * z
        i1, i2 = 1.0 / (x1 * x1 + yz), 1.0 / (x2 * x2 + yz)
        q1, q2 = (1.0 - mu) * i1 * math.sqrt(i1), mu * i2 * math.sqrt(i2)
        w[X1 + j], w[X2 + j], w[OVER_U1 + j], w[OVER_U2 + j] = x1, x2, i1, i2
        w[Q1_0 + j], w[Q2_0 + j], w[Q1 + j], w[Q2 + j] = q1, q2, q1, q2
        w[RX + LANES + j], w[RY + LANES + j] = vx, vy
        w[RZ + LANES + j] = w[STATE + 5 * LANES + j]
        w[RX + 2 * LANES + j] = vy + 0.5 * (x - (q1 * x1 + q2 * x2))
        w[RY + 2 * LANES + j] = 0.5 * (y - (q1 + q2) * y) - vx
        w[RZ + 2 * LANES + j] = -0.5 * (q1 + q2) * z
    for j in range(m):
        _close(w, j, LANES, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@njit(inline=True)
def _pairs(
    w: Array, j: int, p: int, q: int, c: float, dc: float, count: int, ax: float, ay: float,
    az: float, b1: float, b2: float, s: float,
) -> tuple[float, float, float, float, float, float]:  # fmt: skip
    """Return the sums with `count` pairs of orders added: p and those above, q and those below.

    c, dc: weight of the first pair in the powers' recurrence, and how it grows.
    """
    for k in range(count):
        up, down = p + k * LANES + j, q - k * LANES + j
        q1, q2 = w[Q1 + up], w[Q2 + up]
        x, y, z = w[RX + down], w[RY + down], w[RZ + down]
        weight = c + k * dc
        both = q1 + q2
        ax += both * x
        ay += both * y
        az += both * z
        b1 += (weight * q1) * w[U1 + down]
        b2 += (weight * q2) * w[U2 + down]
        s += w[RX + up] * x + w[RY + up] * y + w[RZ + up] * z
    return ax, ay, az, b1, b2, s


@njit(inline=True)
def _first(w: Array, m: int, q: int, dc: float, count: int) -> None:
    """Write the sums over the first pairs."""
    for j in range(m):
        ax, ay, az, b1, b2, s = _pairs(
            w, j, LANES, q, dc - 1.5, dc, count, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        )
        w[_AX + j], w[_AY + j], w[_AZ + j] = ax, ay, az
        w[_B1 + j], w[_B2 + j], w[_S + j] = b1, b2, s


@njit
def _sums(w: Array, m: int, n: int) -> None:
    """Write the sums over all pairs of orders 1 to n - 1 of m lanes, n > 1."""
    m &= _ALL
    dc = 0.5 / n
    rest = (n - 1) & 3
    if rest == 1:
        _first(w, m, ((n - 1) * LANES) & MASK, dc, 1)
    elif rest == 2:
        _first(w, m, (((n - 2) * LANES) & MASK) + LANES, dc, 2)
    elif rest == 3:
        _first(w, m, (((n - 3) * LANES) & MASK) + 2 * LANES, dc, 3)
    else:
        _first(w, m, (((n - 4) * LANES) & MASK) + 3 * LANES, dc, 4)
        rest = 4
    for k in range(1 + rest, n, 4):
        p = (k * LANES) & MASK
        q = (((n - k - 3) * LANES) & MASK) + 3 * LANES
        c = k * dc - 1.5
        for j in range(m):
            ax, ay, az, b1, b2, s = _pairs(
                w, j, p, q, c, dc, 4,
                w[_AX + j], w[_AY + j], w[_AZ + j], w[_B1 + j], w[_B2 + j], w[_S + j],
            )  # fmt: skip
            w[_AX + j], w[_AY + j], w[_AZ + j] = ax, ay, az
            w[_B1 + j], w[_B2 + j], w[_S + j] = b1, b2, s


@njit
def _end(w: Array, m: int, n: int) -> None:
    """Close order n of m lanes with the sums."""
    m &= _ALL
    p = (n * LANES) & MASK
    for j in range(m):
        _close(w, j, p, n, w[_AX + j], w[_AY + j], w[_AZ + j], w[_B1 + j], w[_B2 + j], w[_S + j])


@njit
def expand(w: Array, m: int, mu: float, order: int) -> None:
    """Write the series of m lanes: positions to order + 1, u and q to order - 1."""
    _begin(w, m, mu)
    for n in range(2, order):
        _sums(w, m, n)
        _end(w, m, n)


@njit
def step_lengths(w: Array, bits: Bits, m: int, order: int, tol: float) -> None:
    """Write the signed steps of m lanes, none longer than the time left.

    The last two terms of the velocity stay below half of tol times the larger of 1 and the largest
    number of the state. bits: w seen as integers; the logarithm is read off the exponent, with the
    mantissa in place of its logarithm, which is wrong by 0.09 at most and moves a step by less than
    a hundredth.
    """
    m &= _ALL
    q = (order * LANES) & MASK
    p = q + LANES
    aim = math.log2(0.5 * tol)
    for j in range(m):
        x = max(abs(w[STATE + j]), abs(w[STATE + LANES + j]), abs(w[STATE + 2 * LANES + j]))
        v = max(
            abs(w[STATE + 3 * LANES + j]), abs(w[STATE + 4 * LANES + j]),
            abs(w[STATE + 5 * LANES + j]),
        )  # fmt: skip
        size = max(1.0, x, v)
        last = max(abs(w[RX + p + j]), abs(w[RY + p + j]), abs(w[RZ + p + j])) * (order + 1)
        before = max(abs(w[RX + q + j]), abs(w[RY + q + j]), abs(w[RZ + q + j])) * order
        w[_AX + j] = max(last, 1e-290) / size
        w[_AY + j] = max(before, 1e-290) / size
    for j in range(m):
        a = bits[_AX + j] * 2.0**-52 - 1023.0
        b = bits[_AY + j] * 2.0**-52 - 1023.0
        e = min(max(min((aim - a) / order, (aim - b) / (order - 1)), -900.0), 900.0)
        whole = math.floor(e)
        rest = e - whole
        w[STEP + j] = 1.0 + rest * (0.6565 + 0.3435 * rest)
        bits[_AX + j] = (np.int64(whole) + 1023) << 52
    for j in range(m):
        left = w[LEFT + j]
        h = w[STEP + j] * w[_AX + j]
        short = h if left > 0.0 else -h
        w[STEP + j] = left if h >= abs(left) else short


@njit(inline=True)
def _sum(a: float, b: float) -> tuple[float, float]:
    """Return a + b and what its rounding lost."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


@njit(inline=True)
def _powers(
    w: Array, j: int, p: int, count: int, h: float, a: float, d: float
) -> tuple[float, float]:
    """Return value and derivative of a series with `count` more orders, p the lowest of them."""
    for k in range(count - 1, -1, -1):
        d = d * h + a
        a = a * h + w[p + k * LANES + j]
    return a, d


@njit(inline=True)
def _gather(w: Array, m: int, p: int, count: int) -> None:
    """Take `count` more orders, p the lowest of them, into the sums of m lanes."""
    for j in range(m):
        h = w[STEP + j]
        w[_AX + j], w[_B1 + j] = _powers(w, j, RX + p, count, h, w[_AX + j], w[_B1 + j])
        w[_AY + j], w[_B2 + j] = _powers(w, j, RY + p, count, h, w[_AY + j], w[_B2 + j])
        w[_AZ + j], w[_S + j] = _powers(w, j, RZ + p, count, h, w[_AZ + j], w[_S + j])


@njit
def advance(w: Array, m: int, order: int) -> None:
    """Move m lanes on by their steps."""
    m &= _ALL
    p = (((order - 1) * LANES) & MASK) + 2 * LANES
    for j in range(m):
        w[_B1 + j], w[_B2 + j], w[_S + j] = 0.0, 0.0, 0.0
        w[_AX + j], w[_AY + j], w[_AZ + j] = w[RX + p + j], w[RY + p + j], w[RZ + p + j]
    k = order
    while k >= 5:
        _gather(w, m, ((k - 3) * LANES) & MASK, 4)
        k -= 4
    while k >= 2:
        _gather(w, m, (k * LANES) & MASK, 1)
        k -= 1
    for j in range(m):
        h = w[STEP + j]
        for i in range(0, 3 * LANES, LANES):
            r, v = STATE + i + j, STATE + 3 * LANES + i + j
            a = w[_AX + i + j]
            # Position r + h (v + h a), velocity v + h (2 a + h a').
            dr = h * (w[v] + h * a) + w[_LOST + i + j]
            dv = h * (2.0 * a + h * w[_B1 + i + j]) + w[_LOST + 3 * LANES + i + j]
            w[r], w[_LOST + i + j] = _sum(w[r], dr)
            w[v], w[_LOST + 3 * LANES + i + j] = _sum(w[v], dv)
        left = w[LEFT + j]
        rest, lost = _sum(left, w[_LEFT_LOST + j] - h)
        w[LEFT + j], w[_LEFT_LOST + j] = 0.0 if h == left else rest, lost
