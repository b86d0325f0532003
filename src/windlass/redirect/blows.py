"""Blows one after another: when each comes, and what becomes of the asteroid under all of them.

Source: benz1999 by the table of limits.  Checked: tests/redirect/test_blows.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.redirect.disruption import State, state
from windlass.redirect.rock import Rock
from windlass.redirect.ship import asked

Array = NDArray[np.float64]

APART_S: Final = 30.0 * 86400.0
"""Time between blows: long beside that in which ejecta fall back or leave."""


def times(count: int, asked_s: float, apart_s: float) -> Array:
    """Return when (count,) blows come [s]: at once the first, the rest apart_s apart, or less where
    they would else not all come within the time.
    """
    asked("a row of blows", asked_s)
    if not apart_s >= 0.0:
        raise InvalidInput("time between blows", value=apart_s, remedy="give 0 s or more")
    step = min(apart_s, asked_s / (count - 1)) if count > 1 else 0.0
    return step * np.arange(count, dtype=float)


def state_of(
    rock: Rock, share: float, each_m_s: float, count: int
) -> tuple[State, tuple[str, ...]]:
    """Return what becomes of an asteroid under blows of a share of its threshold and a change of
    velocity [m/s] each, and what is in doubt.

    No body was ever hit twice: where all of them in one would not leave it whole, but one does, it
    is not known.
    """
    one, all_ = state(share, each_m_s, rock), state(count * share, count * each_m_s, rock)
    if one == "stays whole" and all_ != "stays whole":
        told = "one blow leaves it whole; what all of them together do is not known"
        return "not known", (told,)
    if one == "not known":
        return one, ("a blow is between what left bodies whole and what breaks them",)
    return one, ()
