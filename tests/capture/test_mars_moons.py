"""Phobos and Deimos avoided: points of both orbits as judge, apsides that turn, the choice."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.constants import R_MARS_M
from windlass.base.errors import InvalidInput
from windlass.capture import mars_moons as mm

LOW, HIGH = R_MARS_M + 500e3, R_MARS_M + 80_000e3


def orbit(low: float, high: float, inc: float, w: float, node: float, nu: np.ndarray) -> np.ndarray:
    """Points (n, 3) of an ellipse at true anomalies."""
    e, p = (high - low) / (high + low), 2.0 * low * high / (low + high)
    r, u = p / (1.0 + e * np.cos(nu)), nu + w
    x, y = r * np.cos(u), r * np.sin(u)
    co, so, ci, si = math.cos(node), math.sin(node), math.cos(inc), math.sin(inc)
    return np.stack([co * x - so * y * ci, so * x + co * y * ci, y * si], axis=1)


def test_the_moons_and_how_far_to_stay_away() -> None:
    phobos, deimos = mm.moons()
    # Phobos 9,376 km and Deimos 23,458 km from the centre; Hill radii 16 and 21 km
    assert phobos.low_m < 9.376e6 < phobos.high_m
    assert deimos.low_m < 23.458e6 < deimos.high_m
    assert mm.moon("phobos", 0.0).keep_out_m == pytest.approx(16.3e3, rel=0.03)
    assert mm.moon("deimos", 0.0).keep_out_m == pytest.approx(21.3e3, rel=0.03)
    assert math.degrees(deimos.reach_rad) == pytest.approx(1.788 + 0.889)
    assert phobos.keep_out_m == pytest.approx(100e3 + 16.3e3, rel=0.01)
    with pytest.raises(InvalidInput, match="no such moon"):
        mm.moon("luna")
    with pytest.raises(InvalidInput, match="margin"):
        mm.moon("phobos", -1.0)


@settings(max_examples=25, deadline=None)
@given(
    low=st.floats(3.7e6, 3e7), more=st.floats(0.0, 8e7), inc=st.floats(0.0, math.pi),
    w=st.floats(0.0, 6.28), seed=st.integers(0, 1_000),
)  # fmt: skip
def test_no_place_of_a_moon_is_nearer_than_told(
    low: float, more: float, inc: float, w: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    nu = np.linspace(0.0, math.tau, 721)
    mine = orbit(low, low + more, inc, w, 0.3, nu)
    for one in mm.moons():
        told = mm.distance_m(one, low, low + more, inc, w)
        assert told >= mm.always_m(one, low, low + more, inc) - 1.0
        for _ in range(3):
            its = orbit(one.low_m, one.high_m, rng.uniform(0.0, one.reach_rad),
                        *rng.uniform(0.0, math.tau, 2), nu)  # fmt: skip
            gap = np.linalg.norm(mine[:, None] - its[None], axis=2).min()
            assert gap >= told - mm.TOLERANCE_M - 1.0


@settings(deadline=None)
@given(low=st.floats(3.7e6, 3e7), more=st.floats(0.0, 8e7), w=st.floats(0.0, 6.28))
def test_nodes_run_through_every_radius(low: float, more: float, w: float) -> None:
    up, down = mm.node_radii(low, low + more, w)
    for r in (up, down):
        assert low * (1 - 1e-12) <= r <= (low + more) * (1 + 1e-12)
    assert mm.node_radii(low, low + more, 0.0) == pytest.approx((low, low + more))
    # parameter: the harmonic mean of both
    assert 2.0 / (1.0 / up + 1.0 / down) == pytest.approx(
        2.0 * low * (low + more) / (2 * low + more)
    )


def test_clear_now_and_not_always() -> None:
    phobos, deimos = mm.passages(LOW, HIGH, math.radians(63.43), 0.5 * math.pi)
    # both nodes at the parameter, 7,445 km: inside Phobos
    assert phobos.clear_now
    assert deimos.clear_now
    assert not phobos.clear_always
    assert phobos.distance_m is not None
    assert phobos.turn_rad is not None
    assert phobos.turn_s is not None
    assert 0.0 < phobos.distance_m < phobos.moon.low_m - 7.4e6
    inc, turn = math.radians(63.43), phobos.turn_rad

    def turned(by: float) -> float:
        ways = (mm.distance_m(phobos.moon, LOW, HIGH, inc, 0.5 * math.pi + k * by) for k in (-1, 1))
        return min(ways)

    assert turned(0.98 * turn) > phobos.moon.keep_out_m - mm.TOLERANCE_M
    assert turned(1.02 * turn) < phobos.moon.keep_out_m + mm.TOLERANCE_M
    assert phobos.turn_s > 0.0


def test_crossing_and_unknown() -> None:
    phobos, deimos = mm.passages(LOW, HIGH, 0.0, 1.0)
    assert phobos.distance_m == deimos.distance_m == 0.0
    assert phobos.turn_rad == 0.0
    assert not phobos.clear_now
    unknown = mm.passages(LOW, HIGH, 1.0)
    assert all(one.distance_m is one.clear_now is one.turn_s is None for one in unknown)
    assert not any(one.clear_always for one in unknown)


@pytest.mark.parametrize(("low", "high"), [(24e6, 84e6), (9.8e6, 23.2e6), (3.7e6, 9.0e6)])
def test_shells_between_the_moons_are_always_clear(low: float, high: float) -> None:
    for one in mm.passages(low, high, 0.1, 2.0):
        assert one.clear_always
        assert one.turn_rad == math.inf
        assert one.turn_s == math.inf


def test_the_choice() -> None:
    made = mm.choose([LOW, 24e6], [HIGH], [0.0, math.radians(63.43)])
    assert [one.always for one in made] == [True, True, False]
    assert made[0].argument_rad is None
    held = made[-1]
    assert held.argument_rad is not None
    assert (held.periapsis_m, held.apoapsis_m) == (LOW, HIGH)
    told = mm.passages(LOW, HIGH, held.inclination_rad, held.argument_rad)
    assert all(one.clear_now for one in told)
    assert held.room_m == pytest.approx(
        min((one.distance_m or 0.0) - one.moon.keep_out_m for one in told), abs=1.0
    )
    # in the equator a long ellipse always crosses both
    assert mm.choose([LOW], [HIGH], [0.0]) == ()
    assert mm.choose([24e6], [20e6], [0.5]) == ()
    with pytest.raises(InvalidInput):
        mm.always_m(mm.moon("phobos"), 5e6, 4e6, 0.0)
