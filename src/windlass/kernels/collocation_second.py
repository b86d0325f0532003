"""Second derivatives of a collocated flight (``collocation``): the Lagrangian's, its lower half.

Each point's throttle and state stand in its own gaps alone, beside the segment's flow and the time
of flight.  Checked: tests/kernels/test_collocation.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.collocation import BALL, LIMITS, T0, TOF, W0, W1, U, engine_at, norm

Array = NDArray[np.float64]
Index = NDArray[np.int32]


@njit
def hessian_places(n: int, s: int, free: int) -> tuple[Index, Index]:
    """Return (rows, columns) of the entries of ``hessian``, its lower half; some come twice."""
    count = 3 + 6 + n * 2 + n * s * (6 + 3 + 6 + 3 + 1 + 12 + 3 + 7)
    rows = np.empty(count, np.int32)
    columns = np.empty(count, np.int32)
    first = U + (3 * free + 1) * n
    rows[0], columns[0] = T0, T0
    rows[1], columns[1] = TOF, T0
    rows[2], columns[2] = TOF, TOF
    q = 3
    for c in range(3):
        rows[q], columns[q] = W0 + c, W0 + c
        rows[q + 1], columns[q + 1] = W1 + c, W1 + c
        q += 2
    for k in range(n):
        own = U + (3 * free + 1) * k
        flow = own + 3 * free
        rows[q], columns[q] = flow, flow
        rows[q + 1], columns[q + 1] = flow, TOF
        q += 2
        for i in range(s):
            here = first + 7 * (k * s + i + 1)
            a = own + 3 * min(i, free - 1)
            for c in range(3):
                for e in range(c + 1):
                    rows[q], columns[q] = a + c, a + e
                    q += 1
            for c in range(3):
                rows[q], columns[q] = a + c, TOF
                q += 1
            for c in range(3):
                for e in range(c + 1):
                    rows[q], columns[q] = here + c, here + e
                    q += 1
            for c in range(3):
                rows[q], columns[q] = here + 6, here + c
                q += 1
            rows[q], columns[q] = here + 6, here + 6
            q += 1
            for c in range(3):
                for e in range(3):
                    rows[q], columns[q] = here + c, a + e
                    q += 1
                rows[q], columns[q] = here + c, flow
                q += 1
            for e in range(3):
                rows[q], columns[q] = here + 6, a + e
                q += 1
            for c in range(7):
                rows[q], columns[q] = here + c, TOF
                q += 1
    return rows, columns


@njit
def hessian(
    x: Array,
    part: Array,
    d: Array,
    free: int,
    engine: Array,
    soft: Array,
    ends: Array,
    held: Array,
    effort: float,
    out: Array,
) -> None:
    """Put the second derivatives of held (m,) @ constraints + effort Σ part p² into out."""
    n, s = part.size, d.shape[0]
    first = U + (3 * free + 1) * n
    out[:] = 0.0
    for c in range(6):
        out[0] -= held[c] * ends[0, 2, c] + held[6 + c] * ends[1, 2, c]
        out[1] -= held[6 + c] * ends[1, 2, c]
    out[2] = out[1]
    q = 3
    for _ in range(3):
        out[q], out[q + 1] = 2.0 * held[BALL], 2.0 * held[BALL + 1]
        q += 2
    row = LIMITS + n * free
    for k in range(n):
        own = U + (3 * free + 1) * k
        length = part[k] * x[TOF]
        flow = x[own + 3 * free]
        whole = q
        out[q] = 2.0 * effort * part[k]
        q += 2
        for i in range(s):
            here = first + 7 * (k * s + i + 1)
            at = own + 3 * min(i, free - 1)
            u = x[at : at + 3]
            size = norm(u, soft[0])
            limit = held[LIMITS + k * free + i] / size if i < free else 0.0
            for c in range(3):
                for e in range(c + 1):
                    out[q] = -limit * u[c] * u[e] / (size * size)
                    if c == e:
                        out[q] += limit
                    q += 1
            y, lam = x[here : here + 7], held[row : row + 7]
            q = _point(y, u, flow, lam, engine, length, part[k], whole, q, out)
            row += 7


@njit
def _point(
    y: Array,
    u: Array,
    flow: float,
    lam: Array,
    engine: Array,
    length: float,
    part: float,
    whole: int,
    q: int,
    out: Array,
) -> int:
    """Put in the second derivatives of one point's gaps; return the place of the next entry."""
    m = y[6]
    r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
    r = math.sqrt(r2)
    r3, r5 = r * r2, r * r2 * r2
    tau, tau1, tau2, rho, rho1, rho2 = engine_at(engine, r)
    push = lam[3] * u[0] + lam[4] * u[1] + lam[5] * u[2]
    fall = lam[3] * y[0] + lam[4] * y[1] + lam[5] * y[2]
    for c in range(3):
        out[q] = -part * tau * lam[3 + c] / m
        q += 1
    # what is a function of the distance alone, w(r), by its derivatives
    w1 = tau1 * push / m - lam[6] * rho1 * flow
    w2 = tau2 * push / m - lam[6] * rho2 * flow
    for c in range(3):
        for e in range(c + 1):
            g = 3.0 * (lam[3 + c] * y[e] + lam[3 + e] * y[c]) / r5
            g -= 15.0 * fall * y[c] * y[e] / (r5 * r2)
            g += (w2 - w1 / r) * y[c] * y[e] / r2
            if c == e:
                g += 3.0 * fall / r5 + w1 / r
            out[q] = -length * g
            q += 1
    for c in range(3):
        out[q] = length * tau1 * y[c] / r * push / (m * m)
        q += 1
    out[q] = -length * 2.0 * tau * push / (m * m * m)
    q += 1
    for c in range(3):
        for e in range(3):
            out[q] = -length * y[c] / r * tau1 * lam[3 + e] / m
            q += 1
        out[q] = length * y[c] / r * lam[6] * rho1
        q += 1
    for e in range(3):
        out[q] = length * tau * lam[3 + e] / (m * m)
        q += 1
    out[whole + 1] += part * lam[6] * rho
    # by the time of flight
    dot = w1 / r + 3.0 * fall / r5
    for c in range(3):
        out[q] = -part * (dot * y[c] - lam[3 + c] / r3)
        q += 1
    for c in range(3):
        out[q] = -part * lam[c]
        q += 1
    out[q] = part * tau * push / (m * m)
    return q + 1
