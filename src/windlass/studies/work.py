"""Work out one goal: choose the trip, re-fly its legs, account for it, find its limits.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from windlass.base.errors import InvalidInput, OutOfDomain, WindlassError
from windlass.base.figure import Figure, leaf
from windlass.studies import fleet_size, limits, options, programme, variant
from windlass.studies.account import account_of
from windlass.studies.choose import (
    Choice,
    choose,
    least_thrust_needed,
    least_thrust_out,
    ships_for,
    trip_ask,
)
from windlass.studies.fleet_size import LEAST_KG
from windlass.studies.goal import Departure, Goal
from windlass.studies.most_trip import MostTrip, most_trip
from windlass.studies.pushed import pushed
from windlass.studies.scenario import Scenario
from windlass.studies.searches import Searches
from windlass.studies.trade import most, trade
from windlass.studies.variant import Variant
from windlass.transfers import despin
from windlass.transfers.legs import LegGrid
from windlass.transfers.refly import refly
from windlass.transfers.trip import TripAsk

Z95 = 1.6448536269514722
"""Standard deviations from the middle to the 95 % point of a normal distribution."""


def work_out(
    scenario: Scenario, goal: Goal, departure: Departure, searches: Searches, *, quick: bool = False
) -> Variant:
    """Return what comes out for one goal: its trip, and the programme about it.

    quick: where the number of ships is given, without what stands beside the answer: the trade,
    the most that can be brought, the largest body.  All else is the same to the last bit.
    """
    made = (
        pushed(scenario, goal, departure, searches)
        if goal.technique
        else _trip(scenario, goal, departure, searches, quick and goal.ships is not None)
    )
    made = programme.of(scenario, made)
    return replace(variant.answer_alone(made) if quick else made, searches=searches)


def most_one_brings(
    scenario: Scenario, goal: Goal, departure: Departure, searches: Searches
) -> float | None:
    """Return the most [kg] that one ship brings in the window, None for nothing; on grids."""
    if departure.unable:
        return None
    ask_of = _asker(scenario, goal, departure)
    found = most(ask_of, searches.out(departure, goal.electric), searches.back(goal))
    if found is None or goal.ship_most is None:
        return found
    return min(found, goal.ship_most.value)


def _asker(scenario: Scenario, goal: Goal, departure: Departure) -> Callable[[float], TripAsk]:
    """Return what gives the numeric ask for a returned mass [kg]."""
    return lambda kg: trip_ask(scenario, goal, departure, kg, despin_kg(goal, kg))


def _trade(
    scenario: Scenario, goal: Goal, departure: Departure, searches: Searches
) -> pl.DataFrame:
    """Return what can be brought, how soon, for how much: see ``trade``."""
    ask_of = _asker(scenario, goal, departure)
    return trade(ask_of, searches.out(departure, goal.electric), searches.back(goal))


def _trip(
    scenario: Scenario, goal: Goal, departure: Departure, searches: Searches, quick: bool
) -> Variant:
    """Return the trip of one goal with the figures of its legs and masses."""
    if departure.unable:
        return _none(goal, departure, (limits.no_leg(departure.unable),))
    key = _depends(scenario, goal, departure, searches)
    if quick and key not in searches.trips:
        key = ("quick", *key)
    if key not in searches.trips:
        searches.trips[key] = _search(scenario, goal, departure, searches, quick)
    found: Found = searches.trips[key]
    given = _given(goal, departure)
    figures = _most(goal, departure, found, given, searches)
    choice = found.choice
    if choice is None:
        return _none(goal, departure, found.reasons, figures=figures, trade=found.trade)
    if goal.ships is None:
        goal = replace(goal, returned=fleet_size.trial(goal, found.share_kg))
    data = (*searches.rock.data, *searches.planets.body("earth").data)
    sought = "shortest trip" if scenario.window.prefer == "shortest" else "least launch load"
    if not choice.within:
        sought = "trip that comes closest to the limits"
    legs = variant.leg_figures(goal, choice.out, "out", given, data, sought)
    legs |= variant.leg_figures(goal, choice.back, "return", given, data, sought)
    return _account(goal, departure, choice, legs, figures, found.trade, searches, given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: the trade, the trip of the most of one ship, its share, its trip."""

    trade: pl.DataFrame
    most: MostTrip | None
    share_kg: float
    choice: Choice | None
    reasons: tuple[limits.Reason, ...]


def _search(
    scenario: Scenario, goal: Goal, departure: Departure, searches: Searches, quick: bool
) -> Found:
    out, back = searches.out(departure, goal.electric), searches.back(goal)
    table = pl.DataFrame() if quick else _trade(scenario, goal, departure, searches)
    able = float(table["returned_kg"].to_numpy().max()) if table.height else None
    ask_of = _asker(scenario, goal, departure)
    best = None
    if able is not None:
        best = most_trip(scenario, goal, departure, ask_of(able), out, back)
    share, choice = goal.returned.value, None
    if goal.ships is not None:
        choice = choose(scenario, goal, departure, out, back, despin_kg(goal, share))
    elif able is None:
        share = LEAST_KG
    else:
        share, choice = _as_needed(scenario, goal, departure, out, back, able, best)
    reasons: tuple[limits.Reason, ...] = ()
    if choice is None:
        reasons = _why_none(ask_of(share), out, back)
    return Found(trade=table, most=best, share_kg=share, choice=choice, reasons=reasons)


