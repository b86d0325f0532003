"""The trip on which one ship brings most: the best cells of the grids, refined off them.

Checked: tests/studies/test_fleet_size.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from windlass.base.errors import OutOfDomain
from windlass.studies.account import INPUTS
from windlass.studies.choose import cells, chain_values
from windlass.studies.fleet_size import EXACT, most_on_trip
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Scenario
from windlass.transfers.legs import Leg, LegGrid
from windlass.transfers.refine import cell_leg, refine
from windlass.transfers.trip import TripAsk, feasible, pair

SHARES = (1.0, 0.75)
"""Parts of the grid's most at which starts are sought: the best cell may lie off the grid."""
STARTS = 2
"""Starts for each of them and for each way of pairing."""
WAYS_OUT = 24
"""Other ways out that are tried with the best way back."""
REFINED = 4
"""Of these, the ones that bring most, which are refined."""
APART = 4
"""Cells by which two starts on the same branch differ at least, along either axis."""
CLOSE = 1e-8
"""Relative width to which the most is worked out while legs are refined."""

Cell = tuple[int, int]


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
    for out_cell, back_cell in _starts(ask, out, back):
        start = cell_leg(out, *out_cell), cell_leg(back, *back_cell)
        found = _refined(scenario, goal, departure, ask, out, back, *start)
        if found is not None and (best is None or found.most_kg > best.most_kg):
            best = found
    return None if best is None else _other_ways_out(scenario, goal, departure, ask, out, best)


def _other_ways_out(
    scenario: Scenario,
    goal: Goal,
    departure: Departure,
    ask: TripAsk,
    out: LegGrid,
    best: MostTrip,
) -> MostTrip:
    """Return the trip with the best way out to its way back.

    A pair of the grid has one way out, the one that suits the grid's mass; another may bring
    more once the way back is refined.
    """
    tried: list[tuple[float, Leg]] = []
    for cell in _ways_out(ask, out, best.back):
        leg = cell_leg(out, *cell)
        most = _most(ask, goal, departure, leg, best.back, near=best.most_kg, width=CLOSE)
        if most > 0.0:
            tried.append((most, leg))
    back, most_kg = best.back, best.most_kg

    def score(one: Leg) -> float:
        return -_most(ask, goal, departure, one, back, near=most_kg, width=CLOSE)

    for _, leg in sorted(tried, key=lambda one: -one[0])[:REFINED]:
        leg = refine(
            out.ask,
            leg,
            score,
            depart_within=(-math.inf, math.inf),
            arrive_within=(-math.inf, math.inf),
            tof_within=(scenario.legs.out_min, scenario.legs.out_max),
        )
        brings = math.exp(_most(ask, goal, departure, leg, back))
        if brings > best.most_kg:
            best = MostTrip(out=leg, back=back, most_kg=brings)
    return best


def _ways_out(ask: TripAsk, out: LegGrid, back: Leg) -> list[Cell]:
    """Return cells of ways out that meet a way back, the cheapest first, none near another."""
    stay = back.depart_s - out.arrive_s
    fits = (stay >= ask.stay_s[0]) & (stay <= ask.stay_s[1])
    cost = np.where(fits & np.isfinite(out.cost_m_s), out.cost_m_s, np.inf)
    made: list[Cell] = []
    for flat in np.argsort(cost, axis=None, kind="stable"):
        cell = divmod(int(flat), cost.shape[1])
        if not math.isfinite(cost[cell]) or len(made) == WAYS_OUT:
            break
        if not any(_alike(out, cell, other) for other in made):
            made.append(cell)
    return made


def _starts(ask: TripAsk, out: LegGrid, back: LegGrid) -> list[tuple[Cell, Cell]]:
    """Return cells (way out, way back) that fly within the limits, no two near each other."""
    made: list[tuple[Cell, Cell]] = []
    for share in SHARES:
        less = replace(ask, returned_kg=share * ask.returned_kg)
        for quick in (False, True):
            trips = pair(less, out, back, quick=quick)
            if not bool(feasible(less, trips).any()):
                continue
            new = 0
            for i, j in cells(less, trips, "least-launch-mass"):
                k, m = (int(x) for x in trips.out_cell[i, j])
                here = (k, m), (i, j)
                if any(_near(out, back, here, other) for other in made):
                    continue
                made.append(here)
                new += 1
                if new == STARTS:
                    break
    return made


def _near(out: LegGrid, back: LegGrid, one: tuple[Cell, Cell], other: tuple[Cell, Cell]) -> bool:
    """Return whether two starts are within a few cells, both their legs on the same branch."""
    return _alike(out, one[0], other[0]) and _alike(back, one[1], other[1])


def _alike(grid: LegGrid, one: Cell, other: Cell) -> bool:
    return bool(
        grid.n_rev[one] == grid.n_rev[other]
        and grid.branch[one] == grid.branch[other]
        and abs(one[0] - other[0]) < APART
        and abs(one[1] - other[1]) < APART
    )


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

    last: list[float] = []

    def score(one: Leg, other: Leg) -> float:
        most = _most(ask, goal, departure, one, other, near=last[-1] if last else None, width=CLOSE)
        if most > 0.0:
            last.append(math.exp(most))
        return -most

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


def _most(
    ask: TripAsk,
    goal: Goal,
    departure: Departure,
    out: Leg,
    back: Leg,
    *,
    near: float | None = None,
    width: float = EXACT,
) -> float:
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
        return math.log(
            most_on_trip(values, limits, goal.whole.value, goal.ships, near=near, width=width)
        )
    except OutOfDomain:
        return -math.inf
