"""Why no plan exists, in names of the tables.

What is short: demands may be met in part, and as little as possible is left out.
Checked: tests/campaign/test_why_not.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.program import Ints
from windlass.campaign.plan.solver import Solver, columns_of

_LEAST: Final = 1e-6
_NONE: Final = np.empty(0, dtype=np.int64)

FREED: Final = {
    "limit": "limits of flights",
    "closed": "closed times",
    "supply": "amounts of supplies",
    "rate": "rates of supplies",
    "dose": "career limits of dose",
}
"""Kinds of rows that a table sets and another could: what a reader calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A demand that cannot be met with the others: what is wanted, and how much of it is short.

    alone: whether it cannot be met even where no other demand is.  without: each of FREED that,
    left out by itself, lets all demands be met.
    """

    anchor: str
    node: str
    item: str
    date_s: float
    wanted: float
    short: float
    alone: bool
    without: tuple[str, ...] = ()


def short(flow: Flow, *, limit_s: float = 60.0) -> tuple[Short, ...]:
    """Return the demands that cannot all be met, least by shares of them; none where all can."""
    found, whole = _shares(flow, limit_s, whole=False), False
    if not (found > _LEAST).any():
        found, whole = _shares(flow, limit_s, whole=True), True
    if not (found > _LEAST).any():
        return ()
    rows, without = [], tuple(_without(flow, limit_s, whole))
    for number, demand in enumerate(flow.model.campaign.demands):
        if found[number] > _LEAST:
            only = _shares(flow, limit_s, whole=False, only=number)
            rows.append(
                Short(
                    anchor=demand.anchor or f"{demand.item} at {demand.node}",
                    node=demand.node,
                    item=demand.item,
                    date_s=demand.date_s,
                    wanted=demand.amount,
                    short=float(found[number]) * demand.amount,
                    alone=bool(only[number] > _LEAST),
                    without=without,
                )
            )
    return tuple(rows)


def _without(flow: Flow, limit_s: float, whole: bool) -> Iterator[str]:
    """Yield the kinds of rows without which, one kind by itself, nothing is short."""
    kinds = [name.split("[")[0].split(",")[0] for name in flow.model.program.row_names()]
    for kind, title in FREED.items():
        rows = np.array([k for k, one in enumerate(kinds) if one == kind], dtype=np.int64)
        if rows.size:
            columns = flow.barred if kind == "dose" else _NONE
            freed = _shares(flow, limit_s, whole=whole, freed=(rows, columns))
            if not (freed > _LEAST).any():
                yield title


def _shares(
    flow: Flow,
    limit_s: float,
    *,
    whole: bool,
    only: int | None = None,
    freed: tuple[Ints, Ints] = (_NONE, _NONE),
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the share of each demand that is short (D,), least in sum, or of one of them.

    freed: rows and columns that nothing limits.
    """
    model, matrix = flow.model, flow.matrix
    columns = np.array([one.short[0] for one in flow.demanded], dtype=np.int64)
    amounts = np.array([
        demand.amount / model.sized(model.item(demand.item)) for demand in model.campaign.demands
    ])  # fmt: skip
    solver = Solver(matrix)
    if not whole:
        solver.whole(columns_of(matrix), False)
    solver.bounds(columns, np.zeros(columns.size), amounts)
    rows, barred = freed
    solver.rows(rows, np.full(rows.size, -np.inf), np.full(rows.size, np.inf))
    if barred.size:
        solver.bounds(barred, np.zeros(barred.size), np.full(barred.size, np.inf))
    wanted = amounts > 0.0
    cost = np.zeros(matrix.cost.size)
    counted = wanted if only is None else wanted & (np.arange(columns.size) == only)
    cost[columns[counted]] = 1.0 / amounts[counted]
    solver.cost(cost)
    answer = solver.solve(limit_s=limit_s, gap=1e-3)
    if answer.x is None:
        # Not even without demands: then all are short.
        return np.where(wanted, 1.0, 0.0)
    shares = np.zeros(columns.size)
    shares[wanted] = answer.x[columns[wanted]] / amounts[wanted]
    return shares
