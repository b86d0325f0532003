"""Rayleigh phasing: how the money of a development is spent over its years.

The share spent by time t is 1 − exp(−a·t²), with a so that a given share is spent at the end;
what is left is spent in the last year.  Source: norden1970.
Checked: tests/economics/test_relationships.py; validation/economics.py.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

AT_END: Final = 0.97
"""Share that the curve has spent at the end."""


def spent(part: float, at_end: float = AT_END) -> float:
    """Return the share [0, 1] spent when ``part`` [0, 1] of the time is over."""
    if not (0.0 <= part <= 1.0 and 0.0 < at_end < 1.0):
        raise InvalidInput("part of the time and share at its end lie within 0 to 1", value=part)
    return 1.0 - math.exp(math.log1p(-at_end) * part * part)


def by_period(start: float, end: float, periods: int) -> NDArray[np.float64]:
    """Return the share spent in each of ``periods`` unit periods from 0, adding up to 1.

    start, end: of the development in periods, 0 ≤ start ≤ end ≤ periods, periods ≥ 1; one that
    takes no time is spent where it stands.
    """
    if not (0.0 <= start <= end <= periods and periods >= 1):
        raise InvalidInput("development must lie within the periods", value=(start, end, periods))
    if end == start:
        made = np.zeros(periods)
        made[min(int(start), periods - 1)] = 1.0
        return made
    knots = _parts(start, end, periods)
    share = np.array([spent(float(knot)) for knot in knots]) / AT_END
    return np.asarray(np.diff(share))


def evenly(start: float, end: float, periods: int) -> NDArray[np.float64]:
    """Return even shares over the time from start to end, adding up to 1; as ``by_period``."""
    if not (0.0 <= start <= end <= periods and periods >= 1):
        raise InvalidInput("span must lie within the periods", value=(start, end, periods))
    if end == start:
        made = np.zeros(periods)
        made[min(int(start), periods - 1)] = 1.0
        return made
    return np.asarray(np.diff(_parts(start, end, periods)))


def _parts(start: float, end: float, periods: int) -> NDArray[np.float64]:
    """Return the part of the time from start to end that is over at the end of each period."""
    span = end - start
    return np.asarray(np.clip(np.arange(periods + 1) - start, 0.0, span) / span)
