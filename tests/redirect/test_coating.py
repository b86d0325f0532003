"""Coating: drifts of orbits integrated, Bennu's and Apophis's, paint for a part."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from tests.redirect.rocks import rock, rocks, ship
from windlass.base.constants import AU_M, C_M_S, GM_SUN
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import coating
from windlass.redirect.rock import Rock

YEAR_S = 365.25 * 86400.0
BENNU = Rock(name="Bennu", mass_kg=7.329e10, radius_m=245.0)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.6, 2.5), st.floats(0.0, 0.7))
def test_drift_is_that_of_the_orbit_integrated(axis: float, e: float) -> None:
    a2 = 1e-8
    a = axis * AU_M
    period = 2.0 * math.pi * math.sqrt(a**3 / GM_SUN)

    def slope(_t: float, s: np.ndarray) -> np.ndarray:
        r = float(np.hypot(s[0], s[1]))
        across = np.array([-s[1], s[0]]) / r
        pull = -GM_SUN / r**3 * s[:2] + a2 * (AU_M / r) ** 2 * across
        return np.concatenate([s[2:], pull])

    near = a * (1.0 - e)
    speed = math.sqrt(GM_SUN * (2.0 / near - 1.0 / a))
    flown = solve_ivp(
        slope, (0.0, period), [near, 0.0, 0.0, speed], method="DOP853", rtol=1e-12, atol=1e-3
    )
    s = flown.y[:, -1]
    left = 1.0 / (2.0 / np.hypot(s[0], s[1]) - (s[2] ** 2 + s[3] ** 2) / GM_SUN)
    told = (left - a) / period
    assert coating.drift_m_s(a2, a, e) == pytest.approx(told, rel=1e-3)
    assert coating.a2_m_s2(coating.drift_m_s(a2, a, e), a, e) == pytest.approx(a2)


def test_bennu_and_apophis() -> None:
    """284.6 m a year gives the table's acceleration; scaled to Apophis, 199 m a year."""
    told = coating.a2_m_s2(284.6 / YEAR_S, 1.1264 * AU_M, 0.2037)
    assert coating.scaled_m_s2(BENNU) == pytest.approx(told, rel=0.01)
    apophis = Rock(name="Apophis", mass_kg=5.31e10, radius_m=170.0)
    drift = coating.drift_m_s(coating.scaled_m_s2(apophis), 0.9224 * AU_M, 0.191) * YEAR_S
    assert drift == pytest.approx(199.0, rel=0.15)


@given(rocks)
def test_no_coat_pushes_harder_than_the_light_that_meets_it(one: Rock) -> None:
    light = 1361.0 / C_M_S * math.pi * one.radius_m**2
    made = coating.given(one, ship(), 1, 10.0 * YEAR_S)
    assert one.mass_kg * float(made.push_m_s2.max()) <= 0.1 * light


def test_paint_for_a_part_covers_a_part() -> None:
    one, asked = rock(150.0), 20.0 * YEAR_S
    whole = coating.given(one, ship(propellant_kg=1e3), 1, asked, coat_kg_m2=1e-3)
    half = coating.given(one, ship(propellant_kg=141.37), 1, asked, coat_kg_m2=1e-3)
    area = 4.0 * math.pi * 150.0**2
    assert whole.consumed_kg == pytest.approx(1e-3 * area)
    assert half.consumed_kg == pytest.approx(141.37)
    assert half.dv_m_s == pytest.approx(whole.dv_m_s * 141.37 / (1e-3 * area))
    assert "covers 0.5" in " ".join(half.flags)


def test_it_pushes_against_its_drift_only() -> None:
    asked = 20.0 * YEAR_S
    back = coating.given(rock(), ship(), 1, asked, a2=5e-13)
    assert "back only" in back.flags[0]
    assert back.push_m_s2[0] == pytest.approx(0.9 * 5e-13)
    assert back.by_sun
    forward = coating.given(rock(), ship(), 1, asked, a2=-5e-13)
    assert "forward only" in forward.flags[0]
    unknown = coating.given(rock(), ship(), 1, asked)
    assert "not measured" in unknown.flags[0]
    assert back.t_s[0] == 180.0 * 86400.0
    assert "studies end" in " ".join(coating.given(rock(400.0), ship(), 1, asked).flags)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotSolved, match="painting a rock"):
        coating.given(rock(), ship(), 1, 1e7)
    with pytest.raises(InvalidInput, match="drift of an orbit"):
        coating.given(rock(), ship(), 1, YEAR_S, a2=0.0)
    with pytest.raises(InvalidInput, match="time of painting"):
        coating.given(rock(), ship(), 1, YEAR_S, coat_kg_m2=0.0)
    with pytest.raises(InvalidInput, match="orbit of a drift"):
        coating.drift_m_s(1e-13, AU_M, 1.0)
