"""The best date for the planet's end of a leg, with the planet pulling.

Checked: tests/verify/test_legs.py.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.verify.legs import Flown, Periapsis, carry

Array = NDArray[np.float64]

REACH_S: Final = 16.0 * DAY_S
"""How far the date of a periapsis is moved."""


def retimed(
    ask: Periapsis,
    target_m: Array,
    target_s: float,
    guess: Callable[[Periapsis], Array],
    cost: Callable[[Flown], float],
    *,
    reach_s: float = REACH_S,
) -> Flown:
    """Return the leg of least cost with its periapsis on another date, the asteroid's date kept.

    A patched conic passes Earth's centre as if it did not pull; flown, it passes earlier or later
    by days where v∞ is low, and the Moon is not everywhere.  guess: v∞ (3,) for a date; cost
    [m/s] of a leg.  Dates that cannot be flown are left out; NotSolved where none can.
    """
    made: dict[float, tuple[float, Flown]] = {}

    def at(shift: float) -> None:
        moved = replace(ask, t_s=ask.t_s + shift)
        near = min(made, key=lambda x: abs(x - shift)) if made else None
        begin = guess(moved) if near is None or ask.body == "moon" else made[near][1].vinf_m_s
        with suppress(NotSolved, InvalidInput):
            flown = carry(moved, target_m, target_s, begin, thorough=False)
            made[shift] = cost(flown), flown

    step = reach_s / 4.0
    for k in (0, 1, -1, 2, -2, 3, -3, 4, -4):
        at(k * step)
    if not made:
        return carry(ask, target_m, target_s, guess(ask))
    best = min(made, key=lambda x: made[x][0])
    beside = [made.get(best - step), made.get(best + step)]
    if beside[0] is not None and beside[1] is not None:  # to the bottom of the parabola
        low, high = beside[0][0] - made[best][0], beside[1][0] - made[best][0]
        at(best + 0.5 * step * (low - high) / (low + high))
        best = min(made, key=lambda x: made[x][0])
    return made[best][1]
