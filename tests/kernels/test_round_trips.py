"""All round trips of a grid against plain loops over legs that the public grid of legs solved."""

import math
import os
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import DAY, states
from tests.kernels.conics import GM as MU
from windlass.kernels import node_table
from windlass.kernels.lambert import lambert
from windlass.kernels.leg_grid import leg_grid
from windlass.kernels.round_trips import PARTS, round_trips, round_trips_many
from windlass.kernels.status import OK

Array = NDArray[np.float64]
End = tuple[float, float, float]

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 40 if COMPILED else 25
POLE = np.array([0.0, 0.0, 1.0])
GM = 3.986004418e14
PARK: End = (2 * GM / 6_778e3, math.sqrt(GM / 6_778e3), math.sqrt(60e6))
ENTRY: End = (2 * GM / 6_503e3, 12e3, math.inf)
FREE: End = (0.0, 0.0, math.inf)
EARTH = (1.0, 0.0167, 0.0, 0.0, 1.8, 0.0)

near = st.tuples(
    st.floats(0.9, 1.15), st.floats(0.0, 0.15), st.floats(0.0, 0.08), st.floats(0.0, 6.2),
    st.floats(0.0, 6.2), st.floats(0.0, 6.2),
)  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """Launches at h·i [d], legs first + h·j, stays stay + h·m; body and limits."""

    body: tuple[float, ...]
    launches: int
    n_max: int
    h: float = 24.0
    first: float = 30.0
    stay: float = 12.0
    n_rev: int = 1
    dep: End = PARK
    arr: End = ENTRY
    dv_max: float = 12e3

    @property
    def launch_t(self) -> Array:
        return DAY * self.h * np.arange(self.launches)

    @property
    def later(self) -> Array:
        return DAY * self.h * np.arange(self.launches + self.n_max)

    def states(self) -> tuple[Array, Array, Array, Array]:
        there = DAY * self.first + self.later
        off = there + DAY * self.stay
        return (
            states(EARTH, self.launch_t),
            states(self.body, there),
            states(self.body, off),
            states(EARTH, off + DAY * self.first),
        )

    def find(self, prune: bool) -> tuple[int, int, Array, NDArray[np.int32], Array]:
        """(trips, solved, best, index, parts)."""
        n = self.n_max + 1
        best, index = np.empty(n), np.empty((n, 4), np.int32)
        parts = np.empty((n, PARTS))
        count, solved = round_trips(
            MU, DAY * self.h, DAY * self.first, *self.states(), POLE, self.n_rev, self.dep,
            self.arr, self.dv_max, self.n_max, prune, best, index, parts,
        )  # fmt: skip
        return count, solved, best, index, parts

    def legs(self) -> tuple[tuple, tuple]:
        """(cost, v∞, v∞, revolutions, branch) of all legs out (i, j) and back (d, l)."""
        earth, there, off, home = self.states()
        j = np.arange(self.n_max + 1)
        tof = DAY * (self.first + self.h * j)

        def solve(a: Array, b: Array, dep: End, arr: End) -> tuple:
            index = np.arange(len(a))[:, None] + j
            index = np.where(index < len(b), index, -1)
            found = leg_grid(
                MU, a[:, :3].copy(), a[:, 3:].copy(), b[:, :3].copy(), b[:, 3:].copy(),
                index, np.tile(tof, (len(a), 1)), self.n_rev, POLE, *dep, *arr,
            )  # fmt: skip
            return (np.where(found[5] == OK, found[0], np.inf), *found[1:5])

        return solve(earth, there, self.dep, FREE), solve(off, home, FREE, self.arr)

    def trips(self) -> list[tuple[int, float, int, int, int, int]]:
        """(length, Δv, launch, out, stay, back) of every trip within the limit, by plain loops."""
        out, back = (found[0] for found in self.legs())
        found = []
        for i in range(self.launches):
            for j in range(self.n_max + 1):
                for m in range(self.n_max + 1 - j):
                    for k in range(self.n_max + 1 - j - m):
                        dv = out[i, j] + back[i + j + m, k]
                        if dv <= self.dv_max:
                            found.append((j + m + k, dv, i, j, m, k))
        return found


