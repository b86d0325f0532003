"""Two impulses onto a manifold: the conics, what they cost together, the simplex."""

import math

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import DAY, GM, conic, later, some_orbit, track
from windlass.kernels import tube_arc
from windlass.kernels.lambert import lambert_all
from windlass.kernels.status import OK

Array = NDArray[np.float64]

PLAIN = bool(numba.config.DISABLE_JIT)
MU = 3.040423398e-6
POLE = np.array([0.0, 0.0, 1.0])
SEEDS = st.integers(0, 10**6)


# --- conics between two states


@settings(max_examples=15 if PLAIN else 300)
@given(SEEDS, st.floats(30.0, 1500.0))
def test_no_arc_is_below_the_best_of_all_revolutions(seed: int, days: float) -> None:
    a, b, tof = some_orbit(seed), some_orbit(seed + 1), days * DAY
    d1, d2, rev, slot = tube_arc.arc(GM, a, b, tof)
    v1, v2, backward, n_rev, _, status = lambert_all(GM, a[:3], b[:3], tof, POLE, 8)
    first = np.linalg.norm(v1 - a[3:], axis=1)
    second = np.linalg.norm(v2 - b[3:], axis=1)
    both = np.where((status == OK) & ~backward, first + second, np.inf)
    if slot < 0:
        assert math.isnan(d1)
        assert math.isnan(d2)
        return
    assert both.min() <= (d1 + d2) * (1 + 1e-12)
    # It is one of them, the one it names; the best of its number of revolutions.
    assert n_rev[slot] == rev
    assert both[slot] == pytest.approx(d1 + d2, rel=1e-9, abs=1e-5)
    assert first[slot] == pytest.approx(d1, rel=1e-9, abs=1e-5)
    assert both[n_rev == rev].min() == pytest.approx(d1 + d2, rel=1e-9, abs=1e-5)
    # Of the next to the mean motion's number, too.
    mean = 0.5 * (1 / _axis(a) + 1 / _axis(b))
    turns = tof * math.sqrt(GM * mean**3) / (2 * math.pi) - _share(a, b)
    tried = [n for n in {math.floor(turns), math.floor(turns) + 1} if n >= 0]
    if abs(turns - round(turns)) > 1e-6 and abs(turns % 1 - 0.5) > 1e-6:
        assert both[np.isin(n_rev, tried)].min() == pytest.approx(d1 + d2, rel=1e-9, abs=1e-5)
    # And what it leaves with arrives.
    v = tube_arc.leaving(GM, a, b, tof)
    assert np.linalg.norm(v - a[3:]) == pytest.approx(d1, rel=1e-9, abs=1e-6)
    end = later(np.concatenate([a[:3], v]), tof)
    assert np.linalg.norm(end[:3] - b[:3]) < 1e3
    assert np.linalg.norm(end[3:] - b[3:]) == pytest.approx(d2, rel=1e-6, abs=1e-3)


def _axis(s: Array) -> float:
    return float(1 / (2 / np.linalg.norm(s[:3]) - s[3:] @ s[3:] / GM))


def _share(a: Array, b: Array) -> float:
    return float((math.atan2(b[1], b[0]) - math.atan2(a[1], a[0])) / (2 * math.pi) % 1.0)


@settings(max_examples=15 if PLAIN else 200)
@given(SEEDS, st.floats(30.0, 1500.0))
def test_the_way_of_an_orbit_itself_is_free(seed: int, days: float) -> None:
    # The arc it flies anyhow is among those tried, whatever its number of revolutions.
    a = some_orbit(seed)
    b = later(a, days * DAY)
    gap = abs((_share(a, b) + 0.5) % 1.0 - 0.5)
    assume(0.01 < gap < 0.49)
    d1, d2, _, slot = tube_arc.arc(GM, a, b, days * DAY)
    assert slot >= 0
    assert d1 + d2 < 1e-3


