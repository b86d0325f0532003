"""A programme about one flown variant: fleet, flights, money, and what limits it.

Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from windlass.base.entries import entry, entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.errors import WindlassError
from windlass.base.figure import Figure, derive, leaf
from windlass.campaign import fleet
from windlass.catalogue import launchers
from windlass.economics import cash_flow, market, programme_flow
from windlass.studies import limits, markets, spend
from windlass.studies.goal import Goal
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant

ON_EARTH = ("iridium", "platinum")
"""Markets whose product goes to the ground."""
CARGO_C3 = {"earth": 0.0, "mars": 12e6}
"""C3 [m²/s²] at which digging vehicles are sent, by destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A figure that has no value here: how it would be made, and why it is not."""

    name: str
    unit: str
    fn: Any
    inputs: Mapping[str, Figure]
    why: str
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What came of one variant beyond its trip.

    figures: role -> figure; missing: role -> what is open there; flows: kind -> yearly
    amounts; rates: every internal rate of return; flags: relationships out of their range;
    notes: what was not computed, and why.
    """

    figures: Mapping[str, Figure]
    missing: Mapping[str, Open] = field(default_factory=dict)
    flows: Mapping[str, list[float]] = field(default_factory=dict)
    rates: tuple[float, ...] = ()
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    market: str = ""


def start_of(scenario: Scenario) -> Figure:
    """Return when the programme starts [s past J2000].

    Where the scenario does not say, so early that the first ship is ready when the window opens.
    """
    if scenario.programme.start is not None:
        return leaf("programme.start", scenario.programme.start, "epoch", status="chosen")
    return derive(
        "programme.start",
        "epoch",
        lambda first, time: first - time,
        {
            "first": leaf("window.first", scenario.window.launch[0], "epoch", status="chosen"),
            "time": development_time(scenario),
        },
        model="first launch date less the time of development",
    )


def development_time(scenario: Scenario) -> Figure:
    """Return the time from the start to the first lift-off [s]."""
    return entry_figure(
        "cost",
        "programme",
        "development_time",
        name="programme.development_time",
        given=scenario.programme.development_time,
        shown="yr",
    )


def of(scenario: Scenario, variant: Variant) -> Variant:
    """Return the variant with its programme, and the limits that its fleet breaks."""
    if "launch.mass" not in variant.figures:
        return variant
    made = _fleet(scenario, variant)
    f = {**variant.figures, **made}
    notes: list[str] = []
    missing: dict[str, Open] = {}
    flows: dict[str, list[float]] = {}
    rates: tuple[float, ...] = ()
    flags: list[str] = []
    sold = ""
    try:
        product = _product(scenario, variant.goal, f)
        f |= product
        made |= product
        to_ground = f.get("product.mass") if variant.goal.market in ON_EARTH else None
        money = spend.costs(scenario, variant.goal, f, to_ground)
        f |= money
        made |= money
        flags = spend.flags(variant.goal, f)
        if variant.goal.market is not None and "product.mass" in f:
            sold = markets.title(scenario, variant.goal.market)
            earned = _earned(scenario, variant.goal, f)
            f |= earned
            made |= earned
            figures, missing, flows, rates = _pays(scenario, variant.goal, f)
            made |= figures
        else:
            notes.append("nothing is sold, so nothing is earned")
    except WindlassError as error:
        notes.append(f"money not computed: {error}")
    reasons = variant.reasons + _limits(scenario, variant, {**variant.figures, **made})
    return replace(
        variant,
        figures={**variant.figures, **made},
        reasons=reasons,
        feasible=not reasons,
        programme=Programme(
            figures=made,
            missing=missing,
            flows=flows,
            rates=rates,
            flags=tuple(flags),
            notes=tuple(notes),
            market=sold,
        ),
    )


def _fleet(scenario: Scenario, variant: Variant) -> dict[str, Figure]:
    goal, f = variant.goal, variant.figures
    key = goal.key
    made: dict[str, Figure] = {}

    def add(
        role: str, unit: str, fn: Any, inputs: Mapping[str, Figure], model: str, shown: str = ""
    ) -> Figure:
        made[role] = derive(f"{key}.{role}", unit, fn, inputs, model=model, shown=shown)
        return made[role]

    ships = f["fleet.ships"]
    add(
        "fleet.propellant",
        "kg",
        lambda ships, each: ships * each,
        {"ships": ships, "each": f["propellant"]},
        "propellant of one ship, times the ships",
    )
    flown = add(
        "flights.ships",
        "",
        fleet.launches,
        {"ships": ships, "load": f["launch.load"]},
        "ships by how many one launcher lifts, rounded up",
    )
    vehicles = _vehicles(scenario, goal, f, made)
    parts = {"ships": flown}
    cargo = _cargo(scenario, goal)
    if cargo is not None and vehicles.value:
        parts["vehicles"] = add(
            "flights.vehicles",
            "",
            lambda vehicles, mass, able: fleet.whole(vehicles * mass / able),
            {"vehicles": vehicles, "mass": made["mining.vehicle_mass"], "able": cargo},
            "digging vehicles by what a launcher sends on their way, rounded up",
        )
    total = add(
        "flights.total", "", lambda **x: sum(x.values()), parts, "flights of ships and vehicles"
    )
    cadence = cadence_of(scenario)
    add(
        "flights.first_month",
        "",
        lambda flights, cadence: fleet.first_month(flights, cadence),
        {"flights": total, "cadence": cadence},
        "one flight at least, no more than the launcher's yearly number by twelve",
    )
    add(
        "flights.time",
        "s",
        lambda flights, cadence: flights / cadence,
        {"flights": total, "cadence": cadence},
        "flights by the launcher's yearly number",
        "yr",
    )
    time = development_time(scenario)
    made["readiness.time"] = derive(
        f"{key}.readiness.time",
        "s",
        lambda time: time,
        {"time": time},
        model="from the start to the first ship that can lift off",
        shown="yr",
    )
    add(
        "readiness.date",
        "epoch",
        lambda start, time: start + time,
        {"start": start_of(scenario), "time": time},
        "start and time of development",
    )
    made |= _allowed(scenario, variant, made)
    return made


