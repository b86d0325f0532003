"""Chains solved: beside a single leg where the planet turns nothing, and the best near by."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from tests.lowthrust._circles import EARTH, ENGINE, ROCK, VENUS, by_venus
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.lowthrust.chained import chained, finer, settled
from windlass.lowthrust.flyby import Flyby
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.leg import LowThrustLeg, fixed
from windlass.lowthrust.solve import mesh, solve

TOF_S = 330.0 * DAY_S
SPEED_M_S = 3e3


def moving(state, w_m_s):
    return state + np.concatenate([np.zeros(3), w_m_s])


def some(legs, count=2):
    return tuple(
        [(g, mesh(leg, g)) for g in guesses(leg, leg.departs_s[0], leg.tof_s[0], count)]
        for leg in legs
    )


@pytest.fixture(scope="module")
def straight():
    """A leg without a flyby."""
    leg = LowThrustLeg(
        start=EARTH, end=ROCK, departs_s=(0.0, 0.0), tof_s=(TOF_S, TOF_S), mass_kg=(11e3, 11e3),
        engine=ENGINE,
    )  # fmt: skip
    return solve(leg, nearest=False).best


@pytest.mark.parametrize("share", [0.35, 0.6])
def test_a_planet_without_mass_on_the_way_changes_nothing(straight, share):
    told = straight.told
    at = share * TOF_S
    state = CubicSpline(straight.share * TOF_S, told.states)(at)[:6]
    beside = state - [0, 0, 0, SPEED_M_S, 0.0, 0.0]
    stone = fixed("stone", beside, (0.0, 2.0 * SPEED_M_S))
    first = replace(straight.leg, end=stone, tof_s=(at, at))
    second = replace(
        straight.leg, start=stone, departs_s=(at, at), tof_s=(TOF_S - at,) * 2,
        mass_kg=(11.0, 11e3),
    )  # fmt: skip
    nothing = Flyby(name="stone", gm=1.0, least_m=1e6)
    made = chained((first, second), (nothing,), some((first, second)))
    end = finer(made, (nothing,))
    assert end.legs[1].final_kg == pytest.approx(straight.final_kg, rel=3e-4)
    # What IPOPT leaves of a bound, 1e-8 of Earth's speed squared, is 1.4 mrad of a turn of nought.
    assert end.flybys[0].in_m_s == pytest.approx(end.flybys[0].out_m_s, abs=5.0)
    assert end.flybys[0].out_m_s == pytest.approx([SPEED_M_S, 0.0, 0.0], abs=60.0)


@pytest.fixture(scope="module")
def passed():
    first, second = by_venus().legs
    legs = (
        replace(first.with_dates(0.0, 165 * DAY_S), mass_kg=(11e3, 11e3)),
        replace(second.with_dates(165 * DAY_S, 275 * DAY_S), mass_kg=(11.0, 11e3)),
    )
    coarse = chained(legs, (VENUS,), some(legs))
    return legs, coarse, *settled(coarse, legs, (VENUS,), 0)


def test_it_holds_when_flown_again_and_the_planet_can_turn_so_far(passed):
    _, _, flown, (by,) = passed
    assert all(leg.flown.holds for leg in flown)
    assert flown[1].best.start_kg == pytest.approx(flown[0].final_kg, rel=1e-9)
    assert np.linalg.norm(by.in_m_s) == pytest.approx(np.linalg.norm(by.out_m_s), rel=1e-6)
    assert by.nearest_m >= VENUS.least_m * (1.0 - 1e-6)
    assert by.turn_rad > 0.1


def test_no_other_speeds_at_the_planet_are_better(passed):
    """Each leg by itself, between velocities near those that were found."""
    legs, _, flown, (by,) = passed
    met = legs[0].end.states(np.array([165 * DAY_S]))[0]
    rng, finals = np.random.default_rng(1), []
    for _ in range(6):
        into = by.in_m_s + 50.0 * rng.normal(size=3)
        out = by.out_m_s + 50.0 * rng.normal(size=3)
        out *= np.linalg.norm(into) / np.linalg.norm(out)
        first = replace(legs[0], end=fixed("in", moving(met, into)))
        try:
            one = solve(first, nearest=False)
            second = replace(
                legs[1], start=fixed("out", moving(met, out)), mass_kg=(one.final_kg,) * 2
            )
            finals.append(solve(second, nearest=False).final_kg)
        except NotSolved:
            continue  # asks for more than the engine has
    assert len(finals) >= 3
    assert max(finals) <= flown[1].final_kg * (1.0 + 1e-4)


def test_the_most_mass_at_the_start_is_that_of_its_propellant(passed):
    """Turned round: what can start with the propellant that a mass took is that mass."""
    legs, coarse, _, _ = passed
    spend = coarse.legs[0].start_kg - coarse.legs[1].final_kg
    heavy = tuple(
        replace(leg, goal="start", mass_kg=(1e3 if k == 0 else 20.0, 20e3))
        for k, leg in enumerate(legs)
    )
    made = chained(heavy, (VENUS,), some(heavy), spend)
    assert made.worth == pytest.approx(11e3, rel=2e-3)
    assert made.left > 0.0


def test_too_short_a_flight_is_refused():
    first, second = by_venus().legs
    legs = (
        replace(first.with_dates(0.0, 60 * DAY_S), mass_kg=(11e3, 11e3)),
        replace(second.with_dates(60 * DAY_S, 40 * DAY_S), mass_kg=(11.0, 11e3)),
    )
    with pytest.raises(NotSolved, match="from Earth by Venus to rock"):
        chained(legs, (VENUS,), some(legs, 1))
