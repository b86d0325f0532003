"""Instants: events to the second, steps at most as asked, arrivals at the nearest."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign import toy
from tests.campaign.small_case import campaign as small
from windlass.base.errors import InvalidInput
from windlass.campaign.plan import grid as grids
from windlass.campaign.tables import Campaign, Departure, Limit, Supply

DAY = toy.DAY


def dated(days: list[float], lasts: float = 3.3) -> Campaign:
    one = toy.toy(end_s=100 * DAY)
    leg = toy.leg(departures=tuple(Departure(date_s=t * DAY) for t in days), duration_s=lasts * DAY)
    return replace(one, legs=(leg,))


@settings(max_examples=30, deadline=None)
@given(
    days=st.lists(st.floats(0.0, 96.0), max_size=6, unique_by=lambda t: round(t, 3)),
    step=st.floats(0.5, 40.0),
)
def test_events_are_kept_and_no_step_is_longer(days: list[float], step: float) -> None:
    one = dated(days)
    grid = grids.make(one, step * DAY)
    assert np.all(np.diff(grid.at_s) > 0.0)
    assert np.max(np.diff(grid.at_s)) <= step * DAY * (1.0 + 1e-9)
    for t in days:
        for event in (t * DAY, (t + 3.3) * DAY):
            assert abs(grid.at_s[grid.index(event)] - event) <= 1.0
            assert grid.event[grid.index(event)]
    assert (grid.at_s[0], grid.at_s[-1]) == (one.start_s, one.end_s)
    found = grids.flights(one, one.legs[0], grid)
    assert found.lasts_s == pytest.approx(3.3 * DAY)
    if days:
        moved = grid.at_s[found.arrives] - grid.at_s[found.leaves] - found.lasts_s
        assert np.max(np.abs(moved)) <= 2.0


@settings(max_examples=20, deadline=None)
@given(step=st.floats(1.0, 40.0), days=st.lists(st.floats(0.0, 96.0), max_size=4))
def test_a_step_of_half_the_length_keeps_all_instants(step: float, days: list[float]) -> None:
    """Parts of each span between events double, or more, only where they must: no event is lost."""
    one = dated(days)
    coarse, fine = grids.make(one, step * DAY), grids.make(one, 0.5 * step * DAY)
    events = coarse.at_s[coarse.event]
    assert np.all(np.min(np.abs(fine.at_s[:, None] - events), axis=0) <= 1.0)
    assert fine.at_s.size >= coarse.at_s.size


def test_ways_without_dates() -> None:
    one = small()
    grid = grids.make(one, 2 * DAY)
    out, back = one.legs[0], one.legs[2]
    found = grids.flights(one, out, grid)
    # Half a day is less than half a step: it arrives as it leaves, so that others may follow.
    assert np.all(found.arrives == found.leaves)
    assert found.leaves.size == grid.at_s.size
    quick = replace(back, duration_s=0.1 * DAY)
    home = grids.flights(one, quick, grid)
    assert np.all(home.arrives == home.leaves + 1)
    slow = grids.flights(one, replace(back, duration_s=7 * DAY), grid)
    nearest = np.abs(grid.at_s[:, None] - grid.at_s[slow.leaves] - 7 * DAY)
    assert np.all(np.argmin(nearest, axis=0) == slow.arrives)
    assert grids.snapped_s(one, grid) <= DAY + 1.0


def test_what_would_arrive_after_the_end_does_not_leave() -> None:
    one = dated([10.0, 98.0])
    grid = grids.make(one, 10 * DAY)
    found = grids.flights(one, one.legs[0], grid)
    assert found.number.tolist() == [0]
    open_ = replace(one.legs[0], departures=(), duration_s=30 * DAY)
    late = grids.flights(one, open_, grid)
    assert np.max(grid.at_s[late.leaves]) <= 75 * DAY
    assert grids.flights(one, replace(open_, duration_s=200 * DAY), grid).leaves.size == 0


def test_a_departure_has_its_own_duration() -> None:
    one = dated([10.0])
    departure = Departure(date_s=10 * DAY, duration_s=50 * DAY)
    one = replace(one, legs=(replace(one.legs[0], departures=(departure,)),))
    grid = grids.make(one, 100 * DAY)
    found = grids.flights(one, one.legs[0], grid)
    assert grid.at_s[found.arrives].tolist() == [60 * DAY]
    assert found.lasts_s.tolist() == [50 * DAY]


def test_demands_supplies_and_closures_are_events() -> None:
    one = toy.toy(
        end_s=50 * DAY,
        demands=(toy.want("cargo", 1.0, 7.7),),
        supplies=(Supply(node="base", item="cargo", from_s=3.1 * DAY, until_s=4.2 * DAY),),
        limits=(Limit(key="l", legs=("out",), flights=1, span_s=DAY,
                      closed=((5.5 * DAY, 80 * DAY),)),),
    )  # fmt: skip
    grid = grids.make(one, 100 * DAY)
    assert grid.at_s / DAY == pytest.approx([0.0, 1.0, 3.1, 4.2, 5.5, 7.7, 50.0])
    assert grid.event.all()


def test_refusals() -> None:
    one = toy.toy()
    for step in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(InvalidInput, match="step of the grid"):
            grids.make(one, step)
    with pytest.raises(InvalidInput, match="instants of the grid"):
        grids.make(one, DAY / grids.MOST)
    with pytest.raises(InvalidInput, match="no instant"):
        grids.make(one, DAY).index(0.5 * DAY)
