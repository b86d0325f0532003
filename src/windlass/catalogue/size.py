"""How big: diameter from magnitude and albedo, sphere and mass, albedos of the population.

Pure functions of SI floats.  Checked: tests/catalogue/test_size.py; validation/catalogue.py.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.sources import table

Z95: Final = 1.6448536269514722
"""95 % point of the normal distribution in standard deviations."""


def white_diameter_m(h: float, constant: float) -> float:
    """Return the diameter [m] that a body of absolute magnitude h has if its albedo is 1.

    constant [m]: the diameter at h 0 and albedo 1.  Source: pravec2007.
    """
    if not math.isfinite(h):
        raise InvalidInput("absolute magnitude is not finite", value=h)
    return float(constant * 10.0 ** (-h / 5.0))


def diameter_m(white_diameter: float, albedo: float) -> float:
    """Return the diameter [m] of a body of geometric albedo, 0 < albedo ≤ 1.5.

    white_diameter [m] as ``white_diameter_m`` gives it; 1 is a white disc, which fresh
    enstatite rubble may pass.  Source: pravec2007.
    """
    if not (0.0 < albedo <= 1.5):  # refuses nan too
        raise InvalidInput(
            "albedo lies outside 0 to 1.5", value=albedo, remedy="albedos run from 0.01 to 0.9"
        )
    return white_diameter / math.sqrt(albedo)


def sphere_mass_kg(diameter: float, density: float) -> float:
    """Return the mass [kg] of a sphere of diameter [m] and density [kg/m³], both above 0."""
    if not (diameter > 0.0 and density > 0.0):
        raise InvalidInput("a sphere needs diameter and density above 0", value=(diameter, density))
    return math.pi / 6.0 * density * diameter**3


def population_share_below(albedo: float) -> float:
    """Return the share [0, 1] of near-Earth asteroids darker than an albedo ≥ 0.

    Sum of two Rayleigh distributions.  Source: wright2016.
    """
    if albedo <= 0.0:
        return 0.0
    p = table("taxonomy")["population"]
    dark, peak, bright = (p[key]["value"] for key in ("dark_share", "dark_peak", "bright_peak"))
    below_dark = -math.expm1(-0.5 * (albedo / peak) ** 2)
    below_bright = -math.expm1(-0.5 * (albedo / bright) ** 2)
    return float(dark * below_dark + (1.0 - dark) * below_bright)


@cache
def population_albedo(share: float) -> float:
    """Return the albedo below which a share (0, 1) of near-Earth asteroids lies.

    Bisection to 1e-12; the distribution function rises strictly.  Source: wright2016.
    """
    if not 0.0 < share < 1.0:
        raise OutOfDomain("share lies outside 0 to 1", value=share)
    low, high = 0.0, 5.0
    while high - low > 1e-12:
        middle = 0.5 * (low + high)
        if population_share_below(middle) < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
