"""Shepherds: momentum of all three bodies, the published sizes, the best distance."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad

from tests.redirect.rocks import rock, rocks
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import ion_beam as ib
from windlass.redirect.rock import Rock

YEAR_S = 365.25 * 86400.0
SHIP = ib.Shepherd(
    mass_kg=5_000.0, propellant_kg=1_500.0, power_w=50e3, isp_s=3000.0, efficiency=0.6,
    spread_rad=math.radians(10.0),
)  # fmt: skip


@given(rocks, st.floats(2.0, 30.0), st.floats(0.5, 1.0))
def test_forces_balance(one: Rock, far: float, lands: float) -> None:
    """Ship and asteroid move as one: both jets and what the beam leaves behind are all there is."""
    ship = replace(SHIP, lands=lands)
    try:
        beam, holds = ib.jets_n(one, ship, ship.mass_kg, far * one.reach_m)
    except NotSolved:
        assume(False)
    landed = lands * ib.share(one, ship.spread_rad, far * one.reach_m) * beam
    pull = one.gm * ship.mass_kg / (far * one.reach_m) ** 2
    assert beam + holds == pytest.approx(2.0 * 0.6 * 50e3 / ship.exhaust_m_s)
    a_rock, a_ship = (landed - pull) / one.mass_kg, (holds + pull - beam) / ship.mass_kg
    assert a_ship == pytest.approx(a_rock, rel=1e-6, abs=1e-12 * beam / ship.mass_kg + 1e-15)


@given(st.floats(1.05, 40.0), st.floats(2.0, 40.0))
def test_the_share_is_that_of_the_plume_integrated(far: float, spread: float) -> None:
    one, phi = rock(), math.radians(spread)

    def density(tan: float) -> float:
        return (
            2.0
            * ib.EDGE
            * tan
            / math.tan(phi) ** 2
            * math.exp(-ib.EDGE * (tan / math.tan(phi)) ** 2)
        )

    seen = math.tan(math.asin(1.0 / far))
    peak = math.tan(phi)
    told, _ = quad(density, 0.0, seen, points=[min(peak, seen)], limit=200)
    assert ib.share(one, phi, far * one.radius_m) == pytest.approx(told, rel=1e-6, abs=1e-9)
    at_edge = one.radius_m / math.sin(phi)  # the asteroid fills the beam's half-angle
    assert ib.share(one, phi, at_edge) == pytest.approx(0.95)


def test_the_published_comparison() -> None:
    """Lu and Love's 1.9 mm/s in a year to 200 m: half a newton, and far less ship than 20 t."""
    one = rock()
    force = one.mass_kg * 1.9e-3 / YEAR_S
    assert force == pytest.approx(0.504, rel=0.01)
    speed = ib.exhaust_of_least_mass_m_s(YEAR_S, 0.7, 1e3 / 10.0)
    plant = 2.0 * force * speed / (2.0 * 0.7) / 100.0
    fuel = 2.0 * force * YEAR_S / speed
    assert plant == pytest.approx(fuel, rel=1e-9)  # at the optimum both weigh the same
    assert plant + fuel < 1_000.0


@given(st.floats(0.2, 0.9), st.floats(10.0, 500.0), st.floats(1e6, 1e9))
def test_no_other_exhaust_speed_weighs_less(eta: float, per_kg: float, asked: float) -> None:
    def weight(speed: float) -> float:
        return speed / (2.0 * eta * per_kg) + asked / speed

    best = ib.exhaust_of_least_mass_m_s(asked, eta, per_kg)
    assert weight(best) <= min(weight(0.9 * best), weight(1.1 * best))


def test_it_ends_with_its_propellant_and_gains_with_time() -> None:
    one = rock()
    far = 3.0 * one.radius_m
    short, long = (ib.push(one, SHIP, years * YEAR_S, far) for years in (0.5, 50.0))
    assert short.full_s == 0.5 * YEAR_S
    assert long.full_s < 50.0 * YEAR_S
    assert long.spent_kg == pytest.approx(SHIP.propellant_kg)
    assert 0.0 < short.dv_m_s < long.dv_m_s
    # nearly all of half of the propellant's momentum
    most = 0.5 * SHIP.propellant_kg * SHIP.exhaust_m_s / one.mass_kg
    assert 0.8 * most < ib.best(one, SHIP, 50.0 * YEAR_S).dv_m_s < 1.01 * most


def test_the_best_distance_is_no_worse_than_any() -> None:
    for radius in (20.0, 100.0, 300.0):
        one = rock(radius)
        found = ib.best(one, SHIP, YEAR_S)
        for far in np.geomspace(SHIP.clear, 20.0, 15):
            try:
                other = ib.push(one, SHIP, YEAR_S, float(far) * one.reach_m).dv_m_s
            except NotSolved:
                continue
            assert other <= found.dv_m_s * (1.0 + 1e-9)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotSolved, match="falls to"):
        ib.push(rock(600.0, 5000.0), replace(SHIP, power_w=100.0), YEAR_S, 1300.0)
    with pytest.raises(NotSolved, match="falls to"):
        ib.best(rock(600.0, 5000.0), replace(SHIP, power_w=0.1), YEAR_S)
    with pytest.raises(InvalidInput, match="efficiency"):
        replace(SHIP, efficiency=1.2)
    with pytest.raises(InvalidInput, match="longest half-axis"):
        ib.share(rock(), 0.2, 90.0)
