"""The options side by side: those on the body's own orbit, then those on the orbit of another.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from typing import Final

from windlass.report.cells import Cell, cell, share_cell
from windlass.report.figure_rows import FigureRows, Row, gathered, of_roles
from windlass.report.variants import View

ROWS: Final = (
    ("returned", "Returned mass"),
    ("most.returned", "Most that it could return in the window"),
    ("launch.date", "Launch date"),
    ("duration", "Duration, lift-off to final orbit"),
    ("launch.mass", "Launch mass"),
    ("launch.capability", "One launcher lifts"),
    ("launch.load", "Launch mass by what the launcher lifts"),
    ("propellant", "Propellant, whole trip"),
    ("return.propellant", "Propellant of the return leg"),
    ("return.dv", "Δv flown on the return leg"),
    ("return.burn_time", "Burn time on the return leg"),
)
"""Role of a figure and the words for it."""

PROGRAMME: Final = (
    ("fleet.ships", "Ships needed"),
    ("cost.total", "Cost of the programme"),
    ("revenue.total", "Income from the product"),
    ("npv", "Net present value"),
    ("payback", "Payback, from the start"),
)
"""The same, of runs that hold a programme."""

SHARE_OF: Final = "propellant"


def tables(found: list[View]) -> list[FigureRows]:
    """Return the table of the options on the body's own orbit, and of those on another's."""
    own = [one for one in found if not one.elsewhere]
    other = [one for one in found if one.elsewhere]
    return [gathered(part, rows(part)) for part in (own, other) if part]


def rows(found: list[View]) -> list[Row]:
    """Return a row for each figure; those of the programme where the run holds one."""
    made = [
        Row(title=title, cells=tuple(_cell(one, role) for one in found)) for role, title in ROWS
    ]
    if any(one.programme is not None for one in found):
        made += of_roles(found, PROGRAMME, kept=True)
    shares = tuple(share_cell(one.figure(SHARE_OF), one.why_missing) for one in found)
    return [*made, Row(title="Share of the propellant figure on assumed inputs", cells=shares)]


def _cell(one: View, role: str) -> Cell:
    figure = one.figure(role)
    if figure is None and role == "return.burn_time" and one.variant["events"]:
        return Cell(text="at once", note="burns of a stage count as impulses", name=role)
    return cell(figure, one.why_missing)
