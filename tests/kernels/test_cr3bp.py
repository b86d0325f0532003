"""One three-body flight at a time: published states, invariants, a second integrator, crossings."""

import math

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from tests.kernels.rotating import motion
from windlass.kernels import cr3bp
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, NOT_CONVERGED, OK

Array = NDArray[np.float64]

PLAIN = bool(numba.config.DISABLE_JIT)
"""As plain Python a step takes milliseconds, one with the matrix tens: short flights then."""
MU = 0.01215058560962404
SUN = 3.040423398e-6
FREE = np.zeros(2)
CLEAR = np.array([0.1, 0.03])
TOL = 1e-16
HALO = np.array([1.1229823661380263, 0.0, -0.18412853433203669, 0.0, -0.22522246979412544, 0.0])
# Two orbits about L2, one about L1, a distant retrograde one: x0, z0, vy0, period, stability and
# half of its last printed digit.
PERIODIC = (
    (1.0196625817475922, -0.18041918731575562, -0.09805982467069076, 1.4799795545729917,
     1.25535, 5e-6),
    (1.1229823661380263, -0.18412853433203669, -0.22522246979412544, 2.9329227638879547,
     25.45615, 5e-6),
    (0.8241716997696729, 0.05763660825010655, 0.1681906215591753, 2.7629516051826917,
     733.25, 5e-3),
    (0.8289927126704472, 0.0, 0.49493397729663385, 2.7344101432096957, 1.0, 1e-7),
)  # fmt: skip
MIRROR = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
RATIOS = st.sampled_from((SUN, 3.2271543e-7, MU, 0.1, 0.5))
SEEDS = st.integers(0, 10**6)
SPAN = 0.3 if PLAIN else 6.0


def anywhere(seed: int, mu: float = MU) -> Array:
    """A state that is clear of both primaries."""
    rng = np.random.default_rng(seed)
    while True:
        s = rng.normal(size=6) * [1.0, 1.0, 0.4, 0.4, 0.4, 0.3]
        if math.dist(s[:3], (-mu, 0, 0)) > 0.3 and math.dist(s[:3], (1 - mu, 0, 0)) > 0.1:
            return np.asarray(s)


def flown(s0: Array, t: float, mu: float = MU, least: Array = CLEAR) -> Array:
    """The state after t; the example is dropped where it comes too near a primary."""
    s, status = cr3bp.propagate(mu, s0, t, TOL, least)
    assert status in (OK, LIMIT)
    assume(status == OK)
    return np.asarray(s)


def with_matrix(s0: Array, t: float, mu: float = MU) -> tuple[Array, Array]:
    s, phi, status = cr3bp.propagate_stm(mu, s0, t, TOL, CLEAR)
    assert status in (OK, LIMIT)
    assume(status == OK)
    return s, phi


def test_published_state() -> None:
    place, speed = [1.01238082345234, -0.0423523523454, 0.22634376321], [-0.1232623614]
    s0 = np.array([*place, *speed, 0.123462698209365, 0.123667064622])
    place, speed = [0.43038358727124, -1.64650668902846, 0.10271923139472], [-0.9315629872575]
    want = np.array([*place, *speed, -0.42680151362818, 0.22257221768767])
    s, status = cr3bp.propagate(MU, s0, 5.7856656782589234, TOL, FREE)
    assert status == OK
    assert np.abs(s - want).max() < 1e-13


@pytest.mark.parametrize("row", PERIODIC[:1] if PLAIN else PERIODIC)
def test_published_orbits_close(row: tuple[float, ...]) -> None:
    x, z, vy, period, stability, digit = row
    s0 = np.array([x, 0, z, 0, vy, 0])
    s, phi, status = cr3bp.propagate_stm(MU, s0, period, TOL, FREE)
    assert status == OK
    assert np.abs(s - s0).max() < 1e-11
    a = np.abs(np.linalg.eigvals(phi)).max()
    # A double multiplier of one is found to the root of the rounding only.
    assert 0.5 * (a + 1 / a) == pytest.approx(stability, abs=digit + 1e-7)


