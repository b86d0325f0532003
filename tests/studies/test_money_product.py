"""The money of a product: the claim's trillions, a small sale, space, orders, refusals."""

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base import ledger
from windlass.base.entries import entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.base.figure import leaf
from windlass.catalogue import contents
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.table import builtin
from windlass.economics import avoided_launch
from windlass.economics.demand import clear
from windlass.economics.market import isoelastic_revenue
from windlass.studies import money_product, product_market
from windlass.studies.money_product import Ask, run

DELIVERY = entry_figure("cost", "programme", "delivery", name="delivery")
RATE = entry_figure("cost", "programme", "discount_rate", name="rate")
CLAIM = Ask(like="iiab-fragment", returned_kg=132_355e3 / 7.47e-6 / 0.9, years=40,
            recovered=("iridium",))  # fmt: skip


def rows(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in data["products"]}


# --- one market --------------------------------------------------------------------------------


def plain(elasticity: float) -> dict[str, float]:
    """Iridium of 2022 as the isoelastic market has it: firm suppliers, at once, no floor."""
    return {
        "price": 4700.0 / 0.0311034768, "supply": 7_500.0 / YEAR_S, "elasticity": elasticity,
        "yielding": 0.0, "floor": 0.0, "demand_now": 1.0, "demand_lag": 0.0, "supply_now": 1.0,
        "supply_lag": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("elasticity", "bn", "digit"), [(0.5, 0.003, 5e-4), (1.0, 1.13, 5e-3), (1.5, 8.6, 0.05),
                                    (2.0, 23.8, 0.05), (3.0, 65.6, 0.05)]
)  # fmt: skip
def test_without_lags_it_is_the_published_isoelastic_market(
    elasticity: float, bn: float, digit: float
) -> None:
    """132,355 t over forty years, bn a year."""
    x = plain(elasticity)
    each = 132_355e3 / 40.0
    price = clear(product_market.ground_market(x), np.full(40, each)).price[0]
    assert each * price / 1e9 == pytest.approx(np.full(40, bn), abs=digit)
    exact = isoelastic_revenue(x["price"], x["supply"] * YEAR_S, each, elasticity)
    assert each * price[0] == pytest.approx(exact, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    commodity=st.sampled_from(tuple(product_market.commodities())),
    mass=st.floats(1.0, 1e8), more=st.floats(1.0, 20.0),
)  # fmt: skip
def test_more_sold_is_never_dearer(commodity: str, mass: float, more: float) -> None:
    place = product_market.on_the_ground(commodity, 2024, DELIVERY)
    q = np.full(10, mass / 10.0)
    price = clear(place.now(), np.vstack([q, more * q])).price
    assert (price[1] <= price[0] * (1.0 + 1e-9)).all()
    assert (price >= 0.999 * place.inputs["floor"].value).all()


@settings(max_examples=12, deadline=None)
@given(
    commodity=st.sampled_from(("iridium", "platinum", "osmium", "gold")),
    mass=st.floats(1.0, 1e7), years=st.integers(1, 25), rate=st.floats(0.0, 0.2),
)  # fmt: skip
def test_best_path_never_earns_less_than_an_even_sale_or_than_none(
    commodity: str, mass: float, years: int, rate: float
) -> None:
    place = product_market.on_the_ground(commodity, 2024, DELIVERY)
    path = product_market.best_path(place, mass, years, rate, 0.0)
    one = leaf("mass", mass, "kg", status="chosen")
    at = leaf("rate", rate, "", status="chosen")
    made = product_market.sold(place, commodity, one, years, at, path)
    best, even = made["worth.best"].value, made["worth.even"].value
    assert best >= max(0.0, even) - 1e-9 * abs(even)
    assert best == pytest.approx(max(0.0, path.value), rel=1e-9, abs=1e-6)
    assert made["revenue.even"].value <= made["value.naive"].value * (1.0 + 1e-9)
    assert path.sold.sum() <= mass * (1.0 + 1e-9)


