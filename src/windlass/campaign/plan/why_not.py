"""Why no plan exists, in names of the tables.

What is short: demands may be met in part, and as little as possible is left out.
Checked: tests/campaign/test_why_not.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.solver import Solver, columns_of

_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A demand that cannot be met with the others: what is wanted, and how much of it is short.

    alone: whether it cannot be met even where no other demand is.
    """

    anchor: str
    node: str
    item: str
    date_s: float
    wanted: float
    short: float
    alone: bool


def short(flow: Flow, *, limit_s: float = 60.0) -> tuple[Short, ...]:
    """Return the demands that cannot all be met, least by shares of them; none where all can."""
    found = _shares(flow, limit_s, whole=False)
    if not (found > _LEAST).any():
        found = _shares(flow, limit_s, whole=True)
    rows = []
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
                )
            )
    return tuple(rows)


def _shares(
    flow: Flow, limit_s: float, *, whole: bool, only: int | None = None
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the share of each demand that is short (D,), least in sum, or of one of them."""
    model, matrix = flow.model, flow.matrix
    columns = np.array([one.short[0] for one in flow.demanded], dtype=np.int64)
    amounts = np.array([
        demand.amount / model.sized(model.item(demand.item)) for demand in model.campaign.demands
    ])  # fmt: skip
    solver = Solver(matrix)
    if not whole:
        solver.whole(columns_of(matrix), False)
    solver.bounds(columns, np.zeros(columns.size), amounts)
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
