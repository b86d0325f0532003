"""Tractors: the published rate and thrust, momentum kept, integrated, never nearer than is safe."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from tests.redirect.rocks import rock, rocks
from windlass.base.constants import G0, G
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import gravity_tractor as gt
from windlass.redirect.rock import Rock

YEAR_S = 365.25 * 86400.0
SHIP = gt.Tractor(
    mass_kg=20_000.0, propellant_kg=4_000.0, thrust_n=20.0, isp_s=3000.0,
    plume_rad=math.radians(20.0),
)  # fmt: skip


def test_the_published_tractor() -> None:
    """Lu and Love 2005: 20 t at 1.5 radii of 100 m; about 1 N; 4.2e-3 m/s a year at 100 m."""
    one = gt.tow(rock(), SHIP, 1.0, 150.0)
    assert one.pull_m_s2[0] * YEAR_S == pytest.approx(1.872e-3, rel=1e-3)
    assert one.thrust_n == pytest.approx(1.05, rel=0.01)
    assert pytest.approx(4.2e-3, rel=0.005) == G * 2e4 / 100.0**2 * YEAR_S


@given(rocks, st.floats(1.6, 10.0), st.floats(0.0, 0.6), st.floats(1e5, 1e9))
def test_momentum_is_what_the_jets_give(
    one: Rock, far: float, plume: float, asked_s: float
) -> None:
    ship = replace(SHIP, plume_rad=plume, thrust_n=1e9)
    made = gt.tow(one, ship, asked_s, far * one.reach_m)
    given_ = ship.isp_s * G0 * math.cos(made.cant_rad) * made.spent_kg
    assert one.mass_kg * made.dv_m_s == pytest.approx(given_, rel=1e-9)
    assert made.spent_kg <= ship.propellant_kg * (1.0 + 1e-12)
    assert made.full_s <= asked_s
    assert np.all(np.diff(made.pull_m_s2) <= 0.0)
    assert one.mass_kg * made.pull_m_s2[0] == pytest.approx(
        made.thrust_n * math.cos(made.cant_rad), rel=1e-9
    )


def test_a_second_method_integrates_the_same() -> None:
    one = rock(150.0)
    made = gt.tow(one, SHIP, 3.0 * YEAR_S, 260.0)

    def slope(_t: float, y: np.ndarray) -> list[float]:
        thrust = gt.hover_n(one, float(y[1]), SHIP.plume_rad, 260.0)
        return [G * float(y[1]) / 260.0**2, -thrust / (SHIP.isp_s * G0)]

    flown = solve_ivp(slope, (0.0, made.full_s), [0.0, SHIP.pulls_kg], rtol=1e-10, atol=1e-12)
    assert made.dv_m_s == pytest.approx(float(flown.y[0, -1]), rel=1e-7)
    assert made.spent_kg == pytest.approx(SHIP.pulls_kg - float(flown.y[1, -1]), rel=1e-6)


@given(rocks, st.floats(0.1, 20.0))
def test_the_best_is_no_worse_than_any_distance(one: Rock, years: float) -> None:
    try:
        found = gt.best(one, SHIP, years * YEAR_S)
    except NotSolved:
        assume(False)
    least = gt.nearest_m(one, SHIP)
    assert found.distance_m >= least * (1.0 - 1e-9)
    assert found.thrust_n <= SHIP.thrust_n * (1.0 + 1e-9)
    for far in np.geomspace(least, 5.0 * least, 9):
        assert gt.tow(one, SHIP, years * YEAR_S, float(far)).dv_m_s <= found.dv_m_s * (1.0 + 1e-6)


def test_a_boulder_pulls_until_thrust_is_too_little() -> None:
    """Twice the mass, half the time, twice the thrust; held too much, it must stay farther off."""
    one, fast = rock(200.0), replace(SHIP, thrust_n=1e3)
    bare, laden = (gt.tow(one, replace(fast, held_kg=m), 1e6, 330.0) for m in (0.0, 20_000.0))
    assert laden.pull_m_s2[0] == pytest.approx(2.0 * bare.pull_m_s2[0])
    assert laden.thrust_n == pytest.approx(2.0 * bare.thrust_n)
    weak = replace(SHIP, thrust_n=10.0)
    near = [gt.nearest_m(one, replace(weak, held_kg=m)) for m in (0.0, 1e5, 1e6)]
    assert near[0] < near[1] < near[2]
    # its thrust is the most that the asteroid is ever pulled with
    heavy = gt.best(one, replace(weak, held_kg=1e6), YEAR_S)
    assert one.mass_kg * heavy.pull_m_s2[0] < 10.0


def test_what_cannot_hover_is_refused() -> None:
    with pytest.raises(NotSolved, match="no longer away"):
        gt.hover_n(rock(), 1e4, math.radians(20.0), 103.0)
    with pytest.raises(InvalidInput, match="longest half-axis"):
        gt.hover_n(rock(), 1e4, 0.0, 99.0)
    with pytest.raises(NotSolved, match="does not keep it from falling"):
        gt.nearest_m(rock(500.0, 5000.0), replace(SHIP, thrust_n=1e-3))
    with pytest.raises(NotSolved, match="too little for its distance"):
        gt.tow(rock(200.0), replace(SHIP, thrust_n=0.1), YEAR_S, 320.0)
    with pytest.raises(InvalidInput, match="propellant"):
        replace(SHIP, propellant_kg=20_000.0)
    with pytest.raises(InvalidInput, match="tows"):
        gt.tow(rock(), SHIP, math.inf, 200.0)


def test_where_it_hovers_steadily() -> None:
    """At that distance an orbit takes as long as a turn of the body (Kepler)."""
    one = rock(period_h=6.0)
    far = gt.steady_from_m(one)
    assert far is not None
    assert 2.0 * math.pi * math.sqrt(far**3 / one.gm) == pytest.approx(6.0 * 3600.0)
    assert gt.steady_from_m(rock(period_h=None)) is None
