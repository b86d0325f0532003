"""Bring an asteroid onto a manifold of a libration point's orbits by two impulses.

First the index tells, for arrival dates days apart, the states of the manifolds whose
heliocentric orbits are nearest to the asteroid's; then conics to each of them for flight times
up to the longest; then the cheapest of every basin is settled in all five unknowns.  Nothing but
the asteroid's ephemeris, the manifolds and the planet enters: no published date.
Source: garciayarnoz2013, tyler2021.
Checked: tests/capture/test_retrieve_libration.py, validation/retrieval.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.capture.libration_field import STEP_S, Field, marks, scaled
from windlass.kernels import tube_arc

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LAGS_S: Final = tuple(days * DAY_S for days in (100.0, 500.0, 900.0, 1300.0))
"""Times before the arrival at which the asteroid's orbit is looked at: encounters change it."""
WIDTH: Final = np.array([10.0 * DAY_S, 20.0 * DAY_S, 1.5, 3.0, 30.0 * DAY_S])
"""First widths of the simplex."""
WAITS_S: Final = tuple(days * DAY_S for days in (0.0, 120.0, 240.0))
"""Times before the section at which a basin is begun."""
CALLS: Final = 1500
"""Evaluations of a basin at most."""
CLEAR_HILL: Final = 2.0
"""Nothing departs nearer to the planet than so many Hill radii, where its path is no conic."""
ALONE: Final = 1.0
"""An impulse below this is none [m/s]."""
BASIN_DATE_S: Final = 60.0 * DAY_S
BASIN_TOF_S: Final = 100.0 * DAY_S


