"""The money of one variant of a kept study: what it comes to, how sure, what it hangs on.

All in real money of the study's year; the same flow in money of each year stands beside it.
Checked: tests/studies/test_money_run.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base import ledger
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.economics import irr_batch, monte_carlo, prices, sales, sensitivity
from windlass.economics.demand import Market, Use
from windlass.economics.money import Prices, RealFlow, RealRate, present_value
from windlass.studies import money_inputs as money
from windlass.studies import money_surface as surfaces
from windlass.studies.money_inputs import Inputs

Array = NDArray[np.float64]

KIND: Final = "money"
TOLD: Final = (10.0, 50.0, 90.0)
RATES: Final = 2**12
"""Paths whose rates of return are worked out."""
INFLATION: Final = 0.02
LONGEST_SALE: Final = 60
"""Years of sale that the path of sales is looked for over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked about a study's money.  variant: "" for the recommended one, else the best;
    over: two inputs of the surface, () for those that decide most; volatility, reversion: of the
    price from year to year; inflation: a year.
    """

    variant: str = ""
    paths: int = 2**14
    seed: int = 0
    over: tuple[str, ...] = ()
    volatility: float = 0.0
    reversion: float = 0.0
    inflation: float = INFLATION

    def __post_init__(self) -> None:
        for what, one in (("volatility", self.volatility), ("reversion", self.reversion)):
            if not 0.0 <= one < math.inf:
                raise InvalidInput(f"{what} of the price", value=one, remedy="0 or more, a year")


def run_id(ask: Ask, study: str) -> str:
    """Return the content hash of what is asked about a kept study."""
    return content_hash({"ask": repr(ask), "study": study, "code": code_version()})


def run(
    result: Mapping[str, Any], ask: Ask, *, study: str,
    tell: Callable[[str], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the money of a variant of a kept study as plain data.

    result: of the run; study: its id.  Raises InvalidInput for a variant or inputs that are none.
    """
    figures = ledger.read(result["figures"])
    key = ask.variant or _default(result, figures)
    asked = money.inputs(figures, key)
    say = tell or (lambda text: None)
    say("paths")
    drawn, draws = _drawn(asked, ask)
    say("shares of the variance")
    shares = _shares(asked, ask)
    say("what would have to be true")
    own = _figures(asked, drawn, figures)
    return {
        "schema": 1, "kind": KIND, "study": study, "name": result["name"],
        "title": result["title"], "variant": key, "variant_title": _titles(result).get(key, key),
        "variants": list(money.keys(figures)), "unit": asked.unit, "rate": asked.rate.value,
        "paths": ask.paths, "seed": ask.seed, "walk": [ask.volatility, ask.reversion],
        "start_year": _year(asked), "drawn": _told(drawn, draws, asked, ask.seed),
        "shares": shares, "flow": _flow(asked), "nominal": _nominal(asked, ask.inflation),
        "rates": _rates(asked, drawn, draws, ask.seed), "costs": _costs(asked),
        "market": _market(asked), "claims": _claims(result, asked, ask.over),
        "names": {role: one.name for role, one in asked.figures.items()},
        "figures": ledger.write(own), "notes": _notes(asked),
    }  # fmt: skip


def _default(result: Mapping[str, Any], figures: Mapping[str, Figure]) -> str:
    """Return the recommended variant, that of the study's claims, or the one that pays best."""
    known = money.keys(figures)
    if not known:
        raise InvalidInput("no variant of this study sells anything", value=result["name"],
                           remedy="give an option a product with a market")  # fmt: skip
    if result["recommended"] in known:
        return str(result["recommended"])
    for row in result["claims"]:
        if row["status"] != "shown" and row["unit"].startswith("USD") and row["variant"] in known:
            return str(row["variant"])
    own = [key for key in known if "-of-" not in key.split(".")[0]]
    return (own or list(known))[0]


def _titles(result: Mapping[str, Any]) -> dict[str, str]:
    rows = [*result["options"], *result["instead"]]
    return {
        f"{option['key']}.{one['key']}": f"{option['title']}, {one['title'][:1].lower()}"
        f"{one['title'][1:]}"
        for option in rows for one in option["variants"]
    }  # fmt: skip


