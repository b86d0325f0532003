"""What binds: its gain against the optimum of the relaxation where the figure is a little more."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.campaign.small_case import DAY, campaign
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.binding import Binding, binding
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.solver import Solver, columns_of
from windlass.campaign.tables import Campaign, Goal, Vehicle

MORE = 1e-4


def built(tables: Campaign, goal: Goal = "cost") -> Flow:
    return flows.build(tables, grids.make(tables, 5 * DAY), goal)


def relaxed(tables: Campaign, goal: Goal = "cost") -> float:
    """Optimum with fractions of flights, in the goal's own unit."""
    flow = built(tables, goal)
    solver = Solver(flow.matrix)
    solver.whole(columns_of(flow.matrix), False)
    answer = solver.solve()
    assert answer.status == "optimal"
    return answer.value * (1e6 if goal == "cost" else 1e3)


def dear() -> Campaign:
    """The small campaign with prices that no two plans share, and few pieces of some things."""
    tables = campaign()
    prices = dict(zip(("food", "spares", "plant", "oxygen", "hydrogen"),
                      (11.3, 97.1, 1013.0, 1.37, 5.21), strict=True))  # fmt: skip
    supplies = tuple(
        replace(one, price=prices[one.item]) if one.item in prices else one
        for one in tables.supplies
    )
    return replace(tables, supplies=supplies)


@cache
def rows(goal: Goal) -> dict[tuple[str, str], Binding]:
    return {(one.kind, one.name): one for one in binding(built(dear(), goal), most=50)}


def of_type(key: str, change: Callable[[Vehicle, float], Vehicle]) -> Callable[..., Campaign]:
    def changed(tables: Campaign, more: float) -> Campaign:
        return replace(tables, vehicles=tuple(
            change(one, more) if one.key == key else one for one in tables.vehicles
        ))  # fmt: skip

    return changed


def tank(item: str) -> Callable[[Vehicle, float], Vehicle]:
    def changed(one: Vehicle, more: float) -> Vehicle:
        return replace(one, tanks={**one.tanks, item: one.tanks[item] + 1e3 * more})

    return changed


CASES = {
    ("lift", "launcher"): of_type(
        "launcher", lambda one, more: replace(one, lift_kg=(one.lift_kg or 0.0) + 1e3 * more)
    ),
    ("hold", "lander"): of_type(
        "lander", lambda one, more: replace(one, hold_kg=one.hold_kg + 1e3 * more)
    ),
    ("tank", "lander: oxygen"): of_type("lander", tank("oxygen")),
    ("tank", "lander: hydrogen"): of_type("lander", tank("hydrogen")),
}


@pytest.mark.parametrize("goal", ["cost", "launch-mass"])
@pytest.mark.parametrize("key", CASES)
def test_gain_is_the_difference_that_a_little_more_makes(goal: Goal, key: tuple[str, str]) -> None:
    """A figure that does not bind gains nothing; at a kink it lies between both sides."""
    change = CASES[key]
    middle = relaxed(dear(), goal)
    up = (middle - relaxed(change(dear(), MORE), goal)) / MORE
    down = (relaxed(change(dear(), -MORE), goal) - middle) / MORE
    gain = rows(goal)[key].gain if key in rows(goal) else 0.0
    slack = 1e-3 * abs(middle)
    assert min(up, down) - slack <= gain <= max(up, down) + slack, (up, gain, down)


def test_several_of_these_bind() -> None:
    assert sum(key in rows("cost") for key in CASES) >= 3
    assert rows("cost")["lift", "launcher"].where == ("up",)
    assert rows("cost")["lift", "launcher"].unit == "t"


def test_of_a_supply_that_is_scarce_a_tonne_more() -> None:
    """Cheap plant for half of what is wanted: a tonne more of it saves the difference of price."""
    tables = dear()
    cheap = replace(next(one for one in tables.supplies if one.item == "plant"),
                    price=13.0, amount=400.0)  # fmt: skip
    scarce = replace(tables, supplies=(*tables.supplies, cheap))
    found = {(one.kind, one.name): one for one in binding(built(scarce), most=50)}
    assert found["supply", "plant at earth"].gain == pytest.approx(1e6, rel=1e-6)
    assert found["supply", "plant at earth"].unit == "t"


def test_of_a_limit_a_flight_in_each_span() -> None:
    """A dear launcher beside a cheap one that may seldom fly: what a flight more of it saves."""
    tables = dear()
    cheap = replace(tables.vehicles[0], key="shuttle", flight_price=10e6)
    lander = replace(tables.vehicles[1], rides=("launcher", "shuttle"))
    up = replace(tables.legs[0], vehicles=("launcher", "shuttle"))
    free = replace(next(one for one in tables.supplies if one.item == "launcher"), item="shuttle")
    few = replace(tables.limits[0], key="few", vehicles=("shuttle",), flights=0.02, span_s=10 * DAY)
    both = replace(
        tables, vehicles=(tables.vehicles[0], cheap, lander), legs=(up, *tables.legs[1:]),
        supplies=(*tables.supplies, free), limits=(few,),
    )  # fmt: skip
    found = {(one.kind, one.name): one for one in binding(built(both), most=50)}
    more = replace(both, limits=(replace(few, flights=few.flights + MORE),))
    less = replace(both, limits=(replace(few, flights=few.flights - MORE),))
    up_, down = relaxed(both) - relaxed(more), relaxed(less) - relaxed(both)
    gain = found["limit of flights", "few"].gain
    assert gain > 1e6
    assert np.array([up_, down]).min() / MORE <= gain + 10.0
    assert gain - 10.0 <= np.array([up_, down]).max() / MORE
