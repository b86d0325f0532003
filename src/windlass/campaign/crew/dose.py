"""How much radiation persons take over phases of flight, and against which career limit.

Dose equivalent by rate and time, no shielding beyond that of the measurements, no solar storms.
Source: guo2021, zeitlin2013, hassler2014, zhang2020, nap26155.
Checked: tests/campaign/test_dose.py; validation/schedule.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput

DAY_S: Final = 86_400.0
PLACES: Final = ("cruise", "cruise-first", "mars", "moon", "leo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Ask: time [s] that a person spends at a place, a key of ``rate`` in data/dose.toml."""

    place: str
    time_s: float
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Ask: who, of which agency, which dose [mSv] there was before, and the phases in order."""

    key: str
    agency: str
    phases: tuple[Phase, ...]
    before_msv: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Result [mSv]: total with its range, by phase, against the limit; reached_s: when.

    low_msv, high_msv: where the rates' own ranges are known.  reached_s: time since the first phase
    began at which the limit is reached, infinite where it is not.
    """

    key: str
    agency: str
    total_msv: float
    low_msv: float
    high_msv: float
    phases_msv: tuple[float, ...]
    limit_msv: float
    reached_s: float

    @property
    def exceeds(self) -> bool:
        """Whether the total is above the limit."""
        return self.total_msv > self.limit_msv


def rate(place: str) -> tuple[float, float, float]:
    """Return (rate, low, high) [mSv/day] of a place; InvalidInput for an unknown one."""
    rates = entry("dose", "rate")
    if place not in rates:
        raise InvalidInput("no dose rate of that place", value=place, remedy=", ".join(rates))
    row = rates[place]
    value = float(row["value"])
    return value, float(row.get("low", value)), float(row.get("high", value))


def over(place: str, time_s: float) -> float:
    """Return what a person takes at a place over a time [s, mSv]; none where no place is named."""
    return rate(place)[0] * time_s / DAY_S if place else 0.0


def limit(agency: str) -> float:
    """Return an agency's career limit [mSv]; InvalidInput for an unknown one."""
    limits = entry("dose", "limit")
    if agency not in limits:
        raise InvalidInput(
            "no career limit of that agency", value=agency, remedy=f"one of {', '.join(limits)}"
        )
    return float(limits[agency]["value"])


def rates() -> tuple[str, ...]:
    """Return the places whose dose rate is known."""
    return tuple(entry("dose", "rate"))


def limits() -> tuple[str, ...]:
    """Return the agencies whose career limit is known."""
    return tuple(entry("dose", "limit"))


def take(person: Person) -> Dose:
    """Return a person's dose over their phases."""
    if not 0.0 <= person.before_msv < math.inf:
        raise InvalidInput(f"{person.key}: dose before must be 0 mSv or more",
                           value=person.before_msv)  # fmt: skip
    parts, lows, highs = [], [person.before_msv], [person.before_msv]
    most, done, passed, reached = limit(person.agency), person.before_msv, 0.0, math.inf
    if done >= most:
        reached = 0.0
    for phase in person.phases:
        if not 0.0 <= phase.time_s < math.inf:
            raise InvalidInput(f"{person.key}: time at {phase.place} must be 0 s or more",
                               value=phase.time_s)  # fmt: skip
        by_day, low, high = rate(phase.place)
        days = phase.time_s / DAY_S
        parts.append(by_day * days)
        lows.append(low * days)
        highs.append(high * days)
        if math.isinf(reached) and done + parts[-1] >= most:
            reached = passed + (most - done) / by_day * DAY_S
        done, passed = done + parts[-1], passed + phase.time_s
    return Dose(
        key=person.key,
        agency=person.agency,
        total_msv=person.before_msv + math.fsum(parts),
        low_msv=math.fsum(lows),
        high_msv=math.fsum(highs),
        phases_msv=tuple(parts),
        limit_msv=most,
        reached_s=reached,
    )


def days_left(place: str, agency: str, before_msv: float = 0.0) -> float:
    """Return the days at a place until the career limit is reached, 0 where it is already."""
    return max(0.0, (limit(agency) - before_msv) / rate(place)[0])


def exceeding(persons: Sequence[Person]) -> list[Dose]:
    """Return the doses above their limit, the most above it first."""
    found = [dose for dose in map(take, persons) if dose.exceeds]
    return sorted(found, key=lambda dose: (dose.limit_msv - dose.total_msv, dose.key))
