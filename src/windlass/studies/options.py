"""From the options of a scenario to goals: each flown by the electric tug and by the stage.

Checked: tests/studies/test_parts.py.
"""

from __future__ import annotations

from dataclasses import replace

from windlass.base.entries import constant_figure, entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.capture import mars
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.physical import Physical
from windlass.studies import arrivals
from windlass.studies.arrivals import nothing
from windlass.studies.goal import Goal
from windlass.studies.scenario import (
    EarthMoonOption,
    InPlaceOption,
    MarsOrbitOption,
    Option,
    Scenario,
)
from windlass.studies.vehicle import Vehicle, at_distance

VARIANTS = ("low-thrust", "impulsive")
MARKETS = {"iridium": "iridium", "rock": "lunar-mass", "water": "lunar-mass", "metal": "lunar-mass"}
"""Product -> market that takes it, where the scenario names none."""
ROCK_MINIMUM_KG = 1e-6


def sunlight_distance(orbit: Orbit) -> Figure:
    """Return the distance [m] whose sunlight is the mean over the body's orbit.

    The mean of 1/r² over time is 1/(a²·√(1 − e²)).
    """

    def element(name: str, value: float, unit: str, shown: str = "") -> Figure:
        return leaf(
            f"target.{name}", value, unit, status="measured", sources=(orbit.source,), shown=shown
        )

    return derive(
        "target.sunlight_distance",
        "m",
        lambda a, e: a * (1.0 - e * e) ** 0.25,
        {"a": element("a", orbit.a_m, "m", "au"), "e": element("e", orbit.e, "")},
        model="distance of the mean sunlight over the orbit",
        shown="au",
    )


def goals(
    scenario: Scenario, body: Physical, orbit: Orbit, tug: Vehicle, stage: Vehicle
) -> list[Goal]:
    """Return the goals of a scenario, two for each option with trips, and one for each technique.

    The tug has the thrust of the mean sunlight over the body's orbit, on which nearly all its
    burns are flown; for Mars that of Mars's distance.
    """
    near = at_distance(tug, sunlight_distance(orbit))
    made = []
    for key, option in scenario.option.items():
        carrier = tug if isinstance(option, MarsOrbitOption) else near
        if isinstance(option, InPlaceOption) or option.trips:
            for variant, vehicle in zip(VARIANTS, (carrier, stage), strict=True):
                made.append(_goal(scenario, key, option, variant, vehicle, body))
        if not isinstance(option, InPlaceOption):
            made += [
                replace(
                    _goal(scenario, key, option, one, tug, body), technique=one,
                    vehicles=option.vehicles,
                )
                for one in option.techniques
            ]  # fmt: skip
    return made


