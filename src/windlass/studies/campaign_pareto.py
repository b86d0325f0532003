"""The front of two goals of a campaign from its file, as plain data and in a few lines.

Checked: tests/studies/test_campaign_pareto.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.check import check
from windlass.campaign.plan.pareto import Front, Point, front
from windlass.campaign.plan.why_not import short
from windlass.campaign.tables import Campaign, Goal
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import tables
from windlass.studies.campaign_run import Planned
from windlass.studies.campaign_told import told

UNITS: Final[dict[Goal, str]] = {"launch-mass": "kg", "time": "d"}
KEYS: Final[dict[Goal, str]] = {"cost": "cost", "launch-mass": "launched_kg", "time": "time_d"}
NAMES: Final[dict[Goal, str]] = {
    "cost": "cost", "launch-mass": "launched mass", "time": "time until all is delivered",
}  # fmt: skip


def pareto(
    file: CampaignFile,
    *,
    against: Goal,
    points: int = 7,
    limit_s: float = 60.0,
    tell: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Return what ``campaign_told.told`` does, of the front's first end, with ``front`` beside.

    limit_s: for each search.  Where no plan exists, ``front`` is None and ``short`` says what is
    short.  Raises InvalidInput for its tables or goals, NotSolved where the time was too short.
    """
    rows = tables(file)
    grid = grids.make(rows, file.step)
    try:
        found = front(
            rows, grid, goal=file.goal, against=against, points=points, gap=file.gap,
            limit_s=limit_s, tell=tell,
        )  # fmt: skip
    except NotSolved:
        lacking = short(flows.build(rows, grid, file.goal))
        if not lacking:
            raise
        none = Planned(file=file, campaign=rows, plan=None, verdict=None, binding=(),
                       short=lacking, steps=())  # fmt: skip
        return told(none) | {"front": None}
    return _shown(file, rows, found)


def _shown(file: CampaignFile, rows: Campaign, found: Front) -> dict[str, Any]:
    if not found.points:
        raise NotSolved(
            "the replay refuses all plans of the front", status=0, value=len(found.left),
            remedy="see `windlass campaign plan` for its faults",
        )  # fmt: skip
    end = found.points[-1].plan
    planned = Planned(file=file, campaign=rows, plan=end, verdict=check(rows, end), binding=(),
                      short=(), steps=())  # fmt: skip
    plain = told(planned)
    plain["front"] = plainly(file, found)
    plain["notes"].insert(
        0, f"The flights shown are those of {plain['front']['points'][-1]['anchor']}, the end of "
        f"the front with the least {NAMES[found.goal]}.",
    )  # fmt: skip
    return plain


def plainly(file: CampaignFile, found: Front) -> dict[str, Any]:
    """Return a front as plain data, units in its keys; cost in the file's currency."""
    goal, against = found.goal, found.against
    return {
        "goal": goal,
        "against": against,
        "goal_unit": UNITS.get(goal, file.currency),
        "against_unit": UNITS.get(against, file.currency),
        "asked_gap": found.asked_gap,
        "least_against": {"value": found.least_against, "bound": found.bound_against},
        "points": [_point(one, number) for number, one in enumerate(found.points, start=1)],
        "left": [
            {"limit": one.limit, "why": one.why, "value": one.value, "against": one.against}
            for one in found.left
        ],
        "searches": found.searches,
        "relaxations_warm": found.warm,
    }


def _point(one: Point, number: int) -> dict[str, Any]:
    plan = one.plan
    return {
        "anchor": f"point-{number}",
        "status": plan.status,
        "value": one.value,
        "bound": one.bound,
        "gap": one.gap,
        "against": one.against,
        "limit": one.limit,
        KEYS["cost"]: plan.cost,
        KEYS["launch-mass"]: plan.launched_kg,
        KEYS["time"]: (plan.last_delivery_s - plan.instants_s[0]) / DAY_S,
        "last_delivery_s": plan.last_delivery_s,
        "last_delivery": format_epoch(plan.last_delivery_s),
        "flights": plan.flights(),
        "departures": [
            {"leg": trip.leg, "leaves": format_epoch(trip.leaves_s), "flown": dict(trip.flown)}
            for trip in plan.trips
            if trip.flown
        ],
    }


def lines(plain: Mapping[str, Any]) -> list[str]:
    """Return what a front comes to, in a few lines."""
    found = plain["front"]
    goal, against, points = found["goal"], found["against"], found["points"]
    many = f"{len(points)} plans" if len(points) > 1 else "One plan"
    said = [f"{plain['title']}: {NAMES[goal]} against {NAMES[against]}. {many} on the front."]
    if len(points) == 1:
        said.append(
            f"It is at once the least {NAMES[goal]} and the least {NAMES[against]} that was found: "
            "the two goals do not pull apart here."
        )
    least = found["least_against"]
    said.append(
        f"Least {NAMES[against]} found: {_amount(plain, against, least['value'])}; proven to be at "
        f"least {_amount(plain, against, least['bound'])}."
    )
    late = [one for one in points if one["status"] == "feasible"]
    if late:
        said.append(
            f"Not proven within the {100.0 * found['asked_gap']:.2g} % asked for: {len(late)} of "
            f"{len(points)} (widest gap {100.0 * max(one['gap'] for one in late):.2g} %); give "
            "more time with --limit."
        )
    for why, text in WHY.items():
        count = sum(one["why"] == why for one in found["left"])
        if count:
            said.append(f"{count} {text}")
    return said


WHY: Final = {
    "dominated": "plan(s) left out: another is better in one goal and no worse in the other.",
    "equal": "plan(s) left out: the same in both goals as another.",
    "refused": "plan(s) left out: the replay refuses them.",
    "no plan in the time": "limit(s) without a plan in the time: the front may be better there.",
}


def _amount(plain: Mapping[str, Any], goal: Goal, value: float) -> str:
    return shown(value, goal, plain["currency"])


def shown(value: float, goal: Goal, currency: str) -> str:
    """Return a value of a goal with its unit."""
    if goal == "cost":
        return f"{value / 1e6:,.1f} M {currency}"
    return f"{value / 1e3:,.2f} t" if goal == "launch-mass" else f"{value:,.1f} d"
