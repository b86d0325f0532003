"""Whole numbers: against counting them all, against plain HiGHS, and what is told of the gap."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign import small_case
from tests.campaign.test_solver import covering
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan import search as searches
from windlass.campaign.plan.plan import leaving
from windlass.campaign.plan.program import Matrix, Program
from windlass.campaign.plan.search import search
from windlass.campaign.plan.solver import Solver
from windlass.campaign.tables import Goal


def least(matrix: Matrix, known: float) -> float:
    """Least cost by counting all whole x that could cost as little as a known plan does."""
    full = np.zeros((matrix.low.size, matrix.cost.size))
    for k in range(matrix.cost.size):
        part = slice(matrix.start[k], matrix.start[k + 1])
        full[matrix.row[part], k] = matrix.value[part]
    counts = [range(int((known + 1e-6) / cost) + 1) for cost in matrix.cost]
    every = np.array(list(product(*counts)), dtype=float)
    fits = np.all(every @ full.T >= matrix.low - 1e-9, axis=1)
    return float(np.min((every @ matrix.cost)[fits]))


def holds(matrix: Matrix, x: np.ndarray) -> bool:
    """Whether x is whole and meets all rows."""
    column = np.repeat(np.arange(matrix.cost.size), np.diff(matrix.start))
    rows = np.bincount(matrix.row, matrix.value * x[column], minlength=matrix.low.size)
    whole = np.all(np.abs(x - np.round(x))[matrix.whole] < 1e-6)
    inside = np.all(rows >= matrix.low - 1e-6) and np.all(rows <= matrix.high + 1e-6)
    return bool(whole and inside and np.all(x >= matrix.lower - 1e-9))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_is_what_counting_gives(seed: int) -> None:
    matrix = covering(seed, 3, 4)
    matrix.cost[:] = np.round(matrix.cost, 2)
    found = search(matrix, np.arange(4), gap=1e-9)
    assert found.x is not None
    assert holds(matrix, found.x)
    assert found.value == pytest.approx(least(matrix, found.value), rel=1e-6)
    assert found.status == "optimal"


@pytest.mark.parametrize("seed", range(4))
def test_dive_and_windows_against_plain_highs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As large programmes are treated: bound below, plan real, gap as told, near to HiGHS's."""
    monkeypatch.setattr(searches, "SMALL", 0)
    matrix = covering(seed, 30, 40)
    plain = Solver(matrix).solve(gap=1e-6)
    found = search(matrix, np.arange(40) % 10, gap=0.01, limit_s=20.0)
    assert found.x is not None
    assert holds(matrix, found.x)
    assert found.value == pytest.approx(float(matrix.cost @ found.x), rel=1e-9)
    assert found.bound <= plain.value + 1e-6
    assert plain.value <= found.value + 1e-6
    assert found.status == "optimal"
    assert found.gap <= 0.01 + 1e-9
    values = [value for _, value, _ in found.steps]
    assert values == sorted(values, reverse=True)


def test_a_known_plan_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = covering(5, 30, 40)
    best = Solver(matrix).solve(gap=1e-9)
    assert best.x is not None
    for small in (0, searches.SMALL):
        monkeypatch.setattr(searches, "SMALL", small)
        found = search(matrix, np.arange(40) % 10, gap=1e-6, limit_s=5.0, start=best.x)
        assert found.value <= best.value + 1e-6


def test_a_goal_below_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of 3 a + 2 b with 2 a + 2 b ≤ 7 and a ≤ 1.5: 1 and 2, 7."""
    monkeypatch.setattr(searches, "SMALL", 0)
    program = Program()
    x = program.add_columns(2, cost=np.array([-3.0, -2.0]), upper=np.array([1.5, 9.0]), whole=True)
    program.put(np.repeat(program.add_rows(1, high=7.0), 2), x, 2.0)
    found = search(program.finish(), np.zeros(2, dtype=np.int64), gap=1e-6, limit_s=5.0)
    assert found.value == pytest.approx(-7.0)
    assert found.bound == pytest.approx(-7.0)


@pytest.mark.parametrize("small", [0, searches.SMALL])
def test_what_cannot_be(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SMALL", small)
    program = Program()
    x = program.add_columns(1, upper=1.0, whole=True)
    program.put(program.add_rows(1, low=2.0), x, 1.0)
    found = search(program.finish(), np.zeros(1, dtype=np.int64))
    assert (found.status, found.x, found.gap) == ("infeasible", None, np.inf)


def test_no_time_gives_no_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SMALL", 0)
    found = search(covering(1, 60, 80), np.arange(80) % 10, gap=1e-9, limit_s=0.0)
    assert found.status != "optimal"


def test_tells_of_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SMALL", 0)
    heard: list[str] = []
    search(covering(7, 20, 30), np.arange(30) % 10, gap=1e-3, limit_s=5.0, tell=heard.append)
    assert heard[0].startswith("relaxation:")
    assert any(one.startswith("dive:") for one in heard)


@pytest.mark.parametrize("goal", ["time", "cost", "launch-mass"])
def test_a_small_campaign_by_dive_and_windows(goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is 0 or 1 stays so: a goal of time says "done" by such columns."""
    campaign = small_case.campaign()
    flow = flows.build(campaign, grids.make(campaign, 5 * small_case.DAY), goal)
    when = leaving(flow)
    plain = searches.search(flow.matrix, when, gap=1e-6)
    monkeypatch.setattr(searches, "SMALL", 0)
    found = searches.search(flow.matrix, when, gap=1e-6, limit_s=20.0)
    assert found.x is not None
    assert (found.x <= flow.matrix.upper + 1e-6).all()
    assert (found.x >= flow.matrix.lower - 1e-6).all()
    assert found.value == pytest.approx(plain.value, rel=1e-4)
    assert found.value >= found.bound - 1e-6


def test_where_half_of_the_time_is_gone_all_is_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine gets a plan too: here each look at the clock takes a second of fourteen."""
    matrix = covering(1, 150, 220)
    monkeypatch.setattr(searches, "SMALL", 0)
    for name in ("_small", "_windows", "_whole"):
        monkeypatch.setattr(searches, name, lambda *_: None)
    ticks = iter(range(1000))
    monkeypatch.setattr(searches.time, "monotonic", lambda: float(next(ticks)))
    found = search(matrix, np.arange(220), gap=1e-9, limit_s=14.0)
    assert found.x is not None
    assert holds(matrix, found.x)
    assert found.gap > 0.0
