"""The largest m with Σ M_j u_j = m (b + C w), by its dual, without a solver of programmes.

Thrusts |u_j| ≤ 1, free velocities |w| ≤ 1 at each end, Σ c_j |u_j| ≤ 1, with c_j shares of the
propellant.  The dual has seven unknowns, prices λ of the six sums and µ of the propellant:

    m = min h/g,  h = Σ (|M_jᵀλ| − µ c_j)⁺ + µ,  g = λ·b − |Cᵀλ| > 0,

and any λ, µ ≥ 0 give an m that is not too small.  ½h² − g is convex and has the same minimum;
corners are rounded off less and less, and Newton's method solves.
Source: boyd2004.  Checked: tests/kernels/test_heaviest_dual.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, NOT_CONVERGED, OK

Array = NDArray[np.float64]

ROUNDS: Final = 40
"""Of Newton's method for each rounding."""
STOP: Final = 1e-9
"""Of Newton's decrement, squared."""
HALVES: Final = 20
ROUND: Final = (0.5, 0.05, 0.005)
"""Roundings of the corners, as shares of the mean price of a node."""
AGAIN: Final = 6
"""How often one rounding is solved, until its unit fits the answer."""
BARRIER: Final = 0.1
"""Of the price of propellant, which stays above 0, over the rounding."""
GUESSED: Final = 4


@njit
def definite(a: Array, b: Array, x: Array) -> bool:
    """Put the solution of a x = b into x (k,), of a (k, k) positive definite; return whether it
    is."""
    k = b.size
    low = np.zeros((k, k))
    for i in range(k):
        for j in range(i + 1):
            s = a[i, j]
            for c in range(j):
                s -= low[i, c] * low[j, c]
            if i > j:
                low[i, j] = s / low[j, j]
            elif 0.0 < s < math.inf:
                low[i, i] = math.sqrt(s)
            else:
                return False
    for i in range(k):
        s = b[i]
        for c in range(i):
            s -= low[i, c] * x[c]
        x[i] = s / low[i, i]
    for i in range(k - 1, -1, -1):
        s = x[i]
        for c in range(i + 1, k):
            s -= low[c, i] * x[c]
        x[i] = s / low[i, i]
    return True


@njit
def value(
    z: Array, m: Array, b: Array, ball: Array, cost: Array, wide: float, soft: float, barrier: float
) -> tuple[float, float, float]:
    """Return (½h² − g with corners rounded and barrier, h, g) at z = (λ, µ).

    wide: price of a node, of which soft is the share by which corners are rounded.
    """
    n = cost.size
    eps = soft * wide
    h = z[6]
    for j in range(n):
        p2 = 0.01 * eps * eps
        for i in range(3):
            p = 0.0
            for c in range(6):
                p += m[j, c, i] * z[c]
            p2 += p * p
        s = math.sqrt(p2) - z[6] * cost[j]
        h += 0.5 * (s + math.sqrt(s * s + eps * eps))
    g = 0.0
    for c in range(6):
        g += z[c] * b[c]
    for e in range(ball.shape[0]):
        p2 = soft * soft * 1e-4
        for i in range(3):
            p = 0.0
            for c in range(6):
                p += ball[e, c, i] * z[c]
            p2 += p * p
        g -= math.sqrt(p2)
    return 0.5 * h * h - g - barrier * math.log(z[6]), h, g


@njit
def slopes(
    z: Array, m: Array, b: Array, ball: Array, cost: Array, wide: float, soft: float,
    barrier: float, grad: Array, hess: Array, u: Array, y: Array,
) -> float:  # fmt: skip
    """Put derivatives of ``value`` into grad (7,), hess (7, 7), thrusts into u (n, 3) and the
    ends' velocities into y (·, 3); return h."""
    n = cost.size
    eps = soft * wide
    h, dh = z[6], np.zeros(7)
    dh[6] = 1.0
    bend = np.zeros((7, 7))
    p, at = np.empty(3), np.empty(7)
    for j in range(n):
        p2 = 0.01 * eps * eps
        for i in range(3):
            p[i] = 0.0
            for c in range(6):
                p[i] += m[j, c, i] * z[c]
            p2 += p[i] * p[i]
        q = math.sqrt(p2)
        s = q - z[6] * cost[j]
        root = math.sqrt(s * s + eps * eps)
        one = 0.5 * (1.0 + s / root)
        two = 0.5 * eps * eps / (root * root * root)
        h += 0.5 * (s + root)
        for i in range(3):
            u[j, i] = one * p[i] / q
        for c in range(6):
            at[c] = (m[j, c, 0] * p[0] + m[j, c, 1] * p[1] + m[j, c, 2] * p[2]) / q
        at[6] = -cost[j]
        for c in range(7):
            dh[c] += one * at[c]
            for d in range(c + 1):
                add = two * at[c] * at[d]
                if c < 6:
                    across = (
                        m[j, c, 0] * m[j, d, 0] + m[j, c, 1] * m[j, d, 1] + m[j, c, 2] * m[j, d, 2]
                    )
                    add += one * (across - at[c] * at[d]) / q
                bend[c, d] += add
    for c in range(7):
        grad[c] = h * dh[c]
        for d in range(c + 1):
            hess[c, d] = dh[c] * dh[d] + h * bend[c, d]
    for c in range(6):
        grad[c] -= b[c]
    for e in range(ball.shape[0]):
        p2 = soft * soft * 1e-4
        for i in range(3):
            p[i] = 0.0
            for c in range(6):
                p[i] += ball[e, c, i] * z[c]
            p2 += p[i] * p[i]
        q = math.sqrt(p2)
        for i in range(3):
            y[e, i] = p[i] / q
        for c in range(6):
            at[c] = np.dot(ball[e, c], p) / q
        for c in range(6):
            grad[c] += at[c]
            for d in range(c + 1):
                hess[c, d] += (np.dot(ball[e, c], ball[e, d]) - at[c] * at[d]) / q
    grad[6] -= barrier / z[6]
    hess[6, 6] += barrier / (z[6] * z[6])
    for c in range(7):
        for d in range(c):
            hess[d, c] = hess[c, d]
    return float(h)


