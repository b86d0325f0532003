"""Bicircular model: published orbits, a second integrator, Jacobi constant, time reversal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.capture import dro
from windlass.kernels.bicircular import approaches, earth_c3, fly, jacobi

Array = NDArray[np.float64]
NONE = np.array([0.0, 1.0, 0.0])
SUN = np.array([328_900.5596, 388.811143, -0.925195985])


def flown(s: Array, t0: float, t1: float, sun: Array, phase: float, tol: float = 1e-13) -> Array:
    near, end = np.zeros(2), np.empty(6)
    _, status = fly(s, t0, t1, dro.MU, sun, phase, tol, 1e9, near, end)
    assert status == 0
    return end


def judged(s: Array, t0: float, t1: float, sun: Array, phase: float) -> Array:
    """The same equations in vectors, by another integrator."""

    def motion(t: float, y: Array) -> Array:
        r, v = y[:3], y[3:]
        spin = np.array([0.0, 0.0, 1.0])
        a = -2.0 * np.cross(spin, v) - np.cross(spin, np.cross(spin, r))
        for mass, at in ((1 - dro.MU, [-dro.MU, 0, 0]), (dro.MU, [1 - dro.MU, 0, 0])):
            d = r - np.array(at)
            a -= mass * d / np.linalg.norm(d) ** 3
        if sun[0]:
            angle = phase + sun[2] * t
            to = sun[1] * np.array([np.cos(angle), np.sin(angle), 0.0])
            d = r - to
            a -= sun[0] * (d / np.linalg.norm(d) ** 3 + to / sun[1] ** 3)
        return np.concatenate([v, a])

    end = solve_ivp(motion, (t0, t1), s, method="DOP853", rtol=1e-13, atol=1e-13)
    return np.asarray(end.y[:, -1])


def test_the_published_dro_closes_with_its_constant() -> None:
    end = flown(dro.STATE, 0.0, dro.PERIOD, NONE, 0.0)
    assert np.abs(end - dro.STATE).max() < 1e-11
    assert jacobi(dro.STATE, dro.MU) == pytest.approx(2.94407020, abs=5e-9)


def test_the_published_propagation() -> None:
    s0 = np.array([1.01238082345234, -0.0423523523454, 0.22634376321,
                   -0.1232623614, 0.123462698209365, 0.123667064622])  # fmt: skip
    end = flown(s0, 0.0, 5.7856656782589234, NONE, 0.0, tol=1e-14)
    want = [0.43038358727124, -1.64650668902846, 0.10271923139472,
            -0.9315629872575, -0.42680151362818, 0.22257221768767]  # fmt: skip
    mu = dro.MU
    assert mu == 0.01215058560962404
    np.testing.assert_allclose(end, want, rtol=0, atol=2e-13)


STATES = st.tuples(
    st.floats(0.6, 0.9),
    st.floats(-0.2, 0.2),
    st.floats(-0.1, 0.1),
    st.floats(-0.3, 0.3),
    st.floats(-0.3, 0.6),
    st.floats(-0.1, 0.1),
)


@settings(max_examples=40, deadline=None)
@given(STATES, st.floats(0.0, 6.28), st.booleans())
def test_another_integrator_agrees(s: tuple[float, ...], phase: float, with_sun: bool) -> None:
    start, sun = np.array(s), SUN if with_sun else NONE
    mine = flown(start, 0.0, 1.0, sun, phase)
    want = judged(start, 0.0, 1.0, sun, phase)
    scale = 1.0 + np.abs(want).max()
    near = min(np.linalg.norm(want[:3] + np.array([dro.MU, 0, 0])), 1.0)
    assert np.abs(mine - want).max() < 1e-8 * scale / near**2


@settings(max_examples=40, deadline=None)
@given(STATES)
def test_jacobi_is_kept_without_the_sun_and_time_runs_back(s: tuple[float, ...]) -> None:
    start = np.array(s)
    end = flown(start, 0.0, 1.5, NONE, 0.0)
    assert jacobi(end, dro.MU) == pytest.approx(jacobi(start, dro.MU), abs=1e-8)
    back = flown(end, 1.5, 0.0, NONE, 0.0)
    assert np.abs(back - start).max() < 1e-5


def test_the_suns_pull_changes_the_constant() -> None:
    start = np.array([0.2, 2.5, 0.0, 2.4, 0.2, 0.0])
    end = flown(start, 0.0, 3.0, SUN, 0.5)
    assert abs(jacobi(end, dro.MU) - jacobi(start, dro.MU)) > 1e-3


def test_approaches_tell_escape_and_collision_apart() -> None:
    escape = np.array([2.0, 0.0, 0.0, -3.0, 0.0, 0.0])  # backwards it flies outwards
    stay = dro.STATE
    starts = np.array([escape, stay])
    least = np.array([0.01, 0.005])
    c3, _, near, status = approaches(starts, np.zeros(2), 30.0, dro.MU, SUN, 1e-9, 4.0, least)
    assert status[0] == 0
    assert np.isfinite(c3[0])
    assert status[1] != 0
    assert np.isnan(c3[1])
    assert near[1, 1] == pytest.approx(61_907.0 / 389_703.26, rel=0.4)
    assert earth_c3(escape, dro.MU) > 0


def test_a_tolerance_a_thousand_times_finer_gives_a_finer_end() -> None:
    start = np.array([0.7, 0.1, 0.05, 0.1, 0.4, -0.05])
    want = judged(start, 0.0, 3.0, SUN, 1.0)
    off = [np.abs(flown(start, 0.0, 3.0, SUN, 1.0, tol) - want).max() for tol in (1e-6, 1e-9)]
    assert off[1] < 0.02 * off[0]
    assert off[1] < 1e-6