def test_no_arc_for_what_has_none() -> None:
    a, b = some_orbit(1), some_orbit(2)
    unbound = b.copy()
    unbound[3:] *= 3.0
    for start, end, tof in ((a, b, 0.0), (a, b, -DAY), (a, b, math.nan), (a, a, DAY)):
        d1, d2, _, slot = tube_arc.arc(GM, start, end, tof)
        assert slot == -1
        assert math.isnan(d1)
        assert math.isnan(d2)
        assert np.isnan(tube_arc.leaving(GM, start, end, tof)).all()
    assert tube_arc.arc(GM, unbound, unbound, DAY)[3] == -1


# --- the whole, and its least


def case(seed: int = 1) -> tuple[tuple[object, ...], Array, Array]:
    """Arguments of `cost` before and after x, and a start that keeps its limits."""
    rng = np.random.default_rng(seed)
    n, m = 6, 12
    phase = np.arange(m) / m * 2 * math.pi
    grid = np.zeros((n, m, 6))
    for i in range(n):
        size = 0.002 * (i + 1)
        # A body on a circle a little outside the planet's, ahead of it.
        grid[i, :, 0] = 0.93 + 0.2 * size + 0.5 * size * np.cos(phase)
        grid[i, :, 1] = 0.38 + size * np.sin(phase)
        grid[i, :, 2] = 0.3 * size * np.cos(phase + 1)
        grid[i, :, 3] = 0.004 + size * np.cos(phase)
        grid[i, :, 4] = -0.007 - size * np.sin(phase)
    step, count = 2 * DAY, 60 if PLAIN else 1100
    first = 5.0 * DAY
    planet = track(conic(1.0, 0.0167), first, step, count)
    rock = track(conic(1.0 + rng.uniform(-0.05, 0.05), 0.05, 0.02, 0.5, 2.0), first, step, count)
    span = step * (count - 1)
    limits = np.array([first + DAY, first + span - DAY, 0.8 * span, 0.2 * span, 0.0])
    smooth = np.ones((n, m), dtype=np.bool_)
    after_x = (limits, grid, smooth, first, step, planet, rock)
    x = np.array([first + 0.8 * span, 0.5 * span, 2.3, 4.2, 0.1 * span])
    return after_x, x, limits


def test_impulses_are_those_of_their_pieces() -> None:
    (limits, grid, smooth, first, step, planet, rock), x, _ = case()
    work = np.empty((4, 6))
    d1, d2, over = tube_arc.impulses(
        GM, MU, x, limits, grid, smooth, first, step, planet, rock, work
    )
    assert over == 0.0
    here, seat, end, start = (np.empty(6) for _ in range(4))
    tube_arc.hermite(first, step, planet, x[0], here)
    assert tube_arc.on_tube(grid, smooth, x[2], x[3], seat)
    tube_arc.place(MU, seat, here, end)
    end = later(end, -x[4])
    tube_arc.hermite(first, step, rock, x[0] - x[4] - x[1], start)
    np.testing.assert_allclose(work[3], start, rtol=1e-12)
    np.testing.assert_allclose(work[2], end, rtol=1e-12)
    want = tube_arc.arc(GM, start, end, x[1])
    assert (d1, d2) == pytest.approx(want[:2], rel=1e-9)
    args = (limits, grid, smooth, first, step, planet, rock)
    value = tube_arc.cost(GM, MU, x, *args, False, work)
    assert value == pytest.approx(d1 + d2, rel=1e-12)
    alone = tube_arc.cost(GM, MU, x, *args, True, work)
    assert alone == pytest.approx(d1 + d2 + tube_arc.SINGLE * min(d1, d2), rel=1e-12)


@pytest.mark.parametrize(
    ("k", "off"), [(0, 1e4 * DAY), (0, -1e4 * DAY), (1, 1e4 * DAY), (1, -1e4 * DAY), (2, 10.0),
                   (2, -10.0), (4, 1e4 * DAY), (4, -1e4 * DAY)],
)  # fmt: skip
def test_what_breaks_a_limit_costs_more_the_further_it_is(k: int, off: float) -> None:
    args, x, _ = case()
    work, values = np.empty((4, 6)), []
    for part in (1.0, 2.0, 3.0):
        moved = x.copy()
        moved[k] += part * off
        values.append(tube_arc.cost(GM, MU, moved, *args, False, work))
        assert math.isnan(tube_arc.impulses(GM, MU, moved, *args, work)[0])
    assert tube_arc.FORBIDDEN < values[0] < values[1] < values[2]
    moved[k] = math.nan
    assert tube_arc.cost(GM, MU, moved, *args, False, work) >= tube_arc.FORBIDDEN


