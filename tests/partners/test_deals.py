"""Deals: by hand, against a grid of all deals, and what holds of any nearest change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.partners.deals import Table, Terms, accepted, nearest, refusers
from windlass.partners.game import Game


def shares(n: int, levy: float = 0.5) -> Terms:
    """Shares of profit that add up to 1 with a levy for others."""
    return Terms(
        names=(*(f"share {k}" for k in range(n)), "levy"), low=np.zeros(n + 1),
        high=np.append(np.ones(n), levy), steps=np.full(n + 1, 0.01),
        whole=np.zeros(n + 1, dtype=bool), rows=np.ones((1, n + 1)), sums=np.ones(1),
    )  # fmt: skip


def table(total: float, costs: list[float], outside: list[float]) -> Table:
    n = len(costs)
    return Table(
        partners=tuple("abcdef"[:n]), worth=np.hstack([total * np.eye(n), np.zeros((n, 1))]),
        fixed=-np.array(costs), outside=np.array(outside),
    )  # fmt: skip


def test_two_who_share_a_profit() -> None:
    """100 to share, costs 30 and 20, 10 and 0 without a deal: shares of 0.4 and 0.2 at least."""
    terms, at = shares(2), table(100.0, [30.0, 20.0], [10.0, 0.0])
    found = accepted(terms, at)
    assert found.any
    assert found.gain == pytest.approx(20.0)
    assert found.best == pytest.approx([0.6, 0.4, 0.0], abs=1e-6)
    assert found.low == pytest.approx([0.4, 0.2, 0.0], abs=1e-5)
    assert found.high == pytest.approx([0.8, 0.6, 0.4], abs=1e-5)
    now = np.array([0.3, 0.5, 0.2])
    assert refusers(at, now) == (("a", pytest.approx(10.0)),)
    change = nearest(terms, at, now)
    assert change is not None
    assert change.terms[0] == pytest.approx(0.4, abs=1e-5)
    assert change.steps == pytest.approx(20.0, abs=1e-2)
    assert {name for name, _, _ in change.moved} <= {"share 0", "share 1", "levy"}
    assert not refusers(at, change.terms)


def test_where_nothing_suits_all_the_nearest_is_told() -> None:
    terms, at = shares(2), table(100.0, [60.0, 60.0], [0.0, 0.0])
    found = accepted(terms, at)
    assert not found.any
    assert found.low is None
    assert found.gain == pytest.approx(-10.0)
    assert nearest(terms, at, np.array([0.5, 0.5, 0.0])) is None
    # one of them alone can be brought in
    change = nearest(terms, at, np.array([0.5, 0.5, 0.0]), who=["a"])
    assert change is not None
    assert change.terms[0] == pytest.approx(0.6, abs=1e-5)


def test_a_condition_that_holds_or_does_not() -> None:
    """Releasing a technology costs its owner 5 and is worth 30 to the other."""
    terms = Terms(
        names=("release", "payment"), low=np.zeros(2), high=np.array([1.0, 50.0]),
        steps=np.array([1.0, 10.0]), whole=np.array([True, False]), rows=np.zeros((0, 2)),
        sums=np.zeros(0),
    )  # fmt: skip
    at = Table(partners=("owner", "other"), worth=np.array([[-5.0, 1.0], [30.0, -1.0]]),
               fixed=np.array([-2.0, -4.0]), outside=np.zeros(2))  # fmt: skip
    found = accepted(terms, at)
    assert found.best[0] == pytest.approx(1.0)
    assert found.gain == pytest.approx((30.0 - 5.0 - 6.0) / 2.0)
    change = nearest(terms, at, np.array([0.0, 0.0]))
    assert change is not None
    assert change.terms == pytest.approx([1.0, 7.0], abs=1e-5)


def test_no_coalition_may_gain_by_leaving_either() -> None:
    """Two of three can have 90 of 100 by themselves: the third must be content with 10."""
    terms, at = shares(3), table(100.0, [0.0] * 3, [0.0] * 3)
    game = Game(("a", "b", "c"), np.array([0, 0, 0, 90, 0, 0, 0, 100.0]))
    found = accepted(terms, at, game)
    assert found.any
    assert found.high is not None
    assert found.high[2] == pytest.approx(0.1, abs=1e-5)
    change = nearest(terms, at, np.array([0.3, 0.3, 0.4, 0.0]), game=game)
    assert change is not None
    assert change.terms[:2].sum() == pytest.approx(0.9, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    costs=st.lists(st.floats(0.0, 40.0), min_size=3, max_size=3),
    outside=st.lists(st.floats(0.0, 20.0), min_size=3, max_size=3),
    now=st.tuples(st.integers(0, 10), st.integers(0, 10)),
)
def test_against_a_grid_of_all_deals(
    costs: list[float], outside: list[float], now: tuple[int, int]
) -> None:
    terms, at = shares(3, 0.0), table(100.0, costs, outside)
    grid = np.array([
        (a / 100, b / 100, 1 - (a + b) / 100, 0.0) for a in range(101) for b in range(101 - a)
    ])  # fmt: skip
    gains = np.array([at.gains(x).min() for x in grid])
    found = accepted(terms, at)
    assert gains.max() <= found.gain + 1e-6
    assert gains.max() >= found.gain - 1.0
    if not found.any:
        return
    start = np.array([now[0] / 20, now[1] / 20, 1 - (now[0] + now[1]) / 20, 0.0])
    change = nearest(terms, at, start)
    assert change is not None
    assert not refusers(at, change.terms)
    assert change.steps == pytest.approx(np.abs(change.terms - start).sum() / 0.01, abs=1e-3)
    suits = grid[gains >= 0.0]
    if suits.size:
        assert change.steps <= np.abs(suits - start).sum(axis=1).min() / 0.01 + 1e-6


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="names of their own"):
        Terms(names=("a", "a"), low=np.zeros(2), high=np.ones(2), steps=np.ones(2),
              whole=np.zeros(2, bool), rows=np.zeros((0, 2)), sums=np.zeros(0))  # fmt: skip
    with pytest.raises(InvalidInput, match="term a"):
        Terms(names=("a",), low=np.ones(1), high=np.zeros(1), steps=np.ones(1),
              whole=np.zeros(1, bool), rows=np.zeros((0, 1)), sums=np.zeros(0))  # fmt: skip
    terms, at = shares(2), table(1.0, [0.0, 0.0], [0.0, 0.0])
    with pytest.raises(InvalidInput, match="no such partner"):
        nearest(terms, at, np.array([0.5, 0.5, 0.0]), who=["z"])
    with pytest.raises(InvalidInput, match="other players"):
        accepted(terms, at, Game(("x", "y"), np.zeros(4)))
    with pytest.raises(InvalidInput, match="worth of the terms"):
        accepted(shares(3), at)
    for now in ([np.nan, 0.5, 0.0], [0.5, 0.5]):
        with pytest.raises(InvalidInput, match="a deal of 3 terms"):
            refusers(at, np.array(now))
        with pytest.raises(InvalidInput, match="a deal of 3 terms"):
            nearest(terms, at, np.array(now))
    eye, none = np.eye(2), np.zeros(2)
    for told, parts in (
        ("must be finite", ("ab", eye, none, np.array([0.0, np.nan]))),
        ("must be finite", ("ab", np.array([[1.0, np.inf], [0.0, 1.0]]), none, none)),
        ("2 partners", ("ab", eye, np.zeros(1), none)),
        ("a row for each", ("ab", np.zeros((3, 2)), none, none)),
        ("partners need names", ("aa", eye, none, none)),
    ):
        who, worth, fixed, outside = parts
        with pytest.raises(InvalidInput, match=told):
            Table(partners=tuple(who), worth=worth, fixed=fixed, outside=outside)
    for told, high, sums in (
        ("finite bounds", np.array([np.inf]), np.ones(1)),
        ("fixed sums", np.ones(1), np.array([np.nan])),
    ):
        with pytest.raises(InvalidInput, match=told):
            Terms(names=("a",), low=np.zeros(1), high=high, steps=np.ones(1),
                  whole=np.zeros(1, bool), rows=np.ones((1, 1)), sums=sums)  # fmt: skip
    tight = shares(2)
    with pytest.raises(InvalidInput, match="fit their own sums"):
        accepted(Terms(names=tight.names, low=tight.low, high=np.full(3, 0.1), steps=tight.steps,
                       whole=tight.whole, rows=tight.rows, sums=tight.sums), at)  # fmt: skip
