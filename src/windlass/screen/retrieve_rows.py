"""Rows of a screen for ways home: what was found beside what is known; how many there are.

Checked: tests/screen/test_retrieve_rows.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import format_epoch, parse_epoch
from windlass.screen.retrievable import Retrieval
from windlass.screen.retrieve_goals import STATES
from windlass.screen.rows import KNOWN, hit, known, types

if TYPE_CHECKING:
    import polars as pl

WELL_KNOWN: Final = 4
"""Greatest condition code of an orbit that counts as known well enough."""
LIMITS_M_S: Final = (500.0, 100.0)
"""Limits that are counted beside the screen's own."""
EPHEMERIS: Final = (
    "designation", "ephemeris", "ephemeris_from_s", "ephemeris_until_s", "ephemeris_error_m",
)  # fmt: skip
"""Columns that are told of every asteroid, gone or not."""
GONE: Final = "gone before the first date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many asteroids can be brought within a limit: all, and those known well enough."""

    limit_m_s: float
    every: int
    well_known: int
    single: int

    def plain(self) -> dict[str, Any]:
        """Return the count for programs."""
        return {
            "limit_m_s": self.limit_m_s, "asteroids": self.every, "well_known": self.well_known,
            "by_one_impulse": self.single,
        }  # fmt: skip


def finish(found: pl.DataFrame, whole: pl.DataFrame, rules: Retrieval) -> pl.DataFrame:
    """Return the rows: what is known of each asteroid, how surely, and what the search found."""
    import polars as pl

    head = pl.DataFrame(
        [known(row) for row in whole.select(KNOWN).iter_rows(named=True)], schema=types()
    )
    if head["designation"].to_list() != found["designation"].to_list():
        raise RuntimeError("rows of a screen and of its catalogue are not of the same asteroids")
    code = pl.col("uncertainty")
    sure = code.is_not_null() & (code <= WELL_KNOWN)
    head = head.with_columns(sure.alias("well_known"))
    return head.hstack(_without_the_gone(found, rules).drop("designation"))


def _without_the_gone(found: pl.DataFrame, rules: Retrieval) -> pl.DataFrame:
    """Return rows in which asteroids that hit Earth before the first date have no ways."""
    import polars as pl

    gone = [
        name
        for name in found["designation"]
        if (day := hit(name)) is not None and parse_epoch(day) < rules.span_s[0]
    ]
    if not gone:
        return found
    there = ~pl.col("designation").is_in(gone)
    return found.with_columns(
        *(
            pl.when(there).then(pl.col(name)).otherwise(
                pl.lit([] if isinstance(kind, pl.List) else None, kind)
            ).alias(name)
            for name, kind in found.schema.items()
            if name not in EPHEMERIS
        )
    ).with_columns(
        pl.when(there).then(pl.col("state")).otherwise(pl.lit(GONE)).alias("state"),
    )  # fmt: skip


def counts(frame: pl.DataFrame, rules: Retrieval) -> tuple[Count, ...]:
    """Return how many can be brought within the screen's limit and those usually told."""
    limits = sorted({rules.max_dv_m_s, *LIMITS_M_S}, reverse=True)
    made = []
    for limit in limits:
        if limit > rules.max_dv_m_s:
            continue
        within = frame.filter(frame["dv_m_s"] <= limit)
        single = frame.filter(frame["single_dv_m_s"] <= limit)
        made.append(
            Count(
                limit_m_s=limit,
                every=within.height,
                well_known=int(within["well_known"].sum()),
                single=single.height,
            )
        )
    return tuple(made)


def plain(
    frame: pl.DataFrame, reached: pl.DataFrame, rules: Retrieval, top: int | None
) -> dict[str, Any]:
    """Return a finished screen for programs: counts and rows, dates as text beside seconds."""
    shown = reached if top is None else reached.head(top)
    return {
        "to": rules.to,
        "seeds": "none",
        "counts": [one.plain() for one in counts(frame, rules)],
        "states": {name: int((frame["state"] == name).sum()) for name in (*STATES, GONE)},
        "rows": [plain_row(row) for row in shown.iter_rows(named=True)],
    }


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for programs: its single impulse, its ways and its mass curve as objects."""
    parts = ("single_", "ways_", "curve_")
    made = {k: v for k, v in row.items() if not k.startswith(parts) and k != "front"}
    made |= _dated(row)
    single = {k[7:]: v for k, v in row.items() if k.startswith("single_")}
    ways = _points(row, "ways_")
    for place, way in enumerate(ways):
        way["best_of_its_time"] = place in row["front"]
    return made | {
        "single_impulse": None if single["dv_m_s"] is None else single | _dated(single),
        "found_ways": [way | _dated(way) for way in ways],
        "mass_curve": _points(row, "curve_"),
    }


def _points(row: dict[str, Any], prefix: str) -> list[dict[str, Any]]:
    lists = {k[len(prefix) :]: v for k, v in row.items() if k.startswith(prefix)}
    count = len(next(iter(lists.values())) or ())
    return [{name: values[k] for name, values in lists.items()} for k in range(count)]


def _dated(row: dict[str, Any]) -> dict[str, str]:
    names = ("depart", "join", "section", "orbit")
    found = {name: row.get(f"{name}_s") for name in names}
    return {name: format_epoch(t) for name, t in found.items() if t is not None}
