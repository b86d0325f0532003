"""What a market pays when much more than its present supply is sold into it.

Two forms of demand: isoelastic, and linear with displacement of the present supply.  No
published elasticity of iridium was found, so every revenue stands beside its elasticity.
Source: windlass (isoelastic), hein2018 (linear), hotelling1931 (exhaustion).
Checked: tests/economics/test_market.py; validation/economics.py.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, OutOfDomain

Array = NDArray[np.float64]


def _sizes(*values: float) -> bool:
    return all(0 < value < math.inf for value in values)  # refuses nan too


def isoelastic_price(price: float, supply: float, added: float, elasticity: float) -> float:
    """Return the price with ``added`` a year beside the present supply.

    price: present, any currency a kilogram; supply > 0, added ≥ 0 [same unit]; elasticity > 0:
    absolute value of the elasticity of demand.  P0·((Q0 + q)/Q0)^(−1/ε).
    """
    if not (_sizes(price, supply, elasticity) and 0 <= added < math.inf):
        raise InvalidInput(
            "market needs price, supply and elasticity above 0 and no negative sale",
            value=(price, supply, added, elasticity),
        )
    return price * math.exp(-math.log1p(added / supply) / elasticity)


def isoelastic_revenue(price: float, supply: float, added: float, elasticity: float) -> float:
    """Return what the added amount fetches a year."""
    return added * isoelastic_price(price, supply, added, elasticity)


def linear_price(
    price: float, supply: float, added: float, elasticity: float, displaced: float = 0.0
) -> float:
    """Return the price of linear demand, P0·(1 − (1 − b)·q/(ε·Q0)).

    displaced: share b of the added amount that replaces present supply, 0 ≤ b < 1.  Raises
    OutOfDomain where the demand is more than full.
    """
    if not (_sizes(price, supply, elasticity) and 0 <= added < math.inf and 0 <= displaced < 1):
        raise InvalidInput(
            "market needs price, supply and elasticity above 0, displacement within 0 to 1",
            value=(price, supply, added, elasticity, displaced),
        )
    share = (1.0 - displaced) * added / (elasticity * supply)
    if share >= 1.0:
        raise OutOfDomain(
            "linear demand is full before so much is sold",
            value=f"{added:g} a year beside {supply:g}",
            remedy=f"sell less than {elasticity * supply / (1.0 - displaced):g} a year",
        )
    return price * (1.0 - share)


def linear_best(
    price: float, supply: float, elasticity: float, displaced: float = 0.0
) -> tuple[float, float]:
    """Return (amount a year, revenue a year) that fetches most under linear demand."""
    if not (_sizes(price, supply, elasticity) and 0 <= displaced < 1):
        raise InvalidInput(
            "market needs price, supply and elasticity above 0, displacement within 0 to 1",
            value=(price, supply, elasticity, displaced),
        )
    amount = elasticity * supply / (2.0 * (1.0 - displaced))
    return amount, 0.5 * price * amount


def hotelling_path(total: float, rate: float, elasticity: float, years: int) -> Array:
    """Return what a monopolist without costs sells each year (years,), adding up to ``total``.

    Isoelastic demand, elasticity > 1; rate ≥ 0: discount rate a year.  q_t = q_0·(1 + r)^(−εt).
    """
    if not (_sizes(total, elasticity) and 0 <= rate < math.inf and elasticity > 1 and years >= 1):
        raise InvalidInput(
            "a monopolist's path needs an elasticity above 1 and at least a year",
            value=(total, rate, elasticity, years),
        )
    weight = (1.0 + rate) ** (-elasticity * np.arange(years))
    return np.asarray(total * weight / weight.sum())


def elasticity_for(price: float, supply: float, added: float, revenue: float) -> float:
    """Return the elasticity at which the added amount fetches ``revenue`` a year.

    Raises OutOfDomain where even the present price would not fetch it.
    """
    if not _sizes(price, supply, added):
        raise InvalidInput(
            "market needs price, supply and sale above 0", value=(price, supply, added)
        )
    if not (0 < revenue < price * added):
        raise OutOfDomain(
            "no elasticity fetches so much",
            value=revenue,
            remedy=f"at the present price it is {price * added:g}",
        )
    return math.log1p(added / supply) / math.log(price * added / revenue)
