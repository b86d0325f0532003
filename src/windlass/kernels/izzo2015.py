"""Solve Lambert's time equation for its free parameter, by Izzo's method with a bracket around it.

The transfer is described by ``lam`` (signed chord parameter), ``q2 = 1 - lam**2`` given apart so
that short arcs keep their digits, and the dimensionless time ``t = sqrt(2 mu / s**3) tof`` with
``s`` the semiperimeter. The unknown is ``x > -1``: ellipse below 1, parabola at 1, hyperbola above.
Source: izzo2015, lancaster1969. Checked: tests/kernels/test_izzo2015.py.
"""

import math
from typing import Final

from windlass.kernels._jit import njit
from windlass.kernels.izzo2015_lanes import (
    FAR,
    FARTHEST,
    FOUND,
    ITERATIONS,
    LONGEST,
    STEP_TOLERANCE,
    arc,
    derivatives,
    direct_guess,
    direct_step,
    householder,
    pair_guess,
    pair_kind,
    pair_step,
    settle,
    slopes,
)  # fmt: skip
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, NOT_CONVERGED, OK, OUT_OF_DOMAIN

LEFT: Final = 0
"""Branch below the x of least time; the only branch when there is no full revolution."""
RIGHT: Final = 1
"""Branch above the x of least time."""


@njit
def time_of_flight(x: float, lam: float, q2: float, n_rev: int) -> tuple[float, float]:
    """Return (t, y): dimensionless time of flight and y = sqrt(1 - lam² (1 - x²)).

    x > -1 (and < 1 if n_rev > 0); -1 < lam < 1; q2 = 1 - lam²; n_rev >= 0. Scalars.
    Source: lancaster1969; the series of `arc` is Battin's idea, as in izzo2015.
    """
    t, y, u, c = arc(x, lam, q2)
    if c > FARTHEST:
        root = math.sqrt(-u)
        eta = q2 / (y + lam * x) if lam * x > 0.0 else y - lam * x
        return (math.asinh(eta * root) / root - x + lam * y) / u, y
    if n_rev > 0:
        t += n_rev * math.pi / (u * math.sqrt(u))
    return t, y


@njit
def _least_guess(lam: float, q2: float, n_rev: int) -> float:
    """Return a first x of least time: the slope's zero with the time near x = 0 put in."""
    cube = 2.0 * lam * lam * lam
    tau = math.atan2(math.sqrt(q2), lam) + lam * math.sqrt(q2) + n_rev * math.pi
    x = 2.0 / (3.0 * tau + max(cube, 0.0) / math.sqrt(q2))
    for _ in range(2):
        y = math.sqrt(q2 + lam * lam * x * x)
        slope = 3.0 * (tau - 2.0 * x) + cube * q2 / (y * y * y)
        if slope > 0.0:
            x -= (3.0 * x * (tau - x) - 2.0 + cube * x / y) / slope
    return x if 0.0 < x < 0.5 else 0.1


@njit
def least_time(lam: float, q2: float, n_rev: int) -> tuple[float, float, float, int]:
    """Return (x, t, d2, status) where a transfer of n_rev >= 1 revolutions takes least time.

    d2 is the second derivative of the time there. The minimum lies in 0 < x < 1, since the slope is
    -2 at x = 0; Halley's step on the slope, halved into the bracket when it leaves it. After a step
    of 1e-4 x the error of x is below 1e-11, and the time is expanded about the last point.
    """
    lo, hi = 0.0, 1.0
    x = _least_guess(lam, q2, n_rev)
    for _ in range(ITERATIONS):
        t, y = time_of_flight(x, lam, q2, n_rev)
        d1, d2, d3 = slopes(x, t, y, (1.0 - x) * (1.0 + x), lam, q2)
        if d1 < 0.0:
            lo = x
        else:
            hi = x
        scale = 2.0 * d2 * d2 - d1 * d3
        new = x - 2.0 * d1 * d2 / scale if scale != 0.0 else lo
        if not lo < new < hi:
            new = 0.5 * (lo + hi)
        step = new - x
        if abs(step) < 1e-4 * x or hi - lo < 1e-15:
            least = t + step * (d1 + step * (0.5 * d2 + step * d3 / 6.0))
            return new, least, d2 + step * d3, OK
        x = new
    return math.nan, math.nan, math.nan, NOT_CONVERGED


