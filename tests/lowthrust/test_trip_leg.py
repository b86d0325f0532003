"""A leg of a trip, or several that a flyby joins: from guesses and from a neighbour the same."""

from dataclasses import replace

import pytest

from tests.lowthrust._circles import VENUS, by_venus, there_and_back
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.lowthrust.trip_leg import joined, solved


@pytest.fixture(scope="module")
def home():
    leg = there_and_back().legs[1].with_dates(500 * DAY_S, 700 * DAY_S)
    return replace(leg, goal="start", spend_kg=2e3)


def chain(departs_d, first_d, second_d):
    first, second = by_venus().legs
    return (
        replace(first.with_dates(departs_d * DAY_S, first_d * DAY_S), mass_kg=(11e3, 11e3)),
        second.with_dates((departs_d + first_d) * DAY_S, second_d * DAY_S),
    )


def test_a_free_mass_is_found_from_any_side(home):
    found = solved(home, None, free=True, anew=True)
    other = home.with_dates(510 * DAY_S, 690 * DAY_S)
    beside = solved(other, None, free=True, anew=True)
    assert solved(home, beside, free=True, anew=False).start_kg == pytest.approx(
        found.start_kg, rel=2e-3
    )
    assert found.start_kg - found.final_kg == pytest.approx(2e3, rel=1e-3)


def test_a_neighbour_leads_to_what_guesses_lead_to():
    legs, other = chain(0, 165, 275), chain(3, 167, 270)
    near = joined(legs, (VENUS,), None, None, anew=True)
    there = joined(other, (VENUS,), near, None, anew=False)
    assert there.worth == pytest.approx(
        joined(other, (VENUS,), None, None, anew=True).worth, rel=1e-3
    )
    assert there.worth != pytest.approx(near.worth, rel=1e-3)


def test_a_chain_of_free_mass_spends_what_it_may():
    legs = tuple(replace(leg, goal="start", mass_kg=(1e3, 40e3)) for leg in chain(0, 165, 275))
    made = joined(legs, (VENUS,), None, 1.2e3, anew=True)
    assert made.legs[0].start_kg - made.legs[1].final_kg == pytest.approx(1.2e3, rel=1e-3)
    assert 5e3 < made.worth < 40e3
    assert made.left > 0.0


def test_where_it_is_lost_on_the_way():
    near = joined(chain(0, 165, 275), (VENUS,), None, None, anew=True)
    with pytest.raises(NotSolved):
        joined(chain(0, 70, 60), (VENUS,), near, None, anew=False)
