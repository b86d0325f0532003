"""An option whose body a technique of redirecting pushes: what is moved, with how many ships.

The same answer as that of ``windlass redirect compare --deliver``, as figures: what the ships move
at most, as a model of ships, body and vehicles on the dates that were found; then the programme
about it as about any other trip.  Checked: tests/studies/test_pushed.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput, NotSolved, WindlassError
from windlass.base.figure import Figure, derive, leaf
from windlass.base.words import great
from windlass.campaign.fleet import dug_kg_s
from windlass.capture import arrival, lunar, mars
from windlass.catalogue.target import Target
from windlass.redirect.deliver import most_on
from windlass.redirect.destination import Destination, lunar_dro, mars_orbit
from windlass.redirect.facts import STEERING, facts
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship
from windlass.redirect.task import LONGEST_S, Task
from windlass.redirect.way_out import rendezvous
from windlass.studies.goal import Departure, Goal
from windlass.studies.limits import Reason, no_leg
from windlass.studies.pushed_figures import SOURCES, launched, legs, notes
from windlass.studies.redirect_ask import Matter, RedirectAsk
from windlass.studies.redirect_deliver import Delivery, row
from windlass.studies.redirect_row import Row, words
from windlass.studies.scenario import MarsOrbitOption, Scenario
from windlass.studies.searches import Searches
from windlass.studies.variant import Variant

HOW: Final = "ballistic leg to the asteroid, its speed of arrival taken away by the ship's engine"


def title(key: str) -> str:
    """Return a technique's title as that of a variant."""
    told = facts(key).title
    return told[:1].upper() + told[1:]


TITLES: Final = {key: title(key) for key in STEERING}
"""Techniques -> their titles."""


