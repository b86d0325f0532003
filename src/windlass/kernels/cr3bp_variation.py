"""Taylor series of the variations of the circular restricted three-body problem, side by side.

The pull's gradient is a series of its own: with p = 3 q / u of each primary, its products with the
place are sums over both primaries (`cr3bp_lanes`), and its trace is that of (1, 1, 0). The six
columns of the state-transition matrix then cost nine convolutions each. They are worked out for
one group of eight lanes after the other, so that their series stay in the nearest cache. There the
18 positions of an order follow each other, entry (i, k) of lane j at (6 * i + k) * GROUP + j.
Source: jorba2005. Checked: tests/kernels/test_cr3bp_block.py.
"""

from typing import Final

from windlass.kernels._jit import njit
from windlass.kernels.cr3bp_lanes import (
    GROUP,
    HIGHEST,
    LANES,
    MASK,
    OVER_U1,
    OVER_U2,
    Q1,
    Q1_0,
    Q2,
    Q2_0,
    ROWS,
    RX,
    RY,
    RZ,
    SPAN,
    STATE,
    STEP,
    SUMS,
    U1,
    U2,
    X1,
    X2,
    Array,
)

# Rows of w beyond those of the motion.
_P1: Final = ROWS
_P2: Final = _P1 + SPAN
_EX: Final = _P2 + SPAN
"""Sum of p x over both primaries, and of p y; _F: of p x with the coefficient of order zero."""
_EY: Final = _EX + SPAN
_F: Final = _EY + SPAN
_POSITIONS: Final = 18 * GROUP
_SIX: Final = 6 * GROUP
# The matrices, group by group: positions, then velocities.
_MATRIX: Final = _F + SPAN
_VALUES: Final = _MATRIX + 2 * _POSITIONS * (LANES // GROUP)
"""Sums of the columns, and what a series comes to; its slopes; the steps, once for each."""
_SLOPES: Final = _VALUES + _POSITIONS
_H: Final = _SLOPES + _POSITIONS
_G: Final = _H + _POSITIONS
"""Gradient xx, xy, xz, yy, yz, zz, group by group and order by order."""
_G_SPAN: Final = (HIGHEST + 2) * _SIX
# Four orders of zeros lie below the columns.
_XI: Final = _G + _G_SPAN * (LANES // GROUP) + 4 * _POSITIONS
ROWS_STM: Final = _XI + (HIGHEST + 2) * _POSITIONS
_ALL: Final = 56


@njit(inline=True)
def _close(
    w: Array, j: int, p: int, to: int, d1: float, d2: float, cx: float, cy: float, xx: float,
    xy: float, xz: float, yy: float, yz: float,
) -> None:  # fmt: skip
    """Write order n > 0 of p, its products and the gradient from the sums over orders 1 to n - 1.

    p: offset of order n; to: of its gradient.
    """
    x, y, z = w[RX + p + j], w[RY + p + j], w[RZ + p + j]
    x1, x2, y0, z0 = w[X1 + j], w[X2 + j], w[STATE + LANES + j], w[STATE + 2 * LANES + j]
    i1, i2 = w[OVER_U1 + j], w[OVER_U2 + j]
    p10, p20 = 3.0 * w[Q1_0 + j] * i1, 3.0 * w[Q2_0 + j] * i2
    q1, q2 = w[Q1 + p + j], w[Q2 + p + j]
    p1 = (3.0 * q1 - p10 * w[U1 + p + j] - d1) * i1
    p2 = (3.0 * q2 - p20 * w[U2 + p + j] - d2) * i2
    ex0, both0 = p10 * x1 + p20 * x2, p10 + p20
    b, both = p1 * x1 + p2 * x2, p1 + p2
    ex = b + both0 * x + cx
    ey0, ey = both0 * y0, both * y0 + both0 * y + cy
    w[_P1 + p + j], w[_P2 + p + j] = p1, p2
    w[_EX + p + j], w[_EY + p + j], w[_F + p + j] = ex, ey, b + ex
    gxx = p1 * x1 * x1 + p2 * x2 * x2 + 2.0 * ex0 * x + xx
    gyy = ey * y0 + ey0 * y + yy
    pull = q1 + q2
    w[to], w[to + GROUP] = gxx - pull, ex * y0 + ex0 * y + xy
    w[to + 2 * GROUP], w[to + 3 * GROUP] = ex * z0 + ex0 * z + xz, gyy - pull
    w[to + 4 * GROUP], w[to + 5 * GROUP] = ey * z0 + ey0 * z + yz, 2.0 * pull - gxx - gyy


@njit(inline=True)
def _open(w: Array, j: int, to: int) -> None:
    """Write order 0 of p, its products and the gradient."""
    x1, x2, y, z = w[X1 + j], w[X2 + j], w[STATE + LANES + j], w[STATE + 2 * LANES + j]
    q1, q2 = w[Q1_0 + j], w[Q2_0 + j]
    p1, p2 = 3.0 * q1 * w[OVER_U1 + j], 3.0 * q2 * w[OVER_U2 + j]
    pull, ex, ey = q1 + q2, p1 * x1 + p2 * x2, (p1 + p2) * y
    w[_P1 + j], w[_P2 + j], w[_EX + j], w[_EY + j], w[_F + j] = p1, p2, ex, ey, 2.0 * ex
    gxx, gyy = p1 * x1 * x1 + p2 * x2 * x2, ey * y
    w[to], w[to + GROUP], w[to + 2 * GROUP] = gxx - pull + 1.0, ex * y, ex * z
    w[to + 3 * GROUP], w[to + 4 * GROUP] = gyy - pull + 1.0, ey * z
    w[to + 5 * GROUP] = 2.0 * pull - gxx - gyy


@njit(inline=True)
def _pairs(w: Array, j: int, p: int, q: int, count: int, first: bool) -> None:
    """Add `count` pairs of orders to the sums, or write them as the first: p and those above, q
    and those below.
    """
    d1, d2, cx, cy, xx, xy, xz, yy, yz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if not first:
        d1, d2, cx = w[SUMS + j], w[SUMS + LANES + j], w[SUMS + 2 * LANES + j]
        cy, xx, xy = w[SUMS + 3 * LANES + j], w[SUMS + 4 * LANES + j], w[SUMS + 5 * LANES + j]
        xz, yy, yz = w[SUMS + 6 * LANES + j], w[SUMS + 7 * LANES + j], w[SUMS + 8 * LANES + j]
    for k in range(count):
        up, down = p + k * LANES + j, q + (count - 1 - k) * LANES + j
        p1, p2, ex, ey = w[_P1 + up], w[_P2 + up], w[_EX + up], w[_EY + up]
        x, y, z = w[RX + down], w[RY + down], w[RZ + down]
        both = p1 + p2
        d1 += p1 * w[U1 + down]
        d2 += p2 * w[U2 + down]
        cx += both * x
        cy += both * y
        xx += w[_F + up] * x
        xy += ex * y
        xz += ex * z
        yy += ey * y
        yz += ey * z
    w[SUMS + j], w[SUMS + LANES + j], w[SUMS + 2 * LANES + j] = d1, d2, cx
    w[SUMS + 3 * LANES + j], w[SUMS + 4 * LANES + j], w[SUMS + 5 * LANES + j] = cy, xx, xy
    w[SUMS + 6 * LANES + j], w[SUMS + 7 * LANES + j], w[SUMS + 8 * LANES + j] = xz, yy, yz


@njit
def _sums(w: Array, m: int, n: int) -> None:
    """Write the sums over all pairs of orders 1 to n - 1 of m lanes, n > 1."""
    m &= _ALL
    rest = 2 - (n & 1)
    q = ((n - rest) * LANES) & MASK
    if rest == 1:
        for j in range(m):
            _pairs(w, j, LANES, q, 1, True)
    else:
        for j in range(m):
            _pairs(w, j, LANES, q, 2, True)
    for k in range(1 + rest, n, 2):
        p, q = (k * LANES) & MASK, ((n - k - 1) * LANES) & MASK
        for j in range(m):
            _pairs(w, j, p, q, 2, False)


@njit
def gradient(w: Array, m: int, order: int) -> None:
    """Write the series of the gradient of m lanes to order - 1, from those of the motion."""
    m &= _ALL
    for lane in range(0, m, GROUP):
        to = _G + lane // GROUP * _G_SPAN
        for j in range(GROUP):
            _open(w, lane + j, to + j)
        for j in range(GROUP):
            _close(w, lane + j, LANES, to + _SIX + j, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for n in range(2, order):
        _sums(w, m, n)
        p = (n * LANES) & MASK
        for lane in range(0, m, GROUP):
            to = _G + lane // GROUP * _G_SPAN + ((n * _SIX) & 2047)
            for j in range(GROUP):
                a = SUMS + lane + j
                _close(
                    w, lane + j, p, to + j, w[a], w[a + LANES], w[a + 2 * LANES], w[a + 3 * LANES],
                    w[a + 4 * LANES], w[a + 5 * LANES], w[a + 6 * LANES], w[a + 7 * LANES],
                    w[a + 8 * LANES],
                )  # fmt: skip


@njit(inline=True)
def _pull(w: Array, a: int, p: int, q: int, count: int, first: bool) -> None:
    """Add `count` pairs of orders to the sums of a column, or write them as the first.

    a: offset of the column; p: of the lowest order of the gradient; q: of the column's.
    """
    for j in range(GROUP):
        s = _VALUES + a + j
        x, y, z = 0.0, 0.0, 0.0
        if not first:
            x, y, z = w[s], w[s + _SIX], w[s + 2 * _SIX]
        for k in range(count):
            g, xi = p + k * _SIX + j, q + a + (count - 1 - k) * _POSITIONS + j
            dx, dy, dz = w[xi], w[xi + _SIX], w[xi + 2 * _SIX]
            xy, xz, yz = w[g + GROUP], w[g + 2 * GROUP], w[g + 4 * GROUP]
            x += w[g] * dx + xy * dy + xz * dz
            y += xy * dx + w[g + 3 * GROUP] * dy + yz * dz
            z += xz * dx + yz * dy + w[g + 5 * GROUP] * dz
        w[s], w[s + _SIX], w[s + 2 * _SIX] = x, y, z


@njit
def _pulls(w: Array, g: int, n: int) -> None:
    """Write the sums over all pairs of orders 0 to n of all columns; g: group of lanes.

    The first go two to five at a time: a single one is so short that the compiler would undo its
    loop before it makes vectors of it. Order 0 takes zeros with it.
    """
    rest = ((n - 1) & 3) + 2
    first = _G + ((g * _G_SPAN) & 8191)
    for column in range(6):
        a = (GROUP * column) & 63
        q = _XI - 4 * _POSITIONS + (((n - rest + 5) * _POSITIONS) & 4095)
        if rest == 2:
            _pull(w, a, first, q, 2, True)
        elif rest == 3:
            _pull(w, a, first, q, 3, True)
        elif rest == 4:
            _pull(w, a, first, q, 4, True)
        else:
            _pull(w, a, first, q, 5, True)
        for k in range(rest, n + 1, 4):
            p, q = first + ((k * _SIX) & 2047), _XI + (((n - k - 3) * _POSITIONS) & 4095)
            _pull(w, a, p, q, 4, False)


@njit
def _raise(w: Array, n: int) -> None:
    """Write order n + 2 of all columns from their sums."""
    turn, over = 2.0 * (n + 1), 1.0 / ((n + 1) * (n + 2))
    p = _XI + ((n * _POSITIONS) & 4095)
    for j in range(_SIX):
        s, x = _VALUES + j, p + 2 * _POSITIONS + j
        vx, vy = w[p + _POSITIONS + j], w[p + _POSITIONS + _SIX + j]
        w[x] = (turn * vy + w[s]) * over
        w[x + _SIX] = (w[s + _SIX] - turn * vx) * over
        w[x + 2 * _SIX] = w[s + 2 * _SIX] * over


@njit
def _load(w: Array, g: int) -> None:
    """Make ready for the columns of a group of lanes."""
    lane, matrix = (g * GROUP) & _ALL, _MATRIX + ((g * 2 * _POSITIONS) & 2047)
    for a in range(0, _POSITIONS, GROUP):
        for j in range(GROUP):
            w[_H + a + j] = w[STEP + lane + j]
    for j in range(2 * _POSITIONS):
        w[_XI + j] = w[matrix + j]


@njit(inline=True)
def _powers(w: Array, p: int, count: int) -> None:
    """Take `count` more orders into values and slopes of all columns, p the lowest of them."""
    for j in range(_POSITIONS):
        a, d, h = w[_VALUES + j], w[_SLOPES + j], w[_H + j]
        for k in range(count - 1, -1, -1):
            d = d * h + a
            a = a * h + w[p + k * _POSITIONS + j]
        w[_VALUES + j], w[_SLOPES + j] = a, d


@njit
def _store(w: Array, g: int, order: int) -> None:
    """Write the matrices of a group of lanes at the end of their steps."""
    p = _XI + (((order + 1) * _POSITIONS) & 4095)
    for j in range(_POSITIONS):
        w[_VALUES + j], w[_SLOPES + j] = w[p + j], 0.0
    rest = (order + 1) & 3
    for k in range(order, order - rest, -1):
        _powers(w, _XI + ((k * _POSITIONS) & 4095), 1)
    for k in range(order - rest - 3, -1, -4):
        _powers(w, _XI + ((k * _POSITIONS) & 4095), 4)
    matrix = _MATRIX + ((g * 2 * _POSITIONS) & 2047)
    for j in range(2 * _POSITIONS):
        w[matrix + j] = w[_VALUES + j]


@njit
def vary(w: Array, m: int, order: int) -> None:
    """Move the matrices of m lanes on by their steps; `gradient` has been called."""
    for g in range(m // GROUP):
        _load(w, g)
        for n in range(order):
            _pulls(w, g, n)
            _raise(w, n)
        _store(w, g, order)


@njit
def entry(lane: int, i: int, k: int) -> int:
    """Return where the entry (i, k) of the matrix of a lane is in w."""
    return _MATRIX + lane // GROUP * 2 * _POSITIONS + (6 * i + k) * GROUP + lane % GROUP


@njit
def unit(w: Array, lane: int) -> None:
    """Put the unit matrix into a lane."""
    for i in range(6):
        for k in range(6):
            w[entry(lane, i, k)] = 1.0 if i == k else 0.0


@njit
def move_matrix(w: Array, to: int, source: int) -> None:
    """Let one lane take the matrix of another."""
    for i in range(6):
        for k in range(6):
            w[entry(to, i, k)] = w[entry(source, i, k)]
