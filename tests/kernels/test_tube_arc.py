"""Two impulses onto a manifold: interpolation, frames, conics and the simplex, piece by piece."""

import math
from itertools import pairwise

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from windlass.kernels import cr3bp, kepler, tube_arc
from windlass.kernels.lambert import lambert_all
from windlass.kernels.status import OK

Array = NDArray[np.float64]

PLAIN = bool(numba.config.DISABLE_JIT)
GM = 1.32712440018e20
AU = 1.495978707e11
MU = 3.040423398e-6
DAY = 86_400.0
YEAR = 2.0 * math.pi * math.sqrt(AU**3 / GM)
POLE = np.array([0.0, 0.0, 1.0])
SEEDS = st.integers(0, 10**6)
L1 = 0.9899859823


def conic(
    a: float = 1.0, e: float = 0.0, i: float = 0.0, turn: float = 0.0, anomaly: float = 0.0,
    gm: float = GM,
) -> Array:  # fmt: skip
    """State (6,) of an orbit of a [au], its apse turned by turn, at a true anomaly."""
    p = a * AU * (1 - e * e)
    r = p / (1 + e * math.cos(anomaly))
    c, s = math.cos(anomaly), math.sin(anomaly)
    v = math.sqrt(gm / p)
    place = np.array([r * c, r * s, 0.0, -v * s, v * (e + c), 0.0])
    cu, su, ci, si = math.cos(turn), math.sin(turn), math.cos(i), math.sin(i)
    turned = np.array([[1, 0, 0], [0, ci, -si], [0, si, ci]]) @ np.array(
        [[cu, -su, 0], [su, cu, 0], [0, 0, 1]]
    )
    return np.concatenate([turned @ place[:3], turned @ place[3:]])


def some_orbit(seed: int) -> Array:
    rng = np.random.default_rng(seed)
    return conic(
        rng.uniform(0.8, 1.3), rng.uniform(0, 0.3), rng.uniform(0, 0.2), *rng.uniform(-3, 3, 2)
    )


def after(s: Array, t: float, gm: float = GM) -> Array:
    r, v, status = kepler.propagate(gm, s[:3], s[3:], t)
    assert status == OK
    return np.concatenate([r, v])


def track(s: Array, first: float, step: float, n: int, gm: float = GM) -> Array:
    """States (n, 6) of an orbit that is at s at time 0."""
    return np.array([after(s, first + step * k, gm) for k in range(n)])


# --- states between states


@settings(max_examples=30 if PLAIN else 200)
@given(SEEDS, st.floats(-5.0, 5.0), st.floats(0.1, 3.0), st.floats(0.0, 6.0))
def test_cubics_are_met_exactly(seed: int, first: float, step: float, place: float) -> None:
    c = np.random.default_rng(seed).normal(size=(4, 3))
    t = first + step * np.arange(7)
    powers = t[:, None] ** np.arange(4)
    rates = np.arange(4) * t[:, None] ** np.maximum(np.arange(4) - 1, 0)
    nodes, out = np.concatenate([powers @ c, rates @ c], axis=1), np.empty(6)
    when = min(first + step * place, first + step * 6)
    if not tube_arc.hermite(first, step, nodes, when, out):
        assert (when - first) / step > 6.0
        return
    want = when ** np.arange(4) @ c
    rate = (np.arange(4) * when ** np.maximum(np.arange(4) - 1, 0)) @ c
    size = np.abs(nodes).max()
    np.testing.assert_allclose(out[:3], want, rtol=0, atol=1e-13 * size * (1 + step))
    np.testing.assert_allclose(out[3:], rate, rtol=0, atol=1e-12 * size * (1 + 1 / step))


