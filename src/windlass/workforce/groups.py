"""Cells of persons that totals are told of, and whether what was told tells of fewer than k.

Cells come from group names and sizes alone, before any pay is known; groups that are too small, and
make no cell together, are told of in no total.  Source: chin1982, sweeney2002.
Checked: tests/workforce/test_groups.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, combinations
from math import comb
from typing import Final

import numpy as np

from windlass.base.errors import InvalidInput

LEAST: Final = 5
MOST_TRIED: Final = 20_000
"""Choices of persons that are looked at before a total is told; where there are more, it is not."""
Cells = tuple[frozenset[str], ...]
"""Sets of persons, apart from one another."""


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


def safe(told: Iterable[frozenset[str]], *, k: int = LEAST) -> bool:
    """Return whether no sum of some sets less others comes down to fewer than k persons.

    Persons who are in the same sets cannot be told apart, so that they count together; what is left
    are a few classes, of which every choice of fewer than k persons is looked at.  Where these are
    too many to look at, False.
    """
    sets = [one for one in dict.fromkeys(told) if one]
    if any(len(one) < k for one in sets):
        return False
    classes: dict[tuple[bool, ...], int] = {}
    for person in set().union(*sets):
        key = tuple(person in one for one in sets)
        classes[key] = classes.get(key, 0) + 1
    matrix = np.array(list(classes), dtype=float).T
    sizes = list(classes.values())
    small = [j for j, size in enumerate(sizes) if size < k]
    if not small:
        return True
    if sum(comb(len(small), many) for many in range(1, k)) > MOST_TRIED:
        return False
    full = int(np.linalg.matrix_rank(matrix))
    for many in range(1, k):
        for some in combinations(small, many):
            if sum(sizes[j] for j in some) >= k:
                continue
            rest = np.delete(matrix, some, axis=1)
            if (int(np.linalg.matrix_rank(rest)) if rest.size else 0) < full:
                return False
    return True
