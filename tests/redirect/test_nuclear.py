"""Explosives: fits beside their source's example, the cap integrated anew, what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from tests.redirect.rocks import rock, ship
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import nuclear
from windlass.redirect.nuclear import SPECTRA
from windlass.redirect.rock import Rock

YEAR_S = 365.25 * 86400.0
ONE, TWO = SPECTRA


def test_the_example_of_the_source() -> None:
    """Its inputs; what its formulas say was worked out apart from the package, to four digits."""
    body = rock(200.0, 2000.0)
    told = [1.202, 1.477, 1.488, 1.394, 1.293, 1.203, 1.124]
    made = [nuclear.xrays_m_s(body, 300.0, d, ONE) for d in (10, 20, 30, 50, 70, 90, 110)]
    np.testing.assert_allclose(100.0 * np.array(made), told, rtol=5e-4)
    told = [1.813, 3.918, 5.640, 9.303]
    made = [nuclear.xrays_m_s(body, kt, 50.0, TWO) for kt in (100, 300, 500, 1000)]
    np.testing.assert_allclose(100.0 * np.array(made), told, rtol=5e-4)


@given(st.floats(0.03, 2.0), st.floats(1.05, 1e4))
def test_the_cap_integrated_over_the_sphere(x: float, y: float) -> None:
    """Depth is the logarithm of fluence by the least that melts; both end where it or sight does.

    Sphere of radius 1, explosive x above it; in units of its cross-section.
    """
    thrown, energy = nuclear._cap(x, y)

    def far(c: float) -> float:
        return 1.0 + (1.0 + x) ** 2 - 2.0 * (1.0 + x) * c

    horizon = 1.0 / (1.0 + x)
    edge = 0.5 * (1.0 + (1.0 + x) ** 2 - y * x**2) / (1.0 + x)
    least = max(horizon, edge)
    told, _ = quad(lambda c: 2.0 * math.log(y * x**2 / far(c)), least, 1.0, limit=200)
    assert thrown == pytest.approx(told, rel=1e-6, abs=1e-12)
    # share of all directions of the cone that ends at the edge
    cosine = (1.0 + x - least) / math.sqrt(far(least))
    assert energy == pytest.approx(0.5 * (1.0 - cosine), rel=1e-6, abs=1e-12)


@given(st.floats(1.0, 2000.0), st.floats(0.01, 5.0))
def test_what_meets_a_sphere_is_its_part_of_the_sky(radius: float, x: float) -> None:
    share = nuclear.share_that_meets(rock(radius), x * radius)
    told, _ = quad(math.sin, 0.0, math.asin(1.0 / (1.0 + x)))
    assert share == pytest.approx(0.5 * told)


def test_the_one_case_computed_in_full() -> None:
    """1 km, 1.05e12 kg, 100 kt at 300 m: 6.5 mm/s, and 11.5 kt meet it."""
    body = Rock(name="1 km", mass_kg=1.05e12, radius_m=500.0)
    assert nuclear.coupled_m_s(body, 100.0) == pytest.approx(6.5e-3, rel=2e-3)
    assert nuclear.share_that_meets(body, 300.0) == pytest.approx(0.115, rel=0.06)
    assert nuclear.becomes(body, 6.5e-3) == "stays whole"
    assert nuclear.becomes(body, 8.0e-3) == "not known"


def test_spectra_differ_by_ten() -> None:
    body = rock(500.0, 2000.0)
    made = [nuclear.xrays_m_s(body, 100.0, 300.0, one) for one in SPECTRA]
    np.testing.assert_allclose(100.0 * np.array(made), [0.068, 0.183], atol=5e-4)
    assert 9.0 < nuclear.coupled_m_s(body, 100.0) / made[0] < 10.5


@pytest.mark.parametrize("spectrum", SPECTRA)
@given(radius=st.floats(50.0, 1000.0), kt=st.floats(1.0, 3000.0))
def test_no_other_distance_gives_more(radius: float, kt: float, spectrum: Any) -> None:
    body = rock(radius)
    at = nuclear.best_away_m(body, kt, spectrum)
    best = nuclear.xrays_m_s(body, kt, at, spectrum)
    for x in np.geomspace(0.05, 0.55, 60):
        assert nuclear.xrays_m_s(body, kt, float(x) * radius, spectrum) <= best * (1.0 + 1e-6)
    assert at / radius * (1.0 + 1e-9) >= 0.05
    assert at / radius <= 0.55 * (1.0 + 1e-9)


def test_what_is_given() -> None:
    body = rock(500.0, 2000.0)
    made = nuclear.given(body, ship(), 3, YEAR_S, yield_kt=300.0)
    best = nuclear.xrays_m_s(body, 300.0, nuclear.best_away_m(body, 300.0, ONE), ONE)
    np.testing.assert_allclose(made.blows[:, 1], best)
    assert made.dv_m_s == pytest.approx(3.0 * best)
    assert made.consumed_kg == made.equipment_kg == 3 * 18_500.0
    assert made.spread[0] == 1.0
    assert 2.0 < made.spread[1] < 30.0
    assert "by spectrum" in made.flags[0]
    ground, then = nuclear.on_the_ground(body, 300.0)
    assert any(f"{ground:.2g} of what disperses it: {then}" in flag for flag in made.flags)
    other = nuclear.given(body, ship(), 1, YEAR_S, yield_kt=300.0, spectrum=TWO, away_m=300.0)
    assert other.spread[0] < 1.0
    assert "outside 0.05 to 0.55" in " ".join(other.flags)


def test_a_centimetre_a_second_breaks_a_small_body() -> None:
    small = rock(50.0, 1920.0)
    assert small.escape_m_s == pytest.approx(0.052, abs=0.001)
    assert nuclear.becomes(small, 0.011) == "breaks"
    with pytest.raises(NotSolved, match="a burst breaks"):
        nuclear.given(small, ship(), 1, YEAR_S, yield_kt=100.0)


def test_what_is_outside_of_the_fits_is_refused_or_told() -> None:
    for radius in (20.0, 2500.0):
        with pytest.raises(NotSolved, match="50 to 1000 m"):
            nuclear.given(rock(radius), ship(), 1, YEAR_S, yield_kt=1.0)
    big = nuclear.given(rock(1500.0), ship(), 1, YEAR_S, yield_kt=1000.0)
    assert "50 to 1000 m" in " ".join(big.flags)
    with pytest.raises(NotSolved, match="vaporise nothing"):
        nuclear.given(rock(500.0), ship(), 1, YEAR_S, yield_kt=1e-6, away_m=400.0)
    with pytest.raises(InvalidInput, match="yield"):
        nuclear.given(rock(500.0), ship(), 1, YEAR_S, yield_kt=0.0)
    with pytest.raises(InvalidInput, match="distance of an explosive"):
        nuclear.xrays_m_s(rock(), 1.0, 0.0, ONE)
    with pytest.raises(InvalidInput, match="share of a yield"):
        nuclear.coupled_m_s(rock(), 1.0, 1.2)


def test_on_the_ground_it_is_only_told_whether_it_breaks() -> None:
    share, state = nuclear.on_the_ground(rock(100.0), 100.0)
    assert share > 100.0
    assert state == "breaks"
    share, state = nuclear.on_the_ground(rock(5000.0), 1e-3)
    assert share < 0.01
    assert state == "stays whole"


def test_many_bursts_add_up() -> None:
    body = rock(500.0, 2000.0)
    few = nuclear.given(body, ship(), 1, YEAR_S, yield_kt=300.0)
    many = nuclear.given(body, ship(), 30, YEAR_S, yield_kt=300.0)
    assert few.state == "stays whole"
    assert many.state == "not known"
