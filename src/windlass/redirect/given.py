"""What a technique gives an asteroid, in the same words for every technique.

A push over time or blows at once, along a wanted direction, and what it takes: equipment, power,
consumables, time; whether the asteroid stays whole; what must be done about its spin; how sure the
technique itself is.  Checked: tests/redirect/test_given.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.redirect.disruption import State

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a technique gives.

    technique: key of data/techniques.toml; t_s (n,) from the beginning of its work, push_m_s2 (n,)
    of the asteroid then, along the wanted direction, linear between; blows (k, 2): when [s] and by
    how much [m/s] it is moved at once; by_sun: whether the push follows the Sun's light, so that
    push_m_s2 are those at 1 au.

    equipment_kg: at the asteroid at first, of which consumed_kg are used up; thrown_kg: of the
    asteroid's own; power_w: at 1 au where it is the Sun's; works_s: how long it works.

    share: of the specific energy that disperses half of the asteroid, 0 for pushes; state: what
    becomes of it; spread: factors on what is given at 5 and 95 %, the asteroid's mass known;
    stop_s: how long its spin takes to stop or its axis to turn first, None for no need;
    needs: what must be done about spin and attitude; flags: where it is outside of what was tried.
    """

    technique: str
    t_s: Array = field(default_factory=lambda: np.zeros(0))
    push_m_s2: Array = field(default_factory=lambda: np.zeros(0))
    blows: Array = field(default_factory=lambda: np.zeros((0, 2)))
    by_sun: bool = False
    equipment_kg: float
    consumed_kg: float
    thrown_kg: float = 0.0
    power_w: float = 0.0
    works_s: float
    share: float = 0.0
    state: State = "stays whole"
    spread: tuple[float, float] = (1.0, 1.0)
    stop_s: float | None = None
    needs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        t, a, blows = self.t_s, self.push_m_s2, self.blows
        if (
            t.shape != a.shape
            or t.size == 1
            or (np.diff(t) <= 0.0).any()
            or blows.shape[1:] != (2,)
        ):
            raise InvalidInput(
                f"push of {self.technique}", value=(t.shape, a.shape, blows.shape),
                remedy="give times in their order, an acceleration each, and blows as rows of 2",
            )  # fmt: skip
        told = np.concatenate([t, a, blows.ravel(), [self.works_s, self.share]])
        if not (np.isfinite(told).all() and math.isfinite(self.equipment_kg)):
            raise InvalidInput(
                f"what {self.technique} gives is not finite", value=told[~np.isfinite(told)],
                remedy="give finite numbers",
            )  # fmt: skip
        if not 0.0 <= self.consumed_kg <= self.equipment_kg:
            raise InvalidInput(
                f"consumables of {self.technique}", value=self.consumed_kg,
                remedy=f"give 0 kg to its equipment's {self.equipment_kg:g} kg",
            )  # fmt: skip
        if not 0.0 < self.spread[0] <= self.spread[1]:
            raise InvalidInput(
                f"spread of {self.technique}", value=self.spread, remedy="give two factors above 0"
            )

    @property
    def dv_m_s(self) -> float:
        """All of it as a change of velocity [m/s], at 1 au where the Sun pushes."""
        return float(np.trapezoid(self.push_m_s2, self.t_s)) + float(self.blows[:, 1].sum())
