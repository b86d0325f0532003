"""Solve Kepler's equation, and carry a two-body state through time on any conic.

Every root is kept in a bracket: Halley's or Laguerre's step, halved where it would leave it.
Source: danby1988 (Kepler's equation), battin1999 and conway1986 (universal variables).
Checked: tests/kernels/test_kepler.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.status import BAD_INPUT, NOT_CONVERGED, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]

_ITERATIONS: Final = 80
# After a step of cubic order this small the next error is below rounding.
_STEP_TOLERANCE: Final = 1e-8
# sinh and cosh of more than this are beyond any arc, and near overflow.
_LARGEST_ANOMALY: Final = 300.0
_IDENTITY_TOLERANCE: Final = 1e-6
_CANCELLED: Final = 4.0
"""Size of the terms of Lagrange's identity, which is 1, from which on digits are lost."""


_C2: Final = tuple(1.0 / math.factorial(2 * j + 2) for j in range(10))
_C3: Final = tuple(1.0 / math.factorial(2 * j + 3) for j in range(10))


@njit(inline=True)
def _tenth(c: tuple[float, ...], z: float) -> float:
    """Return the sum of c[j] z**j, j < 10, in pieces that do not wait for each other."""
    z2 = z * z
    z4 = z2 * z2
    low = (c[0] + z * c[1]) + z2 * (c[2] + z * c[3])
    top = (c[4] + z * c[5]) + z2 * (c[6] + z * c[7])
    return low + z4 * (top + z4 * (c[8] + z * c[9]))


@njit
def _angle_minus_sine(a: float) -> float:
    """Return a - sin(a) [rad] without cancellation for small a."""
    if abs(a) > 1.0:
        return a - math.sin(a)
    return a * a * a * _tenth(_C3, -a * a)


@njit
def _sinh_minus(a: float) -> float:
    """Return sinh(a) - a without cancellation for small a."""
    if abs(a) > 1.0:
        return math.sinh(a) - a
    return a * a * a * _tenth(_C3, a * a)


@njit
def eccentric_anomaly(mean: float, e: float) -> tuple[float, int]:
    """Return (E, status): Kepler's equation M = E - e sin E.

    mean [rad], any; 0 <= e < 1. Scalars. E [rad] in the same revolution as M; nan unless status ==
    OK.
    Source: danby1988. Checked: tests/kernels/test_kepler.py.
    """
    if not (e >= 0.0 and abs(mean) < math.inf):
        return math.nan, BAD_INPUT
    if e >= 1.0:
        return math.nan, OUT_OF_DOMAIN
    turns = 2.0 * math.pi * math.floor(mean / (2.0 * math.pi) + 0.5)
    m = mean - turns
    sign = -1.0 if m < 0.0 else 1.0
    m = abs(m)
    if m == 0.0:
        return turns, OK
    lo, hi = 0.0, min(m + e, m / (1.0 - e), math.pi + 1e-9)
    x = min(m + 0.85 * e, hi)
    cube = (6.0 * m) ** (1.0 / 3.0)
    if cube < x and e > 0.5:
        x = cube
    for _ in range(_ITERATIONS):
        miss = (1.0 - e) * x + e * _angle_minus_sine(x) - m
        if miss == 0.0:
            return turns + sign * x, OK
        if miss > 0.0:
            hi = x
        else:
            lo = x
        sine, half_sine = e * math.sin(x), math.sin(0.5 * x)
        slope = (1.0 - e) + 2.0 * e * half_sine * half_sine
        new = x - 2.0 * miss * slope / (2.0 * slope * slope - miss * sine)
        if not lo <= new <= hi:
            new = 0.5 * (lo + hi)
        step, x = abs(new - x), new
        if step <= _STEP_TOLERANCE * x or hi - lo <= 4e-16 * hi + 1e-320:
            return turns + sign * x, OK
    return math.nan, NOT_CONVERGED


