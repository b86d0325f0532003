"""Campaign files: units at the edge, CSV tables beside them, faults with line and key."""

from pathlib import Path

import pytest

from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, InvalidInputs, SourceError
from windlass.economics import prices
from windlass.studies.campaign_load import load, rows, tables

TEXT = """
schema = 1
kind = "campaign"
name = "small"
start = "2035-01-01"
end = "2036-01-01"
[node.earth]
[node.orbit]
[node.moon]
storage = false
[commodity.crew]
each = "100 kg"
uses = { food = "5 kg/d" }
seat = true
[commodity.food]
[commodity.oxygen]
fluid = true
boiloff = "0.001 1/d"
[vehicle.launcher]
use = "falcon-heavy-expendable"
expended = true
[vehicle.lander]
dry = "4 t"
isp = "440 s"
burns = { oxygen = 1.0 }
tanks = { oxygen = "30 t" }
hold = "6 t"
rides = ["launcher"]
price = "50 M USD2015"
[leg.up]
from = "earth"
to = "orbit"
duration = "1 d"
vehicles = ["launcher"]
launch = true
[leg.out]
from = "orbit"
to = "moon"
dv = "5 km/s"
duration = "5 d"
vehicles = ["lander"]
first = "2035-03-01"
every = "100 d"
[[supply]]
node = "earth"
item = "food"
price = "10 USD2024/kg"
rate = "2 t/yr"
[[supply]]
node = "earth"
item = "crew"
amount = 4
[[demand]]
node = "moon"
item = "crew"
amount = 2
date = "2035-06-01"
every = "90 d"
times = 2
[process.plant]
node = "moon"
unit = "food"
makes = { oxygen = "5 1/yr" }
"""


def written(folder: Path, text: str = TEXT) -> Path:
    path = folder / "small.toml"
    path.write_text(text)
    return path


def test_quantities_become_si(tmp_path: Path) -> None:
    campaign = tables(load(written(tmp_path)))
    crew, food, oxygen = campaign.commodities
    assert (crew.whole, crew.unit_kg, crew.seat) == (True, 100.0, True)
    assert crew.uses["food"] == pytest.approx(5.0 / DAY_S)
    assert not food.whole
    assert oxygen.boiloff_1_s == pytest.approx(1e-3 / DAY_S)
    launcher, lander = campaign.vehicles
    assert launcher.lift_kg == launcher.hold_kg == 63_800.0
    index = prices.index(2024) / prices.index(2015)
    assert lander.price == pytest.approx(50e6 * index)
    assert launcher.flight_price == pytest.approx(
        150e6 * prices.index(2024) / prices.index(2018), rel=1e-9
    )
    out = campaign.legs[1]
    assert out.dv_m_s == pytest.approx(5000.0)
    dates = [one.date_s for one in out.departures]
    assert dates[0] == parse_epoch("2035-03-01")
    assert dates[1] - dates[0] == 100 * DAY_S
    assert dates[-1] <= campaign.end_s
    assert campaign.supplies[0].rate_1_s == pytest.approx(2000.0 / YEAR_S)
    assert campaign.supplies[0].price == pytest.approx(10.0)
    assert [one.anchor for one in campaign.demands] == ["crew at moon 1", "crew at moon 2"]
    assert campaign.processes[0].makes["oxygen"] == pytest.approx(5.0 / YEAR_S)


def test_tables_may_lie_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "departures.csv").write_text(
        "leg,date,dv [km/s],duration [d],shares.lander\nback,2035-09-01,2.5,4,\n"
        "back,2035-10-01,2.6,4,0.4\n"
    )
    (tmp_path / "demands.csv").write_text("node,item,amount [kg],date\nmoon,food,300,2035-08-01\n")
    more = (
        '[csv]\ndeparture = "departures.csv"\ndemand = "demands.csv"\n'
        '[leg.back]\nfrom = "moon"\nto = "orbit"\ndv = "2.6 km/s"\nduration = "5 d"\n'
        'vehicles = ["lander"]\n'
    )
    campaign = tables(load(written(tmp_path, TEXT + more)))
    back = campaign.legs[2]
    assert [one.dv_m_s for one in back.departures] == pytest.approx([2500.0, 2600.0])
    assert back.departures[0].duration_s == 4 * DAY_S
    assert dict(back.departures[1].shares) == {"lander": 0.4}
    assert campaign.demands[-1].amount == 300.0


def test_what_is_laid_over_the_file_counts(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert load(path, sets=['leg.out.dv="6 km/s"']).leg["out"].dv == 6000.0
    with pytest.raises(InvalidInput, match="KEY=VALUE"):
        load(path, sets=["leg.out.dv"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('dry = "4 t"', "dry = 4"), ["vehicle.lander.dry", "without a unit", "small.toml:23"]),
        (('dry = "4 t"', 'drymass = "4 t"'), ["unknown key", "did you mean dry"]),
        (('hold = "6 t"', 'holt = "6 t"'), ["did you mean hold"]),
        (('date = "2035-06-01"', 'date = "soon"'), ["demand.0.date", "no date"]),
        (('kind = "campaign"\n', ""), ["kind: missing key"]),
        (('every = "100 d"', ""), ["first and every belong together"]),
        (('end = "2036-01-01"', 'end = "2034-01-01"'), ["end lies before start"]),
    ],
)
def test_faults_name_line_key_and_remedy(
    tmp_path: Path, change: tuple[str, str], words: list[str]
) -> None:
    with pytest.raises((InvalidInput, InvalidInputs)) as told:
        load(written(tmp_path, TEXT.replace(*change)))
    assert all(word in str(told.value) for word in words), str(told.value)


def test_faults_of_tables_are_told_together(tmp_path: Path) -> None:
    text = TEXT.replace('to = "moon"', 'to = "mon"').replace('item = "crew"', 'item = "crow"')
    with pytest.raises(InvalidInputs) as told:
        tables(load(written(tmp_path, text)))
    assert "near: moon" in str(told.value)
    assert "near: crew" in str(told.value)


def test_faults_of_files_beside_it_are_named(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b\n1,2,3\n")
    with pytest.raises(InvalidInput, match=r"t\.csv:2"):
        rows(table)
    with pytest.raises(SourceError, match="no such table file"):
        rows(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="no such campaign file"):
        load(tmp_path / "none.toml")
