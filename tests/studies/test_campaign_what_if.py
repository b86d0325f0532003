"""A changed campaign beside the one it was."""

from importlib.resources import files
from pathlib import Path

import pytest

from windlass.base.errors import InvalidInput
from windlass.studies.campaign_load import load
from windlass.studies.campaign_what_if import compared, what_if

HU4 = Path(str(files("windlass") / "data" / "campaigns")) / "2008-hu4.toml"


def test_a_worse_engine_costs_launch_mass_on_the_same_grid() -> None:
    found = what_if(load(HU4), load(HU4, sets=['vehicle.tug.isp="2500 s"']))
    assert found.warm
    assert found.holds
    plain = compared(found)
    mass = next(one for one in plain["figures"] if one["key"] == "launched_kg")
    assert mass["after"] > mass["before"]
    assert plain["flights"] == {"launcher": [1, 1], "tug": [3, 3]}


def test_other_dates_are_planned_on_a_grid_of_their_own() -> None:
    found = what_if(load(HU4), load(HU4, sets=['end="2048-01-01"']))
    assert not found.warm
    assert found.holds


def test_what_cannot_be_says_what_is_short() -> None:
    found = what_if(load(HU4), load(HU4, sets=['vehicle.tug.hold="400 t"']))
    assert found.after is None
    plain = compared(found)
    assert plain["status"] == "none"
    assert [one["anchor"] for one in plain["short"]] == ["asteroid"]


def test_two_goals_are_not_compared() -> None:
    with pytest.raises(InvalidInput, match="one goal"):
        what_if(load(HU4), load(HU4, sets=['goal="cost"']))
