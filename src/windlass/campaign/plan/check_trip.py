"""One trip of a plan, flown again: its capacities, its propellant, and what of it arrives.

Source: tsiolkovsky1903.  Checked: tests/campaign/test_plan_check.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from windlass.campaign.plan.fault import Fault
from windlass.campaign.plan.plan import Trip
from windlass.campaign.tables import LARGE, Campaign, Departure, Leg, Vehicle, pieces

_REL: Final = 1e-6
_KG: Final = 1e-2


def aboard(trip: Trip) -> dict[str, float]:
    """Return all that leaves with a trip: item -> kg, or ones."""
    total = dict(trip.cargo)
    for block in (trip.flown, trip.ridden):
        for key, many in block.items():
            total[key] = total.get(key, 0.0) + many
    return total


def mass_kg(campaign: Campaign, trip: Trip) -> float:
    """Return the mass that leaves with a trip."""
    mass = {one.key: one.unit_kg for one in campaign.commodities}
    mass |= {one.key: one.dry_kg for one in campaign.vehicles}
    return math.fsum(mass[key] * amount for key, amount in aboard(trip).items())


def fly(campaign: Campaign, leg: Leg, trip: Trip) -> tuple[dict[str, float], list[Fault]]:
    """Return what arrives, item -> kg or ones, and the faults of the trip."""
    types = {one.key: one for one in campaign.vehicles}
    flown = [(types[key], many) for key, many in trip.flown.items()]
    ridden = [(types[key], many) for key, many in trip.ridden.items()]
    faults = list(_who(leg, trip, flown, ridden))
    if not leg.unlimited:
        faults += _room(campaign, leg, trip, flown, ridden)
    burned, more = _burned(campaign, leg, trip, flown)
    faults += more
    arrives = dict(trip.cargo)
    for key, amount in burned.items():
        arrives[key] = arrives.get(key, 0.0) - amount
    for one in campaign.commodities:
        if one.key in arrives:
            arrives[one.key] *= math.exp(-one.boiloff_1_s * trip.lasts_s)
    for key, amount in _used(campaign, trip, flown).items():
        arrives[key] = arrives.get(key, 0.0) - amount
    for key, amount in arrives.items():
        if amount < -(_REL * trip.cargo.get(key, 0.0) + _KG):
            faults.append(_fault("used up", f"{leg.key}: {key}", trip, -amount, 0.0))
            arrives[key] = 0.0
    for vehicle, many in (*((v, m) for v, m in flown if not v.expended), *ridden):
        arrives[vehicle.key] = arrives.get(vehicle.key, 0.0) + many
    return arrives, faults


def _fault(rule: str, where: str, trip: Trip, wanted: float, had: float) -> Fault:
    return Fault(rule=rule, where=where, at_s=trip.leaves_s, wanted=wanted, had=had)


Fleet = list[tuple[Vehicle, int]]


def _who(leg: Leg, trip: Trip, flown: Fleet, ridden: Fleet) -> Iterator[Fault]:
    if not flown:
        yield _fault("nothing flies it", leg.key, trip, 1.0, 0.0)
    for vehicle, many in flown:
        if vehicle.key not in leg.vehicles:
            yield _fault("may not fly here", f"{leg.key}: {vehicle.key}", trip, many, 0.0)
        if many != int(many):
            yield _fault("whole numbers", f"{leg.key}: {vehicle.key}", trip, many, int(many))
    carriers = {vehicle.key for vehicle, _ in flown}
    for vehicle, many in ridden:
        if not carriers & set(vehicle.rides):
            yield _fault("may not ride", f"{leg.key}: {vehicle.key}", trip, many, 0.0)


def _room(campaign: Campaign, leg: Leg, trip: Trip, flown: Fleet, ridden: Fleet) -> Iterator[Fault]:
    types = {one.key for one in campaign.vehicles}
    hold = sum(vehicle.hold_kg * many for vehicle, many in (*flown, *ridden))
    solid, seated = 0.0, 0.0
    for one in campaign.commodities:
        amount = trip.cargo.get(one.key, 0.0)
        seated += amount if one.seat else 0.0
        if not one.fluid:
            solid += amount * one.unit_kg
            large = any(0.0 < v.hold_kg < LARGE * one.unit_kg for v, _ in (*flown, *ridden))
            room = sum(pieces(v.hold_kg, one.unit_kg) * many for v, many in (*flown, *ridden))
            if one.whole and large and amount > room + _REL:
                yield _fault("pieces", f"{leg.key}: {one.key}", trip, amount, room)
            continue
        tank = sum(v.tanks.get(one.key, 0.0) * many for v, many in (*flown, *ridden))
        if amount > tank * (1.0 + _REL) + _KG:
            yield _fault("tanks", f"{leg.key}: {one.key}", trip, amount, tank)
    if solid > hold * (1.0 + _REL) + _KG:
        yield _fault("hold", leg.key, trip, solid, hold)
    if any(vehicle.seats is not None for vehicle, _ in (*flown, *ridden)):
        seats = sum((vehicle.seats or 0) * many for vehicle, many in (*flown, *ridden))
        if seated > seats + _REL:
            yield _fault("seats", leg.key, trip, seated, seats)
    lifts = [leg.lifts.get(vehicle.key, vehicle.lift_kg) for vehicle, _ in flown]
    if flown and all(lift is not None for lift in lifts):
        lift = sum((lift or 0.0) * many for lift, (_, many) in zip(lifts, flown, strict=True))
        own = sum(vehicle.dry_kg * many for vehicle, many in flown)
        load = mass_kg(campaign, trip) - own
        if load > lift * (1.0 + _REL) + _KG:
            yield _fault("lift", leg.key, trip, load, lift)
    for key in trip.cargo:
        if key in types:
            yield _fault("a vehicle is no cargo", f"{leg.key}: {key}", trip, 1.0, 0.0)


def _burned(
    campaign: Campaign, leg: Leg, trip: Trip, flown: Fleet
) -> tuple[dict[str, float], list[Fault]]:
    """Return what the stack burns: by its own rocket equation, of the mass that leaves."""
    departure = leg.departures[trip.departure] if trip.departure >= 0 else None
    shares = {vehicle.key: _share(campaign, leg, departure, vehicle) for vehicle, _ in flown}
    mixes = {(vehicle.isp_s, tuple(sorted(vehicle.burns.items()))) for vehicle, _ in flown}
    faults = []
    if len(set(shares.values())) > 1 or (len(mixes) > 1 and any(shares.values())):
        faults.append(_fault("one stack, one engine", leg.key, trip, 1.0, float(len(mixes))))
    if not flown:
        return {}, faults
    vehicle = flown[0][0]
    total = mass_kg(campaign, trip) * shares[vehicle.key]
    burned = {key: part * total for key, part in vehicle.burns.items()}
    for key, amount in burned.items():
        tank = sum(v.tanks.get(key, 0.0) * many for v, many in flown)
        if not leg.unlimited and amount > tank * (1.0 + _REL) + _KG:
            faults.append(_fault("own tanks", f"{leg.key}: {key}", trip, amount, tank))
        if amount > trip.cargo.get(key, 0.0) * (1.0 + _REL) + _KG:
            had = trip.cargo.get(key, 0.0)
            faults.append(_fault("propellant", f"{leg.key}: {key}", trip, amount, had))
    return burned, faults


def _share(campaign: Campaign, leg: Leg, departure: Departure | None, vehicle: Vehicle) -> float:
    """Return the share of the mass that is burned, by the mass ratio of the rocket equation."""
    if departure is not None and vehicle.key in departure.shares:
        return departure.shares[vehicle.key]
    if vehicle.key in leg.shares:
        return leg.shares[vehicle.key]
    dv = leg.dv_m_s
    if departure is not None and departure.dv_m_s is not None:
        dv = departure.dv_m_s
    if dv == 0.0:
        return 0.0
    return 1.0 - 1.0 / math.exp(dv / (vehicle.isp_s * campaign.g0_m_s2))


def _used(campaign: Campaign, trip: Trip, flown: Fleet) -> dict[str, float]:
    """Return what people use on the way, as long as it or the grid lasts, and upkeep."""
    lasts = max(trip.lasts_s, trip.arrives_s - trip.leaves_s)
    used: dict[str, float] = {}
    for one in campaign.commodities:
        amount = trip.cargo.get(one.key, 0.0)
        for key, rate in one.uses.items():
            if amount:
                used[key] = used.get(key, 0.0) + rate * lasts * amount
    for vehicle, many in flown:
        for key, amount in vehicle.upkeep.items():
            used[key] = used.get(key, 0.0) + amount * many
    return used
