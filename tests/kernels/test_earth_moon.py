"""The Earth–Moon kernel: the N-body kernel and scipy as judges, differences, time reversal."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import forces, planets
from windlass.kernels import earth_moon, nbody

Array = NDArray[np.float64]
FORCES = forces.forces()
PACK = (FORCES.source.pack, FORCES.source.layout, FORCES.source.clock)
GM = FORCES.gm[[3, 4, 0]].copy()
WIDE = np.array([0.0, 0.0, 1e12, 1e12, 66e6])
EXAMPLES = 15 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 4
T0 = parse_epoch("2031-03-01")


def about_moon(radius: float, angle: float, speed: float, climb: float) -> Array:
    """A state by the Moon: its distance, direction from Earth's, and velocity about it."""
    m = np.empty((2, 6))
    assert earth_moon.places(*PACK, T0, m) == 0
    x = m[0, :3] / np.linalg.norm(m[0, :3])
    z = np.cross(m[0, :3], m[0, 3:])
    z /= np.linalg.norm(z)
    y = np.cross(z, x)
    out = math.cos(angle) * x + math.sin(angle) * y
    ahead = -math.sin(angle) * x + math.cos(angle) * y
    way = math.cos(climb) * ahead + math.sin(climb) * z
    return m[0] + np.concatenate([radius * out, speed * way])


def fly(s: Array, t0: float, t1: float, tol: float = 1e-12) -> tuple[Array, Array]:
    end, told = np.empty(s.size), np.empty(5)
    t, status = earth_moon.fly(t0, s, t1, *PACK, GM, tol, WIDE, end, told)
    assert status == 0
    assert t == t1
    return end, told


def circling(radius: float, angle: float, share: float, climb: float) -> Array:
    """A state by the Moon whose speed is a share of what a circle asks for."""
    return about_moon(radius, angle, share * math.sqrt(GM[1] / radius), climb)


# not slower: what falls into the Moon is nobody's test
STATES = st.builds(
    circling,
    st.floats(5e6, 60e6),
    st.floats(0.0, 6.28),
    st.one_of(st.floats(-1.6, -0.9), st.floats(0.9, 1.6)),
    st.floats(-1.0, 1.0),
)


def test_places_are_those_of_the_ephemeris() -> None:
    t = T0 + 1e7
    earth, moon = (
        planets.load().body(name, centre="barycentre").state(t) for name in ("earth", "moon")
    )
    found, status = earth_moon.places_many(*PACK, np.array([t]))
    assert status[0] == 0
    np.testing.assert_allclose(found[0, 0, :3], (moon[0] - earth[0])[0], atol=1e-3)
    np.testing.assert_allclose(found[0, 0, 3:], (moon[1] - earth[1])[0], atol=1e-9)
    np.testing.assert_allclose(found[0, 1, :3], -planets.load().body("earth").state(t)[0][0])
    assert earth_moon.places(*PACK, 1e20, np.empty((2, 6))) != 0


def test_the_n_body_kernel_agrees() -> None:
    # two months about the Moon; planets and relativity, which it has besides, pull Earth too
    s, t1 = about_moon(70e6, 3.0, -340.0, 0.0), T0 + 60 * DAY_S
    mine, _ = fly(s, T0, t1)
    earth = planets.load().body("earth", centre="barycentre")
    (r,), (v,) = earth.state(T0)
    rows, end = np.empty((2_000, nbody.ROW)), np.empty(6)
    used, status = nbody.integrate(
        T0, r + s[:3], v + s[3:], t1, 3_600.0, *PACK, FORCES.gm, np.zeros(2), np.zeros(3),
        FORCES.radii, rows,
    )  # fmt: skip
    assert status == 0
    nbody.step_state(rows[used - 1], t1, end)
    (r1,), (v1,) = earth.state(t1)
    assert np.linalg.norm(mine[:3] - (end[:3] - r1)) < 2_000.0
    assert np.linalg.norm(mine[3:] - (end[3:] - v1)) < 0.01


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(s=STATES, days=st.floats(0.1, 5.0))
def test_another_integrator_agrees(s: Array, days: float) -> None:
    def pull(t: float, y: Array) -> Array:
        m = np.empty((2, 6))
        earth_moon.places(*PACK, t, m)
        a = -GM[0] * y[:3] / np.linalg.norm(y[:3]) ** 3
        for gm, b in zip(GM[1:], m[:, :3], strict=True):
            a += gm * ((b - y[:3]) / np.linalg.norm(b - y[:3]) ** 3 - b / np.linalg.norm(b) ** 3)
        return np.concatenate([y[3:], a])

    t1 = T0 + days * DAY_S
    want = solve_ivp(pull, (T0, t1), s, method="DOP853", rtol=1e-12, atol=1e-4).y[:, -1]
    mine, told = fly(s, T0, t1)
    # a pass of the Moon multiplies what the steps leave
    more = 1.0 + (4e7 / told[earth_moon.NEAR_MOON]) ** 2
    assert np.linalg.norm(mine[:3] - want[:3]) < 10.0 * more


