"""Dose of a plan's people, from a file to its notes and its page; unknown places are refused."""

from pathlib import Path

import pytest

from windlass.base.errors import InvalidInput
from windlass.report.campaign_page import campaign_page
from windlass.studies.campaign_load import load, tables
from windlass.studies.campaign_run import run
from windlass.studies.campaign_told import told

FERRY = """
schema = 1
kind = "campaign"
name = "ferry"
start = "2035-01-01"
end = "2036-06-01"
goal = "cost"
step = "200 d"
[node.orbit]
[node.mars]
[commodity.crew]
each = "90 kg"
seat = true
agency = "nasa"
[vehicle.ship]
dry = "1 t"
hold = "2 t"
seats = 4
price = "9 M USD2024"
[leg.out]
from = "orbit"
to = "mars"
duration = "DAYS d"
vehicles = ["ship"]
departures = [{ date = "2035-01-01" }]
where = "cruise"
[[supply]]
node = "orbit"
item = "crew"
[[supply]]
node = "orbit"
item = "ship"
[[demand]]
anchor = "landed"
node = "mars"
item = "crew"
amount = 4
date = "2036-06-01"
"""


def _file(tmp_path: Path, days: int) -> Path:
    path = tmp_path / "ferry.toml"
    path.write_text(FERRY.replace("DAYS", str(days)))
    return path


def test_dose_is_told_by_trip_and_judged(tmp_path: Path) -> None:
    plain = told(run(load(_file(tmp_path, 200))))
    (one,) = plain["exposures"]
    assert one["verdict"] == "kept"
    assert one["most_msv"] == pytest.approx(200 * 1.58)
    assert [trip["msv"] for trip in one["trips"]] == pytest.approx([200 * 1.58])
    assert any("nobody can exceed it" in note for note in plain["notes"])
    page = campaign_page(plain)
    assert "Dose of people who fly" in page
    assert "kept, whoever flies when" in page


def test_where_every_way_takes_people_over_their_limit_that_is_told(tmp_path: Path) -> None:
    planned = run(load(_file(tmp_path, 400)))
    assert not planned.holds
    plain = told(planned)
    assert plain["status"] == "none"
    (lacking,) = plain["short"]
    assert lacking["anchor"] == "landed"
    assert lacking["without"] == ["career limits of dose"]
    assert "one at a time, without: career limits of dose" in campaign_page(plain)
    assert run(load(_file(tmp_path, 400), sets=("commodity.crew.agency=esa",))).holds


def test_unknown_places_and_agencies_are_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, 200)
    for key, value, remedy in (
        ("leg.out.where", "venus", "cruise"), ("commodity.crew.agency", "acme", "nasa"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=f"{key}.*{value}.*{remedy}"):
            tables(load(path, sets=(f"{key}={value}",)))
    with pytest.raises(InvalidInput, match="seat = true"):
        load(path, sets=("commodity.crew.seat=false",))


def test_where_nothing_is_known_that_is_told(tmp_path: Path) -> None:
    path = _file(tmp_path, 200)
    notes = told(run(load(path, sets=('leg.out.where=""',))))["notes"]
    assert any("not computed on out" in note for note in notes)
    notes = told(run(load(path, sets=('commodity.crew.agency=""',))))["notes"]
    assert any("no agency is named" in note for note in notes)
