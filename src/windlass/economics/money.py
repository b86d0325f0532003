"""Money of two kinds that never mix: real, of one year's prices, and nominal, of each year's own.

A flow and a rate carry their kind; a present value takes both of one kind.  What turns one into the
other is a path of prices.  Source: fisher1930.  Checked: tests/economics/test_money.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]

EARLIEST: Final = 1900
LATEST: Final = 2300


@dataclass(frozen=True, slots=True, kw_only=True)
class RealRate:
    """Discount or interest a year beyond the rise of prices, above −1."""

    value: float

    def __post_init__(self) -> None:
        _rate("real rate", self.value)

    def nominal(self, inflation: float) -> NominalRate:
        """Return the nominal rate with prices that rise by so much a year."""
        _rate("inflation", inflation)
        return NominalRate(value=(1.0 + self.value) * (1.0 + inflation) - 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NominalRate:
    """Discount or interest a year in money of each year, above −1."""

    value: float

    def __post_init__(self) -> None:
        _rate("nominal rate", self.value)

    def real(self, inflation: float) -> RealRate:
        """Return the real rate beneath it."""
        _rate("inflation", inflation)
        return RealRate(value=(1.0 + self.value) / (1.0 + inflation) - 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealFlow:
    """Yearly amounts (T,) in money of one year's prices; first: calendar year of the first one."""

    values: Array
    money_year: int
    first: int

    def __post_init__(self) -> None:
        _flow(self.values, self.first)
        _year("year of the money", self.money_year)

    def __add__(self, other: object) -> RealFlow:
        """Return the sum, year by year; InvalidInput for money of another kind or year."""
        if not isinstance(other, RealFlow) or other.money_year != self.money_year:
            raise _mixed(self, other)
        first, values = _sum(self.values, self.first, other.values, other.first)
        return RealFlow(values=values, money_year=self.money_year, first=first)

    def nominal(self, prices: Prices) -> NominalFlow:
        """Return the same in money of each year."""
        return NominalFlow(
            values=self.values * prices.of(self.first, self.values.size, self.money_year),
            first=self.first,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NominalFlow:
    """Yearly amounts (T,) in money of the year in which each is paid."""

    values: Array
    first: int

    def __post_init__(self) -> None:
        _flow(self.values, self.first)

    def __add__(self, other: object) -> NominalFlow:
        """Return the sum, year by year; InvalidInput for money of another kind."""
        if not isinstance(other, NominalFlow):
            raise _mixed(self, other)
        first, values = _sum(self.values, self.first, other.values, other.first)
        return NominalFlow(values=values, first=first)

    def real(self, prices: Prices, money_year: int) -> RealFlow:
        """Return the same in money of one year's prices."""
        return RealFlow(
            values=self.values / prices.of(self.first, self.values.size, money_year),
            money_year=money_year,
            first=self.first,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Levels of prices (K,) of calendar years from ``first`` on; before and after them they rise by
    ``inflation`` a year.
    """

    first: int
    levels: Array
    inflation: float

    def __post_init__(self) -> None:
        _rate("inflation", self.inflation)
        if self.levels.ndim != 1 or not self.levels.size or not (self.levels > 0.0).all():
            raise InvalidInput("levels of prices are above 0", value=str(self.levels)[:60])
        _year("first year of prices", self.first)

    def of(self, first: int, count: int, money_year: int) -> Array:
        """Return the levels of years (count,) by that of ``money_year``."""
        years = np.arange(first, first + count)
        return np.asarray(self._at(years) / self._at(np.array([money_year])))

    def _at(self, years: NDArray[np.int64]) -> Array:
        last = self.first + self.levels.size - 1
        inside = self.levels[np.clip(years, self.first, last) - self.first]
        beyond = np.where(years > last, years - last, np.minimum(0, years - self.first))
        return np.asarray(inside * (1.0 + self.inflation) ** beyond)


def present_value(flow: RealFlow | NominalFlow, rate: RealRate | NominalRate) -> float:
    """Return the sum of a flow, discounted to its first year.

    Raises InvalidInput for a real flow at a nominal rate, or the other way round.
    """
    if isinstance(flow, RealFlow) != isinstance(rate, RealRate):
        raise InvalidInput(
            "a flow and its rate of discount must both be real or both nominal",
            value=(type(flow).__name__, type(rate).__name__),
            remedy="turn the one into the other by a path of prices (economics.money.Prices)",
        )
    discount = (1.0 + rate.value) ** -np.arange(float(flow.values.size))
    return float(flow.values @ discount)


def _rate(what: str, value: float) -> None:
    if not (-1.0 < value < math.inf):
        raise InvalidInput(what, value=value, remedy="a share a year above −1, such as 0.03")


def _year(what: str, year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        raise InvalidInput(what, value=year, remedy=f"from {EARLIEST} to {LATEST}")


def _flow(values: Array, first: int) -> None:
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise InvalidInput("a flow is a finite amount for each year", value=values.shape)
    _year("first year of a flow", first)


def _mixed(one: object, other: object) -> InvalidInput:
    def told(flow: object) -> str:
        if isinstance(flow, RealFlow):
            return f"real, of {flow.money_year}"
        return "nominal" if isinstance(flow, NominalFlow) else type(flow).__name__

    return InvalidInput(
        "money of two kinds or years does not add up", value=(told(one), told(other)),
        remedy="turn one into the other by a path of prices (economics.money.Prices)",
    )  # fmt: skip


def _sum(a: Array, first_a: int, b: Array, first_b: int) -> tuple[int, Array]:
    first = min(first_a, first_b)
    last = max(first_a + a.size, first_b + b.size)
    total = np.zeros(last - first)
    total[first_a - first : first_a - first + a.size] += a
    total[first_b - first : first_b - first + b.size] += b
    return first, total
