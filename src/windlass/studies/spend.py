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
from windlass.catalogue import launchers
from windlass.economics import amcm, learning, prices
from windlass.studies import timeline
from windlass.studies.goal import Goal
from windlass.studies.quantities import Money
from windlass.studies.scenario import Scenario

TABLE = "cost"
KINDS = ("spacecraft", "vehicles", "launches", "propellant", "operations", "delivery")


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
    own = str(entry("tugs", goal.vehicle.key)["propellant"])
    return (scenario.fleet.propellant or own) if goal.electric else own


def costs(
    scenario: Scenario, goal: Goal, f: Mapping[str, Figure], delivered: Figure | None
) -> dict[str, Figure]:
    """Return the cost figures by role, without prefix in the roles.

    f: figures of the variant with those of its fleet; delivered: product that goes to the
    ground [kg], None where none does.  Raises OutOfDomain or InvalidInput where a price is
    not known.
    """
    unit = f"USD{scenario.cost.year}"
    key = goal.key
    learn = share(scenario, "learning")
    made: dict[str, Figure] = {}

    def add(role: str, fn: object, inputs: Mapping[str, Figure], model: str, *by: str) -> Figure:
        figure = derive(
            f"{key}.cost.{role}", unit, fn, inputs, model=model, sources=by  # type: ignore[arg-type]
        )  # fmt: skip
        made[f"cost.{role}"] = figure
        return figure

    first = money(scenario, "development", "tugs", goal.vehicle.key, "development")
    again = money(scenario, "unit", "tugs", goal.vehicle.key, "unit")
    craft = add(
        "spacecraft",
        lambda development, unit, ships, learning_rate: (
            development + unit * learning.total(int(ships), learning_rate)
        ),
        {
            "development": first,
            "unit": again,
            "ships": f["fleet.ships"],
            "learning_rate": learn,
        },
        "development, and units on a learning curve",
        "wright1936",
    )
    year = leaf_year(f["launch.date"])
    second = prices.in_year(
        _amcm(key, f["fleet.ships"], goal.vehicle.dry_mass, year), scenario.cost.year
    )
    made["cost.spacecraft_amcm"] = second
    parts = {"spacecraft": craft}
    if f["mining.vehicles"].value >= 1.0:
        parts["vehicles"] = _vehicles(scenario, key, f, year)
        made["cost.vehicles"] = parts["vehicles"]
    parts["launches"] = add(
        "launches",
        lambda flights, price: flights * price,
        {
            "flights": f["flights.total"],
            "price": money(scenario, "launch", "launchers", scenario.launch.vehicle, "price"),
        },
        "flights times the price of one",
    )
    parts["propellant"] = add(
        "propellant",
        lambda mass, price: mass * price,
        {
            "mass": f["fleet.propellant"],
            "price": money(
                scenario,
                "propellant",
                "propellants",
                propellant_key(scenario, goal),
                "price",
                "/kg",
            ),
        },
        "propellant of the fleet times its price",
    )
    sale = timeline.sale_time(scenario)
    parts["operations"] = add(
        "operations",
        lambda rate, ships, learning_rate, flight, sale: (
            rate * (learning.total(int(ships), learning_rate) * flight + sale) / YEAR_S
        ),
        {
            "rate": money(scenario, "operations", TABLE, "programme", "operations"),
            "ships": f["fleet.ships"],
            "learning_rate": learn,
            "flight": f["duration"],
            "sale": sale,
        },
        "yearly cost of a ship over its flight, further ships on a learning curve; one crew of "
        "that cost while the product is sold",
    )
    parts["oversight"] = add(
        "oversight",
        lambda spacecraft, oversight, phase_a, vehicles=0.0: (
            (spacecraft + vehicles) * (oversight + phase_a)
        ),
        {
            "spacecraft": craft,
            "oversight": share(scenario, "oversight"),
            "phase_a": share(scenario, "phase_a"),
        }
        | ({"vehicles": parts["vehicles"]} if "vehicles" in parts else {}),
        "shares of the hardware for oversight and first studies",
        "brophy2012",
    )
    if delivered is not None:
        parts["delivery"] = add(
            "delivery",
            lambda mass, price: mass * price,
            {
                "mass": delivered,
                "price": money(scenario, "delivery", TABLE, "programme", "delivery", "/kg"),
            },
            "product brought to the ground, times the price of that",
        )
    made["cost.total"] = derive(
        f"{key}.cost.total",
        unit,
        lambda reserve, **x: sum(x.values()) * (1.0 + reserve),
        {**parts, "reserve": share(scenario, "reserve")},
        model="all parts, and the reserve on them",
        sources=("brophy2012",),
    )
    return made


def leaf_year(date: Figure) -> Figure:
    """Return the calendar year of an epoch, with its fraction."""
    return derive(
        "launch.year",
        "",
        lambda date: 2000.0 + (jd(date) - J2000_JD) / 365.25,
        {"date": date},
        model="calendar year of the lift-off",
    )


def _amcm(key: str, quantity: Figure, mass: Figure, year: Figure) -> Figure:
    def fn(quantity: float, mass: float, year: float) -> float:
        ask = amcm.Ask(
            quantity=quantity,
            dry_kg=mass,
            specification=amcm.SPECIFICATION["planetary"],
            first_year=year,
        )
        return amcm.cost_musd1999(ask) * 1e6

    return derive(
        f"{key}.cost.spacecraft_amcm",
        amcm.CURRENCY,
        fn,
        {"quantity": quantity, "mass": mass, "year": year},
        model="advanced missions cost model, planetary, new design, average difficulty",
        sources=(amcm.POUNDS.source,),
    )


def _vehicles(scenario: Scenario, key: str, f: Mapping[str, Figure], year: Figure) -> Figure:
    found = _amcm(key, f["mining.vehicles"], f["mining.vehicle_mass"], year)
    renamed = derive(
        f"{key}.cost.vehicles",
        amcm.CURRENCY,
        lambda cost: cost,
        {"cost": found},
        model="advanced missions cost model for all digging vehicles",
    )
    return prices.in_year(renamed, scenario.cost.year)


def flags(goal: Goal, f: Mapping[str, Figure]) -> list[str]:
    """Return in words which relationships are used outside what they were calibrated on."""
    said = []
    year = leaf_year(f["launch.date"]).value
    for what, quantity, mass in (
        ("spacecraft, second opinion", f["fleet.ships"].value, goal.vehicle.dry_mass.value),
        ("digging vehicles", f["mining.vehicles"].value, f["mining.vehicle_mass"].value),
    ):
        if quantity >= 1.0:
            ask = amcm.Ask(quantity=quantity, dry_kg=mass, specification=2.39, first_year=year)
            said += [f"cost of {what}: {one}" for one in amcm.outside(ask)]
    if f["fleet.ships"].value > learning.CALIBRATED:
        said.append(
            f"learning curve: {f['fleet.ships'].value:,.0f} units, "
            f"known to about {learning.CALIBRATED:,.0f}"
        )
    return said


def price_known(scenario: Scenario) -> bool:
    """Return whether the launcher of a scenario has a price."""
    named = scenario.launch.vehicle in launchers.names()
    return scenario.cost.launch is not None or (
        named and "price" in entry("launchers", scenario.launch.vehicle)
    )
