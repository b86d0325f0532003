from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.kernels import irr as k
from windlass.kernels.status import BAD_INPUT, LIMIT, OK

AMOUNT = st.floats(-1e6, 1e6).filter(lambda x: x == 0.0 or abs(x) > 1e-3)


def found(flow, m=6):
    rates = np.full(m, np.nan)
    count, status = k.irr(np.array(flow, float), -0.99, 100.0, rates)
    return rates[:count], status


def test_published_flows():
    assert found([-100, 230, -132])[0] == pytest.approx([0.1, 0.2], abs=1e-12)
    assert found([1000, -3600, 4287.5, -1690.5])[0] == pytest.approx([0.05, 0.15, 0.4], abs=1e-10)
    assert found([-100, 110])[0] == pytest.approx([0.1], abs=1e-15)
    assert found([-100, 100])[0] == pytest.approx([0.0], abs=1e-15)
    assert found([-100, 50])[0] == pytest.approx([-0.5], abs=1e-15)
    assert found([0.0, 0.0, -100, 110, 0.0])[0] == pytest.approx([0.1], abs=1e-15)
    assert found([-1, 3, -3, 1])[0] == pytest.approx([0.0], abs=1e-4)  # thrice the same
    assert found([100, 50])[0].size == 0
    for sign in (1.0, -1.0):  # just at the ends of what is looked for
        assert found([-sign, 101.0 * sign])[0] == pytest.approx([100.0], rel=1e-14)
        assert found([sign, 0.0, -(101.0**2) * sign])[0] == pytest.approx([100.0], rel=1e-14)
        assert found([100.0 * sign, -sign])[0] == pytest.approx([-0.99], rel=1e-14)
    assert found([-100, 0.5])[0].size == 0  # −99.5 %: beyond what is looked for


@given(st.lists(st.floats(-0.6, 3.0), min_size=1, max_size=4, unique=True), st.booleans())
def test_flows_made_of_their_rates(rates, up):
    rates = sorted(rates)
    if any(b - a < 0.02 for a, b in pairwise(rates)):
        return
    flow = np.array([1.0 if up else -1.0])
    for rate in rates:
        flow = np.convolve(flow, [-1.0, 1.0 + rate])
    assert found(flow)[0] == pytest.approx(rates, abs=1e-7)


@given(st.lists(AMOUNT, min_size=2, max_size=40))
def test_each_rate_is_a_root_and_no_change_of_sign_is_missed(flow):
    flow = np.array(flow)
    rates, status = found(flow, 50)
    if not flow.any():
        assert status == BAD_INPUT
        return
    assert status == OK
    used = np.trim_zeros(flow)
    for rate in rates:
        u = 1.0 / (1.0 + rate)
        assert abs(k.value(used, u)) <= 1e-9 * k.size(used, u)
    assert len(rates) <= k.changes(flow)
    grid = 1.0 / (1.0 + np.geomspace(0.0101, 100.9, 4001) + -1.0)
    signs = np.array([np.sign(k.value(used, u)) for u in grid])
    sure = np.array([abs(k.value(used, u)) > 1e-9 * k.size(used, u) for u in grid])
    crossed = ((signs[1:] != signs[:-1]) & sure[1:] & sure[:-1]).sum()
    assert len(rates) >= crossed


def test_bad_input_and_too_many():
    assert found([np.nan, 1.0])[1] == BAD_INPUT
    assert found([np.inf, -1.0])[1] == BAD_INPUT
    assert found([0.0, 0.0])[1] == BAD_INPUT
    rates = np.full(1, np.nan)
    assert k.irr(np.array([-100.0, 230.0, -132.0]), -0.99, 100.0, rates) == (1, LIMIT)
    assert rates[0] == pytest.approx(0.1)
    assert k.irr(np.array([-1.0, 2.0]), 0.5, 100.0, rates)[1] == BAD_INPUT


def test_many_are_one_after_the_other():
    rng = np.random.default_rng(5)
    flows = rng.normal(size=(50, 30))
    flows[:, 0] = -10.0
    rates, counts, status = np.empty((50, 8)), np.empty(50, np.int64), np.empty(50, np.int64)
    k.irr_many(flows, -0.99, 100.0, rates, counts, status)
    for i in range(50):
        one, kind = found(flows[i], 8)
        assert kind == status[i]
        assert counts[i] == one.size
        assert rates[i, : one.size].tolist() == one.tolist()
        assert np.isnan(rates[i, one.size :]).all()
