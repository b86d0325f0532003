"""Legs of a campaign from a search: the best departures to or from an asteroid, flown among all
planets.

In each window of dates the departures are kept of which none is both cheaper and shorter.  Lambert
arcs between N-body ephemerides find them; each is flown again in the N-body model, and its Δv is
that of the flight.  Source: izzo2015, park2021.
Checked: tests/studies/test_campaign_legs_search.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.studies.campaign_legs import LegRow, Legs
from windlass.studies.porkchop import search
from windlass.transfers.legs import End, Leg, LegAsk, LegGrid, grid
from windlass.transfers.refine import cell_leg, refine
from windlass.transfers.refly import refly

Array = NDArray[np.float64]
Pays = Literal["both", "departure", "arrival"]
FREE: Final = End(v0_m_s=float("inf"))
"""An end at which the vehicle burns nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Ask: departures of a leg between a planet and an asteroid.

    depart: dates "2035..2039"; tof: flight times "60 d..700 d"; step: of both; window_s: about the
    length of a window of dates; keep: most departures of one; most_m_s: Δv above which none stays.
    pays: ends whose v∞ the vehicle burns.  parking_m: altitude of the circular orbit about Earth
    that a burn leaves or enters, None for v∞ itself; of Earth only.
    """

    target: str
    depart: str
    tof: str = "60 d..700 d"
    step: str = "5 d"
    back: bool = False
    body: str = "earth"
    revolutions: int = 1
    window_s: float = YEAR_S
    keep: int = 3
    most_m_s: float = float("inf")
    pays: Pays = "both"
    parking_m: float | None = None
    catalogue: Sequence[Path] = ()


def of_search(ask: Departures, *, leg: str, ends: tuple[str, str], source: str) -> Legs:
    """Return the departures that a search finds, by date.

    leg, ends: name of the leg in the campaign, and where it begins and stops; source: version and
    command, which stand in each row.  Raises InvalidInput for what cannot be read or is too much,
    NotSolved where no departure is found.
    """
    if ask.keep < 1 or not ask.window_s > 0.0:
        raise InvalidInput("departures of a window", value=(ask.keep, ask.window_s),
                           remedy="keep 1 or more, of a window above 0 s")  # fmt: skip
    found = search(
        ask.target, depart=ask.depart, tof=ask.tof, back=ask.back, body=ask.body, step=ask.step,
        revolutions=ask.revolutions, catalogue=ask.catalogue,
    )  # fmt: skip
    costed = _costed(ask, found.grid.ask)
    table, notes = grid(costed), [f"Orbit of the asteroid: {found.precision}."]
    rows = []
    for low, high in _windows(costed.depart_s, ask.window_s):
        flown = []
        for i, j in cells(table, (low, high), ask.keep, ask.most_m_s):
            one = _off_grid(table, i, j, (low, high))
            row = _flown(ask, costed, one, leg, ends, f"{found.title}; {source}", notes)
            if row is not None and (row.dv_m_s or 0.0) <= ask.most_m_s:
                flown.append(row)
        kept = [row for row in flown if not any(_better(other, row) for other in flown)]
        if not kept:
            notes.append(f"{format_epoch(low)} to {format_epoch(high)}: no departure.")
        rows += kept
    if not rows:
        raise NotSolved(
            f"{found.title}: no departure in the dates", status=0, value=ask.depart,
            remedy="widen the dates, the flight times or --most-dv",
        )  # fmt: skip
    rows.sort(key=lambda row: row.date_s)
    notes.append(
        "Shares burnt are left empty: the plan takes Δv, and each vehicle's own Isp."
    )  # fmt: skip
    return Legs(rows=tuple(rows), notes=tuple(notes))


def cells(
    table: LegGrid, within_s: tuple[float, float], keep: int, most_m_s: float
) -> list[tuple[int, int]]:
    """Return the cells of a grid departing within [low, high) of which none is cheaper and as
    short, or as cheap and shorter; of more than ``keep``, the cheapest and those that add most area
    beneath cost and time.
    """
    at = np.flatnonzero((table.depart_s >= within_s[0]) & (table.depart_s < within_s[1]))
    if not at.size:
        return []
    cost = np.where(table.status[at] == 0, table.cost_m_s[at], np.inf)
    best = cost.argmin(axis=0)
    least = cost[best, np.arange(cost.shape[1])]
    front: list[int] = []
    for j in range(least.size):
        if least[j] <= most_m_s and (not front or least[j] < least[front[-1]]):
            front.append(j)
    front = [j for j in front if np.isfinite(least[j])]
    chosen = _spread(table.tof_s[front], least[front], keep)
    return [(int(at[best[front[k]]]), front[k]) for k in chosen]


def _spread(time: Array, cost: Array, keep: int) -> list[int]:
    """Return numbers of points of a front (time ascending, cost descending), in order."""
    if len(time) <= keep:
        return list(range(len(time)))
    x = (time - time[0]) / max(time[-1] - time[0], 1e-9)
    y = (cost - cost[-1]) / max(cost[0] - cost[-1], 1e-9)
    chosen = [len(time) - 1]
    while len(chosen) < keep:
        rest = [k for k in range(len(time)) if k not in chosen]
        chosen.append(max(rest, key=lambda k: _area(x, y, sorted([*chosen, k]))))
    return sorted(chosen)


def _area(x: Array, y: Array, at: list[int]) -> float:
    """Return the area that points dominate up to (1, 1)."""
    edges = [float(x[k]) for k in at[1:]] + [1.0]
    return sum((end - float(x[k])) * (1.0 - float(y[k])) for k, end in zip(at, edges, strict=True))


def _costed(ask: Departures, found: LegAsk) -> LegAsk:
    """Return the searched legs with what each end costs the vehicle."""
    planet, rock = End(), End()
    if ask.parking_m is not None:
        if ask.body != "earth":
            raise InvalidInput(
                "a parking orbit is about Earth", value=ask.body, remedy="leave --parking out"
            )
        radius = R_EARTH_M + ask.parking_m
        planet = End(vesc2_m2_s2=2.0 * GM_EARTH / radius, v0_m_s=float((GM_EARTH / radius) ** 0.5))
    begins, stops = (rock, planet) if ask.back else (planet, rock)
    return replace(
        found,
        depart_end=FREE if ask.pays == "arrival" else begins,
        arrive_end=FREE if ask.pays == "departure" else stops,
    )


def _windows(span_s: tuple[float, float], length_s: float) -> Iterator[tuple[float, float]]:
    """Yield equal windows of about a length, the last date within the last of them."""
    low, end = span_s
    count = max(1, round((end - low) / length_s))
    edges = np.linspace(low, end, count + 1)
    edges[-1] += 1.0
    yield from ((float(a), float(b)) for a, b in pairwise(edges))


def _off_grid(table: LegGrid, i: int, j: int, within_s: tuple[float, float]) -> Leg:
    """Return the best leg near a cell, of about its flight time."""
    h, tof = table.ask.step_s, float(table.tof_s[j])
    return refine(
        table.ask, cell_leg(table, i, j), lambda leg: leg.cost_m_s,
        depart_within=(within_s[0], min(within_s[1], table.ask.depart_s[1])),
        arrive_within=(-np.inf, np.inf),
        tof_within=(max(tof - 0.5 * h, table.ask.tof_s[0]), min(tof + 0.5 * h, table.ask.tof_s[1])),
    )  # fmt: skip


def _flown(
    ask: Departures,
    costed: LegAsk,
    one: Leg,
    leg: str,
    ends: tuple[str, str],
    source: str,
    notes: list[str],
) -> LegRow | None:
    """Return a leg flown in the N-body model as a row; None, with a note, where it does not fly."""
    without = ("earth", "moon") if ask.body == "earth" else (ask.body,)
    try:
        again = refly(one, without=without)
    except NotSolved as error:
        notes.append(f"{format_epoch(one.depart_s)}, {one.tof_s / DAY_S:.0f} d: left out, {error}")
        return None
    leaves, meets = again["vinf_depart_m_s"], again["vinf_arrive_m_s"]
    dv = float(costed.depart_end.cost(leaves)) + float(costed.arrive_end.cost(meets))
    from_earth = not ask.back and ask.body == "earth"
    return LegRow(
        leg=leg,
        origin=ends[0],
        destination=ends[1],
        date_s=one.depart_s,
        duration_s=one.tof_s,
        dv_m_s=dv,
        c3_m2_s2=leaves**2 if from_earth else None,
        source=f"Lambert arc of {one.n_rev} revolutions between N-body ephemerides, flown again "
        f"among the planets (miss {again['miss_km']:.3g} km, departure changed by "
        f"{again['depart_change_m_s']:.3g} m/s): v∞ {leaves:.3f} m/s at departure, {meets:.3f} m/s "
        f"at arrival; Δv: {_words(ask)}; {source}",
    )


def _words(ask: Departures) -> str:
    ends = {"both": "both ends", "departure": "departure", "arrival": "arrival"}[ask.pays]
    if ask.parking_m is None:
        return f"v∞ of {ends}"
    return f"{ends}, at Earth by a burn of a circular orbit at {ask.parking_m / 1e3:g} km"


def _better(one: LegRow, other: LegRow) -> bool:
    """Return whether a row is as cheap and as short as another, and better in one of both."""
    a = (one.dv_m_s or 0.0, one.duration_s or 0.0)
    b = (other.dv_m_s or 0.0, other.duration_s or 0.0)
    return a != b and a[0] <= b[0] and a[1] <= b[1]
