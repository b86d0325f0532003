"""Constant-thrust burns: against an integration in free space, and the limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.kernels.mass_chain import burn_on_leg
from windlass.transfers.finite_burn import least_thrust, thrust_burn


def shift(dv: float, tof: float, accel: float, burn: float) -> float:
    """Distance gained by a burn at the start of a leg, by plain summation of small steps."""
    n = 40_000
    h = tof / n
    t = (np.arange(n) + 0.5) * h
    speed = accel * np.minimum(t, burn)
    return float(np.sum(speed) * h) - dv * tof


@given(dv=st.floats(1.0, 300.0), days=st.floats(50.0, 2_500.0), spare=st.floats(1.05, 50.0))
def test_a_long_burn_shifts_as_far_as_the_impulse(dv: float, days: float, spare: float) -> None:
    tof, mass, ve = days * 86_400.0, 5e5, 1e9  # no mass flow: acceleration is constant
    thrust = spare * least_thrust(mass, dv, tof)
    start, flown, burn = (float(x) for x in thrust_burn(mass, dv, tof, thrust, ve))
    assert start == pytest.approx(mass, rel=1e-3)
    assert abs(shift(dv, tof, thrust / start, burn)) < 1e-4 * dv * tof
    assert flown == pytest.approx(thrust / start * burn, rel=1e-9)
    assert dv <= flown <= 2.0 * dv


def test_the_whole_leg_thrusted_costs_twice_the_impulse() -> None:
    tof, mass, dv = 1e8, 1e6, 100.0
    thrust = least_thrust(mass, dv, tof) * (1 + 1e-8)
    _, flown, burn = (float(x) for x in thrust_burn(mass, dv, tof, thrust, 1e12))
    assert flown == pytest.approx(2 * dv, rel=2e-4)
    assert burn == pytest.approx(tof, rel=2e-4)


def test_rows_that_cannot_fly_are_inf_and_leave_the_others_alone() -> None:
    dv = np.array([10.0, 1e4, np.nan, 0.0])
    start, flown, burn = thrust_burn(1e6, dv, 1e8, 1.5, 29_420.0)
    assert np.isfinite(start[[0, 3]]).all()
    assert flown[3] == burn[3] == 0.0
    assert start[3] == 1e6
    assert np.isinf(start[[1, 2]]).all()
    alone = thrust_burn(1e6, 10.0, 1e8, 1.5, 29_420.0)
    assert start[0] == alone[0]


def test_thrust_must_be_positive() -> None:
    with pytest.raises(InvalidInput, match="thrust"):
        thrust_burn(1.0, 1.0, 1.0, 0.0, 1.0)


@given(
    mass=st.floats(1e3, 1e9),
    dv=st.one_of(st.just(0.0), st.floats(1e-3, 2e4)),
    days=st.floats(1.0, 5_000.0),
    thrust=st.floats(1e-3, 1e4),
    ve=st.floats(2e3, 1e5),
)
def test_one_burn_is_the_same_as_in_an_array(
    mass: float, dv: float, days: float, thrust: float, ve: float
) -> None:
    tof = days * 86_400.0
    one = burn_on_leg(mass, dv, tof, thrust, ve, 1e-13)
    many = tuple(float(x) for x in thrust_burn(mass, dv, tof, thrust, ve))
    assert one == pytest.approx(many, rel=1e-11)


@given(spare=st.floats(0.5, 3.0), dv=st.floats(1.0, 5e3), ve=st.floats(3e3, 1e5))
def test_one_burn_is_the_same_near_the_least_thrust(spare: float, dv: float, ve: float) -> None:
    tof, mass = 2e7, 1e6
    thrust = spare * least_thrust(mass * math.exp(dv / ve), dv, tof)
    one = burn_on_leg(mass, dv, tof, thrust, ve, 1e-13)
    many = tuple(float(x) for x in thrust_burn(mass, dv, tof, thrust, ve))
    assert one == pytest.approx(many, rel=1e-9)


@pytest.mark.parametrize("dv", [math.nan, -1.0, 1e6])
def test_one_burn_that_cannot_be_flown_is_inf(dv: float) -> None:
    assert burn_on_leg(1e6, dv, 1e8, 1.5, 29_420.0, 1e-13) == (math.inf,) * 3
