"""The best date for the planet's end of a leg, with the planet pulling.

Checked: tests/verify/test_legs.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.verify.legs import Flown, Periapsis, carry

Array = NDArray[np.float64]

REACH_S: Final = 16.0 * DAY_S
"""How far the date of a periapsis is moved."""
SHARES: Final = (0.0, 1 / 64, 1 / 16, 1 / 4, 1 / 2, 3 / 4, 1.0)
"""Shares of that at which a leg is flown, to both sides: dense where the patched conic's date is.

Near half a revolution the plane of a leg turns by degrees in an hour."""
CLOSE_S: Final = 0.01 * DAY_S
"""How closely the best date is found."""
TRIES: Final = 10
"""Flights that this may take."""
NONE_M_S: Final = 1e6
"""Cost of what cannot be flown."""


def retimed(
    ask: Periapsis,
    target_m: Array,
    target_s: float,
    guess: Callable[[Periapsis], Array],
    cost: Callable[[Flown], float],
    *,
    reach_s: float = REACH_S,
    within_s: tuple[float, float] = (-math.inf, math.inf),
) -> Flown:
    """Return the leg of least cost with its periapsis on another date, the asteroid's date kept.

    A patched conic passes Earth's centre as if it did not pull; flown, it passes earlier or later
    by hours, or days where v∞ is low, and the Moon is not everywhere.  guess: v∞ (3,) for a date;
    cost [m/s] of a leg; within_s: dates that are allowed, beside that of ask itself.  Dates that
    cannot be flown are left out; NotSolved where none can.
    """
    made: dict[float, tuple[float, Flown]] = {}

    def at(shift: float) -> float:
        shift = float(shift)
        moved = replace(ask, t_s=ask.t_s + shift)
        near = min(made, key=lambda x: abs(x - shift)) if made else None
        begin = guess(moved) if near is None or ask.body == "moon" else made[near][1].vinf_m_s
        with suppress(NotSolved, InvalidInput):
            flown = carry(moved, target_m, target_s, begin, thorough=False)
            made[shift] = cost(flown), flown
            return made[shift][0]
        return NONE_M_S

    low, high = (min(max(x - ask.t_s, -reach_s), reach_s) for x in within_s)
    low, high = min(low, 0.0), max(high, 0.0)
    for share in SHARES:
        for shift in sorted({share * high, share * low}, reverse=True):
            at(shift)
    if not made:
        return carry(ask, target_m, target_s, guess(ask))
    best = min(made, key=lambda x: made[x][0])
    around = sorted({low, high, *(share * end for share in SHARES for end in (low, high))})
    k = around.index(best)
    bounds = around[max(k - 1, 0)], around[min(k + 1, len(around) - 1)]
    if bounds[1] - bounds[0] > CLOSE_S:
        minimize_scalar(
            at, bounds=bounds, method="bounded", options={"xatol": CLOSE_S, "maxiter": TRIES}
        )
    return min(made.values(), key=lambda x: x[0])[1]
