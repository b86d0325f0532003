"""Newton's step of a chain of segments that must end in a given place and speed: one sweep back,
one ahead.

Backward the best that can be had from a segment's beginning is a quadratic in it, with multipliers
of the end left open; they follow at the flight's beginning, which is held.  Each segment's controls
must have positive second derivatives then, or the step does not lead downhill.
Source: betts1998.  Checked: tests/kernels/test_collocation_step.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit
def cholesky(a: Array) -> bool:
    """Put a (m, m) into its lower triangle; return whether it is positive."""
    m = a.shape[0]
    for i in range(m):
        for j in range(i + 1):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            if i == j:
                if not total > 1e-14:
                    return False
                a[i, i] = math.sqrt(total)
            else:
                a[i, j] = total / a[j, j]
    return True


@njit
def down(a: Array, x: Array) -> None:
    """Put a⁻¹ x into x (m, k), a its lower triangle."""
    m, k = x.shape
    for i in range(m):
        for j in range(i):
            f = a[i, j]
            for c in range(k):
                x[i, c] -= f * x[j, c]
        f = 1.0 / a[i, i]
        for c in range(k):
            x[i, c] *= f


@njit
def up(a: Array, x: Array) -> None:
    """Put a⁻ᵀ x into x (m, k)."""
    m, k = x.shape
    for i in range(m - 1, -1, -1):
        for j in range(i + 1, m):
            f = a[j, i]
            for c in range(k):
                x[i, c] -= f * x[j, c]
        f = 1.0 / a[i, i]
        for c in range(k):
            x[i, c] *= f


@njit
def folded(z: Array, yy: Array, yw: Array, ww: Array, free: int, out: Array) -> None:
    """Put second derivatives by (beginning, controls, 1) into out (nz + 1, nz + 1), of those by
    points and controls; z: of ``collocation_arc.moved``."""
    s, m = yy.shape[0], z.shape[1]
    nw = 3 * free + 1
    out[:] = 0.0
    row = np.empty(m)
    for i in range(s):
        at = 7 + 3 * min(i, free - 1)
        p = 7 + 3 * free
        for c in (0, 1, 2, 6):
            row[:] = 0.0
            for e in (0, 1, 2, 6):
                f = yy[i, c, e]
                for j in range(m):
                    row[j] += f * z[7 * i + e, j]
            # both halves of what states and controls share
            for e in range(3):
                row[at + e] += yw[i, c, e]
            row[p] += yw[i, c, 3]
            for k in range(m):
                f = z[7 * i + c, k]
                if f != 0.0:
                    for j in range(m):
                        out[k, j] += f * row[j]
            for e in range(3):
                f = yw[i, c, e]
                for j in range(m):
                    out[at + e, j] += f * z[7 * i + c, j]
            f = yw[i, c, 3]
            for j in range(m):
                out[p, j] += f * z[7 * i + c, j]
    for a in range(nw):
        for e in range(nw):
            out[7 + a, 7 + e] += ww[a, e]


@njit
def joined(
    second: Array, end: Array, p2: Array, p1: Array, far: Array, whole: Array, mz: Array
) -> None:
    """Put a segment's own second derivatives and what comes after it into whole (nz + 1, nz + 1),
    and by how much the end moves into mz (6, nz + 1)."""
    m = whole.shape[0]
    pz = np.zeros((7, m))
    mz[:] = 0.0
    for a in range(7):
        for c in range(7):
            f = p2[a, c]
            for j in range(m):
                pz[a, j] += f * end[c, j]
        pz[a, m - 1] += p1[a]
    for a in range(6):
        for c in range(7):
            f = far[a, c]
            for j in range(m):
                mz[a, j] += f * end[c, j]
    whole[:] = second
    for c in range(7):
        for a in range(m - 1):
            f = end[c, a]
            if f != 0.0:
                for j in range(m):
                    whole[a, j] += f * pz[c, j]


@njit
def best(
    whole: Array, mz: Array, slope: Array, shift: float, ww: Array, y: Array, gain: Array
) -> bool:
    """Put the best controls by the beginning, themselves and the end's multipliers into gain
    (nw, 14), and what they save, as a root, into y (nw, 14); return whether there are any."""
    nw, own = ww.shape[0], whole.shape[0] - 1
    for a in range(nw):
        for e in range(a + 1):
            ww[a, e] = whole[7 + a, 7 + e]
        ww[a, a] += shift
        for c in range(7):
            y[a, c] = whole[7 + a, c]
        y[a, 7] = whole[7 + a, own] + slope[a]
        for c in range(6):
            y[a, 8 + c] = mz[c, 7 + a]
    if not cholesky(ww):
        return False
    down(ww, y)
    gain[:] = y
    up(ww, gain)
    return True


@njit
def before(
    whole: Array, mz: Array, y: Array, p2: Array, p1: Array, far: Array, h: Array, s2: Array
) -> None:
    """Carry what can be had, p2 (7, 7) and p1 (7,), and the end's place, far (6, 7), h (6,) and
    s2 (6, 6), over from a segment's end to its beginning."""
    nw, own = y.shape[0], whole.shape[0] - 1
    for a in range(7):
        for e in range(7):
            total = whole[a, e]
            for j in range(nw):
                total -= y[j, a] * y[j, e]
            p2[a, e] = total
        total = whole[a, own]
        for j in range(nw):
            total -= y[j, a] * y[j, 7]
        p1[a] = total
    for a in range(6):
        for e in range(7):
            total = mz[a, e]
            for j in range(nw):
                total -= y[j, 8 + a] * y[j, e]
            far[a, e] = total
        total = mz[a, own]
        for j in range(nw):
            total -= y[j, 8 + a] * y[j, 7]
        h[a] += total
        for e in range(6):
            total = 0.0
            for j in range(nw):
                total += y[j, 8 + a] * y[j, 8 + e]
            s2[a, e] += total


