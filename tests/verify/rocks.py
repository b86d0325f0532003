"""Asteroids for tests of legs and trips, and patched conics to them."""

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import asteroid, planets
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
