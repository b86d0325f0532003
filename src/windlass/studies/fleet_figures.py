"""A fleet about one flown variant as figures: ships, flights, vehicles, and what limits them.

Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from windlass.base.entries import entry, entry_figure
from windlass.base.errors import WindlassError
from windlass.base.figure import Figure, derive, leaf
from windlass.campaign import fleet
from windlass.catalogue import launchers
from windlass.studies import spend, timeline
from windlass.studies.goal import Goal
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant

CARGO_C3 = {"earth": 0.0, "mars": 12e6}
"""C3 [m²/s²] at which digging vehicles are sent, by destination."""


def fleet_figures(scenario: Scenario, variant: Variant) -> dict[str, Figure]:
    """Return ships, flights, digging vehicles, readiness, and how many ships can fly, by role."""
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
        lambda ships, load, parts=1.0: fleet.launches(ships * parts, load / parts),
        {"ships": ships, "load": f["launch.load"], **_parts(f)},
        "ships by how many one launcher lifts, rounded up"
        if "launch.parts" not in f
        else "ships, or the parts in which one is launched, by how many one launcher lifts",
    )
    vehicles = _vehicles(scenario, goal, f, made)
    parts = {"ships": flown}
    cargo = _cargo(scenario, goal)
    if cargo is not None and vehicles.value:
        parts["vehicles"] = add(
            "flights.vehicles",
            "",
            lambda vehicles, mass, able, plants, ships: fleet.whole(
                max(0.0, vehicles * mass - plants * ships) / able
            ),
            {
                "vehicles": vehicles,
                "mass": made["mining.vehicle_mass"],
                "able": cargo,
                "plants": goal.left,
                "ships": ships,
            },
            "digging vehicles that are no part of a ship's plant, by what a launcher sends on "
            "their way, rounded up",
        )
    total = add(
        "flights.total", "", lambda **x: sum(x.values()), parts, "flights of ships and vehicles"
    )
    cadence = timeline.cadence_of(scenario)
    if cadence is not None:
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
    made |= _readiness(scenario, key)
    made |= _allowed(scenario, variant, made)
    return made


def _parts(f: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return in how many parts one ship is launched, nothing where it is launched whole."""
    return {"parts": f["launch.parts"]} if "launch.parts" in f else {}


