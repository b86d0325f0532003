"""Wright's learning curve: the n-th unit costs T1·n^log2(p).

Source: wright1936.  Checked: tests/economics/test_relationships.py; validation/economics.py.
"""

from __future__ import annotations

import math
from typing import Final

from windlass.base.errors import InvalidInput

CALIBRATED: Final = 10_000
"""Units of one type to which learning was followed in aircraft and spacecraft."""

_EXACT: Final = 64
"""Units that are summed one by one; the rest by Euler and Maclaurin, to 1e-13."""


def exponent(rate: float) -> float:
    """Return log2(rate); rate: cost after each doubling, 0 < rate ≤ 1."""
    if not 0.0 < rate <= 1.0:
        raise InvalidInput(
            "learning rate must lie above 0 and at most at 1", value=rate, remedy="such as 0.85"
        )
    return math.log2(rate)


def unit(n: float, rate: float) -> float:
    """Return the cost of unit n ≥ 1 in costs of the first."""
    if not 1 <= n < math.inf:
        raise InvalidInput("units count from 1", value=n)
    return float(n ** exponent(rate))


def total(n: int, rate: float) -> float:
    """Return the cost of units 1 to n in costs of the first, n ≥ 0."""
    b = exponent(rate)
    if not 0 <= n < math.inf:
        raise InvalidInput("units count from 0", value=n)
    first = math.fsum(k**b for k in range(1, min(n, _EXACT) + 1))
    return first if n <= _EXACT else first + _tail(_EXACT, n, b)


def _tail(m: int, n: int, b: float) -> float:
    """Return the sum of k^b for k = m + 1 to n."""
    span, power = math.log(n / m), b + 1.0
    # No cancellation where the exponent is near −1, at a rate near one half.
    integral = span if power == 0.0 else m**power * math.expm1(power * span) / power
    ends = 0.5 * (n**b - m**b)
    first = b / 12.0 * (n ** (b - 1) - m ** (b - 1))
    third = b * (b - 1) * (b - 2) / 720.0 * (n ** (b - 3) - m ** (b - 3))
    return float(integral + ends + first - third)


def mean(n: int, rate: float) -> float:
    """Return the mean cost of units 1 to n in costs of the first, n ≥ 1."""
    if not n >= 1:
        raise InvalidInput("a mean needs a unit", value=n)
    return total(n, rate) / n
