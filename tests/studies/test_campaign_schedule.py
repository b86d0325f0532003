"""A month of flights scheduled and told: fits, or says what it lacks, with anchors."""

import json
from functools import cache
from pathlib import Path

import pytest

from windlass.studies import campaign_month, campaign_schedule
from windlass.studies.campaign_load import load, tables
from windlass.studies.campaign_schedule import Scheduled

TEXT = """
schema = 1
kind = "campaign"
name = "month"
start = "2032-06-01"
end = "2033-06-01"
[node.earth]
[node.base]
where = "leo"
[commodity.cargo]
[vehicle.launcher]
use = "falcon-heavy-expendable"
expended = true
[vehicle.launcher.ground]
pad = "pads"
pad_before = "2 d"
pad_after = "1 d"
dock = "docks"
dock_stay = "3 d"
work = [
    { team = "pad-crew", people = 2, begin = "-16 h", end = "0 h" },
    { team = "dock-crew", people = 2, begin = "24 h", end = "32 h" },
]
[leg.up]
from = "earth"
to = "base"
duration = "1 d"
vehicles = ["launcher"]
launch = true
[site.pads]
node = "earth"
kind = "pad"
count = 2
[site.docks]
node = "base"
kind = "dock"
count = 2
[team.pad-crew]
node = "earth"
count = 12
rule = "eu-2003-88"
[team.dock-crew]
node = "base"
count = 8
rule = "eu-2003-88"
agency = "nasa"
[base.base]
people = 4
seats = 12
water = "1 t"
[flight.first]
vehicle = "launcher"
count = 6
window = "2032-06-03..2032-08-01"
due = "2032-07-01"
"""


@cache
def done(folder: Path, pads: int = 2) -> Scheduled:
    path = folder / "month.toml"
    path.write_text(TEXT)
    file = load(path, sets=[f"site.pads.count={pads}"])
    return campaign_schedule.run(file, tables(file), limit_s=5.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("month")


def test_a_month_that_fits_says_so(folder: Path) -> None:
    found = done(folder)
    assert found.schedule.status == "optimal"
    assert found.faults == ()
    plain = campaign_schedule.told(found)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert len(plain["flights"]) == 6
    assert plain["breaches"] == []
    assert all(one["hours"] <= one["limit_h"] + 1e-6 for one in plain["hours"])
    month = campaign_month.month(found)
    assert (month["wanted"], month["flown"]) == (6, 6)
    assert month["slips"] == []
    water = next(one for one in month["base"] if one["what"] == "water")
    assert water["needs"] == pytest.approx(12 * 30 * 3.909, rel=1e-3)
    assert water["needs"] > water["has"]
    assert not month["fits"]
    assert [one["ok"] for one in month["lines"] if "water" in one["anchor"]] == [False]


def test_every_line_has_an_anchor_of_its_own(folder: Path) -> None:
    month = campaign_month.month(done(folder))
    anchors = [one["anchor"] for one in month["lines"]]
    assert len(set(anchors)) == len(anchors)
    assert all(one.startswith("month-") for one in anchors)


def test_the_month_is_ready_no_sooner_than_its_pads_allow(folder: Path) -> None:
    month = campaign_month.month(done(folder))
    ready = month["readiness"]
    # Six flights by two pads of three days each: the last one waits for two rounds of them.
    assert ready["earliest_d"] >= 2.0 + 2 * 3.0 + 1.0 - 1e-6
    assert ready["missing"] == []


def test_people_at_an_exposed_base_take_its_dose(folder: Path) -> None:
    found = done(folder)
    plain = campaign_schedule.told(found)
    assert {one["who"].split(" ")[0] for one in plain["doses"]} == {"dock-crew"}
    assert len(plain["doses"]) == 8
    last = max(one["home_s"] for one in plain["flights"])
    days = (last - found.table.start_s) / 86_400.0
    assert plain["doses"][0]["msv"] == pytest.approx(0.73 * days, rel=1e-6)
    assert plain["doses"][0]["limit_msv"] == 600.0
