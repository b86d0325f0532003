"""Prices as they were: the published digits, money of other years, volatility."""

import math

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.economics import price_history, prices


def test_prices_have_the_published_digits() -> None:
    for year, told in ((2018, 1293.27), (2019, 1485.80), (2020, 1633.51), (2021, 5158.40)):
        found = price_history.price("iridium", year)
        assert found.shown_value == pytest.approx(told)
        assert found.unit == f"USD{year}/kg"
        assert "usgs2023" in found.trace.sources


def test_money_of_another_year() -> None:
    there = price_history.price("gold", 2018, 2024)
    own = price_history.price("gold", 2018)
    assert there.value == pytest.approx(own.value * prices.index(2024) / prices.index(2018))
    assert there.unit == "USD2024/kg"


def test_volatility_is_that_of_real_changes() -> None:
    for metal in ("iridium", "platinum", "gold"):
        found = price_history.volatility(metal)
        real = [price_history.price(metal, y, 2024).value for y in price_history.years(metal)]
        steps = np.diff([math.log(one) for one in real])
        assert found.value == pytest.approx(float(np.std(steps, ddof=1)))
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.value < found.high
    assert price_history.volatility("iridium").value > price_history.volatility("gold").value


def test_faults_are_told() -> None:
    with pytest.raises(InvalidInput, match="no prices of that commodity"):
        price_history.years("water")
    with pytest.raises(InvalidInput, match="no price of gold in that year"):
        price_history.price("gold", 1999)
    with pytest.raises(InvalidInput, match="too few prices"):
        price_history.volatility("platinum-mined")
