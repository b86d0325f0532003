"""Earth, Moon and Sun on circles: the bicircular model in the Earth–Moon rotating frame.

Units: Earth–Moon distance, and the time in which the Moon turns one radian; Earth at −μ, Moon
at 1 − μ.  sun: (mass [Earth + Moon], distance, rate of its phase); mass 0 leaves the circular
restricted three-body problem.  Integrator: the embedded pair of order 5(4) of dormand1980.
Source: simo1995.  Checked: tests/capture/test_bicircular.py (a second integrator as judge).
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.dormand1980 import ERROR, NODES, STAGES
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]


@njit
def motion(t: float, s: Array, mu: float, sun: Array, phase: float, out: Array) -> None:
    """Write the derivative (6,) of the state s at t; phase: of the Sun at t = 0 [rad]."""
    x, y, z = s[0], s[1], s[2]
    x1, x2 = x + mu, x - 1.0 + mu
    r1 = math.sqrt(x1 * x1 + y * y + z * z)
    r2 = math.sqrt(x2 * x2 + y * y + z * z)
    a1, a2 = (1.0 - mu) / r1**3, mu / r2**3
    out[0], out[1], out[2] = s[3], s[4], s[5]
    out[3] = 2.0 * s[4] + x - a1 * x1 - a2 * x2
    out[4] = -2.0 * s[3] + y - a1 * y - a2 * y
    out[5] = -a1 * z - a2 * z
    if sun[0] > 0.0:
        angle = phase + sun[2] * t
        c, q = math.cos(angle), math.sin(angle)
        dx, dy = x - sun[1] * c, y - sun[1] * q
        d3 = (dx * dx + dy * dy + z * z) ** 1.5
        pull = sun[0] / (sun[1] * sun[1])
        out[3] -= sun[0] * dx / d3 + pull * c
        out[4] -= sun[0] * dy / d3 + pull * q
        out[5] -= sun[0] * z / d3


@njit
def jacobi(s: Array, mu: float) -> float:
    """Return C = x² + y² + 2(1 − μ)/r1 + 2μ/r2 − v²."""
    r1 = math.sqrt((s[0] + mu) ** 2 + s[1] ** 2 + s[2] ** 2)
    r2 = math.sqrt((s[0] - 1.0 + mu) ** 2 + s[1] ** 2 + s[2] ** 2)
    v2 = s[3] ** 2 + s[4] ** 2 + s[5] ** 2
    return float(s[0] ** 2 + s[1] ** 2 + 2.0 * (1.0 - mu) / r1 + 2.0 * mu / r2 - v2)


@njit
def fly(
    s0: Array, t0: float, t1: float, mu: float, sun: Array, phase: float, tol: float,
    escape: float, near: Array, end: Array,
) -> tuple[float, int]:  # fmt: skip
    """Fly s0 (6,) from t0 to t1, either way; (time of the end, status); state in end (6,).

    escape: distance from Earth at which the flight ends early with OK; near (2,): in, least
    allowed distances from Earth and Moon, below which it ends with LIMIT; out, the least met.
    """
    if not (tol > 0.0 and math.isfinite(t0) and math.isfinite(t1)):
        return t0, BAD_INPUT
    k = np.empty((7, 6))
    s, trial = s0.copy(), np.empty(6)
    least1, least2 = near[0], near[1]
    near[0] = near[1] = math.inf
    way = 1.0 if t1 >= t0 else -1.0
    t, h = t0, way * 1e-3
    motion(t, s, mu, sun, phase, k[0])
    for _ in range(200_000):
        if way * (t + h - t1) > 0.0:
            h = t1 - t
        for i in range(1, 7):
            for c in range(6):
                total = 0.0
                for j in range(i):
                    total += STAGES[i, j] * k[j, c]
                trial[c] = s[c] + h * total
            motion(t + NODES[i] * h, trial, mu, sun, phase, k[i])
        worst = 0.0
        for c in range(6):
            e = 0.0
            for i in range(7):
                e += ERROR[i] * k[i, c]
            worst = max(worst, abs(h * e) / (tol * (1.0 + abs(trial[c]))))
        if not worst < math.inf:
            return t, NOT_CONVERGED
        if worst <= 1.0:
            t += h
            s[:] = trial
            k[0] = k[6]
            r1 = math.sqrt((s[0] + mu) ** 2 + s[1] ** 2 + s[2] ** 2)
            r2 = math.sqrt((s[0] - 1.0 + mu) ** 2 + s[1] ** 2 + s[2] ** 2)
            near[0], near[1] = min(near[0], r1), min(near[1], r2)
            end[:] = s
            if r1 < least1 or r2 < least2:
                return t, LIMIT
            if r1 > escape or way * (t1 - t) <= 1e-14:
                return t, OK
        h *= min(4.0, max(0.2, 0.9 * (worst + 1e-12) ** -0.2))
        if abs(h) < 1e-12:
            return t, NOT_CONVERGED
    return t, NOT_CONVERGED


@njit
def earth_c3(s: Array, mu: float) -> float:
    """Return v² − 2(1)/r about Earth in the inertial frame, with Earth and Moon as one mass."""
    x, y = s[0] + mu, s[1]
    vx, vy = s[3] - y, s[4] + x
    r = math.sqrt(x * x + y * y + s[2] ** 2)
    return float(vx * vx + vy * vy + s[5] ** 2 - 2.0 / r)


@njit(parallel=True)
def approaches(
    starts: Array, phases: Array, back: float, mu: float, sun: Array, tol: float,
    escape: float, least: Array,
) -> tuple[Array, Array, Array, NDArray[np.int8]]:  # fmt: skip
    """Fly starts (n, 6) backwards for ``back``; (C3 at escape, time, least distances, status).

    phases (n,): Sun's phase at each start.  status OK: escaped; NO other is an approach.
    """
    n = starts.shape[0]
    c3, time, near = np.empty(n), np.empty(n), np.empty((n, 2))
    status = np.empty(n, dtype=np.int8)
    for i in prange(n):
        end = np.empty(6)
        near[i, 0], near[i, 1] = least[0], least[1]
        t, code = fly(starts[i], 0.0, -back, mu, sun, phases[i], tol, escape, near[i], end)
        c3[i] = math.nan
        time[i] = t
        x = math.sqrt((end[0] + mu) ** 2 + end[1] ** 2 + end[2] ** 2)
        if code == OK and x < escape:
            code = NOT_CONVERGED
        if code == OK:
            c3[i] = earth_c3(end, mu)
        status[i] = code
    return c3, time, near, status
