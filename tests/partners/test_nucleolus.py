"""Nucleolus: exact games, Kohlberg's criterion over random games, rules that are nucleoli."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.partners.test_shapley import drawn
from windlass.base.errors import InvalidInput
from windlass.partners.core import core, within
from windlass.partners.game import Floats, Game, excesses
from windlass.partners.nucleolus import nucleolus, of_costs
from windlass.partners.rules import airport, bankruptcy, talmud


def test_published_games() -> None:
    glove = Game(("L", "R1", "R2"), np.array([0, 0, 0, 1, 0, 1, 0, 1.0]))
    assert nucleolus(glove) == pytest.approx([1, 0, 0], abs=1e-9)
    assert of_costs(airport(tuple("abcd"), [8, 11, 13, 18])) == pytest.approx(
        [3.25, 3.25, 3.25, 8.25]
    )
    for estate, shares in ((100.0, [100 / 3] * 3), (200.0, [50, 75, 75])):
        game = bankruptcy(tuple("abc"), estate, [100, 200, 300])
        assert nucleolus(game) == pytest.approx(shares)
    empty = Game(tuple("abc"), np.array([0, 0, 0, 10, 0, 0, 0, 2.0]))
    assert core(empty).empty
    assert nucleolus(empty) == pytest.approx([1, 1, 0], abs=1e-9)


def kohlberg(game: Game, x: Floats, individually: bool) -> bool:
    """Whether at each level the coalitions tempted at least so much are balanced, those with a
    player who gets just what it has alone helping at no weight of their own (kohlberg1971)."""
    left = excesses(game, x)[1:-1]
    rows = game.members[1:-1].astype(float)
    size = max(1.0, float(np.abs(game.values).max()))
    at_least = (
        np.isclose(x, game.alone, atol=1e-6 * size) if individually else np.zeros(x.size, bool)
    )
    singles = np.eye(x.size)[at_least]
    for level in np.unique(np.round(left / size, 6)):
        inside = rows[left / size >= level - 1e-6]
        columns = np.vstack([inside, singles]).T
        # Is there a weighting with every coalition inside above 0?  Make the least one greatest.
        k, m = inside.shape[0], columns.shape[1]
        above = np.hstack([-np.eye(k), np.zeros((k, m - k)), np.ones((k, 1))])
        found = linprog(
            np.append(np.zeros(m), -1.0), A_ub=above, b_ub=np.zeros(k),
            A_eq=np.hstack([columns, np.zeros((x.size, 1))]), b_eq=np.ones(x.size),
            bounds=[(0, None)] * m + [(None, 1.0)], method="highs",
        )  # fmt: skip
        if not (found.status == 0 and -found.fun > 1e-9):
            return False
    return True


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 6), individually=st.booleans())
def test_kohlbergs_criterion(seed: int, n: int, individually: bool) -> None:
    game = drawn(seed, n)
    values = game.values.copy()
    values[-1] = max(values[-1], values[1 << np.arange(n)].sum() + 0.1)
    game = Game(game.players, values)
    x = nucleolus(game, individually=individually)
    assert x.sum() == pytest.approx(game.total)
    if individually:
        assert (x >= game.alone - 1e-9).all()
    assert kohlberg(game, x, individually)
    moved = x + np.append([0.05, -0.05], np.zeros(n - 2))
    assert not (kohlberg(game, moved, individually) and (moved >= game.alone).all())


@settings(max_examples=60, deadline=None)
@given(
    claims=st.lists(st.integers(0, 50).map(float), min_size=2, max_size=6).filter(any),
    share=st.floats(0.0, 1.0),
)
def test_of_a_bankruptcy_is_the_talmuds(claims: list[float], share: float) -> None:
    estate = share * sum(claims)
    game = bankruptcy(tuple("abcdef"[: len(claims)]), estate, claims)
    assert nucleolus(game) == pytest.approx(talmud(estate, claims), abs=1e-7 * sum(claims))


@settings(max_examples=60, deadline=None)
@given(costs=st.lists(st.integers(1, 60).map(float), min_size=2, max_size=7))
def test_of_an_airport_is_littlechilds(costs: list[float]) -> None:
    """Who is served by the shortest runways shares first (littlechild1974)."""
    ordered = sorted(costs)
    paid: list[float] = []
    while len(paid) < len(ordered):
        done, n = len(paid), len(ordered)
        rest = ordered[done:]
        before = sum(paid)
        each = [
            (cost - before) / (k + 1 if k == len(rest) - 1 else k + 2)
            for k, cost in enumerate(rest)
        ]
        least = min(each)
        last = max(k for k, value in enumerate(each) if value <= least + 1e-12)
        paid += [least] * (last + 1 if last < len(rest) - 1 else n - done)
    game = airport(tuple("abcdefg"[: len(costs)]), costs)
    found = of_costs(game)
    assert sorted(found) == pytest.approx(sorted(paid), abs=1e-7 * sum(costs))
    assert within(Game(game.players, -game.values), -found)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 6), factor=st.floats(1e-6, 1e6))
def test_does_not_hang_on_units_or_on_what_each_has(seed: int, n: int, factor: float) -> None:
    game = drawn(seed, n)
    given_ = np.random.default_rng(seed).normal(size=n)
    moved = Game(game.players, factor * (game.values + game.members @ given_))
    plain = nucleolus(game, individually=False)
    found = nucleolus(moved, individually=False)
    assert found == pytest.approx(factor * (plain + given_), abs=1e-7 * factor, rel=1e-6)


@pytest.mark.parametrize("size", [1e6, 1e9, 1e10])
def test_a_small_gain_beside_large_fortunes_is_shared_as_by_itself(size: float) -> None:
    gained = np.random.default_rng(0).random(16) * np.bitwise_count(np.arange(16))
    gained[[0, 1, 2, 4, 8]] = 0.0
    gained[-1] = 5.0
    game = Game(tuple("abcd"), gained)
    rich = Game(game.players, gained + size * game.members.sum(axis=1))
    assert nucleolus(rich) - size == pytest.approx(nucleolus(game), abs=1e-15 * size + 1e-9)


def test_refuses_what_nobody_would_join() -> None:
    game = Game(("a", "b"), np.array([0.0, 2.0, 2.0, 3.0]))
    with pytest.raises(InvalidInput, match="worth more than all together"):
        nucleolus(game)
    assert nucleolus(game, individually=False) == pytest.approx([1.5, 1.5])
    assert nucleolus(Game(("a",), np.array([0.0, 4.0]))) == pytest.approx([4.0])
    assert nucleolus(Game(("a", "b"), np.zeros(4))) == pytest.approx([0.0, 0.0])