def _goal(
    scenario: Scenario,
    key: str,
    option: Option,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    match option:
        case EarthMoonOption():
            return _earth_moon(scenario, key, option, variant, vehicle, body)
        case MarsOrbitOption():
            return _mars_orbit(scenario, key, option, variant, vehicle, body)
        case InPlaceOption():
            return _in_place(scenario, key, option, variant, vehicle, body)


def ships_of(scenario: Scenario, option: EarthMoonOption | MarsOrbitOption) -> int | None:
    """Return how many ships fly an option: its own number, else that of the scenario's fleet."""
    return scenario.fleet.ships if option.ships is None else option.ships


def shares(key: str, whole: Figure, ships: int | None) -> Figure:
    """Return what one ship brings of ``whole`` where it is said how many ships fly.

    As many as needed: all of it, until the search has told what one ship can.
    """
    if ships is None or ships == 1:
        return whole
    return derive(
        f"{key}.returned",
        "kg",
        lambda whole, ships: whole / ships,
        {"whole": whole, "ships": fleet_ships(ships)},
        model="all that is to be brought, shared evenly among the ships",
    )


def fleet_ships(ships: int) -> Figure:
    """Return the number of ships that the user chose."""
    return leaf("fleet.ships", float(ships), "", status="chosen", note="given by the user")


def returned_mass(key: str, asked_kg: float | None, body: Physical) -> Figure:
    """Return the mass to be returned: the user's choice, or that of the whole body."""
    if asked_kg is None:
        return body.mass
    return leaf(
        f"{key}.returned", asked_kg, "kg", status="chosen", note="part of the body, as asked for"
    )


def spin_period(body: Physical) -> Figure:
    """Return the spin period [s]: measured, or assumed as for a small fast rotator."""
    if body.spin_period is not None:
        return body.spin_period
    return leaf(
        "target.spin_period",
        60.0,
        "s",
        status="assumed",
        sources=("brophy2012",),
        low=30.0,
        high=3_600.0,
        shown="h",
        note="never measured; one turn a minute is the design case of the Keck study",
    )


def _earth_moon(
    scenario: Scenario,
    key: str,
    option: EarthMoonOption,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    whole = returned_mass(key, option.returned_mass, body)
    return Goal(
        option=key,
        variant=variant,
        title=option.title,
        body="earth",
        vehicle=vehicle,
        whole=whole,
        ships=ships_of(scenario, option),
        returned=shares(key, whole, ships_of(scenario, option)),
        product=option.product,
        market=option.market or MARKETS.get(option.product),
        content=None if option.product == "none" else content(option.product, body),
        recovery=_recovery(option.recovery),
        left=nothing(f"{key}.left", "kg", "nothing stays behind"),
        spin_period=spin_period(body),
        density=body.density,
        stay_s=(scenario.legs.stay_min, scenario.legs.stay_max),
        arrival=arrivals.to_the_moon(scenario.capture),
    )


def _mars_orbit(
    scenario: Scenario,
    key: str,
    option: MarsOrbitOption,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    orbit = mars.orbit(
        periapsis_altitude_m=option.periapsis_altitude,
        apoapsis_altitude_m=option.apoapsis_altitude,
        vinf_max_m_s=option.vinf_max,
    )
    electric = vehicle.thrust is not None
    vehicle = at_distance(vehicle, constant_figure("A_MARS_M", "au"))
    whole = returned_mass(key, option.returned_mass, body)
    return Goal(
        option=key,
        variant=variant,
        title=option.title,
        body="mars",
        vehicle=vehicle,
        whole=whole,
        ships=ships_of(scenario, option),
        returned=shares(key, whole, ships_of(scenario, option)),
        product=option.product,
        market=option.market or MARKETS.get(option.product),
        content=None if option.product == "none" else content(option.product, body),
        recovery=_recovery(option.recovery),
        left=nothing(f"{key}.left", "kg", "nothing stays behind"),
        spin_period=spin_period(body),
        density=body.density,
        stay_s=(scenario.legs.stay_min, scenario.legs.stay_max),
        arrival=arrivals.to_mars_slowly(orbit) if electric else arrivals.to_mars_at_once(orbit),
    )


def _in_place(
    scenario: Scenario,
    key: str,
    option: InPlaceOption,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    def part(name: str, given: float | None, shown: str = "") -> Figure:
        return entry_figure(
            "plants", option.plant, name, name=f"plant.{name}", given=given, shown=shown
        )

    plant = part("plant_mass", option.plant_mass)
    rate = part("throughput", option.throughput)
    time = leaf("plant.mining_time", option.mining_time, "s", status="chosen", shown="d")
    share = content(option.product, body)
    recovery = part("recovery", option.recovery, "%")
    product = derive(
        f"{key}.returned",
        "kg",
        product_mass,
        {
            "plant": plant,
            "rate": rate,
            "time": time,
            "share": share,
            "recovery": recovery,
            "body": body.mass,
            "ships": fleet_ships(scenario.fleet.ships or 1),
        },
        model="rock dug in the time, or the ship's share of the body, times content and recovery",
        sources=("hein2018",),
    )
    return Goal(
        option=key,
        variant=variant,
        title=option.title,
        body="earth",
        vehicle=vehicle,
        whole=_all_product(scenario, key, option, body, share, recovery, product),
        ships=scenario.fleet.ships,
        returned=product,
        ship_most=product,
        product=option.product,
        market=option.market or MARKETS.get(option.product),
        in_place=True,
        content=share,
        recovery=recovery,
        mining_time=time,
        left=plant,
        spin_period=nothing("plant.despin", "s", "the body keeps its spin"),
        density=body.density,
        stay_s=(max(scenario.legs.stay_min, option.mining_time), scenario.legs.stay_max),
        arrival=arrivals.to_the_moon(scenario.capture),
    )


def _recovery(given: float | None) -> Figure:
    """Return the share of the product that a plant gets out of the rock once it is brought."""
    return entry_figure(
        "plants", "hein-2018", "recovery", name="plant.recovery", given=given, shown="%"
    )


def content(product: str, body: Physical) -> Figure:
    """Return the share of a product in the rock."""
    parts = {
        "metal": body.metal_fraction,
        "water": body.water_fraction,
        "iridium": body.iridium_fraction,
    }
    return parts[product] if product in parts else _whole_rock()


def _all_product(
    scenario: Scenario,
    key: str,
    option: InPlaceOption,
    body: Physical,
    share: Figure,
    recovery: Figure,
    product: Figure,
) -> Figure:
    """Return what the whole fleet brings: the mass asked for, or all that the body holds.

    Where the number of ships is given, their product.
    """
    ships = scenario.fleet.ships
    if ships == 1:
        return product
    if ships is not None:
        return derive(
            f"{key}.whole",
            "kg",
            lambda product, ships: product * ships,
            {"product": product, "ships": fleet_ships(ships)},
            model="product of one ship, times the ships",
        )
    if option.product_mass is not None:
        return leaf(f"{key}.whole", option.product_mass, "kg", status="chosen")
    return derive(
        f"{key}.whole",
        "kg",
        lambda mass, share, recovery: mass * share * recovery,
        {"mass": body.mass, "share": share, "recovery": recovery},
        model="all that the body holds and the plant recovers",
    )


def _whole_rock() -> Figure:
    return leaf("product.share", 1.0, "", status="chosen", note="the rock itself is the product")


def product_mass(
    plant: float, rate: float, time: float, share: float, recovery: float, body: float,
    ships: float = 1.0,
) -> float:  # fmt: skip
    """Return the product [kg] of one ship: plant [kg] × rate [1/s] × time [s] of rock.

    At most its share of the body [kg]; share, recovery: fractions of the rock and of the product
    in it; ships: that share the body.
    """
    dug = min(plant * rate * time, body / ships)
    if not dug * share * recovery >= ROCK_MINIMUM_KG:
        raise InvalidInput("the plant yields no product", value=dug * share * recovery)
    return dug * share * recovery
