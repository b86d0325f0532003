"""The core: shares that no coalition would leave, and how near one can come where it is empty.

Source: gillies1959, maschler1979.  Checked: tests/partners/test_core.py; validation/partners.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.base.errors import NotSolved
from windlass.partners.game import Floats, Game, excesses
from windlass.partners.linear import least

TOLERANCE: Final = 1e-8
"""By the largest value of a game: what shares may miss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """empty: whether some coalition always gains by leaving.  least_excess: the least that the most
    tempted coalition gains by leaving, of the best shares; not above 0 where the core holds
    something.  low, high (n,): least and most that each gets in the core, or, where that is empty,
    with every coalition tempted no more than that (the least core).
    """

    empty: bool
    least_excess: float
    low: Floats
    high: Floats


def core(game: Game) -> Core:
    """Return whether the core is empty, and the bounds of each player's share in it."""
    if game.n == 1:
        one = np.array([game.total])
        return Core(empty=False, least_excess=0.0, low=one, high=one)
    scale = _scale(game)
    values = game.values / scale
    rows, n = game.members[1:].astype(float), game.n
    # x and ε: every coalition but that of all gets its value less ε.
    wide = np.hstack([rows, np.ones((rows.shape[0], 1))])
    wide[-1, -1] = 0.0
    low, high = values[1:].copy(), np.full(rows.shape[0], np.inf)
    high[-1] = values[-1]
    free = np.full(n + 1, np.inf)
    found = least(np.eye(n + 1)[n], wide, low, high, -free, free)
    if found is None:
        raise NotSolved("least core", status=0, value=game.players, remedy="tell us this game")
    empty = found.value > TOLERANCE
    ends = np.empty((2, n))
    upper = free.copy()
    # A core that is empty by less than the tolerance is opened by as much.
    upper[-1] = found.value + 0.1 * TOLERANCE if found.value > 1e-10 else 0.0
    lower = -free
    lower[-1] = upper[-1]
    for i in range(n):
        for k, sign in enumerate((1.0, -1.0)):
            end = least(sign * np.eye(n + 1)[i], wide, low, high, lower, upper)
            if end is None:
                raise NotSolved("bounds of the core", status=0, value=game.players[i])
            ends[k, i] = sign * end.value
    return Core(
        empty=empty, least_excess=found.value * scale, low=ends[0] * scale, high=ends[1] * scale
    )


def within(game: Game, shares: Floats) -> bool:
    """Return whether shares lie in the core: all is shared, and nobody gains by leaving."""
    left = excesses(game, shares)
    room = TOLERANCE * _scale(game)
    return bool(abs(left[-1]) <= room and (left <= room).all())


def tempted(game: Game, shares: Floats, most: int = 10) -> list[tuple[int, float]]:
    """Return the coalitions that gain by leaving and how much, the greatest gain first."""
    left = excesses(game, shares)
    left[-1] = -np.inf
    order = np.argsort(-left, kind="stable")[:most]
    return [(int(s), float(left[s])) for s in order if left[s] > TOLERANCE * _scale(game)]


def _scale(game: Game) -> float:
    return float(np.abs(game.values).max()) or 1.0
