"""The bound on two impulses never lies above what any transfer costs: random pairs, random ways."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import AU, DAY, state
from tests.kernels.conics import GM as MU
from windlass.kernels import orbit_bound as ob
from windlass.kernels.lambert import lambert_all
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]

PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") != "0"
EXAMPLES = 100 if PLAIN else 1_000
POLE = np.array([0.0, 0.0, 1.0])
ROUNDING = 1e-6

angles = st.floats(-math.pi, math.pi)
wild = st.tuples(
    st.floats(0.3, 4.0), st.floats(0.0, 0.95), st.floats(0.0, 3.1), angles, angles, angles
)
gentle = st.tuples(
    st.floats(0.9, 1.12), st.floats(0.0, 0.1), st.floats(0.0, 0.06), angles, angles, angles
)


def rows(x: Array, y: Array, pole: Array = POLE) -> tuple[Array, Array]:
    a, b = np.empty(ob.COLUMNS), np.empty(ob.COLUMNS)
    assert ob.orbit_row(MU, x, pole, a) == OK
    assert ob.place_row(MU, y, pole, b) == OK
    return a, b


def bound(x: Array, y: Array) -> float:
    return ob.orbit_bound(MU, *rows(x, y))


def turned(x: Array, angle: float) -> Array:
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return np.concatenate([turn @ x[:3], turn @ x[3:]])


def cheapest(x: Array, y: Array, tof: float) -> float:
    """Cost of the cheapest arc of either direction and up to three revolutions."""
    v1, v2, _, _, _, status = lambert_all(MU, x[:3].copy(), y[:3].copy(), tof, POLE, 3)
    costs = [
        float(np.linalg.norm(v1[k] - x[3:]) + np.linalg.norm(v2[k] - y[3:]))
        for k in np.flatnonzero(status == OK)
    ]
    return min(costs, default=math.inf)


@settings(max_examples=EXAMPLES, deadline=None)
@given(one=wild, two=wild, days=st.floats(1.0, 3_000.0))
def test_never_above_the_cost_of_any_arc(
    one: tuple[float, ...], two: tuple[float, ...], days: float
) -> None:
    x, y = state(one), state(two)
    assert bound(x, y) <= cheapest(x, y, days * DAY) + ROUNDING


@settings(max_examples=EXAMPLES, deadline=None)
@given(one=gentle, two=gentle, days=st.floats(50.0, 1_500.0))
def test_never_above_the_cost_of_arcs_between_orbits_alike(
    one: tuple[float, ...], two: tuple[float, ...], days: float
) -> None:
    x, y = state(one), state(two)
    assert bound(x, y) <= cheapest(x, y, days * DAY) + ROUNDING


impulses = st.tuples(st.floats(0.0, 3.5), *3 * [st.floats(-1.0, 1.0)])


def push(way: tuple[float, ...], x: Array) -> Array:
    """A velocity change of up to 3 km/s; in the frame of the state, so that pure ones occur."""
    size, *parts = way
    r, h = x[:3] / np.linalg.norm(x[:3]), np.cross(x[:3], x[3:])
    n = h / np.linalg.norm(h)
    whole = parts[0] * r + parts[1] * np.cross(n, r) + parts[2] * n
    length = float(np.linalg.norm(whole))
    return whole * (10.0**size / length if length > 0.0 else 0.0)


def after(x: Array, days: float) -> Array | None:
    from windlass.kernels.kepler import propagate

    r, v, status = propagate(MU, x[:3].copy(), x[3:].copy(), days * DAY)
    return np.concatenate([r, v]) if status == OK else None


@settings(max_examples=3 * EXAMPLES, deadline=None)
@given(
    one=st.one_of(wild, gentle), first=impulses, second=impulses, days=st.floats(0.0, 2_000.0),
    angle=angles,
)  # fmt: skip
def test_never_above_two_impulses_flown(
    one: tuple[float, ...], first: tuple[float, ...], second: tuple[float, ...], days: float,
    angle: float,
) -> None:  # fmt: skip
    """Small impulses of every direction, wherever they lead, and the end turned about the pole."""
    x = state(one)
    one_dv = push(first, x)
    y = after(np.concatenate([x[:3], x[3:] + one_dv]), days)
    if y is None or not np.isfinite(y).all():
        return
    two_dv = push(second, y)
    y[3:] += two_dv
    elsewhere = after(x, 0.37 * days)
    if elsewhere is None or np.linalg.norm(np.cross(y[:3], y[3:])) < 1e9:
        return
    cost = float(np.linalg.norm(one_dv) + np.linalg.norm(two_dv))
    assert bound(elsewhere, turned(y, angle)) <= cost * (1 + 1e-12) + 1e-3


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(one=gentle, two=gentle, angle=angles)
def test_it_does_not_depend_on_where_either_stands(
    one: tuple[float, ...], two: tuple[float, ...], angle: float
) -> None:
    x, y = state(one), state(two)
    least = bound(x, y)
    later = after(turned(x, angle), 123.0)
    assert later is not None
    assert bound(later, turned(y, -angle)) == pytest.approx(least, rel=1e-6, abs=1e-3)


def test_it_is_near_what_simple_transfers_cost() -> None:
    """Hohmann between circles, a turn of a circle's plane, a circle made of an ellipse."""
    circle = state((1.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    out = state((1.02, 0.0, 0.0, 0.0, 0.0, 0.0))
    v1, v2 = math.sqrt(MU / AU), math.sqrt(MU / (1.02 * AU))
    hohmann = v1 * (math.sqrt(2 * 1.02 / 2.02) - 1) + v2 * (1 - math.sqrt(2 / 2.02))
    assert 0.97 * hohmann < bound(circle, out) <= hohmann
    tilted = state((1.0, 0.0, 0.015, 0.0, 0.0, 0.0))
    turn = 2.0 * v1 * math.sin(0.0075)
    assert 0.97 * turn < bound(circle, tilted) <= turn
    long = state((1.03, 0.03, 0.0, 0.0, 0.0, 0.0))
    burn = math.sqrt(MU / AU * (1.03 / (1.0 - 0.0009) * 0.97)) - v1
    x = state((1.0 / 0.97, 0.03, 0.0, 0.0, 0.0, 0.0))
    burn = v1 * (math.sqrt(1.03) - 1.0)
    assert 0.9 * burn < bound(x, circle) <= burn
    assert 0.9 * burn < bound(long, circle)


def test_nothing_is_asked_where_nothing_is_to_be_done() -> None:
    x = state((1.1, 0.2, 0.1, 1.0, 2.0, 3.0))
    later = after(x, 200.0)
    assert later is not None
    assert bound(x, turned(later, 1.0)) < 1e-6


def test_rows_of_what_is_no_orbit() -> None:
    out = np.empty(ob.COLUMNS)
    x = state((1.0, 0.1, 0.1, 0.0, 0.0, 0.0))
    assert ob.orbit_row(MU, np.full(6, np.nan), POLE, out) == BAD_INPUT
    assert np.isnan(out).all()
    fast = np.concatenate([x[:3], 2.0 * x[3:]])
    assert ob.orbit_row(MU, fast, POLE, out) == OUT_OF_DOMAIN
    assert ob.place_row(MU, fast, POLE, out) == OK
    assert ob.place_row(MU, np.concatenate([x[:3], x[:3] * 1e-7]), POLE, out) == OUT_OF_DOMAIN
    assert ob.orbit_row(MU, x, np.zeros(3), out) == BAD_INPUT
    assert ob.orbit_row(-MU, x, POLE, out) == BAD_INPUT


def test_the_row_is_what_its_columns_say() -> None:
    """Extremes over the orbit, found by walking along it."""
    x = state((1.3, 0.4, 0.2, 1.0, 2.0, 3.0))
    row = np.empty(ob.COLUMNS)
    ob.orbit_row(MU, x, POLE, row)
    around = [after(x, 542.0 * k / 400) for k in range(400)]
    walk = np.array([y for y in around if y is not None])
    r, v = np.linalg.norm(walk[:, :3], axis=1), np.linalg.norm(walk[:, 3:], axis=1)
    h = np.linalg.norm(np.cross(walk[:, :3], walk[:, 3:]), axis=1)
    assert row[ob.FAR] == pytest.approx(r.max(), rel=1e-3)
    assert row[ob.FAST] == pytest.approx(v.max(), rel=1e-3)
    assert row[ob.SLOW] == pytest.approx((h / r).min(), rel=1e-3)
    assert row[ob.TILT] == pytest.approx(0.2)
    assert row[ob.ECCENTRICITY] == pytest.approx(0.4)
    places, bad = ob.place_rows(MU, walk, POLE)
    assert bad == 0
    assert (places[:, ob.RATE] <= row[ob.RATE]).all()
    for y in walk[::40]:  # the rate of the eccentricity, by small impulses of all directions
        for way in np.eye(3):
            for sign in (-1.0, 1.0):
                pushed = np.concatenate([y[:3], y[3:] + sign * way])
                other = np.empty(ob.COLUMNS)
                ob.place_row(MU, pushed, POLE, other)
                change = MU * abs(other[ob.ECCENTRICITY] - row[ob.ECCENTRICITY])
                assert change <= row[ob.RATE] * 1.001


def test_the_nearest_of_many_places_is_that_of_each_alone() -> None:
    drawn = np.random.default_rng(3)

    def draw(n: int) -> Array:
        low, high = (0.8, 0.0, 0.0, 0.0, 0.0, 0.0), (1.3, 0.2, 0.2, 6.0, 6.0, 6.0)
        return np.array([state(tuple(row)) for row in drawn.uniform(low, high, (n, 6))])

    orbits, spots = draw(40), draw(150)
    places, bad = ob.place_rows(MU, spots[np.argsort(spots[:, 2])], POLE)
    assert bad == 0
    alone = np.empty((40, 150))
    for i, x in enumerate(orbits):
        a = np.empty(ob.COLUMNS)
        ob.orbit_row(MU, x, POLE, a)
        alone[i] = [ob.orbit_bound(MU, a, b) for b in places]
    least, which = ob.nearest_many(MU, orbits, POLE, places, math.inf)
    assert least == pytest.approx(alone.min(axis=1), rel=1e-9)
    assert (which == alone.argmin(axis=1)).all()
    some, which = ob.nearest_many(MU, orbits, POLE, places, float(np.median(least)) + 1e-3)
    inside = least <= np.median(least) + 1e-3
    assert some[inside] == pytest.approx(least[inside], rel=1e-9)
    assert np.isinf(some[~inside]).all()
    assert (which[~inside] == -1).all()
    orbits[0] = np.nan
    least, which = ob.nearest_many(MU, orbits, POLE, places, 1.0)
    assert (least[0], which[0]) == (0.0, -1)


def test_bounds_over_a_table_are_those_of_the_orbit_at_each_instant() -> None:
    x = state((1.05, 0.05, 0.02, 1.0, 2.0, 3.0))
    days = np.array([0.0, 40.0, 80.0])
    nodes = np.array([after(x, d) for d in days])
    ticks, starts = np.arange(3, dtype=np.int32), np.array([0, 3])
    spots = np.array([state((1.0, 0.01, 0.01, 0.0, 0.0, k * 0.5)) for k in range(5)])
    places, _ = ob.place_rows(MU, spots, POLE)
    t = np.array([-1.0, 0.0, 55.0, 80.0, 81.0]) * DAY
    found = ob.nearest_over(MU, 0.0, 40.0 * DAY, starts, ticks, nodes, t, POLE, places, math.inf)
    want, _ = ob.nearest_many(MU, x[None, :], POLE, places, math.inf)
    assert found[0, 1:4] == pytest.approx(np.full(3, want[0]), rel=1e-7)
    assert np.isinf(found[0, [0, 4]]).all()
