from dataclasses import replace

import pytest

from tests.lowthrust._circles import ENGINE, ROCK, WIDE, circling
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import NotSolved
from windlass.lowthrust.from_estimate import certified, cheapest
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.solve import solve

TOF = 2.0 * YEAR_S
HOME = LowThrustLeg(
    start=ROCK, end=circling("Earth", 1.0, 0.0, vinf=WIDE), departs_s=(0.0, 0.0),
    tof_s=(TOF, TOF), mass_kg=(1.0, 1e9), engine=ENGINE, goal="start", spend_kg=3e3,
)  # fmt: skip
OUT = LowThrustLeg(
    start=circling("Earth", 1.0, 0.0, vinf=WIDE), end=ROCK, departs_s=(0.0, 0.0),
    tof_s=(1.5 * YEAR_S,) * 2, mass_kg=(14e3, 14e3), engine=ENGINE,
)  # fmt: skip


def test_the_heaviest_is_flown_again_and_as_good_as_from_other_guesses():
    found = certified(HOME)
    assert found.flown.holds
    assert found.propellant_kg <= 3e3 * (1.0 + 1e-6)
    mass = found.best.start_kg
    assert mass == pytest.approx(found.estimate.start_kg, rel=0.03)
    own = solve(replace(HOME, mass_kg=(0.3 * mass, 2.0 * mass)), nearest=False)
    assert mass > (1.0 - 1e-3) * own.best.start_kg


def test_a_free_arrival_brings_no_less():
    held = certified(HOME).best.start_kg
    free = replace(HOME, tof_s=(TOF - 60.0 * DAY_S, TOF + 60.0 * DAY_S))
    assert certified(free, at=(0.0, TOF)).best.start_kg > (1.0 - 1e-3) * held


def test_the_cheapest_way_of_a_given_mass():
    found = cheapest(OUT, 5e3)
    assert found.flown.holds
    assert found.best.start_kg == pytest.approx(14e3)
    assert found.propellant_kg == pytest.approx(solve(OUT, nearest=False).propellant_kg, rel=0.01)


def test_too_little_propellant_is_told():
    with pytest.raises(NotSolved, match="too little thrust or propellant"):
        cheapest(OUT, 10.0)
