"""Numbers of pads, docks, vehicles and persons: the assigned schedule replays."""

from dataclasses import replace

import pytest

from tests.campaign.test_schedule import tiny, year
from windlass.base.errors import NotSolved
from windlass.campaign.crew import duty
from windlass.campaign.schedule import assign, schedule
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.timetable import Team


@pytest.mark.parametrize("seed", range(3))
def test_a_tiny_schedule_carries_over_to_numbers(seed: int) -> None:
    ask = tiny(seed)
    found = assign.solve(ask, limit_s=10.0, workers=1)
    assert check(ask, found) == []
    assert all(one.pad_no >= 0 and one.vehicle_no >= 0 for one in found.flights)


def test_persons_keep_their_rule() -> None:
    ask = year(30)
    found = assign.assign(ask, schedule.solve(ask, limit_s=10.0, workers=1))
    assert check(ask, found) == []
    assert all(len(one.people) == 1 for one in found.flights)
    shifts = assign.shifts(ask, found)
    assert shifts
    assert duty.judge(shifts, duty.rule("eu-2003-88")) == []


def test_too_few_people_are_told_with_their_hours() -> None:
    ask = year(12)
    found = schedule.solve(ask, limit_s=10.0, workers=1)
    few = replace(ask, teams=(Team(key="ground", node="earth", count=3, rule="eu-2003-88"),))
    with pytest.raises(NotSolved, match="person-hours") as short:
        assign.assign(few, found)
    assert "ground" in str(short.value)
    pads = tuple(replace(site, count=1) for site in ask.sites)
    with pytest.raises(NotSolved, match="held at once"):
        assign.assign(replace(ask, sites=pads), found)
