"""A strategic plan: which flights, with what on board, what waits where, and what that costs.

Whole numbers are rounded and held, and the rest solved again, so that a plan is exact in its own
programme; whether it is one in truth is for ``plan_check`` to say.
Checked: tests/campaign/test_plan.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from windlass.base.errors import NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.fewest import fewest
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.model import TONNE_KG
from windlass.campaign.plan.program import Floats, Ints
from windlass.campaign.plan.search import Found, search
from windlass.campaign.plan.solver import Solver, columns_of
from windlass.campaign.tables import Campaign, Goal

_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Vehicles that leave together over a leg: how many of each type fly and ride, what they carry.

    cargo: commodity -> kg, or ones, when they leave; burned: of it, by the rocket equation.
    departure: number of the leg's own departure, −1 where it may be flown at any time.
    """

    leg: str
    leaves_s: float
    arrives_s: float
    lasts_s: float
    flown: Mapping[str, int]
    ridden: Mapping[str, int]
    cargo: Mapping[str, float]
    burned: Mapping[str, float]
    departure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What waits at a node from one instant to the next: item -> kg, or ones."""

    node: str
    from_s: float
    until_s: float
    items: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What comes from a supply at an instant; supply: its number in the campaign's table."""

    supply: int
    at_s: float
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What meets a demand at an instant; demand: its number in the campaign's table."""

    demand: int
    at_s: float
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """Units of a process at work over a step; process: its number in the campaign's table."""

    process: int
    from_s: float
    until_s: float
    units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Result: a plan, how good it is proven to be, and on which grid.

    value, bound: of the goal: money, kg launched, or days until all is delivered.  status:
    "optimal" within the gap that was asked for, or "feasible" where time ran out.
    """

    goal: Goal
    status: Literal["optimal", "feasible"]
    value: float
    bound: float
    asked_gap: float
    cost: float
    launched_kg: float
    last_delivery_s: float
    instants_s: tuple[float, ...]
    snapped_s: float
    trips: tuple[Trip, ...]
    stays: tuple[Stay, ...]
    given: tuple[Given, ...]
    deliveries: tuple[Delivery, ...]
    at_work: tuple[AtWork, ...]

    @property
    def gap(self) -> float:
        """Relative distance of value from what is proven."""
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1e-9)

    def flights(self) -> dict[str, int]:
        """Return vehicle type -> flights."""
        total: dict[str, int] = {}
        for trip in self.trips:
            for key, many in trip.flown.items():
                total[key] = total.get(key, 0) + many
        return total


def plan(
    campaign: Campaign,
    *,
    goal: Goal = "cost",
    step_s: float,
    gap: float = 0.01,
    limit_s: float = 300.0,
    threads: int = 2,
    seed: int = 0,
    tell: Callable[[str], None] | None = None,
) -> Plan:
    """Return the plan of a campaign on a grid of its events, with steps of at most step_s [s].

    Raises InvalidInput for its tables, NotSolved where no plan was found within the time, or where
    none can exist; ``why_not`` says why.
    """
    flow = flows.build(campaign, grids.make(campaign, step_s), goal)
    found = search(
        flow.matrix, leaving(flow), gap=gap, limit_s=limit_s, threads=threads, seed=seed, tell=tell
    )
    return settle(flow, found, gap=gap)


def leaving(flow: Flow) -> Ints:
    """Return the instant at which each column leaves (N,), −1 for what does not fly."""
    when = np.full(flow.matrix.cost.size, -1, dtype=np.int64)
    for way in flow.ways:
        for block in (way.cargo, way.flown, way.ridden):
            when[block] = way.flights.leaves
    return when


def settle(flow: Flow, found: Found, *, gap: float) -> Plan:
    """Return the plan of what was found, its whole numbers exact; NotSolved where nothing was."""
    if found.x is None:
        told = {"infeasible": "no plan exists", "no-answer": "no plan was found in the time"}
        raise NotSolved(
            told.get(found.status, "the plan has no least cost"),
            status=0,
            value=found.status,
            remedy="see what is short, give more time, or take a longer step",
        )
    x = found.x
    if flow.goal == "launch-mass":
        x = fewest(flow, x)
    x = polished(flow, x)
    value = float(flow.matrix.cost @ x)
    status: Literal["optimal", "feasible"] = "optimal"
    if value - found.bound > gap * abs(value) + _LEAST:
        status = "feasible"
    return _read(flow, x, status, value, found.bound, gap)


def polished(flow: Flow, x: Floats) -> Floats:
    """Return x with its whole numbers rounded and held, and the rest solved again."""
    matrix = flow.matrix
    whole = columns_of(matrix)
    solver = Solver(matrix)
    solver.whole(whole, False)
    held = np.round(x[whole])
    solver.bounds(whole, held, held)
    answer = solver.solve()
    if answer.x is None:
        raise NotSolved(
            "a plan whose whole numbers were rounded is none", status=0, value=answer.status,
            remedy="give the numbers of its tables in units of like size",
        )  # fmt: skip
    answer.x[whole] = held
    return answer.x


def _read(
    flow: Flow,
    x: Floats,
    status: Literal["optimal", "feasible"],
    value: float,
    bound: float,
    gap: float,
) -> Plan:
    at = flow.model.grid.at_s
    deliveries = tuple(_deliveries(flow, x))
    last = max((one.at_s for one in deliveries), default=float(at[0]))
    scale, offset = _outside(flow)
    return Plan(
        goal=flow.goal,
        status=status,
        value=value * scale + offset,
        bound=bound * scale + offset,
        asked_gap=gap,
        cost=float(flow.money @ x),
        launched_kg=float(flow.launched @ x) * TONNE_KG,
        last_delivery_s=last,
        instants_s=tuple(float(t) for t in at),
        snapped_s=grids.snapped_s(flow.model.campaign, flow.model.grid),
        trips=tuple(_trips(flow, x)),
        stays=tuple(_stays(flow, x)),
        given=tuple(_given(flow, x)),
        deliveries=deliveries,
        at_work=tuple(_at_work(flow, x)),
    )


def _outside(flow: Flow) -> tuple[float, float]:
    """Return (scale, offset) from the programme's goal to money, kg, or days from the start."""
    if flow.goal == "cost":
        return 1e6, 0.0
    if flow.goal == "launch-mass":
        return TONNE_KG, 0.0
    at = flow.model.grid.at_s
    return 1.0, float(at[-1] - at[0]) / 86_400.0


