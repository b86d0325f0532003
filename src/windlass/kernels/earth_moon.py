"""Motion near Earth and Moon as they are: both and the Sun as point masses placed by DE440.

Geocentric ICRF, SI.  Earth itself is pulled by Moon and Sun, so both also act by the difference.
A state (6,), or a state with its state-transition matrix below it, row by row (42,).
Integrator: the embedded pair of order 5(4) of dormand1980, its step from the state alone.
Source: dormand1980, park2021.
Checked: tests/kernels/test_earth_moon.py (the N-body kernel and differences as judges).
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.dormand1980 import ERROR, NODES, STAGES
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]
Codes = NDArray[np.int8]

STEPS: Final = 4_000_000
"""Steps after which a flight is given up."""
LENGTH: Final = 1e8
SPEED: Final = 1e3
"""Position [m] and speed [m/s] of which the tolerance is a share."""
NEAR_EARTH, NEAR_MOON, FAR_EARTH, FAR_MOON, PASSES = 0, 1, 2, 3, 4
"""What a flight tells: least and greatest distances [m], and passes by the Moon."""


@njit
def places(pack: Array, layout: Layout, clock: Array, t: float, out: Array) -> int:
    """Write geocentric states of Moon and Sun, (2, 6) [m, m/s], at t [s]; status."""
    moon, earth = np.empty(6), np.empty(6)
    code = segment_state(pack, layout, clock, 5, t, moon)
    code = max(code, segment_state(pack, layout, clock, 4, t, earth))
    for k in range(6):
        out[0, k] = moon[k] - earth[k]
        out[1, k] = -earth[k]
    code = max(code, segment_state(pack, layout, clock, 3, t, earth))
    code = max(code, segment_state(pack, layout, clock, 0, t, moon))
    for k in range(6):
        out[1, k] += moon[k] - earth[k]
    return code


@njit
def motion(s: Array, bodies: Array, gm: Array, out: Array) -> None:
    """Write the derivative of s (6,) or (42,); bodies of ``places``; gm of Earth, Moon, Sun."""
    g = np.zeros((3, 3))
    whole = s.size == 42
    for k in range(3):
        out[k] = s[3 + k]
        out[3 + k] = 0.0
    for b in range(3):
        if gm[b] == 0.0:
            continue
        d = np.empty(3)
        for k in range(3):
            d[k] = s[k] if b == 0 else s[k] - bodies[b - 1, k]
        d2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
        f = gm[b] / (d2 * math.sqrt(d2))
        for k in range(3):
            out[3 + k] -= f * d[k]
        if b > 0:
            x, y, z = bodies[b - 1, 0], bodies[b - 1, 1], bodies[b - 1, 2]
            e2 = x * x + y * y + z * z
            q = gm[b] / (e2 * math.sqrt(e2))
            out[3] -= q * x
            out[4] -= q * y
            out[5] -= q * z
        if whole:
            for i in range(3):
                g[i, i] -= f
                for j in range(3):
                    g[i, j] += 3.0 * f * d[i] * d[j] / d2
    if whole:
        for i in range(3):
            for j in range(6):
                out[6 + 6 * i + j] = s[24 + 6 * i + j]
                total = 0.0
                for k in range(3):
                    total += g[i, k] * s[6 + 6 * k + j]
                out[24 + 6 * i + j] = total


@njit
def _least(a: float, b: float, da: float, db: float) -> float:
    """Return the least of a cubic on [0, 1] with values a, b and slopes da < 0 < db."""
    c3, c2 = 2.0 * (a - b) + da + db, 3.0 * (b - a) - 2.0 * da - db
    x = 0.5
    for _ in range(8):
        slope, bend = da + x * (2.0 * c2 + 3.0 * c3 * x), 2.0 * c2 + 6.0 * c3 * x
        if bend <= 0.0:
            break
        x = min(1.0, max(0.0, x - slope / bend))
    return min(a, b, a + x * (da + x * (c2 + x * c3)))


@njit
def _look(s: Array, bodies: Array, found: Array) -> None:
    """Write squared distances from Earth and Moon and their slopes in time."""
    found[:] = 0.0
    for k in range(3):
        dx, dv = s[k] - bodies[0, k], s[3 + k] - bodies[0, 3 + k]
        found[0] += s[k] * s[k]
        found[1] += dx * dx
        found[2] += 2.0 * s[k] * s[3 + k]
        found[3] += 2.0 * dx * dv


@njit
def _watch(old: Array, new: Array, h: float, close: float, told: Array) -> None:
    """Carry what a flight tells over a step; close [m]: of a pass by the Moon."""
    way = 1.0 if h > 0.0 else -1.0
    for b in range(2):
        least2 = min(old[b], new[b])
        # not what begins at its extreme but for rounding
        if h * old[2 + b] < -1e-9 * old[b] and way * new[2 + b] > 0.0:
            least2 = max(0.0, _least(old[b], new[b], h * old[2 + b], h * new[2 + b]))
            if b == 1 and least2 < close * close:
                told[PASSES] += 1.0
        told[NEAR_EARTH + b] = min(told[NEAR_EARTH + b], math.sqrt(least2))
        told[FAR_EARTH + b] = max(told[FAR_EARTH + b], math.sqrt(new[b]))


@njit
def fly(
    t0: float, s0: Array, t1: float, pack: Array, layout: Layout, clock: Array, gm: Array,
    tol: float, limits: Array, end: Array, told: Array,
) -> tuple[float, int]:  # fmt: skip
    """Fly s0 (6,) or (42,) from t0 to t1 [s], either way; (time of the end, status).

    limits (5,) [m]: least distances from Earth and Moon and greatest from both, beyond which it
    ends with LIMIT, and the distance of a pass by the Moon; told (5,): see NEAR_EARTH …
    """
    n = s0.size
    if not (0.0 < tol < 1.0 and math.isfinite(t0) and math.isfinite(t1) and n in (6, 42)):
        return t0, BAD_INPUT
    k = np.empty((7, n))
    s, trial, bodies = s0.copy(), np.empty(n), np.empty((2, 6))
    old, new = np.empty(4), np.empty(4)
    way = 1.0 if t1 >= t0 else -1.0
    t, h = t0, way * 60.0
    code = places(pack, layout, clock, t, bodies)
    end[:] = s
    if code != OK:
        return t, code
    motion(s, bodies, gm, k[0])
    _look(s, bodies, old)
    told[NEAR_EARTH], told[NEAR_MOON] = math.sqrt(old[0]), math.sqrt(old[1])
    told[FAR_EARTH], told[FAR_MOON], told[PASSES] = told[NEAR_EARTH], told[NEAR_MOON], 0.0
    for _ in range(STEPS):
        if way * (t1 - t) <= 0.0:
            return t, OK
        last = way * (t + h - t1) >= 0.0
        if last:
            h = t1 - t
        for i in range(1, 7):
            for c in range(n):
                total = 0.0
                for j in range(i):
                    total += STAGES[i, j] * k[j, c]
                trial[c] = s[c] + h * total
            code = places(pack, layout, clock, t + NODES[i] * h, bodies)
            if code != OK:
                return t, code
            motion(trial, bodies, gm, k[i])
        worst = 0.0
        for c in range(6):
            e = 0.0
            for i in range(7):
                e += ERROR[i] * k[i, c]
            worst = max(worst, abs(h * e) / (tol * (LENGTH if c < 3 else SPEED)))
        if not worst < math.inf:
            return t, NOT_CONVERGED
        if worst <= 1.0:
            t = t1 if last else t + h
            s[:] = trial
            k[0] = k[6]
            _look(s, bodies, new)
            _watch(old, new, h, limits[4], told)
            old[:] = new
            end[:] = s
            if told[0] < limits[0] or told[1] < limits[1]:
                return t, LIMIT
            if told[2] > limits[2] or told[3] > limits[3]:
                return t, LIMIT
        h *= min(4.0, max(0.2, 0.9 * (worst + 1e-12) ** -0.2))
        if abs(h) < 1e-3:
            return t, NOT_CONVERGED
    return t, NOT_CONVERGED


@njit(parallel=True)
def fly_many(
    t0: Array, s0: Array, t1: Array, pack: Array, layout: Layout, clock: Array, gm: Array,
    tol: float, limits: Array,
) -> tuple[Array, Array, Array, Codes]:  # fmt: skip
    """Fly states (n, 6) or (n, 42) from t0 (n,) to t1 (n,): (ends, times, told (n, 5), status)."""
    n = s0.shape[0]
    ends, times, told = np.empty_like(s0), np.empty(n), np.zeros((n, 5))
    status = np.empty(n, dtype=np.int8)
    for i in prange(n):
        times[i], code = fly(
            t0[i], s0[i], t1[i], pack, layout, clock, gm, tol, limits, ends[i], told[i]
        )
        status[i] = code
    return ends, times, told, status


@njit
def places_many(pack: Array, layout: Layout, clock: Array, t: Array) -> tuple[Array, Codes]:
    """Return geocentric states of Moon and Sun (n, 2, 6) at t (n,), and each one's status."""
    out, status = np.empty((t.size, 2, 6)), np.empty(t.size, dtype=np.int8)
    for i in range(t.size):
        status[i] = places(pack, layout, clock, t[i], out[i])
    return out, status
