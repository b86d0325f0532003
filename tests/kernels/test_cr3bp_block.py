"""Batches of three-body trajectories: published states, invariants, a second integrator, events."""

import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from tests.kernels.rotating import motion
from windlass.kernels import cr3bp_block
from windlass.kernels.cr3bp_block import cut_many, propagate_many, propagate_stm_many
from windlass.kernels.cr3bp_events import first_zero
from windlass.kernels.cr3bp_lanes import HIGHEST, LANES, MASK, order_for
from windlass.kernels.status import BAD_INPUT, LIMIT, NO_SOLUTION, NOT_CONVERGED, OK

Array = NDArray[np.float64]

PLAIN = bool(numba.config.DISABLE_JIT)
"""As plain Python a step takes milliseconds: fewer trajectories then."""
MU = 0.01215058560962404
SUN = 3.040423398e-6
FREE = np.zeros(2)
HALO = np.array([1.1229823661380263, 0.0, -0.18412853433203669, 0.0, -0.22522246979412544, 0.0])
# Two orbits about L2, one about L1, a distant retrograde one: x0, z0, vy0, period.
PERIODIC = (
    (1.0196625817475922, -0.18041918731575562, -0.09805982467069076, 1.4799795545729917),
    (1.1229823661380263, -0.18412853433203669, -0.22522246979412544, 2.9329227638879547),
    (0.8241716997696729, 0.05763660825010655, 0.1681906215591753, 2.7629516051826917),
    (0.8289927126704472, 0.0, 0.49493397729663385, 2.7344101432096957),
)
MIRROR = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


def near_halo(n: int, seed: int = 1) -> Array:
    """States (n, 6) about the halo orbit."""
    return np.asarray(HALO + 1e-3 * np.random.default_rng(seed).normal(size=(n, 6)))


def anywhere(n: int, seed: int = 2) -> Array:
    """States (n, 6) that stay clear of both primaries at first."""
    rng = np.random.default_rng(seed)
    s = rng.normal(size=(20 * n, 6)) * [1.0, 1.0, 0.4, 0.4, 0.4, 0.3]
    far = np.linalg.norm(s[:, :3] - [-MU, 0, 0], axis=1) > 0.3
    far &= np.linalg.norm(s[:, :3] - [1 - MU, 0, 0], axis=1) > 0.1
    return np.asarray(s[far][:n])


def jacobi(s: Array, mu: float = MU) -> Array:
    r1 = np.linalg.norm(s[:, :3] - [-mu, 0, 0], axis=1)
    r2 = np.linalg.norm(s[:, :3] - [1 - mu, 0, 0], axis=1)
    square = s[:, 0] ** 2 + s[:, 1] ** 2
    return np.asarray(square + 2 * (1 - mu) / r1 + 2 * mu / r2 - (s[:, 3:] ** 2).sum(axis=1))


def flown(s0: Array, t: float, mu: float = MU, tol: float = 1e-15) -> Array:
    s, status = propagate_many(mu, s0, np.full(len(s0), t), tol, FREE)
    assert (status == OK).all()
    return s


def test_published_state() -> None:
    place, speed = [1.01238082345234, -0.0423523523454, 0.22634376321], [-0.1232623614]
    s0 = np.array([*place, *speed, 0.123462698209365, 0.123667064622])
    place, speed = [0.43038358727124, -1.64650668902846, 0.10271923139472], [-0.9315629872575]
    want = np.array([*place, *speed, -0.42680151362818, 0.22257221768767])
    for tol in (1e-15, 1e-16):
        assert np.abs(flown(s0[None], 5.7856656782589234, tol=tol)[0] - want).max() < 1e-13


