"""How much one ship brings on its trip, and so how many ships share the body.

Checked: tests/studies/test_fleet_size.py.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping

from scipy.optimize import brentq

from windlass.base.epochs import YEAR_S
from windlass.base.errors import OutOfDomain
from windlass.base.figure import Figure, derive, leaf
from windlass.studies.account import INPUTS, account, tried
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Window

LEAST_KG = 1.0
"""A ship that brings less than this brings nothing."""
GREATEST_KG = 1e13
EXACT = 1e-14
"""Relative width at which the search ends, unless told otherwise."""
FAR = -1.0
"""Room of a trip that cannot be flown."""
EPS = sys.float_info.epsilon
_AROUND = 0.02
"""How far on either side of a near value it is sought first, relative."""


def most_on_trip(
    values: Mapping[str, float],
    limits: Mapping[str, float],
    whole: float,
    ships: int | None,
    *,
    near: float | None = None,
    width: float = EXACT,
) -> float:
    """Return the most [kg] that one ship brings on fixed legs with every limit kept.

    values: inputs of the mass chain, of which returned and ships are not used; limits: able and
    capacity [kg], depart, arrive, first, latest [s past J2000], longest [s]; whole [kg]: of the
    body that as many ships as needed share, and then the most of one; ships: how many share it.
    near: where it is sought first [kg]; width: relative, at which the search ends.
    Raises OutOfDomain where even LEAST_KG is too much.
    """
    top = max(whole, LEAST_KG) if ships is None else GREATEST_KG

    def room(mass: float) -> float:
        """Return the least that is left of any limit, as a share of it: below 0 where one is
        broken, and FAR below where the trip cannot be flown at all."""
        count = max(1.0, whole / mass) if ships is None else float(ships)
        x = {**values, "returned": mass, "ships": count}
        try:
            found = tried(*[x[name] for name in INPUTS])
        except (OutOfDomain, OverflowError):
            return FAR
        lift = limits["depart"] - found.seconds("spiral")
        final = limits["arrive"] + found.seconds("insertion")
        return min(
            found.spare,
            1.0 - found.launch_kg / limits["able"] if limits["able"] > 0.0 else FAR,
            1.0 - found.propellant_kg / limits["capacity"] if limits["capacity"] > 0.0 else FAR,
            (lift - limits["first"] + 60.0) / YEAR_S,
            (limits["latest"] + 60.0 - final) / YEAR_S,
            (limits["longest"] + 60.0 - final + lift) / YEAR_S,
        )

    rooms: dict[float, float] = {}

    def held(at: float) -> float:
        """Return the room at the logarithm of a mass; none is worked out twice."""
        if at not in rooms:
            rooms[at] = room(math.exp(at))
        return rooms[at]

    low, high = math.log(LEAST_KG), math.log(top)
    light = heavy = False
    if near is not None:
        for end in (math.log(near) - _AROUND, math.log(near) + _AROUND):
            if low < end < high:
                fits = held(end) >= 0.0
                low, high = (end, high) if fits else (low, end)
                light, heavy = light or fits, heavy or not fits
    if not light and held(low) < 0.0:
        raise OutOfDomain("one ship brings nothing on this trip", value=f"{LEAST_KG:g} kg")
    if not heavy and held(high) >= 0.0:
        return top
    return math.exp(_edge(held, low, high, width))


def _edge(room: Callable[[float], float], low: float, high: float, width: float) -> float:
    """Return the logarithm of the mass at which room falls below 0, a place where it does not yet;
    room: of a logarithm; low, high: logarithms of masses where it is not below 0, and is."""
    at = float(brentq(room, low, high, xtol=width, rtol=4.0 * EPS))
    step = max(width, EPS * abs(at))
    while at > low and room(at) < 0.0:
        at, step = max(low, at - step), 2.0 * step
    return at


def share_figure(
    goal: Goal,
    departure: Departure,
    inputs: Mapping[str, Figure],
    legs: Mapping[str, Figure],
    window: Window,
    role: str,
) -> Figure:
    """Return the most that one ship brings on the legs of a trip, as a figure.

    inputs: those of the mass chain; role: of the figure.  Where a plant stays behind, no more
    than its product.
    """
    parts = {name: figure for name, figure in inputs.items() if name not in ("returned", "ships")}
    given = {
        **parts,
        "able": departure.capability_at(legs["out.vinf_departure"]),
        "depart": legs["out.departure"],
        "arrive": legs["return.arrival"],
        "whole": goal.whole,
    }
    if goal.vehicle.capacity is not None:
        given["capacity"] = goal.vehicle.capacity
    if goal.ship_most is not None:
        given["product"] = goal.ship_most
    names = tuple(parts)
    fixed = {
        "first": window.launch[0],
        "latest": window.latest_return,
        "longest": window.max_duration,
    }

    def fn(able: float, depart: float, arrive: float, whole: float, **x: float) -> float:
        capacity, product = x.pop("capacity", math.inf), x.pop("product", math.inf)
        limits = {
            **fixed, "able": able, "depart": depart, "arrive": arrive, "capacity": capacity
        }  # fmt: skip
        return min(
            product, most_on_trip({name: x[name] for name in names}, limits, whole, goal.ships)
        )

    return derive(
        f"{goal.key}.{role}",
        "kg",
        fn,
        given,
        model="greatest mass for which one ship keeps every limit on these legs",
        sources=("tsiolkovsky1903", "brophy2012"),
    )


def most_propellant(goal: Goal, inputs: Mapping[str, Figure], most: Figure) -> Figure:
    """Return the propellant [kg] of the ship that brings the most; inputs: of its mass chain."""
    parts = {name: figure for name, figure in inputs.items() if name not in ("returned", "ships")}

    def fn(most: float, whole: float, **x: float) -> float:
        ships = max(1.0, whole / most) if goal.ships is None else float(goal.ships)
        values = {**x, "returned": most, "ships": ships}
        return account(*(values[name] for name in INPUTS)).all_kg

    return derive(
        f"{goal.key}.most.propellant",
        "kg",
        fn,
        {**parts, "most": most, "whole": goal.whole},
        model="propellant of all burns with that load",
        sources=("tsiolkovsky1903",),
    )


def ships_figure(goal: Goal, share: Figure) -> Figure:
    """Return how many ships it takes."""
    return derive(
        f"{goal.key}.fleet.ships",
        "",
        lambda whole, share: float(math.ceil(whole / share * (1.0 - 1e-12))),
        {"whole": goal.whole, "share": share},
        model="all that is to be brought by what one ship brings, rounded up",
    )


def each(goal: Goal, ships: Figure) -> Figure:
    """Return what one of the ships brings."""
    return derive(
        f"{goal.key}.share",
        "kg",
        lambda whole, ships: whole / ships,
        {"whole": goal.whole, "ships": ships},
        model="all that is to be brought, shared evenly among the ships",
    )


def trial(goal: Goal, mass_kg: float) -> Figure:
    """Return a share to search a trip with, before the number of ships is known."""
    return leaf(f"{goal.key}.trial", mass_kg, "kg", status="chosen", note="share of the search")
