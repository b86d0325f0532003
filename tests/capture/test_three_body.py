"""Pairs of primaries and their libration points: rest, published places, linear motion."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, GM_MARS, GM_MOON, GM_SUN
from windlass.base.errors import InvalidInput
from windlass.capture.three_body import NAMES, POINTS, Primaries, frequencies, point, primaries
from windlass.kernels import cr3bp

Array = NDArray[np.float64]

RATIOS = st.floats(-9, math.log10(0.5)).map(lambda power: min(10.0**power, 0.5))
EARTH_MOON = 0.01215058560962404


def rate(mu: float, s: Array) -> Array:
    out = np.empty(6)
    cr3bp.motion(mu, s, out)
    return out


@settings(deadline=None)
@given(RATIOS)
def test_a_body_at_rest_in_a_libration_point_stays(mu: float) -> None:
    x = [point(mu, k) for k in POINTS]
    for place in x:
        # The last digit of the place moves the pull by its gradient, below 20.
        gone = rate(mu, np.concatenate([place, np.zeros(3)]))
        assert np.abs(gone).max() < 1e-14
    assert x[2][0] < -mu < x[0][0] < 1 - mu < x[1][0]
    assert all(place[1] == place[2] == 0.0 for place in x[:3])
    for place, side in ((x[3], 1), (x[4], -1)):
        assert math.dist(place, (-mu, 0, 0)) == pytest.approx(1.0, abs=1e-15)
        assert math.dist(place, (1 - mu, 0, 0)) == pytest.approx(1.0, abs=1e-15)
        assert place[1] * side > 0


def test_published_points_of_earth_and_moon() -> None:
    assert point(EARTH_MOON, 1)[0] == pytest.approx(0.836915125772357, abs=1e-15)
    assert point(EARTH_MOON, 2)[0] == pytest.approx(1.15568216544488, abs=6e-15)


@pytest.mark.parametrize("number", [1, 2, 3])
@settings(deadline=None)
@given(mu=RATIOS)
def test_frequencies_are_those_of_the_linear_motion(number: int, mu: float) -> None:
    c2, planar, vertical, kappa = frequencies(mu, number)
    x = float(point(mu, number)[0])
    # The motion about the point, by differences of the equations of motion.
    h = 1e-4 * min(abs(x + mu), abs(x - 1 + mu))
    rest = np.array([x, 0, 0, 0, 0, 0.0])
    a = np.zeros((6, 6))
    for k in range(6):
        step = h * np.eye(6)[k]
        a[:, k] = (
            8 * (rate(mu, rest + step) - rate(mu, rest - step))
            - rate(mu, rest + 2 * step) + rate(mu, rest - 2 * step)
        ) / (12 * h)  # fmt: skip
    assert a[3, 0] == pytest.approx(1 + 2 * c2, rel=1e-7)
    values, vectors = np.linalg.eig(a)
    tolerance = 1e-5 if number == 3 else 1e-7
    for rates, axis in ((planar, 0), (vertical, 2)):
        turning = np.abs(vectors[axis]) > 1e-3
        near = np.where(turning, np.abs(values - 1j * rates), np.inf)
        assert near.min() < tolerance * (1 + rates)
        if axis == 0 and abs(planar - vertical) > 1e-3:
            way = vectors[:, int(np.argmin(near))]
            assert abs(way[1] / way[0]) == pytest.approx(kappa, rel=1e-5)
            assert (way[1] / way[0]).imag > 0  # behind in y: clockwise


def test_pairs_are_told_by_name_and_agree_with_the_masses() -> None:
    for name in NAMES:
        pair = primaries(name)
        assert pair.name == name
        assert pair.speed_m_s == pair.distance_m / pair.turn_s
    both = GM_EARTH + GM_MOON
    pair = primaries("sun-earth")
    assert pair.mu == pytest.approx(both / (GM_SUN + both), rel=1e-9)
    assert pair.turn_s == pytest.approx(math.sqrt(pair.distance_m**3 / (GM_SUN + both)), rel=1e-8)
    pair = primaries("sun-mars")
    assert pair.mu == pytest.approx(GM_MARS / (GM_SUN + GM_MARS), rel=1e-6)
    kepler = math.sqrt(pair.distance_m**3 / (GM_SUN + GM_MARS))
    assert pair.turn_s == pytest.approx(kepler, rel=1e-6)
    pair = primaries("earth-moon")
    # The service's masses are of an older ephemeris.
    assert pair.mu == pytest.approx(GM_MOON / both, rel=2e-7)
    # The service's distance keeps Kepler's law with the turn it gives.
    assert pair.turn_s == pytest.approx(math.sqrt(pair.distance_m**3 / both), rel=1e-5)


def test_bad_asks_are_refused() -> None:
    with pytest.raises(InvalidInput, match="pair of primaries"):
        primaries("sun-jupiter")
    for number in (0, 6, -1):
        with pytest.raises(InvalidInput, match="libration point"):
            point(0.1, number)
    for number in (0, 4, 5):
        with pytest.raises(InvalidInput, match="collinear"):
            frequencies(0.1, number)
    for mu in (0.0, -0.1, 0.6, math.nan):
        with pytest.raises(InvalidInput, match="mass ratio"):
            Primaries(name="x", mu=mu, distance_m=1.0, turn_s=1.0)
    for distance, turn in ((0.0, 1.0), (1.0, -1.0), (math.inf, 1.0), (1.0, math.nan)):
        with pytest.raises(InvalidInput, match="distance and turn"):
            Primaries(name="x", mu=0.1, distance_m=distance, turn_s=turn)
