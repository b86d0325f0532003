"""Orbits about the Sun for tests: states of elements, and where they lead."""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels.elements import elements_to_state
from windlass.kernels.kepler import propagate, propagate_many
from windlass.kernels.status import OK

Array = NDArray[np.float64]

GM = 1.32712440018e20
AU = 1.495978707e11
DAY = 86_400.0
YEAR = 2.0 * math.pi * math.sqrt(AU**3 / GM)


def state(orbit: tuple[float, ...]) -> Array:
    """State (6,) of (a [au], e, inclination, node, argument of periapsis, mean anomaly)."""
    a, e, i, node, peri, mean = orbit
    r, v, status = elements_to_state(GM, a * AU, e, i, node, peri, mean)
    assert status == OK
    return np.concatenate([r, v])


def later(s: Array, t: float, gm: float = GM) -> Array:
    """State (6,) of an orbit a time after it is at s."""
    r, v, status = propagate(gm, s[:3].copy(), s[3:].copy(), t)
    assert status == OK
    return np.concatenate([r, v])


def states(orbit: tuple[float, ...], t: Array) -> Array:
    """States (n, 6) of an orbit at times (n,), its elements those at time 0."""
    s = state(orbit)
    return np.concatenate(propagate_many(GM, s[None, :3], s[None, 3:], t)[:2], axis=1)


def track(s: Array, first: float, step: float, n: int, gm: float = GM) -> Array:
    """States (n, 6) of an orbit that is at s at time 0."""
    return np.array([later(s, first + step * k, gm) for k in range(n)])


def conic(
    a: float = 1.0, e: float = 0.0, i: float = 0.0, turn: float = 0.0, anomaly: float = 0.0,
    gm: float = GM,
) -> Array:  # fmt: skip
    """State (6,) of an orbit of a [au], its apse turned by turn, at a true anomaly.

    By its own equations, not by the kernel of elements.
    """
    p = a * AU * (1 - e * e)
    r = p / (1 + e * math.cos(anomaly))
    c, s = math.cos(anomaly), math.sin(anomaly)
    v = math.sqrt(gm / p)
    place = np.array([r * c, r * s, 0.0, -v * s, v * (e + c), 0.0])
    cu, su, ci, si = math.cos(turn), math.sin(turn), math.cos(i), math.sin(i)
    turned = np.array([[1, 0, 0], [0, ci, -si], [0, si, ci]]) @ np.array(
        [[cu, -su, 0], [su, cu, 0], [0, 0, 1]]
    )
    return np.concatenate([turned @ place[:3], turned @ place[3:]])


def some_orbit(seed: int) -> Array:
    """State (6,) of an orbit not far from Earth's."""
    rng = np.random.default_rng(seed)
    return conic(
        rng.uniform(0.8, 1.3), rng.uniform(0, 0.3), rng.uniform(0, 0.2), *rng.uniform(-3, 3, 2)
    )
