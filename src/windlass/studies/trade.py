"""The dominating trade: how much can be returned, against how long it takes.

A ladder of masses is flown on the same grids.  For each the shortest trip within the limits
of launcher, tank and thrust is kept, and the least propellant.  The most that can be returned
is bracketed by the ladder and closed in on by bisection.
Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
import polars as pl

from windlass.transfers.legs import LegGrid
from windlass.transfers.trip import Prices, TripAsk, feasible, pair, pairs, prices

AskOf = Callable[[float], TripAsk]

SCHEMA = {
    "returned_kg": pl.Float64,
    "shortest_s": pl.Float64,
    "propellant_kg": pl.Float64,
    "launch_kg": pl.Float64,
    "least_propellant_kg": pl.Float64,
    "least_propellant_s": pl.Float64,
}

LADDER_KG = tuple(float(f"{x:.3g}") for x in np.geomspace(1e3, 4e6, 22))
"""Masses of the ladder [kg], from one tonne to four thousand; doubled above while they fly."""

LOWER_KG = (1.0, 10.0, 100.0, 300.0)
"""Masses that are tried where nothing of the ladder flies."""

GREATEST_KG = 1e13
"""Where the doubling ends: a body of some kilometres."""


def trade(ask_of: AskOf, out: LegGrid, back: LegGrid) -> pl.DataFrame:
    """Return the trade as a table; ask_of gives the ask for a returned mass [kg], which changes
    nothing but masses.

    Columns returned_kg, shortest_s (lift-off to arrival), propellant_kg and launch_kg of the
    shortest, least_propellant_kg and least_propellant_s of the cheapest trip.  Masses that
    cannot be returned are left out.
    """
    priced = prices(ask_of(LADDER_KG[0]), out, back)

    def flown(masses: Iterable[float]) -> list[dict[str, float]]:
        tried = (_row(ask_of(mass), out, back, priced) for mass in masses)
        return [row for row in tried if row is not None]

    rows = flown(LADDER_KG)
    ladder = LADDER_KG
    if not rows:  # a ship that cannot bring a tonne may bring less
        ladder = (*LOWER_KG, LADDER_KG[0])
        rows = flown(LOWER_KG)
        if not rows:
            return pl.DataFrame(schema=SCHEMA)
    low = rows[-1]["returned_kg"]
    high = next((mass for mass in ladder if mass > low), 2.0 * low)
    while low >= LADDER_KG[-1] and high < GREATEST_KG:
        row = _row(ask_of(high), out, back, priced)
        if row is None:
            break
        rows.append(row)
        low, high = high, 2.0 * high
    for _ in range(6):
        middle = 0.5 * (low + high)
        row = _row(ask_of(middle), out, back, priced)
        if row is None:
            high = middle
        else:
            low = middle
            rows.append(row)
    return pl.DataFrame(rows, schema=SCHEMA).sort("returned_kg")


def most(ask_of: AskOf, out: LegGrid, back: LegGrid) -> float | None:
    """Return the most [kg] that some trip on the grids returns, None for nothing.

    As the greatest mass of ``trade``, to its 1 %, where all that is lighter flies too.
    """
    low, high = 0.0, LOWER_KG[0]
    while high < GREATEST_KG and _flies(ask_of(high), out, back):
        low, high = high, 8.0 * high
    if not low:
        return None
    for _ in range(8):
        middle = math.sqrt(low * high)
        if _flies(ask_of(middle), out, back):
            low = middle
        else:
            high = middle
    return low


def _flies(ask: TripAsk, out: LegGrid, back: LegGrid) -> bool:
    return any(
        bool(feasible(ask, pair(ask, out, back, quick=quick)).any()) for quick in (False, True)
    )


def _row(ask: TripAsk, out: LegGrid, back: LegGrid, priced: Prices) -> dict[str, float] | None:
    found = []
    for trips in pairs(ask, out, back, priced):
        ok = feasible(ask, trips)
        if bool(ok.any()):
            short = int(np.argmin(np.where(ok, trips.duration_s, np.inf)))
            cheap = int(np.argmin(np.where(ok, trips.propellant_kg, np.inf)))
            found += [(trips, short), (trips, cheap)]
    if not found:
        return None
    quick, k = min(found, key=lambda one: float(one[0].duration_s.flat[one[1]]))
    lean, m = min(found, key=lambda one: float(one[0].propellant_kg.flat[one[1]]))
    return {
        "returned_kg": ask.returned_kg,
        "shortest_s": float(quick.duration_s.flat[k]),
        "propellant_kg": float(quick.propellant_kg.flat[k]),
        "launch_kg": float(quick.launch_kg.flat[k]),
        "least_propellant_kg": float(lean.propellant_kg.flat[m]),
        "least_propellant_s": float(lean.duration_s.flat[m]),
    }
