import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from windlass.kernels import izzo2015 as k
from windlass.kernels import izzo2015_lanes as lanes
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, OK, OUT_OF_DOMAIN

EXAMPLES = 200 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 80
LAM = st.floats(-0.999999, 0.999999)


def lagrange_time(x, lam, n_rev):
    """Time of flight by Lagrange's angles alpha and beta, the textbook form (battin1999)."""
    a = 1 / (1 - x * x)
    if x < 1:
        alpha = 2 * math.acos(x)
        beta = 2 * math.asin(math.sqrt(lam * lam / a)) * math.copysign(1, lam)
        swept = (alpha - math.sin(alpha)) - (beta - math.sin(beta)) + 2 * math.pi * n_rev
        return a * math.sqrt(a) * swept / 2
    alpha = 2 * math.acosh(x)
    beta = 2 * math.asinh(math.sqrt(-lam * lam / a)) * math.copysign(1, lam)
    return -a * math.sqrt(-a) * ((beta - math.sinh(beta)) - (alpha - math.sinh(alpha))) / 2


@settings(max_examples=EXAMPLES, deadline=None)
@given(LAM, st.one_of(st.floats(-0.95, 0.9), st.floats(1.1, 20)), st.integers(0, 4))
def test_time_of_flight_agrees_with_lagrange(lam, x, n_rev):
    n_rev = n_rev if x < 1 else 0
    t, y = k.time_of_flight(x, lam, 1 - lam * lam, n_rev)
    assert t == pytest.approx(lagrange_time(x, lam, n_rev), rel=1e-8)
    assert y == pytest.approx(math.sqrt(1 - lam * lam * (1 - x * x)), rel=1e-9)


@settings(max_examples=EXAMPLES, deadline=None)
@given(LAM, st.floats(-0.9, 3))
def test_slope_is_the_derivative_of_the_time(lam, x):
    q2 = 1 - lam * lam
    h = 1e-5

    def at(z):
        return k.time_of_flight(z, lam, q2, 0)[0]

    t, y = k.time_of_flight(x, lam, q2, 0)
    d1 = k.derivatives(x, t, y, lam, q2)[0]
    numeric = (8 * (at(x + h) - at(x - h)) - (at(x + 2 * h) - at(x - 2 * h))) / (12 * h)
    # Near lam = +-1 the slope has a corner at x = 0 of width sqrt(q2).
    if abs(x) + math.sqrt(q2) > 20 * h:
        assert d1 == pytest.approx(numeric, rel=2e-5, abs=2e-8)


def test_parabola_matches_both_neighbours():
    for lam in (-0.9, 0.0, 0.7):
        q2 = 1 - lam * lam
        at = k.time_of_flight(1.0, lam, q2, 0)[0]
        assert at == pytest.approx(2 / 3 * (1 - lam**3), rel=1e-14)
        for x in (1 - 1e-7, 1 + 1e-7):
            assert k.time_of_flight(x, lam, q2, 0)[0] == pytest.approx(at, rel=3e-7)


@settings(max_examples=EXAMPLES, deadline=None)
@given(LAM, st.floats(-4, 8.5))
def test_direct_solution_takes_the_time_asked(lam, magnitude):
    q2 = 1 - lam * lam
    t = 10**magnitude * q2  # short arcs have short times
    x, status = k.solve_direct(t, lam, q2)
    assert status == OK
    # x itself has only a part in 1e16 of its distance from -1.
    assert k.time_of_flight(x, lam, q2, 0)[0] == pytest.approx(t, rel=1e-13 + 1e-15 / (1 + x))


@settings(max_examples=EXAMPLES, deadline=None)
@given(LAM, st.floats(0.01, 300), st.integers(1, 6))
def test_pair_solutions_take_the_time_asked_or_none_exists(lam, above, n_rev):
    q2 = 1 - lam * lam
    _, least, _, status = k.least_time(lam, q2, n_rev)
    assert status == OK
    x1, s1, x2, s2 = k.solve_pair(least * (1 - 1e-9), lam, q2, n_rev)
    assert (s1, s2) == (NO_SOLUTION, NO_SOLUTION)
    t = least * (1 + above)
    x1, s1, x2, s2 = k.solve_pair(t, lam, q2, n_rev)
    assert (s1, s2) == (OK, OK)
    assert -1 < x1 < x2 < 1
    for x in (x1, x2):
        near = min(1 + x, 1 - x)
        assert k.time_of_flight(x, lam, q2, n_rev)[0] == pytest.approx(t, rel=1e-13 + 1e-15 / near)


