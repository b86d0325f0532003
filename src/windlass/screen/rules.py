"""The rules of a screen: dates, grid and limits; NHATS's by default.

Source: nhats2012.  Checked: tests/screen/test_rules.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S, format_epoch, parse_epoch
from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]
Kind = Literal["accessible", "rendezvous"]
KINDS: Final = ("accessible", "rendezvous")

MOST_LAUNCHES: Final = 40_000
MOST_LEGS: Final = 2_000
MOST_CELLS: Final = 20_000_000
"""Launches times flight times: four tables of so many numbers a core are held at work."""
_MJD0_D: Final = 2_400_000.0
_MJD0_S: Final = -51_544.5 * DAY_S
"""JD 2400000.5 as JD − 0.5 [d], and in seconds past J2000."""

TABLE: Final = ("2020-01-01", "2052-01-01")
"""Span of the usual tables of ephemerides: what lies within it shares them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Ask: one screen's dates, grid and limits; SI, instants in TDB seconds past J2000.

    launch_s: first and last instant of launch; step_s: of launches, legs and stays; phase_d:
    launches are at 0 h TDB on days with (JD − 0.5) mod step = phase; first_leg_s, min_stay_s:
    shortest leg and stay; max_duration_s: from launch to return, or to arrival for a rendezvous;
    max_c3_m2_s2: at launch; parking_altitude_m: circular orbit left; entry_altitude_m,
    entry_max_m_s: speed at entry that needs no braking.  Raises InvalidInput naming what
    cannot be.
    """

    kind: Kind
    launch_s: tuple[float, float]
    max_dv_m_s: float = 12e3
    max_duration_s: float = 450.0 * DAY_S
    min_stay_s: float = 8.0 * DAY_S
    step_s: float = 8.0 * DAY_S
    phase_d: float = 5.0
    first_leg_s: float = DAY_S
    max_c3_m2_s2: float = 60e6
    max_revolutions: int = 0
    parking_altitude_m: float = 400e3
    entry_altitude_m: float = 125e3
    entry_max_m_s: float = 12e3

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidInput("unknown screen", value=self.kind, remedy=f"one of {KINDS}")
        for name in _ABOVE_ZERO:
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise InvalidInput(f"{_WORDS[name]} must be above 0", value=value)
        if not 0.0 <= self.phase_d * DAY_S < self.step_s:
            raise InvalidInput(
                "phase of the launches lies outside the step",
                value=self.phase_d,
                remedy=f"give days from 0 to below {self.step_s / DAY_S:g}",
            )
        if not all(math.isfinite(t) for t in self.launch_s):
            raise InvalidInput(
                "launch window has no dates", value=self.launch_s, remedy="give two epochs"
            )
        if self.max_revolutions not in range(6):
            raise InvalidInput("revolutions must be 0 to 5", value=self.max_revolutions)
        self._check_grid()

    def _check_grid(self) -> None:
        if self.shortest_s > self.max_duration_s:
            raise InvalidInput(
                "no trip is that short",
                value=f"{self.max_duration_s / DAY_S:g} d",
                remedy=f"the shortest on this grid takes {self.shortest_s / DAY_S:g} d",
                where="--max-duration",
            )
        if self.count == 0:
            raise InvalidInput(
                "no launch day of the grid lies in the window",
                value=" .. ".join(format_epoch(t) for t in self.launch_s),
                remedy="widen --launch, or change --step or --phase",
            )
        legs = self.n_max + 1
        if self.count > MOST_LAUNCHES or legs > MOST_LEGS or self.count * legs > MOST_CELLS:
            raise InvalidInput(
                "grid is too fine",
                value=f"{self.count} launches, {legs} flight times",
                remedy=f"take a longer --step: at most {MOST_LAUNCHES} and {MOST_LEGS}, "
                f"and {MOST_CELLS} of both together",
            )
        fall = math.sqrt(self.fall2_m2_s2)
        if self.entry_max_m_s <= fall:
            raise InvalidInput(
                "entry speed lies below the speed of a fall from afar",
                value=self.entry_max_m_s,
                remedy=f"give more than {fall:.0f} m/s",
            )

    @property
    def returns(self) -> bool:
        """Whether the trip comes back."""
        return self.kind == "accessible"

    @property
    def shortest_s(self) -> float:
        """Length of the shortest trip [s]."""
        return 2 * self.first_leg_s + self.min_stay_s if self.returns else self.first_leg_s

    @property
    def n_max(self) -> int:
        """Steps that a trip may be longer than the shortest one."""
        return math.floor((self.max_duration_s - self.shortest_s) / self.step_s + 1e-9)

    @property
    def first_launch_s(self) -> float:
        """First launch of the grid."""
        phase = _MJD0_S - math.fmod(_MJD0_D * DAY_S, self.step_s) + self.phase_d * DAY_S
        return phase + math.ceil((self.launch_s[0] - phase) / self.step_s - 1e-9) * self.step_s

    @property
    def count(self) -> int:
        """Launches of the grid."""
        left = self.launch_s[1] - self.first_launch_s
        return max(0, math.floor(left / self.step_s + 1e-9) + 1) if left > -1e-3 else 0

    @property
    def launches(self) -> Array:
        """Launches (count,) [s past J2000]."""
        return np.asarray(self.first_launch_s + self.step_s * np.arange(self.count))

    @property
    def returns_s(self) -> Array:
        """Instants at which a trip may come back (count + n_max,) [s past J2000]."""
        later = self.step_s * np.arange(self.count + self.n_max)
        return np.asarray(self.first_launch_s + self.shortest_s + later)

    @property
    def park(self) -> tuple[float, float, float]:
        """End of a leg that leaves the parking orbit: (vesc² [m²/s²], v0, greatest v∞ [m/s])."""
        vesc2 = 2.0 * GM_EARTH / (R_EARTH_M + self.parking_altitude_m)
        return vesc2, math.sqrt(0.5 * vesc2), math.sqrt(self.max_c3_m2_s2)

    @property
    def fall2_m2_s2(self) -> float:
        """Square of the speed at entry of a fall from afar [m²/s²]."""
        return 2.0 * GM_EARTH / (R_EARTH_M + self.entry_altitude_m)

    @property
    def entry(self) -> tuple[float, float, float]:
        """End of a leg that enters the atmosphere: v∞ up to what the entry speed allows is free,
        the rest is braked before Earth pulls."""
        return 0.0, math.sqrt(self.entry_max_m_s**2 - self.fall2_m2_s2), math.inf

    @property
    def span_s(self) -> tuple[float, float]:
        """Span of the tables that the screen reads: the usual one where it is enough."""
        low, high = (parse_epoch(text) for text in TABLE)
        last = self.first_launch_s + self.step_s * (self.count - 1) + self.max_duration_s
        if low <= self.first_launch_s and last <= high:
            return low, high
        return _year(self.first_launch_s), _year(last, after=1)


_WORDS: Final = {
    "max_dv_m_s": "greatest Δv",
    "max_duration_s": "greatest duration",
    "min_stay_s": "shortest stay",
    "step_s": "step",
    "first_leg_s": "shortest leg",
    "max_c3_m2_s2": "greatest C3",
    "parking_altitude_m": "altitude of the parking orbit",
    "entry_altitude_m": "altitude of entry",
    "entry_max_m_s": "greatest entry speed",
}
_ABOVE_ZERO: Final = tuple(_WORDS)


def _year(t_s: float, after: int = 0) -> float:
    return parse_epoch(str(int(format_epoch(t_s, "minute")[:4]) + after))
