"""Collocation: derivatives by differences, an exact conic, the same cubics as an engine's."""

import os

import numpy as np
import pytest

from windlass.kernels import collocation as co
from windlass.kernels import collocation_second as second
from windlass.lowthrust.programme import radau

N, S = (3, 3) if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else (2, 2)
SOFT = np.array([0.3, 0.1])


class Asked:
    """A random programme, far from any solution."""

    def __init__(self, free: int) -> None:
        rng = np.random.default_rng(free)
        self.free = free
        self.part = rng.dirichlet(np.ones(N))
        self.d = rng.normal(size=(S, S + 1))
        self.engine = np.zeros((4, co.WIDE))
        self.engine[0, :2] = 0.5, 0.5
        self.engine[1:] = 0.3 * rng.normal(size=(3, co.WIDE))
        self.first = co.U + (3 * free + 1) * N
        self.x = rng.normal(size=self.first + 7 * (N * S + 1))
        states = self.x[self.first :].reshape(-1, 7)
        states[:, :3] += [1.0, 0.3, 0.2]
        states[:, 6] = 1.0 + 0.2 * rng.random(len(states))
        self.count = co.LIMITS + N * (free + 7 * S)
        self.path = rng.normal(size=(2, 6, 4))
        self.held = rng.normal(size=self.count)

    def ends(self, x: np.ndarray) -> np.ndarray:
        made = np.zeros((2, 3, 6))
        for k, t in enumerate((x[co.T0], x[co.T0] + x[co.TOF])):
            made[k, 0] = self.path[k] @ [1.0, t, t * t, t**3]
            made[k, 1] = self.path[k] @ [0.0, 1.0, 2.0 * t, 3.0 * t * t]
            made[k, 2] = self.path[k] @ [0.0, 0.0, 2.0, 6.0 * t]
        return made

    def constraints(self, x: np.ndarray) -> np.ndarray:
        out = np.empty(self.count)
        co.constraints(x, self.part, self.d, self.free, self.engine, SOFT, self.ends(x), out)
        return out

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        rows, columns = co.jacobian_places(N, S, self.free)
        out = np.empty(len(rows))
        co.jacobian(x, self.part, self.d, self.free, self.engine, SOFT, self.ends(x), out)
        made = np.zeros((self.count, x.size))
        np.add.at(made, (rows, columns), out)
        return made

    def slope(self, x: np.ndarray, effort: float) -> np.ndarray:
        """Return the gradient of the Lagrangian."""
        made = self.held @ self.jacobian(x)
        flow = slice(co.U + 3 * self.free, self.first, 3 * self.free + 1)
        made[flow] += 2.0 * effort * self.part * x[flow]
        return made

    def hessian(self, x: np.ndarray, effort: float) -> np.ndarray:
        rows, columns = second.hessian_places(N, S, self.free)
        assert (rows >= columns).all()
        out = np.empty(len(rows))
        second.hessian(
            x, self.part, self.d, self.free, self.engine, SOFT, self.ends(x), self.held, effort, out
        )
        lower = np.zeros((x.size, x.size))
        np.add.at(lower, (rows, columns), out)
        return lower + np.tril(lower, -1).T


def differenced(f, x: np.ndarray, step: float = 1e-6) -> np.ndarray:
    return np.stack([(f(x + e) - f(x - e)) / (2 * step) for e in step * np.eye(x.size)], axis=1)


@pytest.mark.parametrize("free", [1, S])
def test_derivatives_are_exact(free: int) -> None:
    one = Asked(free)
    assert np.allclose(one.jacobian(one.x), differenced(one.constraints, one.x), atol=2e-8)
    made = one.hessian(one.x, 0.7)
    away = np.abs(made - differenced(lambda x: one.slope(x, 0.7), one.x)).max()
    assert away < 1e-8 * np.abs(made).max()


def test_no_entry_stands_outside_and_none_is_missing() -> None:
    one = Asked(S)
    rows, columns = co.jacobian_places(N, S, S)
    assert rows.max() == one.count - 1
    assert columns.max() == one.x.size - 1
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == len(rows)
    dense = np.abs(differenced(one.constraints, one.x)) > 1e-7
    known = np.zeros_like(dense)
    known[rows, columns] = True
    assert not (dense & ~known).any()


def test_an_engine_is_read_by_its_cubics() -> None:
    rng = np.random.default_rng(3)
    engine = rng.normal(size=(5, co.WIDE))
    engine[0, :2] = 0.4, 0.25
    for r, k in ((0.3, 0), (0.5, 0), (0.77, 1), (1.39, 3), (2.0, 3)):
        x = r - 0.4 - 0.25 * k
        thrust, flow = np.poly1d(engine[k + 1, :4]), np.poly1d(engine[k + 1, 4:])
        expected = [f(x) for one in (thrust, flow) for f in (one, one.deriv(), one.deriv(2))]
        assert np.allclose(co.engine_at(engine, r), expected)


def circle_gap(length: float) -> float:
    """Return the greatest gap of a segment of a circular orbit whose points are exact."""
    points, d = radau(4)
    angle = np.concatenate([[0.0], points]) * length
    engine = np.zeros((2, co.WIDE))
    engine[0, :2] = 0.1, 10.0
    states = np.column_stack([
        np.cos(angle), np.sin(angle), 0 * angle, -np.sin(angle), np.cos(angle), 0 * angle,
        np.ones(5),
    ])  # fmt: skip
    x = np.concatenate([[0.0, length], np.zeros(6), np.zeros(3), [0.0], states.ravel()])
    out = np.empty(co.LIMITS + 1 + 7 * 4)
    ends = np.zeros((2, 3, 6))
    ends[0, 0], ends[1, 0] = states[0, :6], states[-1, :6]
    co.constraints(x, np.ones(1), d, 1, engine, np.zeros(2), ends, out)
    assert np.abs(out[:12]).max() == 0.0
    return float(np.abs(out[co.LIMITS + 1 :]).max())


def test_a_circle_leaves_gaps_of_the_fifth_order() -> None:
    # the derivative of a polynomial of degree 4 through exact states
    gaps = np.array([circle_gap(length) for length in (0.4, 0.2, 0.1)])
    assert np.log2(gaps[:-1] / gaps[1:]) == pytest.approx([5.0, 5.0], abs=0.1)
