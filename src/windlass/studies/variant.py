"""One option flown one way: figures, events, legs, and what makes it impossible.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from windlass.studies.programme import Programme
    from windlass.studies.searches import Searches

from windlass.base.constants import GM_SUN
from windlass.base.epochs import format_epoch
from windlass.base.figure import Figure, derive, leaf
from windlass.studies import account
from windlass.studies.choose import Choice
from windlass.studies.goal import Departure, Goal
from windlass.studies.limits import Reason
from windlass.transfers.legs import Leg
from windlass.transfers.mass_chain import Event

LEG_SOURCES = ("izzo2015", "park2021")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What came out for one goal.

    figures: role -> figure, with the goal's key before each role in the figure's name;
    reasons: why it is not feasible, empty where it is; epochs_s: event -> epoch.
    """

    goal: Goal
    departure: Departure
    choice: Choice | None
    feasible: bool
    reasons: tuple[Reason, ...]
    figures: Mapping[str, Figure]
    events: tuple[Event, ...] = ()
    epochs_s: Mapping[str, float] = field(default_factory=dict)
    refly: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    trade: pl.DataFrame = field(default_factory=pl.DataFrame)
    programme: Programme | None = None
    searches: Searches | None = None


BESIDE = ("most.", "largest.", "whole.chance")
"""Beginnings of the roles that only the search for the most that can be brought gives."""


def answer_alone(made: Variant) -> Variant:
    """Return a variant without the roles, and the trade, that only stand beside the answer."""
    own = {role: one for role, one in made.figures.items() if not role.startswith(BESIDE)}
    return replace(made, trade=pl.DataFrame(), figures=own)


def leg_figures(
    goal: Goal,
    leg: Leg,
    role: str,
    given: Mapping[str, Figure],
    data: tuple[tuple[str, str], ...],
    sought: str,
) -> dict[str, Figure]:
    """Return the figures that a search found for a leg: dates, flight time, v∞ at both ends."""
    model = (
        f"{sought} over Lambert legs (μ = {GM_SUN:.11e} m³/s², {leg.n_rev} revolutions) "
        "between N-body ephemerides, refined off the grid"
    )

    def found(name: str, value: float, unit: str, shown: str = "") -> Figure:
        return leaf(
            f"{goal.key}.{role}.{name}",
            value,
            unit,
            status="computed",
            sources=LEG_SOURCES,
            shown=shown,
            model=model,
            inputs=given,
            data=data,
        )

    return {
        f"{role}.departure": found("departure", leg.depart_s, "epoch"),
        f"{role}.arrival": found("arrival", leg.arrive_s, "epoch"),
        f"{role}.time": found("time", leg.tof_s, "s", "d"),
        f"{role}.vinf_departure": found("vinf_departure", leg.vinf_depart_m_s, "m/s", "km/s"),
        f"{role}.vinf_arrival": found("vinf_arrival", leg.vinf_arrive_m_s, "m/s", "km/s"),
    }


def chain_inputs(
    goal: Goal, departure: Departure, legs: Mapping[str, Figure], ships: Figure
) -> dict[str, Figure]:
    """Return the figures that the mass chain takes, by the names of ``account.INPUTS``."""
    v = goal.vehicle
    none = _none(goal)
    return {
        "dry_mass": v.dry_mass,
        "returned": goal.returned,
        "left": goal.left,
        "isp": v.isp,
        "thrust": v.thrust or none["thrust"],
        "tank_fraction": v.tank_fraction or none["tank_fraction"],
        "rcs_isp": v.rcs_isp,
        "rcs_arm": v.rcs_arm,
        "density": goal.density,
        "spin_period": goal.spin_period,
        "ships": ships,
        "spiral_dv": departure.spiral_dv,
        "out_depart_dv": departure.depart_dv(legs["out.vinf_departure"]),
        "out_arrive_dv": legs["out.vinf_arrival"],
        "out_time": legs["out.time"],
        "return_depart_dv": legs["return.vinf_departure"],
        "return_arrive_dv": goal.arrival.dv(legs["return.vinf_arrival"]),
        "return_time": legs["return.time"],
        "insertion_dv": goal.arrival.insertion_dv(legs["return.vinf_arrival"]),
    }


