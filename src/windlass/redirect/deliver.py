"""Bring an asteroid to a place: the largest that a technique can, and whether this one is.

The technique's push is flown as an engine on the asteroid along the whole way about the Sun: dates
are searched with the linear answer (``lowthrust.surrogate``), which are many at once; the best is
solved, flown again by another integrator, and carried over among all bodies.  How heavy it may be
follows from where the mass that the engine can move meets the mass that was asked.
Checked: tests/redirect/test_deliver.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.constants import A_MARS_M, AU_M, G0
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust import surrogate
from windlass.lowthrust.leg import LowThrustLeg
from windlass.redirect.equivalent import Equivalent, equivalent, throttled
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.task import THINNED, Dates, Task, all_dates

Array = NDArray[np.float64]
Technique = Callable[[Rock], Given]
"""What a technique gives a rock, with the fleet and the time that are asked; NotSolved where it
cannot."""

SHIFTS: Final = (-1, 0, 1)
LIGHTEST_KG: Final = 1e3
HEAVIEST_KG: Final = 1e16
"""Masses between which the largest is sought."""
WITHIN: Final = 1e-3
"""Share of a mass within which the largest is found."""
NOTHING: Final = 50.0
"""Logarithm by which it falls short where nothing can be moved."""
SHORT: Final = "the push that follows the arrival takes more than there is"
LATE: Final = "no dates are left with the time that its spin and the end of the way take"
WEAK: Final = "it does not move its own mass there"
FIRST: Final = 1e-2
"""Of the heaviest: from where one is looked for."""
LIGHTER: Final = 3.0
"""By how much the next is lighter, where nothing can be moved."""
BEST: Final = 24
"""Dates among which it is found, those that move most at first; then all are looked at again."""
ROUNDS: Final = 4
DATES_TRIED: Final = 12
"""Dates on which the most is found, one after the other, while others bring more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Largest:
    """The largest rock of an asteroid's density and spin that a technique delivers.

    given, engine: what it gives that rock; departs_s, tof_s: of its leg about the Sun; after_s:
    time after its arrival at the planet, after_m_s: Δv then; shift: revolutions more than those
    that come nearest; moved_kg: what the linear answer says can be moved then, spent_kg: on the
    leg; dates: those that were searched, the ones that move most first.
    """

    rock: Rock
    given: Given
    engine: Equivalent
    departs_s: float
    tof_s: float
    after_s: float
    after_m_s: float
    shift: int
    moved_kg: float
    spent_kg: float
    dates: Dates

    @property
    def arrives_kg(self) -> float:
        """Mass of the rock that arrives: less than set out where it is thrown away on the way."""
        uses = self.given.thrown_kg + self.given.consumed_kg
        total = self.rock.mass_kg + self.given.equipment_kg
        after = math.expm1(-self.after_m_s / (G0 * self.engine.isp_s)) * (self.spent_kg - total)
        thrown = self.given.thrown_kg / uses if uses > 0.0 else 0.0
        return self.rock.mass_kg - thrown * (self.spent_kg + after)

    @property
    def dv_m_s(self) -> float:
        """Change of velocity [m/s] that the whole way takes: the leg's and what follows it."""
        exhaust = G0 * self.engine.isp_s
        total = self.rock.mass_kg + self.given.equipment_kg
        return -exhaust * math.log1p(-self.spent_kg / total) + self.after_m_s


def like(rock: Rock, mass_kg: float) -> Rock:
    """Return a rock of another mass: its density, shape and spin stay."""
    scale = (mass_kg / rock.mass_kg) ** (1.0 / 3.0)
    return Rock(
        name=f"{rock.name} of {mass_kg / 1e3:.3g} t", mass_kg=mass_kg,
        radius_m=rock.radius_m * scale, spin_period_s=rock.spin_period_s, tumbles=rock.tumbles,
        longest_m=None if rock.longest_m is None else rock.longest_m * scale,
    )  # fmt: skip


