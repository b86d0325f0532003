"""Trips from perigee to entry: they hold together, and what flying adds to patched conics."""

import numpy as np
import pytest

from tests.verify import rocks
from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S
from windlass.transfers import nhats
from windlass.verify import trips

DATES = trips.Dates(
    launch_s=rocks.LAUNCH, out_d=rocks.OUT_D, stay_d=rocks.STAY_D, back_d=rocks.BACK_D
)
ROCK = trips.Asteroid(title="2099 ZZ8", orbit=rocks.orbit(), size_m=(20.0, 30.0, 60.0))


def holds(plan: trips.Plan) -> None:
    """Assert that every arc of a plan ends where the next node is."""
    gap = np.abs(plan.arrived - plan.path.states)
    coasting = np.setdiff1d(np.arange(len(gap)), plan.path.burns)
    assert gap[:, :3].max() < 10.0
    assert gap[coasting, 3:].max() < 1e-4


def test_a_round_trip_is_flown_from_perigee_to_entry() -> None:
    made = trips.trip(ROCK, DATES, nhats.Rules())
    plan = made.plan
    holds(plan)
    assert not plan.carried
    assert plan.path.burns[0] == 0
    assert plan.arrives == len(plan.path.t_s) - 1
    assert len(plan.path.burns) == 3  # nothing is braked
    # Before the first burn it is in the circular orbit, after it along it.
    earth = trips.load().body("earth", centre="barycentre")
    r, v = (x[0] for x in earth.state(plan.path.t_s[0]))
    before = plan.path.before - np.concatenate([r, v])
    assert np.linalg.norm(before[:3]) == pytest.approx(R_EARTH_M + 400e3, abs=0.1)
    round_m_s = np.sqrt(GM_EARTH / (R_EARTH_M + 400e3))
    assert np.linalg.norm(before[3:]) == pytest.approx(round_m_s, abs=0.1)
    assert np.linalg.norm(np.cross(plan.dv_m_s[0], before[3:])) < 1.0
    # At the asteroid it rests beside it, for the whole stay.
    stay = plan.path.t_s[[plan.path.burns[1], plan.path.burns[2]]]
    rock = trips.rock_states(rocks.orbit(), stay)
    ship = plan.state(stay, "barycentre")
    assert np.linalg.norm(ship[0] - rock[:, :3], axis=1).max() < 5.0
    assert np.linalg.norm(ship[1][0] - rock[0, 3:]) < 1e-4
    assert made.drift_m < 5.0
    assert made.moved_d == (0.0, 0.0)
    # It ends where the atmosphere is entered, on the way down.
    r, v = (x[0] for x in plan.state(plan.span_s[1], "earth"))
    assert np.linalg.norm(r) == pytest.approx(R_EARTH_M + 125e3, abs=1.0)
    assert r @ v < 0.0
    changes = {one.what: one.change_m_s for one in made.differences}
    assert set(changes) == {"leave the parking orbit", "arrive", "leave", "speed at entry"}
    assert max(map(abs, changes.values())) < 40.0
    assert made.change_m_s == pytest.approx(
        sum(value for what, value in changes.items() if what != "speed at entry"), abs=1e-6
    )


def test_what_is_too_fast_at_entry_is_braked_on_the_way() -> None:
    rules = nhats.Rules(entry_max_m_s=11.2e3)
    made = trips.trip(ROCK, DATES, rules)
    holds(made.plan)
    assert len(made.plan.path.burns) == 4
    speed = made.differences[-1]
    assert speed.what == "speed at entry"
    # J2 of Earth is no part of the conic.
    assert speed.flown_m_s == pytest.approx(11.2e3, abs=5.0)
    brake = made.differences[-2]
    # Braked three days before, where Earth already pulls: cheaper than far away.
    assert 0.7 * brake.designed_m_s < brake.flown_m_s < brake.designed_m_s


def test_a_rendezvous_ends_beside_the_asteroid() -> None:
    dates = trips.Dates(launch_s=rocks.LAUNCH, out_d=rocks.OUT_D)
    made = trips.trip(ROCK, dates, nhats.Rules(max_revolutions=1))
    plan = made.plan
    holds(plan)
    assert made.back is None
    assert plan.path.burns == (0, len(plan.path.t_s) - 2)
    end = trips.rock_states(rocks.orbit(), np.array([plan.span_s[1]]))[0]
    assert np.linalg.norm(plan.path.states[-1, :3] - end[:3]) < 100.0
    assert plan.span_s[1] - plan.span_s[0] == pytest.approx(rocks.OUT_D * DAY_S + trips.STAY_STEP_S)


def test_it_refuses_a_perigee_above_the_entry() -> None:
    with pytest.raises(trips.InvalidInput, match="vacuum perigee"):
        trips.trip(ROCK, DATES, nhats.Rules(), perigee_altitude_m=200e3)
