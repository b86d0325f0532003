"""Thrust flown again: it arrives; with another thrust it does not."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.problems import lt1
from windlass.lowthrust.reflown import reflown
from windlass.lowthrust.solve import Solved, solve


@pytest.fixture(scope="module")
def solved() -> Solved:
    return solve(lt1())


def test_it_arrives(solved: Solved) -> None:
    assert solved.flown.holds
    assert solved.flown.miss_m < 1e5
    assert solved.flown.final_kg == pytest.approx(solved.final_kg, abs=1e-6)
    assert solved.flown.throttle < 1.0 + 1e-7


def test_another_thrust_misses(solved: Solved) -> None:
    told = solved.best.told
    throttle = told.throttle.copy()
    throttle[0] *= 0.9
    other = replace(solved.best, told=replace(told, throttle=throttle))
    assert not reflown(other).holds
    more = replace(solved.best, told=replace(told, throttle=1.01 * told.throttle))
    flight = reflown(more)
    assert flight.throttle == pytest.approx(1.01, abs=1e-3)
    assert not flight.holds


def test_states_are_those_of_the_segments(solved: Solved) -> None:
    own = solved.best.told.states[:: (len(solved.best.told.states) - 1) // solved.best.part.size]
    off = np.abs(solved.flown.states - own)
    assert off[:, :3].max() < 1e5
    assert off[:, 6].max() < 1e-4
