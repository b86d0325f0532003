"""Izzo's steps and first guesses for Lambert's time equation, without branches.

Inlined, so that a loop over many problems becomes vector code (`lambert_block`) and one problem
(`izzo2015`) goes through the same arithmetic, to the last bit. Symbols as in `izzo2015`.
Source: izzo2015, lancaster1969. Checked: tests/kernels/test_izzo2015.py.
"""

import math
from typing import Final

from windlass.kernels._jit import njit

GO_ON: Final = 0.0
FOUND: Final = 1.0
FAR: Final = 2.0
"""What a step says: another one is needed, x is the root, or the series does not reach x."""

ITERATIONS: Final = 60
LONGEST: Final = 1e9
"""Time beyond which x lies so close to -1 that its rounding moves the time by more than 1e-10."""
STEP_TOLERANCE: Final = 1e-5
_SAME_TIME: Final = 4e-15
_SAME_X: Final = 4e-16
_NEAR_PARABOLA: Final = 1e-5
# cosh of the hyperbolic angle up to which the series below holds to rounding.
FARTHEST: Final = 9.9
_TWO_THIRDS: Final = 2.0 / 3.0
_AHEAD: Final = 0.22
_AHEAD_RISES: Final = 6.8
"""The time at x = 0 exceeds the least time by less than the first over n_rev for lam > -0.9; below,
by less than 0.22 + 6.8 (-0.9 - lam) over n_rev."""
_BLUNT: Final = 1e-3
"""Bound on what `_time_at_zero` may be wrong by, several times over."""
# Two more than sum_j (j+1)! / (3/2)_(j+1) z**j, interpolated at Chebyshev's nodes in |z| < 0.1468.
_P: Final = (
    2.6666666666666665, 0.5333333333333334, 0.45714285714256975, 0.4063492063489276,
    0.3694083696214999, 0.34099234119906213, 0.3182594590453492, 0.29953831269356884,
    0.2837810142253251, 0.2702677696864787, 0.25798099971175176, 0.24765653223869688,
    0.2565722252692997, 0.24780098017291244,
)  # fmt: skip


@njit(inline=True)
def arc(x: float, lam: float, q2: float) -> tuple[float, float, float, float]:
    """Return (t, y, u, c): time without full revolutions, y, 1 - x² and the cosine of psi.

    With m = cos²(psi/2) the time is 2 lam eta + eta³ H(m), and H has no singularity at the
    parabola, so that one series serves ellipse and hyperbola. Two half angles bring its argument to
    0.147 at most while c < 9.9, where all terms are positive. For lam < 0 on a hyperbola the two
    parts of the time cancel, and Lancaster's form takes their place.
    """
    lx = lam * x
    y = math.sqrt(q2 + lx * lx)
    u = (1.0 - x) * (1.0 + x)
    s = y + abs(lx)
    eta = q2 / s if lx > 0.0 else s
    c = lam + x * eta
    m = 0.5 + 0.5 * c if c >= 0.0 else 0.5 * eta * eta * u / (1.0 - c)
    cos1 = math.sqrt(m)
    cos2 = math.sqrt(0.5 + 0.5 * cos1)
    z = 0.5 - 0.5 * cos2
    z2 = z * z
    z4 = z2 * z2
    low = (_P[0] + z * _P[1]) + z2 * (_P[2] + z * _P[3])
    mid = (_P[4] + z * _P[5]) + z2 * (_P[6] + z * _P[7])
    top = (_P[8] + z * _P[9]) + z2 * (_P[10] + z * _P[11]) + z4 * (_P[12] + z * _P[13])
    p = low + z4 * (mid + z4 * top)
    k2 = 2.0 * (1.0 + cos2) * cos2
    k1 = 2.0 * (1.0 + cos1) * cos1
    k = k1 * k2
    apart = lam < 0.0 and x > 1.1
    above = eta * (k + (1.0 - m) * (p + 2.0 * k2)) + (lam * y - x) * k if apart else (
        eta * eta * eta * (p + 2.0 * k2 * (1.0 + k1))
    )  # fmt: skip
    below = u * k if apart else 4.0 * m * k
    return (0.0 if apart else 2.0 * lam * eta) + above / below, y, u, c


