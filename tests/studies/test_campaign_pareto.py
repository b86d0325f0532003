"""A front from a file: one point where a campaign leaves no choice, more where it does."""

from importlib.resources import files
from pathlib import Path

import pytest

from windlass.base.errors import InvalidInput
from windlass.studies.campaign_load import load
from windlass.studies.campaign_pareto import lines, pareto
from windlass.studies.campaign_run import run

SHIPPED = Path(str(files("windlass") / "data" / "campaigns"))
HU4 = SHIPPED / "2008-hu4.toml"

CHOICE = """
schema = 1
kind = "campaign"
name = "choice"
start = "2035-01-01"
end = "2035-03-01"
goal = "cost"
step = "60 d"
gap = 1e-6
[node.orbit]
[node.moon]
[commodity.food]
[vehicle.fast]
dry = "1 t"
hold = "2 t"
price = "9 M USD2024"
[vehicle.slow]
dry = "1 t"
hold = "2 t"
price = "4 M USD2024"
[leg.short]
from = "orbit"
to = "moon"
duration = "3 d"
vehicles = ["fast"]
departures = [{ date = "2035-01-01" }]
[leg.long]
from = "orbit"
to = "moon"
duration = "30 d"
vehicles = ["slow"]
departures = [{ date = "2035-01-01" }]
[[supply]]
node = "orbit"
item = "food"
[[supply]]
node = "orbit"
item = "fast"
[[supply]]
node = "orbit"
item = "slow"
[[demand]]
anchor = "stores"
node = "moon"
item = "food"
amount = "3 t"
date = "2035-03-01"
"""


@pytest.fixture
def choice(tmp_path: Path) -> Path:
    path = tmp_path / "choice.toml"
    path.write_text(CHOICE)
    return path


def test_one_tug_leaves_no_choice() -> None:
    plain = pareto(load(HU4), against="time")
    (only,) = plain["front"]["points"]
    alone = run(load(HU4)).plan
    assert alone is not None
    assert only["launched_kg"] == pytest.approx(alone.value, rel=1e-9)
    assert only["last_delivery"] == "2047-04-26"
    assert "do not pull apart" in " ".join(lines(plain))


def test_a_faster_way_costs_more(choice: Path) -> None:
    plain = pareto(load(choice), against="time")
    found = plain["front"]
    assert [(one["time_d"], one["cost"]) for one in found["points"]] == [
        (pytest.approx(3.0), pytest.approx(18e6)), (pytest.approx(30.0), pytest.approx(8e6)),
    ]  # fmt: skip
    assert (found["goal_unit"], found["against_unit"]) == ("USD2024", "d")
    assert found["points"][0]["departures"] == [
        {"leg": "short", "leaves": "2035-01-01", "flown": {"fast": 2}}
    ]
    # The page's flights are those of the end of the file's own goal.
    assert plain["flights"] == {"slow": 2}
    assert "point-2" in plain["notes"][0]
    assert "2 plans on the front" in lines(plain)[0]


def test_what_cannot_be_says_what_is_short() -> None:
    plain = pareto(load(HU4, sets=['vehicle.tug.hold="400 t"']), against="time")
    assert plain["front"] is None
    assert plain["status"] == "none"
    assert [one["anchor"] for one in plain["short"]] == ["asteroid"]


def test_a_goal_is_not_swept_against_itself() -> None:
    with pytest.raises(InvalidInput, match="two that differ"):
        pareto(load(HU4), against="launch-mass")