@njit
def newton(
    z: Array, m: Array, b: Array, ball: Array, cost: Array, soft: float, u: Array, y: Array
) -> tuple[float, int]:
    """Bring z to the minimum for one rounding; return (h there, status)."""
    barrier = BARRIER * soft
    wide = 0.0
    for j in range(cost.size):
        wide += math.sqrt(np.sum((m[j].T @ z[:6]) ** 2)) / cost.size
    grad, hess, step = np.empty(7), np.empty((7, 7)), np.empty(7)
    here, h, _ = value(z, m, b, ball, cost, wide, soft, barrier)
    for _ in range(ROUNDS):
        h = slopes(z, m, b, ball, cost, wide, soft, barrier, grad, hess, u, y)
        for c in range(7):
            hess[c, c] *= 1.0 + 1e-10
        if not definite(hess, -grad, step):
            return h, NOT_CONVERGED
        fall = np.dot(step, grad)
        if not fall <= 0.0:
            return h, NOT_CONVERGED
        if -fall < STOP * max(1.0, abs(here)):
            return h, OK
        length = 1.0
        if step[6] < 0.0:
            length = min(1.0, -0.9 * z[6] / step[6])
        for _ in range(HALVES):
            then, _, _ = value(z + length * step, m, b, ball, cost, wide, soft, barrier)
            if then <= here + 1e-4 * length * fall:
                break
            length *= 0.5
        else:
            return h, OK  # nothing falls any more
        z += length * step
        here = then
    return h, NOT_CONVERGED


@njit
def greatest(m: Array, b: Array, ball: Array, cost: Array, u: Array, y: Array) -> tuple[float, int]:
    """Return (m, status) of the linear problem; thrusts and velocities go into u and y.

    m (n, 6, 3); b (6,); ball (k, 6, 3): effect of the greatest velocity at an end; cost (n,):
    shares of the propellant.  m, b and ball are scaled in place.
    """
    n = cost.size
    gram = np.zeros((6, 6))
    for c in range(6):
        size = math.sqrt(np.sum(m[:, c, :] ** 2))
        if not 0.0 < size < math.inf:
            return math.nan, BAD_INPUT
        m[:, c, :] /= size
        b[c] /= size
        ball[:, c, :] /= size
    for c in range(6):
        for d in range(6):
            gram[c, d] = np.sum(m[:, c, :] * m[:, d, :])
        gram[c, c] *= 1.0 + 1e-9
    mass, z = 0.0, np.empty(7)
    for _ in range(GUESSED):
        wide = gram.copy()
        for e in range(ball.shape[0]):
            wide += mass * mass * ball[e] @ ball[e].T
        if not definite(wide, b, z[:6]):
            return math.nan, NO_SOLUTION
        push = math.sqrt(np.dot(z[:6], gram @ z[:6]) / n)
        if not push > 0.0:
            return math.nan, NO_SOLUTION
        mass = 1.0 / push
    z[6] = 1.0
    total = mass
    z[:6] /= np.dot(z[:6], b) * mass
    b *= mass
    ball *= mass
    h, code = 1.0, OK
    for soft in ROUND:
        for _ in range(AGAIN):
            h, code = newton(z, m, b, ball, cost, soft, u, y)
            if not 0.0 < h < math.inf:
                return math.nan, NOT_CONVERGED
            b /= h
            ball /= h
            z /= h  # h is of the first degree, and so is g: both are 1 then
            total /= h
            if code == OK and 0.8 < h < 1.25:
                break
    _, h, g = value(z, m, b, ball, cost, 1.0, 1e-9, 0.0)
    if code != OK or not g > 0.0:
        return math.nan, NOT_CONVERGED
    return total * h / g, OK
