"""Bounds on legs never lie above what a leg costs: random bodies, times, ends and budgets."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import AU, DAY, state
from tests.kernels.conics import GM as MU
from windlass.kernels.lambert import lambert_all
from windlass.kernels.leg_bounds import LANES, ROWS, SLACK, leg_bound, row_bounds
from windlass.kernels.leg_grid import end_cost
from windlass.kernels.status import OK

Array = NDArray[np.float64]
End = tuple[float, float, float]

EXAMPLES = 400 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 100
POLE = np.array([0.0, -0.397777, 0.917482])
POLE /= np.linalg.norm(POLE)
EARTH = 3.986004418e14
FREE: End = (0.0, 0.0, math.inf)
PARK: End = (2 * EARTH / 6_778e3, math.sqrt(EARTH / 6_778e3), math.inf)
ENTRY: End = (2 * EARTH / 6_503e3, 12e3, math.inf)

angles = st.floats(-math.pi, math.pi)
bodies = st.tuples(
    st.floats(0.5, 3.0), st.floats(0.0, 0.9), st.floats(0.0, 2.5), angles, angles, angles
)
gentle = st.tuples(
    st.floats(0.85, 1.2), st.floats(0.0, 0.15), st.floats(0.0, 0.15), angles, angles, angles
)
ends = st.sampled_from([FREE, PARK, ENTRY, (0.0, 500.0, math.inf)])
times = st.floats(0.5, 1_500.0)


def turned(r: Array, angle: float, aside: Array) -> Array:
    """A position at an angle from r, in the plane of r and aside."""
    u = r / np.linalg.norm(r)
    w = aside - (aside @ u) * u
    return math.cos(angle) * u + math.sin(angle) * w / np.linalg.norm(w)


def arcs(a: Array, b: Array, tof: float, dep: End, arr: End) -> list[tuple[float, float, float]]:
    """(cost, v∞, v∞) of all prograde arcs of up to two revolutions, as the grid prices them."""
    v1, v2, back, _, _, status = lambert_all(MU, a[:3].copy(), b[:3].copy(), tof, POLE, 2)
    found = []
    for k in np.flatnonzero((status == OK) & ~back):
        one, two = np.linalg.norm(v1[k] - a[3:]), np.linalg.norm(v2[k] - b[3:])
        cost = end_cost(one, dep[0], dep[1]) + end_cost(two, arr[0], arr[1])
        found.append((cost, float(one), float(two)))
    return found


def bound(a: Array, b: Array, tof: float, budget: float, dep: End, arr: End) -> float:
    return leg_bound(MU, a, b, tof, POLE, budget, *dep, *arr)


def check(a: Array, b: Array, tof: float, dep: End, arr: End) -> int:
    """No arc costs less than any bound whose budget and limits allow it; how many arcs."""
    found = arcs(a, b, tof, dep, arr)
    for cost, one, two in found:
        exact = (dep[0], dep[1], one), (arr[0], arr[1], two)
        for budget in (math.inf, 10.0 * cost + 1.0, cost + 1.0, cost * (1.0 + 1e-15), cost):
            for limits in ((dep, arr), exact):
                # what stands in the grid is compared with the budget: equal is within
                assert bound(a, b, tof, budget, *limits) <= cost + SLACK
    return len(found)


@settings(max_examples=EXAMPLES, deadline=None)
@given(one=bodies, two=bodies, days=times, dep=ends, arr=ends)
def test_never_above_the_solved_cost(
    one: tuple[float, ...], two: tuple[float, ...], days: float, dep: End, arr: End
) -> None:
    check(state(one), state(two), days * DAY, dep, arr)


@settings(max_examples=EXAMPLES, deadline=None)
@given(one=gentle, two=gentle, days=times, dep=ends, arr=ends)
def test_never_above_the_solved_cost_of_bodies_alike(
    one: tuple[float, ...], two: tuple[float, ...], days: float, dep: End, arr: End
) -> None:
    check(state(one), state(two), days * DAY, dep, arr)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    one=gentle, days=times, aside=st.tuples(*3 * [st.floats(-1.0, 1.0)]),
    power=st.floats(-13.0, -0.5), half=st.booleans(), r=st.floats(0.7, 1.5), sign=st.booleans(),
    speed=st.tuples(*3 * [st.floats(-4e3, 4e3)]), dep=ends, arr=ends,
)  # fmt: skip
def test_never_above_the_solved_cost_near_0_and_180_degrees(
    one: tuple[float, ...], days: float, aside: tuple[float, ...], power: float, half: bool,
    r: float, sign: bool, speed: tuple[float, ...], dep: End, arr: End,
) -> None:  # fmt: skip
    a = state(one)
    angle = 10.0**power * (1.0 if sign else -1.0) + (math.pi if half else 0.0)
    there = turned(a[:3], angle, np.array(aside) + np.array([1e-3, 2e-3, 3.3e-3])) * r * AU
    around = np.cross(POLE, there)
    v = math.sqrt(MU / (r * AU)) * around / np.linalg.norm(around) + np.array(speed)
    check(a, np.concatenate([there, v]), days * DAY, dep, arr)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    two=bodies, angle=st.floats(0.05, 6.2), days=times, near=st.floats(-9.0, 0.0),
    parabola=st.booleans(), along=st.tuples(*2 * [st.floats(-0.3, 0.3)]),
    out=st.tuples(*2 * [st.sampled_from([0.0, 1.0, 1e3, -4e3])]), dep=ends, arr=ends,
)  # fmt: skip
def test_never_above_the_cost_of_arcs_that_lie_on_a_bound(
    two: tuple[float, ...], angle: float, days: float, near: float, parabola: bool,
    along: tuple[float, ...], out: tuple[float, ...], dep: End, arr: End,
) -> None:  # fmt: skip
    """Bodies that move along the arc, faster or slower, or aside from its plane; times near a
    parabola's: what is in the plane, and how fast it must be there, is then all that is paid."""
    b = state(two)
    r1 = turned(b[:3], angle, np.cross(POLE, b[:3])) * AU
    c, tof = np.linalg.norm(b[:3] - r1), days * DAY
    if parabola:
        s = 0.5 * (np.linalg.norm(r1) + np.linalg.norm(b[:3]) + c)
        normal = np.cross(r1, b[:3])
        lam3 = math.copysign((1.0 - c / s) ** 1.5, normal @ POLE)
        tof = (1.0 + 10.0**near) * math.sqrt(2.0) / 3.0 * s * math.sqrt(s / MU) * (1.0 - lam3)
    v1, v2, back, _, _, status = lambert_all(MU, r1, b[:3].copy(), tof, POLE, 2)
    for k in np.flatnonzero((status == OK) & ~back):
        aside = np.cross(r1, v1[k])
        aside /= np.linalg.norm(aside)
        one = np.concatenate([r1, v1[k] * (1.0 + along[0]) + out[0] * aside])
        other = np.concatenate([b[:3], v2[k] * (1.0 + along[1]) + out[1] * aside])
        assert check(one, other, tof, dep, arr) > 0


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(
    one=gentle, days=times, tilt=st.sampled_from([0.0, 1e-17, -1e-17, 1e-12, -1e-12, 1e-8]),
    angle=st.floats(0.01, 6.2), r=st.floats(0.7, 1.5),
)  # fmt: skip
def test_never_above_the_solved_cost_in_a_plane_through_the_pole(
    one: tuple[float, ...], days: float, tilt: float, angle: float, r: float
) -> None:
    a = state(one)
    there = turned(a[:3], angle, POLE + tilt * np.cross(POLE, a[:3] / AU)) * r * AU
    check(a, np.concatenate([there, a[3:]]), days * DAY, FREE, FREE)


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(one=gentle, two=gentle, days=st.floats(30.0, 450.0), share=st.floats(0.0, 0.999))
def test_a_leg_is_given_up_or_told_what_it_costs_at_least(
    one: tuple[float, ...], two: tuple[float, ...], days: float, share: float
) -> None:
    a, b = state(one), state(two)
    found = arcs(a, b, days * DAY, PARK, FREE)
    if found:
        least = min(found)[0]
        told = bound(a, b, days * DAY, share * least, PARK, FREE)
        assert told == math.inf or told <= share * least + SLACK
        assert bound(a, b, days * DAY, math.inf, PARK, FREE) > 0.414 * PARK[1]


