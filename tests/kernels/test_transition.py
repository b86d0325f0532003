import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.kernels.status import BAD_INPUT, OK
from windlass.kernels.transition import transition

R0 = np.array([0.8, 0.6, 0.0])
V0 = np.array([-0.48, 0.64, 0.6])


@pytest.mark.parametrize("speed", [0.7, 1.0, 1.2, math.sqrt(2), 2.0])
@pytest.mark.parametrize("dt", [-5.0, 0.2, 20.0])
def test_second_method_variational_equations(speed, dt):
    def pull(_, y):
        r, phi = y[:3], y[6:].reshape(6, 6)
        d = np.linalg.norm(r)
        slope = 3 * np.outer(r, r) / d**5 - np.eye(3) / d**3
        return np.concatenate([y[3:6], -r / d**3, phi[3:].ravel(), (slope @ phi[:3]).ravel()])

    start = np.concatenate([R0, speed * V0, np.eye(6).ravel()])
    end = solve_ivp(pull, (0, dt), start, method="DOP853", rtol=1e-13, atol=1e-13).y[:, -1]
    r, v, phi, status = transition(1.0, R0, speed * V0, dt)
    assert status == OK
    assert np.concatenate([r, v]) == pytest.approx(end[:6], abs=1e-9)
    assert phi == pytest.approx(end[6:].reshape(6, 6), abs=2e-9 * np.abs(phi).max())


@settings(max_examples=60, deadline=None)
@given(st.floats(0.5, 3), st.floats(-30, 30))
def test_matrix_is_symplectic(speed, dt):
    _, _, phi, status = transition(1.0, R0, speed * V0, dt)
    assert status == OK
    j = np.block([[np.zeros((3, 3)), np.eye(3)], [-np.eye(3), np.zeros((3, 3))]])
    size = np.abs(phi).max()
    assert phi.T @ j @ phi == pytest.approx(j, abs=1e-13 * size * size + 1e-12)


def test_published_limits():
    # battin1999: the matrix is the unit matrix at dt = 0, and a shear in free space.
    _, _, phi, status = transition(1.0, R0, V0, 0.0)
    assert status == OK
    assert phi == pytest.approx(np.eye(6), abs=1e-15)
    _, _, phi, status = transition(1e-30, R0, V0, 3.0)
    assert status == OK
    shear = np.eye(6)
    shear[:3, 3:] = 3 * np.eye(3)
    assert phi == pytest.approx(shear, abs=1e-12)


def test_bad_input():
    assert transition(-1.0, R0, V0, 1.0)[3] == BAD_INPUT
    assert np.isnan(transition(1.0, R0, V0, math.nan)[2]).all()