def check(grid: Grid, prune: bool) -> int:
    """A grid's trips are those that plain loops find; how many."""
    count, _, best, index, parts = grid.find(prune)
    want = grid.trips()
    out, back = grid.legs()
    assert count == len(want)
    for n in range(grid.n_max + 1):
        long = [trip for trip in want if trip[0] == n]
        if not long:
            assert best[n] == math.inf
            assert (index[n] == -1).all()
            assert np.isnan(parts[n]).all()
            continue
        least = min(trip[1] for trip in long)
        assert best[n] == pytest.approx(least, rel=1e-12)
        i, j, m, k = (int(x) for x in index[n])
        assert (n, i, j, m, k) in {(t[0], *t[2:]) for t in long if t[1] <= least * (1 + 1e-12)}
        legs = (out[1][i, j], out[2][i, j], back[1][i + j + m, k], back[2][i + j + m, k])
        np.testing.assert_allclose(parts[n, :4], legs, rtol=1e-9, atol=1e-6)
        assert (parts[n, 4], parts[n, 5]) == (out[3][i, j], out[4][i, j])
        assert (parts[n, 6], parts[n, 7]) == (back[3][i + j + m, k], back[4][i + j + m, k])
        assert best[n] <= grid.dv_max
        assert parts[n, 0] <= grid.dep[2]
    return count


NEAR = (1.03, 0.06, 0.02, 0.4, 1.1, 0.3)


@pytest.mark.parametrize("prune", [True, False])
@pytest.mark.parametrize("n_rev", [0, 1, 2])
def test_trips_are_those_of_plain_loops(prune: bool, n_rev: int) -> None:
    size = (9, 10) if COMPILED else (2, 4)
    assert check(Grid(NEAR, *size, n_rev=n_rev), prune) > 0


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    body=near, h=st.floats(5.0, 60.0), first=st.floats(1.0, 120.0), stay=st.floats(0.5, 60.0),
    launches=st.integers(1, 6), n_max=st.integers(0, 7), n_rev=st.integers(0, 2),
    dv_max=st.floats(3.3e3, 16e3),
    dep=st.sampled_from([PARK, FREE, (0.0, 1e3, 4e3), (PARK[0], PARK[1], 3e3)]),
    arr=st.sampled_from([ENTRY, FREE, (0.0, 0.0, 3e3)]), prune=st.booleans(),
)  # fmt: skip
def test_trips_of_any_grid_are_those_of_plain_loops(prune: bool, **grid: object) -> None:
    launches, n_max = grid.pop("launches"), grid.pop("n_max")
    if not COMPILED:
        launches, n_max = min(launches, 2), min(n_max, 3)
    check(Grid(launches=launches, n_max=n_max, **grid), prune)


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(
    body=near, h=st.floats(4.0, 30.0), first=st.floats(1.0, 60.0), stay=st.floats(1.0, 30.0),
    launches=st.integers(1, 30), n_max=st.integers(0, 30), n_rev=st.integers(0, 2),
    dv_max=st.floats(3.2e3, 14e3), dep=st.sampled_from([PARK, FREE, (0.0, 1e3, 4e3)]),
    arr=st.sampled_from([ENTRY, FREE]),
)  # fmt: skip
def test_pruned_and_unpruned_are_the_same_to_the_byte(**grid: object) -> None:
    if not COMPILED:
        grid |= {"launches": min(grid["launches"], 3), "n_max": min(grid["n_max"], 4)}
    some, every = Grid(**grid).find(True), Grid(**grid).find(False)
    assert some[0] == every[0]
    assert some[1] <= every[1]
    for one, two in zip(some[2:], every[2:], strict=True):
        assert one.tobytes() == two.tobytes()


