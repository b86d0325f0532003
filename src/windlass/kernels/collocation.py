"""Collocation of a thrusting flight about one mass: gaps, and their first and second derivatives.

Time runs through segments; in each the share p of the full flow is constant, at most 1, the
throttle u (3,) is free at points (Radau's, the last one the segment's end), in an inertial frame,
or the same at all of them, and the state (r, v, m) is a polynomial that obeys the equations of
motion there.  |u| ≤ p stands as √(u² + ε²) − δ ≤ p, soft = (ε, δ): with δ = ε a throttle grows
from nought for nothing, which is smooth; with δ = 0 it never spends less than |u|.  Units: GM is 1;
thrust and mass flow at full throttle are functions of the distance, as cubics over equal intervals.

Unknowns: [t0, tof, w0 (3), w1 (3), (u (free, 3), p) (n), X (n s + 1, 7)]; w0, w1: velocity over
that of the bodies at the ends.  Constraints: [start (6), end (6), |w0|², |w1|², mass spent,
|u| − p (n, free), gaps (n, s, 7)].  Entries of derivatives stand in the order of
``jacobian_places`` and ``hessian_places``.
Source: betts1998.  Checked: tests/kernels/test_collocation.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit

Array = NDArray[np.float64]
Index = NDArray[np.int32]

T0: Final = 0
TOF: Final = 1
W0: Final = 2
W1: Final = 5
U: Final = 8
"""Places of the unknowns; each segment has 3 free + 1 of them from U on, then X."""
BALL: Final = 12
"""Place of the constraint on |w0|; those on |w1| and on the mass that is spent follow."""
LIMITS: Final = 15
"""Place of the first constraint on a throttle."""
WIDE: Final = 8
"""Columns of an engine's row: four coefficients of the thrust, four of the flow, highest first."""


@njit
def engine_at(engine: Array, r: float) -> tuple[float, float, float, float, float, float]:
    """Return thrust and flow at a distance with two derivatives each: (τ, τ', τ'', ρ, ρ', ρ'').

    engine (k + 1, WIDE): its first row holds the least distance and the width of an interval, and
    then the cubics of each; beyond the ends the last ones go on.
    """
    at = (r - engine[0, 0]) / engine[0, 1]
    k = int(at)
    k = min(max(k, 0), engine.shape[0] - 2)
    x = r - engine[0, 0] - k * engine[0, 1]
    a, b, c, d = engine[k + 1, 0], engine[k + 1, 1], engine[k + 1, 2], engine[k + 1, 3]
    e, f, g, h = engine[k + 1, 4], engine[k + 1, 5], engine[k + 1, 6], engine[k + 1, 7]
    return (
        ((a * x + b) * x + c) * x + d,
        (3.0 * a * x + 2.0 * b) * x + c,
        6.0 * a * x + 2.0 * b,
        ((e * x + f) * x + g) * x + h,
        (3.0 * e * x + 2.0 * f) * x + g,
        6.0 * e * x + 2.0 * f,
    )


@njit
def norm(u: Array, soft: float) -> float:
    """Return |u|, rounded off at nought."""
    return math.sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2] + soft * soft)


@njit
def rate(x: Array, u: Array, flow: float, engine: Array, out: Array) -> None:
    """Put the rate of change of a state (7,) into out; u (3,): throttle, flow: its share."""
    r = math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    g = -1.0 / (r * r * r)
    tau, _, _, rho, _, _ = engine_at(engine, r)
    for c in range(3):
        out[c] = x[3 + c]
        out[3 + c] = g * x[c] + tau * u[c] / x[6]
    out[6] = -rho * flow


@njit
def constraints(
    x: Array,
    part: Array,
    d: Array,
    free: int,
    engine: Array,
    soft: Array,
    ends: Array,
    out: Array,
) -> None:
    """Put the constraints into out.

    free: throttles of a segment, s, or 1: the same at all of its points; part (n,): lengths of the
    segments as shares of the flight; d (s, s + 1): derivatives by the share of a segment at its
    points, of values at its beginning and its points; ends (2, 3, 6): state, rate and its rate of
    the bodies at departure and arrival, by time.
    """
    n, s = part.size, d.shape[0]
    first = U + (3 * free + 1) * n
    last = first + 7 * n * s
    for c in range(6):
        out[c] = x[first + c] - ends[0, 0, c]
        out[6 + c] = x[last + c] - ends[1, 0, c]
    for c in range(3):
        out[3 + c] -= x[W0 + c]
        out[9 + c] -= x[W1 + c]
    out[BALL] = x[W0] ** 2 + x[W0 + 1] ** 2 + x[W0 + 2] ** 2
    out[BALL + 1] = x[W1] ** 2 + x[W1 + 1] ** 2 + x[W1 + 2] ** 2
    out[BALL + 2] = x[first + 6] - x[last + 6]
    f = np.empty(7)
    row = LIMITS + n * free
    for k in range(n):
        own = U + (3 * free + 1) * k
        flow = x[own + 3 * free]
        base = first + 7 * k * s
        length = part[k] * x[TOF]
        for i in range(s):
            here = base + 7 * (i + 1)
            at = own + 3 * min(i, free - 1)
            u = x[at : at + 3]
            out[LIMITS + k * free + min(i, free - 1)] = norm(u, soft[0]) - soft[1] - flow
            rate(x[here : here + 7], u, flow, engine, f)
            for c in range(7):
                total = -length * f[c]
                for j in range(s + 1):
                    total += d[i, j] * x[base + 7 * j + c]
                out[row] = total
                row += 1


