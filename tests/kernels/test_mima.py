import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from windlass.kernels import mima as k
from windlass.kernels.elements import elements_to_state
from windlass.kernels.kepler import propagate
from windlass.kernels.lambert import lambert
from windlass.kernels.status import BAD_INPUT, OK
from windlass.kernels.transition import transition

MU = 1.3271244004127942e20
DAY = 86400.0
G0 = 9.80665
vector = st.tuples(*[st.floats(-3e3, 3e3)] * 3).map(np.array)


def hop():
    """The published hop between two asteroids, MJD2000 5500 to 5700.

    The printed sixth element is the true anomaly: only so are the published masses met.
    """
    states = []
    for a, e, i, node, peri, true, day in (
        (286031128778.39996, 0.0763, 0.3153809958353754, 4.70313873534912, 5.27246513734967,
         2.9460074243530188, 5500),
        (270472950225.6, 0.066, 0.39968039870670147, 4.255287249287375, 3.9732420421650914,
         2.3813298840517, 5700),
    ):  # fmt: skip
        big = 2 * math.atan(math.sqrt((1 - e) / (1 + e)) * math.tan(true / 2))
        mean = big - e * math.sin(big) + math.sqrt(MU / a**3) * (day - (64328 - 51544)) * DAY
        states.append(elements_to_state(MU, a, e, i, node, peri, mean))
    (r1, v1, _), (r2, v2, _) = states
    w1, w2, status = lambert(MU, r1, r2, 200 * DAY, np.array([0, 0, 1.0]))
    assert status == OK
    return r1, w1, w1 - v1, v2 - w2


def test_published_masses_of_a_hop():
    r, v, dv1, dv2 = hop()
    mass, _, status = k.mima(dv1, dv2, 200 * DAY, 0.6, 4000 * G0)
    assert status == OK
    assert mass == pytest.approx(1270.16102850, abs=1e-8)
    mass, _, status = k.mima2(MU, r, v, dv1, dv2, 200 * DAY, 0.6, 4000 * G0)
    assert status == OK
    # pykep 3.0.1 gives 1336.537527725; the printed number differs from both in the ninth digit.
    assert mass == pytest.approx(1336.53752329, rel=1e-8)
    assert mass == pytest.approx(1336.537527725281, rel=1e-12)


def free_phases(dv1, dv2, switch):
    """Both accelerations for tof = 1, straight from the two vector equations."""
    rest = 1 - switch
    both = np.block(
        [
            [(switch**2 / 2 + switch * rest) * np.eye(3), rest**2 / 2 * np.eye(3)],
            [switch * np.eye(3), rest * np.eye(3)],
        ]
    )
    u = np.linalg.solve(both, np.concatenate([dv1, dv1 + dv2]))
    return np.linalg.norm(u[:3]), np.linalg.norm(u[3:])


@settings(max_examples=60, deadline=None)
@given(vector, vector, st.floats(1e5, 1e8))
def test_second_method_solving_the_two_phases(dv1, dv2, tof):
    if min(np.linalg.norm(dv1), np.linalg.norm(dv2), np.linalg.norm(dv1 - dv2)) < 1.0:
        return
    a, status = k.acceleration_free_space(dv1, dv2, tof)
    assert status == OK
    switch = brentq(
        lambda t: np.subtract(*free_phases(dv1, dv2, t)), 1e-9, 1 - 1e-9, xtol=1e-15, rtol=1e-15
    )
    assert a * tof == pytest.approx(free_phases(dv1, dv2, switch)[0], rel=1e-6)
    assert a * tof >= np.linalg.norm(dv1 + dv2) * (1 - 1e-12)


