"""Attached tugs: rocket equation, what the spin costs, what ground may not hold."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.redirect.rocks import rock, rocks, ship, ships
from windlass.base.constants import G0
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import spun_ways, tug
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship

YEAR_S = 365.25 * 86400.0


@settings(max_examples=60)
@given(rocks, ships, st.integers(1, 20), st.floats(1e6, 1e9))
def test_electric_tugs_keep_the_rocket_equation(
    one: Rock, tugs: Ship, count: int, asked: float
) -> None:
    made, all_ = tug.electric(one, tugs, count, asked), tugs.times(count)
    way = spun_ways.best(
        one, all_.thrust_n, asked, burn_s=all_.propellant_kg / all_.flow_kg_s, duty=tugs.duty
    )
    first = one.mass_kg + all_.mass_kg - all_.flow_kg_s * way.used_s
    spent = all_.flow_kg_s * way.burns_s
    told = way.share.along * all_.exhaust_m_s * -math.log1p(-spent / first)
    assert made.dv_m_s == pytest.approx(told, rel=2e-4)
    assert made.consumed_kg == pytest.approx(spent + all_.flow_kg_s * way.used_s)
    assert made.consumed_kg <= all_.propellant_kg
    # momentum: force is mass by acceleration at every time
    mass = first - all_.flow_kg_s * tugs.duty * way.share.duty * (made.t_s - made.t_s[0])
    force = made.push_m_s2 * mass
    np.testing.assert_allclose(force, all_.thrust_n * tugs.duty * way.share.mean, rtol=1e-9)
    # energy: the jets have no more of it than power by time
    jets = 0.5 * made.consumed_kg * all_.exhaust_m_s**2
    assert jets <= all_.power_w * tugs.efficiency * made.works_s * (1.0 + 1e-9)


@given(st.floats(1e3, 1e12), st.floats(1e-4, 1e3), st.floats(200.0, 9000.0))
def test_propellant_is_that_of_the_rocket_equation(moved: float, dv: float, isp: float) -> None:
    spent = tug.propellant_kg(moved, dv, isp)
    assert isp * G0 * math.log1p(spent / moved) == pytest.approx(dv)


def test_propellant_of_a_centimetre_a_second() -> None:
    """1e9 kg: 3.19 t stored, 2.27 t of oxygen and hydrogen, 1.13 t nuclear, 0.34 t electric."""
    told = [tug.propellant_kg(1e9, 0.01, isp) for isp in (320.0, 450.0, 900.0, 3000.0)]
    np.testing.assert_allclose(told, [3187.0, 2266.0, 1133.0, 340.0], rtol=1e-3)


def test_eleven_ships_on_a_kilometre() -> None:
    """17.9 N on 1.05e12 kg that does not turn: 0.54 mm/s in a year."""
    one = Rock(name="it", mass_kg=1.05e12, radius_m=500.0, spin_period_s=1e12)
    made = tug.electric(one, ship(duty=1.0), 11, YEAR_S)
    assert made.dv_m_s == pytest.approx(0.54e-3, rel=0.01)
    assert made.consumed_kg == pytest.approx(11 * 1.75e3, rel=0.01)


def test_the_tugboat_of_2003() -> None:
    """2.5 N for 7.9e6 s on 1e10 kg: 0.1975 cm/s, told as 0.2, once the spin is no hindrance."""
    one = Rock(name="it", mass_kg=1e10, radius_m=100.0, spin_period_s=1e12)
    power = 2.5 * 3000.0 * G0 / (2.0 * 0.6)
    made = tug.electric(one, ship(power_w=power, duty=1.0), 1, 7.9e6)
    assert made.dv_m_s == pytest.approx(0.1975e-2, rel=1e-4)


def test_heat_gives_more_with_hydrogen_and_is_soon_done() -> None:
    made = [f(rock(), ship(), 2, YEAR_S) for f in (tug.chemical, tug.nuclear_thermal)]
    assert made[1].dv_m_s / made[0].dv_m_s == pytest.approx(875.0 / 320.0, rel=0.05)
    for one in made:
        assert one.works_s < 0.1 * YEAR_S
        assert not one.by_sun
        assert one.consumed_kg == pytest.approx(26e3)
    assert made[0].power_w == 0.0
    assert made[1].power_w == pytest.approx(2.0 * 0.5 * 1000.0 * 875.0 * G0)


def test_ground_that_may_not_hold_is_told() -> None:
    soft = tug.chemical(rock(), ship(), 1, YEAR_S)
    assert any("presses with 1e+02 Pa" in flag for flag in soft.flags)
    firm = tug.chemical(rock(), ship(), 1, YEAR_S, strength_pa=1e4)
    assert not any("presses" in flag for flag in firm.flags)
    small = tug.chemical(rock(5.0), ship(), 1, YEAR_S)
    assert any("harder than its gravity" in flag for flag in small.flags)
    wide = tug.electric(rock(), ship(), 5, YEAR_S, pad_m2=0.1)
    assert any("presses with 16 Pa" in flag for flag in wide.flags)


def test_spin_takes_time_and_is_told() -> None:
    made = tug.electric(rock(50.0), ship(), 2, 5.0 * YEAR_S)
    assert made.stop_s == pytest.approx(made.t_s[0])
    assert "spin is stopped first" in made.needs
    pulsed = tug.electric(rock(500.0, period_h=2.3), ship(), 2, YEAR_S)
    assert pulsed.stop_s is None
    assert "pushes while" in pulsed.needs[0]
    with pytest.raises(NotSolved, match="can push it along one way"):
        tug.electric(replace(rock(500.0), tumbles=True), ship(), 1, YEAR_S)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="thrust_n of a tug"):
        tug.chemical(rock(), ship(), 1, YEAR_S, thrust_n=0.0)
    with pytest.raises(InvalidInput, match="isp_s of a tug"):
        tug.chemical(rock(), ship(), 1, YEAR_S, isp_s=math.nan)
    with pytest.raises(InvalidInput, match="pad of a tug"):
        tug.electric(rock(), ship(), 1, YEAR_S, pad_m2=0.0)
