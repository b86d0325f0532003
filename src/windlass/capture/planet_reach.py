"""What it costs at least to bring an asteroid to a planet, told without any trajectory.

The bound of two impulses (``kernels.orbit_bound``) holds for the impulse on the asteroid and the
speed v∞ that is left at the planet, wherever on its orbit it is met.  What v∞ costs there is
known and never falls, so the least sum over all v∞ bounds the whole.  Each asteroid's orbit is the
one that touches its motion, every STEP_S; a LOOSE_M_S is taken off for what it does between.
Checked: tests/capture/test_planet_reach.py.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.bodies import forces, table
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.capture.retrieve_patched import Arrival, Planet, chain
from windlass.kernels import status as st
from windlass.kernels.chebyshev import combine_many
from windlass.kernels.orbit_bound import COLUMNS, nearest_over, orbit_row

Array = NDArray[np.float64]

STEP_S: Final = 8.0 * DAY_S
LOOSE_M_S: Final = 10.0
"""Taken off the bound: between two dates 8 days apart it moves by 0.02 m/s in the median, and by 8
at the 99th percentile: measured, not proven, for what a close encounter does between them."""
PLANET_STEP_S: Final = 30.0 * DAY_S
"""Between the planet's own osculating orbits, all of which are places."""


def bounds(
    held: table.Chunk, planet: Planet, arrival: Arrival, span_s: tuple[float, float]
) -> Array:
    """Return the least Δv [m/s] (n,) of bringing each asteroid of a chunk to a planet.

    planet: as ``retrieve_patched.Ask`` has it; span_s: of departures.  inf where an asteroid has
    no state in the span.
    """
    low, high = max(span_s[0], held.span_s[0]), min(span_s[1], held.span_s[1])
    t = np.append(np.arange(low, high, STEP_S), high)
    speed = nearest_over(
        forces.gm_sun(), held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes, t,
        ECLIPTIC_POLE, places(planet, span_s), math.inf,
    ).min(axis=1)  # fmt: skip
    return np.array([cheapest(one - LOOSE_M_S, arrival) for one in speed])


def places(planet: Planet, span_s: tuple[float, float]) -> Array:
    """Return the planet's osculating orbits over a span, as places of the bound (m, COLUMNS)."""
    t = np.append(np.arange(span_s[0], span_s[1], PLANET_STEP_S), span_s[1])
    r, v = combine_many(*chain(planet), t)[:2]
    rows = np.empty((t.size, COLUMNS))
    for row, x in zip(rows, np.concatenate([r, v], axis=1), strict=True):
        if orbit_row(forces.gm_sun(), x, ECLIPTIC_POLE, row) != st.OK:
            raise RuntimeError(f"{planet} is on no ellipse")
    return rows


def cheapest(speed_m_s: float, arrival: Arrival) -> float:
    """Return the least of impulse and arrival [m/s] where impulse and v∞ sum to a speed or more.

    The price of v∞ is a line between its entries, so the least lies at one of them, or where the
    impulse is nought; inf where nothing so fast stays and no impulse helps.
    """
    if not speed_m_s < math.inf:
        return math.inf
    wanted = max(speed_m_s, 0.0)
    costs = arrival.table
    vinf = arrival.step_m_s * np.arange(costs.size)
    impulse = np.maximum(wanted - vinf, 0.0)
    return float(min(arrival.cost(wanted), np.min(impulse + costs)))
