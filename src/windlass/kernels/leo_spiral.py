"""Climb from a low orbit by small thrust through shadow and belts: averaged, then unaveraged.

Far below the speed of escape a spiral stays nearly circular: it is a straight line in the plane
of circular speed against turned angle (Edelbaum), followed at a pace that the mass, the shadow
and the array's power set.  Where the thrust is no longer small beside gravity the flight is
integrated as it is, in its plane, with thrust along the velocity.

Arrays: ship (9,): mass at start [kg], exhaust speed [m/s], efficiency, duty, power of the new
array at 1 au [W], most power that the thrusters take [W], power that the ship keeps [W], loss of
power a decade of fluence, fluence at which that begins [1/m²].  planet (4,): GM [m³/s²], radius
[m], J2, radius of the shadow [m], 0 for none.  sky (n, 4): unit vector to the Sun and sunlight's
share of that at 1 au, at even steps of time from the start.  belts: altitudes (a,) [m], tilts (b,)
[rad], logarithms (b, a) of the fluence's rate [1/(m² s)].  course (5,): radii at both ends [m],
tilts at both ends [rad], node at start [rad].  State of the climb: time [s], node [rad], fluence
[1/m²], time in shadow [s]; the independent variable is the speed change made.
Source: edelbaum1961, kluever2011, vallado2013.  Checked: tests/kernels/test_leo_spiral.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]

PARTS: Final = 1000
"""Least number of steps of an averaged climb."""
TURN: Final = 0.1
"""Most that the node turns in a step [rad]."""
LONGEST_STEP_S: Final = 2.0 * 86_400.0
PER_TURN: Final = 400
"""Steps of the unaveraged flight in the period of the circle through its place."""
COLUMNS: Final = 9
"""Of a history: time [s], radius [m], mass [kg], power into the thrusters [W], share of the array's
power that is left, share of the revolution in shadow, tilt [rad], speed change [m/s], time in
shadow so far [s]."""
NO_POWER, NO_TIME, NO_PROPELLANT = 1, 2, 3
"""What ended a climb with LIMIT."""


@njit
def shadow_share(r: float, sine: float, radius: float) -> float:
    """Return the share of a circular revolution in a cylindrical shadow.

    r [m] > radius [m] > 0; sine: of the angle between the Sun's direction and the orbit's plane.
    Source: vallado2013.  Checked: tests/kernels/test_leo_spiral.py.
    """
    if not (r > radius and math.fabs(sine) * r < radius):
        return 0.0
    cosine = math.sqrt(1.0 - sine * sine)
    return math.acos(min(1.0, math.sqrt(r * r - radius * radius) / (r * cosine))) / math.pi


@njit
def line(s: float, total: float, v1: float, v2: float, turn: float) -> tuple[float, float]:
    """Return (speed, turned) of Edelbaum's climb after the speed change s of total.

    v1, v2 [m/s]: circular speeds at both ends; turn [rad]: the change of plane.
    Source: edelbaum1961.
    """
    share = 0.0 if total == 0.0 else min(1.0, s / total)
    wide = 0.5 * math.pi * turn
    x = v1 + share * (v2 * math.cos(wide) - v1)
    y = share * v2 * math.sin(wide)
    return math.hypot(x, y), 2.0 / math.pi * math.atan2(y, x)


@njit
def sun_at(t: float, step: float, sky: Array) -> tuple[float, float, float, float]:
    """Return the Sun's direction and its light at t [s] from the table's start."""
    place = min(max(t / step, 0.0), sky.shape[0] - 1.000001)
    k = int(place)
    w = place - k
    x = (1.0 - w) * sky[k, 0] + w * sky[k + 1, 0]
    y = (1.0 - w) * sky[k, 1] + w * sky[k + 1, 1]
    z = (1.0 - w) * sky[k, 2] + w * sky[k + 1, 2]
    size = math.sqrt(x * x + y * y + z * z)
    return x / size, y / size, z / size, (1.0 - w) * sky[k, 3] + w * sky[k + 1, 3]


@njit
def between(x: float, knots: Array) -> tuple[int, float]:
    """Return the interval of x among rising knots and its weight there, held at the ends."""
    n = knots.size
    if n == 1 or x <= knots[0]:
        return 0, 0.0
    if x >= knots[n - 1]:
        return n - 2, 1.0
    k = int(np.searchsorted(knots, x)) - 1
    return k, (x - knots[k]) / (knots[k + 1] - knots[k])


@njit
def fluence_rate(altitude: float, tilt: float, high: Array, tilts: Array, logs: Array) -> float:
    """Return the rate of fluence [1/(m² s)]; none above the table, the lowest below it."""
    if altitude >= high[high.size - 1]:
        return 0.0
    i, u = between(altitude, high)
    j, w = between(tilt, tilts)
    j2 = min(j + 1, tilts.size - 1)
    low = (1.0 - u) * logs[j, i] + u * logs[j, i + 1]
    other = (1.0 - u) * logs[j2, i] + u * logs[j2, i + 1]
    return float(math.exp((1.0 - w) * low + w * other))


@njit
def supply(fluence: float, light: float, ship: Array) -> tuple[float, float]:
    """Return (power into the thrusters [W], share of the array's power that is left)."""
    left = float(1.0 - ship[7] * math.log10(1.0 + fluence / ship[8]))
    return min(float(ship[5]), ship[4] * left * light - ship[6]), left


@njit
def pace(
    s: float, r: float, tilt: float, now: Array, ship: Array, planet: Array, sky: Array, step: float
) -> tuple[float, float, float, float]:
    """Return (mean acceleration [m/s²], share in shadow, power [W], share of power left)."""
    x, y, z, light = sun_at(now[0], step, sky)
    flat = math.sin(tilt)
    sine = x * flat * math.sin(now[1]) - y * flat * math.cos(now[1]) + z * math.cos(tilt)
    share = shadow_share(r, sine, planet[3])
    power, left = supply(now[2], light, ship)
    mass = ship[0] * math.exp(-s / ship[1])
    return 2.0 * ship[2] * ship[3] * power * (1.0 - share) / (ship[1] * mass), share, power, left


@njit
def node_rate(r: float, tilt: float, planet: Array) -> float:
    """Return the mean turn of the node by J2 [rad/s] of a circular orbit.  Source: vallado2013."""
    flat = planet[1] / r
    return float(-1.5 * planet[2] * flat * flat * math.sqrt(planet[0] / r) / r * math.cos(tilt))


@njit
def slope(
    s: float, total: float, now: Array, course: Array, ship: Array, planet: Array,
    sky: Array, step: float, high: Array, tilts: Array, logs: Array, out: Array,
) -> float:  # fmt: skip
    """Write the state's slopes (4,) by speed change; return the acceleration [m/s²]."""
    v1, v2 = math.sqrt(planet[0] / course[0]), math.sqrt(planet[0] / course[1])
    speed, turned = line(s, total, v1, v2, math.fabs(course[3] - course[2]))
    tilt = course[2] + math.copysign(turned, course[3] - course[2])
    r = planet[0] / (speed * speed)
    push, share, _, _ = pace(s, r, tilt, now, ship, planet, sky, step)
    if push > 0.0:
        out[0] = 1.0 / push
        out[1] = node_rate(r, tilt, planet) / push
        out[2] = fluence_rate(r - planet[1], tilt, high, tilts, logs) / push
        out[3] = share / push
    return push


@njit
def record(
    s: float, r: float, tilt: float, now: Array, ship: Array, planet: Array, sky: Array,
    step: float, row: Array,
) -> float:  # fmt: skip
    """Write a row of the history; return the acceleration [m/s²]."""
    push, share, power, left = pace(s, r, tilt, now, ship, planet, sky, step)
    row[0], row[1], row[2], row[3] = now[0], r, ship[0] * math.exp(-s / ship[1]), power
    row[4], row[5], row[6], row[7], row[8] = left, share, tilt, s, now[3]
    return push


@njit
def climb(
    total: float, course: Array, ship: Array, planet: Array, sky: Array, step: float,
    high: Array, tilts: Array, logs: Array, small: float, most_s: float, longest: float,
    now: Array, rows: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Return (rows written, status, what ended it) of the averaged climb.

    total [m/s]: Edelbaum's speed change of the course; small: share of gravity at which the
    acceleration ends the climb, inf never; most_s [m/s], longest [s]: limits.  now (4,): state at
    start, at the end when done.  LIMIT: see NO_POWER, NO_TIME, NO_PROPELLANT.
    Source: edelbaum1961, kluever2011.  Checked: tests/kernels/test_leo_spiral.py.
    """
    k1, k2, k3, k4 = np.zeros(4), np.zeros(4), np.zeros(4), np.zeros(4)
    v1, v2 = math.sqrt(planet[0] / course[0]), math.sqrt(planet[0] / course[1])
    s, n = 0.0, 0
    while n < rows.shape[0]:
        speed, turned = line(s, total, v1, v2, math.fabs(course[3] - course[2]))
        tilt = course[2] + math.copysign(turned, course[3] - course[2])
        r = planet[0] / (speed * speed)
        push = record(s, r, tilt, now, ship, planet, sky, step, rows[n])
        n += 1
        if push <= 0.0:
            return n, LIMIT, NO_POWER
        if now[0] > longest:
            return n, LIMIT, NO_TIME
        if s > most_s:
            return n, LIMIT, NO_PROPELLANT
        if s >= total or push >= small * speed * speed / r:
            return n, OK, 0
        stay = min(LONGEST_STEP_S, TURN / max(math.fabs(node_rate(r, tilt, planet)), 1e-30))
        h = min(total / PARTS, push * stay)
        h = total - s if s + 1.5 * h >= total else h
        slope(s, total, now, course, ship, planet, sky, step, high, tilts, logs, k1)
        m = s + 0.5 * h
        p = slope(
            m, total, now + 0.5 * h * k1, course, ship, planet, sky, step, high, tilts, logs, k2
        )
        q = slope(
            m, total, now + 0.5 * h * k2, course, ship, planet, sky, step, high, tilts, logs, k3
        )
        u = slope(
            s + h, total, now + h * k3, course, ship, planet, sky, step, high, tilts, logs, k4
        )
        if p <= 0.0 or q <= 0.0 or u <= 0.0:
            return n, LIMIT, NO_POWER
        for k in range(4):
            now[k] += h / 6.0 * (k1[k] + 2.0 * k2[k] + 2.0 * k3[k] + k4[k])
        s = total if s + h >= total else s + h
    return n, NOT_CONVERGED, 0


@njit
def free_slope(
    t: float, y: Array, course: Array, ship: Array, planet: Array, sky: Array, step: float,
    high: Array, tilts: Array, logs: Array, now: Array, out: Array,
) -> None:  # fmt: skip
    """Write the slopes (6,) of the unaveraged flight.

    y: radius [m], speed outwards, speed across [m/s], speed change made [m/s], fluence [1/m²],
    time in shadow [s].
    """
    r, out_speed, across = y[0], y[1], y[2]
    now[0], now[2] = t, y[4]
    push, share, _, _ = pace(y[3], r, course[3], now, ship, planet, sky, step)
    speed = math.hypot(out_speed, across)
    out[0] = out_speed
    out[1] = across * across / r - planet[0] / (r * r) + push * out_speed / speed
    out[2] = -out_speed * across / r + push * across / speed
    out[3] = push
    out[4] = fluence_rate(r - planet[1], course[3], high, tilts, logs)
    out[5] = share


@njit
def free_step(
    t: float, h: float, y: Array, course: Array, ship: Array, planet: Array, sky: Array,
    step: float, high: Array, tilts: Array, logs: Array, now: Array, out: Array,
) -> None:  # fmt: skip
    """Write the state (6,) after h [s], by the classical fourth-order step."""
    k1, k2, k3, k4 = np.zeros(6), np.zeros(6), np.zeros(6), np.zeros(6)
    free_slope(t, y, course, ship, planet, sky, step, high, tilts, logs, now, k1)
    m = t + 0.5 * h
    free_slope(m, y + 0.5 * h * k1, course, ship, planet, sky, step, high, tilts, logs, now, k2)
    free_slope(m, y + 0.5 * h * k2, course, ship, planet, sky, step, high, tilts, logs, now, k3)
    free_slope(t + h, y + h * k3, course, ship, planet, sky, step, high, tilts, logs, now, k4)
    for k in range(6):
        out[k] = y[k] + h / 6.0 * (k1[k] + 2.0 * k2[k] + 2.0 * k3[k] + k4[k])


@njit
def beyond(y: Array, planet: Array, end: float) -> float:
    """Return how far the flight is past its end, as a share: the radius end [m], or with end inf
    the energy of escape."""
    if end < math.inf:
        return float(y[0] / end - 1.0)
    return float((y[1] * y[1] + y[2] * y[2]) * y[0] / (2.0 * planet[0]) - 1.0)


@njit
def leave(
    end: float, course: Array, ship: Array, planet: Array, sky: Array, step: float, high: Array,
    tilts: Array, logs: Array, most_s: float, longest: float, s: float, now: Array, y: Array,
    rows: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Return (rows written, status, what ended it) of the unaveraged flight to its end.

    end [m]: radius at which it ends, inf for escape; s [m/s]: speed change made before; now (4,):
    state that the climb left; y (6,): its radius first, at the end the state (see free_slope).
    It begins on the spiral through the circle's energy, which rises by twice the share of the
    acceleration in gravity.  Source: vallado2013.  Checked: tests/kernels/test_leo_spiral.py.
    """
    r = y[0]
    if not (r > planet[1] and end > planet[1]):
        return 0, BAD_INPUT, 0
    circular = math.sqrt(planet[0] / r)
    t, n, fresh = now[0], 0, np.zeros(6)
    push, _, _, _ = pace(s, r, course[3], now, ship, planet, sky, step)
    rise = min(0.5, 2.0 * max(push, 0.0) * r * r / planet[0])
    y[0], y[1], y[2] = r, rise * circular, circular * math.sqrt(1.0 - rise * rise)
    y[3], y[4], y[5] = s, now[2], now[3]
    over = beyond(y, planet, end)
    while n < rows.shape[0]:
        now[0], now[2], now[3] = t, y[4], y[5]
        push = record(y[3], y[0], course[3], now, ship, planet, sky, step, rows[n])
        n += 1
        if push <= 0.0:
            return n, LIMIT, NO_POWER
        if t > longest:
            return n, LIMIT, NO_TIME
        if y[3] > most_s:
            return n, LIMIT, NO_PROPELLANT
        if over >= 0.0:
            return n, OK, 0
        h = 2.0 * math.pi * math.sqrt(y[0] / planet[0]) * y[0] / PER_TURN
        free_step(t, h, y, course, ship, planet, sky, step, high, tilts, logs, now, fresh)
        over = beyond(fresh, planet, end)
        if over > 0.0:
            low, top = 0.0, h
            for _ in range(60):
                h = 0.5 * (low + top)
                free_step(t, h, y, course, ship, planet, sky, step, high, tilts, logs, now, fresh)
                low, top = (h, top) if beyond(fresh, planet, end) < 0.0 else (low, h)
            over = 0.0
        t += h
        for k in range(6):
            y[k] = fresh[k]
    return n, NOT_CONVERGED, 0
