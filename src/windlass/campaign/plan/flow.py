"""A campaign as one programme: a time-expanded, generalised flow of many commodities.

Flights are whole numbers, cargo is not; vehicles and cargo move over legs and wait at nodes,
between instants of a grid.  Source: ho2014, ishimatsu2016, isaji2022.
Checked: tests/campaign/test_flow.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from windlass.base.errors import InvalidInput
from windlass.campaign.plan import flow_dose, flow_ends, flow_stays, flow_ways
from windlass.campaign.plan.flow_ends import Demanded, Supplied
from windlass.campaign.plan.flow_stays import Stays
from windlass.campaign.plan.grid import Grid
from windlass.campaign.plan.model import Model, Way, begin
from windlass.campaign.plan.program import Floats, Ints, Matrix
from windlass.campaign.tables import GOALS, Campaign, Goal
from windlass.campaign.tables_check import check


@dataclass(frozen=True, slots=True)
class Flow:
    """A programme of a campaign on a grid, and which of its columns is what.

    money, launched (N,): what one unit of each column costs, and launches [t]; done: columns of
    "all is delivered by this instant" (K,), for the goal of time only; barred: of people on
    flights that take one of them over a career's dose, which are none.
    """

    model: Model
    matrix: Matrix
    goal: Goal
    ways: tuple[Way, ...]
    stays: Stays
    supplied: tuple[Supplied, ...]
    demanded: tuple[Demanded, ...]
    money: Floats
    launched: Floats
    done: Ints
    barred: Ints


def build(campaign: Campaign, grid: Grid, goal: Goal) -> Flow:
    """Return the programme of a campaign; InvalidInput for faults in its tables or goal."""
    if goal not in GOALS:
        raise InvalidInput("goal of a plan", value=goal, remedy=f"one of {', '.join(GOALS)}")
    check(campaign)
    if goal == "launch-mass" and not any(leg.launch for leg in campaign.legs):
        raise InvalidInput(
            "launch mass is the goal, but no leg counts as a launch", remedy="set launch = true"
        )
    model = begin(campaign, grid)
    ways = flow_ways.add(model)
    stays = flow_stays.add(model)
    supplied = flow_ends.supplies(model)
    demanded = flow_ends.demands(model, early=goal == "time")
    flow_ends.limits(model, ways)
    limited = flow_dose.add(model, ways, stays, supplied)
    done = _done(model, demanded) if goal == "time" else np.empty(0, dtype=np.int64)
    money = flow_ends.money(model, ways, supplied)
    launched = flow_ends.launched(model, ways)
    matrix = model.program.finish()
    matrix.upper[limited.barred] = 0.0
    matrix.high[limited.kept] = 0.0
    matrix.cost[:] = _cost(model, goal, money, launched, done)
    return Flow(model, matrix, goal, ways, stays, supplied, demanded, money, launched, done,
                limited.barred)  # fmt: skip


def _done(model: Model, demanded: tuple[Demanded, ...]) -> Ints:
    """Add columns that may be 1 only once all is delivered, and stay so."""
    program, size = model.program, model.grid.at_s.size
    done = program.add_columns(size, upper=1.0, whole=True, name="done")
    rows = program.add_rows(size - 1, high=0.0, name="stays done")
    program.put(rows, done[:-1], 1.0)
    program.put(rows, done[1:], -1.0)
    for demand, found in zip(model.campaign.demands, demanded, strict=True):
        amount = demand.amount / model.sized(model.item(demand.item))
        if amount <= 0.0:
            continue
        rows = program.add_rows(size, low=0.0, name="done")
        program.put(rows, done, -amount)
        for column, at in zip(found.columns, found.at, strict=True):
            after = rows[at:]
            program.put(after, np.full(after.size, column), 1.0)
    return done


def _cost(model: Model, goal: Goal, money: Floats, launched: Floats, done: Ints) -> Floats:
    if goal == "cost":
        # In millions, so that costs are of like size as all else.
        return money / 1e6
    if goal == "launch-mass":
        return launched.copy()
    cost = np.zeros(model.program.columns)
    days = np.diff(model.grid.at_s) / 86_400.0
    cost[done[:-1]] = -days
    return cost
