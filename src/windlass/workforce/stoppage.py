"""What a stoppage costs beside what a change of pay saves.

Checked: tests/workforce/test_stoppage.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.errors import InvalidInput

DAYS: float = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Saving of a change, over a year, against stoppages.  days: stoppage a year that costs as
    much; probability: of a stoppage a year, of mean length, from which the change costs more than
    it saves, None where even a certain one does not; expected: cost of stoppages a year less the
    saving, at the probability that was given, None where none was.
    """

    saving_year: float
    day_cost: float
    mean_days: float
    days: float
    probability: float | None
    expected: float | None


def against(
    saving: float, days_of_hours: float, day_cost: float, mean_days: float, *,
    added: float | None = None,
) -> Against:  # fmt: skip
    """Set a saving over some days beside stoppages.

    saving: of all, in money, over days_of_hours > 0; day_cost > 0: of a day of stoppage, in the
    same money; mean_days > 0: that a stoppage takes; added: probability a year that the change adds
    to a stoppage, 0 to 1.  Raises InvalidInput for what is none of these.
    """
    for name, value in (("days of the hours", days_of_hours), ("cost of a day", day_cost),
                        ("mean length of a stoppage", mean_days)):  # fmt: skip
        if not (math.isfinite(value) and value > 0.0):
            raise InvalidInput(name, value=value, remedy="above 0")
    if not math.isfinite(saving):
        raise InvalidInput("saving", value=saving)
    if added is not None and not 0.0 <= added <= 1.0:
        raise InvalidInput("probability that a change adds", value=added, remedy="0 to 1")
    year = saving * DAYS / days_of_hours
    even = year / (day_cost * mean_days)
    return Against(
        saving_year=year, day_cost=day_cost, mean_days=mean_days, days=max(year / day_cost, 0.0),
        probability=max(even, 0.0) if even <= 1.0 else None,
        expected=None if added is None else added * mean_days * day_cost - year,
    )  # fmt: skip


def delay_cost(npv: float, rate: float) -> float | None:
    """Return what a day's delay of all of a programme takes off its present value; None where the
    present value is not above 0: then a delay costs nothing by discounting.
    """
    if not (math.isfinite(npv) and rate > 0.0):
        raise InvalidInput("present value and rate", value=(npv, rate))
    return -npv * math.expm1(-math.log1p(rate) / DAYS) if npv > 0.0 else None
