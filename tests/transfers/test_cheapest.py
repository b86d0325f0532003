"""Burns as cheap as they become near a path: whole, within, and no second method does better."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.transfers.conftest import T
from windlass.base.errors import InvalidInput
from windlass.bodies import reference
from windlass.transfers.cheapest import SETTLED_M_S, Within, cheapest
from windlass.transfers.shooting import Patched, Shot, close

REACH_M = 1e8


@pytest.fixture(scope="module")
def shot(among: reference.Model, design: Patched) -> Shot:
    return close(among, design)


@pytest.fixture(scope="module")
def near(shot: Shot) -> Within:
    """The last two nodes stay where the closed path has them."""
    last = np.array([5, 6])
    return Within(nodes=last, centres=shot.path.states[last, :3].copy(), radius_m=REACH_M)


def test_where_nothing_holds_the_end_no_burn_is_needed(among: reference.Model, shot: Shot) -> None:
    best = cheapest(among, shot)
    assert best.settled
    assert best.shot.total_m_s < 0.01 * shot.total_m_s
    assert best.shot.gap_m < 20.0
    assert best.shot.rounds > shot.rounds


def test_a_second_method_finds_nothing_cheaper(
    among: reference.Model, shot: Shot, near: Within
) -> None:
    """Single shooting: the burns are the unknowns, each path is one flight by all forces."""
    best = cheapest(among, shot, within=near)
    assert best.settled
    assert 0.99 * REACH_M < near.far_m(best.shot.path.states) <= REACH_M  # it leans on the wall

    def flown(burns: np.ndarray) -> np.ndarray:
        state = shot.path.before.copy()
        state[3:] += burns[:3]
        first = reference.fly(
            state[:3], state[3:], T[0], T[3], centre="barycentre", among=among
        ).state(T[3:4], "barycentre")  # fmt: skip
        there, then = first[0][0], first[1][0] + burns[3:]
        end = reference.fly(there, then, T[3], T[6], centre="barycentre", among=among)
        return end.state(T[5:], "barycentre")[0]

    def room(burns: np.ndarray) -> np.ndarray:
        return 1.0 - np.sum((flown(100.0 * burns) - near.centres) ** 2, axis=1) / REACH_M**2

    def cost(burns: np.ndarray) -> float:
        return float(np.hypot(np.linalg.norm(burns.reshape(2, 3), axis=1), 0.01).sum())

    made = minimize(
        cost, shot.dv_m_s.ravel() / 100.0, method="SLSQP",
        constraints={"type": "ineq", "fun": room}, options={"maxiter": 200, "ftol": 1e-9},
    )  # fmt: skip
    assert made.success
    told = np.linalg.norm(100.0 * made.x.reshape(2, 3), axis=1).sum()
    assert best.shot.total_m_s == pytest.approx(told, rel=1e-3)
    assert told < 0.9 * shot.total_m_s
    np.testing.assert_allclose(best.shot.dv_m_s.ravel(), 100.0 * made.x, rtol=0, atol=1.0)


@pytest.mark.parametrize("seed", range(4))
def test_wherever_it_begins_it_ends_the_same(
    among: reference.Model, shot: Shot, near: Within, seed: int
) -> None:
    moved = shot.path.states.copy()
    rng = np.random.default_rng(seed)
    moved[1:5] += rng.normal(size=(4, 6)) * [*[3e7] * 3, *[3.0] * 3]
    start = close(among, replace(shot.path, states=moved))
    assert near.holds(start.path.states)
    assert np.abs(start.dv_m_s - shot.dv_m_s).max() > 1.0
    best = cheapest(among, start, within=near)
    assert best.settled
    assert near.holds(best.shot.path.states)
    assert best.shot.gap_m < 20.0
    assert best.shot.gap_m_s < 2e-6
    assert best.shot.total_m_s <= start.total_m_s
    told = cheapest(among, shot, within=near).shot.total_m_s
    assert best.shot.total_m_s == pytest.approx(told, abs=2.0 * SETTLED_M_S)


def test_a_wider_reach_is_never_dearer_and_fewer_rounds_never_cheaper(
    among: reference.Model, shot: Shot, near: Within
) -> None:
    costs = [
        cheapest(among, shot, within=replace(near, radius_m=far)).shot.total_m_s
        for far in (3e7, 1e8, 3e8)
    ]
    assert costs == sorted(costs, reverse=True)
    short = [cheapest(among, shot, within=near, rounds=n) for n in (0, 1, 3)]
    assert [one.shot.total_m_s for one in short] == sorted(
        (one.shot.total_m_s for one in short), reverse=True
    )
    assert short[0].shot is shot
    assert not short[0].settled
    assert short[0].left_m_s > 1.0


def test_what_is_not_where_it_has_to_stay_is_refused(
    among: reference.Model, shot: Shot, near: Within
) -> None:
    with pytest.raises(InvalidInput, match="has to stay"):
        cheapest(among, shot, within=replace(near, centres=near.centres + 2.0 * REACH_M))
    for wrong in ({"radius_m": 0.0}, {"centres": near.centres[:1]}, {"radius_m": float("nan")}):
        with pytest.raises(InvalidInput, match="stay near"):
            replace(near, **wrong)
