"""From the arc after a lunar flyby into a stable high orbit: a distant retrograde orbit (DRO).

In the restricted problem of Earth and Moon the Jacobi constant keeps an arriving body at
several hundred m/s from the DRO.  The Sun's pull over a few months takes most of that away.
The table of data/dro_insertion.toml was found by flying backwards from the DRO with the Sun
in the model (design/dro_insertion.py); the bound without the Sun is computed beside it.
The price of an arrival is in capture.arrival, whether it stays in capture.stay, what holding it
costs in capture.upkeep.  Checked: tests/capture/test_dro.py.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, GM_MOON
from windlass.base.errors import OutOfDomain
from windlass.base.sources import table
from windlass.kernels.bicircular import jacobi

Array = NDArray[np.float64]

MU: Final = 0.01215058560962404
LU_M: Final = 389_703_264.829278
TU_S: Final = 382_981.289129055
STATE: Final[Array] = np.array([0.8289927126704472, 0.0, 0.0, 0.0, 0.49493397729663385, 0.0])
"""The 12.12-day DRO at its inner crossing: 61,907 to 79,177 km from the Moon."""
PERIOD: Final = 2.7344101432096957
SPEED_M_S: Final = LU_M / TU_S


def insertion_m_s(c3_m2_s2: float, column: str = "sampled") -> float:
    """Return the insertion impulse [m/s] for C3 at Earth before the flyby [m²/s²].

    column: "sampled" (the value) or "refined" (the low end).  Raises OutOfDomain above the
    table; below it (C3 < 0) the impulse of its first row.
    """
    rows = table("dro_insertion")["insertion"]
    c3 = c3_m2_s2 / 1e6
    if not c3 <= rows["c3"][-1]:
        raise OutOfDomain(
            "C3 too high for a lunar flyby into the DRO",
            value=f"{c3:.3g} km2/s2",
            remedy=f"the search reached {rows['c3'][-1]} km2/s2",
        )
    return float(np.interp(c3, rows["c3"], rows[column]))


def jacobi_bound(vinf_m_s: float) -> float:
    """Return the impulse [m/s] into the DRO without the Sun: Jacobi constants alone.

    The arriving orbit has its perigee at the Moon's distance, where its constant is greatest.
    """
    radius = LU_M
    speed = math.sqrt(vinf_m_s**2 + 2.0 * (GM_EARTH + GM_MOON) / radius)
    energy = 0.5 * (vinf_m_s / SPEED_M_S) ** 2
    arriving = 2.0 * (speed / SPEED_M_S) - 2.0 * energy
    orbit = float(jacobi(STATE, MU))
    v2 = float(STATE[4]) ** 2
    need = math.sqrt(max(0.0, v2 + orbit - arriving)) - math.sqrt(v2)
    return max(0.0, need) * SPEED_M_S
