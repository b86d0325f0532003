"""Solve Lambert's time equation for its free parameter, by Izzo's method with a bracket around it.

The transfer is described by ``lam`` (signed chord parameter), ``q2 = 1 - lam**2`` given apart so
that short arcs keep their digits, and the dimensionless time ``t = sqrt(2 mu / s**3) tof`` with
``s`` the semiperimeter. The unknown is ``x > -1``: ellipse below 1, parabola at 1, hyperbola above.
Source: izzo2015, lancaster1969. Checked: tests/kernels/test_izzo2015.py.
"""

import math
from typing import Final

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, NOT_CONVERGED, OK, OUT_OF_DOMAIN

LEFT: Final = 0
"""Branch below the x of least time; the only branch when there is no full revolution."""
RIGHT: Final = 1
"""Branch above the x of least time."""

_ITERATIONS: Final = 60
_SERIES_BELOW: Final = 0.05
_STEP_TOLERANCE: Final = 1e-5
_NEAR_PARABOLA: Final = 1e-5
# Beyond it x lies so close to -1 that its rounding moves the time by more than 1e-10.
_LONGEST: Final = 1e9
_TWO_THIRDS: Final = 2.0 / 3.0
# Coefficients (3)_j / (5/2)_j of the hypergeometric function F(3, 1; 5/2; z).
_F: Final = tuple(math.prod((3 + k) / (2.5 + k) for k in range(j)) for j in range(13))


@njit
def _hypergeometric(z: float) -> float:
    """Return F(3, 1; 5/2; z) for abs(z) <= 0.05, by its power series to full precision."""
    f = _F
    low = f[0] + z * (f[1] + z * (f[2] + z * (f[3] + z * (f[4] + z * (f[5] + z * f[6])))))
    high = f[7] + z * (f[8] + z * (f[9] + z * (f[10] + z * (f[11] + z * f[12]))))
    z2 = z * z
    return low + z2 * z2 * z2 * z * high


@njit
def time_of_flight(x: float, lam: float, q2: float, n_rev: int) -> tuple[float, float]:
    """Return (t, y): dimensionless time of flight and y = sqrt(1 - lam² (1 - x²)).

    x > -1 (and < 1 if n_rev > 0); -1 < lam < 1; q2 = 1 - lam²; n_rev >= 0. Scalars.
    Source: lancaster1969; near the parabola and on short arcs Battin's series as in izzo2015.
    """
    y = math.sqrt(q2 + lam * lam * x * x)
    u = (1.0 - x) * (1.0 + x)
    # y - lam x, without cancellation; sin(psi) = eta sqrt(1 - x²).
    eta = q2 / (y + lam * x) if lam * x > 0.0 else y - lam * x
    cos_psi = lam + x * eta
    if cos_psi > 0.0:
        half_sine2 = 0.5 * eta * eta * u / (1.0 + cos_psi)  # sin²(psi / 2)
        if abs(half_sine2) < _SERIES_BELOW:
            t = eta * (eta * eta * _hypergeometric(half_sine2) * (2.0 / 3.0) + 2.0 * lam)
            if n_rev > 0:
                t += n_rev * math.pi / (u * math.sqrt(u))
            return t, y
    root = math.sqrt(abs(u))
    psi = math.atan2(eta * root, cos_psi) + n_rev * math.pi if u > 0.0 else math.asinh(eta * root)
    return (psi / root - x + lam * y) / u, y


@njit
def _derivatives(x: float, t: float, y: float, lam: float, q2: float) -> tuple[float, float, float]:
    """Return the first three derivatives of the time of flight with respect to x.

    Within 1e-5 of the parabola the recurrences are 0/0: only the first derivative's limit is given
    there, which makes the caller's step Newton's.
    """
    u = (1.0 - x) * (1.0 + x)
    l2 = lam * lam
    l3 = l2 * lam
    if abs(x - 1.0) < _NEAR_PARABOLA:
        # 1 - lam^5 with 1 - lam = q2 / (1 + lam) where lam > 0.
        one_minus = q2 / (1.0 + lam) if lam > 0.0 else 1.0 - lam
        return -0.4 * one_minus * (1.0 + lam + l2 + l3 + l2 * l2), 0.0, 0.0
    inv_u = 1.0 / u
    inv_y = 1.0 / y
    inv_y2 = inv_y * inv_y
    k = 2.0 * l3 * inv_y
    d1 = inv_u * (3.0 * t * x - 2.0 + k * x)
    d2 = inv_u * (3.0 * t + 5.0 * x * d1 + k * q2 * inv_y2)
    d3 = inv_u * (7.0 * x * d2 + 8.0 * d1 - 3.0 * k * q2 * l2 * x * inv_y2 * inv_y2)
    return d1, d2, d3


@njit
def least_time(lam: float, q2: float, n_rev: int) -> tuple[float, float, float, int]:
    """Return (x, t, d2, status) where a transfer of n_rev >= 1 revolutions takes least time.

    d2 is the second derivative of the time there. The minimum lies in 0 < x < 1, since the slope is
    -2 at x = 0; Halley's step on the slope, halved into the bracket when it leaves it.
    """
    lo, hi = 0.0, 1.0
    x = 0.15
    for _ in range(_ITERATIONS):
        t, y = time_of_flight(x, lam, q2, n_rev)
        d1, d2, d3 = _derivatives(x, t, y, lam, q2)
        if d1 < 0.0:
            lo = x
        else:
            hi = x
        scale = 2.0 * d2 * d2 - d1 * d3
        new = x - 2.0 * d1 * d2 / scale if scale != 0.0 else lo
        if not lo < new < hi:
            new = 0.5 * (lo + hi)
        step = abs(new - x)
        x = new
        if step < 1e-10 * x or hi - lo < 1e-15:
            t, y = time_of_flight(x, lam, q2, n_rev)
            d1, d2, d3 = _derivatives(x, t, y, lam, q2)
            return x, t, d2, OK
    return math.nan, math.nan, math.nan, NOT_CONVERGED


