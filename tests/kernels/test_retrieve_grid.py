"""The lowest points of every surface of Lambert's problem against plain loops over plain cells."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import DAY, states
from tests.kernels.conics import GM as MU
from windlass.kernels.lambert import lambert_many
from windlass.kernels.retrieve_grid import CELL, fastest, grid_minima, priced
from windlass.kernels.status import OK

Array = NDArray[np.float64]

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 60 if COMPILED else 4
POLE = np.array([0.0, 0.0, 1.0])
EARTH = (1.0, 0.0167, 0.0, 0.0, 1.8, 0.0)
STEP = 100.0
TABLE = np.maximum(0.0, STEP * np.arange(61) - 1_500.0)

near = st.tuples(
    st.floats(0.95, 1.1), st.floats(0.0, 0.1), st.floats(0.0, 0.05), st.floats(0.0, 6.2),
    st.floats(0.0, 6.2), st.floats(0.0, 6.2),
)  # fmt: skip


def find(
    body: tuple[float, ...], n: int, m: int, h: float, first: float, n_rev: int, limits: Array,
    *, prune: bool = True, clear: float = 0.0, room: int = 2_000, blank: tuple[int, ...] = (),
) -> tuple[Array, int, int]:  # fmt: skip
    """(cells in the order of the grid, how many there are, cells solved)."""
    t = h * DAY * np.arange(n)
    x = states(body, t)
    x[list(blank)] = np.nan
    planet = states(EARTH, first * DAY + h * DAY * np.arange(n + m - 1))
    found = np.full((room, CELL), np.nan)
    count, solved, failed = grid_minima(
        MU, h * DAY, first * DAY, x, planet, states(EARTH, t), clear, POLE, n_rev, STEP, TABLE,
        limits, prune, found,
    )  # fmt: skip
    assert failed == 0
    return found[: min(count, room)], count, solved


def surfaces(body: tuple[float, ...], n: int, m: int, h: float, first: float, n_rev: int) -> Array:
    """Costs (slots, n, m) of all cells, one Lambert problem each."""
    x = states(body, h * DAY * np.arange(n))
    planet = states(EARTH, first * DAY + h * DAY * np.arange(n + m - 1))
    i, j = (k.ravel() for k in np.meshgrid(np.arange(n), np.arange(m), indexing="ij"))
    v1, v2, status = lambert_many(
        MU, x[i, :3].copy(), planet[i + j, :3].copy(), DAY * (first + h * j), POLE, False, n_rev
    )
    leave = np.linalg.norm(v1 - x[i, None, 3:], axis=2)
    meet = np.linalg.norm(v2 - planet[i + j, None, 3:], axis=2)
    paid = np.interp(meet, STEP * np.arange(TABLE.size), TABLE, right=np.inf)
    cost = np.where(status == OK, leave + paid, np.inf)
    return np.moveaxis(cost.reshape(n, m, -1), 2, 0)


def lowest(cost: Array, limits: Array) -> set[tuple[int, int, int]]:
    """(departure, flight, slot) of cells that lie below all neighbours and within the limits."""
    slots, n, m = cost.shape
    wide = np.full((slots, n + 2, m + 2), np.inf)
    wide[:, 1:-1, 1:-1] = cost
    around = [
        wide[:, 1 + a : n + 1 + a, 1 + b : m + 1 + b]
        for a in (-1, 0, 1)
        for b in (-1, 0, 1)
        if (a, b) != (0, 0)
    ]
    low = (cost < np.min(around, axis=0)) & (cost <= limits)
    return {(int(i), int(j), int(s)) for s, i, j in np.argwhere(low)}


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    body=near, h=st.sampled_from([4.0, 8.0, 16.0]), first=st.floats(5.0, 400.0),
    n_rev=st.integers(0, 2), limit=st.floats(200.0, 5e3),
)  # fmt: skip
def test_lowest_points_are_those_of_plain_loops(
    body: tuple[float, ...], h: float, first: float, n_rev: int, limit: float
) -> None:
    n, m = (20, 70) if COMPILED else (6, 12)
    limits = np.full(m, limit)
    cost = surfaces(body, n, m, h, first, n_rev)
    want = lowest(cost, limits)
    for prune in (False, True):
        found, count, solved = find(body, n, m, h, first, n_rev, limits, prune=prune)
        assert count == len(found) == len(want)
        assert {(int(i), int(j), int(s)) for i, j, s, _ in found} == want
        for i, j, s, c in found:
            assert c == pytest.approx(cost[int(s), int(i), int(j)], rel=1e-9, abs=1e-6)
        assert solved <= n * m
        assert prune or solved == n * m


@settings(max_examples=EXAMPLES, deadline=None)
@given(body=near, limit=st.floats(200.0, 2e3), more=st.floats(0.0, 3.0))
def test_limits_that_fall_lose_nothing(body: tuple[float, ...], limit: float, more: float) -> None:
    """Pruned or not, what is lowest without pruning is found: given up are dearer cells only."""
    n, m, h, first = (20, 70, 8.0, 20.0) if COMPILED else (6, 12, 8.0, 20.0)
    limits = limit * (1.0 + more * h / (first + h * np.arange(m)))
    plain, _, _ = find(body, n, m, h, first, 1, limits, prune=False)
    some, _, _ = find(body, n, m, h, first, 1, limits, prune=True)
    assert {tuple(row[:3]) for row in plain} <= {tuple(row[:3]) for row in some}


def test_pruning_spares_cells() -> None:
    far = (1.3, 0.1, 0.1, 0.4, 1.1, 0.3)
    n, m = (40, 60) if COMPILED else (5, 8)
    _, _, solved = find(far, n, m, 8.0, 30.0, 1, np.full(m, 500.0))
    assert solved < 0.2 * n * m


def test_departures_near_the_planet_and_without_a_state_are_left_out() -> None:
    n, m = (20, 30) if COMPILED else (6, 8)
    body = (1.02, 0.02, 0.001, 0.0, 1.8, 0.1)
    limits = np.full(m, 3e3)
    _, _, all_of_them = find(body, n, m, 8.0, 60.0, 0, limits, prune=False)
    assert all_of_them == n * m
    _, _, some = find(body, n, m, 8.0, 60.0, 0, limits, prune=False, blank=(2, 3))
    assert some == (n - 2) * m
    t = 8.0 * DAY * np.arange(n)
    away = np.linalg.norm((states(body, t) - states(EARTH, t))[:, :3], axis=1)
    clear = float(np.median(away))
    _, _, some = find(body, n, m, 8.0, 60.0, 0, limits, prune=False, clear=clear)
    assert some == m * int((away >= clear).sum())


def test_what_has_no_room_is_counted() -> None:
    n, m = (30, 60) if COMPILED else (12, 30)
    body, limits = (1.04, 0.05, 0.01, 0.0, 1.0, 0.5), np.full(m, 6e3)
    every, count, _ = find(body, n, m, 8.0, 40.0, 1, limits)
    assert count > 1
    few, again, _ = find(body, n, m, 8.0, 40.0, 1, limits, room=1)
    assert again == count
    assert (few == every[:1]).all()


@given(v=st.floats(0.0, 6_000.0), cost=st.floats(0.0, 5e3))
def test_the_price_of_a_speed_and_the_speed_of_a_price(v: float, cost: float) -> None:
    assert priced(v, STEP, TABLE) == pytest.approx(max(0.0, v - 1_500.0), abs=1e-9)
    most = fastest(cost, STEP, TABLE)
    assert most == pytest.approx(min(6_000.0, cost + 1_500.0))
    assert priced(most * (1.0 - 1e-12), STEP, TABLE) <= cost + 1e-6


def test_ends_of_a_table() -> None:
    table = np.array([5.0, 6.0, math.inf])
    assert priced(0.0, 10.0, table) == 5.0
    assert priced(10.0, 10.0, table) == 6.0
    assert priced(10.1, 10.0, table) == math.inf
    assert priced(20.1, 10.0, table) == math.inf
    assert priced(math.nan, 10.0, table) == math.inf
    assert priced(-1.0, 10.0, table) == math.inf
    assert fastest(4.0, 10.0, table) == -1.0
    assert fastest(5.5, 10.0, table) == pytest.approx(5.0)
    assert fastest(1e9, 10.0, table) == 10.0
    assert fastest(math.inf, 10.0, table[:2]) == 10.0