@pytest.mark.parametrize("e", [0.0, 0.2])
def test_conics_are_met_to_the_fourth_order(e: float) -> None:
    start, out = conic(e=e), np.empty(6)
    worst = []
    for step in (8.0 * DAY, 4.0 * DAY, 2.0 * DAY):
        nodes = track(start, 0.0, step, 5)
        off = []
        for t in np.linspace(0, 4 * step, 30 if PLAIN else 200):
            assert tube_arc.hermite(0.0, step, nodes, t, out)
            miss = out - after(start, t)
            off.append((np.linalg.norm(miss[:3]), np.linalg.norm(miss[3:])))
        worst.append(np.max(off, axis=0))
        # |r''''| h⁴ / 384: the fourth derivative about periapsis, r times the mean motion⁴ on a
        # circle and some more inside it.
        fourth = AU * (2 * math.pi / YEAR) ** 4 * (1 + 4 * e) / (1 - e) ** 11
        assert worst[-1][0] < fourth * step**4 / 384 * 1.001
    for coarse, fine in pairwise(worst):
        assert 13 < coarse[0] / fine[0] < 19
        assert 6.5 < coarse[1] / fine[1] < 9.5


def test_no_state_outside_the_states() -> None:
    nodes, out = track(conic(), 0.0, DAY, 3), np.empty(6)
    for t, there in (
        (-1.0, False), (0.0, True), (DAY, True), (2 * DAY, True), (2 * DAY + 1.0, False),
        (math.nan, False), (math.inf, False),
    ):  # fmt: skip
        assert tube_arc.hermite(0.0, DAY, nodes, t, out) == there
    for k in range(3):
        assert tube_arc.hermite(0.0, DAY, nodes, k * DAY, out)
        np.testing.assert_allclose(out, nodes[k], rtol=1e-13)


# --- from the rotating frame


@settings(max_examples=30 if PLAIN else 200)
@given(SEEDS, st.floats(-3.1, 3.1))
def test_on_a_circle_the_frame_is_turned(seed: int, angle: float) -> None:
    s = np.random.default_rng(seed).normal(size=6)
    d, rate = 1.3e11, 2.1e-7
    planet = d * np.array(
        [math.cos(angle), math.sin(angle), 0, -rate * math.sin(angle), rate * math.cos(angle), 0]
    )
    out = np.empty(6)
    tube_arc.place(MU, s, planet, out)
    spin = complex(math.cos(angle), math.sin(angle))
    place = d * complex(s[0] + MU, s[1]) * spin
    speed = d * rate * (complex(s[3], s[4]) + 1j * complex(s[0] + MU, s[1])) * spin
    want = np.array([place.real, place.imag, d * s[2]])
    np.testing.assert_allclose(out[:3], want, rtol=0, atol=1e-14 * 10 * d)
    want = np.array([speed.real, speed.imag, d * rate * s[5]])
    np.testing.assert_allclose(out[3:], want, rtol=0, atol=1e-14 * 10 * d * rate)


def test_the_smaller_primary_is_the_planet_and_the_larger_the_origin() -> None:
    planet, out = some_orbit(3), np.empty(6)
    tube_arc.place(MU, np.array([1 - MU, 0, 0, 0, 0, 0]), planet, out)
    np.testing.assert_allclose(out, planet, rtol=1e-13, atol=1e-13 * AU * 2e-7)
    tube_arc.place(MU, np.array([-MU, 0, 0, 0, 0, 0]), planet, out)
    np.testing.assert_array_equal(out, np.zeros(6))


@settings(max_examples=10 if PLAIN else 100)
@given(SEEDS)
def test_velocity_is_the_derivative_of_the_place(seed: int) -> None:
    # A body moving in the pulsating frame, whose time is the planet's true anomaly.
    rng = np.random.default_rng(seed)
    c = rng.normal(size=(3, 3)) * [[1.0], [0.5], [0.3]]
    e, i, turn = rng.uniform(0, 0.3), rng.uniform(0, 0.5), rng.uniform(-3, 3)
    gm = GM * (1 + MU)
    f0 = rng.uniform(-3, 3)
    start = conic(1.0, e, i, turn, f0, gm)

    def seen(t: float) -> Array:
        planet, out = after(start, t, gm), np.empty(6)
        f = f0 + _swept(start, planet)
        place = c[0] + c[1] * (f - f0) + c[2] * (f - f0) ** 2
        rate = c[1] + 2 * c[2] * (f - f0)
        tube_arc.place(MU, np.concatenate([place, rate]), planet, out)
        return out

    h = 2e4
    ahead, behind, far, back = (seen(k * h)[:3] for k in (1, -1, 2, -2))
    slope = (8 * (ahead - behind) - (far - back)) / (12 * h)
    np.testing.assert_allclose(seen(0.0)[3:], slope, rtol=0, atol=0.05)