def test_published_orbits_close() -> None:
    s0 = np.array([[x, 0, z, 0, vy, 0] for x, z, vy, _ in PERIODIC])
    t = np.array([row[3] for row in PERIODIC])
    s, status = propagate_many(MU, s0, t, 1e-15, FREE)
    assert (status == OK).all()
    assert np.abs(s - s0).max() < 1e-11
    # Published: |a + 1/a| / 2 of the largest multiplier; one of the matrix's traces follows.
    _, phi, status = propagate_stm_many(MU, s0, t, 1e-15, FREE)
    assert (status == OK).all()
    for k, want in enumerate((1.25535, 25.45615, 733.25, 1.0)):
        a = np.abs(np.linalg.eigvals(phi[k])).max()
        assert 0.5 * (a + 1 / a) == pytest.approx(want, abs=0.006 if k == 2 else 2e-5)


@settings(max_examples=3 if PLAIN else 60)
@given(
    seed=st.integers(0, 10**6),
    t=st.floats(-0.3, 0.3) if PLAIN else st.floats(-8, 8),
    mu=st.sampled_from((0.0, SUN, MU, 0.3, 0.5)),
)
def test_jacobi_constant_stays_and_time_runs_back(seed: int, t: float, mu: float) -> None:
    n = 2 if PLAIN else 40
    s0, times = anywhere(n, seed), np.full(n, t)
    s, status = propagate_many(mu, s0, times, 1e-15, np.array([0.1, 0.05]))
    good = status == OK
    assert set(status) <= {OK, LIMIT}
    # Rounding of the place moves the constant by the pull and the speed, here below 100.
    drift = np.abs(jacobi(s[good], mu) - jacobi(s0[good], mu))
    size = 1 + np.abs(s[good]).max(axis=1, initial=0.0) ** 2
    assert (drift < 3e-13 * size).all()
    _, phi, again = propagate_stm_many(mu, s0[good], times[good], 1e-12, np.array([0.1, 0.05]))
    back, status = propagate_many(mu, s[good], -times[good], 1e-15, FREE)
    calm = (status == OK) & (again == OK)
    stretch = np.abs(phi[calm]).max(axis=(1, 2), initial=0.0)
    off = np.abs(back[calm] - s0[good][calm]).max(axis=1, initial=0.0)
    assert (off < 1e-13 * (1 + stretch) * size[calm]).all()


def test_mirror_in_y_runs_back_in_time() -> None:
    s0 = anywhere(2 if PLAIN else 200)
    t = np.full(len(s0), 0.3 if PLAIN else 2.0)
    s, status = propagate_many(MU, s0, t, 1e-13, np.array([0.05, 0.02]))
    other, same = propagate_many(MU, s0 * MIRROR, -t, 1e-13, np.array([0.05, 0.02]))
    np.testing.assert_array_equal(status, same)
    np.testing.assert_array_equal(s, other * MIRROR)  # to the last bit


def test_second_integrator_agrees() -> None:
    s0 = np.concatenate([near_halo(1 if PLAIN else 3), anywhere(1 if PLAIN else 5)])
    for span in (0.4, -0.4) if PLAIN else (2.5, -1.5):
        s, status = propagate_many(MU, s0, np.full(len(s0), span), 1e-13, np.full(2, 0.05))
        for k in np.flatnonzero(status == OK):
            judge = solve_ivp(
                motion, (0, span), s0[k], method="DOP853", rtol=1e-13, atol=1e-14, args=(MU,)
            )
            np.testing.assert_allclose(s[k], judge.y[:, -1], rtol=0, atol=2e-11)


def test_errors_follow_the_tolerance() -> None:
    s0, t = near_halo(2 if PLAIN else 50), 0.5 if PLAIN else 3.0
    exact = flown(s0, t, tol=1e-16)
    for tol in (1e-6, 1e-9, 1e-12):
        assert 0 < np.abs(flown(s0, t, tol=tol) - exact).max() < 100 * tol
    assert order_for(1e-16) <= HIGHEST
    assert (HIGHEST + 2) * LANES <= MASK


