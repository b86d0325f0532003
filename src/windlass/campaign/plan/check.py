"""An independent replay of a strategic plan: from the tables and the plan alone, date by date.

It knows nothing of the programme that made the plan: stocks are kept per node, each trip's mass is
followed through the rocket equation, and what is short, over a limit or off a window is a fault.
A plan with a fault is not shown as feasible.  Checked: tests/campaign/test_plan_check.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from windlass.campaign.plan import check_trip as plan_check_trip
from windlass.campaign.plan.exposure import exposures
from windlass.campaign.plan.fault import Fault
from windlass.campaign.plan.plan import Plan, Trip
from windlass.campaign.tables import Campaign

_REL: Final = 1e-6
_KG: Final = 1e-2
"""What may be missing of a stock: a millionth of it, and ten grams."""

_SAME_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Result of a replay: faults, and (node, item, kg or ones) that was left lying in the end.

    launched_kg, cost: counted again.
    """

    faults: tuple[Fault, ...]
    left: tuple[tuple[str, str, float], ...]
    launched_kg: float
    cost: float

    @property
    def holds(self) -> bool:
        """Whether the plan is one."""
        return not self.faults


@dataclass(slots=True)
class _World:
    campaign: Campaign
    plan: Plan
    stock: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    faults: list[Fault] = field(default_factory=list)
    dumped: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))

    def take(self, node: str, item: str, amount: float, at_s: float, what: str) -> None:
        """Take from a stock; what is not there is a fault."""
        key = (node, item)
        self.stock[key] -= amount
        if self.stock[key] < -(_REL * max(amount, 1.0) + _KG):
            self.faults.append(
                Fault(rule="stock", where=f"{node}: {item} {what}", at_s=at_s, wanted=amount,
                      had=amount + self.stock[key])
            )  # fmt: skip
            self.stock[key] = 0.0


def check(campaign: Campaign, plan: Plan) -> Verdict:
    """Return the verdict on a plan."""
    world = _World(campaign, plan)
    world.faults += _dates(campaign, plan)
    arrivals = _trips(world)
    coming: dict[float, list[tuple[str, str, float]]] = defaultdict(list)
    for trip, arrives in arrivals:
        if trip.arrives_s > trip.leaves_s:
            coming[trip.arrives_s] += arrives
    _rest(world, coming)
    _replay(world, arrivals, coming)
    world.faults += _supplies(campaign, plan)
    world.faults += _demands(campaign, plan)
    world.faults += _limits(campaign, plan)
    world.faults += [
        Fault(rule="dose", where=f"{one.item}: career limit of {one.agency} in mSv",
              at_s=plan.instants_s[0], wanted=one.least_msv, had=one.limit_msv)
        for one in exposures(campaign, plan) if one.broken
    ]  # fmt: skip
    launched, cost = _counted(campaign, plan)
    world.faults += _told(plan, launched, cost)
    left = tuple(
        (node, item, amount)
        for (node, item), amount in sorted(world.dumped.items())
        if amount > 1.0
    )
    faults = tuple(sorted(world.faults, key=lambda one: (one.at_s, one.rule, one.where)))
    return Verdict(faults=faults, left=left, launched_kg=launched, cost=cost)


def _trips(world: _World) -> list[tuple[Trip, list[tuple[str, str, float]]]]:
    """Return each trip with what arrives: (node, item, amount)."""
    legs = {leg.key: leg for leg in world.campaign.legs}
    found = []
    for trip in world.plan.trips:
        leg = legs[trip.leg]
        arrives, faults = plan_check_trip.fly(world.campaign, leg, trip)
        world.faults += faults
        found.append((trip, [(leg.destination, item, amount) for item, amount in arrives.items()]))
    return found


def _rest(world: _World, coming: dict[float, list[tuple[str, str, float]]]) -> None:
    """What waits: what is left of it when the step ends, and whether it may lie there."""
    campaign = world.campaign
    commodities = {one.key: one for one in campaign.commodities}
    nodes = {one.key: one for one in campaign.nodes}
    at_rest: dict[tuple[str, float], dict[str, float]] = {}
    for stay in world.plan.stays:
        node, lasts = nodes[stay.node], stay.until_s - stay.from_s
        at_rest[stay.node, stay.from_s] = dict(stay.items)
        if not node.stay:
            world.faults.append(
                Fault(rule="no stay", where=stay.node, at_s=stay.from_s, wanted=0.0, had=1.0)
            )
        left = dict(stay.items)
        for key, amount in stay.items.items():
            if key in commodities:
                left[key] = amount * math.exp(-commodities[key].boiloff_1_s * lasts)
        for key, amount in stay.items.items():
            for used, rate in (commodities[key].uses if key in commodities else {}).items():
                left[used] = left.get(used, 0.0) - rate * lasts * amount
        for key, amount in left.items():
            if amount < -(_REL * stay.items.get(key, 0.0) + _KG):
                world.faults.append(
                    Fault(rule="used up", where=f"{stay.node}: {key}", at_s=stay.from_s,
                          wanted=-amount + stay.items.get(key, 0.0), had=stay.items.get(key, 0.0))
                )  # fmt: skip
            coming[stay.until_s].append((stay.node, key, max(amount, 0.0)))
        if not node.storage:
            world.faults += _stored(world.campaign, stay.node, stay.items, stay.from_s)
    for work in world.plan.at_work:
        process = campaign.processes[work.process]
        here = at_rest.get((process.node, work.from_s), {}).get(process.unit, 0.0)
        if work.units > here * (1.0 + _REL) + _KG:
            world.faults.append(
                Fault(rule="units at work", where=process.key, at_s=work.from_s,
                      wanted=work.units, had=here)
            )  # fmt: skip
        for item, rate in process.makes.items():
            if rate > 0.0:
                made = rate * work.units * (work.until_s - work.from_s)
                coming[work.until_s].append((process.node, item, made))


