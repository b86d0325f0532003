"""From a campaign's file and plan to its timetable."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.campaign.plan.plan import Plan, plan
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import load, tables
from windlass.studies.campaign_timetable import timetable

CAMPAIGNS = Path(str(files("windlass") / "data" / "campaigns"))


@cache
def hu4() -> tuple[CampaignFile, Plan]:
    file = load(CAMPAIGNS / "2008-hu4.toml")
    return file, plan(tables(file), goal=file.goal, step_s=file.step)


def test_the_first_month_has_its_flights_pads_docks_and_people() -> None:
    file = load(CAMPAIGNS / "goldilocks.toml")
    found = timetable(file, tables(file))
    assert len(found.flights) == 25
    one = found.flights[0]
    assert one.windows == ((parse_epoch("2032-06-01"), parse_epoch("2032-09-01")),)
    assert (one.pad, one.dock) == ("pads", "docks")
    assert one.out_s == DAY_S
    assert one.due_s == parse_epoch("2032-07-01") + DAY_S
    assert [(work.team, work.people) for work in one.work] == [("pad-crew", 6), ("dock-crew", 4)]
    assert one.work[0].begin_s == -4.0 * DAY_S
    (pool,) = found.pools
    assert sum(many for _, many in pool.ready) == 25
    assert {site.key: site.count for site in found.sites} == {"pads": 4, "docks": 4}
    assert len({flight.anchor for flight in found.flights}) == 25


def test_flights_of_a_plan_keep_their_windows() -> None:
    file, found = hu4()
    table = timetable(file, tables(file), found)
    (flight,) = table.flights
    assert flight.vehicle == "launcher"
    low, high = flight.windows[0]
    assert low == parse_epoch("2035-12-09")
    assert high - low == DAY_S


def test_nothing_to_schedule_and_vehicles_without_pads_are_told() -> None:
    file, _ = hu4()
    with pytest.raises(InvalidInput, match="nothing to schedule"):
        timetable(file, tables(file))
    asked = load(
        CAMPAIGNS / "2008-hu4.toml",
        sets=['flight.x={vehicle="tug", window="2036-01-01..2036-02-01"}'],
    )
    with pytest.raises(InvalidInput, match="nothing of its pad"):
        timetable(asked, tables(asked))
