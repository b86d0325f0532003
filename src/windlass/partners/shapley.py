"""Shapley value: each player's mean worth to those who came before, over all orders of coming.

Source: shapley1953.  Checked: tests/partners/test_shapley.py; validation/partners.py.
"""

from __future__ import annotations

from math import comb

import numpy as np

from windlass.partners.game import Floats, Game


def shapley(game: Game) -> Floats:
    """Return the Shapley value (n,); it adds up to what all are worth."""
    n = game.n
    coalitions = np.arange(game.values.size)
    size = np.bitwise_count(coalitions).astype(int)
    # Of the orders of all, those in which just these come before one more: 1 / (n·C(n − 1, size)).
    weight = np.array([1.0 / (n * comb(n - 1, k)) if k < n else 0.0 for k in range(n + 1)])[size]
    found = np.empty(n)
    for i in range(n):
        without = coalitions[coalitions >> i & 1 == 0]
        gained = game.values[without | 1 << i] - game.values[without]
        found[i] = weight[without] @ gained
    return found