def test_a_little_is_sold_at_todays_price() -> None:
    place = product_market.on_the_ground("gold", 2024, DELIVERY)
    one = leaf("mass", 100.0, "kg", status="chosen")
    path = product_market.best_path(place, 100.0, 5, RATE.value, 0.0)
    made = product_market.sold(place, "gold", one, 5, RATE, path)
    assert made["price.sold"].value == pytest.approx(place.price.value, rel=1e-4)
    assert path.sold[0] == pytest.approx(100.0, rel=1e-3), (
        "what does not move the price is sold now"
    )
    worth = 100.0 * (place.price.value - place.cost)
    assert made["worth.best"].value == pytest.approx(worth, rel=1e-3)


def test_every_commodity_has_its_elasticity_and_source() -> None:
    known = product_market.commodities()
    assert set(known) == set(contents.COMMODITIES) - {"water"}
    for key in known:
        place = product_market.on_the_ground(key, 2024, DELIVERY)
        assert place.price.unit == "USD2024/kg"
        for one in (place.price, place.yearly, place.elasticity, *place.costs.values()):
            assert one.low is not None, one.name
            assert one.high is not None, one.name
        assert place.elasticity.trace.sources
        assert 0.0 < place.elasticity.value < 5.0
        assert place.now().floor < 1.0
    assert product_market.on_the_ground("iridium", 2024, DELIVERY).elasticity.trace.status == (
        "assumed"
    )


# --- the whole ---------------------------------------------------------------------------------


def test_twenty_trillion_by_the_price_of_today_is_a_thousandth_when_sold() -> None:
    result = run(CLAIM)
    row = rows(result.data)["iridium"]
    assert row["mass_kg"] == pytest.approx(132_355e3)
    assert row["naive"]["value"] == pytest.approx(20.47e12, rel=1e-3)
    assert row["years_of_supply"] == pytest.approx(17_886.0, rel=1e-3)
    assert row["worth_best"]["value"] < 1e-3 * row["naive"]["value"]
    assert row["worth_even"]["value"] < 0.0, "each kilogram costs more to bring than it fetches"
    assert row["best"]["sold_kg"] < 0.2 * row["mass_kg"]
    assert row["elasticity"] == {
        "value": 1.0, "low": 0.2, "high": 3.0, "status": "assumed", "sources": ["windlass"],
    }  # fmt: skip


def test_byproducts_that_cost_more_than_they_fetch_are_not_sold() -> None:
    result = run(Ask(taxonomy="M", returned_kg=1e6))
    data, found = result.data, rows(result.data)
    unsold = {one["key"]: one["why"] for one in data["unsold"]}
    assert {"iron", "nickel", "cobalt", "water"} <= set(unsold)
    assert "to bring down and refine" in unsold["nickel"]
    assert "nobody pays" in unsold["water"]
    assert not found["nickel"]["sold"]
    assert found["platinum"]["sold"]
    best = sum(row["worth_best"]["value"] for row in found.values() if row["sold"])
    assert data["basket"]["basket.worth.best"]["value"] == pytest.approx(best)
    every = sum(row["naive"]["value"] for row in found.values())
    assert data["basket"]["basket.value.naive"]["value"] == pytest.approx(every)
    free = run(Ask(taxonomy="M", returned_kg=1e6, delivery="0 USD2024/kg"))
    assert rows(free.data)["nickel"]["sold"]


