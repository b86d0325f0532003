import math
from dataclasses import replace

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust import surrogate
from windlass.lowthrust.direct import direct, finer
from windlass.lowthrust.engine import solar
from windlass.lowthrust.from_estimate import near
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.reflown import reflown
from windlass.lowthrust.solve import mesh

ENGINE = solar(40e3, 3000.0, 0.60)
WIDE = (0.0, math.sqrt(2.0) * 1e3)


def circling(radius_au, phase, tilt=0.0, vinf=(0.0, 0.0), name="a circle"):
    radius = radius_au * AU_M
    rate = math.sqrt(GM_SUN / radius**3)

    def states(t):
        at = phase + rate * np.asarray(t, float)
        c, s = np.cos(at), np.sin(at)
        place = np.stack([c, s * math.cos(tilt), s * math.sin(tilt)], axis=-1)
        moves = np.stack([-s, c * math.cos(tilt), c * math.sin(tilt)], axis=-1)
        return np.concatenate([radius * place, radius * rate * moves], axis=-1)

    return End(name=name, states=states, vinf_m_s=vinf)


def leg(years=2.0, spend_kg=3000.0, phase=0.0, vinf=(0.0, 0.0)):
    tof = years * YEAR_S
    return LowThrustLeg(
        start=circling(1.08, 0.7, 0.01), end=circling(1.0, phase, vinf=vinf, name="home"),
        departs_s=(0.0, 0.0), tof_s=(tof, tof), mass_kg=(1e3, 1e6), engine=ENGINE, goal="start",
        spend_kg=spend_kg,
    )  # fmt: skip


def many(asked, **more):
    a, b = asked.start.at(0.0)[0], asked.end.at(asked.tof_s[0])[0]
    return surrogate.most(
        a[None], b[None], asked.tof_s[0], ENGINE, asked.spend_kg, vinf_m_s=(0.0, WIDE[1]), **more
    )


@pytest.mark.parametrize(("years", "spend_kg"), [(2.0, 2000.0), (3.0, 6000.0)])
def test_near_the_optimum_and_a_guess_that_leads_there(years, spend_kg):
    asked = leg(years, spend_kg, vinf=WIDE)
    told = surrogate.estimate(asked)
    found = finer(direct(near(asked, told.start_kg), told.guess, mesh(asked, told.guess)))
    assert reflown(found).miss_m < 2e6
    assert told.start_kg == pytest.approx(found.start_kg, rel=0.02)
    assert told.propellant_kg == pytest.approx(found.start_kg - found.final_kg, rel=0.03)


def test_many_as_one():
    asked = leg(vinf=WIDE)
    found = many(asked)
    told = surrogate.estimate(asked)
    assert found.start_kg[0] == pytest.approx(told.start_kg, rel=1e-6)
    assert found.propellant_kg[0] == pytest.approx(told.propellant_kg, rel=1e-6)
    assert found.vinf_m_s[0, 0] == 0.0 < found.vinf_m_s[0, 1] <= WIDE[1] * (1.0 + 1e-9)


def test_the_best_count_of_revolutions_is_told():
    asked = leg(vinf=WIDE, phase=2.5)
    one = [many(asked, shifts=(shift,)).start_kg[0] for shift in (-1, 0, 1)]
    best = many(asked, shifts=(-1, 0, 1))
    assert best.start_kg[0] == np.nanmax(one)
    assert best.shift[0] == int(np.nanargmax(one)) - 1


def test_least_propellant_moves_the_mass_and_less_does_not():
    asked = leg(3.0, 3000.0, vinf=WIDE)
    a, b = asked.start.at(0.0)[0][None], asked.end.at(asked.tof_s[0])[0][None]
    mass = 15e3
    free = (0.0, WIDE[1])
    least = surrogate.least_propellant(a, b, asked.tof_s[0], ENGINE, mass, 8e3, vinf_m_s=free)
    able = surrogate.most(a, b, asked.tof_s[0], ENGINE, least[0],
                          vinf_m_s=free, passes=2)  # fmt: skip
    less = surrogate.most(a, b, asked.tof_s[0], ENGINE, 0.95 * least[0], vinf_m_s=free, passes=2)
    assert able.start_kg[0] >= mass > less.start_kg[0]
    none = surrogate.least_propellant(a, b, 30.0 * DAY_S, ENGINE, mass, 8e3, vinf_m_s=free)
    assert np.isnan(none[0])


def test_the_guess_begins_and_ends_with_the_bodies():
    asked = leg(vinf=WIDE)
    guess = surrogate.estimate(asked).guess
    assert guess.states[0, :6] == pytest.approx(asked.start.at(0.0)[0])
    assert guess.states[-1, :6] == pytest.approx(asked.end.at(asked.tof_s[0])[0])
    assert (np.diff(guess.states[:, 6]) <= 0.0).all()
    assert (np.diff(guess.share) > 0.0).all()


def test_what_cannot_be_asked_is_told():
    with pytest.raises(InvalidInput, match="propellant"):
        surrogate.estimate(leg(spend_kg=None))
    with pytest.raises(InvalidInput, match="states of legs"):
        surrogate.most(np.zeros((2, 6)), np.zeros((3, 6)), 1e7, ENGINE, 1e3)
    with pytest.raises(InvalidInput, match="more than 0"):
        surrogate.most(np.zeros((1, 6)), np.zeros((1, 6)), 0.0, ENGINE, 1e3)
    still = surrogate.most(np.zeros((1, 6)), np.zeros((1, 6)), 1e7, ENGINE, 1e3)
    assert np.isnan(still.start_kg[0])
    assert still.status[0] != 0


def test_a_leg_from_nowhere_is_not_solved():
    asked = leg()
    away = End(name="away", states=lambda t: np.tile([AU_M, 0, 0, 0, 6e4, 0], (np.size(t), 1)))
    with pytest.raises(NotSolved, match="linear estimate"):
        surrogate.estimate(replace(asked, start=away))
