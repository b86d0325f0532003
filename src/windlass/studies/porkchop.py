"""One porkchop: all legs between a planet and an asteroid, and the best refined.

Cost: both v∞ together, as for a leg whose ends are met without a planet's help.
Checked: tests/studies/test_porkchop.py.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from windlass.base import units
from windlass.base.epochs import format_epoch, parse_span
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, planets, settle
from windlass.catalogue.collection import lookup
from windlass.catalogue.read import with_files
from windlass.kernels import status as st
from windlass.studies.assemble import grid_frame
from windlass.transfers.legs import End, Leg, LegAsk, LegGrid, grid
from windlass.transfers.refine import cell_leg, refine

MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Porkchop:
    """A searched grid, its best leg off the grid, and both as data."""

    title: str
    grid: LegGrid
    best: Leg
    precision: str

    @property
    def frame(self) -> pl.DataFrame:
        """The grid as a long table."""
        return grid_frame(self.grid)

    def __str__(self) -> str:
        return "\n".join([self.title, *about(self)])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(line)}</li>" for line in about(self))
        return f"<b>{html.escape(self.title)}</b><ul>{items}</ul>"

    def plain(self) -> dict[str, Any]:
        """Return the best leg and the size of the grid, units in the keys."""
        b = self.best
        return {
            "title": self.title,
            "count": int(self.grid.status.size),
            "solved": int((self.grid.status == st.OK).sum()),
            "precision": self.precision,
            "best": {
                "depart": format_epoch(b.depart_s),
                "arrive": format_epoch(b.arrive_s),
                "tof_d": b.tof_s / 86_400.0,
                "dv_m_s": b.cost_m_s,
                "vinf_depart_m_s": b.vinf_depart_m_s,
                "vinf_arrive_m_s": b.vinf_arrive_m_s,
                "c3_km2_s2": b.vinf_depart_m_s**2 / 1e6,
                "n_rev": b.n_rev,
            },
        }


def search(
    target: str,
    *,
    depart: str,
    tof: str,
    back: bool = False,
    body: str = "earth",
    step: str = "5 d",
    revolutions: int = 1,
    catalogue: Sequence[Path] = (),
) -> Porkchop:
    """Return the porkchop of a target.

    depart: dates "2035..2039"; tof: durations "60 d..700 d"; step: duration.  Raises
    InvalidInput for what cannot be read or is too much, NotSolved where no leg exists.
    """
    if not 0 <= revolutions <= 20:
        raise InvalidInput("revolutions must lie between 0 and 20", value=revolutions)
    start, end = parse_span(depart, where="--depart")
    low, high = _durations(tof)
    h = units.parse(step, "s", where="--step")
    if h <= 0:
        raise InvalidInput("step must be above 0", value=step, where="--step")
    cells = (1 + (end - start) / h) * (1 + (high - low) / h)
    if cells > MOST_CELLS:
        raise InvalidInput(
            "too many cells",
            value=f"{cells:.3g}",
            remedy=f"take a larger step or a shorter window, at most {MOST_CELLS:,}",
        )
    found = settle.one(lookup(target, with_files(catalogue) if catalogue else None))
    rock = asteroid.integrate(found.orbit, (start, end + high))
    planet = planets.load().body(body)
    first, second = (rock, planet) if back else (planet, rock)
    names = {planet.name: planet.name.capitalize(), rock.name: found.title}
    title = f"{names[first.name]} to {names[second.name]}"
    ask = LegAsk(
        name=title,
        depart=first,
        arrive=second,
        depart_s=(start, end),
        tof_s=(low, high),
        step_s=h,
        max_revolutions=revolutions,
        depart_end=End(),
        arrive_end=End(),
    )
    table = grid(ask)
    return Porkchop(title=title, grid=table, best=_best(table), precision=found.orbit.precision)


def about(found: Porkchop) -> list[str]:
    """Return the best leg in words."""
    b = found.best
    return [
        f"best: leave {format_epoch(b.depart_s)}, arrive {format_epoch(b.arrive_s)} "
        f"({b.tof_s / 86_400:.0f} d, {b.n_rev} full revolutions)",
        f"v∞ {b.vinf_depart_m_s / 1e3:.3f} km/s at departure "
        f"(C3 {b.vinf_depart_m_s**2 / 1e6:.3f} km²/s²), {b.vinf_arrive_m_s / 1e3:.3f} km/s at "
        f"arrival, together {b.cost_m_s / 1e3:.3f} km/s",
        f"{int((found.grid.status == st.OK).sum()):,} of {found.grid.status.size:,} cells hold a "
        f"leg; orbit: {found.precision}",
    ]


def _best(table: LegGrid) -> Leg:
    cost = np.where(table.status == st.OK, table.cost_m_s, np.inf)
    at = int(np.argmin(cost))
    i, j = divmod(at, cost.shape[1])
    if not np.isfinite(cost[i, j]):
        raise NotSolved(
            f"{table.ask.name}: no leg in the window",
            status=st.NO_SOLUTION,
            remedy="widen the dates or the flight times",
        )
    ask = table.ask
    return refine(
        ask,
        cell_leg(table, i, j),
        lambda leg: leg.cost_m_s,
        depart_within=ask.depart_s,
        arrive_within=(-np.inf, ask.depart_s[1] + ask.tof_s[1]),
        tof_within=ask.tof_s,
    )


def _durations(text: str) -> tuple[float, float]:
    first, dots, last = text.partition("..")
    if not dots:
        raise InvalidInput(
            "no span of flight times",
            value=text,
            remedy='write two durations as "60 d..700 d"',
            where="--tof",
        )
    low, high = (units.parse(part.strip(), "s", where="--tof") for part in (first, last))
    if not 0 < low <= high:
        raise InvalidInput("flight times out of order", value=text, where="--tof")
    return low, high
