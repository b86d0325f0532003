"""Judge what may happen to the money: rates of many flows, Monte Carlo, shares of variance, markets
that clear, the best path of sales, the worth of waiting, and treaties that share costs."""

import math
from collections.abc import Mapping

import numpy as np
from scipy.stats import norm

from validation._refusals import all_refused
from validation.table import Row, at_most, skip
from windlass.base.entries import entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.sources import table
from windlass.economics import monte_carlo, price_history, sampling, sensitivity
from windlass.economics.cash_flow import irr_all, one_irr
from windlass.economics.demand import Market, Use, clear, revenue
from windlass.economics.irr_batch import irr_many
from windlass.economics.market import hotelling_path, isoelastic_price
from windlass.economics.options import Option, european, value
from windlass.economics.sales import Ask, best
from windlass.economics.sales import value as worth_of
from windlass.economics.uncertain import Z95, Uncertain
from windlass.partners import rules
from windlass.partners.bargaining import losses, nash
from windlass.partners.contributions import Contribution, accounts, work_return
from windlass.partners.financing import LENDER, Loan, Structure, finance

BEFORE = "computed before the work began"
YEARS = 40
SEEDS = 16


def rows() -> list[Row]:
    return [
        *rates(), *means(), *evenness(), *ishigami(), *clearing(), *sold(), *waiting(), *treaties(),
        *lent(), *told_prices(),
    ]  # fmt: skip


def rates() -> list[Row]:
    """Every root of many flows: of those made of their roots, and against two judges."""
    rng = np.random.default_rng(30)
    name, off = "rates of return of many flows", [0.0]
    for _ in range(200):
        made = np.sort(rng.choice(np.arange(-0.4, 2.0, 0.1), rng.integers(1, 5), replace=False))
        flow = np.array([-1.0])
        for rate in made:
            flow = np.convolve(flow, [-1.0, 1.0 + rate])
        found = irr_many(flow[None, :])
        off.append(float(np.abs(found.rates[0, : made.size] - made).max())
                   if found.counts[0] == made.size else math.nan)  # fmt: skip
    flows = np.hstack([-rng.uniform(1, 5, (2_000, 8)), rng.uniform(0, 2, (2_000, 33))])
    single = irr_many(flows).single
    wild = rng.normal(size=(300, 24))
    many = irr_many(wild, most=24)
    apart = [
        float(np.abs(many.rates[i, : len(one)] - one).max(initial=0.0))
        if many.counts[i] == len(one) else math.nan
        for i, one in enumerate(map(irr_all, wild))
    ]  # fmt: skip
    two = irr_many(np.array([[-100.0, 230.0, -132.0]])).rates[0]
    return [
        Row(name, "[-100, 230, -132], first", 10.0, 100.0 * float(two[0]), 1e-9, "%", BEFORE),
        Row(name, "[-100, 230, -132], second", 20.0, 100.0 * float(two[1]), 1e-9, "%", BEFORE),
        at_most(capability=name, quantity="200 flows made of one to four rates", limit=1e-9,
                computed=float(np.max(off)), unit="a year", source="put back"),
        at_most(capability=name, quantity="300 flows of any signs, against roots by Brent",
                limit=1e-8, computed=float(np.max(apart)), unit="a year", source="decision 19"),
        _pyxirr(name, flows, single),
        all_refused(name, "flows without meaning", (
            lambda: irr_many(np.array([[-1.0, math.nan]])), lambda: irr_many(np.zeros((1, 3))),
            lambda: irr_many(np.array([[-100.0, 230.0, -132.0]]), most=1),
        )),
    ]  # fmt: skip


def _pyxirr(name: str, flows: np.ndarray, single: np.ndarray) -> Row:
    quantity = "2,000 flows of 41 years with one rate, against pyxirr"
    try:
        import pyxirr
    except ImportError:
        return skip(capability=name, quantity=quantity, source="pyxirr",
                    reason="pyxirr is not installed")  # fmt: skip
    peer = np.array([pyxirr.irr(one) for one in flows], dtype=float)
    return at_most(capability=name, quantity=quantity, limit=1e-9, unit="a year", source="pyxirr",
                   computed=float(np.abs(peer - single).max()))  # fmt: skip


