"""What is asked of a solar-electric tug that brings an asteroid, or a part of one, to Earth.

The whole chain: climb from low orbit, lunar flyby, flight out, stay with de-spin, flight home,
capture.  Checked: tests/lowthrust/test_return_plan.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput
from windlass.catalogue.orbit import Orbit
from windlass.lowthrust.engine import Engine, solar
from windlass.lowthrust.leg import Span
from windlass.transfers import despin

SHORTEST_S: Final = 150.0 * DAY_S
"""Shortest flight of a leg that is looked for."""
LONGEST_S: Final = 15.0 * YEAR_S
"""Longest time from Earth to Earth that is looked for."""
LEAST_KG: Final = 1e3
"""Least mass that is brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spin:
    """How what is taken turns, and what stops it: period [s], density [kg/m³], specific impulse [s]
    and arm [m] of the thrusters that do."""

    period_s: float
    density: float
    isp_s: float
    arm_m: float

    def propellant_kg(self, mass_kg: float) -> float:
        """Return what stops a sphere of a mass [kg]."""
        return despin.of_sphere(mass_kg, self.density, self.period_s, self.isp_s, self.arm_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """From where the tug climbs to the Moon: altitude [m], inclination [rad] of a circular orbit;
    worn: whether the belts wear its array out."""

    altitude_m: float = 407e3
    inclination_rad: float = math.radians(28.5)
    worn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAsk:
    """Ask for a return.

    name, orbit: of the asteroid; arrives_s: first and last arrival [s past J2000]; departs_s: first
    and last departure from Earth's neighbourhood, None for any; within_s: longest time from there
    to arrival; power_w: into the thrusters at 1 au, after the climb; isp_s; efficiency; duty: share
    of the time that they thrust; dry_kg: of the tug; xenon_kg: aboard at the lunar flyby, None for
    as little as suffices; returned_kg: mass to be brought, None for the most; most_kg: that there
    is; margin: share of the xenon that is not spent; stay_s: shortest and longest; vinf_out_m_s:
    speed that the lunar flyby gives at most; vinf_home_m_s: that the arrival's flyby takes at most;
    coast_s: without thrust after leaving and before arriving at a body; spin: None for none;
    capture: ``dro`` to go on into the lunar retrograde orbit, ``flyby`` to end at the flyby; climb:
    None to begin at the lunar flyby.
    """

    name: str
    orbit: Orbit
    arrives_s: Span
    power_w: float
    isp_s: float
    departs_s: Span | None = None
    within_s: float = 8.0 * YEAR_S
    efficiency: float = 0.60
    duty: float = 0.90
    dry_kg: float = 5_500.0
    xenon_kg: float | None = None
    returned_kg: float | None = None
    most_kg: float = 5e6
    margin: float = 0.05
    stay_s: Span = (90.0 * DAY_S, 400.0 * DAY_S)
    vinf_out_m_s: float = 1_414.0
    vinf_home_m_s: float = 1_414.0
    coast_s: float = 0.0
    spin: Spin | None = None
    capture: Literal["dro", "flyby"] = "dro"
    climb: Climb | None = Climb()

    def __post_init__(self) -> None:
        if (self.xenon_kg is None) == (self.returned_kg is None):
            raise InvalidInput(
                "xenon and returned mass of a return", value=(self.xenon_kg, self.returned_kg),
                remedy="give one of them: the other is what is sought",
            )  # fmt: skip
        for name in ("power_w", "isp_s", "dry_kg", "xenon_kg", "returned_kg", "most_kg"):
            value = getattr(self, name)
            if value is not None and not 0.0 < value < math.inf:
                raise InvalidInput(f"{name} of a return", value=value, remedy="give more than 0")
        if self.returned_kg is not None and self.returned_kg < LEAST_KG:
            raise InvalidInput(
                "returned mass", value=self.returned_kg, remedy=f"give {LEAST_KG:g} kg or more"
            )
        if self.returned_kg is not None and self.returned_kg > self.most_kg:
            raise InvalidInput(
                "returned mass is more than there is", value=self.returned_kg,
                remedy=f"ask for at most {self.most_kg:,.0f} kg",
            )  # fmt: skip
        for name in ("efficiency", "duty"):
            value = getattr(self, name)
            if not 0.0 < value <= 1.0:
                raise InvalidInput(
                    f"{name} of a return", value=value, remedy="give more than 0, at most 1"
                )
        self._spans()
        if not 0.0 <= self.margin < 1.0:
            raise InvalidInput("margin of xenon", value=self.margin, remedy="give 0 to below 1")
        if not 0.0 < self.within_s <= LONGEST_S:
            raise InvalidInput(
                "longest time of a return [d]", value=self.within_s / DAY_S,
                remedy=f"give more than 0, at most {LONGEST_S / DAY_S:.0f} d",
            )  # fmt: skip
        if not 0.0 <= 2.0 * self.coast_s < SHORTEST_S:
            raise InvalidInput(
                "coast beside an encounter [d]", value=self.coast_s / DAY_S,
                remedy=f"give 0 to below {SHORTEST_S / 2 / DAY_S:.0f} d",
            )  # fmt: skip
        if self.capture not in ("dro", "flyby"):
            raise InvalidInput("capture", value=self.capture, remedy="dro or flyby")

    def _spans(self) -> None:
        """Raise InvalidInput for a span of dates or stays that is none, or speeds below 0."""
        for what, span, least in (
            ("arrivals", self.arrives_s, -math.inf), ("stay", self.stay_s, 0.0),
            ("departures", self.departs_s or (0.0, 0.0), -math.inf),
        ):  # fmt: skip
            if not (least <= span[0] <= span[1] < math.inf and span[0] > -math.inf):
                raise InvalidInput(
                    f"{what} of a return [d]", value=[one / DAY_S for one in span],
                    remedy="give first and last, in that order",
                )  # fmt: skip
        for name in ("vinf_out_m_s", "vinf_home_m_s"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise InvalidInput(
                    f"{name} of a return", value=getattr(self, name), remedy="give 0 or more"
                )

    @property
    def engine(self) -> Engine:
        """What thrusts on the way out and home."""
        return solar(self.power_w, self.isp_s, self.efficiency, duty=self.duty)

    @property
    def least_s(self) -> float:
        """Time of the shortest flights and stay that are looked for."""
        return 2.0 * SHORTEST_S + self.stay_s[0]

    @property
    def leaves_s(self) -> Span:
        """First and last departure that lead to an arrival in time."""
        first = self.arrives_s[0] - self.within_s
        last = self.arrives_s[1] - self.least_s
        if self.departs_s is None:
            return first, last
        low, high = max(first, self.departs_s[0]), min(last, self.departs_s[1])
        if low > high:
            raise InvalidInput(
                "departures and arrivals of a return do not go together",
                value=[one / DAY_S for one in self.departs_s],
                remedy="give later arrivals, a longer time, or earlier departures",
            )  # fmt: skip
        return low, high