def cadence_of(scenario: Scenario) -> Figure:
    """Return the launches that the launcher makes a second."""
    given = scenario.launch.cadence
    return entry_figure(
        "launchers",
        scenario.launch.vehicle,
        "cadence",
        name="launch.cadence",
        given=given,
        shown="1/yr",
    )


def _vehicles(
    scenario: Scenario, goal: Goal, f: Mapping[str, Figure], made: dict[str, Figure]
) -> Figure:
    """Work out rock and digging vehicles; none where the body itself is the product."""
    ask = scenario.fleet

    def part(name: str, given: float | None, shown: str = "") -> Figure:
        return entry_figure(
            "excavators",
            ask.excavator,
            name,
            name=f"fleet.excavator_{name}",
            given=given,
            shown=shown,
        )

    mass = part("mass", ask.excavator_mass, "kg")
    made["mining.vehicle_mass"] = mass
    if goal.product in ("none", "rock") or goal.content is None:
        made["mining.vehicles"] = leaf(
            f"{goal.key}.mining.vehicles", 0.0, "", status="chosen", note="nothing has to be dug"
        )
        return made["mining.vehicles"]
    time = leaf(
        "programme.mining_time", scenario.programme.mining_time, "s", status="chosen", shown="yr"
    )
    if goal.in_place:
        time = goal.mining_time or time
        rock = derive(
            f"{goal.key}.mining.rock",
            "kg",
            lambda product, content, recovery: product / content / recovery,
            {
                "product": f["returned"],
                "content": goal.content,
                "recovery": goal.recovery or goal.content,
            },
            model="product by content and recovery",
        )
    else:
        rock = derive(
            f"{goal.key}.mining.rock",
            "kg",
            lambda mass: mass,
            {"mass": f["returned"]},
            model="all that is brought is dug through",
        )
    made["mining.rock"] = rock
    made["mining.vehicles"] = derive(
        f"{goal.key}.mining.vehicles",
        "",
        fleet.vehicles,
        {
            "rock_kg": rock,
            "time_s": time,
            "rate_kg_s": part("rate", ask.excavator_rate, "t/d"),
            "availability": part("availability", ask.excavator_availability, "%"),
        },
        model="rock by time, rate and availability of one vehicle, rounded up",
    )
    return made["mining.vehicles"]


def _cargo(scenario: Scenario, goal: Goal) -> Figure | None:
    """Return what a launcher sends towards the place of mining; None without such a curve."""
    try:
        low, high = launchers.c3_range(scenario.launch.vehicle)
        c3 = min(max(CARGO_C3[goal.body], low), high)
        return launchers.performance(scenario.launch.vehicle, c3, scenario.launch.curve)
    except WindlassError:
        return None