def _stored(
    campaign: Campaign, node: str, items: Mapping[str, float], at_s: float
) -> Iterator[Fault]:
    """What waits in holds and tanks of vehicles that wait."""
    vehicles = [one for one in campaign.vehicles if items.get(one.key)]
    room = sum(one.hold_kg * items[one.key] for one in vehicles)
    solid = 0.0
    for one in campaign.commodities:
        amount = items.get(one.key, 0.0)
        if not one.fluid:
            solid += amount * one.unit_kg
            continue
        tank = sum(v.tanks.get(one.key, 0.0) * items[v.key] for v in vehicles)
        if amount > tank * (1.0 + _REL) + _KG:
            yield Fault(rule="tanks at rest", where=f"{node}: {one.key}", at_s=at_s, wanted=amount,
                        had=tank)  # fmt: skip
    if solid > room * (1.0 + _REL) + _KG:
        yield Fault(rule="hold at rest", where=node, at_s=at_s, wanted=solid, had=room)


def _replay(
    world: _World,
    arrivals: list[tuple[Trip, list[tuple[str, str, float]]]],
    coming: dict[float, list[tuple[str, str, float]]],
) -> None:
    """Go through the instants: what comes, what flies on at once, what is delivered, what waits."""
    plan, campaign = world.plan, world.campaign
    order = {leg.key: campaign.node(leg.origin) for leg in campaign.legs}
    origin = {leg.key: leg.origin for leg in campaign.legs}
    given = defaultdict(list)
    for one in plan.given:
        given[one.at_s].append(one)
    leaving = defaultdict(list)
    for trip, arrives in arrivals:
        leaving[trip.leaves_s].append((order[trip.leg], trip, arrives))
    delivered, staying, at_work = defaultdict(list), defaultdict(list), defaultdict(list)
    for delivery in plan.deliveries:
        delivered[delivery.at_s].append(delivery)
    for stay in plan.stays:
        staying[stay.from_s].append(stay)
    for work in plan.at_work:
        at_work[work.from_s].append(work)
    for t in plan.instants_s:
        for supply in given[t]:
            row = campaign.supplies[supply.supply]
            world.stock[row.node, row.item] += supply.amount
        for node, item, amount in coming[t]:
            world.stock[node, item] += amount
        # Ways out that take no time of the grid lead to later nodes only.
        for _, trip, arrives in sorted(leaving[t], key=lambda row: row[0]):
            for item, amount in plan_check_trip.aboard(trip).items():
                world.take(origin[trip.leg], item, amount, t, f"for {trip.leg}")
            if trip.arrives_s == trip.leaves_s:
                for node, item, amount in arrives:
                    world.stock[node, item] += amount
        for delivery in delivered[t]:
            demand = campaign.demands[delivery.demand]
            world.take(demand.node, demand.item, delivery.amount, t, "to deliver")
        for work in at_work[t]:
            process = campaign.processes[work.process]
            for item, rate in process.makes.items():
                if rate < 0.0:
                    used = -rate * work.units * (work.until_s - work.from_s)
                    world.take(process.node, item, used, t, f"for {process.key}")
        for stay in staying[t]:
            for item, amount in stay.items.items():
                world.take(stay.node, item, amount, t, "to wait")
        for key, amount in world.stock.items():
            world.dumped[key] += max(amount, 0.0)
        if t < plan.instants_s[-1]:
            world.faults += _uncounted(world, t)
        world.stock.clear()


def _uncounted(world: _World, at_s: float) -> Iterator[Fault]:
    """Where there is a dose, nobody whose limit is kept may be left out of the count."""
    people = {one.key for one in world.campaign.commodities if one.seat and one.agency}
    exposed = {node.key for node in world.campaign.nodes if node.where}
    for (node, item), amount in world.stock.items():
        if item in people and node in exposed and amount > _KG:
            yield Fault(rule="uncounted people", where=f"{node}: {item}", at_s=at_s, wanted=0.0,
                        had=amount)  # fmt: skip


