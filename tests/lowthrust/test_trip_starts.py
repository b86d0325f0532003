"""Dates to begin on: allowed, apart, and the linear answer beside the optimiser's."""

import math

import numpy as np
import pytest

from tests.lowthrust._circles import there_and_back
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.lowthrust import trip_starts
from windlass.lowthrust.trip_starts import dates, likely
from windlass.lowthrust.trip_value import valued


def test_every_one_is_allowed_and_fills_the_time():
    trip = there_and_back(departs=(0.0, 100.0 * DAY_S))
    made = dates(trip)
    assert len(made) > 100
    for one in made:
        assert 0.0 <= one.departs_s[0] <= 100.0 * DAY_S
        stay = one.departs_s[1] - one.departs_s[0] - one.tof_s[0]
        assert 90.0 * DAY_S - 1.0 <= stay <= 400.0 * DAY_S + 1.0
        assert one.time_s == pytest.approx(4.0 * YEAR_S) or one.tof_s[1] == 1300.0 * DAY_S
        assert one.time_s <= 4.0 * YEAR_S + 1.0


def test_there_are_never_too_many():
    trip = there_and_back(departs=(0.0, 6.0 * YEAR_S))
    assert 0 < len(dates(trip)) <= trip_starts.MANY


def test_what_is_kept_lies_apart_best_first_and_is_worth_about_what_it_says():
    trip = there_and_back()
    kept = likely(trip, 4)
    said = [worth for _, worth in kept]
    assert said == sorted(said, reverse=True)
    for i, (one, _) in enumerate(kept):
        for other, _ in kept[:i]:
            assert np.abs(np.array(one.departs_s) - other.departs_s).max() >= 59.0 * DAY_S
    when, worth = kept[0]
    assert valued(trip, when).gain_kg == pytest.approx(worth, rel=0.15)


@pytest.mark.parametrize("goal", ["propellant", "time"])
def test_other_goals(goal):
    trip = there_and_back(goal, gains=(90e3, 90e3))
    kept = likely(trip, 3)
    assert kept
    assert all(math.isfinite(worth) and worth < 0.0 for _, worth in kept)


def test_none_where_propellant_never_suffices():
    assert likely(there_and_back("propellant", spend_kg=300.0, gains=(200e3, 200e3)), 3) == ()