@njit
def hyperbolic_anomaly(mean: float, e: float) -> tuple[float, int]:
    """Return (H, status): the hyperbolic Kepler equation M = e sinh H - H.

    mean [rad], any; e > 1. Scalars. H [rad]; nan unless status == OK.
    Source: danby1988. Checked: tests/kernels/test_kepler.py.
    """
    if not (0.0 <= e < math.inf and abs(mean) < math.inf):
        return math.nan, BAD_INPUT
    if e <= 1.0:
        return math.nan, OUT_OF_DOMAIN
    sign = -1.0 if mean < 0.0 else 1.0
    m = abs(mean)
    if m == 0.0:
        return 0.0, OK
    # (e - 1) sinh H <= M and e (sinh H - H) <= M bound the root from above.
    lo, hi = 0.0, min(math.asinh(m / (e - 1.0)), 1e-300 + (6.0 * m / e) ** (1.0 / 3.0))
    x = min(hi, math.asinh(m / e) + 0.1 * hi)
    for _ in range(_ITERATIONS):
        sine = math.sinh(x)
        miss = (e - 1.0) * x + e * _sinh_minus(x) - m
        if miss == 0.0:
            return sign * x, OK
        if miss > 0.0:
            hi = x
        else:
            lo = x
        half = math.sinh(0.5 * x)
        slope = (e - 1.0) + 2.0 * e * half * half
        new = x - 2.0 * miss * slope / (2.0 * slope * slope - miss * e * sine)
        if not lo <= new <= hi:
            new = 0.5 * (lo + hi)
        step, x = abs(new - x), new
        if step <= _STEP_TOLERANCE * x or hi - lo <= 4e-16 * hi + 1e-320:
            return sign * x, OK
    return math.nan, NOT_CONVERGED


@njit
def universal_functions(beta: float, s: float) -> tuple[float, float, float]:
    """Return (g1, g2, g3), the universal functions of s [s/m], beta = mu / a [m²/s²] of either
    sign."""
    x2 = beta * s * s
    if abs(x2) < 1.0:
        c2, c3 = _tenth(_C2, -x2), _tenth(_C3, -x2)
        g3 = s * s * s * c3
        return s - beta * g3, s * s * c2, g3
    q = math.sqrt(abs(beta))
    if beta > 0.0:
        half = math.sin(0.5 * q * s)
        g1 = math.sin(q * s) / q
        return g1, 2.0 * half * half / beta, (s - g1) / beta
    half = math.sinh(0.5 * q * s)
    g1 = math.sinh(q * s) / q
    return g1, -2.0 * half * half / beta, (s - g1) / beta


@njit
def _guess(mu: float, r0: float, eta: float, beta: float, dt: float, hi: float) -> float:
    """Return a first universal anomaly in (0, hi) for dt > 0."""
    if beta > 0.0:
        return min(beta * dt / mu, 0.9 * hi)
    s = dt / r0
    q = math.sqrt(-beta)
    if q * s > 1.0:
        # Through the hyperbolic anomaly where sinh outweighs its argument.
        e_sinh = eta * q / mu
        e_cosh = 1.0 - r0 * beta / mu
        e = math.sqrt(max(1.0, e_cosh * e_cosh - e_sinh * e_sinh))
        start = math.asinh(e_sinh / e)
        s = (math.asinh((e_sinh - start - dt / mu * q * beta) / e) - start) / q
    if 0.0 < s < hi:
        return s
    return min(dt / r0, 0.5 * hi)


