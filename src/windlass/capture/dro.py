"""From the arc after a lunar flyby into a stable high orbit: a distant retrograde orbit (DRO).

In the restricted problem of Earth and Moon the Jacobi constant keeps an arriving body at
several hundred m/s from the DRO.  The Sun's pull over a few months takes most of that away.
The table of data/dro_insertion.toml was found by flying backwards from the DRO with the Sun
in the model (design/dro_insertion.py); the bound without the Sun is computed beside it.
What must be braked before is in capture.arrival, whether it stays in capture.stay, what holding
it costs in capture.upkeep.  Checked: tests/capture/test_dro.py.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, GM_MOON
from windlass.base.errors import OutOfDomain
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import data_hash, table
from windlass.capture import lunar
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


def insertion_many(vinf_m_s: Array, free_m_s: float, factor: float = 1.0) -> Array:
    """Return the insertion impulse [m/s] for many v∞ [m/s]; what is above free_m_s is braked.

    factor: on the table, as in ``insertion``.
    """
    rows = table("dro_insertion")["insertion"]
    c3 = np.minimum(vinf_m_s, free_m_s) ** 2 / 1e6
    return np.asarray(factor * np.interp(c3, rows["c3"], rows["sampled"]))


def insertion(vinf: Figure, free: Figure | None = None, factor: float | None = None) -> Figure:
    """Return the insertion impulse as a figure; v∞ [m/s] above the free one is braked before.

    free: ``free_vinf`` by default; factor: the user's, on the impulses of the table.
    """
    free = free or free_vinf()
    return derive(
        "insertion.dv",
        "m/s",
        lambda vinf, free, table: table * insertion_m_s(min(vinf, free) ** 2),
        {"vinf": vinf, "free": free, "table": _table(vinf, free, factor)},
        model="impulse into the 12-day DRO after the flyby, by C3",
        sources=("simo1995",),
    )


def _table(vinf: Figure, free: Figure, given: float | None) -> Figure:
    """Return the factor on the table, with its range at this v∞."""
    if given is not None:
        return leaf("dro.insertion_table", given, "", status="chosen", note="given by the user")
    file = "dro_insertion.toml"
    at = min(vinf.value, free.value)
    value = insertion_m_s(at**2)
    least = min(value, insertion_m_s(at**2, "refined"))
    factor = float(table("dro_insertion")["high_factor"]["value"])
    return leaf(
        "dro.insertion_table",
        1.0,
        "",
        status="computed",
        sources=("simo1995", "dormand1980"),
        low=least / value if value else None,
        high=factor,
        model="least impulse found backwards from the DRO in the bicircular model",
        data=((file, data_hash(file)),),
        note=f"without the Sun's help the Jacobi constant asks for {jacobi_bound(at):.0f} m/s",
    )


def free_vinf_m_s(limit_m_s: float) -> float:
    """Return the v∞ [m/s] up to which the flyby is cheaper than braking beforehand.

    The table's impulse grows by less than v∞ does up to here; never above limit_m_s, what the
    geometry of a flyby allows.
    """
    rows = table("dro_insertion")["insertion"]
    vinf = 1e3 * np.sqrt(np.array(rows["c3"]))
    slope = np.diff(np.array(rows["sampled"])) / np.diff(vinf)
    steep = np.flatnonzero(slope > 1.0)
    last = vinf[int(steep[0])] if steep.size else vinf[-1]
    return float(min(last, limit_m_s))


def free_vinf(limit: Figure | None = None) -> Figure:
    """Return the v∞ that arrival by a lunar flyby takes, as a figure; limit: of the flyby."""
    return derive(
        "lunar.free_vinf",
        "m/s",
        lambda limit: free_vinf_m_s(limit),
        {"limit": limit or lunar.capture_vinf()},
        model="v∞ up to which the flyby into the DRO is cheaper than braking beforehand",
        sources=("simo1995",),
        shown="km/s",
    )


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
