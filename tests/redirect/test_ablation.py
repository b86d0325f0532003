"""Ablation: heat that turning ground takes, optics that fade, momentum of the vapour."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from tests.redirect.rocks import rock, ship
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import ablation
from windlass.redirect.ablation import Spot
from windlass.redirect.facts import part

YEAR_S = 365.25 * 86400.0
MATERIAL = "laser-ablation"


def test_vapour_of_forsterite() -> None:
    """At 1800 K it leaves with 520 m/s, 331 along the push: at most 6.3e-5 N/W."""
    assert ablation.gas_m_s() == pytest.approx(331.0, rel=1e-3)
    assert ablation.gas_m_s() * math.pi / 2.0 == pytest.approx(520.0, rel=1e-3)
    assert ablation.most_n_w() == pytest.approx(6.3e-5, rel=5e-3)


def test_ground_takes_heat_as_the_equation_of_heat_says() -> None:
    """A layer heated at its face, by differences in depth, at the time that it stays in a spot."""
    one, spot = rock(100.0), Spot(light_w=1e4, wide_m=0.05)
    moves = 2.0 * math.pi * 100.0 / (4.0 * 3600.0)
    stays = 0.05 / moves
    carries = part(MATERIAL, "conductivity")
    spread = carries / (part(MATERIAL, "density") * part(MATERIAL, "specific-heat"))
    hot, cold = part(MATERIAL, "vapour"), part(MATERIAL, "ground")
    n = 200
    step = 12.0 * math.sqrt(spread * stays) / n

    def slope(_t: float, inner: np.ndarray) -> np.ndarray:
        t = np.concatenate([[hot], inner, [cold]])
        return spread * np.diff(t, 2) / step**2

    flown = solve_ivp(slope, (0.0, stays), np.full(n, cold), method="LSODA", rtol=1e-8)
    inner = flown.y[:, -1]
    face = carries * (3.0 * hot - 4.0 * inner[0] + inner[1]) / (2.0 * step)
    glows = part(MATERIAL, "stefan") * hot**4
    told = 1.0 - (face + glows) / spot.flux_w_m2
    assert ablation.kept(one, spot) == pytest.approx(told, rel=1e-3)
    assert ablation.kept(rock(period_h=None), spot) == pytest.approx(1.0 - glows / spot.flux_w_m2)


@given(st.floats(0.5, 100.0), st.floats(0.5, 100.0))
def test_faster_spin_leaves_less(one: float, two: float) -> None:
    spot = Spot(light_w=2e4, wide_m=0.01)
    fast, slow = (ablation.kept(rock(period_h=p), spot) for p in sorted((one, two)))
    assert fast <= slow


def test_light_fades_as_what_settles_follows_it() -> None:
    """Layers that grow with the light, and light that falls as their exponential: integrated."""
    made = ablation.laser(rock(), ship(), 1, YEAR_S)
    clean = ablation.laser(rock(), ship(), 1, YEAR_S, dims=False)
    first = float(clean.push_m_s2[0])
    assert made.push_m_s2[0] == pytest.approx(first)
    force = first * rock().mass_kg / 0.9
    grows = force / ablation.gas_m_s() / (2.0 * math.pi * 500.0**2) / part(MATERIAL, "density")

    def slope(_t: float, layer: np.ndarray) -> np.ndarray:
        return grows * np.exp(-2.0 * part(MATERIAL, "dims") * layer)

    flown = solve_ivp(slope, (0.0, YEAR_S), [0.0], rtol=1e-10, atol=1e-18, t_eval=made.t_s[1:-1])
    light = np.exp(-2.0 * part(MATERIAL, "dims") * flown.y[0])
    np.testing.assert_allclose(made.push_m_s2[1:-1], first * light, rtol=1e-5)
    # area below 1 / (1 + a t) is a logarithm
    rate = math.log(2.0) / ablation.settles_s(force / ablation.gas_m_s(), 500.0)
    assert made.dv_m_s == pytest.approx(first * math.log1p(rate * YEAR_S) / rate, rel=1e-3)


@given(st.floats(20.0, 600.0), st.floats(2.5, 100.0), st.floats(1e3, 1e6), st.integers(1, 9))
def test_momentum_is_that_of_the_vapour(
    radius: float, hours: float, power: float, count: int
) -> None:
    one = rock(radius, period_h=hours)
    try:
        made = ablation.laser(one, ship(power_w=power), count, YEAR_S)
    except NotSolved:
        return
    lost = -math.log1p(-made.thrown_kg / one.mass_kg)  # the rocket equation
    assert made.dv_m_s == pytest.approx(lost * ablation.gas_m_s(), rel=1e-4)
    assert made.thrown_kg <= 0.3 * one.mass_kg * (1.0 + 1e-9)
    vapour = made.thrown_kg * part(MATERIAL, "heat")
    assert vapour <= made.power_w * made.works_s * part(MATERIAL, "efficiency")


def test_two_newtons_of_twenty_kilowatts() -> None:
    """20 kW of light at 1e-4 N/W on a body that stands still."""
    still = rock(162.5, period_h=None)
    one = replace(ship(duty=1.0), power_w=20e3 / part(MATERIAL, "efficiency"))
    made = ablation.laser(still, one, 1, 15.0 * YEAR_S, coupling_n_w=1e-4, dims=False, wide_m=0.002)
    assert made.push_m_s2[0] * still.mass_kg == pytest.approx(2.0, rel=1e-3)
    assert made.dv_m_s == pytest.approx(2.63e-2, rel=5e-3)
    assert "heat and speed of vapour allow" in " ".join(made.flags)
    assert made.spread == pytest.approx((0.1, 1.0))


def test_mirrors_make_no_smaller_spot_than_the_suns_image() -> None:
    assert pytest.approx(0.0093, rel=2e-3) == ablation.SUN
    near = ablation.solar(rock(), ship(), 1, YEAR_S, away_m=100.0, mirror_m2=5500.0)
    assert near.by_sun
    # farther off the image is wider: at last it is too faint to vaporise
    with pytest.raises(NotSolved, match="does not vaporise"):
        ablation.solar(rock(), ship(), 1, YEAR_S, away_m=400.0, mirror_m2=5500.0)
    with pytest.raises(NotSolved, match="does not all meet"):
        ablation.solar(rock(2.0), ship(), 9, YEAR_S, away_m=400.0, mirror_m2=55e3)
    light = 5500.0 * part("solar-ablation", "sunlight") * part("solar-ablation", "efficiency")
    assert near.power_w == pytest.approx(light)
    force = float(near.push_m_s2[0]) * rock().mass_kg
    assert force <= 0.9 * part(MATERIAL, "coupling") * light


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="push of light"):
        ablation.laser(rock(), ship(), 1, YEAR_S, coupling_n_w=1e-3)
    with pytest.raises(InvalidInput, match="distance of optics"):
        ablation.laser(rock(), ship(), 1, YEAR_S, away_m=0.0)
    with pytest.raises(InvalidInput, match="light on a spot"):
        ablation.laser(rock(), ship(), 1, YEAR_S, wide_m=0.0)
    with pytest.raises(InvalidInput, match="area or distance"):
        ablation.solar(rock(), ship(), 1, YEAR_S, mirror_m2=-1.0)
    with pytest.raises(NotSolved, match="does not vaporise"):
        ablation.laser(rock(600.0, period_h=2.3), ship(power_w=100.0), 1, YEAR_S, wide_m=0.1)
    still = ablation.laser(rock(period_h=None), ship(), 1, YEAR_S)
    assert "stand still" in " ".join(still.flags)


def test_it_ends_where_so_much_of_the_rock_is_vapour() -> None:
    small = rock(0.5)
    made = [
        ablation.laser(small, ship(power_w=4e6), 1, 5.0 * YEAR_S, wide_m=0.4, dims=False, most=most)
        for most in (0.2, 0.4)
    ]
    for one, most in zip(made, (0.2, 0.4), strict=True):
        assert one.thrown_kg == pytest.approx(most * small.mass_kg)
        assert one.works_s < 5.0 * YEAR_S
    assert made[1].works_s == pytest.approx(2.0 * made[0].works_s)
    with pytest.raises(InvalidInput, match="vaporised"):
        ablation.laser(small, ship(), 1, YEAR_S, most=1.0)
