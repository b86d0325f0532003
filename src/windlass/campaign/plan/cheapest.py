"""The cheapest of the fastest plans: a goal of time says nothing of money, so that is asked next.

The last delivery is held where it is, and cost is least with it (lexicographic goals).
Source: mavrotas2009.  Checked: tests/campaign/test_cheapest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from windlass.base.errors import InvalidInput
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.plan import leaving
from windlass.campaign.plan.program import with_row
from windlass.campaign.plan.search import Found, search

_REL: Final = 1e-6
_WHOLE: Final = 0.5


def cheapest(
    flow: Flow,
    found: Found,
    *,
    gap: float,
    limit_s: float,
    seed: int = 0,
    tell: Callable[[str], None] | None = None,
) -> tuple[Flow, Found, Found | None]:
    """Return what ``settle`` reads the cheapest plan from, and the search for it.

    flow, found: of a goal of time; its value and bound stay.  The search is None where it found
    nothing cheaper in the time.  Raises InvalidInput for another goal.
    """
    if flow.goal != "time" or found.x is None:
        raise InvalidInput(
            "the cheapest of the fastest", value=flow.goal, remedy="a plan with the goal of time"
        )
    lower = flow.matrix.lower.copy()
    done = flow.done[found.x[flow.done] > _WHOLE]
    lower[done] = 1.0
    cost = flow.money / 1e6
    held = replace(flow.matrix, lower=lower, cost=cost)
    then = search(
        held, leaving(flow), gap=gap, limit_s=limit_s, seed=seed, start=found.x, tell=tell
    )
    if then.x is None or float(cost @ then.x) > float(cost @ found.x):
        return flow, found, None
    matrix = with_row(replace(flow.matrix, lower=lower), cost)
    high = matrix.high.copy()
    worth = float(cost @ then.x)
    high[-1] = worth + _REL * max(1.0, abs(worth))
    x = np.asarray(then.x)
    value = float(flow.matrix.cost @ x)
    return replace(flow, matrix=replace(matrix, high=high)), replace(found, x=x, value=value), then