def _depends(
    scenario: Scenario, goal: Goal, departure: Departure, searches: Searches
) -> tuple[object, ...]:
    """Return all that a search depends on besides the paths of the bodies."""
    knots = np.linspace(0.0, 7_000.0, 29)
    curves = (goal.arrival.insertion(knots), departure.capability(knots))
    return (
        goal.key,
        goal.ships,
        goal.whole.value,
        goal.stay_s,
        goal.arrival.end,
        departure.search_end,
        departure.depart_end,
        scenario.window.prefer,
        scenario.window.max_duration,
        searches.limits(),
        tuple(sorted((name, one.value) for name, one in _given(goal, departure).items())),
        tuple(tuple(float(x) for x in one) for one in curves),
    )


def _none(
    goal: Goal,
    departure: Departure,
    reasons: tuple[limits.Reason, ...],
    *,
    choice: Choice | None = None,
    figures: Mapping[str, Figure] | None = None,
    trade: pl.DataFrame | None = None,
) -> Variant:
    """Return what comes out where no trip can be worked out."""
    return Variant(
        goal=goal, departure=departure, choice=choice, feasible=False, reasons=reasons,
        figures=figures or {}, trade=pl.DataFrame() if trade is None else trade,
    )  # fmt: skip


MARGINS = (1.0, 0.99, 0.97, 0.93, 0.85, 0.7)
"""Parts of the most of the grid that are tried as a ship's share, until a trip keeps all limits."""


def _as_needed(
    scenario: Scenario,
    goal: Goal,
    departure: Departure,
    out: LegGrid,
    back: LegGrid,
    most_kg: float,
    best: MostTrip | None,
) -> tuple[float, Choice | None]:
    """Return the share [kg] of one of as many ships as needed, and the trip that each flies.

    The trip on which one brings most, so that the fewest fly; the shortest where that is
    sought, and the cheapest where the plant and not the ship says how much it brings.
    """
    whole = goal.whole.value
    limited = (
        goal.ship_most is not None and best is not None and (goal.ship_most.value < best.most_kg)
    )
    if best is not None and not limited and scenario.window.prefer != "shortest":
        return min(best.most_kg, whole), Choice(out=best.out, back=best.back, within=True)
    top = most_kg if goal.ship_most is None else min(most_kg, goal.ship_most.value)
    choice: Choice | None = None
    for margin in MARGINS:
        ships = math.ceil(whole / min(margin * top, whole) * (1.0 - 1e-12))
        one = replace(goal, returned=fleet_size.trial(goal, whole / ships))
        spent = despin_kg(one, one.returned.value)
        choice = choose(scenario, one, departure, out, back, spent)
        if choice is not None and choice.within:
            return whole / ships, choice
    return min(top, whole), choice


def _account(
    goal: Goal,
    departure: Departure,
    choice: Choice,
    legs: Mapping[str, Figure],
    figures: Mapping[str, Figure],
    table: Any,
    searches: Searches,
    given: Mapping[str, Figure],
) -> Variant:
    try:
        goal, inputs, extra = _shared(goal, departure, legs, searches.scenario)
        events = account_of(inputs).events
    except OutOfDomain as error:
        return _none(
            goal, departure, (limits.no_leg(str(error)),), choice=choice,
            figures={**figures, **legs}, trade=table,
        )  # fmt: skip
    figures = {**figures, **extra}
    made = variant.account_figures(goal, departure, inputs, legs)
    window = searches.scenario.window
    made = {**made, **extra}
    reasons = limits.mass_limits(made, goal.vehicle.capacity, departure.launcher)
    reasons += limits.date_limits(made, window.launch, window.latest_return, window.max_duration)
    return Variant(
        goal=goal,
        departure=departure,
        choice=choice,
        feasible=not reasons,
        reasons=reasons,
        figures={**figures, **legs, **made},
        events=events,
        epochs_s=variant.epochs_of(legs, made["launch.date"]),
        refly=_refly(choice, goal, searches),
        trade=table,
    )


def _shared(
    goal: Goal, departure: Departure, legs: Mapping[str, Figure], scenario: Scenario
) -> tuple[Goal, dict[str, Figure], dict[str, Figure]]:
    """Return the goal with the share of one ship, the inputs of its chain, and fleet figures."""
    if goal.ships is not None:
        ships = options.fleet_ships(goal.ships)
        return goal, variant.chain_inputs(goal, departure, legs, ships), {}
    trial = variant.chain_inputs(goal, departure, legs, options.fleet_ships(1))
    share = fleet_size.share_figure(goal, departure, trial, legs, scenario.window, "fleet.share")
    ships = fleet_size.ships_figure(goal, share)
    goal = replace(goal, returned=fleet_size.each(goal, ships))
    made = variant.chain_inputs(goal, departure, legs, ships)
    return goal, made, {"fleet.share": share, "fleet.ships": ships}


