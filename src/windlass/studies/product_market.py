"""The market of one product as figures: on the ground beside today's suppliers, or in space.

What is delivered at once is sold over years: by a naive seller at the price of today, evenly, or by
the path of sales whose present value is greatest.  Checked: tests/studies/test_money_product.py;
validation/products.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.entries import entry, entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive
from windlass.base.sources import table
from windlass.economics import avoided_launch, prices, sales
from windlass.economics import market as simple
from windlass.economics.demand import Market, Use, clear

Array = NDArray[np.float64]

TABLE: Final = "commodities"
ANSWER: Final = ("demand_now", "demand_lag", "supply_now", "supply_lag")
_LAGS: Final = ("demand_lag", "supply_lag")
_MONEY: Final = ("price", "floor")
_TODAY: Final = "uses of today"
_NEW: Final = "new uses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a product is sold.  inputs: figures by role, from which ``market`` makes the market;
    costs: what a kilogram costs to sell [money/kg]; yearly: what is sold or wanted there a year;
    uses: of the product; elasticity: of the first use; kind: "ground", or the place in space.
    """

    key: str
    title: str
    kind: str
    inputs: Mapping[str, Figure]
    market: Callable[[Mapping[str, float]], Market]
    costs: Mapping[str, Figure]
    price: Figure
    yearly: Figure
    elasticity: Figure
    uses: tuple[dict[str, Any], ...]

    def now(self) -> Market:
        """Return the market at the inputs' values."""
        return self.market({role: one.value for role, one in self.inputs.items()})

    @property
    def cost(self) -> float:
        """Cost of selling a kilogram [money/kg]."""
        return sum(one.value for one in self.costs.values())


def commodities() -> dict[str, str]:
    """Return {key: title} of what has a market on the ground."""
    rows = table(TABLE).items()
    return {key: str(row["title"]) for key, row in rows if "price" in row}


def recovery(commodity: str) -> Figure:
    """Return the share of a commodity in the rock that a plant gets out."""
    return entry_figure(TABLE, commodity, "recovery", name=f"{commodity}.recovery", shown="%")


def nickel_most() -> Figure:
    """Return how much nickel and cobalt raw metal may hold, by its iron."""
    return entry_figure(TABLE, "metal", "nickel_most", name="metal.nickel_most")


def metal(iron: Any, nickel: Any = 0.0, cobalt: Any = 0.0, most: float | None = None) -> Any:
    """Return the mass of raw metal, of the masses of what is in the rock (any shape)."""
    top = nickel_most().value if most is None else most
    return iron + np.minimum(nickel + cobalt, top * iron)


def on_the_ground(commodity: str, year: int, delivery: Figure) -> Place:
    """Return the market of a commodity on the ground in money of ``year``.

    delivery: cost of bringing a kilogram down [money/kg].  Raises InvalidInput where nobody pays
    for it on the ground.
    """
    if commodity not in commodities():
        raise InvalidInput("no market on the ground", value=commodity,
                           remedy=f"one of {', '.join(commodities())}")  # fmt: skip
    row, inputs = entry(TABLE, commodity), {}
    for role in ("price", "supply", "elasticity", "yielding", "floor", "opens", "opened"):
        if role in row:
            one = entry_figure(TABLE, commodity, role, name=f"{commodity}.{role}")
            inputs[role] = prices.in_year(one, year) if role in _MONEY else one
    for role in ANSWER:
        inputs[role] = entry_figure(TABLE, "answer", role, name=f"market.{role}")
    refining = entry_figure(TABLE, commodity, "refining", name=f"{commodity}.refining")
    elasticity = inputs["elasticity"]
    uses = [_use(_TODAY, elasticity, 1.0, inputs["supply"].value)]
    if "opens" in inputs:
        more = inputs["opened"].value * inputs["supply"].value
        uses.append(_use(_NEW, elasticity, inputs["opens"].value, more))
    return Place(
        key=commodity,
        title=commodities()[commodity],
        kind="ground",
        inputs=inputs,
        market=ground_market,
        costs={
            "delivery": prices.in_year(delivery, year),
            "refining": prices.in_year(refining, year),
        },
        price=inputs["price"],
        yearly=inputs["supply"],
        elasticity=elasticity,
        uses=tuple(uses),
    )


def in_space(product: str, place: str, year: int, launch: Figure | None = None) -> Place:
    """Return the market of water or metal at a place in space, in money of ``year``.

    launch: price of a launch to low orbit [money/kg].  Raises InvalidInput where nothing of the
    product is wanted there.
    """
    found = avoided_launch.wanted(place, product)
    if not found:
        raise InvalidInput(f"nobody is known to want {product} there", value=place)
    launched = avoided_launch.price(place, year=year, launch=launch)
    pays = avoided_launch.worth(place, product, launched)
    inputs = {f"choke {use}": pays[use] for use in found}
    for use, one in found.items():
        inputs |= {f"amount {use}": one["quantity"], f"elasticity {use}": one["elasticity"]}
    first = max(found, key=lambda use: pays[use].value)
    top = pays[first].value
    return Place(
        key=product,
        title=product.capitalize(),
        kind=place,
        inputs=inputs,
        market=_space,
        costs={},
        price=pays[first],
        yearly=_all_wanted(place, product, {use: one["quantity"] for use, one in found.items()}),
        elasticity=found[first]["elasticity"],
        uses=tuple(
            _use(avoided_launch.title(use), one["elasticity"], pays[use].value / top,
                 one["quantity"].value)
            for use, one in found.items()
        ),
    )  # fmt: skip