def test_it_tells_the_speed_out_of_the_plane() -> None:
    a = np.array([AU, 0.0, 0.0, 0.0, 29.8e3, 300.0])
    b = np.array([0.0, 1.1 * AU, 0.0, -28e3, 0.0, -1_200.0])
    pole = np.array([0.0, 0.0, 1.0])
    told = leg_bound(MU, a, b, 90.0 * DAY, pole, math.inf, *FREE, *FREE)
    assert told == pytest.approx(1_500.0, rel=1e-12)
    assert leg_bound(MU, a, b, 90.0 * DAY, pole, 1_499.0, *FREE, *FREE) == math.inf
    told = leg_bound(MU, a, b, 90.0 * DAY, pole, math.inf, *PARK, *FREE)
    want = math.sqrt(300.0**2 + PARK[0]) - PARK[1] + 1_200.0
    assert told == pytest.approx(want, rel=1e-12)
    limited = (0.0, 0.0, 1_199.0)
    assert leg_bound(MU, a, b, 90.0 * DAY, pole, math.inf, *FREE, *limited) == math.inf


def test_it_spares_most_of_what_cannot_be() -> None:
    """A bound that gave nothing up would be none."""
    drawn = np.random.default_rng(5)
    given_up = needless = 0
    for _ in range(EXAMPLES // 2):
        angle = drawn.uniform(-math.pi, math.pi, 6)
        a = state((1.0, 0.0167, 0.0, *angle[:3]))
        b = state((drawn.uniform(0.9, 2.0), drawn.uniform(0.0, 0.5), 0.2, *angle[3:]))
        tof = drawn.uniform(10.0, 430.0) * DAY
        found = arcs(a, b, tof, PARK, FREE)
        if not found or min(found)[0] > 8e3:
            needless += 1
            given_up += bound(a, b, tof, 8e3, PARK, FREE) == math.inf
    assert given_up > 0.7 * needless


@pytest.mark.parametrize("bad", range(12))
def test_states_that_are_none_give_the_leg_up(bad: int) -> None:
    states = np.array([[AU, 0.0, 0.0, 0.0, 29.8e3, 0.0], [0.0, AU, 1e9, -29.8e3, 0.0, 0.0]])
    states.ravel()[bad] = math.nan
    assert bound(states[0], states[1], 90.0 * DAY, 1e5, PARK, FREE) == math.inf


@pytest.mark.parametrize("angle", [0.0, math.pi])
def test_without_a_plane_the_least_of_both_ends_is_told(angle: float) -> None:
    a = np.array([AU, 0.0, 0.0, 0.0, 29.8e3, 0.0])
    b = np.array([math.cos(angle) * AU, 0.0, 0.0, 0.0, -29.8e3, 500.0])
    least = PARK[1] * (math.sqrt(2.0) - 1.0)
    assert bound(a, b, 180.0 * DAY, math.inf, PARK, FREE) == pytest.approx(least)
    assert bound(a, b, 180.0 * DAY, least - 1.0, PARK, FREE) == math.inf


@pytest.mark.parametrize("count", [1, 5, LANES, LANES + 1, 2 * LANES + 7])
def test_a_row_of_bounds_is_what_each_is_alone(count: int) -> None:
    drawn = np.random.default_rng(count)
    a = state((1.0, 0.0167, 0.0, 0.1, 0.2, 0.3))
    met = np.array(
        [
            state((drawn.uniform(0.8, 2.0), drawn.uniform(0.0, 0.5), 0.1, *drawn.uniform(0, 6, 3)))
            for _ in range(count)
        ]
    )
    met[count // 2] = np.nan
    budget = drawn.choice([math.inf, 12e3, 8e3, -math.inf], count)
    h, first, found = 8.0 * DAY, 30.0 * DAY, np.empty(count)
    row_bounds(np.empty(ROWS), MU, a, met, h, first, POLE, budget, PARK, ENTRY, found)
    for j in range(count):
        assert found[j] == bound(a, met[j], first + h * j, budget[j], PARK, ENTRY)
    assert np.isinf(found[count // 2])