def test_equal_impulses_need_one_phase():
    dv = np.array([100.0, -20.0, 5.0])
    a, status = k.acceleration_free_space(dv, dv, 1e6)
    assert status == OK
    assert a == pytest.approx(2 * np.linalg.norm(dv) / 1e6, rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(vector, vector)
def test_without_gravity_both_estimates_agree(dv1, dv2):
    if min(np.linalg.norm(dv1), np.linalg.norm(dv2)) < 10.0:
        return
    r, v = np.array([1e15, 0, 0]), np.array([0, 1e3, 0])
    free, status = k.acceleration_free_space(dv1, dv2, 1e7)
    assert status == OK
    bent, status = k.acceleration_keplerian(1.0, r, v, dv1, dv2, 1e7)
    assert status == OK
    assert bent == pytest.approx(free, rel=1e-7)


def test_phases_reach_the_target_in_the_true_motion():
    # A hundredth of the published impulses: flown with gravity, the two phases must arrive.
    r, v, dv1, dv2 = hop()
    dv1, dv2, tof = dv1 / 100, dv2 / 100, 200 * DAY
    a, status = k.acceleration_keplerian(MU, r, v, dv1, dv2, tof)
    assert status == OK
    goal_r, goal_v, _ = propagate(MU, r, v, tof)
    effect = transition(MU, r, v, tof)[2][:, 3:] @ dv1 + np.concatenate([np.zeros(3), dv2])

    def sizes(s):
        return k._two_phases(MU, r, v, tof, effect, s * tof)[:2]

    switch = brentq(lambda s: np.subtract(*sizes(s)), 0.05, 0.95, xtol=1e-14)
    assert sizes(switch)[0] == pytest.approx(a, rel=1e-9)
    # Direction of both phases, then flight in short impulses from the orbit before dv1.
    knots = [k._effect(MU, r, v, t, tof)[0] for t in (0, switch * tof / 2, switch * tof)]
    first = (knots[0] + 4 * knots[1] + knots[2]) * switch * tof / 6
    knots = [k._effect(MU, r, v, t, tof)[0] for t in ((1 + switch) * tof / 2, tof)]
    last = (
        (k._effect(MU, r, v, switch * tof, tof)[0] + 4 * knots[0] + knots[1])
        * (1 - switch)
        * tof
        / 6
    )
    scale = np.array([1 / tof] * 3 + [1.0] * 3)
    u = np.linalg.solve(np.hstack([first, last]) * scale[:, None], effect * scale)
    x, w, steps = r, v - dv1, 400
    for s in range(steps):
        push = u[:3] if (s + 0.5) / steps < switch else u[3:]
        half = tof / steps / 2
        x, w, _ = propagate(MU, x, w, half)
        x, w, _ = propagate(MU, x, w + push * 2 * half, half)
    ballistic = np.linalg.norm(propagate(MU, r, v - dv1, tof)[0] - goal_r)
    assert np.linalg.norm(x - goal_r) < 0.02 * ballistic
    assert np.linalg.norm(w - (goal_v + dv2)) < 0.05 * np.linalg.norm(dv1)


def test_mass_formula():
    # Small dv: thrust over acceleration.
    assert k.mass_from_acceleration(1e-6, 1.0, 0.5, 3e4) == pytest.approx(5e5, rel=1e-9)


def test_bad_input():
    dv = np.array([1.0, 0, 0])
    assert k.mima(dv, dv, -1.0, 1.0, 1.0)[2] == BAD_INPUT
    assert k.mima(dv, dv * math.nan, 1.0, 1.0, 1.0)[2] == BAD_INPUT
    assert k.mima(dv, dv, 1.0, 0.0, 1.0)[2] == BAD_INPUT
    r, v = np.array([1e11, 0, 0]), np.array([0, 3e4, 0])
    assert k.mima2(-1.0, r, v, dv, dv, 1e6, 1.0, 1.0)[2] == BAD_INPUT
    assert k.mima2(MU, r, v, dv, dv, 0.0, 1.0, 1.0)[2] == BAD_INPUT
    assert math.isnan(k.mima2(MU, r, v, dv, dv, 1e6, 1.0, 0.0)[0])
