"""Money of one year in money of another: round trips, ranges kept, years that do not match."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import table
from windlass.economics import prices

YEARS = sorted(int(key.rpartition("-")[2]) for key in table("price_index"))
years = st.sampled_from(YEARS)


def money(value: float, unit: str, low: float | None = None, high: float | None = None) -> Figure:
    return leaf("cost", value, unit, status="assumed", low=low, high=high)


def test_a_dollar_of_1999_as_the_index_has_it() -> None:
    # Yearly means of the index: 166.6 in 1999, 229.594 in 2012
    made = prices.in_year(money(100.0, "USD1999"), 2012)
    assert made.value == pytest.approx(137.81, abs=0.005)
    assert made.unit == "USD2012"
    assert made.name == "cost"


@given(st.floats(-1e13, 1e13), years, years, st.sampled_from(["", "/kg"]))
def test_there_and_back_is_where_it_was(amount: float, here: int, there: int, per: str) -> None:
    figure = money(amount, f"USD{here}{per}")
    moved = prices.in_year(figure, there)
    assert moved.unit == f"USD{there}{per}"
    assert moved.value == pytest.approx(amount * prices.index(there) / prices.index(here))
    back = prices.in_year(moved, here)
    assert back.unit == figure.unit
    assert back.value == pytest.approx(amount, rel=1e-12)


@given(years, years, years)
def test_by_way_of_a_third_year_it_is_the_same(a: int, b: int, c: int) -> None:
    figure = money(1e9, f"USD{a}")
    straight = prices.in_year(figure, c).value
    assert prices.in_year(prices.in_year(figure, b), c).value == pytest.approx(straight, rel=1e-12)


def test_prices_only_rose_over_the_years_that_are_held() -> None:
    held = [prices.index(year) for year in YEARS]
    assert held == sorted(held)
    assert all(math.isfinite(one) and one > 0 for one in held)


def test_money_of_that_year_is_left_alone() -> None:
    figure = money(5.0, "USD2024")
    assert prices.in_year(figure, 2024) is figure


def test_a_range_moves_along_and_the_index_is_traced() -> None:
    made = prices.in_year(money(10.0, "USD2012", 8.0, 15.0), 2024)
    factor = prices.index(2024) / prices.index(2012)
    assert (made.low, made.high) == pytest.approx((8.0 * factor, 15.0 * factor))
    inputs = dict(made.trace.inputs)
    assert inputs["index"].value == pytest.approx(factor)
    assert inputs["index"].trace.sources
    assert inputs["index"].trace.data[0][0] == "price_index.toml"


def test_what_is_no_money_has_no_year() -> None:
    with pytest.raises(InvalidInput, match=r"no money \(got 'm in kg'\)"):
        prices.in_year(leaf("m", 1.0, "kg", status="assumed"), 2024)
    for text in ("kg", "", "EUR2024", "USD", "USD24", "USD2024/kg", "M USD2024"):
        with pytest.raises(InvalidInput, match=r'no currency with a year.*such as "USD2024"'):
            prices.year_of(text)
    assert prices.year_of("USD2012") == 2012


@pytest.mark.parametrize("year", [1850, 2100, 0])
def test_a_year_without_index_is_refused_with_those_that_are_held(year: int) -> None:
    with pytest.raises(InvalidInput, match=rf"no price index .*got {year}.*use one of .*2012"):
        prices.index(year)
    with pytest.raises(InvalidInput, match="no price index"):
        prices.in_year(money(1.0, "USD2012"), year)
    with pytest.raises(InvalidInput, match="no price index"):
        prices.in_year(money(1.0, f"USD{year:04d}"), 2024)


# --- amounts meet only in one year ---------------------------------------------------------------


def total(x: Figure, y: Figure, unit: str) -> Figure:
    return derive("total", unit, lambda x, y: x + y, {"x": x, "y": y}, model="sum")


@given(years, years)
def test_years_that_do_not_match_are_refused_and_match_once_turned(a: int, b: int) -> None:
    x, y = money(1.0, f"USD{a}"), money(2.0, f"USD{b}")
    if a != b:
        with pytest.raises(InvalidInput, match=r"do not match .*economics\.prices\.in_year") as err:
            total(x, y, f"USD{a}")
        assert f"USD{a}" in str(err.value)
        assert f"USD{b}" in str(err.value)
    assert total(x, prices.in_year(y, a), f"USD{a}").unit == f"USD{a}"


def test_a_result_in_money_of_another_year_is_refused() -> None:
    x = money(1.0, "USD2012")
    with pytest.raises(InvalidInput, match="total in USD2024"):
        total(x, x, "USD2024")
    with pytest.raises(InvalidInput, match="do not match"):
        derive("price", "USD2024/kg", lambda x: x, {"x": x}, model="same")
    assert derive("share", "", lambda x: x, {"x": x}, model="same").unit == ""


def test_shown_money_is_of_the_same_year() -> None:
    with pytest.raises(InvalidInput, match="cannot be shown in M USD2024"):
        leaf("cost", 1.0, "USD2012", status="assumed", shown="M USD2024")
    assert leaf("cost", 2e6, "USD2012", status="assumed", shown="M USD2012").shown_value == 2.0
    assert units.currency("bn USD2012") == "USD2012"
