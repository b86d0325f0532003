"""Tables of nodes: two-body motion between them, what perturbs it, intervals, edges.

The bodies are made up: a Sun at rest, and a planet that moves along a line.
"""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from tests.kernels.conics import AU, DAY, later, state
from tests.kernels.conics import GM as MU
from windlass.kernels import nbody, node_table
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES = 200 if COMPILED else 40
TICK = 64.0 * DAY / node_table.WHOLE
GM_PLANET = 1.26686534e17
"""As heavy as Jupiter, so that an encounter is one from afar."""

orbits = st.tuples(
    st.floats(0.5, 3.0), st.floats(0.0, 0.95), st.floats(0.0, 3.1), st.floats(0.0, 6.2),
    st.floats(0.0, 6.2), st.floats(-3.1, 3.1),
)  # fmt: skip


def arc(a: Array, off: Array, h: float, tau: float) -> Array:
    out = np.empty(6)
    assert node_table.between(MU, a, off, h, tau, out) == OK
    return out


def deviation(a: Array, b: Array, h: float) -> Array:
    out = np.empty(6)
    assert node_table.deviation(MU, a, b, h, out) == OK
    return out


def table(orbit: tuple[float, ...], ticks: list[int]) -> tuple[NDArray[np.int32], Array]:
    """Nodes of two-body motion; the elements' epoch is tick 0."""
    start = state(orbit)
    return np.array(ticks, np.int32), np.array([later(start, k * TICK) for k in ticks])


def read(ticks: NDArray[np.int32], nodes: Array, t: Array, origin: float = 0.0) -> tuple:
    out = np.empty((t.size, 6))
    return out, node_table.states(MU, origin, TICK, ticks, nodes, t, out)


@settings(max_examples=EXAMPLES, deadline=None)
@given(orbit=orbits, places=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8))
def test_two_body_motion_is_exact_between_nodes(
    orbit: tuple[float, ...], places: list[float]
) -> None:
    w = node_table.WHOLE
    ticks, nodes = table(orbit, [0, w // 4, w // 2, w, 2 * w])
    t = np.array(places) * 2 * w * TICK
    got, status = read(ticks, nodes, t)
    want = np.array([later(nodes[0], x) for x in t])
    assert status == OK
    # metres at one au: what rounding leaves, more where the perihelion is low
    low = orbit[0] * (1.0 - orbit[1])
    assert np.abs(got[:, :3] - want[:, :3]).max() < 2.0 / low
    assert np.abs(got[:, 3:] - want[:, 3:]).max() < 1e-5 / low**2


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    orbit=orbits, push=st.tuples(*3 * [st.floats(-1e-5, 1e-5)]),
    h=st.floats(0.1 * DAY, 64.0 * DAY), s=st.floats(0.0, 1.0),
)  # fmt: skip
def test_a_steady_push_is_carried_exactly_to_second_order(
    orbit: tuple[float, ...], push: tuple[float, ...], h: float, s: float
) -> None:
    a, g, tau = state(orbit), np.array(push), s * h
    b = later(a, h) + np.concatenate([0.5 * g * h * h, g * h])
    off = deviation(a, b, h)
    want = later(a, tau) + np.concatenate([0.5 * g * tau * tau, g * tau])
    got = arc(a, off, h, tau)
    np.testing.assert_allclose(got[:3], want[:3], rtol=0, atol=1e-2)
    np.testing.assert_allclose(got[3:], want[3:], rtol=0, atol=1e-7)


def test_what_is_left_of_a_steady_push_falls_with_the_fourth_power() -> None:
    a, g = state((1.1, 0.2, 0.3, 1.0, 2.0, 0.5)), np.array([3e-6, -2e-6, 1e-6])

    def motion(_: float, y: Array) -> Array:
        pull = -MU * y[:3] / np.linalg.norm(y[:3]) ** 3
        return np.concatenate([y[3:], pull + g])

    def miss(h: float) -> float:
        t = np.linspace(0.0, h, 9)
        true = solve_ivp(motion, (0.0, h), a, "DOP853", t, rtol=1e-13, atol=1e-7).y.T
        off = deviation(a, true[-1], h)
        made = np.array([arc(a, off, h, tau) for tau in t])
        return float(np.linalg.norm(made[:, :3] - true[:, :3], axis=1).max())

    h = 16.0 * DAY
    assert miss(h) < 0.05 * MU / AU**3 * np.linalg.norm(g) * h**4
    assert miss(h / 2.0) == pytest.approx(miss(h) / 16.0, rel=0.3)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    orbit=orbits, push=st.tuples(*6 * [st.floats(-1.0, 1.0)]),
    h=st.floats(5.0 * DAY, 64.0 * DAY), s=st.floats(0.01, 0.99),
)  # fmt: skip
def test_velocity_is_the_slope_of_position(
    orbit: tuple[float, ...], push: tuple[float, ...], h: float, s: float
) -> None:
    a = state(orbit)
    low = orbit[0] * (1.0 - orbit[1])
    off = np.array(push) * np.array(3 * [1e7] + 3 * [20.0])
    d, tau = 600.0 * low**1.5, s * h
    ends = [arc(a, off, h, tau + k * d) for k in (-2, -1, 1, 2)]
    slope = (ends[0] - 8.0 * ends[1] + 8.0 * ends[2] - ends[3])[:3] / (12.0 * d)
    np.testing.assert_allclose(slope, arc(a, off, h, tau)[3:], rtol=0, atol=0.02 / low**2)


