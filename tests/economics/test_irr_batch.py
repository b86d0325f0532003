"""Rates of return of many flows: against the scalar, which is another method, and refusals."""

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.economics.cash_flow import irr_all
from windlass.economics.irr_batch import irr_many


def test_are_those_of_each_flow() -> None:
    rng = np.random.default_rng(3)
    flows = np.vstack([
        np.hstack([-rng.uniform(1, 5, (60, 4)), rng.uniform(0, 2, (60, 20))]),
        rng.normal(size=(60, 24)),
    ])  # fmt: skip
    found = irr_many(flows, most=24)
    for i, flow in enumerate(flows):
        assert found.rates[i, : found.counts[i]] == pytest.approx(irr_all(flow), abs=1e-8)
    single = found.single
    assert (np.isnan(single) == (found.counts != 1)).all()
    assert single[0] == pytest.approx(irr_all(flows[0])[0])


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="flow 1 is not finite"):
        irr_many(np.array([[-1.0, 2.0], [0.0, 0.0]]))
    with pytest.raises(InvalidInput, match="more rates of return"):
        irr_many(np.array([[-100.0, 230.0, -132.0]]), most=1)
    with pytest.raises(InvalidInput, match="a row for each"):
        irr_many(np.zeros(3))