@njit(inline=True)
def slopes(
    x: float, t: float, y: float, u: float, lam: float, q2: float
) -> tuple[float, float, float]:
    """Return the first three derivatives of the time of flight, away from the parabola."""
    l2 = lam * lam
    inv_u = 1.0 / u
    inv_y = 1.0 / y
    inv_y2 = inv_y * inv_y
    k = 2.0 * l2 * lam * inv_y
    d1 = inv_u * (3.0 * t * x - 2.0 + k * x)
    d2 = inv_u * (3.0 * t + 5.0 * x * d1 + k * q2 * inv_y2)
    d3 = inv_u * (7.0 * x * d2 + 8.0 * d1 - 3.0 * k * q2 * l2 * x * inv_y2 * inv_y2)
    return d1, d2, d3


@njit(inline=True)
def derivatives(x: float, t: float, y: float, lam: float, q2: float) -> tuple[float, float, float]:
    """Return the first three derivatives of the time of flight with respect to x.

    Within 1e-5 of the parabola the recurrences are 0/0: only the first derivative's limit is given
    there, which makes the caller's step Newton's.
    """
    near = abs(x - 1.0) < _NEAR_PARABOLA
    u = 1.0 if near else (1.0 - x) * (1.0 + x)
    d1, d2, d3 = slopes(x, t, y, u, lam, q2)
    l2 = lam * lam
    # 1 - lam^5 with 1 - lam = q2 / (1 + lam) where lam > 0.
    one_minus = q2 / (1.0 + lam) if lam > 0.0 else 1.0 - lam
    limit = -0.4 * one_minus * (1.0 + lam + l2 + l2 * lam + l2 * l2)
    return limit if near else d1, 0.0 if near else d2, 0.0 if near else d3


@njit(inline=True)
def householder(miss: float, d1: float, d2: float, d3: float) -> float:
    """Return Householder's third-order step, inf where it has none."""
    a = d1 * d1
    scale = d1 * (a - miss * d2) + d3 * miss * miss * (1.0 / 6.0)
    some = scale != 0.0
    return miss * (a - 0.5 * miss * d2) / (scale if some else 1.0) if some else math.inf


@njit(inline=True)
def settle(
    x: float, lo: float, hi: float, t: float, miss: float, step: float, limit: float
) -> tuple[float, float]:
    """Return (x, verdict) after a step from x inside the bracket (lo, hi), which x has narrowed.

    FOUND with the new x where the step is shorter than limit, with the old one where its time is
    the one asked or the bracket has closed; else a new x, halved into the bracket (or doubled, hi
    may be inf) where the step leaves it.
    """
    new = x - step
    short = new >= lo and new <= hi and abs(step) < limit
    same = abs(miss) <= _SAME_TIME * t or hi - lo <= _SAME_X * (1.0 + abs(x))
    half = 0.5 * (lo + hi) if hi < math.inf else 2.0 * lo + 2.0
    best = new if new > lo and new < hi else half
    best = x if same else best
    return new if short else best, FOUND if short or same else GO_ON


@njit(inline=True)
def direct_step(
    x: float, lo: float, hi: float, t: float, lam: float, q2: float
) -> tuple[float, float, float, float]:
    """Return (x, lo, hi, verdict) after one step towards the transfer without full revolutions."""
    now, y, _, c = arc(x, lam, q2)
    far = c > FARTHEST
    miss = now - t
    d1, d2, d3 = derivatives(x, now, y, lam, q2)
    step = householder(miss, d1, d2, d3)
    # The time falls with x.
    low, high = lo if miss < 0.0 else x, x if miss < 0.0 else hi
    tolerance = 1e-3 * STEP_TOLERANCE if abs(x - 1.0) < 0.01 else STEP_TOLERANCE
    new, verdict = settle(x, low, high, t, miss, step, tolerance * (x - step + 1.0))
    return x if far else new, lo if far else low, hi if far else high, FAR if far else verdict


@njit(inline=True)
def pair_step(
    x: float, lo: float, hi: float, t: float, lam: float, q2: float, turns: float, way: float
) -> tuple[float, float, float, float]:
    """Return (x, lo, hi, verdict) after one step towards a transfer with full revolutions.

    turns [rad]: pi times their number; way: 1 where the time grows with x, else -1; |x| < 1.
    """
    now, y, u, _ = arc(x, lam, q2)
    now += turns / (u * math.sqrt(u))
    miss = now - t
    d1, d2, d3 = slopes(x, now, y, u, lam, q2)
    step = householder(miss, d1, d2, d3)
    up = miss * way > 0.0
    low, high = lo if up else x, x if up else hi
    new = x - step
    # Distance to the nearest point where the expansion behind the step ends, the least time's too.
    reach = 1.0 - abs(new)
    slope = abs(d1)
    level = reach * abs(d2) > slope
    limit = STEP_TOLERANCE * (slope / (abs(d2) if level else 1.0) if level else reach)
    got, verdict = settle(x, low, high, t, miss, step, limit)
    return got, low, high, verdict