def _swept(a: Array, b: Array) -> float:
    """Angle from one place to another in their plane, small."""
    h = np.cross(a[:3], a[3:])
    across = np.cross(a[:3], b[:3]) @ h / np.linalg.norm(h)
    return math.atan2(across, a[:3] @ b[:3])


@settings(max_examples=5 if PLAIN else 40)
@given(st.floats(0.0, 0.25), st.floats(-3.0, 3.0))
def test_at_rest_in_l1_of_the_elliptic_problem_is_a_motion(e: float, anomaly: float) -> None:
    x = _rest()
    gm, rest = GM * (1 + MU / (1 - MU)), np.array([x, 0, 0, 0, 0, 0.0])
    start = conic(1.0, e, 0.1, 0.7, anomaly, gm)

    def seen(t: float) -> tuple[Array, Array]:
        planet, out = after(start, t, gm), np.empty(6)
        tube_arc.place(MU, rest, planet, out)
        return planet, out

    planet, out = seen(0.0)
    d = np.linalg.norm(planet[:3])
    np.testing.assert_allclose(out[:3], planet[:3] * (x + MU), rtol=0, atol=1e-13 * d)
    np.testing.assert_allclose(out[3:], planet[3:] * (x + MU), rtol=0, atol=1e-9)
    # It falls as Sun and planet pull it, and as the Sun is pulled itself.
    h = 1e4
    fall = (8 * (seen(h)[1] - seen(-h)[1]) - (seen(2 * h)[1] - seen(-2 * h)[1]))[3:] / (12 * h)
    small = GM * MU / (1 - MU)
    away = out[:3] - planet[:3]
    pull = -GM * out[:3] / np.linalg.norm(out[:3]) ** 3 - small * (
        away / np.linalg.norm(away) ** 3 + planet[:3] / d**3
    )
    np.testing.assert_allclose(fall, pull, rtol=0, atol=1e-8 * np.linalg.norm(pull))


def _rest() -> float:
    """Place of L1 by bisection of the resting body's acceleration."""
    low, high, out = 0.98, 0.995, np.empty(6)
    for _ in range(60):
        middle = 0.5 * (low + high)
        cr3bp.motion(MU, np.array([middle, 0, 0, 0, 0, 0.0]), out)
        low, high = (middle, high) if out[3] < 0 else (low, middle)
    return 0.5 * (low + high)


@settings(max_examples=20 if PLAIN else 200)
@given(SEEDS)
def test_jacobi_constant_survives_the_change_of_frame(seed: int) -> None:
    s, angle = np.random.default_rng(seed).normal(size=6) * 0.7, seed % 6
    rate = math.sqrt(GM / (1 - MU) / AU**3)
    planet = AU * np.array(
        [math.cos(angle), math.sin(angle), 0, -rate * math.sin(angle), rate * math.cos(angle), 0]
    )
    out = np.empty(6)
    tube_arc.place(MU, s, planet, out)
    # About the barycentre, in the units of the frame: C = 2 h − v² + 2 (1 − mu)/r1 + 2 mu/r2.
    r = (out[:3] - MU * planet[:3]) / AU
    v = (out[3:] - MU * planet[3:]) / (AU * rate)
    r1 = np.linalg.norm(out[:3]) / AU
    r2 = np.linalg.norm(out[:3] - planet[:3]) / AU
    assume(min(r1, r2) > 0.05)
    want = 2 * (r[0] * v[1] - r[1] * v[0]) - v @ v + 2 * (1 - MU) / r1 + 2 * MU / r2
    assert cr3bp.jacobi(MU, s) == pytest.approx(want, abs=1e-11)


