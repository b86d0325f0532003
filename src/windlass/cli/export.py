"""``windlass export``: a run's tables and data as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from windlass.cli.keyring import KeyFile
from windlass.cli.output import AsJson, emit, say
from windlass.cli.reader import For


def export(
    run: str,
    /,
    *,
    formats: Annotated[str, Parameter(name="--as")] = "parquet,csv,json",
    out: Path = Path("exports"),
    reader: For = "",
    by: Annotated[str, Parameter(name="--by")] = "",
    key: KeyFile = None,
    as_json: AsJson = False,
) -> int:
    """Write a run's tables and data as files; or, with --for, a signed bundle of what a partner
    may see of its figures, and nothing else.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    formats:
        Formats with commas between them: parquet, csv, json.
    out:
        Folder in which the run's folder is made.
    reader:
        A partner: write what labels let it see (`windlass label`).
    by:
        Who signs that.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the paths as JSON.
    """
    if reader:
        from windlass.cli.release import write_release

        return write_release(run, reader, "", by, key, out, as_json)
    from windlass.store import Store

    made = Store.open().export(run, [part.strip() for part in formats.split(",")], out)
    if as_json:
        emit([str(path) for path in made])
    else:
        say([f"{len(made)} files in {made[0].parent}"])
    return 0
