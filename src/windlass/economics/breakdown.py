"""A work-breakdown: elements that add up, level by level, and what their sum may come to.

The sum of correlated costs by its first two moments, as a lognormal, and by draws: two ways that
judge each other.  From it comes the reserve that a chosen confidence asks for.
Source: book1999.  Checked: tests/economics/test_breakdown.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from windlass.base.errors import InvalidInput
from windlass.economics import phasing, sampling
from windlass.economics.uncertain import Z95, Uncertain

Array = NDArray[np.float64]

DRAWS: Final = 2**14


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A part of the work.  above: the element that it is part of, nothing for the whole; cost: of
    it alone, None where it only holds others; begins, ends: years from the start in which it is
    spent.
    """

    key: str
    above: str
    cost: Uncertain | None = None
    begins: float = 0.0
    ends: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """mean, deviation: of a sum; drawn (N,): the same by draws."""

    mean: float
    deviation: float
    drawn: Array

    def percentile(self, percent: float) -> float:
        """Return a percentile of the lognormal with these moments."""
        if not 0.0 < percent < 100.0:
            raise InvalidInput("percentile", value=percent, remedy="above 0 and below 100")
        if self.deviation == 0.0:
            return self.mean
        s2 = math.log1p((self.deviation / self.mean) ** 2)
        z = float(special.ndtri(percent / 100.0))
        return self.mean * math.exp(-0.5 * s2 + z * math.sqrt(s2))

    def drawn_percentile(self, percent: float) -> float:
        """Return a percentile of the draws."""
        return float(np.percentile(self.drawn, percent))


def check(elements: Sequence[Element]) -> None:
    """Raise InvalidInput unless the elements are one tree whose ends have costs."""
    keys = [one.key for one in elements]
    if len(set(keys)) < len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise InvalidInput("elements need names of their own", value=", ".join(twice))
    tops = [one.key for one in elements if not one.above]
    if len(tops) != 1:
        raise InvalidInput("a breakdown has one element above all", value=", ".join(tops) or None)
    known = {one.key: one for one in elements}
    for one in elements:
        seen, at = {one.key}, one
        while at.above:
            if at.above not in known:
                raise InvalidInput(f"element {at.key} is part of what is not there", value=at.above,
                                   remedy=f"one of {', '.join(keys)}")  # fmt: skip
            if at.above in seen:
                raise InvalidInput(
                    "elements are parts of each other", value=", ".join(sorted(seen))
                )
            seen.add(at.above)
            at = known[at.above]
        holds = any(other.above == one.key for other in elements)
        if (one.cost is None) == (not holds):
            what = "holds others and has a cost of its own" if holds else "has no cost"
            raise InvalidInput(f"element {one.key} {what}", remedy="move it to a part of it")
        if one.cost is not None and not 0.0 <= one.begins < one.ends < math.inf:
            raise InvalidInput(f"time of {one.key}", value=(one.begins, one.ends),
                               remedy="it begins at 0 or later and ends after that")  # fmt: skip


def totals(elements: Sequence[Element]) -> dict[str, float]:
    """Return element -> what it and all its parts cost, at their values."""
    check(elements)
    found = {one.key: 0.0 if one.cost is None else one.cost.value for one in elements}
    for one in sorted(elements, key=lambda e: -_depth(elements, e)):
        if one.above:
            found[one.above] += found[one.key]
    return found


def _depth(elements: Sequence[Element], one: Element) -> int:
    known, depth = {e.key: e for e in elements}, 0
    while one.above:
        one, depth = known[one.above], depth + 1
    return depth


def moments(cost: Uncertain) -> tuple[float, float]:
    """Return mean and deviation of a cost: two halves of a lognormal, or fixed."""
    if cost.shape == "fixed" or cost.low == cost.high:
        return cost.value, 0.0
    if cost.shape != "lognormal":
        raise InvalidInput(f"distribution of {cost.name}", value=cost.shape,
                           remedy="lognormal, or fixed")  # fmt: skip
    down, up = math.log(cost.value / cost.low) / Z95, math.log(cost.high / cost.value) / Z95

    def raw(k: float) -> float:
        low = math.exp(0.5 * (k * down) ** 2) * float(special.ndtr(-k * down))
        return low + math.exp(0.5 * (k * up) ** 2) * float(special.ndtr(k * up))

    first, second = cost.value * raw(1.0), cost.value**2 * raw(2.0)
    return first, math.sqrt(max(0.0, second - first * first))


def correlation(
    keys: Sequence[str], default: float, pairs: Mapping[tuple[str, str], float] | None = None
) -> Array:
    """Return the correlation of elements (n, n): one number for all pairs, but for those named.

    Raises InvalidInput where it is that of no costs at all.
    """
    if not -1.0 <= default <= 1.0:
        raise InvalidInput("correlation of costs", value=default, remedy="such as 0.2")
    found = np.full((len(keys), len(keys)), default)
    for (a, b), rho in (pairs or {}).items():
        if a not in keys or b not in keys or a == b or not -1.0 <= rho <= 1.0:
            raise InvalidInput("correlation of two elements", value=(a, b, rho),
                               remedy=f"two of {', '.join(keys)}, from −1 to 1")  # fmt: skip
        found[keys.index(a), keys.index(b)] = found[keys.index(b), keys.index(a)] = rho
    np.fill_diagonal(found, 1.0)
    if np.linalg.eigvalsh(found)[0] < -1e-9:
        raise InvalidInput("correlations that contradict each other", value=default,
                           remedy="numbers nearer to each other, or to 0")  # fmt: skip
    return found


def spread(costs: Sequence[Uncertain], rho: Array, *, seed: int = 0, draws: int = DRAWS) -> Spread:
    """Return what a sum of correlated costs may come to.

    rho (n, n): of the costs in the moments, of their normals in the draws: the two differ by less
    than the rest is known.
    """
    if not costs or rho.shape != (len(costs), len(costs)):
        raise InvalidInput("correlations of the costs", value=rho.shape,
                           remedy=f"{len(costs)} by {len(costs)}")  # fmt: skip
    each = [moments(one) for one in costs]
    deviation = np.array([sd for _, sd in each])
    mean = math.fsum(m for m, _ in each)
    x = sampling.correlated(sampling.components(rho), draws, seed)
    drawn = np.sum([one.at(x[:, k]) for k, one in enumerate(costs)], axis=0)
    return Spread(mean=mean, deviation=math.sqrt(max(0.0, float(deviation @ rho @ deviation))),
                  drawn=np.asarray(drawn))  # fmt: skip


def reserve(found: Spread, point: float, percent: float) -> float:
    """Return the reserve, as a share of the sum at its values, that a confidence asks for."""
    if not point > 0.0:
        raise InvalidInput("a reserve is by a sum above 0", value=point)
    return found.percentile(percent) / point - 1.0


def yearly(elements: Sequence[Element]) -> Array:
    """Return what is spent in each year (T,): each element by Rayleigh's curve over its time."""
    check(elements)
    parts = [one for one in elements if one.cost is not None]
    years = math.ceil(max(one.ends for one in parts))
    total = np.zeros(years)
    for one in parts:
        assert one.cost is not None
        total += one.cost.value * phasing.by_period(one.begins, one.ends, years)
    return total
