"""What totals of pay were told is kept, for whoever pays alone."""

import os
from pathlib import Path

import pytest

from windlass.base.errors import SourceError
from windlass.store.told_totals import FILE, ToldTotals

ROWS = [{"Ada": 0.25, "Bo": 0.75}, {"Cy": 1.0}]


def test_what_is_kept_is_there_again(tmp_path: Path) -> None:
    kept = ToldTotals(tmp_path / "home")
    assert kept.rows() == []
    kept.keep(ROWS)
    assert ToldTotals(tmp_path / "home").rows() == ROWS
    kept.keep(ROWS[:1])
    assert kept.rows() == ROWS[:1]
    assert [one.name for one in (tmp_path / "home").iterdir()] == [FILE]
    assert os.stat(kept.path).st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["{", "[3]", '[{"Ada": "x"}]', '[{"Ada": Infinity}]', "null"])
def test_what_cannot_be_read_is_no_empty_page(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SourceError, match="cannot be read"):
        ToldTotals(tmp_path).rows()


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="cannot be kept"):
        ToldTotals(tmp_path / "file" / "below").keep(ROWS)
