"""Planets and asteroids as the ends of legs: heliocentric states, ICRF.

Planets are DE440's; asteroids are integrated among them and tabulated, once for a span of dates.
Checked: tests/lowthrust/test_ends.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.bodies import table
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.planets import load
from windlass.catalogue.orbit import Orbit
from windlass.lowthrust.leg import End, Span

Array = NDArray[np.float64]

ROOM_S: Final = 2.0 * DAY_S
"""By which a table goes beyond the dates of a leg."""


def planet(name: str, vinf_m_s: Span = (0.0, 0.0)) -> End:
    """Return a planet's centre as an end.  Raises InvalidInput for one that DE440 has not."""
    return _end(name.capitalize(), load().body(name, centre="sun"), vinf_m_s)


def asteroid(orbit: Orbit, span_s: Span, vinf_m_s: Span = (0.0, 0.0)) -> End:
    """Return an asteroid as an end, for dates within a span [s past J2000].

    Raises InvalidInput where the span leaves the planets' ephemeris.
    """
    held = table.chunk((orbit,), (span_s[0] - ROOM_S, span_s[1] + ROOM_S))
    return _end(orbit.designation, held.body(0), vinf_m_s)


def _end(name: str, body: Ephemeris, vinf_m_s: Span) -> End:
    def states(t_s: Array) -> Array:
        return np.concatenate(body.state(t_s), axis=1)

    return End(name=name, states=states, vinf_m_s=vinf_m_s)
