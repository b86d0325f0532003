"""An interior-point method for a collocated flight whose dates, beginning and end are given.

The method is IPOPT's: barriers on throttle and flow that are lowered step by step, Newton's step
for unknowns and multipliers together, a line search by a filter.  Its linear systems are solved by
two sweeps along the flight (``collocation_step``), which is what makes it fast; where it does not
come to an end it says so, and has no restoration.
Source: wachter2006, nesterov1997.  Checked: tests/kernels/test_collocation_interior.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import collocation as co
from windlass.kernels import collocation_second as second
from windlass.kernels import collocation_step as step
from windlass.kernels import collocation_sweep as sweep
from windlass.kernels import cone
from windlass.kernels._jit import njit
from windlass.kernels.collocation import LIMITS, TOF, U

Array = NDArray[np.float64]
Index = NDArray[np.int32]
Flags = NDArray[np.bool_]

FOUND: Final = 0
ROUNDS: Final = 1
STUCK: Final = 2
SINGULAR: Final = 3

WEIGHT: Final = 100.0
"""Of the miss at the end in the sweep, which must vanish anyway."""
LIGHT: Final = 0.05
"""Least mass at the end, as a share of the greatest at departure."""
KEPT: Final = 200
"""Most pairs in the filter."""
WIDE: Final = 3.0
"""By how much constraints may be broken, in what they are at first."""
HALVINGS: Final = 16
"""Of a step at most."""
FRESH: Final = 5
"""How often the filter is emptied where it lets nothing pass."""
SOFT: Final[Array] = np.ones(2)
"""Rounding for kernels whose limits on the throttle are not read: any that is smooth."""


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
    product of a distance from a bound and its multiplier)."""  # fmt: skip
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
    (n, nw); stiff (n, free, 4, 4): the cones' scalings."""  # fmt: skip
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
    steps of unknowns and multipliers, the barriers' slope)."""  # fmt: skip
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


@njit
def stepped(x: Array, alpha: float, dy: Array, dw: Array, off: Flags, xt: Array) -> None:
    """Put unknowns so far along the step into xt."""
    n, nw = dw.shape
    first = U + nw * n
    for k in range(n):
        if not off[k]:
            for a in range(nw):
                xt[U + nw * k + a] = x[U + nw * k + a] + alpha * dw[k, a]
        base = first + 7 + dy.shape[1] * k
        for a in range(dy.shape[1]):
            xt[base + a] = x[base + a] + alpha * dy[k, a]


@njit
def filtered(
    broken: float,
    goal: float,
    broken_t: float,
    goal_t: float,
    alpha: float,
    lean: float,
    most: float,
    least: float,
    taboo: Array,
    count: int,
) -> tuple[bool, int]:
    """Return whether a step is taken, by what it does to constraints and goal, and how many pairs
    of these there are in the filter then, taboo (KEPT, 2)."""  # fmt: skip
    if not broken_t <= most:
        return False, count
    for q in range(count):
        if broken_t >= taboo[q, 0] and goal_t >= taboo[q, 1]:
            return False, count
    if lean < 0.0 and broken <= least and alpha * (-lean) ** 2.3 > broken**1.1:
        return goal_t <= goal + 1e-8 * alpha * lean + 1e-14 * abs(goal), count
    if broken_t <= (1.0 - 1e-5) * broken or goal_t <= goal - 1e-8 * broken:
        if count < taboo.shape[0]:
            taboo[count, 0] = (1.0 - 1e-5) * broken
            taboo[count, 1] = goal - 1e-8 * broken
            count += 1
        return True, count
    return False, count


@njit
def convex(
    z: Array,
    big: Array,
    slope: Array,
    last: float,
    off: Flags,
    miss: Array,
    gain: Array,
    gains: Array,
    nu: Array,
) -> float:
    """Sweep back with as little added to the controls' second derivatives as will do; return it,
    -1 where nothing will.  last: what it was the last time it was needed."""  # fmt: skip
    shift = 0.0
    while shift < 1e6:
        how = sweep.back(z, big, slope, shift, off, WEIGHT, miss, gain, gains, nu)
        if how == 0:
            return shift
        if how == 2:
            return -1.0
        if shift == 0.0:
            shift = 1e-4 if last == 0.0 else max(1e-8, last / 3.0)
        else:
            shift *= 100.0 if last == 0.0 else 8.0
    return -1.0


@njit
def advance(
    held: Array,
    zc: Array,
    zu: Array,
    nu: Array,
    lam: Array,
    dzc: Array,
    dzu: Array,
    alpha: float,
    alpha_z: float,
    off: Flags,
) -> None:
    """Take the step of the multipliers."""  # fmt: skip
    n, s = lam.shape[0], lam.shape[1]
    free = zc.shape[1]
    for c in range(6):
        held[6 + c] += alpha * (nu[c] - held[6 + c])
    q = LIMITS + n * free
    for k in range(n):
        for i in range(s):
            for c in range(7):
                held[q] += alpha * (lam[k, i, c] - held[q])
                q += 1
        if not off[k]:
            zu[k] += alpha_z * dzu[k]
            for i in range(free):
                for c in range(4):
                    zc[k, i, c] += alpha_z * dzc[k, i, c]


