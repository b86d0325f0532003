"""Cells of persons that totals are told of, and whether what was told is of fewer than k.

Cells come from group names and sizes alone, before any pay is known; groups that are too small, and
make no cell together, are told of in no total.

A total is a row: what each person adds to it.  Whoever knows several can add and subtract multiples
of them; of what comes out, the share that some persons make is that of their squares in it.  The
largest share over all combinations is the largest eigenvalue of these persons' part of the
projection onto the space of the rows, 1 where a combination is of them alone.
Source: chin1982, sweeney2002.  Checked: tests/workforce/test_groups.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

LEAST: Final = 5
SHARE: Final = 1.0 - 1e-6
"""Of a combination of totals, which takes what nobody knows to find: fewer than k make less."""
DOMINANT: Final = 0.8
"""Of a total as it is told: one person makes less."""
MOST_TRIED: Final = 200_000
"""Choices of persons that are looked at before a total is told; where there are more, it is not."""
_DEPENDS: Final = 1e-7
Array = NDArray[np.float64]
Cells = tuple[frozenset[str], ...]
"""Sets of persons, apart from one another."""
Row = Mapping[str, float]
"""A total: what each person adds to it."""


def partition(groups: Mapping[str, str], *, k: int = LEAST) -> Cells:
    """Return cells of at least k persons: each group that is large enough, and all others together
    where these are enough; otherwise they are in none.

    groups: person -> group.  Raises InvalidInput for a k below 2, or where no cell can be made.
    """
    if k < 2:
        raise InvalidInput("persons of a cell", value=k, remedy="2 or more")
    by_group: dict[str, set[str]] = {}
    for person, group in groups.items():
        by_group.setdefault(group, set()).add(person)
    cells = [frozenset(own) for own in by_group.values() if len(own) >= k]
    small = frozenset(chain.from_iterable(own for own in by_group.values() if len(own) < k))
    if len(small) >= k:
        cells.append(small)
    if not cells:
        raise InvalidInput(f"fewer than {k} persons: no total can be told", value=len(groups))
    return tuple(sorted(cells, key=sorted))


def dominated(row: Row) -> bool:
    """Return whether one person makes most of a total by himself."""
    parts = [abs(x) for x in row.values()]
    return bool(parts) and max(parts) >= DOMINANT * sum(parts) > 0.0


def safe(rows: Iterable[Row], *, k: int = LEAST, share: float = SHARE) -> bool:
    """Return whether fewer than k persons make less than a share of every combination of rows.

    Where more choices of persons would have to be looked at than MOST_TRIED, False.
    """
    return all(_safe(own, k, share) for own in _apart(list(rows)))


def spanned(rows: Iterable[Row]) -> list[dict[str, float]]:
    """Return rows of unit length, as few as there can be, that say what the rows say."""
    found = []
    for own in _apart(list(rows)):
        persons, basis = _basis(own)
        found += [{who: float(x) for who, x in zip(persons, row, strict=True) if abs(x) > 1e-14}
                  for row in basis]  # fmt: skip
    return found


def _apart(rows: Sequence[Row]) -> list[list[Row]]:
    """Return rows in parts that have no person in common."""
    parts: list[tuple[set[str], list[Row]]] = []
    for row in rows:
        persons = {who for who, x in row.items() if x}
        if not persons:
            continue
        joined = [part for part in parts if part[0] & persons]
        parts = [part for part in parts if not part[0] & persons]
        parts.append((persons.union(*(part[0] for part in joined)),
                      [*chain.from_iterable(part[1] for part in joined), row]))  # fmt: skip
    return [own for _, own in parts]


def _basis(rows: Sequence[Row]) -> tuple[list[str], Array]:
    """Return the persons, and an orthonormal basis of the rows, a row each."""
    persons = sorted({who for row in rows for who in row})
    matrix = np.array([[float(row.get(who, 0.0)) for who in persons] for row in rows])
    matrix /= np.linalg.norm(matrix, axis=1)[:, None]
    _, sizes, basis = np.linalg.svd(matrix, full_matrices=False)
    return persons, basis[sizes > _DEPENDS * sizes[0]]


def _safe(rows: Sequence[Row], k: int, share: float) -> bool:
    _, basis = _basis(rows)
    many = basis.shape[1]
    if many < k:
        return False
    alone = (basis**2).sum(axis=0)  # the share that a person can make by himself
    if float(np.sort(alone)[-(k - 1) :].sum()) < share:
        return True
    tried = []
    for some in _choices(alone, k - 1, share):
        tried.append(some)
        if len(tried) > MOST_TRIED:
            return False
    own = np.moveaxis(basis[:, np.array(tried, dtype=int).T], (0, 1, 2), (1, 2, 0))
    largest = np.linalg.eigvalsh(np.swapaxes(own, 1, 2) @ own)[:, -1]
    return float(largest.max()) < share


def _choices(alone: Array, size: int, share: float) -> Iterator[list[int]]:
    """Yield choices of so many persons who could make that share together, by what each can."""
    order = [int(k) for k in np.argsort(-alone, kind="stable")]
    best = alone[order]

    def more(begin: int, taken: list[int], made: float) -> Iterator[list[int]]:
        left = size - len(taken)
        if left == 0:
            yield taken
            return
        for k in range(begin, len(order) - left + 1):
            if made + float(best[k : k + left].sum()) < share:
                return
            yield from more(k + 1, [*taken, order[k]], made + float(best[k]))

    return more(0, [], 0.0)
