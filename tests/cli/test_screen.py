"""``screen``: published records found, JSON for programs, a table for people, what is refused."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from windlass.catalogue import whole as columns
from windlass.catalogue.collection import Catalogue, lookup
from windlass.catalogue.table import builtin
from windlass.cli.main import main
from windlass.screen import run

RECORDS = {  # nhats2012's service: launch, out, stay, back [d], total [km/s]
    "2000 SG344": ("2029-10-12", 201, 8, 161, 3.549),
    "2001 GP2": ("2040-10-10", 153, 8, 233, 4.392),
    "1991 VG": ("2039-05-01", 129, 32, 225, 4.425),
}
SHORT = ("--launch", "2029-06..2030")


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("screens")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_HOME", str(folder))
        patch.setenv("WINDLASS_CACHE", str(folder / "cache"))
        patch.setenv("WINDLASS_DATA", str(folder / "data"))
        patch.chdir(folder)
        yield folder


@pytest.fixture
def screen(home: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs ``screen`` in this process."""

    def call(*words: str) -> Said:
        code = main(["screen", *words])
        done = capsys.readouterr()
        return Said(code, done.out, done.err)

    return call


def targets(*names: str) -> tuple[str, ...]:
    return tuple(word for name in names for word in ("--target", name))


# --- what is found --------------------------------------------------------------------------------


def test_the_published_records_are_found_by_the_screen_itself(screen: Any) -> None:
    done = screen("accessible", "--launch", "2020..2045", *targets(*RECORDS), "--json")
    assert done.code == 0
    rows = {row["designation"]: row for row in done.data["rows"]}
    assert done.data["count"] == len(RECORDS)
    for name, (launch, out, stay, back, total) in RECORDS.items():
        row = rows[name]
        assert row["launch"] == launch
        assert (row["out_d"], row["stay_d"], row["back_d"]) == (out, stay, back)
        assert round(row["dv_m_s"] / 1e3, 3) == pytest.approx(total, abs=0.001)
        assert row["trips"] > 1_000_000


def test_json_is_one_object_with_units_in_its_keys(screen: Any, home: Path) -> None:
    done = screen("accessible", *SHORT, *targets("2000 SG344", "433", "2008 EV5"), "--json")
    data = done.data
    assert {"count", "rows", "run", "kind", "asteroids", "without_ephemeris", "page"} <= set(data)
    assert (data["kind"], data["asteroids"]) == ("accessible", 3)
    assert data["count"] == len(data["rows"]) == 1
    row = data["rows"][0]
    assert row["designation"] == "2000 SG344"
    assert isinstance(row["dv_m_s"], float)
    assert row["mark"].startswith("screening only")
    assert {"c3_m2_s2", "park_m_s", "size_m", "uncertainty", "ephemeris_error_m"} <= set(row)
    assert row["front"][-1]["dv_m_s"] == row["dv_m_s"] <= row["fastest"]["dv_m_s"]
    assert Path(data["page"]).read_text().lower().startswith("<!doctype html>")
    kept = pl.read_parquet(home / "screens" / data["run"] / run.ROWS)
    assert kept.height == 3
    assert kept.filter(pl.col("designation") == "2000 SG344")["dv_m_s"][0] == row["dv_m_s"]
    # only stdout is for programs
    assert f"screen --resume {data['run']}" in done.err
    again = screen("accessible", *SHORT, *targets("2000 SG344", "433", "2008 EV5"), "--json")
    assert again.data == data
    assert again.err == ""


def test_a_table_for_people(screen: Any, tmp_path: Path) -> None:
    page = tmp_path / "deep" / "own.html"
    words = ("accessible", *SHORT, *targets("2000 SG344", "433", "2008 EV5"))
    done = screen(*words, "--out", str(page), "--top", "5")
    assert done.code == 0
    assert "1 of 3 asteroids can be reached and returned from for at most 12 km/s" in done.out
    line = next(line for line in done.out.splitlines() if line.startswith("2000 SG344"))
    assert re.search(r"\b3\.549\b.*2029-10-12.*\b201\b.*\b8\b.*\b161\b", line)
    assert f"Page: {page}" in done.out.replace("\n", "")
    assert page.is_file()
    assert done.err == ""
    assert all(ord(letter) >= 32 for letter in done.out.replace("\n", ""))