@njit
def universal_anomaly(
    mu: float, r0: float, eta: float, beta: float, h2: float, dt: float
) -> tuple[float, int]:
    """Return (s, status) [s/m]: r0 g1 + eta g2 + mu g3 = dt, by Laguerre's step inside a bracket.

    r0 [m] > 0; eta = r0·v0 [m²/s]; beta = mu / a [m²/s²]; h2 = |r0 x v0|² > 0; dt [s] >= 0, within
    one period on an ellipse. ds = dt / r, so s lies below dt over the periapsis.
    """
    if dt == 0.0:
        return 0.0, OK
    p = h2 / mu
    periapsis = p / (1.0 + math.sqrt(max(0.0, 1.0 - beta * p / mu)))
    lo, hi = 0.0, 1.0000001 * dt / periapsis
    if beta > 0.0:
        hi = min(hi, 2.0 * math.pi / math.sqrt(beta))
    elif beta < 0.0:
        hi = min(hi, _LARGEST_ANOMALY / math.sqrt(-beta))
        if eta >= 0.0:  # outward bound: the distance grows from here on
            hi = min(hi, 1.0000001 * dt / r0)
    s = _guess(mu, r0, eta, beta, dt, hi)
    for _ in range(_ITERATIONS):
        g1, g2, g3 = universal_functions(beta, s)
        miss = r0 * g1 + eta * g2 + mu * g3 - dt
        if miss == 0.0:
            return s, OK
        if miss > 0.0:
            hi = s
        else:
            lo = s
        zeta = mu - beta * r0
        slope = r0 + eta * g1 + zeta * g2  # the distance
        bend = eta * (1.0 - beta * g2) + zeta * g1
        root = math.sqrt(abs(16.0 * slope * slope - 20.0 * miss * bend))
        new = s - 5.0 * miss / (slope + root)
        if not lo <= new <= hi:
            new = 0.5 * (lo + hi)
        step, s = abs(new - s), new
        if step <= _STEP_TOLERANCE * s or hi - lo <= 4e-16 * hi + 1e-320:
            return s, OK
    return math.nan, NOT_CONVERGED


@njit
def _past_periapsis(
    mu: float, x: float, y: float, z: float, vx: float, vy: float, vz: float,
    hx: float, hy: float, hz: float, beta: float, eta: float, s: float,
) -> tuple[float, float, float, float, float, float, int]:  # fmt: skip
    """Return the state of a hyperbola after the universal anomaly s, through its own axes.

    For an arc past a low periapsis, where Lagrange's coefficients are differences of large
    numbers: energy and momentum keep their digits here, whatever the turn of the axes loses.
    """
    h2 = hx * hx + hy * hy + hz * hz
    h, q, a = math.sqrt(h2), math.sqrt(-beta), -mu / beta
    e = math.sqrt(1.0 - beta * h2 / (mu * mu))
    above = -beta * h2 / (mu * mu * (1.0 + e))  # e - 1, all digits kept
    anomaly = math.asinh(eta * q / (mu * e)) + q * s
    sinh, cosh, half = math.sinh(anomaly), math.cosh(anomaly), math.sinh(0.5 * anomaly)
    # Axis to the periapsis: along v x h - mu r / |r|.
    k = mu / math.sqrt(x * x + y * y + z * z)
    px, py, pz = vy * hz - vz * hy - k * x, vz * hx - vx * hz - k * y, vx * hy - vy * hx - k * z
    size = 1.0 / math.sqrt(px * px + py * py + pz * pz)
    px, py, pz = size * px, size * py, size * pz
    qx, qy, qz = (hy * pz - hz * py) / h, (hz * px - hx * pz) / h, (hx * py - hy * px) / h
    r = a * (above + 2.0 * e * half * half)
    along, across = a * (above - 2.0 * half * half), a * math.sqrt(above * (1.0 + e)) * sinh
    slow, fast = -math.sqrt(mu * a) * sinh / r, h * cosh / r
    return (
        along * px + across * qx, along * py + across * qy, along * pz + across * qz,
        slow * px + fast * qx, slow * py + fast * qy, slow * pz + fast * qz, OK,
    )  # fmt: skip