# --- Monte Carlo -------------------------------------------------------------------------------


def _even(name: str, middle: float, sigma: float) -> Uncertain:
    """A lognormal whose two halves are alike, so that its mean is known."""
    k = math.exp(sigma * Z95)
    return Uncertain(name=name, value=middle, low=middle / k, high=middle * k)


def means() -> list[Row]:
    """Correlated lognormals times a price that walks: mean and percentiles are known."""
    a, b, rho, rate = 0.3, 0.5, 0.4, 0.07
    draws = monte_carlo.Draws(
        inputs=(_even("mass", 20.0, a), _even("price", 3.0, b)),
        correlation=np.array([[1.0, rho], [rho, 1.0]]),
        walk=monte_carlo.Walk(years=YEARS, volatility=0.2, reversion=0.1),
    )  # fmt: skip

    def sales(x: Mapping[str, np.ndarray], price: np.ndarray | None) -> np.ndarray:
        assert price is not None
        return np.asarray((x["mass"] * x["price"])[:, None] * price)

    def once(x: Mapping[str, np.ndarray], _: np.ndarray | None) -> np.ndarray:
        return np.asarray((x["mass"] * x["price"])[:, None])

    both = a * a + b * b + 2.0 * rho * a * b
    exact = 60.0 * math.exp(0.5 * both) * float((1.0 + rate) ** -np.arange(YEARS) @ np.ones(YEARS))
    found = monte_carlo.run(draws, sales, rate, 2**16, seed=5)
    first = monte_carlo.run(draws, once, rate, 2**16, seed=5)
    name, source = "Monte Carlo", "exact lognormal"
    path, npv = found.percentile(10.0)
    again = monte_carlo.replay(draws, sales, path, seed=5)[2]
    made = float(again @ (1.0 + rate) ** -np.arange(YEARS))
    return [
        Row(name, f"mean of mass · price, walking {YEARS} years, 65,536 draws", exact,
            float(found.npv.mean()), 1e-3, "", source, relative=True),
        *(Row(name, f"P{p} of mass · price", 60.0 * math.exp(math.sqrt(both) * norm.ppf(p / 100)),
              first.percentile(p)[1], 2e-3, "", source, relative=True) for p in (10, 50, 90)),
        Row(name, "P10's path, made again from its number", npv, made, 1e-12, "", "made again",
            relative=True),
    ]  # fmt: skip


def evenness() -> list[Row]:
    """Present value of a price that walks, at 8,192 draws: exact mean known."""
    walk = monte_carlo.Walk(years=YEARS, volatility=0.2).covariance()
    made = sampling.components(walk)
    discount = 1.07 ** -np.arange(1.0, YEARS + 1)
    exact = float(discount @ np.exp(0.5 * np.diag(walk)))
    error = {
        kind: float(np.sqrt(np.mean([
            (float((np.exp(sampling.correlated(made, 2**13, seed, kind=kind)) @ discount).mean())
             - exact) ** 2 for seed in range(SEEDS)
        ]))) for kind in sampling.KINDS
    }  # fmt: skip
    return [
        at_most(capability="Monte Carlo", quantity=f"error of the mean at 8,192 draws by that of "
                f"pseudo-random numbers, {SEEDS} seeds; before: 4.3 / 21.6", limit=4.3 / 21.6,
                computed=error["sobol"] / error["plain"], unit="", source=BEFORE),
    ]  # fmt: skip