def test_a_rendezvous_goes_one_way(screen: Any) -> None:
    words = (*SHORT, *targets("2000 SG344", "433"))
    done = screen("rendezvous", *words, "--json")
    row = done.data["rows"][0]
    assert done.data["kind"] == "rendezvous"
    assert row["designation"] == "2000 SG344"
    assert "stay_d" not in row
    assert row["out_d"] == row["duration_d"]
    assert row["dv_m_s"] == pytest.approx(row["park_m_s"] + row["arrive_m_s"])
    lines = screen("rendezvous", *words).out
    assert "asteroids can be reached for at most" in lines
    assert "stay" not in lines


def test_the_user_s_own_limits(screen: Any) -> None:
    words = ("accessible", *SHORT, *targets("2000 SG344"), "--json")
    free = screen(*words).data["rows"][0]
    short = screen(*words, "--max-duration", "250 d").data["rows"][0]
    assert short["duration_d"] <= 250.0 < free["duration_d"]
    assert short["dv_m_s"] > free["dv_m_s"]
    stay = screen(*words, "--min-stay", "40 d").data["rows"][0]
    assert stay["stay_d"] >= 40.0
    assert stay["dv_m_s"] >= free["dv_m_s"]
    other = screen(*words, "--step", "4 d", "--phase", "1").data["rows"][0]
    assert other["dv_m_s"] <= free["dv_m_s"]
    slow = screen(*words, "--max-c3", "0.5 km2/s2").data["rows"][0]
    assert slow["c3_m2_s2"] <= 0.5e6 < free["c3_m2_s2"]
    assert slow["dv_m_s"] > free["dv_m_s"]
    none = screen(*words, "--max-dv", "3.5 km/s")
    assert (none.code, none.data["count"], none.data["rows"]) == (0, 0, [])
    assert "0 of 1 asteroids" in screen(*words[:-1], "--max-dv", "3.5 km/s").out


def test_only_so_many_rows_are_shown_and_all_are_counted(screen: Any) -> None:
    words = ("rendezvous", *SHORT, *targets("2000 SG344", "2008 EV5", "Apophis"))
    every = screen(*words, "--json").data
    one = screen(*words, "--json", "--top", "1").data
    assert every["count"] == one["count"] == len(every["rows"]) >= 2
    assert one["rows"] == every["rows"][:1]
    costs = [row["dv_m_s"] for row in every["rows"]]
    assert costs == sorted(costs)


def test_a_catalogue_file_takes_the_place_of_the_installed_one(screen: Any, tmp_path: Path) -> None:
    path = tmp_path / "few.parquet"
    few = Catalogue(tuple(lookup(name) for name in ("1991 VG", "433", "Bennu")))
    columns.write(columns.from_catalogue(few, {}), path)
    done = screen("accessible", *SHORT, "--from", str(path), "--json")
    assert done.code == 0
    assert done.data["asteroids"] == 3
    assert "no catalogue is installed" not in done.err
    bright = screen("accessible", *SHORT, "--from", str(path), "--max-h", "21", "--json")
    assert bright.data["asteroids"] == 2


def test_without_a_catalogue_the_built_in_table_is_screened_and_it_is_said(screen: Any) -> None:
    window = ("--launch", "2029-09..2029-12")
    done = screen("accessible", *window, "--json")
    assert done.code == 0
    assert "no catalogue is installed" in done.err
    assert "windlass catalogue update" in done.err
    assert done.data["asteroids"] == len(builtin())
    assert done.data["count"] > 10
    shown = screen("accessible", *window, "--top", "3").out
    assert f"{done.data['count']} of {len(builtin())} asteroids" in shown
    assert "certify nothing" in shown


