"""A trip of several legs of continuous thrust: what is asked.

Legs follow each other; between two of them the ship stays somewhere, takes a mass aboard and leaves
some, or it flies by a planet.  Dates, masses and propellant are chosen for the whole at once.
Checked: tests/lowthrust/test_trip.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.lowthrust.flyby import Flyby
from windlass.lowthrust.leg import LowThrustLeg, Span

TripGoal = Literal["gain", "propellant", "time"]
"""The most mass taken aboard at the last stay; the least propellant of all legs; the least time
from first departure to last arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Between two legs: shortest and longest stay [s]; mass taken aboard, least and most [kg];
    spends_kg: mass left there, that is no propellant of the legs; spends_share: more of it for each
    kilogram taken aboard."""

    stays_s: Span
    gains_kg: Span = (0.0, 0.0)
    spends_kg: float = 0.0
    spends_share: float = 0.0

    def __post_init__(self) -> None:
        for what, span in (("stay", self.stays_s), ("mass taken aboard", self.gains_kg)):
            if not 0.0 <= span[0] <= span[1] < math.inf:
                raise InvalidInput(
                    f"{what} between two legs", value=span,
                    remedy="give least and greatest, 0 or more, finite, in that order",
                )  # fmt: skip
        if not (0.0 <= self.spends_kg < math.inf and 0.0 <= self.spends_share < 1.0):
            raise InvalidInput(
                "mass left between two legs", value=(self.spends_kg, self.spends_share),
                remedy="give kilograms, 0 or more, and a share from 0 to below 1",
            )  # fmt: skip

    def gains(self, taken_kg: Span) -> Span:
        """Return by how much more the next leg departs with, least and most [kg]."""
        low, high = (one * (1.0 - self.spends_share) - self.spends_kg for one in taken_kg)
        return low, high

    def taken_kg(self, before_kg: float, after_kg: float) -> float:
        """Return what was taken aboard [kg] between two masses."""
        return (after_kg - before_kg + self.spends_kg) / (1.0 - self.spends_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowThrustTrip:
    """A trip to be solved.

    legs: in order, each with the spans of its own dates and masses (their own goals and limits of
    propellant do not count); stays: between them, one fewer, each a stay or a planet that is flown
    by; goal: what is to be best; spend_kg: most propellant of all legs; within_s: longest time from
    first departure to last arrival; arrives_s: first and last arrival at the end [s past J2000].
    The first leg departs with its greatest mass; where the mass taken aboard is not what is to be
    best, its least is taken.  At a planet that is flown by, the speed relative to it is within the
    spans of both legs' ends there.
    """

    legs: tuple[LowThrustLeg, ...]
    stays: tuple[Stay | Flyby, ...]
    goal: TripGoal
    spend_kg: float | None = None
    within_s: float | None = None
    arrives_s: Span | None = None

    def __post_init__(self) -> None:
        if len(self.legs) < 1 or len(self.stays) != len(self.legs) - 1:
            raise InvalidInput(
                "legs and stays of a trip", value=(len(self.legs), len(self.stays)),
                remedy="give one stay fewer than legs",
            )  # fmt: skip
        if self.goal not in ("gain", "propellant", "time"):
            raise InvalidInput("goal of a trip", value=self.goal, remedy="gain, propellant or time")
        if len({leg.gm for leg in self.legs}) > 1:
            raise InvalidInput(
                "GM of the Sun differs between legs", value=[leg.gm for leg in self.legs],
                remedy="give one for all",
            )  # fmt: skip
        for name in ("spend_kg", "within_s"):
            value = getattr(self, name)
            if value is not None and not 0.0 < value < math.inf:
                raise InvalidInput(f"{name} of a trip", value=value, remedy="give more than 0")
        if self.goal == "gain":
            self._gains()
        self._flybys()
        if self.goal == "time" and self.spend_kg is None:
            raise InvalidInput(
                "a trip in the least time without a limit of propellant", value=None,
                remedy="give spend_kg",
            )  # fmt: skip
        self._times()

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Legs by their numbers, those together that flybys join."""
        made: list[tuple[int, ...]] = [(0,)]
        for k, stay in enumerate(self.stays):
            if isinstance(stay, Flyby):
                made[-1] = (*made[-1], k + 1)
            else:
                made.append((k + 1,))
        return tuple(made)

    @property
    def flybys(self) -> tuple[Flyby, ...]:
        """Planets that are flown by, in order."""
        return tuple(stay for stay in self.stays if isinstance(stay, Flyby))

    @property
    def loads(self) -> Stay | None:
        """The last stay, at which the mass is taken aboard that is to be greatest."""
        first = self.groups[-1][0]
        stay = self.stays[first - 1] if first else None
        return stay if isinstance(stay, Stay) else None

    def _gains(self) -> None:
        last = self.loads
        if last is None or not last.gains_kg[1] > last.gains_kg[0]:
            raise InvalidInput(
                "a trip that is to take the most aboard", value=[s.gains_kg for s in self.stays],
                remedy="give its last stay a span of masses",
            )  # fmt: skip

    def _flybys(self) -> None:
        for k, stay in enumerate(self.stays):
            if not isinstance(stay, Flyby):
                continue
            spans = self.legs[k].end.vinf_m_s, self.legs[k + 1].start.vinf_m_s
            if not min(span[1] for span in spans) > max(0.0, *(span[0] for span in spans)):
                raise InvalidInput(
                    f"speed relative to {stay.name} at its flyby [m/s]", value=spans,
                    remedy="give both legs there a span in common, from 0 or more to above it",
                )  # fmt: skip

    def _times(self) -> None:
        least = sum(leg.tof_s[0] for leg in self.legs) + sum(s.stays_s[0] for s in self.stays)
        if self.within_s is not None and least > self.within_s:
            raise InvalidInput(
                "time of a trip [d]", value=self.within_s / DAY_S,
                remedy=f"its shortest legs and stays take {least / DAY_S:.0f} d",
            )  # fmt: skip
        first, last = self.legs[0].departs_s[0] + least, self.arrives_s
        if last is not None and not (last[0] <= last[1] and first <= last[1]):
            raise InvalidInput(
                "arrival of a trip [d past J2000]", value=[one / DAY_S for one in last],
                remedy=f"give first and last; it cannot end before {first / DAY_S:.0f}",
            )  # fmt: skip
