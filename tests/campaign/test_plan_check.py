"""The replay passes what the planner makes, and refuses it once anything in it is changed."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from tests.campaign.small_case import DAY, campaign
from windlass.campaign.plan.check import check
from windlass.campaign.plan.plan import Plan, Trip, plan
from windlass.campaign.tables import Campaign


@cache
def made(goal: str = "cost") -> Plan:
    return plan(campaign(), goal=goal, step_s=5 * DAY, gap=1e-6)  # type: ignore[arg-type]


@pytest.mark.parametrize("goal", ["cost", "launch-mass", "time"])
def test_a_plan_of_each_goal_holds(goal: str) -> None:
    one = made(goal)
    verdict = check(campaign(), one)
    assert verdict.faults == ()
    assert verdict.launched_kg == pytest.approx(one.launched_kg, rel=1e-9)
    assert verdict.cost == pytest.approx(one.cost, rel=1e-9)


def test_each_goal_is_best_by_its_own_measure() -> None:
    by = {goal: made(goal) for goal in ("cost", "launch-mass", "time")}
    assert min(one.cost for one in by.values()) == pytest.approx(by["cost"].cost, rel=1e-6)
    least = min(one.launched_kg for one in by.values())
    assert least == pytest.approx(by["launch-mass"].launched_kg, rel=1e-6)
    assert min(one.last_delivery_s for one in by.values()) == by["time"].last_delivery_s
    assert by["time"].value == pytest.approx(by["time"].last_delivery_s / DAY)


def trip(one: Plan, leg: str, change: Callable[[Trip], Trip]) -> Plan:
    k = next(k for k, row in enumerate(one.trips) if row.leg == leg)
    return replace(one, trips=(*one.trips[:k], change(one.trips[k]), *one.trips[k + 1 :]))


def less(what: str, share: float) -> Callable[[Trip], Trip]:
    return lambda row: replace(row, cargo={**row.cargo, what: row.cargo[what] * share})


def fewer(row: Trip) -> Trip:
    return replace(row, flown={key: many - 1 for key, many in row.flown.items()})


CHANGES: dict[str, tuple[Callable[[Plan], Plan], set[str]]] = {
    "less propellant": (lambda p: trip(p, "out", less("oxygen", 0.99)), {"propellant", "stock"}),
    "more propellant": (lambda p: trip(p, "out", less("oxygen", 1.5)), {"stock", "tanks"}),
    "less food": (lambda p: trip(p, "back", less("food", 0.5)), {"used up"}),
    "a lander fewer": (lambda p: trip(p, "out", fewer), {"own tanks", "tanks", "hold"}),
    "nobody rides": (lambda p: trip(p, "up", lambda r: replace(r, ridden={})), {"stock"}),
    "off its window": (
        lambda p: trip(p, "out", lambda r: replace(r, leaves_s=r.leaves_s + DAY)),
        {"window"},
    ),
    "too quick": (
        lambda p: trip(p, "out", lambda r: replace(r, arrives_s=r.leaves_s)),
        {"duration"},
    ),
    "a delivery less": (lambda p: replace(p, deliveries=p.deliveries[1:]), {"demand"}),
    "a supply less": (lambda p: replace(p, given=p.given[1:]), {"stock"}),
    "a stay less": (lambda p: replace(p, stays=p.stays[:-1]), {"stock"}),
    "a cost that is not its own": (lambda p: replace(p, cost=p.cost * 0.9), {"cost"}),
    "a mass that is not its own": (
        lambda p: replace(p, launched_kg=p.launched_kg * 0.9),
        {"launched mass"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_is_found(name: str) -> None:
    change, rules = CHANGES[name]
    verdict = check(campaign(), change(made()))
    assert not verdict.holds
    assert rules & {fault.rule for fault in verdict.faults}, verdict.faults


def narrower(**change: object) -> Campaign:
    return replace(campaign(), **change)  # type: ignore[arg-type]


TABLES: dict[str, tuple[Callable[[], Campaign], str]] = {
    "pads": (
        lambda: narrower(limits=(replace(campaign().limits[0], flights=0),)),
        "limit",
    ),
    "closed": (
        lambda: narrower(limits=(replace(campaign().limits[0], closed=((0.0, 60 * DAY),)),)),
        "limit",
    ),
    "hold": (
        lambda: narrower(
            vehicles=(
                campaign().vehicles[0],
                replace(campaign().vehicles[1], hold_kg=100.0),
            )
        ),
        "hold",
    ),
    "seats": (
        lambda: narrower(
            vehicles=(campaign().vehicles[0], replace(campaign().vehicles[1], seats=0))
        ),
        "seats",
    ),
    "lift": (
        lambda: narrower(
            vehicles=(replace(campaign().vehicles[0], lift_kg=1e3), campaign().vehicles[1])
        ),
        "lift",
    ),
    "riders": (
        lambda: narrower(
            vehicles=(campaign().vehicles[0], replace(campaign().vehicles[1], rides=()))
        ),
        "may not ride",
    ),
    "engine": (
        lambda: narrower(
            vehicles=(campaign().vehicles[0], replace(campaign().vehicles[1], isp_s=430.0))
        ),
        "propellant",
    ),
    "no stay": (
        lambda: narrower(
            nodes=(
                campaign().nodes[0],
                replace(campaign().nodes[1], stay=False),
                campaign().nodes[2],
            )
        ),
        "no stay",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_plan_of_other_tables_does_not_hold(name: str) -> None:
    tables, rule = TABLES[name]
    verdict = check(tables(), made())
    assert rule in {fault.rule for fault in verdict.faults}
