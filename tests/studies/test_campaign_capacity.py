"""Pads, docks and people as limits of the plan: by hand, and never below what a schedule does."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from tests.campaign import small_case
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.campaign.plan.check import check
from windlass.campaign.plan.plan import plan
from windlass.campaign.tables import Limit
from windlass.studies import campaign_schedule
from windlass.studies.campaign_capacity import SPAN_S, capacities
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import load, tables

SHIPPED = Path(str(files("windlass") / "data" / "campaigns"))


def goldilocks(*sets: str) -> CampaignFile:
    return load(SHIPPED / "goldilocks.toml", sets=sets)


def by_key(file: CampaignFile) -> dict[str, Limit]:
    return {one.key: one for one in capacities(file)}


def test_what_people_and_places_can_do_is_as_by_hand() -> None:
    """24 people of 48 h a week, 4 for 4 days a flight; 56 d and what overhangs: 10 weeks."""
    found = by_key(goldilocks())
    assert found["team dock-crew"].flights == pytest.approx(24 * 48 * 10 / (4 * 96))
    assert found["team pad-crew"].flights == pytest.approx(120 * 48 * 10 / (6 * 120))
    assert found["site docks"].flights == pytest.approx(4 * (56 + 2 * 4) / 4)
    assert found["site pads"].flights == pytest.approx(4 * (56 + 2 * 5) / 5)
    assert {one.legs for one in found.values()} == {("up",)}
    assert {one.key for one in tables(goldilocks()).limits} == {"pads", *found}


def test_a_lighter_type_counts_less() -> None:
    file = goldilocks()
    assert file.vehicle["launcher"].ground is not None
    both = file.model_copy(update={
        "vehicle": {**file.vehicle, "shuttle": file.vehicle["launcher"].model_copy(update={
            "ground": file.vehicle["launcher"].ground.model_copy(update={"dock_stay": DAY_S})
        })},
    })  # fmt: skip
    assert by_key(both)["site docks"].weights == pytest.approx({"launcher": 1.0, "shuttle": 0.25})
    assert by_key(both)["site docks"].flights == by_key(file)["site docks"].flights


@pytest.mark.parametrize("start", ["2032-06-01", "2032-06-15", "2032-07-20"])
def test_no_schedule_does_more(start: str) -> None:
    """As many flights as can be dated within all rules leave no span beyond the limits."""
    file = goldilocks(f'flight.first-month.window="{start}..2032-12-01"')
    done = campaign_schedule.run(file, tables(file), None, limit_s=3.0, ready=False)
    dates = sorted(one.lift_off_s for one in done.schedule.flights)
    assert len(dates) >= 20
    for limit in capacities(file):
        for begin in dates:
            assert sum(begin <= t < begin + SPAN_S for t in dates) <= limit.flights


def test_weights_hold_in_the_plan_and_in_its_replay() -> None:
    """What a flight counts limits the plan; its replay by a heavier weight refuses it."""
    free = replace(small_case.campaign(), limits=())
    done = plan(free, step_s=5 * DAY_S, goal="cost")
    many = done.flights()["launcher"]
    fits = Limit(key="l", legs=("up",), flights=1.0, span_s=60 * DAY_S,
                 weights={"launcher": 1.0 / many})  # fmt: skip
    over = replace(fits, weights={"launcher": 1.01 / many})
    with_fits, with_over = (replace(free, limits=(one,)) for one in (fits, over))
    assert check(with_fits, done).holds
    assert {one.rule for one in check(with_over, done).faults} == {"limit"}
    assert plan(with_fits, step_s=5 * DAY_S, goal="cost").cost == pytest.approx(done.cost)
    with pytest.raises(NotSolved):
        plan(with_over, step_s=5 * DAY_S, goal="cost")
