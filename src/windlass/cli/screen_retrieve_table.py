"""A finished screen for ways home as lines and a table for people.

Checked: tests/cli/test_screen_retrievable.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windlass.base.epochs import format_epoch
from windlass.cli.output import console, say
from windlass.cli.screen_table import WIDE
from windlass.screen.search import without_ephemeris

if TYPE_CHECKING:
    from windlass.screen.search import Found


def show(found: Found, top: int, lasted_s: float) -> None:
    """Print what the screen found: counts, the cheapest rows, what their marks mean."""
    from rich.table import Table

    from windlass.screen.retrieve_words import answer

    out = console()
    lines = answer(found)
    if lasted_s >= 1.0:
        lines[0] += f" ({lasted_s:.0f} s)"
    say(lines, out)
    missing = without_ephemeris(found.frame)
    if missing:
        say([f"{missing:,} {'has' if missing == 1 else 'have'} no ephemeris, see the rows."], out)
    if found.reached.height == 0:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("asteroid", no_wrap=True, max_width=WIDE)
    for name in ("m/s", "one", "departs", "days", "mass t", "size", "U"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("to", no_wrap=True)
    for row in found.reached.head(top).iter_rows(named=True):
        table.add_row(*_cells(row))
    out.print(table)
    say(
        [
            "m/s: both impulses on the asteroid; one: the best by one impulse alone; days: from "
            "departure to the orbit; mass: the most that the tug brings, in tonnes; size in "
            "metres; U: condition code, 0 sure to 9."
        ],
        out,
    )


def _cells(row: Mapping[str, Any]) -> list[str]:
    size, mass = row["size_m"], row["mass_kg"]
    return [
        row["title"],
        f"{row['dv_m_s']:.1f}",
        "" if row["single_dv_m_s"] is None else f"{row['single_dv_m_s']:.1f}",
        format_epoch(row["depart_s"]),
        f"{row['total_d']:.0f}",
        "" if mass is None or not math.isfinite(mass) else f"{mass / 1e3:,.0f}",
        "" if size is None else f"{size:.0f}" if size >= 10 else f"{size:.1f}",
        "" if row["uncertainty"] is None else str(row["uncertainty"]),
        row["target"],
    ]
