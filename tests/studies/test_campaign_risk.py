"""A month's schedule simulated: sure dates, what hazards cost, what spares buy."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.studies.test_campaign_schedule import TEXT
from windlass.base.errors import InvalidInput
from windlass.studies import campaign_risk, campaign_schedule
from windlass.studies.campaign_load import load, tables

MORE = """
[risk]
campaigns = 200
stoppage = 0.5
teams = ["pad-crew"]
spares = { launcher = 1 }
rebuild = "200 d"
"""


def test_a_simulation_is_told_and_the_same_again(tmp_path: Path) -> None:
    path = tmp_path / "month.toml"
    path.write_text(TEXT + MORE)
    file = load(path)
    rows = tables(file)
    done = campaign_schedule.run(file, rows, limit_s=5.0, ready=False)
    plain = campaign_risk.run(done, rows, workers=1)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["campaigns"] == 200
    first, last = plain["milestones"]
    assert first["p50_s"] <= first["p80_s"] <= first["p95_s"]
    assert last["p50_s"] >= last["planned_s"] - 1.0
    assert {one["hazard"] for one in plain["tornado"]} >= {"scrub", "loss", "stoppage"}
    assert [one["spares"] for one in plain["spares"]] == [0, 1, 2, 3]
    assert plain["cost"]["p95"] >= plain["cost"]["p50"] > 0.0
    again = campaign_risk.run(done, rows, workers=1, compare=False)
    assert again["milestones"] == plain["milestones"]

    fewer = replace(done, schedule=replace(done.schedule, left_out=("x",)))
    with pytest.raises(InvalidInput, match="leaves flights out"):
        campaign_risk.ask(fewer, rows)
    other = load(path, sets=['risk.teams=["nobody"]'])
    with pytest.raises(InvalidInput, match="no team of that name"):
        campaign_risk.ask(replace(done, file=other), rows)
