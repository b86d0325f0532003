"""Estimate the largest mass with which constant low thrust can fly a given two-impulse transfer.

The impulses at both ends are replaced by two phases of constant acceleration of one size, each in a
fixed direction, that end in the same state; the mass follows from thrust and exhaust speed.
Source: hennes2016. Checked: tests/kernels/test_mima.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.kepler import propagate
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, NOT_CONVERGED, OK, OUT_OF_DOMAIN
from windlass.kernels.transition import transition

Array = NDArray[np.float64]

_SCAN: Final = 16
_EDGE: Final = 1e-9
_SINGULAR: Final = 1e-14


@njit
def mass_from_acceleration(a: float, tof: float, thrust: float, ve: float) -> float:
    """Return the initial mass [kg] whose mean with the final mass, at full thrust, gives
    acceleration a.

    a [m/s²], tof [s], thrust [N], ve [m/s] > 0. The final mass follows from dv = a tof.
    """
    return 2.0 * thrust / (a * (1.0 + math.exp(-a * tof / ve)))


@njit
def acceleration_free_space(dv1: Array, dv2: Array, tof: float) -> tuple[float, int]:
    """Return (a, status): the constant acceleration [m/s²] that replaces two impulses far from any
    mass.

    dv1, dv2 [m/s] (3,); tof [s] > 0. Velocity changes by A = dv1 + dv2, position by dv1 tof. With D
    = 2 dv1 and the second phase lasting the fraction t, equal sizes of both accelerations make the
    quadratic 2 (A·D - A²) t² + 2 (A·D - D²) t + A² + D² - 2 A·D = 0.
    """
    if not 0.0 < tof < math.inf:
        return math.nan, BAD_INPUT
    total = dv1 + dv2
    shift = 2.0 * dv1
    aa, ad, dd = np.dot(total, total), np.dot(total, shift), np.dot(shift, shift)
    if not (aa < math.inf and dd < math.inf):
        return math.nan, BAD_INPUT
    p, q, r = ad - aa, ad - dd, 0.5 * (aa + dd) - ad
    # p t² + q t + r = 0, in the form that keeps its digits when p vanishes.
    root = math.sqrt(max(0.0, q * q - 4.0 * p * r))
    if max(abs(p), abs(q), abs(r)) <= _EDGE * (aa + dd):  # equal impulses: one phase
        return math.sqrt(aa) / tof, OK
    best = math.inf
    for sign in (-1.0, 1.0):
        down = q + sign * root
        if down == 0.0:
            continue
        t = -2.0 * r / down
        if 0.0 < t < 1.0:
            first = shift - total * t
            best = min(best, math.sqrt(np.dot(first, first)) / ((1.0 - t) * tof))
    if best == math.inf:
        return math.nan, NO_SOLUTION
    return best, OK


@njit
def _effect(mu: float, r: Array, v: Array, start: float, tof: float) -> tuple[Array, int]:
    """Return ((6, 3), status): the final state's change by a unit of velocity added at time
    start."""
    r1, v1, status = propagate(mu, r, v, start)
    if status != OK:
        return np.full((6, 3), np.nan), status
    _, _, phi, status = transition(mu, r1, v1, tof - start)
    return np.ascontiguousarray(phi[:, 3:]), status


@njit
def _two_phases(
    mu: float, r: Array, v: Array, tof: float, target: Array, switch: float
) -> tuple[float, float, int]:
    """Return the sizes of the accelerations before and after the switch [s] that reach the target.

    The effect of each phase is integrated by Simpson's rule, as in the published method.
    """
    knots = (0.0, 0.5 * switch, switch, 0.5 * (switch + tof), tof)
    weights = (1.0 / 6.0, 4.0 / 6.0, 1.0 / 6.0)
    both = np.zeros((6, 6))  # mean effects, so that a short phase does not make it singular
    for k in range(5):
        effect, status = _effect(mu, r, v, knots[k], tof)
        if status != OK:
            return math.nan, math.nan, status
        if k <= 2:
            both[:, :3] += weights[k] * effect
        if k >= 2:
            both[:, 3:] += weights[k - 2] * effect
    both[:3] /= tof  # metres and metres per second of one size
    goal = target.copy()
    goal[:3] /= tof
    if not abs(np.linalg.det(both)) > _SINGULAR:
        return math.nan, math.nan, OUT_OF_DOMAIN
    u = np.linalg.solve(both, goal)
    first, second = math.sqrt(np.dot(u[:3], u[:3])), math.sqrt(np.dot(u[3:], u[3:]))
    return first / switch, second / (tof - switch), OK


@njit
def _switch_between(
    mu: float, r: Array, v: Array, tof: float, target: Array, lo: float, hi: float
) -> tuple[float, int]:
    """Return (a, status): halve the bracket of switching times [s] until both sizes agree."""
    low_first, low_second, status = _two_phases(mu, r, v, tof, target, lo)
    if status != OK:
        return math.nan, status
    rising = low_first < low_second
    for _ in range(60):
        middle = 0.5 * (lo + hi)
        first, second, status = _two_phases(mu, r, v, tof, target, middle)
        if status != OK:
            return math.nan, status
        if abs(first - second) <= 1e-14 * first or hi - lo < 1e-15 * tof:
            return max(first, second), OK
        if (first < second) == rising:
            lo = middle
        else:
            hi = middle
    return math.nan, NOT_CONVERGED


@njit
def acceleration_keplerian(
    mu: float, r: Array, v: Array, dv1: Array, dv2: Array, tof: float
) -> tuple[float, int]:
    """Return (a, status): as `acceleration_free_space`, linearised about the arc.

    mu [m³/s²] > 0; r [m], v [m/s] (3,) begin the ballistic arc, after the first impulse; dv1, dv2
    [m/s] (3,); tof [s] > 0. The smallest a [m/s²] over the switching times that sixteenths of tof
    tell apart; nan unless status == OK.
    Source: izzo2025. Checked: tests/kernels/test_mima.py.
    """
    if not 0.0 < tof < math.inf:
        return math.nan, BAD_INPUT
    effect, status = _effect(mu, r, v, 0.0, tof)
    if status != OK:
        return math.nan, status
    target = np.dot(effect, np.ascontiguousarray(dv1))
    target[3:] += dv2
    best = math.inf
    # Towards a vanishing first phase its acceleration grows without bound, and so at the other end.
    before, before_time = math.inf, _EDGE * tof
    for k in range(1, _SCAN + 1):
        time = tof * k / _SCAN if k < _SCAN else (1.0 - _EDGE) * tof
        gap = -math.inf
        if k < _SCAN:
            first, second, status = _two_phases(mu, r, v, tof, target, time)
            if status != OK:
                return math.nan, status
            gap = first - second
        if (before > 0.0) != (gap > 0.0):
            a, status = _switch_between(mu, r, v, tof, target, before_time, time)
            if status != OK:
                return math.nan, status
            best = min(best, a)
        before, before_time = gap, time
    return best, OK


@njit
def mima(dv1: Array, dv2: Array, tof: float, thrust: float, ve: float) -> tuple[float, float, int]:
    """Return (m0, a, status): the largest initial mass for two impulses, in free space.

    dv1, dv2 [m/s] (3,) the impulses as they act; tof [s], thrust [N], ve [m/s] > 0. m0 [kg], a
    [m/s²]; nan unless status == OK. Source: hennes2016. Checked: tests/kernels/test_mima.py.
    """
    if not (0.0 < thrust < math.inf and 0.0 < ve < math.inf):
        return math.nan, math.nan, BAD_INPUT
    a, status = acceleration_free_space(dv1, dv2, tof)
    if status != OK:
        return math.nan, math.nan, status
    return mass_from_acceleration(a, tof, thrust, ve), a, OK


@njit
def mima2(
    mu: float, r: Array, v: Array, dv1: Array, dv2: Array, tof: float, thrust: float, ve: float
) -> tuple[float, float, int]:
    """Return (m0, a, status): as `mima`, with gravity linearised about the arc from r, v.

    mu, r, v as for `acceleration_keplerian`; the rest as for `mima`.
    Source: izzo2025. Checked: tests/kernels/test_mima.py.
    """
    if not (0.0 < thrust < math.inf and 0.0 < ve < math.inf):
        return math.nan, math.nan, BAD_INPUT
    a, status = acceleration_keplerian(mu, r, v, dv1, dv2, tof)
    if status != OK:
        return math.nan, math.nan, status
    return mass_from_acceleration(a, tof, thrust, ve), a, OK
