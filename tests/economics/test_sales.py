"""Paths of sales: Hotelling's exact one, what only the first part fetches, orders and limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics import sales
from windlass.economics.demand import Market, Use
from windlass.economics.market import hotelling_path
from windlass.economics.sales import Ask, at_once, best, value

ALL = (Use(name="all", share=1.0, elasticity=2.0),)


def test_a_monopolist_sells_by_hotellings_rule() -> None:
    market = Market(price=100.0, supply=10.0, uses=ALL, held=0.0)
    given_ = np.zeros(15)
    given_[0] = 80.0
    ask = Ask(market=market, delivered=given_, rate=0.07)
    found = best(ask)
    exact = hotelling_path(80.0, 0.07, 2.0, 15)
    assert found.value == pytest.approx(float(value(ask, exact)[0]), rel=1e-6)
    assert found.sold == pytest.approx(exact, rel=0.02)
    assert found.value > at_once(ask).value
    assert found.settled
    assert found.stock[-1] == pytest.approx(0.0, abs=1e-6)
    # the price rises so that what a kilogram more would bring rises with the rate
    assert np.diff(np.log(found.price)) == pytest.approx(np.full(14, np.log(1.07)), abs=0.01)


def test_where_demand_hardly_answers_most_is_never_sold() -> None:
    """ε = 0.5: revenue falls with amount beyond ε/(1 − ε) of what others sell: it is kept back."""
    market = Market(price=100.0, supply=10.0, uses=(Use(name="a", share=1.0, elasticity=0.5),))
    ask = Ask(market=market, delivered=np.full(10, 1000.0), rate=0.05)
    found = best(ask)
    # R = q·P0·((Q0 + q)/Q0)^-2 is greatest at q = Q0
    assert found.sold == pytest.approx(np.full(10, 10.0), rel=1e-2)
    assert found.stock[-1] == pytest.approx(9900.0, rel=1e-3)
    # 250 a year in place of 1000·100/101²
    assert found.value / at_once(ask).value == pytest.approx(250.0 / (1e5 / 101**2), rel=1e-6)


def test_keeping_stock_costs_and_hurries() -> None:
    market = Market(price=100.0, supply=10.0, uses=ALL, held=0.0)
    given_ = np.append(50.0, np.zeros(9))
    cheap = best(Ask(market=market, delivered=given_, rate=0.0))
    dear = best(Ask(market=market, delivered=given_, rate=0.0, keeping=0.05))
    assert cheap.sold == pytest.approx(np.full(10, 5.0), rel=0.02)
    assert dear.sold[0] > cheap.sold[0]
    assert dear.value < cheap.value


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1000), elasticity=st.floats(0.4, 3.0), yielding=st.floats(0.0, 1.5),
    rate=st.floats(0.0, 0.2),
)  # fmt: skip
def test_is_never_beaten_by_paths_drawn_at_random(
    seed: int, elasticity: float, yielding: float, rate: float
) -> None:
    rng = np.random.default_rng(seed)
    market = Market(price=50.0, supply=20.0, yielding=yielding, demand_now=0.6,
                    demand_lag=float(rng.uniform(0, 3)),
                    uses=(Use(name="a", share=1.0, elasticity=elasticity),))  # fmt: skip
    given_ = rng.uniform(0.0, 60.0, 8)
    ask = Ask(market=market, delivered=given_, rate=rate, cost_per_kg=1.0)
    found = best(ask)
    assert (np.cumsum(found.sold) <= np.cumsum(given_) * (1 + 1e-9) + 1e-9).all()
    assert found.value >= at_once(ask).value - 1e-9 * abs(found.value)
    for _ in range(50):
        share = rng.dirichlet(np.ones(9))[:8] * rng.uniform(0.0, 1.0)
        path = np.minimum.accumulate(np.ones(8)) * share * given_.sum()
        if (np.cumsum(path) <= np.cumsum(given_)).all():
            assert float(value(ask, path)[0]) <= found.value * (1 + 1e-3) + 1e-6
    assert found.name


def test_settled_is_said_of_the_climb_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    market = Market(price=100.0, supply=10.0, uses=ALL, held=0.0)
    ask = Ask(market=market, delivered=np.append(50.0, np.zeros(9)), rate=0.07)
    climbs = iter([(sales._climb(ask, best(ask).sold, ask.delivered)[0], False),
                   (np.zeros(10), True)])  # fmt: skip
    monkeypatch.setattr(sales, "_climb", lambda *_: next(climbs))
    found = best(ask)
    assert found.name.startswith("climbed")
    assert not found.settled


def test_nothing_delivered_and_refusals() -> None:
    market = Market(price=50.0, supply=20.0, uses=ALL)
    assert best(Ask(market=market, delivered=np.zeros(3), rate=0.1)).value == 0.0
    with pytest.raises(InvalidInput, match="deliveries"):
        best(Ask(market=market, delivered=np.array([-1.0]), rate=0.1))
    for more in ({"rate": np.nan}, {"cost_per_kg": np.nan}, {"keeping": np.inf}):
        asked = Ask(**({"market": market, "delivered": np.ones(2), "rate": 0.1} | more))  # type: ignore[arg-type]
        for way in (best, at_once):
            with pytest.raises(InvalidInput, match="rate above"):
                way(asked)
    with pytest.raises(InvalidInput, match="sales of each year"):
        value(Ask(market=market, delivered=np.ones(4), rate=0.1), np.ones(1))
    with pytest.raises(InvalidInput, match="rate above"):
        best(Ask(market=market, delivered=np.ones(2), rate=0.1, keeping=-1.0))
