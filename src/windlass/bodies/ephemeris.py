"""What every source of positions offers: states of one body, centre and frame named.

Checked: tests/bodies/test_planets.py.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]


class Ephemeris(Protocol):
    """States of one body about ``centre`` in ``frame``.

    name: of the body; span_s: first and last epoch [s past J2000]; model: how the states are
    made; sources: reference keys; data: (what, digest) of the data behind it.
    """

    @property
    def name(self) -> str:
        """Name of the body."""
        ...

    @property
    def centre(self) -> str:
        """Body at the origin."""
        ...

    @property
    def frame(self) -> str:
        """Axes of the vectors."""
        ...

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        ...

    @property
    def model(self) -> str:
        """How the states are made."""
        ...

    @property
    def sources(self) -> tuple[str, ...]:
        """Reference keys."""
        ...

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """(What, digest) of the data behind it."""
        ...

    def state(self, t_s: Array | float) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) at epochs t_s (n,) [s past J2000].

        Raises InvalidInput naming the dates when an epoch lies outside the span.
        """
        ...


def check_span(name: str, t_s: Array | float, span_s: tuple[float, float]) -> Array:
    """Return the epochs as an array (n,); InvalidInput when one lies outside the span or is nan."""
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    if t.ndim != 1:
        raise InvalidInput(f"epochs for {name} must be one row", value=t.shape)
    if t.size and not (np.min(t) >= span_s[0] and np.max(t) <= span_s[1]):  # refuses nan too
        bad = t[~((t >= span_s[0]) & (t <= span_s[1]))][0]
        raise InvalidInput(
            f"date outside the ephemeris of {name}",
            value=_shown(float(bad)),
            remedy=f"it holds {format_epoch(span_s[0])} to {format_epoch(span_s[1])}",
        )
    return t


def _shown(t: float) -> str:
    """Return the date, or the number where the calendar has none."""
    try:
        return format_epoch(t)
    except (InvalidInput, ValueError, OverflowError):
        return f"{t} s past J2000"
