"""Motion about an oblate planet that goes round the Sun, with thrust along the velocity.

Frame: the planet's equator, x to its equinox.  Forces: point mass and J2 of the planet, the Sun as
a third body on a fixed ellipse, thrust that is constant in size, and the mass that it takes.
Integrator: the embedded pair of order 5(4) of dormand1980.
Source: dormand1980, vallado2013.  Checked: tests/kernels/test_about_planet.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.dormand1980 import ERROR, NODES, STAGES
from windlass.kernels.kepler import eccentric_anomaly
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]

FIELD: Final = 9
"""Of a field: GM [m³/s²], J2, equatorial radius [m], GM of the Sun (0: none), semi-major axis [m]
and eccentricity of the planet's orbit, obliquity [rad], longitude of the Sun at perihelion [rad],
mean anomaly at t = 0 [rad]."""
_STEPS: Final = 20_000_000
_HALVINGS: Final = 60


@njit
def sun_place(t: float, field: Array, out: Array) -> None:
    """Write the Sun's position (3,) [m] from the planet at t [s]."""
    a, e = field[4], field[5]
    mean = field[8] + math.sqrt(field[3] / (a * a * a)) * t
    ecc, _ = eccentric_anomaly(mean, e)
    x, y = a * (math.cos(ecc) - e), a * math.sqrt(1.0 - e * e) * math.sin(ecc)
    c, s = math.cos(field[7]), math.sin(field[7])
    u, w = c * x - s * y, s * x + c * y
    out[0], out[1], out[2] = u, w * math.cos(field[6]), w * math.sin(field[6])


@njit
def motion(t: float, s: Array, field: Array, thrust: Array, sun: Array, out: Array) -> None:
    """Write the derivative (7,) of the state s (7,): position, velocity, mass [kg].

    thrust: force along the velocity [N], less than 0 against it; mass flow [kg/s], its sign the
    caller's (mass grows in a flight told backwards).
    """
    r2 = s[0] * s[0] + s[1] * s[1] + s[2] * s[2]
    r = math.sqrt(r2)
    pull = field[0] / (r2 * r)
    flat = 1.5 * field[1] * field[2] * field[2] / r2
    z2 = 5.0 * s[2] * s[2] / r2
    out[0], out[1], out[2] = s[3], s[4], s[5]
    out[3] = -pull * s[0] * (1.0 + flat * (1.0 - z2))
    out[4] = -pull * s[1] * (1.0 + flat * (1.0 - z2))
    out[5] = -pull * s[2] * (1.0 + flat * (3.0 - z2))
    out[6] = thrust[1]
    if field[3] > 0.0:
        sun_place(t, field, sun)
        d2 = s2 = 0.0
        for k in range(3):
            d2 += (sun[k] - s[k]) ** 2
            s2 += sun[k] ** 2
        near, far = field[3] / (d2 * math.sqrt(d2)), field[3] / (s2 * math.sqrt(s2))
        for k in range(3):
            out[3 + k] += near * (sun[k] - s[k]) - far * sun[k]
    if thrust[0] != 0.0:
        v = math.sqrt(s[3] * s[3] + s[4] * s[4] + s[5] * s[5])
        if v > 0.0:
            for k in range(3):
                out[3 + k] += thrust[0] / s[6] * s[3 + k] / v


@njit
def energy(s: Array, mu: float) -> float:
    """Return the energy [J/kg] of a state in the point mass's field."""
    r = math.sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2])
    return float(0.5 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]) - mu / r)


@njit
def apsides(s: Array, mu: float) -> tuple[float, float]:
    """Return osculating (periapsis, apoapsis) [m] of a state; apoapsis inf where unbound."""
    hx, hy, hz = s[1] * s[5] - s[2] * s[4], s[2] * s[3] - s[0] * s[5], s[0] * s[4] - s[1] * s[3]
    p = (hx * hx + hy * hy + hz * hz) / mu
    e = math.sqrt(max(0.0, 1.0 + 2.0 * energy(s, mu) * p / mu))
    return p / (1.0 + e), p / (1.0 - e) if e < 1.0 else math.inf


