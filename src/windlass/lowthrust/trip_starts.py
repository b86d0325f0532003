"""On which dates a trip is begun: many, judged at once by the linear answer of each leg.

Departures, stays and flights are spread over what the trip allows; each leg of each of them is
estimated by ``surrogate``, and the best dates that lie apart are kept.
Checked: tests/lowthrust/test_trip_starts.py.
"""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.surrogate import most
from windlass.lowthrust.trip_ask import LowThrustTrip
from windlass.lowthrust.trip_value import Dates

Array = NDArray[np.float64]

DEPARTURE_S: Final = 15.0 * DAY_S
FLIGHT_S: Final = 40.0 * DAY_S
"""Between departures and between flights that are tried; stays are the shortest."""
MANY: Final = 3000
"""Dates that are tried at most."""
FINEST: Final = 0.25
FEW: Final = 600
"""Where no more than so few are tried, they lie closer, down to this share of their distance."""
APART_S: Final = 60.0 * DAY_S
"""By which at least one date of two that are kept differs."""
SHARE: Final = 0.9
"""Of its mass at departure that a leg is taken to arrive with, while the next is estimated."""
MOST_SHARE: Final = 0.5
"""Share of its mass that a leg may spend, where nothing else limits it."""
RUNGS: Final = (0.06, 0.12, 0.2, 0.35)
"""Shares of its mass that a leg spends, between which what a given mass takes is interpolated."""


def likely(trip: LowThrustTrip, count: int) -> tuple[tuple[Dates, float], ...]:
    """Return the best dates that lie apart, at most count, with what the linear answer says they
    are worth; empty where it knows of none."""
    return apart(estimates(trip), count)


def estimates(trip: LowThrustTrip) -> tuple[tuple[Dates, float], ...]:
    """Return all dates that are tried with what the linear answer says they are worth, the best
    first; those for which it has none are left out."""
    every = dates(trip)
    if not every:
        return ()
    worth = _worth(trip, every)
    order = np.argsort(-np.nan_to_num(worth, nan=-math.inf), kind="stable")
    return tuple((every[int(k)], float(worth[k])) for k in order if not math.isnan(worth[k]))


def apart(
    some: tuple[tuple[Dates, float], ...], count: int, by_s: float = APART_S
) -> tuple[tuple[Dates, float], ...]:
    """Return the first of some dates that differ by at least so much, at most count."""
    kept: list[tuple[Dates, float]] = []
    for one, worth in some:
        if len(kept) == count:
            break
        if all(_apart(one, other, by_s) for other, _ in kept):
            kept.append((one, worth))
    return tuple(kept)


def _apart(one: Dates, other: Dates, by_s: float) -> bool:
    """Return whether two sets of dates are no neighbours."""
    first = np.array([*one.departs_s, one.arrives_s])
    second = np.array([*other.departs_s, other.arrives_s])
    return bool(np.abs(first - second).max() >= by_s)


def _worth(trip: LowThrustTrip, every: list[Dates]) -> Array:
    """Return what dates are worth by the linear answer (n,), nan where it has none."""
    n, mass = len(every), trip.legs[0].mass_kg[1]
    spent = np.zeros(n)
    departs = np.array([one.departs_s for one in every]).T
    tof = np.array([one.tof_s for one in every]).T
    for group in trip.groups:
        if group[0]:
            mass = SHARE * mass + trip.stays[group[0] - 1].gains_kg[0]
        if trip.goal == "gain" and group == trip.groups[-1]:
            return _last(trip, group, departs, tof, spent, mass)
        for k in group:
            spent = spent + _spends(trip.legs[k], departs[k], tof[k], mass)
            mass *= SHARE if k != group[-1] else 1.0
    if trip.spend_kg is not None:
        spent[spent > 1.05 * trip.spend_kg] = np.nan
    if trip.goal == "time":
        return np.where(np.isnan(spent), np.nan, [-one.time_s for one in every])
    return -spent


def _spends(leg: LowThrustLeg, departs_s: Array, tof_s: Array, mass_kg: float) -> Array:
    """Return the propellant of a leg (n,), interpolated; nan where the last rung does not do."""
    a, b = leg.start.states(departs_s), leg.end.states(departs_s + tof_s)
    free = leg.start.vinf_m_s[1], leg.end.vinf_m_s[1]
    spent = np.full(tof_s.size, np.nan)
    left = np.arange(tof_s.size)
    low_kg, low = np.zeros(tof_s.size), 0.0
    for share in RUNGS:
        spend = share * mass_kg
        able = most(
            a[left], b[left], tof_s[left], leg.engine, spend, vinf_m_s=free, gm=leg.gm
        ).start_kg  # fmt: skip
        enough = able >= mass_kg
        done, below = left[enough], low_kg[left[enough]]
        spent[done] = low + (spend - low) * (mass_kg - below) / (able[enough] - below)
        low_kg[left] = np.nan_to_num(able, nan=0.0)
        left, low = left[~enough], spend
    return spent


