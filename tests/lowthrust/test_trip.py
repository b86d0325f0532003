"""A trip of two legs: no dates near by are better, all limits hold, legs fly, goals agree."""

import pytest

from tests.lowthrust._circles import there_and_back
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust.trip import solve_trip
from windlass.lowthrust.trip_ask import Stay
from windlass.lowthrust.trip_value import Dates, valued


@pytest.fixture(scope="module")
def best():
    return solve_trip(there_and_back())


def test_limits_hold_and_legs_fly(best):
    when = best.dates
    stay = when.departs_s[1] - when.departs_s[0] - when.tof_s[0]
    assert 90.0 * DAY_S - 1.0 <= stay <= 400.0 * DAY_S + 1.0
    assert when.time_s <= 4.0 * YEAR_S * (1 + 1e-9)
    assert best.propellant_kg <= 5e3 * (1 + 1e-5)
    assert all(leg.flown.holds for leg in best.legs)
    out, home = best.legs
    assert best.gain_kg == pytest.approx(home.best.start_kg - out.final_kg)


@pytest.mark.parametrize("days", [-15.0, 15.0])
def test_no_dates_near_by_are_better(best, days):
    trip, when = best.trip, best.coarse.dates
    by = days * DAY_S
    other = Dates(
        departs_s=(when.departs_s[0], when.departs_s[1] + by),
        tof_s=(when.tof_s[0] + by, when.tof_s[1] - by),
    )
    try:
        there = valued(trip, other, best.coarse)
    except NotSolved:
        return
    assert there.gain_kg < best.coarse.gain_kg * (1 + 1e-4)


def test_the_least_propellant_for_that_mass_is_what_was_given(best):
    gain = 0.99 * best.gain_kg
    back = solve_trip(there_and_back("propellant", gains=(gain, gain)), near=best.coarse)
    assert back.propellant_kg == pytest.approx(0.99 * 5e3, rel=0.02)
    assert back.propellant_kg <= 5e3
    assert back.gain_kg == gain


def test_the_least_time_for_that_mass_is_what_was_given(best):
    gain = 0.98 * best.gain_kg
    back = solve_trip(there_and_back("time", years=5.0, gains=(gain, gain)), near=best.coarse)
    assert back.propellant_kg <= 5e3 * (1 + 1e-4)
    assert 3.5 * YEAR_S < back.dates.time_s <= 4.0 * YEAR_S * (1 + 1e-3)


def test_an_ask_without_answer_says_why():
    with pytest.raises(NotSolved, match="no dates lead to a trip"):
        solve_trip(there_and_back("propellant", spend_kg=300.0, gains=(200e3, 200e3)))


def test_bad_asks_are_told():
    with pytest.raises(InvalidInput, match="most aboard"):
        there_and_back(gains=(1e3, 1e3))
    with pytest.raises(InvalidInput, match="time of a trip"):
        there_and_back(years=1.0)
    with pytest.raises(InvalidInput, match="spend_kg of a trip"):
        there_and_back(spend_kg=-1.0)
    with pytest.raises(InvalidInput, match="stay between"):
        Stay(stays_s=(2.0, 1.0))
    with pytest.raises(InvalidInput, match="left between"):
        Stay(stays_s=(1.0, 2.0), spends_share=1.0)
