"""Whether the tables of a campaign hold together; all their faults at once.

Checked: tests/campaign/test_tables.py.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable

from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.campaign.tables import Campaign, Leg, Vehicle


def check(campaign: Campaign) -> Campaign:
    """Return the campaign; InvalidInput or InvalidInputs, each naming its table and key."""
    faults = [
        *_keys(campaign),
        *_items(campaign),
        *_legs(campaign),
        *_wants(campaign),
    ]
    if not campaign.start_s < campaign.end_s:
        faults.insert(0, _bad("campaign ends before it starts", "", "give a later end"))
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidInputs(faults)
    return campaign


def _keys(campaign: Campaign) -> Iterable[InvalidInput]:
    tables = {
        "nodes": [one.key for one in campaign.nodes],
        "legs": [one.key for one in campaign.legs],
        "commodities": [one.key for one in campaign.commodities],
        "vehicles": [one.key for one in campaign.vehicles],
        "processes": [one.key for one in campaign.processes],
        "limits": [one.key for one in campaign.limits],
    }
    for name, keys in tables.items():
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield _bad(f"{name}: two of one name", key, "rename one")
    both = {one.key for one in campaign.commodities} & {one.key for one in campaign.vehicles}
    for key in sorted(both):
        yield _bad("an item is a commodity or a vehicle, not both", key, "rename one")


def _items(campaign: Campaign) -> Iterable[InvalidInput]:
    commodities = {one.key: one for one in campaign.commodities}
    for one in campaign.commodities:
        where = f"commodities.{one.key}"
        if not 0.0 < one.unit_kg < math.inf or not 0.0 <= one.boiloff_1_s < math.inf:
            yield _bad(f"{where}: unit_kg must be above 0, boil-off not below", one.unit_kg)
        for key, rate in one.uses.items():
            yield from _known(f"{where}.uses", key, commodities)
            if not 0.0 <= rate < math.inf:
                yield _bad(f"{where}.uses.{key}: must be 0 or more a second", rate)
            if key in commodities and commodities[key].uses:
                yield _bad(f"{where}.uses: what is used may itself use nothing", key)
    for vehicle in campaign.vehicles:
        yield from _vehicle(campaign, vehicle)


def _vehicle(campaign: Campaign, vehicle: Vehicle) -> Iterable[InvalidInput]:
    where = f"vehicles.{vehicle.key}"
    commodities = {one.key: one for one in campaign.commodities}
    if not (vehicle.dry_kg >= 0.0 and vehicle.isp_s >= 0.0 and vehicle.hold_kg >= 0.0):
        yield _bad(f"{where}: dry mass, Isp and hold must be 0 or more", vehicle.dry_kg)
    if vehicle.isp_s > 0.0 and abs(sum(vehicle.burns.values()) - 1.0) > 1e-9:
        yield _bad(f"{where}.burns: shares must add up to 1", dict(vehicle.burns))
    for name, keys in (("burns", vehicle.burns), ("tanks", vehicle.tanks)):
        for key in keys:
            yield from _known(f"{where}.{name}", key, commodities)
            if key in commodities and not commodities[key].fluid:
                yield _bad(f"{where}.{name}: is no fluid", key, "set fluid = true for it")
    for key in vehicle.upkeep:
        yield from _known(f"{where}.upkeep", key, commodities)
    for key in vehicle.rides:
        yield from _known(f"{where}.rides", key, {one.key for one in campaign.vehicles})


def _legs(campaign: Campaign) -> Iterable[InvalidInput]:
    nodes = {one.key for one in campaign.nodes}
    vehicles = {one.key: one for one in campaign.vehicles}
    for leg in campaign.legs:
        where = f"legs.{leg.key}"
        yield from _known(f"{where}.from", leg.origin, nodes)
        yield from _known(f"{where}.to", leg.destination, nodes)
        if leg.origin == leg.destination:
            yield _bad(f"{where}: leads to where it starts", leg.origin)
        if not (0.0 <= leg.duration_s < math.inf and 0.0 <= leg.dv_m_s < math.inf):
            yield _bad(f"{where}: duration and Δv must be 0 or more", leg.duration_s)
        if not leg.vehicles:
            yield _bad(f"{where}: no vehicle flies it", "", "name the types that may")
        for key in leg.vehicles:
            yield from _known(f"{where}.vehicles", key, vehicles)
            if key in vehicles:
                yield from _burns(leg, vehicles[key], where)
        every = (leg.shares, *(one.shares for one in leg.departures))
        for share in (share for shares in every for share in shares.values()):
            if not 0.0 <= share < 1.0:
                yield _bad(f"{where}: share that is burned must be within 0 to 1", share)
        for departure in leg.departures:
            if not campaign.start_s <= departure.date_s <= campaign.end_s:
                yield _bad(f"{where}: departs outside the campaign", departure.date_s)


def _burns(leg: Leg, vehicle: Vehicle, where: str) -> Iterable[InvalidInput]:
    given = leg.dv_m_s > 0.0 or any((one.dv_m_s or 0.0) > 0.0 for one in leg.departures)
    by_share = vehicle.key in leg.shares or (
        bool(leg.departures) and all(vehicle.key in one.shares for one in leg.departures)
    )
    if given and vehicle.isp_s <= 0.0 and not by_share:
        yield _bad(f"{where}: {vehicle.key} has no engine for its Δv", leg.dv_m_s, "give its isp")
    if by_share and not vehicle.burns:
        yield _bad(f"{where}: {vehicle.key} burns a share of nothing", "", "give what it burns")


def _wants(campaign: Campaign) -> Iterable[InvalidInput]:
    nodes = {one.key for one in campaign.nodes}
    items = set(campaign.items())
    whole = {one.key for one in campaign.commodities if one.whole}
    whole |= {one.key for one in campaign.vehicles}
    for k, supply in enumerate(campaign.supplies):
        where = f"supplies.{k + 1}"
        yield from _known(where, supply.node, nodes)
        yield from _known(where, supply.item, items)
        if not supply.amount >= 0.0 or not supply.rate_1_s > 0.0:
            yield _bad(f"{where}: amount must be 0 or more", supply.amount)
    for k, demand in enumerate(campaign.demands):
        where = f"demands.{demand.anchor or k + 1}"
        yield from _known(where, demand.node, nodes)
        yield from _known(where, demand.item, items)
        if not 0.0 <= demand.amount < math.inf:
            yield _bad(f"{where}: amount must be 0 or more, and finite", demand.amount)
        if demand.item in whole and demand.amount != round(demand.amount):
            yield _bad(f"{where}: {demand.item} is counted in ones", demand.amount)
        if not campaign.start_s <= demand.date_s <= campaign.end_s:
            yield _bad(f"{where}: date is outside the campaign", demand.date_s)
    for process in campaign.processes:
        where = f"processes.{process.key}"
        yield from _known(where, process.node, nodes)
        for item in (process.unit, *process.makes):
            yield from _known(where, item, items)
    legs = {one.key for one in campaign.legs}
    for limit in campaign.limits:
        for key in limit.legs:
            yield from _known(f"limits.{limit.key}", key, legs)
        if not (limit.flights >= 0.0 and 0.0 < limit.span_s < math.inf):
            yield _bad(f"limits.{limit.key}: flights and span must be above 0", limit.flights)
        for key, weight in limit.weights.items():
            if not 0.0 <= weight < math.inf:
                yield _bad(f"limits.{limit.key}: what a flight of {key} counts", weight)


def _known(where: str, key: str, among: Iterable[str]) -> Iterable[InvalidInput]:
    names = list(among)
    if key not in names:
        near = difflib.get_close_matches(key, names, n=3, cutoff=0.3)
        yield _bad(f"{where}: unknown name", key, f"near: {', '.join(near)}" if near else "")


def _bad(what: str, value: object, remedy: str = "") -> InvalidInput:
    return InvalidInput(what, value=value if value != "" else None, remedy=remedy)