@settings(max_examples=EXAMPLES, deadline=None)
@given(s=STATES, days=st.floats(-5.0, 5.0).filter(lambda d: abs(d) > 0.05))
def test_forwards_and_back_ends_where_it_began(s: Array, days: float) -> None:
    t1 = T0 + days * DAY_S
    there, told = fly(s, T0, t1)
    back, again = fly(there, t1, T0)
    more = 1.0 + (4e7 / told[earth_moon.NEAR_MOON]) ** 2
    assert np.linalg.norm(back[:3] - s[:3]) < 10.0 * more
    np.testing.assert_allclose(again[:4], told[:4], rtol=1e-3)
    # one that begins at its lowest point is a pass or none
    assert abs(again[earth_moon.PASSES] - told[earth_moon.PASSES]) <= 1.0


def test_the_matrix_is_the_derivative() -> None:
    s, t1 = about_moon(60e6, 0.5, 300.0, 0.3), T0 + 6 * DAY_S
    whole, _ = fly(np.concatenate([s, np.eye(6).ravel()]), T0, t1)
    alone, _ = fly(s, T0, t1)
    np.testing.assert_allclose(whole[:6], alone, rtol=1e-10)
    phi = whole[6:].reshape(6, 6)
    step = np.repeat([1e3, 1e-3], 3)
    for k in range(6):
        more, less = s.copy(), s.copy()
        more[k] += step[k]
        less[k] -= step[k]
        slope = (fly(more, T0, t1)[0] - fly(less, T0, t1)[0]) / (2.0 * step[k])
        np.testing.assert_allclose(phi[:, k], slope, rtol=1e-4, atol=1e-4 * np.abs(slope).max())
    assert np.linalg.det(phi) == pytest.approx(1.0, abs=1e-6)


def test_least_distance_lies_between_the_steps() -> None:
    s = about_moon(2e6, 1.0, -2_900.0, 0.0)  # lowest at the start, hyperbola
    before, _ = fly(s, T0, T0 - 0.6 * DAY_S)
    _, told = fly(before, T0 - 0.6 * DAY_S, T0 + 0.6 * DAY_S, tol=1e-9)
    assert told[earth_moon.NEAR_MOON] == pytest.approx(2e6, abs=2e3)
    assert told[earth_moon.PASSES] == 1.0


def test_bounds_end_a_flight_and_bad_input_is_refused() -> None:
    s = about_moon(70e6, 3.0, -340.0, 0.0)
    end, told = np.empty(6), np.empty(5)
    for share, at, bound in ((0.9, 1, 49e6), (1.3, 3, 55e6)):
        s, limits = circling(50e6, 0.0, share, 0.0), WIDE.copy()
        limits[at] = bound
        t, status = earth_moon.fly(
            T0, s, T0 + 9 * DAY_S, *PACK, GM, 1e-10, limits, end, told
        )  # fmt: skip
        assert status == 5
        assert T0 < t < T0 + 9 * DAY_S
    for t1, tol in ((math.nan, 1e-9), (T0, 0.0), (T0, math.nan)):
        assert earth_moon.fly(T0, s, t1, *PACK, GM, tol, WIDE, end, told)[1] == 1
    many = earth_moon.fly_many(
        np.full(2, T0), np.array([s, s]), np.full(2, T0 + DAY_S), *PACK, GM, 1e-12, WIDE
    )
    alone, _ = fly(s, T0, T0 + DAY_S)
    np.testing.assert_array_equal(many[0], [alone, alone])
    assert not many[3].any()
