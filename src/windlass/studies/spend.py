"""What a fleet costs, as figures: spacecraft, vehicles, launches, propellant, operations.

Spacecraft by analogy with the study that the vehicle comes from, first unit with development
and further units on a learning curve; digging vehicles by the advanced missions cost model,
which also gives a second opinion on the spacecraft.  All in money of one year.
Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from windlass.base.entries import entry, entry_figure
from windlass.base.epochs import J2000_JD, YEAR_S, jd
from windlass.base.figure import Figure, derive, leaf
from windlass.economics import amcm, learning, prices
from windlass.redirect.facts import facts
from windlass.studies import timeline
from windlass.studies.goal import Goal
from windlass.studies.quantities import Money
from windlass.studies.scenario import Scenario

TABLE = "cost"


def share(scenario: Scenario, name: str) -> Figure:
    """Return a share or rate of data/cost.toml, or the user's."""
    given = getattr(scenario.cost, name)
    return entry_figure(TABLE, "programme", name, name=f"cost.{name}", given=given, shown="%")


def money(scenario: Scenario, name: str, table: str, key: str, part: str, per: str = "") -> Figure:
    """Return an amount of a table, or the user's, in money of the scenario's year."""
    given: Money | None = getattr(scenario.cost, name)
    if given is None:
        found = entry_figure(table, key, part, name=f"cost.{name}")
    else:
        unit = given.currency + per
        found = leaf(f"cost.{name}", given.value, unit, status="chosen", note="given by the user")
    return prices.in_year(found, scenario.cost.year)


def propellant_key(scenario: Scenario, goal: Goal) -> str:
    """Return the entry of data/propellants.toml that the ships burn."""
    own = own_propellant(goal)
    same = own == str(entry("tugs", goal.vehicle.key)["propellant"])
    return (scenario.fleet.propellant or own) if goal.electric and same else own


def own_propellant(goal: Goal) -> str:
    """Return the propellant for which the vehicle's figures hold, or the technique's own."""
    if goal.technique and (burns := facts(goal.technique).propellant) not in ("ship", "none"):
        return burns
    return str(entry("tugs", goal.vehicle.key)["propellant"])


def costs(
    scenario: Scenario, goal: Goal, f: Mapping[str, Figure], delivered: Figure | None
) -> dict[str, Figure]:
    """Return the cost figures by role.

    f: figures of the variant with those of its fleet; delivered: product that goes to the
    ground [kg], None where none does.  Raises OutOfDomain or InvalidInput where a price is
    not known.
    """
    year = leaf_year(f["launch.date"])
    base = scenario.cost.year
    craft = _spacecraft(scenario, goal, f)
    parts = {"spacecraft": craft}
    if f["mining.vehicles"].value >= 1.0:
        parts["vehicles"] = prices.in_year(_vehicles(goal.key, f, year), base)
    parts["launches"] = _launches(scenario, goal, f)
    parts["propellant"] = _propellant(scenario, goal, f)
    parts["operations"] = _operations(scenario, goal, f)
    parts["oversight"] = _oversight(scenario, goal, parts)
    if delivered is not None:
        parts["delivery"] = _delivery(scenario, goal, delivered)
    second = _amcm(goal.key, "spacecraft_amcm", f["fleet.ships"], goal.vehicle.dry_mass, year)
    total = derive(
        f"{goal.key}.cost.total",
        f"USD{base}",
        lambda reserve, **x: sum(x.values()) * (1.0 + reserve),
        {**parts, "reserve": share(scenario, "reserve")},
        model="all parts, and the reserve on them",
        sources=("brophy2012",),
    )
    return {
        **{f"cost.{name}": figure for name, figure in parts.items()},
        "cost.spacecraft_amcm": prices.in_year(second, base),
        "cost.total": total,
    }


