"""Cells, and sets of persons: an attacker with linear algebra gets nothing of fewer than k."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workforce.test_pay import base_hours
from windlass.base.errors import InvalidInput
from windlass.workforce.groups import partition, safe


def attacker_gets(sets: list[frozenset[str]], k: int) -> bool:
    """By brute force over persons: is there a sum of totals that touches fewer than k of them?"""
    people = sorted(set().union(*sets))
    matrix = np.array([[float(p in one) for p in people] for one in sets])
    full = np.linalg.matrix_rank(matrix)
    for many in range(1, k):
        for some in combinations(range(len(people)), many):
            rest = np.delete(matrix, some, axis=1)
            if (np.linalg.matrix_rank(rest) if rest.size else 0) < full:
                return True
    return False


@settings(max_examples=60, deadline=None)
@given(st.lists(st.frozensets(st.sampled_from("abcdefghij"), min_size=1), min_size=1, max_size=6),
       st.integers(2, 4))  # fmt: skip
def test_what_is_called_safe_gives_an_attacker_nothing(sets: list[frozenset[str]], k: int) -> None:
    assert safe(sets, k=k) == (not attacker_gets(sets, k))


@given(st.dictionaries(st.integers(0, 60), st.sampled_from("uvwxyz"), min_size=26))
def test_cells_are_large_and_of_whole_groups(given_: dict[int, str]) -> None:
    groups = {f"p{k}": group for k, group in given_.items()}
    cells = partition(groups)
    assert all(len(cell) >= 5 for cell in cells)
    inside = [p for cell in cells for p in cell]
    assert len(inside) == len(set(inside))
    assert len(set(groups) - set(inside)) < 5
    for cell in cells:
        for person in cell:
            assert {p for p, g in groups.items() if g == groups[person]} <= cell


def test_small_groups_are_told_together_or_not_at_all() -> None:
    assert sorted(len(one) for one in partition(base_hours().groups())) == [6, 9]
    both = partition(base_hours(pilots=4, chiefs=3).groups())
    assert sorted(len(one) for one in both) == [7, 9]
    with pytest.raises(InvalidInput, match="fewer than 5"):
        partition({"a": "x"})
    with pytest.raises(InvalidInput, match="2 or more"):
        partition(base_hours().groups(), k=1)


def test_where_too_many_choices_are_left_nothing_is_told() -> None:
    many = [frozenset(f"p{j}" for j in range(60) if (j >> k) % 2) for k in range(6)]
    assert not safe(many)
