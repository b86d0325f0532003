"""Counting a fleet: launches, flights of the first month, digging vehicles, what limits it.

Whole numbers are counts of things; all else is SI.  Checked: tests/campaign/test_fleet.py.
"""

from __future__ import annotations

import math
from typing import Final

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput

MONTH_S: Final = YEAR_S / 12.0
_ROUNDING: Final = 1e-9


def whole(value: float) -> float:
    """Return value ≥ 0 rounded up to a count, a rounding error forgiven."""
    if not 0 <= value < math.inf:
        raise InvalidInput("a count is finite and not negative", value=value)
    return float(math.ceil(value * (1.0 - _ROUNDING)))


def ships_a_launch(load: float) -> float:
    """Return how many ships one launcher lifts; load > 0: of one ship by what it lifts."""
    if not 0 < load < math.inf:
        raise InvalidInput("load of a launcher must be above 0", value=load)
    return max(1.0, math.floor(1.0 / load * (1.0 + _ROUNDING)))


def launches(ships: float, load: float) -> float:
    """Return the launches for a number of ships of a load each."""
    return whole(ships / ships_a_launch(load))


def vehicles(rock_kg: float, time_s: float, rate_kg_s: float, availability: float) -> float:
    """Return the vehicles that dig rock in a time; rate: of one vehicle while it works."""
    if not (
        0 <= rock_kg < math.inf
        and 0 < time_s < math.inf
        and 0 < rate_kg_s < math.inf
        and 0 < availability <= 1
    ):
        raise InvalidInput(
            "digging needs rock, time, a rate and an availability within 0 to 1",
            value=(rock_kg, time_s, rate_kg_s, availability),
        )
    return whole(rock_kg / (time_s * rate_kg_s * availability))


def dug_kg_s(vehicles: float, rate_kg_s: float, availability: float) -> float:
    """Return what vehicles dig together; rate: of one of them while it works."""
    if not (0 <= vehicles < math.inf and 0 < rate_kg_s < math.inf and 0 < availability <= 1):
        raise InvalidInput(
            "digging needs vehicles, a rate and an availability within 0 to 1",
            value=(vehicles, rate_kg_s, availability),
        )
    return vehicles * rate_kg_s * availability


def first_month(flights: float, cadence_s: float) -> float:
    """Return the flights of the first month: one at least, no more than the launcher flies."""
    if not (0 <= flights < math.inf and 0 < cadence_s < math.inf):
        raise InvalidInput("flights and cadence must be above 0", value=(flights, cadence_s))
    return min(flights, max(1.0, math.floor(cadence_s * MONTH_S * (1.0 + _ROUNDING))))


def flights_until(time_s: float, cadence_s: float) -> float:
    """Return the flights that a launcher makes in a time [s], one at least; cadence [1/s] > 0."""
    if not (abs(time_s) < math.inf and 0 < cadence_s < math.inf):
        raise InvalidInput("launcher needs a time and a cadence above 0", value=(time_s, cadence_s))
    return max(1.0, math.floor(max(0.0, time_s) * cadence_s * (1.0 + _ROUNDING)))


def ships_by_supply(supply_kg_s: float, share: float, time_s: float, each_kg: float) -> float:
    """Return the ships that a share of the world's propellant fills in a time [s]."""
    if not (
        0 < supply_kg_s < math.inf
        and 0 < share <= 1
        and abs(time_s) < math.inf
        and 0 < each_kg < math.inf
    ):
        raise InvalidInput(
            "supply, share and load must be above 0, share at most 1",
            value=(supply_kg_s, share, time_s, each_kg),
        )
    return float(math.floor(supply_kg_s * share * max(0.0, time_s) / each_kg))
