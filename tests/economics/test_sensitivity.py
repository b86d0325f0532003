"""Shares of variance: Ishigami's function, whose indices are known, and a product by hand."""

import math

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.economics.sensitivity import shares
from windlass.economics.uncertain import Uncertain


def test_ishigamis_function() -> None:
    """Published: first order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (a 7, b 0.1)."""
    inputs = tuple(
        Uncertain(name=f"x{k}", value=0.0, low=-math.pi, high=math.pi, shape="uniform")
        for k in range(3)
    )

    def ishigami(x):
        return np.sin(x["x0"]) + 7.0 * np.sin(x["x1"]) ** 2 + 0.1 * x["x2"] ** 4 * np.sin(x["x0"])

    found = {one.name: one for one in shares(inputs, ishigami, seed=1, draws=2**12)}
    for name, first, total in (("x0", 0.3139, 0.5576), ("x1", 0.4424, 0.4424), ("x2", 0.0, 0.2437)):
        assert found[name].first == pytest.approx(first, abs=0.01)
        assert found[name].total == pytest.approx(total, abs=0.01)


def test_swings_and_what_does_not_move() -> None:
    inputs = (
        Uncertain(name="a", value=2.0, low=1.0, high=4.0),
        Uncertain(name="b", value=3.0, low=2.9, high=3.1),
        Uncertain(name="c", value=5.0, low=5.0, high=5.0),
    )
    found = shares(inputs, lambda x: x["a"] * x["b"] + x["c"])
    assert [one.name for one in found] == ["a", "b"]
    assert found[0].low == pytest.approx(8.0)
    assert found[0].high == pytest.approx(17.0)
    assert found[0].total > 0.95


def test_one_input_makes_all_and_a_result_that_stands_still_is_told() -> None:
    one = Uncertain(name="a", value=2.0, low=1.0, high=4.0)
    (found,) = shares((one,), lambda x: x["a"])
    assert found.first == pytest.approx(1.0, abs=0.01)
    assert found.total == pytest.approx(1.0, abs=0.01)
    (still,) = shares((one,), lambda x: np.ones_like(x["a"]))
    assert (still.first, still.total) == (0.0, 0.0)


def test_refuses() -> None:
    still = Uncertain(name="c", value=5.0, low=5.0, high=5.0)
    with pytest.raises(InvalidInput, match="an input that moves"):
        shares((still,), lambda x: x["c"])
    moving = Uncertain(name="a", value=2.0, low=1.0, high=4.0)
    with pytest.raises(InvalidInput, match="power of two"):
        shares((moving,), lambda x: x["a"], draws=100)
    with pytest.raises(InvalidInput, match="not finite"):
        shares((moving,), lambda x: x["a"] * np.nan)
    with pytest.raises(InvalidInput, match="names of their own"):
        shares((moving, still, moving), lambda x: x["a"])
    with pytest.raises(InvalidInput, match="a result for each draw"):
        shares((moving,), lambda _: np.float64(1.0))
