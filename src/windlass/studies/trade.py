"""The dominating trade: how much can be returned, against how long it takes.

A ladder of masses is flown on the same grids.  For each the shortest trip within the limits
of launcher, tank and thrust is kept, and the least propellant.  The most that can be returned
is bracketed by the ladder and closed in on by bisection.
Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from windlass.transfers.legs import LegGrid
from windlass.transfers.trip import TripAsk, feasible, pair

AskOf = Callable[[float], TripAsk]

LADDER_KG = tuple(float(f"{x:.3g}") for x in np.geomspace(1e3, 4e6, 22))
"""Masses of the ladder [kg], from one tonne to four thousand."""


def trade(ask_of: AskOf, out: LegGrid, back: LegGrid) -> pl.DataFrame:
    """Return the trade as a table; ask_of gives the ask for a returned mass [kg].

    Columns returned_kg, shortest_s (lift-off to arrival), propellant_kg and launch_kg of the
    shortest, least_propellant_kg and least_propellant_s of the cheapest trip.  Masses that
    cannot be returned are left out.
    """
    rows = [row for mass in LADDER_KG if (row := _row(ask_of(mass), out, back)) is not None]
    most = rows[-1]["returned_kg"] if rows else 0.0
    beyond = [mass for mass in LADDER_KG if mass > most]
    if beyond:
        low, high = most, beyond[0]
        for _ in range(6):
            middle = 0.5 * (low + high)
            row = _row(ask_of(middle), out, back)
            if row is None:
                high = middle
            else:
                low = middle
                rows.append(row)
    schema = {
        "returned_kg": pl.Float64,
        "shortest_s": pl.Float64,
        "propellant_kg": pl.Float64,
        "launch_kg": pl.Float64,
        "least_propellant_kg": pl.Float64,
        "least_propellant_s": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema).sort("returned_kg")


def _row(ask: TripAsk, out: LegGrid, back: LegGrid) -> dict[str, float] | None:
    trips = pair(ask, out, back)
    ok = feasible(ask, trips)
    if not bool(ok.any()):
        return None
    quick = int(np.argmin(np.where(ok, trips.duration_s, np.inf)))
    cheap = int(np.argmin(np.where(ok, trips.propellant_kg, np.inf)))
    return {
        "returned_kg": ask.returned_kg,
        "shortest_s": float(trips.duration_s.flat[quick]),
        "propellant_kg": float(trips.propellant_kg.flat[quick]),
        "launch_kg": float(trips.launch_kg.flat[quick]),
        "least_propellant_kg": float(trips.propellant_kg.flat[cheap]),
        "least_propellant_s": float(trips.duration_s.flat[cheap]),
    }
