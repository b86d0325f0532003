"""What else a return could be: points that hold on their own, none beaten on the front."""

import pytest

from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput
from windlass.lowthrust import return_front
from windlass.lowthrust.return_front import (
    ESTIMATED,
    SOLVED,
    Point,
    apart_departures,
    best_of,
    chart,
    front,
    windows,
)
from windlass.lowthrust.trip_value import Dates


def point(returned, xenon, years, status=SOLVED):
    return Point(
        returned_kg=returned, xenon_kg=xenon, flight_s=years * YEAR_S, departs_s=0.0,
        arrives_s=years * YEAR_S, status=status,
    )  # fmt: skip


def test_what_another_beats_in_all_is_not_on_the_front():
    points = [
        point(400e3, 5e3, 4.0), point(300e3, 5e3, 4.0), point(300e3, 4e3, 4.0),
        point(200e3, 6e3, 3.0), point(900e3, 5e3, 4.0, "no dates"),
    ]  # fmt: skip
    assert best_of(points) == [True, False, True, True, False]


def test_two_that_are_equal_both_stay():
    assert best_of([point(4e5, 5e3, 4.0), point(4e5, 5e3, 4.0)]) == [True, True]


def test_seasons_lie_apart_the_best_first():
    some = tuple(
        (Dates(departs_s=(day * DAY_S,), tof_s=(1.0,)), -float(day)) for day in range(0, 900, 10)
    )
    kept = apart_departures(some, 4)
    assert [one.departs_s[0] / DAY_S for one in kept] == [0.0, 150.0, 300.0, 450.0]


def test_less_xenon_brings_less(plan, monkeypatch):
    monkeypatch.setattr(return_front, "TIMES", (1.0,))
    monkeypatch.setattr(return_front, "AMOUNTS", (1.0, 0.8))
    first, second = front(plan)
    assert first.status == second.status == SOLVED
    assert first.returned_kg == pytest.approx(plan.returned_kg, rel=0.01)
    assert 0.3 * first.returned_kg < second.returned_kg < first.returned_kg
    assert second.xenon_kg <= 0.8 * 5e3 * 0.95 * (1 + 1e-3)
    assert second.flight_s <= 4.05 * YEAR_S * (1 + 1e-6)


def test_the_one_season_is_the_plan_s(plan):
    (one,) = windows(plan, 3)
    assert one.status == SOLVED
    assert one.returned_kg == pytest.approx(plan.returned_kg, rel=0.03)
    with pytest.raises(InvalidInput, match="launch windows"):
        next(windows(plan, 0))


def test_the_map_is_the_linear_answer_s_and_near_the_plan(plan):
    cells = chart(plan)
    assert {one.status for one in cells} == {ESTIMATED}
    assert len({(one.departs_s, one.flight_s) for one in cells}) == len(cells)
    # the plan's dates lie between those of the map
    assert 0.85 < max(one.returned_kg for one in cells) / plan.returned_kg < 1.1
