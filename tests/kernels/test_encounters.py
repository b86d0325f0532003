"""Close approaches found by bounds: made-up planets, dense sampling and calculus as judges."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from tests.kernels.conics import AU, DAY, later, state
from tests.kernels.conics import GM as MU
from windlass.kernels import encounters, node_table
from windlass.kernels.status import BAD_INPUT, LIMIT, OK

Array = NDArray[np.float64]

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 60 if COMPILED else 4
TICK = 64.0 * DAY / node_table.WHOLE
WHOLES = 12
ONE, NONE = np.array([0]), np.zeros(0, dtype=np.int64)

orbits = st.tuples(
    st.floats(0.6, 3.0), st.floats(0.0, 0.9), st.floats(0.0, 3.1), st.floats(0.0, 6.2),
    st.floats(0.0, 6.2), st.floats(-3.1, 3.1),
)  # fmt: skip


def table_of(x: Array) -> tuple[NDArray[np.int32], Array]:
    """A table of two-body motion: the deviations are rounding only."""
    ticks = (node_table.WHOLE * np.arange(WHOLES + 1)).astype(np.int32)
    return ticks, np.array([later(x, float(t) * TICK) for t in ticks])


def pack_of(planet: Array) -> tuple[Array, NDArray[np.int64], Array]:
    """A planet on its ellipse as Chebyshev records of 16 days, 13 coefficients each, in km."""
    length, count = 16.0 * DAY, 13
    records = 4 * WHOLES
    nodes = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    flat = []
    for k in range(records):
        mid = (k + 0.5) * length
        at = np.array([later(planet, mid + 0.5 * length * s)[:3] for s in nodes]) / 1e3
        fit = np.polynomial.chebyshev.chebfit(nodes, at, count - 1)
        flat.append(np.concatenate([[mid, 0.5 * length], fit.T.ravel()]))
    layout = np.array([[0, records, count]])
    return np.concatenate(flat), layout, np.array([[0.0, length]])


def found(
    x: Array, planet: Array, within: float, rows: int = 64, span: tuple[float, float] | None = None
) -> tuple[Array, int, int]:
    ticks, nodes = table_of(x)
    end = WHOLES * node_table.WHOLE * TICK
    low, high = (0.0, end) if span is None else span
    r = np.linalg.norm(planet[:3])
    v2 = planet[3:] @ planet[3:]
    a = 1.0 / (2.0 / r - v2 / MU)
    h = np.linalg.norm(np.cross(planet[:3], planet[3:]))
    q = a * (1.0 - math.sqrt(max(0.0, 1.0 - h * h / (MU * a))))
    out = np.full((rows, encounters.ROW), np.nan)
    n, status = encounters.scan(
        MU, 0.0, TICK, ticks, nodes, low, high, within, 1.01 * MU / q**2, *pack_of(planet), ONE,
        NONE, out,
    )  # fmt: skip
    return out, n, status


MARS = (1.524, 0.0934, 0.0323, 0.865, 5.0, 0.3)


@settings(max_examples=EXAMPLES)
@given(orbit=orbits, mars=st.floats(-3.1, 3.1))
def test_no_minimum_is_missed(orbit: tuple[float, ...], mars: float) -> None:
    x, planet = state(orbit), state((*MARS[:5], mars))
    within = 0.7 * AU
    rows, n, status = found(x, planet, within)
    assert status == OK
    closest = rows[:n][rows[:n, 1] == encounters.CLOSEST]
    end = WHOLES * node_table.WHOLE * TICK
    step = 1.0 * DAY
    t = np.arange(0.0, end + 1.0, step)
    d = np.array([np.linalg.norm((later(x, u) - later(planet, u))[:3]) for u in t])
    at = np.flatnonzero((d[1:-1] < d[:-2]) & (d[1:-1] < d[2:]) & (d[1:-1] < within)) + 1
    for k in at:
        assert np.abs(closest[:, 0] - t[k]).min() < 1.01 * step
    for row in closest:
        best = minimize_scalar(
            lambda u: np.linalg.norm((later(x, u) - later(planet, u))[:3]),
            bounds=(max(0.0, row[0] - 0.2 * DAY), min(end, row[0] + 0.2 * DAY)),
            method="bounded", options={"xatol": 1.0},
        )  # fmt: skip
        assert np.linalg.norm(row[2:5]) <= best.fun * (1.0 + 1e-9) + 1.0
        # at a minimum the relative motion is across
        d_ = np.linalg.norm(row[2:5])
        assert abs(row[2:5] @ row[5:8]) < 1e-6 * d_ * np.linalg.norm(row[5:8]) + 1e3


@settings(max_examples=3 * EXAMPLES)
@given(orbit=orbits, h=st.floats(0.5, 64.0))
def test_the_bound_of_the_pull_holds(orbit: tuple[float, ...], h: float) -> None:
    x = state(orbit)
    y = later(x, h * DAY)
    rng = np.random.default_rng(int(1e6 * h))
    off = np.concatenate([rng.normal(0.0, 1e6, 3), rng.normal(0.0, 1.0, 3)])
    bound = encounters.pull_bound(MU, x, y + off, off, h * DAY)
    made, more = np.empty(6), np.empty(6)
    step = 1e-3 * h * DAY
    for s in np.linspace(0.002, 0.998, 60):
        node_table.between(MU, x, off, h * DAY, s * h * DAY - step / 2.0, made)
        node_table.between(MU, x, off, h * DAY, s * h * DAY + step / 2.0, more)
        assert np.linalg.norm((more - made)[3:]) / step <= bound * (1.0 + 1e-6)


@settings(max_examples=10 * EXAMPLES)
@given(
    d=st.floats(0.0, 3.0), angle=st.floats(0.0, math.pi), w=st.floats(0.0, 3.0),
    half=st.floats(0.01, 2.0), pull=st.floats(0.0, 2.0), way=st.floats(0.0, 2.0 * math.pi),
)  # fmt: skip
def test_what_is_ruled_out_holds_no_minimum(
    d: float, angle: float, w: float, half: float, pull: float, way: float
) -> None:
    rel = np.array([d, 0.0, 0.0, w * math.cos(angle), w * math.sin(angle), 0.0])
    if encounters.may_hold(rel, pull, half, 1.0):
        return
    push = pull * np.array([math.cos(way), math.sin(way), 0.0])
    t = np.linspace(-half, half, 2001)[:, None]
    r = rel[:3] + rel[3:] * t + 0.5 * push * t * t
    f = np.einsum("ij,ij->i", r, rel[3:] + push * t)
    far = np.linalg.norm(r, axis=1)
    turns = (f[:-1] < 0.0) & (f[1:] >= 0.0) & (far[1:] < 1.0 - 1e-9)
    assert not turns.any()


def test_a_minimum_on_a_node_is_told_once() -> None:
    planet = state(MARS)
    node = 5.0 * 64.0 * DAY
    at = later(planet, node)
    # across the relative motion, so that the least distance lies on the node
    w = np.array([3e3, -2e3, 1e3])
    side = np.cross(w, [0.0, 0.0, 1.0])
    x = later(np.concatenate([at[:3] + 3e9 * side / np.linalg.norm(side), at[3:] + w]), -node)
    rows, n, status = found(x, planet, 0.05 * AU)
    assert status == OK
    near = rows[:n][np.abs(rows[:n, 0] - node) < DAY]
    assert len(near) == 1
    assert near[0, 0] == pytest.approx(node, abs=2.0)
    assert np.linalg.norm(near[0, 2:5]) == pytest.approx(3e9, rel=1e-9)


def test_ends_are_told_as_ends() -> None:
    planet = state(MARS)
    node = 5.0 * 64.0 * DAY
    at = later(planet, node)
    x = later(at + np.array([0.0, 0.0, 2e8, 4e3, 0.0, 0.0]), -node)
    for span, kind in (
        ((0.0, node - 3_600.0), encounters.ENDS),
        ((node + 3_600.0, node + 20.0 * DAY), encounters.BEGINS),
        ((node - 3_600.0, node + 3_600.0), encounters.CLOSEST),
    ):
        rows, n, status = found(x, planet, 1e9, span=span)
        assert (n, status) == (1, OK)
        assert rows[0, 1] == kind
        assert span[0] <= rows[0, 0] <= span[1]


def test_no_room_and_no_table() -> None:
    planet = state(MARS)
    x = state((1.6, 0.2, 0.1, 0.3, 0.4, 0.5))
    full, n, status = found(x, planet, 3.0 * AU)
    assert status == OK
    assert n >= 2
    few, m, code = found(x, planet, 3.0 * AU, rows=1)
    assert (m, code) == (n, LIMIT)
    np.testing.assert_array_equal(few[0], full[0])
    pack = pack_of(planet)
    bad = encounters.scan(
        MU, 0.0, TICK, np.zeros(1, np.int32), np.zeros((1, 6)), 0.0, 1.0, 1.0, 1.0, *pack, ONE,
        NONE, np.empty((1, encounters.ROW)),
    )  # fmt: skip
    assert bad == (0, BAD_INPUT)


def test_many_are_each_alone() -> None:
    planet = state(MARS)
    both = [state((1.6, 0.2, 0.1, 0.3, 0.4, m)) for m in (0.5, 2.5)]
    made = [table_of(x) for x in both]
    ticks, nodes = (np.concatenate([one[k] for one in made]) for k in (0, 1))
    starts = np.array([0, WHOLES + 1, WHOLES + 1, 2 * (WHOLES + 1)])
    rows = np.full((3, 64, encounters.ROW), np.nan)
    end = WHOLES * node_table.WHOLE * TICK
    counts, status = encounters.scan_many(
        MU, 0.0, TICK, starts, ticks, nodes, 0.0, end, 0.7 * AU, 1.01 * MU / (1.38 * AU) ** 2,
        *pack_of(planet), ONE, NONE, rows,
    )  # fmt: skip
    assert status.tolist() == [OK, BAD_INPUT, OK]
    assert counts[1] == 0
    for k, x in ((0, both[0]), (2, both[1])):
        alone, n, _ = found(x, planet, 0.7 * AU)
        assert counts[k] == n
        np.testing.assert_allclose(rows[k, :n], alone[:n], rtol=1e-12, atol=1e-3)
