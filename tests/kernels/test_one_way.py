"""All ways to a body on a grid against the public grid of legs and plain loops."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import DAY, states
from tests.kernels.conics import GM as MU
from windlass.kernels import node_table
from windlass.kernels.leg_grid import leg_grid
from windlass.kernels.one_way import PARTS, one_way, one_way_many
from windlass.kernels.status import OK

Array = NDArray[np.float64]
End = tuple[float, float, float]

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 100 if COMPILED else 8
POLE = np.array([0.0, 0.0, 1.0])
GM = 3.986004418e14
PARK: End = (2 * GM / 6_778e3, math.sqrt(GM / 6_778e3), math.sqrt(60e6))
FREE: End = (0.0, 0.0, math.inf)
EARTH = (1.0, 0.0167, 0.0, 0.0, 1.8, 0.0)
NEAR = (1.03, 0.06, 0.02, 0.4, 1.1, 0.3)
TICK = 64.0 * DAY / node_table.WHOLE

near = st.tuples(
    st.floats(0.9, 1.4), st.floats(0.0, 0.3), st.floats(0.0, 0.15), st.floats(0.0, 6.2),
    st.floats(0.0, 6.2), st.floats(0.0, 6.2),
)  # fmt: skip


def ends(body: tuple[float, ...], launches: int, n_max: int, h: float, first: float) -> tuple:
    later = DAY * h * np.arange(launches + n_max)
    return states(EARTH, later[:launches]), states(body, DAY * first + later)


def find(
    earth: Array, there: Array, n_max: int, h: float, first: float, *, n_rev: int = 1,
    dep: End = PARK, arr: End = FREE, dv_max: float = 8e3, prune: bool = True,
) -> tuple:  # fmt: skip
    """(legs, solved, best, index, parts)."""
    best, index = np.empty(n_max + 1), np.empty((n_max + 1, 2), np.int32)
    parts = np.empty((n_max + 1, PARTS))
    count, solved = one_way(
        MU, DAY * h, DAY * first, earth, there, POLE, n_rev, dep, arr, dv_max, n_max, prune,
        best, index, parts,
    )  # fmt: skip
    return count, solved, best, index, parts


def solved_grid(
    earth: Array, there: Array, n_max: int, h: float, first: float, n_rev: int, dep: End, arr: End
) -> tuple:
    j = np.arange(n_max + 1)
    found = leg_grid(
        MU, earth[:, :3].copy(), earth[:, 3:].copy(), there[:, :3].copy(), there[:, 3:].copy(),
        np.arange(len(earth))[:, None] + j, np.tile(DAY * (first + h * j), (len(earth), 1)),
        n_rev, POLE, *dep, *arr,
    )  # fmt: skip
    return (np.where(found[5] == OK, found[0], np.inf), *found[1:5])


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    body=near, h=st.floats(2.0, 60.0), first=st.floats(1.0, 120.0), launches=st.integers(1, 8),
    n_max=st.integers(0, 9), n_rev=st.integers(0, 2), dv_max=st.floats(3e3, 14e3),
    dep=st.sampled_from([PARK, FREE, (0.0, 1e3, 4e3)]),
    arr=st.sampled_from([FREE, (0.0, 500.0, 3e3)]), prune=st.booleans(),
)  # fmt: skip
def test_legs_are_those_of_plain_loops(
    body: tuple[float, ...], h: float, first: float, launches: int, n_max: int, n_rev: int,
    dv_max: float, dep: End, arr: End, prune: bool,
) -> None:  # fmt: skip
    if not COMPILED:
        launches, n_max = min(launches, 3), min(n_max, 4)
    both = ends(body, launches, n_max, h, first)
    limits = {"n_rev": n_rev, "dep": dep, "arr": arr, "dv_max": dv_max, "prune": prune}
    count, solved, best, index, parts = find(*both, n_max, h, first, **limits)
    cost, vinf1, vinf2, revs, branch = solved_grid(*both, n_max, h, first, n_rev, dep, arr)
    assert count == sum(cost[i, j] <= dv_max for i in range(launches) for j in range(n_max + 1))
    assert solved <= cost.size
    assert prune or solved == cost.size
    for j in range(n_max + 1):
        least = min(cost[i, j] for i in range(launches))
        if not least <= dv_max:
            assert best[j] == math.inf
            assert index[j].tolist() == [-1, -1]
            assert np.isnan(parts[j]).all()
            continue
        assert best[j] == pytest.approx(least, rel=1e-12)
        i = int(index[j, 0])
        assert index[j, 1] == j
        assert cost[i, j] == pytest.approx(least, rel=1e-12)
        np.testing.assert_allclose(parts[j, :2], (vinf1[i, j], vinf2[i, j]), rtol=1e-9, atol=1e-6)
        assert parts[j, 2:].tolist() == [revs[i, j], branch[i, j]]
        assert parts[j, 0] <= dep[2]
        assert parts[j, 1] <= arr[2]


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    body=near, h=st.floats(2.0, 30.0), first=st.floats(1.0, 60.0), launches=st.integers(1, 40),
    n_max=st.integers(0, 40), n_rev=st.integers(0, 2), dv_max=st.floats(3.2e3, 12e3),
)  # fmt: skip
def test_pruned_and_unpruned_are_the_same_to_the_byte(
    body: tuple[float, ...], h: float, first: float, launches: int, n_max: int, n_rev: int,
    dv_max: float,
) -> None:  # fmt: skip
    if not COMPILED:
        launches, n_max = min(launches, 4), min(n_max, 4)
    both = ends(body, launches, n_max, h, first)
    some, every = (
        find(*both, n_max, h, first, n_rev=n_rev, dv_max=dv_max, prune=prune)
        for prune in (True, False)
    )
    assert some[0] == every[0]
    assert some[1] <= every[1] == launches * (n_max + 1)
    for one, two in zip(some[2:], every[2:], strict=True):
        assert one.tobytes() == two.tobytes()


def test_the_limit_itself_is_within_on_the_first_launch_and_on_the_last() -> None:
    launches, n_max, h, first = (20, 10, 20.0, 60.0) if COMPILED else (3, 2, 20.0, 120.0)
    earth, there = ends(NEAR, launches, n_max, h, first)
    count, _, best, index, _ = find(earth, there, n_max, h, first, dv_max=30e3)
    assert count == launches * (n_max + 1) or np.isfinite(best).all()
    for i in {0, launches - 1, int(index[int(np.argmin(best)), 0])}:
        alone = (earth[i : i + 1], there[i : i + n_max + 1].copy())
        least = float(find(*alone, n_max, h, first, dv_max=30e3)[2].min())
        for prune in (True, False):
            at = find(*alone, n_max, h, first, dv_max=least, prune=prune)
            below = math.nextafter(least, 0.0)
            assert (at[0], at[2].min()) == (1, least)
            assert find(*alone, n_max, h, first, dv_max=below, prune=prune)[0] == 0


def test_many_bodies_are_each_what_one_is_and_a_table_may_end_early() -> None:
    launches, n_max, h, first = (8, 8, 16.0, 40.0) if COMPILED else (2, 2, 16.0, 40.0)
    bodies = [NEAR, (0.95, 0.1, 0.05, 0.4, 2.1, 0.8)]
    ticks = np.arange(0, 60, dtype=np.int32) * (node_table.WHOLE // 4)
    nodes = [states(body, ticks * TICK) for body in bodies]
    kept = 3 + math.ceil(first / 16.0)  # of a third table: its last node
    starts = np.cumsum([0, 60, 60, kept + 1, 0])
    best, index, parts, legs, solved = one_way_many(
        MU, 0.0, TICK, starts, np.concatenate([ticks, ticks, ticks[: kept + 1]]),
        np.concatenate([*nodes, nodes[0][: kept + 1]]), 0.0, DAY * h, DAY * first,
        states(EARTH, DAY * h * np.arange(launches)), POLE, 1, PARK, FREE, 8e3, n_max, True,
    )  # fmt: skip
    for k, body in enumerate(bodies):
        want = find(*ends(body, launches, n_max, h, first), n_max, h, first)
        assert (legs[k], solved[k]) == want[:2]
        np.testing.assert_allclose(best[k], want[2], rtol=1e-9)
        np.testing.assert_array_equal(index[k], want[3])
        np.testing.assert_allclose(parts[k], want[4], rtol=1e-6)
    assert legs[0] > 0
    cost = solved_grid(*ends(NEAR, launches, n_max, h, first), n_max, h, first, 1, PARK, FREE)[0]
    held = (kept * 16.0 - first) / h
    want = sum(
        cost[i, j] <= 8e3 for i in range(launches) for j in range(n_max + 1) if i + j <= held
    )
    assert legs[2:].tolist() == [want, 0]
    assert legs[2] < legs[0] or not COMPILED
