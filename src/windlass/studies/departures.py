"""How a trip leaves Earth: by the tug's own spiral and a lunar flyby, or on the launcher.

Checked: tests/studies/test_parts.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.entries import constant_figure
from windlass.base.errors import NotSolved, OutOfDomain
from windlass.base.figure import Figure, derive, leaf
from windlass.catalogue import launchers
from windlass.kernels.spiral import edelbaum
from windlass.kernels.status import OK
from windlass.studies.goal import Departure
from windlass.studies.scenario import Launch
from windlass.transfers.legs import End

Array = NDArray[np.float64]

_KNOTS = 2001
"""Points of the payload curve for the search; the chosen trip uses the curve itself."""


def spiral_dv(altitude: Figure) -> Figure:
    """Return Δv [m/s] of a slow spiral from a circular orbit to the Moon's distance."""

    def fn(mu: float, radius: float, altitude: float, moon: float) -> float:
        dv, status = edelbaum(mu, radius + altitude, moon, 0.0)
        if status != OK:
            raise NotSolved("spiral to the Moon", status=status, value=(radius, altitude, moon))
        return float(dv)

    return derive(
        "spiral.dv",
        "m/s",
        fn,
        {
            "mu": constant_figure("GM_EARTH"),
            "radius": constant_figure("R_EARTH_M", "km"),
            "altitude": altitude,
            "moon": constant_figure("A_MOON_M", "km"),
        },
        model="Edelbaum spiral, parking orbit to the Moon's distance, no change of plane",
        sources=("edelbaum1961",),
    )


def electric(ask: Launch, free: Figure) -> Departure:
    """Return the departure of a tug that spirals up and leaves by a lunar flyby.

    free: v∞ [m/s] that the flyby gives.
    """
    altitude = leaf(
        "launch.parking_altitude", ask.parking_altitude, "m", status="chosen", shown="km"
    )
    able = launchers.leo_capacity(ask.vehicle, ask.leo_payload)
    end = End(v0_m_s=free.value)
    return Departure(
        search_end=end,
        depart_end=end,
        capability=lambda v: np.where(np.isfinite(v), able.value, 0.0),
        capability_at=lambda vinf: able,
        spiral_dv=spiral_dv(altitude),
        depart_dv=lambda vinf: derive(
            "out.departure_dv",
            "m/s",
            lambda vinf, free: max(0.0, vinf - free),
            {"vinf": vinf, "free": free},
            model="v∞ that the lunar flyby does not give",
            note="as in the Keck study, the spiral is taken to end where the flyby can give it all",
        ),
        launcher=launchers.names()[ask.vehicle],
        how="spiral to the Moon, then a lunar flyby",
        about=(able, free),
    )


def chemical(ask: Launch) -> Departure:
    """Return the departure of a stage that the launcher sends straight to its v∞.

    A launcher without a curve of payload against C3 gives a departure that cannot be taken.
    """
    radius = R_EARTH_M + ask.parking_altitude
    factor = 1.0 if ask.curve is None else ask.curve
    unable = ""
    try:
        lowest, highest = launchers.c3_range(ask.vehicle)
        knots = np.linspace(lowest, highest, _KNOTS)
        payload = np.array([launchers.payload_kg(ask.vehicle, float(c3)) for c3 in knots])
    except OutOfDomain as error:
        unable, lowest, highest = str(error), 0.0, 1.0
        knots, payload = np.array([0.0, 1.0]), np.zeros(2)
    payload = factor * payload

    def capability(vinf: Array) -> Array:
        c3 = np.maximum(np.asarray(vinf, dtype=float) ** 2, lowest)
        return np.where(c3 <= highest, np.interp(c3, knots, payload), 0.0)

    def capability_at(vinf: Figure) -> Figure:
        c3 = derive(
            "launch.c3", "m2/s2", lambda vinf: max(vinf**2, lowest), {"vinf": vinf}, model="v∞²"
        )
        return launchers.performance(ask.vehicle, c3, ask.curve)

    by_launcher = leaf("out.departure_dv", 0.0, "m/s", status="chosen", note="the launcher does it")
    return Departure(
        search_end=End(
            vesc2_m2_s2=2.0 * GM_EARTH / radius,
            v0_m_s=float(np.sqrt(GM_EARTH / radius)),
            vinf_max_m_s=float(np.sqrt(highest)),
        ),
        depart_end=End(v0_m_s=float("inf")),
        capability=capability,
        capability_at=capability_at,
        spiral_dv=leaf("spiral.dv", 0.0, "m/s", status="chosen", note="the launcher does it"),
        depart_dv=lambda vinf: by_launcher,
        launcher=launchers.names()[ask.vehicle],
        how="straight to its v∞ on the launcher",
        unable=unable,
    )
