"""Choose the trip of one goal: on the grids first, then both legs refined off them.

The objective is the least launch load or the shortest trip, as the scenario prefers, among
trips within all limits; where none is, the trip that comes closest is taken so that the report
can say by how much it misses.
Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from windlass.base.constants import G0
from windlass.base.errors import OutOfDomain
from windlass.studies.account import INPUTS, account
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Scenario
from windlass.transfers.legs import Leg, LegGrid
from windlass.transfers.refine import cell_leg, refine
from windlass.transfers.trip import TripAsk, Trips, feasible, pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen pair of legs, and whether the grid found it within all limits."""

    out: Leg
    back: Leg
    within: bool


def trip_ask(
    scenario: Scenario, goal: Goal, departure: Departure, returned_kg: float, spent_kg: float
) -> TripAsk:
    """Return the numeric ask of a goal for a returned mass [kg]."""
    vehicle, window = goal.vehicle, scenario.window
    return TripAsk(
        returned_kg=returned_kg,
        left_kg=goal.left.value,
        spent_kg=spent_kg,
        dry_kg=vehicle.dry_mass.value,
        isp_s=vehicle.isp.value,
        thrust_n=None if vehicle.thrust is None else vehicle.thrust.value,
        tank_fraction=0.0 if vehicle.tank_fraction is None else vehicle.tank_fraction.value,
        capacity_kg=np.inf if vehicle.capacity is None else vehicle.capacity.value,
        insertion=goal.arrival.insertion,
        spiral_m_s=departure.spiral_dv.value,
        arrive_burn=goal.arrival.end.cost,
        depart_burn=departure.depart_end.cost,
        capability=departure.capability,
        launch_s=window.launch,
        stay_s=goal.stay_s,
        latest_s=window.latest_return,
        max_duration_s=window.max_duration,
    )


def best_cell(
    ask: TripAsk, trips: Trips, prefer: str = "least-launch-mass"
) -> tuple[int, int, bool] | None:
    """Return (row, column, within limits) of the best trip; None where nothing can fly.

    prefer: "least-launch-mass" or "shortest", among trips within the limits; where there is
    none, the one that comes closest to the launcher's limit.
    """
    ok = feasible(ask, trips)
    score = trips.duration_s if prefer == "shortest" else trips.load
    score = np.where(ok, score, np.inf) if bool(ok.any()) else trips.load
    at = int(np.argmin(score))
    i, j = divmod(at, score.shape[1])
    if not math.isfinite(score[i, j]):
        return None
    return i, j, bool(ok[i, j])


def choose(
    scenario: Scenario,
    goal: Goal,
    departure: Departure,
    out: LegGrid,
    back: LegGrid,
    spent_kg: float,
) -> Choice | None:
    """Return the best trip with both legs refined; None where no pair of legs can be flown."""
    ask = trip_ask(scenario, goal, departure, goal.returned.value, spent_kg)
    trips = pair(ask, out, back)
    found = best_cell(ask, trips, scenario.window.prefer)
    if found is None:
        return None
    i, j, within = found
    k, m = (int(x) for x in trips.out_cell[i, j])
    leg_out, leg_back = cell_leg(out, k, m), cell_leg(back, i, j)
    leg_back = refine(
        back.ask,
        leg_back,
        lambda leg: _load(ask, goal, departure, leg_out, leg),
        depart_within=(leg_out.arrive_s + ask.stay_s[0], leg_out.arrive_s + ask.stay_s[1]),
        arrive_within=(-np.inf, min(ask.latest_s, _last(scenario, ask, trips, leg_back, i, j))),
    )
    leg_out = refine(
        out.ask,
        leg_out,
        lambda leg: _load(ask, goal, departure, leg, leg_back),
        depart_within=(_first_escape(ask, trips, out, i, j), np.inf),
        arrive_within=(leg_back.depart_s - ask.stay_s[1], leg_back.depart_s - ask.stay_s[0]),
    )
    return Choice(out=leg_out, back=leg_back, within=within)


