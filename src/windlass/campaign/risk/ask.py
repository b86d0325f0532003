"""What a simulation of a campaign is asked: a schedule, what goes wrong, and prices.

Money is of one year throughout, the asker's.  Checked: tests/campaign/test_risk.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.schedule.timetable import Schedule, Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a campaign costs: each launch and each spare or rebuilt ship by vehicle, and each day
    from the timetable's start to the last delivery.
    """

    launch_usd: tuple[tuple[str, float], ...] = ()
    ship_usd: tuple[tuple[str, float], ...] = ()
    day_usd: float = 0.0

    def __post_init__(self) -> None:
        values = [value for _, value in (*self.launch_usd, *self.ship_usd)]
        if not all(0.0 <= value < math.inf for value in [*values, self.day_usd]):
            raise InvalidInput("prices of a campaign", value=values, remedy="give 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAsk:
    """Ask: how a schedule fares.

    repeat_s: after how long a flight's last window opens again, 0 for never; a window that lasts
    to the timetable's end is taken to stay open.  month_s: what counts as the first month, from
    the first lift-off planned.
    """

    timetable: Timetable
    schedule: Schedule
    hazards: Hazards
    prices: Prices = Prices()
    repeat_s: float = 0.0
    month_s: float = 30.0 * 86_400.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.repeat_s < math.inf:
            raise InvalidInput("time until windows open again", value=self.repeat_s)
        if not 0.0 < self.month_s < math.inf:
            raise InvalidInput("length of the first month", value=self.month_s)

    def by(self, hazards: Hazards) -> RiskAsk:
        """Return the same ask with other hazards."""
        return replace(self, hazards=hazards)