def _spacecraft(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> Figure:
    table, key = "tugs", goal.vehicle.key
    return derive(
        f"{goal.key}.cost.spacecraft",
        f"USD{scenario.cost.year}",
        lambda development, unit, ships, learning_rate: (
            development + unit * learning.total(int(ships), learning_rate)
        ),
        {
            "development": money(scenario, "development", table, key, "development"),
            "unit": money(scenario, "unit", table, key, "unit"),
            "ships": f["fleet.ships"],
            "learning_rate": share(scenario, "learning"),
        },
        model="development, and units on a learning curve",
        sources=("wright1936",),
        flags=_many(f["fleet.ships"]),
    )


def _launches(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> Figure:
    price = money(scenario, "launch", "launchers", scenario.launch.vehicle, "price")
    return derive(
        f"{goal.key}.cost.launches",
        f"USD{scenario.cost.year}",
        lambda flights, price: flights * price,
        {"flights": f["flights.total"], "price": price},
        model="flights times the price of one",
    )


def _propellant(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> Figure:
    kind = propellant_key(scenario, goal)
    price = money(scenario, "propellant", "propellants", kind, "price", "/kg")
    return derive(
        f"{goal.key}.cost.propellant",
        f"USD{scenario.cost.year}",
        lambda mass, price: mass * price,
        {"mass": f["fleet.propellant"], "price": price},
        model="propellant of the fleet times its price",
    )


def _operations(scenario: Scenario, goal: Goal, f: Mapping[str, Figure]) -> Figure:
    return derive(
        f"{goal.key}.cost.operations",
        f"USD{scenario.cost.year}",
        lambda rate, ships, learning_rate, flight, sale: (
            rate * (learning.total(int(ships), learning_rate) * flight + sale) / YEAR_S
        ),
        {
            "rate": money(scenario, "operations", TABLE, "programme", "operations"),
            "ships": f["fleet.ships"],
            "learning_rate": share(scenario, "learning"),
            "flight": f["duration"],
            "sale": timeline.sale_time(scenario),
        },
        model="yearly cost of a ship over its flight, further ships on a learning curve; one "
        "crew of that cost while the product is sold",
    )


def _oversight(scenario: Scenario, goal: Goal, parts: Mapping[str, Figure]) -> Figure:
    hardware = {name: parts[name] for name in ("spacecraft", "vehicles") if name in parts}
    return derive(
        f"{goal.key}.cost.oversight",
        f"USD{scenario.cost.year}",
        lambda oversight, phase_a, **x: sum(x.values()) * (oversight + phase_a),
        {
            **hardware,
            "oversight": share(scenario, "oversight"),
            "phase_a": share(scenario, "phase_a"),
        },
        model="shares of the hardware for oversight and first studies",
        sources=("brophy2012",),
    )


def _delivery(scenario: Scenario, goal: Goal, delivered: Figure) -> Figure:
    price = money(scenario, "delivery", TABLE, "programme", "delivery", "/kg")
    return derive(
        f"{goal.key}.cost.delivery",
        f"USD{scenario.cost.year}",
        lambda mass, price: mass * price,
        {"mass": delivered, "price": price},
        model="product brought to the ground, times the price of that",
    )


def leaf_year(date: Figure) -> Figure:
    """Return the calendar year of an epoch, with its fraction."""
    return derive(
        "launch.year",
        "",
        lambda date: 2000.0 + (jd(date) - J2000_JD) / 365.25,
        {"date": date},
        model="calendar year of the lift-off",
    )


def _asked(quantity: float, mass: float, year: float) -> amcm.Ask:
    return amcm.Ask(
        quantity=quantity,
        dry_kg=mass,
        specification=amcm.SPECIFICATION["planetary"],
        first_year=year,
    )


def _amcm(key: str, what: str, quantity: Figure, mass: Figure, year: Figure) -> Figure:
    outside = amcm.outside(_asked(quantity.value, mass.value, year.value))
    return derive(
        f"{key}.cost.{what}",
        amcm.CURRENCY,
        lambda **x: amcm.cost_musd1999(_asked(**x)) * 1e6,
        {"quantity": quantity, "mass": mass, "year": year},
        model="advanced missions cost model, planetary, new design, average difficulty",
        sources=(amcm.POUNDS.source,),
        flags=tuple(f"cost of {WORDS[what]}: {one}" for one in outside),
    )


WORDS = {"spacecraft_amcm": "spacecraft, second opinion", "vehicles": "digging vehicles"}


def _many(ships: Figure) -> tuple[str, ...]:
    """Return in words that more ships are built than learning was followed to."""
    if ships.value <= learning.CALIBRATED:
        return ()
    return (f"learning curve: {ships.value:,.0f} units, known to about {learning.CALIBRATED:,.0f}",)


def _vehicles(key: str, f: Mapping[str, Figure], year: Figure) -> Figure:
    return _amcm(key, "vehicles", f["mining.vehicles"], f["mining.vehicle_mass"], year)


def flags(made: Mapping[str, Figure]) -> list[str]:
    """Return in words which relationships are used outside what they were calibrated on."""
    return list(dict.fromkeys(flag for figure in made.values() for flag in figure.trace.flags))
