"""Where the flow begins and ends: supplies, demands, and limits of flights.

Checked: tests/campaign/test_flow.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from windlass.campaign.plan.model import Model, Way
from windlass.campaign.plan.program import Floats, Ints
from windlass.campaign.tables import Limit


@dataclass(frozen=True, slots=True)
class Supplied:
    """Columns of a supply (M,), and the instant of each (M,)."""

    columns: Ints
    at: Ints


@dataclass(frozen=True, slots=True)
class Demanded:
    """Columns of a demand: what is delivered at each instant (M,), and what is short (1,).

    early: whether it may be delivered before its date; then ``at`` holds several instants.
    """

    columns: Ints
    at: Ints
    short: Ints


def supplies(model: Model) -> tuple[Supplied, ...]:
    """Add the supplies of a campaign."""
    found = []
    at_s = model.grid.at_s
    for number, supply in enumerate(model.campaign.supplies):
        item, node = model.item(supply.item), model.campaign.node(supply.node)
        at = np.flatnonzero((at_s >= supply.from_s - 1.0) & (at_s <= supply.until_s + 1.0))
        key = f"{supply.node},{supply.item},{number}"

        def each(k: int, at: Ints = at, key: str = key) -> str:
            return f"{key},{at[k]}"

        columns = model.program.add_columns(at.size, name="supply", each=each)
        model.program.put(model.balance[node, item, at], columns, 1.0)
        size = model.sized(item)
        if np.isfinite(supply.amount):
            rows = model.program.add_rows(1, high=supply.amount / size, name=f"supply,{key}")
            model.program.put(np.repeat(rows, at.size), columns, 1.0)
        if np.isfinite(supply.rate_1_s) and at.size:
            begin = max(supply.from_s, float(at_s[0]))
            made = supply.rate_1_s * (at_s[at] - begin) / size
            rows = model.program.add_rows(at.size, high=made, name="rate", each=each)
            upto = np.tril_indices(at.size)
            model.program.put(rows[upto[0]], columns[upto[1]], 1.0)
        found.append(Supplied(columns, at))
    return tuple(found)


def demands(model: Model, *, early: bool) -> tuple[Demanded, ...]:
    """Add the demands; early: they may be delivered at any instant up to their dates."""
    found = []
    for number, demand in enumerate(model.campaign.demands):
        item, node = model.item(demand.item), model.campaign.node(demand.node)
        last = model.grid.index(demand.date_s)
        at = np.arange(last + 1) if early else np.array([last])
        amount = demand.amount / model.sized(item)
        key = demand.anchor or f"{demand.node},{demand.item},{number}"

        def each(k: int, at: Ints = at, key: str = key) -> str:
            return f"{key},{at[k]}"

        columns = model.program.add_columns(at.size, name="delivered", each=each)
        short = model.program.add_columns(1, upper=0.0, name=f"short,{key}")
        model.program.put(model.balance[node, item, at], columns, -1.0)
        rows = model.program.add_rows(1, low=amount, high=amount, name=f"demand,{key}")
        model.program.put(np.repeat(rows, at.size), columns, 1.0)
        model.program.put(rows, short, 1.0)
        found.append(Demanded(columns, at, short))
    return tuple(found)


def limits(model: Model, ways: tuple[Way, ...]) -> None:
    """Add the limits of flights: in any span from an instant on, and none where closed."""
    at_s = model.grid.at_s
    for limit in model.campaign.limits:
        columns, leaves, counts = _counted(model, ways, limit)
        if not columns.size:
            continue
        gaps = np.append(np.diff(at_s), limit.span_s)
        # An instant stands for the time until the next one.
        room = limit.flights * np.maximum(1.0, gaps / limit.span_s)
        # Rows of their own, there even where nothing is closed: closing changes bounds only, so
        # that a kept solver answers it warm.
        open_ = np.full(at_s.size, np.inf)
        for low, high in limit.closed:
            open_[(at_s >= low) & (at_s < high)] = 0.0

        def each(k: int, key: str = limit.key) -> str:
            return f"{key},{k}"

        shut = model.program.add_rows(at_s.size, high=open_, name="closed", each=each)
        model.program.put(shut[leaves], columns, 1.0)
        rows = model.program.add_rows(at_s.size, high=room, name="limit", each=each)
        for k, t in enumerate(at_s):
            inside = (leaves == k) | ((at_s[leaves] >= t) & (at_s[leaves] < t + limit.span_s - 1.0))
            model.program.put(np.full(int(inside.sum()), rows[k]), columns[inside], counts[inside])


def _counted(model: Model, ways: tuple[Way, ...], limit: Limit) -> tuple[Ints, Ints, Floats]:
    """Return columns (M,) of the flights that count, their instants (M,), and what each counts."""
    none = np.empty(0, dtype=np.int64)
    columns, leaves, counts = [none], [none], [np.empty(0)]
    for way in ways:
        if way.leg.key not in limit.legs:
            continue
        for v, numbers in zip(way.members, way.flown, strict=True):
            key = model.campaign.vehicles[v].key
            if not limit.vehicles or key in limit.vehicles:
                columns.append(numbers)
                leaves.append(way.flights.leaves)
                counts.append(np.full(numbers.size, limit.weights.get(key, 1.0)))
    return np.concatenate(columns), np.concatenate(leaves), np.concatenate(counts)


def launched(model: Model, ways: tuple[Way, ...]) -> Floats:
    """Return the launched mass (N,) [t] of one unit of each column."""
    cost = np.zeros(model.program.columns)
    for way in ways:
        if way.leg.launch:
            for c, columns in zip(way.carried, way.cargo, strict=True):
                cost[columns] += model.mass[c]
            for numbers, block in ((way.members, way.flown), (way.riders, way.ridden)):
                for v, columns in zip(numbers, block, strict=True):
                    cost[columns] += model.mass[model.commodities + v]
    return cost


def money(model: Model, ways: tuple[Way, ...], supplied: tuple[Supplied, ...]) -> Floats:
    """Return what one unit of each column costs (N,) [the campaign's currency]."""
    campaign = model.campaign
    cost = np.zeros(model.program.columns)
    prices = [one.price for one in campaign.commodities]
    prices += [one.price for one in campaign.vehicles]
    for supply, found in zip(campaign.supplies, supplied, strict=True):
        item = model.item(supply.item)
        cost[found.columns] += (supply.price or prices[item]) * model.sized(item)
    for way in ways:
        for v, columns in zip(way.members, way.flown, strict=True):
            cost[columns] += campaign.vehicles[v].flight_price
    return cost
