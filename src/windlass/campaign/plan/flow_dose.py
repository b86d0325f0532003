"""Career limits of dose in a flow: people are numbers there, so that what all take together binds.

Whoever flies when, those who fly take at most their limits together, no leg alone takes a person
over one, and where there is a dose nobody is left out of the count: necessary, and not enough, for
each person to keep to it (``exposure`` tells).
Checked: tests/campaign/test_flow.py, tests/campaign/test_flow_dose.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from windlass.campaign.crew import dose
from windlass.campaign.plan.flow_ends import Supplied
from windlass.campaign.plan.flow_stays import Stays
from windlass.campaign.plan.model import Model, Way
from windlass.campaign.plan.program import Ints


@dataclass(frozen=True, slots=True)
class Limited:
    """Columns of people who would take more than a career's dose on one flight: none may (M,);
    balances of people at places with a dose: nobody vanishes there (R,)."""

    barred: Ints
    kept: Ints


def add(
    model: Model, ways: tuple[Way, ...], stays: Stays, supplied: tuple[Supplied, ...]
) -> Limited:
    """Add the limits of people whose agency is named; return what else is to be held."""
    none = np.empty(0, dtype=np.int64)
    barred, kept = [none], [none]
    exposed = [i for i, node in enumerate(model.campaign.nodes) if node.where]
    for c, people in enumerate(model.campaign.commodities):
        if not people.seat or not people.agency:
            continue
        limit = dose.limit(people.agency)
        rows = model.program.add_rows(
            2, high=0.0, name=f"dose,{people.key}", each=("supplied", "leaving").__getitem__
        )
        barred += [_flown(model, way, c, rows, limit) for way in ways]
        _waited(model, stays, c, rows, limit)
        _people(model, ways, supplied, c, rows)
        # At the last instant all may stay where they are.
        kept.append(model.balance[exposed, c, :-1].ravel())
    return Limited(np.concatenate(barred), np.concatenate(kept))


def _flown(model: Model, way: Way, c: int, rows: Ints, limit: float) -> Ints:
    """Add what each person takes aboard, in limits; return the flights that take one over it."""
    if c not in way.carried:
        return np.empty(0, dtype=np.int64)
    columns = way.cargo[way.carried.index(c)]
    taken = np.array([dose.over(way.leg.where, float(t)) for t in way.flights.lasts_s])
    for row in rows:
        model.program.put(np.full(columns.size, row), columns, taken / limit)
    over: Ints = columns[taken > limit]
    return over


def _waited(model: Model, stays: Stays, c: int, rows: Ints, limit: float) -> None:
    steps_s = np.diff(model.grid.at_s)
    for i, node in enumerate(model.campaign.nodes):
        columns = stays.held[i, c]
        if node.where and node.stay:
            taken = np.array([dose.over(node.where, float(t)) for t in steps_s])
            for row in rows:
                model.program.put(np.full(columns.size, row), columns, taken / limit)


def _people(
    model: Model, ways: tuple[Way, ...], supplied: tuple[Supplied, ...], c: int, rows: Ints
) -> None:
    """Subtract who may take it: all who are supplied; and those of them who ever leave shelter."""
    key, safe = model.campaign.commodities[c].key, set()
    where = {node.key: node.where for node in model.campaign.nodes}
    for supply, found in zip(model.campaign.supplies, supplied, strict=True):
        if supply.item != key:
            continue
        ones = np.ones(found.columns.size)
        model.program.put(np.full(ones.size, rows[0]), found.columns, -ones)
        if where[supply.node]:
            model.program.put(np.full(ones.size, rows[1]), found.columns, -ones)
        else:
            safe.add(supply.node)
    for way in ways:
        if way.leg.origin in safe and c in way.carried:
            columns = way.cargo[way.carried.index(c)]
            model.program.put(np.full(columns.size, rows[1]), columns, -1.0)
