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

CANDIDATES = 300
"""Best trips of a grid that are worked out in full before it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen pair of legs; within: worked out in full, it keeps the limits of time."""

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


def cells(ask: TripAsk, trips: Trips, prefer: str) -> list[tuple[int, int]]:
    """Return the (row, column) of the best trips on the grid, the best first.

    prefer: "least-launch-mass" or "shortest", among trips within the limits; where there is
    none, those that come closest to the launcher's limit.
    """
    ok = feasible(ask, trips)
    score = trips.duration_s if prefer == "shortest" else trips.load
    score = np.where(ok, score, np.inf) if bool(ok.any()) else trips.load
    flat = score.ravel()
    most = min(CANDIDATES, flat.size)
    near = np.argpartition(flat, most - 1)[:most]
    near = near[np.argsort(flat[near], kind="stable")]
    return [divmod(int(at), score.shape[1]) for at in near if np.isfinite(flat[at])]


def choose(
    scenario: Scenario,
    goal: Goal,
    departure: Departure,
    out: LegGrid,
    back: LegGrid,
    spent_kg: float,
) -> Choice | None:
    """Return the best trip with both legs refined; None where no pair of legs can be flown.

    The grid prices the way out for one mass at the body, so its best trips are worked out in
    full, one after the other, until one keeps every limit.
    """
    ask = trip_ask(scenario, goal, departure, goal.returned.value, spent_kg)
    prefer = scenario.window.prefer
    first: tuple[Leg, Leg] | None = None
    found: list[tuple[float, Leg, Leg]] = []
    for quick in (False, True):
        trips = pair(ask, out, back, quick=quick)
        for i, j in cells(ask, trips, prefer):
            k, m = (int(x) for x in trips.out_cell[i, j])
            legs = cell_leg(out, k, m), cell_leg(back, i, j)
            first = first or legs
            score = _score(ask, goal, departure, *legs, prefer)
            if np.isfinite(score):
                found.append((score, *legs))
                break
    if found:
        _, leg_out, leg_back = min(found, key=lambda one: one[0])
        return _refined(scenario, ask, goal, departure, out, back, leg_out, leg_back)
    return None if first is None else Choice(out=first[0], back=first[1], within=False)


def _refined(
    scenario: Scenario,
    ask: TripAsk,
    goal: Goal,
    departure: Departure,
    out: LegGrid,
    back: LegGrid,
    leg_out: Leg,
    leg_back: Leg,
) -> Choice:
    """Refine the way back, then the way out, every limit kept by the objective."""
    prefer, legs = scenario.window.prefer, scenario.legs
    free = (-np.inf, np.inf)
    leg_back = refine(
        back.ask,
        leg_back,
        lambda leg: _score(ask, goal, departure, leg_out, leg, prefer),
        depart_within=free,
        arrive_within=free,
        tof_within=(legs.return_min, legs.return_max),
    )
    leg_out = refine(
        out.ask,
        leg_out,
        lambda leg: _score(ask, goal, departure, leg, leg_back, prefer),
        depart_within=free,
        arrive_within=free,
        tof_within=(legs.out_min, legs.out_max),
    )
    return Choice(out=leg_out, back=leg_back, within=True)


def _score(
    ask: TripAsk, goal: Goal, departure: Departure, out: Leg, back: Leg, prefer: str
) -> float:
    """Return launch load or duration of a pair of legs worked out in full; inf off any limit.

    Launcher and tank bind only where the shortest trip is sought: the least load tells by
    itself how far it lies above them.
    """
    able = float(departure.capability(np.array([out.vinf_depart_m_s]))[0])
    stay = back.depart_s - out.arrive_s
    if not (able > 0 and ask.stay_s[0] - 1.0 <= stay <= ask.stay_s[1] + 1.0):
        return math.inf
    try:
        found = account(*chain_values(ask, goal, departure, out, back))
    except OutOfDomain:
        return math.inf
    lift = out.depart_s - found.seconds("spiral")
    final = back.arrive_s + found.seconds("insertion")
    in_time = ask.launch_s[0] <= lift <= ask.launch_s[1] and final <= ask.latest_s
    if not (in_time and final - lift <= ask.max_duration_s):
        return math.inf
    load = found.launch_kg / able
    if prefer != "shortest":
        return load
    borne = load <= 1.0 and found.propellant_kg <= ask.capacity_kg
    return final - lift if borne else 10.0 * ask.max_duration_s * max(1.0, load)


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
        "ships": ships_for(goal, ask.returned_kg),
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


def ships_for(goal: Goal, returned_kg: float) -> float:
    """Return how many ships share the body where one takes returned_kg [kg], at least 1."""
    if goal.ships is not None:
        return float(goal.ships)
    return max(1.0, goal.whole.value / returned_kg)


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
