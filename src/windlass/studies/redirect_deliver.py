"""All techniques bring the same asteroid to the same place: whether, and how much of one like it.

Checked: tests/studies/test_redirect.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.base.progress import Progress, silent
from windlass.lowthrust.carried import Sphere, carried
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.from_estimate import certified
from windlass.redirect.deliver import BEST, Dates, Largest, Task, delivered, largest, leg
from windlass.redirect.destination import destination
from windlass.redirect.equivalent import equivalent
from windlass.redirect.given import Given
from windlass.redirect.kept_back import MOST, kept_back
from windlass.redirect.rock import Rock
from windlass.redirect.way_out import WayOut, rendezvous
from windlass.studies.redirect_ask import DRIVER_M_S, Matter, RedirectAsk, technique
from windlass.studies.redirect_deflect import fewest
from windlass.studies.redirect_row import Row, cost, launches


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What all techniques have in common: the way out, the task from its end on, what it is."""

    ask: RedirectAsk
    way: WayOut
    task: Task
    body: Matter

    def pushes(self, key: str, count: int | None = None) -> Callable[[Rock], Given]:
        """Return what a technique gives a rock, part of its thrust kept back."""
        made = technique(self.ask, key, self.task.within_s, count=count)
        return lambda rock: kept_back(made(rock))


def delivery(ask: RedirectAsk, body: Matter) -> Delivery:
    """Return what is common to all techniques.  Raises NotSolved where there is no way out."""
    orbit, end = ask.target.orbit, ask.begins_s + ask.within_s
    way = rendezvous(orbit, ask.begins_s, ask.launcher, end, ask.ship.exhaust_m_s, 1.0)
    return Delivery(
        ask=ask, way=way, body=body,
        task=Task(
            orbit=orbit, to=destination(ask.to), begins_s=way.arrives_s,
            within_s=end - way.arrives_s,
        ),
    )  # fmt: skip


def rows(all_: Delivery, progress: Progress | None = None) -> tuple[Row, ...]:
    """Return a row for each technique, those that deliver most first."""
    show, made = progress or silent(), []
    with show.task("techniques", len(all_.ask.only)) as step:
        for key in all_.ask.only:
            made.append(row(all_, key))
            step.advance()
    return tuple(sorted(made, key=lambda one: (not one.feasible, -(one.largest_kg or 0.0))))


def row(all_: Delivery, key: str) -> Row:
    """Return the row of a technique: what it cannot is told, not raised."""
    if key != "mass-driver" or all_.ask.driver_m_s is not None:
        return _row(all_, key)
    made = [
        _row(replace(all_, ask=replace(all_.ask, driver_m_s=speed)), key) for speed in DRIVER_M_S
    ]
    return max(made, key=lambda one: one.largest_kg or 0.0)


def _row(all_: Delivery, key: str) -> Row:
    rock, way = all_.body.rock, all_.way
    given, why = None, ""
    try:
        given = all_.pushes(key)(rock)
        equivalent(given, rock)
        most = largest(all_.task, rock, all_.pushes(key))
    except NotSolved as reason:
        return Row(
            key=key, why=str(reason), way=way, given=given,
            dv_m_s=None if given is None else given.dv_m_s,
        )  # fmt: skip
    flights = launches(all_.ask, key, way)
    few = most.dates.some(np.arange(min(BEST, len(most.dates.tof_s))))
    this = delivered(all_.task, rock, all_.pushes(key))
    if this is None:
        why = f"delivers {most.rock.mass_kg / rock.mass_kg:.3g} of its mass at most"
    made = this or most
    return Row(
        key=key, feasible=this is not None, why=why, way=way, given=given, launches=flights,
        share=None if given is None else given.dv_m_s / most.dv_m_s,
        dv_m_s=None if given is None else given.dv_m_s, needed_m_s=most.dv_m_s,
        ends_s=made.departs_s + made.tof_s + made.after_s, largest_kg=most.rock.mass_kg,
        ships=_ships(all_, key, few), cost=cost(all_.ask, key, way, flights),
        checked="linear answer of the whole way about the Sun", told=_told(made),
    )  # fmt: skip


def _told(made: Largest) -> dict[str, object]:
    return {
        "departs": format_epoch(made.departs_s), "leg_yr": made.tof_s / YEAR_S,
        "after_yr": made.after_s / YEAR_S, "delivered_kg": made.rock.mass_kg,
        "thrust_n": made.engine.thrust_n, "isp_s": made.engine.isp_s,
    }  # fmt: skip


def _ships(all_: Delivery, key: str, few: Dates) -> int | None:
    """Return how many ships deliver this asteroid, None beyond the most that are looked for."""

    def does(count: int) -> float:
        try:
            made = delivered(all_.task, all_.body.rock, all_.pushes(key, count), few)
        except NotSolved:
            return 0.0
        return 0.0 if made is None else 1.0

    return fewest(does)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flown:
    """A delivery of the largest rock, solved and flown: start_kg by the optimiser, by its linear
    answer; propellant_kg of the leg about the Sun alone, and by all forces, None where no path was
    found there (why)."""

    start_kg: float
    linear_kg: float
    propellant_kg: float
    all_forces_kg: float | None
    why: str


def flown(all_: Delivery, key: str) -> Flown:
    """Return the largest delivery of a technique by the optimiser, and among all bodies.

    Raises NotSolved where the optimiser finds none.
    """
    most = largest(all_.task, all_.body.rock, all_.pushes(key))
    found = certified(leg(all_.task, most), most.shift)
    kept, why = None, ""
    try:
        kept = _among_all(all_.task, found.best)
    except NotSolved as reason:
        why = str(reason)
    return Flown(
        start_kg=found.best.start_kg, linear_kg=found.estimate.start_kg,
        propellant_kg=found.propellant_kg, all_forces_kg=kept, why=why,
    )  # fmt: skip


PART_S: Final = 20.0 * 86_400.0
"""Longest part of constant force among all bodies: years of thrust are cut into hundreds."""


def _among_all(task: Task, best: Direct) -> float:
    """Return the propellant [kg] of a leg by all forces."""
    moon = task.to.vinf_m_s > 0.0
    return carried(
        best, without=() if moon else (task.to.planet,),
        ends=Sphere(body=task.to.planet) if moon else None, most=MOST, part_s=PART_S,
    ).propellant_kg  # fmt: skip


def curve(
    all_: Delivery, keys: tuple[str, ...], counts: tuple[int, ...]
) -> list[dict[str, object]]:
    """Return the largest mass [kg] that each technique delivers with so many ships, None for none,
    on the dates that are best with the ships that are asked."""
    few: dict[str, Dates] = {}
    for key in keys:
        try:
            dates = largest(all_.task, all_.body.rock, all_.pushes(key)).dates
        except NotSolved:
            continue
        few[key] = dates.some(np.arange(min(BEST, len(dates.tof_s))))
    out: list[dict[str, object]] = []
    for count in counts:
        told: dict[str, object] = {"ships": count}
        for key, dates in few.items():
            try:
                told[key] = largest(
                    all_.task, all_.body.rock, all_.pushes(key, count), dates
                ).rock.mass_kg
            except NotSolved:
                told[key] = None
        out.append(told)
    return out
