"""Comparing: shares add up to the cent, and a clause alone has all of its change."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workforce.test_pay import OVERTIME, WEEK, schedule, worked
from windlass.base.errors import InvalidInput
from windlass.workforce.compare import compare
from windlass.workforce.pay import pay
from windlass.workforce.schedule import mixed

OLD: dict[str, Any] = {"base": {"kind": "base", "amount": "12"}, "overtime": OVERTIME,
                       "bonus": {"kind": "bonus", "amount": "46"}}  # fmt: skip
HOURS = worked(*WEEK, "Ada,pilots,2032-05-03T06:00:00Z,2032-05-03T16:00:00Z,,yes")


def test_one_clause_has_all_of_its_change() -> None:
    new = OLD | {"overtime": OVERTIME | {"times": "1.25"}}
    found = {one.person: one for one in compare(schedule(OLD), schedule(new), HOURS)}
    assert found["Wes"].gain == Decimal("-19.50")
    assert found["Wes"].by_clause == {"overtime": Decimal("-19.50")}
    assert found["Ada"].gain == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(900, 1500), st.integers(100, 200), st.integers(0, 9000), st.booleans())
def test_shares_are_the_mean_over_all_orders_and_add_up(
    cents: int, percent: int, bonus: int, hazard: bool
) -> None:
    new: dict[str, Any] = {
        "base": {"kind": "base", "amount": f"{cents / 100:.2f}"},
        "overtime": OVERTIME | {"times": f"{percent / 100:.2f}"},
        "bonus": {"kind": "bonus", "amount": f"{bonus / 100:.2f}"},
    }
    if hazard:
        new["danger"] = {"kind": "hazard", "amount": "3.33"}
    a, b = schedule(OLD), schedule(new)
    for one in compare(a, b, HOURS):
        assert sum(one.by_clause.values()) == one.gain
        orders = list(permutations(one.by_clause))
        for id_, share in one.by_clause.items():
            mean = Decimal(0)
            for order in orders:
                before = order[: order.index(id_)]
                with_it = pay(mixed(a, b, (*before, id_)), HOURS)[one.person].total
                mean += with_it - pay(mixed(a, b, before), HOURS)[one.person].total
            assert abs(share - mean / len(orders)) <= Decimal("0.01")


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(InvalidInput, match="two currencies"):
        compare(schedule(OLD), schedule(OLD, currency="EUR"), HOURS)
    many = {f"c{k}": {"kind": "bonus", "amount": 1} for k in range(13)}
    with pytest.raises(InvalidInput, match="too many"):
        compare(schedule(OLD), schedule(OLD | many), HOURS)


def test_units_of_two_schedules() -> None:
    old, new = schedule(OLD, unit="0.05"), schedule(OLD | {"more": OLD["bonus"]}, unit="0.02")
    for one in compare(old, new, HOURS):
        assert sum(one.by_clause.values()) == one.gain