@settings(max_examples=5 if PLAIN else 150)
@given(SEEDS, st.floats(-SPAN, SPAN), RATIOS)
def test_jacobi_constant_stays(seed: int, t: float, mu: float) -> None:
    s0 = anywhere(seed, mu)
    s = flown(s0, t, mu)
    drift = abs(cr3bp.jacobi(mu, s) - cr3bp.jacobi(mu, s0))
    # Rounding of the place moves the constant by the pull and the speed, here below 100.
    assert drift < 2e-13 * (1 + np.abs(s).max() ** 2)


@settings(max_examples=4 if PLAIN else 100)
@given(SEEDS, st.floats(-0.8 * SPAN, 0.8 * SPAN), RATIOS)
def test_forward_and_back(seed: int, t: float, mu: float) -> None:
    s0 = anywhere(seed, mu)
    s = flown(s0, t, mu)
    back = flown(s, -t, mu)
    stretch = 1.0 if PLAIN else np.abs(with_matrix(s0, t, mu)[1]).max()
    assert np.abs(back - s0).max() < 1e-13 * (1 + stretch) * (1 + np.abs(s).max() ** 2)


@settings(max_examples=4 if PLAIN else 100)
@given(SEEDS, st.floats(-SPAN, SPAN), RATIOS)
def test_mirror_in_y_runs_back_in_time(seed: int, t: float, mu: float) -> None:
    s0 = anywhere(seed, mu)
    other = flown(s0 * MIRROR, -t, mu)
    np.testing.assert_array_equal(flown(s0, t, mu), other * MIRROR)  # to the last bit


@settings(max_examples=4 if PLAIN else 100)
@given(SEEDS, st.floats(-SPAN, SPAN), RATIOS)
def test_mirror_in_z_flies_alike(seed: int, t: float, mu: float) -> None:
    s0, flip = anywhere(seed, mu), np.array([1.0, 1.0, -1.0, 1.0, 1.0, -1.0])
    np.testing.assert_array_equal(flown(s0, t, mu), flown(s0 * flip, t, mu) * flip)


@settings(max_examples=4 if PLAIN else 80)
@given(SEEDS, st.floats(0.0, 0.5 * SPAN), st.floats(0.0, 0.5 * SPAN), RATIOS)
def test_two_parts_of_a_flight_are_the_whole(seed: int, a: float, b: float, mu: float) -> None:
    s0 = anywhere(seed, mu)
    half, first = with_matrix(s0, a, mu)
    end, second = with_matrix(half, b, mu)
    whole, phi = with_matrix(s0, a + b, mu)
    size = (1 + np.abs(first).max()) * (1 + np.abs(second).max())
    assert np.abs(end - whole).max() < 1e-13 * size * (1 + np.abs(whole).max() ** 2)
    assert np.abs(second @ first - phi).max() < 1e-11 * size * (1 + np.abs(whole).max() ** 2)


@settings(max_examples=3 if PLAIN else 100)
@given(SEEDS, st.floats(-0.6 * SPAN, 0.6 * SPAN), RATIOS)
def test_matrix_is_symplectic_of_determinant_one_and_moves_the_flow(
    seed: int, t: float, mu: float
) -> None:
    s0 = anywhere(seed, mu)
    s, phi = with_matrix(s0, t, mu)
    np.testing.assert_allclose(s, flown(s0, t, mu), rtol=0, atol=1e-14 * (1 + np.abs(s).max()))
    momenta = np.eye(6)  # px = vx - y, py = vy + x
    momenta[3, 1], momenta[4, 0] = -1.0, 1.0
    form = np.kron(np.array([[0.0, 1.0], [-1.0, 0.0]]), np.eye(3))
    m = momenta @ phi @ np.linalg.inv(momenta)
    size = 1 + np.abs(m).max()
    assert np.abs(m.T @ form @ m - form).max() < 2e-13 * size**2
    assert np.linalg.det(phi) == pytest.approx(1.0, abs=1e-12 * size**3)
    before, after = np.array(motion(0, s0, mu)), np.array(motion(0, s, mu))
    speed = np.abs(before).max()
    assert np.abs(phi @ before - after).max() < 1e-12 * size * speed * (1 + np.abs(s).max())