def _none(goal: Goal) -> dict[str, Figure]:
    """Return the figures of what this vehicle has not: zero, by its kind."""
    kind = "electric" if goal.electric else "chemical"
    return {
        "thrust": leaf(
            f"{goal.key}.thrust", 0.0, "N", status="chosen", note="impulsive burns of a stage"
        ),
        "tank_fraction": leaf(
            f"{goal.key}.tank_fraction",
            0.0,
            "",
            status="chosen",
            note=f"tanks of an {kind} vehicle are part of its dry mass",
        ),
    }


def account_figures(
    goal: Goal, departure: Departure, inputs: Mapping[str, Figure], legs: Mapping[str, Figure]
) -> dict[str, Figure]:
    """Return the figures of masses, dates and limits, by role; OutOfDomain where none exist."""
    prefix = goal.key + "."
    made = {
        name.removeprefix(prefix): figure
        for name, figure in account.figures(prefix, inputs).items()
    }
    able = departure.capability_at(legs["out.vinf_departure"])
    spiral = made.get("spiral.time")
    given = {"departure": legs["out.departure"]} | ({"spiral": spiral} if spiral else {})
    launch = derive(
        prefix + "launch.date",
        "epoch",
        lambda departure, spiral=0.0: departure - spiral,
        given,
        model="departure less the time of the spiral",
    )
    inserting = made.get("insertion.time")
    last = {"arrival": legs["return.arrival"]} | ({"burn": inserting} if inserting else {})
    final = derive(
        prefix + "final.date",
        "epoch",
        lambda arrival, burn=0.0: arrival + burn,
        last,
        model="arrival and the time of the insertion burn",
    )
    duration = derive(
        prefix + "duration",
        "s",
        lambda launch, final: final - launch,
        {"launch": launch, "final": final},
        model="lift-off to the end of the insertion burn",
        shown="yr",
    )
    load = derive(
        prefix + "launch.load",
        "",
        lambda mass, able: mass / able,
        {"mass": made["launch.mass"], "able": able},
        model="launch mass by the launcher's capability",
        shown="%",
    )
    stay = derive(
        prefix + "stay",
        "s",
        lambda arrive, leave: leave - arrive,
        {"arrive": legs["out.arrival"], "leave": legs["return.departure"]},
        model="departure from the body less arrival there",
        shown="d",
    )
    return made | {
        "launch.capability": able,
        "launch.date": launch,
        "final.date": final,
        "launch.load": load,
        "duration": duration,
        "stay": stay,
        "share": goal.returned,
        "returned": _all_returned(goal, inputs["ships"]),
        "fleet.ships": inputs["ships"],
        "insertion.dv": inputs["insertion_dv"],
        "return.dv_impulsive": derive(
            prefix + "return.dv_impulsive",
            "m/s",
            lambda depart, arrive: depart + arrive,
            {"depart": inputs["return_depart_dv"], "arrive": inputs["return_arrive_dv"]},
            model="departure and arrival impulses of the return leg",
        ),
    }


def _all_returned(goal: Goal, ships: Figure) -> Figure:
    """Return what the whole fleet brings."""
    if ships.value == 1.0 and ships.trace.status == "chosen":
        return goal.returned
    return derive(
        f"{goal.key}.returned",
        "kg",
        lambda share, ships: share * ships,
        {"share": goal.returned, "ships": ships},
        model="what one ship brings, times the ships",
    )


def epochs_of(legs: Mapping[str, Figure], launch: Figure) -> dict[str, float]:
    """Return the epoch [s past J2000] of each event of the chain."""
    out, back = legs["out.departure"].value, legs["return.departure"].value
    met, home = legs["out.arrival"].value, legs["return.arrival"].value
    return {
        "spiral": launch.value,
        "out departure": out,
        "out arrival": met,
        "stop the spin": met,
        "plant stays behind": back,
        "take on the load": back,
        "return departure": back,
        "return arrival": home,
        "insertion": home,
    }


def event_rows(variant: Variant) -> list[dict[str, Any]]:
    """Return the events as plain rows with units in their keys; empty burns are left out."""
    rows = []
    for event in variant.events:
        if event.before_kg == event.after_kg:
            continue
        epoch = variant.epochs_s[event.name]
        rows.append(
            {
                "name": event.name,
                "kind": event.kind,
                "epoch_s": epoch,
                "date": format_epoch(epoch),
                "before_t": event.before_kg / 1e3,
                "after_t": event.after_kg / 1e3,
                "propellant_t": event.propellant_kg / 1e3,
                "dv_m_s": event.dv_m_s,
                "flown_m_s": event.flown_m_s,
                "burn_d": event.burn_s / 86_400.0,
            }
        )
    return rows
