import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from windlass.kernels import market as k

AT_ONCE = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])


@given(st.floats(0.2, 4.0), st.floats(0.0, 2.0), st.floats(0.0, 1e3), st.floats(0.0, 1.0))
def test_demand_meets_what_is_sold(elasticity, yielding, sold, part):
    uses = np.array([[part, elasticity, math.inf], [1.0 - part, 2.0 * elasticity, math.inf]])
    both = AT_ONCE.copy()
    both[1, 2] = yielding
    price, others = np.empty(1), np.empty(1)
    k.clear(uses, both, 1.0, -200.0, 0.0, np.array([sold]), price, others)

    def excess(x):
        return (part * math.exp(-elasticity * x) + (1 - part) * math.exp(-2 * elasticity * x)
                - math.exp(yielding * x) - sold)  # fmt: skip

    exact = brentq(excess, -50.0, 1e-9, xtol=1e-13) if sold > 1e-9 else 0.0
    assert price[0] == pytest.approx(exact, abs=1e-7)
    assert others[0] == pytest.approx(math.exp(yielding * price[0]))


def test_uses_open_at_their_price_and_the_bottom_takes_all():
    uses = np.array([[1.0, 0.5, math.inf], [50.0, 1.0, math.log(0.1)]])
    assert k.wanted(uses, math.log(0.2)) == pytest.approx(0.2**-0.5)
    assert k.wanted(uses, math.log(0.05)) == pytest.approx(0.05**-0.5 + 100.0)
    price, others = np.empty((2, 1)), np.empty((2, 1))
    k.clear_many(uses, AT_ONCE, 1.0, -5.0, 0.0, np.array([[30.0], [1e9]]), price, others)
    assert price[:, 0] == pytest.approx([math.log(0.1), -5.0])


def test_the_rest_of_an_answer_follows():
    """A third at once, of the rest a half a year: x_1 = X·3 where all would be X."""
    uses = np.array([[1.0, 1.0, math.inf]])
    both = np.array([[1.0 / 3.0, 0.5, 0.0], [1.0, 0.0, 0.0]])
    sold, price, others = np.full(40, 1.0), np.empty(40), np.empty(40)
    k.clear(uses, both, 1.0, -50.0, 0.0, sold, price, others)
    exact = -math.log(2.0)
    assert price[0] == pytest.approx(3.0 * exact)
    assert price[1] == pytest.approx(3.0 * exact - 2.0 * 0.5 * price[0])
    assert price[-1] == pytest.approx(exact)