def test_a_screen_is_shown_again_by_its_name(screen: Any, home: Path) -> None:
    words = ("accessible", *SHORT, *targets("2000 SG344"), "--json")
    made = screen(*words).data
    for name in (made["run"], made["run"][:-2]):
        again = screen("--resume", name, "--json")
        assert again.code == 0
        assert again.data == made
    listed = screen("--json").data
    assert listed["count"] == len(listed["screens"])
    assert made["run"] in listed["screens"]
    assert made["run"] in screen().out.split()


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accessible", "--launch", "2025"), "--launch: no span of dates (got '2025')"),
        (("accessible", "--launch", "2030..2020"), "--launch: span of dates ends before"),
        (("accessible", "--launch", "2030..never"), "--launch: no date (got 'never')"),
        (("accessible",), "--launch"),
        (("accessible", *SHORT, "--max-dv", "12"), "--max-dv: quantity without a unit"),
        (("accessible", *SHORT, "--max-dv", "12 km"), "--max-dv: wrong dimension"),
        (("accessible", *SHORT, "--max-dv=-1 km/s"), "greatest Δv must be above 0"),
        (("rendezvous", *SHORT, "--max-duration", "0 d"), "greatest duration must be above 0"),
        (("accessible", *SHORT, "--max-duration", "9 d"), "no trip is that short"),
        (("accessible", *SHORT, "--phase", "8"), "phase of the launches"),
        (("accessible", *SHORT, "--revolutions", "9"), "revolutions must be 0 to 5"),
        (("accessible", *SHORT, "--max-h", "faint"), "--max-h"),
        (("accessible", *SHORT, "--max-h", "-5"), "--max-h: no asteroid is that bright"),
        (("accessible", *SHORT, "--target", "Apofis"), "near: 99942 Apophis"),
        (("accessible", *SHORT, "--target", "2000 SG34"), "near: 2000 SG344"),
        (("accessible", *SHORT, "--target", "Eros", "--top", "0"), "--top: rows to print"),
        (("accessible", *SHORT, "--target", "Eros", "--top", "-3"), "--top: rows to print"),
        (("accessible", *SHORT, "--target", "Eros", "--engine", "steam"), "use one of local, ray"),
        (("accessible", "--launch", "2700..2710", "--target", "Eros"), "2650"),
        (("--resume", "nonesuch"), "no such screen (got 'nonesuch')"),
        (("--resume", "accessible"), ""),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_that_names_it(
    words: tuple[str, ...], told: str, screen: Any, home: Path
) -> None:
    for kind in ("accessible", "rendezvous"):  # so that a screen's name alone is never unique
        for name in ("433", "2000 SG344"):
            screen(kind, "--launch", "2029-09..2029-12", "--target", name)
    done = screen(*words)
    assert done.code == 2
    assert done.out == ""
    assert told in done.err
    assert "Traceback" not in done.err
    as_json = screen(*words, "--json")
    assert as_json.code == 2
    assert as_json.data["exit_code"] == 2
    assert as_json.data["error"] == "InvalidInput"


def test_an_unknown_screen_is_told_with_near_names(screen: Any) -> None:
    made = screen("accessible", *SHORT, *targets("2000 SG344"), "--json").data["run"]
    wrong = made[:-1] + ("0" if made[-1] != "0" else "1")
    done = screen("--resume", wrong)
    assert done.code == 2
    assert made in done.err


def test_a_file_that_is_none_is_told(screen: Any, tmp_path: Path) -> None:
    assert screen("accessible", *SHORT, "--from", str(tmp_path / "none.parquet")).code == 3
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no more")
    done = screen("accessible", *SHORT, "--from", str(tmp_path / "bad.parquet"))
    assert done.code == 3
    assert "bad.parquet" in done.err


def test_a_damaged_screen_is_told(screen: Any, home: Path) -> None:
    made = screen("rendezvous", *SHORT, *targets("2008 EV5"), "--json").data["run"]
    (home / "screens" / made / run.ROWS).write_bytes(b"PAR1")
    done = screen("--resume", made)
    assert done.code == 3
    assert "rows of the screen cannot be read" in done.err
    (home / "screens" / made / run.ASK).write_text("{")
    assert screen("--resume", made).code == 3


def test_the_command_line_itself_ends_with_the_code(shell: Any) -> None:
    """The installed command, where nothing is set: the run lies in the folder it was asked in."""
    words = ("screen", "accessible", "--launch", "2029-09..2029-12", "--target", "2000 SG344")
    done = shell(*words, "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert data["rows"][0]["launch"] == "2029-10-12"
    assert Path(data["page"]).is_relative_to(shell.folder)
