import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.kernels.kepler import propagate
from windlass.kernels.mean_equinoctial import of_state, place_and_effect
from windlass.kernels.status import BAD_INPUT, OK

SMALL = st.floats(-0.45, 0.45)
ELEMENTS = st.tuples(st.floats(0.3, 2.0), SMALL, SMALL, SMALL, SMALL, st.floats(-3.1, 3.1))


def place(x):
    r, v, effect = np.empty(3), np.empty(3), np.empty((6, 3))
    assert place_and_effect(np.array(x), r, v, effect) == OK
    return r, v, effect


def elements(r, v):
    out = np.empty(6)
    assert of_state(r, v, out) == OK
    return out


def turned(difference):
    difference[5] = (difference[5] + np.pi) % (2.0 * np.pi) - np.pi
    return difference


@given(ELEMENTS)
def test_state_and_back(x):
    r, v, _ = place(x)
    assert np.abs(turned(elements(r, v) - x)).max() < 1e-11


@given(ELEMENTS, st.floats(-20.0, 20.0))
def test_only_the_longitude_moves_and_evenly(x, dt):
    r, v, _ = place(x)
    r1, v1, status = propagate(1.0, r, v, dt)
    assert status == OK
    then = elements(r1, v1)
    assert np.abs(then[:5] - x[:5]).max() < 1e-9
    assert abs(turned(then - x - np.array([0, 0, 0, 0, 0, x[0] * dt]))[5]) < 1e-8


@given(ELEMENTS)
def test_effect_is_the_derivative(x):
    r, v, effect = place(x)
    step = 1e-5
    for i in range(3):
        push = np.zeros(3)
        push[i] = step
        slope = turned(elements(r, v + push) - elements(r, v - push)) / (2.0 * step)
        # third derivatives grow with the eccentricity
        assert np.abs(slope - effect[:, i]).max() < 1e-6


@pytest.mark.parametrize(
    ("r", "v"),
    [
        ([0.0, 0.0, 0.0], [0.0, 1.0, 0.0]),
        ([1.0, 0.0, 0.0], [0.0, 1.5, 0.0]),  # a hyperbola
        ([1.0, 0.0, 0.0], [0.5, 0.0, 0.0]),  # a straight line
        ([1.0, 0.0, 0.0], [0.0, -1.0, 0.0]),  # upside down
        ([np.nan, 0.0, 0.0], [0.0, 1.0, 0.0]),
    ],
)
def test_what_has_no_elements_is_told(r, v):
    assert of_state(np.array(r), np.array(v), np.empty(6)) == BAD_INPUT


def test_no_ellipse_is_told():
    x = np.array([1.0, 0.9, 0.9, 0.0, 0.0, 0.0])
    assert place_and_effect(x, np.empty(3), np.empty(3), np.empty((6, 3))) == BAD_INPUT