def ground_market(x: Mapping[str, float]) -> Market:
    """Return the market of a commodity on the ground by the values of its inputs in SI.

    price, floor [money/kg], supply [kg/s], elasticity, yielding; how fast both answer; opens and
    opened where there are uses that begin at a lower price.
    """
    uses = [Use(name=_TODAY, share=1.0, elasticity=x["elasticity"])]
    if "opens" in x:
        uses.append(Use(name=_NEW, share=x["opened"], elasticity=x["elasticity"], opens=x["opens"]))
    answer = {role: x[role] / YEAR_S if role in _LAGS else x[role] for role in ANSWER}
    return Market(
        price=x["price"], supply=x["supply"] * YEAR_S, uses=tuple(uses), yielding=x["yielding"],
        floor=x["floor"] / x["price"], **answer,
    )  # fmt: skip


def best_path(place: Place, mass: float, years: int, rate: float, keeping: float) -> sales.Path:
    """Return the path of sales whose present value is greatest, for what is delivered at once."""
    return sales.best(
        sales.Ask(
            market=place.now(), delivered=_at_once(mass, years), rate=rate, cost_per_kg=place.cost,
            keeping=keeping,
        )
    )  # fmt: skip


def sold(
    place: Place, key: str, mass: Figure, years: int, rate: Figure, path: sales.Path,
    keeping: float = 0.0,
) -> dict[str, Figure]:  # fmt: skip
    """Return what a product fetches as figures by role; path: that of greatest present value.

    Its figure keeps the parts sold each year: where an input moves, a better path may exist.
    """
    money = place.price.unit.removesuffix("/kg")
    inputs = {**place.inputs, "mass": mass, "rate": rate,
              **{f"cost {role}": one for role, one in place.costs.items()}}  # fmt: skip
    even = np.full(years, 1.0 / years)
    parts = path.sold / mass.value

    def priced(x: Mapping[str, float], share: Array) -> tuple[Array, Array]:
        amount = x["mass"] * share
        return amount, clear(place.market(x), amount).price[0]

    def revenue(**x: float) -> float:
        amount, price = priced(x, even)
        return float(amount @ price)

    def present(share: Array) -> Callable[..., float]:
        def worth(**x: float) -> float:
            cost = sum(value for role, value in x.items() if role.startswith("cost "))
            ask = sales.Ask(market=place.market(x), delivered=_at_once(x["mass"], years),
                            rate=x["rate"], cost_per_kg=cost, keeping=keeping)  # fmt: skip
            return float(sales.value(ask, x["mass"] * share)[0])

        return worth

    def best(**x: float) -> float:
        return max(0.0, present(parts)(**x))  # or nothing is sold

    def made(role: str, fn: Callable[..., float], unit: str, model: str) -> Figure:
        return derive(f"{key}.{role}", unit, fn, inputs, model=model, sources=("houthakker1970",))

    def isoelastic(mass: float, price: float, yearly: float, elasticity: float) -> float:
        return simple.isoelastic_price(price, yearly * YEAR_S, mass / years, elasticity)

    every = made("revenue.even", revenue, money, "all of it sold evenly, as the market answers")
    return {
        "price.now": place.price,
        "market.elasticity": place.elasticity,
        "mass": mass,
        "market.years": derive(
            f"{key}.market.years", "s", lambda mass, yearly: mass / yearly,
            {"mass": mass, "yearly": place.yearly},
            model="product by what is sold a year today, or wanted", shown="yr",
        ),
        "value.naive": derive(
            f"{key}.value.naive", money, lambda mass, price: mass * price,
            {"mass": mass, "price": place.price},
            model="product times the price of today, as if it did not fall",
        ),
        "price.sold": made(
            "price.sold", lambda **x: revenue(**x) / x["mass"], f"{money}/kg",
            "mean price of an even sale",
        ),
        "price.isoelastic": derive(
            f"{key}.price.isoelastic", f"{money}/kg", isoelastic,
            {"mass": mass, "price": place.price, "yearly": place.yearly,
             "elasticity": place.elasticity},
            model="isoelastic demand with firm suppliers at once, sold evenly, for comparison",
        ),
        "revenue.even": every,
        "worth.even": made("worth.even", present(even), money,
                           "present value of an even sale less what selling costs"),
        "worth.best": made("worth.best", best, money,
                           "present value of the best path of sales that was found, or of none"),
    }  # fmt: skip


def _at_once(mass: float, years: int) -> Array:
    made = np.zeros(years)
    made[0] = mass
    return made


def _use(name: str, elasticity: Figure, opens: float, wanted: float) -> dict[str, Any]:
    return {
        "name": name, "elasticity": elasticity.value, "low": elasticity.low,
        "high": elasticity.high, "status": elasticity.trace.status, "opens": opens,
        "wanted_kg_yr": wanted * YEAR_S,
    }  # fmt: skip


def _space(x: Mapping[str, float]) -> Market:
    def of(role: str) -> dict[str, float]:
        return {key.partition(" ")[2]: one for key, one in x.items() if key.startswith(f"{role} ")}

    return avoided_launch.market(of("choke"), of("amount"), of("elasticity"))


def _all_wanted(place: str, product: str, amounts: Mapping[str, Figure]) -> Figure:
    return derive(
        f"{place}.{product}.wanted",
        "kg/s",
        lambda **x: sum(x.values()),
        amounts,
        model="what all uses want a year at the price of a launch",
        shown="t/yr",
    )