@settings(max_examples=2 if PLAIN else 40)
@given(SEEDS, st.floats(-0.3 * SPAN, 0.3 * SPAN))
def test_matrix_is_the_derivative(seed: int, t: float) -> None:
    s0 = anywhere(seed)
    _, phi = with_matrix(s0, t)
    size, h = np.abs(phi).max(), 2e-4
    assume(size < 100.0)
    for k in range(6):
        step = h * np.eye(6)[k]
        # Differences of the sixth order.
        parts = [flown(s0 + i * step, t) - flown(s0 - i * step, t) for i in (1, 2, 3)]
        slope = (45 * parts[0] - 9 * parts[1] + parts[2]) / (60 * h)
        # Of what it differs by, the half at twice the step is left: no number of digits is sure.
        rough = (parts[1] / (4 * h) - parts[0] / (2 * h)) / size
        assert np.abs(phi[:, k] - slope).max() < 1e-8 * size + size * np.abs(rough).max() ** 2


@settings(max_examples=3 if PLAIN else 25)
@given(SEEDS, st.floats(-0.5 * SPAN, 0.5 * SPAN), RATIOS)
def test_second_integrator_agrees(seed: int, t: float, mu: float) -> None:
    s0 = anywhere(seed, mu)
    s = flown(s0, t, mu)
    judge = solve_ivp(
        motion, (0, t), s0, method="DOP853", rtol=1e-13, atol=1e-14, args=(mu,)
    )  # fmt: skip
    stretch = 1.0 if PLAIN else np.abs(with_matrix(s0, t, mu)[1]).max()
    assert np.abs(s - judge.y[:, -1]).max() < 2e-11 * (1 + stretch)


@settings(max_examples=10 if PLAIN else 200)
@given(SEEDS, RATIOS)
def test_motion_and_the_series_agree(seed: int, mu: float) -> None:
    s0, rate = anywhere(seed, mu), np.empty(6)
    cr3bp.motion(mu, s0, rate)
    np.testing.assert_allclose(rate, motion(0, s0, mu), rtol=1e-13, atol=1e-13)
    c, work, out = np.empty((cr3bp.ORDER + 1, 6)), np.empty((5, cr3bp.ORDER + 1)), np.empty(6)
    cr3bp.series(mu, s0, c, work)
    np.testing.assert_array_equal(c[0], s0)
    np.testing.assert_allclose(c[1], rate, rtol=1e-12, atol=1e-12)
    # The series obeys the equations of motion inside a step, and its derivative is read off it.
    h = 0.5 * cr3bp.step_of(c, TOL)
    cr3bp.at(c, h, out)
    slope = sum(k * c[k] * h ** (k - 1) for k in range(1, cr3bp.ORDER + 1))
    size = np.abs(rate).max() + np.abs(slope).max()
    np.testing.assert_allclose(slope, motion(0, out, mu), rtol=0, atol=1e-12 * size)


@settings(max_examples=4 if PLAIN else 150)
@given(
    SEEDS, st.floats(-SPAN, SPAN), RATIOS, st.floats(-1.0, 1.0), st.sampled_from((-1, 0, 1)),
    st.integers(0, 5),
)  # fmt: skip
def test_a_crossing_lies_on_the_plane_and_is_the_first(
    seed: int, t: float, mu: float, w0: float, way: int, axis: int
) -> None:
    s0 = anywhere(seed, mu)
    w = 0.3 * np.random.default_rng(seed + 1).normal(size=6)
    w[axis] = 1.0
    s, time, steps, status = cr3bp.cross(mu, s0, t, w, w0, way, TOL, CLEAR)
    assert status in (OK, NO_SOLUTION, LIMIT)
    assume(status != LIMIT)
    assert steps >= (0 if t == 0.0 else 1)
    assert abs(time) <= abs(t)
    np.testing.assert_allclose(s, flown(s0, time, mu), rtol=0, atol=1e-10 * (1 + np.abs(s).max()))
    rate = w @ np.array(motion(0, s, mu)) * (1 if t > 0 else -1)
    if status == OK:
        assert time * t > 0
        assert abs(w @ s + w0) < 1e-14 * (1 + np.abs(s).max()) * np.abs(w).sum() * (1 + abs(rate))
        assert way * rate >= 0 or abs(rate) < 1e-3
    else:
        assert time == t
    # Nowhere between samples before it is the plane crossed that way; a touch may be passed over.
    count = 8 if PLAIN else 300
    path = np.empty((count, 6))
    assert cr3bp.sample(mu, s0, np.linspace(0, time * (1 - 1e-9), count), TOL, CLEAR, path) == OK
    side = path @ w + w0
    up = (side[:-1] < 0) & (side[1:] > 0)
    down = (side[:-1] > 0) & (side[1:] < 0)
    crossed = (up & (way >= 0)) | (down & (way <= 0))
    if abs(side[0]) < 1e-6:
        crossed[0] = False
    for k in np.flatnonzero(crossed):
        before, after = side[max(k - 3, 0) : k + 1], side[k + 1 : k + 5]
        assert min(np.abs(before).max(), np.abs(after).max()) < 2e-2