def test_each_launch_counts_alone_the_first_and_the_last_too() -> None:
    launches, n_max = (12, 9) if COMPILED else (3, 2)
    whole = Grid(NEAR, launches, n_max, first=100.0)
    best, count = np.full(n_max + 1, np.inf), 0
    earth, there, off, home = whole.states()
    for i in range(launches):
        one, index, parts = np.empty(n_max + 1), np.empty((n_max + 1, 4), np.int32), None
        parts = np.empty((n_max + 1, PARTS))
        seen = slice(i, i + 1 + n_max)
        trips, _ = round_trips(
            MU, DAY * whole.h, DAY * whole.first, earth[i : i + 1], there[seen].copy(),
            off[seen].copy(), home[seen].copy(), POLE, 1, PARK, ENTRY, whole.dv_max, n_max, True,
            one, index, parts,
        )  # fmt: skip
        count += trips
        best = np.minimum(best, one)
        assert trips > 0 or not np.isfinite(one).any()
    found = whole.find(True)
    assert found[0] == count > 0
    np.testing.assert_array_equal(found[2], best)


def test_one_cell_of_each_leg_is_one_trip() -> None:
    grid = Grid(NEAR, 1, 0, first=170.0, dv_max=40e3, dep=FREE, arr=FREE)
    (out, *_), (back, *_) = grid.legs()
    count, solved, best, index, _ = grid.find(False)
    assert (count, solved) == (1, 2)
    assert best[0] == pytest.approx(out[0, 0] + back[0, 0], rel=1e-12)
    assert index[0].tolist() == [0, 0, 0, 0]


def test_the_limit_itself_is_within() -> None:
    grid = Grid(NEAR, 2, 3, first=100.0, dv_max=30e3)
    least = float(grid.find(False)[2].min())
    for prune in (True, False):
        at = Grid(NEAR, 2, 3, first=100.0, dv_max=least).find(prune)
        below = Grid(NEAR, 2, 3, first=100.0, dv_max=math.nextafter(least, 0.0)).find(prune)
        assert at[0] == 1
        assert at[2].min() == least
        assert below[0] == 0
        assert np.isinf(below[2]).all()


BESIDE = (1.004, 0.02, 0.002, 0.1, 1.7, 0.06)
"""Earth's own orbit but for little, ahead of it: it costs next to nothing beyond leaving."""


@pytest.mark.parametrize("body", [NEAR, BESIDE])
@pytest.mark.parametrize("ends", [(PARK, ENTRY), (FREE, FREE)])
def test_a_limit_that_a_trip_just_keeps_loses_it_on_no_length(
    body: tuple[float, ...], ends: tuple[End, End]
) -> None:
    """With the limit at a trip's own cost nothing is left for any bound to be wrong by."""
    size = (5, 7) if COMPILED else (2, 4)
    dep, arr = ends
    for stay, first in ((12.0, 30.0), (60.0, 100.0)):
        limits = {"dep": dep, "arr": arr, "stay": stay, "first": first}
        _, _, best, index, _ = Grid(body, *size, dv_max=60e3, **limits).find(False)
        for n in np.flatnonzero(np.isfinite(best)):
            at = Grid(body, *size, dv_max=float(best[n]), **limits).find(True)
            assert at[2][n] == best[n]
            assert at[3][n].tolist() == index[n].tolist()
        assert np.isfinite(best).sum() >= size[1] - 1


SMALL = (3, 3) if COMPILED else (2, 2)


@pytest.mark.parametrize("stay_steps", range(SMALL[1] + 1))
def test_the_only_trip_there_is_is_found_wherever_it_lies(stay_steps: int) -> None:
    """Bodies move with the arcs of one trip, or aside from their planes, and on all other dates far
    too fast: each bound of that trip is its very cost, and the limit is the cost too."""
    grid = Grid(NEAR, *SMALL, first=60.0)
    j_max = grid.n_max - stay_steps
    ways = [(i, j, k) for i in range(grid.launches) for j in range(j_max + 1)
            for k in range(j_max - j + 1)]  # fmt: skip
    for i, j, k in ways:
        earth, there, off, home = (x.copy() for x in grid.states())
        d = i + j + stay_steps
        ends = ((earth[i], there[i + j], j, 0.0, 10.0), (off[d], home[d + k], k, 500.0, 0.0))
        arcs = []
        for a, b, steps, one, two in ends:
            tof = DAY * (grid.first + grid.h * steps)
            v1, v2, code = lambert(MU, a[:3].copy(), b[:3].copy(), tof, POLE)
            assert code == OK
            normal = np.cross(a[:3], v1) / np.linalg.norm(np.cross(a[:3], v1))
            arcs += [v1 + one * normal, v2 + two * normal]
        for rows, at, v in zip((earth, there, off, home), (i, i + j, d, d + k), arcs, strict=True):
            rows[:, 5] += 60e3
            rows[at, 3:] = v
        found = []
        limit = 40e3
        for prune in (False, True):
            n = grid.n_max + 1
            best, index = np.empty(n), np.empty((n, 4), np.int32)
            parts = np.empty((n, PARTS))
            count, _ = round_trips(
                MU, DAY * grid.h, DAY * grid.first, earth, there, off, home, POLE, 0, PARK, FREE,
                limit, grid.n_max, prune, best, index, parts,
            )  # fmt: skip
            assert count == 1
            found.append((best.tobytes(), index.tobytes(), parts.tobytes()))
            limit = float(best.min())
            assert index[np.argmin(best)].tolist() == [i, j, stay_steps, k]
            assert limit == pytest.approx((math.sqrt(2.0) - 1.0) * PARK[1] + 510.0, rel=1e-9)
        assert found[0] == found[1]


