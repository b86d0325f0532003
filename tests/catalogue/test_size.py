"""Size: published diameters and shares; monotone in magnitude and albedo."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.catalogue import size

H = st.floats(9.0, 34.0)
ALBEDO = st.floats(0.01, 0.9)


def diameter(h: float, albedo: float) -> float:
    return size.diameter_m(size.white_diameter_m(h, 1329e3), albedo)


def test_seven_metre_sphere() -> None:
    # brophy2012: 7 m at 2.8 g/cm³ is 502,864 kg.
    assert round(size.sphere_mass_kg(7.0, 2800.0)) == 502_864


def test_dark_140_m_body() -> None:
    # wright2016: 140 m at the very dark peak (albedo 0.03) has H 23.7.
    assert diameter(23.7, 0.030) == pytest.approx(140.0, rel=0.005)


def test_sg344_range_of_nhats() -> None:
    # Published sizes of 2000 SG344 (H 24.7): 20 m at albedo 0.60, 89 m at albedo 0.03.
    assert diameter(24.7, 0.60) == pytest.approx(20.0, rel=0.02)
    assert diameter(24.7, 0.03) == pytest.approx(89.0, rel=0.02)


@given(h=H, more=st.floats(0.01, 5.0), albedo=ALBEDO)
def test_fainter_is_smaller(h: float, more: float, albedo: float) -> None:
    assert diameter(h + more, albedo) < diameter(h, albedo)


@given(h=H, albedo=ALBEDO, factor=st.floats(1.01, 1.6))
def test_brighter_surface_is_smaller(h: float, albedo: float, factor: float) -> None:
    small, large = diameter(h, albedo * factor), diameter(h, albedo)
    assert large / small == pytest.approx(math.sqrt(factor), rel=1e-12)


@given(h=H, albedo=ALBEDO)
def test_five_magnitudes_are_a_factor_of_ten(h: float, albedo: float) -> None:
    assert diameter(h, albedo) / diameter(h + 5.0, albedo) == pytest.approx(10.0, rel=1e-12)


@pytest.mark.parametrize("albedo", [0.0, -0.1, 1.6, math.nan])
def test_refuses_albedos(albedo: float) -> None:
    with pytest.raises(InvalidInput, match="albedo"):
        size.diameter_m(100.0, albedo)


@pytest.mark.parametrize("wrong", [0.0, -1.0, math.nan])
def test_refuses_spheres(wrong: float) -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        size.sphere_mass_kg(wrong, 2800.0)
    with pytest.raises(InvalidInput, match="above 0"):
        size.sphere_mass_kg(7.0, wrong)


def test_more_than_a_tenth_are_very_dark() -> None:
    # wright2016: more than 10 % of near-Earth asteroids are darker than 0.03.
    assert 0.10 < size.population_share_below(0.03) < 0.12


@given(share=st.floats(0.001, 0.999))
def test_albedo_of_a_share_gives_the_share_back(share: float) -> None:
    assert size.population_share_below(size.population_albedo(share)) == pytest.approx(
        share, abs=1e-9
    )


def test_population_against_random_draws() -> None:
    rng = np.random.default_rng(1)
    n = 200_000
    dark = rng.random(n) < 0.253
    drawn = np.where(dark, rng.rayleigh(0.030, n), rng.rayleigh(0.168, n))
    for share in (0.05, 0.5, 0.95):
        assert size.population_albedo(share) == pytest.approx(np.quantile(drawn, share), rel=0.01)


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, math.nan])
def test_refuses_shares(share: float) -> None:
    with pytest.raises(OutOfDomain):
        size.population_albedo(share)
