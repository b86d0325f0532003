"""Nash bargaining: each gets what it has without a deal, and its weight of what a deal adds.

Source: nash1950, kalai1977.  Checked: tests/partners/test_bargaining.py; validation/partners.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from windlass.base.errors import InvalidInput
from windlass.partners.game import Floats
from windlass.partners.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """shares (n,): what each gets.  surplus: what a deal adds to what all have without one; below
    0 there is nothing to share, and shares are None.
    """

    surplus: float
    shares: Floats | None


def nash(
    total: float, outside: Sequence[float] | Floats, weights: Sequence[float] | Floats | None = None
) -> Bargain:
    """Return x_i = d_i + w_i·(V − Σd), or that there is nothing to share.

    outside (n,): what each has without a deal; weights (n,) ≥ 0: bargaining power, scaled to add up
    to 1, the same for all by default.  Raises InvalidInput for others.
    """
    d = np.asarray(outside, dtype=float)
    w = np.ones(d.size) if weights is None else np.asarray(weights, dtype=float)
    if d.ndim != 1 or not d.size or not np.isfinite(d).all() or not np.isfinite(total):
        raise InvalidInput("a bargain needs finite amounts", value=(total, str(outside)[:60]))
    if w.shape != d.shape or not np.isfinite(w).all() or (w < 0.0).any() or w.sum() == 0.0:
        raise InvalidInput(
            "bargaining power must be 0 or more, not 0 for all", value=str(weights)[:60]
        )
    surplus = float(total - d.sum())
    if surplus < -1e-12 * max(abs(total), float(np.abs(d).sum())):
        return Bargain(surplus=surplus, shares=None)
    return Bargain(surplus=surplus, shares=d + w / w.sum() * surplus)


def losses(total: float, keys: Sequence[float] | Floats, rule: Rule) -> Floats:
    """Return what each bears (n,), at most 0, of a total below 0, by a rule over agreed keys.

    Raises InvalidInput for a total that is no loss.
    """
    if not total < 0.0:
        raise InvalidInput("no loss to bear", value=total, remedy="share a gain by a bargain")
    return -rule(-total, np.asarray(keys, dtype=float))
