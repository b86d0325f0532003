"""What every coalition can do by itself: the campaign planned for each, with its rows and money.

A coalition may use the rows of the tables that it owns or that nobody does, spend what its members
may, and leave out what is not worth its cost.  What others have shown to be possible is tried
first, and a relaxation proves most coalitions without a search.
Checked: tests/studies/test_coalitions.py.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base import kept_arrays
from windlass.base.codeversion import code_version
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.folders import cache_folder
from windlass.campaign.plan import prize
from windlass.campaign.plan.plan import leaving
from windlass.campaign.plan.prize import Prized
from windlass.campaign.plan.program import Floats, Matrix
from windlass.campaign.plan.replan import Relaxed
from windlass.campaign.plan.search import search
from windlass.partners.game import MOST_PLAYERS, Game

_FIELDS: Final = ("value", "bound", "how", "best", "searches")
_LEAST: Final = 1e-6
"""Million of money that is as good as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One who may take part.  owns: rows of the campaign's tables; budget: what it may spend;
    worth (W,): what each want is to it when it is met in full, by whomever it is with.
    """

    key: str
    owns: tuple[str, ...]
    budget: float
    worth: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """value, bound: of a coalition, and what it is proven not to be above [money]; plan (N,): what
    it does, None for nothing; how: what settled it.
    """

    value: float
    bound: float
    plan: Floats | None
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalitions:
    """The game, what each coalition's value stands on (2^n,), and how many searches it took."""

    game: Game
    found: tuple[Valued, ...]
    searches: int
    gap: float

    def widest(self) -> float:
        """Return the widest distance of a value from its bound, by the value of all."""
        size = max(abs(self.game.total), _LEAST)
        return max(one.bound - one.value for one in self.found) / size


@dataclass(slots=True)
class _Work:
    made: Prized
    gap: float
    until: float
    seed: int
    plans: list[Floats] = field(default_factory=list)
    known: dict[str, Valued] = field(default_factory=dict)
    room: float | None = None
    relaxed: Relaxed = field(default_factory=Relaxed)
    searches: int = 0


def values(
    made: Prized,
    players: Sequence[Player],
    common: Floats,
    *,
    gap: float = 0.01,
    limit_s: float = 600.0,
    seed: int = 0,
    tell: Callable[[str], None] | None = None,
) -> Coalitions:
    """Return the value of every coalition, each proven within a gap of its worth.

    common (W,): worth of each want to whoever meets it, beside what it is to each.  Raises
    InvalidInput for too many players or rows that nobody can own, NotSolved where the time is over
    before every coalition has a value.
    """
    if not 1 <= len(players) <= MOST_PLAYERS:
        raise InvalidInput("number of partners", value=len(players),
                           remedy=f"from 1 to {MOST_PLAYERS}")  # fmt: skip
    owners = _owners(made, players)
    prize.uses(made.flow, owners)
    work = _Work(made, gap, time.monotonic() + limit_s, seed)
    count = 1 << len(players)
    nothing = Valued(value=0.0, bound=0.0, plan=None, how="nobody")
    found = [nothing] * count
    # All together first, then the larger ones: what they do tells what the smaller could.
    order = sorted(range(1, count), key=lambda s: (-s.bit_count(), s))
    for number, s in enumerate(order, start=1):
        found[s] = _one(work, players, owners, common, s)
        if tell is not None:
            tell(f"{number} of {count - 1} coalitions")
    _raise_to_parts(found)
    game = Game(tuple(one.key for one in players), np.array([one.value for one in found]))
    return Coalitions(game=game, found=tuple(found), searches=work.searches, gap=gap)