def test_a_start_on_the_plane_is_no_crossing() -> None:
    # The halo orbit starts on y = 0 and crosses it half a period later.
    w, half = np.array([0, 1.0, 0, 0, 0, 0]), PERIODIC[1][3] / 2
    if PLAIN:
        assert cr3bp.cross(MU, HALO, 0.1, w, 0.0, 0, TOL, FREE)[3] == NO_SOLUTION
        return
    for sign in (1.0, -1.0):
        s, t, _, status = cr3bp.cross(MU, HALO, sign * 4.0, w, 0.0, 0, TOL, FREE)
        assert status == OK
        assert t == pytest.approx(sign * half, abs=1e-12)
        again, t, _, status = cr3bp.cross(MU, s, sign * 4.0, w, 0.0, 0, TOL, FREE)
        assert status == OK
        assert t == pytest.approx(sign * half, abs=1e-10)
        np.testing.assert_allclose(again, HALO, rtol=0, atol=1e-10)
        # One way only: a whole period until it is passed that way again.
        way = int(math.copysign(1.0, sign * HALO[4]))
        _, t, _, status = cr3bp.cross(MU, HALO, sign * 4.0, w, 0.0, way, TOL, FREE)
        assert status == OK
        assert t == pytest.approx(sign * 2 * half, abs=1e-10)
        _, t, _, status = cr3bp.cross(MU, HALO, sign * 4.0, w, 0.0, -way, TOL, FREE)
        assert t == pytest.approx(sign * half, abs=1e-12)


@settings(max_examples=30 if PLAIN else 300)
@given(
    st.lists(st.integers(-3, 8), min_size=1, max_size=5, unique=True),
    st.floats(0.1, 10.0), st.sampled_from((1.0, -1.0)), st.sampled_from((1.0, -1.0)),
    st.sampled_from((-1, 0, 1)),
)  # fmt: skip
def test_first_root_of_a_polynomial(
    places: list[int], size: float, sign: float, forward: float, way: int
) -> None:
    # At most one in each part that is looked at, so that none hides another.
    parts = cr3bp.PIECES
    roots = np.array(sorted((k + 0.4) / parts for k in places))
    g = sign * size * np.polynomial.polynomial.polyfromroots(roots)
    g *= forward ** np.arange(g.size)
    slope = [np.polynomial.polynomial.polyval(r, np.polynomial.polynomial.polyder(
        g * forward ** np.arange(g.size))) for r in roots]  # fmt: skip
    fit = [r for r, d in zip(roots, slope, strict=True) if 0 < r <= 1 and (way == 0 or d * way > 0)]
    found = cr3bp.first_root(g, forward, way, False)
    if fit:
        assert found == pytest.approx(forward * fit[0], abs=1e-11)
    else:
        assert math.isnan(found)