def test_an_interval_begins_and_ends_at_its_nodes() -> None:
    a, h = state((1.0, 0.3, 0.1, 0.0, 1.0, 2.0)), 32.0 * DAY
    b = later(a, h) + np.array([1e7, -2e7, 3e6, 5.0, -4.0, 1.0])
    off = deviation(a, b, h)
    np.testing.assert_allclose(arc(a, off, h, 0.0), a, rtol=1e-15)
    np.testing.assert_allclose(arc(a, off, h, h), b, rtol=1e-14)


def test_instants_outside_give_nan_and_a_status_the_others_are_there() -> None:
    ticks, nodes = table((1.0, 0.1, 0.1, 0.0, 1.0, 2.0), [16, 32, 64])
    t = np.array([15.9, 16.0, 40.0, 64.0, 64.1, math.nan, math.inf, 20.0]) * TICK
    got, status = read(ticks, nodes, t)
    assert status == BAD_INPUT
    assert np.isnan(got).all(axis=1).tolist() == [True, *3 * [False], *3 * [True], False]
    inside = [1, 2, 3, 7]
    assert read(ticks, nodes, t[inside])[1] == OK
    np.testing.assert_array_equal(read(ticks, nodes, t[inside])[0], got[inside])
    np.testing.assert_allclose(got[3], nodes[2], rtol=1e-13)


@pytest.mark.parametrize("origin", [0.0, 7e8, -3.123456e9])
def test_rounding_at_the_seams_of_the_table_is_inside(origin: float) -> None:
    ticks, nodes = table((1.0, 0.1, 0.1, 0.0, 1.0, 2.0), [0, 128, 256])
    ends = origin + np.array([0.0, 256.0]) * TICK
    t = np.concatenate([ends, np.nextafter(ends[:1], -np.inf), np.nextafter(ends[1:], np.inf)])
    assert read(ticks, nodes, t, origin)[1] == OK


