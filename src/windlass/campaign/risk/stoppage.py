"""How long a stoppage of work lasts, and how one changes the chance of the next.

Whether there is one is the user's to say: a probability a year.  Durations are those of strikes in
manufacturing, the only ones with a fitted model; none is of a launch site.
Source: kennan1985, card1988, greene2003.  Checked: tests/campaign/test_stoppage.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput

Model = Literal["weibull", "lognormal"]
MODELS: Final = ("weibull", "lognormal")
_LN2: Final = math.log(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A fitted duration: median_s > 0; shape > 0: Weibull's, or a lognormal's sigma."""

    model: Model
    median_s: float
    shape: float

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise InvalidInput(
                "model of a duration", value=self.model, remedy=f"use one of {', '.join(MODELS)}"
            )
        for name in ("median_s", "shape"):
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise InvalidInput(f"{name} of a duration", value=value, remedy="give more than 0")

    @property
    def mean_s(self) -> float:
        """Mean duration by its closed form."""
        if self.model == "lognormal":
            return self.median_s * math.exp(0.5 * self.shape**2)
        scale_s = self.median_s * math.pow(_LN2, -1.0 / self.shape)
        return scale_s * math.gamma(1.0 + 1.0 / self.shape)

    def quantile_s(self, share: float) -> float:
        """Return the duration that a share of stoppages, within 0 to 1, does not exceed [s]."""
        if not 0.0 < share < 1.0:
            raise InvalidInput("share of stoppages", value=share, remedy="give within 0 to 1")
        if self.model == "lognormal":
            from statistics import NormalDist

            return self.median_s * math.exp(self.shape * NormalDist().inv_cdf(share))
        return self.median_s * math.pow(-math.log1p(-share) / _LN2, 1.0 / self.shape)

    def over(self, longer_than_s: float) -> float:
        """Return the share of stoppages that last longer than a time [s] ≥ 0."""
        if not longer_than_s >= 0.0:
            raise InvalidInput("time that a stoppage lasts", value=longer_than_s)
        if longer_than_s == 0.0:
            return 1.0
        x = longer_than_s / self.median_s
        if self.model == "lognormal":
            return 0.5 * math.erfc(math.log(x) / self.shape / math.sqrt(2.0))
        return math.exp(-_LN2 * x**self.shape)

    def draw_s(self, random: np.random.Generator, many: int) -> NDArray[np.float64]:
        """Return durations [s] (many,) drawn by a generator."""
        if self.model == "lognormal":
            return self.median_s * np.exp(self.shape * random.standard_normal(many))
        drawn = random.standard_exponential(many)
        return np.asarray(self.median_s * (drawn / _LN2) ** (1.0 / self.shape), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What a stoppage adds to the probability of the next, as a share: a short one, a long one."""

    short_s: float
    after_short: float
    after_long: float

    def probability(self, base: float, last_s: float | None) -> float:
        """Return the probability at the next agreement, within 0 to 1.

        base: after a peaceful one; last_s: how long the last stoppage took, None for none.
        """
        if not 0.0 <= base <= 1.0:
            raise InvalidInput("probability of a stoppage", value=base, remedy="give 0 to 1")
        if last_s is None or base == 0.0:
            return base  # where none can be, none follows
        more = self.after_short if last_s <= self.short_s else self.after_long
        return min(1.0, max(0.0, base + more))


def duration(model: Model = "weibull") -> Duration:
    """Return the fitted duration of data/stoppage.toml; InvalidInput for an unknown model."""
    if model not in MODELS:
        raise InvalidInput(
            "model of a duration", value=model, remedy=f"use one of {', '.join(MODELS)}"
        )
    shape = "shape" if model == "weibull" else "sigma"
    return Duration(
        model=model, median_s=_value(model, "median"), shape=_value(model, shape)
    )  # fmt: skip


def again() -> Again:
    """Return what a stoppage does to the next, of data/stoppage.toml."""
    return Again(
        short_s=_value("again", "short"),
        after_short=_value("again", "after_short"),
        after_long=_value("again", "after_long"),
    )


def spells(
    probability: float, years: float, how_long: Duration, random: np.random.Generator,
    after: Again | None = None,
) -> list[tuple[float, float]]:  # fmt: skip
    """Return stoppages as (begins [yr], lasts [s]), at most one a year of agreement.

    probability: of one in a year; years: how long to look ahead.  after: how each changes the
    next, None for not at all.  Three numbers are drawn for each year, whatever comes of them.
    """
    if not 0.0 <= probability <= 1.0:
        raise InvalidInput("probability of a stoppage", value=probability, remedy="give 0 to 1")
    if not 0.0 <= years < math.inf:
        raise InvalidInput("years of stoppages", value=years, remedy="give 0 or more")
    many = math.ceil(years)
    happens, when = random.random(many), random.random(many)
    lasts = how_long.draw_s(random, many)
    found: list[tuple[float, float]] = []
    last_s: float | None = None
    for year in range(many):
        chance = probability if after is None else after.probability(probability, last_s)
        last_s = None
        if happens[year] < chance:
            last_s = float(lasts[year])
            if year + float(when[year]) < years:
                found.append((year + float(when[year]), last_s))
    return found


def _value(key: str, part: str) -> float:
    return entry_figure("stoppage", key, part, name=f"stoppage.{key}.{part}").value
