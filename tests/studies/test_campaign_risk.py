"""A month's schedule simulated: sure dates, what hazards cost, what spares buy."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tests.studies.test_campaign_schedule import TEXT
from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.campaign.risk.simulate import RiskResult, simulate
from windlass.studies import campaign_risk, campaign_schedule
from windlass.studies.campaign_load import load, tables
from windlass.studies.campaign_run import run

HU4 = Path(str(files("windlass") / "data" / "campaigns" / "2008-hu4.toml"))

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


def _launched(*sets: str) -> tuple[campaign_schedule.Scheduled, RiskResult, list[str]]:
    """Return 2008 HU4's plan scheduled and simulated, with what is told of it."""
    file = load(HU4, sets=sets)
    rows = tables(file)
    done = campaign_schedule.run(file, rows, run(file, campaign=rows).plan, ready=False)
    notes = campaign_risk.run(done, rows, many=20, workers=1, compare=False)["notes"]
    return done, simulate(campaign_risk.ask(done, rows), many=400, seed=3), notes


def test_who_misses_a_departure_waits_for_the_next_one() -> None:
    later = 'leg.up.departures=[{date = "2035-12-09"}, {date = "2036-02-09"}]'
    done, risk, notes = _launched(later)
    assert format_epoch(done.schedule.flights[0].lift_off_s) == "2035-12-09"
    assert [format_epoch(low) for low, _ in done.later["trip-1-launcher-1"]] == ["2036-02-09"]
    assert len(done.table.flights[0].windows) == 1
    days = risk.delay_s[:, 0] / DAY_S
    assert (days <= 1.0).any()
    assert (days >= 61.0).any()
    assert not ((days > 1.0) & (days < 61.0)).any()
    assert not any("no later departure" in one for one in notes)
    alone, once, told = _launched()
    assert alone.later == {"trip-1-launcher-1": ()}
    assert ((once.delay_s[:, 0] > DAY_S) & (once.delay_s[:, 0] < 61.0 * DAY_S)).any()
    assert any("1 flight(s) of dated legs have no later departure" in one for one in told)


def test_without_repeats_a_flight_that_misses_its_last_departure_never_comes() -> None:
    _, risk, notes = _launched('risk.repeat="0 d"')
    days = risk.delay_s[:, 0] / DAY_S
    assert np.isinf(days).any()
    assert (days[np.isfinite(days)] <= 1.0).all()
    assert any("does not fly" in one for one in notes)
