"""What verbs print: JSON for programs, text for people; and the options that all of them share.

Checked: tests/cli/test_output.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import SourceError

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

AsJson = Annotated[bool, Parameter(name="--json", negative="")]
Catalogues = Annotated[tuple[Path, ...], Parameter(name="--from", negative="")]


def emit(data: Any) -> None:
    """Print one JSON document; nan and infinity are a fault of the program."""
    print(json.dumps(data, allow_nan=False))


def console() -> Console:
    """Return a console on stdout that passes on a closed pipe instead of leaving by itself."""
    from rich.console import Console

    class Out(Console):
        def on_broken_pipe(self) -> None:
            raise

    return Out()


def say(lines: Iterable[str], out: Console | None = None) -> None:
    """Print lines, wrapped between words on a terminal and whole into a pipe."""
    where = out or console()
    for line in lines:
        where.print(line, highlight=False, markup=False, soft_wrap=not where.is_terminal)


def write_page(path: Path, text: str) -> None:
    """Write a page; SourceError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"page cannot be written: {error.strerror}",
            value=str(path),
            remedy="name a file in a folder that can be written",
        ) from error


def write_table(path: Path, frame: pl.DataFrame) -> None:
    """Write a table as Parquet, or else as CSV; SourceError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            frame.write_parquet(path)
        else:
            frame.write_csv(path)
    except OSError as error:
        raise SourceError(
            f"table cannot be written: {error.strerror or error}",
            value=str(path),
            remedy="name a file in a folder that can be written",
        ) from error
