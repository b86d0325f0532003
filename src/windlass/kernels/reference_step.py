"""A step of the reference flight: an explicit method of order 8, with the error it makes.

Method: the pair of order 8(5, 3) of hairer1993, its coefficients given by the caller.  Sums are
carried with their rounding.  Steps end at switches of thrust and at seams of the ephemeris's
records.  Source: hairer1993.  Checked: tests/kernels/test_reference.py.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.nbody import BODIES
from windlass.kernels.reference_forces import Model, Sky, acceleration, look
from windlass.kernels.status import OK

Array = NDArray[np.float64]

STAGES = 12
SIZE = 1.5e11
"""A position [m] by which its error is allowed: the Sun's distance."""


class Method(NamedTuple):
    """Coefficients: a (12, 12), b (12,), c (12,), e3 (13,), e5 (13,) of the embedded errors."""

    a: Array
    b: Array
    c: Array
    e3: Array
    e5: Array


class Room(NamedTuple):
    """Room for a step: sky; accelerations k (12, 3) and velocities u (12, 3) of its stages;
    position, velocity and acceleration at its end (3,); state (6,), bodies (11, 6) between."""

    sky: Sky
    k: Array
    u: Array
    x: Array
    v: Array
    a: Array
    state: Array
    bodies: Array


@njit
def new_room(small: int) -> Room:
    """Return room for a flight among so many asteroids."""
    sky = Sky(np.empty((BODIES, 6)), np.empty((small, 3)), np.zeros((BODIES, 4)))
    return Room(
        sky, np.zeros((STAGES, 3)), np.zeros((STAGES, 3)), np.empty(3), np.empty(3), np.empty(3),
        np.empty(6), np.empty((BODIES, 6)),
    )  # fmt: skip


@njit
def burning_at(thrust: Array, t: float) -> int:
    """Return the interval of thrust that holds at t, −1 for none."""
    low, high = 0, thrust.shape[0]
    while low < high:
        mid = (low + high) // 2
        if thrust[mid, 1] <= t:
            low = mid + 1
        else:
            high = mid
    if low < thrust.shape[0] and thrust[low, 0] <= t:
        return low
    return -1


@njit
def cut(model: Model, t: float, h: float, t1: float, near: bool) -> float:
    """Return the step cut at t1, at the next switch of thrust and at the next seam."""
    way = 1.0 if h > 0.0 else -1.0
    end = t1
    for k in range(model.thrust.shape[0]):
        for edge in model.thrust[k, :2]:
            if way * (edge - t) > 0.0 and way * (end - edge) > 0.0:
                end = edge
    segment = 4 if near else 0
    first, length = model.clock[segment, 0], model.clock[segment, 1]
    seam = (t - first) / length
    whole = math.floor(seam + 1e-9) + 1.0 if way > 0.0 else math.ceil(seam - 1e-9) - 1.0
    seam = first + whole * length
    if way * (end - seam) > 0.0:
        end = seam
    left = end - t
    if abs(left) <= abs(h):
        return left
    if abs(left) < 1.5 * abs(h):  # no sliver is left over
        return 0.5 * left
    return h


@njit
def slope(model: Model, x: Array, bodies: Array) -> float:
    """Return how fast the pull changes with the place [1/s²], at most."""
    steepest = 0.0
    for b in range(BODIES):
        d2 = 0.0
        for k in range(3):
            d2 += (x[k] - bodies[b, k]) ** 2
        steepest = max(steepest, 2.0 * model.gm[b] / (d2 * math.sqrt(d2)))
    return steepest


@njit
def distance(x: Array, at: Array) -> float:
    """Return how far two places are apart."""
    return math.sqrt((x[0] - at[0]) ** 2 + (x[1] - at[1]) ** 2 + (x[2] - at[2]) ** 2)


