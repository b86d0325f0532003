"""A leg of continuous thrust about the Sun: what every solver here is asked.

From where, to where, when, with what mass and engine, and what is to be best.  Both solvers, the
direct one (``direct``) and the indirect one (``indirect``), take this and nothing else.
Checked: tests/lowthrust/test_leg.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.lowthrust.engine import Engine

Array = NDArray[np.float64]
Span = tuple[float, float]
States = Callable[[Array], Array]

Goal = Literal["mass", "time", "start"]
"""The most mass at the end; the least time; the most mass at the start."""
STEP_S: Final = 0.02 * DAY_S
"""By which the motion of a body is differenced twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a leg begins or ends: a body's states, and how much the ship may differ in velocity.

    states: heliocentric (n, 6) [m, m/s] at epochs (n,) [s past J2000], axes fixed;
    vinf_m_s: least and greatest speed relative to the body (0, 0: met).
    """

    name: str
    states: States = field(repr=False)
    vinf_m_s: Span = (0.0, 0.0)

    def __post_init__(self) -> None:
        low, high = self.vinf_m_s
        if not (0.0 <= low <= high < math.inf):
            raise InvalidInput(
                f"speed relative to {self.name}", value=self.vinf_m_s,
                remedy="give least and greatest in m/s, 0 or more",
            )  # fmt: skip

    def at(self, t_s: float) -> Array:
        """Return (3, 6): state, its rate of change and the rate of that, by time."""
        t = t_s + STEP_S * np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
        s = np.asarray(self.states(t), float)
        once = (s[0] - 8.0 * s[1] + 8.0 * s[3] - s[4]) / (12.0 * STEP_S)
        twice = (-s[0] + 16.0 * s[1] - 30.0 * s[2] + 16.0 * s[3] - s[4]) / (12.0 * STEP_S**2)
        return np.stack([s[2], once, twice])


def fixed(name: str, state: Array, vinf_m_s: Span = (0.0, 0.0)) -> End:
    """Return an end that is one state (6,), whatever the date."""
    held = np.array(state, float)
    if held.shape != (6,) or not np.isfinite(held).all():
        raise InvalidInput(f"state of {name}", value=held.shape, remedy="give 6 finite numbers")
    return End(name=name, states=lambda t: np.tile(held, (np.size(t), 1)), vinf_m_s=vinf_m_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowThrustLeg:
    """A leg to be solved.

    departs_s: first and last departure [s past J2000]; tof_s: shortest and longest flight [s];
    mass_kg: least and greatest mass at departure; spend_kg: most propellant; goal: what is to be
    best; coast_s: without thrust after departure and before arrival [s]; gm: of the Sun [m³/s²].
    """

    start: End
    end: End
    departs_s: Span
    tof_s: Span
    mass_kg: Span
    engine: Engine
    goal: Goal = "mass"
    spend_kg: float | None = None
    coast_s: Span = (0.0, 0.0)
    gm: float = GM_SUN

    def __post_init__(self) -> None:
        _span("departure of a leg", self.departs_s, -math.inf)
        _span("flight time of a leg", self.tof_s, 0.0)
        _span("mass at departure", self.mass_kg, 0.0)
        if self.spend_kg is not None and not 0.0 < self.spend_kg < self.mass_kg[1]:
            raise InvalidInput(
                "propellant of a leg", value=self.spend_kg,
                remedy=f"give kilograms above 0 and below the mass, {self.mass_kg[1]:g}",
            )  # fmt: skip
        if not (min(self.coast_s) >= 0.0 and sum(self.coast_s) < self.tof_s[0]):
            raise InvalidInput(
                "coasts of a leg", value=self.coast_s,
                remedy="give seconds, 0 or more, shorter together than the shortest flight",
            )  # fmt: skip
        if self.goal not in ("mass", "time", "start"):
            raise InvalidInput("goal of a leg", value=self.goal, remedy="mass, time or start")

    @property
    def timed(self) -> bool:
        """Whether its dates are given."""
        return self.departs_s[0] == self.departs_s[1] and self.tof_s[0] == self.tof_s[1]

    def with_dates(self, departs_s: float, tof_s: float) -> LowThrustLeg:
        """Return the same leg on these dates."""
        return replace(self, departs_s=(departs_s, departs_s), tof_s=(tof_s, tof_s))


def _span(what: str, span: Span, above: float) -> None:
    low, high = span
    if not (math.isfinite(low) and math.isfinite(high) and above < low <= high):
        raise InvalidInput(
            what, value=span, remedy="give least and greatest, finite, in that order"
            + ("" if above == -math.inf else ", above 0"),
        )  # fmt: skip