def test_what_is_not_known_of_the_body_is_told() -> None:
    result = run(Ask(taxonomy="M", returned_kg=1e6))
    parts = {one["key"]: one for one in result.data["parts"]}
    assert sum(one["chance"] for one in parts.values()) == pytest.approx(1.0)
    assert parts["iron-fragment"]["naive"] > parts["enstatite-chondrite"]["naive"]
    drawn = list(result.data["drawn"]["naive"].values())
    assert drawn == sorted(drawn)
    alone = run(Ask(like="iron-fragment", returned_kg=1e6))
    (only,) = alone.data["parts"]
    sold = [row for row in alone.data["products"] if row["sold"]]
    assert only["naive"] == pytest.approx(sum(row["naive"]["value"] for row in sold))
    assert only["naive"] == pytest.approx(parts["iron-fragment"]["naive"])
    assert alone.data["drawn"]["mean"] > only["naive"], "a few pieces are very rich"


def test_the_simple_market_stands_beside() -> None:
    """Buyers who are slow make the first years worse; new uses and suppliers the last better."""
    (row,) = run(CLAIM).data["products"]
    exact = isoelastic_revenue(row["price_now"], row["supply_kg_yr"], row["mass_kg"] / 40.0, 1.0)
    assert row["price_isoelastic"] * row["mass_kg"] / 40.0 == pytest.approx(exact)
    market = product_market.on_the_ground("iridium", 2024, DELIVERY).now()
    price = clear(market, np.full(40, row["mass_kg"] / 40.0)).price[0]
    assert price[0] < row["price_isoelastic"] < price[-1]


def test_in_space_water_and_metal_are_sold_there() -> None:
    result = run(Ask(taxonomy="C", returned_kg=5e5, place="lunar-orbit"))
    found = rows(result.data)
    assert found["water"]["market"] == found["metal"]["market"] == "lunar-orbit"
    assert found["iridium"]["market"] == "ground"
    assert not {"iron", "nickel", "cobalt"} & set(found)
    launched = avoided_launch.price("lunar-orbit").value
    assert found["water"]["price_now"] == pytest.approx(launched)
    assert found["water"]["costs"] == {}
    assert {use["name"] for use in found["water"]["uses"]} == {
        "Propellant", "Life support", "Radiation shielding"
    }  # fmt: skip
    # the nickel of rock without iron is no metal
    held = {row["key"]: row["mass_kg"] for row in result.data["holds"]}
    assert found["metal"]["mass_kg"] == pytest.approx(1.25 * held["iron"])
    assert held["nickel"] > found["metal"]["mass_kg"]
    cheap = run(Ask(taxonomy="C", returned_kg=5e5, place="lunar-orbit", launch="100 USD2024/kg"))
    assert rows(cheap.data)["water"]["price_now"] < 0.3 * launched


def test_a_body_of_the_catalogue_is_read_by_its_class() -> None:
    whole = run(Ask(target="Bennu", recovered=("platinum",)))
    assert whole.data["class"] == "B"
    assert whole.data["returned_kg"] == pytest.approx(7.33e10, rel=0.01)
    part = run(Ask(target="Bennu", returned_kg=1e12, recovered=("platinum",)))
    assert any("less mass" in note for note in part.data["notes"])
    assert not any("less mass" in note for note in whole.data["notes"])


def test_result_is_plain_whole_and_the_same_again() -> None:
    ask = Ask(taxonomy="S", returned_kg=1e6, place="eml1", recovered=("platinum", "water", "iron"))
    result, again = run(ask), run(ask)
    text = json.dumps(result.data, sort_keys=True, allow_nan=False)
    assert text == json.dumps(again.data, sort_keys=True, allow_nan=False)
    assert result.run_id == again.run_id == money_product.run_id(ask)
    read = ledger.read(result.data["figures"])
    assert set(read) == set(result.figures)
    for name, one in result.figures.items():
        assert (read[name].value, read[name].low) == (one.value, one.low)
    for row in result.data["products"]:
        assert set(row["names"].values()) <= set(read)
        assert row["elasticity"]["value"] > 0.0
    worth = result["platinum.worth.best"]
    assert any("elasticity" in key for key in worth.responses)
    for row in result.data["holds"]:
        quantiles = list(row["quantiles"].values())
        assert quantiles == sorted(quantiles)
        assert row["low"] <= row["content"] <= row["high"]


