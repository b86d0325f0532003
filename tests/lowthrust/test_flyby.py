"""A planet flown by: published turns, derivatives beside differences, refusals."""

import math

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.lowthrust.flyby import Flyby, flown_by, flyby, turned


def sharpest(body, speed):
    return 2.0 * math.asin(1.0 / (1.0 + body.least_m * speed**2 / body.gm))


def test_published_turn_at_venus():
    # Curtis (2020), example 8.6: past Venus 300 km above it with 3.733 km/s turns by 103.6°.
    assert math.degrees(sharpest(flyby("Venus"), 3733.0)) == pytest.approx(103.6, abs=0.05)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_told_of_a_flyby_turns_as_it_does(seed):
    rng = np.random.default_rng(seed)
    body = flyby(["venus", "earth", "mars", "jupiter"][seed % 4], 300e3)
    into, out = rng.normal(size=(2, 3))
    speed = rng.uniform(1e3, 12e3)
    into, out = (speed * one / np.linalg.norm(one) for one in (into, out))
    told = flown_by(body, 0.0, into, out)
    eccentricity = 1.0 + told.nearest_m * speed**2 / body.gm
    assert math.cos(told.turn_rad) == pytest.approx(into @ out / speed**2)
    assert 2.0 * math.asin(1.0 / eccentricity) == pytest.approx(told.turn_rad)
    asked = turned(body.least_m / body.gm, np.concatenate([into, out]))[0]
    assert asked[0] == pytest.approx(0.0, abs=1e-6 * speed**2)
    assert (asked[1] >= 0.0) == (told.nearest_m >= body.least_m)


def test_the_sharpest_turn_is_on_the_limit():
    body, speed = flyby("earth", 500e3), 6e3
    turn = sharpest(body, speed)
    out = speed * np.array([math.cos(turn), math.sin(turn), 0.0])
    told = flown_by(body, 0.0, np.array([speed, 0.0, 0.0]), out)
    assert told.nearest_m == pytest.approx(body.least_m)
    assert turned(body.least_m / body.gm, np.array([speed, 0.0, 0.0, *out]))[0] == pytest.approx(
        [0.0, 0.0], abs=1e-6 * speed**2
    )


def test_what_is_not_turned_passes_far_away():
    w = np.array([3e3, 1e3, 0.0])
    assert flown_by(flyby("mars"), 0.0, w, w).nearest_m == math.inf


@pytest.mark.parametrize("seed", range(5))
def test_derivatives_are_those_of_differences(seed):
    rng = np.random.default_rng(seed)
    rho, w, step = rng.uniform(1.0, 30.0), 0.2 * rng.normal(size=6), 1e-6
    _, slope, curve = turned(rho, w)
    for k in range(6):
        ahead, behind = w.copy(), w.copy()
        ahead[k] += step
        behind[k] -= step
        up, down = turned(rho, ahead), turned(rho, behind)
        assert slope[:, k] == pytest.approx((up[0] - down[0]) / (2.0 * step), abs=1e-8)
        assert curve[:, k] == pytest.approx((up[1] - down[1]) / (2.0 * step), abs=1e-6)


def test_refusals():
    with pytest.raises(InvalidInput, match="planet to fly by"):
        flyby("moon")
    with pytest.raises(InvalidInput, match="altitude"):
        flyby("venus", -1.0)
    with pytest.raises(InvalidInput, match="least distance"):
        Flyby(name="X", gm=1.0, least_m=0.0)
