import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import KroghInterpolator

from windlass.exchange.interpolate import interpolate, nodes_needed, over


def nodes(seed, n, scale=86_400.0):
    rng = np.random.default_rng(seed)
    return 1.1e9 + np.cumsum(rng.uniform(0.5, 1.5, n)) * scale


def polynomial(degree, seed, epochs):
    rng = np.random.default_rng(seed)
    poly = [np.polynomial.Polynomial(rng.normal(size=degree + 1)) for _ in range(3)]
    unit = epochs[-1] - epochs[0]

    def at(t):
        x = (t - epochs[0]) / unit
        r = [1e11 * p(x) for p in poly]
        v = [1e11 * p.deriv()(x) / unit for p in poly]
        return np.column_stack(r + v)

    return at


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 6), st.integers(0, 12))
def test_hermite_carries_polynomials_of_its_degree(seed, half, more):
    degree = 2 * half - 1
    epochs = nodes(seed, nodes_needed("hermite", degree) + more + 1)
    true = polynomial(degree, seed, epochs)
    t = np.random.default_rng(seed + 1).uniform(epochs[0], epochs[-1], 50)
    made = interpolate(epochs, true(epochs), "hermite", degree, t)
    scale = np.abs(true(np.append(t, epochs))).max(axis=0)
    assert np.all(np.abs(made - true(t)) <= 1e-8 * scale)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 8), st.integers(0, 12))
def test_lagrange_carries_polynomials_of_its_degree(seed, degree, more):
    epochs = nodes(seed, nodes_needed("lagrange", degree) + more + 1)
    true = polynomial(degree, seed, epochs)
    t = np.random.default_rng(seed + 1).uniform(epochs[0], epochs[-1], 50)
    made = interpolate(epochs, true(epochs), "lagrange", degree, t)
    scale = np.abs(true(np.append(t, epochs))).max(axis=0)
    assert np.all(np.abs(made - true(t)) <= 1e-8 * scale)


def test_a_window_is_what_scipy_makes_of_its_nodes():
    epochs = nodes(3, 4)
    states = np.random.default_rng(5).normal(size=(4, 6)) * ([1e11] * 3 + [3e4] * 3)
    t = np.linspace(epochs[0], epochs[-1], 33)
    unit = epochs[-1] - epochs[0]
    x = np.repeat((epochs - epochs[0]) / unit, 2)
    y = np.empty((8, 3))
    y[::2], y[1::2] = states[:, :3], states[:, 3:] * unit
    other = KroghInterpolator(x, y)
    made = over(epochs, states, "hermite", 4, np.zeros(33, dtype=np.int64), t)
    assert made[:, :3] == pytest.approx(other((t - epochs[0]) / unit), abs=1.0)
    slope = other.derivative((t - epochs[0]) / unit) / unit
    assert made[:, 3:] == pytest.approx(slope, abs=1e-4)


def test_nodes_come_back():
    epochs = nodes(8, 9)
    states = np.random.default_rng(8).normal(size=(9, 6)) * ([1e11] * 3 + [3e4] * 3)
    for scheme, degree in (("hermite", 7), ("hermite", 5), ("lagrange", 6), ("lagrange", 7)):
        made = interpolate(epochs, states, scheme, degree, epochs)
        assert made == pytest.approx(states, rel=1e-9, abs=1e-3)


def test_nodes_of_a_window():
    assert [nodes_needed("hermite", d) for d in (1, 3, 7, 8)] == [1, 2, 4, 5]
    assert [nodes_needed("lagrange", d) for d in (1, 7)] == [2, 8]
