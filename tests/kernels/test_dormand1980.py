"""The embedded pair of order 5(4): conditions of both orders, over all rooted trees."""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import dormand1980

Array = NDArray[np.float64]

Tree = tuple["Tree", ...]


def trees(order: int) -> list[Tree]:
    """All rooted trees of so many nodes: a node is the tuple of its branches, in order."""
    if order == 1:
        return [()]
    found = {
        tuple(sorted((*branches, branch)))
        for size in range(1, order)
        for branch in trees(size)
        for branches in trees(order - size)
    }
    return sorted(found)


def nodes(tree: Tree) -> int:
    return 1 + sum(nodes(branch) for branch in tree)


def density(tree: Tree) -> int:
    return nodes(tree) * math.prod(density(branch) for branch in tree)


def stages(tree: Tree, a: Array) -> Array:
    """Weight of a tree at each stage of the table."""
    parts = [a @ stages(branch, a) for branch in tree]
    return np.asarray(np.prod(parts, axis=0)) if parts else np.ones(len(a))


def test_the_table_meets_the_conditions_of_order_five_and_its_judge_of_four() -> None:
    a = np.zeros((7, 7))
    a[:, :6] = dormand1980.STAGES
    high = a[6]  # the last stage is the step itself
    low = high - dormand1980.ERROR
    assert [len(trees(order)) for order in range(1, 7)] == [1, 1, 2, 4, 9, 20]
    np.testing.assert_allclose(a.sum(axis=1), dormand1980.NODES, atol=1e-15)
    assert np.abs(np.triu(a)).max() == 0.0

    def off(weights: Array, order: int) -> float:
        return max(abs(weights @ stages(t, a) - 1.0 / density(t)) for t in trees(order))

    for order in range(1, 6):
        assert off(high, order) < 1e-15
    for order in range(1, 5):
        assert off(low, order) < 1e-15
    assert off(high, 6) > 1e-4
    assert off(low, 5) > 1e-4