@njit
def carry(
    mu: float, x: float, y: float, z: float, vx: float, vy: float, vz: float, dt: float
) -> tuple[float, float, float, float, float, float, int]:
    """Return the state dt [s] later and a status, all as scalars."""
    nan = math.nan
    r0 = math.sqrt(x * x + y * y + z * z)
    v2 = vx * vx + vy * vy + vz * vz
    if not (0.0 < mu < math.inf and 0.0 < r0 < math.inf and v2 < math.inf and abs(dt) < math.inf):
        return nan, nan, nan, nan, nan, nan, BAD_INPUT
    hx, hy, hz = y * vz - z * vy, z * vx - x * vz, x * vy - y * vx
    h2 = hx * hx + hy * hy + hz * hz
    if not h2 > 0.0:  # a fall along a line, which may meet the centre
        return nan, nan, nan, nan, nan, nan, OUT_OF_DOMAIN
    eta = x * vx + y * vy + z * vz
    beta = 2.0 * mu / r0 - v2
    if beta > 0.0:
        period = 2.0 * math.pi * mu / (beta * math.sqrt(beta))
        dt -= period * math.floor(dt / period + 0.5)
    sign = -1.0 if dt < 0.0 else 1.0
    s, status = universal_anomaly(mu, r0, sign * eta, beta, h2, abs(dt))
    if status != OK:
        return nan, nan, nan, nan, nan, nan, status
    g1, g2, _ = universal_functions(beta, sign * s)
    r = r0 + eta * g1 + (mu - beta * r0) * g2
    f, g = 1.0 - mu * g2 / r0, r0 * g1 + eta * g2
    df, dg = -mu * g1 / (r * r0), 1.0 - mu * g2 / r
    # A fall past the very centre loses every digit: Lagrange's identity shows it.
    off = abs(f * dg - g * df - 1.0)
    if not off < _IDENTITY_TOLERANCE:
        return nan, nan, nan, nan, nan, nan, NOT_CONVERGED
    if beta < 0.0 and abs(f * dg) > _CANCELLED:
        return _past_periapsis(mu, x, y, z, vx, vy, vz, hx, hy, hz, beta, eta, sign * s)
    return (
        f * x + g * vx, f * y + g * vy, f * z + g * vz,
        df * x + dg * vx, df * y + dg * vy, df * z + dg * vz, OK,
    )  # fmt: skip


@njit
def propagate(mu: float, r: Array, v: Array, dt: float) -> tuple[Array, Array, int]:
    """Return (r, v, status) of a two-body state dt later, on any conic, forwards or backwards.

    mu [m³/s²] > 0; r [m] (3,), not zero; v [m/s] (3,), not along r (OUT_OF_DOMAIN); dt [s].
    r [m], v [m/s] (3,); nan unless status == OK.
    Source: battin1999. Checked: tests/kernels/test_kepler.py.
    """
    w = carry(mu, r[0], r[1], r[2], v[0], v[1], v[2], dt)
    return np.array([w[0], w[1], w[2]]), np.array([w[3], w[4], w[5]]), w[6]


@njit(parallel=True)
def _carry_many(
    mu: float, r: Array, v: Array, dt: Array, r_out: Array, v_out: Array, statuses: Statuses
) -> None:
    """Fill r_out, v_out (n, 3), statuses (n,) in parallel."""
    stride = 0 if r.shape[0] == 1 else 1
    for i in prange(dt.shape[0]):
        k = i * stride
        w = carry(mu, r[k, 0], r[k, 1], r[k, 2], v[k, 0], v[k, 1], v[k, 2], dt[i])
        r_out[i, 0], r_out[i, 1], r_out[i, 2] = w[0], w[1], w[2]
        v_out[i, 0], v_out[i, 1], v_out[i, 2] = w[3], w[4], w[5]
        statuses[i] = w[6]


def propagate_many(mu: float, r: Array, v: Array, dt: Array) -> tuple[Array, Array, Statuses]:
    """Return (r, v, status) of n two-body states, each its own dt later, in parallel.

    mu [m³/s²]; r [m], v [m/s] (n, 3), or (1, 3) for one state at n times; dt [s] (n,).
    r [m], v [m/s] (n, 3), status (n,); nan where status != OK. See `propagate`.
    """
    n = dt.shape[0]
    # numpy's large arrays lie on huge pages, numba's do not.
    r_out, v_out = np.empty((n, 3)), np.empty((n, 3))
    statuses = np.empty(n, dtype=np.int8)
    _carry_many(mu, r, v, dt, r_out, v_out, statuses)
    return r_out, v_out, statuses
