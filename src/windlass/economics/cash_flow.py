"""Yearly cash flows: present value, payback, and every internal rate of return.

Flows are real money of one currency year, one a year, the first now.
Checked: tests/economics/test_cash_flow.py; validation/economics.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, OutOfDomain

Array = NDArray[np.float64]

LEAST_RATE: Final = -0.99
GREATEST_RATE: Final = 100.0
"""Rates between which every root is found."""


def _checked(flows: Sequence[float] | Array) -> Array:
    found = np.asarray(flows, dtype=float)
    with np.errstate(over="ignore"):
        size = float(np.abs(found).sum())
    if found.ndim != 1 or found.size == 0 or not math.isfinite(size):
        raise InvalidInput("cash flow must be finite yearly amounts", value=str(flows)[:80])
    return found


def npv(rate: float, flows: Sequence[float] | Array) -> float:
    """Return the present value of yearly flows, the first now; rate > −1 a year.

    Raises OutOfDomain where it is beyond what floats hold.
    """
    if not -1.0 < rate < math.inf:
        raise InvalidInput("discount rate must lie above −1", value=rate, remedy="such as 0.07")
    found = _checked(flows)
    with np.errstate(over="ignore", invalid="ignore"):
        value = float(found @ (1.0 + rate) ** -np.arange(found.size, dtype=float))
    if not math.isfinite(value):
        raise OutOfDomain(
            f"present value of {found.size} years is beyond what floats hold",
            value=rate,
            remedy="use a discount rate further from −1",
        )
    return value


def payback_years(flows: Sequence[float] | Array) -> float | None:
    """Return the years after which the sum of flows stays at or above 0; None for never.

    A year's flow is taken as even over that year, the first year from 0 to 1.
    """
    total = np.cumsum(_checked(flows))
    scale = float(np.abs(flows).sum())
    below = np.flatnonzero(total < -1e-12 * scale)
    if below.size == 0:
        return 0.0
    last = int(below[-1])
    if last + 1 >= total.size:
        return None
    return last + 1.0 + float(-total[last] / (total[last + 1] - total[last]))


def irr_all(flows: Sequence[float] | Array) -> tuple[float, ...]:
    """Return every internal rate of return between −99 % and 10,000 % a year, in order.

    Empty where there is none.  Roots of the present value as a polynomial in 1/(1 + r),
    isolated by the roots of its derivatives: between two of these it is monotonic, so none is
    missed; a root that only touches zero counts once.
    """
    found = _checked(flows)
    used = np.flatnonzero(found)
    if used.size == 0:
        raise InvalidInput("a cash flow of nothing has no rate of return", value=len(found))
    coefficients = found[used[0] : used[-1] + 1] / np.abs(found).max()
    low, high = 1.0 / (1.0 + GREATEST_RATE), 1.0 / (1.0 + LEAST_RATE)
    roots = _roots(coefficients, low, high)
    return tuple(sorted({round(1.0 / u - 1.0, 12) for u in roots}))


def _changes(coefficients: Array) -> int:
    signs = np.sign(coefficients[coefficients != 0.0])
    return int((signs[1:] != signs[:-1]).sum())


def _roots(c: Array, low: float, high: float) -> list[float]:
    """Return the roots of Σ c_k u^k for low ≤ u ≤ high, each once."""
    if c.size < 2 or _changes(c) == 0:
        return []
    turning = _roots(_derivative(c), low, high) if _changes(c) > 1 else []
    knots = [low, *turning, high]
    values = [_value(c, u) for u in knots]
    size = [_value(np.abs(c), u) for u in knots]
    found = [u for u, v, s in zip(knots, values, size, strict=True) if abs(v) <= 1e-14 * s]
    for (a, fa), (b, fb) in zip(
        list(zip(knots, values, strict=True))[:-1],
        list(zip(knots, values, strict=True))[1:],
        strict=True,
    ):
        if a not in found and b not in found and fa * fb < 0.0:
            found.append(_bisect(c, a, b))
    return sorted(found)


def _derivative(c: Array) -> Array:
    made = c[1:] * np.arange(1, c.size)
    return np.asarray(made / np.abs(made).max())


def _value(c: Array, u: float) -> float:
    """Return Σ c_k u^k, for u > 1 by u^n: the same sign, and within what floats hold."""
    if u > 1.0:
        c, u = c[::-1], 1.0 / u
    total = 0.0
    for one in c[::-1]:
        total = total * u + one
    return float(total)


def _bisect(c: Array, a: float, b: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda u: _value(c, u), a, b, xtol=1e-15, rtol=8.9e-16, maxiter=300))


def one_irr(flows: Sequence[float] | Array) -> float:
    """Return the internal rate of return; InvalidInput where there is none or more than one."""
    roots = irr_all(flows)
    if len(roots) != 1:
        told = ", ".join(f"{rate:.4%}" for rate in roots) or "none"
        raise InvalidInput(
            f"cash flow has {len(roots)} rates of return: {told}",
            remedy="judge it by its present value",
        )
    return roots[0]


def annuity(rate: float, years: float) -> float:
    """Return the present value of 1 a year, paid evenly over ``years``; rate > −1.

    Raises OutOfDomain where it is beyond what floats hold.
    """
    if not (-1.0 < rate < math.inf and 0.0 <= years < math.inf):
        raise InvalidInput("annuity needs a rate above −1 and a time", value=(rate, years))
    shrunk = math.log1p(rate) * years
    try:
        return years if abs(shrunk) < 1e-17 else years * (-math.expm1(-shrunk) / shrunk)
    except OverflowError as error:
        raise OutOfDomain(
            "annuity is beyond what floats hold",
            value=(rate, years),
            remedy="use a rate further from −1",
        ) from error
