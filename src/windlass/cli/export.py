"""``windlass export``: a run's tables and data as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from windlass.cli.output import AsJson, emit, say


def export(
    run: str,
    /,
    *,
    formats: Annotated[str, Parameter(name="--as")] = "parquet,csv,json",
    out: Path = Path("exports"),
    as_json: AsJson = False,
) -> int:
    """Write a run's tables and data as files.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    formats:
        Formats with commas between them: parquet, csv, json.
    out:
        Folder in which the run's folder is made.
    as_json:
        Print the paths as JSON.
    """
    from windlass.store import Store

    made = Store.open().export(run, [part.strip() for part in formats.split(",")], out)
    if as_json:
        emit([str(path) for path in made])
    else:
        say([f"{len(made)} files in {made[0].parent}"])
    return 0