# --- the table of a tube


def grid_of(n: int, m: int, seed: int = 0) -> tuple[Array, NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, m, 6)), np.ones((n, m), dtype=np.bool_)


def at(grid: Array, smooth: NDArray[np.bool_], size: float, phase: float) -> Array:
    out = np.empty(6)
    assert tube_arc.on_tube(grid, smooth, size, phase, out)
    return out


def test_nodes_of_a_tube_are_met_and_its_phase_goes_round() -> None:
    grid, smooth = grid_of(6, 9)
    for i in range(6):
        for j in range(-9, 20):
            np.testing.assert_allclose(at(grid, smooth, i, j), grid[i, j % 9], rtol=0, atol=1e-13)
    for size, phase in ((0.3, 8.7), (4.9, 0.2), (2.5, 4.5)):
        for turns in (-2, 1, 5):
            np.testing.assert_allclose(
                at(grid, smooth, size, phase + 9 * turns), at(grid, smooth, size, phase), atol=1e-11
            )


@settings(max_examples=30 if PLAIN else 200)
@given(st.floats(0.0, 7.0), st.floats(1.0, 9.0), SEEDS)
def test_cubic_tables_are_met_exactly(size: float, phase: float, seed: int) -> None:
    c = np.random.default_rng(seed).normal(size=(4, 4, 6))
    i, j = np.arange(8.0) / 8, np.arange(12.0) / 12
    grid = np.einsum("ip,jq,pqk->ijk", i[:, None] ** np.arange(4), j[:, None] ** np.arange(4), c)
    got = at(grid, np.ones((8, 12), dtype=np.bool_), size, phase)
    want = np.einsum("p,q,pqk->k", (size / 8) ** np.arange(4), (phase / 12) ** np.arange(4), c)
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-12)


@settings(max_examples=20 if PLAIN else 150)
@given(st.integers(0, 5), st.integers(0, 8), st.floats(0.0, 1.0), st.booleans())
def test_smooth_tubes_have_no_steps(i: int, j: int, part: float, along: bool) -> None:
    grid, smooth = grid_of(7, 9)
    size, phase = (float(i), j + part) if along else (i + part, float(j))
    shift = (1e-9, 0.0) if along else (0.0, 1e-9)
    here = at(grid, smooth, size, phase)
    for sign in (1, -1):
        if size + sign * shift[0] >= 0:
            beside = at(grid, smooth, size + sign * shift[0], phase + sign * shift[1])
            np.testing.assert_allclose(beside, here, rtol=0, atol=1e-6)


def test_torn_cells_give_their_nearest_node_and_no_state_where_there_is_none() -> None:
    grid, smooth = grid_of(6, 9)
    smooth[2, 8] = False
    np.testing.assert_array_equal(at(grid, smooth, 2.4, 8.4), grid[2, 8])
    np.testing.assert_array_equal(at(grid, smooth, 2.6, 8.4), grid[3, 8])
    np.testing.assert_array_equal(at(grid, smooth, 2.6, 8.6), grid[3, 0])
    np.testing.assert_array_equal(at(grid, smooth, 2.4, -0.4), grid[2, 0])
    out = np.empty(6)
    grid[2, 8] = np.nan
    assert not tube_arc.on_tube(grid, smooth, 2.4, 8.4, out)
    for size, phase in (
        (-1e-9, 1.0), (5.0 + 1e-9, 1.0), (math.nan, 1.0), (1.0, math.nan), (1.0, math.inf),
    ):  # fmt: skip
        assert not tube_arc.on_tube(grid, smooth, size, phase, out)


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
    end = after(np.concatenate([a[:3], v]), tof)
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
    b = after(a, days * DAY)
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
    here, end, start = np.empty(6), np.empty(6), np.empty(6)
    tube_arc.hermite(first, step, planet, x[0], here)
    tube_arc.place(MU, at(grid, smooth, x[2], x[3]), here, end)
    end = after(end, -x[4])
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