@pytest.mark.parametrize("lam", [-0.999, -0.5, 0.0, 0.5, 0.999])
@pytest.mark.parametrize("n_rev", [1, 3])
def test_least_time_is_the_minimum(lam, n_rev):
    q2 = 1 - lam * lam
    x, t, bend, status = k.least_time(lam, q2, n_rev)
    found = minimize_scalar(
        lambda z: k.time_of_flight(z, lam, q2, n_rev)[0], bounds=(-0.5, 0.9), method="bounded",
        options={"xatol": 1e-10},
    )  # fmt: skip
    assert status == OK
    assert t == pytest.approx(found.fun, rel=1e-12)
    assert x == pytest.approx(found.x, abs=1e-6)
    assert bend > 0


def test_a_quarter_of_a_circle_has_the_circle_s_a():
    # r1 = r2 = 1, mu = 1: the circle takes pi / 2 for a quarter.
    c = math.sqrt(2)
    s = (2 + c) / 2
    q2 = c / s
    lam = math.sqrt(1 - q2)
    t = math.sqrt(2 / s**3) * math.pi / 2
    x, status = k.solve_direct(t, lam, q2)
    assert status == OK
    assert s / (2 * (1 - x * x)) == pytest.approx(1.0, rel=1e-14)  # a = r


def test_bad_input():
    assert k.solve_direct(-1.0, 0.5, 0.75)[1] == BAD_INPUT
    assert k.solve_direct(math.nan, 0.5, 0.75)[1] == BAD_INPUT
    assert k.solve_direct(1.0, 1.0, 0.0)[1] == BAD_INPUT
    assert k.solve_pair(10.0, 0.5, 0.75, 0)[1] == BAD_INPUT
    assert k.solve_direct(2e9, 0.5, 0.75)[1] == OUT_OF_DOMAIN
    assert k.solve_pair(2e9, 0.5, 0.75, 1)[3] == OUT_OF_DOMAIN


@settings(max_examples=EXAMPLES, deadline=None)
@given(LAM, st.integers(1, 40))
def test_what_is_refused_unsolved_lies_below_the_least_time(lam, n_rev):
    q2 = 1 - lam * lam
    least = k.least_time(lam, q2, n_rev)[1]
    assert lanes.pair_kind(least, lam, q2, n_rev) == 0


def test_the_most_by_which_the_least_time_undercuts_that_at_zero():
    near = [10.0**-k for k in range(2, 13)]
    for lam in [
        *np.linspace(-0.99, 0.99, EXAMPLES),
        *(d - 1 for d in near),
        *(1 - d for d in near),
    ]:
        q2 = (1 - lam) * (1 + lam)
        for n_rev in (1, 2, 7, 60):
            undercut = math.acos(lam) + lam * math.sqrt(q2) + n_rev * math.pi
            undercut -= k.least_time(lam, q2, n_rev)[1]
            rise = lanes._AHEAD_RISES * max(0.0, -0.9 - lam)
            assert 0.0 < undercut < (lanes._AHEAD + rise) / n_rev


@given(st.floats(-1, 1))
def test_time_at_zero_is_as_blunt_as_said(lam):
    q2 = 1 - lam * lam
    exact = math.acos(lam) + lam * math.sqrt(q2)
    assert lanes._time_at_zero(lam, q2) == pytest.approx(exact, abs=0.5 * lanes._BLUNT)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.floats(-0.99, 0.99), st.floats(-0.9, 3))
def test_series_and_logarithm_meet(lam, x):
    # Beyond the series' reach the time goes by the logarithm; both hold on either side of it.
    q2 = 1 - lam * lam
    t, _, u, c = lanes.arc(x, lam, q2)
    if 3.0 < c < lanes.FARTHEST:
        root, lx = math.sqrt(-u), lam * x
        y = math.sqrt(q2 + lx * lx)
        eta = q2 / (y + lx) if lx > 0 else y - lx
        assert t == pytest.approx((math.asinh(eta * root) / root - x + lam * y) / u, rel=2e-13)


@settings(max_examples=EXAMPLES, deadline=None)
@given(LAM, st.floats(1e-10, 0.5), st.integers(1, 6))
def test_pair_just_above_the_least_time(lam, above, n_rev):
    q2 = 1 - lam * lam
    x, least, _, _ = k.least_time(lam, q2, n_rev)
    t = least + above
    x1, s1, x2, s2 = k.solve_pair(t, lam, q2, n_rev)
    assert (s1, s2) == (OK, OK)
    assert -1 < x1 < x < x2 < 1
    for root in (x1, x2):
        assert k.time_of_flight(root, lam, q2, n_rev)[0] == pytest.approx(t, rel=1e-13)
