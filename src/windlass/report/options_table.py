"""The options side by side: one column a variant, one row a figure.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from windlass.report.cells import Cell, cell, share_cell
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

SHARE_OF: Final = "propellant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its words and a cell for each variant."""

    title: str
    cells: tuple[Cell, ...]


def rows(found: list[View]) -> list[Row]:
    """Return the rows; those that no variant has a figure for are kept where they matter."""
    made = [
        Row(
            title=title,
            cells=tuple(_cell(one, role) for one in found),
        )
        for role, title in ROWS
    ]
    shares = tuple(share_cell(one.figure(SHARE_OF), one.why_missing) for one in found)
    return [*made, Row(title="Share of the propellant figure on assumed inputs", cells=shares)]


def _cell(one: View, role: str) -> Cell:
    figure = one.figure(role)
    if figure is None and role == "return.burn_time" and one.variant["events"]:
        return Cell(text="at once", note="burns of a stage count as impulses", name=role)
    return cell(figure, one.why_missing)