def ishigami() -> list[Row]:
    """Sobol's indices of Ishigami's function, whose closed form is known."""
    a, b, pi = 7.0, 0.1, math.pi
    parts = (0.5 * (1.0 + b * pi**4 / 5.0) ** 2, a * a / 8.0, 0.0)
    crossed = b * b * pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    total = sum(parts) + crossed
    wide = {"value": 0.0, "low": -pi, "high": pi, "shape": "uniform"}
    inputs = tuple(Uncertain(name=f"x{k}", **wide) for k in (1, 2, 3))  # type: ignore[arg-type]
    found = {
        one.name: one for one in sensitivity.shares(
            inputs, lambda x: np.sin(x["x1"]) + a * np.sin(x["x2"]) ** 2
            + b * x["x3"] ** 4 * np.sin(x["x1"]), seed=3, draws=2**13,
        )
    }  # fmt: skip
    made = []
    for k, part in enumerate(parts, start=1):
        whole = part + (crossed if k != 2 else 0.0)
        made += [
            Row("Sobol's indices", f"Ishigami's function, x{k}, first order", part / total,
                found[f"x{k}"].first, 5e-3, "", "saltelli2010"),
            Row("Sobol's indices", f"Ishigami's function, x{k}, total", whole / total,
                found[f"x{k}"].total, 5e-3, "", "saltelli2010"),
        ]  # fmt: skip
    return made


# --- markets that clear, and when to sell ------------------------------------------------------


def _one(elasticity: float, price: float = 100.0, supply: float = 10.0, **more: float) -> Market:
    return Market(price=price, supply=supply,
                  uses=(Use(name="all", share=1.0, elasticity=elasticity),), **more)  # fmt: skip


def clearing() -> list[Row]:
    """One use and firm suppliers are the isoelastic market; suppliers who give way by hand."""
    price = entry_figure("markets", "iridium", "price", name="price").value
    supply = entry_figure("markets", "iridium", "supply", name="supply").value * YEAR_S
    added = 132_355e3 / 40.0
    off = [
        abs(float(clear(_one(e, price, supply), np.array([q])).price[0, 0])
            / isoelastic_price(price, supply, q, e) - 1.0)
        for e in (0.5, 1.0, 2.65, 3.0) for q in (0.0, 0.01 * supply, supply, added)
    ]  # fmt: skip
    hand = [0.5 * (math.sqrt(q * q + 4.0) - q) for q in (0.5, 2.0, 30.0)]
    yields = clear(_one(1.0, 1.0, 1.0, yielding=1.0), np.array([[0.5], [2.0], [30.0]]))
    slow = clear(_one(1.5, demand_now=0.4, demand_lag=4.0), np.full(60, 50.0)).price[0]
    opens = Market(price=100.0, supply=10.0, floor=0.02, uses=(
        Use(name="old", share=1.0, elasticity=0.5),
        Use(name="new", share=50.0, elasticity=1.0, opens=0.1),
    ))  # fmt: skip
    at = clear(opens, np.array([[300.0], [1e9]])).price[:, 0]
    name = "market that clears"
    return [
        at_most(capability=name, quantity="iridium, one use, firm suppliers, against isoelastic",
                limit=1e-9, computed=float(np.max(off)), unit="relative", source="closed form"),
        Row(name, "revenue of iridium at elasticity 1.5", 8.6,
            float(revenue(_one(1.5, price, supply), np.array([added]))[0, 0]) / 1e9, 0.05,
            "bn USD/yr", BEFORE),
        at_most(capability=name, quantity="suppliers who give way, 1/x = x + q", limit=1e-12,
                computed=float(np.abs(yields.price[:, 0] - hand).max()), unit="", source="by hand"),
        Row(name, "with a lag, first year: elasticity 0.4 · 1.5", isoelastic_price(
            100.0, 10.0, 50.0, 0.6), float(slow[0]), 1e-9, "", "closed form", relative=True),
        Row(name, "with a lag, in the end: elasticity 1.5", isoelastic_price(
            100.0, 10.0, 50.0, 1.5), float(slow[-1]), 1e-3, "", "closed form", relative=True),
        Row(name, "a use that opens at a tenth holds the price there", 10.0, float(at[0]), 1e-6, "",
            "by hand"),
        Row(name, "at the floor anybody takes any amount", 2.0, float(at[1]), 1e-6, "", "by hand"),
    ]  # fmt: skip