def test_matrix_is_the_derivative() -> None:
    t = 0.3 if PLAIN else 1.5
    s0 = np.concatenate([near_halo(1), anywhere(0 if PLAIN else 4)])
    s, phi, status = propagate_stm_many(MU, s0, np.full(len(s0), t), 1e-14, FREE)
    assert (status == OK).all()
    np.testing.assert_allclose(s, flown(s0, t), rtol=0, atol=1e-11)
    h = 1e-4
    for k in range(6):
        step = h * np.eye(6)[k]
        # Differences of the sixth order.
        parts = [flown(s0 + i * step, t) - flown(s0 - i * step, t) for i in (1, 2, 3)]
        slope = (45 * parts[0] - 9 * parts[1] + parts[2]) / (60 * h)
        size = np.abs(phi).max(axis=(1, 2))[:, None]
        assert (np.abs(phi[:, :, k] - slope) < 1e-7 * size).all()


def test_matrix_is_symplectic_and_moves_the_flow_with_itself() -> None:
    n, t = (1, 0.5) if PLAIN else (100, 3.0)
    s0 = np.concatenate([near_halo(n), anywhere(n)])
    s, phi, status = propagate_stm_many(MU, s0, np.full(2 * n, t), 1e-15, np.full(2, 0.05))
    s, phi, s0 = s[status == OK], phi[status == OK], s0[status == OK]
    assert len(s) >= n
    momenta = np.eye(6)  # px = vx - y, py = vy + x
    momenta[3, 1], momenta[4, 0] = -1.0, 1.0
    form = np.kron(np.array([[0.0, 1.0], [-1.0, 0.0]]), np.eye(3))
    m = momenta @ phi @ np.linalg.inv(momenta)
    size = np.abs(m).max(axis=(1, 2))
    off = np.abs(m.transpose(0, 2, 1) @ form @ m - form).max(axis=(1, 2))
    assert (off < 1e-13 * size**2 + 1e-13).all()
    before = np.array([motion(0.0, row, MU) for row in s0])
    after = np.array([motion(0.0, row, MU) for row in s])
    moved = np.einsum("nik,nk->ni", phi, before)
    assert (np.abs(moved - after).max(axis=1) < 1e-12 * size * np.abs(before).max(axis=1)).all()


