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
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M, G0
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.lowthrust import surrogate
from windlass.lowthrust.ends import asteroid, planet
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.redirect.destination import Destination
from windlass.redirect.equivalent import Equivalent, equivalent
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock

Array = NDArray[np.float64]
Technique = Callable[[Rock], Given]
"""What a technique gives a rock, with the fleet and the time that are asked; NotSolved where it
cannot."""

SHORTEST_S: Final = 150.0 * DAY_S
"""Shortest flight that is looked for."""
LONGEST_S: Final = 30.0 * YEAR_S
"""Longest time for a delivery that is looked for."""
EVERY_S: Final = 60.0 * DAY_S
"""Step of departures, at most DEPARTURES of them."""
DEPARTURES: Final = 36
FLIGHTS: Final = 18
SHIFTS: Final = (-1, 0, 1)
LIGHTEST_KG: Final = 1e3
HEAVIEST_KG: Final = 1e16
"""Masses between which the largest is sought."""
WITHIN: Final = 1e-3
"""Share of a mass within which the largest is found."""
BEST: Final = 24
"""Dates among which it is found, those that move most at first; then all are looked at again."""
ROUNDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Ask: an asteroid's orbit, to where, not before begins_s [s past J2000], and within_s from
    then until it is there."""

    orbit: Orbit
    to: Destination
    begins_s: float
    within_s: float

    def __post_init__(self) -> None:
        if not SHORTEST_S < self.within_s <= LONGEST_S:
            raise InvalidInput(
                "time of a delivery [yr]", value=self.within_s / YEAR_S,
                remedy=f"give {SHORTEST_S / YEAR_S:.1f} to {LONGEST_S / YEAR_S:.0f} yr",
            )  # fmt: skip

    @property
    def ends(self) -> tuple[End, End]:
        """The asteroid, and the planet with the speed at which it may be met."""
        span = (self.begins_s, self.begins_s + self.within_s)
        return asteroid(self.orbit, span), planet(self.to.planet, (0.0, self.to.vinf_m_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Largest:
    """The largest rock of an asteroid's density and spin that a technique delivers.

    given, engine: what it gives that rock; departs_s, tof_s: of its leg about the Sun; after_s:
    time after its arrival at the planet; shift: revolutions more than those that come nearest;
    moved_kg: what the linear answer says can be moved then; order: rows of the dates that were
    searched, those that move most first.
    """

    rock: Rock
    given: Given
    engine: Equivalent
    departs_s: float
    tof_s: float
    after_s: float
    shift: int
    moved_kg: float
    order: NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    departs_s: Array
    tof_s: Array
    starts: Array
    ends: Array

    def some(self, rows: NDArray[np.intp]) -> _Dates:
        return _Dates(
            departs_s=self.departs_s[rows], tof_s=self.tof_s[rows], starts=self.starts[rows],
            ends=self.ends[rows],
        )  # fmt: skip


def like(rock: Rock, mass_kg: float) -> Rock:
    """Return a rock of another mass: its density, shape and spin stay."""
    scale = (mass_kg / rock.mass_kg) ** (1.0 / 3.0)
    return Rock(
        name=f"{rock.name} of {mass_kg / 1e3:.3g} t", mass_kg=mass_kg,
        radius_m=rock.radius_m * scale, spin_period_s=rock.spin_period_s, tumbles=rock.tumbles,
        longest_m=None if rock.longest_m is None else rock.longest_m * scale,
    )  # fmt: skip


def largest(task: Task, rock: Rock, technique: Technique) -> Largest:
    """Return the largest rock, of a rock's density and spin, that a technique delivers.

    What it can move grows slower than the rock, or not at all: they meet once.  Raises NotSolved
    where it delivers not even LIGHTEST_KG, InvalidInput for a task that cannot be.
    """
    dates = _dates(task)
    best = _able(task, like(rock, LIGHTEST_KG), technique, dates)
    if best is None:
        raise NotSolved(
            f"delivery of a part of {task.orbit.designation} to {task.to.title}: not even "
            f"{LIGHTEST_KG / 1e3:g} t", status=st.NO_SOLUTION, value=rock.name,
            remedy="give more time, ships or power",
        )  # fmt: skip
    for _ in range(ROUNDS):
        best = _met(task, rock, technique, dates.some(best.order[:BEST]), best)
        more = _able(task, like(rock, best.rock.mass_kg * (1.0 + WITHIN)), technique, dates)
        if more is None:
            return best
        best = more
    return best


def _met(task: Task, rock: Rock, technique: Technique, dates: _Dates, best: Largest) -> Largest:
    """Return where what can be moved on some dates meets the rock, from one that can be."""
    low, high = math.log(best.rock.mass_kg), math.log(HEAVIEST_KG)
    while high - low > 0.5 * WITHIN:
        # the mass that can be moved is the next guess, where it lies between
        middle = math.log(best.moved_kg) - 1e-9
        if not low + 0.1 * WITHIN < middle < high:
            middle = 0.5 * (low + high) if high - low < 1.0 else low + 0.5
        found = _able(task, like(rock, math.exp(middle)), technique, dates)
        if found is None:
            high = middle
        else:
            low, best = middle, found
    return best


def delivered(task: Task, rock: Rock, technique: Technique) -> Largest | None:
    """Return how a technique delivers a rock as it is, None where it does not."""
    return _able(task, rock, technique, _dates(task))


def leg(task: Task, made: Largest) -> LowThrustLeg:
    """Return the leg about the Sun of a delivery, on its dates."""
    start, end = task.ends
    total = made.rock.mass_kg + made.given.equipment_kg
    return LowThrustLeg(
        start=start, end=end, departs_s=(made.departs_s, made.departs_s),
        tof_s=(made.tof_s, made.tof_s), mass_kg=(total, total), engine=made.engine.engine,
        goal="start", spend_kg=_left(task, made.engine, total),
    )  # fmt: skip


def _dates(task: Task) -> _Dates:
    """Return departures and flights within a task, with the states at their ends."""
    start, end = task.ends
    room = task.within_s - SHORTEST_S
    step = max(EVERY_S, room / DEPARTURES)
    departs = task.begins_s + np.arange(0.0, room, step)
    tofs = np.geomspace(SHORTEST_S, task.within_s, FLIGHTS)
    d, f = (grid.ravel() for grid in np.meshgrid(departs, tofs, indexing="ij"))
    last = task.begins_s + task.within_s
    # the longest flight of every departure is one that ends with the time
    d, f = np.concatenate([d, departs]), np.concatenate([f, last - departs])
    fits = d + f <= last + 1.0
    d, f = d[fits], f[fits]
    return _Dates(departs_s=d, tof_s=f, starts=start.states(d), ends=end.states(d + f))


def _able(task: Task, rock: Rock, technique: Technique, dates: _Dates) -> Largest | None:
    """Return a delivery of a rock, None where a technique does not move it in time."""
    try:
        given = technique(rock)
        engine = equivalent(given, rock)
    except NotSolved:
        return None
    total = rock.mass_kg + given.equipment_kg
    spend, after = _left(task, engine, total), _after_s(task, engine, total)
    stop = given.stop_s or 0.0
    fits = np.flatnonzero(
        (dates.departs_s >= task.begins_s + stop)
        & (dates.departs_s + dates.tof_s + after <= task.begins_s + task.within_s + 1.0)
    )
    if spend <= 0.0 or not fits.size:
        return None
    on = dates.some(fits)
    found = surrogate.most(
        on.starts, on.ends, on.tof_s, engine.engine, spend,
        vinf_m_s=(0.0, task.to.vinf_m_s), shifts=SHIFTS,
    )  # fmt: skip
    moved = np.nan_to_num(found.start_kg, nan=0.0)
    at = int(np.argmax(moved))
    if moved[at] < total:
        return None
    return Largest(
        rock=rock, given=given, engine=engine, departs_s=float(on.departs_s[at]),
        tof_s=float(on.tof_s[at]), after_s=after, shift=int(found.shift[at]),
        moved_kg=float(moved[at]) - given.equipment_kg, order=fits[np.argsort(-moved)],
    )  # fmt: skip


def _left(task: Task, engine: Equivalent, total_kg: float) -> float:
    """Return what a leg may spend [kg], what follows its arrival kept back."""
    after = -math.expm1(-task.to.after_m_s / (G0 * engine.isp_s)) * total_kg
    return engine.spend_kg - after


def _after_s(task: Task, engine: Equivalent, total_kg: float) -> float:
    """Return how long [s] the push after the arrival takes."""
    far = {"mars": 1.524, "earth": 1.0}[task.to.planet] * AU_M
    thrust = float(engine.engine.at(far)[0])
    exhaust = G0 * engine.isp_s
    return total_kg * -math.expm1(-task.to.after_m_s / exhaust) * exhaust / thrust
