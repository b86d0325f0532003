"""Lunar flyby: against a brute-force search, published limits, monotone in its parameters."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.constants import A_MOON_M, GM_EARTH, GM_MOON, R_EARTH_M, R_MOON_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import lunar


def brute(vinf: float, perigee: float, altitude: float) -> float:
    """Least C3 after a flyby by turning the velocity through every allowed angle."""
    moon = np.array([0.0, math.sqrt(GM_EARTH / A_MOON_M)])
    h = perigee * math.sqrt(vinf**2 + 2 * GM_EARTH / perigee)
    across = h / A_MOON_M
    total = vinf**2 + 2 * GM_EARTH / A_MOON_M
    radial = math.sqrt(max(0.0, total - across**2))
    best = math.inf
    for sign in (-1.0, 1.0):
        u = np.array([sign * radial, across]) - moon
        speed = float(np.linalg.norm(u))
        rp = R_MOON_M + altitude
        most = 2.0 * math.asin(1.0 / (1.0 + rp * speed**2 / GM_MOON))
        for turn in np.linspace(-most, most, 2_001):
            c, s = math.cos(turn), math.sin(turn)
            after = np.array([c * u[0] - s * u[1], s * u[0] + c * u[1]]) + moon
            best = min(best, float(after @ after) - 2 * GM_EARTH / A_MOON_M)
    return best


@settings(max_examples=30, deadline=None)
@given(
    vinf=st.floats(100.0, 3_000.0),
    share=st.floats(0.02, 1.0),
    altitude=st.floats(50e3, 5e6),
)
def test_the_formula_is_the_best_of_all_turns(vinf: float, share: float, altitude: float) -> None:
    perigee = share * A_MOON_M
    got = float(lunar.c3_after_flyby(vinf, np.array([perigee]), altitude)[0])
    want = brute(vinf, perigee, altitude)
    assert got <= want + 1.0
    assert got == pytest.approx(want, abs=3e3)  # m²/s², the step of the turns


def test_the_best_perigee_is_the_best_of_all() -> None:
    for vinf in (500.0, 1_500.0, 2_500.0):
        shares = np.geomspace(6.6e6 / A_MOON_M, 1.0, 40)
        want = min(brute(vinf, share * A_MOON_M, 100e3) for share in shares)
        assert lunar.least_c3_after(vinf, 100e3) == pytest.approx(want, abs=5e3)


@pytest.mark.parametrize("apogee", [0.8e9, 1.5e9])
def test_the_fastest_body_held_reaches_just_the_apogee(apogee: float) -> None:
    vinf = lunar.capture_vinf_m_s(100e3, apogee)
    semi_major = -GM_EARTH / lunar.least_c3_after(vinf, 100e3)
    assert 2.0 * semi_major == pytest.approx(apogee, rel=1e-6)
    assert lunar.least_c3_after(lunar.capture_vinf_m_s(100e3), 100e3) == pytest.approx(0, abs=0.1)


def test_published_limits() -> None:
    # bao2015: v∞ below 1.8 km/s can be captured; brophy2012 designs with C3 of 2 km²/s²
    parabolic = lunar.capture_vinf_m_s(100e3)
    assert parabolic == pytest.approx(1_800.0, rel=0.03)
    bound = lunar.capture_vinf_m_s(100e3, 1.5e9)
    assert bound**2 / 1e6 > 2.0
    assert bound < parabolic


@given(low=st.floats(50e3, 1e6), more=st.floats(1.05, 3.0))
def test_higher_flybys_capture_less(low: float, more: float) -> None:
    assert lunar.capture_vinf_m_s(low * more) <= lunar.capture_vinf_m_s(low)


def test_wider_orbits_after_the_flyby_capture_more() -> None:
    found = [lunar.capture_vinf_m_s(100e3, apogee) for apogee in (0.8e9, 1.2e9, 2e9, math.inf)]
    assert found == sorted(found)


def test_the_figure_and_its_range() -> None:
    found = lunar.capture_vinf()
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match="negative"):
        lunar.c3_after_flyby(-1.0, np.array([R_EARTH_M]), 1e5)
    with pytest.raises(NotSolved, match="no flyby"):
        lunar.capture_vinf_m_s(1e5, 1e8)
