"""Deals as numbers: terms with bounds, what each is worth to each partner, who accepts.

What a partner has of a deal is linear in its terms (shares, levy, payments, conditions that hold or
not), so that the deals that all accept are a polytope: whether there are any, how far each term may
go, and the least change that brings a refuser in are linear programmes.
Source: raiffa1982.  Checked: tests/partners/test_deals.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.partners.game import Floats, Game
from windlass.partners.linear import least

_REL = 1e-7


def _finite(*values: Floats) -> bool:
    return all(bool(np.isfinite(one).all()) for one in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is negotiated.  names (J,); low, high (J,): how far each may go; steps (J,): the size of
    a change that is felt the same; whole (J,): terms that hold or do not, by whole numbers; rows
    (K, J) with sums (K,): combinations that are fixed, such as shares that add up to 1.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    steps: Floats
    whole: NDArray[np.bool_]
    rows: Floats
    sums: Floats

    def __post_init__(self) -> None:
        j = len(self.names)
        if not j or len(set(self.names)) < j:
            raise InvalidInput("terms need names of their own", value=self.names)
        for what in (self.low, self.high, self.steps, self.whole):
            if what.shape != (j,):
                raise InvalidInput(f"{j} terms", value=what.shape, remedy="one value for each")
        if self.rows.shape != (self.sums.size, j) or not _finite(self.rows, self.sums):
            raise InvalidInput("fixed sums of terms", value=self.rows.shape,
                               remedy="a finite row and a sum for each")  # fmt: skip
        if not _finite(self.low, self.high, self.steps):
            raise InvalidInput("terms need finite bounds and steps", value=self.names)
        if not (self.low <= self.high).all() or not (self.steps > 0.0).all():
            bad = int(np.flatnonzero(~((self.low <= self.high) & (self.steps > 0.0)))[0])
            raise InvalidInput(
                f"term {self.names[bad]}", value=(float(self.low[bad]), float(self.high[bad])),
                remedy="its low end first, and a step above 0",
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Who is at it: partners (n,); worth (n, J) of a unit of each term; fixed (n,): what a deal is
    worth to each whatever its terms; outside (n,): what each has without one, the least it accepts.
    """

    partners: tuple[str, ...]
    worth: Floats
    fixed: Floats
    outside: Floats

    def __post_init__(self) -> None:
        n = len(self.partners)
        if not n or len(set(self.partners)) < n:
            raise InvalidInput("partners need names of their own", value=self.partners)
        if self.worth.ndim != 2 or self.worth.shape[0] != n:
            raise InvalidInput("worth of the terms", value=self.worth.shape,
                               remedy=f"a row for each of {n} partners")  # fmt: skip
        if not self.fixed.shape == self.outside.shape == (n,):
            raise InvalidInput(f"{n} partners", value=(self.fixed.shape, self.outside.shape),
                               remedy="a fixed and an outside worth for each")  # fmt: skip
        if not _finite(self.worth, self.fixed, self.outside):
            raise InvalidInput("what a deal is worth must be finite", value=self.partners)

    def gains(self, terms: Floats) -> Floats:
        """Return what a deal adds to what each has without one (n,)."""
        if terms.shape != self.worth.shape[1:] or not np.isfinite(terms).all():
            raise InvalidInput(f"a deal of {self.worth.shape[1]} terms", value=str(terms)[:80],
                               remedy="a finite value for each")  # fmt: skip
        return np.asarray(self.worth @ terms + self.fixed - self.outside)

    @property
    def size(self) -> float:
        """What an amount is small beside."""
        return max(1e-300, float(np.abs(np.concatenate([self.fixed, self.outside])).max(initial=0)),
                   float(np.abs(self.worth).max(initial=0)))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The deals that all accept.  best: terms with which the one who gains least gains most, and
    that gain; below 0 no terms suit all, and best is the deal that comes nearest.  low, high (J,):
    how far each term may go with all accepting, None where there is no such deal.
    """

    best: Floats
    gain: float
    low: Floats | None
    high: Floats | None

    @property
    def any(self) -> bool:
        """Whether there is a deal that all accept."""
        return self.low is not None


def refusers(table: Table, terms: Floats) -> tuple[tuple[str, float], ...]:
    """Return who refuses a deal and what is missing to each, the most first."""
    gains = table.gains(terms)
    order = np.argsort(gains, kind="stable")
    room = _REL * table.size
    return tuple((table.partners[i], float(-gains[i])) for i in order if gains[i] < -room)


def accepted(terms: Terms, table: Table, game: Game | None = None) -> Accepted:
    """Return the deals that all accept; with a game, also those that no coalition would leave.

    Raises InvalidInput where terms within their bounds do not even fit their own sums.
    """
    rows, least_ = _acceptance(terms, table, game)
    size = table.size
    # x and the least gain t: gains ≥ t.
    wide = np.hstack([rows / size, -np.ones((rows.shape[0], 1))])
    fixed = np.hstack([terms.rows, np.zeros((terms.sums.size, 1))])
    lower, upper = np.append(terms.low, -np.inf), np.append(terms.high, np.inf)
    whole = np.append(terms.whole, False)
    cost = np.append(np.zeros(len(terms.names)), -1.0)
    low = np.concatenate([least_ / size, terms.sums])
    high = np.concatenate([np.full(least_.size, np.inf), terms.sums])
    found = least(cost, np.vstack([wide, fixed]), low, high, lower, upper, whole)
    if found is None:
        raise InvalidInput(
            "terms do not fit their own sums within their bounds", value=terms.names,
            remedy="widen a bound",
        )  # fmt: skip
    gain = -found.value * size
    best = found.x[:-1]
    if gain < -_REL * size:
        return Accepted(best=best, gain=gain, low=None, high=None)
    ends = np.empty((2, best.size))
    for j in range(best.size):
        for k, sign in enumerate((1.0, -1.0)):
            ends[k, j] = _end(terms, rows, least_, size, j, sign, best)
    return Accepted(best=best, gain=gain, low=ends[0], high=ends[1])


def _end(
    terms: Terms, rows: Floats, least_: Floats, size: float, j: int, sign: float, best: Floats
) -> float:
    cost = sign * np.eye(len(terms.names))[j]
    low = np.concatenate([(least_ - _REL * size) / size, terms.sums])
    high = np.concatenate([np.full(least_.size, np.inf), terms.sums])
    found = least(
        cost, np.vstack([rows / size, terms.rows]), low, high, terms.low, terms.high, terms.whole
    )
    return float(best[j]) if found is None else sign * found.value


def _acceptance(terms: Terms, table: Table, game: Game | None) -> tuple[Floats, Floats]:
    """Return rows (M, J) and least values (M,) with rows·terms ≥ least: each accepts, and each
    coalition of two or more that is not all does."""
    if table.worth.shape != (len(table.partners), len(terms.names)):
        raise InvalidInput(
            "worth of the terms",
            value=table.worth.shape,
            remedy=f"{len(table.partners)} partners by {len(terms.names)} terms",
        )
    rows, low = [table.worth], [table.outside - table.fixed]
    if game is not None:
        if game.players != table.partners:
            raise InvalidInput(
                "a game of other players", value=game.players, remedy=", ".join(table.partners)
            )
        several = np.bitwise_count(np.arange(game.values.size)) >= 2
        several[-1] = False
        inside = game.members[several].astype(float)
        rows.append(inside @ table.worth)
        low.append(game.values[several] - inside @ table.fixed)
    return np.vstack(rows), np.concatenate(low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The least change of terms: terms (J,), and (name, from, to) of those that change."""

    terms: Floats
    moved: tuple[tuple[str, float, float], ...]
    steps: float


