"""What cannot be, by counting: by hand, and never against what a schedule does."""

from dataclasses import replace

import pytest

from tests.campaign.test_schedule import DAY, tiny
from windlass.base.errors import InvalidInput
from windlass.campaign.schedule import schedule
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.counting import most_within, no_sooner
from windlass.campaign.schedule.timetable import Flight, Pool, Site, Team, Timetable, Work


def crew(flights: int, people: int = 24) -> Timetable:
    """Flights alike that each need four people for four days, a day after their lift-off."""
    return Timetable(
        start_s=-10 * DAY,
        end_s=200 * DAY,
        flights=tuple(
            Flight(
                key=f"f{k}", vehicle="a", pad="pads", windows=((0.0, 150 * DAY),),
                pad_before_s=DAY, out_s=DAY, dock="docks", dock_s=4 * DAY, due_s=2 * DAY,
                work=(Work(team="crew", people=4, begin_s=DAY, end_s=5 * DAY),),
            )
            for k in range(flights)
        ),
        sites=(
            Site(key="pads", node="earth", kind="pad", count=9),
            Site(key="docks", node="leo", kind="dock", count=4),
        ),
        pools=(Pool(key="a", ready=((-10 * DAY, flights),), expended=True),),
        teams=(Team(key="crew", node="leo", count=people, rule="eu-2003-88"),),
    )  # fmt: skip


def test_hours_of_a_week_bound_the_flights_of_a_month() -> None:
    """24 people of 48 h in each of the five weeks that 30 + 4 d touch: 15 flights of 384 h."""
    found = most_within(crew(25), 0.0, 30 * DAY)
    assert (found.flights, found.why) == (15, "hours of crew")
    docks = most_within(crew(60, people=200), 0.0, 30 * DAY)
    assert (docks.flights, docks.why) == (34, "dock docks")
    assert most_within(crew(3), 0.0, 30 * DAY).why == ""


def test_hours_of_a_week_bound_how_soon_all_are_there() -> None:
    """9,600 h are nine weeks' work of 1,152 h: more than 8 weeks lie between its ends."""
    found = no_sooner(crew(25))
    assert found.at_s == pytest.approx((56 - 4 + 1) * DAY)
    assert found.why == "hours of crew"
    assert no_sooner(crew(3)).at_s == DAY


@pytest.mark.parametrize("seed", range(12))
def test_no_schedule_beats_them(seed: int) -> None:
    """Random timetables with a team of shifts: what is found is within what counting allows."""
    ask = tiny(seed, flights=5, days=16)
    work = Work(team="hands", people=2, begin_s=DAY, end_s=(2 + seed % 2) * DAY)
    ask = replace(
        ask,
        flights=tuple(replace(one, work=(work,), due_s=None) for one in ask.flights),
        teams=(Team(key="hands", node="leo", count=1 + seed % 3, rule="eu-2003-88"),),
    )
    found = schedule.solve(ask, limit_s=2.0, workers=1)
    assert check(ask, found) == [] or found.left_out
    dates = [one.lift_off_s for one in found.flights]
    for days in (1, 2, 3, 5, 7):
        for begin in dates:
            here = sum(begin <= t < begin + days * DAY for t in dates)
            assert here <= most_within(ask, begin, begin + days * DAY).flights
    if not found.left_out:
        assert found.ends_s >= no_sooner(ask).at_s - ask.tick_s


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInput, match="span"):
        most_within(crew(2), DAY, DAY)
