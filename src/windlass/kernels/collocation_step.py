"""Newton's step of a collocated flight whose dates, beginning and end are given.

Source: betts1998.  Checked: tests/kernels/test_collocation_step.py.
"""

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import collocation_arc as arc
from windlass.kernels import collocation_sweep as sweep
from windlass.kernels._jit import njit
from windlass.kernels.collocation import LIMITS

Array = NDArray[np.float64]


@njit
def chain(
    part: Array,
    tof: float,
    b: Array,
    free: int,
    g: Array,
    jac: Array,
    hess: Array,
    z: Array,
    second: Array,
    yy: Array,
    yw: Array,
    t: Array,
    first: Array,
) -> bool:
    """Condense each segment: z (n, 7 s, nz + 1), second (n, nz + 1, nz + 1), yy (n, s, 7, 7),
    yw (n, s, 7, 4), t (n, 4 s, 4 s), first (n, s, 15); return whether it went."""
    n, s = part.size, b.shape[0]
    nw = 3 * free + 1
    ww, small = np.empty((nw, nw)), np.empty((4 * s, 8 + nw))
    rr, rm, ru = np.empty((s, 3, 3)), np.empty((s, 3)), np.empty(s)
    mr, mp = np.empty((s, 3)), np.empty(s)
    for k in range(n):
        row = LIMITS + n * free + 7 * s * k
        arc.read_first(jac, k, s, free, rr, rm, ru, mr, mp)
        arc.read_second(hess, k, s, free, yy[k], yw[k], ww)
        gaps = g[row : row + 7 * s].reshape(s, 7)
        if not arc.moved(b, part[k] * tof, free, gaps, rr, rm, ru, mr, mp, t[k], small, z[k]):
            return False
        sweep.folded(z[k], yy[k], yw[k], ww, free, second[k])
        for i in range(s):
            for c in range(3):
                for e in range(3):
                    first[k, i, 3 * c + e] = rr[i, c, e]
                first[k, i, 9 + c] = rm[i, c]
                first[k, i, 12 + c] = mr[i, c]
    return True


@njit
def multipliers(
    part: Array,
    tof: float,
    b: Array,
    d: Array,
    free: int,
    yy: Array,
    yw: Array,
    t: Array,
    first: Array,
    dy: Array,
    dw: Array,
    gain: Array,
    nu: Array,
    lam: Array,
) -> None:
    """Put the gaps' multipliers after the step into lam (n, s, 7)."""
    n, s = part.size, b.shape[0]
    y, room = np.empty((s, 7)), np.empty(4 * s)
    rr, rm, mr = np.empty((s, 3, 3)), np.empty((s, 3)), np.empty((s, 3))
    after = gain.copy()
    after[:6] += nu
    for k in range(n - 1, -1, -1):
        for i in range(s):
            at = 3 * min(i, free - 1)
            for c in range(7):
                total = 0.0
                for e in range(7):
                    total += yy[k, i, c, e] * dy[k, 7 * i + e]
                for e in range(3):
                    total += yw[k, i, c, e] * dw[k, at + e]
                total += yw[k, i, c, 3] * dw[k, 3 * free]
                y[i, c] = total
            for c in range(3):
                for e in range(3):
                    rr[i, c, e] = first[k, i, 3 * c + e]
                rm[i, c] = first[k, i, 9 + c]
                mr[i, c] = first[k, i, 12 + c]
        for c in range(7):
            y[s - 1, c] += after[c]
        arc.held_by(b, part[k] * tof, rr, rm, mr, t[k], y, lam[k], room)
        for c in range(7):
            total = 0.0
            for i in range(s):
                total += d[i, 0] * lam[k, i, c]
            after[c] = total
