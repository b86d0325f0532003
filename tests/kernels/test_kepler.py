import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from windlass.kernels.kepler import (
    eccentric_anomaly,
    hyperbolic_anomaly,
    propagate,
    propagate_many,
    universal_functions,
)
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

EXAMPLES = 200 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 60
MU = 398600.4418e9
vector = st.tuples(*[st.floats(-3, 3)] * 3).filter(lambda p: math.hypot(*p) > 0.2).map(np.array)


def test_published_anomalies():
    # vallado2013, examples 2-1 and 2-3.
    e, status = eccentric_anomaly(math.radians(235.4), 0.4)
    assert status == OK
    assert math.degrees(e) == pytest.approx(220.512074767522, abs=1e-9)
    h, status = hyperbolic_anomaly(math.radians(235.4), 2.4)
    assert status == OK
    assert h == pytest.approx(1.6013761449, abs=1e-9)


def test_published_propagation():
    # vallado2013, example 2-4, printed to 1e-4 km and 1e-6 km/s.
    r0 = np.array([1131340.0, -2282343.0, 6672423.0])
    r, v, status = propagate(MU, r0, np.array([-5643.05, 4303.33, 2428.79]), 2400.0)
    assert status == OK
    assert r / 1e3 == pytest.approx([-4219.7527, 4363.0292, -3958.7666], abs=1e-4)
    assert v / 1e3 == pytest.approx([3.689866, -1.916735, -6.112511], abs=1e-6)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.floats(-50, 50), st.floats(0, 0.9999999))
def test_kepler_equation_holds(mean, e):
    x, status = eccentric_anomaly(mean, e)
    assert status == OK
    assert x - e * math.sin(x) == pytest.approx(mean, rel=1e-14, abs=2e-15)
    assert abs(x - mean) <= e * (1 + 1e-12) + 1e-14


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1.0000001, 50))
def test_hyperbolic_kepler_equation_holds(mean, e):
    x, status = hyperbolic_anomaly(mean, e)
    assert status == OK
    slope = e * math.cosh(x) - 1
    assert e * math.sinh(x) - x == pytest.approx(mean, rel=1e-14, abs=4e-16 * (1 + abs(x) * slope))


@pytest.mark.parametrize("e", [0.1, 0.9, 0.999999])
@pytest.mark.parametrize("mean", [1e-12, 1e-4, 0.5, 3.1])
def test_second_method_bisection(mean, e):
    x, status = eccentric_anomaly(mean, e)
    assert status == OK
    assert x == pytest.approx(
        brentq(lambda z: z - e * math.sin(z) - mean, 0, math.pi, xtol=1e-18, rtol=1e-15),
        rel=1e-9 if mean < 1e-3 else 1e-13,  # the plain equation cancels near periapsis
    )


def test_near_parabolic_anomaly_keeps_its_digits():
    # (1 - e) E + e E³ / 6 = M for small E.
    e, mean = 1 - 1e-9, 1e-15
    x, status = eccentric_anomaly(mean, e)
    assert status == OK
    assert (1 - e) * x + e * (x**3 / 6 - x**5 / 120) == pytest.approx(mean, rel=1e-12)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.floats(-40, 40), st.floats(0.01, 3))
def test_universal_functions_obey_their_identity(beta, s):
    g1, g2, g3 = universal_functions(beta, s)
    g0 = 1 - beta * g2
    scale = g0 * g0 + abs(beta) * g1 * g1
    assert g0 * g0 + beta * g1 * g1 == pytest.approx(1, abs=1e-14 * scale)
    assert g1 + beta * g3 == pytest.approx(s, abs=1e-14 * (abs(g1) + s))


def test_a_hyperbola_past_a_low_periapsis_keeps_energy_and_momentum():
    r0, v0 = np.array([-2.2421875, -0.75, 0.0]), np.array([-3.0, -1.109375, 0.0])
    r, v, status = propagate(1.0, r0, v0, -1.5)
    assert status == OK
    energy = v0 @ v0 / 2 - 1 / np.linalg.norm(r0)
    assert v @ v / 2 - 1 / np.linalg.norm(r) == pytest.approx(energy, rel=1e-14)
    assert np.cross(r, v) == pytest.approx(np.cross(r0, v0), rel=1e-12)
    # by extended precision
    assert v == pytest.approx([-0.13421174623809494, 3.1744947104623857, 0.0], rel=1e-11)


