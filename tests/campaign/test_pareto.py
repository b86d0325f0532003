"""A front against fronts by hand, every plan of a toy, single goals, and weighted sums."""

from dataclasses import replace
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.small_case import campaign as small
from tests.campaign.toy import DAY, SHIP, leg, supply, toy, want
from windlass.base.errors import InvalidInput, NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.check import check
from windlass.campaign.plan.pareto import Front, Point, front, of, undominated, with_row
from windlass.campaign.plan.plan import plan
from windlass.campaign.plan.solver import Solver
from windlass.campaign.tables import Campaign, Departure, Goal, Supply


def ways_of_time() -> Campaign:
    """2 t in holds of 1 t: two at 3 M in a day, at 2 M in two, at 1 M in three."""
    types = [
        replace(SHIP, key=key, hold_kg=1e3, flight_price=price)
        for key, price in (("fast", 3e6), ("middling", 2e6), ("slow", 1e6))
    ]
    legs = tuple(
        leg(key=one.key, vehicles=(one.key,), duration_s=days * DAY)
        for days, one in enumerate(types, start=1)
    )
    return toy(vehicles=tuple(types), legs=legs, end_s=4 * DAY,
               supplies=supply("cargo", "fast", "middling", "slow"),
               demands=(want("cargo", 2e3, 4),))  # fmt: skip


def two_ships(
    loads: int = 3, heavy: tuple[float, float] = (3e3, 1e6), light: tuple[float, float] = (1e3, 3e6)
) -> Campaign:
    """Loads of 1 t in ships with holds of 1 t, each type (dry [kg], price)."""
    types = tuple(
        replace(SHIP, key=key, dry_kg=dry, hold_kg=1e3, flight_price=price)
        for key, (dry, price) in (("heavy", heavy), ("light", light))
    )
    return toy(vehicles=types, legs=(leg(vehicles=("heavy", "light")),),
               supplies=supply("cargo", "heavy", "light"),
               demands=(want("cargo", loads * 1e3),))  # fmt: skip


def found(tables: Campaign, goal: Goal, against: Goal, points: int = 7) -> Front:
    return front(
        tables, grids.make(tables, DAY), goal=goal, against=against, points=points, gap=1e-6
    )


def pairs(one: Front) -> list[tuple[float, float]]:
    return [(point.against, point.value) for point in one.points]


def test_time_against_cost_is_the_front_by_hand() -> None:
    tables = ways_of_time()
    by_hand = [(1.0, 6e6), (2.0, 4e6), (3.0, 2e6)]
    assert pairs(found(tables, "cost", "time")) == [pytest.approx(one) for one in by_hand]
    turned = [(cost, days) for days, cost in reversed(by_hand)]
    assert pairs(found(tables, "time", "cost")) == [pytest.approx(one) for one in turned]


def test_mass_against_cost_is_the_front_by_hand() -> None:
    # k light ships of three: 3 t of cargo, k + 3 (3 − k) t of ships, 3 k + (3 − k) M.
    by_hand = [(6e3, 9e6), (8e3, 7e6), (10e3, 5e6), (12e3, 3e6)]
    four = found(two_ships(), "cost", "launch-mass", points=4)
    assert pairs(four) == [pytest.approx(one, rel=1e-6) for one in by_hand]
    assert four.left == ()
    ends = found(two_ships(), "cost", "launch-mass", points=2)
    assert pairs(ends) == [pytest.approx(one, rel=1e-6) for one in (by_hand[0], by_hand[-1])]
    more = found(two_ships(), "cost", "launch-mass", points=10)
    assert pairs(more) == [pytest.approx(one, rel=1e-6) for one in by_hand]
    assert [one.why for one in more.left] == ["equal"] * 6


ships = st.tuples(st.integers(5, 40).map(lambda n: 100.0 * n), st.integers(1, 9).map(float))


@settings(max_examples=12, deadline=None)
@given(loads=st.integers(1, 4), heavy=ships, light=ships)
def test_every_point_is_one_of_all_plans_that_none_beats(
    loads: int, heavy: tuple[float, float], light: tuple[float, float]
) -> None:
    one, other = ((dry, 1e6 * price) for dry, price in (heavy, light))
    tables = two_ships(loads, one, other)
    every = [
        (1e3 * loads + k * other[0] + (loads - k) * one[0], k * other[1] + (loads - k) * one[1])
        for k in range(loads + 1)
    ]
    best = {
        a for a in every
        if not any(b != a and b[0] <= a[0] and b[1] <= a[1] for b in every)
    }  # fmt: skip
    # The plans are evenly apart; limits at less than half of that miss none.
    got = found(tables, "cost", "launch-mass", points=max(2, 2 * len(best)))
    assert pairs(got) == [pytest.approx(a, rel=1e-5) for a in sorted(best)]
    for point in got.points:
        assert check(tables, point.plan).holds
        assert point.bound <= point.value * (1.0 + 1e-9)


def lunar_tables(against: str) -> Campaign:
    """The small campaign with a lighter, dearer lander and a faster way out; of time, 10 t out."""
    tables = small()
    launcher, lander = tables.vehicles
    light = replace(lander, key="light", dry_kg=2.5e3, price=80e6)
    dash = replace(tables.legs[1], key="dash", dv_m_s=6000.0, duration_s=2 * DAY)
    legs = tuple(
        replace(one, vehicles=(*one.vehicles, "light")) if "lander" in one.vehicles else one
        for one in (*tables.legs[:2], dash, *tables.legs[2:])
    )
    plant = replace(tables.demands[0], amount=10e3, date_s=60 * DAY)
    return replace(
        tables, vehicles=(launcher, lander, light), legs=legs,
        supplies=(*tables.supplies, Supply(node="earth", item="light")),
        demands=(plant,) if against == "time" else tables.demands,
    )  # fmt: skip


