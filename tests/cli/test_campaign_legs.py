"""``windlass campaign legs`` from an empty folder: what it writes, ``campaign plan`` reads."""

import csv
import json
from pathlib import Path

import pytest

from windlass.cli.main import main
from windlass.store import Store

SEARCH = ("campaign", "legs", "search", "2008 EV5", "--leg", "out", "--depart", "2035..2036",
          "--tof", "200 d..500 d", "--step", "20 d", "--keep", "2")  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WINDLASS_HOME", str(tmp_path / "home"))
    return tmp_path


def test_a_search_writes_a_table(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SEARCH, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    with (here / "legs.csv").open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert [float(one["dv [m/s]"]) for one in rows] == [one["dv_m_s"] for one in plain["legs"]]
    assert {one["from"] for one in rows} == {"earth"}
    assert "windlass " in rows[0]["source"]
    assert main(list(SEARCH)) == 0
    said = capsys.readouterr().out
    assert "km²/s²" in said
    assert "Table: legs.csv" in said


def test_a_run_without_legs_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "legs", "run"]) == 2
    assert "holds no run" in capsys.readouterr().err
    Store.open().put("0" * 64, kind="redirect", title="x", scenario={}, result={}, arrays={})
    assert main(["campaign", "legs", "run"]) == 2
    assert "has no legs" in capsys.readouterr().err
    assert main(["campaign", "legs", "run", "--leg", "out"]) == 2


def test_legs_that_are_told_badly_are_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Store.open().put("1" * 64, kind="study", title="x", scenario={}, result={}, arrays={})
    for words in (["--leg", "out"], ["--leg", "a=out", "--leg", "a=out"]):
        assert main(["campaign", "legs", "run", *words]) == 2
        assert "NAME=PARTS" in capsys.readouterr().err
