"""Markets that clear: the isoelastic one, by hand, displacement, lags, floors; and orders."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics.demand import Market, Use, clear, revenue
from windlass.economics.market import isoelastic_price

IR = 4700.0 / 0.0311034768
SUPPLY = 7500.0


def plain(elasticity: float = 1.0, **more: float) -> Market:
    uses = (Use(name="all", share=1.0, elasticity=elasticity),)
    return Market(price=IR, supply=SUPPLY, uses=uses, **more)


@settings(max_examples=60, deadline=None)
@given(elasticity=st.floats(0.2, 4.0), sold=st.floats(0.0, 1e7))
def test_one_use_and_firm_suppliers_are_the_isoelastic_market(
    elasticity: float, sold: float
) -> None:
    found = clear(plain(elasticity), np.array([sold])).price[0, 0]
    assert found == pytest.approx(isoelastic_price(IR, SUPPLY, sold, elasticity), rel=1e-9)


def test_suppliers_who_give_way_hold_the_price() -> None:
    """D = S + q by hand: elasticities 1 and 1, Q0 = 1: 1/x = x + q."""
    for q in (0.0, 0.5, 2.0, 30.0):
        x = 0.5 * (-q + math.sqrt(q * q + 4.0))
        found = clear(plain(yielding=1.0), np.array([q * SUPPLY]))
        assert found.price[0, 0] / IR == pytest.approx(x)
        assert found.others[0, 0] == pytest.approx(x * SUPPLY)


def test_a_use_opens_where_its_price_is_reached_and_holds_it_there() -> None:
    market = Market(price=100.0, supply=10.0, uses=(
        Use(name="old", share=1.0, elasticity=0.5),
        Use(name="new", share=50.0, elasticity=1.0, opens=0.1),
    ))  # fmt: skip
    # the old use takes 10·0.1^-0.5 = 31.6 at a tenth; from there 500 more are taken at that price
    sold = np.array([[0.0, 21.0, 22.0, 300.0, 521.0, 2000.0]]).T
    price = clear(market, sold).price[:, 0]
    assert price[0] == pytest.approx(100.0)
    assert price[1] > 10.0 > price[5]
    assert price[2:5] == pytest.approx([10.0] * 3, rel=1e-6)
    old, new = 10.0 * (price[5] / 100.0) ** -0.5, 500.0 * (price[5] / 10.0) ** -1.0
    assert old + new == pytest.approx(2010.0)


def test_a_choke_price_and_a_floor() -> None:
    market = Market(price=1.0, supply=1.0, held=0.5, floor=0.05, uses=(
        Use(name="any", share=0.6, elasticity=1.0), Use(name="up to 3", share=0.4, elasticity=1.0,
                                                        opens=3.0),
    ))  # fmt: skip
    # a market of which half is free: at 0 sold, D = 1/x meets 0.5 at x = 2
    assert clear(market, np.array([0.0])).price[0, 0] == pytest.approx(2.0)
    assert clear(market, np.array([1e9])).price[0, 0] == pytest.approx(0.05)


def test_a_lag_makes_the_first_years_worse_and_the_last_the_same() -> None:
    sold = np.full(60, 5.0 * SUPPLY)
    now = clear(plain(1.5), sold).price[0]
    slow = clear(plain(1.5, demand_now=0.4, demand_lag=4.0), sold).price[0]
    assert (slow[:3] < 0.9 * now[:3]).all()
    assert slow[-1] == pytest.approx(now[-1], rel=1e-3)
    assert (np.diff(slow) >= -1e-6 * IR).all()
    # in the first year it answers as an elasticity of 0.4·1.5 would
    first = isoelastic_price(IR, SUPPLY, 5.0 * SUPPLY, 0.4 * 1.5)
    assert slow[0] == pytest.approx(first, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    elasticity=st.floats(0.3, 3.0), yielding=st.floats(0.0, 2.0), lag=st.floats(0.0, 5.0),
    seed=st.integers(0, 1000),
)  # fmt: skip
def test_more_sold_is_never_dearer(
    elasticity: float, yielding: float, lag: float, seed: int
) -> None:
    q = np.random.default_rng(seed).uniform(0.0, 5.0 * SUPPLY, 8)
    market = plain(elasticity, yielding=yielding, demand_now=0.5, demand_lag=lag, supply_lag=lag)
    less, more = clear(market, q).price, clear(market, 1.1 * q).price
    assert (more[:, 0] <= less[:, 0] * (1 + 1e-9)).all()
    assert (less > 0.0).all()
    assert revenue(market, q) == pytest.approx(less * q)


def test_after_a_glut_no_price_is_above_todays() -> None:
    """Suppliers who gave way come back with a lag; what is missing comes from stocks."""
    sold = np.append(np.full(10, 5.0 * SUPPLY), np.zeros(5))
    found = clear(plain(yielding=1.0, supply_now=0.2, supply_lag=5.0), sold)
    assert found.price[0, 10:] == pytest.approx(np.full(5, IR))
    assert (np.diff(found.others[0, 9:]) > 0.0).all()


def test_refuses() -> None:
    use = Use(name="all", share=1.0, elasticity=1.0)
    for told, more in (
        ("price and a supply", {"price": 0.0}),
        ("floor", {"floor": 1.5}),
        ("at once", {"demand_now": 0.0}),
        ("suppliers' part", {"held": 1.5}),
        ("demand that answers", {"demand_now": 0.3, "demand_lag": 0.2}),
        ("supply that answers", {"supply_now": 0.3, "supply_lag": 0.2}),
        ("each use", {"uses": (use, Use(name="b", share=math.inf, elasticity=1.0, opens=0.5))}),
        ("add up to 1", {"uses": (Use(name="all", share=0.5, elasticity=1.0),)}),
        ("each use", {"uses": (Use(name="all", share=1.0, elasticity=0.0),)}),
    ):
        with pytest.raises(InvalidInput, match=told):
            Market(**({"price": 1.0, "supply": 1.0, "uses": (use,)} | more))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="0 or more"):
        clear(plain(), np.array([-1.0]))
