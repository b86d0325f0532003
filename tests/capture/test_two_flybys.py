"""Two lunar flybys: the published limit, the pass flown again, bounds from both sides."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.base.constants import A_MOON_M, GM_EARTH, R_EARTH_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import lunar, two_flybys


def test_the_published_limit() -> None:
    # ross1980, in the Moon's plane: 2.2687 km/s, and about 1.9 km/s by one flyby; how high the
    # flybys are is not in its abstract, and 50 km of height make 20 m/s
    assert two_flybys.capture(50e3).vinf_m_s < 2_268.7 < two_flybys.capture(0.0).vinf_m_s
    assert lunar.capture_vinf_m_s(0.0) == pytest.approx(1_900.0, rel=0.03)


@pytest.mark.parametrize("altitude", [0.0, 100e3, 1_000e3])
def test_the_pass_between_meets_the_moon_again(altitude: float) -> None:
    found = two_flybys.capture(altitude)
    u, angle = found.moon_vinf_m_s, found.angle_rad
    speed = math.sqrt(GM_EARTH / A_MOON_M)
    start = np.array([A_MOON_M, 0.0, -u * math.sin(angle), speed + u * math.cos(angle)])

    def pull(_: float, s: np.ndarray) -> np.ndarray:
        return np.concatenate([s[2:], -GM_EARTH * s[:2] / np.linalg.norm(s[:2]) ** 3])

    path = solve_ivp(
        pull, (0.0, found.time_s), start, method="DOP853", rtol=1e-13, atol=1e-7, dense_output=True
    )
    end = path.y[:, -1]
    way = speed / A_MOON_M * found.time_s
    moon = A_MOON_M * np.array([math.cos(way), math.sin(way)])
    moon_v = speed * np.array([-math.sin(way), math.cos(way)])
    assert np.linalg.norm(end[:2] - moon) < 10.0
    assert np.linalg.norm(end[2:] - moon_v) == pytest.approx(u, rel=1e-8)  # Tisserand
    least = np.linalg.norm(path.sol(np.linspace(0, found.time_s, 20_001))[:2], axis=0).min()
    assert least == pytest.approx(found.perigee_m, rel=1e-4)
    assert least > R_EARTH_M
    # the turns at both ends, by vectors
    turn = two_flybys.turn_rad(u, altitude)
    for s, v, sign, c3 in (
        (start, np.array([0.0, speed]), 1.0, found.vinf_m_s**2),
        (end, moon_v, -1.0, found.c3_after_m2_s2),
    ):
        w = s[2:] - v
        turned = [
            np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]]) @ w
            for t in np.linspace(-turn, turn, 4_001)
        ]
        c3s = [float((x + v) @ (x + v)) - 2 * GM_EARTH / A_MOON_M for x in turned]
        reached = max(c3s) if sign > 0 else min(c3s)
        assert reached == pytest.approx(c3, abs=500.0)
    assert found.c3_after_m2_s2 <= 0.0 < found.c3_between_m2_s2


@settings(max_examples=5, deadline=None)
@given(altitude=st.floats(0.0, 2e6))
def test_two_take_more_than_one_and_less_than_two_free_turns(altitude: float) -> None:
    found = two_flybys.capture(altitude).vinf_m_s
    assert lunar.capture_vinf_m_s(altitude) < found < two_flybys.bound_vinf_m_s(altitude)
    assert found <= two_flybys.capture(0.0).vinf_m_s + 0.1


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match="negative"):
        two_flybys.capture(-1.0)
    with pytest.raises(InvalidInput, match="negative"):
        two_flybys.capture(float("nan"))
    with pytest.raises(NotSolved, match="no two flybys"):
        two_flybys.capture(1e9)
