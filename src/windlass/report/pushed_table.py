"""An option by techniques of redirecting: one row a technique, what it moves, takes and costs.

Checked: tests/report/test_pushed_table.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from windlass.base.words import great, number
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
}
"""Why a figure of a technique that moves something is not there."""
LEAST: Final = 1e-3
"""Share below which it is told as one part in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A technique's row: its cells, none where it moves nothing; what else is told of it."""

    view: View
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]

    @property
    def more(self) -> list[str]:
        """Why it does not do it, what its cells tell left out."""
        told = self.view.variant["reasons"]
        if not self.cells:
            return [str(one["text"]) for one in told]
        return [f"{one['what']}: {one['text']}" for one in told if one["what"] != "mass moved"]


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
        cells = tuple(_cell(one, role) for role, _ in COLUMNS)
    return Pushed(view=one, cells=cells, notes=tuple(one.variant["notes"]))


def _cell(one: View, role: str) -> Cell:
    figure = one.figure(role)
    made = cell(figure, WHY.get(role) or one.why(role) or one.why_missing)
    if figure is None or role != "moved.share":
        return made
    about = [part(end) for end in (figure.low, figure.high) if end is not None]
    return replace(made, text=part(figure.value), low_high=" to ".join(about))


def part(share: float) -> str:
    """Return a share in words: "12.3 %", or "1 in 81 million" of a small one."""
    if share >= LEAST:
        return f"{number(100.0 * share, 3)} %"
    return f"1 in {great(float(f'{1.0 / share:.2g}'), 2)}"


def _moves(one: View) -> float:
    figure = one.figure("moved.largest")
    return 0.0 if figure is None else figure.value
