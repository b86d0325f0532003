"""Barriers of a collocated flight: its throttles and flows keep inside a cone and below a bound.

What they add to the goal, to its slopes and second derivatives; how far a step may go before it
meets them; how far from an optimum a flight is.
Source: nesterov1997, wachter2006.  Checked: tests/kernels/test_collocation_interior.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import cone
from windlass.kernels._jit import njit
from windlass.kernels.collocation import LIMITS, U

Array = NDArray[np.float64]
Index = NDArray[np.int32]
Flags = NDArray[np.bool_]


@njit
def own_cone(x: Array, own: int, i: int, free: int, s: Array) -> None:
    """Put a point's throttle and its segment's flow into s (4,)."""
    for c in range(3):
        s[c] = x[own + 3 * i + c]
    s[3] = x[own + 3 * free]


@njit
def measure(
    x: Array, g: Array, free: int, n: int, off: Flags, top: float, mu: float
) -> tuple[float, float]:
    """Return (by how much constraints are broken in sum, the goal with its barriers)."""
    wide = 3 * free + 1
    s = np.empty(4)
    broken, goal = 0.0, -x[x.size - 1]
    for c in range(6):
        broken += abs(g[6 + c])
    for row in range(LIMITS + n * free, g.size):
        broken += abs(g[row])
    for k in range(n):
        if off[k]:
            continue
        own = U + wide * k
        goal -= mu * math.log(top - x[own + wide - 1])
        for i in range(free):
            own_cone(x, own, i, free, s)
            goal -= 0.5 * mu * math.log(cone.depth(s))
    return broken, goal


@njit
def errors(
    x: Array,
    jac: Array,
    rows: Index,
    columns: Index,
    held: Array,
    g: Array,
    free: int,
    n: int,
    off: Flags,
    top: float,
    zc: Array,
    zu: Array,
    grad: Array,
) -> tuple[float, float, float, float]:
    """Return how far from an optimum: (constraints, slope of the Lagrangian, least and greatest
    product of a distance from a bound and its multiplier)."""
    wide = 3 * free + 1
    first = U + wide * n
    s = np.empty(4)
    grad[:] = 0.0
    grad[x.size - 1] = -1.0
    for q in range(rows.size):
        grad[columns[q]] += jac[q] * held[rows[q]]
    dual, primal = 0.0, 0.0
    for q in range(first + 7, x.size):
        dual = max(dual, abs(grad[q]))
    for c in range(6):
        primal = max(primal, abs(g[6 + c]))
    for row in range(LIMITS + n * free, g.size):
        primal = max(primal, abs(g[row]))
    low, high = np.inf, 0.0
    for k in range(n):
        if off[k]:
            continue
        own = U + wide * k
        grad[own + wide - 1] += zu[k]
        one = zu[k] * (top - x[own + wide - 1])
        low, high = min(low, one), max(high, one)
        for i in range(free):
            own_cone(x, own, i, free, s)
            dot = 0.0
            for c in range(3):
                grad[own + 3 * i + c] -= zc[k, i, c]
                dot += s[c] * zc[k, i, c]
            grad[own + wide - 1] -= zc[k, i, 3]
            dot += s[3] * zc[k, i, 3]
            high = max(high, dot)
            low = min(low, math.sqrt(cone.depth(s) * cone.depth(zc[k, i])))
        for a in range(wide):
            dual = max(dual, abs(grad[own + a]))
    return primal, dual, low, high


@njit
def barriers(
    x: Array,
    free: int,
    off: Flags,
    top: float,
    zc: Array,
    zu: Array,
    mu: float,
    big: Array,
    slope: Array,
    stiff: Array,
) -> None:
    """Add what barriers do to the controls' second derivatives, and put their slopes into slope
    (n, nw); stiff (n, free, 4, 4): the cones' scalings."""
    n, nw = slope.shape
    s, back = np.empty(4), np.empty(4)
    for k in range(n):
        if off[k]:
            continue
        own = U + nw * k
        room = top - x[own + nw - 1]
        p = 6 + nw
        big[k, p, p] += zu[k] / room
        slope[k] = 0.0
        slope[k, nw - 1] = mu / room
        for i in range(free):
            own_cone(x, own, i, free, s)
            cone.inverse(s, back)
            h = stiff[k, i]
            cone.scaled(s, zc[k, i], h)
            at = 7 + 3 * i
            for a in range(3):
                slope[k, 3 * i + a] -= mu * back[a]
                for e in range(3):
                    big[k, at + a, at + e] += h[a, e]
                big[k, at + a, p] += h[a, 3]
                big[k, p, at + a] += h[3, a]
            slope[k, nw - 1] -= mu * back[3]
            big[k, p, p] += h[3, 3]


@njit
def bounded(
    x: Array,
    free: int,
    off: Flags,
    top: float,
    zc: Array,
    zu: Array,
    mu: float,
    stiff: Array,
    dw: Array,
    dzc: Array,
    dzu: Array,
) -> tuple[float, float, float]:
    """Put the step of the bounds' multipliers into dzc (n, free, 4) and dzu (n,); return (longest
    steps of unknowns and multipliers, the barriers' slope)."""
    n, nw = dw.shape
    keep = max(0.99, 1.0 - mu)
    alpha, alpha_z, lean = 1.0, 1.0, 0.0
    s, ds, back = np.empty(4), np.empty(4), np.empty(4)
    for k in range(n):
        if off[k]:
            continue
        own = U + nw * k
        room, dp = top - x[own + nw - 1], dw[k, nw - 1]
        dzu[k] = mu / room - zu[k] + zu[k] / room * dp
        lean += mu * dp / room
        if dp > 0.0:
            alpha = min(alpha, keep * room / dp)
        if dzu[k] < 0.0:
            alpha_z = min(alpha_z, -keep * zu[k] / dzu[k])
        for i in range(free):
            own_cone(x, own, i, free, s)
            cone.inverse(s, back)
            for c in range(3):
                ds[c] = dw[k, 3 * i + c]
            ds[3] = dp
            for a in range(4):
                total = mu * back[a] - zc[k, i, a]
                for e in range(4):
                    total -= stiff[k, i, a, e] * ds[e]
                dzc[k, i, a] = total
                lean -= mu * back[a] * ds[a]
            alpha = min(alpha, keep * cone.reach(s, ds))
            alpha_z = min(alpha_z, keep * cone.reach(zc[k, i], dzc[k, i]))
    return alpha, alpha_z, lean
