"""``windlass screen porkchop``: the cheapest trip of an asteroid for each launch and duration.

Checked: tests/cli/test_screen_porkchop.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.screen.porkchop import Porkchop


def porkchop(run: str, name: str, /, *, out: Path | None = None, as_json: AsJson = False) -> int:
    """Draw the porkchop of an asteroid of a screen: the cheapest trip for each launch and length.

    Parameters
    ----------
    run:
        Name of the screen, the start of it, or latest.
    name:
        Number, name or designation of the asteroid, reached or not.
    out:
        Page to write; without it porkchop-DESIGNATION.html in the screen's folder.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.report import screen_porkchop
    from windlass.screen import porkchop as porkchops
    from windlass.screen.run import find

    screen = find(run)
    found = porkchops.porkchop(screen, name)
    page = out or screen.folder / porkchops.file_name(found.row["designation"])
    write_page(page, screen_porkchop.render(found))
    if not found.agrees:
        print(f"windlass: {screen_porkchop.OTHER_CODE}", file=sys.stderr)
    if as_json:
        emit(found.plain() | {"page": str(page)})
    else:
        say([*_lines(found), f"Page: {page}"])
    return 0


def _lines(found: Porkchop) -> list[str]:
    """Return what the map holds, in words."""
    plain, limit = found.plain(), f"{found.rules.max_dv_m_s / 1e3:g} km/s"
    trip = "trip" if found.rules.returns else "flight"
    best = plain["best"]
    if best is None:
        return [f"{plain['title']}: the grid holds no {trip}."]
    return [
        f"{plain['title']}: the cheapest {trip} of the grid takes {best['dv_m_s'] / 1e3:.3f} km/s, "
        f"launch {best['launch']}, {best['duration_d']:g} days.",
        f"Of {plain['launches'] * plain['durations']:,} pairs of launch and length "
        f"{plain['with_a_trip']:,} have a path, {plain['within_limit']:,} within the screen's "
        f"limit of {limit}.",
    ]