@pytest.mark.parametrize("count", [0, 1])
def test_a_table_of_less_than_two_nodes_holds_nothing(count: int) -> None:
    ticks, nodes = table((1.0, 0.1, 0.1, 0.0, 1.0, 2.0), [0])
    got, status = read(ticks[:count], nodes[:count], np.zeros(1))
    assert status == BAD_INPUT
    assert np.isnan(got).all()


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(where=st.lists(st.floats(-10.0, 1_010.0), min_size=1, max_size=40), orbit=orbits)
def test_instants_may_come_in_any_order(where: list[float], orbit: tuple[float, ...]) -> None:
    ticks, nodes = table(orbit, [0, 1, 2, 4, 8, 16, 512, 768, 1000])
    t = np.array(where) * TICK
    got = read(ticks, nodes, t)[0]
    for x, one in zip(t, got, strict=True):
        np.testing.assert_array_equal(read(ticks, nodes, np.array([x]))[0][0], one)


def test_each_instant_is_read_alike_after_any_other() -> None:
    ticks, nodes = table((1.0, 0.1, 0.1, 0.0, 1.0, 2.0), [0, 512, 1024, 2048, 4096])
    nodes += np.random.default_rng(1).normal(size=nodes.shape) * np.array(3 * [1e7] + 3 * [10.0])
    t = np.concatenate([ticks[:-1] + 100.0, ticks[1:] - 100.0]) * TICK
    alone = [read(ticks, nodes, t[k : k + 1])[0][0] for k in range(t.size)]
    for i in range(t.size):
        for j in range(t.size):
            got = read(ticks, nodes, t[[i, j]])[0]
            np.testing.assert_array_equal(got, [alone[i], alone[j]])


# --- building -------------------------------------------------------------------------------------

LONG = 4_000.0 * DAY
"""The made-up planets are there so long before and after instant 0."""


class World:
    """A Sun at rest at the origin, and Jupiter on a straight line; all else pulls nothing."""

    def __init__(self, at: Array, velocity: Array, gm: float = GM_PLANET, radius: float = 7e7):
        self.at, self.velocity = at, velocity
        series = np.zeros((12, 2 + 3 * 2))
        line = np.stack([at, velocity * LONG]) / 1e3  # value and slope at mid-time [km]
        series[6, 2:] = line.T.ravel()
        self.pack = series.ravel()
        self.layout = np.array([[8 * k, 1, 2] for k in range(12)], np.int64)
        self.clock = np.tile([-LONG, 2.0 * LONG], (12, 1))
        self.gm, self.radii = np.zeros(11), np.zeros(11)
        self.gm[0], self.radii[0] = MU, 7e8
        self.gm[6 - 1], self.radii[6 - 1] = gm, radius

    def build(
        self, x: Array, t0: float, wholes: int, *, origin: float = 0.0, nodes: int = 400,
        steps: int = 600, allowed: float = 5e3, enough: float = 1e5,
    ) -> tuple:  # fmt: skip
        """Return (ticks, nodes, apart, arc, status)."""
        ticks, room = np.zeros(nodes, np.int32), np.empty((nodes, 6))
        rows, check = np.empty((steps, nbody.ROW)), np.empty((steps, nbody.ROW))
        count, apart, miss, status = node_table.build(
            MU, t0, x[:3].copy(), x[3:].copy(), origin, TICK, wholes, np.array([1e-5, 1e-7, 1e-9]),
            enough, allowed, self.pack, self.layout, self.clock, self.gm, np.zeros(2), np.zeros(3),
            self.radii, rows, check, ticks, room,
        )  # fmt: skip
        return ticks[:count], room[:count], apart, miss, status

    def judge(self, x: Array, t0: float, t: Array) -> Array:
        """States at instants t on one side of t0, by scipy."""

        def motion(s: float, y: Array) -> Array:
            r, v = y[:3], y[3:]
            far = np.linalg.norm(r)
            d = r - self.at - self.velocity * s
            pull = -MU * r / far**3 - self.gm[5] * d / np.linalg.norm(d) ** 3
            slow = (4.0 * MU / far - v @ v) * r + 4.0 * (r @ v) * v
            return np.concatenate([v, pull + MU / (nbody.C2 * far**3) * slow])

        end = float(t[np.argmax(np.abs(t - t0))])
        done = solve_ivp(motion, (t0, end), x, "DOP853", t, rtol=1e-12, atol=1e-4)
        return np.asarray(done.y.T)


