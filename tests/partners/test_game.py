"""Games: coalitions as numbers, listed values, the superadditive cover."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.partners.test_shapley import drawn
from windlass.base.errors import InvalidInput
from windlass.partners.game import (
    Game,
    cautious,
    cover,
    excesses,
    listed,
    of,
    rivals,
    superadditive,
)


def test_coalitions_are_numbers_with_a_bit_for_each_player() -> None:
    game = of(("a", "b", "c"), lambda names: float(len(names) ** 2))
    assert game.values.tolist() == [0, 1, 1, 4, 1, 4, 4, 9]
    assert game.total == 9.0
    assert game.alone.tolist() == [1, 1, 1]
    assert game.told(5) == "a, c"
    assert game.told(0) == "nobody"
    assert game.number(("c", "a")) == 5
    assert game.members[5].tolist() == [True, False, True]


def test_what_is_not_listed_is_worth_its_parts() -> None:
    game = listed(("a", "b", "c"), {("a",): 1.0, ("a", "b"): 5.0, ("c",): 2.0})
    # nobody says what b is worth, nor all: 5 + 2
    assert game.values[game.number(("b",))] == 0.0
    assert game.values[game.number(("b", "c"))] == 2.0
    assert game.total == 7.0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 6))
def test_the_cover_is_the_least_superadditive_game_above(seed: int, n: int) -> None:
    values = np.random.default_rng(seed).normal(size=2**n)
    values[0] = 0.0
    found = cover(values)
    assert (found >= values).all()
    names = tuple("abcdef"[:n])
    assert superadditive(Game(names, found))
    # least: each value is reached by some partition, found here by trying every split of the sets
    for s in range(1, 2**n):
        splits = [found[p] + found[s ^ p] for p in range(1, s) if p & s == p]
        assert found[s] == max([values[s], *splits])


def test_refuses_what_is_no_game() -> None:
    with pytest.raises(InvalidInput, match="needs 4 values"):
        Game(("a", "b"), np.zeros(3))
    with pytest.raises(InvalidInput, match="nobody at all"):
        Game(("a",), np.array([1.0, 2.0]))
    with pytest.raises(InvalidInput, match=r"not finite.*b"):
        Game(("a", "b"), np.array([0.0, 1.0, np.nan, 1.0]))
    with pytest.raises(InvalidInput, match="names of their own"):
        Game(("a", "a"), np.zeros(4))
    with pytest.raises(InvalidInput, match="number of players"):
        Game((), np.zeros(1))
    with pytest.raises(InvalidInput, match="no such player"):
        of(("a",), lambda _: 1.0).number(("b",))
    with pytest.raises(InvalidInput, match="one for each"):
        excesses(of(("a",), lambda _: 1.0), np.zeros(2))


def test_refuses_before_it_counts_to_2_to_the_n() -> None:
    many = [f"{k}" for k in range(64)]
    with pytest.raises(InvalidInput, match="number of players"):
        of(many, lambda _: 0.0)
    with pytest.raises(InvalidInput, match="number of players"):
        listed(many, {})


def test_a_listed_value_is_finite_and_told_once() -> None:
    with pytest.raises(InvalidInput, match=r"not finite.*a, b"):
        listed(("a", "b"), {("a", "b"): float("nan")})
    with pytest.raises(InvalidInput, match=r"listed twice.*a, b"):
        listed(("a", "b"), {("a", "b"): 3.0, ("b", "a"): 4.0})
    with pytest.raises(InvalidInput, match="not finite"):
        cover(np.array([0.0, 1.0, 1.0, np.nan]))


def test_who_comes_second_has_what_it_adds() -> None:
    # One prize that either side could take: by itself each could have it, against the other none.
    game = listed(["a", "b", "c"], {("a",): 6.0, ("b",): 6.0, ("a", "b", "c"): 6.0})
    held = cautious(game)
    assert held.values[held.number(["a"])] == 0.0
    assert held.values[held.number(["b"])] == 0.0
    assert held.values[held.number(["a", "b"])] == held.total == 6.0
    pairs = rivals(game)
    assert (game.told(pairs[0][0]), pairs[0][2]) == ("a", 6.0)
    assert not rivals(held)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_a_cautious_game_never_counts_twice(seed: int, n: int) -> None:
    game = drawn(seed, n)
    positive = Game(game.players, np.abs(game.values))
    held = cautious(positive)
    assert (held.values <= positive.values + 1e-12).all()
    assert held.total == pytest.approx(positive.total)
    both = held.values + held.values[::-1]
    room = 1e-9 * (1.0 + np.abs(positive.values).max())
    assert (both <= max(positive.total, 0.0) + room).all()
    assert not [pair for pair in rivals(held) if pair[2] > room]


def test_a_game_without_rivals_is_its_own_cautious_game() -> None:
    game = listed(["l", "r", "s"], {("l", "r"): 1.0, ("l", "s"): 1.0, ("l", "r", "s"): 1.0})
    assert not rivals(game)
    assert cautious(game).values.tolist() == game.values.tolist()
