"""Asteroids that pass Mars by themselves, and what it takes to keep one there.

The burn is that of an arrival steered down to the periapsis at no charge: what the steering
costs grows with the miss distance and falls with the time left, and is not counted here.
Checked: tests/capture/test_mars_encounters.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from windlass.bodies import encounters
from windlass.bodies.table import Chunk
from windlass.capture.mars import MarsOrbit, orbit
from windlass.capture.mars_insertion import burn_m_s

if TYPE_CHECKING:
    import polars as pl


def with_burns(found: pl.DataFrame, target: MarsOrbit | None = None) -> pl.DataFrame:
    """Return approaches to Mars with the insertion burn of each, the cheapest first.

    found: of ``bodies.encounters.find`` or ``survey``; target: by default capture.mars.orbit().
    Adds burn_m_s, from v∞ into the orbit, null where the body is bound at the time.
    """
    import polars as pl

    made = orbit() if target is None else target
    vinf = found["vinf_m_s"].to_numpy()
    free = np.isfinite(vinf)
    burn = np.full(len(vinf), np.nan)
    burn[free] = burn_m_s(vinf[free], made.periapsis_m, made.apoapsis_m)
    column = pl.Series("burn_m_s", burn).fill_nan(None)
    return found.with_columns(column).sort("burn_m_s", "t_s", nulls_last=True)


def find(
    held: Chunk,
    target: MarsOrbit | None = None,
    *,
    within_m: float = encounters.WITHIN_M,
    span_s: tuple[float, float] | None = None,
) -> pl.DataFrame:
    """Return the approaches of a chunk's asteroids to Mars with their burns; see ``with_burns``."""
    found = encounters.find(held, "mars", within_m=within_m, span_s=span_s)
    return with_burns(found, target)
