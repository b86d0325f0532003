"""Where a manifold's states are: between states, from the rotating frame, on a tube's table."""

import math
from itertools import pairwise

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.kernels.conics import AU, DAY, GM, YEAR, conic, later, some_orbit, track
from windlass.kernels import cr3bp, tube_arc

Array = NDArray[np.float64]

PLAIN = bool(numba.config.DISABLE_JIT)
MU = 3.040423398e-6
SEEDS = st.integers(0, 10**6)


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
            miss = out - later(start, t)
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
        planet, out = later(start, t, gm), np.empty(6)
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
        planet, out = later(start, t, gm), np.empty(6)
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