def largest(task: Task, rock: Rock, technique: Technique, among: Dates | None = None) -> Largest:
    """Return the largest rock, of a rock's density and spin, that a technique delivers.

    among: dates, by default all within the task.  What it can move grows slower than the rock, or
    not at all: they meet once.  Raises NotSolved where it delivers not even LIGHTEST_KG,
    InvalidInput for a task that cannot be.
    """
    dates = all_dates(task) if among is None else among
    best = _first(task, rock, technique, dates)
    for _ in range(ROUNDS):
        few = best.dates.some(np.arange(min(BEST, len(best.dates.tof_s))))
        best = _met(task, rock, technique, few, best)
        more = _able(task, like(rock, best.rock.mass_kg * (1.0 + WITHIN)), technique, dates)
        if more is None:
            return best
        best = more
    return best


def _first(task: Task, rock: Rock, technique: Technique, dates: Dates) -> Largest:
    """Return a delivery that can be, from the heaviest on: what can be moved is tried next.

    Raises NotSolved where there is none, with the technique's own reason where it has one.
    """
    many = len(dates.tof_s) > THINNED * BEST
    few = dates.some(np.arange(0, len(dates.tof_s), THINNED)) if many else dates
    mass, near = FIRST * HEAVIEST_KG, 0.0
    while mass >= LIGHTEST_KG:
        try:
            made = _moved(task, like(rock, mass), technique, few)
        except NotSolved:
            made = None
        if made is None:
            mass /= LIGHTER
        elif made.moved_kg >= mass:
            return made
        else:
            near = max(near, made.moved_kg / mass)
            mass = min(made.moved_kg * (1.0 - WITHIN), mass / (1.0 + WITHIN))
    raise NotSolved(
        f"delivery of a part of {task.orbit.designation} to {task.to.title}: not even "
        f"{LIGHTEST_KG / 1e3:g} t", status=st.NO_SOLUTION,
        value=f"moves {near:.2g} of what it pushes at best" if near
        else _why(task, rock, technique, few),
        remedy="give more time, ships or power",
    )  # fmt: skip


def _why(task: Task, rock: Rock, technique: Technique, dates: Dates) -> str:
    """Return why a technique moves none of an asteroid's rock."""
    told = WEAK
    for mass in (LIGHTEST_KG, rock.mass_kg):
        try:
            given = technique(like(rock, mass))
            engine = equivalent(given, like(rock, mass))
        except NotSolved as reason:
            told = reason.what
            continue
        total = mass + given.equipment_kg
        if _left(task, engine, total) <= 0.0:
            told = SHORT
        elif not _fitting(task, given, engine, total, dates).size:
            told = LATE
        else:
            return WEAK
    return told


def _met(task: Task, rock: Rock, technique: Technique, dates: Dates, best: Largest) -> Largest:
    """Return where what can be moved on some dates meets the rock, from one that can be: on the
    dates of the best, until others do better."""
    for _ in range(DATES_TRIED):
        try:
            mass = most_on(task, rock, technique, best) * (1.0 - 0.2 * WITHIN)
        except NotSolved:  # heavier than all that is sought
            break
        heavier = like(rock, max(mass, best.rock.mass_kg))
        found = _able(task, heavier, technique, _its_own(task, best))
        best = best if found is None else replace(found, dates=best.dates)
        more = _able(task, like(rock, best.rock.mass_kg * (1.0 + WITHIN)), technique, dates)
        if more is None:
            break
        best = more
    return best


def delivered(
    task: Task, rock: Rock, technique: Technique, among: Dates | None = None
) -> Largest | None:
    """Return how a technique delivers a rock as it is, None where it does not; among: dates."""
    return _able(task, rock, technique, all_dates(task) if among is None else among)


def most_on(
    task: Task, rock: Rock, technique: Technique, made: Largest, near_kg: float | None = None
) -> float:
    """Return the largest mass [kg] that a technique delivers on the dates and turns of a delivery.

    near_kg: where it is sought first, by default the delivery's.  Raises NotSolved where it is not
    within LIGHTEST_KG to HEAVIEST_KG.
    """
    on = _its_own(task, made)

    def spare(at: float) -> float:
        mass = math.exp(at)
        try:
            found = _moved(task, like(rock, mass), technique, on, shifts=(made.shift,))
        except NotSolved:
            return -NOTHING
        return -NOTHING if found is None else math.log(found.moved_kg / mass)

    low, high = math.log(LIGHTEST_KG), math.log(HEAVIEST_KG)
    at, step = math.log(near_kg or made.rock.mass_kg), 0.1
    able = spare(at) >= 0.0
    end = at
    while (spare(end) >= 0.0) == able:
        at = end
        if not low < at < high:
            raise NotSolved(
                f"most of {task.orbit.designation} on given dates", status=st.NO_SOLUTION,
                value=f"{math.exp(at):.3g} kg", remedy="give other ships, or more time",
            )  # fmt: skip
        end, step = end + (step if able else -step), 2.0 * step
    return math.exp(brentq(spare, min(at, end), max(at, end), xtol=0.1 * WITHIN, rtol=1e-12))


