"""From a heliocentric arrival at Earth into the lunar DRO: what must be braked, and what follows.

A lunar flyby takes only so much v∞; the rest is braked before, far out in deep space (a metre per
second each) or in a burn at a perigee, where the same braking costs less.  Then comes the insertion
of data/dro_insertion.toml.  The split that costs least is taken, so the total never falls as v∞
grows.  Impulsive: what a weak thrust cannot do at a perigee is left to the caller, who can forbid
that burn.  Screens take the arrays, studies the figures.  Source: vallado2013, simo1995.
Checked: tests/capture/test_arrival.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import data_hash, table
from windlass.capture import dro, lunar

Array = NDArray[np.float64]
Column = Literal["sampled", "refined"]

NOWHERE: Final = 0
DEEP_SPACE: Final = 1
PERIGEE: Final = 2
"""Where the braking before the flyby is done."""
STEP_M_S: Final = 0.5
"""Between the speeds after braking that are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What arrivals cost, all of one shape: total = brake + insertion [m/s].

    flown_m_s: v∞ that is left for the flyby; where: the braking, NOWHERE, DEEP_SPACE, PERIGEE.
    """

    total_m_s: Array
    brake_m_s: Array
    insertion_m_s: Array
    flown_m_s: Array
    where: NDArray[np.int8]


def perigee_altitude_m() -> float:
    """Return the least altitude [m] at which a burn near Earth is allowed, of the table."""
    return entry_figure("flyby_limits", "braking", "perigee", name="braking.perigee").value


def known_m_s() -> float:
    """Return the greatest v∞ [m/s] for which an insertion is known: nothing is extrapolated."""
    return 1e3 * math.sqrt(table("dro_insertion")["insertion"]["c3"][-1])


def flyby_limit_m_s() -> float:
    """Return the v∞ [m/s] that is not braked before a flyby, whatever it costs after.

    What one flyby keeps within 1.5 million km by patched conics, and no more than ``known_m_s``.
    """
    limits = table("destinations")["lunar-flyby"]
    altitude, apogee = (float(limits[name]["value"]) for name in ("altitude", "apogee"))
    return min(known_m_s(), lunar.capture_vinf_m_s(altitude, apogee))


def _insertion(vinf: Array, column: Column, factor: float) -> Array:
    rows = table("dro_insertion")["insertion"]
    return np.asarray(factor * np.interp(vinf**2 / 1e6, rows["c3"], rows[column]))


def _perigee_speed(vinf: Array, altitude: float) -> Array:
    return np.sqrt(vinf**2 + 2.0 * GM_EARTH / (R_EARTH_M + altitude))


@lru_cache(maxsize=64)
def _ladder(
    limit: float, column: Column, factor: float, altitude: float | None
) -> tuple[Array, Array]:
    """Return (v (n,), index (n,)): speeds after braking, and which of those so far is cheapest.

    Cheapest: insertion less what is saved by braking no further, at a perigee at altitude, or
    in deep space for None.
    """
    # with the table's own speeds: where the insertion bends, braking ends
    knots = 1e3 * np.sqrt(np.array(table("dro_insertion")["insertion"]["c3"]))
    v = np.unique([*np.arange(0.0, limit, STEP_M_S), *knots[knots < limit], limit])
    saved = v if altitude is None else _perigee_speed(v, altitude)
    worth = _insertion(v, column, factor) - saved
    index = np.arange(v.size)
    # equal worth: braked as little as can be
    newest = worth <= np.minimum.accumulate(worth)
    return v, np.maximum.accumulate(np.where(newest, index, 0))


def insertion(
    vinf_m_s: Array | float,
    *,
    perigee_m: float | None = None,
    limit_m_s: float | None = None,
    column: Column = "sampled",
    factor: float = 1.0,
) -> Arrival:
    """Return what arrivals with v∞ [m/s] at Earth cost into the DRO, any shape, v∞ ≥ 0.

    perigee_m: altitude of a burn near Earth, None for deep space only (see
    ``perigee_altitude_m``); limit_m_s: v∞ that the flyby takes, ``flyby_limit_m_s`` by default,
    ``known_m_s`` at most; column, factor: of the table of insertions.  What is above the limit is
    always braked.  Raises InvalidInput for a v∞ that is negative or not finite, or a limit or
    altitude out of range.
    """
    v = np.asarray(vinf_m_s, dtype=np.float64)
    most = known_m_s()
    limit = flyby_limit_m_s() if limit_m_s is None else float(limit_m_s)
    if not bool(np.all(np.isfinite(v) & (v >= 0.0))):
        raise InvalidInput("v∞ must be finite and not negative", value="an array")
    if not 0.0 < limit <= most:
        raise InvalidInput(
            "limit of the flyby out of range", value=limit, remedy=f"at most {most:.1f} m/s"
        )
    if perigee_m is not None and not 0.0 <= perigee_m < math.inf:
        raise InvalidInput("altitude of a burn must not be negative", value=perigee_m)
    free = np.minimum(v, limit)
    best = np.where(v <= limit, _insertion(free, column, factor), math.inf)
    flown, where = free.copy(), np.zeros(v.shape, dtype=np.int8)
    brake = np.zeros(v.shape)
    for code, altitude in ((PERIGEE, perigee_m), (DEEP_SPACE, None)):
        if code == PERIGEE and perigee_m is None:
            continue
        speeds, index = _ladder(limit, column, factor, altitude)
        at = np.searchsorted(speeds, free, side="right") - 1
        left = speeds[index[at]]
        if altitude is None:
            saved = v - left
        else:
            saved = _perigee_speed(v, altitude) - _perigee_speed(left, altitude)
        total = saved + _insertion(left, column, factor)
        better = total < best
        best = np.where(better, total, best)
        brake, flown = np.where(better, saved, brake), np.where(better, left, flown)
        where = np.where(better & (saved > 0.0), code, where).astype(np.int8)
    return Arrival(
        total_m_s=np.asarray(best),
        brake_m_s=np.asarray(brake),
        insertion_m_s=np.asarray(best - brake),
        flown_m_s=np.asarray(flown),
        where=where,
    )


def free_m_s(limit_m_s: float | None = None, factor: float = 1.0) -> float:
    """Return the v∞ [m/s] above which an arrival is braked in deep space down to it.

    Up to it the flyby and what follows are cheaper; see ``insertion``.
    """
    limit = flyby_limit_m_s() if limit_m_s is None else limit_m_s
    speeds, index = _ladder(limit, "sampled", factor, None)
    return float(speeds[index[-1]])


def free_vinf(limit: Figure | None = None, factor: float | None = None) -> Figure:
    """Return the v∞ that arrival by a lunar flyby takes, as a figure; limit: of the flyby.

    factor: the user's, on the table's impulses.
    """
    return derive(
        "lunar.free_vinf",
        "m/s",
        lambda limit: free_m_s(min(limit, known_m_s()), 1.0 if factor is None else factor),
        {"limit": limit or lunar.capture_vinf()},
        model="v∞ up to which the flyby into the DRO is cheaper than braking beforehand",
        sources=("simo1995",),
        shown="km/s",
    )


def priced(
    vinf: Figure, limit: Figure | None = None, factor: float | None = None
) -> tuple[Figure, Figure]:
    """Return (braked on the leg, impulse into the DRO after it) [m/s] as figures.

    vinf: at Earth; limit: v∞ that the flyby takes, by default that of the table's altitude and
    apogee; factor: the user's, on the table's impulses.
    """
    limit = limit or lunar.capture_vinf()
    inputs = {"vinf": vinf, "limit": limit, "table": _table(vinf, limit, factor)}

    def at(vinf: float, limit: float, table: float) -> Arrival:
        return insertion(vinf, limit_m_s=min(limit, known_m_s()), factor=table)

    return derive(
        "return.arrival_dv",
        "m/s",
        lambda vinf, limit, table: float(at(vinf, limit, table).brake_m_s),
        inputs,
        model="v∞ that the lunar flyby does not take, braked on the leg",
        sources=("simo1995",),
    ), derive(
        "insertion.dv",
        "m/s",
        lambda vinf, limit, table: float(at(vinf, limit, table).insertion_m_s),
        inputs,
        model="impulse into the 12-day DRO after the flyby, by C3",
        sources=("simo1995",),
    )


def _table(vinf: Figure, limit: Figure, given: float | None) -> Figure:
    """Return the factor on the table, with its range at this v∞."""
    if given is not None:
        return leaf("dro.insertion_table", given, "", status="chosen", note="given by the user")
    file = "dro_insertion.toml"
    at = min(vinf.value, free_m_s(min(limit.value, known_m_s())))
    value = dro.insertion_m_s(at**2)
    least = min(value, dro.insertion_m_s(at**2, "refined"))
    return leaf(
        "dro.insertion_table",
        1.0,
        "",
        status="computed",
        sources=("simo1995", "dormand1980"),
        low=least / value if value else None,
        high=float(table("dro_insertion")["high_factor"]["value"]),
        model="least impulse found backwards from the DRO in the bicircular model",
        data=((file, data_hash(file)),),
        note=f"without the Sun's help the Jacobi constant asks for {dro.jacobi_bound(at):.0f} m/s",
    )
