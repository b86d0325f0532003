"""Markets: published rows, scans and integrals as judges, refusals."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize

from windlass.base import units
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.economics import market

IRIDIUM = units.from_shown(4_700.0, "USD2022/ozt")
SUPPLY = 7_500.0
"""Kilograms a year."""
BAD = (0.0, -1.0, math.nan, math.inf)

prices = st.floats(1e-3, 1e6)
supplies = st.floats(1.0, 1e9)
sales = st.floats(0.0, 1e9)
elasticities = st.floats(0.05, 10.0)
displaced = st.floats(0.0, 0.95)


# --- the twenty trillion -------------------------------------------------------------------------


def test_twenty_trillion_of_iridium() -> None:
    mass = 20e12 / IRIDIUM
    assert mass / 1e3 == pytest.approx(132_355.0, abs=0.5)
    assert mass / SUPPLY == pytest.approx(17_600.0, abs=50.0)
    whole = SUPPLY * IRIDIUM
    assert whole == pytest.approx(1.13e9, abs=0.005e9)


@pytest.mark.parametrize(
    ("elasticity", "bn", "digit"),
    [(0.5, 0.003, 5e-4), (1.0, 1.13, 5e-3), (1.5, 8.6, 0.05), (2.0, 23.8, 0.05), (3.0, 65.6, 0.05)],
)
def test_its_revenue_a_year_over_forty_years(elasticity: float, bn: float, digit: float) -> None:
    added = 132_355e3 / 40.0
    found = market.isoelastic_revenue(IRIDIUM, SUPPLY, added, elasticity)
    assert found / 1e9 == pytest.approx(bn, abs=digit)


def test_the_elasticity_that_brings_two_trillion() -> None:
    added = 132_355e3 / 40.0
    assert market.elasticity_for(IRIDIUM, SUPPLY, added, 2e12 / 40.0) == pytest.approx(
        2.65, abs=5e-3
    )


# --- isoelastic ----------------------------------------------------------------------------------


@given(prices, supplies, sales, elasticities)
def test_the_price_is_the_power_that_was_published(
    price: float, supply: float, added: float, elasticity: float
) -> None:
    found = market.isoelastic_price(price, supply, added, elasticity)
    assert found == pytest.approx(price * ((supply + added) / supply) ** (-1.0 / elasticity))
    assert 0.0 <= found <= price
    revenue = market.isoelastic_revenue(price, supply, added, elasticity)
    assert revenue == pytest.approx(added * found)


@given(prices, supplies, st.floats(0.0, 100.0), st.floats(0.2, 5.0))
def test_the_price_is_the_integral_of_the_elasticity(
    price: float, supply: float, times: float, elasticity: float
) -> None:
    # dP/P = -dQ/(ε Q), summed from today's supply to the new one
    fall, _ = quad(lambda q: 1.0 / (elasticity * q), 1.0, 1.0 + times)
    found = market.isoelastic_price(price, supply, times * supply, elasticity)
    assert math.log(found / price) == pytest.approx(-fall, abs=1e-7)


@given(prices, supplies, st.floats(1.0, 1e8), elasticities, st.floats(1.01, 10.0))
def test_more_sold_is_cheaper_and_more_elastic_is_dearer(
    price: float, supply: float, added: float, elasticity: float, by: float
) -> None:
    here = market.isoelastic_price(price, supply, added, elasticity)
    assert market.isoelastic_price(price, supply, added * by, elasticity) <= here
    assert market.isoelastic_price(price, supply, added, elasticity * by) >= here


@given(prices, supplies, elasticities)
def test_nothing_sold_leaves_the_price_and_brings_nothing(
    price: float, supply: float, elasticity: float
) -> None:
    assert market.isoelastic_price(price, supply, 0.0, elasticity) == price
    assert market.linear_price(price, supply, 0.0, elasticity) == price
    assert market.isoelastic_revenue(price, supply, 0.0, elasticity) == 0.0


@given(prices, supplies, st.floats(1e-3, 1e3), st.floats(0.2, 8.0))
def test_the_elasticity_for_a_revenue_comes_back(
    price: float, supply: float, times: float, elasticity: float
) -> None:
    added = times * supply
    revenue = market.isoelastic_revenue(price, supply, added, elasticity)
    found = market.elasticity_for(price, supply, added, revenue)
    assert found == pytest.approx(elasticity, rel=1e-8)


def test_no_elasticity_fetches_more_than_the_present_price() -> None:
    for revenue in (1_000.0, 2_000.0, 0.0, -5.0, math.nan):
        with pytest.raises(OutOfDomain, match=r"no elasticity .*at the present price it is 1000"):
            market.elasticity_for(10.0, 5.0, 100.0, revenue)


# --- linear, with displacement -------------------------------------------------------------------


@pytest.mark.parametrize(("elasticity", "bn"), [(0.5, 1.287), (0.6, 1.545)])
def test_platinum_as_published(elasticity: float, bn: float) -> None:
    amount, revenue = market.linear_best(40_449.0, 254_582.0, elasticity)
    assert revenue / 1e9 == pytest.approx(bn, abs=5e-4)
    assert amount == pytest.approx(elasticity * 254_582.0 / 2.0)


def test_iridium_brings_at_most_142_million_a_year() -> None:
    assert market.linear_best(IRIDIUM, SUPPLY, 0.5)[1] / 1e6 == pytest.approx(142.0, abs=0.5)


@given(prices, supplies, elasticities, displaced)
def test_the_best_amount_is_that_of_a_scan(
    price: float, supply: float, elasticity: float, share: float
) -> None:
    amount, revenue = market.linear_best(price, supply, elasticity, share)
    scan = np.linspace(0.0, 2.0, 2_001)[:-1] * amount
    fetched = [
        float(q) * market.linear_price(price, supply, float(q), elasticity, share) for q in scan
    ]
    best = int(np.argmax(fetched))
    assert scan[best] == pytest.approx(amount, rel=2e-3)
    assert fetched[best] == pytest.approx(revenue, rel=1e-9)
    assert revenue == pytest.approx(price * elasticity * supply / (4.0 * (1.0 - share)))


@given(prices, supplies, elasticities, displaced, st.floats(0.0, 0.999))
def test_the_linear_price_falls_straight_to_nothing(
    price: float, supply: float, elasticity: float, share: float, part: float
) -> None:
    full = elasticity * supply / (1.0 - share)
    found = market.linear_price(price, supply, part * full, elasticity, share)
    assert found == pytest.approx(price * (1.0 - part), rel=1e-9)


@given(prices, supplies, st.floats(0.1, 10.0), st.floats(1e-9, 1e-7))
def test_both_forms_agree_for_the_first_kilogram(
    price: float, supply: float, elasticity: float, part: float
) -> None:
    added = part * elasticity * supply
    one = market.linear_price(price, supply, added, elasticity)
    other = market.isoelastic_price(price, supply, added, elasticity)
    assert one == pytest.approx(other, rel=1e-12)


def test_beyond_full_demand_is_refused_with_what_can_be_sold() -> None:
    with pytest.raises(OutOfDomain, match=r"demand is full .*50 a year beside 100.*less than 50 "):
        market.linear_price(10.0, 100.0, 50.0, 0.5)


# --- exhaustion ----------------------------------------------------------------------------------


@given(st.floats(1.0, 1e9), st.floats(0.0, 0.5), st.floats(1.01, 6.0), st.integers(1, 60))
def test_a_monopolist_sells_all_and_ever_less_by_a_power_of_the_rate(
    total: float, rate: float, elasticity: float, years: int
) -> None:
    path = market.hotelling_path(total, rate, elasticity, years)
    assert path.shape == (years,)
    assert path.sum() == pytest.approx(total)
    want = path[0] * (1.0 + rate) ** (-elasticity * np.arange(years))
    assert path == pytest.approx(want)
    # Marginal revenue, q^(-1/ε)(1 - 1/ε), grows at the rate: nothing is gained by waiting.
    marginal = path ** (-1.0 / elasticity) / (1.0 + rate) ** np.arange(years)
    assert marginal == pytest.approx(np.full(years, marginal[0]))


def test_no_other_path_earns_more() -> None:
    rate, elasticity, years = 0.07, 2.0, 6
    discount = (1.0 + rate) ** -np.arange(years)

    def lost(q: np.ndarray) -> float:
        return -float(discount @ np.abs(q) ** (1.0 - 1.0 / elasticity))

    found = minimize(
        lost, np.full(years, 1.0 / years), bounds=[(1e-9, 1.0)] * years, method="SLSQP",
        constraints={"type": "eq", "fun": lambda q: q.sum() - 1.0},
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    path = market.hotelling_path(1.0, rate, elasticity, years)
    assert path == pytest.approx(found.x, abs=1e-4)
    assert lost(path) <= found.fun + 1e-12


# --- refusals ------------------------------------------------------------------------------------

Ask = Callable[..., object]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(
    ("ask", "good", "places"),
    [
        (market.isoelastic_price, (1.0, 1.0, 1.0, 1.0), (0, 1, 3)),
        (market.isoelastic_revenue, (1.0, 1.0, 1.0, 1.0), (0, 1, 3)),
        (market.linear_price, (1.0, 1.0, 0.1, 1.0), (0, 1, 3)),
        (market.linear_best, (1.0, 1.0, 1.0), (0, 1, 2)),
        (market.elasticity_for, (1.0, 1.0, 1.0, 0.5), (0, 1, 2)),
    ],
)
def test_a_market_needs_sizes_above_nothing(
    ask: Ask, good: tuple[float, ...], places: tuple[int, ...], bad: float
) -> None:
    for place in places:
        values = list(good)
        values[place] = bad
        with pytest.raises(InvalidInput, match=r"market needs price, supply .* \(got \(") as caught:
            ask(*values)
        assert repr(bad) in str(caught.value)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_a_sale_is_finite_and_not_negative(bad: float) -> None:
    for ask in (market.isoelastic_price, market.isoelastic_revenue, market.linear_price):
        with pytest.raises(InvalidInput, match="market needs"):
            ask(1.0, 1.0, bad, 1.0)


@pytest.mark.parametrize("bad", [-0.1, 1.0, math.nan])
def test_displacement_lies_within_0_to_1(bad: float) -> None:
    with pytest.raises(InvalidInput, match="displacement within 0 to 1"):
        market.linear_price(1.0, 1.0, 0.1, 1.0, bad)
    with pytest.raises(InvalidInput, match="displacement within 0 to 1"):
        market.linear_best(1.0, 1.0, 1.0, bad)


@pytest.mark.parametrize(
    "bad",
    [(0.0, 0.1, 2.0, 5), (1.0, -0.1, 2.0, 5), (1.0, 0.1, 1.0, 5), (1.0, 0.1, 2.0, 0),
     (math.nan, 0.1, 2.0, 5), (math.inf, 0.1, 2.0, 5), (1.0, math.nan, 2.0, 5),
     (1.0, 0.1, math.inf, 5)],
)  # fmt: skip
def test_a_monopolist_that_cannot_be_is_refused(bad: tuple[float, float, float, int]) -> None:
    with pytest.raises(InvalidInput, match=r"elasticity above 1 and at least a year \(got \("):
        market.hotelling_path(*bad)