def test_samples_are_flights() -> None:
    t = np.array([0.0, 0.1, 0.1, 0.25]) if PLAIN else np.array([0.0, 0.5, 0.5, 2.0, 4.0])
    for sign in (1.0, -1.0):
        out = np.empty((t.size, 6))
        assert cr3bp.sample(MU, HALO, sign * t, TOL, FREE, out) == OK
        np.testing.assert_array_equal(out[0], HALO)
        for row, time in zip(out, sign * t, strict=True):
            want = cr3bp.propagate(MU, HALO, time, TOL, FREE)[0]
            np.testing.assert_allclose(row, want, rtol=0, atol=1e-10)
    out = np.empty((3, 6))
    assert cr3bp.sample(MU, HALO, np.array([0.1, 0.2, 0.1]), TOL, FREE, out) == BAD_INPUT
    assert np.isfinite(out[:2]).all()
    assert np.isnan(out[2]).all()
    assert cr3bp.sample(MU, HALO, np.array([-0.1, 0.2]), TOL, FREE, out[:2]) == BAD_INPUT
    assert np.isnan(out[:2]).all()
    assert cr3bp.sample(MU, HALO, np.array([0.1, np.nan]), TOL, FREE, out[:2]) == BAD_INPUT


def test_what_cannot_be_flown_is_told() -> None:
    w = np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    nan = HALO.copy()
    nan[3] = np.nan
    on_moon = np.array([1 - MU, 0, 0, 0.1, 0, 0])
    on_earth = np.array([-MU, 0, 0, 0.1, 0, 0])
    for mu, s0, t, tol in (
        (0.0, HALO, 1.0, TOL), (0.6, HALO, 1.0, TOL), (np.nan, HALO, 1.0, TOL),
        (MU, nan, 1.0, TOL), (MU, HALO, np.nan, TOL), (MU, HALO, np.inf, TOL),
        (MU, HALO, 1.0, 0.0), (MU, HALO, 1.0, np.nan), (MU, on_moon, 1.0, TOL),
        (MU, on_earth, 1.0, TOL),
    ):  # fmt: skip
        s, status = cr3bp.propagate(mu, s0, t, tol, FREE)
        assert status == BAD_INPUT
        assert np.isnan(s).all()
        s, phi, status = cr3bp.propagate_stm(mu, s0, t, tol, FREE)
        assert status == BAD_INPUT
        assert np.isnan(s).all()
        assert np.isnan(phi).all()
        s, time, _, status = cr3bp.cross(mu, s0, t, w, 0.0, 0, tol, FREE)
        assert status == BAD_INPUT
        assert np.isnan(s).all()
        assert np.isnan(time)


def test_too_near_a_primary_ends_a_flight() -> None:
    # Falls towards the Moon.
    s0 = np.array([1 - MU + 0.1, 0.0, 0.0, -0.1, 0.0, 0.0])
    s, status = cr3bp.propagate(MU, s0, 0.5, 1e-12, np.array([0.0, 0.05]))
    assert status == LIMIT
    assert np.isnan(s).all()
    s, phi, status = cr3bp.propagate_stm(MU, s0, 0.5, 1e-12, np.array([0.0, 0.05]))
    assert status == LIMIT
    assert np.isnan(phi).all()
    # Straight into it, with nothing to stop it before.
    assert cr3bp.propagate(0.5, np.array([0.6, 0, 0, 0, 0, 0.0]), 1.0, 1e-12, FREE)[1] in (
        OK, LIMIT, NOT_CONVERGED,
    )  # fmt: skip


def test_no_time_is_no_flight() -> None:
    s, status = cr3bp.propagate(MU, HALO, 0.0, TOL, FREE)
    assert status == OK
    np.testing.assert_array_equal(s, HALO)
    s, phi, status = cr3bp.propagate_stm(MU, HALO, 0.0, TOL, FREE)
    assert status == OK
    np.testing.assert_array_equal(phi, np.eye(6))


def test_a_body_at_rest_stays() -> None:
    rest = np.array([0.5 - MU, math.sqrt(0.75), 0.0, 0.0, 0.0, 0.0])
    s, status = cr3bp.propagate(MU, rest, 0.5 if PLAIN else 10.0, TOL, FREE)
    assert status == OK
    np.testing.assert_allclose(s, rest, rtol=0, atol=1e-13)


@pytest.mark.skipif(PLAIN, reason="twenty thousand steps as plain Python take minutes")
def test_steps_run_out() -> None:
    s, status = cr3bp.propagate(MU, HALO, 1e5, TOL, FREE)
    assert status == NOT_CONVERGED
    assert np.isnan(s).all()
