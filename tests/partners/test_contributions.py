"""Contributions in kind, and work that comes back."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.partners.contributions import Contribution, accounts, work_return

ROWS = (
    Contribution(partner="a", what="tug", agreed=100.0, delivered=0.8, cost=90.0),
    Contribution(partner="b", what="money", agreed=50.0, delivered=1.0, cash=True),
    Contribution(partner="a", what="launches", agreed=40.0, delivered=0.0),
)


def test_what_is_delivered_counts_at_its_agreed_value() -> None:
    a, b = accounts(ROWS)
    assert (a.partner, a.agreed, a.credited, a.in_kind, a.in_cash) == ("a", 140.0, 80.0, 80.0, 0.0)
    assert a.short == 60.0
    assert a.gap == pytest.approx(-10.0)  # it cost 90 to deliver what counts 80
    assert (b.credited, b.in_cash, b.gap) == (50.0, 50.0, None)


def test_work_return() -> None:
    a, b, c = work_return({"a": 50.0, "b": 50.0, "c": 0.0}, {"a": 80.0, "b": 20.0}, 0.8)
    assert (a.coefficient, a.owed) == (1.6, 0.0)
    assert b.coefficient == 0.4
    assert b.owed == pytest.approx(0.8 * 0.5 * 100.0 - 20.0)
    assert c.coefficient == math.inf


@settings(max_examples=60, deadline=None)
@given(
    given_=st.lists(st.floats(0.1, 100.0), min_size=1, max_size=6),
    work=st.lists(st.floats(0.1, 100.0), min_size=6, max_size=6),
)
def test_coefficients_weighted_by_contributions_are_one(
    given_: list[float], work: list[float]
) -> None:
    names = "abcdef"[: len(given_)]
    rows = work_return(dict(zip(names, given_, strict=True)),
                       dict(zip(names, work, strict=False)), 1.0)  # fmt: skip
    total = sum(given_)
    assert sum(row.coefficient * row.contributed / total for row in rows) == pytest.approx(1.0)
    # what all are owed is what some have above their part
    above = sum(max(0.0, row.work - row.contributed / total * sum(work[: len(given_)]))
                for row in rows)  # fmt: skip
    assert sum(row.owed for row in rows) == pytest.approx(above, abs=1e-9)


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="contribution of a, tug"):
        accounts([Contribution(partner="a", what="tug", agreed=1.0, delivered=1.5)])
    for cost in (math.nan, math.inf, -1.0):
        with pytest.raises(InvalidInput, match="cost of a, tug"):
            accounts([
                Contribution(partner="a", what="tug", agreed=1.0, delivered=1.0, cost=cost)
            ])  # fmt: skip
    with pytest.raises(InvalidInput, match="contributions and work"):
        work_return({"a": math.inf, "b": 1.0}, {"a": 1.0}, 0.5)
    with pytest.raises(InvalidInput, match="contributes nothing"):
        work_return({"a": 1.0}, {"b": 1.0}, 1.0)
    with pytest.raises(InvalidInput, match="least work return"):
        work_return({"a": 1.0}, {"a": 1.0}, 2.0)
    with pytest.raises(InvalidInput, match="contributions and work"):
        work_return({"a": 0.0}, {"a": 1.0}, 1.0)
