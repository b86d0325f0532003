"""What many simulated campaigns say: percentiles with their sampling error, curves, causes.

A percentile's error is free of any distribution: the order statistics between which the true one
lies in 95 of 100 such samples.  inf stands for "never".
Source: wilks1948.  Checked: tests/campaign/test_risk_summary.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.simulate import RiskResult

Array = NDArray[np.float64]
SHARES: Final = (0.5, 0.8, 0.95)
_Z95: Final = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """A value that a share of campaigns does not exceed, and between what it is sure to 95 %."""

    share: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Critical:
    """Something waited for: share of campaigns in which any flight waited for it, its mean delay
    of lift-offs in a campaign, and that as a share of the delay by all causes.
    """

    cause: str
    campaigns: float
    mean_s: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Dates [s past J2000] and cost at 50, 80 and 95 %, and what campaigns come to.

    complete: share in which all flights are delivered; on_time: all of them by their dates.
    """

    first_s: tuple[Percentile, ...]
    last_s: tuple[Percentile, ...]
    in_month: tuple[Percentile, ...]
    cost_usd: tuple[Percentile, ...]
    complete: float
    on_time: float
    losses: float
    scrubs: float
    critical: tuple[Critical, ...]


def percentile(values: NDArray[np.generic], share: float) -> Percentile:
    """Return a percentile of values (n,), inf among them allowed; InvalidInput for nan or none."""
    found = np.sort(np.asarray(values, dtype=np.float64))
    many = len(found)
    if not many or np.isnan(found).any() or not 0.0 < share < 1.0:
        raise InvalidInput("percentile of a sample", value=(many, share))
    wide = _Z95 * math.sqrt(many * share * (1.0 - share))
    at = math.ceil(many * share) - 1
    low = max(0, math.floor(many * share - wide) - 1)
    high = min(many - 1, math.ceil(many * share + wide))
    return Percentile(
        share=share, value=float(found[at]), low=float(found[low]), high=float(found[high])
    )


def summary(result: RiskResult, shares: tuple[float, ...] = SHARES) -> Summary:
    """Return what campaigns say.  Of the first month, the share is of those with more flights."""

    def at(values: NDArray[np.generic]) -> tuple[Percentile, ...]:
        return tuple(percentile(values, share) for share in shares)

    fewest = at(-result.in_month)
    return Summary(
        first_s=at(result.first_s),
        last_s=at(result.last_s),
        in_month=tuple(
            Percentile(share=one.share, value=-one.value, low=-one.high, high=-one.low)
            for one in fewest
        ),
        cost_usd=at(result.cost_usd),
        complete=float((result.undelivered == 0).mean()),
        on_time=float(((result.undelivered == 0) & (result.late == 0)).mean()),
        losses=float(result.losses.sum(axis=1).mean()),
        scrubs=float(result.scrubs.mean()),
        critical=critical(result),
    )


def curve(result: RiskResult, points: int = 200) -> tuple[Array, Array]:
    """Return (dates [s past J2000], share of campaigns not complete by then), points at most."""
    if points < 2:
        raise InvalidInput("points of a curve", value=points, remedy="give 2 or more")
    found = np.sort(result.last_s[np.isfinite(result.last_s)])
    if not len(found):
        return np.empty(0), np.empty(0)
    at = np.unique(np.linspace(0, len(found) - 1, min(points, len(found))).astype(np.int64))
    return found[at], 1.0 - (at + 1.0) / result.many


def critical(result: RiskResult) -> tuple[Critical, ...]:
    """Return what was waited for, the most delaying first; what never was is left out."""
    mean = result.waits_s.mean(axis=0)
    whole = math.fsum(mean)
    any_ = (result.waited > 0).mean(axis=0)
    found = [
        Critical(cause=cause, campaigns=float(any_[k]), mean_s=float(mean[k]),
                 share=float(mean[k]) / whole)
        for k, cause in enumerate(result.causes) if any_[k] > 0.0 and whole > 0.0
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.mean_s, one.cause)))
