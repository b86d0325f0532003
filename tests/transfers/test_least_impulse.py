"""The least impulse of linear dynamics: closed forms, bounds, a second solver."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs
from scipy.optimize import minimize

from windlass.base.errors import InvalidInput, NotSolved
from windlass.transfers.least_impulse import GAP, least_impulse, least_throttle

T, N = 100.0, 100
DT = T / N
MIDDLE = (np.arange(N) + 0.5) * DT


def free_space() -> np.ndarray:
    """Return what impulses in each part of a flight of free space add to its end."""
    reach = np.zeros((N, 6, 3))
    reach[:, :3] = (T - MIDDLE)[:, None, None] * np.eye(3)
    reach[:, 3:] = np.eye(3)
    return reach


WAY = np.array([30.0, 40.0, 0.0])
REST = np.concatenate([WAY, np.zeros(3)])


def test_rest_to_rest_takes_the_acceleration_of_bang_and_bang() -> None:
    """A way d in a time T takes 4 d / T², half of it forwards, half of it back."""
    found = least_throttle(free_space(), REST, np.full(N, DT))
    assert found.share == pytest.approx(4.0 * 50.0 / T**2, rel=2e-3)
    assert found.bound <= found.share <= found.bound * (1.0 + 2.0 * GAP)


@pytest.mark.parametrize("a", [0.021, 0.025, 0.05])
def test_rest_to_rest_costs_what_bang_coast_bang_does(a: float) -> None:
    """Thrust over t at either end: a t (T − t) = d, the cost 2 a t."""
    t = 0.5 * (T - np.sqrt(T**2 - 4.0 * 50.0 / a))
    found = least_impulse(free_space(), REST, np.full(N, a * DT))
    assert found.total == pytest.approx(2.0 * a * t, rel=3e-3)
    assert found.bound <= found.total <= found.bound * (1.0 + 2.0 * GAP)


def test_without_limits_it_is_two_impulses() -> None:
    found = least_impulse(free_space(), REST, np.full(N, np.inf))
    assert found.total == pytest.approx(2.0 * 50.0 / (T - DT), rel=1e-3)
    used = np.linalg.norm(found.p, axis=1) > 1e-6 * found.total
    assert np.flatnonzero(used).tolist() == [0, N - 1]


def test_too_weak_says_by_how_much() -> None:
    with pytest.raises(NotSolved, match=r"2\.0\d times as much"):
        least_impulse(free_space(), REST, np.full(N, 0.01 * DT))


def test_what_nothing_reaches_has_no_throttle() -> None:
    """One segment has three components, an end six."""
    cap = np.zeros(N)
    cap[3] = 1.0
    assert least_throttle(free_space(), REST, cap).share == np.inf


def test_no_shift_costs_nothing() -> None:
    assert least_impulse(free_space(), np.zeros(6), np.ones(N)).total == 0.0
    assert least_throttle(free_space(), np.zeros(6), np.ones(N)).share == 0.0


@settings(max_examples=5, deadline=None)
@given(hs.integers(0, 2**31), hs.floats(0.0, 6.0))
def test_random_dynamics(seed: int, stretch: float) -> None:
    """The shift is made, within the caps, and the cost grows as the caps fall, never below 0."""
    rng = np.random.default_rng(seed)
    reach = rng.normal(size=(12, 6, 3)) * 10.0 ** rng.uniform(0.0, stretch, (1, 6, 1))
    shift = np.einsum("kij,kj->i", reach, rng.normal(size=(12, 3)))
    least = least_throttle(reach, shift, np.ones(12))
    assert least.bound <= least.share * (1.0 + 1e-9)
    costs = []
    for more in (1.05, 1.5, 4.0, np.inf):
        found = least_impulse(reach, shift, np.full(12, more * least.share))
        made = np.einsum("kij,kj->i", reach, found.p)
        np.testing.assert_allclose(
            made / np.abs(reach).max(axis=(0, 2)), shift / np.abs(reach).max(axis=(0, 2)), atol=1e-6
        )
        size = np.linalg.norm(found.p, axis=1)
        assert (size <= more * least.share * (1.0 + 1e-6)).all()
        assert found.bound <= found.total * (1.0 + 1e-9)
        costs.append(found.total)
    assert all(b <= a * (1.0 + 2.0 * GAP) for a, b in itertools.pairwise(costs))


def test_a_smooth_solver_agrees() -> None:
    """Sequential quadratic programming on the same problem, from its least squares."""
    rng = np.random.default_rng(7)
    reach = rng.normal(size=(8, 6, 3))
    shift = rng.normal(size=6)
    cap = 0.4 * np.ones(8)
    found = least_impulse(reach, shift, cap)
    wide = np.moveaxis(reach, 0, 1).reshape(6, -1)

    def size(x: np.ndarray) -> np.ndarray:
        return np.sqrt((x.reshape(-1, 3) ** 2).sum(axis=1) + 1e-10)

    judge = minimize(
        lambda x: size(x).sum(), np.linalg.lstsq(wide, shift, rcond=None)[0], method="SLSQP",
        constraints=[
            {"type": "eq", "fun": lambda x: wide @ x - shift},
            {"type": "ineq", "fun": lambda x: cap - size(x)},
        ], options={"maxiter": 500, "ftol": 1e-10},
    )  # fmt: skip
    assert judge.success
    assert found.total == pytest.approx(judge.fun, rel=2e-3)


@pytest.mark.parametrize(
    ("reach", "shift", "cap"),
    [
        (np.zeros((2, 6)), np.zeros(6), np.ones(2)),
        (np.full((2, 6, 3), np.nan), np.zeros(6), np.ones(2)),
        (np.zeros((2, 6, 3)), np.zeros(6), -np.ones(2)),
        (np.zeros((2, 6, 3)), np.zeros(5), np.ones(2)),
    ],
)
def test_what_does_not_fit_is_refused(
    reach: np.ndarray, shift: np.ndarray, cap: np.ndarray
) -> None:
    with pytest.raises(InvalidInput, match="reach of segments"):
        least_impulse(reach, shift, cap)
