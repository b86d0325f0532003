"""What waits at the nodes of a flow, what it uses there, and what it makes.

What is used over a step is there when the step begins, and what is made is there when it ends.
Checked: tests/campaign/test_flow.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from windlass.campaign.plan.model import TONNE_KG, Model
from windlass.campaign.plan.program import Ints


@dataclass(frozen=True, slots=True)
class Stays:
    """Columns of what waits from each instant to the next: held (nodes, items, K − 1), −1 where
    nothing may; at_work (processes, K − 1): how many units of each process work."""

    held: Ints
    at_work: Ints


def add(model: Model) -> Stays:
    """Add what waits, what limits it, and the processes."""
    campaign, steps = model.campaign, model.grid.at_s.size - 1
    items = model.mass.size
    held = np.full((len(campaign.nodes), items, steps), -1, dtype=np.int64)
    names = campaign.items()
    for i, node in enumerate(campaign.nodes):
        if not node.stay:
            continue
        for j in range(items):

            def each(k: int, node: str = node.key, item: str = names[j]) -> str:
                return f"{node},{item},{k}"

            held[i, j] = model.program.add_columns(steps, name="held", each=each)
            model.program.put(model.balance[i, j, :-1], held[i, j], -1.0)
        _left(model, i, held[i])
        if not node.storage:
            _room(model, i, held[i])
    return Stays(held, _processes(model, held))


def _left(model: Model, i: int, held: Ints) -> None:
    """What is left of it at the next instant."""
    steps = np.diff(model.grid.at_s)
    commodities = model.campaign.commodities
    for j in range(held.shape[0]):
        following = model.balance[i, j, 1:]
        if j >= model.commodities:
            model.program.put(following, held[j], 1.0)
            continue
        one = commodities[j]
        kept = np.exp(-one.boiloff_1_s * steps)
        terms = [(held[j], kept)]
        for c, user in enumerate(commodities):
            rate = user.uses.get(one.key, 0.0)
            if rate:
                terms.append((held[c], -rate * steps * model.size[c] / model.size[j]))
        for columns, values in terms:
            model.program.put(following, columns, values)
        if len(terms) > 1:
            rows = _rows(model, i, f"left,{one.key}", low=0.0)
            for columns, values in terms:
                model.program.put(rows, columns, values)


def _room(model: Model, i: int, held: Ints) -> None:
    """Where nothing may lie about: what waits is in holds and tanks of vehicles that wait."""
    campaign, first = model.campaign, model.commodities
    rows = _rows(model, i, "hold", high=0.0)
    for c, one in enumerate(campaign.commodities):
        if not one.fluid:
            model.program.put(rows, held[c], model.mass[c])
            continue
        tank = _rows(model, i, f"tank,{one.key}", high=0.0)
        model.program.put(tank, held[c], 1.0)
        for v, vehicle in enumerate(campaign.vehicles):
            size = vehicle.tanks.get(one.key, 0.0) / TONNE_KG
            model.program.put(tank, held[first + v], -size)
    for v, vehicle in enumerate(campaign.vehicles):
        model.program.put(rows, held[first + v], -vehicle.hold_kg / TONNE_KG)


def _processes(model: Model, held: Ints) -> Ints:
    campaign, steps = model.campaign, np.diff(model.grid.at_s)
    at_work = np.empty((len(campaign.processes), steps.size), dtype=np.int64)
    for p, process in enumerate(campaign.processes):
        i, unit = campaign.node(process.node), model.item(process.unit)

        def each(k: int, key: str = process.key) -> str:
            return f"{key},{k}"

        at_work[p] = model.program.add_columns(steps.size, name="at_work", each=each)
        rows = model.program.add_rows(steps.size, high=0.0, name="units", each=each)
        model.program.put(rows, at_work[p], 1.0)
        if held[i, unit, 0] >= 0:
            model.program.put(rows, held[i, unit], -1.0)
        for key, rate in process.makes.items():
            item = model.item(key)
            amount = rate * steps * model.sized(unit) / model.sized(item)
            at = model.balance[i, item, 1:] if rate > 0.0 else model.balance[i, item, :-1]
            model.program.put(at, at_work[p], amount)
    return at_work


def _rows(model: Model, i: int, name: str, *, low: float = -np.inf, high: float = np.inf) -> Ints:
    key = model.campaign.nodes[i].key

    def each(k: int) -> str:
        return f"{key},{k}"

    count = model.grid.at_s.size - 1
    return model.program.add_rows(count, low=low, high=high, name=f"stay,{name}", each=each)
