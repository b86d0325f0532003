"""Who would leave a deal, and what would keep them.

Source: bachrach2009.  Checked: tests/partners/test_stability.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from windlass.base.errors import NotSolved
from windlass.partners.core import tempted
from windlass.partners.game import Floats, Game, excesses
from windlass.partners.linear import least


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """leavers: coalitions that gain by leaving, and how much each.  transfers (n,): the least moved
    between partners with which none does, adding up to 0; None where no transfer does that.
    subsidy: what has to come from outside so that nobody leaves, 0 where none has to;
    subsidised (n,): shares with it.
    """

    leavers: tuple[tuple[int, float], ...]
    transfers: Floats | None
    subsidy: float
    subsidised: Floats


def stability(game: Game, shares: Floats, *, most: int = 10) -> Stability:
    """Return whether shares hold a coalition of all together, and the least that would."""
    excesses(game, shares)
    scale = float(np.abs(np.concatenate([game.values, shares])).max()) or 1.0
    subsidy, subsidised = _subsidy(game, scale)
    return Stability(
        leavers=tuple(tempted(game, shares, most)),
        transfers=_transfers(game, shares, scale),
        subsidy=subsidy,
        subsidised=subsidised,
    )


def _transfers(game: Game, shares: Floats, scale: float) -> Floats | None:
    """x = shares + up − down; the least of what is moved."""
    n = game.n
    rows = game.members[1:].astype(float)
    moved = np.hstack([rows, -rows])
    low = (game.values[1:] - rows @ shares) / scale
    high = np.full(rows.shape[0], np.inf)
    # What is shared stays what it was; coalitions of fewer get at least their value.
    low[-1] = high[-1] = 0.0
    zero, free = np.zeros(2 * n), np.full(2 * n, np.inf)
    found = least(np.ones(2 * n), moved, low, high, zero, free)
    return None if found is None else (found.x[:n] - found.x[n:]) * scale


def _subsidy(game: Game, scale: float) -> tuple[float, Floats]:
    rows = game.members[1:].astype(float)
    free = np.full(game.n, np.inf)
    low = game.values[1:] / scale
    found = least(np.ones(game.n), rows, low, np.full(low.size, np.inf), -free, free)
    if found is None:
        raise NotSolved("cost of stability", status=0, value=game.players)
    more = max(0.0, found.value - low[-1]) * scale
    return (more if more > 1e-9 * scale else 0.0), found.x * scale
