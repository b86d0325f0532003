"""Paths between the dates of the grid: worked out again by hand, and lowest where they stand."""

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
from windlass.kernels import retrieve_descent as rd
from windlass.kernels.kepler import propagate
from windlass.kernels.lambert import lambert
from windlass.kernels.retrieve_grid import CELL, priced
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, OK

Array = NDArray[np.float64]

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 40 if COMPILED else 2
POLE = np.array([0.0, 0.0, 1.0])
EARTH = (1.0, 0.0167, 0.0, 0.0, 1.8, 0.0)
NEAR = (1.03, 0.06, 0.02, 0.4, 1.1, 0.3)
STEP = 50.0
TABLE = np.sqrt((STEP * np.arange(121)) ** 2 + 3e3**2) - 3e3
TICK = 64.0 * DAY / node_table.WHOLE
WINDOW = (0.0, 800.0 * DAY)
LENGTH = (20.0 * DAY, 700.0 * DAY)

near = st.tuples(
    st.floats(0.95, 1.1), st.floats(0.0, 0.1), st.floats(0.0, 0.05), st.floats(0.0, 6.2),
    st.floats(0.0, 6.2), st.floats(0.0, 6.2),
)  # fmt: skip


def table(body: tuple[float, ...]) -> rd.Table:
    ticks = (node_table.WHOLE * np.arange(14)).astype(np.int32)
    return 0.0, TICK, ticks, states(body, TICK * ticks)


def planet() -> rd.Chain:
    """Earth on a conic as Chebyshev series of 16 days, and a Sun that stands still."""
    days, count = 16.0 * DAY, 14
    s = np.cos(math.pi * (np.arange(count) + 0.5) / count)
    records = []
    for k in range(100):
        t = days * (k + 0.5 * (1.0 + s))
        r = states(EARTH, t)[:, :3] / 1e3
        fit = np.polynomial.chebyshev.chebfit(s, r, count - 1)
        records.append(np.concatenate([[days * (k + 0.5), 0.5 * days], *fit.T]))
    pack = np.concatenate(records)
    layout = np.array([[0, 100, count]], dtype=np.int64)
    clock = np.array([[0.0, days]])
    return pack, layout, clock, np.array([0], dtype=np.int64), np.array([], dtype=np.int64)


CHAIN = planet()


def value(body: rd.Table, depart: float, flight: float, slot: int) -> float:
    return rd.path(MU, depart, flight, slot, POLE, STEP, TABLE, 0.0, body, CHAIN)[0]


def descend(
    body: rd.Table, depart: float, flight: float, slot: int, clear: float = 0.0
) -> tuple[Array, int]:
    out = np.empty(rd.PARTS)
    start = np.array([depart, flight, slot])
    status = rd.descend(
        MU, start, 8.0 * DAY, WINDOW, LENGTH, POLE, STEP, TABLE, clear, body, CHAIN, out
    )
    assert out[rd.STATUS] == status
    return out, status


def test_a_path_is_what_its_parts_say() -> None:
    body, depart, flight = table(NEAR), 123.4 * DAY, 430.0 * DAY
    x = states(NEAR, np.array([depart]))[0]
    y = states(EARTH, np.array([depart + flight]))[0]
    for slot, n_rev, branch in ((0, 0, 0), (1, 1, 0), (2, 1, 1)):
        cost, burn, vinf, status = rd.path(
            MU, depart, flight, slot, POLE, STEP, TABLE, 0.0, body, CHAIN
        )
        v1, v2, code = lambert(MU, x[:3], y[:3], flight, POLE, False, n_rev, branch)
        if code == OK and np.linalg.norm(v2 - y[3:]) > STEP * (TABLE.size - 1):
            code = LIMIT
        assert status == code
        if code == OK:
            assert burn == pytest.approx(np.linalg.norm(v1 - x[3:]), abs=1e-2)
            assert vinf == pytest.approx(np.linalg.norm(v2 - y[3:]), abs=1e-2)
            assert cost == burn + priced(vinf, STEP, TABLE)
            r, _, code = propagate(MU, x[:3].copy(), v1, flight)
            assert code == OK
            assert np.linalg.norm(r - y[:3]) < 1e3
        else:
            assert math.isinf(cost)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    orbit=near, depart=st.floats(0.0, 800.0), flight=st.floats(20.0, 700.0),
    slot=st.integers(0, 2),
)  # fmt: skip
def test_a_descent_ends_where_nothing_near_is_cheaper(
    orbit: tuple[float, ...], depart: float, flight: float, slot: int
) -> None:
    body = table(orbit)
    before = value(body, depart * DAY, flight * DAY, slot)
    found, status = descend(body, depart * DAY, flight * DAY, slot)
    if not math.isfinite(before):
        assert status in (NO_SOLUTION, LIMIT, BAD_INPUT)
        assert math.isinf(found[rd.COST])
        return
    assert status == OK
    assert found[rd.COST] <= before
    assert WINDOW[0] <= found[rd.DEPART] <= WINDOW[1]
    assert LENGTH[0] <= found[rd.FLIGHT] <= LENGTH[1]
    for angle in np.arange(0.0, 6.28, 0.2):
        for reach in (0.003, 0.03, 0.3):
            t = found[rd.DEPART] + reach * DAY * math.cos(angle)
            tof = found[rd.FLIGHT] + reach * DAY * math.sin(angle)
            if WINDOW[0] <= t <= WINDOW[1] and LENGTH[0] <= tof <= LENGTH[1]:
                assert value(body, t, tof, slot) >= found[rd.COST] - 0.01


