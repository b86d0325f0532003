"""Motion of a small body about two on circles: the circular restricted three-body problem.

Units: the primaries' distance, and the time in which they turn one radian; the larger primary
at (−mu, 0, 0), the smaller at (1 − mu, 0, 0) of the rotating frame.  Integrator: Taylor series of
the solution to a fixed order, the step from the size of its last terms (jorba2005).  Every step
is a polynomial, so that a crossing is found on it to rounding.
Checked: tests/kernels/test_cr3bp.py, validation/three_body.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, NOT_CONVERGED, OK

Array = NDArray[np.float64]

ORDER: Final = 22
"""Of the series: what a tolerance near rounding asks for."""
STEPS: Final = 20_000
"""Steps after which a flight is given up."""
PIECES: Final = 4
"""Parts of a step at whose ends a crossing is looked for."""


@njit
def jacobi(mu: float, s: Array) -> float:
    """Return C = x² + y² + 2(1 − mu)/r1 + 2 mu/r2 − v² of a state (6,)."""
    far = s[1] * s[1] + s[2] * s[2]
    r1 = math.sqrt((s[0] + mu) ** 2 + far)
    r2 = math.sqrt((s[0] - 1.0 + mu) ** 2 + far)
    v2 = s[3] * s[3] + s[4] * s[4] + s[5] * s[5]
    return float(s[0] * s[0] + s[1] * s[1] + 2.0 * (1.0 - mu) / r1 + 2.0 * mu / r2 - v2)


@njit
def motion(mu: float, s: Array, out: Array) -> None:
    """Write the derivative (6,) of a state (6,) by time."""
    x, y, z = s[0], s[1], s[2]
    x1, x2 = x + mu, x - 1.0 + mu
    r1 = math.sqrt(x1 * x1 + y * y + z * z)
    r2 = math.sqrt(x2 * x2 + y * y + z * z)
    a1, a2 = (1.0 - mu) / r1**3, mu / r2**3
    out[0], out[1], out[2] = s[3], s[4], s[5]
    out[3] = 2.0 * s[4] + x - a1 * x1 - a2 * x2
    out[4] = -2.0 * s[3] + y - (a1 + a2) * y
    out[5] = -(a1 + a2) * z


@njit
def series(mu: float, s: Array, c: Array, work: Array) -> None:
    """Write the Taylor coefficients c (ORDER + 1, 6) of the motion from a state (6,).

    work (5, ORDER + 1): squares of the distances, their powers −3/2, and the sum of pulls.
    """
    n = c.shape[0] - 1
    d1, d2, p1, p2, q = work[0], work[1], work[2], work[3], work[4]
    c[0] = s
    cross = mu * (1.0 - mu)
    for k in range(n):
        e1, e2 = 0.0, 0.0
        for j in range(k + 1):
            yz = c[j, 1] * c[k - j, 1] + c[j, 2] * c[k - j, 2]
            a1, b1 = c[j, 0], c[k - j, 0]
            a2, b2 = a1, b1
            if j == 0:
                a1, a2 = a1 + mu, a2 - 1.0 + mu
            if j == k:
                b1, b2 = b1 + mu, b2 - 1.0 + mu
            e1 += a1 * b1 + yz
            e2 += a2 * b2 + yz
        d1[k], d2[k] = e1, e2
        if k == 0:
            p1[0], p2[0] = e1 ** (-1.5), e2 ** (-1.5)
        else:
            g1, g2 = 0.0, 0.0
            for j in range(k):
                w = -1.5 * (k - j) - j
                g1 += w * d1[k - j] * p1[j]
                g2 += w * d2[k - j] * p2[j]
            p1[k], p2[k] = g1 / (k * d1[0]), g2 / (k * d2[0])
        q[k] = (1.0 - mu) * p1[k] + mu * p2[k]
        fx, fy, fz = cross * (p1[k] - p2[k]), 0.0, 0.0
        for j in range(k + 1):
            fx += q[j] * c[k - j, 0]
            fy += q[j] * c[k - j, 1]
            fz += q[j] * c[k - j, 2]
        up = 1.0 / (k + 1.0)
        for i in range(3):
            c[k + 1, i] = c[k, i + 3] * up
        c[k + 1, 3] = (2.0 * c[k, 4] + c[k, 0] - fx) * up
        c[k + 1, 4] = (-2.0 * c[k, 3] + c[k, 1] - fy) * up
        c[k + 1, 5] = -fz * up


@njit
def variation(mu: float, c: Array, work: Array, d: Array, room: Array) -> None:
    """Write the series d (ORDER + 1, 6) of a small change d[0] of the state whose series is c.

    work: as `series` left it; room (5, ORDER + 1).
    """
    n = c.shape[0] - 1
    d1, d2, p1, p2, q = work[0], work[1], work[2], work[3], work[4]
    e1, e2, o1, o2, dq = room[0], room[1], room[2], room[3], room[4]
    cross = mu * (1.0 - mu)
    for k in range(n):
        both, a1, a2 = 0.0, 0.0, 0.0
        for j in range(k + 1):
            both += c[j, 0] * d[k - j, 0] + c[j, 1] * d[k - j, 1] + c[j, 2] * d[k - j, 2]
        a1 = 2.0 * (both + mu * d[k, 0])
        a2 = 2.0 * (both + (mu - 1.0) * d[k, 0])
        e1[k], e2[k] = a1, a2
        if k == 0:
            o1[0] = -1.5 * p1[0] * a1 / d1[0]
            o2[0] = -1.5 * p2[0] * a2 / d2[0]
        else:
            g1, g2 = 0.0, 0.0
            for j in range(k):
                w = -1.5 * (k - j) - j
                g1 += w * (e1[k - j] * p1[j] + d1[k - j] * o1[j])
                g2 += w * (e2[k - j] * p2[j] + d2[k - j] * o2[j])
            o1[k] = (g1 / k - e1[0] * p1[k]) / d1[0]
            o2[k] = (g2 / k - e2[0] * p2[k]) / d2[0]
        dq[k] = (1.0 - mu) * o1[k] + mu * o2[k]
        fx, fy, fz = cross * (o1[k] - o2[k]), 0.0, 0.0
        for j in range(k + 1):
            fx += dq[j] * c[k - j, 0] + q[j] * d[k - j, 0]
            fy += dq[j] * c[k - j, 1] + q[j] * d[k - j, 1]
            fz += dq[j] * c[k - j, 2] + q[j] * d[k - j, 2]
        up = 1.0 / (k + 1.0)
        for i in range(3):
            d[k + 1, i] = d[k, i + 3] * up
        d[k + 1, 3] = (2.0 * d[k, 4] + d[k, 0] - fx) * up
        d[k + 1, 4] = (-2.0 * d[k, 3] + d[k, 1] - fy) * up
        d[k + 1, 5] = -fz * up


@njit
def step_of(c: Array, tol: float) -> float:
    """Return the longest step for which the last terms of a series stay below tol of the state."""
    n = c.shape[0] - 1
    size, last, before = 0.0, 0.0, 0.0
    for i in range(6):
        size = max(size, abs(c[0, i]))
        last = max(last, abs(c[n, i]))
        before = max(before, abs(c[n - 1, i]))
    size = max(size, 1e-3) * tol
    step = math.inf
    if last > 0.0:
        step = min(step, (size / last) ** (1.0 / n))
    if before > 0.0:
        step = min(step, (size / before) ** (1.0 / (n - 1.0)))
    return step * 0.9


@njit
def at(c: Array, h: float, out: Array) -> None:
    """Write the value (6,) of a series at h."""
    n = c.shape[0] - 1
    for i in range(6):
        value = c[n, i]
        for k in range(n - 1, -1, -1):
            value = value * h + c[k, i]
        out[i] = value


@njit
def allowed(mu: float, s: Array, least: Array) -> bool:
    """Return whether a state (6,) lies no nearer to the primaries than least (2,)."""
    far = s[1] * s[1] + s[2] * s[2]
    near1 = (s[0] + mu) ** 2 + far
    near2 = (s[0] - 1.0 + mu) ** 2 + far
    return bool(near1 >= least[0] ** 2 and near2 >= least[1] ** 2)


@njit
def usable(mu: float, s: Array, t: float, tol: float) -> bool:
    """Return whether a flight can be begun: all finite, and not on a primary."""
    whole = math.isfinite(t) and tol > 0.0 and 0.0 < mu <= 0.5
    for i in range(6):
        whole = whole and math.isfinite(s[i])
    return whole and allowed(mu, s, np.full(2, 1e-12))


@njit
def propagate(mu: float, s0: Array, t: float, tol: float, least: Array) -> tuple[Array, int]:
    """Return (s, status): the state (6,) a time t after s0 (6,), t of either sign.

    tol: of a step, relative; least (2,): distances from the primaries below which the flight
    ends with LIMIT, judged at the ends of steps.  s is nan unless status == OK.
    """
    s, _, _, status = cross(mu, s0, t, np.zeros(6), 1.0, 0, tol, least)
    return s, (OK if status == NO_SOLUTION else status)


@njit
def cross(
    mu: float, s0: Array, t: float, w: Array, w0: float, way: int, tol: float, least: Array
) -> tuple[Array, float, int, int]:
    """Return (s, time, steps, status): the first state where w·s + w0 is zero, within t.

    w (6,); way: 1 rising in the direction of flight, −1 falling, 0 either.  A start on the plane
    is no crossing.  NO_SOLUTION where there is none: s is then the state at t.
    """
    s = s0.copy()
    nowhere = np.full(6, np.nan)
    if not usable(mu, s, t, tol):
        return nowhere, np.nan, 0, BAD_INPUT
    c, work = np.empty((ORDER + 1, 6)), np.empty((5, ORDER + 1))
    g, new = np.empty(ORDER + 1), np.empty(6)
    gone, sign = 0.0, (-1.0 if t < 0.0 else 1.0)
    for k in range(STEPS):
        left = abs(t) - gone
        if left <= 0.0:
            return s, t, k, NO_SOLUTION
        series(mu, s, c, work)
        step = step_of(c, tol)
        if not step > 1e-14 * max(1.0, gone):
            return nowhere, np.nan, k, NOT_CONVERGED
        h = sign * min(step, left)
        for j in range(ORDER + 1):
            g[j] = np.dot(c[j], w)
        g[0] += w0
        root = first_root(g, h, way, k == 0)
        at(c, h if math.isnan(root) else root, new)
        if not allowed(mu, new, least):
            return nowhere, np.nan, k + 1, LIMIT
        s[:] = new
        if not math.isnan(root):
            return s, sign * gone + root, k + 1, OK
        gone = abs(t) if step >= left else gone + step
    return nowhere, np.nan, STEPS, NOT_CONVERGED


@njit
def _value(g: Array, h: float) -> float:
    value = g[-1]
    for k in range(g.size - 2, -1, -1):
        value = value * h + g[k]
    return float(value)


@njit
def first_root(g: Array, h: float, way: int, fresh: bool) -> float:
    """Return the first zero in (0, h] of the polynomial g, in the direction of h; nan: none.

    fresh: a zero at the start is passed over.
    """
    low, a = 0.0, g[0]
    if fresh and abs(a) < 1e-11:  # left on the plane: its side is where it goes
        low = h * 1e-3
        a = _value(g, low)
    for piece in range(1, PIECES + 1):
        high = h * piece / PIECES
        b = _value(g, high)
        rising = b > a
        wanted = way == 0 or (rising == (way > 0))
        if wanted and ((a < 0.0 <= b) or (b <= 0.0 < a)):
            for turn in range(200):
                middle = 0.5 * (low + high)
                if turn % 3:
                    # not nearer to an end than rounding: one that lies on the zero stays alone
                    share = (a / (a - b)) * (high - low)
                    least = min(2e-16 * max(abs(h), abs(low)), 0.5 * abs(high - low))
                    share = min(max(abs(share), least), abs(high - low) - least)
                    middle = low + math.copysign(share, high - low)
                if middle in (low, high):
                    break
                value = _value(g, middle)
                if (value < 0.0) == (a < 0.0) and value != 0.0:
                    low, a = middle, value
                else:
                    high, b = middle, value
                if b == 0.0 or abs(high - low) <= 1e-16 * abs(h):
                    break
            return high
        low, a = high, b
    return math.nan


@njit
def propagate_stm(
    mu: float, s0: Array, t: float, tol: float, least: Array
) -> tuple[Array, Array, int]:
    """Return (s, phi, status): as `propagate`, and phi (6, 6), the derivative of s by s0."""
    s, phi = s0.copy(), np.eye(6)
    nowhere, none = np.full(6, np.nan), np.full((6, 6), np.nan)
    if not usable(mu, s, t, tol):
        return nowhere, none, BAD_INPUT
    c, work = np.empty((ORDER + 1, 6)), np.empty((5, ORDER + 1))
    d, room = np.empty((ORDER + 1, 6)), np.empty((5, ORDER + 1))
    gone, sign, new = 0.0, (-1.0 if t < 0.0 else 1.0), np.empty(6)
    part = np.empty((6, 6))
    for _ in range(STEPS):
        left = abs(t) - gone
        if left <= 0.0:
            return s, phi, OK
        series(mu, s, c, work)
        step = step_of(c, tol)
        if not step > 1e-14 * max(1.0, gone):
            return nowhere, none, NOT_CONVERGED
        h = sign * min(step, left)
        for column in range(6):
            d[0] = 0.0
            d[0, column] = 1.0
            variation(mu, c, work, d, room)
            at(d, h, new)
            part[:, column] = new
        at(c, h, new)
        if not allowed(mu, new, least):
            return nowhere, none, LIMIT
        s[:] = new
        phi = part @ phi
        gone = abs(t) if step >= left else gone + step
    return nowhere, none, NOT_CONVERGED


@njit
def sample(mu: float, s0: Array, t: Array, tol: float, least: Array, out: Array) -> int:
    """Write the states out (n, 6) at times t (n,), in the order of flight; return the status.

    t: of one sign, never turning back.  Rows after a failure are nan.
    """
    out[:] = np.nan
    s, here = s0.copy(), 0.0
    for k in range(t.size):
        if abs(t[k]) < abs(here) or t[k] * t[-1] < 0.0:
            return BAD_INPUT
        s, status = propagate(mu, s, t[k] - here, tol, least)
        if status != OK:
            return status
        here = t[k]
        out[k] = s
    return OK
