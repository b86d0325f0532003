"""Cells, and rows of persons: an attacker with linear algebra gets nothing of fewer than k."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workforce.test_pay import base_hours
from windlass.base.errors import InvalidInput
from windlass.workforce import groups
from windlass.workforce.groups import dominated, partition, safe, spanned


def attacker_gets(rows: Sequence[Mapping[str, float]], k: int) -> bool:
    """By brute force over persons: is there a combination of totals of fewer than k of them?"""
    return any(_gets([row for row in rows if min(row)[0] in book], k)
               for book in ("#", "=", "abcdefghijklmnopqrstuvwxyz"))  # fmt: skip


def _gets(rows: Sequence[Mapping[str, float]], k: int) -> bool:
    people = sorted({who for row in rows for who, x in row.items() if x})
    matrix = np.array([[row.get(who, 0.0) for who in people] for row in rows], dtype=float)
    matrix = matrix[np.abs(matrix).sum(axis=1) > 0] if len(rows) else matrix
    if not len(matrix):
        return False
    matrix /= np.linalg.norm(matrix, axis=1)[:, None]
    full = np.linalg.matrix_rank(matrix, tol=1e-8)
    for some in combinations(range(len(people)), k - 1):
        rest = np.delete(matrix, some, axis=1)
        if (np.linalg.matrix_rank(rest, tol=1e-8) if rest.size else 0) < full:
            return True
    return False


ROWS = st.lists(st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 3), min_size=4),
                min_size=1, max_size=5)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(ROWS, st.integers(2, 4))
def test_what_is_called_safe_gives_an_attacker_nothing(rows: list[dict[str, int]], k: int) -> None:
    assert safe(rows, k=k) == (not attacker_gets(rows, k))


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(2, 4))
def test_fewer_rows_say_the_same(rows: list[dict[str, int]], k: int) -> None:
    less = spanned(rows)
    assert len(less) <= len(rows)
    assert safe(less, k=k) == safe(rows, k=k)
    assert len(spanned([*rows, *less])) == len(less)


def test_a_total_that_one_makes_almost_alone_is_dominated() -> None:
    even = dict.fromkeys("abcdefgh", 1.0)
    assert not dominated(even)
    assert dominated(even | {"a": -1_000.0})
    assert not dominated({})


def test_what_two_months_differ_by_counts() -> None:
    """Equal pay of all but one, told twice: the difference is his."""
    month = {f"p{k}": 30.0 + k for k in range(12)}
    assert safe([month, {who: x * 2.0 for who, x in month.items()}])
    assert not safe([month, month | {"p3": 50.0}])


@given(st.dictionaries(st.integers(0, 60), st.sampled_from("uvwxyz"), min_size=26))
def test_cells_are_large_and_of_whole_groups(given_: dict[int, str]) -> None:
    of = {f"p{k}": group for k, group in given_.items()}
    cells = partition(of)
    assert all(len(cell) >= 5 for cell in cells)
    inside = [p for cell in cells for p in cell]
    assert len(inside) == len(set(inside))
    assert len(set(of) - set(inside)) < 5
    for cell in cells:
        for person in cell:
            assert {p for p, g in of.items() if g == of[person]} <= cell


def test_small_groups_are_told_together_or_not_at_all() -> None:
    assert sorted(len(one) for one in partition(base_hours().groups())) == [6, 9]
    both = partition(base_hours(pilots=4, chiefs=3).groups())
    assert sorted(len(one) for one in both) == [7, 9]
    with pytest.raises(InvalidInput, match="fewer than 5"):
        partition({"a": "x"})
    with pytest.raises(InvalidInput, match="2 or more"):
        partition(base_hours().groups(), k=1)


def test_where_too_many_choices_are_left_nothing_is_told(monkeypatch: Any) -> None:
    rng = np.random.default_rng(1)
    rows = [{f"p{j}": float(x) for j, x in enumerate(row)} for row in rng.random((6, 14))]
    assert safe(rows)
    monkeypatch.setattr(groups, "MOST_TRIED", 10)
    assert not safe(rows)


def test_a_large_group_takes_no_time() -> None:
    rng = np.random.default_rng(2)
    rows = [{f"p{j}": float(x) for j, x in enumerate(row)} for row in rng.random((12, 2_000))]
    assert safe(rows)
