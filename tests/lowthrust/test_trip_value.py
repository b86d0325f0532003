"""A trip on dates: slopes beside differences, what legs pass on, and neighbours."""

import numpy as np
import pytest

from tests.lowthrust._circles import by_venus, there_and_back
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.lowthrust.trip_starts import likely
from windlass.lowthrust.trip_value import Dates, valued


@pytest.fixture(scope="module")
def gained():
    trip = there_and_back()
    return trip, valued(trip, likely(trip, 1)[0][0])


@pytest.fixture(scope="module")
def moved():
    trip = there_and_back("propellant", gains=(90e3, 90e3))
    return trip, valued(trip, likely(trip, 1)[0][0])


@pytest.fixture(scope="module")
def passed():
    trip = by_venus()
    return trip, valued(trip, likely(trip, 1)[0][0])


def later(when, which, by_s):
    """The same dates, the departure (0, leg) or the flight (1, leg) later or longer."""
    both = [list(when.departs_s), list(when.tof_s)]
    both[which[0]][which[1]] += by_s
    return Dates(departs_s=tuple(both[0]), tof_s=tuple(both[1]))


@pytest.mark.parametrize("which", [(0, 0), (1, 0), (0, 1), (1, 1)])
@pytest.mark.parametrize("what", ["gained", "moved", "passed"])
def test_slopes_are_those_of_differences(what, which, request):
    trip, one = request.getfixturevalue(what)
    step = 0.1 * DAY_S
    after, before = (valued(trip, later(one.dates, which, by), one) for by in (step, -step))
    if what == "gained":
        slope, values = one.gain_slope[which], (after.gain_kg, before.gain_kg)
        largest = np.abs(one.gain_slope).max()
    else:
        slope, values = one.spent_slope[which], (after.spent_kg, before.spent_kg)
        largest = np.abs(one.spent_slope).max()
    assert slope == pytest.approx((values[0] - values[1]) / (2.0 * step), abs=0.02 * largest)


def test_a_flyby_joins_its_legs(passed):
    trip, one = passed
    first, second = one.legs
    assert trip.groups == ((0, 1),)
    assert len(one.parts) == 1
    assert second.start_kg == pytest.approx(first.final_kg, rel=1e-8)
    assert one.spent_kg == pytest.approx(11e3 - second.final_kg)
    assert np.linalg.norm(first.told.w1_m_s) == pytest.approx(np.linalg.norm(second.told.w0_m_s))


def test_masses_are_passed_on(gained):
    trip, one = gained
    out, home = one.legs
    assert one.spent_kg == pytest.approx(5e3, abs=0.1)
    assert home.start_kg == pytest.approx(out.final_kg + one.gain_kg)
    assert home.leg.spend_kg == pytest.approx(5e3 - (11e3 - out.final_kg))
    assert trip.legs[0].mass_kg == (11e3, 11e3)


def test_a_given_mass_is_taken(moved):
    _, one = moved
    assert one.gain_kg == 90e3
    assert one.legs[1].start_kg == pytest.approx(one.legs[0].final_kg + 90e3)


def test_the_neighbour_leads_to_what_guesses_lead_to(gained):
    trip, one = gained
    there = later(one.dates, (0, 1), 20.0 * DAY_S)
    there = later(there, (1, 1), -20.0 * DAY_S)
    assert valued(trip, there, one).gain_kg == pytest.approx(valued(trip, there).gain_kg, rel=0.02)


def test_dates_on_which_there_is_none():
    trip = there_and_back()
    day = DAY_S
    with pytest.raises(NotSolved):
        valued(trip, Dates(departs_s=(0.0, 30 * day), tof_s=(20 * day, 30 * day)))
