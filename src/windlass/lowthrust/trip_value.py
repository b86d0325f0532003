"""A trip on given dates: its legs one after another, its worth, and how that changes by date.

With dates held, the legs of a trip are solved one by one, those together that flybys join: each
spends as little as it can, and the last may then take aboard what is left of the propellant allows.
How much is gained or lost by another date is read from the multipliers of the legs' constraints,
without solving again.
Source: betts1998.  Checked: tests/lowthrust/test_trip_value.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import collocation as co
from windlass.kernels import status as st
from windlass.lowthrust.chained import Chained
from windlass.lowthrust.direct import SOFT, Direct
from windlass.lowthrust.flyby import Flyby
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import Programme
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_leg import joined, solved

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Departure [s past J2000] and flight time [s] of each leg."""

    departs_s: tuple[float, ...]
    tof_s: tuple[float, ...]

    @property
    def arrives_s(self) -> float:
        """Last arrival [s past J2000]."""
        return self.departs_s[-1] + self.tof_s[-1]

    @property
    def time_s(self) -> float:
        """From first departure to last arrival."""
        return self.arrives_s - self.departs_s[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """A trip on dates: its parts, a leg or several that flybys join; mass taken aboard at the last
    stay [kg], propellant of all legs [kg], and how both change with departures and flights [kg/s]
    (2, n): rows departures, flights."""

    dates: Dates
    parts: tuple[Direct | Chained, ...]
    gain_kg: float
    spent_kg: float
    gain_slope: Array
    spent_slope: Array

    @property
    def legs(self) -> tuple[Direct, ...]:
        """All legs, in order."""
        return tuple(leg for part in self.parts for leg in legs_of(part))

    def worth(self, goal: str) -> float:
        """Return what is to be greatest: kilograms taken, or spent, or seconds, less."""
        return {"gain": self.gain_kg, "propellant": -self.spent_kg, "time": -self.dates.time_s}[
            goal
        ]


def legs_of(part: Direct | Chained) -> tuple[Direct, ...]:
    """Return the legs of a part of a trip."""
    return part.legs if isinstance(part, Chained) else (part,)


def valued(
    trip: LowThrustTrip, when: Dates, near: Valued | None = None, *, anew: bool = True
) -> Valued:
    """Return a trip on dates.

    near: the same trip on other dates, from which each leg is begun; anew: whether a leg that is
    lost on the way from there is begun from guesses.  Raises NotSolved where a leg of it has no
    solution there.
    """
    parts: list[Direct | Chained] = []
    before: float | None = None
    spent = 0.0
    for j, group in enumerate(trip.groups):
        legs = held(trip, group, when, before, spent)
        made = _part(trip, group, legs, None if near is None else near.parts[j], anew)
        parts.append(made)
        before = legs_of(made)[-1].final_kg
        spent += legs_of(made)[0].start_kg - before
    gain, gain_slope, spent_slope = _slopes(trip, parts)
    return Valued(
        dates=when, parts=tuple(parts), gain_kg=gain, spent_kg=spent, gain_slope=gain_slope,
        spent_slope=spent_slope,
    )  # fmt: skip


def _part(
    trip: LowThrustTrip,
    group: tuple[int, ...],
    legs: tuple[LowThrustLeg, ...],
    near: Direct | Chained | None,
    anew: bool,
) -> Direct | Chained:
    """Return a part of a trip solved on its dates."""
    if len(group) == 1:
        return solved(
            legs[0], near if isinstance(near, Direct) else None, trip.goal == "gain", anew
        )
    own = tuple(replace(leg, spend_kg=None) for leg in legs)
    beside = near if isinstance(near, Chained) else None
    return joined(own, flybys_of(trip, group), beside, legs[0].spend_kg, anew)


def flybys_of(trip: LowThrustTrip, group: tuple[int, ...]) -> tuple[Flyby, ...]:
    """Return the planets that are flown by between legs of a part."""
    some = (trip.stays[k] for k in group[:-1])
    return tuple(one for one in some if isinstance(one, Flyby))


def held(
    trip: LowThrustTrip,
    group: tuple[int, ...],
    when: Dates,
    before_kg: float | None,
    spent_kg: float,
) -> tuple[LowThrustLeg, ...]:
    """Return the legs of a part on their dates, the first with the mass and propellant that what is
    before it leaves, for all of them."""
    first, *rest = (trip.legs[k].with_dates(when.departs_s[k], when.tof_s[k]) for k in group)
    leg = _first(trip, group, first, before_kg, spent_kg)
    return leg, *(replace(one, mass_kg=leg.mass_kg, goal=leg.goal) for one in rest)


def _first(
    trip: LowThrustTrip,
    group: tuple[int, ...],
    leg: LowThrustLeg,
    before_kg: float | None,
    spent_kg: float,
) -> LowThrustLeg:
    if before_kg is None:
        return replace(leg, mass_kg=(leg.mass_kg[1],) * 2, goal="mass", spend_kg=None)
    stay = trip.stays[group[0] - 1]
    low, high = stay.gains((stay.gains_kg[0], stay.gains_kg[1]))
    start = before_kg + low
    if trip.goal != "gain" or group != trip.groups[-1]:
        return replace(leg, mass_kg=(start, start), goal="mass", spend_kg=None)
    left = None if trip.spend_kg is None else trip.spend_kg - spent_kg
    if left is not None and left <= 0.0:
        raise NotSolved(
            "no propellant is left for the last leg", status=st.NO_SOLUTION,
            value=f"{spent_kg:,.0f} kg spent", remedy="give more propellant or time",
        )  # fmt: skip
    most = min(before_kg + high, leg.mass_kg[1])
    return replace(
        leg, mass_kg=(max(start, leg.mass_kg[0]), most), goal="start", spend_kg=left
    )  # fmt: skip


# --- what dates are worth ------------------------------------------------------------------------


def _slopes(trip: LowThrustTrip, parts: list[Direct | Chained]) -> tuple[float, Array, Array]:
    """Return (mass taken aboard at the last stay, its slopes, slopes of the propellant)."""
    n = len(trip.legs)
    end, spent = np.zeros((2, n)), np.zeros((2, n))
    gain, gain_slope = 0.0, np.zeros((2, n))
    before: Direct | None = None
    for group, part in zip(trip.groups, parts, strict=True):
        legs = legs_of(part)
        own, start, left = _own(group, part, n)
        stay = trip.stays[group[0] - 1] if group[0] else None
        if legs[0].leg.goal == "mass":
            begun = np.zeros((2, n)) if stay is None else end
            gain = gain if stay is None else stay.gains_kg[0]
            end = own + start * begun
            spent = spent + begun - end
        elif before is not None and isinstance(stay, Stay):
            gain = stay.taken_kg(before.final_kg, legs[0].start_kg)
            begun = own - left * spent
            gain_slope = (begun - end) / (1.0 - stay.spends_share)
            spent = np.zeros((2, n)) if left > 0.0 else spent
        before = legs[-1]
    return gain, gain_slope, spent


def _own(group: tuple[int, ...], part: Direct | Chained, n: int) -> tuple[Array, float, float]:
    """Return how the worth of a part changes by all dates (2, n) [kg/s], by its first mass, and by
    its propellant [kg/kg]."""
    own, start, left = np.zeros((2, n)), 0.0, 0.0
    for place, (k, leg) in enumerate(zip(group, legs_of(part), strict=True)):
        departs, tof, first, spend = _sensitive(leg)
        own[:, k] = departs, tof
        if place == 0:
            start, left = first, spend
    return own, start, part.left if isinstance(part, Chained) else left


def _sensitive(found: Direct) -> tuple[float, float, float, float]:
    """Return how a leg's worth changes by its departure and flight [kg/s], its mass at departure,
    and the propellant it may spend [kg/kg]."""
    programme = Programme(found.leg, found.part, 1)
    programme.soft = np.array(SOFT[-1])
    told = found.told
    x = programme.start(told.departs_s, told.tof_s, told.states, told.throttle, told.flow)
    rows, columns = co.jacobian_places(programme.n, programme.s, programme.free)
    slopes = programme.jacobian(x, np.empty(rows.size))

    def by(column: int) -> float:
        here = columns == column
        return -float(found.multipliers[rows[here]] @ slopes[here])

    u = programme.units
    pace = u.mass / u.time
    spend = float(found.multipliers[co.BALL + 2]) if found.leg.spend_kg is not None else 0.0
    return by(co.T0) * pace, by(co.TOF) * pace, by(programme.first + 6), max(spend, 0.0)
