"""Bring an asteroid to a planet by patched conics: when to leave, how long to fly, what it costs.

A burn takes the asteroid, wherever its N-body motion has brought it, to a conic about the Sun that
meets the planet; what it costs to stay there, given v∞, is a table: a lunar flyby, a burn at
periapsis, whatever comes.  Both burns are on the asteroid.  The grid's lowest points, on every
surface of Lambert's problem, go on to the optimum between the dates; the grid's own limit is
higher by what an optimum may lie below the cells around it (``MARGIN``).  How the tug got there is
not asked here.
Checked: tests/capture/test_retrieve_patched.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved, SourceError
from windlass.bodies import forces, planets, table
from windlass.bodies.ephemeris import check_span
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.kernels import status as st
from windlass.kernels.chebyshev import combine_many
from windlass.kernels.retrieve_descent import (
    BURN,
    COST,
    DEPART,
    FLIGHT,
    SLOT,
    STATUS,
    VINF,
    Chain,
    retrieve_many,
)
from windlass.kernels.retrieve_grid import fastest, priced

Array = NDArray[np.float64]
Planet = Literal["earth-moon", "earth", "mars"]
PLANETS: Final[dict[Planet, tuple[int, ...]]] = {
    "earth-moon": planets.CHAINS["earth"][:1],
    "earth": planets.CHAINS["earth"],
    "mars": planets.CHAINS["mars"],
}
"""Where a path ends -> segments of DE440 that lead there: the barycentre of Earth and Moon, which
both are bound to, or a body.  Earth itself swings by 13 m/s each month, which from afar is
nothing but noise."""

MARGIN: Final = 2.0
"""How far an optimum may lie below the lowest cell around it: this times (greatest burn + greatest
v∞) · step / flight time.  Between the cells both ends drift by their speeds relative to the arc."""
STEP_M_S: Final = 5.0
ROOM: Final = 4_096
"""Lowest points of a grid at first; where there are more the search is done again with as many."""
_INSIDE: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What v∞ costs at the planet: costs [m/s] at 0, step, 2 step …, rising; nothing faster stays.

    Between entries a straight line.  Raises InvalidInput for costs that fall or are negative.
    """

    step_m_s: float
    costs_m_s: tuple[float, ...]
    name: str = "arrival"

    def __post_init__(self) -> None:
        cost = np.array(self.costs_m_s, dtype=float)
        rising = cost.size > 1 and cost[0] >= 0.0 and bool((cost[1:] >= cost[:-1]).all())
        if not (rising and 0.0 < self.step_m_s < math.inf and cost[0] < math.inf):
            raise InvalidInput(
                f"{self.name}: costs of v∞ must not be negative or fall",
                value=self.costs_m_s[:3],
                remedy="give the cost of each v∞ from 0 on, and a step above 0",
            )

    @property
    def table(self) -> Array:
        """Costs (k,) [m/s]."""
        return np.array(self.costs_m_s, dtype=float)

    def cost(self, vinf_m_s: float) -> float:
        """Return the cost [m/s] of v∞ [m/s], inf beyond the table."""
        return float(priced(vinf_m_s, self.step_m_s, self.table))

    def fastest(self, cost_m_s: float) -> float:
        """Return the greatest v∞ [m/s] at no more than a cost [m/s]; -1 where there is none."""
        return float(fastest(cost_m_s, self.step_m_s, self.table))


