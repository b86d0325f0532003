"""Cooperative games with transferable value: what each coalition can do by itself.

A coalition is a number whose bit i says whether player i is in it, so that the value of every
coalition is one array.  Source: peleg2007.  Checked: tests/partners/test_game.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_PLAYERS: Final = 16


@dataclass(frozen=True, slots=True)
class Game:
    """Players, and the value of each coalition (2^n,), of none 0; any one unit."""

    players: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        n = len(self.players)
        if not 1 <= n <= MOST_PLAYERS:
            raise InvalidInput(
                "number of players", value=n, remedy=f"from 1 to {MOST_PLAYERS}: values are 2^n"
            )
        if len(set(self.players)) < n:
            raise InvalidInput("players need names of their own", value=self.players)
        if self.values.shape != (2**n,):
            raise InvalidInput(f"a game of {n} needs {2**n} values", value=self.values.shape)
        bad = np.flatnonzero(~np.isfinite(self.values))
        if bad.size:
            raise InvalidInput("value of a coalition is not finite", value=self.told(int(bad[0])))
        if self.values[0] != 0.0:
            raise InvalidInput("nobody at all is worth nothing", value=float(self.values[0]))

    @property
    def n(self) -> int:
        """How many players."""
        return len(self.players)

    @property
    def whole(self) -> int:
        """The number of the coalition of all."""
        return self.values.size - 1

    @property
    def alone(self) -> Floats:
        """What each is worth by itself (n,)."""
        return np.asarray(self.values[1 << np.arange(self.n)])

    @property
    def total(self) -> float:
        """What all are worth together."""
        return float(self.values[-1])

    @property
    def members(self) -> NDArray[np.bool_]:
        """Who is in each coalition (2^n, n)."""
        bits = np.arange(self.values.size)[:, None] >> np.arange(self.n)
        return np.asarray(bits & 1 == 1)

    def told(self, coalition: int) -> str:
        """Return a coalition by the names of its players."""
        names = [name for i, name in enumerate(self.players) if coalition >> i & 1]
        return ", ".join(names) or "nobody"

    def number(self, names: Sequence[str]) -> int:
        """Return the number of a coalition; InvalidInput for a name that is no player's."""
        for name in names:
            if name not in self.players:
                raise InvalidInput("no such player", value=name, remedy=", ".join(self.players))
        return sum(1 << self.players.index(name) for name in set(names))


def nothing(players: Sequence[str]) -> Game:
    """Return the game in which every coalition is worth nothing."""
    names = tuple(players)
    return Game(names, np.zeros(2 ** min(len(names), MOST_PLAYERS)))


def of(players: Sequence[str], value: Callable[[tuple[str, ...]], float]) -> Game:
    """Return the game of a function of the names in a coalition, in the players' order."""
    names, values = tuple(players), nothing(players).values
    for size in range(1, len(names) + 1):
        for who in combinations(range(len(names)), size):
            values[sum(1 << i for i in who)] = value(tuple(names[i] for i in who))
    return Game(names, values)


def listed(players: Sequence[str], values: Mapping[tuple[str, ...], float]) -> Game:
    """Return the game of listed coalitions; what is not listed is what its best part of two is
    worth by the list: coalitions may always fall apart.  InvalidInput for a value that is not
    finite, and for a coalition that is listed twice.
    """
    empty = nothing(players)
    known = np.full(empty.values.size, -np.inf)
    known[0] = 0.0
    for names, value in values.items():
        s = empty.number(names)
        if not math.isfinite(value):
            raise InvalidInput("value of a coalition is not finite", value=empty.told(s))
        if s and known[s] > -np.inf:
            raise InvalidInput("coalition is listed twice", value=empty.told(s))
        known[s] = value
    return Game(empty.players, cover(known, only_unknown=True))


def cover(values: Floats, *, only_unknown: bool = False) -> Floats:
    """Return the superadditive cover (2^n,): the best that the parts of each coalition come to.

    only_unknown: coalitions with a finite value keep theirs; one of a single player that is not
    known is worth nothing.  Raises InvalidInput for other values that are not finite.
    """
    found = np.array(values, dtype=float)
    if not only_unknown and not np.isfinite(found).all():
        raise InvalidInput("values of coalitions are not finite", value=str(found)[:80])
    for s in range(1, found.size):
        if only_unknown and np.isfinite(found[s]):
            continue
        best = found[s] if np.isfinite(found[s]) else -np.inf
        part = (s - 1) & s
        while part:
            best = max(best, found[part] + found[s ^ part])
            part = (part - 1) & s
        found[s] = best if np.isfinite(best) else 0.0
    return found


def cautious(game: Game) -> Game:
    """Return the game in which those outside come first: a coalition has what it can do by itself,
    but no more than it adds to what they can do.

    For a prize that only one can take, a group that could take it has nothing where others could
    take it before it.
    """
    rest = game.total - game.values[::-1]
    return Game(game.players, np.maximum(np.minimum(game.values, rest), np.minimum(game.values, 0)))


def rivals(game: Game, most: int = 10) -> list[tuple[int, int, float]]:
    """Return pairs of groups without a common player that could come to more apart than all do
    together, and by how much, the greatest first: what both want cannot be had twice.
    """
    s = np.arange(game.values.size)
    apart = game.values + game.values[::-1] - game.total
    room = 1e-9 * float(np.abs(game.values).max())
    order = np.argsort(-apart, kind="stable")
    pairs = [(int(k), int(game.whole - k), float(apart[k])) for k in order
             if apart[k] > room and s[k] < game.whole - s[k]]  # fmt: skip
    return pairs[:most]


def superadditive(game: Game, tolerance: float = 1e-9) -> bool:
    """Return whether no coalition gains by falling apart; tolerance relative to the largest."""
    room = tolerance * float(np.abs(game.values).max())
    return bool((cover(game.values) <= game.values + room).all())


def excesses(game: Game, shares: Floats) -> Floats:
    """Return what each coalition would gain by leaving with its own value (2^n,)."""
    given = np.asarray(shares, dtype=float)
    if given.shape != (game.n,) or not np.isfinite(given).all():
        raise InvalidInput(f"shares of {game.n} players", value=given.shape, remedy="one for each")
    return np.asarray(game.values - game.members @ given)
