"""A study's money by hand: figures as a study makes them, without a trip behind them."""

from typing import Any

import numpy as np

from windlass.base import ledger
from windlass.base.epochs import YEAR_S
from windlass.base.figure import Figure, derive, leaf
from windlass.studies import earn
from windlass.studies import money_inputs as money

KEY = "high.tug"


def _leaf(name: str, value: float, unit: str, wide: float = 1.0, **more: Any) -> Figure:
    ends = {"low": value / wide, "high": value * wide} if wide > 1.0 else {}
    return leaf(name, value, unit, status="assumed", sources=("windlass",), **ends, **more)


def figures() -> dict[str, Figure]:
    """Return the figures of one variant by name."""
    usd = "USD2024"
    mass = _leaf(f"{KEY}.product.mass", 5e5, "kg", 3.0)
    sale = _leaf("programme.sale_time", 10.0 * YEAR_S, "s")
    parts = {
        "mass": mass, "time": sale, "price": _leaf("market.price", 1e4, f"{usd}/kg", 4.0),
        "supply": _leaf("market.supply", 5e4 / YEAR_S, "kg/s", 2.0),
        "elasticity": _leaf("market.elasticity", 1.0, "", 2.0),
    }  # fmt: skip

    def sold(mass: float, time: float, price: float, supply: float, elasticity: float) -> float:
        return float(price * (1.0 + mass / time / supply) ** (-1.0 / elasticity))

    price = derive(f"{KEY}.price.sold", f"{usd}/kg", sold, parts, model="isoelastic")
    revenue = derive(f"{KEY}.revenue.total", usd, lambda mass, price: mass * price,
                     {"mass": mass, "price": price}, model="product times price")  # fmt: skip
    first, unit = _leaf("cost.development", 1e9, usd, 1.5), _leaf("cost.unit", 4e8, usd, 1.3)
    craft = derive(f"{KEY}.cost.spacecraft", usd, lambda development, unit: development + unit,
                   {"development": first, "unit": unit}, model="development and units",
                   flags=("learning curve: more units than it was followed to",))  # fmt: skip
    rows = {
        "spacecraft": craft,
        "launches": _leaf(f"{KEY}.cost.launches", 2e8, usd, 1.2),
        "propellant": _leaf(f"{KEY}.cost.propellant", 1e7, usd, 2.0),
        "operations": _leaf(f"{KEY}.cost.operations", 3e8, usd, 1.5),
        "oversight": derive(f"{KEY}.cost.oversight", usd, lambda x: 0.2 * x, {"x": craft},
                            model="share of the hardware"),
        "reserve": _leaf("cost.reserve", 0.3, "", 1.5),
        "start": _leaf("programme.start", 8.5e8, "epoch"),
        "lift": _leaf(f"{KEY}.launch.date", 1.1e9, "epoch"),
        "final": _leaf(f"{KEY}.final.date", 1.45e9, "epoch"),
        "sale": sale,
    }  # fmt: skip
    total = derive(
        f"{KEY}.cost.total", usd,
        lambda reserve, **x: sum(x.values()) * (1.0 + reserve),
        {role: rows[role] for role in ("reserve", *money.COSTS) if role in rows}, model="all parts",
    )  # fmt: skip
    rate = _leaf("cost.discount_rate", 0.07, "", 2.0)

    def npv(rate: float, **x: float) -> float:
        from windlass.economics import programme_flow

        return float(programme_flow.present_value(earn.parts_of(x), rate))

    value = derive(f"{KEY}.npv", usd, npv, {**rows, "revenue": revenue, "rate": rate},
                   model="present value")  # fmt: skip
    made = {one.name: one for one in (mass, price, revenue, craft, total, value)}
    assert np.isfinite(value.value)
    return made


def result() -> dict[str, Any]:
    """Return what a kept study of it says."""
    claim = {
        "key": "6", "role": "cost.total", "claimed": [None, 1e9], "claimed_text": "1 bn USD2024",
        "status": "does not hold", "unit": "USD2024", "variant": KEY,
    }  # fmt: skip
    return {
        "name": "by-hand", "title": "Money by hand", "recommended": None, "claims": [claim],
        "options": [{"key": "high", "title": "High orbit",
                     "variants": [{"key": "tug", "title": "Tug"}]}],
        "instead": [], "figures": ledger.write(figures()),
    }  # fmt: skip
