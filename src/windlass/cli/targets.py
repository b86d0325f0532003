"""``windlass targets``: what is known of an asteroid, how sure, and from where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, Catalogues, emit, say

if TYPE_CHECKING:
    from windlass.catalogue.collection import Catalogue


def targets(
    name: str | None = None,
    /,
    *,
    catalogue: Catalogues = (),
    all_: Annotated[bool, Parameter(name="--list", negative="")] = False,
    as_json: AsJson = False,
) -> int:
    """Say what is known of an asteroid, how sure it is, and from where.

    It is looked for in files that are given, in the packaged table, in the installed catalogue.

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
    from windlass.bodies import settle
    from windlass.catalogue.collection import lookup
    from windlass.catalogue.describe import describe, lines
    from windlass.catalogue.read import with_files
    from windlass.catalogue.table import builtin

    known = with_files(catalogue) if catalogue else builtin()
    if all_:
        return _list(known, as_json)
    if name is None:
        raise InvalidInput("which asteroid?", remedy='name one, such as "2008 HU4", or --list')
    about = describe(settle.one(lookup(name, known)))
    if as_json:
        emit(about.as_dict())
    else:
        say(lines(about))
    return 0


def _list(known: Catalogue, as_json: bool) -> int:
    if as_json:
        rows = [
            {
                "designation": one.designation,
                "title": one.title,
                "class": one.orbit_class or None,
                "precision": one.orbit.precision,
            }
            for one in known
        ]
        faults = [str(fault) for fault in known.faults]
        emit({"count": len(rows), "rows": rows, "faults": faults})
        return 0
    say(f"{one.designation:<14} {one.title:<28} {one.orbit.precision}" for one in known)
    for fault in known.faults:
        print(f"windlass: not used: {fault}", file=sys.stderr)
    return 0
