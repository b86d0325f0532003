"""What changes where a campaign is asked for a little else: planned again, from the plan there was.

Checked: tests/studies/test_campaign_what_if.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from windlass.base.errors import InvalidInput, NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.check import check
from windlass.campaign.plan.plan import Plan
from windlass.campaign.plan.replan import Planner
from windlass.campaign.plan.why_not import Short, short
from windlass.campaign.tables import Campaign
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Both plans; after: none where what is asked cannot be, and then what is short.

    warm: whether the second was planned on the first one's grid, from its flights.
    """

    file: CampaignFile
    before: Plan
    after: Plan | None
    holds: bool
    short: tuple[Short, ...]
    warm: bool


def what_if(
    file: CampaignFile,
    changed: CampaignFile,
    *,
    limit_s: float = 300.0,
    tell: Callable[[str], None] | None = None,
) -> WhatIf:
    """Return the plan of a file and that of a changed one; NotSolved where the first has none."""
    base, other = tables(file), tables(changed)
    if file.goal != changed.goal:
        raise InvalidInput(
            "two plans are compared by one goal", value=(file.goal, changed.goal),
            remedy="change the goal in the file itself",
        )  # fmt: skip
    grid = grids.make(base, file.step)
    planner = Planner(grid=grid, goal=file.goal, gap=file.gap, limit_s=limit_s)
    before = planner.plan(base, tell=tell)
    warm = _fits(other, grid, base)
    if not warm:
        grid = grids.make(other, changed.step)
        planner = Planner(grid=grid, goal=file.goal, gap=changed.gap, limit_s=limit_s)
    try:
        after = planner.plan(other, tell=tell)
    except NotSolved:
        lacking = short(flows.build(other, grid, file.goal))
        if not lacking:
            raise
        return WhatIf(file=changed, before=before, after=None, holds=False, short=lacking,
                      warm=warm)  # fmt: skip
    return WhatIf(
        file=changed,
        before=before,
        after=after,
        holds=check(other, after).holds,
        short=(),
        warm=warm,
    )


def _fits(campaign: Campaign, grid: grids.Grid, base: Campaign) -> bool:
    """Return whether a campaign's own dates are all instants of a grid."""
    own = grids.make(campaign, campaign.end_s - campaign.start_s)
    if (campaign.start_s, campaign.end_s) != (base.start_s, base.end_s):
        return False
    try:
        for t in own.at_s:
            grid.index(float(t))
    except InvalidInput:
        return False
    return True


def compared(found: WhatIf) -> dict[str, Any]:
    """Return both plans side by side as plain data."""
    before, after = found.before, found.after
    rows = [
        ("cost", "cost", found.file.currency),
        ("launched_kg", "launched mass", "kg"),
        ("last_delivery_s", "last delivery", "s"),
    ]
    plain: dict[str, Any] = {
        "status": "none" if after is None else after.status if found.holds else "refused",
        "warm": found.warm,
        "figures": [
            {
                "key": key,
                "name": name,
                "unit": unit,
                "before": getattr(before, key),
                "after": None if after is None else getattr(after, key),
            }
            for key, name, unit in rows
        ],
        "flights": {
            key: [before.flights().get(key, 0), after.flights().get(key, 0) if after else None]
            for key in sorted({*before.flights(), *(after.flights() if after else {})})
        },
        "short": [
            {"anchor": one.anchor, "item": one.item, "node": one.node, "wanted": one.wanted,
             "short": one.short, "alone": one.alone, "without": list(one.without)}
            for one in found.short
        ],
        "gap": [before.gap, None if after is None else after.gap],
    }  # fmt: skip
    return plain
