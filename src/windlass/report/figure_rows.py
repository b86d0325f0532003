"""Figures of variants as a table: one column a variant, one row a figure, none of them empty.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from windlass.report.cells import Cell, absent, cell
from windlass.report.variants import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its words and a cell for each variant; kept: shown even if no cell has a value."""

    title: str
    cells: tuple[Cell, ...]
    kept: bool = False

    @property
    def empty(self) -> bool:
        """Whether no variant has a figure here."""
        return not any(one.computed for one in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The columns of one option: its title, how many, and the orbit where it is not its own."""

    title: str
    span: int
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRows:
    """A table: its columns, its rows, and the words of rows in which nothing was computed."""

    views: tuple[View, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    absent: tuple[str, ...]

    @property
    def elsewhere(self) -> bool:
        """Whether all of it is on the orbits of other bodies."""
        return all(one.elsewhere for one in self.views)


def gathered(found: Sequence[View], rows: Iterable[Row]) -> FigureRows:
    """Return the table of rows over variants; rows without any figure are named apart."""
    made = list(rows)
    heads = []
    for _, group in groupby(found, key=lambda one: str(one.option["key"])):
        members = list(group)
        first = members[0]
        heads.append(Head(title=first.short, span=len(members), elsewhere=first.elsewhere))
    return FigureRows(
        views=tuple(found),
        heads=tuple(heads),
        rows=tuple(row for row in made if row.kept or not row.empty),
        absent=tuple(row.title for row in made if row.empty and not row.kept),
    )


def of_roles(
    found: Sequence[View], roles: Iterable[tuple[str, str]], *, kept: bool = False
) -> list[Row]:
    """Return a row for each role of a programme's figures and its words."""
    return [
        Row(title=title, cells=tuple(of_role(one, role) for one in found), kept=kept)
        for role, title in roles
    ]


def of_role(one: View, role: str) -> Cell:
    """Return the cell of a programme's figure; "none" where the option has no such part."""
    figure, why = one.figure(role), one.why(role)
    return absent() if figure is None and not why else cell(figure, why)
