"""Stop the spin of a body before it is carried.

A body of unknown shape is taken as a sphere of its mass and density; the published case is a
cylinder about a diameter, whose inertia is greater for a long one.  The propellant acts at an
arm.  Source: brophy2012 for the case and the arm.
Checked: tests/transfers/test_despin.py.
"""

from __future__ import annotations

import math

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput


def cylinder_inertia(mass: float, diameter: float, length: float) -> float:
    """Return the inertia [kg m²] of a solid cylinder about a diameter through its centre.

    mass [kg], diameter [m], length [m], all > 0.
    """
    if not (mass > 0 and diameter > 0 and length > 0):
        raise InvalidInput("cylinder needs positive mass and size", value=(mass, diameter, length))
    return mass * (diameter**2 / 16.0 + length**2 / 12.0)


def sphere_inertia(mass: float, diameter: float) -> float:
    """Return the inertia [kg m²] of a solid sphere; mass [kg], diameter [m], both > 0."""
    if not (mass > 0 and diameter > 0):
        raise InvalidInput("sphere needs positive mass and size", value=(mass, diameter))
    return mass * diameter**2 / 10.0


def angular_momentum(inertia: float, period: float) -> float:
    """Return the angular momentum [N m s] at a spin period [s] > 0."""
    if not period > 0:
        raise InvalidInput("spin period must be positive", value=period, remedy="give seconds")
    return inertia * 2.0 * math.pi / period


def propellant(momentum: float, isp: float, arm: float) -> float:
    """Return the propellant [kg] that takes up angular momentum [N m s] at an arm [m].

    isp [s] > 0; arm [m] > 0, distance of the couple's thrusters from the spin axis.
    """
    if not (isp > 0 and arm > 0 and momentum >= 0):
        raise InvalidInput("de-spin needs positive Isp and arm", value=(isp, arm))
    return momentum / (arm * isp * G0)


def of_sphere(mass: float, density: float, period: float, isp: float, arm: float) -> float:
    """Return the propellant [kg] that stops a sphere: mass [kg], density [kg/m³], period [s]."""
    if not density > 0:
        raise InvalidInput("density must be positive", value=density)
    diameter = (6.0 * mass / (math.pi * density)) ** (1.0 / 3.0)
    return propellant(angular_momentum(sphere_inertia(mass, diameter), period), isp, arm)


def shared(
    share: float, ships: float, density: float, period: float, isp: float, arm: float
) -> float:
    """Return the propellant [kg] of one of several ships that together stop a sphere.

    share [kg]: of the mass, one ship's; ships ≥ 1: a lone ship acts at its own arm [m], several
    stand around the body and act at its radius where that is longer.
    """
    if not ships >= 1.0:
        raise InvalidInput("a body is stopped by one ship or more", value=ships)
    mass = share * ships
    if ships >= 2.0 and density > 0:
        arm = max(arm, 0.5 * (6.0 * mass / (math.pi * density)) ** (1.0 / 3.0))
    return of_sphere(mass, density, period, isp, arm) / ships
