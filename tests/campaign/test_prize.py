"""Programmes whose wants may be left out: met or not, in full or in part, and who may use what."""

from dataclasses import replace

import numpy as np
import pytest

from tests.campaign.small_case import campaign
from windlass.base.errors import InvalidInput
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan import prize
from windlass.campaign.plan.solver import Solver

DAY = 86_400.0
ROWS = campaign()
FLOW = flows.build(ROWS, grids.make(ROWS, 5.0 * DAY), "cost")
WANTS = ((0,), (1, 2))
NONE = np.zeros(FLOW.matrix.cost.size, dtype=bool)
COST = 1e9


def least(made: prize.Prized, worth: list[float], budget: float = 1e12) -> tuple[float, np.ndarray]:
    matrix = prize.asked(made, np.array(worth), budget, NONE)
    found = Solver(matrix).solve(gap=1e-6)
    assert found.x is not None
    return found.value, found.x


def test_what_is_worth_its_cost_is_met() -> None:
    made = prize.prized(FLOW, WANTS, (True, True))
    all_, x = least(made, [COST, COST])
    assert x[made.met] == pytest.approx([1.0, 1.0])
    whole = Solver(FLOW.matrix).solve(gap=1e-6)  # all demands must be met
    assert all_ == pytest.approx(whole.value - 2e-6 * COST, rel=1e-5)
    none, x = least(made, [0.0, 0.0])
    assert none == pytest.approx(0.0, abs=1e-9)
    one, x = least(made, [COST, 0.0])
    assert x[made.met] == pytest.approx([1.0, 0.0], abs=1e-6)
    assert all_ <= one + least(made, [0.0, COST])[0] + COST  # together no dearer than apart


def test_a_part_may_be_met_where_it_need_not_be_whole() -> None:
    made = prize.prized(FLOW, WANTS, (False, True))
    full, _ = least(made, [COST, 0.0])
    spent = full + 1e-6 * COST
    part, x = least(made, [COST, 0.0], budget=0.997e6 * spent)
    assert 0.0 < x[made.met[0]] < 1.0
    assert part > full
    none, x = least(prize.prized(FLOW, WANTS, (True, True)), [COST, 0.0], budget=0.997e6 * spent)
    assert (none, x[made.met[0]]) == pytest.approx((0.0, 0.0), abs=1e-6)


def test_the_programme_of_a_flow_is_left_as_it_was() -> None:
    before = [x.copy() for x in (FLOW.matrix.low, FLOW.matrix.high, FLOW.matrix.value)]
    prize.prized(FLOW, WANTS, (True, True))
    after = (FLOW.matrix.low, FLOW.matrix.high, FLOW.matrix.value)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_rows_of_the_tables_are_told_and_found() -> None:
    keys = prize.rows(FLOW)
    assert {"supply.launcher", "supply.moon.crew", "vehicle.lander", "leg.out", "process.oxygen",
            "limit.pad"} <= set(keys)  # fmt: skip
    for key in keys:
        assert prize.uses(FLOW, [key]).any(), key
    both = prize.uses(FLOW, ["leg.out", "leg.back"])
    assert both.sum() == prize.uses(FLOW, ["leg.out"]).sum() + prize.uses(FLOW, ["leg.back"]).sum()
    moon, all_ = prize.uses(FLOW, ["supply.moon.crew"]), prize.uses(FLOW, ["supply.crew"])
    assert (moon <= all_).all()
    assert moon.sum() < all_.sum()


def test_faults_are_told() -> None:
    with pytest.raises(InvalidInput, match="no such row"):
        prize.uses(FLOW, ["vehicle.ship"])
    with pytest.raises(InvalidInput, match="belongs to one want"):
        prize.prized(FLOW, ((0, 1), (1, 2)), (True, True))
    launches = flows.build(ROWS, FLOW.model.grid, "launch-mass")
    with pytest.raises(InvalidInput, match="goal of a plan"):
        prize.prized(launches, WANTS, (True, True))
    made = prize.prized(FLOW, WANTS, (True, True))
    for worth, budget, word in (([-1.0, 0.0], 1.0, "worth"), ([1.0, 0.0], -1.0, "budget"),
                                ([np.nan, 0.0], 1.0, "worth"), ([1.0], 1.0, "worth")):  # fmt: skip
        with pytest.raises(InvalidInput, match=word):
            prize.asked(made, np.array(worth), budget, NONE)
    assert replace(made).budget == made.matrix.low.size - 1
