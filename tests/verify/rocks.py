"""Asteroids for tests of legs and trips, and patched conics to them."""

import math

import numpy as np

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import asteroid, planets
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.catalogue.orbit import Orbit
from windlass.transfers import nhats

LAUNCH = parse_epoch("2031-02-01")
OUT_D, STAY_D, BACK_D = 200.0, 12.0, 150.0


def orbit(e: float = 0.1, i_rad: float = 0.03, a_au: float = 1.05, mean: float = 1.4) -> Orbit:
    return Orbit(
        designation="2099 ZZ8", epoch_s=LAUNCH - 300.0 * DAY_S, a_m=a_au * 149_597_870_700.0,
        e=e, i_rad=i_rad, node_rad=1.0, peri_rad=2.0, mean_anomaly_rad=mean, precision="full",
        source="windlass", uncertainty=1,
    )  # fmt: skip


def patched(of: Orbit) -> nhats.Trip:
    """The trip on the dates above, by patched conics."""
    end = LAUNCH + (OUT_D + STAY_D + BACK_D) * DAY_S
    body = asteroid.integrate(of, (LAUNCH, end))
    return nhats.trip(planets.load().body("earth"), body, LAUNCH, OUT_D, STAY_D, BACK_D)


def slow() -> Orbit:
    """One that passes Earth at a few hundred metres a second."""
    return orbit(e=0.02, i_rad=0.002, a_au=1.02, mean=0.7)


def opposite(tof_d: float) -> Orbit:
    """One that is opposite Earth's place at LAUNCH, and half a day before its node, tof_d later."""
    r = planets.load().body("earth").state(LAUNCH)[0][0]
    longitude = math.atan2(r @ np.cross(ECLIPTIC_POLE, [1.0, 0.0, 0.0]), r[0])
    e, nu = 0.1, -2.0
    ecc = 2.0 * math.atan(math.sqrt((1.0 - e) / (1.0 + e)) * math.tan(0.5 * nu))
    return Orbit(
        designation="2099 ZZ9", epoch_s=LAUNCH + (tof_d + 0.5) * DAY_S,
        a_m=1.12 * 149_597_870_700.0, e=e, i_rad=0.09,
        node_rad=(longitude + math.pi) % math.tau, peri_rad=-nu,
        mean_anomaly_rad=(ecc - e * math.sin(ecc)) % math.tau, precision="full",
        source="windlass", uncertainty=1,
    )  # fmt: skip
