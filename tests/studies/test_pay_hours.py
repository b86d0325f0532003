"""Hours of persons beside rules, doses, and hours that a plan demands."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests.studies.test_campaign_schedule import TEXT
from windlass.base.errors import InvalidInput
from windlass.campaign.crew import duty
from windlass.campaign.schedule import assign
from windlass.studies import campaign_schedule
from windlass.studies.campaign_load import load, tables
from windlass.studies.pay_hours import doses_of, judged, planned
from windlass.studies.pay_load import hours_of, worked
from windlass.workforce.hours import read_csv

DEMO = Path(str(files("windlass") / "data" / "demo" / "pay"))
WEEK = "person,group,start,end,duty,hazard\n" + "\n".join(
    f"Wes,miners,2032-05-{d:02d}T06:00:00Z,2032-05-{d:02d}T{end},{duty_},no"
    for d, end, duty_ in ((3, "18:00:00Z", ""), (4, "18:30:00Z", ""), (5, "15:30:00Z", "eva"),
                          (6, "18:00:00Z", ""))
)  # fmt: skip


def test_a_week_is_judged_clause_by_clause() -> None:
    told = judged(worked(read_csv(WEEK, name="w")), "faa-431-43")
    row = told["persons"][0]
    assert (row["worked_h"], row["overtime_h"], row["eva_h"], row["evas"]) == (46.0, 6.0, 9.5, 1)
    assert row["busiest_h"] == pytest.approx(46.0)
    assert not told["kept"]
    found = {(one["clause"], one["value"], one["limit"]) for one in told["breaches"]}
    assert ("shift_s", 12.5, 12.0) in found
    eva = duty.rule("eva")
    assert any(one["anchor"] == "duty.eva.shift_s" and one["limit"] == eva.shift_s / 3600
               for one in told["breaches"])  # fmt: skip
    assert told["breaches"][0]["begin"] == "2032-05-04T06:00:00Z"
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    for rule in ("none", ""):
        with pytest.raises(InvalidInput, match="duty"):
            judged(worked(read_csv(WEEK, name="w")), rule)
    with pytest.raises(InvalidInput, match="overtime"):
        judged(worked(read_csv(WEEK, name="w")), "crew", over_h=0.0)


def test_the_base_s_month_and_doses() -> None:
    told = judged(hours_of(DEMO / "hours.csv"), "eu-2003-88", doses=doses_of(DEMO / "doses.csv"))
    assert len(told["persons"]) == 46
    assert told["exceeded"] == ["Ina"]
    ina = next(one for one in told["doses"] if one["person"] == "Ina")
    assert 0.0 < ina["reached_d"] < 365.0
    dag = [one for one in told["breaches"] if one["person"] == "Dag"]
    assert {one["clause"] for one in dag} >= {"shift_s", "week_s"}


@pytest.mark.parametrize(("text", "told"), [
    ("person,agency\nA,nasa\n", "columns"), ("person,agency,place,days\n", "without a row"),
    ("person,agency,place,days\nA,nasa,moon,x\n", "a number"),
    ("person,agency,place,days\nA,nasa,moon,-1\n", "0 or more"),
    ("person,agency,place,days\nA,nasa,venus,1\n", "place"),
    ("person,agency,place,days\nA,nasa,moon,1\nA,esa,moon,1\n", "one agency"),
    ("person,agency,place,days\n,nasa,moon,1\n", "names its person"),
])  # fmt: skip
def test_doses_that_are_none_are_refused(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "doses.csv"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=told):
        doses_of(path)


def test_a_plan_s_shifts_are_hours(tmp_path: Path) -> None:
    path = tmp_path / "month.toml"
    path.write_text(TEXT)
    file = load(path)
    done = campaign_schedule.run(file, tables(file), limit_s=5.0, ready=False)
    text = planned(done)
    hours = read_csv(text, name="plan")
    spans = assign.shifts(done.table, done.schedule)
    assert set(hours.groups()) == set(spans)
    for who, own in spans.items():
        asked = sum(b - a for a, b in own) / 3600.0
        assert float(sum(one.hours for one in hours.of(who))) == pytest.approx(asked, abs=0.01)
    told = judged(worked(hours), "eu-2003-88")
    assert told["kept"]