@settings(max_examples=EXAMPLES, deadline=None)
@given(vector, vector, st.floats(-30, 30))
def test_propagation_conserves_and_returns(r0, v0, dt):
    h0 = np.cross(r0, v0)
    if np.linalg.norm(h0) < 0.05:
        return
    r, v, status = propagate(1.0, r0, v0, dt)
    assert status == OK
    d0, d = np.linalg.norm(r0), np.linalg.norm(r)
    scale = v0 @ v0 + 1 / d0 + v @ v + 1 / d
    assert v @ v / 2 - 1 / d == pytest.approx(v0 @ v0 / 2 - 1 / d0, abs=2e-13 * scale)
    assert np.cross(r, v) == pytest.approx(h0, abs=1e-11 * d * np.linalg.norm(v))
    back_r, back_v, status = propagate(1.0, r, v, -dt)
    assert status == OK
    assert back_r == pytest.approx(r0, abs=1e-8 * (d0 + d))
    assert back_v == pytest.approx(v0, abs=1e-8 * (np.linalg.norm(v0) + 1 / d0**0.5 + scale))


@pytest.mark.parametrize("speed", [0.6, 1.0, 1.3, math.sqrt(2), math.sqrt(2) * (1 + 1e-9), 2.5])
@pytest.mark.parametrize("dt", [-7.0, 0.3, 25.0])
def test_second_method_numerical_integration(speed, dt):
    r0, v0 = np.array([0.8, 0.6, 0.0]), speed * np.array([-0.48, 0.64, 0.6])

    def pull(_, y):
        return np.concatenate([y[3:], -y[:3] / np.linalg.norm(y[:3]) ** 3])

    end = solve_ivp(
        pull, (0, dt), np.concatenate([r0, v0]), method="DOP853", rtol=1e-13, atol=1e-13
    ).y[:, -1]
    r, v, status = propagate(1.0, r0, v0, dt)
    assert status == OK
    assert r == pytest.approx(end[:3], abs=2e-10)
    assert v == pytest.approx(end[3:], abs=2e-10)


def test_many_equals_one_and_spreads_one_state_over_times():
    rng = np.random.default_rng(3)
    r, v, dt = rng.normal(size=(20, 3)), rng.normal(size=(20, 3)), rng.uniform(-9, 9, 20)
    many_r, many_v, status = propagate_many(1.0, r, v, dt)
    spread_r, _, _ = propagate_many(1.0, r[:1], v[:1], dt)
    for k in range(20):
        one_r, one_v, code = propagate(1.0, r[k], v[k], dt[k])
        assert code == status[k]
        assert many_r[k] == pytest.approx(one_r, rel=1e-14)
        assert many_v[k] == pytest.approx(one_v, rel=1e-14)
        assert spread_r[k] == pytest.approx(propagate(1.0, r[0], v[0], dt[k])[0], rel=1e-14)


def test_bad_and_degenerate_input():
    x, y = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    assert eccentric_anomaly(1.0, -0.1)[1] == BAD_INPUT
    assert eccentric_anomaly(math.nan, 0.1)[1] == BAD_INPUT
    assert eccentric_anomaly(1.0, math.nan)[1] == BAD_INPUT
    assert eccentric_anomaly(1.0, 1.0)[1] == OUT_OF_DOMAIN
    assert hyperbolic_anomaly(1.0, 1.0)[1] == OUT_OF_DOMAIN
    assert hyperbolic_anomaly(math.inf, 2.0)[1] == BAD_INPUT
    assert eccentric_anomaly(0.0, 0.5) == (0.0, OK)
    assert propagate(1.0, x, x, 1.0)[2] == OUT_OF_DOMAIN
    for mu, r, v, dt in (
        (0.0, x, y, 1.0), (1.0, 0 * x, y, 1.0), (1.0, x, y * math.nan, 1.0), (1.0, x, y, math.inf)
    ):  # fmt: skip
        got_r, _, status = propagate(mu, r, v, dt)
        assert status == BAD_INPUT
        assert np.isnan(got_r).all()
