"""Yearly flows of many paths of a programme at once: parts and times that differ from path to path.

As ``programme_flow``, row by row; a price that moves may scale each year's revenue.
Checked: tests/economics/test_programme_paths.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.economics.phasing import AT_END
from windlass.economics.programme_flow import LONGEST_YEARS

Array = NDArray[np.float64]

AMOUNTS: Final = ("development", "launches", "operations", "delivery", "revenue")
TIMES: Final = ("lift_off", "arrival", "sale_years", "launch_years")


def years(parts: Mapping[str, Array]) -> int:
    """Return how many years the longest path has; InvalidInput where times are out of order."""
    end = parts["arrival"] + parts["sale_years"]
    fine = (parts["lift_off"] >= 0.0) & (parts["arrival"] >= parts["lift_off"])
    fine &= (parts["sale_years"] > 0.0) & (end <= LONGEST_YEARS) & (parts["launch_years"] >= 0.0)
    if not fine.all():
        bad = int(np.flatnonzero(~fine)[0])
        raise InvalidInput(
            f"path {bad} must lift off, arrive and sell in that order, within a thousand years",
            value=tuple(float(parts[name][bad]) for name in TIMES),
        )
    return max(1, math.ceil(float(end.max())))


def flows(parts: Mapping[str, Array], n_years: int, price: Array | None = None) -> Array:
    """Return the yearly net flow of each path (N, n_years).

    parts: each of AMOUNTS and TIMES (N,), totals in one currency and year, times [years from the
    start].  price (N, n_years): by which each year's revenue is scaled.  Raises InvalidInput for
    years that cut a path off.
    """
    if n_years < years(parts):
        raise InvalidInput("a path would be cut off", value=n_years,
                           remedy=f"{years(parts)} years")  # fmt: skip
    knots = np.arange(n_years + 1.0)
    p = {name: parts[name][:, None] for name in (*AMOUNTS, *TIMES)}
    if not all(np.isfinite(p[name]).all() for name in AMOUNTS):
        raise InvalidInput("amounts of a programme must be finite", value=AMOUNTS)
    lift, arrival, end = p["lift_off"], p["arrival"], p["arrival"] + p["sale_years"]
    developed = _spans(knots, np.zeros_like(lift), lift, rayleigh=True)
    launched = _spans(knots, np.maximum(0.0, lift - p["launch_years"]), lift)
    operated, sold = _spans(knots, lift, end), _spans(knots, arrival, end)
    revenue = p["revenue"] * sold
    if price is not None:
        revenue = revenue * price
    return np.asarray(
        revenue
        - p["development"] * developed
        - p["launches"] * launched
        - p["operations"] * operated
        - p["delivery"] * sold
    )


def _spans(knots: Array, begin: Array, end: Array, *, rayleigh: bool = False) -> Array:
    """Return the share of a span in each year (N, years); one without length is where it stands."""
    length = end - begin
    none = length <= 0.0
    part = np.clip(knots - begin, 0.0, length) / np.where(none, 1.0, length)
    if rayleigh:
        part = -np.expm1(math.log1p(-AT_END) * part * part) / AT_END
    shares = np.diff(part, axis=1)
    if none.any():
        at = np.minimum(begin.astype(int), shares.shape[1] - 1)
        whole = np.arange(shares.shape[1]) == at
        shares = np.where(none, whole, shares)
    return np.asarray(shares)
