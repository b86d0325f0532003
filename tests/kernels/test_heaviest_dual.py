import numpy as np
import pytest
from scipy.optimize import linprog

from windlass.kernels.heaviest_dual import definite, greatest
from windlass.kernels.status import OK


def problem(seed, n=30, ends=1, share=0.5):
    rng = np.random.default_rng(seed)
    m = rng.normal(size=(n, 6, 3))
    b = rng.normal(size=6)
    ball = 0.3 * rng.normal(size=(ends, 6, 3))
    cost = rng.uniform(0.5, 1.5, n) / (share * n)
    return m, b, ball, cost


def solved(m, b, ball, cost):
    u, y = np.empty((len(m), 3)), np.empty((len(ball), 3))
    mass, status = greatest(m.copy(), b.copy(), ball.copy(), cost, u, y)
    assert status == OK
    return mass, u, y


@pytest.mark.parametrize("share", [0.1, 0.5, 3.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thrusts_that_come_with_it_keep_what_is_asked(seed, share):
    m, b, ball, cost = problem(seed, share=share)
    mass, u, y = solved(m, b, ball, cost)
    w = -y[0]
    off = np.einsum("jci,ji->c", m, u) - mass * (b + ball[0] @ w)
    assert np.abs(off).max() < 0.01 * mass * np.abs(b).max()
    assert np.linalg.norm(u, axis=1).max() <= 1.0
    assert np.linalg.norm(w) <= 1.0
    assert cost @ np.linalg.norm(u, axis=1) < 1.01


@pytest.mark.parametrize("share", [0.2, 3.0])
def test_against_a_programme_of_many_directions(share):
    # Each ball by a polyhedron within it of 200 corners: its best is smaller, by per cents.
    m, b, _, cost = problem(5, n=16, share=share)
    none = np.zeros((1, 6, 3))
    mass, _, _ = solved(m, b, none, cost)
    rng = np.random.default_rng(0)
    corners = rng.normal(size=(200, 3))
    corners /= np.linalg.norm(corners, axis=1, keepdims=True)
    columns = np.einsum("jci,di->cjd", m, corners).reshape(6, -1)
    limits = np.vstack([np.kron(np.eye(16), np.ones(200)), np.repeat(cost, 200)])
    found = linprog(
        np.concatenate([np.zeros(columns.shape[1]), [-1.0]]),
        A_ub=np.hstack([limits, np.zeros((17, 1))]), b_ub=np.ones(17),
        A_eq=np.hstack([columns, -b[:, None]]), b_eq=np.zeros(6),
    )  # fmt: skip
    assert found.status == 0
    assert 0.9 * mass < found.x[-1] < 1.001 * mass


def test_more_propellant_and_more_freedom_never_move_less():
    m, b, ball, cost = problem(7, share=0.3)
    mass, _, _ = solved(m, b, ball, cost)
    assert solved(m, b, ball, cost / 1.5)[0] > mass
    assert solved(m, b, 2.0 * ball, cost)[0] > mass
    assert solved(1.3 * m, b, ball, cost)[0] == pytest.approx(1.3 * mass, rel=1e-3)


def test_what_is_not_definite_is_told():
    x = np.empty(2)
    assert not definite(np.array([[1.0, 2.0], [2.0, 1.0]]), np.ones(2), x)
    assert not definite(np.full((2, 2), np.nan), np.ones(2), x)
    assert definite(np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([3.0, 3.0]), x)
    assert x == pytest.approx([1.0, 1.0])
