"""Of plans that are equally fast the cheapest is taken, and it holds."""

from dataclasses import replace

import pytest

from tests.campaign.test_pareto import lunar_tables, ways_of_time
from tests.campaign.toy import DAY
from windlass.base.errors import InvalidInput
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.cheapest import cheapest
from windlass.campaign.plan.check import check
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.pareto import front
from windlass.campaign.plan.plan import Plan, leaving, settle
from windlass.campaign.plan.search import Found, search
from windlass.campaign.tables import Campaign


def fastest(tables: Campaign, step_s: float) -> tuple[Flow, Found]:
    flow = flows.build(tables, grids.make(tables, step_s), "time")
    return flow, search(flow.matrix, leaving(flow), gap=1e-6)


def told(tables: Campaign, step_s: float = DAY) -> Plan:
    flow, found = fastest(tables, step_s)
    held, better, _ = cheapest(flow, found, gap=1e-6, limit_s=60.0)
    return settle(held, better, gap=1e-6)


def test_of_two_ways_that_are_as_fast_the_cheaper_is_flown() -> None:
    tables = ways_of_time()
    dear = replace(tables.vehicles[0], key="dear", flight_price=8e6)
    tables = replace(
        tables, vehicles=(dear, *tables.vehicles),
        supplies=(replace(tables.supplies[0], item="dear"), *tables.supplies),
        legs=(replace(tables.legs[0], key="way", vehicles=("dear",)), *tables.legs),
    )  # fmt: skip
    plan = told(tables)
    assert plan.value == pytest.approx(1.0)
    assert plan.flights() == {"fast": 2}
    assert plan.cost == pytest.approx(6e6)
    assert check(tables, plan).holds


def test_it_is_the_first_point_of_the_front() -> None:
    tables = lunar_tables("time")
    got = front(tables, grids.make(tables, 10 * DAY), goal="cost", against="time", points=2,
                gap=1e-6)  # fmt: skip
    plan = told(tables, 10 * DAY)
    assert plan.value == pytest.approx(got.points[0].against, rel=1e-9)
    assert plan.cost == pytest.approx(got.points[0].value, rel=1e-5)
    assert plan.status == "optimal"
    assert check(tables, plan).holds


def test_it_is_asked_of_a_goal_of_time_only() -> None:
    flow, found = fastest(ways_of_time(), DAY)
    with pytest.raises(InvalidInput, match="goal of time"):
        cheapest(replace(flow, goal="cost"), found, gap=1e-6, limit_s=1.0)
