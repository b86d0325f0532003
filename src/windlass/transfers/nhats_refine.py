"""Take a round trip, or a rendezvous, from the grid to its optimum between the grid's dates.

Launch, legs and stay move together within a few steps of the grid, under the limits of the
search; sequential quadratic programming, begun again where it ended.  Source: kraft1988.
Checked: tests/transfers/test_nhats_refine.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved, OutOfDomain
from windlass.bodies.ephemeris import Ephemeris
from windlass.transfers.nhats import Rules, Trip, trip

Array = NDArray[np.float64]

AGAIN: Final = 3
"""Starts from where the last one ended: the steps of the differences are then about a minute."""
_STEP_D: Final = 1e-3
_FAR: Final = 1e6
"""Cost [m/s] of dates without a leg: far above any that is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits of the dates: launch [s past J2000], the rest in days; reach_d: from the start."""

    launch_s: tuple[float, float]
    first_leg_d: float
    min_stay_d: float
    max_duration_d: float
    max_c3_m2_s2: float = math.inf
    reach_d: float = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Dates of a trip: launch [s past J2000], legs and stay [d]."""

    launch_s: float
    out_d: float
    stay_d: float
    back_d: float

    @property
    def duration_d(self) -> float:
        """From launch to return [d]."""
        return self.out_d + self.stay_d + self.back_d


def refine(
    earth: Ephemeris, body: Ephemeris, starts: Sequence[Dates], bounds: Bounds, rules: Rules
) -> tuple[Dates, Trip]:
    """Return the cheapest trip near any of the starts, never dearer than the best of them.

    Raises NotSolved where none of the starts can be flown within the limits.
    """
    best: tuple[float, Dates, Trip] | None = None
    for start in starts:
        found = _descend(earth, body, start, bounds, rules)
        if found is not None and (best is None or found[0] < best[0]):
            best = found
    if best is None:
        raise NotSolved(
            f"no trip to {body.name} to begin from",
            status=-1,
            remedy="take dates of the screen's own grid and limits",
        )
    return best[1], best[2]


def _descend(
    earth: Ephemeris, body: Ephemeris, start: Dates, bounds: Bounds, rules: Rules
) -> tuple[float, Dates, Trip] | None:
    from scipy.optimize import LinearConstraint, minimize

    best: list[tuple[float, Dates, Trip]] = []
    zero = start.launch_s

    def cost(x: Array) -> float:
        at = Dates(
            launch_s=zero + DAY_S * float(x[0]),
            out_d=float(x[1]),
            stay_d=float(x[2]),
            back_d=float(x[3]),
        )
        try:
            made = trip(earth, body, at.launch_s, at.out_d, at.stay_d, at.back_d, rules)
        except (NotSolved, OutOfDomain):
            return _FAR
        allowed = made.c3_m2_s2 <= bounds.max_c3_m2_s2 and _within(at, bounds)
        if allowed and (not best or made.dv_m_s < best[0][0]):
            best[:] = [(made.dv_m_s, at, made)]
        return made.dv_m_s

    x = np.array([0.0, start.out_d, start.stay_d, start.back_d])
    low, high = _box(x, zero, bounds)
    x = np.clip(x, low, high)
    cost(x)
    if not best:
        return None
    whole = LinearConstraint(np.array([[0.0, 1.0, 1.0, 1.0]]), -np.inf, bounds.max_duration_d)
    for _ in range(AGAIN):
        before = best[0][0]
        minimize(
            cost,
            x,
            method="SLSQP",
            bounds=list(zip(low, high, strict=True)),
            constraints=[whole],
            options={"maxiter": 60, "ftol": 1e-7, "eps": _STEP_D},
        )
        at = best[0][1]
        x = np.array([(at.launch_s - zero) / DAY_S, at.out_d, at.stay_d, at.back_d])
        if before - best[0][0] < 1e-3:
            break
    return best[0]


def _box(x: Array, zero: float, bounds: Bounds) -> tuple[Array, Array]:
    least = np.array(
        [
            (bounds.launch_s[0] - zero) / DAY_S,
            bounds.first_leg_d,
            bounds.min_stay_d,
            bounds.first_leg_d,
        ]
    )
    most = np.array([(bounds.launch_s[1] - zero) / DAY_S, math.inf, math.inf, math.inf])
    low = np.maximum(least, x - bounds.reach_d)
    return low, np.maximum(low, np.minimum(most, x + bounds.reach_d))


def _within(at: Dates, bounds: Bounds) -> bool:
    """Return whether dates keep the limits, but for a hundredth of a second."""
    near = 1e-7
    return (
        bounds.launch_s[0] - 0.01 <= at.launch_s <= bounds.launch_s[1] + 0.01
        and min(at.out_d, at.back_d) >= bounds.first_leg_d - near
        and at.stay_d >= bounds.min_stay_d - near
        and at.duration_d <= bounds.max_duration_d + near
    )