def test_a_start_without_a_path_says_why() -> None:
    body = table(NEAR)
    assert descend(body, 100.0 * DAY, 50.0 * DAY, 2)[1] == NO_SOLUTION
    assert descend(body, 100.0 * DAY, 50.0 * DAY, 0, clear=1e13)[1] == LIMIT
    assert descend(body, -5.0 * DAY, 50.0 * DAY, 0)[1] == BAD_INPUT
    cost, *_, status = rd.path(
        MU, 0.0, 3e9, 0, POLE, STEP, TABLE, 0.0, body, CHAIN
    )  # beyond the planet's records
    assert (cost, status) == (math.inf, BAD_INPUT)


def grid(n: int, m: int) -> tuple[Array, Array]:
    t = 8.0 * DAY * np.arange(n)
    return states(EARTH, t), states(EARTH, LENGTH[0] + 8.0 * DAY * np.arange(n + m - 1))


def search(orbits: list[tuple[float, ...]], n: int, m: int, keep: int) -> tuple[Array, Array]:
    made = [table(orbit) for orbit in orbits]
    starts = np.cumsum([0, *(len(one[2]) for one in made)])
    at, there = grid(n, m)
    return rd.retrieve_many(
        MU, 0.0, TICK, starts, np.concatenate([one[2] for one in made]),
        np.concatenate([one[3] for one in made]), 0.0, 8.0 * DAY, LENGTH[0], there, at, 0.0, POLE,
        1, STEP, TABLE, np.full(m, 3e3), 2.5e3, True, (0.0, 8.0 * DAY * (n - 1)),
        (LENGTH[0], LENGTH[0] + 8.0 * DAY * (m - 1)), CHAIN, 500, keep,
    )  # fmt: skip


def test_paths_of_many_are_distinct_ascending_and_those_of_one() -> None:
    n, m = (80, 80) if COMPILED else (6, 8)
    orbits = [NEAR, (0.97, 0.04, 0.01, 0.0, 1.0, 0.0), (1.04, 0.05, 0.01, 0.0, 1.0, 0.3)]
    paths, counts = search(orbits, n, m, 40)
    few, _ = search(orbits, n, m, 3)
    if COMPILED:
        assert (counts[:, 0] > 3).all(), counts
    assert (counts[:, 3] == 0).all()
    at, there = grid(n, m)
    for b, orbit in enumerate(orbits):
        kept = int(counts[b, 0])
        cost = paths[b, :kept, rd.COST]
        assert (np.diff(cost) >= 0.0).all()
        assert (cost <= 2.5e3).all()
        assert np.isnan(paths[b, kept:]).all()
        top = min(3, kept)
        assert few[b, :top] == pytest.approx(paths[b, :top])
        for i in range(kept):
            for k in range(i):
                apart = np.abs(paths[b, i, :2] - paths[b, k, :2]).max()
                assert apart >= 8.0 * DAY or paths[b, i, rd.SLOT] != paths[b, k, rd.SLOT]
        alone = np.empty((40, rd.PARTS))
        found = rd.retrieve(
            MU, 0.0, 8.0 * DAY, LENGTH[0], there, at, 0.0, POLE, 1, STEP, TABLE, np.full(m, 3e3),
            2.5e3, True, (0.0, 8.0 * DAY * (n - 1)), (LENGTH[0], LENGTH[0] + 8.0 * DAY * (m - 1)),
            table(orbit), CHAIN, np.empty((500, CELL)), alone,
        )  # fmt: skip
        assert found == tuple(counts[b])
        assert alone[:kept] == pytest.approx(paths[b, :kept])


def test_a_body_without_a_table_has_no_paths() -> None:
    at, there = grid(4, 4)
    paths, counts = rd.retrieve_many(
        MU, 0.0, TICK, np.array([0, 0, 1]), np.zeros(1, np.int32), np.zeros((1, 6)), 0.0,
        8.0 * DAY, LENGTH[0], there, at, 0.0, POLE, 1, STEP, TABLE, np.full(4, 3e3), 2.5e3, True,
        (0.0, 8.0 * DAY), LENGTH, CHAIN, 10, 2,
    )  # fmt: skip
    assert (counts == 0).all()
    assert np.isnan(paths).all()
