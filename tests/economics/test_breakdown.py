"""Work-breakdowns: sums level by level, spread by moments against draws, reserve, years."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics.breakdown import (
    Element,
    check,
    correlation,
    moments,
    reserve,
    spread,
    totals,
    yearly,
)
from windlass.economics.uncertain import Uncertain


def cost(name: str, value: float, wide: float = 1.3, up: float | None = None) -> Uncertain:
    return Uncertain(name=name, value=value, low=value / wide, high=value * (up or wide))


TREE = (
    Element(key="all", above=""),
    Element(key="ship", above="all"),
    Element(key="bus", above="ship", cost=cost("bus", 300.0), begins=0.0, ends=4.0),
    Element(key="drive", above="ship", cost=cost("drive", 120.0, 1.6), begins=1.0, ends=4.5),
    Element(key="launch", above="all", cost=cost("launch", 90.0, 1.0), begins=4.0, ends=5.0),
)


def test_sums_go_up_level_by_level() -> None:
    found = totals(TREE)
    assert found["ship"] == 420.0
    assert found["all"] == 510.0


def test_all_is_spent_in_its_years() -> None:
    found = yearly(TREE)
    assert found.sum() == pytest.approx(510.0)
    assert found.size == 5
    assert found[0] > 0.0
    assert (found >= 0.0).all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(1.0, 1e3), st.floats(1.05, 2.0), st.floats(1.05, 2.0)),
        min_size=1, max_size=6,
    ),
    st.floats(0.0, 0.9),
)  # fmt: skip
def test_moments_and_draws_agree(rows: list[tuple[float, float, float]], rho: float) -> None:
    costs = [cost(f"c{k}", value, low, high) for k, (value, low, high) in enumerate(rows)]
    found = spread(costs, correlation([one.name for one in costs], rho), draws=2**13)
    assert float(found.drawn.mean()) == pytest.approx(found.mean, rel=0.01)
    assert float(found.drawn.std()) == pytest.approx(found.deviation, rel=0.08)
    # Of halves of one width: a sum of others is no lognormal, and its moments do not make it one.
    even = [cost(f"c{k}", value, low) for k, (value, low, _) in enumerate(rows)]
    found = spread(even, correlation([one.name for one in even], rho), draws=2**13)
    for percent in (20.0, 50.0, 80.0):
        assert found.percentile(percent) == pytest.approx(found.drawn_percentile(percent), rel=0.03)


def test_one_lognormal_has_its_own_moments() -> None:
    mean, deviation = moments(cost("x", 100.0, 2.0))
    s2 = (np.log(2.0) / 1.6448536269514722) ** 2
    assert mean == pytest.approx(100.0 * np.exp(0.5 * s2))
    assert deviation == pytest.approx(mean * np.sqrt(np.expm1(s2)))
    assert moments(cost("fixed", 5.0, 1.0)) == (5.0, 0.0)


def test_correlation_widens_a_sum_and_its_reserve() -> None:
    costs = [cost(f"c{k}", 100.0, 1.5) for k in range(8)]
    wide = [spread(costs, correlation([c.name for c in costs], rho)) for rho in (0.0, 0.2, 1.0)]
    assert wide[0].deviation < wide[1].deviation < wide[2].deviation
    assert wide[2].deviation == pytest.approx(8.0 * moments(costs[0])[1])
    assert wide[0].deviation == pytest.approx(8.0**0.5 * moments(costs[0])[1])
    asked = [reserve(one, 800.0, 80.0) for one in wide]
    assert asked == sorted(asked)
    assert reserve(wide[0], 800.0, 50.0) < asked[0]


def test_the_order_of_elements_does_not_matter() -> None:
    assert totals(TREE[::-1]) == totals(TREE)
    assert yearly(TREE[::-1]) == pytest.approx(yearly(TREE))


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        ((*TREE, TREE[2]), "names of their own"),
        (TREE[1:], "part of what is not there|one element above all"),
        ((*TREE, Element(key="x", above="", cost=cost("x", 1.0))), "one element above all"),
        ((*TREE, Element(key="empty", above="all")), "has no cost"),
        ((*TREE[:1], replace(TREE[1], cost=cost("ship", 1.0)), *TREE[2:]), "holds others"),
        ((*TREE, Element(key="x", above="y", cost=cost("x", 1.0))), "not there"),
        ((*TREE[:4], replace(TREE[4], ends=3.0)), "time of launch"),
        ((TREE[0], replace(TREE[4], above="all"), Element(key="a", above="b"),
          Element(key="b", above="a")), "parts of each other"),
    ],
)  # fmt: skip
def test_faults_are_told(elements: tuple[Element, ...], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        check(elements)


def test_correlations_that_cannot_be_are_refused() -> None:
    for default, pairs in ((1.5, {}), (0.0, {("a", "x"): 0.5}), (-0.9, {})):
        with pytest.raises(InvalidInput):
            correlation(["a", "b", "c"], default, pairs)
    with pytest.raises(InvalidInput, match="correlations of the costs"):
        spread([cost("a", 1.0)], np.eye(2))
    with pytest.raises(InvalidInput, match="percentile"):
        spread([cost("a", 1.0)], np.eye(1)).percentile(100.0)
