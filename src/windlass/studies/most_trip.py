"""The trip on which one ship brings most: the best cells of the grids, refined off them.

Checked: tests/studies/test_fleet_size.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from windlass.base.errors import OutOfDomain
from windlass.studies.account import INPUTS
from windlass.studies.choose import cells, chain_values
from windlass.studies.fleet_size import most_on_trip
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Scenario
from windlass.transfers.legs import Leg, LegGrid
from windlass.transfers.refine import cell_leg, refine
from windlass.transfers.trip import TripAsk, feasible, pair

STARTS = 3
"""Cells of the grid from which the trip is refined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MostTrip:
    """The pair of legs on which one ship brings most, and how much [kg]."""

    out: Leg
    back: Leg
    most_kg: float


def most_trip(
    scenario: Scenario,
    goal: Goal,
    departure: Departure,
    ask: TripAsk,
    out: LegGrid,
    back: LegGrid,
) -> MostTrip | None:
    """Return the trip on which one ship brings most; None where none is found.

    ask: of the greatest mass for which the grids hold a trip.
    """
    best: MostTrip | None = None
    for quick in (False, True):
        trips = pair(ask, out, back, quick=quick)
        if not bool(feasible(ask, trips).any()):
            continue
        for i, j in cells(ask, trips, "least-launch-mass")[:STARTS]:
            k, m = (int(x) for x in trips.out_cell[i, j])
            start = cell_leg(out, k, m), cell_leg(back, i, j)
            found = _refined(scenario, goal, departure, ask, out, back, *start)
            if found is not None and (best is None or found.most_kg > best.most_kg):
                best = found
    return best


def _refined(
    scenario: Scenario,
    goal: Goal,
    departure: Departure,
    ask: TripAsk,
    out: LegGrid,
    back: LegGrid,
    leg_out: Leg,
    leg_back: Leg,
) -> MostTrip | None:
    """Refine the way back, then the way out, limits kept; None where the trip brings nothing."""
    free, legs = (-math.inf, math.inf), scenario.legs

    def score(one: Leg, other: Leg) -> float:
        return -_most(ask, goal, departure, one, other)

    leg_back = refine(
        back.ask, leg_back, lambda leg: score(leg_out, leg), depart_within=free,
        arrive_within=free, tof_within=(legs.return_min, legs.return_max),
    )  # fmt: skip
    leg_out = refine(
        out.ask, leg_out, lambda leg: score(leg, leg_back), depart_within=free,
        arrive_within=free, tof_within=(legs.out_min, legs.out_max),
    )  # fmt: skip
    most = _most(ask, goal, departure, leg_out, leg_back)
    return MostTrip(out=leg_out, back=leg_back, most_kg=math.exp(most)) if most > 0.0 else None


def _most(ask: TripAsk, goal: Goal, departure: Departure, out: Leg, back: Leg) -> float:
    """Return the logarithm of the most [kg] on a pair of legs; −inf where it brings nothing."""
    stay = back.depart_s - out.arrive_s
    if not ask.stay_s[0] - 1.0 <= stay <= ask.stay_s[1] + 1.0:
        return -math.inf
    values = dict(zip(INPUTS, chain_values(ask, goal, departure, out, back), strict=True))
    limits = {
        "able": float(departure.capability(np.array([out.vinf_depart_m_s]))[0]),
        "capacity": ask.capacity_kg,
        "depart": out.depart_s,
        "arrive": back.arrive_s,
        "first": ask.launch_s[0],
        "latest": ask.latest_s,
        "longest": ask.max_duration_s,
    }
    try:
        return math.log(most_on_trip(values, limits, goal.whole.value, goal.ships))
    except OutOfDomain:
        return -math.inf