@njit(inline=True)
def _two_thirds_power(a: float) -> float:
    """Return a**(2/3) to a tenth for 1e-8 < a < 1e6, and monotone beyond."""
    s = math.sqrt(math.sqrt(a))
    return s * s * (0.0241 + s * (1.528 + s * 0.3096)) / (0.7672 + s)


@njit(inline=True)
def _time_at_zero(lam: float, q2: float) -> float:
    """Return the time acos(lam) + lam sqrt(q2) at x = 0 without full revolutions, to 5e-4."""
    a = abs(lam)
    ratio = 1.57063948 + a * (-0.99148369 + a * (0.70788253 + a * (-0.39544918 + a * 0.10852485)))
    w = math.sqrt(q2) * (a + ratio)
    return w if lam >= 0.0 else math.pi - w


@njit(inline=True)
def direct_guess(t: float, lam: float, q2: float) -> float:
    """Return a first x without full revolutions, t > 0.

    For p = 1 + x the product t² p³ is close to a straight line in p: pi²/8 at p = 0, known at x = 0
    and at the parabola. Two of Newton's steps meet it.
    """
    t0 = _time_at_zero(lam, q2)
    one_minus = q2 / (1.0 + lam) if lam > 0.0 else 1.0 - lam
    t1 = _TWO_THIRDS * one_minus * (1.0 + lam + lam * lam)
    a = t0 * t0
    slope = 8.0 * t1 * t1 - a if t < t0 else a - 0.125 * math.pi * math.pi
    p = _two_thirds_power(t0 / t)
    for _ in range(2):
        b = t * t * p * p
        steep = 3.0 * b - slope
        new = p - (b * p - a - slope * (p - 1.0)) / (steep if steep > b else b)
        new = new if new > 0.3 * p else 0.3 * p
        p = new if new < 3.0 * p else 3.0 * p
    return p - 1.0


@njit(inline=True)
def _end_guess(t: float, at_end: float, at_zero: float, slope: float) -> float:
    """Return a first distance p of x from its end, -1 or 1, for t above the time at x = 0.

    t u^(3/2) with u = 1 - x² is taken as a parabola in p: at_end there, at_zero with its slope at
    p = 1. Two of Newton's steps.
    """
    b = at_zero - at_end
    c = slope - b
    u = _two_thirds_power(0.5 * (at_end + at_zero) / t)
    u = u if u < 0.96 else 0.96
    p = u / (1.0 + math.sqrt(1.0 - u))
    for _ in range(2):
        u = p * (2.0 - p)
        g = at_end + p * (b + c * (p - 1.0))
        lead = t * t * u * u
        steep = 6.0 * lead * (1.0 - p) - 2.0 * g * (b + c * (2.0 * p - 1.0))
        least = lead * (1.0 - p)
        new = p - (lead * u - g * g) / (steep if steep > least else least)
        new = new if new > 0.3 * p else 0.3 * p
        new = new if new < 3.0 * p else 3.0 * p
        p = new if new < 0.98 else 0.98
    return p


@njit(inline=True)
def pair_guess(t: float, lam: float, q2: float, turns: float) -> tuple[float, float]:
    """Return first x on the left and on the right branch, for t above the time at x = 0."""
    zero = _time_at_zero(lam, q2) + turns
    left = _end_guess(t, turns + math.pi, zero, -2.0)
    right = _end_guess(t, turns, zero, 2.0)
    return left - 1.0, 1.0 - right


@njit(inline=True)
def pair_kind(t: float, lam: float, q2: float, n_rev: int) -> int:
    """Return -1 where t lies below the least time of n_rev >= 1 revolutions for certain, 1 where it
    lies above the time at x = 0, and 0 between.
    """
    above = t - n_rev * math.pi - _time_at_zero(lam, q2)
    ahead = _AHEAD + (_AHEAD_RISES * (-0.9 - lam) if lam < -0.9 else 0.0)
    return 1 if above > _BLUNT else (-1 if above < -_BLUNT - ahead / n_rev else 0)
