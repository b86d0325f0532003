"""What a programme sells and whether it pays, as figures: product, price, NPV, payback.

Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windlass.base.epochs import YEAR_S
from windlass.base.errors import WindlassError
from windlass.base.figure import Figure, derive
from windlass.economics import cash_flow, market, prices, programme_flow
from windlass.studies import markets, spend, timeline
from windlass.studies.goal import Goal
from windlass.studies.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A figure that has no value here: how it would be made, and why it is not.

    beyond: what it would be more than [unit], infinite for never, None where that is not known;
    nearly: a share that is 1 or more where the figure has a value, by the same inputs, and the
    words for it: how near an input comes that does not get there.
    """

    name: str
    unit: str
    fn: Any
    inputs: Mapping[str, Figure]
    why: str
    shown: str = ""
    beyond: float | None = None
    nearly: tuple[Any, str] | None = None


def product(goal: Goal, f: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return the product that reaches its market."""
    if goal.product == "none" or goal.content is None or goal.recovery is None:
        return {}
    if goal.in_place or goal.product == "rock":
        return {
            "product.mass": derive(
                f"{goal.key}.product.mass",
                "kg",
                lambda mass: mass,
                {"mass": f["returned"]},
                model="all that is brought",
            )
        }
    return {
        "product.mass": derive(
            f"{goal.key}.product.mass",
            "kg",
            lambda mass, content, recovery: mass * content * recovery,
            {
                "mass": f["returned"],
                "content": goal.content,
                "recovery": goal.recovery,
            },
            model="what is brought, times content and recovery",
        )
    }


def earned(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return what the product fetches as its market answers, by role; a goal with a market."""
    key, year = goal.key, scenario.cost.year
    name = str(goal.market)
    price = prices.in_year(markets.part(scenario, name, "price"), year)
    supply, elasticity = (
        markets.part(scenario, name, "supply"),
        markets.part(scenario, name, "elasticity"),
    )
    sale = timeline.sale_time(scenario)
    money = f"USD{year}"
    mass = f["product.mass"]
    inputs = {
        "mass": mass,
        "time": sale,
        "price": price,
        "supply": supply,
        "elasticity": elasticity,
    }

    def at(mass: float, time: float, price: float, supply: float, elasticity: float) -> float:
        return market.isoelastic_price(price, supply, mass / time, elasticity)

    sold = derive(
        f"{key}.price.sold",
        f"{money}/kg",
        at,
        inputs,
        model="isoelastic demand: P0·((Q0 + q)/Q0)^(−1/ε), sold evenly",
    )
    total = derive(
        f"{key}.revenue.total",
        money,
        lambda mass, price: mass * price,
        {"mass": mass, "price": sold},
        model="product times the price at which it sells",
    )
    return {
        "price.now": derive(
            f"{key}.price.now",
            f"{money}/kg",
            lambda price: price,
            {"price": price},
            model="price of today",
        ),
        "price.sold": sold,
        "market.years": derive(
            f"{key}.market.years",
            "s",
            lambda mass, supply: mass / supply,
            {"mass": mass, "supply": supply},
            model="product by today's yearly supply",
            shown="yr",
        ),
        "value.gross": derive(
            f"{key}.value.gross",
            money,
            lambda mass, price: mass * price,
            {"mass": mass, "price": price},
            model="product times the price of today, as if it did not fall",
        ),
        "revenue.annual": derive(
            f"{key}.revenue.annual",
            money,
            lambda total, time: total / time * YEAR_S,
            {"total": total, "time": sale},
            model="revenue of one year of sale",
        ),
        "revenue.total": total,
        "market.elasticity": elasticity,
    }


def flow_inputs(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return the figures from which the cash flow follows."""
    made = {
        "spacecraft": f["cost.spacecraft"],
        "launches": f["cost.launches"],
        "propellant": f["cost.propellant"],
        "operations": f["cost.operations"],
        "oversight": f["cost.oversight"],
        "reserve": spend.share(scenario, "reserve"),
        "revenue": f["revenue.total"],
        "start": timeline.start_of(scenario),
        "lift": f["launch.date"],
        "final": f["final.date"],
        "sale": timeline.sale_time(scenario),
    }
    for role in ("vehicles", "delivery"):
        if f"cost.{role}" in f:
            made[role] = f[f"cost.{role}"]
    if "flights.time" in f:
        made["launching"] = f["flights.time"]
    return made


def parts_of(x: Mapping[str, float]) -> programme_flow.Parts:
    """Return the parts of the cash flow for the values of ``flow_inputs``."""
    more = 1.0 + x["reserve"]
    hardware = x["spacecraft"] + x.get("vehicles", 0.0) + x["oversight"]
    lift = (x["lift"] - x["start"]) / YEAR_S
    return programme_flow.Parts(
        development=hardware * more,
        launches=(x["launches"] + x["propellant"]) * more,
        operations=x["operations"] * more,
        delivery=x.get("delivery", 0.0) * more,
        revenue=x["revenue"],
        lift_off=lift,
        arrival=(x["final"] - x["start"]) / YEAR_S,
        sale_years=x["sale"] / YEAR_S,
        launch_years=x.get("launching", 0.0) / YEAR_S,
    )


def _payback(**x: float) -> float:
    found = cash_flow.payback_years(programme_flow.flow(parts_of(x)))
    if found is None:
        raise ValueError("never paid back within the sale")
    return found * YEAR_S


def _returned(**x: float) -> float:
    """Return what comes in by what was spent; what each sale costs comes off its price."""
    p = parts_of(x)
    return (p.revenue - p.delivery) / (p.development + p.launches + p.operations)


def _net_rate(**x: float) -> float:
    """Return what is spent by what comes in net a year of sale, as a time [s]."""
    p = parts_of(x)
    spent = p.development + p.launches + p.operations
    net = (p.revenue - p.delivery) / p.sale_years
    if not net > 0:
        raise ValueError("each kilogram sold loses money")
    return spent / net * YEAR_S


def pays(
    scenario: Scenario, goal: Goal, f: Mapping[str, Figure]
) -> tuple[dict[str, Figure], dict[str, Open], dict[str, list[float]], tuple[float, ...]]:
    """Return NPV and payback, what of them is open, the flow, and its rates of return."""
    key = goal.key
    inputs = flow_inputs(scenario, goal, f)
    values = {name: figure.value for name, figure in inputs.items()}
    parts = parts_of(values)
    made = {
        "npv": derive(
            f"{key}.npv",
            f"USD{scenario.cost.year}",
            lambda rate, **x: programme_flow.present_value(parts_of(x), rate),
            {**inputs, "rate": spend.share(scenario, "discount_rate")},
            model="present value at the start of the programme, real money",
        )
    }
    missing: dict[str, Open] = {}
    years = programme_flow.years(parts)
    loses = parts.revenue <= parts.delivery
    for role, fn, model, why, beyond, nearly in (
        (
            "payback",
            _payback,
            "years from the start until all that was spent has come back",
            "it never pays back: each kilogram that is sold loses money"
            if loses
            else f"it does not pay back before its last sale, {years} years from the start",
            math.inf if loses else years * YEAR_S,
            (_returned, "of what was spent has come back at the last sale"),
        ),
        (
            "payback.at_rate",
            _net_rate,
            "all that is spent by the net income of a year of sale",
            "each kilogram that is sold loses money",
            math.inf,
            None,
        ),
    ):
        name = f"{key}.{role}"
        try:
            made[role] = derive(name, "s", fn, inputs, model=model, shown="yr")
        except WindlassError:
            missing[role] = Open(
                name=name,
                unit="s",
                fn=fn,
                inputs=inputs,
                why=why,
                shown="yr",
                beyond=beyond,
                nearly=nearly,
            )
    flows = {kind: [float(v) for v in one] for kind, one in programme_flow.by_kind(parts).items()}
    return made, missing, flows, cash_flow.irr_all(programme_flow.flow(parts))
