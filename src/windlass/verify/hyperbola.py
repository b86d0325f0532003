"""A hyperbola about a body, by its asymptote, its periapsis and the angle in the B-plane.

The state at the periapsis is a smooth function of the vector v∞, the radius and the angle: three
numbers by which a flight that ends, or begins, exactly there is steered.
Source: vallado2013.  Checked: tests/verify/test_legs.py.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from windlass.bodies import forces
from windlass.bodies.planets import CHAINS

Array = NDArray[np.float64]


def gm(body: str) -> float:
    """Return GM [m³/s²] of a body of DE440."""
    return float(forces.forces().gm[list(CHAINS).index(body)])


def angle(vinf: Array, pole: Array, inclination_rad: float) -> float:
    """Return the angle [rad] of the orbit's plane about v∞ (3,) for an inclination to a pole (3,).

    An inclination below the declination of v∞ cannot be had: the least that can is taken.  The
    angle is that of the orbit's normal, from the pole's part across v∞; its negative gives the
    second plane of the same inclination.
    """
    s = vinf / np.linalg.norm(vinf)
    across = math.sqrt(max(0.0, 1.0 - float(s @ pole) ** 2))
    if across < 1e-12:
        return 0.0
    return math.acos(min(1.0, max(-1.0, math.cos(inclination_rad) / across)))


def periapsis(
    mu: float, vinf: Array, radius_m: float, theta: float, pole: Array, *, leaving: bool
) -> Array:
    """Return the state (6,) [m, m/s] about the body at the periapsis of a hyperbola.

    vinf (3,) [m/s], not along the pole: of the leaving asymptote, or of the arriving one; theta:
    see ``angle``.
    """
    fast = float(np.linalg.norm(vinf))
    s = vinf / fast
    one = pole - (pole @ s) * s
    one /= np.linalg.norm(one)
    normal = math.cos(theta) * one + math.sin(theta) * np.cross(s, one)
    speed = math.sqrt(fast * fast + 2.0 * mu / radius_m)
    e = 1.0 + radius_m * fast * fast / mu
    # The asymptotes lie at true anomalies whose cosine is -1/e; the arriving one comes from -s.
    cos, sin = -1.0 / e, math.sqrt(1.0 - 1.0 / (e * e))
    to = (cos if leaving else -cos) * s - sin * np.cross(normal, s)
    return np.concatenate([radius_m * to, speed * np.cross(normal, to)])


def inclination(state: Array, pole: Array) -> float:
    """Return the inclination [rad] of a state (6,) to the plane across a pole (3,)."""
    h = np.cross(state[:3], state[3:])
    return math.acos(min(1.0, max(-1.0, float(h @ pole) / float(np.linalg.norm(h)))))