def kept(
    made: Prized,
    players: Sequence[Player],
    common: Floats,
    *,
    gap: float = 0.01,
    limit_s: float = 600.0,
    seed: int = 0,
    folder: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Coalitions:
    """Return the same as ``values``, read where the same programme was solved for the same players.

    folder: of what is kept, the user's cache folder unless given; another treaty over the same
    partners then takes no search.  Raises what ``values`` raises.
    """
    key = _key(made, players, common, gap, seed)
    path = (folder or cache_folder() / "coalitions") / f"{key[:32]}.npz"
    held = kept_arrays.read(path, _FIELDS)
    if held is not None:
        best = held["best"] if held["best"].size else None
        rows = zip(held["value"], held["bound"], held["how"], strict=True)
        found = [Valued(value=float(v), bound=float(b), plan=None, how=str(h)) for v, b, h in rows]
        found[-1] = replace(found[-1], plan=best)
        game = Game(tuple(one.key for one in players), np.asarray(held["value"], dtype=float))
        return Coalitions(game=game, found=tuple(found), searches=int(held["searches"]), gap=gap)
    made_ = values(made, players, common, gap=gap, limit_s=limit_s, seed=seed, tell=tell)
    plan = made_.found[-1].plan
    kept_arrays.write(path, {
        "value": made_.game.values,
        "bound": np.array([one.bound for one in made_.found]),
        "how": np.array([one.how for one in made_.found]),
        "best": np.zeros(0) if plan is None else plan,
        "searches": np.array(made_.searches),
    })  # fmt: skip
    return made_


def _key(made: Prized, players: Sequence[Player], common: Floats, gap: float, seed: int) -> str:
    """Return a digest of all that the values of coalitions depend on."""
    matrix = made.matrix
    parts = [x.tobytes() for x in (matrix.cost, matrix.lower, matrix.upper, matrix.whole,
                                   matrix.low, matrix.high, matrix.start, matrix.row, matrix.value,
                                   made.met, common)]  # fmt: skip
    told = [(one.key, one.owns, one.budget, one.worth.tolist()) for one in players]
    parts.append(repr((told, made.budget, gap, seed, code_version())).encode())
    return hashlib.sha256(b"|".join(parts)).hexdigest()


def _owners(made: Prized, players: Sequence[Player]) -> dict[str, int]:
    """Return row of the tables -> the coalition of its owners."""
    owners: dict[str, int] = {}
    for i, player in enumerate(players):
        if player.worth.shape != made.met.shape:
            raise InvalidInput(f"worth of the wants to {player.key}", value=player.worth.shape)
        for key in player.owns:
            owners[key] = owners.get(key, 0) | 1 << i
    return owners


def barred(made: Prized, owners: Mapping[str, int], s: int) -> NDArray[np.bool_]:
    """Return the columns that a coalition may not use (N,): of rows that others alone own."""
    return prize.uses(made.flow, [key for key, who in owners.items() if not who & s])


def _one(
    work: _Work, players: Sequence[Player], owners: Mapping[str, int], common: Floats, s: int
) -> Valued:
    inside = [one for i, one in enumerate(players) if s >> i & 1]
    worth = common + np.sum([one.worth for one in inside], axis=0)
    budget = float(sum(one.budget for one in inside))
    matrix = prize.asked(work.made, worth, budget, barred(work.made, owners, s))
    key = hashlib.sha256(
        b"".join(x.tobytes() for x in (matrix.cost, matrix.upper, matrix.high))
    ).hexdigest()
    if key in work.known:
        return replace(work.known[key], how="as another coalition")
    work.known[key] = _solved(work, matrix)
    if work.room is None:
        # Of all together, which come first: what is small beside it need not be proven.
        work.room = max(_LEAST, work.gap * work.known[key].value / 1e6)
    return work.known[key]


def _solved(work: _Work, matrix: Matrix) -> Valued:
    """Return the value of one coalition."""
    start, least = _best(work.plans, matrix)
    left = work.until - time.monotonic()
    if left <= 0.0:
        raise NotSolved("not all coalitions have a value in the time", status=0,
                        remedy="give more time with --limit, or a longer step")  # fmt: skip
    room = work.room or _LEAST
    answer = work.relaxed.solve(matrix, limit_s=left)
    if (
        answer.x is not None
        and answer.status == "optimal"
        and least - answer.value <= max(room, work.gap * abs(least))
    ):
        return _valued(least, answer.value, start, "relaxation")
    work.searches += 1
    found = search(matrix, leaving(work.made.flow), gap=work.gap, limit_s=left, seed=work.seed,
                   start=start, room=room)  # fmt: skip
    if found.x is None:
        raise NotSolved("value of a coalition", status=0, value=found.status,
                        remedy="give more time with --limit, or a longer step")  # fmt: skip
    work.plans.append(found.x)
    if least < found.value:
        return _valued(least, found.bound, start, "search")
    return _valued(found.value, found.bound, found.x, "search")


def _valued(least: float, bound: float, plan: Floats, how: str) -> Valued:
    """Return a value from the least of cost less worth, and what that is not below [million]."""
    value = max(0.0, -least)
    return Valued(value=1e6 * value, bound=1e6 * max(value, -bound), plan=plan, how=how)


def _best(plans: Sequence[Floats], matrix: Matrix) -> tuple[Floats, float]:
    """Return the best of the known plans that a programme allows, and its goal; doing nothing is
    always one."""
    best, least = np.zeros(matrix.cost.size), 0.0
    for x in plans:
        allowed = bool((x <= matrix.upper + 1e-7).all())
        if not allowed:
            continue
        spent = _row(matrix, x)
        if spent > matrix.high[-1] * (1.0 + 1e-9) + _LEAST:
            continue
        cost = float(matrix.cost @ x)
        if cost < least:
            best, least = x, cost
    return best, least


def _row(matrix: Matrix, x: Floats) -> float:
    """Return the last row of a programme times x."""
    at = matrix.row == matrix.low.size - 1
    columns = np.repeat(np.arange(matrix.cost.size), np.diff(matrix.start))
    return float(matrix.value[at] @ x[columns[at]])


def _raise_to_parts(found: list[Valued]) -> None:
    """A coalition can do whatever one of fewer can: where the search was less lucky, it does that.

    Only where that one's wants are worth as much to it, which they are: worth is added up.
    """
    for s in range(1, len(found)):
        for i in range(s.bit_length()):
            if s >> i & 1:
                part = found[s ^ (1 << i)]
                if part.value > found[s].value:
                    found[s] = replace(
                        found[s], value=part.value, plan=part.plan, how="as a part of it",
                        bound=max(found[s].bound, part.value),
                    )  # fmt: skip
