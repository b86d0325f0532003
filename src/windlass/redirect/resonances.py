"""Where on a b-plane an encounter sends an asteroid home in whole years: Valsecchi's circles.

Patched two-body: the planet turns the excess velocity about itself at its own place and speed, and
what is left is an orbit about the Sun.  All points of the plane that give one semi-major axis lie
on a circle about a point of the ζ axis.
Source: valsecchi2003.  Checked: tests/redirect/test_keyholes.py, validation/bplane.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces
from windlass.bodies.bplane import BPlane, gm
from windlass.bodies.planets import load
from windlass.kernels import status as st

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Points that send an asteroid back after h of the planet's years, k of its own.

    centre_m: ζ of the centre, on the ζ axis; radius_m; a_m: semi-major axis after the encounter;
    returns_s: when the planet is back at the longitude of the encounter.
    """

    h: int
    k: int
    centre_m: float
    radius_m: float
    a_m: float
    returns_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What an encounter's two-body map needs.

    cos, sin: of the angle between the incoming velocity and the planet's; c_m: impact parameter
    that turns it by a right angle; energy: twice that of a body at rest at the planet's place, by
    the Sun [m²/s²].
    """

    vinf_m_s: float
    planet_m_s: float
    cos: float
    sin: float
    c_m: float
    energy: float


def turn(plane: BPlane) -> Turn:
    """Return the two-body map of an encounter with a planet."""
    if plane.body == "moon":
        raise InvalidInput(
            "resonances are those of a planet", value=plane.body, remedy="name its planet"
        )
    r, w = (one[0] for one in load().body(plane.body).state(plane.t_s))
    speed = float(np.linalg.norm(w))
    cos = float(plane.axes[1] @ w) / speed
    return Turn(
        vinf_m_s=plane.vinf_m_s, planet_m_s=speed, cos=cos, sin=math.sqrt(1.0 - cos * cos),
        c_m=gm(plane.body) / plane.vinf_m_s**2,
        energy=-2.0 * forces.gm_sun() / float(np.linalg.norm(r)),
    )  # fmt: skip


def cos_after(one: Turn, a_m: float) -> float:
    """Return the cosine of the angle after the turn that gives a semi-major axis [m].

    Beyond 1 either way where no turn does.
    """
    square = one.planet_m_s**2 + one.vinf_m_s**2
    left = -forces.gm_sun() / a_m - one.energy - square
    return left / (2.0 * one.planet_m_s * one.vinf_m_s)


def period_after(one: Turn, xi_m: Array, zeta_m: Array) -> Array:
    """Return the period [s] about the Sun after passing points (n,), (n,) of the plane.

    Infinite where the asteroid leaves the Sun.
    """
    square = xi_m**2 + zeta_m**2
    c = one.c_m
    cos = ((square - c * c) * one.cos + 2.0 * c * zeta_m * one.sin) / (square + c * c)
    least = one.planet_m_s**2 + one.vinf_m_s**2 + one.energy
    twice = least + 2.0 * one.planet_m_s * one.vinf_m_s * cos
    mu = forces.gm_sun()
    bound = twice < 0.0
    a = np.where(bound, -mu / np.where(bound, twice, -1.0), np.inf)
    return np.asarray(2.0 * math.pi * np.sqrt(a**3 / mu))


def returns_s(body: str, t_s: float, h: int) -> float:
    """Return when a planet is back at its longitude of t_s [s past J2000] after h revolutions.

    In the plane of its orbit then.  Raises InvalidInput for h below 1 or beyond DE440.
    """
    planet = load().body(body)
    if h < 1:
        raise InvalidInput("revolutions of a planet", value=h, remedy="give 1 or more")
    r, w = (one[0] for one in planet.state(t_s))
    normal = np.cross(r, w)
    x = r / np.linalg.norm(r)
    y = np.cross(normal / np.linalg.norm(normal), x)
    mu = forces.gm_sun() + gm(body)
    a = 1.0 / (2.0 / float(np.linalg.norm(r)) - float(w @ w) / mu)
    year = 2.0 * math.pi * math.sqrt(a**3 / mu)

    def angle(t: float) -> float:
        at = planet.state(t)[0][0]
        return math.atan2(float(at @ y), float(at @ x))

    # An osculating year may be off by a percent; one revolution at a time tells the next.
    when = t_s
    for _ in range(h):
        guess = when + year
        guess -= angle(guess) / (2.0 * math.pi) * year
        found = float(brentq(angle, guess - 0.05 * year, guess + 0.05 * year, xtol=1e-3))
        when, year = found, found - when
    return when


def circle(plane: BPlane, h: int, k: int) -> Circle:
    """Return the circle of h of the planet's years and k of the asteroid's.

    Raises NotSolved where no turn gives that period.
    """
    one, back = turn(plane), returns_s(plane.body, plane.t_s, h)
    period = (back - plane.t_s) / k
    a = (forces.gm_sun() * (period / (2.0 * math.pi)) ** 2) ** (1.0 / 3.0)
    cos = cos_after(one, a)
    if not abs(cos) < 1.0 or cos == one.cos:
        raise NotSolved(
            f"no turn about {plane.body} gives a period of {period / YEAR_S:.4g} years",
            status=st.NO_SOLUTION, value=format_epoch(plane.t_s),
            remedy="ask for another resonance",
        )  # fmt: skip
    return Circle(
        h=h, k=k, a_m=a, returns_s=back, centre_m=one.c_m * one.sin / (cos - one.cos),
        radius_m=one.c_m * math.sqrt(1.0 - cos * cos) / abs(cos - one.cos),
    )  # fmt: skip
