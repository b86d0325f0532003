"""Capture by a flyby of the Moon: the greatest v∞ at Earth that one flyby turns into a bound orbit.

Patched conics about Earth and Moon, the Moon on a circle: a hyperbola about Earth crosses the
Moon's distance, the Moon turns its velocity relative to it by at most what the least flyby
altitude allows, towards the direction that lowers the speed about Earth most.  Perigee is free
between Earth's surface and the Moon's distance.  Sun's pull and the Moon's eccentricity are
left out; published designs with both reach somewhat more.
Source: strange2013, bao2015.  Checked: tests/capture/test_lunar.py, validation/capture.py.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import A_MOON_M, GM_EARTH, GM_MOON, R_EARTH_M, R_MOON_M
from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.figure import Figure, derive

Array = NDArray[np.float64]

SOURCES = ("strange2013", "bao2015", "park2021", "petit2010")


def c3_after_flyby(vinf: float, perigee: Array, altitude: float) -> Array:
    """Return the least C3 about Earth [m²/s²] after one flyby, for each perigee radius.

    vinf [m/s] ≥ 0 at Earth before; perigee [m] (n,) of the hyperbola, above Earth's centre, at
    most the Moon's distance; altitude [m] ≥ 0, least over the Moon.
    """
    if not (vinf >= 0 and altitude >= 0):
        raise InvalidInput("v∞ and flyby altitude must not be negative", value=(vinf, altitude))
    moon = math.sqrt(GM_EARTH / A_MOON_M)
    speed2 = vinf**2 + 2.0 * GM_EARTH / A_MOON_M
    across = perigee * np.sqrt(vinf**2 + 2.0 * GM_EARTH / perigee) / A_MOON_M
    radial2 = np.maximum(0.0, speed2 - across**2)
    u = np.sqrt(radial2 + (across - moon) ** 2)
    half = np.arcsin(1.0 / (1.0 + (R_MOON_M + altitude) * u**2 / GM_MOON))
    angle = np.arccos(np.clip((across - moon) / u, -1.0, 1.0))
    turned = np.minimum(np.pi, angle + 2.0 * half)
    after2 = moon**2 + u**2 + 2.0 * moon * u * np.cos(turned)
    return np.asarray(after2 - 2.0 * GM_EARTH / A_MOON_M)


def least_c3_after(vinf: float, altitude: float) -> float:
    """Return the least C3 [m²/s²] after one flyby over all perigees."""
    perigee = np.geomspace(R_EARTH_M + 200e3, A_MOON_M, 4_000)
    return float(np.min(c3_after_flyby(vinf, perigee, altitude)))


@cache
def capture_vinf_m_s(altitude: float, apogee: float = math.inf) -> float:
    """Return the greatest v∞ [m/s] at Earth that one flyby captures.

    altitude [m] over the Moon; apogee [m]: the orbit after the flyby must not reach further
    (taken as 2μ/−C3, which an orbit with its perigee at Earth's centre would reach).
    Raises NotSolved where no flyby does it.
    """
    from scipy.optimize import brentq

    bound = -2.0 * GM_EARTH / apogee
    if least_c3_after(1.0, altitude) > bound:
        raise NotSolved("no flyby captures anything at this altitude", status=4, value=altitude)
    return float(brentq(lambda v: least_c3_after(v, altitude) - bound, 1.0, 6_000.0, xtol=1e-6))


def capture_vinf(altitude_m: float | None = None, apogee_m: float | None = None) -> Figure:
    """Return the greatest captured v∞ as a figure; it is also what a flyby gives on the way out.

    altitude_m, apogee_m: the user's limits instead of those of the table.  A flyby flown
    backwards in time is a flyby: what can be captured can be sent off.
    """
    return derive(
        "lunar.capture_vinf",
        "m/s",
        capture_vinf_m_s,
        {
            "altitude": _limit("altitude", "lunar.flyby_altitude", altitude_m),
            "apogee": _limit("apogee", "lunar.apogee_after", apogee_m),
        },
        model="one lunar flyby in patched conics, best perigee",
        sources=SOURCES,
        shown="km/s",
    )


def _limit(part: str, name: str, given: float | None) -> Figure:
    return entry_figure("destinations", "lunar-flyby", part, name=name, given=given, shown="km")