@njit
def _step(
    t: float, h: float, s: Array, field: Array, thrust: Array, sun: Array, k: Array, trial: Array
) -> float:
    """Write the state h [s] later into trial, k[0] given; the error as a share of size."""
    for i in range(1, 7):
        for c in range(7):
            total = 0.0
            for j in range(i):
                total += STAGES[i, j] * k[j, c]
            trial[c] = s[c] + h * total
        motion(t + NODES[i] * h, trial, field, thrust, sun, k[i])
    miss = np.zeros(2)
    size = np.zeros(2)
    for c in range(6):
        e = 0.0
        for i in range(7):
            e += ERROR[i] * k[i, c]
        miss[c // 3] += (h * e) ** 2
        size[c // 3] += trial[c] ** 2
    return math.sqrt(max(miss[0] / size[0], miss[1] / size[1]))


@njit
def fly(
    s0: Array, t0: float, t1: float, field: Array, thrust: Array, tol: float,
    least: float, most: float, stop: float, seen: Array, end: Array,
) -> tuple[float, int]:  # fmt: skip
    """Fly s0 (7,) from t0 on to t1 > t0 [s]: (time of the end, status), state in end (7,).

    tol: error of a step as a share of size; least, most [m]: distances where it ends with
    LIMIT; stop [J/kg]: energy that ends it with OK when it is passed upwards, found to rounding;
    seen (2,): least osculating periapsis, greatest osculating apoapsis met [m].
    """
    if not (tol > 0.0 and t1 > t0 and s0[6] > 0.0 and field[0] > 0.0):
        return t0, BAD_INPUT
    s, trial, k, sun = s0.copy(), np.empty(7), np.empty((7, 7)), np.zeros(3)
    mu = field[0]
    seen[0], seen[1] = apsides(s, mu)
    end[:] = s
    if energy(s, mu) >= stop:
        return t0, BAD_INPUT
    r = math.sqrt(s[0] ** 2 + s[1] ** 2 + s[2] ** 2)
    t, h = t0, min(t1 - t0, 1e-3 * math.sqrt(r * r * r / mu))
    motion(t, s, field, thrust, sun, k[0])
    for _ in range(_STEPS):
        h = min(h, t1 - t)
        worst = _step(t, h, s, field, thrust, sun, k, trial) / tol
        if not (worst < math.inf and trial[6] > 0.0):
            return t, NOT_CONVERGED
        if worst <= 1.0:
            if energy(trial, mu) >= stop:
                return _stopped(t, h, s, field, thrust, sun, k, trial, stop, seen, end)
            t += h
            s[:] = trial
            k[0] = k[6]
            end[:] = s
            low, high = apsides(s, mu)
            seen[0], seen[1] = min(seen[0], low), max(seen[1], high)
            r = math.sqrt(s[0] ** 2 + s[1] ** 2 + s[2] ** 2)
            if r < least or r > most:
                return t, LIMIT
            if t1 - t <= 1e-9 * (abs(t1) + 1.0):
                return t, OK
        h *= min(4.0, max(0.2, 0.9 * (worst + 1e-12) ** -0.2))
        if not h > 1e-9:
            return t, NOT_CONVERGED
    return t, NOT_CONVERGED


@njit
def _stopped(
    t: float, h: float, s: Array, field: Array, thrust: Array, sun: Array, k: Array,
    trial: Array, stop: float, seen: Array, end: Array,
) -> tuple[float, int]:  # fmt: skip
    """Halve the last step until it ends where the energy is met."""
    lo, hi = 0.0, h
    for _ in range(_HALVINGS):
        mid = 0.5 * (lo + hi)
        if not lo < mid < hi:
            break
        _step(t, mid, s, field, thrust, sun, k, trial)
        if energy(trial, field[0]) >= stop:
            hi = mid
        else:
            lo = mid
    _step(t, hi, s, field, thrust, sun, k, trial)
    end[:] = trial
    low, high = apsides(trial, field[0])
    seen[0], seen[1] = min(seen[0], low), max(seen[1], high)
    return t + hi, OK


@njit(parallel=True)
def fly_many(
    s0: Array, t1: float, fields: Array, tol: float, least: float, most: float
) -> tuple[Array, Array, Statuses]:
    """Coast states (n, 7) from 0 to t1 [s] in fields (n, FIELD): (time of the end (n,) [s],
    periapsis and apoapsis seen (n, 2) [m], status (n,)); see ``fly``."""
    n = s0.shape[0]
    time, seen = np.empty(n), np.empty((n, 2))
    status = np.empty(n, dtype=np.int8)
    for i in prange(n):
        time[i], status[i] = fly(
            s0[i], 0.0, t1, fields[i], np.zeros(2), tol, least, most, math.inf, seen[i],
            np.empty(7),
        )  # fmt: skip
    return time, seen, status
