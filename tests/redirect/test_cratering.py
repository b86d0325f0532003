"""Craters: constants give the laws they stand for, beta its closed form; what cannot be."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc, gamma

from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.redirect import cratering as cr

KEYS = tuple(table("cratering"))
STRONG = tuple(key for key in KEYS if cr.ground(key).shots == "strength")
DART = cr.Impactor(mass_kg=579.4, density_kg_m3=1000.0, speed_m_s=6144.9)


@pytest.mark.parametrize("key", KEYS)
def test_doubling_what_hits(key: str) -> None:
    """Sizes follow coupling: crater volume as mass, at a speed's power of the material."""
    soil, g = cr.ground(key), 1e-4
    wide = cr.crater_m(soil, DART, g)
    heavy = cr.crater_m(soil, replace(DART, mass_kg=8.0 * DART.mass_kg), g)
    fast = cr.crater_m(soil, replace(DART, speed_m_s=2.0 * DART.speed_m_s), g)
    if soil.shots == "strength":
        assert heavy == pytest.approx(2.0 * wide)
        assert fast == pytest.approx(2.0**soil.mu * wide)
    else:
        assert heavy == pytest.approx(2.0 ** (1.0 - soil.mu / (2.0 + soil.mu)) * wide)
        assert fast == pytest.approx(2.0 ** (2.0 * soil.mu / (2.0 + soil.mu)) * wide)


@pytest.mark.parametrize("key", STRONG)
@given(u=st.floats(2e3, 2e4), strength=st.floats(1e2, 1e6), rho=st.floats(500.0, 8000.0))
def test_beta_has_its_closed_form_where_nothing_falls_back(
    key: str, u: float, strength: float, rho: float
) -> None:
    """Without escape the integral is an incomplete beta function."""
    soil = cr.ground(key, strength_pa=strength)
    hit = cr.Impactor(mass_kg=500.0, density_kg_m3=rho, speed_m_s=u)
    edge = soil.n2 * cr.crater_m(soil, hit, 0.0) / hit.radius_m
    ratio = soil.density_kg_m3 / rho
    found = cr.beta(soil, hit, 0.0, 0.0)
    if edge <= cr.INNER:
        assert found == 1.0
        return
    a, b, low = 3.0 - 1.0 / soil.mu, 1.0 + soil.p, cr.INNER / edge
    # B(a, b; low..1), by the recurrence in a, since a may be next to 0
    whole = gamma(a + 1.0) * gamma(b) / gamma(a + 1.0 + b) * (1.0 - betainc(a + 1.0, b, low))
    part = ((a + b) * whole - low**a * (1.0 - low) ** b) / a
    told = (
        9.0 * soil.k * soil.c1 / (4.0 * math.pi * math.sqrt(2.0)) * ratio ** (1.0 - cr.NU / soil.mu)
    )
    assert found - 1.0 == pytest.approx(told * edge**a * part, rel=1e-5, abs=1e-9)


@given(st.sampled_from(KEYS), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_what_falls_back_gives_nothing(key: str, one: float, two: float) -> None:
    soil = cr.ground(key)
    slow, fast = sorted((one, two))
    most, less = (cr.beta(soil, DART, 5e-5, v) for v in (slow, fast))
    assert most >= less * (1.0 - 1e-6) >= 1.0 - 1e-6


def test_faster_and_into_weaker_ground_gives_more() -> None:
    soil = cr.ground("sand-fly-ash")
    by_speed = [cr.beta(soil, replace(DART, speed_m_s=u), 0.0, 0.0) for u in (2e3, 6e3, 2e4)]
    by_strength = [
        cr.beta(cr.ground("sand-fly-ash", strength_pa=y), DART, 0.0, 0.0) for y in (1e5, 1e3, 1e1)
    ]
    assert by_speed == sorted(by_speed)
    assert by_strength == sorted(by_strength)
    assert by_strength[-1] > 1.5


def test_mass_thrown_is_what_was_in_the_crater_at_most() -> None:
    for key in KEYS:
        soil = cr.ground(key)
        wide = soil.n2 * cr.crater_m(soil, DART, 5e-5)
        ball = 2.0 / 3.0 * math.pi * wide**3 * soil.density_kg_m3
        assert 0.0 < cr.thrown_kg(soil, DART, 5e-5) < ball


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="unknown entry"):
        cr.ground("cheese")
    with pytest.raises(InvalidInput, match="ended by gravity alone"):
        cr.ground("sand", strength_pa=100.0)
    with pytest.raises(InvalidInput, match="ended by strength"):
        cr.crater_m(cr.ground("rock", strength_pa=0.0), DART, 1.0)
    with pytest.raises(InvalidInput, match="gravity at a crater"):
        cr.crater_m(cr.ground("sand"), DART, 0.0)
    with pytest.raises(InvalidInput, match="speed_m_s"):
        replace(DART, speed_m_s=-1.0)
