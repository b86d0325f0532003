"""How late at least: brute force and CP-SAT's proof as judges of the bound by assignment."""

from dataclasses import replace

import pytest

from tests.campaign.test_schedule import DAY, brute, tiny, year
from windlass.campaign.schedule import bound, schedule
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.greedy import greedy, late, ordered
from windlass.campaign.schedule.grid import grid


@pytest.mark.parametrize("seed", range(6))
def test_no_schedule_is_less_late(seed: int) -> None:
    ask = tiny(seed, flights=4, days=8)
    of = grid(ask)
    found = bound.bound(of)
    if found is None:
        return
    left, lateness = brute(ask)
    assert found.left / of.parts <= left + 1e-9
    assert of.days(found.total) <= left * of.ticks * of.tick_s / DAY + lateness + 1e-9
    if found.left / of.parts == left:
        assert of.days(found.left_late) <= lateness + 1e-9


def test_one_pad_and_equal_flights_are_bound_exactly() -> None:
    """Six flights on one pad for 1.5 d each, all due at once: slot by slot, in the head."""
    ask = year(6)
    flights = tuple(replace(f, due_s=2 * DAY, work=()) for f in ask.flights)
    sites = (replace(ask.sites[0], count=1, closed=()), replace(ask.sites[1], count=9))
    ask = replace(ask, flights=flights, sites=sites, teams=())
    of = grid(ask)
    found = bound.bound(of)
    assert found is not None
    assert found.by == "pad:pad"
    assert of.days(found.total) == pytest.approx(1.5 * (1 + 2 + 3 + 4 + 5))
    done = schedule.solve(ask, limit_s=8.0, workers=1)
    assert check(ask, done) == []
    assert done.status == "optimal"
    assert done.value == pytest.approx(of.days(found.total))


def test_the_order_of_the_bound_gives_dates_that_are_hardly_later() -> None:
    ask = year(40)
    ask = replace(ask, flights=tuple(replace(f, due_s=3 * DAY) for f in ask.flights))
    of = grid(ask)
    found = bound.bound(of)
    assert found is not None
    assert sorted(found.order) == list(range(40))
    dates = ordered(of, greedy(of, found.order))
    assert found.total <= late(of, dates)
