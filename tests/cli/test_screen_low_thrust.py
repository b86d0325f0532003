"""``screen low-thrust``: what it prints, JSON, the page it writes, what is refused and how."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from windlass.cli.main import main

QUICK = ("--arrive", "2026-04-15..2026-05-15", "--max-flight", "4.05 yr", "--xenon", "4 t",
         "--least-mass", "20 t", "--target", "2008 HU4", "--target", "433",
         "--workers", "1")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("lowthrust")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_HOME", str(folder))
        patch.chdir(folder)
        yield folder


def test_ranked_solved_shown_and_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "low-thrust", *QUICK, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["count"], data["asteroids"]) == ("low-thrust", 1, 2)
    assert data["states"]["left out by its orbit"] == 1
    (row,) = data["rows"]
    assert row["optimiser"]["status"] == "solved"
    assert row["optimiser"]["returned_kg"] == pytest.approx(row["returned_kg"], rel=0.25)
    assert "2008 HU4" in Path(data["page"]).read_text(encoding="utf-8")
    # the same screen again, for people
    assert main(["screen", "--resume", "latest"]) == 0
    said = capsys.readouterr().out
    assert "Of 1 of 2 asteroids at least 20 t can be returned" in said
    assert "The optimiser solved 1 of the 1 it was given" in said


def test_verbs_of_trips_refuse_this_screen(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "low-thrust", *QUICK, "--certify", "0"]) == 0
    capsys.readouterr()
    assert main(["screen", "porkchop", "latest", "433"]) == 2
    assert "not one of trips" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--arrive", "2030..2029"], "--arrive"),
        (["--arrive", "2026..2030", "--max-flight", "1 yr"], "--max-flight"),
        (["--arrive", "2026..2030", "--power", "5 kg"], "--power"),
        (["--arrive", "2026..2030", "--xenon", "-5 t"], "--xenon"),
        (["--arrive", "2026..2030", "--launch", "2031"], "--launch"),
        (["--arrive", "2026..2030", "--certify", "-1"], "--certify"),
        (["--arrive", "2026..2030", "--tug", "nobody"], "--tug"),
        (["--arrive", "2026..2030", "--engine", "abacus"], "--engine"),
    ],
)
def test_what_cannot_be_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert main(["screen", "low-thrust", *words, "--target", "433"]) == 2
    assert named in capsys.readouterr().err
