"""Prices at which markets clear, year after year, for many paths of sales at once.

Demand is a sum of uses, each isoelastic below the price at which it opens; suppliers sell less as
the price falls.  A part of each answer comes at once, the rest follows a price that goes after the
real one.  x: logarithm of the price by today's.
uses (u, 3): share of today's supply, elasticity, logarithm of the price at which it opens.  both
(2, 3): of demand and of suppliers: part that answers at once (0, 1], how much of the distance the
followed price goes in a year [0, 1], and, of suppliers alone, elasticity ≥ 0.
Source: houthakker1970.  Checked: tests/kernels/test_market.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange

Array = NDArray[np.float64]

_HALVINGS: Final = 64


@njit
def wanted(uses: Array, x: float) -> float:
    """Return demand by today's supply at x."""
    found = 0.0
    for k in range(uses.shape[0]):
        opens = uses[k, 2]
        if x <= opens:
            found += uses[k, 0] * math.exp(min(-uses[k, 1] * (x - min(0.0, opens)), 700.0))
    return found


@njit
def clear(
    uses: Array, both: Array, held: float, bottom: float, top: float, sold: Array, price: Array,
    others: Array,
) -> None:  # fmt: skip
    """Write x (T,) to price and what suppliers sell by today's supply (T,) to others.

    sold (T,) ≥ 0, by today's supply; held: suppliers' part of it at x = 0; bottom ≤ x ≤ top: at the
    bottom anybody takes any amount.
    """
    seen, known = 0.0, 0.0
    for t in range(sold.size):
        low, high = bottom, top
        for _ in range(_HALVINGS):
            x = 0.5 * (low + high)
            at = both[0, 0] * x + (1.0 - both[0, 0]) * seen
            by = both[1, 0] * x + (1.0 - both[1, 0]) * known
            if wanted(uses, at) > held * math.exp(both[1, 2] * by) + sold[t]:
                low = x
            else:
                high = x
        x = 0.5 * (low + high)
        by = both[1, 0] * x + (1.0 - both[1, 0]) * known
        price[t] = x
        others[t] = held * math.exp(both[1, 2] * by)
        seen += both[0, 1] * (x - seen)
        known += both[1, 1] * (x - known)


@njit
def clear_few(
    uses: Array, both: Array, held: float, bottom: float, top: float, sold: Array, price: Array,
    others: Array,
) -> None:  # fmt: skip
    """Write ``clear`` of each path (N, T), by one thread."""
    for i in range(sold.shape[0]):
        clear(uses, both, held, bottom, top, sold[i], price[i], others[i])


@njit(parallel=True)
def clear_many(
    uses: Array, both: Array, held: float, bottom: float, top: float, sold: Array, price: Array,
    others: Array,
) -> None:  # fmt: skip
    """Write ``clear`` of each path (N, T)."""
    for i in prange(sold.shape[0]):
        clear(uses, both, held, bottom, top, sold[i], price[i], others[i])