def despin_kg(goal: Goal, returned_kg: float) -> float:
    """Return the propellant [kg] of one ship that stops the spin; 0 where the body keeps it."""
    if not goal.spin_period.value:
        return 0.0
    v = goal.vehicle
    return despin.shared(
        returned_kg,
        ships_for(goal, returned_kg),
        goal.density.value,
        goal.spin_period.value,
        v.rcs_isp.value,
        v.rcs_arm.value,
    )


def _given(goal: Goal, departure: Departure) -> dict[str, Figure]:
    """Return all that a search is given besides the orbits, for its trace and label."""
    v = goal.vehicle
    found = {
        "returned": goal.returned,
        "left": goal.left,
        "density": goal.density,
        "spin_period": goal.spin_period,
        "isp": v.isp,
        "dry_mass": v.dry_mass,
        "rcs_isp": v.rcs_isp,
        "rcs_arm": v.rcs_arm,
        "spiral_dv": departure.spiral_dv,
        **{figure.name: figure for figure in (*departure.about, *goal.arrival.about)},
    }
    rest = {"thrust": v.thrust, "capacity": v.capacity, "tank_fraction": v.tank_fraction}
    return found | {name: figure for name, figure in rest.items() if figure is not None}


def _most(
    goal: Goal,
    departure: Departure,
    found: Found,
    given: Mapping[str, Figure],
    searches: Searches,
) -> dict[str, Figure]:
    """Return the most that one ship can return within the window; none where it is nothing."""
    if found.most is None:
        return {}
    data = (*searches.rock.data, *searches.planets.body("earth").data)
    sought = "trip on which one ship brings most"
    legs: dict[str, Figure] = {}
    for role, leg in (("out", found.most.out), ("return", found.most.back)):
        made = variant.leg_figures(goal, leg, f"most.{role}", given, data, sought)
        legs |= {name.removeprefix("most."): figure for name, figure in made.items()}
    ships = options.fleet_ships(goal.ships or 1)
    inputs = variant.chain_inputs(goal, departure, legs, ships)
    try:
        most = fleet_size.share_figure(
            goal, departure, inputs, legs, searches.scenario.window, "most.returned"
        )
    except OutOfDomain:
        return {}
    figures = {
        "most.returned": most,
        "most.propellant": fleet_size.most_propellant(goal, inputs, most),
        "most.departure": legs["out.departure"],
    }
    body = goal.returned
    alone = goal.ships == 1 and body.name == "target.mass"
    if alone and body.low is not None and body.high is not None:
        figures["whole.chance"] = leaf(
            f"{goal.key}.whole.chance",
            chance_below(most.value, body.value, body.low, body.high),
            "",
            status="computed",
            sources=("windlass",),
            shown="%",
            model="share of the body's mass distribution below what can be returned",
            inputs={"most": most, "mass": body},
            note="two half lognormals through the 5, 50 and 95 % points of the mass",
        )
    return figures


def chance_below(limit: float, middle: float, low: float, high: float) -> float:
    """Return the share of a distribution below a limit, from its 5, 50 and 95 % points.

    Two half lognormals that meet in the middle; all arguments > 0 and in order.
    """
    if not 0 < low < middle < high or not limit > 0:
        raise InvalidInput("points of a distribution out of order", value=(low, middle, high))
    side = high if limit > middle else low
    z = Z95 * math.log(limit / middle) / abs(math.log(side / middle))
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def _why_none(ask: TripAsk, out: LegGrid, back: LegGrid) -> tuple[limits.Reason, ...]:
    if not bool((out.status == 0).any()):
        return (limits.no_leg("no way out within the launch window and the launcher's C3"),)
    need = least_thrust_needed(ask, back)
    if need is None:
        return (limits.no_leg("no leg back within the window and the limit of v∞"),)
    if ask.thrust_n is not None and need > ask.thrust_n:
        return (limits.too_weak(need, ask.thrust_n),)
    if ask.thrust_n is not None:
        carried = ask.dry_kg + ask.left_kg + ask.spent_kg
        way_out = least_thrust_out(carried, out)
        if way_out > ask.thrust_n:
            return (limits.too_weak(way_out, ask.thrust_n, "way out"),)
    if ask.tank_fraction:
        return (limits.no_leg("no stage can carry the propellant that its own tanks ask for"),)
    return (limits.no_leg("no way out and way back fit together within the longest duration"),)


def _refly(choice: Choice, goal: Goal, searches: Searches) -> dict[str, dict[str, Any]]:
    """Fly both legs again in the N-body model, the meeting body without its pull."""
    found = {}
    for role, leg, body in (("out", choice.out, None), ("return", choice.back, goal.body)):
        try:
            found[role] = refly(leg, without=("earth", "moon") if body is None else _pulls(body))
        except WindlassError as error:
            found[role] = {"status": "not computed", "note": str(error)}
    return found


def _pulls(body: str) -> tuple[str, ...]:
    return ("earth", "moon") if body == "earth" else (body,)