def _drawn(asked: Inputs, ask: Ask) -> tuple[monte_carlo.Drawn, monte_carlo.Draws]:
    draws = asked.draws(_walk(asked, ask))
    return monte_carlo.run(draws, money.flows, asked.rate.value, ask.paths, seed=ask.seed), draws


def _walk(asked: Inputs, ask: Ask) -> monte_carlo.Walk | None:
    if not ask.volatility > 0.0:
        return None
    return monte_carlo.Walk(years=_longest(asked), volatility=ask.volatility,
                            reversion=ask.reversion)  # fmt: skip


def _longest(asked: Inputs) -> int:
    """Return the years of the programme at its values, and half as many more."""
    return int(1.5 * money.flows(asked.nominal()).shape[1]) + 1


def _told(
    drawn: monte_carlo.Drawn, draws: monte_carlo.Draws, asked: Inputs, seed: int
) -> dict[str, Any]:
    rows = []
    for percent in TOLD:
        path, npv = drawn.percentile(percent)
        values, price, flow = monte_carlo.replay(draws, money.flows, path, seed=seed)
        back = float(monte_carlo.payback(flow[None, :])[0])
        rows.append({
            "percent": percent, "path": path, "npv": npv, "inputs": values,
            "payback_yr": back if np.isfinite(back) else None,
            "price": None if price is None else price.tolist(), "flow": flow.tolist(),
        })  # fmt: skip
    return {
        "percentiles": rows, "pays": drawn.pays, "npv_mean": float(drawn.npv.mean()),
        "paid_back": float(np.isfinite(drawn.paid).mean()),
        "payback_yr": [_quantile(drawn.paid, p) for p in TOLD],
        "fan": {"percents": list(monte_carlo.PERCENTS), "values": drawn.fan.tolist()},
        "inputs": [
            {"role": one.name, "value": one.value, "low": one.low, "high": one.high,
             "shape": one.shape, "unit": asked.figures[one.name].unit}
            for one in draws.inputs
        ],
    }  # fmt: skip


def _quantile(values: Array, percent: float) -> float | None:
    found = float(np.quantile(values, percent / 100.0, method="lower"))
    return found if np.isfinite(found) else None


def _shares(asked: Inputs, ask: Ask) -> list[dict[str, Any]]:
    rate = asked.rate.value
    rows = sensitivity.shares(
        asked.uncertain(), lambda x: money.present_value(x, rate), seed=ask.seed
    )
    return [
        {"role": one.name, "first": one.first, "total": one.total, "low": one.low,
         "high": one.high} for one in rows
    ]  # fmt: skip


def _flow(asked: Inputs) -> list[float]:
    return [float(v) for v in money.flows(asked.nominal())[0]]


def _year(asked: Inputs) -> int:
    """Return the calendar year in which the programme begins."""
    return int(format_epoch(asked.figures["start"].value).partition("-")[0])


def _nominal(asked: Inputs, inflation: float) -> dict[str, Any]:
    """Return the flow in money of each year, its rate and its present value in the first year's."""
    year = prices.year_of(asked.unit)
    known = prices.years()
    # Between years that are known prices rise evenly.
    every = np.arange(known[0], known[-1] + 1)
    levels = Prices(
        first=known[0], inflation=inflation,
        levels=np.exp(np.interp(every, known, np.log([prices.index(one) for one in known]))),
    )  # fmt: skip
    real = RealFlow(values=np.array(_flow(asked)), money_year=year, first=_year(asked))
    nominal = real.nominal(levels)
    rate = RealRate(value=asked.rate.value)
    return {
        "inflation": inflation, "rate": rate.nominal(inflation).value, "first": nominal.first,
        "flow": nominal.values.tolist(),
        "npv_real": present_value(real, rate),
        "npv_nominal": present_value(nominal, rate.nominal(inflation)),
    }  # fmt: skip


def _rates(
    asked: Inputs, drawn: monte_carlo.Drawn, draws: monte_carlo.Draws, seed: int
) -> dict[str, Any]:
    """Return all rates of return at the inputs' values, and those of the first paths."""
    own = irr_batch.irr_many(money.flows(asked.nominal()))
    count = min(RATES, drawn.npv.size)
    x = monte_carlo.draw(draws, count, seed=seed)
    found = irr_batch.irr_many(money.flows(x[0], x[1]))
    single = found.single[np.isfinite(found.single)]
    told = [float(np.quantile(single, p / 100.0)) for p in TOLD] if single.size else []
    return {
        "own": [float(v) for v in own.rates[0, : own.counts[0]]],
        "paths": count,
        "none": float((found.counts == 0).mean()),
        "several": float((found.counts > 1).mean()),
        "percentiles": told,
    }


