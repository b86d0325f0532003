"""What a delivery has to do, and on which dates it is looked for.

Checked: tests/redirect/test_deliver.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.forces import gm_sun
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.lowthrust.ends import asteroid, planet
from windlass.lowthrust.leg import End
from windlass.redirect.destination import Destination

Array = NDArray[np.float64]

SHORTEST_S: Final = 150.0 * DAY_S
"""Shortest flight that is looked for."""
LONGEST_S: Final = 30.0 * YEAR_S
"""Longest time for a delivery that is looked for."""
EVERY_S: Final = 60.0 * DAY_S
"""Step of departures, at most DEPARTURES of them."""
DEPARTURES: Final = 36
FLIGHTS: Final = 18
TURNS: Final = 1.5
"""Turns about the Sun of the shortest flight: in less the linear answer, which takes the thrust's
effects along the way as near to those on a bare orbit, is far off between far orbits."""
THINNED: Final = 5
"""Of the dates every so manieth, on which a first delivery is looked for."""


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
class Dates:
    """Departures and flights (n,) [s], heliocentric states (n, 6) at their ends."""

    departs_s: Array
    tof_s: Array
    starts: Array
    ends: Array

    def some(self, rows: NDArray[np.intp]) -> Dates:
        """Return some of them, in this order."""
        return Dates(
            departs_s=self.departs_s[rows], tof_s=self.tof_s[rows], starts=self.starts[rows],
            ends=self.ends[rows],
        )  # fmt: skip


def thinned(task: Task) -> Dates:
    """Return some of the dates of a task, for a first look."""
    every = all_dates(task)
    return every.some(np.arange(0, len(every.tof_s), THINNED))


def all_dates(task: Task) -> Dates:
    """Return departures and flights within a task, with the states at their ends."""
    start, end = task.ends
    least = max(SHORTEST_S, TURNS * 2.0 * math.pi * math.sqrt(task.orbit.a_m**3 / gm_sun()))
    if not least < task.within_s:
        raise NotSolved(
            f"delivery of {task.orbit.designation} to {task.to.title}", status=st.NO_SOLUTION,
            value=f"{task.within_s / YEAR_S:.2f} yr left after the way out",
            remedy=f"give time for {TURNS:g} turns about the Sun, {least / YEAR_S:.2f} yr",
        )  # fmt: skip
    room = task.within_s - least
    step = max(EVERY_S, room / DEPARTURES)
    departs = task.begins_s + np.arange(0.0, room, step)
    tofs = np.geomspace(least, task.within_s, FLIGHTS)
    d, f = (grid.ravel() for grid in np.meshgrid(departs, tofs, indexing="ij"))
    last = task.begins_s + task.within_s
    # the longest flight of every departure is one that ends with the time
    d, f = np.concatenate([d, departs]), np.concatenate([f, last - departs])
    fits = d + f <= last + 1.0
    d, f = d[fits], f[fits]
    return Dates(departs_s=d, tof_s=f, starts=start.states(d), ends=end.states(d + f))
