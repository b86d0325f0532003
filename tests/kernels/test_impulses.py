import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.kernels import impulses as k
from windlass.kernels.kepler import propagate
from windlass.kernels.lambert import lambert
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

MU = 398600.4418e9
R = st.floats(6.5e6, 4e8)
SPEED = st.floats(0, 2e4)


PARKING = [(1.507, 3.246), (0.153, 3.183), (6.211, 3.459), (2.985, 3.313), (5.528, 3.428)]


@pytest.mark.parametrize(("c3", "printed"), PARKING)
def test_published_parking_burns(c3, printed):
    dv, status = k.parking_burn(MU, 6778137.0, c3 * 1e6)
    assert status == OK
    assert dv / 1e3 == pytest.approx(printed, abs=6e-4)


def test_published_gto_to_geo():
    # IM2: one impulse at apogee that raises the perigee and takes out the inclination.
    mu = 398600e9
    r0, v0 = np.array([6721956.52173912, 0, 0]), np.array([0, 10038.4360619658, 1232.56496402036])
    a = 1 / (2 / np.linalg.norm(r0) - v0 @ v0 / mu)
    r, v, status = propagate(mu, r0, v0, math.pi * math.sqrt(a**3 / mu))
    assert status == OK
    target = np.array([0, -3074.62812005026, 0])
    assert r == pytest.approx([-42165e3, 0, 0], abs=0.1)
    assert k.impulse(v, target) / 1e3 == pytest.approx(1.4873346, abs=1e-7)
    turn = math.acos(v @ target / np.linalg.norm(v) / np.linalg.norm(target))
    dv, status = k.turn_burn(np.linalg.norm(v), np.linalg.norm(target), turn)
    assert status == OK
    assert dv / 1e3 == pytest.approx(1.4873346, abs=1e-7)


def test_published_hohmann():
    # vallado2013, example 6-1: 191.34411 km to 35781.34857 km of altitude.
    dv1, dv2, tof, status = k.hohmann(MU, 6569481.13, 42159485.6, 0.0)
    assert status == OK
    assert (dv1 + dv2) / 1e3 == pytest.approx(3.935224, abs=1e-5)
    assert tof / 3600 == pytest.approx(5.256713, abs=1e-5)


@given(R, R)
def test_hohmann_is_the_lambert_arc_of_180_degrees(r1, r2):
    if abs(r1 - r2) < 1e3:
        return
    dv1, dv2, tof, _ = k.hohmann(MU, r1, r2, 0.0)
    v1, v2, status = lambert(
        MU, np.array([r1, 0, 0]), np.array([-r2, 0, 0]), tof, np.array([0, 0, 1.0])
    )
    assert status == OK
    assert dv1 == pytest.approx(abs(np.linalg.norm(v1) - math.sqrt(MU / r1)), abs=1e-5)
    assert dv2 == pytest.approx(abs(np.linalg.norm(v2) - math.sqrt(MU / r2)), abs=1e-5)


@given(st.floats(7e6, 4e8), st.floats(0, math.pi))
def test_hohmann_turns_at_the_higher_end(r2, turn):
    flat = k.hohmann(MU, 6.5e6, r2, 0.0)
    turned = k.hohmann(MU, 6.5e6, r2, turn)
    back = k.hohmann(MU, r2, 6.5e6, turn)
    assert turned[0] == flat[0]
    assert turned[1] >= flat[1] * (1 - 1e-12)
    assert back[:2] == pytest.approx((turned[1], turned[0]), rel=1e-9, abs=1e-6)


@given(R, st.floats(1, 1e4), SPEED)
def test_capture_is_the_difference_of_two_periapsis_speeds(r_p, ratio, vinf):
    dv, status = k.capture_burn(MU, r_p, ratio * r_p, vinf)
    a = r_p * (1 + ratio) / 2
    second = math.sqrt(vinf**2 + 2 * MU / r_p) - math.sqrt(MU * (2 / r_p - 1 / a))
    assert status == OK
    assert dv == pytest.approx(second, abs=1e-8)
    assert dv > 0


@given(R, SPEED)
def test_parking_burn_and_entry_conserve_energy(r, vinf):
    dv, status = k.parking_burn(MU, r, vinf**2)
    assert status == OK
    v, status = k.entry_speed(MU, r, vinf)
    assert status == OK
    assert dv + math.sqrt(MU / r) == pytest.approx(v, rel=1e-14)
    assert v**2 / 2 - MU / r == pytest.approx(vinf**2 / 2, abs=1e-7 * v)
    assert k.capture_burn(MU, r, r, vinf)[0] == pytest.approx(dv, abs=1e-8)


@given(SPEED, st.floats(11.2e3, 15e3))
def test_braking_leaves_the_entry_speed_allowed(vinf, v_max):
    r = 6503137.0
    dv, allowed, status = k.braking(MU, r, vinf, v_max)
    assert status == OK
    assert k.entry_speed(MU, r, vinf - dv)[0] <= v_max * (1 + 1e-12)
    assert dv == max(0.0, vinf - allowed)


@given(SPEED, SPEED, st.floats(-math.pi, math.pi))
def test_turn_is_the_difference_of_two_vectors(v1, v2, angle):
    dv, status = k.turn_burn(v1, v2, angle)
    second = k.impulse(
        np.array([v1, 0, 0]), np.array([v2 * math.cos(angle), v2 * math.sin(angle), 0])
    )
    assert status == OK
    assert dv == pytest.approx(second, abs=1e-8)


def test_capture_into_an_open_orbit_costs_nothing_at_rest():
    assert k.capture_burn(MU, 7e6, math.inf, 0.0) == (0.0, OK)


def test_bad_input():
    assert k.braking(MU, 7e6, 1.0, 1e3)[2] == OUT_OF_DOMAIN
    nan = math.nan
    for got in (
        k.parking_burn(MU, -1.0, 1.0), k.parking_burn(MU, 7e6, -1.0),
        k.parking_burn(nan, 7e6, 1.0),
        k.entry_speed(MU, 0.0, 1.0), k.entry_speed(MU, 7e6, nan),
        k.braking(MU, 0.0, 1.0, 1e3), k.capture_burn(MU, 7e6, 6e6, 1.0),
        k.capture_burn(MU, 7e6, 8e6, -1.0), k.turn_burn(-1.0, 1.0, 0.0), k.turn_burn(1.0, 1.0, nan),
        k.hohmann(MU, 7e6, 8e6, -0.1), k.hohmann(MU, 0.0, 8e6, 0.1),
        k.periapsis_speed(0.0, 1.0, 2.0),
    ):  # fmt: skip
        assert got[-1] == BAD_INPUT
        assert all(math.isnan(x) for x in got[:-1])
