"""A linear programme with whole numbers, put together from blocks of columns and rows.

Sparse arrays of our own: a modelling language takes longer to build such a programme than the
solver takes for its first relaxation (docs/decisions).  Checked: tests/campaign/test_program.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Name = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A finished programme: least cost·x + offset, low ≤ A·x ≤ high, lower ≤ x ≤ upper.

    A by columns: start (N + 1,), row (Z,), value (Z,).  whole (N,): which x are whole numbers.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    low: Floats
    high: Floats
    start: Ints
    row: Ints
    value: Floats


@dataclass(slots=True)
class Program:
    """A programme in the making."""

    _columns: list[tuple[int, Floats, Floats, Floats, bool, str, Name]] = field(
        default_factory=list
    )
    _rows: list[tuple[int, Floats, Floats, str, Name]] = field(default_factory=list)
    _terms: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(
        self,
        count: int,
        *,
        lower: float | Floats = 0.0,
        upper: float | Floats = np.inf,
        cost: float | Floats = 0.0,
        whole: bool = False,
        name: str = "x",
        each: Name = str,
    ) -> Ints:
        """Return the numbers (count,) of new columns; each: name of the k-th, told when asked."""
        numbers = np.arange(self.columns, self.columns + count)
        self._columns.append(
            (count, _full(cost, count), _full(lower, count), _full(upper, count), whole, name, each)
        )
        self.columns += count
        return numbers

    def add_rows(
        self,
        count: int,
        *,
        low: float | Floats = -np.inf,
        high: float | Floats = np.inf,
        name: str = "r",
        each: Name = str,
    ) -> Ints:
        """Return the numbers (count,) of new rows, low ≤ … ≤ high."""
        numbers = np.arange(self.rows, self.rows + count)
        self._rows.append((count, _full(low, count), _full(high, count), name, each))
        self.rows += count
        return numbers

    def put(self, rows: Ints, columns: Ints, values: float | Floats) -> None:
        """Add values to the matrix; arrays of one shape, those of one place add up."""
        if rows.size:
            self._terms.append((rows.ravel(), columns.ravel(), _full(values, rows.size)))

    def finish(self) -> Matrix:
        """Return the programme; terms of one place are added, zeros left out."""
        rows, columns, values = (
            np.concatenate([term[k] for term in self._terms]) if self._terms else np.empty(0)
            for k in range(3)
        )
        rows, columns = rows.astype(np.int64), columns.astype(np.int64)
        place = columns * max(self.rows, 1) + rows
        order = np.argsort(place, kind="stable")
        place, values = place[order], values[order]
        first = np.flatnonzero(np.diff(place, prepend=-1))
        total = np.add.reduceat(values, first) if first.size else values
        kept = total != 0.0
        place, total = place[first][kept], total[kept]
        column, row = np.divmod(place, max(self.rows, 1))
        start = np.zeros(self.columns + 1, dtype=np.int64)
        np.cumsum(np.bincount(column, minlength=self.columns), out=start[1:])
        parts = self._columns
        return Matrix(
            cost=_join([part[1] for part in parts]),
            lower=_join([part[2] for part in parts]),
            upper=_join([part[3] for part in parts]),
            whole=np.repeat([part[4] for part in parts], [part[0] for part in parts]).astype(bool),
            low=_join([part[1] for part in self._rows]),
            high=_join([part[2] for part in self._rows]),
            start=start,
            row=row,
            value=total,
        )

    def column_names(self) -> list[str]:
        """Return the names of all columns."""
        return [f"{p[5]}[{p[6](k)}]" for p in self._columns for k in range(p[0])]

    def row_names(self) -> list[str]:
        """Return the names of all rows."""
        return [f"{p[3]}[{p[4](k)}]" for p in self._rows for k in range(p[0])]


def with_row(matrix: Matrix, values: Floats) -> Matrix:
    """Return a programme with one more row, free above and below: values (N,) of its columns."""
    counts = np.diff(matrix.start)
    extra = values != 0.0
    start = np.concatenate([[0], np.cumsum(counts + extra)]).astype(np.int64)
    at = matrix.start[1:][extra]
    number = np.full(at.size, matrix.low.size, dtype=np.int64)
    return replace(
        matrix,
        start=start,
        row=np.insert(matrix.row, at, number),
        value=np.insert(matrix.value, at, values[extra]),
        low=np.append(matrix.low, -np.inf),
        high=np.append(matrix.high, np.inf),
    )


def _full(value: float | Floats, count: int) -> Floats:
    return np.array(np.broadcast_to(np.asarray(value, dtype=float).ravel(), count))


def _join(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.empty(0)
