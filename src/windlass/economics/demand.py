"""A market that clears each year: uses with prices at which they begin, suppliers who give way.

Demand is a sum of uses, each isoelastic below the price at which it opens.  Suppliers of today sell
less as the price falls.  A part of either answer comes at once, the rest with a lag.  At the floor
anybody takes any amount.  The price of a year is where demand meets what suppliers and the newcomer
sell.  Source: houthakker1970, tilton2016.  Checked: tests/economics/test_demand.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.kernels import market as kernel

Array = NDArray[np.float64]

_FEW: Final = 10_000
"""Years of all paths below which threads take longer than the work."""
_BOTTOM: Final = -300.0
_TOP: Final = 40.0
"""Logarithms of price by today's that no market reaches, without a floor, and without suppliers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A use of the product.  share: of today's supply that it takes at the price at which it is
    measured: today's, or where it opens if that is lower.  elasticity > 0: absolute value.  opens:
    by today's price, infinite for a use that pays any price.
    """

    name: str
    share: float
    elasticity: float
    opens: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """price [money/kg] and supply [kg/yr] of today; uses, whose shares at today's price add up to
    1; yielding ≥ 0: elasticity of today's suppliers, 0 where they sell what they sell; held: share
    of the supply that is theirs at today's price (0 for a market that a newcomer has alone); floor:
    by today's price.  demand_now, supply_now (0, 1]: parts of the answers that come at once; the
    rest goes, with these lags [yr], after the price as it is.  Where today's suppliers hold all of
    the market, no price is above today's: what would be missing after a glut comes from stocks.
    """

    price: float
    supply: float
    uses: tuple[Use, ...]
    yielding: float = 0.0
    held: float = 1.0
    floor: float = 0.0
    demand_now: float = 1.0
    demand_lag: float = 0.0
    supply_now: float = 1.0
    supply_lag: float = 0.0

    def __post_init__(self) -> None:
        sizes = (self.price, self.supply)
        if not all(0.0 < one < math.inf for one in sizes):
            raise InvalidInput("a market needs a price and a supply above 0", value=sizes)
        rest = (self.yielding, self.held, self.floor, self.demand_lag, self.supply_lag)
        fine = all(0.0 <= one < math.inf for one in rest)
        if not (fine and self.held <= 1.0 and self.floor < 1.0):
            raise InvalidInput(
                "a market's lags, floor (below 1) and its suppliers' part (to 1) are 0 or more",
                value=rest,
            )
        if not (0.0 < self.demand_now <= 1.0 and 0.0 < self.supply_now <= 1.0):
            raise InvalidInput("a part of each answer comes at once, from above 0 to 1",
                               value=(self.demand_now, self.supply_now))  # fmt: skip
        for what, now, lag in (
            ("demand", self.demand_now, self.demand_lag),
            ("supply", self.supply_now, self.supply_lag),
        ):
            # Of what is followed the part 1 − w/now is left a year later: below −1 it grows.
            if _weight(lag) > 2.0 * now * (1.0 + 1e-9):
                raise InvalidInput(
                    f"{what} that answers so little at once and the rest so soon swings ever more",
                    value=(now, lag),
                    remedy=f"at once {0.5 * _weight(lag):.3g} or more, or a longer lag",
                )
        if not self.uses or not all(
            0.0 < one.share < math.inf and 0.0 < one.elasticity < math.inf and one.opens > 0.0
            for one in self.uses
        ):
            raise InvalidInput("each use needs a share, an elasticity and a price above 0",
                               value=[one.name for one in self.uses])  # fmt: skip
        total = math.fsum(one.share for one in self.uses if one.opens >= 1.0)
        if not math.isclose(total, 1.0, abs_tol=1e-6):
            raise InvalidInput(
                "shares of the uses that today's price serves must add up to 1", value=total
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """price [money/kg] and what today's suppliers still sell [kg/yr], of each year (N, T)."""

    price: Array
    others: Array


def clear(market: Market, sold: Array) -> Cleared:
    """Return the prices of years in which a newcomer sells so much [kg/yr] (N, T), or (T,).

    Raises InvalidInput for amounts below 0, or without limit.
    """
    q = np.atleast_2d(np.asarray(sold, dtype=float))
    if q.ndim != 2 or not np.isfinite(q).all() or (q < 0.0).any():
        raise InvalidInput("what is sold a year is 0 or more", value=q.shape)
    m = market
    uses = np.array([[one.share, one.elasticity, math.log(one.opens)] for one in m.uses])
    both = np.array([
        [m.demand_now, _weight(m.demand_lag), 0.0],
        [m.supply_now, _weight(m.supply_lag), m.yielding],
    ])  # fmt: skip
    bottom = math.log(m.floor) if m.floor > 0.0 else _BOTTOM
    top = 0.0 if m.held >= 1.0 else _TOP
    price, others = np.empty_like(q), np.empty_like(q)
    solve = kernel.clear_few if q.size < _FEW else kernel.clear_many
    solve(uses, both, m.held, bottom, top, np.ascontiguousarray(q / m.supply), price, others)
    return Cleared(price=m.price * np.exp(price), others=m.supply * others)


def revenue(market: Market, sold: Array) -> Array:
    """Return what a newcomer's sales fetch each year (N, T)."""
    q = np.atleast_2d(np.asarray(sold, dtype=float))
    return np.asarray(clear(market, q).price * q)


def _weight(lag: float) -> float:
    """How much of a change is answered within a year."""
    return 1.0 if lag == 0.0 else -math.expm1(-1.0 / lag)
