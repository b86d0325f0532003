"""Newton's step by sweeps is that of the whole system, solved densely."""

import numpy as np
import pytest

from tests.lowthrust.problems import lt1
from windlass.kernels import collocation as co
from windlass.kernels import collocation_second as second
from windlass.kernels import collocation_step as step
from windlass.kernels import collocation_sweep as sweep
from windlass.lowthrust.engine import solar
from windlass.lowthrust.programme import Programme


def problem(free: int) -> tuple[Programme, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(free)
    made = Programme(lt1(solar(2e4, 3000.0, 0.6)), rng.uniform(0.15, 0.25, 5), free)
    made.soft = np.array([0.3, 0.1])
    x = np.zeros(made.size)
    x[co.TOF] = 4.0
    own = x[co.U : made.first].reshape(made.n, made.wide)
    own[:] = rng.uniform(-0.6, 0.6, own.shape)
    own[:, -1] = rng.uniform(0.3, 0.9, made.n)
    states = x[made.first :].reshape(-1, 7)
    at = made.share * 4.0
    states[:, 0], states[:, 1] = np.cos(at), np.sin(at)
    states[:, 3], states[:, 4] = -np.sin(at), np.cos(at)
    states[:, :6] += 0.05 * rng.normal(size=(at.size, 6))
    states[:, 6] = 1.0 - 0.1 * at / 4.0
    return made, x, 0.3 * rng.normal(size=made.count)


@pytest.mark.parametrize("free", [1, 4])
@pytest.mark.parametrize("weight", [0.0, 7.0])
def test_it_is_that_of_the_whole_system(free: int, weight: float) -> None:
    made, x, held = problem(free)
    n, s, nw = made.n, made.s, made.wide
    shape = co.jacobian_places(n, s, free)
    g = made.constraints(x, np.empty(made.count))
    entries = made.jacobian(x, np.empty(shape[0].size))
    held[co.LIMITS : co.LIMITS + n * free] = np.abs(held[co.LIMITS : co.LIMITS + n * free])
    places = second.hessian_places(n, s, free)
    curved = made.hessian(x, held, 0.0, np.empty(places[0].size))
    jac = np.zeros((made.count, made.size))
    np.add.at(jac, shape, entries)
    hess = np.zeros((made.size, made.size))
    np.add.at(hess, places, curved)
    hess = hess + hess.T - np.diag(np.diag(hess))
    shift, gain = 3.0, np.array([0.0, 0.0, 0.0, 0.1, 0.0, 0.2, -1.0])
    slope = np.random.default_rng(1).normal(size=(n, nw))

    # densely: controls and points; gaps and the end's place and speed
    moves = np.r_[co.U : made.first, made.first + 7 : made.size]
    rows = np.r_[co.LIMITS + n * free : made.count, 6:12]
    a = jac[np.ix_(rows, moves)]
    w = hess[np.ix_(moves, moves)]
    w[: n * nw, : n * nw] += shift * np.eye(n * nw)
    side = np.zeros(moves.size)
    side[: n * nw] = slope.ravel()
    side[-7:] += gain
    kkt = np.block([[w, a.T], [a, np.zeros((rows.size, rows.size))]])
    expected = np.linalg.solve(kkt, -np.concatenate([side, g[rows]]))

    z, big = np.empty((n, 7 * s, nw + 8)), np.empty((n, nw + 8, nw + 8))
    yy, yw = np.empty((n, s, 7, 7)), np.empty((n, s, 7, 4))
    t, first = np.empty((n, 4 * s, 4 * s)), np.empty((n, s, 15))
    b = np.ascontiguousarray(np.linalg.inv(made.d[:, 1:]))
    assert step.chain(made.part, 4.0, b, free, g, entries, curved, z, big, yy, yw, t, first)
    gains, nu = np.empty((n, nw, 14)), np.empty(6)
    off = np.zeros(n, bool)
    assert sweep.back(z, big, slope, shift, off, weight, g[6:12], gain, gains, nu) == 0
    dy, dw = np.empty((n, 7 * s)), np.empty((n, nw))
    sweep.ahead(z, gains, nu, dy, dw)
    lam = np.empty((n, s, 7))
    step.multipliers(
        made.part, 4.0, b, made.d, free, yy, yw, t, first, dy, dw, gain, nu, lam
    )  # fmt: skip
    assert np.allclose(dw.ravel(), expected[: n * nw], atol=1e-9)
    assert np.allclose(dy.ravel(), expected[n * nw : moves.size], atol=1e-9)
    assert np.allclose(nu, expected[-6:], atol=1e-9)
    assert np.allclose(lam.ravel(), expected[moves.size : -6], atol=1e-9)
