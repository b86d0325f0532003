"""The timetable's own checks: what is wrong with an ask is told, all at once."""

from dataclasses import replace

import pytest

from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.campaign.schedule.timetable import (
    Flight,
    Pool,
    Schedule,
    Site,
    Team,
    Timetable,
    Work,
    check,
)

DAY = 86_400.0


def good() -> Timetable:
    flight = Flight(
        key="one",
        vehicle="lifter",
        pad="pad",
        windows=((0.0, 10 * DAY),),
        out_s=2 * DAY,
        dock="dock",
        dock_s=DAY,
        back_s=2 * DAY,
        work=(Work(team="ground", people=2, begin_s=-DAY, end_s=0.0),),
    )
    return Timetable(
        start_s=0.0,
        end_s=30 * DAY,
        flights=(flight, replace(flight, key="two", after=(("one", 0.0),))),
        sites=(
            Site(key="pad", node="earth", kind="pad", count=1),
            Site(key="dock", node="leo", kind="dock", count=2),
        ),
        pools=(Pool(key="lifter", ready=((0.0, 2),)),),
        teams=(Team(key="ground", node="earth", count=4, rule="eu"),),
    )


def test_a_sound_ask_comes_back_as_it_was() -> None:
    ask = good()
    assert check(ask) is ask
    assert ask.flights[0].home_s == 5 * DAY
    assert replace(ask.flights[0], dock=None).home_s == 4 * DAY


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"end_s": -1.0}, "ends after"),
        ({"tick_s": 0.0}, "tick"),
        ({"sites": ()}, "no pad"),
        ({"pools": ()}, "no vehicles of that name"),
        ({"teams": ()}, "no team"),
        ({"pools": (Pool(key="lifter", ready=()),)}, "no vehicles"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], word: str) -> None:
    with pytest.raises((InvalidInput, InvalidInputs), match=word):
        check(replace(good(), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"windows": ()}, "window"),
        ({"out_s": float("nan")}, "durations"),
        ({"weight": 0.0}, "weight"),
        ({"dock": "pad"}, "no dock"),
        ({"after": (("three", 0.0),)}, "not there"),
        ({"key": "two"}, "twice"),
        ({"work": (Work(team="ground", people=0, begin_s=0.0, end_s=1.0),)}, "people"),
    ],
)
def test_what_is_wrong_with_a_flight_is_named(change: dict[str, object], word: str) -> None:
    ask = good()
    first = replace(ask.flights[0], **change)  # type: ignore[arg-type]
    with pytest.raises((InvalidInput, InvalidInputs), match=word):
        check(replace(ask, flights=(first, ask.flights[1])))


def test_gap_is_relative_and_nought_where_nothing_is_late() -> None:
    one = Schedule(
        status="feasible",
        proven=False,
        flights=(),
        left_out=(),
        value=10.0,
        bound=8.0,
        loads=(),
        bottleneck="",
        wall_s=0.0,
    )
    assert one.gap == pytest.approx(0.2)
    assert replace(one, value=0.0, bound=0.0).gap == 0.0