def _allowed(scenario: Scenario, variant: Variant, made: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return how many ships each limit lets fly by the lift-off, and the largest body for them."""
    goal, f = variant.goal, variant.figures
    key = goal.key
    start = start_of(scenario)
    kind = spend.propellant_key(scenario, goal)
    supply = entry_figure(
        "propellants",
        kind,
        "supply",
        name="fleet.propellant_supply",
        given=scenario.fleet.propellant_supply,
        shown="t/yr",
    )
    part = entry_figure(
        "cost",
        "programme",
        "propellant_share",
        name="fleet.propellant_share",
        given=scenario.fleet.propellant_share,
        shown="%",
    )
    found = {
        "fleet.by_propellant": derive(
            f"{key}.fleet.by_propellant",
            "",
            lambda supply, share, start, lift, each: fleet.ships_by_supply(
                supply, share, lift - start, each
            ),
            {
                "supply": supply,
                "share": part,
                "start": start,
                "lift": f["launch.date"],
                "each": f["propellant"],
            },
            model=f"ships that a share of the world's {entry('propellants', kind)['title'].lower()} "
            "fills between start and lift-off",
        ),
        "fleet.by_launches": derive(
            f"{key}.fleet.by_launches",
            "",
            lambda ready, lift, cadence, load: (
                fleet.flights_until(lift - ready + fleet.MONTH_S, cadence)
                * fleet.ships_a_launch(load)
            ),
            {
                "ready": made["readiness.date"],
                "lift": f["launch.date"],
                "cadence": cadence_of(scenario),
                "load": f["launch.load"],
            },
            model="ships that the launcher lifts between readiness and lift-off",
        ),
    }
    if scenario.fleet.most_ships is not None:
        found["fleet.most"] = leaf(
            "fleet.most_ships", float(scenario.fleet.most_ships), "", status="chosen"
        )
    found["supply.years"] = derive(
        f"{key}.supply.years",
        "s",
        lambda need, supply: need / supply,
        {"need": made["fleet.propellant"], "supply": supply},
        model="propellant of the fleet by the world's yearly supply",
        shown="yr",
    )
    bound = derive(
        f"{key}.fleet.allowed",
        "",
        lambda **x: min(x.values()),
        {
            name.replace(".", "_"): figure
            for name, figure in found.items()
            if name.startswith("fleet.")
        },
        model="least of what propellant, launches and the user allow",
    )
    found["fleet.allowed"] = bound
    each = f.get("fleet.share", f.get("most.returned", f["share"]))
    found["largest.body"] = derive(
        f"{key}.largest.body",
        "kg",
        lambda ships, share: ships * share,
        {"ships": bound, "share": each},
        model="ships that can fly, times the most that one brings",
    )
    return found


def _product(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return the product that reaches its market."""
    if goal.product == "none" or goal.content is None:
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
                "recovery": goal.recovery or goal.content,
            },
            model="what is brought, times content and recovery",
        )
    }


def _earned(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> dict[str, Figure]:
    from windlass.economics import prices

    key, year = goal.key, scenario.cost.year
    name = str(goal.market)
    price = prices.in_year(markets.part(scenario, name, "price"), year)
    supply, elasticity = (
        markets.part(scenario, name, "supply"),
        markets.part(scenario, name, "elasticity"),
    )
    sale = leaf(
        "programme.sale_time", scenario.programme.sale_time, "s", status="chosen", shown="yr"
    )
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
        "start": start_of(scenario),
        "lift": f["launch.date"],
        "final": f["final.date"],
        "sale": leaf(
            "programme.sale_time", scenario.programme.sale_time, "s", status="chosen", shown="yr"
        ),
    }
    for role in ("vehicles", "delivery"):
        if f"cost.{role}" in f:
            made[role] = f[f"cost.{role}"]
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
    )


def _payback(**x: float) -> float:
    found = cash_flow.payback_years(programme_flow.flow(parts_of(x)))
    if found is None:
        raise ValueError("never paid back within the sale")
    return found * YEAR_S


def _net_rate(**x: float) -> float:
    """Return what is spent by what comes in net a year of sale, as a time [s]."""
    p = parts_of(x)
    spent = p.development + p.launches + p.operations
    net = (p.revenue - p.delivery) / p.sale_years
    if not net > 0:
        raise ValueError("each kilogram sold loses money")
    return spent / net * YEAR_S


def _pays(
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
    for role, fn, model, why in (
        (
            "payback",
            _payback,
            "years from the start until all that was spent has come back",
            "it never pays back within the years of sale",
        ),
        (
            "payback.at_rate",
            _net_rate,
            "all that is spent by the net income of a year of sale",
            "each kilogram that is sold loses money",
        ),
    ):
        name = f"{key}.{role}"
        try:
            made[role] = derive(name, "s", fn, inputs, model=model, shown="yr")
        except WindlassError:
            missing[role] = Open(name=name, unit="s", fn=fn, inputs=inputs, why=why, shown="yr")
    flows = {kind: [float(v) for v in one] for kind, one in programme_flow.by_kind(parts).items()}
    return made, missing, flows, cash_flow.irr_all(programme_flow.flow(parts))


def _limits(
    scenario: Scenario, variant: Variant, f: Mapping[str, Figure]
) -> tuple[limits.Reason, ...]:
    """Return the limits that the fleet breaks."""
    ships = f["fleet.ships"].value
    kind = entry("propellants", spend.propellant_key(scenario, variant.goal))["title"].lower()
    words = {
        "fleet.by_propellant": (f"{kind} supply", f"the world's {kind} fills"),
        "fleet.by_launches": ("launches", "the launcher lifts in time"),
        "fleet.most": ("ships", "the scenario allows"),
    }
    found = []
    for role, (what, text) in words.items():
        if role in f and not (scenario.fleet.ships == 1 and role != "fleet.by_propellant"):
            found.append(limits.compare(what, ships, f[role].value, "", text, noun="ships"))
    if scenario.programme.start is not None:
        lift, ready = f["launch.date"].value, f["readiness.date"].value
        if lift < ready - 60.0:
            found.append(limits.not_ready(lift, ready))
    return tuple(one for one in found if one is not None)
