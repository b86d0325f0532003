"""What is exported reads back with other tools as what was put."""

import csv
import json
import math
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from windlass.base.errors import InvalidInput, SourceError
from windlass.store import Store

RUN = "5" * 64
TRADE = pl.DataFrame(
    {
        "returned_kg": [1.0, 0.1 + 0.2, math.nan],
        "n_rev": [0, None, 2],
        "of": ["out", "return, late", 'the "best"'],
    }
)
RESULT = {"name": "2008-hu4", "returned_kg": 1 / 3, "answer": ["Zurück: 3 t"]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(tmp_path / "kept")
    made.put(
        RUN,
        kind="study",
        title="A study",
        scenario={"target": "2008 HU4"},
        result=RESULT,
        arrays={"trade.a": TRADE, "path": pl.DataFrame({"t_s": [0.0]})},
    )
    return made


def test_each_format_reads_back(store: Store, tmp_path: Path) -> None:
    paths = store.export("latest", ("parquet", "csv", "json"), tmp_path / "out")
    folder = tmp_path / "out" / f"2008-hu4-{RUN[:12]}"
    assert {path.name for path in paths} == {
        "trade.a.parquet", "trade.a.csv", "path.parquet", "path.csv", "run.json",
    }  # fmt: skip
    assert sorted(paths) == sorted(folder.iterdir())
    assert_frame_equal(pl.read_parquet(folder / "trade.a.parquet"), TRADE, check_exact=True)
    table = pl.read_csv(folder / "trade.a.csv")
    assert_frame_equal(table, TRADE.with_columns(pl.col("returned_kg").fill_nan(None)))
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert data["run_id"] == RUN
    assert data["result"] == RESULT
    assert data["scenario"] == {"target": "2008 HU4"}
    assert data["tables"]["trade.a"]["rows"] == 3


def test_csv_keeps_every_digit_and_leaves_no_answer_empty(store: Store, tmp_path: Path) -> None:
    paths = store.export(RUN[:8], ["CSV"], tmp_path)
    with next(path for path in paths if path.name == "trade.a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[1]["returned_kg"]) == 0.1 + 0.2
    assert rows[2]["returned_kg"] == ""
    assert rows[1]["n_rev"] == ""


def test_exporting_twice_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    made = [
        [path.read_bytes() for path in store.export("latest", ("parquet", "csv", "json"), out)]
        for out in (tmp_path / "a", tmp_path / "b")
    ]
    assert made[0] == made[1]


def test_only_what_is_asked_for_is_written(store: Store, tmp_path: Path) -> None:
    assert [path.name for path in store.export("latest", {"json"}, tmp_path)] == ["run.json"]


@pytest.mark.parametrize("bad", [["xls"], ["csv", "pdf"], []])
def test_an_unknown_format_is_told(store: Store, tmp_path: Path, bad: list[str]) -> None:
    with pytest.raises(InvalidInput, match=r"format.*use parquet, csv, json"):
        store.export("latest", bad, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_run_leaves_no_half_of_an_export(store: Store, tmp_path: Path) -> None:
    (store.folder / "arrays" / RUN / "trade.a.parquet").write_bytes(b"PAR1")
    with pytest.raises(SourceError, match=r"trade\.a of run 555555555555 is damaged"):
        store.export("latest", ("parquet", "csv"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_table_that_csv_cannot_hold_is_told(store: Store, tmp_path: Path) -> None:
    nested = {"legs": pl.DataFrame({"x": [[1.0, 2.0]]})}
    store.put("6" * 64, kind="study", title="", scenario={}, result={}, arrays=nested)
    with pytest.raises(InvalidInput, match=r"as CSV.*got 'legs'.*use parquet"):
        store.export("latest", ["csv"], tmp_path)
    path = store.export("latest", ["parquet"], tmp_path)[0]
    assert path.parent.name == f"study-{'6' * 12}"
    assert_frame_equal(pl.read_parquet(path), nested["legs"])


def test_a_place_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SourceError, match=r"export cannot be written.*file"):
        store.export("latest", ["json"], tmp_path / "file")