def _costs(asked: Inputs) -> list[dict[str, Any]]:
    """Return the tree of costs, rows with the key of the row above: all, kinds, parts of kinds."""
    x = asked.nominal()
    total, reserve = float(money.cost(x)[0]), asked.figures["reserve"].value
    rows = [{"key": "total", "above": "", "value": total, "figure": f"{asked.key}.cost.total"}]
    for role in money.COSTS:
        if role not in asked.figures:
            continue
        one = asked.figures[role]
        rows.append({"key": role, "above": "total", "value": one.value, "figure": one.name})
        if role == "spacecraft":
            first = dict(one.trace.inputs)["development"]
            rows.append({"key": "development", "above": role, "value": first.value,
                         "figure": first.name})  # fmt: skip
            rows.append({"key": "units", "above": role, "value": one.value - first.value,
                         "figure": one.name})  # fmt: skip
    if money.DELIVERY in asked.figures:
        rows.append({"key": "delivery", "above": "total", "value": float(money.delivery(x)[0]),
                     "figure": f"{asked.key}.cost.delivery"})  # fmt: skip
    rows.append({"key": "reserve", "above": "total", "value": total * reserve / (1.0 + reserve),
                 "figure": asked.figures["reserve"].name})  # fmt: skip
    return rows


def market_of(asked: Inputs) -> Market:
    """Return the market of the product as the study has it: one isoelastic use, no floor."""
    f = asked.figures
    per_year = f["supply"].value * YEAR_S
    return Market(
        price=f["price"].value, supply=per_year,
        uses=(Use(name="all", share=1.0, elasticity=f["elasticity"].value),),
    )  # fmt: skip


def _market(asked: Inputs) -> dict[str, Any]:
    """Return how the price answers: sold evenly, and by the path of sales that is worth most."""
    f, market = asked.figures, market_of(asked)
    years = _years_of_sale(asked)
    mass = f["mass"].value
    evenly = asked.nominal() | {"sale": np.array([years * YEAR_S])}
    each = mass / years
    ask = sales.Ask(
        market=market, delivered=np.r_[mass, np.zeros(years - 1)], rate=asked.rate.value,
        cost_per_kg=_delivery_per_kg(asked),
    )  # fmt: skip
    best = sales.best(ask)
    even = float(sales.value(ask, np.full(years, each))[0])
    return {
        "name": f["price"].name, "price_now": market.price, "supply_kg_yr": market.supply,
        "elasticity": f["elasticity"].value, "mass_kg": mass, "years": years,
        "years_of_supply": mass / market.supply,
        "naive": mass * market.price,
        "even": {"sold_kg_yr": each, "price": float(money.price_sold(evenly)[0]),
                 "value": even, "revenue": float(money.revenue(evenly)[0])},
        "best": {"sold_kg_yr": best.sold.tolist(), "price": best.price.tolist(),
                 "stock_kg": best.stock.tolist(), "value": best.value, "from": best.name,
                 "settled": best.settled, "revenue": float(best.sold @ best.price)},
    }  # fmt: skip


def _years_of_sale(asked: Inputs) -> int:
    """Return the whole years over which the product is sold in the market's table."""
    return max(1, min(LONGEST_SALE, round(asked.figures["sale"].value / YEAR_S)))


def _notes(asked: Inputs) -> list[str]:
    own, years = asked.figures["sale"].value / YEAR_S, _years_of_sale(asked)
    if abs(own - years) < 1e-6 * years:
        return [*asked.notes]
    return [*asked.notes, f"What the product fetches is told for a sale over {years} year"
            f"{'s' if years > 1 else ''}; cash flows are of {own:.3g} years."]  # fmt: skip


def _delivery_per_kg(asked: Inputs) -> float:
    one = asked.figures.get(money.DELIVERY)
    return 0.0 if one is None else one.value


