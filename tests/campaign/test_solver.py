"""HiGHS on small programmes with known answers, warm and cold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.campaign.plan.program import Matrix, Program
from windlass.campaign.plan.solver import Solver, columns_of


def covering(seed: int, rows: int, columns: int, whole: bool = True) -> Matrix:
    """Least cost of x ≥ 0 with A x ≥ b, A and b positive: always feasible, never unbounded."""
    rng = np.random.default_rng(seed)
    program = Program()
    x = program.add_columns(columns, cost=rng.uniform(1.0, 3.0, columns), whole=whole)
    r = program.add_rows(rows, low=rng.uniform(2.0, 9.0, rows))
    values = rng.uniform(0.5, 4.0, (rows, columns)) * (rng.random((rows, columns)) < 0.5)
    values[np.arange(rows), rng.integers(0, columns, rows)] = 1.0
    program.put(np.repeat(r, columns), np.tile(x, rows), values)
    return program.finish()


def test_of_two_ways_the_cheaper_one_and_what_its_row_is_worth() -> None:
    """x + y ≥ 4, x ≤ 3, least x + 2 y: x = 3, y = 1, and one more of the row costs 2."""
    program = Program()
    x = program.add_columns(2, cost=np.array([1.0, 2.0]), upper=np.array([3.0, np.inf]))
    program.put(np.repeat(program.add_rows(1, low=4.0), 2), x, 1.0)
    answer = Solver(program.finish()).solve()
    assert answer.status == "optimal"
    assert answer.x == pytest.approx([3.0, 1.0])
    assert answer.value == answer.bound == pytest.approx(5.0)
    assert answer.duals == pytest.approx([2.0])
    assert answer.gap == 0.0


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), more=st.floats(1.0, 5.0))
def test_warm_is_cold(seed: int, more: float) -> None:
    matrix = covering(seed, 6, 8, whole=False)
    warm = Solver(matrix)
    warm.solve()
    upper = np.full(2, 0.3)
    lower = np.zeros(2)
    warm.bounds(np.array([0, 1]), lower, upper)
    warm.rows(np.array([2]), matrix.low[[2]] + more, np.array([np.inf]))
    warm.cost(matrix.cost[::-1].copy())
    matrix.upper[:2], matrix.low[2] = 0.3, matrix.low[2] + more
    matrix.cost[:] = matrix.cost[::-1].copy()
    got, want = warm.solve(), Solver(matrix).solve()
    assert got.status == want.status
    assert got.value == pytest.approx(want.value, rel=1e-9)


def test_what_cannot_be_is_told_so() -> None:
    program = Program()
    x = program.add_columns(1, upper=1.0, whole=True)
    program.put(program.add_rows(1, low=2.0), x, 1.0)
    answer = Solver(program.finish()).solve()
    assert (answer.status, answer.x, answer.gap) == ("infeasible", None, np.inf)


def test_what_has_no_least_is_told_so() -> None:
    program = Program()
    x = program.add_columns(1, cost=-1.0)
    program.put(program.add_rows(1, low=0.0), x, 1.0)
    assert Solver(program.finish()).solve().status == "unbounded"


def test_no_time_is_no_answer_and_never_an_optimum() -> None:
    answer = Solver(covering(1, 60, 80)).solve(limit_s=0.0)
    assert answer.status in ("no-answer", "feasible")
    assert not answer.value < answer.bound


def test_time_is_of_each_solve_though_the_solver_is_kept() -> None:
    solver = Solver(covering(1, 6, 8))
    for _ in range(3):
        assert solver.solve(limit_s=30.0).status == "optimal"


def test_other_threads_in_one_process() -> None:
    values = [Solver(covering(4, 6, 8), threads=k).solve(gap=0.0).value for k in (1, 2, 1)]
    assert values == pytest.approx([values[0]] * 3, rel=1e-9)


def test_a_start_is_taken() -> None:
    matrix = covering(3, 10, 12)
    first = Solver(matrix).solve(gap=0.0)
    assert first.x is not None
    solver = Solver(matrix)
    solver.start(np.arange(first.x.size), first.x)
    assert solver.solve(gap=0.0).value == pytest.approx(first.value, rel=1e-9)


def test_whole_numbers_by_name() -> None:
    matrix = covering(2, 4, 5)
    assert columns_of(matrix).tolist() == [0, 1, 2, 3, 4]
    solver = Solver(matrix)
    whole = solver.solve(gap=0.0)
    solver.whole(columns_of(matrix), False)
    relaxed = solver.solve()
    assert relaxed.duals is not None
    assert whole.duals is None
    assert relaxed.value <= whole.value + 1e-9
