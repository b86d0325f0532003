"""Lines wrapped on a terminal and whole in a pipe; JSON that is JSON; pages that are written."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from windlass.base.errors import SourceError
from windlass.cli.output import emit, say, write_page

LONG = "word " * 40 + "[sbdb2026] [bold]x"


def test_lines_are_whole_in_a_pipe_and_brackets_stay(capsys: pytest.CaptureFixture[str]) -> None:
    say([LONG])
    assert capsys.readouterr().out == LONG + "\n"


def test_lines_wrap_between_words_on_a_terminal() -> None:
    to = io.StringIO()
    say([LONG], Console(file=to, force_terminal=True, width=60))
    lines = to.getvalue().splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 60
    assert not any(line.rstrip().endswith(("wor", "wo")) for line in lines)


def test_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        emit({"x": float("nan")})


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write_page(tmp_path / "new" / "a.html", "x")
    assert (tmp_path / "new" / "a.html").read_text() == "x"
    with pytest.raises(SourceError, match="page cannot be written") as caught:
        write_page(tmp_path / "new", "x")
    assert caught.value.exit_code == 3
