"""Rate of change of a ship about one mass, under the thrust of one segment of a collocated flight.

Throttles stand at points of the segment; between them their direction and their size are
polynomials, and no more thrust is had than the mass that flows for it.  Units: GM is 1.
Source: betts1998.  Checked: tests/lowthrust/test_reflown.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.collocation import engine_at

Array = NDArray[np.float64]

LEAST: Final = 1e-9
"""Size of a thrust that has no direction."""


@njit
def segment_rate(
    at: float, x: Array, law: Array, flow: float, begin: float, length: float, engine: Array
) -> Array:
    """Return the rate of change (7,) of a state (r, v, m) at a time.

    law (degree + 1, 4): coefficients, the highest power first, of the throttle (3) and its size
    by the share of the segment that is over; flow: share of the full flow; begin, length: of the
    segment; engine: as ``collocation.engine_at`` reads it.
    """
    share = (at - begin) / length
    u0, u1, u2, wanted = law[0, 0], law[0, 1], law[0, 2], law[0, 3]
    for k in range(1, law.shape[0]):
        u0 = u0 * share + law[k, 0]
        u1 = u1 * share + law[k, 1]
        u2 = u2 * share + law[k, 2]
        wanted = wanted * share + law[k, 3]
    wanted = min(max(wanted, 0.0), flow)
    wanted /= max(math.sqrt(u0 * u0 + u1 * u1 + u2 * u2), LEAST)
    r = math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    force, _, _, full, _, _ = engine_at(engine, r)
    pull, push = -1.0 / (r * r * r), force * wanted / x[6]
    out = np.empty(7)
    for c in range(3):
        out[c] = x[3 + c]
        out[3 + c] = pull * x[c]
    out[3] += push * u0
    out[4] += push * u1
    out[5] += push * u2
    out[6] = -full * flow
    return out
