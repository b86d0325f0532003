"""The porkchop of any asteroid of a screen: the cheapest trip for each launch and duration.

Nothing of it is kept with a screen: it is made again from the same table of ephemerides on the
same grid, so that its least is the Δv of the asteroid's row.
Checked: tests/screen/test_porkchop.py.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces, planets, table
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.catalogue import whole as columns
from windlass.catalogue.designation import key
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.kernels.node_table import states
from windlass.kernels.trip_map import one_way_map, round_trip_map
from windlass.screen.chunk import FREE
from windlass.screen.rules import Rules
from windlass.screen.run import CHUNK, Run

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]
_KEPT: Final = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Porkchop:
    """The cheapest trip of each launch (n,) and duration (m,) [s]: dv_m_s (n, m), nan for none.

    row: the asteroid's row of the screen; solved: pairs of date and flight time computed.
    """

    run: str
    rules: Rules
    row: Mapping[str, Any]
    launch_s: Array
    duration_s: Array
    dv_m_s: Array
    solved: int

    @property
    def least_m_s(self) -> float | None:
        """Least Δv [m/s], None where no trip is."""
        found = self.dv_m_s[np.isfinite(self.dv_m_s)]
        return float(found.min()) if found.size else None

    @property
    def best(self) -> dict[str, float] | None:
        """Launch, duration [s] and Δv [m/s] of the cheapest trip, the shortest of equal ones."""
        if self.least_m_s is None:
            return None
        by_length = self.dv_m_s.T
        long, at = np.argwhere(by_length == self.least_m_s)[0]
        return {
            "launch_s": float(self.launch_s[at]),
            "duration_s": float(self.duration_s[long]),
            "dv_m_s": self.least_m_s,
        }

    @property
    def agrees(self) -> bool:
        """Whether the least is what the row says: not so where other code made the screen.

        A row says nothing of trips beyond the screen's limit.
        """
        told, found = self.row["dv_m_s"], self.least_m_s
        if told is None:
            return found is None or found > self.rules.max_dv_m_s
        return found is not None and found == told

    def frame(self) -> pl.DataFrame:
        """Return the map as a long table: depart_s, tof_s, cost_m_s; tof: the whole trip."""
        import polars as pl

        n, m = self.dv_m_s.shape
        return pl.DataFrame(
            {
                "depart_s": np.repeat(self.launch_s, m),
                "tof_s": np.tile(self.duration_s, n),
                "cost_m_s": self.dv_m_s.ravel(),
            }
        )

    def plain(self) -> dict[str, Any]:
        """Return the porkchop for programs, without its cells: units in the keys."""
        best, dv = self.best, self.dv_m_s
        within = int((np.nan_to_num(dv, nan=np.inf) <= self.rules.max_dv_m_s).sum())
        return {
            "run": self.run,
            "kind": self.rules.kind,
            "designation": self.row["designation"],
            "title": self.row["title"],
            "launches": self.launch_s.size,
            "durations": self.duration_s.size,
            "with_a_trip": int(np.isfinite(dv).sum()),
            "within_limit": within,
            "solved": self.solved,
            "same_as_row": self.agrees,
            "best": None
            if best is None
            else {
                "launch": format_epoch(best["launch_s"]),
                "launch_s": best["launch_s"],
                "duration_d": best["duration_s"] / DAY_S,
                "dv_m_s": best["dv_m_s"],
            },
        }


def porkchop(run: Run, name: str) -> Porkchop:
    """Return the porkchop of an asteroid of a finished screen, reached or not.

    name: any of its names.  Raises InvalidInput where the screen has no such asteroid, NotSolved
    where it has no ephemeris, SourceError where the screen is not finished.
    """
    at = index(run, name)
    return of_row(run, at, run.frame.row(at, named=True))


def of_row(run: Run, at: int, row: Mapping[str, Any]) -> Porkchop:
    """Return the porkchop of the asteroid that stands at a place of the run's catalogue."""
    held, mine = _table(run, at)
    a, b = held.starts[mine], held.starts[mine + 1]
    if b - a < 2:
        raise NotSolved(
            f"no ephemeris of {row['title']}, so no porkchop",
            status=int(held.status[mine]),
            remedy=st.WORDS[int(held.status[mine])],
        )
    best, solved = _map(run.trips, held, int(a), int(b))
    r = run.trips
    return Porkchop(
        run=run.name,
        rules=r,
        row=dict(row),
        launch_s=r.launches,
        duration_s=np.asarray(r.shortest_s + r.step_s * np.arange(r.n_max + 1), float),
        dv_m_s=np.where(np.isfinite(best), best, np.nan),
        solved=solved,
    )


def index(run: Run, name: str) -> int:
    """Return the place of an asteroid in a run's catalogue, by any of its names.

    Raises InvalidInput naming near ones.
    """
    frame, wanted = run.whole.frame, key(name)
    hits = frame["keys"].str.contains(f"|{wanted}|", literal=True).arg_true().to_list()
    if not (wanted and hits):
        titles = frame["title"].to_list()
        near = difflib.get_close_matches(name, titles, n=4, cutoff=0.6)
        raise InvalidInput(
            "no such asteroid in the screen",
            value=name,
            remedy=f"did you mean {', '.join(near)}?" if near else f"it has {len(titles):,} others",
            where=run.name,
        )
    return int(hits[0])


def file_name(designation: str) -> str:
    """Return the name of the page of a porkchop, in the folder of its run.

    >>> file_name("2000 SG344")
    'porkchop-2000-SG344.html'
    """
    return f"porkchop-{_KEPT.sub('-', designation).strip('-')}.html"


def _table(run: Run, at: int) -> tuple[table.Chunk, int]:
    """Return the table that holds an asteroid and its place there.

    The run's own chunk where it is on disk; else the asteroid is integrated alone, to the same
    numbers.
    """
    first = at - at % CHUNK
    part = run.whole.frame.slice(first, CHUNK)
    orbits: tuple[Orbit, ...] = tuple(columns.orbit(row) for row in part.iter_rows(named=True))
    if table.stored(orbits, run.trips.span_s):
        return table.chunk(orbits, run.trips.span_s), at - first
    return table.chunk((orbits[at - first],), run.trips.span_s), 0


def _map(r: Rules, held: table.Chunk, a: int, b: int) -> tuple[Array, int]:
    """Return the map (launches, n_max + 1) [m/s], inf for none, and how many cells it took."""
    mu, ticks, nodes = forces.gm_sun(), held.ticks[a:b], held.nodes[a:b]
    steps = np.arange(r.count + r.n_max)
    arrivals = np.asarray(r.first_launch_s + r.first_leg_s + r.step_s * steps, float)
    there, home = np.empty((arrivals.size, 6)), np.empty((arrivals.size, 6))
    states(mu, held.span_s[0], table.TICK_S, ticks, nodes, arrivals, there)
    best = np.empty((r.count, r.n_max + 1))
    ends = (ECLIPTIC_POLE, r.max_revolutions, r.park)
    if r.kind == "rendezvous":
        solved = one_way_map(
            mu, r.step_s, r.first_leg_s, _earth(r.launches), there, *ends, FREE, best
        )
        return best, int(solved)
    later = arrivals + r.min_stay_s
    states(mu, held.span_s[0], table.TICK_S, ticks, nodes, later, home)
    solved = round_trip_map(
        mu, r.step_s, r.first_leg_s, _earth(r.launches), there, home, _earth(r.returns_s), *ends,
        r.entry, best,
    )  # fmt: skip
    return best, int(solved)


def _earth(t: Array) -> Array:
    return np.concatenate(planets.load().body("earth").state(t), axis=1)