def test_nothing_is_found_below_what_leaving_costs() -> None:
    count, solved, best, *_ = Grid(NEAR, 3, 3, dv_max=3_000.0).find(True)
    assert (count, solved) == (0, 0)
    assert np.isinf(best).all()


# --- tables ---------------------------------------------------------------------------------------

TICK = 64.0 * DAY / node_table.WHOLE


def table(body: tuple[float, ...], first: int, last: int) -> tuple[NDArray[np.int32], Array]:
    """Nodes of two-body motion, four an interval; instant 0 is that of the elements."""
    ticks = np.arange(first, last + 1, dtype=np.int32) * (node_table.WHOLE // 4)
    return ticks, states(body, ticks * TICK)


def many(grid: Grid, tables: list, prune: bool = True) -> tuple:
    starts = np.cumsum([0, *(len(ticks) for ticks, _ in tables)])
    earth, _, _, home = grid.states()
    return round_trips_many(
        MU, 0.0, TICK, starts, np.concatenate([one[0] for one in tables]),
        np.concatenate([one[1] for one in tables]), 0.0, DAY * grid.h, DAY * grid.first,
        DAY * grid.stay, earth, home, POLE, grid.n_rev, grid.dep, grid.arr, grid.dv_max,
        grid.n_max, prune,
    )  # fmt: skip


def test_many_bodies_are_each_what_one_is() -> None:
    size = (6, 7) if COMPILED else (2, 2)
    bodies = [NEAR, (0.95, 0.1, 0.05, 0.4, 2.1, 0.8), (2.5, 0.6, 0.5, 0.4, 1.1, 0.3)]
    last = math.ceil((30 + 12 + 24 * sum(size)) / 16.0) + 1
    best, index, _, trips, _ = many(Grid(NEAR, *size), [table(body, 0, last) for body in bodies])
    for k, body in enumerate(bodies):
        want = Grid(body, *size).find(True)
        assert trips[k] == want[0]
        np.testing.assert_allclose(best[k], want[2], rtol=1e-9)
        np.testing.assert_array_equal(index[k], want[3])
    assert trips[0] > 0


@pytest.mark.parametrize("prune", [True, False])
def test_a_table_that_ends_early_has_the_trips_before(prune: bool) -> None:
    grid = Grid(NEAR, 4, 4, h=32.0) if COMPILED else Grid(NEAR, 2, 2, h=32.0)
    end = grid.first + grid.stay + 1.5 * grid.h  # departures from the third step on are not held
    whole = table(NEAR, 0, 40)
    cut = tuple(part[: math.ceil(end / 16.0) + 1] for part in whole)
    nothing = tuple(part[:0] for part in whole)
    _, index, _, trips, _ = many(grid, [whole, cut, nothing], prune)
    held = cut[0][-1] * TICK / DAY
    want = [t for t in grid.trips() if grid.first + grid.stay + grid.h * sum(t[2:5]) <= held]
    assert trips.tolist() == [len(grid.trips()), len(want), 0]
    assert 0 < trips[1] < trips[0]
    assert (index[2] == -1).all()
