import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.kernels.elements import (
    elements_to_state,
    elements_to_state_many,
    state_to_elements,
    state_to_elements_many,
)
from windlass.kernels.kepler import propagate
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

EXAMPLES = 200 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 60
angle = st.floats(0, 2 * math.pi)


def test_published_elements_of_a_state():
    # vallado2013, example 2-5: true anomaly 92.335 degrees.
    found, status = state_to_elements(
        398600.4418e9,
        np.array([6524834.0, 6862875.0, 6448296.0]),
        np.array([4901.327, 5533.756, -1976.341]),
    )
    a, e, i, node, peri, mean = found
    assert status == OK
    assert a == pytest.approx(36127.343e3, abs=20)
    assert e == pytest.approx(0.832853, abs=1e-6)
    assert np.degrees([i, node, peri]) == pytest.approx([87.870, 227.898, 53.38], abs=6e-3)
    half = math.atan(math.sqrt((1 - e) / (1 + e)) * math.tan(math.radians(92.335) / 2))
    assert mean == pytest.approx(2 * half - e * math.sin(2 * half), abs=1e-5)


def test_published_earth_of_a_competition():
    # GTOC12: Earth's elements at MJD 64328 and its position at MJD 64452.66283031799.
    mu = 1.32712440018e20
    n = math.sqrt(mu / 1.49579151285e11**3)
    r, _, status = elements_to_state(
        mu, 1.49579151285e11, 1.65519129162e-2, math.radians(4.64389155500e-3),
        math.radians(198.956406477), math.radians(262.960364700),
        math.radians(358.039899470) + n * (64452.66283031799 - 64328) * 86400,
    )  # fmt: skip
    assert status == OK
    printed = np.array([-1.0769380802991271e11, -1.0567534685654145e11, 5265082.718168047])
    assert r == pytest.approx(printed, abs=1.0)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.floats(0.3, 40),
    st.one_of(st.floats(0, 0.999), st.floats(0, 1e-9), st.floats(1.001, 5)),
    st.one_of(st.floats(0, math.pi), st.sampled_from([0.0, 1e-9, math.pi])),
    angle, angle, angle,
)  # fmt: skip
def test_round_trip_through_the_state(size, e, i, node, peri, mean):
    a = size if e < 1 else -size
    r, v, status = elements_to_state(1.0, a, e, i, node, peri, mean)
    assert status == OK
    found, status = state_to_elements(1.0, r, v)
    assert status == OK
    assert found[0] == pytest.approx(a, rel=1e-10)
    assert found[1] == pytest.approx(e, abs=1e-12 + 1e-12 * e)
    assert found[2] == pytest.approx(i, abs=1e-7 if i < 1e-6 or i > 3.14159 else 1e-12)
    again, speed, status = elements_to_state(1.0, *found)
    assert status == OK
    assert again == pytest.approx(r, abs=1e-10 * np.linalg.norm(r))
    assert speed == pytest.approx(v, abs=1e-10 * np.linalg.norm(v))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.floats(0, 0.95), st.floats(0.01, 3.1), angle, angle, angle, st.floats(-20, 20))
def test_mean_anomaly_grows_with_time(e, i, node, peri, mean, dt):
    r, v, _ = elements_to_state(1.0, 1.0, e, i, node, peri, mean)
    later_r, later_v, status = propagate(1.0, r, v, dt)
    assert status == OK
    direct_r, direct_v, status = elements_to_state(1.0, 1.0, e, i, node, peri, mean + dt)
    assert status == OK
    assert later_r == pytest.approx(direct_r, abs=1e-10)
    assert later_v == pytest.approx(direct_v, abs=1e-9)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.one_of(st.floats(0, 0.9), st.floats(1.1, 4)), st.floats(0, math.pi), angle, st.floats(-2, 2)
)
def test_second_method_vector_identities(e, i, node, mean):
    a = 1.0 if e < 1 else -1.0
    r, v, _ = elements_to_state(1.0, a, e, i, node, 0.7, mean)
    d = np.linalg.norm(r)
    h = np.cross(r, v)
    pull = np.cross(v, h) - r / d  # the eccentricity vector
    assert np.linalg.norm(pull) == pytest.approx(e, abs=1e-12)
    assert v @ v / 2 - 1 / d == pytest.approx(-1 / (2 * a), abs=1e-12 / d)
    assert h[2] / np.linalg.norm(h) == pytest.approx(math.cos(i), abs=1e-12)
    nodal = np.array([math.cos(node), math.sin(node), 0.0])
    assert pull @ nodal == pytest.approx(e * math.cos(0.7), abs=1e-11)


def test_circular_and_equatorial_orbits_are_defined():
    found, status = state_to_elements(1.0, np.array([0.0, 1.0, 0]), np.array([-1.0, 0, 0]))
    assert status == OK
    assert found == pytest.approx([1, 0, 0, 0, 0, math.pi / 2], abs=1e-15)
    found, status = state_to_elements(1.0, np.array([1.0, 0, 0]), np.array([0, -1.0, 0]))
    assert status == OK
    assert found[2] == pytest.approx(math.pi)


def test_many_equals_one():
    rng = np.random.default_rng(5)
    sets = np.column_stack(
        [rng.uniform(1, 2, 9), rng.uniform(0, 0.9, 9), rng.uniform(0, 3, (9, 4))]
    )
    r, v, status = elements_to_state_many(1.0, sets)
    back, code = state_to_elements_many(1.0, r, v)
    assert not status.any()
    assert not code.any()
    for k in range(9):
        assert r[k] == pytest.approx(elements_to_state(1.0, *sets[k])[0], rel=1e-14)
        assert back[k] == pytest.approx(state_to_elements(1.0, r[k], v[k])[0], rel=1e-14)
    np.testing.assert_allclose(back, sets, rtol=1e-9)


def test_bad_and_degenerate_input():
    for one, code in (
        ((0.0, 0.1, 0, 0, 0, 0), BAD_INPUT), ((-1.0, 0.1, 0, 0, 0, 0), BAD_INPUT),
        ((1.0, 1.5, 0, 0, 0, 0), BAD_INPUT), ((1.0, -0.1, 0, 0, 0, 0), BAD_INPUT),
        ((1.0, math.nan, 0, 0, 0, 0), BAD_INPUT), ((1.0, 0.1, 0, 0, 0, math.inf), BAD_INPUT),
        ((1.0, 1.0, 0, 0, 0, 0), OUT_OF_DOMAIN),
    ):  # fmt: skip
        r, _, status = elements_to_state(1.0, *map(float, one))
        assert status == code
        assert np.isnan(r).all()
    x = np.array([1.0, 0, 0])
    assert state_to_elements(1.0, x, x)[1] == OUT_OF_DOMAIN
    assert state_to_elements(1.0, 2 * x, np.array([0, 1.0, 0]))[1] == OUT_OF_DOMAIN  # a parabola
    assert state_to_elements(1.0, 0 * x, x)[1] == BAD_INPUT
