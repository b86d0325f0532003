"""An option by techniques of redirecting: one row a technique, what it moves, takes and costs.

Checked: tests/report/test_pushed_table.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from windlass.report.cells import Cell, cell
from windlass.report.variants import View

COLUMNS: Final = (
    ("moved.largest", "Moves at most"),
    ("moved.share", "By the body’s mass"),
    ("moved.ships", "Ships for all of it"),
    ("returned", "Brings"),
    ("flights.total", "Launches"),
    ("duration", "Time"),
    ("cost.total", "Cost"),
    ("payback", "Payback, from the start"),
)
"""Role of a figure and the words for its column."""
WHY: Final = {
    "moved.ships": "no number of ships up to a billion does it",
    "payback": "never paid back, or nothing sold",
}
"""Why a figure of a technique that moves something is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A technique's row: its cells, none where it moves nothing; what else is told of it."""

    view: View
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushes:
    """The techniques of one option, those that move most first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Pushed, ...]


def is_technique(one: View) -> bool:
    """Return whether a variant is a technique of redirecting; none of older runs is."""
    return bool(one.variant.get("technique"))


def pushes(found: Sequence[View]) -> list[Pushes]:
    """Return a table for each option that techniques were tried with."""
    able = [one for one in found if is_technique(one)]
    made = []
    for title, group in groupby(able, key=lambda one: one.short):
        rows = [_row(one) for one in group]
        rows.sort(key=lambda row: (not row.view.feasible, -_moves(row.view)))
        made.append(
            Pushes(title=title, columns=tuple(words for _, words in COLUMNS), rows=tuple(rows))
        )
    return made


def _row(one: View) -> Pushed:
    cells: tuple[Cell, ...] = ()
    if one.figure("moved.largest") is not None:
        cells = tuple(
            cell(one.figure(role), WHY.get(role, one.why(role) or one.why_missing))
            for role, _ in COLUMNS
        )
    return Pushed(view=one, cells=cells, notes=tuple(one.variant["notes"]))


def _moves(one: View) -> float:
    figure = one.figure("moved.largest")
    return 0.0 if figure is None else figure.value
