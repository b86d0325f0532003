"""What missions and elements of a SpaceNet scenario ask for, by class of supply.

Rates are the file's; a rate that it does not tell asks for nothing and is noted.  Source:
spacenet.  Checked: tests/campaign/test_spacenet_demand.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.model import (
    CREW,
    Amount,
    DemandModel,
    Element,
    Event,
    Mission,
    Note,
    Resource,
    Scenario,
)

_TRANSPORTS: Final = ("Space Transport", "Flight Transport", "Surface Transport")
_YEAR_DAYS: Final = 365.0
"""Days of the year of spares rates, as SpaceNet counts them."""

CONSUMABLES: Final = (
    ("waterRate", 201, "water"), ("evaWaterRate", 201, "eva"), ("foodSupportRate", 202, "days"),
    ("ambientFoodRate", 202, "days"), ("rfFoodRate", 202, "days"), ("oxygenRate", 203, "days"),
    ("evaOxygenRate", 203, "eva"), ("nitrogenRate", 203, "days"), ("hygieneRate", 204, "days"),
    ("hygieneKit", 204, "crew"), ("clothingRate", 205, "changes"), ("personalItems", 206, "crew"),
    ("officeEquipment", 301, "crew"), ("evaSuit", 302, "crew"), ("evaLithiumHydroxide", 302, "eva"),
    ("healthEquipment", 303, "once"), ("healthConsumables", 303, "crew"),
    ("safetyEquipment", 304, "once"), ("commEquipment", 305, "once"),
    ("computerEquipment", 306, "crew"), ("trashBagRate", 701, "stay"),
    ("wasteContainmentRate", 702, "days"),
)  # fmt: skip
"""Rates of crew consumables: name in the file, class of supply, and what it is a rate of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long a mission takes.  whole_s: until the next mission, or its last event ends; stay_s:
    at its destination, transit_s: there, back_s: from it; crew: people it makes; eva_h: hours of
    people outside."""

    whole_s: float
    transit_s: float
    stay_s: float
    back_s: float
    crew: int
    eva_h: float


def evas(event: Event) -> list[float]:
    """Return when excursions of an exploration begin [s after it begins].

    There are ⌊days·evaPerWeek/7⌋ of them.  What is left between them is shared evenly, and the
    k-th begins after k such shares, as in SpaceNet: the time outside is not added to it.
    """
    count = math.floor(event.duration_s / DAY_S * event.eva_per_week / 7.0)
    free = (event.duration_s - event.eva_s * count) / (count + 1)
    if free < 0.0:
        raise InvalidInput(
            f"{count} excursions of {event.name} take longer than it", value=event.eva_per_week,
            where=event.where, remedy="fewer a week, or shorter ones",
        )  # fmt: skip
    return [(k + 1) * free for k in range(count)]


def times(scenario: Scenario, one: Mission) -> Times:
    """Return how long a mission takes, by its transports in the order of time."""
    events = sorted(one.events, key=lambda event: (event.after_s, event.priority))
    end = max((event.after_s + lasts_s(scenario, event) for event in events), default=0.0)
    later = [m.start_s for m in scenario.missions if m.start_s > one.start_s]
    if later:
        end = min(later) - one.start_s
    arrival = departure = start = back = math.nan
    for event in events:
        if event.kind not in _TRANSPORTS:
            continue
        origin, destination = ends(scenario, event)
        if destination == one.destination and math.isnan(arrival):
            arrival = event.after_s + lasts_s(scenario, event)
        elif origin == one.destination:
            departure = event.after_s
        if one.return_destination and destination == one.return_destination:
            back = event.after_s + lasts_s(scenario, event)
        if one.return_origin and origin == one.return_origin:
            start = event.after_s
    transit = end if math.isnan(arrival) else arrival
    stay = 0.0
    if not math.isnan(arrival):
        stay = (end if math.isnan(departure) else departure) - arrival
    outside = [(e, 1 if e.kind == "Crewed EVA" else len(evas(e))) for e in events if e.eva_s > 0.0]
    return Times(
        whole_s=end, transit_s=transit, stay_s=stay,
        back_s=0.0 if math.isnan(back - start) else back - start,
        crew=sum(_people(scenario, key) for e in events if e.kind == "Create Elements"
                 for key in e.elements),
        eva_h=math.fsum(count * e.eva_s / 3600.0 * len(e.crew) for e, count in outside),
    )  # fmt: skip


def lasts_s(scenario: Scenario, event: Event) -> float:
    """Return how long an event takes."""
    if event.kind == "Surface Transport":
        return scenario.edges[event.edge].distance_m / (event.speed_m_s * event.duty)
    if event.edge:
        return scenario.edges[event.edge].duration_s
    return event.duration_s


def ends(scenario: Scenario, event: Event) -> tuple[str, str]:
    """Return origin and destination of a transport; a surface edge is driven either way."""
    way = scenario.edges[event.edge]
    if event.kind == "Surface Transport" and event.location == way.destination:
        return way.destination, way.origin
    return way.origin, way.destination


def of_mission(
    scenario: Scenario, one: Mission, model: DemandModel, notes: list[Note]
) -> list[Amount]:
    """Return what a mission asks for by one model, at its destination."""
    took = times(scenario, one)
    if model.kind == "Crew Consumables":
        return list(_consumables(model, took, notes))
    if model.kind == "Timed Impulse":
        return list(model.amounts)
    if model.kind == "Rated":
        return [_times(each, took.whole_s / DAY_S) for each in model.amounts]
    raise InvalidInput(f"{model.kind} of a mission", where=model.where, remedy="give an element's")


def of_element(
    element: Element, model: DemandModel, seconds: float, resources: dict[str, Resource]
) -> list[Amount]:
    """Return what an element asks for in a time by a rated model or one of spares."""
    days = seconds / DAY_S
    if model.kind == "Rated":
        return [_times(each, days) for each in model.amounts]
    if model.kind == "Sparing By Mass":
        return list(_spares(element, model, days, resources))
    raise InvalidInput(f"{model.kind} of an element", where=model.where, remedy="give a mission's")


def _consumables(model: DemandModel, took: Times, notes: list[Note]) -> Iterator[Amount]:
    """Crew provisions and operations of a mission."""
    omit = model.flags.get("transitDemandsOmitted", False)
    stay = (took.stay_s + (0.0 if omit else took.transit_s + took.back_s)) / DAY_S
    days = stay + model.rates.get("reservesDuration", 0.0)
    lost = 1.0 - min(1.0, model.rates.get("waterRecoveryRate", 0.0))
    lasts = max(1.0, model.rates.get("clothingLifetime", 1.0))
    by = {
        "days": days * took.crew, "stay": stay * took.crew, "water": days * took.crew * lost,
        "changes": stay * took.crew / lasts, "eva": took.eva_h, "crew": float(took.crew),
        "once": 1.0,
    }  # fmt: skip
    for name, code, each in CONSUMABLES:
        if name in model.rates:
            yield Amount(amount=model.rates[name] * by[each], supply_class=code)
        else:
            notes.append(Note(
                what=f"{name} of {model.name}", where=model.where, why="the file does not tell it",
                then="nothing is asked for by it; SpaceNet would fill in its own default",
            ))  # fmt: skip


def _spares(
    element: Element, model: DemandModel, days: float, resources: dict[str, Resource]
) -> Iterator[Amount]:
    """Spares by mass; with the list of parts where the model uses it.  Parts that weigh more than
    their element leave no other spares, except of a kind that has no parts."""
    kinds = ("Pressurized", "Unpressurized")
    rates = [model.rates.get(f"{kind.lower()}SparesRate", 0.0) for kind in kinds]
    listed = [
        (resources[key], count) for key, count in element.parts
        if model.flags.get("partsListEnabled", False) and count > 0.0
    ]  # fmt: skip
    masses = {
        kind: math.fsum(one.unit_kg * count for one, count in listed if one.environment == kind)
        for kind in kinds
    }
    rest = max(0.0, element.mass_kg - math.fsum(masses.values()))
    for kind, rate in zip(kinds, rates, strict=True):
        mass = days * rate / _YEAR_DAYS * element.mass_kg
        whole = rest + masses[kind]
        if not mass > 0.0:
            continue
        for one, count in listed:
            if one.environment == kind and whole > 0.0:
                yield Amount(
                    amount=mass * count / whole, resource=one.key, supply_class=one.supply_class,
                    environment=kind,
                )  # fmt: skip
        yield Amount(
            amount=mass * rest / whole if whole > 0.0 else mass, supply_class=4, environment=kind
        )


def _people(scenario: Scenario, key: str) -> int:
    one = scenario.elements[key]
    inside = sum(_people(scenario, each) for each in one.contents)
    return inside + (1 if one.kind == CREW else 0)


def _times(one: Amount, factor: float) -> Amount:
    return Amount(
        amount=one.amount * factor, resource=one.resource, supply_class=one.supply_class,
        environment=one.environment,
    )  # fmt: skip
