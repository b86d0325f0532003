"""Every close approach of asteroids to a planet or the Moon, from their N-body tables.

Minima of the distance between centres, refined to rounding; none nearer than the limit is missed
(see ``kernels.encounters``).  v∞ is what the relative speed leaves far from the planet,
sqrt(v² - 2 GM/d), none where the body is bound at that moment.
Checked: tests/bodies/test_encounters.py, validation/mars.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.progress import Progress, silent
from windlass.base.sources import table as data_table
from windlass.bodies import forces, planets, table
from windlass.catalogue.orbit import Orbit
from windlass.kernels import encounters as kernel
from windlass.kernels import status as st

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]

WITHIN_M: Final = 0.1 * AU_M
"""Distance within which an approach is told, unless the caller says otherwise."""
KINDS: Final = ("closest", "begins", "ends")
"""A minimum; receding already where the table begins; nearing still where it ends (a hit)."""
SIZE: Final = 256
"""Asteroids of a table that is made for a scan."""
ROOM: Final = 256
"""Approaches for which room is kept at first."""
STEP_S: Final = 0.25 * DAY_S
"""Step at which a planet's acceleration is sampled."""
MARGIN: Final = 1.05
"""How far above the samples its bound lies: the Moon's changes by 1 % in a step."""
BODIES: Final = tuple(name for name in planets.CHAINS if name != "sun")


@cache
def pull_bound_m_s2(body: str, span_s: tuple[float, float]) -> float:
    """Return a bound of the acceleration [m/s²] of a planet about the Sun over a span.

    Mean accelerations over steps of six hours, and a margin over the greatest.
    """
    low, high = span_s
    n = max(8, int((high - low) / STEP_S) + 1)
    t = np.linspace(low, high, n)
    _, v = planets.load().body(body).state(t)
    steps = np.linalg.norm(np.diff(v, axis=0), axis=1) / (t[1] - t[0])
    return MARGIN * float(steps.max())


def _within(body: str, within_m: float) -> tuple[str, float]:
    name = body.strip().lower()
    if name not in BODIES:
        raise InvalidInput(
            "approaches are told to planets and the Moon",
            value=body,
            remedy=f"one of {', '.join(BODIES)}",
        )
    if not 0.0 < within_m < np.inf:
        raise InvalidInput(
            "distance of approaches is not above 0", value=within_m, remedy="give it in metres"
        )
    return name, float(within_m)


def find(
    held: table.Chunk,
    body: str,
    *,
    within_m: float = WITHIN_M,
    span_s: tuple[float, float] | None = None,
) -> pl.DataFrame:
    """Return the approaches of a chunk's asteroids to a body, by asteroid and time.

    body: planet or "moon"; within_m [m]; span_s: part of the chunk's span, by default all of it.
    Columns: designation; t_s [s past J2000]; kind, one of KINDS; distance_m, v_rel_m_s, between
    centres; vinf_m_s, null where bound; x_m … vz_m_s, relative state, ICRF; error_m, bound on
    the table's positions.  Asteroids without a table have no rows: see ``Chunk.status``.
    Raises InvalidInput, and NotSolved where a table cannot be read.
    """
    name, within = _within(body, within_m)
    low, high = held.span_s if span_s is None else span_s
    if not held.span_s[0] <= low < high <= held.span_s[1]:
        raise InvalidInput(
            "approaches are asked for outside the table", value=span_s, remedy=f"{held.span_s}"
        )
    rows = np.empty((len(held), ROOM, kernel.ROW))
    counts, status = _scan(held, name, within, (low, high), rows)
    if (status == st.LIMIT).any():
        rows = np.empty((len(held), int(counts.max()), kernel.ROW))
        counts, status = _scan(held, name, within, (low, high), rows)
    bad = (status != st.OK) & (held.counts >= 2)
    if bad.any():
        raise NotSolved(
            f"approaches to {name} of " + ", ".join(np.array(held.names)[bad]),
            status=int(status[bad].max()),
            remedy="please report it",
        )
    return _frame(held, name, np.where(held.counts >= 2, counts, 0), rows)


def _scan(
    held: table.Chunk, body: str, within: float, span: tuple[float, float], rows: Array
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    s = planets.load().source
    plus = np.array(planets.CHAINS[body], dtype=np.int64)
    minus = np.array(planets.CHAINS["sun"], dtype=np.int64)
    return kernel.scan_many(
        forces.gm_sun(), held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes,
        *span, within, pull_bound_m_s2(body, held.span_s),
        s.pack, s.layout, s.clock, plus, minus, rows,
    )  # fmt: skip


def _frame(held: table.Chunk, body: str, counts: NDArray[np.int64], rows: Array) -> pl.DataFrame:
    import polars as pl

    flat = np.concatenate([row[:k] for row, k in zip(rows, counts, strict=True)])
    d = np.linalg.norm(flat[:, 2:5], axis=1)
    v = np.linalg.norm(flat[:, 5:8], axis=1)
    mu = float(data_table("gm_de440")[body]["value"])
    free = v * v - 2.0 * mu / d
    axes = ("x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s")
    return pl.DataFrame(
        {
            "designation": pl.Series(np.repeat(np.array(held.names), counts), dtype=pl.String),
            "t_s": flat[:, 0],
            "kind": pl.Series([KINDS[int(kind)] for kind in flat[:, 1]], dtype=pl.Enum(KINDS)),
            "distance_m": d,
            "v_rel_m_s": v,
            "vinf_m_s": np.where(free >= 0.0, np.sqrt(np.maximum(free, 0.0)), np.nan),
            **{name: flat[:, 2 + k] for k, name in enumerate(axes)},
            "error_m": np.repeat(held.error_m, counts),
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def survey(
    orbits: Sequence[Orbit],
    bodies: Sequence[str],
    span_s: tuple[float, float],
    *,
    within_m: float = WITHIN_M,
    keep: bool = False,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (approaches, tables) of many asteroids to some bodies over a span.

    Approaches as of ``find`` with the column body first; tables: one row an asteroid with its
    status, the epochs that its table covers and its error.  keep: store the tables (60 kB an
    asteroid and century) in ``folder``; else they are made and dropped.
    """
    import polars as pl

    parts, told = [], []
    with (progress or silent()).task("approaches", len(orbits)) as step:
        for first in range(0, len(orbits), SIZE):
            some = orbits[first : first + SIZE]
            held = table.chunk(some, span_s, folder=folder) if keep else table.build(some, span_s)
            for body in bodies:
                found = find(held, body, within_m=within_m, span_s=span_s)
                parts.append(found.select(pl.lit(body).alias("body"), pl.all()))
            told.append(_told(held))
            step.advance(len(some))
    return pl.concat(parts), pl.concat(told)


def _told(held: table.Chunk) -> pl.DataFrame:
    import polars as pl

    there = held.counts >= 2
    first = np.where(there, held.starts[:-1], 0)
    last = np.where(there, held.starts[1:] - 1, 0)
    at = held.span_s[0] + table.TICK_S * held.ticks.astype(np.float64)
    ends = [np.where(there, at[k], np.nan) if at.size else np.full(len(held), np.nan)
            for k in (first, last)]  # fmt: skip
    return pl.DataFrame(
        {
            "designation": list(held.names),
            "status": [st.WORDS[int(code)] for code in held.status],
            "from_s": ends[0],
            "until_s": ends[1],
            "error_m": held.error_m,
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
