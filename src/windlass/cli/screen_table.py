"""A finished screen as lines and a table for people.

Checked: tests/cli/test_screen.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import format_epoch
from windlass.cli.output import console, say
from windlass.screen.search import without_ephemeris

if TYPE_CHECKING:
    from windlass.screen.search import Found

ROWS: Final = 20
"""Rows printed unless told otherwise."""
WIDE: Final = 22
"""Columns of a name, so that the table fits a terminal of 80."""


def show(found: Found, top: int, lasted_s: float) -> None:
    """Print what the screen found: counts, the cheapest rows, what their marks mean."""
    from rich.table import Table

    out = console()
    rules = found.run.trips
    word = "reached and returned from" if rules.returns else "reached"
    say(
        [
            f"{found.reached.height:,} of {found.frame.height:,} asteroids can be {word} for at "
            f"most {rules.max_dv_m_s / 1e3:g} km/s within {rules.max_duration_s / 86_400:g} d"
            + (f" ({lasted_s:.0f} s)" if lasted_s >= 1.0 else "")
        ],
        out,
    )
    missing = without_ephemeris(found.frame)
    if missing:
        say([f"{missing:,} {'has' if missing == 1 else 'have'} no ephemeris, see the rows."], out)
    if found.reached.height == 0:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("asteroid", no_wrap=True, max_width=WIDE)
    numbers = ["km/s", "launch", "out"]
    numbers += ["stay", "back"] if rules.returns else []
    for name in (*numbers, "trips" if rules.returns else "legs", "size", "U"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in found.reached.head(top).iter_rows(named=True):
        table.add_row(*_cells(row, rules.returns))
    out.print(table)
    marked = int((found.reached["mark"] != "").sum())
    say(
        [
            f"Flight times{' and stays' if rules.returns else ''} in days, size in metres. "
            f"U: condition code, 0 sure to 9. Orbits marked r (rounded elements) or o (older "
            f"solution), or with U above 2, rank and certify nothing: {marked:,} of "
            f"{found.reached.height:,}."
        ],
        out,
    )


def _cells(row: Mapping[str, Any], returns: bool) -> list[str]:
    size = row["size_m"]
    trip = [f"{row['dv_m_s'] / 1e3:.3f}", format_epoch(row["launch_s"]), f"{row['out_d']:.0f}"]
    if returns:
        trip += [f"{row['stay_d']:.0f}", f"{row['back_d']:.0f}"]
    return [
        row["title"],
        *trip,
        f"{row['trips']:,}",
        "" if size is None else f"{size:.0f}" if size >= 10 else f"{size:.1f}",
        "" if row["uncertainty"] is None else str(row["uncertainty"]),
        {"screening": "r", "older-solution": "o", "assumed": "a"}.get(row["precision"], ""),
    ]
