"""Real and nominal money: turned into each other, never mixed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics.money import (
    NominalFlow,
    NominalRate,
    Prices,
    RealFlow,
    RealRate,
    present_value,
)

amounts = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30).map(np.array)
rates = st.floats(-0.3, 1.0)
PRICES = Prices(first=2022, levels=np.array([292.655, 304.702, 313.689]), inflation=0.02)


def test_prices_rise_as_the_index_says_and_by_inflation_beyond_it() -> None:
    told = PRICES.of(2021, 5, 2023)
    assert told == pytest.approx(
        [292.655 / 304.702 / 1.02, 292.655 / 304.702, 1.0, 313.689 / 304.702,
         313.689 / 304.702 * 1.02]
    )  # fmt: skip


@given(amounts, rates, rates)
def test_present_value_is_the_same_in_real_and_in_nominal_money(
    values: np.ndarray, rate: float, inflation: float
) -> None:
    prices = Prices(first=2030, levels=np.array([1.0]), inflation=inflation)
    real = RealFlow(values=values, money_year=2030, first=2030)
    one = present_value(real, RealRate(value=rate))
    other = present_value(real.nominal(prices), RealRate(value=rate).nominal(inflation))
    assert other == pytest.approx(one, rel=1e-9, abs=1e-9 * float(np.abs(values).sum() + 1.0))


@given(amounts, st.integers(2000, 2060), st.integers(2015, 2035))
def test_there_and_back(values: np.ndarray, first: int, money_year: int) -> None:
    real = RealFlow(values=values, money_year=money_year, first=first)
    back = real.nominal(PRICES).real(PRICES, money_year)
    assert back.values == pytest.approx(values, rel=1e-12, abs=1e-300)
    assert (back.first, back.money_year) == (first, money_year)


@given(rates, rates)
def test_rates_there_and_back(rate: float, inflation: float) -> None:
    assert RealRate(value=rate).nominal(inflation).real(inflation).value == pytest.approx(
        rate, abs=1e-12
    )


def test_flows_of_one_kind_add_up_year_by_year() -> None:
    a = RealFlow(values=np.array([1.0, 2.0]), money_year=2024, first=2030)
    b = RealFlow(values=np.array([10.0]), money_year=2024, first=2033)
    total = a + b
    assert total.first == 2030
    assert total.values.tolist() == [1.0, 2.0, 0.0, 10.0]
    c = NominalFlow(values=np.array([1.0]), first=2031) + NominalFlow(
        values=np.array([5.0]), first=2030
    )
    assert c.values.tolist() == [5.0, 1.0]


def test_mix_ups_raise() -> None:
    real = RealFlow(values=np.ones(2), money_year=2024, first=2030)
    nominal = NominalFlow(values=np.ones(2), first=2030)
    for other in (nominal, RealFlow(values=np.ones(2), money_year=2023, first=2030), 3.0):
        with pytest.raises(InvalidInput, match="two kinds or years"):
            _ = real + other
    with pytest.raises(InvalidInput, match="real, of 2024"):
        _ = nominal + real
    with pytest.raises(InvalidInput, match="both be real or both nominal"):
        present_value(real, NominalRate(value=0.05))
    with pytest.raises(InvalidInput, match="both be real or both nominal"):
        present_value(nominal, RealRate(value=0.05))


def test_faults_are_told() -> None:
    for make in (
        lambda: RealRate(value=-1.0),
        lambda: NominalRate(value=float("nan")),
        lambda: RealFlow(values=np.array([np.nan]), money_year=2024, first=2030),
        lambda: RealFlow(values=np.ones(1), money_year=24, first=2030),
        lambda: NominalFlow(values=np.array([]), first=2030),
        lambda: Prices(first=2020, levels=np.array([0.0]), inflation=0.0),
        lambda: Prices(first=2020, levels=np.array([1.0]), inflation=-1.5),
    ):
        with pytest.raises(InvalidInput):
            make()
