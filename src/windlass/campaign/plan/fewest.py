"""Of plans that launch as little, one with the fewest flights: none flies for nothing.

Launch mass says nothing of how many launches it is shared among.  Flights are left out of a plan,
its mass held, as far as a short search finds.  Checked: tests/campaign/test_fewest.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.program import Floats, with_row
from windlass.campaign.plan.solver import Solver, columns_of

_REL: Final = 1e-9
_LIMIT_S: Final = 10.0


def fewest(flow: Flow, x: Floats, *, limit_s: float = _LIMIT_S) -> Floats:
    """Return x (N,), or a plan out of its flights that is as good and has fewer of them.

    limit_s: for the search [s]; what it has found by then counts.
    """
    matrix = flow.matrix
    whole = columns_of(matrix)
    value = float(matrix.cost @ x)
    held = with_row(matrix, matrix.cost)
    high, cost = held.high.copy(), np.zeros(matrix.cost.size)
    high[-1] = value + _REL * abs(value)
    flights = np.concatenate([way.flown.ravel() for way in flow.ways])
    cost[flights] = 1.0
    solver = Solver(replace(held, cost=cost, high=high))
    solver.bounds(whole, matrix.lower[whole], np.maximum(np.round(x[whole]), matrix.lower[whole]))
    solver.start(np.arange(x.size), x)
    answer = solver.solve(limit_s=limit_s, gap=1e-6)
    if answer.x is None or float(cost @ answer.x) > float(cost @ x) - 0.5:
        return x
    return answer.x
