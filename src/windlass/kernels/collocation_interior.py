"""An interior-point method for a collocated flight whose dates, beginning and end are given.

The method is IPOPT's: barriers on throttle and flow that are lowered step by step, Newton's step
for unknowns and multipliers together, a line search by a filter.  Its linear systems are solved by
two sweeps along the flight (``collocation_step``), which is what makes it fast; where it does not
come to an end it says so, and has no restoration.

``interior`` takes x, held: unknowns and multipliers of the constraints, as ``collocation`` orders
them; of held, those of the departure and of limits on the throttle are not read; part, d, free,
engine, ends: as there; b (s, s): Runge and Kutta's weights; off (n,): segments without thrust;
rows, columns: of ``jacobian_places``; entries: how many ``hessian_places`` has; zc (n, free, 4),
zu (n,): multipliers of |u| ≤ p, a cone, and of p ≤ top; mu, mu_end: weight of the barriers at first
and at last; tol: how exact; rounds: at most; curve: share of the motion's second derivatives that
is counted, less than 1 where they lead astray.
Source: wachter2006, nesterov1997.  Checked: tests/kernels/test_collocation_interior.py.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import collocation as co
from windlass.kernels import collocation_barrier as barrier
from windlass.kernels import collocation_second as second
from windlass.kernels import collocation_step as step
from windlass.kernels import collocation_sweep as sweep
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
GAIN: Final[Array] = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0])
"""Of the goal by the state at arrival."""
SOFT: Final[Array] = np.ones(2)
"""Rounding for kernels whose limits on the throttle are not read: any that is smooth."""


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
    of these there are in the filter then, taboo (KEPT, 2)."""
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
    -1 where nothing will.  last: what it was the last time it was needed."""
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
    """Take the step of the multipliers."""
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
def searched(
    x: Array,
    part: Array,
    d: Array,
    free: int,
    engine: Array,
    ends: Array,
    off: Flags,
    top: float,
    mu: float,
    dy: Array,
    dw: Array,
    alpha: float,
    lean: float,
    broken: float,
    goal: float,
    most: float,
    least: float,
    taboo: Array,
    count: int,
    xt: Array,
    trial: Array,
) -> tuple[float, float, float, int]:
    """Go along a step until the filter takes it: return (how far, 0 if never, by how much
    constraints are broken there, the goal, pairs in the filter)."""
    for _ in range(HALVINGS):
        stepped(x, alpha, dy, dw, off, xt)
        if xt[x.size - 1] > LIGHT:
            co.constraints(xt, part, d, free, engine, SOFT, ends, trial)
            broken_t, goal_t = barrier.measure(xt, trial, free, off.size, off, top, mu)
            taken, count = filtered(
                broken, goal, broken_t, goal_t, alpha, lean, most, least, taboo, count
            )
            if taken:
                return alpha, broken_t, goal_t, count
        alpha *= 0.5
    return 0.0, broken, goal, count


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
    """Improve x and its multipliers; return (status, rounds, the barriers' last)."""
    n, s = part.size, d.shape[0]
    nw, tof = 3 * free + 1, x[TOF]
    m = nw + 8
    g, trial, turned = np.empty(held.size), np.empty(held.size), np.empty(held.size)
    jac, hess = np.empty(rows.size), np.empty(entries)
    z, big = np.empty((n, 7 * s, m)), np.empty((n, m, m))
    yy, yw = np.empty((n, s, 7, 7)), np.empty((n, s, 7, 4))
    t, kept = np.empty((n, 4 * s, 4 * s)), np.empty((n, s, 15))
    gains, nu, slope = np.empty((n, nw, 14)), np.empty(6), np.zeros((n, nw))
    dy, dw, lam = np.empty((n, 7 * s)), np.empty((n, nw)), np.empty((n, s, 7))
    dzc, dzu, stiff = np.zeros((n, free, 4)), np.zeros(n), np.empty((n, free, 4, 4))
    grad, xt = np.empty(x.size), x.copy()
    taboo, count = np.empty((KEPT, 2)), 0
    shift_last, fresh = 0.0, 0
    co.constraints(x, part, d, free, engine, SOFT, ends, g)
    broken, goal = barrier.measure(x, g, free, n, off, top, mu)
    most, least = WIDE * max(1e-1, broken), 1e-4 * max(1.0, broken)
    for done in range(rounds):
        co.jacobian(x, part, d, free, engine, SOFT, ends, jac)
        primal, dual, low, high = barrier.errors(
            x, jac, rows, columns, held, g, free, n, off, top, zc, zu, grad
        )
        if max(primal, dual) <= tol and high <= max(tol, 10.0 * mu_end) and mu <= mu_end:
            return FOUND, done, mu
        while mu > mu_end and max(max(primal, dual), max(high - mu, mu - low)) <= 10.0 * mu:
            mu = max(mu_end, min(0.2 * mu, mu**1.5))
            count = 0
            broken, goal = barrier.measure(x, g, free, n, off, top, mu)
        turned[:] = curve * held
        second.hessian(x, part, d, free, engine, SOFT, ends, turned, 0.0, hess)
        if not step.chain(part, tof, b, free, g, jac, hess, z, big, yy, yw, t, kept):
            return SINGULAR, done, mu
        barrier.barriers(x, free, off, top, zc, zu, mu, big, slope, stiff)
        shift = convex(z, big, slope, shift_last, off, g[6:12], GAIN, gains, nu)
        if shift < 0.0:
            return SINGULAR, done, mu
        if shift > 0.0:
            shift_last = shift
        sweep.ahead(z, gains, nu, dy, dw)
        step.multipliers(part, tof, b, d, free, yy, yw, t, kept, dy, dw, GAIN, nu, lam)
        alpha, alpha_z, lean = barrier.bounded(x, free, off, top, zc, zu, mu, stiff, dw, dzc, dzu)
        lean -= dy[n - 1, 7 * s - 1]
        alpha, broken_t, goal_t, count = searched(
            x, part, d, free, engine, ends, off, top, mu, dy, dw, alpha, lean, broken, goal, most,
            least, taboo, count, xt, trial,
        )  # fmt: skip
        if alpha == 0.0:
            if count == 0 or fresh >= FRESH:
                return STUCK, done, mu
            count, fresh = 0, fresh + 1  # what the filter forbids is allowed again
            continue
        x[:] = xt
        g[:] = trial
        broken, goal = broken_t, goal_t
        advance(held, zc, zu, nu, lam, dzc, dzu, alpha, alpha_z, off)
    return ROUNDS, rounds, mu