def _trips(flow: Flow, x: Floats) -> list[Trip]:
    campaign, at, trips = flow.model.campaign, flow.model.grid.at_s, []
    first = flow.model.commodities
    for way in flow.ways:
        for d in range(way.flights.leaves.size):
            flown = _counts(flow, way.members, way.flown[:, d], x)
            ridden = _counts(flow, way.riders, way.ridden[:, d], x)
            cargo = {
                campaign.commodities[c].key: float(x[column]) * float(flow.model.size[c])
                for c, column in zip(way.carried, way.cargo[:, d], strict=True)
                if x[column] * flow.model.size[c] > _LEAST
            }
            if not (flown or ridden or cargo):
                continue
            types = (*way.members, *way.riders)
            moved = np.concatenate([way.flown[:, d], way.ridden[:, d]])
            mass = sum(flow.model.mass[first + v] * x[k] for v, k in zip(types, moved, strict=True))
            mass += sum(
                flow.model.mass[c] * x[k] for c, k in zip(way.carried, way.cargo[:, d], strict=True)
            )
            burns = campaign.vehicles[way.members[0]].burns
            burned = float(mass) * float(way.share[d]) * TONNE_KG
            trips.append(
                Trip(
                    leg=way.leg.key,
                    leaves_s=float(at[way.flights.leaves[d]]),
                    arrives_s=float(at[way.flights.arrives[d]]),
                    lasts_s=float(way.flights.lasts_s[d]),
                    flown=flown,
                    ridden=ridden,
                    cargo=cargo,
                    burned={key: part * burned for key, part in burns.items() if part * burned},
                    departure=int(way.flights.number[d]),
                )
            )
    return sorted(trips, key=lambda one: (one.leaves_s, one.arrives_s, one.leg))


def _counts(flow: Flow, types: tuple[int, ...], columns: Ints, x: Floats) -> dict[str, int]:
    vehicles = flow.model.campaign.vehicles
    return {
        vehicles[v].key: round(float(x[k]))
        for v, k in zip(types, columns, strict=True)
        if round(float(x[k])) > 0
    }


def _stays(flow: Flow, x: Floats) -> list[Stay]:
    model, found = flow.model, []
    items, at = model.campaign.items(), model.grid.at_s
    for i, node in enumerate(model.campaign.nodes):
        held = flow.stays.held[i]
        if held.size == 0 or held[0, 0] < 0:
            continue
        for k in range(held.shape[1]):
            here = {
                items[j]: float(x[held[j, k]]) * model.sized(j)
                for j in range(held.shape[0])
                if x[held[j, k]] * model.sized(j) > _LEAST
            }
            if here:
                found.append(
                    Stay(node=node.key, from_s=float(at[k]), until_s=float(at[k + 1]), items=here)
                )
    return found


def _given(flow: Flow, x: Floats) -> list[Given]:
    model = flow.model
    return [
        Given(supply=number, at_s=float(model.grid.at_s[k]), amount=float(x[column]) * size)
        for number, (supply, found) in enumerate(
            zip(model.campaign.supplies, flow.supplied, strict=True)
        )
        for size in [model.sized(model.item(supply.item))]
        for column, k in zip(found.columns, found.at, strict=True)
        if x[column] * size > _LEAST
    ]


def _deliveries(flow: Flow, x: Floats) -> list[Delivery]:
    model = flow.model
    return [
        Delivery(demand=number, at_s=float(model.grid.at_s[k]), amount=float(x[column]) * size)
        for number, (demand, found) in enumerate(
            zip(model.campaign.demands, flow.demanded, strict=True)
        )
        for size in [model.sized(model.item(demand.item))]
        for column, k in zip(found.columns, found.at, strict=True)
        if x[column] * size > _LEAST
    ]


def _at_work(flow: Flow, x: Floats) -> list[AtWork]:
    model, at = flow.model, flow.model.grid.at_s
    return [
        AtWork(process=p, from_s=float(at[k]), until_s=float(at[k + 1]), units=float(x[c]) * size)
        for p, process in enumerate(model.campaign.processes)
        for size in [model.sized(model.item(process.unit))]
        for k, c in enumerate(flow.stays.at_work[p])
        if x[c] * size > _LEAST
    ]