def _readiness(scenario: Scenario, key: str) -> dict[str, Figure]:
    """Return when the first ship can lift off, and how long after the start."""
    time = timeline.development_time(scenario)
    return {
        "readiness.time": derive(
            f"{key}.readiness.time",
            "s",
            lambda time: time,
            {"time": time},
            model="from the start to the first ship that can lift off",
            shown="yr",
        ),
        "readiness.date": derive(
            f"{key}.readiness.date",
            "epoch",
            lambda start, time: start + time,
            {"start": timeline.start_of(scenario), "time": time},
            model="start and time of development",
        ),
    }


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
    if goal.product in ("none", "rock") or goal.content is None or goal.recovery is None:
        made["mining.vehicles"] = leaf(
            f"{goal.key}.mining.vehicles", 0.0, "", status="chosen", note="nothing has to be dug"
        )
        return made["mining.vehicles"]
    time = timeline.mining_time(scenario)
    if goal.in_place:
        time = goal.mining_time or time
        rock = derive(
            f"{goal.key}.mining.rock",
            "kg",
            lambda product, content, recovery: product / content / recovery,
            {
                "product": f["returned"],
                "content": goal.content,
                "recovery": goal.recovery,
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
    key, f = variant.goal.key, variant.figures
    bounds = {"fleet.by_propellant": _by_propellant(scenario, variant)}
    cadence = timeline.cadence_of(scenario)
    if cadence is not None:
        bounds["fleet.by_launches"] = _by_launches(key, f, made, cadence)
    if scenario.fleet.most_ships is not None:
        most = float(scenario.fleet.most_ships)
        bounds["fleet.most"] = leaf("fleet.most_ships", most, "", status="chosen")
    bound = derive(
        f"{key}.fleet.allowed",
        "",
        lambda **x: min(x.values()),
        {name.replace(".", "_"): figure for name, figure in bounds.items()},
        model="least of what propellant, launches and the user allow",
    )
    return {
        **bounds,
        "fleet.allowed": bound,
        "supply.years": derive(
            f"{key}.supply.years",
            "s",
            lambda need, supply: need / supply,
            {"need": made["fleet.propellant"], "supply": _supply(scenario, variant.goal)},
            model="propellant of the fleet by the world's yearly supply",
            shown="yr",
        ),
        **_largest(scenario, variant, bounds),
    }


def _largest(
    scenario: Scenario, variant: Variant, bounds: Mapping[str, Figure]
) -> dict[str, Figure]:
    """Return how many ships can fly fully loaded, and the largest body that they could bring.

    As many as the scenario sends, and no more than the world's propellant fills and the launcher
    lifts; loaded to the most, each asks for more propellant than it does here.  None where no
    trip within the limits was found for any mass.
    """
    goal, f = variant.goal, variant.figures
    if goal.technique:  # moved.largest tells it
        return {}
    limits = {name.replace(".", "_"): figure for name, figure in bounds.items()}
    if "fleet.share" in f:  # the trip of the fleet is the one on which each brings its most
        share = f["fleet.share"]
    elif "most.returned" in f:
        share = f["most.returned"]
        limits["fleet_by_propellant"] = _by_propellant(
            scenario, variant, each=f["most.propellant"], lift=f["most.departure"], role="most"
        )
    elif variant.feasible:
        share = f["share"]
    else:  # one ship brings nothing at all
        return {}
    if goal.ships is not None:
        limits["sent"] = f["fleet.ships"]
    ships = derive(
        f"{goal.key}.largest.ships",
        "",
        lambda **x: min(x.values()),
        limits,
        model="least of what propellant, launches and the scenario allow fully loaded",
    )
    return {
        "largest.ships": ships,
        "largest.body": derive(
            f"{goal.key}.largest.body",
            "kg",
            lambda share, ships: share * ships,
            {"share": share, "ships": ships},
            model="ships that can fly fully loaded, times the most that one brings",
        ),
    }


def _supply(scenario: Scenario, goal: Goal) -> Figure:
    """Return what the world makes of the propellant [kg/s]."""
    return entry_figure(
        "propellants",
        spend.propellant_key(scenario, goal),
        "supply",
        name="fleet.propellant_supply",
        given=scenario.fleet.propellant_supply,
        shown="t/yr",
    )


def _by_propellant(
    scenario: Scenario,
    variant: Variant,
    *,
    each: Figure | None = None,
    lift: Figure | None = None,
    role: str = "fleet",
) -> Figure:
    """Return how many ships the propellant fills; each, lift: other than those of the trip."""
    part = entry_figure(
        "cost",
        "programme",
        "propellant_share",
        name="fleet.propellant_share",
        given=scenario.fleet.propellant_share,
        shown="%",
    )
    kind = entry("propellants", spend.propellant_key(scenario, variant.goal))["title"].lower()
    return derive(
        f"{variant.goal.key}.{role}.by_propellant",
        "",
        lambda supply, share, start, lift, each: fleet.ships_by_supply(
            supply, share, lift - start, each
        ),
        {
            "supply": _supply(scenario, variant.goal),
            "share": part,
            "start": timeline.start_of(scenario),
            "lift": lift or variant.figures["launch.date"],
            "each": each or variant.figures["propellant"],
        },
        model=f"ships that a share of the world's {kind} fills between start and lift-off",
    )


def _by_launches(
    key: str, f: Mapping[str, Figure], made: Mapping[str, Figure], cadence: Figure
) -> Figure:
    return derive(
        f"{key}.fleet.by_launches",
        "",
        lambda ready, lift, cadence, load, parts=1.0: math.floor(
            fleet.flights_until(lift - ready + fleet.MONTH_S, cadence)
            * fleet.ships_a_launch(load / parts)
            / parts
        ),
        {
            "ready": made["readiness.date"],
            "lift": f["launch.date"],
            "cadence": cadence,
            "load": f["launch.load"],
            **_parts(f),
        },
        model="ships that the launcher lifts between readiness and lift-off",
    )