def arrival(
    cost: Callable[[float], float], vinf_max_m_s: float, *, step_m_s: float = STEP_M_S, name: str
) -> Arrival:
    """Return the table of a cost [m/s] of v∞ [m/s], never below it at the places looked at.

    cost: rising; inf where nothing stays.  Where it bends down between two entries all are raised
    by the most that a straight line lies below it at quarters of the way: the safe side.
    """
    count = max(1, math.ceil(vinf_max_m_s / step_m_s - 1e-9))
    at = step_m_s * np.arange(count + 1)
    made = np.array([cost(float(v)) for v in at])
    below = 0.0
    for i in np.flatnonzero(np.isfinite(made[1:])):
        for part in _INSIDE:
            line = made[i] + part * (made[i + 1] - made[i])
            below = max(below, cost(float(at[i] + part * step_m_s)) - line)
    return Arrival(step_m_s=step_m_s, costs_m_s=tuple(float(c) for c in made + below), name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask: paths of asteroids to a planet; instants in TDB seconds past J2000.

    depart_s: first and last departure; tof_s: least and greatest flight time; max_dv_m_s: burn and
    arrival together; clear_m: nothing departs so near the planet, where the arc is not about the
    Sun alone (the planet's sphere of influence, or somewhat more); keep: paths an asteroid at most.
    Raises InvalidInput naming what cannot be.
    """

    planet: Planet
    arrival: Arrival
    depart_s: tuple[float, float]
    max_dv_m_s: float
    tof_s: tuple[float, float] = (30.0 * DAY_S, 1_500.0 * DAY_S)
    step_s: float = 8.0 * DAY_S
    max_revolutions: int = 4
    clear_m: float = 3e9
    margin: float = MARGIN
    keep: int = 32
    prune: bool = True

    def __post_init__(self) -> None:
        if self.planet not in PLANETS:
            raise InvalidInput(
                "unknown planet", value=self.planet, remedy=f"one of {', '.join(PLANETS)}"
            )
        if not (self.depart_s[1] >= self.depart_s[0] and 0.0 < self.tof_s[0] <= self.tof_s[1]):
            raise InvalidInput(
                "window of departures or flight times is empty",
                value=(self.depart_s, self.tof_s),
                remedy="give two instants, and two flight times above 0",
            )
        if not (0.0 < self.step_s < math.inf and 0.0 < self.max_dv_m_s < math.inf):
            raise InvalidInput(
                "step and greatest Δv must be above 0", value=(self.step_s, self.max_dv_m_s)
            )
        if self.max_revolutions not in range(6):
            raise InvalidInput("revolutions must be 0 to 5", value=self.max_revolutions)
        if not (self.clear_m >= 0.0 and self.margin >= 0.0 and self.keep > 0):
            raise InvalidInput(
                "distance kept, margin and paths kept must not be negative",
                value=(self.clear_m, self.margin, self.keep),
            )

    @property
    def count(self) -> int:
        """Departures of the grid."""
        return 1 + math.floor((self.depart_s[1] - self.depart_s[0]) / self.step_s + 1e-9)

    @property
    def flights_s(self) -> Array:
        """Flight times of the grid (m,) [s]."""
        steps = math.floor((self.tof_s[1] - self.tof_s[0]) / self.step_s + 1e-9)
        return np.asarray(self.tof_s[0] + self.step_s * np.arange(steps + 1))

    @property
    def limits_m_s(self) -> Array:
        """What a cell of each flight time may cost (m,) to be looked at [m/s]."""
        speed = self.max_dv_m_s + max(0.0, self.arrival.fastest(self.max_dv_m_s))
        return np.asarray(self.max_dv_m_s + self.margin * speed * self.step_s / self.flights_s)

    @property
    def span_s(self) -> tuple[float, float]:
        """Span of departures: the asteroids' tables should hold it."""
        return self.depart_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One optimum: dates [s past J2000], [s]; what is paid [m/s]; how Lambert's arc goes.

    burn_m_s: at departure; vinf_m_s, arrival_m_s: at the planet and what it costs; branch: 0 left
    (and without revolutions), 1 right; status: OK, or NOT_CONVERGED where the simplex did not
    settle: what stands here is flown all the same.
    """

    depart_s: float
    tof_s: float
    dv_m_s: float
    burn_m_s: float
    vinf_m_s: float
    arrival_m_s: float
    n_rev: int
    branch: int
    status: int

    @property
    def arrive_s(self) -> float:
        """Arrival [s past J2000]."""
        return self.depart_s + self.tof_s

    def __str__(self) -> str:
        return (
            f"{self.dv_m_s:.1f} m/s, leaves {format_epoch(self.depart_s)}, "
            f"{self.tof_s / DAY_S:.0f} d, {self.n_rev} revolutions"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """What was found for one asteroid: distinct optima, the cheapest first, and the work done.

    lowest: lowest points of the grid that were followed; cells: solved.
    """

    name: str
    paths: tuple[Path, ...]
    lowest: int
    cells: int


def search(ask: Ask, held: table.Chunk) -> tuple[Paths, ...]:
    """Return the paths of every asteroid of a chunk, on all threads that numba has.

    An asteroid without ephemeris has none, and departures outside its table are left out.
    Raises NotSolved where Lambert's problem did not converge in a cell.
    """
    mu, flights = forces.gm_sun(), ask.flights_s
    segments = chain(ask.planet)
    out = np.asarray(ask.depart_s[0] + ask.step_s * np.arange(ask.count))
    later = ask.step_s * np.arange(ask.count + flights.size - 1)
    near = _states(ask, out)
    planet = _states(ask, np.asarray(ask.depart_s[0] + flights[0] + later))
    room = ROOM
    while True:
        found, counts = retrieve_many(
            mu, held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes,
            ask.depart_s[0], ask.step_s, float(flights[0]), planet, near, ask.clear_m,
            ECLIPTIC_POLE, ask.max_revolutions, ask.arrival.step_m_s, ask.arrival.table,
            ask.limits_m_s, ask.max_dv_m_s, ask.prune, ask.depart_s, ask.tof_s, segments, room,
            ask.keep,
        )  # fmt: skip
        if counts[:, 1].max(initial=0) <= room:
            break
        room = int(counts[:, 1].max())
    if counts[:, 3].any():
        raise NotSolved(
            "Lambert's problem did not converge in a cell of "
            + ", ".join(held.names[k] for k in np.flatnonzero(counts[:, 3])),
            status=st.NOT_CONVERGED,
            remedy="please report it, with the orbit",
        )
    return tuple(
        Paths(
            name=name,
            paths=tuple(_path(row) for row in rows[: int(count[0])]),
            lowest=int(count[1]),
            cells=int(count[2]),
        )
        for name, rows, count in zip(held.names, found, counts, strict=True)
    )


def chain(planet: Planet) -> Chain:
    """Return the segments of a planet about the Sun as the kernels take them."""
    source = planets.load().source
    plus = np.array(PLANETS[planet], dtype=np.int64)
    minus = np.array(planets.CHAINS["sun"], dtype=np.int64)
    return source.pack, source.layout, source.clock, plus, minus


def _states(ask: Ask, t_s: Array) -> Array:
    """Return states (n, 6) [m, m/s] of the planet; InvalidInput for dates beyond DE440."""
    t = check_span(ask.planet, t_s, planets.load().source.span_s)
    r, v, status = combine_many(*chain(ask.planet), t)
    if status.any():
        raise SourceError(f"DE440 gave no state of {ask.planet}", remedy="check the epochs")
    return np.concatenate([r, v], axis=1)


def front(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the paths that no other beats in both Δv and flight time, the shortest first."""
    made: list[Path] = []
    for one in sorted(paths, key=lambda path: (path.tof_s, path.dv_m_s)):
        if not made or one.dv_m_s < made[-1].dv_m_s:
            made.append(one)
    return tuple(made)


def _path(row: Array) -> Path:
    slot = int(row[SLOT])
    return Path(
        depart_s=float(row[DEPART]),
        tof_s=float(row[FLIGHT]),
        dv_m_s=float(row[COST]),
        burn_m_s=float(row[BURN]),
        vinf_m_s=float(row[VINF]),
        arrival_m_s=float(row[COST] - row[BURN]),
        n_rev=(slot + 1) // 2,
        branch=1 if slot > 0 and slot % 2 == 0 else 0,
        status=int(row[STATUS]),
    )
