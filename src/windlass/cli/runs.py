"""``windlass runs``, ``export`` and ``report``: what is kept, and getting it out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def runs(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """List the runs that are kept, the latest first.

    Parameters
    ----------
    as_json:
        Print the list as JSON.
    """
    from windlass.store import Store

    found = Store.open().runs()
    if as_json:
        rows = [
            {"run_id": one.run_id, "kind": one.kind, "title": one.title, "at_utc": one.at_utc}
            for one in found
        ]
        print(json.dumps({"count": len(rows), "rows": rows}))
        return 0
    for one in found:
        print(f"{one.run_id[:12]}  {one.at_utc}  {one.kind:<9} {one.title}")
    if not found:
        print("No run is kept here; `windlass study` makes one.")
    return 0


def export(
    run: str,
    *,
    formats: Annotated[str, Parameter(name="--as")] = "parquet,csv,json",
    out: Path = Path("exports"),
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
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
        print(json.dumps([str(path) for path in made]))
    else:
        print(f"{len(made)} files in {made[0].parent}")
    return 0


def report(
    run: str = "latest",
    *,
    out: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Write the report of a kept run again.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    out:
        Where the page goes; by default reports/NAME-RUN.html.
    as_json:
        Print the path as JSON.
    """
    from windlass.cli.study import REPORTS, write_page
    from windlass.report import study_page
    from windlass.store import Store
    from windlass.studies import study as studies

    found = studies.from_store(Store.open().get(run))
    page = study_page.render(found.data, found.arrays, found.figures, run_id=found.run_id)
    path = out or REPORTS / f"{found.data['name']}-{found.run_id[:12]}.html"
    write_page(path, page)
    print(json.dumps({"report": str(path)}) if as_json else f"Report: {path}")
    return 0