def _dates(campaign: Campaign, plan: Plan) -> Iterator[Fault]:
    legs = {leg.key: leg for leg in campaign.legs}
    known = set(plan.instants_s)
    for trip in plan.trips:
        leg = legs[trip.leg]
        if trip.leaves_s not in known or trip.arrives_s not in known:
            yield Fault(rule="instant", where=trip.leg, at_s=trip.leaves_s, wanted=1.0, had=0.0)
        wanted = leg.duration_s
        if leg.departures:
            dates = [one.date_s for one in leg.departures]
            near = min(dates, key=lambda t: abs(t - trip.leaves_s))
            if abs(near - trip.leaves_s) > _SAME_S:
                yield Fault(rule="window", where=trip.leg, at_s=trip.leaves_s, wanted=near,
                            had=trip.leaves_s)  # fmt: skip
            one = leg.departures[dates.index(near)]
            wanted = leg.duration_s if one.duration_s is None else one.duration_s
        off = abs(trip.arrives_s - trip.leaves_s - wanted)
        if off > (_SAME_S if leg.departures else plan.snapped_s + _SAME_S):
            yield Fault(rule="duration", where=trip.leg, at_s=trip.leaves_s, wanted=wanted,
                        had=trip.arrives_s - trip.leaves_s)  # fmt: skip


def _supplies(campaign: Campaign, plan: Plan) -> Iterator[Fault]:
    for number, supply in enumerate(campaign.supplies):
        rows = sorted((one for one in plan.given if one.supply == number), key=lambda g: g.at_s)
        where, total = f"{supply.node}: {supply.item}", 0.0
        begin = max(supply.from_s, campaign.start_s)
        for one in rows:
            total += one.amount
            if not supply.from_s - _SAME_S <= one.at_s <= supply.until_s + _SAME_S:
                yield Fault(rule="supply's time", where=where, at_s=one.at_s, wanted=supply.from_s,
                            had=one.at_s)  # fmt: skip
            room = supply.rate_1_s * (one.at_s - begin) if math.isfinite(supply.rate_1_s) else total
            if total > min(supply.amount, room) * (1.0 + _REL) + _KG:
                yield Fault(rule="supply", where=where, at_s=one.at_s, wanted=total,
                            had=min(supply.amount, room))  # fmt: skip


def _demands(campaign: Campaign, plan: Plan) -> Iterator[Fault]:
    for number, demand in enumerate(campaign.demands):
        rows = [one for one in plan.deliveries if one.demand == number]
        total = sum(one.amount for one in rows)
        where = demand.anchor or f"{demand.node}: {demand.item}"
        if abs(total - demand.amount) > _REL * demand.amount + _KG:
            yield Fault(rule="demand", where=where, at_s=demand.date_s, wanted=demand.amount,
                        had=total)  # fmt: skip
        for one in rows:
            if one.at_s > demand.date_s + _SAME_S:
                yield Fault(rule="late", where=where, at_s=one.at_s, wanted=demand.date_s,
                            had=one.at_s)  # fmt: skip


def _limits(campaign: Campaign, plan: Plan) -> Iterator[Fault]:
    instants = list(plan.instants_s)
    gaps = {a: b - a for a, b in pairwise(instants)}
    for limit in campaign.limits:
        rows = [
            (trip.leaves_s, many * limit.weights.get(key, 1.0))
            for trip in plan.trips
            if trip.leg in limit.legs
            for key, many in trip.flown.items()
            if not limit.vehicles or key in limit.vehicles
        ]
        for t, _ in rows:
            inside = sum(many for s, many in rows if t <= s < t + limit.span_s - 1.0)
            room = limit.flights * max(1.0, gaps.get(t, limit.span_s) / limit.span_s)
            if any(low <= t < high for low, high in limit.closed):
                room = 0.0
            if inside > room * (1.0 + _REL) + _REL:
                yield Fault(rule="limit", where=limit.key, at_s=t, wanted=inside, had=room)


def _counted(campaign: Campaign, plan: Plan) -> tuple[float, float]:
    """Return (launched [kg], cost) of a plan, counted from its rows."""
    legs = {leg.key: leg for leg in campaign.legs}
    vehicles = {one.key: one for one in campaign.vehicles}
    commodities = {one.key: one for one in campaign.commodities}
    launched = sum(
        plan_check_trip.mass_kg(campaign, trip) for trip in plan.trips if legs[trip.leg].launch
    )
    cost = 0.0
    for one in plan.given:
        supply = campaign.supplies[one.supply]
        item = vehicles.get(supply.item) or commodities[supply.item]
        cost += one.amount * (supply.price or item.price)
    for trip in plan.trips:
        cost += sum(vehicles[key].flight_price * many for key, many in trip.flown.items())
    return launched, cost


def _told(plan: Plan, launched: float, cost: float) -> Iterator[Fault]:
    pairs = (("launched mass", plan.launched_kg, launched), ("cost", plan.cost, cost))
    for rule, told, counted in pairs:
        if abs(told - counted) > _REL * abs(counted) + 1.0:
            yield Fault(rule=rule, where="plan", at_s=plan.instants_s[0], wanted=counted, had=told)
