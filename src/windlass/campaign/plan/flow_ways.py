"""Legs in the flow: who flies, what is carried, and what of it arrives.

Vehicles of one engine and propellant that leave together fly as a stack, whose propellant is burned
by the rocket equation on all of its mass; others may ride.  What arrives is what left, less what
boiled off, was burned, or was used by people and for upkeep.
Source: isaji2022.  Checked: tests/campaign/test_flow.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from windlass.campaign.plan.grid import Flights, flights
from windlass.campaign.plan.model import TONNE_KG, Model, Way
from windlass.campaign.plan.program import Floats, Ints
from windlass.campaign.tables import LARGE, Departure, Leg, Vehicle, pieces


def add(model: Model) -> tuple[Way, ...]:
    """Add all legs to a model: columns, what limits them, and their terms in the balances."""
    ways = []
    for leg in model.campaign.legs:
        found = flights(model.campaign, leg, model.grid)
        if not found.leaves.size:
            continue
        for members, share in _stacks(model, leg, found):
            way = _columns(model, leg, found, members, share)
            _room(model, way)
            _leave(model, way)
            _arrive(model, way)
            ways.append(way)
    return tuple(ways)


def _stacks(model: Model, leg: Leg, found: Flights) -> Iterator[tuple[tuple[int, ...], Floats]]:
    """Yield the vehicle types of each kind of stack, and the share that it burns (D,)."""
    campaign = model.campaign
    groups: dict[tuple[object, ...], list[int]] = {}
    shares: dict[tuple[object, ...], Floats] = {}
    for v, vehicle in enumerate(campaign.vehicles):
        if vehicle.key not in leg.vehicles:
            continue
        share = np.array([
            campaign.share(leg, vehicle, _departure(leg, int(k))) for k in found.number
        ])  # fmt: skip
        alone = vehicle.key if not vehicle.burns else ""
        key: tuple[object, ...] = (
            alone,
            vehicle.isp_s,
            tuple(sorted(vehicle.burns.items())),
            share.tobytes(),
        )
        groups.setdefault(key, []).append(v)
        shares[key] = share
    for key, members in groups.items():
        yield tuple(members), shares[key]


def _departure(leg: Leg, number: int) -> Departure | None:
    return None if number < 0 else leg.departures[number]


def _columns(
    model: Model, leg: Leg, found: Flights, members: tuple[int, ...], share: Floats
) -> Way:
    campaign, program = model.campaign, model.program
    keys = [campaign.vehicles[v].key for v in members]
    riders = tuple(
        v
        for v, vehicle in enumerate(campaign.vehicles)
        if any(key in vehicle.rides for key in keys)
    )
    aboard = [campaign.vehicles[v] for v in (*members, *riders)]
    carried = tuple(
        c
        for c, one in enumerate(campaign.commodities)
        if leg.unlimited
        or (one.fluid and any(vehicle.tanks.get(one.key, 0.0) for vehicle in aboard))
        or (not one.fluid and any(vehicle.hold_kg for vehicle in aboard))
    )
    count, stack = found.leaves.size, "+".join(keys)

    def columns(name: str, item: str, whole: bool) -> Ints:
        def each(k: int) -> str:
            return f"{leg.key},{stack},{item},{found.leaves[k]}"

        return program.add_columns(count, whole=whole, name=name, each=each)

    def block(name: str, items: list[tuple[str, bool]]) -> Ints:
        if not items:
            return np.empty((0, count), dtype=np.int64)
        return np.stack([columns(name, item, whole) for item, whole in items])

    types = campaign.vehicles
    return Way(
        leg=leg,
        flights=found,
        members=members,
        riders=riders,
        carried=carried,
        share=share,
        cargo=block("cargo", [(campaign.commodities[c].key, campaign.commodities[c].whole)
                              for c in carried]),
        flown=block("flown", [(types[v].key, True) for v in members]),
        ridden=block("ridden", [(types[v].key, True) for v in riders]),
    )  # fmt: skip


def _vehicles(model: Model, way: Way) -> Iterator[tuple[Vehicle, Ints]]:
    for v, columns in zip(way.members, way.flown, strict=True):
        yield model.campaign.vehicles[v], columns
    for v, columns in zip(way.riders, way.ridden, strict=True):
        yield model.campaign.vehicles[v], columns


def _room(model: Model, way: Way) -> None:
    """Hold, tanks, seats and lift of what flies."""
    if way.leg.unlimited:
        return
    commodities = model.campaign.commodities
    solid = [j for j, c in enumerate(way.carried) if not commodities[c].fluid]
    if solid:
        rows = _rows(model, way, "hold")
        for j in solid:
            model.program.put(rows, way.cargo[j], model.mass[way.carried[j]])
        for vehicle, columns in _vehicles(model, way):
            model.program.put(rows, columns, -vehicle.hold_kg / TONNE_KG)
    for j, c in enumerate(way.carried):
        if commodities[c].fluid:
            _tank(model, way, j, c)
        elif commodities[c].whole:
            _pieces(model, way, j, c)
    _seats(model, way)
    _lift(model, way)


def _tank(model: Model, way: Way, j: int, c: int) -> None:
    key = model.campaign.commodities[c].key
    rows = _rows(model, way, f"tank,{key}")
    model.program.put(rows, way.cargo[j], 1.0)
    for vehicle, columns in _vehicles(model, way):
        model.program.put(rows, columns, -vehicle.tanks.get(key, 0.0) / TONNE_KG)


def _pieces(model: Model, way: Way, j: int, c: int) -> None:
    """A piece is in one hold, not in parts of several: told where pieces are large."""
    each = model.campaign.commodities[c].unit_kg
    types = list(_vehicles(model, way))
    if all(vehicle.hold_kg == 0.0 or vehicle.hold_kg >= LARGE * each for vehicle, _ in types):
        return
    rows = _rows(model, way, f"pieces,{model.campaign.commodities[c].key}")
    model.program.put(rows, way.cargo[j], 1.0)
    for vehicle, columns in types:
        model.program.put(rows, columns, -float(pieces(vehicle.hold_kg, each)))


def _seats(model: Model, way: Way) -> None:
    seated = [j for j, c in enumerate(way.carried) if model.campaign.commodities[c].seat]
    types = list(_vehicles(model, way))
    if not seated or all(vehicle.seats is None for vehicle, _ in types):
        return
    rows = _rows(model, way, "seats")
    for j in seated:
        model.program.put(rows, way.cargo[j], float(model.size[way.carried[j]]))
    for vehicle, columns in types:
        model.program.put(rows, columns, -float(vehicle.seats or 0))


def _lift(model: Model, way: Way) -> None:
    """What is pushed or lifted beside the members' own dry mass; the stack's own tanks feed it."""
    types = [model.campaign.vehicles[v] for v in way.members]
    lifts = [way.leg.lifts.get(one.key, one.lift_kg) for one in types]
    if all(lift is not None for lift in lifts):
        rows = _rows(model, way, "lift")
        for j, c in enumerate(way.carried):
            model.program.put(rows, way.cargo[j], model.mass[c])
        for v, columns in zip(way.riders, way.ridden, strict=True):
            model.program.put(rows, columns, model.mass[model.commodities + v])
        for lift, columns in zip(lifts, way.flown, strict=True):
            model.program.put(rows, columns, -(lift or 0.0) / TONNE_KG)
    for one in model.campaign.commodities:
        burned = types[0].burns.get(one.key, 0.0)
        fed = any(model.campaign.vehicles[v].tanks.get(one.key) for v in way.riders)
        if burned and fed and way.share.any():
            rows = _rows(model, way, f"feed,{one.key}")
            for item, columns in _moved(model, way):
                model.program.put(rows, columns, burned * way.share * model.mass[item])
            for vehicle, columns in zip(types, way.flown, strict=True):
                model.program.put(rows, columns, -vehicle.tanks.get(one.key, 0.0) / TONNE_KG)


def _moved(model: Model, way: Way) -> Iterator[tuple[int, Ints]]:
    """Yield (item, columns) of all that has mass on a way."""
    yield from zip(way.carried, way.cargo, strict=True)
    for numbers, block in ((way.members, way.flown), (way.riders, way.ridden)):
        for v, columns in zip(numbers, block, strict=True):
            yield model.commodities + v, columns


def _leave(model: Model, way: Way) -> None:
    node = model.campaign.node(way.leg.origin)
    for item, columns in _moved(model, way):
        model.program.put(model.balance[node, item, way.flights.leaves], columns, -1.0)


def _arrive(model: Model, way: Way) -> None:
    node, at = model.campaign.node(way.leg.destination), way.flights.arrives
    for v, columns in zip(way.members, way.flown, strict=True):
        if not model.campaign.vehicles[v].expended:
            model.program.put(model.balance[node, model.commodities + v, at], columns, 1.0)
    for v, columns in zip(way.riders, way.ridden, strict=True):
        model.program.put(model.balance[node, model.commodities + v, at], columns, 1.0)
    for j, c in enumerate(way.carried):
        terms = [(way.cargo[j], _kept(model, way, c)), *_lost(model, way, c)]
        for columns, values in terms:
            model.program.put(model.balance[node, c, at], columns, values)
        if len(terms) > 1:
            rows = _rows(model, way, f"left,{model.campaign.commodities[c].key}", low=0.0)
            for columns, values in terms:
                model.program.put(rows, columns, values)
    for c, one in enumerate(model.campaign.commodities):
        if c not in way.carried and any(True for _ in _lost(model, way, c)):
            # Nothing of it can be aboard, so that nothing that uses it can fly.
            rows = _rows(model, way, f"none,{one.key}", low=0.0)
            for columns, values in _lost(model, way, c):
                model.program.put(rows, columns, values)


def _kept(model: Model, way: Way, c: int) -> Floats:
    kept: Floats = np.exp(-model.campaign.commodities[c].boiloff_1_s * way.flights.lasts_s)
    return kept


def _lost(model: Model, way: Way, c: int) -> Iterator[tuple[Ints, Floats]]:
    """Yield (columns, −amount a unit) by which less of a commodity arrives."""
    campaign, one = model.campaign, model.campaign.commodities[c]
    burned = campaign.vehicles[way.members[0]].burns.get(one.key, 0.0)
    if burned and way.share.any():
        kept = _kept(model, way, c)
        for item, columns in _moved(model, way):
            yield columns, -burned * way.share * kept * model.mass[item]
    grid = model.grid.at_s
    # As long as it lasts, or as the grid holds it, whichever is longer.
    lasts = np.maximum(way.flights.lasts_s, grid[way.flights.arrives] - grid[way.flights.leaves])
    for j, user in enumerate(way.carried):
        rate = campaign.commodities[user].uses.get(one.key, 0.0)
        if rate:
            yield way.cargo[j], -rate * lasts * model.size[user] / model.size[c]
    for v, columns in zip(way.members, way.flown, strict=True):
        amount = campaign.vehicles[v].upkeep.get(one.key, 0.0)
        if amount:
            yield columns, np.full(columns.size, -amount / model.size[c])


def _rows(model: Model, way: Way, name: str, low: float | None = None) -> Ints:
    keys = "+".join(model.campaign.vehicles[v].key for v in way.members)

    def each(k: int) -> str:
        return f"{way.leg.key},{keys},{way.flights.leaves[k]}"

    count = way.flights.leaves.size
    if low is None:
        return model.program.add_rows(count, high=0.0, name=name, each=each)
    return model.program.add_rows(count, low=low, name=name, each=each)
