"""What the right to wait is worth: an option to begin, or to leave, at any time until a date.

The worth of a programme moves by chance (geometric Brownian motion); on a binomial tree the right
is kept or used at each step, whichever is worth more.  Two trees of neighbouring numbers of steps
are averaged, and what is left of the error taken off by a tree of half as many (broadie1996).
Source: cox1979, broadie1996, broadie1997, dixit1994.
Checked: tests/economics/test_options.py; validation/economics.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import stats

from windlass.base.errors import InvalidInput

Kind = Literal["call", "put"]

_EDGE: Final = 0.5826
"""−ζ(1/2)/√(2π): how far an edge that is looked at in steps lies from one that always holds."""
_FAR: Final = 8.0
"""Standard deviations within which the worth at which it is used is looked for."""
_HELD: Final = 600.0
"""Logarithm of what floats hold, with room for prices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A right.  kind: call, to pay ``price`` and get what is worth ``worth`` now; put, to give that
    and get the price.  rate: without risk, a year; volatility > 0 a year; years > 0 until it ends;
    paid: what the worth loses a year to who waits (lost income, rivals).  early: whether it may be
    used before the end.
    """

    kind: Kind
    worth: float
    price: float
    rate: float
    volatility: float
    years: float
    paid: float = 0.0
    early: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """value: of the right; now: of using it at once, 0 at least; waiting: what waiting adds;
    trigger: worth at which it is best used now (above it for a call, below it for a put), None
    where it is never best before the end.
    """

    value: float
    now: float
    waiting: float
    trigger: float | None


def value(option: Option, steps: int = 1000) -> Valued:
    """Return the worth of a right; InvalidInput for values outside their meaning."""
    _check(option, steps)
    fine, coarse = _pair(option, steps), _pair(option, steps // 2)
    found = max(2.0 * fine - coarse, 0.0)
    now = max(0.0, _payoff(option, option.worth))
    if option.early:
        found = max(found, now)
    return Valued(
        value=found, now=now, waiting=max(0.0, found - now), trigger=_trigger(option, steps)
    )


def european(option: Option) -> float:
    """Return the worth of a right that may be used at its end alone.  Source: black1973."""
    o = option
    root = o.volatility * math.sqrt(o.years)
    d1 = (math.log(o.worth / o.price) + (o.rate - o.paid) * o.years) / root + 0.5 * root
    sign = 1.0 if o.kind == "call" else -1.0
    got = o.worth * math.exp(-o.paid * o.years) * stats.norm.cdf(sign * d1)
    given = o.price * math.exp(-o.rate * o.years) * stats.norm.cdf(sign * (d1 - root))
    return float(sign * (got - given))


def _check(o: Option, steps: int) -> None:
    sizes = (o.worth, o.price, o.volatility, o.years)
    if o.kind not in ("call", "put") or not all(0.0 < one < math.inf for one in sizes):
        raise InvalidInput(
            "a right is a call or a put, of worth, price, volatility and time above 0",
            value=(o.kind, *sizes),
        )
    if not (math.isfinite(o.rate) and math.isfinite(o.paid) and steps >= 4):
        raise InvalidInput("a right needs finite rates and 4 steps or more",
                           value=(o.rate, o.paid, steps))  # fmt: skip
    # Of the coarser tree, whose steps are longer.
    dt = o.years / (steps // 2)
    if abs(o.rate - o.paid) * math.sqrt(dt) >= o.volatility:
        raise InvalidInput("a tree needs more steps where rates are large beside the volatility",
                           value=steps, remedy="give more steps")  # fmt: skip
    # The tree's widest, about the farthest worth that is looked at.
    wide = o.volatility * math.sqrt(o.years) * (math.sqrt(steps + 1.0) + _FAR)
    if wide + 1.0 + abs(math.log(o.worth / o.price)) > _HELD:
        raise InvalidInput("a tree so wide is beyond what floats hold",
                           value=(o.volatility, o.years, steps),
                           remedy="give fewer steps")  # fmt: skip


def _payoff(o: Option, worth: float) -> float:
    return worth - o.price if o.kind == "call" else o.price - worth


def _pair(o: Option, steps: int) -> float:
    return 0.5 * (_tree(o, o.worth, steps) + _tree(o, o.worth, steps + 1))


def _tree(o: Option, worth: float, steps: int) -> float:
    """Cox, Ross and Rubinstein's tree whose last step is Black and Scholes's formula."""
    dt = o.years / steps
    up = math.exp(o.volatility * math.sqrt(dt))
    chance = (math.exp((o.rate - o.paid) * dt) - 1.0 / up) / (up - 1.0 / up)
    discount = math.exp(-o.rate * dt)
    sign = 1.0 if o.kind == "call" else -1.0
    level = worth * up ** np.arange(-(steps - 1), steps, 2.0)
    values = _black(o, level, dt)
    if o.early:
        values = np.maximum(values, sign * (level - o.price))
    for k in range(steps - 2, -1, -1):
        values = discount * (chance * values[1:] + (1.0 - chance) * values[:-1])
        if o.early:
            level = worth * up ** np.arange(-k, k + 1.0, 2.0)
            values = np.maximum(values, sign * (level - o.price))
    return float(values[0])


def _black(
    o: Option, worth: np.ndarray[tuple[int], np.dtype[np.float64]], years: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    root = o.volatility * math.sqrt(years)
    d1 = (np.log(worth / o.price) + (o.rate - o.paid) * years) / root + 0.5 * root
    sign = 1.0 if o.kind == "call" else -1.0
    got = worth * math.exp(-o.paid * years) * stats.norm.cdf(sign * d1)
    given = o.price * math.exp(-o.rate * years) * stats.norm.cdf(sign * (d1 - root))
    return np.asarray(sign * (got - given))


def _trigger(o: Option, steps: int) -> float | None:
    """Where keeping is worth no more than using, by halving."""
    sooner, later = (o.paid, o.rate) if o.kind == "call" else (o.rate, o.paid)
    if not o.early or (sooner <= 0.0 <= later):
        return None
    sign = 1.0 if o.kind == "call" else -1.0

    def keeps(worth: float) -> bool:
        return _tree(o, worth, steps) > sign * (worth - o.price) * (1.0 + 1e-9) + 1e-12 * o.price

    far = sign * (_FAR * o.volatility * math.sqrt(o.years) + 1.0)
    inner, outer = o.price, o.price * math.exp(far)
    if keeps(outer):
        return None
    while abs(math.log(outer / inner)) > 1e-5:
        middle = math.sqrt(inner * outer)
        inner, outer = (middle, outer) if keeps(middle) else (inner, middle)
    # Dates of use lie a step apart: the edge of use at any time lies this much further out.
    shift = _EDGE * o.volatility * math.sqrt(o.years / steps)
    return math.sqrt(inner * outer) * math.exp(sign * shift)