def _its_own(task: Task, made: Largest) -> Dates:
    """Return the dates of a delivery alone."""
    start, end = task.ends
    departs, tof = np.array([made.departs_s]), np.array([made.tof_s])
    return Dates(
        departs_s=departs, tof_s=tof, starts=start.states(departs), ends=end.states(departs + tof)
    )


def leg(task: Task, made: Largest) -> LowThrustLeg:
    """Return the leg about the Sun of a delivery, on its dates."""
    start, end = task.ends
    total = made.rock.mass_kg + made.given.equipment_kg
    return LowThrustLeg(
        start=start, end=end, departs_s=(made.departs_s, made.departs_s),
        tof_s=(made.tof_s, made.tof_s), mass_kg=(total, total),
        engine=throttled(made.engine, made.tof_s),
        goal="start", spend_kg=_left(task, made.engine, total),
    )  # fmt: skip


def _able(task: Task, rock: Rock, technique: Technique, dates: Dates) -> Largest | None:
    """Return a delivery of a rock, None where a technique does not move it in time."""
    try:
        made = _moved(task, rock, technique, dates)
    except NotSolved:
        return None
    return made if made is not None and made.moved_kg >= rock.mass_kg else None


def _moved(
    task: Task, rock: Rock, technique: Technique, dates: Dates,
    shifts: tuple[int, ...] = SHIFTS,
) -> Largest | None:  # fmt: skip
    """Return how much could be moved by what a technique gives a rock, None where no time or
    propellant is left for the way.  Raises NotSolved where it does not work for the rock."""
    given = technique(rock)
    engine = equivalent(given, rock)
    total = rock.mass_kg + given.equipment_kg
    spend, after = _left(task, engine, total), _after_s(task, engine, total)
    fits = _fitting(task, given, engine, total, dates)
    if spend <= 0.0 or not fits.size:
        return None
    on = dates.some(fits)
    found = surrogate.most(
        on.starts, on.ends, on.tof_s, engine.engine, spend,
        vinf_m_s=(0.0, task.to.vinf_m_s), shifts=shifts,
    )  # fmt: skip
    moved = np.nan_to_num(found.start_kg, nan=0.0)
    at = int(np.argmax(moved))
    if not moved[at] > given.equipment_kg:
        return None
    return Largest(
        rock=rock, given=given, engine=engine, departs_s=float(on.departs_s[at]),
        tof_s=float(on.tof_s[at]), after_s=after,
        after_m_s=task.to.after_m_s,
        shift=int(found.shift[at]), spent_kg=float(found.propellant_kg[at]),
        moved_kg=float(moved[at]) - given.equipment_kg, dates=on.some(np.argsort(-moved)),
    )  # fmt: skip


def _fitting(
    task: Task, given: Given, engine: Equivalent, total_kg: float, dates: Dates
) -> NDArray[np.intp]:
    """Return the dates that leave time for what comes before and after."""
    after = _after_s(task, engine, total_kg)
    return np.flatnonzero(
        (dates.departs_s >= task.begins_s + float(given.t_s[0]))
        & (dates.departs_s + dates.tof_s + after <= task.begins_s + task.within_s + 1.0)
    )


def _left(task: Task, engine: Equivalent, total_kg: float) -> float:
    """Return what a leg may spend [kg], what follows its arrival kept back."""
    after = -math.expm1(-task.to.after_m_s / (G0 * engine.isp_s)) * total_kg
    return engine.spend_kg - after


def _after_s(task: Task, engine: Equivalent, total_kg: float) -> float:
    """Return how long [s] the push after the arrival takes."""
    far = {"mars": A_MARS_M, "earth": AU_M}[task.to.planet]
    thrust = float(engine.engine.at(far)[0])
    exhaust = G0 * engine.isp_s
    return total_kg * -math.expm1(-task.to.after_m_s / exhaust) * exhaust / thrust