def test_rows_do_not_depend_on_what_flies_beside_them() -> None:
    n = 3 if PLAIN else 700
    rng = np.random.default_rng(5)
    s0 = np.concatenate([near_halo(n), anywhere(n)])
    t = rng.uniform(-0.2, 0.2, 2 * n) if PLAIN else rng.uniform(-5, 5, 2 * n)
    order, least = rng.permutation(2 * n), np.array([0.05, 0.02])
    angles = 0.6
    whole = (
        *propagate_many(MU, s0, t, 1e-12, least),
        *propagate_stm_many(MU, s0, t, 1e-12, least),
        *cut_many(MU, s0, t, angles, 1e-12, least),
    )
    for rows in (order, order[: n // 3], order[5:6]):
        part = (
            *propagate_many(MU, s0[rows], t[rows], 1e-12, least),
            *propagate_stm_many(MU, s0[rows], t[rows], 1e-12, least),
            *cut_many(MU, s0[rows], t[rows], angles, 1e-12, least),
        )
        for a, b in zip(whole, part, strict=True):
            assert a[rows].tobytes() == b.tobytes()


def test_bad_rows_are_told_and_disturb_nobody() -> None:
    s0 = np.repeat(HALO[None], 8, axis=0)
    t = np.full(8, 0.2)
    s0[1, 3], s0[2, 0], t[3], t[4] = np.nan, np.inf, np.nan, 0.0
    s0[5, :3] = [1 - MU, 0.0, 0.0]
    s0[6, :3] = [-MU, 1e-9, 0.0]
    s, status = propagate_many(MU, s0, t, 1e-12, FREE)
    assert status.tolist() == [OK, BAD_INPUT, BAD_INPUT, BAD_INPUT, OK, LIMIT, LIMIT, OK]
    assert np.isnan(s[status != OK]).all()
    np.testing.assert_array_equal(s[4], HALO)
    np.testing.assert_array_equal(
        s[[0, 7]], np.repeat(flown(HALO[None], 0.2, tol=1e-12), 2, axis=0)
    )
    assert propagate_stm_many(MU, s0, t, 1e-12, FREE)[2].tolist() == status.tolist()
    for mu, tol, least in (
        (-0.1, 1e-12, FREE), (0.6, 1e-12, FREE), (np.nan, 1e-12, FREE), (MU, 0.0, FREE),
        (MU, np.nan, FREE), (MU, 1.0, FREE), (MU, 1e-12, np.array([np.nan, 0.0])),
        (MU, 1e-12, np.array([0.0, -1.0])),
    ):  # fmt: skip
        _, status = propagate_many(mu, HALO[None], t[:1], tol, least)
        assert status[0] == BAD_INPUT
    assert cut_many(MU, HALO[None], t[:1], np.nan, 1e-12, FREE)[2][0] == BAD_INPUT
    s, status = propagate_many(MU, np.empty((0, 6)), np.empty(0), 1e-12, FREE)
    assert s.shape == (0, 6)
    assert status.shape == (0,)


def test_steps_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    if PLAIN:  # compiled, the number is part of the code
        monkeypatch.setattr(cr3bp_block, "STEPS", 3)
    s, status = propagate_many(MU, HALO[None], np.array([1e5]), 1e-10, FREE)
    assert status[0] == NOT_CONVERGED
    assert np.isnan(s).all()


def test_a_pass_too_near_is_found_between_the_ends_of_steps() -> None:
    # Falls past the Moon; the least distance by a second integrator.
    s0 = np.array([1 - MU + 0.02, -0.01, 0.0, -0.6, 0.9, 0.1])

    def turns(t: float, s: Array, mu: float) -> float:
        return float((s[0] + mu - 1) * s[3] + s[1] * s[4] + s[2] * s[5])

    judge = solve_ivp(
        motion, (0, 0.2), s0, method="DOP853", rtol=1e-13, atol=1e-14, args=(MU,), events=turns
    )
    near = min(np.linalg.norm(s[:3] - [1 - MU, 0, 0]) for s in judge.y_events[0])
    t = np.full(1, 0.2)
    assert near < 0.02
    for least, want in ((0.999999 * near, OK), (1.000001 * near, LIMIT), (0.0, OK)):
        assert propagate_many(MU, s0[None], t, 1e-13, np.array([0.0, least]))[1][0] == want
    # A plane before the pass is met before it, one behind it is not.
    at = np.array([0.0, 1.000001 * near])
    soon = 0.3 * judge.t_events[0][0]
    early = solve_ivp(motion, (0, soon), s0, rtol=1e-10, args=(MU,)).y[:, -1]
    _, _, status = cut_many(MU, s0[None], t, math.atan2(early[1], early[0] + MU), 1e-13, at)
    assert status[0] == OK
    late = flown(s0[None], 0.19)[0]
    _, _, status = cut_many(MU, s0[None], t, math.atan2(late[1], late[0] + MU), 1e-13, at)
    assert status[0] == LIMIT


def angle_of(s: Array) -> Array:
    return np.asarray(np.arctan2(s[:, 1], s[:, 0] + MU))


def test_cut_is_the_first_crossing() -> None:
    n, angle = (2, 0.05) if PLAIN else (300, math.pi / 8)
    s0 = np.concatenate([near_halo(n), anywhere(n)])
    t_max = np.where(np.arange(2 * n) % 2 == 0, 1.0, -1.0) * (0.3 if PLAIN else 6.0)
    s, t, status = cut_many(MU, s0, t_max, angle, 1e-13, np.full(2, 0.05))
    met = status == OK
    assert set(status) <= {OK, NO_SOLUTION, LIMIT}
    assert PLAIN or met.sum() > n // 2
    if met.any():
        assert np.abs(angle_of(s[met]) - angle).max() < 1e-14
        assert (t[met] * t_max[met] > 0).all()
        assert (np.abs(t[met]) <= np.abs(t_max[met])).all()
    again, _ = propagate_many(MU, s0[met], t[met], 1e-13, FREE)
    np.testing.assert_allclose(again, s[met], rtol=0, atol=1e-9)
    # No crossing is missed: between samples before it, the angle passes `angle` nowhere.
    end = np.where(met, t * (1 - 1e-9), t_max)
    known = met | (status == NO_SOLUTION)
    count = 8 if PLAIN else 400
    parts = np.linspace(0, 1, count)[1:]
    times = (end[known][:, None] * parts).ravel()
    many, good = propagate_many(MU, np.repeat(s0[known], len(parts), axis=0), times, 1e-12, FREE)
    assert (good == OK).all()
    many = np.concatenate([s0[known][:, None], many.reshape(-1, len(parts), 6)], axis=1)
    off = np.cos(angle) * many[..., 1] - np.sin(angle) * (many[..., 0] + MU)
    ahead = np.cos(angle) * (many[..., 0] + MU) + np.sin(angle) * many[..., 1]
    crossed = (off[:, 1:] * off[:, :-1] < 0) & (ahead[:, 1:] > 0.01) & (ahead[:, :-1] > 0.01)
    assert not crossed.any()
    none = status == NO_SOLUTION
    np.testing.assert_array_equal(t[none], t_max[none])
    unmet, _ = propagate_many(MU, s0[none], t_max[none], 1e-13, FREE)
    np.testing.assert_array_equal(s[none], unmet)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_start_on_the_plane_is_no_crossing(sign: float) -> None:
    # The halo orbit starts on y = 0, crosses it beyond the Moon again after half its period.
    span = sign * 3.1
    if PLAIN:
        s, t, status = cut_many(MU, HALO[None], np.array([0.1 * sign]), 0.0, 1e-13, FREE)
        assert status[0] == NO_SOLUTION
        return
    s, t, status = cut_many(MU, HALO[None], np.array([span]), 0.0, 1e-15, FREE)
    assert status[0] == OK
    assert t[0] == pytest.approx(sign * PERIODIC[1][3] / 2, abs=1e-10)
    assert abs(s[0, 1]) < 1e-15
    # From there, on the plane to rounding, to the start again.
    s, t, status = cut_many(MU, s, np.array([span]), 0.0, 1e-15, FREE)
    assert status[0] == OK
    np.testing.assert_allclose(s[0], HALO, rtol=0, atol=1e-10)


@settings(max_examples=20 if PLAIN else 200)
@given(
    st.lists(st.floats(-1.5, 2.5), min_size=1, max_size=6),
    st.floats(0.1, 10),
    st.sampled_from((1.0, -1.0)),
)
def test_first_zero_of_a_polynomial(roots: list[float], size: float, sign: float) -> None:
    roots = sorted(round(r, 2) for r in roots)
    c = sign * size * np.polynomial.polynomial.polyfromroots([r + 1e-3 for r in roots])
    places, counts = np.unique([r + 1e-3 for r in roots], return_counts=True)
    odd = places[(places > 0) & (places <= 1) & (counts % 2 == 1)]
    found = first_zero(c, np.ones(1), 1.0)
    if counts.max() == 1:
        assert found == pytest.approx(odd[0] if len(odd) else math.inf, abs=1e-10)
    elif len(odd):  # beside a multiple one, rounding decides where the sign changes
        assert found <= odd[0] + 0.01
    # On the other side of the line nothing counts.
    assert first_zero(c, -np.ones(1), 1.0) == math.inf