START = state((1.2, 0.15, 0.05, 0.3, 1.0, 0.5))
FAR = World(np.array([5.2 * AU, 0.0, 0.0]), np.array([0.0, 0.0, 13e3]))


def meeting(miss: float, when: float, gm: float = 4e15) -> World:
    """A planet that the body of START would pass at that distance."""
    there = later(START, when)
    aside = np.cross(there[3:], [0.0, 0.0, 1.0])
    velocity = 0.8 * there[3:]
    at = there[:3] + miss * aside / np.linalg.norm(aside) - velocity * when
    return World(at, velocity, gm, radius=6e6)


@pytest.mark.parametrize("t0", [-100.0 * DAY, 0.0, 50.0 * DAY, 300.0 * DAY])
def test_a_table_holds_the_span_wherever_its_epoch_lies(t0: float) -> None:
    wholes = 3
    ticks, nodes, apart, miss, status = FAR.build(START, t0, wholes)
    assert status == OK
    assert ticks[0] == 0
    assert ticks[-1] == wholes * node_table.WHOLE
    assert (np.diff(ticks) > 0).all()
    assert 0.0 <= apart < 1e5
    assert 0.0 < miss <= 5e3
    t = np.linspace(0.0, ticks[-1] * TICK, 61)
    got, code = read(ticks, nodes, t)
    assert code == OK
    for side in (t[t < t0][::-1], t[t > t0]):
        if side.size:
            want = FAR.judge(START, t0, side)
            rows = np.searchsorted(t, side)
            gap = np.linalg.norm(got[rows, :3] - want[:, :3], axis=1)
            assert gap.max() <= apart + 1.25 * miss + 10.0


def test_intervals_lie_on_the_grid_of_their_own_length() -> None:
    world = meeting(1.5e9, 70.0 * DAY)
    ticks = world.build(START, 0.0, 2)[0]
    sizes = np.diff(ticks)
    assert (sizes & (sizes - 1) == 0).all(), "an interval is no half of a half of a whole one"
    assert (ticks[:-1] % sizes == 0).all()


def test_intervals_halve_where_a_body_is_near() -> None:
    when = 70.0 * DAY
    world = meeting(1e9, when)
    ticks, nodes, apart, miss, status = world.build(START, 0.0, 2)
    assert status == OK
    assert miss <= 5e3
    sizes = np.diff(ticks) * TICK
    near = np.abs(ticks[:-1] * TICK - when) < DAY
    assert sizes[near].max() < DAY
    assert sizes.max() >= 8.0 * DAY
    assert sizes.min() == sizes[near].min()
    plain = FAR.build(START, 0.0, 2)[0]
    assert ticks.size > 4 * plain.size
    t = np.sort(
        np.concatenate([np.linspace(1.0, 127.0, 90) * DAY, when + DAY * np.linspace(-1, 1)])
    )
    gap = read(ticks, nodes, t)[0] - world.judge(START, 0.0, t)
    assert np.linalg.norm(gap[:, :3], axis=1).max() <= apart + 1.25 * miss + 10.0


def test_less_is_allowed_where_more_nodes_are() -> None:
    sizes = []
    for allowed in (1e5, 1e3, 10.0):
        ticks, _, _, miss, status = FAR.build(START, 0.0, 1, allowed=allowed)
        assert status == OK
        assert miss <= allowed
        sizes.append(ticks.size)
    assert sizes[0] < sizes[1] < sizes[2]


@pytest.mark.parametrize("early", [-2.0 * DAY, 2.0 * DAY])
def test_a_body_that_is_met_bounds_the_table(early: float) -> None:
    when = 70.0 * DAY
    world = meeting(0.0, when, gm=4e14)
    t0 = when + early
    ticks, nodes, _, _, status = world.build(later(START, t0), t0, 2)
    assert status == LIMIT
    assert np.isfinite(nodes).all()
    met = ticks[-1 if early < 0.0 else 0] * TICK
    assert abs(met - when) < 0.2 * DAY
    assert ticks[0 if early < 0.0 else -1] == (0 if early < 0.0 else 2 * node_table.WHOLE)
    # nothing is left where the span begins beyond the meeting
    beyond = when + (10.0 if early < 0.0 else -74.0) * DAY
    ticks, _, _, _, status = world.build(later(START, t0), t0, 1, origin=beyond)
    assert status == LIMIT
    assert ticks.size == 0