def sold() -> list[Row]:
    """The best path of sales against Hotelling's, and against the most that a market pays."""
    years, rate, e = 15, 0.07, 2.0
    given = np.append(80.0, np.zeros(years - 1))
    ask = Ask(market=_one(e, held=0.0), delivered=given, rate=rate)
    found, exact = best(ask), hotelling_path(80.0, rate, e, years)
    ratio = (found.sold[-1] / found.sold[0]) ** (1.0 / (years - 1))
    kept = best(Ask(market=_one(0.5), delivered=np.full(10, 1e3), rate=0.05))
    name = "best path of sales"
    return [
        Row(name, "of a monopolist, each year by the last, (1 + r)^-ε", (1.0 + rate) ** -e,
            float(ratio), 1e-3, "", "hotelling1931"),
        Row(name, "its present value", float(worth_of(ask, exact)[0]), found.value, 1e-6, "",
            "hotelling1931", relative=True),
        at_most(capability=name, quantity="sold in any year against Hotelling's path", limit=0.02,
                computed=float(np.abs(found.sold / exact - 1.0).max()), unit="relative",
                source="hotelling1931"),
        Row(name, "elasticity 0.5, any amount delivered: as much as others sell", 10.0,
            float(kept.sold.mean()), 0.1, "kg/yr", "by hand"),
        Row(name, "and its revenue, a quarter of today's market", 250.0,
            float((kept.sold * kept.price).mean()), 0.05, "a year", "by hand"),
    ]  # fmt: skip


# --- the worth of waiting ----------------------------------------------------------------------


def plain_tree(one: Option, steps: int) -> float:
    """Cox, Ross and Rubinstein's tree of an American put, as it was published."""
    dt = one.years / steps
    up = math.exp(one.volatility * math.sqrt(dt))
    p, discount = (math.exp(one.rate * dt) - 1 / up) / (up - 1 / up), math.exp(-one.rate * dt)
    values = np.maximum(one.price - one.worth * up ** np.arange(-steps, steps + 1, 2.0), 0.0)
    for k in range(steps - 1, -1, -1):
        level = one.worth * up ** np.arange(-k, k + 1, 2.0)
        values = np.maximum(discount * (p * values[1:] + (1 - p) * values[:-1]), one.price - level)
    return float(values[0])


def waiting() -> list[Row]:
    """The published American put is a tree's; what many steps come to, and closed forms."""
    put = Option(kind="put", worth=36.0, price=40.0, rate=0.06, volatility=0.2, years=1.0)
    late = Option(kind="put", worth=36.0, price=40.0, rate=0.06, volatility=0.2, years=1.0,
                  early=False)  # fmt: skip
    ever = Option(kind="call", worth=40.0, price=40.0, rate=0.05, volatility=0.2, years=80.0,
                  paid=0.05)  # fmt: skip
    b = 0.5 + math.sqrt(0.25 + 2 * 0.05 / 0.2**2)
    trigger = value(ever, 800).trigger
    name = "worth of waiting"
    return [
        Row(name, "American put 36/40/6 %/20 %/1 yr, the plain tree of 801 steps", 4.486,
            plain_tree(put, 801), 5e-4, "", "QuantLib"),
        Row(name, "the same by ours, of 2,000 steps, against the plain tree of 20,001",
            plain_tree(put, 20_001), value(put, 2_000).value, 1e-5, "", "cox1979"),
        Row(name, "used at its end alone", european(late), value(late, 2_000).value, 1e-5, "",
            "black1973"),
        Row(name, "call that lasts, the worth to use it at", 40.0 * b / (b - 1.0),
            math.nan if trigger is None else trigger, 0.01, "", "dixit1994", relative=True),
    ]  # fmt: skip


# --- treaties ----------------------------------------------------------------------------------


