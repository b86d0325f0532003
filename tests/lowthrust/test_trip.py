"""A trip of two legs: no dates near by are better, all limits hold, legs fly, goals agree."""

import itertools
from dataclasses import replace

import pytest

from tests.lowthrust._circles import VENUS, by_venus, circling, there_and_back
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust.trip import solve_trip
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
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


@pytest.fixture(scope="module")
def passed():
    return solve_trip(by_venus(departs=(-20.0 * DAY_S, 20.0 * DAY_S)))


def test_a_trip_by_a_planet(passed):
    when, (by,) = passed.dates, passed.flybys
    assert when.departs_s[1] == pytest.approx(when.departs_s[0] + when.tof_s[0], abs=1.0)
    assert all(leg.flown.holds for leg in passed.legs)
    assert by.name == "Venus"
    assert by.nearest_m >= VENUS.least_m * (1 - 1e-6)
    assert by.at_s == pytest.approx(when.departs_s[1])
    one, two = passed.legs
    assert passed.propellant_kg == pytest.approx(11e3 - two.final_kg)
    assert two.best.start_kg == pytest.approx(one.final_kg, rel=1e-8)


def test_no_dates_of_a_flyby_near_by_are_better(passed):
    when, spent = passed.coarse.dates, []
    low, high = passed.trip.legs[1].tof_s
    for which, days in itertools.product(range(3), (-6.0, 6.0)):
        moved = [when.departs_s[0], when.departs_s[1], when.arrives_s]
        moved[which] += days * DAY_S
        if not (abs(moved[0]) <= 20.0 * DAY_S and low <= moved[2] - moved[1] <= high):
            continue  # not asked
        other = Dates(
            departs_s=(moved[0], moved[1]), tof_s=(moved[1] - moved[0], moved[2] - moved[1])
        )
        try:
            spent.append(valued(passed.trip, other, passed.coarse).spent_kg)
        except NotSolved:
            continue  # asks for more than the engine has
    assert len(spent) >= 2
    assert min(spent) > passed.coarse.spent_kg * (1 - 1e-4)


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
    one, two = by_venus().legs
    with pytest.raises(InvalidInput, match="relative to Venus at its flyby"):
        LowThrustTrip(
            legs=(one, replace(two, start=circling("Venus", 0.7233, -1.1))), stays=(VENUS,),
            goal="propellant",
        )  # fmt: skip
    with pytest.raises(InvalidInput, match="most aboard"):
        LowThrustTrip(legs=(one, two), stays=(VENUS,), goal="gain")
    with pytest.raises(InvalidInput, match="left between"):
        Stay(stays_s=(1.0, 2.0), spends_share=1.0)