@njit
def jacobian_places(n: int, s: int, free: int) -> tuple[Index, Index]:
    """Return (rows, columns) of the entries of ``jacobian``."""
    count = 12 + 18 + 12 + 2 + n * s * _entries(s)
    rows = np.empty(count, np.int32)
    columns = np.empty(count, np.int32)
    first = U + (3 * free + 1) * n
    last = first + 7 * n * s
    q = 0
    for c in range(6):
        rows[q], columns[q] = c, first + c
        rows[q + 1], columns[q + 1] = c, T0
        q += 2
    for c in range(6):
        rows[q], columns[q] = 6 + c, last + c
        rows[q + 1], columns[q + 1] = 6 + c, T0
        rows[q + 2], columns[q + 2] = 6 + c, TOF
        q += 3
    for c in range(3):
        rows[q], columns[q] = 3 + c, W0 + c
        rows[q + 1], columns[q + 1] = 9 + c, W1 + c
        rows[q + 2], columns[q + 2] = BALL, W0 + c
        rows[q + 3], columns[q + 3] = BALL + 1, W1 + c
        q += 4
    rows[q], columns[q] = BALL + 2, first + 6
    rows[q + 1], columns[q + 1] = BALL + 2, last + 6
    q += 2
    row = LIMITS + n * free
    for k in range(n):
        own = U + (3 * free + 1) * k
        base = first + 7 * k * s
        for i in range(s):
            here = base + 7 * (i + 1)
            at = own + 3 * min(i, free - 1)
            if i < free:
                for c in range(4):
                    rows[q] = LIMITS + k * free + i
                    columns[q] = at + c if c < 3 else own + 3 * free
                    q += 1
            for c in range(7):
                for j in range(s + 1):
                    rows[q], columns[q] = row, base + 7 * j + c
                    q += 1
                rows[q], columns[q] = row, TOF
                q += 1
                if c < 3:
                    rows[q], columns[q] = row, here + 3 + c
                    q += 1
                else:
                    for e in range(3):
                        rows[q], columns[q] = row, here + e
                        q += 1
                if 3 <= c < 6:
                    rows[q], columns[q] = row, here + 6
                    rows[q + 1], columns[q + 1] = row, at + c - 3
                    q += 2
                if c == 6:
                    rows[q], columns[q] = row, own + 3 * free
                    q += 1
                row += 1
    return rows[:q], columns[:q]


@njit
def _entries(s: int) -> int:
    """Return at most how many entries a point has."""
    return 7 * (s + 2) + 3 + 3 * 5 + 4 + 4


@njit
def jacobian(
    x: Array,
    part: Array,
    d: Array,
    free: int,
    engine: Array,
    soft: Array,
    ends: Array,
    out: Array,
) -> None:
    """Put the derivatives of the constraints into out."""
    n, s = part.size, d.shape[0]
    first = U + (3 * free + 1) * n
    q = 0
    for c in range(6):
        out[q], out[q + 1] = 1.0, -ends[0, 1, c]
        q += 2
    for c in range(6):
        out[q], out[q + 1], out[q + 2] = 1.0, -ends[1, 1, c], -ends[1, 1, c]
        q += 3
    for c in range(3):
        out[q], out[q + 1] = -1.0, -1.0
        out[q + 2], out[q + 3] = 2.0 * x[W0 + c], 2.0 * x[W1 + c]
        q += 4
    out[q], out[q + 1] = 1.0, -1.0
    q += 2
    f = np.empty(7)
    for k in range(n):
        own = U + (3 * free + 1) * k
        flow = x[own + 3 * free]
        base = first + 7 * k * s
        length = part[k] * x[TOF]
        for i in range(s):
            here = base + 7 * (i + 1)
            y = x[here : here + 7]
            at = own + 3 * min(i, free - 1)
            u = x[at : at + 3]
            if i < free:
                for c in range(3):
                    out[q] = u[c] / norm(u, soft[0])
                    q += 1
                out[q] = -1.0
                q += 1
            rate(y, u, flow, engine, f)
            r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
            r = math.sqrt(r2)
            r3 = r * r2
            tau, tau1, _, rho, rho1, _ = engine_at(engine, r)
            for c in range(7):
                for j in range(s + 1):
                    out[q] = d[i, j]
                    q += 1
                out[q] = -part[k] * f[c]
                q += 1
                if c < 3:
                    out[q] = -length
                    q += 1
                elif c < 6:
                    a = c - 3
                    for e in range(3):
                        g = 3.0 * y[a] * y[e] / (r3 * r2) + tau1 * y[e] / r * u[a] / y[6]
                        if e == a:
                            g -= 1.0 / r3
                        out[q] = -length * g
                        q += 1
                    out[q] = length * tau * u[a] / (y[6] * y[6])
                    out[q + 1] = -length * tau / y[6]
                    q += 2
                else:
                    for e in range(3):
                        out[q] = length * rho1 * y[e] / r * flow
                        q += 1
                    out[q] = length * rho
                    q += 1
