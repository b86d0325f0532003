"""SpaceNet's measures, beside sums by hand."""

import json
from pathlib import Path

import pytest

from tests.campaign.test_spacenet import event, mini
from tests.campaign.test_spacenet_replay import made, scenario
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.measures import measures, relative
from windlass.campaign.spacenet.read import read
from windlass.campaign.spacenet.replay import replay

APOLLO_17 = {"capability_kg_days": 2594.0, "launched_kg": 2.93e6}


def test_first_quick_start(shared: Path) -> None:
    found = measures(replay(scenario(shared, "1_w_db"), g0=9.81))
    assert found.surface_days == pytest.approx(4 * 7.0)
    assert found.capability_kg_days == pytest.approx(4 * 7.0 * 500.0)
    assert found.launched_kg == pytest.approx(889575.0 + 3669400.0)
    assert found.delivered_kg == 500.0
    assert found.up == pytest.approx(500.0 / (100.0 + 500.0 + 100.0))
    assert found.down == pytest.approx(1.0)
    expected = (14000.0 / 2594.0) / (4558975.0 / 2.93e6)
    assert relative(found, **APOLLO_17) == pytest.approx(expected)


def test_second_quick_start(shared: Path) -> None:
    found = measures(replay(scenario(shared, "2_w_db"), g0=9.81))
    assert found.surface_days == pytest.approx(4 * 7.0 + 4 * 14.0)
    assert found.capability_kg_days == pytest.approx(4 * 14.0 * 10e3)
    assert found.launched_kg == pytest.approx(15e3 + 15.4e3 + 11e3 + 15.4e3)
    assert found.delivered_kg == pytest.approx(10e3)


def test_third_quick_start(shared: Path) -> None:
    """Two stay for the 7.8 days at the pole; the lander was not launched, and brings nothing."""
    found = measures(replay(scenario(shared, "3_wo_db"), g0=9.81))
    assert found.surface_days == pytest.approx(2 * 7.8)
    assert found.launched_kg == pytest.approx(2632686.0 - 40434.0 + 400.0)
    assert found.delivered_kg == 0.0


def test_comparing_needs_a_launch() -> None:
    whole = mini()
    whole["missionList"][0]["events"] = [
        made("lab", "probe", at="base"), made("ann", at="base", into="lab", priority=1),
        event("Remove Elements", 2.0, "base", elements=["probe"]),
    ]  # fmt: skip
    found = measures(replay(read(json.dumps(whole))))
    assert found.capability_kg_days == pytest.approx(2.0 * 540.0)
    assert (found.up, found.down) == (None, None)
    with pytest.raises(InvalidInput, match="above 0"):
        relative(found, **APOLLO_17)