@njit
def interior(
    x: Array,
    part: Array,
    d: Array,
    b: Array,
    free: int,
    engine: Array,
    ends: Array,
    off: Flags,
    rows: Index,
    columns: Index,
    entries: int,
    held: Array,
    zc: Array,
    zu: Array,
    top: float,
    mu: float,
    mu_end: float,
    tol: float,
    rounds: int,
    curve: float,
) -> tuple[int, int, float]:
    """Improve x in place, with multipliers held, zc, zu; return (status, rounds, last barrier).

    x, held: unknowns and multipliers of the constraints, as ``collocation`` orders them, those of
    ends at departure and of limits on the throttle apart, which are not read; part, d, free,
    engine, ends: as there; b (s, s): Runge and Kutta's weights; off (n,): segments without
    thrust; rows, columns: of ``jacobian_places``, entries: how many ``hessian_places`` has; zc (n, free, 4),
    zu (n,): multipliers of |u| ≤ p, a cone, and of p ≤ top; mu, mu_end: weight of the barriers at
    first and at last; tol: how exact; rounds: at most; curve: share of the motion's second
    derivatives that is counted.
    """
    n, s = part.size, d.shape[0]
    nw = 3 * free + 1
    m = nw + 8
    tof = x[TOF]
    g, trial, turned = np.empty(held.size), np.empty(held.size), np.empty(held.size)
    jac, hess = np.empty(rows.size), np.empty(entries)
    z, big = np.empty((n, 7 * s, m)), np.empty((n, m, m))
    yy, yw = np.empty((n, s, 7, 7)), np.empty((n, s, 7, 4))
    t, kept = np.empty((n, 4 * s, 4 * s)), np.empty((n, s, 15))
    gains, nu, slope = np.empty((n, nw, 14)), np.empty(6), np.zeros((n, nw))
    dy, dw, lam = np.empty((n, 7 * s)), np.empty((n, nw)), np.empty((n, s, 7))
    dzc, dzu, stiff = np.zeros((n, free, 4)), np.zeros(n), np.empty((n, free, 4, 4))
    grad, xt = np.empty(x.size), x.copy()
    gain = np.zeros(7)
    gain[6] = -1.0
    taboo, count = np.empty((KEPT, 2)), 0
    shift_last, fresh = 0.0, 0
    co.constraints(x, part, d, free, engine, SOFT, ends, g)
    broken, goal = measure(x, g, free, n, off, top, mu)
    most, least = WIDE * max(1e-1, broken), 1e-4 * max(1.0, broken)
    for done in range(rounds):
        co.jacobian(x, part, d, free, engine, SOFT, ends, jac)
        primal, dual, low, high = errors(
            x, jac, rows, columns, held, g, free, n, off, top, zc, zu, grad
        )
        if max(primal, dual) <= tol and high <= max(tol, 10.0 * mu_end) and mu <= mu_end:
            return FOUND, done, mu
        while mu > mu_end and max(max(primal, dual), max(high - mu, mu - low)) <= 10.0 * mu:
            mu = max(mu_end, min(0.2 * mu, mu**1.5))
            count = 0
            broken, goal = measure(x, g, free, n, off, top, mu)
        turned[:] = curve * held
        second.hessian(x, part, d, free, engine, SOFT, ends, turned, 0.0, hess)
        if not step.chain(part, tof, b, free, g, jac, hess, z, big, yy, yw, t, kept):
            return SINGULAR, done, mu
        barriers(x, free, off, top, zc, zu, mu, big, slope, stiff)
        shift = convex(z, big, slope, shift_last, off, g[6:12], gain, gains, nu)
        if shift < 0.0:
            return SINGULAR, done, mu
        if shift > 0.0:
            shift_last = shift
        sweep.ahead(z, gains, nu, dy, dw)
        step.multipliers(part, tof, b, d, free, yy, yw, t, kept, dy, dw, gain, nu, lam)
        alpha, alpha_z, lean = bounded(x, free, off, top, zc, zu, mu, stiff, dw, dzc, dzu)
        lean -= dy[n - 1, 7 * s - 1]
        taken = False
        for _ in range(HALVINGS):
            stepped(x, alpha, dy, dw, off, xt)
            if xt[x.size - 1] > LIGHT:
                co.constraints(xt, part, d, free, engine, SOFT, ends, trial)
                broken_t, goal_t = measure(xt, trial, free, n, off, top, mu)
                taken, count = filtered(
                    broken, goal, broken_t, goal_t, alpha, lean, most, least, taboo, count
                )
            if taken:
                break
            alpha *= 0.5
        if not taken:
            if count == 0 or fresh >= FRESH:
                return STUCK, done, mu
            # what the filter forbids is allowed again
            count = 0
            fresh += 1
            continue
        x[:] = xt
        g[:] = trial
        broken, goal = broken_t, goal_t
        advance(held, zc, zu, nu, lam, dzc, dzu, alpha, alpha_z, off)
    return ROUNDS, rounds, mu
