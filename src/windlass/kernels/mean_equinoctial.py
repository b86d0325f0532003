"""Mean equinoctial elements: what a thrust changes in them, and where the body is.

Elements (n, f, g, h, k, l): mean motion, eccentricity vector, half-angle tangent of the plane, mean
longitude; without thrust all stand still but l, which grows evenly by n.  GM is 1.
Source: walker1985, battin1999.  Checked: tests/kernels/test_mean_equinoctial.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, NOT_CONVERGED, OK

Array = NDArray[np.float64]

ROUNDS: Final = 30
NEAR: Final = 1e-13
POLE: Final = 1e-6
"""Of 1 + the cosine of the inclination: a plane nearer to upside down has no elements."""


@njit
def of_state(r: Array, v: Array, out: Array) -> int:
    """Put the elements of a state r, v (3,) into out (6,); return a status.

    BAD_INPUT: a straight line, no ellipse, or a plane upside down.
    """
    far = math.sqrt(np.dot(r, r))
    if not 0.0 < far < math.inf:
        return BAD_INPUT
    n2 = 2.0 / far - np.dot(v, v)
    turn = np.cross(r, v)
    size = math.sqrt(np.dot(turn, turn))
    if not (n2 > 0.0 and size > 0.0 and size + turn[2] > POLE * size):
        return BAD_INPUT
    h, k = -turn[1] / (size + turn[2]), turn[0] / (size + turn[2])
    fx, gx = _axes(h, k)
    e = np.cross(v, turn) - r / far
    f, g = np.dot(e, fx), np.dot(e, gx)
    e2 = f * f + g * g
    if not e2 < 1.0:
        return BAD_INPUT
    # eccentric longitude from the place in the plane
    b = 1.0 / (1.0 + math.sqrt(1.0 - e2))
    a = 1.0 / n2
    x, y = np.dot(r, fx) / a, np.dot(r, gx) / a
    root = math.sqrt(1.0 - e2)
    cos = f + ((1.0 - f * f * b) * x - f * g * b * y) / root
    sin = g + ((1.0 - g * g * b) * y - f * g * b * x) / root
    long = math.atan2(sin, cos)
    out[0], out[1], out[2], out[3], out[4] = n2**1.5, f, g, h, k
    out[5] = long + g * math.cos(long) - f * math.sin(long)
    return OK


@njit
def _axes(h: float, k: float) -> tuple[Array, Array]:
    """Return the axes f, g of the plane."""
    s2 = 1.0 + h * h + k * k
    first = np.array([1.0 - k * k + h * h, 2.0 * k * h, -2.0 * k]) / s2
    second = np.array([2.0 * k * h, 1.0 + k * k - h * h, 2.0 * h]) / s2
    return first, second


@njit
def place_and_effect(x: Array, r: Array, v: Array, effect: Array) -> int:
    """Put the state into r, v (3,) and the change of the elements by a change of velocity into
    effect (6, 3), in the same axes; return a status."""
    n, f, g, h, k, mean = x[0], x[1], x[2], x[3], x[4], x[5]
    e2 = f * f + g * g
    if not (n > 0.0 and e2 < 1.0):
        return BAD_INPUT
    long, off = mean, math.inf
    for _ in range(ROUNDS):
        c, s = math.cos(long), math.sin(long)
        off = (long + g * c - f * s - mean) / (1.0 - g * s - f * c)
        long -= off
        if abs(off) < NEAR * (1.0 + abs(mean)):
            break
    else:
        return NOT_CONVERGED
    c, s = math.cos(long), math.sin(long)
    a = n ** (-2.0 / 3.0)
    root = math.sqrt(1.0 - e2)
    b = 1.0 / (1.0 + root)
    across = a * ((1.0 - g * g * b) * c + f * g * b * s - f)
    along = a * ((1.0 - f * f * b) * s + f * g * b * c - g)
    far = a * (1.0 - f * c - g * s)
    rate = n * a * a / far
    fx, gx = _axes(h, k)
    r[:] = across * fx + along * gx
    v[:] = rate * (
        (f * g * b * c - (1.0 - g * g * b) * s) * fx + ((1.0 - f * f * b) * c - f * g * b * s) * gx
    )
    cos, sin = across / far, along / far
    p = a * (1.0 - e2)
    turn = math.sqrt(p)  # angular momentum
    w = p / far
    tilt = h * sin - k * cos
    s2 = 1.0 + h * h + k * k
    radial = r / far
    normal = np.cross(r, v) / turn
    onward = np.cross(normal, radial)
    out_speed, on_speed = np.dot(v, radial), np.dot(v, onward)
    by_l = -far / turn * a / (a + a * root)
    swing, lean = g * sin + f * cos, g * cos - f * sin
    for i in range(3):
        ur, ut, un = radial[i], onward[i], normal[i]
        effect[0, i] = -3.0 * n * a * (out_speed * ur + on_speed * ut)
        effect[1, i] = turn * (sin * ur + ((w + 1.0) * cos + f) / w * ut - tilt * g / w * un)
        effect[2, i] = turn * (-cos * ur + ((w + 1.0) * sin + g) / w * ut + tilt * f / w * un)
        effect[3, i] = turn * s2 * cos / (2.0 * w) * un
        effect[4, i] = turn * s2 * sin / (2.0 * w) * un
        effect[5, i] = (
            by_l * (w * swing * ur + (1.0 + w) * lean * ut)
            - far / turn * 2.0 * root * ur
            - far / turn * (k * cos - h * sin) * un
        )
    return OK