def departure(electric: Departure) -> Departure:
    """Return how ships of a technique leave Earth, by the launcher of another departure."""
    return replace(electric, how=HOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: the delivery, its row; why, in words, where there is none."""

    all_: Delivery | None = None
    row: Row | None = None
    why: str = ""


def pushed(scenario: Scenario, goal: Goal, departure: Departure, searches: Searches) -> Variant:
    """Return what a technique makes of a goal; what it cannot is a reason, not an error."""
    inputs = _inputs(scenario, goal)
    found = _found(scenario, goal, inputs, searches)
    told = notes(goal.technique, found.row)
    goal = replace(goal, arrival=replace(goal.arrival, notes=told))
    if found.row is None or found.row.most is None or found.all_ is None:
        return Variant(
            goal=goal, departure=departure, choice=None, feasible=False, figures={},
            reasons=(no_leg(found.why),),
        )  # fmt: skip
    goal, figures = _figures(scenario, goal, found.all_, found.row, inputs)
    reasons = _short(figures, found.row)
    return Variant(
        goal=goal, departure=departure, choice=None, feasible=not reasons, reasons=reasons,
        figures=figures,
    )  # fmt: skip


def _found(
    scenario: Scenario, goal: Goal, inputs: Mapping[str, Figure], searches: Searches
) -> Found:
    """Return what was found for the same before, else what is found."""
    target = searches.target
    try:
        key = ("pushed", repr(_ask(scenario, goal, inputs, target)), repr(_to(scenario, goal)))
    except InvalidInput as reason:  # no time for it, such as: impossible, but no fault of the user
        return Found(why=str(reason))
    if key not in searches.trips:
        searches.trips[key] = _search(scenario, goal, inputs, target)
    found: Found = searches.trips[key]
    return found


def _search(scenario: Scenario, goal: Goal, inputs: Mapping[str, Figure], target: Target) -> Found:
    ask, orbit = _ask(scenario, goal, inputs, target), target.orbit
    end = ask.begins_s + ask.within_s
    try:
        way = rendezvous(orbit, ask.begins_s, ask.launcher, end, ask.ship.exhaust_m_s, 1.0)
        task = Task(
            orbit=orbit, to=_to(scenario, goal), begins_s=way.arrives_s,
            within_s=end - way.arrives_s,
        )  # fmt: skip
    except WindlassError as reason:
        return Found(why=words(reason) if isinstance(reason, NotSolved) else str(reason))
    all_ = Delivery(ask=ask, way=way, task=task, body=_matter(goal))
    found = row(all_, goal.technique)
    if goal.ships is None and found.ships is not None and found.ships > 1:
        all_ = replace(all_, ask=replace(ask, count=found.ships))
        found = row(all_, goal.technique)
    return Found(all_=all_, row=found, why=found.why)


def _ask(
    scenario: Scenario, goal: Goal, inputs: Mapping[str, Figure], target: Target
) -> RedirectAsk:
    value = {name: one.value for name, one in inputs.items()}
    begins = scenario.window.launch[0]
    return RedirectAsk(
        target=target, mode="deliver", ship=_ship(value), count=goal.ships or 1,
        launcher=scenario.launch.vehicle, to=goal.body, begins_s=begins,
        within_s=min(
            scenario.window.latest_return - begins, scenario.window.max_duration, LONGEST_S
        ),
        dug_kg_s=_dug(value), only=(goal.technique,),
    )  # fmt: skip


def _inputs(scenario: Scenario, goal: Goal) -> dict[str, Figure]:
    """Return the figures of ships, body and vehicles that the mass moved rests on."""
    v = goal.vehicle
    assert v.capacity is not None
    made = {
        **v.engine, "dry": v.dry_mass, "propellant": v.capacity, "density": goal.density,
        "spin": goal.spin_period, "whole": goal.whole,
    }  # fmt: skip
    if goal.technique != "mass-driver" or goal.vehicles is None:
        return made
    fleet = scenario.fleet
    given = {"rate": fleet.excavator_rate, "availability": fleet.excavator_availability}
    shown = {"rate": "t/d", "availability": "%"}
    return made | {
        "vehicles": leaf(
            f"option.{goal.option}.vehicles", float(goal.vehicles), "", status="chosen"
        ),
        **{
            name: entry_figure(
                "excavators", fleet.excavator, name, name=f"fleet.excavator_{name}", given=value,
                shown=shown[name],
            )
            for name, value in given.items()
        },
    }  # fmt: skip


def _ship(x: Mapping[str, float]) -> Ship:
    return Ship(
        dry_kg=x["dry"], propellant_kg=x["propellant"], power_w=x["power"], isp_s=x["isp"],
        efficiency=x["efficiency"], duty=x["duty"],
    )  # fmt: skip


def _dug(x: Mapping[str, float]) -> float | None:
    """Return what the vehicles dig [kg/s], None without any."""
    if "vehicles" not in x:
        return None
    return dug_kg_s(x["vehicles"], x["rate"], x["availability"])


def _rock(name: str, x: Mapping[str, float]) -> Rock:
    """Return the body as a ball of its mass and density."""
    return Rock(
        name=name, mass_kg=x["whole"], radius_m=_radius_m(x["whole"], x["density"]),
        spin_period_s=x["spin"] or None,
    )  # fmt: skip


def _radius_m(mass_kg: float, density: float) -> float:
    return float(np.cbrt(0.75 * mass_kg / (math.pi * density)))


def _matter(goal: Goal) -> Matter:
    value = {"whole": goal.whole.value, "density": goal.density.value,
             "spin": goal.spin_period.value}  # fmt: skip
    return Matter(
        diameter=derive(
            f"{goal.key}.diameter", "m", lambda whole, density: 2.0 * _radius_m(whole, density),
            {"whole": goal.whole, "density": goal.density}, model="ball of that mass",
        ),
        density=goal.density, mass=goal.whole, spin_s=goal.spin_period.value or None,
        rock=_rock("the body", value),
    )  # fmt: skip


def _to(scenario: Scenario, goal: Goal) -> Destination:
    option = scenario.option[goal.option]
    if isinstance(option, MarsOrbitOption):
        return mars_orbit(mars.orbit(
            periapsis_altitude_m=option.periapsis_altitude,
            apoapsis_altitude_m=option.apoapsis_altitude, vinf_max_m_s=option.vinf_max,
        ))  # fmt: skip
    allowed = scenario.capture
    limit = lunar.capture_vinf(allowed.flyby_altitude, allowed.flyby_apogee).value
    factor = allowed.dro_insertion
    return lunar_dro(min(limit, arrival.known_m_s()), 1.0 if factor is None else factor)


def _figures(
    scenario: Scenario, goal: Goal, all_: Delivery, found: Row, inputs: Mapping[str, Figure]
) -> tuple[Goal, dict[str, Figure]]:
    """Return the figures by role, and the goal with the share of one ship."""
    key, made = goal.key, found.made
    assert made is not None
    count = all_.ask.count
    if goal.ships is None:
        ships = leaf(
            f"{key}.fleet.ships", float(count), "", status="computed", sources=SOURCES,
            model="fewest ships of the linear answer", inputs=dict(inputs),
        )  # fmt: skip
    else:
        ships = leaf("fleet.ships", float(count), "", status="chosen", note="given by the user")
    dates = legs(goal, all_, found, inputs)
    most = _most(goal, all_, found, inputs, ships)
    arrives = leaf(
        f"{key}.arriving", made.arrives_kg / made.rock.mass_kg, "", status="computed",
        sources=SOURCES, model="what is not thrown away on the way", shown="%",
    )  # fmt: skip
    returned = derive(
        f"{key}.returned", "kg", lambda whole, most, arriving: min(whole, most) * arriving,
        {"whole": goal.whole, "most": most, "arriving": arrives},
        model="what is moved of the body, less what is thrown away on the way",
    )  # fmt: skip
    share = derive(
        f"{key}.share", "kg", lambda returned, ships: returned / ships,
        {"returned": returned, "ships": ships}, model="what is brought, by the ships",
    )  # fmt: skip
    figures = dates | {
        "moved.largest": most,
        "moved.share": derive(
            f"{key}.moved.share", "", lambda most, whole: most / whole,
            {"most": most, "whole": goal.whole}, model="the most that is moved, by the body",
        ),
        "returned": returned, "share": share, "fleet.ships": ships,
        **launched(scenario, goal, dates, inputs),
    }  # fmt: skip
    if found.ships is not None:
        figures["moved.ships"] = leaf(
            f"{key}.moved.ships", float(found.ships), "", status="computed", sources=SOURCES,
            model="fewest ships that move the whole body, by the linear answer",
            inputs=dict(inputs),
        )  # fmt: skip
    return replace(goal, returned=share), figures


def _most(
    goal: Goal, all_: Delivery, found: Row, inputs: Mapping[str, Figure], ships: Figure
) -> Figure:
    """Return the largest mass that is moved on the dates that were found."""
    own, most = all_.thrown(found.driver_m_s), found.most
    assert most is not None
    name = all_.body.rock.name

    def fn(ships: float, **x: float) -> float:
        ask = replace(own.ask, ship=_ship(x), count=max(1, round(ships)), dug_kg_s=_dug(x))
        return most_on(
            all_.task, _rock(name, x), replace(own, ask=ask).pushes(goal.technique), most
        )

    return derive(
        f"{goal.key}.moved.largest", "kg", fn, {**inputs, "ships": ships},
        model="largest mass that the technique moves on these dates, by the linear answer",
        sources=facts(goal.technique).sources,
    )  # fmt: skip


def _short(f: Mapping[str, Figure], found: Row) -> tuple[Reason, ...]:
    """Return why the body is not brought: what is moved of it, and how many ships would."""
    if found.feasible:
        return ()
    ships, most = f["fleet.ships"].value, f["moved.largest"].value
    whole = most / f["moved.share"].value
    more = (
        "no number of ships up to a billion does"
        if found.ships is None
        else f"it takes {great(found.ships, 3)} ships"
    )
    return (
        Reason(
            what="mass moved",
            text=f"{great(ships)} ship{' moves' if ships == 1 else 's move'} "
            f"{great(float(f'{most / 1e3:.3g}'), 3)} t of {great(float(f'{whole / 1e3:.3g}'), 3)} t"
            f"; {more}",
            need=whole, have=most, unit="kg",
        ),
    )  # fmt: skip
