"""What else a return could be: points that hold on their own, none beaten on the front."""

from dataclasses import replace

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
from windlass.lowthrust.return_plan import asked, bodies
from windlass.lowthrust.trip_value import valued
from windlass.studies.kept_parts import Parts

pytestmark = pytest.mark.usefixtures("own_tables")


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
    some = [replace(point(1.0, 1.0, 4.0), departs_s=day * DAY_S) for day in range(0, 900, 10)]
    kept = apart_departures(some, 4)
    assert [one.departs_s / DAY_S for one in kept] == [0.0, 150.0, 300.0, 450.0]


def test_less_xenon_brings_less_and_is_kept(plan, monkeypatch, tmp_path):
    monkeypatch.setattr(return_front, "TIMES", (1.0,))
    monkeypatch.setattr(return_front, "AMOUNTS", (1.0, 0.8))
    parts = Parts(tmp_path, "0" * 64, {one.name: one for one in bodies(plan.ask)})
    first, second = front(plan, parts.of)
    assert first.status == second.status == SOLVED
    assert first.returned_kg == pytest.approx(plan.returned_kg, rel=0.01)
    assert 0.3 * first.returned_kg < second.returned_kg < first.returned_kg
    assert second.xenon_kg <= 0.8 * 5e3 * 0.95 * (1 + 1e-3)
    assert second.flight_s <= 4.05 * YEAR_S * (1 + 1e-6)
    # what is kept is not solved again, and is the same: the files stay as they are
    (file,) = parts.folder.iterdir()
    before = file.stat().st_mtime_ns
    assert list(front(plan, parts.of)) == [first, second]
    assert file.stat().st_mtime_ns == before
    # nor is the plan, from which the next would begin as from the one that was never kept
    again = parts.of("plan", lambda: plan)
    read = parts.of("plan", lambda: pytest.fail("solved again"))
    assert again is plan is not read
    assert read.events == plan.events
    trip = asked(plan.ask, plan.extra, *bodies(plan.ask))
    when = plan.trip.dates
    one, other = (valued(trip, when, which.trip.coarse) for which in (plan, read))
    assert (one.gain_kg, one.spent_kg) == (other.gain_kg, other.spent_kg)


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
    # the plan's own departure and time are a cell; a flight out that just can be done lies between
    # those that are tried
    dates = plan.trip.dates
    (own,) = (
        one for one in cells
        if abs(one.departs_s - dates.departs_s[0]) < 1.0 and abs(one.flight_s - dates.time_s) < 1.0
    )  # fmt: skip
    assert own.returned_kg == pytest.approx(plan.returned_kg, rel=0.25)
    assert own.returned_kg <= max(one.returned_kg for one in cells) < 1.15 * plan.returned_kg
    assert own.xenon_kg == pytest.approx(plan.xenon_kg, rel=0.1)
    first, last = plan.ask.arrives_s
    assert all(first - 1.0 <= one.arrives_s <= last + 1.0 for one in cells)
    # with the mass given it is the xenon that differs
    given = replace(plan, ask=replace(plan.ask, xenon_kg=None, returned_kg=1.5e5))
    least = chart(given)
    assert {one.returned_kg for one in least} == {1.5e5}
    assert 0.3 * plan.xenon_kg < min(one.xenon_kg for one in least) < plan.xenon_kg
