"""``windlass screen porkchop``: the page in the screen's folder, words in 80 columns, JSON."""

import json
import re
from pathlib import Path

import pytest

from windlass.base.epochs import parse_span
from windlass.cli.main import main
from windlass.screen import run, search
from windlass.screen.rules import Rules

NAME = "2000 SG344"


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory):
    """Return a finished screen of two asteroids in a home of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("WINDLASS_HOME", "WINDLASS_CACHE", "WINDLASS_DATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("own")))
        patch.setenv("COLUMNS", "80")
        rules = Rules(kind="accessible", launch_s=parse_span("2028-06..2030-06"), max_dv_m_s=7e3)
        begun = run.begin(rules, search.asteroids((NAME, "2008 EV5"))[0])
        run.carry_on(begun)
        yield begun


def test_the_page_lies_beside_the_rows_and_the_words_say_what_it_holds(screen, capsys) -> None:
    assert main(["screen", "porkchop", screen.name, "2000sg344"]) == 0
    said = capsys.readouterr()
    row = screen.frame.filter(screen.frame["designation"] == NAME).row(0, named=True)
    assert f"takes {row['dv_m_s'] / 1e3:.3f} km/s" in said.out
    assert said.err == ""
    page = screen.folder / "porkchop-2000-SG344.html"
    text = page.read_text(encoding="utf-8")
    assert f"{row['dv_m_s'] / 1e3:.3f} km/s" in text
    assert "<title>2000 SG344 – porkchop</title>" in text
    assert str(page) in re.sub(r"\n", "", said.out)


def test_json_tells_the_best_trip_to_the_last_digit(screen, capsys, tmp_path: Path) -> None:
    page = tmp_path / "own" / "pork.html"
    assert main(["screen", "porkchop", "latest", NAME, "--out", str(page), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    row = screen.frame.filter(screen.frame["designation"] == NAME).row(0, named=True)
    assert told["best"]["dv_m_s"] == row["dv_m_s"]
    assert told["same_as_row"] is True
    assert told["page"] == str(page)
    assert page.is_file()


def test_an_asteroid_out_of_reach_has_a_porkchop_too(screen, capsys) -> None:
    assert main(["screen", "porkchop", screen.name, "2008 EV5"]) == 0
    assert "0 within the screen's limit of 7 km/s" in capsys.readouterr().out
    page = screen.folder / "porkchop-341843.html"
    assert "No trip keeps the screen" in page.read_text(encoding="utf-8")


def test_names_and_screens_that_are_not_there_end_with_2(screen, capsys) -> None:
    assert main(["screen", "porkchop", screen.name, "2000 SG345", "--json"]) == 2
    said = capsys.readouterr()
    assert "did you mean 2000 SG344" in json.loads(said.out)["remedy"]
    assert main(["screen", "porkchop", "nosuch", NAME]) == 2
    assert "no such screen" in capsys.readouterr().err
