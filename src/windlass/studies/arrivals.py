"""What the ends of a trip cost: the lunar orbit, and the ellipse about Mars by tug and by stage.

Checked: tests/studies/test_parts.py.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_MARS
from windlass.base.figure import Figure, leaf, renamed
from windlass.capture import arrival, lunar, mars
from windlass.studies.goal import Arrival
from windlass.studies.programme_parts import Capture
from windlass.transfers.legs import End

Array = NDArray[np.float64]


def nothing(name: str, unit: str, why: str) -> Figure:
    """Return a figure of nought that was chosen, and why."""
    return leaf(name, 0.0, unit, status="chosen", note=why)


def to_the_moon(allowed: Capture) -> Arrival:
    """Return the arrival of a goal that ends in the lunar orbit, as capture.arrival prices it."""
    limit = lunar.capture_vinf(allowed.flyby_altitude, allowed.flyby_apogee)
    factor = allowed.dro_insertion
    free = arrival.free_vinf(limit, factor)
    end = End(v0_m_s=free.value)

    def after(vinf: Array) -> Array:
        """Return what the arrival costs besides the end of the leg; nan where v∞ is."""
        known = np.isfinite(vinf)
        found = np.full(np.shape(vinf), np.nan)
        made = arrival.insertion(
            vinf[known],
            limit_m_s=min(limit.value, arrival.known_m_s()),
            factor=1.0 if factor is None else factor,
        )
        found[known] = made.total_m_s - end.cost(vinf[known])
        return found

    return Arrival(
        end=end,
        dv=lambda vinf: arrival.priced(vinf, limit, factor)[0],
        insertion_dv=lambda vinf: arrival.priced(vinf, limit, factor)[1],
        insertion=after,
        about=(free,),
        notes=(
            "captured by a lunar flyby, then by the Sun's help into a distant retrograde orbit "
            "of the Moon",
        ),
    )


def to_mars_slowly(orbit: mars.MarsOrbit) -> Arrival:
    """Return the arrival of a tug: v∞ taken to nothing on the leg, then a spiral."""
    spiral = mars.spiral(orbit).value
    return Arrival(
        end=End(vinf_max_m_s=orbit.vinf_max.value),
        dv=lambda vinf: renamed(vinf, "return.arrival_dv"),
        insertion_dv=lambda vinf: mars.spiral(orbit),
        insertion=lambda vinf: np.full(np.shape(vinf), spiral),
        about=orbit.figures,
        notes=(
            "v∞ is taken to nothing on the leg, then a slow spiral leads inwards",
            _keeping(orbit),
        ),
    )


def to_mars_at_once(orbit: mars.MarsOrbit) -> Arrival:
    """Return the arrival of a stage: one burn at periapsis."""
    speed = mars.periapsis_speed(orbit.periapsis_m, orbit.apoapsis_m)
    return Arrival(
        end=End(
            vesc2_m2_s2=2.0 * GM_MARS / orbit.periapsis_m,
            v0_m_s=speed,
            vinf_max_m_s=orbit.vinf_max.value,
        ),
        dv=lambda vinf: mars.insertion(vinf, orbit),
        insertion_dv=lambda vinf: nothing(
            "insertion.dv", "m/s", "the burn at periapsis is the insertion"
        ),
        insertion=lambda vinf: np.zeros(np.shape(vinf)),
        about=orbit.figures,
        notes=("one burn at periapsis on the combined mass", _keeping(orbit)),
    )


def _keeping(orbit: mars.MarsOrbit) -> str:
    """Return what is known of how long an orbit about Mars keeps."""
    if not orbit.kept:
        return "whether this orbit about Mars keeps, and clear of its moons, was not flown"
    most = math.degrees(mars.INCLINATION_MOST_RAD)
    return (
        "flown with the Sun and a flattened Mars, the orbit keeps a century outside Deimos, within "
        f"{most:.0f}° of the plane of Mars's orbit"
    )
