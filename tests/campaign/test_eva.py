"""Work outside: its rule as published, held by the dates, by persons, and by the replay."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.test_persons import dated, fixed
from windlass.base.errors import InvalidInput
from windlass.campaign.crew import duty
from windlass.campaign.schedule import assign, persons, schedule
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.grid import grid
from windlass.campaign.schedule.timetable import Timetable

H, DAY = 3_600.0, 86_400.0


def outside(begins: list[float], count: int, hours: float = 6.0, people: int = 1) -> Timetable:
    """Flights of fixed dates [h], each with one EVA."""
    ask = fixed([(a, a + hours, people) for a in begins], count, "faa-431-43")
    flights = tuple(
        replace(f, work=tuple(replace(w, kind="eva") for w in f.work)) for f in ask.flights
    )
    return replace(ask, flights=flights, teams=(replace(ask.teams[0], eva_rule="eva"),))


def test_the_rule_is_as_published() -> None:
    rule = duty.rule("eva")
    assert (rule.week_s, rule.week_count, rule.shift_s) == (24 * H, 4, 8 * H)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(24 * H * d, (24 * d + 6) * H) for d in range(4)], set()),
        ([(24 * H * d, (24 * d + 4) * H) for d in range(5)], {"week_count"}),
        ([(24 * H * d, (24 * d + 7) * H) for d in range(4)], {"week_s"}),
        ([(0.0, 8.5 * H)], {"shift_s"}),
        ([(0.0, 6 * H), (21 * H, 23 * H)], {"rest_s"}),
    ],
)
def test_each_clause_catches_its_breach(spans: list[duty.Span], found: set[str]) -> None:
    assert {one.clause for one in duty.judge({"ann": spans}, duty.rule("eva"))} == found


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=8, unique=True))
def test_the_replay_agrees_with_the_judge(begins: list[int]) -> None:
    """Second method: the replay's own count of one person's EVAs."""
    ask = outside([float(a) for a in begins], 1, hours=5.0)
    spans = [(a * H, (a + 5) * H) for a in begins]
    plan = replace(
        dated(ask),
        flights=tuple(
            replace(one, people=(("crew", (0,)),), pad_no=k, vehicle_no=k)
            for k, one in enumerate(dated(ask).flights)
        ),
    )
    replayed = {f.detail.split(":")[0] for f in check(ask, plan) if f.rule == "eva"}
    judged = {one.anchor for one in duty.judge({"": spans}, duty.rule("eva"))}
    assert replayed == judged


def test_persons_take_turns_outside_and_too_many_evas_are_a_proof() -> None:
    begins = [24.0 * d for d in range(7)]
    ask = outside(begins, 2, hours=5.0)
    found = assign.assign(ask, dated(ask), limit_s=10.0, workers=1)
    assert check(ask, found) == []
    evas = assign.evas(ask, found)
    assert sum(map(len, evas.values())) == 7
    assert duty.judge(evas, duty.rule("eva")) == []
    alone = replace(ask, teams=(replace(ask.teams[0], count=1),))
    with pytest.raises(persons.Shortage, match="in 7 days") as told:
        assign.assign(alone, dated(alone), limit_s=10.0, workers=1)
    assert told.value.proven


def test_dates_wait_for_hours_outside() -> None:
    ask = outside([0.0] * 6, 1)
    flights = tuple(
        replace(f, windows=((0.0, 30 * DAY),), due_s=0.0, key=f"w{k}")
        for k, f in enumerate(ask.flights)
    )
    ask = replace(ask, flights=flights)
    found = schedule.solve(ask, limit_s=10.0, workers=1)
    done = assign.assign(ask, found, limit_s=10.0, workers=1)
    assert check(ask, done) == []
    # Four in the first seven days, 22 h apart; the fifth waits until the first is 7 days past.
    dates = sorted(one.lift_off_s / H for one in found.flights)
    assert dates[:4] == [0.0, 22.0, 44.0, 66.0]
    assert dates[4] >= 7 * 24.0


def test_what_nobody_may_do_is_refused() -> None:
    with pytest.raises(InvalidInput, match="longer than the rule"):
        grid(outside([0.0], 1, hours=9.0))
    ask = outside([0.0], 1)
    with pytest.raises(InvalidInput, match="EVA rule"):
        grid(replace(ask, teams=(replace(ask.teams[0], eva_rule=""),)))
