"""Screen some asteroids for ways home: the same pure function on every engine.

One row an asteroid: what became of it, its cheapest way, its cheapest by one impulse alone (both
computed anew where tables were searched), all ways that are kept and the mass that a tug brings
along the best of them.  A lower bound leaves out
asteroids that no way within the limit can have; nothing seeds the search but the asteroid's
ephemeris, the manifolds and the planet.  Checked: tests/screen/test_retrieve_chunk.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import DAY_S
from windlass.bodies import table
from windlass.capture.bring_mass import Way, largest
from windlass.screen import retrieve_goals as goals
from windlass.screen.chunk_ephemeris import of_ephemeris
from windlass.screen.retrievable import Retrieval

if TYPE_CHECKING:
    import polars as pl

KEEP: Final = 60
"""Ways kept of an asteroid: its cheapest ones, besides those on the front."""

NUMBERS: Final = (
    "dv_m_s", "dv1_m_s", "dv2_m_s", "depart_s", "join_s", "section_s", "orbit_s", "tof_d",
    "total_d", "vinf_m_s", "revs", "jacobi", "period_d", "size", "phase",
)  # fmt: skip
"""Numbers of a way: both impulses; departure, arrival on the manifold (second impulse, or at the
planet), at the section, at the orbit; flight between the impulses and all days to the orbit; v∞ at
the planet; full revolutions; Jacobi constant and period of the orbit; its place in the table."""
WAYS: Final = ("dv1_m_s", "dv2_m_s", "depart_s", "join_s", "tof_d", "total_d")
"""Numbers that all ways of an asteroid keep."""
CURVE: Final = ("curve_total_d", "curve_mass_kg", "curve_dv_m_s", "curve_depart_s")
"""The largest asteroid that is brought in so many days, of those that no quicker way brings."""
ANEW: Final = ("table_dv_m_s", "orbit_far_m", "orbit_near_m", "conic_clear_m")
"""Of a way computed anew, orbit corrected and manifold flown: what the search's tables said of it;
the orbit's greatest and least distance from Earth; how near the conic comes to Earth."""


def screen(rules: Retrieval, held: table.Chunk, *, prune: bool = True) -> pl.DataFrame:
    """Return one row an asteroid of a chunk; prune: ask the lower bound first."""
    return of_ephemeris(held).hstack(rows(rules, goals.search(rules, held, prune))).pipe(_plain)


def rows(rules: Retrieval, found: Sequence[goals.Found]) -> pl.DataFrame:
    """Return one row for each of what was found, ``columns``."""
    import polars as pl

    return pl.DataFrame([_row(rules, one) for one in found], schema=columns(), orient="row")


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))


def columns() -> dict[str, Any]:
    """Return the columns that a search gives, with their types."""
    import polars as pl

    number, numbers = pl.Float64(), pl.List(pl.Float64)
    return {
        "state": pl.String(), "bound_m_s": number, "tried": pl.Int64(),
        "found_m_s": number, "ways": pl.Int64(),
        **dict.fromkeys(NUMBERS, number), "target": pl.String(), "alone": pl.Boolean(),
        **{f"single_{name}": number for name in NUMBERS}, "single_target": pl.String(),
        "mass_kg": number, "mass_limit": pl.String(), "most_mass_kg": number,
        "tube": pl.Int64(), **dict.fromkeys(ANEW, number),
        **{f"ways_{name}": numbers for name in WAYS},
        "ways_target": pl.List(pl.String()), "ways_alone": pl.List(pl.Boolean()),
        "ways_anew": pl.List(pl.Boolean()),
        "front": pl.List(pl.Int64()),
        **dict.fromkeys(CURVE, numbers),
    }  # fmt: skip


def _row(rules: Retrieval, found: goals.Found) -> dict[str, Any]:
    """Return the row of what was found."""
    row: dict[str, Any] = dict.fromkeys(columns())
    within = [way for way in found.ways if way["dv_m_s"] <= rules.max_dv_m_s]
    row |= {
        "state": found.state, "bound_m_s": found.least_m_s, "tried": found.tried,
        "found_m_s": found.ways[0]["dv_m_s"] if found.ways else None, "ways": len(within),
    }  # fmt: skip
    if not within:
        return row | {name: [] for name, kind in columns().items() if _is_list(kind)}
    row |= {name: within[0][name] for name in (*NUMBERS, "target", "alone", "tube")}
    row |= {name: within[0].get(name) for name in ANEW}
    single = next((way for way in within if way["alone"]), None)
    if single is not None:
        row |= {f"single_{name}": single[name] for name in (*NUMBERS, "target")}
    kept, front = _kept(within)
    row |= {
        f"ways_{name}": [way[name] for way in kept] for name in (*WAYS, "target", "alone", "anew")
    }
    row["front"] = front
    return row | _masses(rules, within)


def _is_list(kind: Any) -> bool:
    import polars as pl

    return isinstance(kind, pl.List)


def _kept(ways: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[int]]:
    """Return the ways that are kept, the cheapest first, and which of them no other beats in both
    Δv and time, the shortest first."""
    order = sorted(range(len(ways)), key=lambda k: (ways[k]["total_d"], ways[k]["dv_m_s"]))
    best, least = [], math.inf
    for k in order:
        if ways[k]["dv_m_s"] < least:
            best.append(k)
            least = ways[k]["dv_m_s"]
    chosen = sorted({*range(min(KEEP, len(ways))), *best})
    place = {k: at for at, k in enumerate(chosen)}
    return [ways[k] for k in chosen], [place[k] for k in best]


def _masses(rules: Retrieval, ways: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the mass along the cheapest way, the most along any, and what more time is worth."""
    tug = rules.tug
    loads = [largest(tug, _flown(way)) for way in ways]
    made: dict[str, Any] = {"mass_kg": loads[0].mass_kg, "mass_limit": str(loads[0].limited_by)}
    curve: list[tuple[float, float, float, float]] = []
    most = 0.0
    for k in sorted(range(len(ways)), key=lambda k: (ways[k]["total_d"], -loads[k].mass_kg)):
        mass = loads[k].mass_kg
        if most < mass < math.inf:
            most = mass
            curve.append((ways[k]["total_d"], mass, ways[k]["dv_m_s"], ways[k]["depart_s"]))
    made |= {name: [point[k] for point in curve] for k, name in enumerate(CURVE)}
    return made | {"most_mass_kg": most}


def _flown(way: Mapping[str, Any]) -> Way:
    return Way(depart_m_s=way["dv1_m_s"], arrive_m_s=way["dv2_m_s"], tof_s=way["tof_d"] * DAY_S)