def _claims(
    result: Mapping[str, Any], asked: Inputs, over: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return that it pays, and each claim about money: the surface, and each input alone."""
    claims = [surfaces.pays(asked.unit)]
    for row in result["claims"]:
        found = surfaces.claim_of(row, asked.unit) if row["status"] != "shown" else None
        if found is not None:
            claims.append(found)
    return [_claim(asked, one, over) for one in claims]


def _claim(asked: Inputs, one: surfaces.Claim, given: tuple[str, ...]) -> dict[str, Any]:
    every = {**asked.figures, surfaces.RATE: asked.rate}
    over = given or surfaces.deciding(asked, one)[:2]
    if len(over) != 2:
        raise InvalidInput(
            "a surface needs two assumptions", value=", ".join(over),
            remedy=f"two of {', '.join(surfaces.movable(asked))}",
        )  # fmt: skip
    found = surfaces.surface(asked, one, (over[0], over[1]))
    rows: Sequence[surfaces.Alone] = surfaces.alone(asked, one)
    margin = float(one.margin(asked.nominal(), np.array([asked.rate.value]))[0])
    return {
        "key": one.key, "words": one.words, "unit": one.unit, "margin": margin,
        "holds": margin > 0.0,
        "surface": {"roles": list(over), "x": found.x.tolist(), "y": found.y.tolist(),
                    "margin": found.margin.tolist(), "holds": found.holds,
                    "now": [every[role].value for role in over],
                    "units": [every[role].unit for role in over]},
        "alone": [
            {"role": row.role, "now": row.now, "needed": row.needed, "within": row.within,
             "unit": every[row.role].unit} for row in rows
        ],
    }  # fmt: skip


def _figures(
    asked: Inputs, drawn: monte_carlo.Drawn, figures: Mapping[str, Figure]
) -> dict[str, Figure]:
    """Return the figures of the page: those of the study, and what is worked out here from them."""
    key, rate = asked.key, asked.rate
    made = {name: one for name, one in figures.items() if name.startswith(f"{key}.")}
    every = {**asked.figures, "rate": rate}

    def levelised(rate: float, **x: float) -> float:
        return float(money.levelised({k: np.array([v]) for k, v in x.items()}, rate)[0])

    name = f"{key}.cost.levelised"
    made[name] = derive(
        name, f"{asked.unit}/kg", levelised, every, sources=("short1995",),
        model="discounted cost by discounted kilograms delivered",
    )  # fmt: skip
    for percent in TOLD:
        path, npv = drawn.percentile(percent)
        name = f"{key}.npv.p{percent:.0f}"
        made[name] = leaf(
            name, npv, asked.unit, status="computed", sources=("acworth1998",), inputs=every,
            model=f"{percent:.0f} % point of {drawn.npv.size:,} paths, Sobol' points",
            note=f"path {path} of seed {drawn.seed}",
        )  # fmt: skip
    return made


def replay(
    result: Mapping[str, Any], told: Mapping[str, Any], *, path: int | None, percent: float | None
) -> dict[str, Any]:
    """Return one path of a kept run, made again from its number or its percentile.

    result: of the study; told: of the run.  Raises InvalidInput for a path that was not drawn.
    """
    asked = money.inputs(ledger.read(result["figures"]), told["variant"])
    volatility, reversion = told["walk"]
    ask = Ask(variant=told["variant"], paths=told["paths"], seed=told["seed"],
              volatility=volatility, reversion=reversion)  # fmt: skip
    if percent is not None:
        drawn, draws = _drawn(asked, ask)
        path, _ = drawn.percentile(percent)
    else:
        draws = asked.draws(_walk(asked, ask))
    if path is None or not 0 <= path < ask.paths:
        raise InvalidInput("number of a path", value=path, remedy=f"from 0 to {ask.paths - 1}")
    values, price, flow = monte_carlo.replay(draws, money.flows, path, seed=ask.seed)
    back = float(monte_carlo.payback(flow[None, :])[0])
    npv = float(flow @ (1.0 + asked.rate.value) ** -np.arange(float(flow.size)))
    return {
        "path": path, "seed": ask.seed, "npv": npv, "unit": asked.unit,
        "payback_yr": back if np.isfinite(back) else None, "flow": flow.tolist(),
        "price": None if price is None else price.tolist(),
        "inputs": [{"role": role, "value": one, "unit": asked.figures[role].unit}
                   for role, one in values.items()],
    }  # fmt: skip
