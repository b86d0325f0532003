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
from windlass.base.progress import Progress
from windlass.kernels import status as st
from windlass.lowthrust.carried import Sphere, carried
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.from_estimate import certified
from windlass.redirect.deliver import BEST, Largest, delivered, largest, leg
from windlass.redirect.destination import destination
from windlass.redirect.facts import BLOWS, part
from windlass.redirect.given import Given
from windlass.redirect.kept_back import MOST, kept_back
from windlass.redirect.precision import errors, precision
from windlass.redirect.rock import Rock
from windlass.redirect.task import Dates, Task, thinned
from windlass.redirect.way_out import WayOut, rendezvous
from windlass.studies.redirect_ask import DRIVER_M_S, Matter, RedirectAsk, technique
from windlass.studies.redirect_deflect import fewest
from windlass.studies.redirect_row import Row, cost, each, launches, words
from windlass.studies.redirect_vary import Swing, width

DRIVER: Final = "mass-driver"
MOST_SHIPS: Final = 10**9
"""Ships up to which it is told how many would do, however many those are."""


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

    def thrown(self, speed_m_s: float | None) -> Delivery:
        """Return the same with another speed of a mass driver, as it is for None."""
        if speed_m_s is None:
            return self
        return replace(self, ask=replace(self.ask, driver_m_s=speed_m_s))


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
    made = each(all_.ask.only, lambda key: row(all_, key), progress)
    return tuple(sorted(made, key=lambda one: (not one.feasible, -(one.largest_kg or 0.0))))


def row(all_: Delivery, key: str) -> Row:
    """Return the row of a technique: what it cannot is told, not raised."""
    if key != DRIVER or all_.ask.driver_m_s is not None:
        return _row(all_, key)
    best = _speed(all_, key, thinned(all_.task))
    return replace(_row(all_.thrown(best), key), driver_m_s=best)


FALLEN: Final = 0.5
"""Of the best so far: below it slower mass drivers are not tried."""


def _speed(all_: Delivery, key: str, some: Dates) -> float | None:
    """Return the speed at which a mass driver delivers most on some dates, None for that at which
    it takes all the power where vehicles feed it.

    From the fastest on: what the two fastest do not bring, slower ones, which give less change of
    velocity, do not either; the most rises to one of them and falls again.
    """
    made: list[tuple[float, float | None]] = []
    for speed in sorted(DRIVER_M_S, reverse=True):
        made.append((_most(all_.thrown(speed), key, some), speed))
        if len(made) > 1 and made[-1][0] <= FALLEN * max(one for one, _ in made):
            break
    if all_.ask.dug_kg_s is not None:
        made.append((_most(all_, key, some), None))
    return max(made, key=lambda one: one[0])[1]


def _most(all_: Delivery, key: str, dates: Dates) -> float:
    """Return the largest mass [kg] on some dates, 0 for none."""
    try:
        return largest(all_.task, all_.body.rock, all_.pushes(key), dates).rock.mass_kg
    except NotSolved:
        return 0.0


def _row(all_: Delivery, key: str) -> Row:
    rock, way = all_.body.rock, all_.way
    given, why = None, ""
    if key in BLOWS:
        return Row(key=key, why="gives blows, and steers nothing after them", way=way)
    try:
        given = all_.pushes(key)(rock)
        most = largest(all_.task, rock, all_.pushes(key))
    except NotSolved as reason:
        return Row(
            key=key, why=words(reason), way=way, given=given,
            dv_m_s=None if given is None else given.dv_m_s,
        )  # fmt: skip
    flights = launches(all_.ask, key, way)
    this = delivered(all_.task, rock, all_.pushes(key))
    if this is None:
        why = f"delivers {most.rock.mass_kg / rock.mass_kg:.3g} of its mass at most"
    made = this or most
    return Row(
        key=key, feasible=this is not None, why=why, way=way, given=given, launches=flights,
        share=given.dv_m_s / most.dv_m_s, dv_m_s=given.dv_m_s, needed_m_s=most.dv_m_s,
        ends_s=made.departs_s + made.tof_s + made.after_s, largest_kg=most.rock.mass_kg,
        ships=_ships(all_, key, _few(most)), cost=cost(all_.ask, key, way, flights),
        checked="linear answer of the whole way about the Sun", most=most, made=made,
        told=_told(made, most) | _near(all_, key, made),
    )  # fmt: skip


def _few(most: Largest) -> Dates:
    """Return the dates that are best for the largest."""
    return most.dates.some(np.arange(min(BEST, len(most.dates.tof_s))))


def _told(made: Largest, most: Largest) -> dict[str, object]:
    return {
        "largest_arrives_kg": most.arrives_kg,
        "departs": format_epoch(made.departs_s), "leg_yr": made.tof_s / YEAR_S,
        "after_yr": made.after_s / YEAR_S, "delivered_kg": made.rock.mass_kg,
        "thrust_n": made.engine.thrust_n, "isp_s": made.engine.isp_s,
    }  # fmt: skip