@njit
def step(
    model: Model, method: Method, t: float, h: float, x: Array, v: Array, cx: Array, cv: Array,
    burning: int, room: Room,
) -> int:  # fmt: skip
    """Take a step from x, v (3,) at t, whose acceleration lies in room.k[0]; status.

    cx, cv (3,): carried rounding, taken off.  The end lies in room.x, room.v.
    """
    k, u, y = room.k, room.u, room.a
    for n in range(3):
        u[0, n] = v[n]
    for i in range(1, STAGES):
        for n in range(3):
            sv = sx = 0.0
            for j in range(i):
                sv += method.a[i, j] * k[j, n]
                sx += method.a[i, j] * (u[j, n] - v[n])
            u[i, n] = v[n] + h * sv
            y[n] = x[n] + h * (method.c[i] * v[n] + sx)
        at = t + method.c[i] * h
        code = look(model, at, room.sky)
        if code != OK:
            return code
        acceleration(model, at, y, u[i], room.sky, burning, k[i])
    for n in range(3):
        sv = sx = 0.0
        for i in range(STAGES):
            sv += method.b[i] * k[i, n]
            sx += method.b[i] * (u[i, n] - v[n])
        room.v[n] = v[n] + (h * sv - cv[n])
        room.x[n] = x[n] + (h * (v[n] + sx) - cx[n])
    return OK


@njit
def carry(method: Method, h: float, x: Array, v: Array, cx: Array, cv: Array, room: Room) -> None:
    """Carry the rounding of the step just taken on in cx, cv (3,)."""
    for n in range(3):
        sv = sx = 0.0
        for i in range(STAGES):
            sv += method.b[i] * room.k[i, n]
            sx += method.b[i] * (room.u[i, n] - v[n])
        cv[n] = (room.v[n] - v[n]) - (h * sv - cv[n])
        cx[n] = (room.x[n] - x[n]) - (h * (v[n] + sx) - cx[n])


@njit
def between(model: Model, method: Method, node: Array, t: float, burning: int, room: Room) -> int:
    """Write the state (6,) at t, less than a step after a node, into room.state; status."""
    h, zero = t - node[0], np.zeros(3)
    for k in range(6):
        room.state[k] = node[1 + k]
    if h == 0.0:
        return OK
    code = look(model, node[0], room.sky)
    if code == OK:
        acceleration(model, node[0], node[1:4], node[4:7], room.sky, burning, room.k[0])
        code = step(model, method, node[0], h, node[1:4], node[4:7], zero, zero, burning, room)
    for k in range(3):
        room.state[k], room.state[3 + k] = room.x[k], room.v[k]
    return code


@njit
def error(
    method: Method, h: float, v: Array, room: Room, tolerance: float, allowed: float
) -> float:
    """Return the error of a step by what is allowed [m/s] of velocity, and so of position.

    room.v, room.a: velocity and acceleration at its end.
    """
    five = three = 0.0
    wide = tolerance * SIZE + allowed * abs(h)
    for n in range(3):
        a5 = method.e5[STAGES] * room.a[n]
        a3 = method.e3[STAGES] * room.a[n]
        b5 = method.e5[STAGES] * (room.v[n] - v[n])
        b3 = method.e3[STAGES] * (room.v[n] - v[n])
        for i in range(STAGES):
            a5 += method.e5[i] * room.k[i, n]
            a3 += method.e3[i] * room.k[i, n]
            b5 += method.e5[i] * (room.u[i, n] - v[n])
            b3 += method.e3[i] * (room.u[i, n] - v[n])
        five += (a5 / allowed) ** 2 + (b5 / wide) ** 2
        three += (a3 / allowed) ** 2 + (b3 / wide) ** 2
    if five == 0.0 and three == 0.0:
        return 0.0
    return abs(h) * five / math.sqrt((five + 0.01 * three) * 6.0)


@njit
def allowed_error(t: float, h: float, x: Array, v: Array, steep: float, tolerance: float) -> float:
    """Return the error [m/s] of a step's velocity that is allowed.

    Not below what rounding makes of it: of positions, and of time, in which bodies move at some
    30 km/s.
    """
    noise = math.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2) + 3e4 * abs(t)
    speed = math.sqrt(v[0] ** 2 + v[1] ** 2 + v[2] ** 2)
    return tolerance * speed + 1.1e-16 * steep * noise * abs(h)
