import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.kernels import spiral as k
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

MU = 398600.4418e9
R = st.floats(6.5e6, 4e8)


def test_published_leo_to_geo():
    # edelbaum1961 in poliastro's case: 5.78378 km/s, 7,000 to 42,166 km, 28.5 degrees.
    dv, status = k.edelbaum(MU, 7000e3, 42166e3, math.radians(28.5))
    assert status == OK
    assert dv / 1e3 == pytest.approx(5.78378, abs=1e-5)


@given(R, R, st.floats(0, 1.99))
def test_law_of_cosines_symmetry_and_bounds(r1, r2, di):
    dv, status = k.edelbaum(MU, r1, r2, di)
    v1, v2 = math.sqrt(MU / r1), math.sqrt(MU / r2)
    squared = v1 * v1 + v2 * v2 - 2 * v1 * v2 * math.cos(math.pi / 2 * di)
    assert status == OK
    assert dv**2 == pytest.approx(squared, abs=1e-6)
    assert dv == pytest.approx(k.edelbaum(MU, r2, r1, di)[0], rel=1e-14)
    assert abs(v1 - v2) * (1 - 1e-12) <= dv <= v1 + v2


def test_second_method_integration_of_a_coplanar_spiral():
    # Tangential thrust of 1e-5 of gravity until the circle's radius is reached, in units of r1.
    accel, radius = 1e-5, 1.5

    def pull(_, y):
        d = math.hypot(y[0], y[1])
        speed = math.hypot(y[2], y[3])
        return [
            y[2],
            y[3],
            -y[0] / d**3 + accel * y[2] / speed,
            -y[1] / d**3 + accel * y[3] / speed,
        ]

    def arrived(_, y):  # semi-major axis
        return 1 / (2 / math.hypot(y[0], y[1]) - y[2] ** 2 - y[3] ** 2) - radius

    arrived.terminal = True
    end = solve_ivp(
        pull, (0, 4e4), [1, 0, 0, 1], method="DOP853", rtol=1e-8, atol=1e-8, events=arrived
    )
    dv, status = k.edelbaum(1.0, 1.0, radius, 0.0)
    assert status == OK
    assert end.t_events[0][0] * accel == pytest.approx(dv, rel=1e-4)
    assert k.escape_spiral(1.0, 1.0) == (1.0, OK)


@given(st.floats(100, 1e5), st.floats(0.01, 10))
def test_spiral_mass_and_time_agree_with_thrust(m0, thrust):
    ve = 3000 * 9.80665
    dv, propellant, time, status = k.spiral(MU, 7e6, 4e8, 0.1, m0, thrust, ve)
    assert status == OK
    assert propellant == pytest.approx(thrust * time / ve, rel=1e-12)
    assert -ve * np.log(1 - propellant / m0) == pytest.approx(dv, rel=1e-12)


def test_bad_input():
    assert k.edelbaum(MU, -1.0, 7e6, 0.0)[1] == BAD_INPUT
    assert k.edelbaum(MU, 7e6, 8e6, -0.1)[1] == BAD_INPUT
    assert k.edelbaum(MU, 7e6, 8e6, math.nan)[1] == BAD_INPUT
    assert k.edelbaum(MU, 7e6, 8e6, 2.0)[1] == OUT_OF_DOMAIN
    assert k.escape_spiral(0.0, 1.0)[1] == BAD_INPUT
    assert k.spiral(MU, 7e6, 8e6, 0.0, 0.0, 1.0, 1.0)[3] == BAD_INPUT
    assert k.spiral(MU, 7e6, 8e6, 0.0, 1.0, 0.0, 1.0)[3] == BAD_INPUT
    assert k.spiral(MU, 7e6, 8e6, 3.0, 1.0, 1.0, 1.0)[3] == OUT_OF_DOMAIN
