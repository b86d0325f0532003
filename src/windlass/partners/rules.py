"""Plain rules that share an amount by claims: gains, losses, and estates too small for all claims.

Source: aumann1985, thomson2003.  Checked: tests/partners/test_rules.py; validation/partners.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from windlass.base.errors import InvalidInput
from windlass.partners.game import Floats, Game, nothing

Rule = Callable[[float, Floats], Floats]


def _checked(amount: float, claims: Sequence[float] | Floats) -> Floats:
    found = np.asarray(claims, dtype=float)
    if found.ndim != 1 or not found.size or not np.isfinite(found).all() or (found < 0.0).any():
        raise InvalidInput("claims must be amounts of 0 or more", value=str(claims)[:80])
    if not math.isfinite(amount):
        raise InvalidInput("an amount to share must be finite", value=amount)
    return found


def equal(amount: float, claims: Sequence[float] | Floats) -> Floats:
    """Return the same for each (n,), whatever they claim; amount may be a loss, below 0."""
    found = _checked(amount, claims)
    return np.full(found.size, amount / found.size)


def proportional(amount: float, claims: Sequence[float] | Floats) -> Floats:
    """Return shares in proportion to the claims (n,); amount may be a loss, below 0.

    Raises InvalidInput where nobody claims anything.
    """
    found = _checked(amount, claims)
    if found.sum() == 0.0:
        raise InvalidInput("nobody claims anything", value=amount, remedy="share it equally")
    return np.asarray(amount * found / found.sum())


def equal_awards(estate: float, claims: Sequence[float] | Floats) -> Floats:
    """Return the same for each but to nobody more than the claim (n,), 0 ≤ estate ≤ Σ claims."""
    found = _estate(estate, claims)
    order = np.argsort(found, kind="stable")
    awards, left = np.zeros(found.size), estate
    for k, i in enumerate(order):
        awards[i] = min(found[i], left / (found.size - k))
        left -= awards[i]
    return awards


def equal_losses(estate: float, claims: Sequence[float] | Floats) -> Floats:
    """Return the claims less the same for each, but to nobody less than nothing (n,)."""
    found = _estate(estate, claims)
    # An estate of all claims may be above their sum by rounding.
    return found - equal_awards(max(0.0, float(found.sum()) - estate), found)


def talmud(estate: float, claims: Sequence[float] | Floats) -> Floats:
    """Return equal awards of half the claims, or halves and equal losses of the other half (n,).

    It is the nucleolus of the bankruptcy game.
    """
    found = _estate(estate, claims)
    half = 0.5 * found
    if estate <= half.sum():
        return equal_awards(estate, half)
    return half + equal_losses(min(estate - float(half.sum()), float(half.sum())), half)


def _estate(estate: float, claims: Sequence[float] | Floats) -> Floats:
    found = _checked(estate, claims)
    if not 0.0 <= estate <= found.sum() * (1.0 + 1e-12):
        raise InvalidInput(
            "an estate lies between nothing and all claims",
            value=estate,
            remedy=f"at most {found.sum():g}; share more by another rule",
        )
    return found


RULES: Final[dict[str, Rule]] = {
    "equal": equal,
    "proportional": proportional,
    "equal-awards": equal_awards,
    "equal-losses": equal_losses,
    "talmud": talmud,
}


def bankruptcy(players: Sequence[str], estate: float, claims: Sequence[float] | Floats) -> Game:
    """Return the game in which a coalition is worth what is left once all others are paid."""
    found = _estate(estate, claims)
    empty = nothing(players)
    if found.size != empty.n:
        raise InvalidInput("a claim for each player", value=found.size, remedy=f"{empty.n} claims")
    others = (~empty.members) @ found
    return Game(empty.players, np.maximum(0.0, estate - others) * (np.arange(others.size) > 0))


def airport(players: Sequence[str], costs: Sequence[float] | Floats) -> Game:
    """Return the game of costs in which a coalition pays for its dearest member's need."""
    found = _checked(0.0, costs)
    empty = nothing(players)
    if found.size != empty.n:
        raise InvalidInput("a cost for each player", value=found.size, remedy=f"{empty.n} costs")
    return Game(empty.players, np.where(empty.members, found, 0.0).max(axis=1))