def _last(scenario: Scenario, ask: TripAsk, trips: Trips, back: Leg, i: int, j: int) -> float:
    """Return the latest arrival [s] for the refinement: the longest trip, or the cell's own."""
    if scenario.window.prefer == "shortest":
        return back.arrive_s
    after = float(trips.duration_s[i, j]) - (back.arrive_s - float(trips.launch_s[i, j]))
    return float(trips.launch_s[i, j]) + ask.max_duration_s - after


def _first_escape(ask: TripAsk, trips: Trips, out: LegGrid, i: int, j: int) -> float:
    """Return the earliest departure [s]: lift-off at the window's start plus the spiral."""
    spiral = float(out.depart_s[int(trips.out_cell[i, j][0])]) - float(trips.launch_s[i, j])
    return ask.launch_s[0] + spiral


def _load(ask: TripAsk, goal: Goal, departure: Departure, out: Leg, back: Leg) -> float:
    """Return the launch load of a pair of legs, worked out in full; inf where it cannot fly."""
    values = chain_values(ask, goal, departure, out, back)
    able = float(departure.capability(np.array([out.vinf_depart_m_s]))[0])
    if not able > 0:
        return math.inf
    try:
        return account(*values).launch_kg / able
    except OutOfDomain:
        return math.inf


def chain_values(
    ask: TripAsk, goal: Goal, departure: Departure, out: Leg, back: Leg
) -> tuple[float, ...]:
    """Return the inputs of the mass chain, in the order of ``account.INPUTS``."""
    v = goal.vehicle
    values = {
        "dry_mass": ask.dry_kg,
        "returned": ask.returned_kg,
        "left": ask.left_kg,
        "isp": ask.isp_s,
        "thrust": ask.thrust_n or 0.0,
        "tank_fraction": ask.tank_fraction,
        "rcs_isp": v.rcs_isp.value,
        "rcs_arm": v.rcs_arm.value,
        "density": goal.density.value,
        "spin_period": goal.spin_period.value,
        "spiral_dv": ask.spiral_m_s,
        "out_depart_dv": float(departure.depart_end.cost(out.vinf_depart_m_s)),
        "out_arrive_dv": out.vinf_arrive_m_s,
        "out_time": out.tof_s,
        "return_depart_dv": back.vinf_depart_m_s,
        "return_arrive_dv": float(goal.arrival.end.cost(back.vinf_arrive_m_s)),
        "return_time": back.tof_s,
        "insertion_dv": float(ask.insertion(np.array([back.vinf_arrive_m_s]))[0]),
    }
    return tuple(values[name] for name in INPUTS)


def least_thrust_needed(ask: TripAsk, back: LegGrid) -> float | None:
    """Return the least mean thrust [N] with which any return leg could be flown.

    2·dv·m/tof of each burn at the returned mass; None where there is no leg at all.
    """
    solved = back.status == 0
    if not bool(solved.any()):
        return None
    after = np.exp(ask.insertion(back.vinf_arrive_m_s) / (ask.isp_s * G0))
    end = (ask.dry_kg + ask.returned_kg) * after
    dv = np.where(
        solved, np.maximum(back.vinf_depart_m_s, ask.arrive_burn(back.vinf_arrive_m_s)), np.inf
    )
    return float(np.min(np.where(solved, 2.0 * dv * end / back.tof_s[None, :], np.inf)))


def least_thrust_out(carried_kg: float, out: LegGrid) -> float:
    """Return the least mean thrust [N] with which any way out could be flown.

    2·dv·m/tof of the arrival burn at the mass that must stand at the body.
    """
    dv = np.where(out.status == 0, out.vinf_arrive_m_s, np.inf)
    return float(np.min(2.0 * dv * carried_kg / out.tof_s[None, :]))
