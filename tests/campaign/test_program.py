"""A programme put together from blocks, against a dense matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.campaign.plan.program import Matrix, Program


def dense(matrix: Matrix) -> np.ndarray:
    full = np.zeros((matrix.low.size, matrix.cost.size))
    for column in range(matrix.cost.size):
        part = slice(matrix.start[column], matrix.start[column + 1])
        full[matrix.row[part], column] = matrix.value[part]
    return full


@settings(max_examples=30, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    seed=st.integers(0, 2**32 - 1),
    blocks=st.integers(0, 8),
)
def test_terms_of_one_place_add_up(shape: tuple[int, int], seed: int, blocks: int) -> None:
    rng = np.random.default_rng(seed)
    program = Program()
    columns = program.add_columns(shape[1])
    rows = program.add_rows(shape[0])
    want = np.zeros(shape)
    for _ in range(blocks):
        size = int(rng.integers(0, 10))
        i, j = rng.integers(0, shape[0], size), rng.integers(0, shape[1], size)
        values = rng.integers(-2, 3, size).astype(float)
        program.put(rows[i], columns[j], values)
        np.add.at(want, (i, j), values)
    matrix = program.finish()
    assert np.array_equal(dense(matrix), want)
    assert np.all(matrix.value != 0.0)
    for column in range(shape[1]):
        part = matrix.row[matrix.start[column] : matrix.start[column + 1]]
        assert np.all(np.diff(part) > 0)


def test_blocks_keep_their_bounds_costs_and_names() -> None:
    program = Program()
    a = program.add_columns(2, lower=-1.0, cost=np.array([3.0, 4.0]), name="a")
    b = program.add_columns(1, upper=5.0, whole=True, name="b", each=lambda k: f"k{k}")
    first = program.add_rows(1, low=2.0, name="r")
    second = program.add_rows(2, high=np.array([6.0, 7.0]), name="s")
    assert (*a, *b) == (0, 1, 2)
    assert (*first, *second) == (0, 1, 2)
    matrix = program.finish()
    assert matrix.lower.tolist() == [-1.0, -1.0, 0.0]
    assert matrix.upper.tolist() == [np.inf, np.inf, 5.0]
    assert matrix.cost.tolist() == [3.0, 4.0, 0.0]
    assert matrix.whole.tolist() == [False, False, True]
    assert matrix.low.tolist() == [2.0, -np.inf, -np.inf]
    assert matrix.high.tolist() == [np.inf, 6.0, 7.0]
    assert program.column_names() == ["a[0]", "a[1]", "b[k0]"]
    assert program.row_names() == ["r[0]", "s[0]", "s[1]"]


def test_a_block_of_one_value_or_of_as_many_as_it_has() -> None:
    program = Program()
    with pytest.raises(ValueError, match="broadcast"):
        program.add_columns(2, cost=np.zeros(3))


def test_nothing_is_a_programme_too() -> None:
    matrix = Program().finish()
    assert matrix.cost.size == matrix.low.size == matrix.value.size == 0
    assert matrix.start.tolist() == [0]
