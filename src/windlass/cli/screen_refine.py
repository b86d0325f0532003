"""``windlass screen refine``: the best rows off the grid, and when each can be observed next.

Checked: tests/cli/test_screen_refine.py.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, console, emit, say

if TYPE_CHECKING:
    from windlass.screen.refine import Refined

FILE = "refined.json"
_WIDE = 22


def refine(
    run: str = "latest",
    /,
    *,
    top: int = 20,
    after: str | None = None,
    as_json: AsJson = False,
) -> int:
    """Take the best trips of a screen off its grid, and say when each asteroid can be seen next.

    Parameters
    ----------
    run:
        Name of the screen, the start of it, or latest.
    top:
        How many of the cheapest rows.
    after:
        Date from which on observing windows are sought; today unless given.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.epochs import parse_epoch
    from windlass.base.progress import Bars
    from windlass.cli.output import write_page
    from windlass.screen import run as runs
    from windlass.screen import search
    from windlass.screen.refine import refine as work

    if top < 1:
        raise InvalidInput("rows to refine must be at least 1", value=top, where="--top")
    day = after or datetime.now(UTC).date().isoformat()
    begun = runs.find(run)
    made, left = work(
        search.found(begun, begun.frame), top, parse_epoch(day, where="--after"), Bars()
    )
    plain = {
        "run": begun.name,
        "after": day,
        "count": len(made),
        "rows": [one.plain() for one in made],
        "not_refined": [one.plain() for one in left],
    }
    where = begun.folder / FILE
    write_page(where, json.dumps(plain, indent=1, allow_nan=False) + "\n")
    if as_json:
        emit(plain)
        return 0
    _show(made, begun.trips.returns, day)
    say(f"{one.title} is not refined: {one.why}" for one in left)
    say([f"Rows: {where}"])
    return 0


def _show(made: list[Refined], returns: bool, day: str) -> None:
    from rich.table import Table

    from windlass.base.epochs import format_epoch
    from windlass.bodies.sky_uncertainty import angle_text

    out = console()
    if not made:
        say(["No trip to refine: the screen reached no asteroid."], out)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("asteroid", no_wrap=True, max_width=_WIDE)
    heads = ("grid km/s", "km/s", "launch", "out", *(("stay", "back") if returns else ()))
    for name in heads:
        table.add_column(name, justify="right", no_wrap=True)
    for one in made:
        table.add_row(
            one.title,
            f"{one.checked_dv_m_s / 1e3:.3f}",
            f"{one.dv_m_s / 1e3:.3f}",
            format_epoch(one.launch_s),
            *(f"{days:.1f}" for days in (one.out_d, one.stay_d, one.back_d) if days is not None),
        )
    out.print(table)
    say([f"Next observing window after {day}, and how far from its place it may then be:"], out)
    for one in made:
        words = f"{one.title}: {one.window.text}"
        if one.window.window is not None:
            words += f"; off by {one.uncertainty.text}"
            if one.rounding.high_rad:
                words += f", and {one.rounding.text} more by the rounding of its elements"
            if one.misfit_deg:
                words += (
                    f"; its older solution lies {angle_text(math.radians(one.misfit_deg))} from "
                    "the present elements"
                )
        say([words + "."], out)