@pytest.mark.parametrize(("nodes", "steps"), [(3, 600), (400, 4)])
def test_where_room_is_short_it_is_told(nodes: int, steps: int) -> None:
    ticks, made, _, _, status = FAR.build(START, 0.0, 2, nodes=nodes, steps=steps, allowed=100.0)
    assert status == NOT_CONVERGED
    assert ticks.size <= nodes
    assert np.isfinite(made).all()


def test_a_state_that_is_none_gives_no_table() -> None:
    ticks, _, _, _, status = FAR.build(np.full(6, np.nan), 0.0, 1)
    assert status == NOT_CONVERGED
    assert ticks.size == 0


def test_instants_without_planets_are_told() -> None:
    ticks, _, _, _, status = FAR.build(START, LONG + DAY, 1)
    assert status != OK
    assert ticks.size == 0


def test_bodies_in_parallel_are_the_same_as_alone() -> None:
    starts = [START, state((0.8, 0.4, 0.2, 0.3, 2.0, 1.5))]
    x = np.array(starts)
    ticks, nodes = np.zeros((2, 400), np.int32), np.empty((2, 400, 6))
    t0 = np.array([10.0, -10.0]) * DAY
    count, apart, miss, status = node_table.build_many(
        MU, t0, x[:, :3].copy(), x[:, 3:].copy(), 0.0, TICK, 1, np.array([1e-5, 1e-7, 1e-9]),
        1e5, 5e3, FAR.pack, FAR.layout, FAR.clock, FAR.gm, np.zeros(2), np.zeros((2, 3)),
        FAR.radii, 600, ticks, nodes,
    )  # fmt: skip
    for k, start in enumerate(starts):
        alone = FAR.build(start, t0[k], 1)
        np.testing.assert_array_equal(ticks[k, : count[k]], alone[0])
        np.testing.assert_array_equal(nodes[k, : count[k]], alone[1])
        assert (apart[k], miss[k], status[k]) == alone[2:]


def steps(tolerance: float, years: float = 1.0) -> tuple[Array, int]:
    rows = np.empty((600, nbody.ROW))
    used, status = nbody.integrate(
        0.0, START[:3].copy(), START[3:].copy(), years * 365.25 * DAY, DAY, FAR.pack, FAR.layout,
        FAR.clock, FAR.gm, np.zeros(2), np.zeros(3), FAR.radii, rows, tolerance,
    )  # fmt: skip
    return rows[:used], status


def test_a_coarser_tolerance_takes_longer_steps_and_lies_further_off() -> None:
    end = 365.25 * DAY
    counts, ends = [], []
    for tolerance in (1e-2, 1e-5, 1e-9):
        rows, status = steps(tolerance)
        assert status == OK
        out = np.empty(6)
        nbody.step_state(rows[-1], end, out)
        counts.append(len(rows))
        ends.append(out)
    assert counts[0] < counts[1] < counts[2]
    coarse, middle = (np.linalg.norm(one - ends[2]) for one in ends[:2])
    assert coarse > 10.0 * middle
    assert middle < 100.0
    assert np.linalg.norm(ends[2] - FAR.judge(START, 0.0, np.array([end]))[0]) < 10.0


@pytest.mark.parametrize("tolerance", [0.0, -1e-9, 1.0, math.nan])
def test_a_tolerance_that_is_none_is_refused(tolerance: float) -> None:
    rows, status = steps(tolerance)
    assert status == BAD_INPUT
    assert len(rows) == 0
