"""Nash bargaining: its formula by its own definition, and losses by an explicit rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from windlass.base.errors import InvalidInput
from windlass.partners import rules
from windlass.partners.bargaining import losses, nash


@settings(max_examples=30, deadline=None)
@given(
    outside=st.lists(st.floats(-5.0, 5.0), min_size=2, max_size=4),
    surplus=st.floats(0.5, 20.0),
    power=st.lists(st.floats(0.2, 3.0), min_size=4, max_size=4),
)
def test_is_the_greatest_product_of_gains(
    outside: list[float], surplus: float, power: list[float]
) -> None:
    n, d = len(outside), np.array(outside)
    w = np.array(power[:n]) / sum(power[:n])
    found = nash(d.sum() + surplus, outside, power[:n])
    assert found.surplus == pytest.approx(surplus)
    assert found.shares is not None
    start = np.full(n, surplus / n)
    best = minimize(
        lambda g: -float(w @ np.log(g)), start, bounds=[(1e-6, surplus)] * n,
        constraints={"type": "eq", "fun": lambda g: g.sum() - surplus},
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert found.shares - d == pytest.approx(best.x, abs=2e-3 * surplus)


def test_where_a_deal_adds_nothing_there_is_nothing_to_share() -> None:
    found = nash(3.0, [2.0, 2.0])
    assert found.shares is None
    assert found.surplus == -1.0
    exactly = nash(4.0, [2.0, 2.0])
    assert exactly.shares == pytest.approx([2.0, 2.0])


def test_losses_are_borne_by_a_rule_that_is_named() -> None:
    assert losses(-12.0, [1, 2, 3], rules.proportional) == pytest.approx([-2, -4, -6])
    assert losses(-12.0, [1, 2, 3], rules.equal) == pytest.approx([-4, -4, -4])
    with pytest.raises(InvalidInput, match="no loss to bear"):
        losses(1.0, [1], rules.equal)


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="bargaining power"):
        nash(1.0, [0.0, 0.0], [-1.0, 2.0])
    with pytest.raises(InvalidInput, match="bargaining power"):
        nash(1.0, [0.0, 0.0], [0.0, 0.0])
    with pytest.raises(InvalidInput, match="finite amounts"):
        nash(float("inf"), [0.0])