def test_money_of_another_year_is_turned_into_it() -> None:
    now = run(Ask(like="h-chondrite", returned_kg=1e9, recovered=("gold",)))
    then = run(Ask(like="h-chondrite", returned_kg=1e9, recovered=("gold",), year=2018))
    a, b = (rows(one.data)["gold"]["naive"]["value"] for one in (now, then))
    assert a / b == pytest.approx(313.689 / 251.107)
    assert then["gold.worth.best"].unit == "USD2018"
    assert any("consumer prices" in note for note in then.data["notes"])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "told one way"),
        ({"taxonomy": "S", "like": "hed"}, "told one way"),
        ({"taxonomy": "??", "returned_kg": 1.0}, "unknown spectral class"),
        ({"like": "cheese", "returned_kg": 1.0}, "unknown entry of contents"),
        ({"target": "nobody at all"}, "unknown asteroid"),
        ({"taxonomy": "S"}, "how much"),
        ({"taxonomy": "S", "returned_kg": -1.0}, "above 0 kg"),
        ({"taxonomy": "S", "returned_kg": math.nan}, "above 0 kg"),
        ({"taxonomy": "S", "returned_kg": 1.0, "place": "mars"}, "unknown place"),
        ({"taxonomy": "S", "returned_kg": 1.0, "years": 0}, "years of sale"),
        ({"taxonomy": "S", "returned_kg": 1.0, "recovered": ("copper",)}, "unknown commodity"),
        ({"taxonomy": "S", "returned_kg": 1.0, "delivery": "5000"}, "no amount of money"),
        ({"taxonomy": "S", "returned_kg": 1.0, "delivery": "5000 USD/kg"}, "no amount of money"),
        ({"taxonomy": "S", "returned_kg": 1.0, "delivery": "5000 USD2023"}, "no amount of money"),
        ({"taxonomy": "S", "returned_kg": 1.0, "delivery": "-1 USD2023/kg"}, "0 or more"),
        ({"taxonomy": "S", "returned_kg": 1.0, "delivery": "1 USD1950/kg"}, "no price index"),
        ({"taxonomy": "S", "returned_kg": 1.0, "year": 1950}, "no price index"),
        (
            {"taxonomy": "C", "returned_kg": 1.0, "place": "leo", "launch": "0 USD2024/kg"},
            "above 0",
        ),
        ({"taxonomy": "S", "returned_kg": 1.0, "keeping": -1.0}, "cost of keeping"),
        ({"taxonomy": "S", "returned_kg": 1.0, "rate": -2.0}, "rate above"),
    ],
)
def test_refuses(more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        run(Ask(**more))


def test_what_has_no_market_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no market on the ground"):
        product_market.on_the_ground("water", 2024, DELIVERY)
    with pytest.raises(InvalidInput, match="nobody is known to want"):
        product_market.in_space("metal", "gto", 2024)


def test_nickel_alone_goes_to_the_ground() -> None:
    found = rows(run(Ask(taxonomy="M", returned_kg=1e6, place="leo", recovered=("nickel",))).data)
    assert found["nickel"]["market"] == "ground"
    assert not found["nickel"]["sold"]


def test_place_that_wants_no_metal() -> None:
    result = run(Ask(taxonomy="M", returned_kg=1e6, place="gto"))
    assert {"key": "metal", "why": "nobody is known to want metal there"} in result.data["unsold"]


def test_another_catalogue_is_another_run() -> None:
    ask = Ask(target="Bennu", returned_kg=1e6)
    bennu = next(one for one in builtin() if "Bennu" in one.title)
    other = Catalogue((dataclasses.replace(bennu, taxonomy="M"),))
    assert money_product.run_id(ask) == money_product.run_id(ask, builtin())
    assert money_product.run_id(ask, other) != money_product.run_id(ask)
    assert run(ask, catalogue=other).run_id == money_product.run_id(ask, other)
