"""Bodies on circles about the Sun, and a trip between two of them: quick to solve."""

import math

import numpy as np

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.lowthrust.engine import solar
from windlass.lowthrust.flyby import flyby
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay

ENGINE = solar(40e3, 3000.0, 0.60)
WIDE = (0.0, 1.4e3)


def circling(name, radius_au, phase, tilt=0.0, vinf=(0.0, 0.0)):
    radius = radius_au * AU_M
    rate = math.sqrt(GM_SUN / radius**3)

    def states(t):
        at = phase + rate * np.asarray(t, float)
        c, s = np.cos(at), np.sin(at)
        place = np.stack([c, s * math.cos(tilt), s * math.sin(tilt)], axis=-1)
        moves = np.stack([-s, c * math.cos(tilt), c * math.sin(tilt)], axis=-1)
        return np.concatenate([radius * place, radius * rate * moves], axis=-1)

    return End(name=name, states=states, vinf_m_s=vinf)


EARTH = circling("Earth", 1.0, 0.0, vinf=WIDE)
ROCK = circling("rock", 1.04, 0.6, 0.005)


def there_and_back(goal="gain", *, years=4.0, spend_kg=5e3, gains=(1e3, 1e6), departs=(0.0, 0.0)):
    """A ship of 11 t to a rock and back."""
    out = LowThrustLeg(
        start=EARTH, end=ROCK, departs_s=departs, tof_s=(200.0 * DAY_S, 800.0 * DAY_S),
        mass_kg=(11e3, 11e3), engine=ENGINE,
    )  # fmt: skip
    home = LowThrustLeg(
        start=ROCK, end=EARTH, departs_s=(200.0 * DAY_S, years * YEAR_S),
        tof_s=(300.0 * DAY_S, 1300.0 * DAY_S), mass_kg=(1e3, 2e6), engine=ENGINE,
    )  # fmt: skip
    return LowThrustTrip(
        legs=(out, home), stays=(Stay(stays_s=(90.0 * DAY_S, 400.0 * DAY_S), gains_kg=gains),),
        goal=goal, spend_kg=spend_kg, within_s=years * YEAR_S,
    )  # fmt: skip


VENUS = flyby("venus")
PASSED = circling("Venus", 0.7233, -1.1, 0.02, vinf=(0.0, 6e3))
DEEP = circling("rock", 0.85, 0.3, 0.03)


def by_venus(departs=(0.0, 0.0), goal="propellant", spend_kg=None):
    """A ship of 11 t by Venus to a rock between it and Earth."""
    first = LowThrustLeg(
        start=EARTH, end=PASSED, departs_s=departs, tof_s=(100.0 * DAY_S, 260.0 * DAY_S),
        mass_kg=(11e3, 11e3), engine=ENGINE,
    )  # fmt: skip
    second = LowThrustLeg(
        start=PASSED, end=DEEP, departs_s=(100.0 * DAY_S, 400.0 * DAY_S),
        tof_s=(120.0 * DAY_S, 300.0 * DAY_S), mass_kg=(1e3, 11e3), engine=ENGINE,
    )  # fmt: skip
    return LowThrustTrip(legs=(first, second), stays=(VENUS,), goal=goal, spend_kg=spend_kg)
