"""A plan as it is read from its programme: its trips balance, its grid converges, warm is cold."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.campaign import toy
from tests.campaign.small_case import BURNS, campaign
from windlass.base.errors import NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.plan import Plan, leaving, plan, polished, settle
from windlass.campaign.plan.search import Found, search
from windlass.campaign.plan.solver import Solver
from windlass.campaign.tables import Demand, Goal

DAY = toy.DAY


@pytest.fixture(scope="module")
def found() -> Plan:
    return plan(campaign(), goal="cost", step_s=5 * DAY, gap=1e-6)


def test_value_is_within_its_gap_and_is_its_cost(found: Plan) -> None:
    assert found.status == "optimal"
    assert found.gap <= 1e-6 + 1e-9
    assert found.value == pytest.approx(found.cost, rel=1e-9)
    prices = 90e6 * found.flights()["launcher"]
    bought = sum(
        one.amount * (supply.price or (50e6 if supply.item == "lander" else 0.0))
        for one in found.given
        for supply in [campaign().supplies[one.supply]]
    )
    assert found.cost == pytest.approx(prices + bought, rel=1e-9)


def test_each_trip_burns_by_the_rocket_equation_and_holds_what_it_carries(found: Plan) -> None:
    tables = campaign()
    dry = {one.key: one.dry_kg for one in tables.vehicles}
    holds = {one.key: one.hold_kg for one in tables.vehicles}
    unit = {one.key: one.unit_kg for one in tables.commodities}
    dv = {"up": 0.0, "out": 5000.0, "back": 2600.0}
    solid = ("crew", "food", "spares", "plant")
    assert {trip.leg for trip in found.trips} == set(dv)
    for trip in found.trips:
        aboard = {**trip.flown, **trip.ridden} if trip.leg == "up" else dict(trip.flown)
        mass = sum(dry[key] * many for key, many in aboard.items())
        mass += sum(unit[key] * amount for key, amount in trip.cargo.items())
        burned = mass * (1.0 - math.exp(-dv[trip.leg] / (440.0 * tables.g0_m_s2)))
        for key, share in BURNS.items():
            assert trip.burned.get(key, 0.0) == pytest.approx(share * burned, abs=1e-3)
            assert trip.cargo.get(key, 0.0) >= trip.burned.get(key, 0.0) - 1e-3
        room = sum(holds[key] * many for key, many in aboard.items())
        assert sum(unit[k] * trip.cargo.get(k, 0.0) for k in solid) <= room + 1e-3


def test_mass_of_the_whole_campaign_balances(found: Plan) -> None:
    """Plant: what is bought is delivered, or waits at the end; none comes from nothing."""
    bought = sum(
        one.amount for one in found.given if campaign().supplies[one.supply].item == "plant"
    )
    delivered = sum(
        one.amount for one in found.deliveries if campaign().demands[one.demand].item == "plant"
    )
    assert delivered == pytest.approx(1e3)
    assert bought >= delivered - 1e-6


def test_a_goal_of_time_is_days_until_all_is_there() -> None:
    early = plan(toy.toys()["done"].campaign, goal="time", step_s=DAY)
    assert early.value == pytest.approx(1.0)
    assert early.last_delivery_s == DAY
    # Two ships and the cargo; the goal asks for nothing else, so that more may be launched.
    assert early.launched_kg >= 2 * 1e3 + 3e3 - 1e-6


def test_launch_mass_in_kg() -> None:
    one = toy.toys()["left-burn"]
    flown = plan(one.campaign, goal="launch-mass", step_s=DAY)
    assert flown.value == flown.launched_kg == pytest.approx(4e3)
    assert flown.trips[0].burned == {"fuel": pytest.approx(2e3)}
    assert flown.trips[0].flown == {"ship": 1}


def test_work_and_stays_are_read() -> None:
    one = plan(toy.toys()["process"].campaign, goal="cost", step_s=DAY)
    assert [each.units for each in one.at_work] == pytest.approx([10.0, 10.0])
    assert one.stays[0].items["plant"] == pytest.approx(10.0)


def test_refining_the_grid_moves_the_optimum_by_less_than_two_per_cent() -> None:
    """Dated ways between open ones, launch mass: where it moves most of the goals."""
    tables = campaign()

    def least(days: float) -> float:
        return plan(tables, goal="launch-mass", step_s=days * DAY, gap=1e-6).value

    coarse, half, quarter = (least(days) for days in (10.0, 5.0, 2.5))
    assert half == pytest.approx(coarse, rel=0.02)
    assert quarter == pytest.approx(coarse, rel=0.02)
    assert quarter == pytest.approx(half, rel=1e-3)


@pytest.mark.parametrize("goal", ["cost", "launch-mass"])
def test_a_kept_solver_answers_as_a_new_one(goal: Goal) -> None:
    """Another demand, then a pad that is closed, by bounds of the one programme."""
    tables = campaign()
    grid = grids.make(tables, 5 * DAY)
    flow = flows.build(tables, grid, goal)
    warm = Solver(flow.matrix)
    warm.solve(gap=1e-7)
    more = replace(tables, demands=(replace(tables.demands[0], amount=2.5e3), *tables.demands[1:]))
    shut = replace(more, limits=(replace(more.limits[0], closed=((0.0, 6 * DAY),)),))
    for change in (more, shut, tables):
        matrix = flows.build(change, grid, goal).matrix
        rows = np.arange(matrix.low.size)
        warm.rows(rows, matrix.low, matrix.high)
        answer, cold = warm.solve(gap=1e-7), Solver(matrix).solve(gap=1e-7)
        assert answer.status == cold.status == "optimal"
        assert answer.value == pytest.approx(cold.value, rel=3e-7)


def test_whole_numbers_are_exact_after_polishing() -> None:
    flow = toy.build(toy.toys()["hold"])
    solved = search(flow.matrix, leaving(flow), gap=1e-6)
    assert solved.x is not None
    rough = solved.x.copy()
    rough[flow.matrix.whole] += 3e-7
    x = polished(flow, rough)
    assert np.array_equal(x[flow.matrix.whole], np.round(x[flow.matrix.whole]))
    assert settle(flow, replace(solved, x=rough), gap=1e-6).value == pytest.approx(2e6)


def test_which_columns_leave_when() -> None:
    flow = toy.build(toy.toys()["limit"])
    when = leaving(flow)
    flying = np.zeros(when.size, dtype=bool)
    for way in flow.ways:
        flying[np.concatenate([way.cargo.ravel(), way.flown.ravel()])] = True
    assert np.array_equal(when >= 0, flying)


def test_a_plan_out_of_its_gap_is_not_called_optimal() -> None:
    flow = toy.build(toy.toys()["hold"])
    solved = search(flow.matrix, leaving(flow), gap=1e-6)
    assert settle(flow, replace(solved, bound=1.0), gap=0.01).status == "feasible"


def test_what_cannot_be_planned_is_refused() -> None:
    tables = campaign()
    late = Demand(node="moon", item="plant", amount=1e9, date_s=15 * DAY)
    with pytest.raises(NotSolved, match="no plan exists"):
        plan(replace(tables, demands=(late,)), goal="cost", step_s=5 * DAY)
    flow = toy.build(toy.toys()["hold"])
    for status, told in (("no-answer", "no plan was found in the time"), ("unbounded", "no least")):
        with pytest.raises(NotSolved, match=told):
            settle(flow, Found(None, np.inf, -np.inf, status, ()), gap=0.01)
