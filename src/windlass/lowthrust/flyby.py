"""A planet flown by between two legs: what it can turn, and what it is to a trip.

The planet turns the velocity relative to it and leaves its size as it is (patched conics).  How far
it turns it hangs on the speed and the nearest distance: sin(δ/2) = 1 / (1 + r v² / GM).
Source: curtis2020, mcconaghy2003.  Checked: tests/lowthrust/test_flyby.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.lowthrust.leg import Span

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flyby:
    """A planet between two legs.

    name; gm [m³/s²]; least_m: least distance from its centre.  It takes no time and no mass.
    """

    name: str
    gm: float
    least_m: float

    def __post_init__(self) -> None:
        for what, value in (("GM", self.gm), ("least distance", self.least_m)):
            if not 0.0 < value < math.inf:
                raise InvalidInput(
                    f"{what} of a flyby of {self.name}", value=value, remedy="give more than 0"
                )

    @property
    def stays_s(self) -> Span:
        """Time between the legs: none."""
        return 0.0, 0.0

    @property
    def gains_kg(self) -> Span:
        """Mass taken aboard: none."""
        return 0.0, 0.0

    def gains(self, taken_kg: Span) -> Span:
        """Return by how much more the next leg departs with, least and most [kg]: nothing."""
        return taken_kg

    def taken_kg(self, before_kg: float, after_kg: float) -> float:
        """Return what was taken aboard [kg] between two masses."""
        return after_kg - before_kg


def flyby(body: str, altitude_m: float = 300e3) -> Flyby:
    """Return a planet that is flown by no lower than an altitude [m] over its equator.

    GM is DE440's of the planet alone or with its moons, as its ephemeris' centre is.  Raises
    InvalidInput for a body that is no planet of the tables.
    """
    name = body.lower()
    sizes, weights = table("bodies")["radius"], table("gm_de440")
    if name not in sizes or name not in weights or name in ("sun", "moon"):
        known = sorted(set(sizes) & set(weights) - {"sun", "moon"})
        raise InvalidInput("planet to fly by", value=body, remedy=f"one of {', '.join(known)}")
    if not altitude_m >= 0.0:
        raise InvalidInput("altitude of a flyby [m]", value=altitude_m, remedy="give 0 or more")
    radius = float(sizes[name]["value"])
    return Flyby(
        name=name.capitalize(), gm=float(weights[name]["value"]), least_m=radius + altitude_m
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownBy:
    """A flyby that is solved: speeds relative to the planet as it comes and goes (3,) [m/s], the
    angle between them [rad], the nearest distance that turns so far [m], inf where it turns
    nothing."""

    name: str
    at_s: float
    in_m_s: Array
    out_m_s: Array
    turn_rad: float
    nearest_m: float


def flown_by(body: Flyby, at_s: float, in_m_s: Array, out_m_s: Array) -> FlownBy:
    """Return what a flyby [s past J2000] with these velocities (3,) [m/s] is."""
    speed = float(np.linalg.norm(in_m_s))
    both = float(np.linalg.norm(in_m_s) * np.linalg.norm(out_m_s))
    turn = math.atan2(float(np.linalg.norm(np.cross(in_m_s, out_m_s))), float(in_m_s @ out_m_s))
    half = math.sin(0.5 * turn)
    nearest = math.inf
    if both > 0.0 and half > 0.0:
        nearest = body.gm / speed**2 * (1.0 / half - 1.0)
    return FlownBy(
        name=body.name, at_s=at_s, in_m_s=in_m_s, out_m_s=out_m_s, turn_rad=turn, nearest_m=nearest
    )


def turned(rho: float, w: Array) -> tuple[Array, Array, Array]:
    """Return what a flyby asks (2,), its first (2, 6) and second (2, 6, 6) derivatives.

    w (6,): velocity relative to the planet as it comes and goes; rho: least distance / GM, in the
    same units.  First: out² - in² (that is 0); second: in · out less what the sharpest turn leaves
    of it, v² (1 - 2 / (1 + ρ v²)²) (that is no less than 0).
    """
    into, out = w[:3], w[3:]
    s = float(into @ into)
    e = 1.0 + rho * s
    left = s * (1.0 - 2.0 / e**2)
    left1 = 1.0 - 2.0 / e**2 + 4.0 * rho * s / e**3
    left2 = 8.0 * rho / e**3 - 12.0 * rho**2 * s / e**4
    value = np.array([out @ out - s, into @ out - left])
    slope = np.zeros((2, 6))
    slope[0] = np.concatenate([-2.0 * into, 2.0 * out])
    slope[1] = np.concatenate([out - 2.0 * left1 * into, into])
    curve = np.zeros((2, 6, 6))
    eye = np.eye(3)
    curve[0, :3, :3], curve[0, 3:, 3:] = -2.0 * eye, 2.0 * eye
    curve[1, :3, :3] = -2.0 * left1 * eye - 4.0 * left2 * np.outer(into, into)
    curve[1, :3, 3:] = curve[1, 3:, :3] = eye
    return value, slope, curve
