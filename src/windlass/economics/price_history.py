"""Yearly prices as they were, in money of one year, and how much they moved.

Checked: tests/economics/test_price_history.py; validation/money.py.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, leaf
from windlass.base.sources import data_hash, table
from windlass.economics import prices

TABLE: Final = "price_history"
LEAST: Final = 5
"""Years of a price below which no volatility is told."""


def years(commodity: str) -> tuple[int, ...]:
    """Return the years whose price is held, in order; InvalidInput for a commodity without any."""
    keys = [key.rpartition("-") for key in table(TABLE)]
    found = sorted(int(year) for name, _, year in keys if name == commodity)
    if not found:
        known = sorted({name for name, _, _ in keys if not name.endswith("-mined")})
        raise InvalidInput("no prices of that commodity are held", value=commodity,
                           remedy=f"one of {', '.join(known)}")  # fmt: skip
    return tuple(found)


def price(commodity: str, year: int, money_year: int | None = None) -> Figure:
    """Return the mean price of a year, as it was told or in money of another year."""
    if year not in years(commodity):
        raise InvalidInput(f"no price of {commodity} in that year", value=year,
                           remedy=f"one of {', '.join(map(str, years(commodity)))}")  # fmt: skip
    row = table(TABLE)[f"{commodity}-{year}"]
    found = leaf(
        f"{commodity}.{year}", units.from_shown(float(row["value"]), row["unit"]),
        units.si_of(row["unit"]), shown=row["unit"], status=row["status"],
        sources=(row["source"],), data=((f"{TABLE}.toml", data_hash(f"{TABLE}.toml")),),
        model="yearly mean price",
    )  # fmt: skip
    return found if money_year is None else prices.in_year(found, money_year)


def volatility(commodity: str) -> Figure:
    """Return the deviation a year of the logarithm of the real price, from year to year.

    Of few years: with n changes it is known to about 1/√(2n) of itself, which is its range.
    """
    known = years(commodity)
    if len(known) < LEAST:
        raise InvalidInput(f"too few prices of {commodity} for a volatility", value=len(known))
    real = [price(commodity, year, known[-1]) for year in known]
    change = np.diff(np.log([one.value for one in real]))
    found, room = float(change.std(ddof=1)), 1.6449 / math.sqrt(2.0 * change.size)
    return leaf(
        f"{commodity}.volatility", found, "", status="computed",
        inputs={one.name: one for one in real},
        low=found / (1.0 + room), high=found * (1.0 + room),
        model=f"deviation of {change.size} yearly changes of the real price's logarithm",
    )  # fmt: skip
