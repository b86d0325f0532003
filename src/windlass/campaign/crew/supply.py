"""What a crew consumes: oxygen, food and water by person-days, less what is won back.

A share won back lessens what is brought; plant and power for it are the scenario's.
Source: bvad2004.  Checked: tests/campaign/test_crew_supply.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput

DAY_S: Final = 86_400.0
PARTS: Final = ("oxygen", "food", "water")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Ask: so many people for a time [s]; recycled: {part: share won back}, the table's else.

    reserve_s: of consumables beyond the stay; none: that of data/life_support.toml.
    """

    people: int
    time_s: float
    recycled: Mapping[str, float] = field(default_factory=dict)
    reserve_s: float | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Result [kg]: what is consumed, what is won back, and what must be brought, by part."""

    consumed_kg: Mapping[str, float]
    recycled_kg: Mapping[str, float]
    brought_kg: Mapping[str, float]
    person_days: float

    @property
    def total_kg(self) -> float:
        """All that must be brought."""
        return math.fsum(self.brought_kg.values())


def need(part: str) -> float:
    """Return what a person consumes [kg/day]; InvalidInput for an unknown part."""
    return float(_row("need", part)["value"])


def recycled(part: str) -> float:
    """Return the share that is won back where nothing else is said."""
    return float(_row("recycled", part)["value"])


def supply(stays: Sequence[Stay]) -> Supply:
    """Return the consumables of stays, summed."""
    consumed = dict.fromkeys(PARTS, 0.0)
    back = dict.fromkeys(PARTS, 0.0)
    days = 0.0
    for stay in stays:
        _sound(stay)
        reserve = stay.reserve_s
        if reserve is None:
            reserve = float(_row("pause", "reserve")["value"]) * DAY_S
        now = stay.people * (stay.time_s + reserve) / DAY_S
        days += now
        for part in PARTS:
            share = stay.recycled.get(part, recycled(part))
            consumed[part] += need(part) * now
            back[part] += share * need(part) * now
    return Supply(
        consumed_kg=consumed,
        recycled_kg=back,
        brought_kg={part: consumed[part] - back[part] for part in PARTS},
        person_days=days,
    )


def lasts(stock_kg: Mapping[str, float], people: int, shares: Mapping[str, float]) -> float:
    """Return how long [s] a stock {part: kg} lasts people; infinite only where nothing is used."""
    if people < 1:
        raise InvalidInput("a stock lasts a crew of one at least", value=people)
    times = [
        stock_kg.get(part, 0.0) / rate * DAY_S
        for part in PARTS
        if (rate := need(part) * people * (1.0 - shares.get(part, recycled(part)))) > 0.0
    ]
    return min(times, default=math.inf)


def _row(kind: str, part: str) -> Mapping[str, float]:
    rows = entry("life_support", kind)
    if part not in rows:
        raise InvalidInput(f"no {kind} of that name", value=part, remedy=", ".join(rows))
    found: Mapping[str, float] = rows[part]
    return found


def _sound(stay: Stay) -> None:
    if stay.people < 0 or not 0.0 <= stay.time_s < math.inf:
        raise InvalidInput("a stay has people and a time, 0 or more", value=stay)
    if stay.reserve_s is not None and not 0.0 <= stay.reserve_s < math.inf:
        raise InvalidInput("a reserve is 0 s or more", value=stay.reserve_s)
    for part, share in stay.recycled.items():
        if part not in PARTS or not 0.0 <= share <= 1.0:
            raise InvalidInput(f"share of {part} won back must lie from 0 to 1", value=share)
