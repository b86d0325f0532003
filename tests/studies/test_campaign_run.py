"""The shipped campaigns planned: 2008 HU4's tug as its study flies it, and what is short."""

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from windlass.studies.campaign_load import load, tables
from windlass.studies.campaign_run import Planned, run
from windlass.studies.campaign_told import told

CAMPAIGNS = Path(str(files("windlass") / "data" / "campaigns"))
STUDIED_KG = 9412.278190274312
"""Launch mass of the study 2008-hu4, option earth-moon, by low thrust."""


@cache
def hu4() -> Planned:
    return run(load(CAMPAIGNS / "2008-hu4.toml"))


def test_one_tug_launches_what_the_study_launches() -> None:
    found = hu4()
    assert found.holds
    assert found.plan is not None
    assert found.plan.launched_kg == pytest.approx(STUDIED_KG, rel=1e-9)
    assert found.plan.flights() == {"launcher": 1, "tug": 3}


def test_what_is_told_is_plain_and_whole() -> None:
    plain = told(hu4())
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["status"] == "optimal"
    assert [one["anchor"] for one in plain["trips"]] == ["trip-1", "trip-2", "trip-3", "trip-4"]
    assert plain["trips"][-1]["arrives"] == "2047-04-26"
    assert {one["anchor"] for one in plain["deliveries"]} == {"spin", "asteroid"}
    assert plain["launched_kg"] == pytest.approx(STUDIED_KG, rel=1e-9)


def test_what_one_tug_cannot_two_may() -> None:
    found = run(load(CAMPAIGNS / "2008-hu4.toml", sets=['vehicle.tug.tanks.xenon="3 t"']))
    assert found.holds
    assert found.plan is not None
    assert found.plan.flights()["tug"] > 3
    assert found.plan.launched_kg > 1.5 * STUDIED_KG


def test_a_plan_that_cannot_be_says_what_is_short() -> None:
    file = load(CAMPAIGNS / "2008-hu4.toml", sets=['vehicle.tug.hold="400 t"'])
    found = run(file)
    assert not found.holds
    assert [one.anchor for one in found.short] == ["asteroid"]
    plain = told(found)
    assert plain["status"] == "none"
    assert plain["short"][0]["short"] > 0.0


def test_a_refused_plan_is_never_told_as_feasible() -> None:
    found = hu4()
    assert found.plan is not None
    other = replace(found, campaign=tables(load(CAMPAIGNS / "2008-hu4.toml")))
    assert other.holds
    from windlass.campaign.plan.check import check

    cut = replace(found.plan, given=found.plan.given[1:])
    refused = replace(found, plan=cut, verdict=check(found.campaign, cut))
    plain = told(refused)
    assert plain["status"] == "refused"
    assert plain["faults"]
    assert any("not feasible" in note for note in plain["notes"])