def _last(
    trip: LowThrustTrip, group: tuple[int, ...], departs_s: Array, tof_s: Array, spent: Array,
    own: float,
) -> Array:  # fmt: skip
    """Return what the last leg, or those that flybys join, can take aboard (n,).

    departs_s, tof_s (legs, n).  What each leg could move with all that is left of the propellant is
    put together as if propellant grew as the mass does.
    """
    stay = trip.loads
    limit = MOST_SHARE * trip.legs[group[0]].mass_kg[1] if trip.spend_kg is None else trip.spend_kg
    left = limit - spent
    out = np.full(left.size, np.nan)
    which = np.flatnonzero(left > 0.0)
    if stay is None or not which.size:
        return out
    heavy = np.zeros(which.size)
    for k in group:
        leg, departs, tof = trip.legs[k], departs_s[k, which], tof_s[k, which]
        found = most(
            leg.start.states(departs), leg.end.states(departs + tof), tof, leg.engine, left[which],
            vinf_m_s=(leg.start.vinf_m_s[1], leg.end.vinf_m_s[1]), gm=leg.gm,
        )  # fmt: skip
        heavy += 1.0 / found.start_kg
    low, high = stay.gains_kg
    taken = stay.taken_kg(own, 1.0) + 1.0 / heavy
    out[which] = np.where(taken < low, np.nan, np.minimum(taken, high))
    return out


# --- dates ---------------------------------------------------------------------------------------


def dates(trip: LowThrustTrip) -> list[Dates]:
    """Return departures and flights spread over what a trip allows, with the shortest stays.

    Where it has a longest time or a last arrival, the last leg fills what is left of it, unless the
    least time is sought.
    """
    times = FINEST
    while True:
        made = _every(trip, times)
        if len(made) <= (FEW if times < 1.0 else MANY):
            return made
        times *= 2.0 if times < 1.0 else 1.2


def _every(trip: LowThrustTrip, times: float) -> list[Dates]:
    flights = [_spread(leg.tof_s, times * FLIGHT_S) for leg in trip.legs]
    if trip.goal != "time" and (trip.within_s is not None or trip.arrives_s is not None):
        flights[-1] = np.array(trip.legs[-1].tof_s[:1])
    stays = tuple(stay.stays_s[0] for stay in trip.stays)
    made: dict[Dates, None] = {}
    for leave in _spread(trip.legs[0].departs_s, times * DEPARTURE_S):
        for tofs in itertools.product(*flights):
            one = _placed(trip, float(leave), list(tofs), stays)
            if one is not None:
                made[one] = None
    return list(made)


def _spread(span: tuple[float, float], step_s: float) -> Array:
    """Return values over a span, in the middle of equal parts no longer than a step."""
    if span[0] == span[1]:
        return np.array(span[:1])
    count = max(1, math.ceil((span[1] - span[0]) / step_s))
    return span[0] + (span[1] - span[0]) * (np.arange(count) + 0.5) / count


def _placed(
    trip: LowThrustTrip, leave: float, flights: list[float], stays: tuple[float, ...]
) -> Dates | None:
    """Return dates of all legs, None where the trip does not allow them."""
    departs = [leave]
    for k in range(len(stays)):
        departs.append(departs[-1] + flights[k] + stays[k])
        low, high = trip.legs[k + 1].departs_s
        if not low <= departs[-1] <= high:
            return None
    low, high = trip.legs[-1].tof_s
    ends = math.inf if trip.within_s is None else leave + trip.within_s
    if trip.arrives_s is not None:
        ends = min(ends, trip.arrives_s[1])
        low = max(low, trip.arrives_s[0] - departs[-1])
    high = min(high, ends - departs[-1])
    if low > high:
        return None
    fills = trip.goal != "time" and math.isfinite(ends)
    flights[-1] = high if fills else min(max(flights[-1], low), high)
    return Dates(
        departs_s=tuple(float(one) for one in departs), tof_s=tuple(float(one) for one in flights)
    )