def treaties() -> list[Row]:
    """Shares that were agreed, as contributions: agreed against delivered, in kind, work return."""
    station = {"NASA": 76.6, "JAXA": 12.8, "ESA": 8.3, "CSA": 2.3}
    six = ("China", "India", "Japan", "Korea", "Russia", "USA")
    reactor = {"EU": 5.0 / 11.0} | dict.fromkeys(six, 1.0 / 11.0)
    made = accounts([
        row for who, share in reactor.items() for row in (
            Contribution(partner=who, what="in kind", agreed=0.9 * share,
                         delivered=0.5 if who == "USA" else 1.0),
            Contribution(partner=who, what="cash", agreed=0.1 * share, delivered=1.0, cash=True),
        )
    ])  # fmt: skip
    whole = [one for one in made if one.partner != "USA"]
    late = next(one for one in made if one.partner == "USA")
    flown = rules.proportional(1.0, list(station.values()))
    returned = work_return(station, {"NASA": 80.0, "JAXA": 12.0, "ESA": 6.0, "CSA": 2.0}, 0.9)
    given = math.fsum(station.values())
    even = math.fsum(one.coefficient * one.contributed for one in returned) / given
    owed = 0.9 * station["ESA"] - 6.0
    name, iss, iter_ = "treaties", "ISS, second hand", "iter2006"
    return [
        Row(name, "ISS, US segment: shares add up", 100.0, given, 1e-9, "%", iss),
        Row(name, "ISS: ESA's share of a cost that is shared so", 0.083, float(flown[2]), 1e-12,
            "", iss),
        Row(name, "ITER: 5/11 and six times 1/11", 1.0, math.fsum(one.agreed for one in made),
            1e-12, "", iter_),
        Row(name, "ITER: nine tenths of what is delivered in kind", 0.9,
            math.fsum(one.in_kind for one in whole) / math.fsum(one.credited for one in whole),
            1e-12, "", iter_),
        Row(name, "agreed less delivered of one who is late by half in kind", 0.45 / 11.0,
            late.short, 1e-12, "", iter_),
        Row(name, "work return, weighted by contributions", 1.0, even, 1e-12, "", "esa1975"),
        Row(name, "work owed to one below 0.9", owed, returned[2].owed, 1e-9, "", "esa1975"),
        Row(name, "nothing to share where all have more without a deal", 1.0,
            float(nash(90.0, [60.0, 40.0]).shares is None), 0.0, "", "nash1950"),
        Row(name, "a loss by agreed keys adds up", -10.0,
            float(losses(-10.0, list(station.values()), rules.proportional).sum()), 1e-12, "", iss),
    ]  # fmt: skip


def lent() -> list[Row]:
    """A loan that is paid back earns its rate; all parties' flows together are the programme's."""
    halves = {"a": 0.5, "b": 0.5}
    flow = np.concatenate([np.full(10, -0.2), np.full(30, 20.0 / 30.0)])
    loan = Loan(most=1.0, share=0.5, rate=0.04, grace_years=10, term_years=20,
                guarantees={"a": 0.6, "b": 0.4}, fee=0.005)  # fmt: skip
    made = finance(flow, Structure(equity=halves, profit=halves, levy=0.1, loan=loan))
    together = np.sum(list(made.flows.values()), axis=0)
    name = "financing"
    return [
        Row(name, "rate of return of the lender", 4.0, 100.0 * one_irr(made.flows[LENDER]), 1e-9,
            "%", "yescombe2014"),
        at_most(capability=name, quantity="all parties' flows less the programme's, any year",
                limit=1e-12, computed=float(np.abs(together - flow).max()), unit="tn",
                source="invariant"),
        Row(name, "unpaid in the end", 0.0, made.unpaid, 1e-12, "tn", "invariant"),
    ]  # fmt: skip


def told_prices() -> list[Row]:
    """Prices and mine output as they were published, of the packaged tables."""
    name = "markets"
    rows = [
        Row(name, f"iridium {year}, USD/ozt", dollars,
            price_history.price("iridium", year).shown_value, 0.5, "USD/ozt", "usgs2023")
        for year, dollars in ((2018, 1293.0), (2019, 1486.0), (2020, 1634.0), (2021, 5158.0))
    ]  # fmt: skip
    known = table("markets")["iridium"]["price"]["value"]
    rows.append(Row(name, "iridium 2022, estimate", 4700.0, known, 0.0, "USD/ozt", "usgs2023"))
    rows += [
        Row(name, f"{metal} mined in 2024", tonnes,
            float(table("price_history")[f"{metal}-mined-2024"]["value"]), 0.0, "t", "usgs2025")
        for metal, tonnes in (("platinum", 170.0), ("palladium", 190.0))
    ]  # fmt: skip
    return rows