class Body(Protocol):
    """What has heliocentric ICRF states over a span."""

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch."""

    def state(self, t_s: Any) -> tuple[Array, Array]:
        """Return (r, v) (n, 3) at epochs (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How closely is searched: arrivals and flight times days apart, neighbours of each.

    radius_m_s: how far, in the index's cost, a neighbour may be; basins: how many are settled;
    rounds: how often at most a way computed anew is settled again, in all unknowns, between the
    tables' nodes as well.
    """

    arrival_s: float = 10.0 * DAY_S
    tof_s: float = 20.0 * DAY_S
    neighbours: int = 6
    radius_m_s: float = 1_200.0
    basins: int = 150
    rounds: int = 0


THOROUGH: Final = Effort(neighbours=12, basins=300, rounds=6)
"""Twice the neighbours and starts, and ways settled until that no longer helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask: departures and arrivals within a span, flight no longer than longest_s.

    wait_s: how long before its section a manifold may be met.
    """

    span_s: tuple[float, float]
    longest_s: float = 1_500.0 * DAY_S
    wait_s: float = 400.0 * DAY_S
    effort: Effort = Effort()

    def __post_init__(self) -> None:
        if not self.span_s[1] > self.span_s[0] + 100.0 * DAY_S:
            raise InvalidInput(
                "span of departures and arrivals", value=self.span_s,
                remedy="give one longer than 100 days",
            )  # fmt: skip
        if not (self.longest_s >= 20.0 * DAY_S and self.wait_s >= 0.0):
            raise InvalidInput(
                "longest flight and time before the section",
                value=(self.longest_s, self.wait_s),
                remedy="give at least 20 days, and not below 0",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Ways onto manifolds, the cheapest first.

    dv_m_s (n, 2): both impulses; x (n, 5): date at the section [s], flight time [s], size and
    phase [nodes of the table], time from the second impulse to the section [s]; tube (n,);
    alone (n,): whether the search asked for one impulse; conics: arcs tried; pairs: of arrival
    and manifold state.
    """

    dv_m_s: Array
    x: Array
    tube: Ints
    alone: NDArray[np.bool_]
    conics: int
    pairs: int

    def __len__(self) -> int:
        return len(self.tube)

    @property
    def total_m_s(self) -> Array:
        """Sum of both impulses (n,)."""
        return np.asarray(self.dv_m_s.sum(axis=1))


def nothing() -> Found:
    """Return that nothing was found."""
    return Found(
        dv_m_s=np.empty((0, 2)), x=np.empty((0, tube_arc.SIZE)), tube=np.empty(0, np.int64),
        alone=np.empty(0, np.bool_), conics=0, pairs=0,
    )  # fmt: skip


def search(body: Body, field: Field, ask: Ask) -> Found:
    """Return the ways of one asteroid onto the manifolds of a field."""
    low, high = max(ask.span_s[0], body.span_s[0]), min(ask.span_s[1], body.span_s[1])
    if high - low < 100.0 * DAY_S or low < field.span_s[0] or high > field.span_s[1]:
        if high - low >= 100.0 * DAY_S:
            raise InvalidInput(
                "the search leaves the span of its field", value=(low, high),
                remedy="make the field for the same span",
            )  # fmt: skip
        return nothing()
    rock = _sampled(body, field)
    dates = np.arange(low + 60.0 * DAY_S, high, ask.effort.arrival_s)
    pairs = _near(rock, field, dates, ask, low)
    if not len(pairs):
        return nothing()
    ends = _ends(field, dates, pairs)
    tofs = np.arange(20.0 * DAY_S, ask.longest_s + 1.0, ask.effort.tof_s)
    cost = np.empty((len(pairs), tofs.size))
    tube_arc.flights(
        GM_SUN, ends, dates[pairs[:, 0]], tofs, low, clear_m(field), field.first_s, STEP_S,
        field.planet, rock, cost,
    )  # fmt: skip
    x, tube = _basins(cost, dates, tofs, pairs, field, ask)
    if not len(x):
        return nothing()
    limits = np.array([low, high, ask.longest_s, ask.wait_s, clear_m(field)])
    found = [_settled(x, tube, limits, rock, field, alone=alone) for alone in (False, True)]
    dv = np.concatenate([part[0] for part in found])
    ways = np.concatenate([part[1] for part in found])
    alone = np.repeat([False, True], len(x))
    tubes = np.concatenate([tube, tube])
    fine = np.isfinite(dv).all(axis=1) & (~alone | (dv.min(axis=1) < ALONE))
    order = np.flatnonzero(fine)[np.argsort(dv[fine].sum(axis=1), kind="stable")]
    order = _distinct(order, ways, tubes, alone)
    return Found(
        dv_m_s=dv[order], x=ways[order], tube=tubes[order], alone=alone[order],
        conics=int(cost.size), pairs=len(pairs),
    )  # fmt: skip


def clear_m(field: Field) -> float:
    """Return how far from the planet a way departs at least [m]."""
    pair = field.tubes.ask.primaries
    return float(CLEAR_HILL * pair.distance_m * (pair.mu / 3.0) ** (1.0 / 3.0))


def _sampled(body: Body, field: Field) -> Array:
    """Return the asteroid's states (n, 6) at the field's epochs; nan outside its ephemeris."""
    epochs = field.epochs_s
    low, high = body.span_s
    there = (epochs >= low) & (epochs <= high)
    out = np.full((epochs.size, 6), np.nan)
    r, v = body.state(epochs[there])
    out[there, :3], out[there, 3:] = icrf_to_ecliptic(r), icrf_to_ecliptic(v)
    return out


def _near(rock: Array, field: Field, dates: Array, ask: Ask, low: float) -> Ints:
    """Return (date, node) pairs (k, 2) whose orbits the index finds near, each once."""
    pair = field.tubes.ask.primaries
    longitude = field.longitude(dates)
    pairs = []
    for lag in LAGS_S:
        row = np.floor((dates - lag - field.first_s) / STEP_S).astype(np.int64)
        late = (dates - lag >= low) & (row >= 0)
        states = rock[row[late]]
        marked = marks(states, longitude[late])
        gone = dates[late] - (field.first_s + STEP_S * row[late])
        bound = np.isfinite(marked[:, 0]) & (marked[:, 0] > 0.0)
        if not bound.any():
            continue
        marked, gone, which = marked[bound], gone[bound], np.flatnonzero(late)[bound]
        marked[:, 5] += np.sqrt(GM_SUN / marked[:, 0] ** 3) * gone
        found = field.index.query(
            scaled(marked, pair, field.weights), k=ask.effort.neighbours,
            distance_upper_bound=ask.effort.radius_m_s,
        )  # fmt: skip
        far, node = (np.asarray(part).reshape(len(which), -1) for part in found)
        i, k = np.nonzero(np.isfinite(far))
        pairs.append(np.stack([which[i], node[i, k]], axis=1))
    if not pairs:
        return np.empty((0, 2), np.int64)
    return np.unique(np.concatenate(pairs), axis=0).astype(np.int64)


def _ends(field: Field, dates: Array, pairs: Ints) -> Array:
    """Return heliocentric states (k, 6) of the pairs' manifold states on their dates."""
    planet = field.at(dates)
    out = np.empty((len(pairs), 6))
    mu = field.tubes.ask.primaries.mu
    for row, (date, node) in zip(out, pairs, strict=True):
        tube, size, phase = field.nodes[node]
        tube_arc.place(mu, field.tubes.states[tube, size, phase], planet[date], row)
    return out


def _basins(
    cost: Array, dates: Array, tofs: Array, pairs: Ints, field: Field, ask: Ask
) -> tuple[Array, Ints]:
    """Return starts (n, 5) and their tubes: the cheapest flight of every basin, with waits."""
    before, after = np.roll(cost, 1, axis=1), np.roll(cost, -1, axis=1)
    before[:, 0] = after[:, -1] = np.inf
    i, j = np.nonzero((cost <= before) & (cost <= after) & np.isfinite(cost))
    order = np.argsort(cost[i, j], kind="stable")
    seen: set[tuple[int, int, int]] = set()
    starts, tubes = [], []
    for k in order:
        date, node = pairs[i[k]]
        tube, size, phase = field.nodes[node]
        key = (int(dates[date] // BASIN_DATE_S), int(tofs[j[k]] // BASIN_TOF_S), int(tube))
        if key in seen:
            continue
        seen.add(key)
        starts.append((dates[date], tofs[j[k]], size, phase))
        tubes.append(tube)
        if len(starts) >= ask.effort.basins:
            break
    if not starts:
        return np.empty((0, tube_arc.SIZE)), np.empty(0, np.int64)
    waits = [wait for wait in WAITS_S if wait <= ask.wait_s]
    x = np.concatenate([np.column_stack([starts, np.full(len(starts), wait)]) for wait in waits])
    return x, np.tile(np.array(tubes, dtype=np.int64), len(waits))


def _settled(
    x: Array, tube: Ints, limits: Array, rock: Array, field: Field, *, alone: bool
) -> tuple[Array, Array]:
    """Return (both impulses (n, 2), unknowns (n, 5)) of the starts, each at its least cost."""
    tubes = field.tubes
    moved = x.copy()
    out = tube_arc.settle_many(
        GM_SUN, tubes.ask.primaries.mu, moved, tube, WIDTH, limits, tubes.states, tubes.counts,
        tubes.smooth, field.first_s, STEP_S, field.planet, rock, alone, CALLS,
    )  # fmt: skip
    return out[:, 1:3], moved


def _distinct(order: Ints, x: Array, tube: Ints, alone: NDArray[np.bool_]) -> Ints:
    """Return the rows that are not the same way as a cheaper one."""
    seen: set[tuple[int, int, int, bool]] = set()
    kept = []
    for k in order:
        key = (
            int(x[k, 0] // BASIN_DATE_S), int(x[k, 1] // BASIN_TOF_S), int(tube[k]),
            bool(alone[k]),
        )  # fmt: skip
        if key not in seen:
            seen.add(key)
            kept.append(int(k))
    return np.array(kept, dtype=np.int64)