def nearest(
    terms: Terms, table: Table, now: Floats, *, who: Sequence[str] | None = None,
    game: Game | None = None,
) -> Change | None:  # fmt: skip
    """Return the least change, by steps of the terms, with which all accept; None where none does.

    who: only these, and those who accept now, have to.
    """
    rows, least_ = _acceptance(terms, table, game)
    gains = table.gains(now)
    if who is not None:
        unknown = set(who) - set(table.partners)
        if unknown:
            raise InvalidInput(
                "no such partner",
                value=", ".join(sorted(unknown)),
                remedy=", ".join(table.partners),
            )
        held = gains >= -_REL * table.size
        held |= np.array([name in who for name in table.partners])
        kept = np.append(held, np.ones(least_.size - held.size, dtype=bool))
        rows, least_ = rows[kept], least_[kept]
    j, size = len(terms.names), table.size
    eye, none = np.eye(j), np.zeros((rows.shape[0], j))
    # x = now + up − down; each change costs its steps.
    every = np.vstack([
        np.hstack([rows / size, none, none]),
        np.hstack([terms.rows, np.zeros((terms.sums.size, 2 * j))]),
        np.hstack([eye, -eye, eye]),
    ])  # fmt: skip
    low = np.concatenate([least_ / size, terms.sums, now])
    high = np.concatenate([np.full(least_.size, np.inf), terms.sums, now])
    cost = np.concatenate([np.zeros(j), 1.0 / terms.steps, 1.0 / terms.steps])
    lower = np.concatenate([terms.low, np.zeros(2 * j)])
    upper = np.concatenate([terms.high, np.full(2 * j, np.inf)])
    whole = np.concatenate([terms.whole, np.zeros(2 * j, dtype=bool)])
    found = least(cost, every, low, high, lower, upper, whole)
    if found is None:
        return None
    x = found.x[:j]
    moved = tuple(
        (name, float(a), float(b))
        for name, a, b, step in zip(terms.names, now, x, terms.steps, strict=True)
        if abs(b - a) > 1e-6 * step
    )
    return Change(terms=x, moved=moved, steps=found.value)
