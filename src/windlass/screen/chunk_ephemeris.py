"""What became of the integration of a chunk's asteroids, as the first columns of its rows.

Checked: tests/screen/test_chunk.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from windlass.bodies import table
from windlass.kernels import status as st

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]


def of_ephemeris(held: table.Chunk) -> pl.DataFrame:
    """Return designation, state, first and last instant and error of every ephemeris."""
    import polars as pl

    ends = np.array([_covers(held, k) for k in range(len(held))])
    return pl.DataFrame(
        {
            "designation": list(held.names),
            "ephemeris": [_said(held, k, ends[k]) for k in range(len(held))],
            "ephemeris_from_s": ends[:, 0],
            "ephemeris_until_s": ends[:, 1],
            "ephemeris_error_m": held.error_m,
        }
    )


def _covers(held: table.Chunk, row: int) -> tuple[float, float]:
    """Return the first and last instant of an asteroid's table; nan where it has none."""
    a, b = held.starts[row], held.starts[row + 1]
    if b - a < 2:
        return np.nan, np.nan
    first = held.span_s[0]
    return first + table.TICK_S * held.ticks[a], first + table.TICK_S * held.ticks[b - 1]


def _said(held: table.Chunk, row: int, ends: Array) -> str:
    """Return what became of an asteroid's integration, in words."""
    code = int(held.status[row])
    if held.counts[row] < 2:
        why = "it meets a body outside the span" if code == st.LIMIT else st.WORDS[code]
        return f"none: {why}"
    late = ends[0] > held.span_s[0] + table.TICK_S
    early = ends[1] < held.span_s[1] - table.TICK_S
    if late and early:
        return "between meetings with bodies"
    if late:
        return "after a meeting with a body"
    if early:
        return "until it meets a body"
    return {st.OK: "whole", st.LIMIT: "whole, coarser near a body"}.get(code, st.WORDS[code])
