"""What a catalogue holds, counted: the published counts of the recorded table, and in words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from windlass.catalogue import approaches, whole
from windlass.catalogue.census import census, lines
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.designation import Names
from windlass.catalogue.files import load
from windlass.catalogue.read import read
from windlass.catalogue.table import builtin


@pytest.fixture(scope="module")
def found(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    said = {"installed": "2026-11-21T12:00:00Z", "files": [{"name": "neo_catalog.parquet"}]}
    known = whole.from_catalogue(read(shared / "data/neo_catalog.parquet"), said)
    file = tmp_path_factory.mktemp("census") / "neo.parquet"
    whole.write(known, file)
    met = approaches.make(approaches.read(load(shared / "data/cad.parquet")).rows, {})
    return census(known, file, met)


def test_published_counts(found: dict[str, Any], shared: Path) -> None:
    """Counts as the table's own description and its columns state them."""
    import polars as pl

    table = pl.read_parquet(shared / "data/neo_catalog.parquet")
    stored = dict(table["hp_src"].value_counts().iter_rows())
    assert stored["SBDB-2026-07-04-fullprec"] == 4_051
    assert stored["NEODyS-2022"] == 25_245
    assert found["count"] == 41_867
    assert sum(found["orbit_class"].values()) == 41_867
    assert found["precision"]["full"] == stored["SBDB-2026-07-04-fullprec"]
    assert sum(found["precision"].values()) == 41_867
    older = found["precision"]["older-solution"]
    assert older <= stored["NEODyS-2022"] + stored["MPC-2021"]
    assert found["precision"]["screening"] == 41_867 - 4_051 - older
    assert found["certifying"] + found["full_but_uncertain"] == 4_051
    assert found["without_h"] == table["H"].null_count()
    assert found["with_taxonomy"] == 326
    assert found["potentially_hazardous"] == 2_541
    assert found["epochs"]["last"] == "2026-06-17"
    assert found["from"] == "neo_catalog.parquet"
    assert found["close_approaches"]["count"] == 50_749
    assert found["close_approaches"]["dates"] == {"first": "1900-01-04", "last": "2199-12-27"}
    assert found["bytes"] > 1e6


def test_older_solutions_by_what_came_of_them(found: dict[str, Any]) -> None:
    """A file that was read has settled nothing; verdicts are counted by their first words."""
    older = found["older_solutions"]
    assert (older["count"], older["unsettled"], older["verdicts"]) == (25_250, 25_250, {})
    assert "25,250 were compared with the present elements without integ" in "\n".join(lines(found))
    said = ["fits", "fits", "does not fit: axis", "does not fit: plane", "not compared: x", ""]
    two = builtin().targets[0]
    targets = [
        replace(two, names=Names("", "", f"2030 A{k}"), other=two.orbit, settled=one, aliases=())
        for k, one in enumerate(said)
    ]
    counts = census(whole.from_catalogue(Catalogue(tuple(targets)), {}), Path("nowhere"))
    assert counts["older_solutions"] == {
        "count": 6, "fits": 2, "does_not_fit": 2, "not_compared": 1, "unsettled": 1,
        "verdicts": {"fits": 2, "does not fit: axis": 1, "does not fit: plane": 1,
                     "not compared: x": 1},
    }  # fmt: skip
    words = "\n".join(lines(counts))
    assert "2 of the earlier solutions were integrated" in words
    assert "3 do not fit, or could not be integrated: set aside" in words


def test_in_words(found: dict[str, Any]) -> None:
    said = "\n".join(lines(found))
    assert "41,867 asteroids, installed 2026-11-21T12:00:00Z, from neo_catalog.parquet" in said
    assert "class: APO 23,833 · AMO 14,585 · ATE 3,411 · IEO 38" in said
    assert f"{found['precision']['screening']:,} have rounded elements: they screen" in said
    assert "certify" in said
    assert "50,749 close approaches to Earth, 1900-01-04 to 2199-12-27" in said
    assert found["digest"] in said
    assert "could not be used" not in said


def test_without_approaches_and_without_dates() -> None:
    none = whole.from_rows([], {})
    found = census(none, Path("nowhere"))
    assert found["count"] == 0
    assert found["epochs"] is None
    said = "\n".join(lines(found))
    assert "No close approaches are installed" in said
    empty = approaches.make([], {})
    said = "\n".join(lines(census(none, Path("nowhere"), empty)))
    assert "0 close approaches to Earth, from unknown" in said


def test_faults_are_told() -> None:
    told = {"count": 3, "first": ["x"]}
    none = whole.from_rows([], {"faults": told, "repeated": {"count": 1, "first": ["y"]}})
    said = "\n".join(lines(census(none, Path("nowhere"))))
    assert "3 rows could not be used" in said
    assert "1 rows came twice" in said
