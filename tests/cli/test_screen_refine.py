"""``windlass screen refine``: as a table, as JSON, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("refine"))
    done = made(
        "screen", "accessible", "--launch", "2038-09..2039-07", "--target", "1991 VG", "--json"
    )
    assert done.code == 0, done.err
    return made


def test_json_has_the_refined_trip_and_is_kept(shell: Shell) -> None:
    done = shell("screen", "refine", "latest", "--after", "2027-01-01", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["count"] == 1
    row = found["rows"][0]
    assert row["dv_m_s"] < row["checked_dv_m_s"] == pytest.approx(row["grid_dv_m_s"], abs=0.5)
    kept = list(Path(shell.folder).glob(".windlass/screens/*/refined.json"))
    assert json.loads(kept[0].read_text()) == found


def test_the_table_fits_eighty_columns(shell: Shell) -> None:
    done = shell("screen", "refine", "--after", "2027-01-01", "--top", "1", env={"COLUMNS": "80"})
    assert done.code == 0, done.err
    head = done.out.splitlines()
    assert "1991 VG" in head[1]
    assert max(map(len, head[:2])) <= 80
    assert "Next observing window after 2027-01-01" in done.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("latest", "--top", "0"), "must be at least 1"),
        (("nothing",), "no such screen"),
        (("latest", "--after", "soon"), "no date"),
    ],
)
def test_bad_input_is_told(words: tuple[str, ...], says: str, shell: Shell) -> None:
    done = shell.inside("screen", "refine", *words)
    assert done.code == 2
    assert says in done.err
