"""The ship that every slow technique uses, so that they stand on equal footing.

One power, one propellant, one specific impulse: what differs between techniques is then what they
do with them.  Source: tsiolkovsky1903.  Checked: tests/redirect/test_ship.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship:
    """A ship at the asteroid: dry_kg; propellant_kg left on arrival; power_w into its thrusters, at
    1 au where by_sun; isp_s; efficiency of power into jet; duty: share of the time in which it
    works; spread_rad: half-angle that holds 95 % of its beam; plume_rad: half-angle of a jet that
    must pass the asteroid by.  Where by_sun, propellant is taken to last as long as at 1 au.
    """

    dry_kg: float
    propellant_kg: float
    power_w: float
    isp_s: float
    efficiency: float
    by_sun: bool = True
    duty: float = 0.9
    spread_rad: float = math.radians(10.0)
    plume_rad: float = math.radians(20.0)

    def __post_init__(self) -> None:
        for name in ("dry_kg", "propellant_kg", "power_w", "isp_s"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidInput(f"{name} of a ship", value=value, remedy="give more than 0")
        for name in ("efficiency", "duty"):
            value = getattr(self, name)
            if not 0.0 < value <= 1.0:
                raise InvalidInput(f"{name} of a ship", value=value, remedy="give above 0 to 1")
        if not (0.0 < self.spread_rad < 0.5 * math.pi and 0.0 <= self.plume_rad < 0.5 * math.pi):
            raise InvalidInput(
                "half-angles of a ship's beam and jets", value=(self.spread_rad, self.plume_rad),
                remedy="give within 0 to 90 deg",
            )  # fmt: skip

    @property
    def mass_kg(self) -> float:
        """Mass on arrival at the asteroid."""
        return self.dry_kg + self.propellant_kg

    @property
    def exhaust_m_s(self) -> float:
        """Speed of its jet."""
        return self.isp_s * G0

    @property
    def thrust_n(self) -> float:
        """Thrust at full power, at 1 au where by_sun."""
        return 2.0 * self.efficiency * self.power_w / self.exhaust_m_s

    @property
    def flow_kg_s(self) -> float:
        """Propellant used at full power."""
        return self.thrust_n / self.exhaust_m_s

    def times(self, count: int) -> Ship:
        """Return several ships as one: masses and powers add.  Raises InvalidInput below 1."""
        if isinstance(count, bool) or not (isinstance(count, int) and count >= 1):
            raise InvalidInput("number of ships", value=count, remedy="give a whole number, 1 up")
        return replace(
            self, dry_kg=count * self.dry_kg, propellant_kg=count * self.propellant_kg,
            power_w=count * self.power_w,
        )  # fmt: skip


def asked(what: str, asked_s: float) -> float:
    """Return a time asked [s].  Raises InvalidInput unless it is finite and above 0."""
    if not (math.isfinite(asked_s) and asked_s > 0.0):
        raise InvalidInput(f"how long {what} works", value=asked_s, remedy="give more than 0 s")
    return asked_s
