"""The spread of a trip: it meets its asteroid where that truly is, and comes home."""

from dataclasses import replace

import numpy as np
import pytest

from tests.verify import rocks
from windlass.base.errors import InvalidInput
from windlass.bodies import clones as cl
from windlass.transfers import nhats
from windlass.verify import spread_trip as sp
from windlass.verify import trips
from windlass.verify.plan import Plan
from windlass.verify.spread import Navigation, navigation


@pytest.fixture(scope="module")
def plan() -> Plan:
    rock = trips.Asteroid(title="2099 ZZ8", orbit=rocks.orbit())
    dates = trips.Dates(
        launch_s=rocks.LAUNCH, out_d=rocks.OUT_D, stay_d=rocks.STAY_D, back_d=rocks.BACK_D
    )
    return trips.trip(rock, dates, nhats.Rules()).plan


def perfect() -> Navigation:
    return replace(
        navigation(chemical=True), magnitude=0.0, pointing_rad=0.0, fixed_m_s=0.0, position_m=0.0,
        velocity_m_s=0.0,
    )  # fmt: skip


def test_it_knows_where_it_meets_its_asteroid(plan: Plan) -> None:
    assert sp.meetings(plan) == plan.path.burns[1:3]
    end = sp.last_place(plan)
    assert plan.path.burns[2] < end < plan.arrives


def test_without_errors_nothing_is_corrected(plan: Plan) -> None:
    made = sp.spread_trip(plan, None, samples=20, how=perfect())
    assert np.abs(made.correction_m_s).max() < 0.01
    assert made.miss_m.max() < 1_000.0
    assert not made.lost.any()


def test_it_follows_an_asteroid_that_is_elsewhere(plan: Plan) -> None:
    cloned = cl.clones(replace(rocks.orbit(), uncertainty=3), None, 30, 1)
    made = sp.spread_trip(plan, cloned, samples=30, how=perfect())
    assert made.start_m[0] == 0.0
    first = sp.with_approaches(plan).path.burns[1]
    # after the burn that meets it, the ship is where the clone is, not where the plan is
    rock = sp.strayed(cloned, float(plan.path.t_s[plan.path.burns[1]]), 30)
    gap = np.linalg.norm(made.off[:, first, :3] - rock[:, :3], axis=1)
    assert gap.max() < 0.01 * made.start_m.max() + 1e4
    assert made.start_m.max() > 1e6
    # it moves over once it sees it; stopping there may cost as much again, or be paid by the burn
    cost = made.start_m / sp.seen_s()
    assert np.all(made.correction_m_s > -0.1)
    assert np.all(made.correction_m_s < 2.5 * cost + 1.0)
    assert made.correction_m_s.sum() > 0.4 * cost.sum()
    assert not made.lost.any()


def test_a_rendezvous_stays_with_its_asteroid_where_that_truly_is() -> None:
    rock = trips.Asteroid(title="2099 ZZ8", orbit=rocks.orbit())
    plan = trips.trip(
        rock, trips.Dates(launch_s=rocks.LAUNCH, out_d=rocks.OUT_D), nhats.Rules()
    ).plan
    cloned = cl.clones(replace(rocks.orbit(), uncertainty=3), None, 30, 1)
    made = sp.spread_trip(plan, cloned, samples=30, how=perfect())
    nodes = sp.with_approaches(plan).path
    met, end = nodes.burns[1], len(nodes.t_s) - 1
    assert sp.last_place(sp.with_approaches(plan)) == met
    gap = made.off[:, met] - sp.strayed(cloned, float(nodes.t_s[met]), 30)
    assert np.linalg.norm(gap[:, 3:], axis=1).max() < 0.01
    assert np.array_equal(made.off[:, met], made.off[:, end])
    assert made.miss_m.max() < 1e-2 * made.start_m.max() + 1e4
    assert not made.lost.any()


def test_errors_cost_and_more_samples_are_asked_for(plan: Plan) -> None:
    made = sp.spread_trip(plan, None, samples=40, seed=3)
    assert 1.0 < made.at(0.5)[0] < 100.0
    assert made.lost.mean() == 0.0
    with pytest.raises(InvalidInput, match="samples"):
        sp.spread_trip(plan, None, samples=3)
