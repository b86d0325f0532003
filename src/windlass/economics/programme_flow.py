"""The yearly cash flow of a programme from its parts: developed, launched, flown, sold.

Year 0 starts with the programme.  Development by Rayleigh until the lift-off of the trip,
launches evenly over the time that they take up to it, operations until the last sale, sales and
delivery after arrival.
Checked: tests/economics/test_programme_flow.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.economics import phasing
from windlass.economics.cash_flow import npv

Array = NDArray[np.float64]

LONGEST_YEARS = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Totals in one currency and year, and times in years from the start.

    lift_off ≥ 0: of the last ship; arrival ≥ lift_off: from when the product is sold;
    sale_years > 0; launch_years ≥ 0: over which the ships are launched, no longer than there is
    from the start on.
    """

    development: float
    launches: float
    operations: float
    delivery: float
    revenue: float
    lift_off: float
    arrival: float
    sale_years: float
    launch_years: float = 0.0


def years(parts: Parts) -> int:
    """Return how many years the flow has; InvalidInput where the times are out of order."""
    p = parts
    end = p.arrival + p.sale_years
    if not (0.0 <= p.lift_off <= p.arrival and p.sale_years > 0 and end <= LONGEST_YEARS):
        raise InvalidInput(
            "programme must lift off, arrive and sell in that order, within a thousand years",
            value=(p.lift_off, p.arrival, p.sale_years),
        )
    return max(1, math.ceil(end))


def by_kind(parts: Parts) -> dict[str, Array]:
    """Return the yearly amounts by kind (years,): costs negative, revenue positive.

    Raises InvalidInput for amounts that are not finite, and as ``years``.
    """
    p, n = parts, years(parts)
    amounts = (p.development, p.launches, p.operations, p.delivery, p.revenue)
    if not all(math.isfinite(amount) for amount in amounts):
        raise InvalidInput("amounts of a programme must be finite", value=amounts)
    if not p.launch_years >= 0.0:
        raise InvalidInput("launches take no less than no time", value=p.launch_years)
    first = max(0.0, p.lift_off - p.launch_years)
    sold = phasing.evenly(p.arrival, p.arrival + p.sale_years, n)
    return {
        "development": -p.development * phasing.by_period(0.0, p.lift_off, n),
        "launches": -p.launches * phasing.evenly(first, p.lift_off, n),
        "operations": -p.operations * phasing.evenly(p.lift_off, p.arrival + p.sale_years, n),
        "delivery": -p.delivery * sold,
        "revenue": p.revenue * sold,
    }


def flow(parts: Parts) -> Array:
    """Return the yearly net flow (years,)."""
    return np.asarray(sum(by_kind(parts).values()))


def present_value(parts: Parts, rate: float) -> float:
    """Return the present value at the start, yearly flows at the start of their years."""
    return npv(rate, flow(parts))
