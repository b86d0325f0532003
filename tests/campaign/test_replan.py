"""Changed tables answered warm are what they are cold."""

from dataclasses import replace

import pytest

from tests.campaign.small_case import DAY, campaign
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.cheapest import cheapest
from windlass.campaign.plan.check import check
from windlass.campaign.plan.plan import leaving, plan, settle
from windlass.campaign.plan.replan import Planner
from windlass.campaign.plan.search import search
from windlass.campaign.tables import Campaign


def more(tables: Campaign, kg: float) -> Campaign:
    return replace(tables, demands=(replace(tables.demands[0], amount=kg), *tables.demands[1:]))


def closed(tables: Campaign) -> Campaign:
    limit = replace(tables.limits[0], closed=((2.0 * DAY, 24.0 * DAY),))
    return replace(tables, limits=(limit,))


def test_warm_and_cold_agree() -> None:
    tables = campaign()
    grid = grids.make(tables, 5 * DAY)
    warm = Planner(grid=grid, goal="cost", gap=1e-6)
    first = warm.relax(tables)
    for change in (more(tables, 2e3), more(tables, 500.0), closed(tables), tables):
        answer = warm.relax(change)
        cold = Planner(grid=grid, goal="cost").relax(change)
        assert answer.status == cold.status == "optimal"
        assert answer.value == pytest.approx(cold.value, rel=1e-7)
    assert warm.warm == [False, True, True, True, True]
    assert answer.value == pytest.approx(first.value, rel=1e-9)


def test_a_plan_is_made_anew_from_the_last_one() -> None:
    tables = campaign()
    planner = Planner(grid=grids.make(tables, 5 * DAY), goal="cost", gap=1e-6)
    planner.plan(tables)
    for change in (more(tables, 3e3), closed(tables)):
        again = planner.plan(change)
        assert check(change, again).holds
        # The grid of the one is not that of the other where a date was closed.
        cold = plan(change, goal="cost", step_s=5 * DAY, gap=1e-6)
        assert again.value == pytest.approx(cold.value, rel=2e-2)


def test_of_the_fastest_plans_the_cheapest_is_taken_warm_as_well() -> None:
    tables = campaign()
    planner = Planner(grid=grids.make(tables, 5 * DAY), goal="time", gap=1e-6)
    for change in (tables, more(tables, 3e3)):
        again = planner.plan(change)
        flow = flows.build(change, planner.grid, "time")
        found = search(flow.matrix, leaving(flow), gap=1e-6, limit_s=60.0)
        held, taken, _ = cheapest(flow, found, gap=1e-6, limit_s=60.0)
        cold = settle(held, taken, gap=1e-6)
        assert again.last_delivery_s == cold.last_delivery_s
        assert again.cost == pytest.approx(cold.cost, rel=1e-6)
        assert again.cost <= settle(flow, found, gap=1e-6).cost * (1.0 + 1e-9)
