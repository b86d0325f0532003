"""Profit of a swarm of small mining craft, and the years until it has paid for its development.

Source: hein2018.  Checked: tests/economics/test_mining_models.py; validation/economics.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.errors import InvalidInput, OutOfDomain

LAUNCH_PER_KG = 35_000.0
"""Launch to an asteroid [USD/kg] of the published tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swarm:
    """One case of the published tables; money in USD.

    mass_kg of a craft; days of mining; throughput_per_day: kilograms of rock a day for each
    kilogram of craft; content: share of product in the rock; price_per_kg; craft: launches
    that each cost LAUNCH_PER_KG a kilogram; build_per_kg, operations, development_per_kg.
    """

    mass_kg: float = 150.0
    days: float = 100.0
    throughput_per_day: float
    content: float
    price_per_kg: float
    launches: float
    build_per_kg: float
    operations: float
    development_per_kg: float


def profit(swarm: Swarm) -> float:
    """Return the profit of one mission [USD]; InvalidInput for values without meaning."""
    s = swarm
    if not (s.mass_kg > 0 and s.days > 0 and 0 <= s.content <= 1):
        raise InvalidInput("swarm needs mass, time and a content within 0 to 1", value=s)
    product = s.throughput_per_day * s.mass_kg * s.days * s.content
    spent = s.build_per_kg * s.mass_kg + s.launches * LAUNCH_PER_KG * s.mass_kg + s.operations
    earned = product * s.price_per_kg - spent
    if not math.isfinite(earned):
        raise InvalidInput("swarm has no finite profit", value=s, remedy="give finite values")
    return earned


def break_even_years(swarm: Swarm) -> float:
    """Return development by profit, a mission a year; OutOfDomain where there is no profit."""
    earned = profit(swarm)
    if not earned > 0:
        raise OutOfDomain("no profit pays for the development", value=earned)
    return swarm.development_per_kg * swarm.mass_kg / earned
