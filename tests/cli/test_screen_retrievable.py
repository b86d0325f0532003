"""``screen retrievable``: what it prints, JSON, the page it writes, what is refused and how."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from windlass.capture import retrieve_real
from windlass.cli.main import main

QUICK = ("--to", "sun-earth", "--span", "2027..2031", "--effort", "quick", "--max-dv", "900 m/s",
         "--target", "2006 RH120", "--target", "433")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own; burns are made cheaper in two rounds, not eighty: a path that holds
    together, an upper end of its cost. That rounds settle is tests/transfers/test_cheapest.py's."""
    folder = tmp_path_factory.mktemp("retrievable")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retrieve_real, "carried", partial(retrieve_real.carried, rounds=2))
        patch.setenv("WINDLASS_HOME", str(folder))
        patch.chdir(folder)
        yield folder


def test_asteroids_are_found_shown_and_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "retrievable", *QUICK, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["to"], data["seeds"]) == ("retrievable", "sun-earth", "none")
    assert (data["count"], data["asteroids"]) == (1, 2)
    (row,) = data["rows"]
    assert row["designation"] == "2006 RH120"
    assert row["dv_m_s"] < 900.0
    assert pl.read_parquet(Path(data["page"]).with_name("rows.parquet")).height == 2
    # the same screen again, for people
    assert main(["screen", "--resume", "latest"]) == 0
    said = capsys.readouterr().out
    assert "1 of 2 asteroids can be brought to an orbit about Sun–Earth L1 or L2" in said
    assert "published: 12 (2013), 44 (2021)" in said
    assert "2006 RH120" in said
    page = Path(data["page"]).read_text(encoding="utf-8")
    assert "No published date, list or trajectory seeds the search" in page


def test_verbs_of_trips_refuse_this_screen(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["porkchop", "latest", "433"], ["refine", "latest"]):
        assert main(["screen", *words]) == 2
        assert "not one of trips" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--to", "venus"], "--to"),
        (["--to", "sun-earth", "--max-dv", "-5 m/s"], "--max-dv"),
        (["--to", "sun-earth", "--max-dv", "5 kg"], "--max-dv"),
        (["--to", "sun-earth", "--span", "2030..2030-02"], "--span"),
        (["--to", "sun-earth", "--max-tof", "1 d"], "--max-tof"),
        (["--to", "sun-earth", "--model", "flat"], "--model"),
        (["--to", "sun-earth", "--tug", "nobody"], "--tug"),
        (["--to", "sun-earth", "--efficiency", "2"], "efficiency"),
        (["--to", "sun-earth", "--engine", "steam"], "--engine"),
        (["--to", "sun-earth", "--top", "0"], "--top"),
        (["--to", "sun-earth", "--target", "no such stone"], "no such stone"),
        (["--to", "sun-earth", "--span", "2026..2700", "--target", "433"], ""),
        ([], "to"),
    ],
)
def test_what_is_refused_is_bad_input_and_says_what(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert main(["screen", "retrievable", *words, "--json"]) == 2
    said = capsys.readouterr()
    assert named in said.err
    assert json.loads(said.out)["message" if "message" in json.loads(said.out) else "error"]


def test_the_cheapest_way_is_computed_anew_and_drawn(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screen", "retrievable", *QUICK, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert main(["screen", "path", "latest", "2006rh120", "--json"]) == 0
    way = json.loads(capsys.readouterr().out)
    assert way["dv_m_s"] == pytest.approx(row["dv_m_s"], abs=1e-3)
    assert (way["leaves"], way["orbit"]) == (row["depart"], row["target"])
    assert way["dv_m_s"] == pytest.approx(way["dv1_m_s"] + way["dv2_m_s"])
    assert way["leaves"] < way["on_the_manifold"] <= way["at_the_section"] < way["at_the_orbit"]
    assert 0.0 < way["near_m"] < way["reach_m"]
    assert way["conic_clear_m"] > 0.0
    assert "real" not in way
    assert main(["screen", "path", "latest", "2006rh120", "--real", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    own = again["real"]
    assert own["dv_m_s"] == pytest.approx(own["dv1_m_s"] + own["dv2_m_s"])
    assert own["dv_m_s"] <= own["closed_dv_m_s"]
    assert own["gap_m"] < 20.0
    text = Path(way["page"]).read_text(encoding="utf-8")
    assert "Among the real planets, on the same dates" in text
    assert Path(way["page"]).name == "path-2006-RH120.html"
    assert "rotating frame" in text
    assert "2006 RH120" in text
    assert main(["screen", "path", "latest", "Eros"]) == 4
    assert "left out by the bound" in capsys.readouterr().err
    assert main(["screen", "path", "latest", "nobody"]) == 2


def test_the_cheapest_way_is_judged(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "retrievable", *QUICK, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    run = next((home / "screens").iterdir()).name
    quick = ["--samples", "20", "--instants", "6", "--clones", "8", "--years", "2"]
    assert main(["verify", run, "2006 RH120", *quick, "--after", "2026-11-22", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (made,) = told["verdicts"]
    assert made["claimed_dv_m_s"] == pytest.approx(row["dv_m_s"], abs=1e-3)
    assert made["verdict"] in ("refuted", "not certifiable", "needs correction")
    if made["dv_m_s"] is not None:
        assert made["judges"]
        assert made["safety"]["flights"] >= 48
    assert sum(told["counts"].values()) == 2  # found, and one verdict
    assert Path(made["files"][0]).is_file()