@pytest.fixture(scope="module", params=["launch-mass", "time"])
def lunar(request: pytest.FixtureRequest) -> tuple[Campaign, Front]:
    tables = lunar_tables(request.param)
    return tables, front(tables, grids.make(tables, 10 * DAY), goal="cost",
                         against=cast("Goal", request.param), points=5, gap=1e-4)  # fmt: skip


def test_a_front_falls_and_each_of_its_plans_holds(lunar: tuple[Campaign, Front]) -> None:
    tables, got = lunar
    assert len(got.points) == {"launch-mass": 2, "time": 4}[got.against]
    for one, other in pairwise(got.points):
        assert one.against < other.against
        assert one.value > other.value
        assert one.bound >= other.bound * (1.0 - 1e-9)
    for point in got.points:
        assert check(tables, point.plan).holds
        assert point.plan.status == "optimal"
        assert point.bound <= point.value
        both = of(point.plan, "cost"), of(point.plan, got.against)
        assert both == (point.value, point.against)


def test_ends_are_the_plans_of_single_goals(lunar: tuple[Campaign, Front]) -> None:
    tables, got = lunar
    least = plan(tables, goal=got.against, step_s=10 * DAY, gap=1e-4)
    assert got.points[0].against == pytest.approx(least.value, rel=2e-4)
    assert got.least_against == pytest.approx(least.value, rel=2e-4)
    assert got.bound_against <= got.least_against * (1.0 + 1e-9)
    cheap = plan(tables, goal="cost", step_s=10 * DAY, gap=1e-4)
    # In a front against time what is wanted may come before its date, so that it may cost less.
    assert got.points[-1].value <= cheap.value * (1.0 + 2e-4)
    if got.against != "time":
        assert got.points[-1].value == pytest.approx(cheap.value, rel=2e-4)


def test_no_weighted_sum_finds_a_plan_that_beats_the_front() -> None:
    tables = lunar_tables("launch-mass")
    grid = grids.make(tables, 10 * DAY)
    got = front(tables, grid, goal="cost", against="launch-mass", points=4, gap=1e-5)
    flow = flows.build(tables, grid, "cost")
    for weight in (0.02, 0.3, 0.9):
        solver = Solver(flow.matrix)
        solver.cost(weight * flow.money / 1e6 + (1.0 - weight) * flow.launched)
        answer = solver.solve(gap=1e-6)
        assert answer.x is not None
        cost, mass = float(flow.money @ answer.x), 1e3 * float(flow.launched @ answer.x)
        for point in got.points:
            # Within the gap it may be lower in both; by more than that it may not.
            assert cost > point.value * (1 - 1e-4) or mass > point.against * (1 - 1e-4)
        sums = [weight * p.value / 1e6 + (1 - weight) * p.against / 1e3 for p in got.points]
        assert min(sums) >= answer.value * (1.0 - 1e-5)


def test_what_is_beaten_is_left_out_and_told() -> None:
    tables = two_ships()
    plan_ = found(tables, "cost", "launch-mass", 2).points[0].plan

    def point(value: float, against: float, limit: float | None, bound: float = 0.0) -> Point:
        return Point(plan=plan_, value=value, against=against, bound=bound, limit=limit)

    kept, left = undominated(
        [point(5.0, 1.0, 1.0), point(5.0, 2.0, 2.0), point(3.0, 3.0, 3.0),
         point(3.0, 3.0, 2.9, bound=2.0), point(4.0, 9.0, None)]
    )  # fmt: skip
    assert [(one.value, one.against) for one in kept] == [(5.0, 1.0), (3.0, 3.0)]
    assert kept[1].bound == 2.0
    assert [(one.limit, one.why) for one in left] == [
        (2.0, "dominated"), (3.0, "equal"), (None, "dominated"),
    ]  # fmt: skip


def test_relaxations_are_answered_by_one_kept_solver() -> None:
    got = found(two_ships(), "cost", "launch-mass", points=6)
    assert got.warm >= 6


def test_a_row_more_holds_what_it_is_given() -> None:
    flow = flows.build(two_ships(), grids.make(two_ships(), DAY), "cost")
    values = np.arange(float(flow.matrix.cost.size))
    more = with_row(flow.matrix, values)
    dense = np.zeros((more.low.size, values.size))
    for column in range(values.size):
        span = slice(more.start[column], more.start[column + 1])
        assert (np.diff(more.row[span]) > 0).all()
        dense[more.row[span], column] = more.value[span]
    assert np.array_equal(dense[-1], values)
    assert more.start[-1] == more.value.size == more.row.size
    plain = Solver(flow.matrix).solve(gap=1e-9).value
    assert Solver(more).solve(gap=1e-9).value == pytest.approx(plain, rel=1e-9)


def test_goals_that_are_one_and_campaigns_without_a_plan_are_refused() -> None:
    with pytest.raises(InvalidInput, match="two that differ"):
        found(two_ships(), "cost", "cost")
    with pytest.raises(InvalidInput, match="2 or more"):
        found(two_ships(), "cost", "time", points=1)
    after = leg(vehicles=("heavy",), departures=(Departure(date_s=DAY),))
    late = replace(two_ships(), legs=(after,), end_s=3 * DAY)
    with pytest.raises(NotSolved, match="no plan exists"):
        found(late, "cost", "launch-mass")
    ground = replace(two_ships(), legs=(leg(vehicles=("heavy", "light"), launch=False),))
    with pytest.raises(InvalidInput, match="no leg counts as a launch"):
        found(ground, "cost", "launch-mass")