@njit
def refine_far(x: float, t: float, lam: float, q2: float) -> tuple[float, int]:
    """Return (x, status) of a direct transfer on a fast hyperbola, where `direct_step` ends.

    The same steps from x, on a time by the logarithm.
    """
    lo, hi = -1.0, math.inf
    for _ in range(ITERATIONS):
        now, y = time_of_flight(x, lam, q2, 0)
        miss = now - t
        if miss > 0.0:
            lo = x
        else:
            hi = x
        d1, d2, d3 = derivatives(x, now, y, lam, q2)
        step = householder(miss, d1, d2, d3)
        x, verdict = settle(x, lo, hi, t, miss, step, STEP_TOLERANCE * (x - step + 1.0))
        if verdict == FOUND:
            return x, OK
    return math.nan, NOT_CONVERGED


@njit
def refine_pair(
    x: float, lo: float, hi: float, t: float, lam: float, q2: float, turns: float, way: float
) -> tuple[float, int]:
    """Return (x, status) of one branch, from x or the middle of its bracket (lo, hi)."""
    if not lo < x < hi:
        x = 0.5 * (lo + hi)
    for k in range(ITERATIONS):
        x, lo, hi, verdict = pair_step(x, lo, hi, t, lam, q2, turns, way)
        if k > 0 and verdict == FOUND:
            return x, OK
    return math.nan, NOT_CONVERGED


@njit
def solve_direct(t: float, lam: float, q2: float) -> tuple[float, int]:
    """Return (x, status) of the one transfer without full revolutions.

    t > 0; 0 < q2 = 1 - lam². OUT_OF_DOMAIN beyond t = 1e9, some 1e8 revolutions of a circle.
    """
    if not (t > 0.0 and t < math.inf and q2 > 0.0 and q2 <= 1.0):
        return math.nan, BAD_INPUT
    if t > LONGEST:
        return math.nan, OUT_OF_DOMAIN
    x, lo, hi = direct_guess(t, lam, q2), -1.0, math.inf
    for k in range(ITERATIONS):
        x, lo, hi, verdict = direct_step(x, lo, hi, t, lam, q2)
        if verdict == FAR:
            return refine_far(x, t, lam, q2)
        if k > 0 and verdict == FOUND:
            return x, OK
    return math.nan, NOT_CONVERGED


@njit
def solve_near(t: float, lam: float, q2: float, n_rev: int) -> tuple[float, int, float, int]:
    """Return what `solve_pair` does for t about the least time, which is worked out first.

    The guesses: up to x = 0 and the slope -2 there, a cubic in sqrt(t - t_least) on the left; the
    expansion about the least time on the right.
    """
    x_least, t_least, bend, status = least_time(lam, q2, n_rev)
    if status != OK:
        return math.nan, status, math.nan, status
    if t < t_least:
        return math.nan, NO_SOLUTION, math.nan, NO_SOLUTION
    turns = n_rev * math.pi
    away = math.sqrt(2.0 * (t - t_least) / bend)
    wide = math.atan2(math.sqrt(q2), lam) + lam * math.sqrt(q2) + turns - t_least
    a = math.sqrt(2.0 * wide / bend)
    c = wide + a - 2.0 * x_least
    s = away / a
    first = x_least - s * (a + s * (x_least - a - c + s * c))
    left, s_left = refine_pair(first, -1.0, x_least, t, lam, q2, turns, -1.0)
    right, s_right = refine_pair(x_least + away, x_least, 1.0, t, lam, q2, turns, 1.0)
    return left, s_left, right, s_right


@njit
def solve_pair(t: float, lam: float, q2: float, n_rev: int) -> tuple[float, int, float, int]:
    """Return (x, status) of the left and (x, status) of the right branch with n_rev >= 1
    revolutions.

    NO_SOLUTION where t lies below the least time for n_rev, OUT_OF_DOMAIN beyond t = 1e9.
    """
    if not (t > 0.0 and t < math.inf and q2 > 0.0 and q2 <= 1.0 and n_rev >= 1):
        return math.nan, BAD_INPUT, math.nan, BAD_INPUT
    if t > LONGEST:
        return math.nan, OUT_OF_DOMAIN, math.nan, OUT_OF_DOMAIN
    kind = pair_kind(t, lam, q2, n_rev)
    if kind < 0:
        return math.nan, NO_SOLUTION, math.nan, NO_SOLUTION
    if kind == 0:
        return solve_near(t, lam, q2, n_rev)
    turns = n_rev * math.pi
    left, right = pair_guess(t, lam, q2, turns)
    left, s_left = refine_pair(left, -1.0, 0.0, t, lam, q2, turns, -1.0)
    right, s_right = refine_pair(right, 0.0, 1.0, t, lam, q2, turns, 1.0)
    return left, s_left, right, s_right
