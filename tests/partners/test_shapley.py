"""Shapley value: exact games, its axioms over random games, the mean over all orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.partners.game import Game
from windlass.partners.rules import airport
from windlass.partners.shapley import shapley

GAMES = st.tuples(st.integers(0, 10**6), st.integers(1, 6))


def drawn(seed: int, n: int) -> Game:
    values = np.random.default_rng(seed).normal(size=2**n)
    values[0] = 0.0
    return Game(tuple("abcdefgh"[:n]), values)


def test_glove_and_airport() -> None:
    glove = Game(("L", "R1", "R2"), np.array([0, 0, 0, 1, 0, 1, 0, 1.0]))
    assert shapley(glove) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert shapley(airport(tuple("abcd"), [8, 11, 13, 18])) == pytest.approx([2, 3, 4, 9])


@settings(max_examples=40, deadline=None)
@given(GAMES)
def test_is_the_mean_over_all_orders(drawn_of: tuple[int, int]) -> None:
    game = drawn(*drawn_of)
    total = np.zeros(game.n)
    orders = list(permutations(range(game.n)))
    for order in orders:
        came = 0
        for i in order:
            total[i] += game.values[came | 1 << i] - game.values[came]
            came |= 1 << i
    assert shapley(game) == pytest.approx(total / len(orders), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(GAMES, st.floats(-3.0, 3.0))
def test_axioms(drawn_of: tuple[int, int], factor: float) -> None:
    game = drawn(*drawn_of)
    found = shapley(game)
    assert found.sum() == pytest.approx(game.total)
    other = drawn(drawn_of[0] + 1, game.n)
    both = Game(game.players, game.values + factor * other.values)
    assert shapley(both) == pytest.approx(found + factor * shapley(other), abs=1e-9)
    # one more who adds nothing gets nothing, and changes nothing
    null = Game((*game.players, "nobody"), np.concatenate([game.values, game.values]))
    assert shapley(null) == pytest.approx([*found, 0.0], abs=1e-12)
    # two who add the same get the same: the game with the first two swapped swaps their shares
    if game.n >= 2:
        swapped = game.values[[_swapped(s) for s in range(game.values.size)]]
        assert shapley(Game(game.players, swapped))[[1, 0]] == pytest.approx(found[:2], abs=1e-12)


def _swapped(s: int) -> int:
    return (s & ~3) | (s & 1) << 1 | (s & 2) >> 1