@settings(max_examples=2 if PLAIN else 60)
@given(SEEDS)
def test_settling_never_worsens_its_start_and_keeps_the_limits(seed: int) -> None:
    args, x, limits = case(seed % 3)
    rng, work = np.random.default_rng(seed), np.empty((4, 6))
    x = x * rng.uniform(0.8, 1.05, 5)
    width = np.array([10 * DAY, 20 * DAY, 1.5, 3.0, 30 * DAY])
    for single in (False, True):
        before = tube_arc.cost(GM, MU, x, *args, single, work)
        moved = x.copy()
        value, calls = tube_arc.settle(
            GM, MU, moved, width, *args, single, 30 if PLAIN else 600, work
        )
        assert value <= before
        assert value == tube_arc.cost(GM, MU, moved, *args, single, work)
        assert calls <= (30 if PLAIN else 600) + 3 * 6
        if value < tube_arc.FORBIDDEN:
            assert limits[0] <= moved[0] - moved[4] - moved[1]
            assert moved[0] <= limits[1]
            assert DAY <= moved[1] <= limits[2]
            assert 0.0 <= moved[4] <= limits[3]
            assert 0.0 <= moved[2] <= 5.0


def test_many_are_settled_as_one_is() -> None:
    args, x, _ = case()
    limits, grid, smooth, first, step, planet, rock = args
    most, rng = 20 if PLAIN else 400, np.random.default_rng(4)
    n = 2 if PLAIN else 8
    width = np.array([10 * DAY, 20 * DAY, 1.5, 3.0, 30 * DAY])
    starts = x * rng.uniform(0.85, 1.05, (n, 5))
    # The second of the grids has two sizes fewer than there is room for.
    grids = np.stack([grid, np.where(np.arange(6)[:, None, None] < 5, grid, np.nan)])
    smooths = np.stack([smooth, smooth & (np.arange(6) < 4)[:, None]])
    counts, tube = np.array([6, 5]), np.arange(n) % 2
    moved = starts.copy()
    out = tube_arc.settle_many(
        GM, MU, moved, tube, width, limits, grids, counts, smooths, first, step, planet, rock,
        False, most,
    )  # fmt: skip
    work = np.empty((4, 6))
    for k in range(n):
        one = starts[k].copy()
        value, calls = tube_arc.settle(
            GM, MU, one, width, limits, grids[tube[k], : counts[tube[k]]], smooths[tube[k]], first,
            step, planet, rock, False, most, work,
        )  # fmt: skip
        np.testing.assert_array_equal(one, moved[k])
        assert out[k, 0] == value
        assert out[k, 3] == calls
        if value < tube_arc.FORBIDDEN:
            assert out[k, 1] + out[k, 2] == pytest.approx(value, rel=1e-12)


def test_flights_are_arcs_from_where_the_rock_is() -> None:
    (_, _, _, first, step, planet, rock), _, _ = case()
    ends = np.array([planet[50], planet[55]])
    dates = first + step * np.array([50.0, 55.0])
    tofs, out = DAY * np.array([20.0, 60.0, 108.0, 300.0]), np.empty((2, 4))
    earliest = first + 2 * DAY
    tube_arc.flights(GM, ends, dates, tofs, earliest, 0.0, first, step, planet, rock, out)
    start = np.empty(6)
    for k in range(2):
        for j in range(4):
            t = dates[k] - tofs[j]
            if t < earliest:
                assert out[k, j] == math.inf
                continue
            assert tube_arc.hermite(first, step, rock, t, start)
            d1, d2, _, _ = tube_arc.arc(GM, start, ends[k], tofs[j])
            assert out[k, j] == d1 + d2
    assert np.isinf(out).any()
    assert np.isfinite(out).any()