@njit
def back(
    z: Array,
    second: Array,
    slope: Array,
    shift: float,
    off: Flags,
    weight: float,
    miss: Array,
    gain: Array,
    gains: Array,
    nu: Array,
) -> int:
    """Sweep back: put into gains (n, nw, 7 + 1 + 6) the controls' step by the beginning's, by
    itself and by the multipliers of the end, and these into nu (6,).

    z (n, 7 s, nz + 1), second (n, nz + 1, nz + 1): of the segments; slope (n, nw): of the goal by
    the controls; shift: added to their second derivatives; off (n,): controls held; weight: of
    the miss at the end (6,), which must go to 0 anyway; gain (7,): of the goal by the end.
    Return 0, 1 where controls are not convex, 2 where the end cannot be reached.
    """
    n, m = second.shape[0], second.shape[1]
    nw = m - 8
    p2, p1 = np.zeros((7, 7)), gain.copy()
    far, h, s2 = np.zeros((6, 7)), miss.copy(), np.zeros((6, 6))
    for c in range(6):
        p2[c, c] = weight
        p1[c] += weight * miss[c]
        far[c, c] = 1.0
    whole, mz = np.empty((m, m)), np.empty((6, m))
    ww, y = np.empty((nw, nw)), np.empty((nw, 14))
    last = z.shape[1] - 7
    for k in range(n - 1, -1, -1):
        joined(second[k], z[k, last:], p2, p1, far, whole, mz)
        if off[k]:
            gains[k] = 0.0
            y[:] = 0.0
        elif not best(whole, mz, slope[k], shift, ww, y, gains[k]):
            return 1
        before(whole, mz, y, p2, p1, far, h, s2)
    if not cholesky(s2):
        return 2
    sides = h.copy().reshape(6, 1)
    down(s2, sides)
    up(s2, sides)
    nu[:] = sides[:, 0]
    return 0


@njit
def ahead(z: Array, gains: Array, nu: Array, dy: Array, dw: Array) -> None:
    """Sweep ahead: put the step of the points into dy (n, 7 s), of the controls into dw (n, nw)."""
    n, m = dy.shape[0], z.shape[2]
    nw = dw.shape[1]
    x = np.zeros(7)
    for k in range(n):
        for a in range(nw):
            total = gains[k, a, 7]
            for c in range(7):
                total += gains[k, a, c] * x[c]
            for c in range(6):
                total += gains[k, a, 8 + c] * nu[c]
            dw[k, a] = -total
        for row in range(dy.shape[1]):
            total = z[k, row, m - 1]
            for c in range(7):
                total += z[k, row, c] * x[c]
            for a in range(nw):
                total += z[k, row, 7 + a] * dw[k, a]
            dy[k, row] = total
        x[:] = dy[k, -7:]
