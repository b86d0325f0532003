"""Who leaves, and the least that keeps all: by hand and against the core."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.partners.test_shapley import drawn
from windlass.base.errors import InvalidInput
from windlass.partners.core import core, within
from windlass.partners.game import Game
from windlass.partners.stability import stability


def test_two_who_could_do_it_alone() -> None:
    game = Game(tuple("abc"), np.array([0, 0, 0, 6, 0, 0, 0, 9.0]))
    found = stability(game, np.array([2.0, 2.0, 5.0]))
    assert found.leavers == ((3, 2.0),)
    assert found.transfers is not None
    assert found.transfers[2] == pytest.approx(-2.0)
    assert found.transfers[:2].sum() == pytest.approx(2.0)
    assert found.subsidy == 0.0


def test_where_the_core_is_empty_it_takes_money_from_outside() -> None:
    three = Game(tuple("abc"), np.array([0, 0, 0, 1, 0, 1, 1, 1.0]))
    found = stability(three, np.full(3, 1 / 3))
    assert found.transfers is None
    assert found.subsidy == pytest.approx(0.5)
    assert found.subsidised == pytest.approx([0.5, 0.5, 0.5])


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 5))
def test_transfers_lead_into_the_core_just_where_there_is_one(seed: int, n: int) -> None:
    game = drawn(seed, n)
    rng = np.random.default_rng(seed)
    shares = rng.normal(size=n)
    shares += (game.total - shares.sum()) / n
    found = stability(game, shares)
    assert (found.transfers is None) == core(game).empty
    if found.transfers is not None:
        assert found.transfers.sum() == pytest.approx(0.0, abs=1e-8)
        kept = Game(game.players, game.values)
        assert within(kept, shares + found.transfers)
        assert found.subsidy == pytest.approx(0.0, abs=1e-7)
    else:
        assert found.subsidy > 0.0
    more = game.values.copy()
    more[-1] += found.subsidy
    assert within(Game(game.players, more), found.subsidised * more[-1] / found.subsidised.sum()
                  if abs(found.subsidised.sum()) > 1e-9 and found.subsidy > 0 else
                  found.subsidised + (more[-1] - found.subsidised.sum()) / n)  # fmt: skip


def test_refuses_shares_of_others() -> None:
    with pytest.raises(InvalidInput, match="one for each"):
        stability(drawn(1, 3), np.zeros(2))
