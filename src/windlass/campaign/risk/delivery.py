"""When vehicles are delivered in a simulated campaign: as planned, or late.

Checked: tests/campaign/test_risk_fast.py.
"""

from __future__ import annotations

from windlass.campaign.risk.draws import Draws
from windlass.campaign.risk.plan import Plan


def undelivered(plan: Plan, number: int, draws: Draws, now_s: float) -> list[tuple[float, int]]:
    """Return (delivered [s], how many) of a pool's batches that are not there yet."""
    pool, k = plan.timetable.pools[number], plan.vehicle_of[number]
    slips = []
    if k >= 0 and plan.hazards.vehicles[k].late > 0.0 and "late" not in plan.hazards.off:
        slips = draws.slips(k, len(pool.ready))
    found = []
    for batch, (at, many) in enumerate(pool.ready):
        if slips and slips[batch][0] < plan.hazards.vehicles[k].late:
            at += plan.hazards.vehicles[k].slip.at(slips[batch][1])
        if many and at > now_s:
            found.append((at, many))
    return found
