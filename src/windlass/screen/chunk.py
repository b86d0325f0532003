"""Screen some asteroids: the same pure function on every engine.

An ask names orbits and rules; what comes back is one row an asteroid, numbers only.
Checked: tests/screen/test_chunk.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.bodies import forces, planets, table
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.kernels.one_way import one_way_many
from windlass.kernels.round_trips import round_trips_many
from windlass.screen import low_thrust_chunk, retrieve_chunk
from windlass.screen.chunk_ephemeris import of_ephemeris
from windlass.screen.low_thrust import LowThrustRules
from windlass.screen.retrievable import Retrieval
from windlass.screen.rules import Rules

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]

FREE: Final = (0.0, 0.0, float("inf"))
"""End of a leg that meets the asteroid: all of v∞ is paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkAsk:
    """Ask: orbits to screen by rules; prune: leave out what can be part of no trip."""

    rules: Rules | Retrieval | LowThrustRules
    orbits: tuple[Orbit, ...]
    prune: bool = True


def screen(ask: ChunkAsk) -> pl.DataFrame:
    """Return one row an asteroid: state of its ephemeris, trips, the front of its best ones.

    front_*: lists, one entry a duration of the grid, the cheapest trip of each, ascending.  For
    ways home see ``retrieve_chunk``, for those by low thrust ``low_thrust_chunk``.
    """
    if isinstance(ask.rules, LowThrustRules):
        return low_thrust_chunk.screen(ask.rules, ask.orbits)
    held = table.chunk(ask.orbits, ask.rules.span_s)
    if isinstance(ask.rules, Retrieval):
        return retrieve_chunk.screen(ask.rules, held, prune=ask.prune)
    out = ask.rules.kind == "rendezvous"
    return (_out if out else _there_and_back)(ask.rules, held, ask.prune)


def integrate(ask: ChunkAsk) -> int:
    """Integrate a chunk's orbits if that is not done yet; return how many have no ephemeris."""
    held = table.chunk(ask.orbits, ask.rules.span_s)
    return int((held.counts < 2).sum())


def _earth(t: Array) -> Array:
    return np.concatenate(planets.load().body("earth").state(t), axis=1)


def _there_and_back(r: Rules, held: table.Chunk, prune: bool) -> pl.DataFrame:
    best, index, parts, trips, solved = round_trips_many(
        forces.gm_sun(), held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes,
        r.first_launch_s, r.step_s, r.first_leg_s, r.min_stay_s, _earth(r.launches),
        _earth(r.returns_s), ECLIPTIC_POLE, r.max_revolutions, r.park, r.entry, r.max_dv_m_s,
        r.n_max, prune,
    )  # fmt: skip
    i, j, m, back = (index[:, :, k] for k in range(4))
    step_d, first_d = r.step_s / DAY_S, r.first_leg_s / DAY_S
    columns = {
        "launch_s": r.first_launch_s + r.step_s * i,
        "out_d": first_d + step_d * j,
        "stay_d": r.min_stay_s / DAY_S + step_d * m,
        "back_d": first_d + step_d * back,
        "vinf_launch_m_s": parts[:, :, 0],
        "vinf_arrive_m_s": parts[:, :, 1],
        "vinf_leave_m_s": parts[:, :, 2],
        "vinf_return_m_s": parts[:, :, 3],
        "out_revs": parts[:, :, 4],
        "back_revs": parts[:, :, 6],
    }
    return _frame(held, r, best, columns, trips, solved)


def _out(r: Rules, held: table.Chunk, prune: bool) -> pl.DataFrame:
    best, index, parts, legs, solved = one_way_many(
        forces.gm_sun(), held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes,
        r.first_launch_s, r.step_s, r.first_leg_s, _earth(r.launches), ECLIPTIC_POLE,
        r.max_revolutions, r.park, FREE, r.max_dv_m_s, r.n_max, prune,
    )  # fmt: skip
    columns = {
        "launch_s": r.first_launch_s + r.step_s * index[:, :, 0],
        "out_d": (r.first_leg_s + r.step_s * index[:, :, 1]) / DAY_S,
        "vinf_launch_m_s": parts[:, :, 0],
        "vinf_arrive_m_s": parts[:, :, 1],
        "out_revs": parts[:, :, 2],
    }
    return _frame(held, r, best, columns, legs, solved)


def _frame(
    held: table.Chunk,
    rules: Rules,
    best: Array,
    columns: dict[str, Any],
    trips: NDArray[np.int64],
    solved: NDArray[np.int64],
) -> pl.DataFrame:
    import polars as pl

    if (solved < 0).any():
        raise NotSolved(
            "Lambert's problem did not converge in a cell of "
            + ", ".join(held.names[k] for k in np.flatnonzero(solved < 0)),
            status=st.NOT_CONVERGED,
            remedy="please report it, with the screen's ask.json",
        )
    length = (rules.shortest_s + rules.step_s * np.arange(rules.n_max + 1)) / DAY_S
    lists: dict[str, list[list[float]]] = {"front_duration_d": [], "front_dv_m_s": []}
    lists |= {f"front_{name}": [] for name in columns}
    for row in range(len(held)):
        at = np.flatnonzero(np.isfinite(best[row]))
        lists["front_duration_d"].append(length[at].tolist())
        lists["front_dv_m_s"].append(best[row, at].tolist())
        for name, values in columns.items():
            lists[f"front_{name}"].append(values[row, at].tolist())
    found = pl.DataFrame(
        {
            "trips": trips,
            "cells": solved,
            **{
                name: pl.Series(values, dtype=pl.List(pl.Float64)) for name, values in lists.items()
            },
        }
    )
    return of_ephemeris(held).hstack(found).with_columns(pl.col(pl.Float64).fill_nan(None))
