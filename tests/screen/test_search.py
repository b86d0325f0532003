"""Which asteroids a screen takes, and what came of it for programs."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.catalogue.known import catalogue
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, SourceError
from windlass.bodies.settle import settle
from windlass.catalogue import update
from windlass.catalogue import whole as columns
from windlass.catalogue.collection import lookup
from windlass.catalogue.table import builtin
from windlass.screen import run, search
from windlass.screen.rules import Rules

FILE_NAMES = ("1991 VG", "2008 EV5", "433", "2000 SG344")


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A catalogue file of a few asteroids."""
    made = catalogue(*FILE_NAMES)
    path = tmp_path / "few.parquet"
    columns.write(columns.from_catalogue(made, {"of": "a test"}), path)
    return path


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which no catalogue is installed."""
    monkeypatch.setenv("WINDLASS_DATA", str(tmp_path / "data"))
    return tmp_path


def names(whole: columns.Whole) -> list[str]:
    return whole.frame["designation"].to_list()


def test_without_a_catalogue_the_built_in_table_is_taken_and_a_note_says_so(nothing: Path) -> None:
    whole, note = search.asteroids()
    assert len(whole) == len(builtin())
    assert "no catalogue is installed" in note
    assert "windlass catalogue update" in note


def test_the_installed_catalogue_is_taken(nothing: Path, sealed: Path) -> None:
    columns.path().parent.mkdir(parents=True)
    columns.path().write_bytes(sealed.read_bytes())
    whole, note = search.asteroids()
    assert note == ""
    assert len(whole) == len(FILE_NAMES)
    columns.path().write_bytes(sealed.read_bytes()[:-100])
    with pytest.raises(SourceError):
        search.asteroids()


def test_files_take_the_place_of_the_installed_catalogue(nothing: Path, sealed: Path) -> None:
    whole, note = search.asteroids(files=[sealed])
    assert note == ""
    assert sorted(names(whole)) == sorted(lookup(name).orbit.designation for name in FILE_NAMES)
    assert whole.digest == columns.read(sealed).digest
    assert names(search.asteroids(files=[sealed, sealed])[0]) == names(whole)


def test_targets_restrict_the_screen_each_once(nothing: Path, sealed: Path) -> None:
    assert names(search.asteroids(["Apophis", "99942", "apophis"])[0]) == ["99942"]
    assert names(search.asteroids(["Eros", "1991 VG"])[0]) == ["433", "1991 VG"]
    assert names(search.asteroids(["433"], [sealed])[0]) == ["433"]
    # a file is joined by the built-in table, as everywhere
    assert names(search.asteroids(["Bennu"], [sealed])[0]) == ["101955"]


@pytest.mark.parametrize(("name", "near"), [("2000 SG34", "2000 SG344"), ("Apofis", "Apophis")])
def test_an_unknown_name_is_told_with_near_ones(nothing: Path, name: str, near: str) -> None:
    with pytest.raises(InvalidInput, match=f"unknown asteroid.*{name}.*{near}"):
        search.asteroids([name])


def test_faint_ones_and_those_without_magnitude_are_left_out(nothing: Path) -> None:
    whole, _ = search.asteroids(h_max=20.0)
    assert 0 < len(whole) < len(builtin())
    assert whole.frame["h_mag"].max() <= 20.0
    assert whole.provenance["h_max"] == 20.0
    assert names(search.asteroids(["Eros", "1991 VG"], h_max=20.0)[0]) == ["433"]
    for none in (-50.0, float("nan")):
        with pytest.raises(InvalidInput, match="no asteroid is that bright"):
            search.asteroids(h_max=none)


@pytest.fixture(scope="module")
def found(folders: Path) -> search.Found:
    t = parse_epoch("2029-10-12")
    by = Rules(kind="accessible", launch_s=(t - 20 * DAY_S, t + 20 * DAY_S))
    whole, _ = search.asteroids(["433", "2000 SG344", "Apophis", "2008 EV5"])
    begun = run.begin(by, whole)
    return search.found(begun, run.carry_on(begun))


def test_the_cheapest_comes_first(found: search.Found) -> None:
    assert found.frame.height == 4
    assert found.reached["dv_m_s"].is_sorted()
    assert found.reached["designation"][0] == "2000 SG344"
    assert set(found.reached["designation"]) | {"433"} <= set(found.frame["designation"])
    assert found.frame.filter(pl.col("designation") == "433")["dv_m_s"][0] is None
    assert search.without_ephemeris(found.frame) == 0


def test_plain_data_for_programs(found: search.Found) -> None:
    plain = json.loads(json.dumps(found.plain(), allow_nan=False))
    assert plain["count"] == found.reached.height
    assert (plain["asteroids"], plain["without_ephemeris"]) == (4, 0)
    assert (plain["kind"], plain["run"]) == ("accessible", found.run.name)
    row = plain["rows"][0]
    assert row["designation"] == "2000 SG344"
    assert row["launch"] == "2029-10-12"
    assert row["dv_m_s"] == pytest.approx(3_549.0, abs=1.0)
    assert not [name for name in row if name.startswith(("fast_", "front_"))]
    assert row["fastest"]["duration_d"] <= row["duration_d"]
    assert row["front"][-1]["dv_m_s"] == row["dv_m_s"]
    assert row["front"][0]["launch"] == row["fastest"]["launch"]
    assert [len(one["front"]) for one in plain["rows"]] == found.reached[
        "front_dv_m_s"
    ].list.len().to_list()


def test_fewer_rows_are_still_all_counted(found: search.Found) -> None:
    plain = found.plain(1)
    assert len(plain["rows"]) == 1
    assert plain["count"] == found.reached.height


def test_a_row_without_a_trip_is_plain_too(found: search.Found) -> None:
    row = found.frame.filter(pl.col("designation") == "433").row(0, named=True)
    plain = search.plain_row(row)
    assert plain["launch"] is None
    assert plain["fastest"]["launch"] is None
    assert plain["front"] == []


@pytest.mark.shared
def test_a_file_gives_what_its_import_gives(shared: Path, tmp_path: Path) -> None:
    """Of two orbits of an asteroid the same one is taken, whether all are asked for or some."""
    some = pl.read_parquet(shared / "data/neo_catalog.parquet").gather_every(600)
    some.write_parquet(tmp_path / "some.parquet")
    done = update.from_files([tmp_path / "some.parquet"], lambda: "now", settle)
    assert done.asteroids is not None
    told, _ = search.asteroids(files=[tmp_path / "some.parquet"])
    assert told.frame.equals(done.asteroids.frame)
    off = told.frame.filter(pl.col("settled").str.starts_with("does not fit"))
    assert off.height > 5
    names = off["designation"].to_list()[:3]
    few, _ = search.asteroids(names, [tmp_path / "some.parquet"])
    for row in few.frame.iter_rows(named=True):
        whole = off.row(by_predicate=pl.col("designation") == row["designation"], named=True)
        assert {key: row[key] for key in ("epoch_s", "a_m", "precision", "settled")} == {
            key: whole[key] for key in ("epoch_s", "a_m", "precision", "settled")
        }