@njit
def _guess_direct(t: float, lam: float, q2: float) -> float:
    """Return Izzo's first guess of x without full revolutions, t > 0."""
    q = math.sqrt(q2)
    t_ellipse = math.atan2(q, lam) + lam * q  # x = 0
    if t >= t_ellipse:
        return math.pow(t_ellipse / t, _TWO_THIRDS) - 1.0
    l2 = lam * lam
    one_minus = q2 / (1.0 + lam) if lam > 0.0 else 1.0 - lam
    t_parabola = 2.0 / 3.0 * one_minus * (1.0 + lam + l2)  # x = 1
    if t < t_parabola:
        one_minus_l5 = one_minus * (1.0 + lam + l2 + l2 * lam + l2 * l2)
        return 1.0 + 2.5 * t_parabola * (t_parabola - t) / (t * one_minus_l5)
    return (
        math.exp(math.log(2.0) * math.log(t / t_ellipse) / math.log(t_parabola / t_ellipse)) - 1.0
    )


@njit
def _refine(
    x: float, lo: float, hi: float, t: float, lam: float, q2: float, n_rev: int, rising: bool
) -> tuple[float, int]:
    """Return (x, status): Householder's third-order steps from x, kept inside the bracket (lo, hi).

    rising: whether the time grows with x on this branch. hi may be inf. A step that leaves the
    bracket is replaced by bisection (or doubling), so the bracket always shrinks around the root.
    """
    for _ in range(_ITERATIONS):
        if not lo < x < hi:
            x = 0.5 * (lo + hi) if hi < math.inf else 2.0 * lo + 2.0
        now, y = time_of_flight(x, lam, q2, n_rev)
        miss = now - t
        if (miss > 0.0) == rising:
            hi = x
        else:
            lo = x
        d1, d2, d3 = _derivatives(x, now, y, lam, q2)
        a = d1 * d1
        scale = d1 * (a - miss * d2) + d3 * miss * miss / 6.0
        step = miss * (a - 0.5 * miss * d2) / scale if scale != 0.0 else math.inf
        new = x - step
        # Distance to the nearest point where the expansion behind the step ends.
        reach = min(new + 1.0, 1.0 - new) if n_rev > 0 else new + 1.0
        tolerance = 1e-3 * _STEP_TOLERANCE if n_rev > 0 or abs(x - 1.0) < 0.01 else _STEP_TOLERANCE
        if lo <= new <= hi and abs(step) < tolerance * reach:
            return new, OK
        if abs(miss) <= 4e-15 * t or hi - lo <= 4e-16 * (1.0 + abs(x)):
            return x, OK
        x = new
    return math.nan, NOT_CONVERGED


@njit
def solve_direct(t: float, lam: float, q2: float) -> tuple[float, int]:
    """Return (x, status) of the one transfer without full revolutions.

    t > 0; 0 < q2 = 1 - lam². OUT_OF_DOMAIN beyond t = 1e9, some 1e8 revolutions of a circle.
    """
    if not (t > 0.0 and t < math.inf and q2 > 0.0 and q2 <= 1.0):
        return math.nan, BAD_INPUT
    if t > _LONGEST:
        return math.nan, OUT_OF_DOMAIN
    return _refine(_guess_direct(t, lam, q2), -1.0, math.inf, t, lam, q2, 0, False)


@njit
def solve_pair(t: float, lam: float, q2: float, n_rev: int) -> tuple[float, int, float, int]:
    """Return (x, status) of the left and (x, status) of the right branch with n_rev >= 1
    revolutions.

    NO_SOLUTION where t lies below the least time for n_rev, OUT_OF_DOMAIN beyond t = 1e9.
    """
    if not (t > 0.0 and t < math.inf and q2 > 0.0 and q2 <= 1.0 and n_rev >= 1):
        return math.nan, BAD_INPUT, math.nan, BAD_INPUT
    if t > _LONGEST:
        return math.nan, OUT_OF_DOMAIN, math.nan, OUT_OF_DOMAIN
    if t < n_rev * math.pi:  # below the least time of every geometry
        return math.nan, NO_SOLUTION, math.nan, NO_SOLUTION
    q = math.sqrt(q2)
    if t > math.atan2(q, lam) + lam * q + n_rev * math.pi:
        k = ((n_rev + 1.0) * math.pi / (8.0 * t)) ** _TWO_THIRDS
        left, s_left = _refine((k - 1.0) / (k + 1.0), -1.0, 0.0, t, lam, q2, n_rev, False)
        k = (8.0 * t / (n_rev * math.pi)) ** _TWO_THIRDS
        right, s_right = _refine((k - 1.0) / (k + 1.0), 0.0, 1.0, t, lam, q2, n_rev, True)
        return left, s_left, right, s_right
    x_least, t_least, bend, status = least_time(lam, q2, n_rev)
    if status != OK:
        return math.nan, status, math.nan, status
    if t < t_least:
        return math.nan, NO_SOLUTION, math.nan, NO_SOLUTION
    away = math.sqrt(2.0 * (t - t_least) / bend)
    left, s_left = _refine(x_least - away, 0.0, x_least, t, lam, q2, n_rev, False)
    right, s_right = _refine(x_least + away, x_least, 1.0, t, lam, q2, n_rev, True)
    return left, s_left, right, s_right