def _near(all_: Delivery, key: str, made: Largest) -> dict[str, object]:
    """Return how near a delivery arrives, None where fewer than 95 % of the samples do."""
    near = precision(all_.task, made, errors(part(key, "wanders")))
    return {
        "precision_km": None if near.position_m is None else near.position_m / 1e3,
        "precision_m_s": near.velocity_m_s, "does_not_arrive": near.lost,
    }  # fmt: skip


def _ships(all_: Delivery, key: str, few: Dates) -> int | None:
    """Return how many ships deliver this asteroid, None beyond the most that are looked for."""

    def does(count: int) -> float:
        try:
            made = delivered(all_.task, all_.body.rock, all_.pushes(key, count), few)
        except NotSolved:
            return 0.0
        return 0.0 if made is None else 1.0

    return fewest(does, MOST_SHIPS)


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


def flown(all_: Delivery, row: Row) -> Flown:
    """Return the largest delivery of a row by the optimiser, and among all bodies.

    Raises NotSolved where there is none, or the optimiser finds none.
    """
    if row.most is None:
        raise NotSolved(row.why or f"{row.key} delivers nothing", status=st.NO_SOLUTION)
    found = certified(leg(all_.task, row.most), row.most.shift)
    kept, why = None, ""
    try:
        kept = _among_all(all_.task, found.best)
    except NotSolved as reason:
        why = words(reason)
    return Flown(
        start_kg=float(found.best.start_kg), linear_kg=float(found.estimate.start_kg),
        propellant_kg=float(found.propellant_kg), all_forces_kg=kept, why=why,
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
    all_: Delivery, rows: tuple[Row, ...], counts: tuple[int, ...]
) -> list[dict[str, object]]:
    """Return the largest mass [kg] that each technique delivers with so many ships, None for none,
    on the dates that are best with the ships that are asked."""
    out: list[dict[str, object]] = []
    for count in counts:
        told: dict[str, object] = {"ships": count}
        for row in rows:
            if row.most is not None:
                told[row.key] = _with(all_.thrown(row.driver_m_s), row, count)
        out.append(told)
    return out


def _with(all_: Delivery, row: Row, count: int) -> float | None:
    assert row.most is not None
    try:
        return largest(
            all_.task, all_.body.rock, all_.pushes(row.key, count), _few(row.most)
        ).rock.mass_kg
    except NotSolved:
        return None


def swings(all_: Delivery, row: Row) -> tuple[Swing, ...]:
    """Return how the largest mass of a technique, by the one with nothing moved, answers to each
    input, the widest first: power, propellant, spin, density, what the technique is unsure of."""
    if row.most is None or row.given is None:
        return ()
    few, body, of = _few(row.most), all_.body, all_.thrown(row.driver_m_s)
    middle = row.most.rock.mass_kg

    def share(of: Delivery, rock: Rock) -> float | None:
        try:
            made = largest(of.task, rock, of.pushes(row.key), few)
        except NotSolved:
            return None
        return made.rock.mass_kg / middle

    ship, rock, rho = all_.ask.ship, body.rock, body.density

    def ships(power: float = 1.0, propellant: float = 1.0) -> Delivery:
        other = replace(
            ship, power_w=power * ship.power_w, propellant_kg=propellant * ship.propellant_kg
        )
        return replace(of, ask=replace(of.ask, ship=other))

    made = [
        Swing(
            name="power", low=f"{1.0 - MORE:.0%}", high=f"{1.0 + MORE:.0%}",
            at_low=share(ships(power=1.0 - MORE), rock),
            at_high=share(ships(power=1.0 + MORE), rock),
        ),
        Swing(
            name="propellant", low=f"{1.0 - MORE:.0%}", high=f"{1.0 + MORE:.0%}",
            at_low=share(ships(propellant=1.0 - MORE), rock),
            at_high=share(ships(propellant=1.0 + MORE), rock),
        ),
        Swing(
            name="the technique itself", low="5 %", high="95 %", at_low=row.given.spread[0],
            at_high=row.given.spread[1],
        ),
    ]  # fmt: skip
    if body.spin_s is not None:
        made.append(Swing(
            name="spin period", low=f"{0.5 * body.spin_s:,.4g} s",
            high=f"{2.0 * body.spin_s:,.4g} s",
            at_low=share(of, replace(rock, spin_period_s=0.5 * body.spin_s)),
            at_high=share(of, replace(rock, spin_period_s=2.0 * body.spin_s)),
        ))  # fmt: skip
    if rho.low is not None and rho.high is not None:
        made.append(Swing(
            name="density", low=f"{rho.low:,.4g} kg/m³", high=f"{rho.high:,.4g} kg/m³",
            at_low=share(of, body.made(density=rho.low)),
            at_high=share(of, body.made(density=rho.high)),
        ))  # fmt: skip
    return tuple(sorted(made, key=width, reverse=True))


MORE: Final = 0.2
"""Share by which power and propellant may be less or more."""
