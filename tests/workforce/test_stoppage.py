"""Stoppages beside savings."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.workforce.stoppage import against, delay_cost


def test_a_saving_that_ten_days_cost() -> None:
    found = against(1e6, 36.525, 1e6, 40.0, added=0.5)
    assert found.saving_year == pytest.approx(1e7)
    assert found.days == pytest.approx(10.0)
    assert found.probability == pytest.approx(0.25)
    assert found.expected == pytest.approx(0.5 * 40 * 1e6 - 1e7)


@given(st.floats(1.0, 1e9), st.floats(1.0, 400.0), st.floats(1.0, 1e9), st.floats(1.0, 200.0))
def test_at_the_break_even_nothing_is_won(saving: float, days: float, cost: float,
                                          mean: float) -> None:  # fmt: skip
    found = against(saving, days, cost, mean)
    if found.probability is None:
        assert found.saving_year > cost * mean * (1 - 1e-12)
    else:
        again = against(saving, days, cost, mean, added=found.probability)
        assert again.expected == pytest.approx(0.0, abs=1e-9 * max(found.saving_year, 1.0))


def test_a_raise_saves_nothing() -> None:
    found = against(-5.0, 30.0, 1e6, 40.0)
    assert (found.days, found.probability) == (0.0, 0.0)


def test_a_day_s_delay() -> None:
    later = 1e9 / 1.07 ** (1 / 365.25)
    assert delay_cost(1e9, 0.07) == pytest.approx(1e9 - later)
    assert delay_cost(-1e9, 0.07) is None


def test_bad_asks_are_told() -> None:
    for args, told in (((1.0, 0.0, 1.0, 1.0), "days"), ((1.0, 1.0, math.nan, 1.0), "cost"),
                       ((1.0, 1.0, 1.0, -1.0), "mean"),
                       ((math.inf, 1.0, 1.0, 1.0), "saving")):  # fmt: skip
        with pytest.raises(InvalidInput, match=told):
            against(*args)
    with pytest.raises(InvalidInput, match="adds"):
        against(1.0, 1.0, 1.0, 1.0, added=2.0)
    with pytest.raises(InvalidInput, match="rate"):
        delay_cost(1.0, 0.0)
