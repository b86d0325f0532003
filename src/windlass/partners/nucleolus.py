"""The nucleolus: shares with which the most tempted coalition is tempted least, then the next.

One linear programme after the other (maschler1979): the greatest excess is made least, coalitions
whose excess can be no less are held there, those that follow from them are left out; each round
settles at least one direction of the shares.  Who is held is read from the duals (potters1996).
Source: schmeidler1969, maschler1979, potters1996.
Checked: tests/partners/test_nucleolus.py; validation/partners.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from windlass.base.errors import InvalidInput, NotSolved
from windlass.partners.game import Floats, Game
from windlass.partners.linear import least

_DUAL: Final = 1e-7
_SPAN: Final = 1e-9


def nucleolus(game: Game, *, individually: bool = True) -> Floats:
    """Return the nucleolus (n,), which adds up to what all are worth.

    individually: nobody gets less than alone; without it, the prenucleolus.  Raises InvalidInput
    where players alone are worth more than all together, so that no such shares exist.
    """
    if game.n == 1:
        return np.array([game.total])
    scale = float(np.abs(game.values).max()) or 1.0
    if individually and game.alone.sum() > game.total + 1e-9 * scale:
        raise InvalidInput(
            "players alone are worth more than all together: no shares leave nobody worse off",
            value=f"{game.alone.sum():g} against {game.total:g}",
            remedy="ask for the prenucleolus, or for the superadditive cover",
        )
    # What each has alone does not move the rest (covariance): tolerances are of what is gained.
    members = game.members.astype(float)
    gained = game.values - members @ game.alone
    gained[np.abs(gained) <= 1e-14 * scale] = 0.0
    size = float(np.abs(gained).max()) or 1.0
    return np.asarray(game.alone + _levels(gained / size, members, individually) * size)


def of_costs(game: Game, *, individually: bool = True) -> Floats:
    """Return the nucleolus of a game of costs (n,): what each pays."""
    return -nucleolus(Game(game.players, -game.values), individually=individually)


def _levels(values: Floats, members: Floats, individually: bool) -> Floats:
    n = members.shape[1]
    held, at = [members[-1]], [values[-1]]
    open_ = np.arange(1, values.size - 1)
    lower = np.full(n + 1, -np.inf)
    if individually:
        alone = values[1 << np.arange(n)]
        # Rounding may leave a hair too little for all.
        lower[:n] = alone - max(0.0, float(alone.sum() - values[-1])) / n
    upper = np.full(n + 1, np.inf)
    while np.linalg.matrix_rank(np.array(held), tol=_SPAN) < n:
        free = np.hstack([members[open_], np.ones((open_.size, 1))])
        fixed = np.hstack([np.array(held), np.zeros((len(held), 1))])
        low = np.concatenate([values[open_], at])
        high = np.concatenate([np.full(open_.size, np.inf), at])
        found = least(np.eye(n + 1)[n], np.vstack([free, fixed]), low, high, lower, upper)
        if found is None:
            raise NotSolved("nucleolus", status=len(held), value=values[-1])
        tight = open_[found.duals[: open_.size] > _DUAL]
        added = False
        for s in tight:
            if not _spanned(np.array(held), members[s : s + 1])[0]:
                held.append(members[s])
                at.append(values[s] - found.value)
                added = True
        if not added:
            raise NotSolved("nucleolus: no coalition could be held", status=len(held))
        open_ = open_[~_spanned(np.array(held), members[open_])]
    return np.asarray(np.linalg.lstsq(np.array(held), np.array(at), rcond=None)[0])


def _spanned(held: Floats, rows: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which rows (M,) are combinations of those that are held."""
    basis = np.linalg.svd(held.T, full_matrices=False)
    kept = basis.U[:, _SPAN * basis.S[0] < basis.S]
    left = rows - (rows @ kept) @ kept.T
    return np.asarray(np.linalg.norm(left, axis=1) < 1e-7)
