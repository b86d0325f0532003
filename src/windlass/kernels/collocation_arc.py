"""One segment of a collocated flight, its points eliminated from Newton's step.

What a step does at the points of a segment follows from what it does at the segment's beginning
and to its controls: by the gaps' derivatives, in Runge and Kutta's form (each point is the
beginning plus B times the rates), places by speeds, which leaves 4 unknowns a point.  Second
derivatives are carried over the same way, so that what is left is a chain of segments.
Source: betts1998.  Checked: tests/kernels/test_collocation_step.py.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit

Array = NDArray[np.float64]

ENDS: Final = 44
"""Entries of ``collocation.jacobian`` before the first point's."""
ENDS_SECOND: Final = 9
"""Entries of ``collocation_second.hessian`` before the first segment's."""
POINT_SECOND: Final = 41
"""Of each point there."""


@njit
def eliminate(t: Array, free: Array) -> bool:
    """Put t (m, m) into its triangles and free (m, k) into t⁻¹ free; t is near the unit matrix,
    so that no rows change places.  Return whether it went."""
    m, k = t.shape[0], free.shape[1]
    for a in range(m):
        if not abs(t[a, a]) > 1e-6:
            return False
        for i in range(a + 1, m):
            if t[i, a] == 0.0:
                continue
            f = t[i, a] / t[a, a]
            t[i, a] = f
            for j in range(a + 1, m):
                t[i, j] -= f * t[a, j]
            for j in range(k):
                free[i, j] -= f * free[a, j]
    for a in range(m - 1, -1, -1):
        f = 1.0 / t[a, a]
        for j in range(k):
            free[a, j] *= f
        for i in range(a):
            g = t[i, a]
            if g != 0.0:
                for j in range(k):
                    free[i, j] -= g * free[a, j]
    return True


@njit
def solve_turned(t: Array, v: Array) -> None:
    """Put the solution of the transposed system into v (m,), t being in its triangles."""
    m = t.shape[0]
    for a in range(m):
        for i in range(a):
            v[a] -= t[i, a] * v[i]
        v[a] /= t[a, a]
    for a in range(m - 1, -1, -1):
        for i in range(a + 1, m):
            v[a] -= t[i, a] * v[i]


@njit
def read_first(
    jac: Array, k: int, s: int, free: int, rr: Array, rm: Array, ru: Array, mr: Array, mp: Array
) -> None:
    """Read a segment's rates' derivatives, times its length, from ``collocation.jacobian``'s
    entries: of the pull by place rr (s, 3, 3), mass rm (s, 3) and throttle ru (s,); of the mass by
    place mr (s, 3) and by flow mp (s,)."""
    point = 7 * (s + 2) + 3 + 3 * 5 + 4
    q = ENDS + k * (s * point + 4 * free)
    for i in range(s):
        if i < free:
            q += 4
        q += 3 * (s + 3)
        for c in range(3):
            q += s + 2
            for e in range(3):
                rr[i, c, e] = -jac[q + e]
            rm[i, c] = -jac[q + 3]
            if c == 0:
                ru[i] = -jac[q + 4]
            q += 5
        q += s + 2
        for e in range(3):
            mr[i, e] = -jac[q + e]
        mp[i] = -jac[q + 3]
        q += 4


@njit
def read_second(hess: Array, k: int, s: int, free: int, yy: Array, yw: Array, ww: Array) -> None:
    """Read a segment's second derivatives from ``collocation_second.hessian``'s entries: by states
    yy (s, 7, 7), states and controls yw (s, 7, 4), controls ww (3 free + 1, 3 free + 1)."""
    base = ENDS_SECOND + k * (2 + POINT_SECOND * s)
    p = 3 * free
    yy[:] = 0.0
    yw[:] = 0.0
    ww[:] = 0.0
    ww[p, p] = hess[base]
    q = base + 2
    for i in range(s):
        a = 3 * min(i, free - 1)
        for c in range(3):
            for e in range(c + 1):
                ww[a + c, a + e] += hess[q]
                if e < c:
                    ww[a + e, a + c] += hess[q]
                q += 1
        q += 3
        for c in range(3):
            for e in range(c + 1):
                yy[i, c, e] = hess[q]
                yy[i, e, c] = hess[q]
                q += 1
        for c in range(3):
            yy[i, 6, c] = hess[q]
            yy[i, c, 6] = hess[q]
            q += 1
        yy[i, 6, 6] = hess[q]
        q += 1
        for c in range(3):
            for e in range(4):
                yw[i, c, e] = hess[q]
                q += 1
        for e in range(3):
            yw[i, 6, e] = hess[q]
            q += 1
        q += 7


