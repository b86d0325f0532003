"""Uncertain inputs: their quantiles, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, triang

from windlass.base.errors import InvalidInput
from windlass.economics.uncertain import SHAPES, Uncertain


@settings(max_examples=60, deadline=None)
@given(
    low=st.floats(0.1, 10.0), up=st.floats(0.01, 5.0), more=st.floats(0.01, 5.0),
    shape=st.sampled_from(SHAPES),
)  # fmt: skip
def test_quantiles(low: float, up: float, more: float, shape: str) -> None:
    one = Uncertain(name="x", value=low + up, low=low, high=low + up + more, shape=shape)  # type: ignore[arg-type]
    z = norm.ppf([0.05, 0.5, 0.95])
    found = one.at(z)
    if shape == "fixed":
        assert found == pytest.approx([one.value] * 3)
    elif shape == "uniform":
        assert found == pytest.approx(low + (up + more) * np.array([0.05, 0.5, 0.95]))
    elif shape == "triangular":
        judge = triang(up / (up + more), loc=low, scale=up + more)
        assert found == pytest.approx(judge.ppf([0.05, 0.5, 0.95]))
    else:
        assert found == pytest.approx([one.low, one.value, one.high])
    every = one.at(np.linspace(-6.0, 6.0, 201))
    assert (np.diff(every) >= 0.0).all()


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="range of x"):
        Uncertain(name="x", value=3.0, low=1.0, high=2.0)
    with pytest.raises(InvalidInput, match="lognormal"):
        Uncertain(name="x", value=1.0, low=-1.0, high=2.0)
    with pytest.raises(InvalidInput, match="distribution of x"):
        Uncertain(name="x", value=1.0, low=1.0, high=2.0, shape="other")  # type: ignore[arg-type]
    assert (
        Uncertain(name="x", value=1.0, low=-1.0, high=2.0, shape="normal").at(np.zeros(2))[0] == 1
    )
