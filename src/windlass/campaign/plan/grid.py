"""Instants at which a campaign is looked at: its own events, and steps between them.

Dated departures, their arrivals, demands and supplies keep their dates to the second; between
events no step is longer than asked.  Ways without dates may begin at any instant.  Rounding windows
to a uniform grid moves the optimum (see ../methods/campaign.md), so none is rounded.
Checked: tests/campaign/test_grid.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.campaign.tables import Campaign, Leg

MOST: Final = 5_000
_SAME_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Instants (K,) [s past J2000], ascending; events: which of them something asked for (K,)."""

    at_s: NDArray[np.float64]
    event: NDArray[np.bool_]

    def index(self, t_s: float) -> int:
        """Return the number of the instant at a date that is an event."""
        k = int(np.argmin(np.abs(self.at_s - t_s)))
        if abs(self.at_s[k] - t_s) > 2.0 * _SAME_S:
            raise InvalidInput("no instant of the grid", value=t_s, remedy="make the grid with it")
        return k


@dataclass(frozen=True, slots=True)
class Flights:
    """The departures of a leg on a grid: instants of both ends (D,), real duration [s] (D,), which
    of the leg's own departures each is (D,), -1 where the leg may be flown at any time."""

    leaves: NDArray[np.int64]
    arrives: NDArray[np.int64]
    lasts_s: NDArray[np.float64]
    number: NDArray[np.int64]


def make(campaign: Campaign, step_s: float) -> Grid:
    """Return the grid of a campaign; step_s: longest time between two instants."""
    if not 0.0 < step_s < math.inf:
        raise InvalidInput("step of the grid", value=step_s, remedy="give more than 0 s")
    events = {campaign.start_s, campaign.end_s}
    for leg in campaign.legs:
        for one in leg.departures:
            lasts = leg.duration_s if one.duration_s is None else one.duration_s
            events |= {one.date_s, one.date_s + lasts}
    events |= {demand.date_s for demand in campaign.demands}
    for supply in campaign.supplies:
        events |= {t for t in (supply.from_s, supply.until_s) if math.isfinite(t)}
    for limit in campaign.limits:
        events |= {t for span in limit.closed for t in span}
    inside = sorted(t for t in events if campaign.start_s <= t <= campaign.end_s)
    kept = [inside[0]]
    for t in inside[1:]:
        if t - kept[-1] > _SAME_S:
            kept.append(t)
    at, event = [kept[0]], [True]
    for low, high in pairwise(kept):
        parts = max(1, math.ceil((high - low) / step_s - 1e-9))
        at += [low + (high - low) * k / parts for k in range(1, parts)] + [high]
        event += [False] * (parts - 1) + [True]
    if len(at) > MOST:
        raise InvalidInput(
            "instants of the grid", value=len(at), remedy=f"at most {MOST}: take a longer step"
        )
    return Grid(np.array(at), np.array(event))


def flights(campaign: Campaign, leg: Leg, grid: Grid) -> Flights:
    """Return when a leg can be flown on a grid.

    A leg with dates leaves and arrives at its own.  Any other leaves at each instant and arrives at
    the one nearest to its end.  A way out that is shorter than half a step arrives at the instant
    at which it left, so that ways out may follow upon one another there; a way back takes a step at
    least, so that no loop of flights closes at one instant.
    """
    if leg.departures:
        rows = [
            (grid.index(one.date_s), grid.index(one.date_s + lasts), lasts, k)
            for k, one in enumerate(leg.departures)
            for lasts in [leg.duration_s if one.duration_s is None else one.duration_s]
            if one.date_s + lasts <= campaign.end_s + _SAME_S
        ]
        if not _way_out(campaign, leg):
            rows = [row for row in rows if row[1] > row[0]]
        table = np.array(rows, dtype=float).reshape(-1, 4)
        return Flights(
            table[:, 0].astype(np.int64),
            table[:, 1].astype(np.int64),
            table[:, 2],
            table[:, 3].astype(np.int64),
        )
    at = grid.at_s
    leaves = np.arange(at.size, dtype=np.int64)
    ends = at + leg.duration_s
    after = np.clip(np.searchsorted(at, ends), 1, at.size - 1)
    arrives = np.where(ends - at[after - 1] <= at[after] - ends, after - 1, after)
    arrives = np.maximum(arrives, leaves + (0 if _way_out(campaign, leg) else 1))
    # What would arrive later than half a last step after the end does not arrive.
    room = ends <= at[-1] + 0.5 * (at[-1] - at[-2])
    fits = room & (arrives < at.size)
    return Flights(
        leaves[fits],
        arrives[fits].astype(np.int64),
        np.full(int(fits.sum()), leg.duration_s),
        np.full(int(fits.sum()), -1, dtype=np.int64),
    )


def snapped_s(campaign: Campaign, grid: Grid) -> float:
    """Return the most by which an arrival was moved from its own time [s]."""
    most = 0.0
    for leg in campaign.legs:
        found = flights(campaign, leg, grid)
        if found.leaves.size:
            moved = grid.at_s[found.arrives] - grid.at_s[found.leaves] - found.lasts_s
            most = max(most, float(np.max(np.abs(moved))))
    return most


def _way_out(campaign: Campaign, leg: Leg) -> bool:
    return campaign.node(leg.origin) < campaign.node(leg.destination)
