"""Figures of an option that a technique pushes: dates, its ships as launched, notes on it.

Checked: tests/studies/test_pushed.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from windlass.base.constants import G0
from windlass.base.figure import Figure, derive, leaf
from windlass.base.words import number
from windlass.catalogue import launchers
from windlass.redirect.facts import facts
from windlass.studies.goal import Goal
from windlass.studies.redirect_deliver import Delivery
from windlass.studies.redirect_row import Row
from windlass.studies.scenario import Scenario

SOURCES: Final = ("izzo2015", "park2021")


def legs(goal: Goal, all_: Delivery, found: Row, inputs: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return dates, times and speeds of the way out and of the push."""
    key, way, made = goal.key, all_.way, found.made
    assert made is not None
    told = dict(inputs)

    def leg(role: str, value: float, unit: str, shown: str = "", push: bool = False) -> Figure:
        return leaf(
            f"{key}.{role}", value, unit, status="computed", sources=SOURCES, shown=shown,
            model="best dates of the linear answer" if push
            else "ballistic leg on which the ships bring most in the time", inputs=told,
        )  # fmt: skip

    out = {
        "out.departure": leg("out.departure", way.departs_s, "epoch"),
        "out.arrival": leg("out.arrival", way.arrives_s, "epoch"),
        "out.time": leg("out.time", way.arrives_s - way.departs_s, "s", "d"),
        "out.vinf_departure": leg(
            "out.vinf_departure", math.sqrt(way.c3_m2_s2), "m/s", "km/s"
        ),
        "out.vinf_arrival": leg("out.vinf_arrival", way.arrives_m_s, "m/s", "km/s"),
        "return.departure": leg("return.departure", made.departs_s, "epoch", push=True),
        "return.arrival": leg(
            "return.arrival", made.departs_s + made.tof_s, "epoch", push=True
        ),
        "return.time": leg("return.time", made.tof_s, "s", "yr", push=True),
        "return.dv": leg("return.dv", made.dv_m_s - made.after_m_s, "m/s", "km/s", push=True),
        "insertion.dv": leg("insertion.dv", made.after_m_s, "m/s", push=True),
        "insertion.time": leg("insertion.time", made.after_s, "s", "d", push=True),
    }  # fmt: skip
    launch = derive(
        f"{key}.launch.date", "epoch", lambda departure: departure,
        {"departure": out["out.departure"]}, model="departure from the parking orbit",
    )  # fmt: skip
    final = derive(
        f"{key}.final.date", "epoch", lambda arrival, after: arrival + after,
        {"arrival": out["return.arrival"], "after": out["insertion.time"]},
        model="arrival and the push that follows it",
    )  # fmt: skip
    return out | {
        "launch.date": launch,
        "final.date": final,
        "duration": derive(
            f"{key}.duration", "s", lambda launch, final: final - launch,
            {"launch": launch, "final": final}, model="lift-off to the end of the push",
            shown="yr",
        ),
        "stay": derive(
            f"{key}.stay", "s", lambda arrive, leave: leave - arrive,
            {"arrive": out["out.arrival"], "leave": out["return.departure"]},
            model="beginning of the push less arrival there", shown="d",
        ),
    }  # fmt: skip


def launched(
    scenario: Scenario, goal: Goal, legs: Mapping[str, Figure], inputs: Mapping[str, Figure]
) -> dict[str, Figure]:
    """Return masses of one ship at launch, and in how many parts it is launched."""
    key, burns = goal.key, facts(goal.technique).propellant != "none"
    v = goal.vehicle
    mass = derive(
        f"{key}.launch.mass", "kg",
        lambda dry, propellant, slows, isp: (dry + propellant) * math.exp(slows / (isp * G0)),
        {"dry": inputs["dry"], "propellant": inputs["propellant"], "isp": v.isp,
         "slows": legs["out.vinf_arrival"]},
        model="ship on arrival, and the propellant that took its speed away",
        sources=("tsiolkovsky1903",),
    )  # fmt: skip
    able = launchers.performance(
        scenario.launch.vehicle,
        derive(
            f"{key}.launch.c3", "m2/s2", lambda vinf: vinf * vinf,
            {"vinf": legs["out.vinf_departure"]}, model="speed at departure, squared",
        ),
        scenario.launch.curve,
    )  # fmt: skip
    propellant = derive(
        f"{key}.propellant", "kg",
        (lambda mass, dry, tanks: mass - dry) if burns
        else (lambda mass, dry, tanks: mass - dry - tanks),
        {"mass": mass, "dry": inputs["dry"], "tanks": inputs["propellant"]},
        model="launch mass less dry mass" if burns
        else "what slows a ship down; in place of its tanks it brings the technique's plant",
    )  # fmt: skip
    load = derive(
        f"{key}.launch.load", "", lambda mass, able: mass / able, {"mass": mass, "able": able},
        model="launch mass by the launcher's capability", shown="%",
    )  # fmt: skip
    return {
        "launch.mass": mass, "launch.capability": able, "launch.load": load,
        "launch.parts": derive(
            f"{key}.launch.parts", "", lambda load: float(max(1, math.ceil(load * (1.0 - 1e-9)))),
            {"load": load}, model="launches in which one ship is brought up, to be joined there",
        ),
        "propellant": propellant, "propellant.main": propellant,
    }  # fmt: skip


def notes(key: str, found: Row | None) -> tuple[str, ...]:
    """Return what else is to be known of a technique: readiness, needs, where it is untried."""
    known = facts(key)
    given = None if found is None else found.given
    return (
        f"readiness {known.trl} of 9: {known.trl_note}",
        *(() if found is None or found.told is None else (_near(found.told),)),
        *(() if given is None else (*given.needs, *given.flags)),
    )


def _near(told: Mapping[str, Any]) -> str:
    """Return how near it arrives, in words."""
    if told.get("precision_km") is None:
        return f"{told['does_not_arrive']:.0%} of the samples of its way do not arrive"
    return (
        f"arrives within {number(told['precision_km'], 2)} km and "
        f"{number(1e3 * told['precision_m_s'], 2)} mm/s of its aim with a chance of 95 %"
    )
