"""``windlass targets``: what is known of an asteroid, how sure, and from where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from windlass.base.errors import InvalidInput


def targets(
    name: str | None = None,
    *,
    catalogue: Annotated[tuple[Path, ...], Parameter(name="--from", negative="")] = (),
    all_: Annotated[bool, Parameter(name="--list", negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Say what is known of an asteroid, how sure it is, and from where.

    Parameters
    ----------
    name:
        Number, name or designation, such as "2008 HU4".
    catalogue:
        Catalogue file (SBDB, MPC, Parquet, CSV) whose rows go before the packaged table.
    all_:
        List every known asteroid.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.catalogue.describe import describe, lines
    from windlass.catalogue.read import with_files
    from windlass.catalogue.table import builtin

    known = with_files(catalogue) if catalogue else builtin()
    if all_:
        rows = [(one.designation, one.title, one.orbit.precision) for one in known]
        if as_json:
            keys = ("designation", "title", "precision")
            found = [dict(zip(keys, row, strict=True)) for row in rows]
            print(json.dumps({"count": len(rows), "rows": found}))
        else:
            for row in rows:
                print(f"{row[0]:<14} {row[1]:<28} {row[2]}")
        return 0
    if name is None:
        raise InvalidInput("which asteroid?", remedy='name one, such as "2008 HU4", or --list')
    about = describe(known.find(name))
    if as_json:
        print(json.dumps(about.as_dict(), allow_nan=False))
        return 0
    for line in lines(about):
        print(line)
    return 0
