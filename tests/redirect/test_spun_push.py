"""Pushes from a turning body: means of pulses, turning its axis, stopping it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from tests.redirect.rocks import rock
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import spun_push as sp
from windlass.redirect.rock import Rock


@given(st.floats(0.01, math.pi / 2))
def test_pulses_leave_the_mean_of_their_cosine(half: float) -> None:
    told, _ = quad(math.cos, -half, half)
    made = sp.window(half)
    assert made.mean == pytest.approx(told / (2.0 * math.pi))
    assert made.mean <= sp.window(math.pi / 2).mean + 1e-12


def test_a_half_turn_leaves_one_third() -> None:
    assert sp.window(math.pi / 2).mean == pytest.approx(1.0 / math.pi)


def test_the_axis_turns_as_the_torque_integrated() -> None:
    """A torque that stays across the momentum turns it at torque by momentum."""
    one = rock()
    rate = sp.turn_rate_rad_s(one, 5.0)
    spin = one.spin_n_m_s
    assert spin is not None

    def slope(_t: float, h: list[float]) -> list[float]:
        long = math.hypot(*h)
        return [-5.0 * one.radius_m * h[1] / long, 5.0 * one.radius_m * h[0] / long]

    quarter = 0.5 * math.pi / rate
    flown = solve_ivp(slope, (0.0, quarter), [spin, 0.0], rtol=1e-9, atol=1e-6 * spin)
    assert flown.y[0, -1] == pytest.approx(0.0, abs=1e-4 * spin)
    assert flown.y[1, -1] == pytest.approx(spin, rel=1e-4)


def test_stopping_takes_the_whole_momentum() -> None:
    one = rock()
    assert one.spin_n_m_s == pytest.approx(sp.stop_s(one, 3.0) * 3.0 * one.radius_m)
    assert sp.stop_s(one, 3.0, 2.0 * one.radius_m) == pytest.approx(0.5 * sp.stop_s(one, 3.0))


def test_what_is_not_known_is_not_told() -> None:
    still = rock(period_h=None)
    with pytest.raises(NotSolved, match="not known"):
        sp.stop_s(still, 1.0)
    with pytest.raises(NotSolved, match="not known"):
        sp.turn_rate_rad_s(still, 1.0)
    tumbler = Rock(name="a rock", mass_kg=1e9, radius_m=50.0, spin_period_s=1e4, tumbles=True)
    with pytest.raises(NotSolved, match="tumbles"):
        sp.turn_rate_rad_s(tumbler, 1.0)
    with pytest.raises(InvalidInput, match="half-width"):
        sp.window(2.0)