@njit
def moved(
    b: Array,
    length: float,
    free: int,
    gaps: Array,
    rr: Array,
    rm: Array,
    ru: Array,
    mr: Array,
    mp: Array,
    t: Array,
    small: Array,
    z: Array,
) -> bool:
    """Put what a step does at the points into z (7 s, 7 + nw + 1): by the beginning (7), by the
    controls (nw), and by itself, which closes the gaps (s, 7).

    b (s, s): Runge and Kutta's weights; length: of the segment; rr .. mp: see ``read_first``;
    t (4 s, 4 s): its triangles; small (4 s, 7 + nw + 1): room.  Return whether it went.
    """
    s = b.shape[0]
    nw = 3 * free + 1
    own, p = 7 + nw, 7 + 3 * free
    z[:] = 0.0
    small[:] = 0.0
    # places as far as they do not follow from speeds; the gaps' share of the others
    for i in range(s):
        for c in range(7):
            total = 0.0
            for j in range(s):
                total += b[i, j] * gaps[j, c]
            z[7 * i + c, own] = -total
            z[7 * i + c, c] = 1.0
    for i in range(s):
        for c in range(3):
            row = 4 * i + c
            small[row, own] = z[7 * i + 3 + c, own]
            small[row, 3 + c] = 1.0
        row = 4 * i + 3
        small[row, own] = z[7 * i + 6, own]
        small[row, 6] = 1.0
        for j in range(s):
            w = b[i, j]
            at = 7 + 3 * min(j, free - 1)
            for c in range(3):
                row = 4 * i + c
                for e in range(3):
                    small[row, e] += w * rr[j, c, e]
                    small[row, own] += w * rr[j, c, e] * z[7 * j + e, own]
                small[row, at + c] += w * ru[j]
            row = 4 * i + 3
            for e in range(3):
                small[row, e] += w * mr[j, e]
                small[row, own] += w * mr[j, e] * z[7 * j + e, own]
            small[row, p] += w * mp[j]
    for i in range(s):
        for k in range(s):
            for c in range(4):
                for e in range(3):
                    total = 0.0
                    for j in range(s):
                        total += b[i, j] * b[j, k] * (rr[j, c, e] if c < 3 else mr[j, e])
                    t[4 * i + c, 4 * k + e] = -length * total
                t[4 * i + c, 4 * k + 3] = -b[i, k] * rm[k, c] if c < 3 else 0.0
        for c in range(4):
            t[4 * i + c, 4 * i + c] += 1.0
    if not eliminate(t, small):
        return False
    for i in range(s):
        for c in range(3):
            for col in range(own + 1):
                z[7 * i + 3 + c, col] = small[4 * i + c, col]
        for col in range(own + 1):
            z[7 * i + 6, col] = small[4 * i + 3, col]
        for j in range(s):
            w = length * b[i, j]
            for c in range(3):
                for col in range(own + 1):
                    z[7 * i + c, col] += w * small[4 * j + c, col]
    return True


@njit
def held_by(
    b: Array,
    length: float,
    rr: Array,
    rm: Array,
    mr: Array,
    t: Array,
    y: Array,
    lam: Array,
    room: Array,
) -> None:
    """Put into lam (s, 7) the gaps' multipliers that balance y (s, 7), the gain of the goal by the
    points; t: the triangles of ``moved``; room (4 s,)."""
    s = b.shape[0]
    for k in range(s):
        for c in range(3):
            total = 0.0
            for i in range(s):
                total += b[i, k] * y[i, c]
            room[4 * k + c] = -y[k, 3 + c] - length * total
        room[4 * k + 3] = -y[k, 6]
    # by places, what speeds and mass at a point pull and flow: through t
    solve_turned(t, room)
    for j in range(s):
        for c in range(4):
            total = 0.0
            for i in range(s):
                total += b[i, j] * room[4 * i + c]
            lam[j, 3 + c] = total
    for j in range(s):
        for c in range(3):
            total = 0.0
            for i in range(s):
                back = -y[i, c]
                for e in range(3):
                    back += rr[i, e, c] * lam[i, 3 + e]
                back += mr[i, c] * lam[i, 6]
                total += b[i, j] * back
            lam[j, c] = total
