import math
import os
from itertools import pairwise

import numpy as np
import pytest

from windlass.kernels.kepler import propagate_many
from windlass.kernels.lambert import geometry, lambert_all
from windlass.kernels.leg_grid import cheapest, end_cost, leg, leg_grid
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, OK, OUT_OF_DOMAIN

SIZE = 24 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 8
MU = 1.32712440018e20
AU = 1.495978707e11
DAY = 86400.0
NORTH = np.array([0.0, 0.0, 1.0])
BURN = (2 * 3.986004418e14 / 6778137.0, math.sqrt(3.986004418e14 / 6778137.0), 7.5e3)
FREE = (0.0, 500.0, math.inf)


@pytest.fixture(scope="module")
def bodies():
    """Two bodies on Kepler orbits: departures, arrivals, index and time of each cell."""
    speed = math.sqrt(MU / AU)
    leave = np.arange(SIZE) * 15.0 * DAY
    arrive = 100 * DAY + np.arange(2 * SIZE) * 40.0 * DAY
    r1, v1, _ = propagate_many(
        MU, np.array([[AU, 0, 0]]), np.array([[0, speed * 1.008, 0.0]]), leave
    )
    r2, v2, _ = propagate_many(
        MU, np.array([[0, 1.1 * AU, 0.02 * AU]]), np.array([[-speed, 100.0, 1500.0]]), arrive
    )
    tof = arrive[None, :] - leave[:, None]
    index = np.where(tof > 20 * DAY, np.arange(2 * SIZE)[None, :], -1)
    return r1, v1, r2, v2, index, np.where(tof > 20 * DAY, tof, np.nan)


def brute(bodies, i, j, revs, dep, arr):
    """The cheapest cell by listing all solutions."""
    r1, v1, r2, v2, index, tof = bodies
    k = index[i, j]
    w1, w2, retrograde, n_rev, branch, status = lambert_all(
        MU, r1[i], r2[k], tof[i, j], NORTH, revs
    )
    rows = []
    for s in np.flatnonzero((status == OK) & ~retrograde):
        a, b = np.linalg.norm(w1[s] - v1[i]), np.linalg.norm(w2[s] - v2[k])
        if a <= dep[2] and b <= arr[2]:
            cost = max(0, math.sqrt(a**2 + dep[0]) - dep[1]) + max(
                0, math.sqrt(b**2 + arr[0]) - arr[1]
            )
            rows.append((cost, a, b, n_rev[s], branch[s]))
    return min(rows) if rows else None


@pytest.mark.parametrize("revs", [0, 2])
@pytest.mark.parametrize(("dep", "arr"), [(BURN, FREE), (FREE, BURN), ((0, 0, 4e3), (0, 0, 6e3))])
def test_each_cell_is_the_cheapest_of_all_solutions(bodies, revs, dep, arr):
    r1, v1, r2, v2, index, tof = bodies
    cost, vinf1, vinf2, n_rev, branch, status = leg_grid(
        MU, r1, v1, r2, v2, index, tof, revs, NORTH, *map(float, dep), *map(float, arr)
    )
    assert (status[index < 0] == NO_SOLUTION).all()
    assert np.isnan(cost[status != OK]).all()
    assert set(np.unique(status)) <= {OK, LIMIT, NO_SOLUTION}
    for i in range(0, SIZE, 3):
        for j in range(0, 2 * SIZE, 2):
            if index[i, j] < 0:
                continue
            best = brute(bodies, i, j, revs, dep, arr)
            if best is None:
                assert status[i, j] == LIMIT
                continue
            assert status[i, j] == OK
            assert cost[i, j] == pytest.approx(best[0], rel=1e-12)
            assert vinf1[i, j] == pytest.approx(best[1], rel=1e-12)
            assert vinf2[i, j] == pytest.approx(best[2], rel=1e-12)
            if dep[1] == 0 and arr[1] == 0:  # free speed makes ties
                assert (n_rev[i, j], branch[i, j]) == best[3:]


def test_more_revolutions_never_cost_more(bodies):
    r1, v1, r2, v2, index, tof = bodies
    costs = [
        leg_grid(MU, r1, v1, r2, v2, index, tof, k, NORTH, *BURN[:2], math.inf, *FREE)[0]
        for k in range(4)
    ]
    for few, many in pairwise(costs):
        ok = ~np.isnan(few)
        assert (many[ok] <= few[ok]).all()
    assert (costs[3] < costs[0]).any()


def test_leg_recomputes_a_cell_exactly(bodies):
    r1, v1, r2, v2, index, tof = bodies
    _, vinf1, vinf2, n_rev, branch, status = leg_grid(
        MU, r1, v1, r2, v2, index, tof, 2, NORTH, *FREE, *FREE
    )
    for i, j in np.argwhere(status == OK)[::17]:
        k = index[i, j]
        w1, w2, code = leg(MU, r1[i], r2[k], tof[i, j], NORTH, int(n_rev[i, j]), int(branch[i, j]))
        assert code == OK
        assert np.linalg.norm(w1 - v1[i]) == pytest.approx(vinf1[i, j], rel=1e-15, abs=1e-9)
        assert np.linalg.norm(w2 - v2[k]) == pytest.approx(vinf2[i, j], rel=1e-15, abs=1e-9)


def test_end_cost():
    assert end_cost(300.0, 0.0, 500.0) == 0.0
    assert end_cost(800.0, 0.0, 500.0) == 300.0
    # NHATS, 2000 SG344: C3 1.507 km²/s² from a 400 km orbit costs 3.246 km/s.
    mu = 398600.4418e9
    vesc2, v0 = 2 * mu / 6778137.0, math.sqrt(mu / 6778137.0)
    assert end_cost(math.sqrt(1.507e6), vesc2, v0) == pytest.approx(3246.0, abs=0.5)


def test_cells_with_bad_or_degenerate_input_say_so():
    r = np.array([[AU, 0.0, 0.0]])
    v = np.array([[0.0, 3e4, 0.0]])
    r2 = np.array([[2 * AU, 0.0, 0.0], [0.0, AU, 0.0]])
    index = np.array([[0, 1, 1, 2, -1, 1]])
    tof = np.array([[200.0, math.nan, -5.0, 10.0, 10.0, 90.0]]) * DAY
    out = leg_grid(MU, r, v, r2, np.repeat(v, 2, 0), index, tof, 1, NORTH, *FREE, *FREE)
    assert out[5].tolist() == [[OUT_OF_DOMAIN, BAD_INPUT, BAD_INPUT, BAD_INPUT, NO_SOLUTION, OK]]
    assert np.isnan(out[0][0, :5]).all()


def test_cells_side_by_side_are_single_cells_to_the_last_bit(bodies):
    r1, v1, r2, v2, index, tof = bodies
    found = leg_grid(MU, r1, v1, r2, v2, index, tof, 2, NORTH, *BURN, 0.0, 0.0, 9e3)
    for i, j in np.argwhere(index >= 0)[::5]:
        k = index[i, j]
        g = geometry(*r1[i], *r2[k], *NORTH, False)
        one = cheapest(MU, g, tof[i, j], v1[i], v2[k], 2, *BURN, 0.0, 0.0, 9e3)
        np.testing.assert_array_equal([row[i, j] for row in found], one)
    assert {OK, LIMIT} <= set(np.unique(found[5]))
