"""Money of one year in money of another, by the consumer price index.

Checked: tests/economics/test_prices.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import data_hash, table

_FILE: Final = "price_index"
_SERIES: Final = "cpi-u"


def years() -> tuple[int, ...]:
    """Return the years whose money can be turned into that of another, in order."""
    return tuple(sorted(int(key.rpartition("-")[2]) for key in table(_FILE)))


def index(year: int) -> float:
    """Return the consumer price index of a year; InvalidInput for a year that is not held."""
    return float(_row(year)["value"])


def _row(year: int) -> Mapping[str, Any]:
    rows = table(_FILE)
    if f"{_SERIES}-{year}" not in rows:
        raise InvalidInput(
            "no price index for that year",
            value=year,
            remedy=f"use one of {', '.join(key.rpartition('-')[2] for key in rows)}",
        )
    found: Mapping[str, Any] = rows[f"{_SERIES}-{year}"]
    return found


def year_of(currency: str) -> int:
    """Return the year of a currency such as "USD2012"; InvalidInput for anything else."""
    if units.currency(currency) != currency or not currency:
        raise InvalidInput("no currency with a year", value=currency, remedy='such as "USD2024"')
    return int(currency[3:])


def in_year(figure: Figure, year: int) -> Figure:
    """Return money in money of another year, its name kept; unchanged where it is of that year.

    Raises InvalidInput for a figure that is no money, or a year without an index.
    """
    currency = units.currency(figure.unit)
    if not currency:
        raise InvalidInput("figure is no money", value=f"{figure.name} in {figure.unit}")
    here = year_of(currency)
    if here == year:
        return figure
    row = _row(here)
    factor = leaf(
        f"index.{here}.{year}",
        index(year) / index(here),
        "",
        status=row["status"],
        sources=(row["source"],),
        model=f"consumer prices in the United States, {year} by {here}",
        data=((f"{_FILE}.toml", data_hash(f"{_FILE}.toml")),),
    )
    return derive(
        figure.name,
        figure.unit.replace(currency, f"USD{year}"),
        lambda amount, index: amount * index,
        {"amount": figure, "index": factor},
        model=f"turned into money of {year}",
        converts=True,
    )
