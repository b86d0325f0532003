"""The core: bounds by every corner, emptiness by balanced weights, who is tempted."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.partners.test_shapley import drawn
from windlass.partners.core import core, tempted, within
from windlass.partners.game import Game, listed
from windlass.partners.nucleolus import nucleolus


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 5))
def test_is_empty_just_where_balanced_coalitions_are_worth_more_than_all(seed: int, n: int) -> None:
    """Bondareva and Shapley, by the dual programme in scipy."""
    game = drawn(seed, n)
    rows = game.members[1:-1].astype(float)
    best = linprog(-game.values[1:-1], A_eq=rows.T, b_eq=np.ones(n), method="highs")
    found = core(game)
    assert found.empty == (-best.fun > game.total + 1e-7)
    if not found.empty:
        x = nucleolus(game, individually=False)
        assert within(game, x)
        assert (found.low - 1e-7 <= x).all()
        assert (x <= found.high + 1e-7).all()


def test_bounds_are_those_of_the_corners() -> None:
    game = Game(tuple("abc"), np.array([0, 1, 0, 4, 2, 5, 3, 8.0]))
    corners = []
    rows = game.members[1:-1].astype(float)
    for pair in combinations(range(rows.shape[0]), 2):
        square = np.vstack([rows[list(pair)], np.ones(3)])
        if abs(np.linalg.det(square)) > 1e-9:
            x = np.linalg.solve(square, [*game.values[1:-1][list(pair)], game.total])
            if (rows @ x >= game.values[1:-1] - 1e-9).all():
                corners.append(x)
    found = core(game)
    assert not found.empty
    assert found.low == pytest.approx(np.min(corners, axis=0), abs=1e-9)
    assert found.high == pytest.approx(np.max(corners, axis=0), abs=1e-9)


def test_who_leaves_is_told_with_what_it_gains() -> None:
    game = Game(tuple("abc"), np.array([0, 0, 0, 6, 0, 0, 0, 9.0]))
    assert tempted(game, np.array([2.0, 2.0, 5.0])) == [(3, 2.0)]
    assert tempted(game, np.array([4.0, 4.0, 1.0])) == []
    assert not within(game, np.array([2.0, 2.0, 5.0]))
    assert not within(game, np.array([4.0, 4.0, 0.0]))


def test_where_it_is_empty_the_least_core_is_told() -> None:
    three = Game(tuple("abc"), np.array([0, 0, 0, 1, 0, 1, 1, 1.0]))
    found = core(three)
    assert found.empty
    assert found.least_excess == pytest.approx(1 / 3)
    assert found.low == pytest.approx([1 / 3] * 3, abs=1e-6)
    assert found.high == pytest.approx([1 / 3] * 3, abs=1e-6)
    one = core(Game(("a",), np.array([0.0, -2.0])))
    assert not one.empty
    assert one.low.tolist() == [-2.0]


def test_one_that_is_empty_by_less_than_rounding_has_bounds() -> None:
    three = Game(tuple("abc"), np.array([0, 0, 0, 1, 0, 1, 1, 1.5 * (1 - 3e-9)]))
    found = core(three)
    assert not found.empty
    assert found.low == pytest.approx([0.5] * 3, abs=1e-7)
    assert found.high == pytest.approx([0.5] * 3, abs=1e-7)


def test_another_solver_of_the_process_with_more_threads_does_not_matter() -> None:
    import highspy

    for threads in (2, 3, 2):
        one = highspy.Highs()
        one.silent()
        one.setOptionValue("threads", threads)
        one.addVar(0.0, 1.0)
        if one.run() == highspy.HighsStatus.kError:
            highspy.Highs.resetGlobalScheduler(True)
            one.run()
        assert not core(listed(["a", "b"], {("a", "b"): 1.0})).empty
