"""Rows of a screen for returns by low thrust: what is known beside what was found, ranked.

Checked: tests/screen/test_low_thrust_rows.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import format_epoch
from windlass.screen.low_thrust_chunk import FOUND, NUMBERS, STATES
from windlass.screen.rows import KNOWN, hit, known, types

if TYPE_CHECKING:
    import polars as pl

GONE: Final = "it hit Earth"
DATES: Final = ("launch", "meet", "leave", "arrive")


def finish(found: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Return the rows: what is known of each asteroid, and what the screen found."""
    import polars as pl

    head = pl.DataFrame(
        [known(row) for row in whole.select(KNOWN).iter_rows(named=True)], schema=types()
    )
    if head["designation"].to_list() != found["designation"].to_list():
        raise RuntimeError("rows of a screen and of its catalogue are not of the same asteroids")
    gone = pl.col("designation").is_in([name for name in found["designation"] if hit(name)])
    there = [pl.when(gone).then(None).otherwise(pl.col(name)).alias(name) for name in NUMBERS]
    state = pl.when(gone).then(pl.lit(GONE)).otherwise(pl.col("state")).alias("state")
    return head.hstack(found.with_columns(*there, state).drop("designation"))


def ranked(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the retrievable ones, those first of which most is brought."""
    kept = frame.filter(frame["state"] == FOUND)
    return kept.sort(["returned_kg", "designation"], descending=[True, False])


def plain(frame: pl.DataFrame, reached: pl.DataFrame, top: int | None) -> dict[str, Any]:
    """Return a finished screen for programs: counts and rows, dates as text beside seconds."""
    shown = reached if top is None else reached.head(top)
    return {
        "states": {name: int((frame["state"] == name).sum()) for name in (*STATES, GONE)},
        "rows": [plain_row(row) for row in shown.iter_rows(named=True)],
    }


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for programs."""
    made = {k: v for k, v in row.items() if not k.startswith("curve_")}
    made |= {name: _date(row.get(f"{name}_s")) for name in DATES}
    pairs = zip(row["curve_arrive_s"] or (), row["curve_kg"] or (), strict=True)
    made["arrivals"] = [{"arrive": _date(t), "returned_kg": kg} for t, kg in pairs]
    return made


def _date(t_s: float | None) -> str | None:
    return None if t_s is None else format_epoch(t_s)
