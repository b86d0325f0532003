"""How late a schedule is at least, by one thing that flights share; and in which order to fly.

However flights are ordered, the j-th to take something shared cannot take it before so many before
it are through.  The cheapest way to give flights to these places, each at its earliest, is an
assignment, and no schedule is less late.
Source: kuhn1955.  Checked: tests/campaign/test_bound.py.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.campaign.schedule.grid import Grid, Shared

MOST: Final = 1_500
"""Flights beyond which no bound is worked out: the assignment grows by their cube."""
_NEVER: Final = 1e18
_EXACT: Final = 1e15
"""Up to here sums of whole ticks are exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What one shared thing forces: the least weight left out, and the least weighted ticks.

    left: least weight that is not flown; left_late: weighted ticks late, at least, where no more
    than that is left out.  total: least of ticks late and of those left out, each as late as the
    timetable is long.  order: the flights as they take the thing, those left out last.  by: its
    name.
    """

    left: int
    left_late: int
    total: int
    order: tuple[int, ...]
    by: str


def places(of: Grid, one: Shared) -> tuple[list[int], dict[int, int]] | None:
    """Return the earliest ticks at which the j-th flight takes a thing, and each flight's own part.

    None where the thing is not scarce.  Each flight counts with its longest hold of the thing.
    """
    own: dict[int, tuple[int, int, int]] = {}
    for k, a, b, much in one.items:
        if k not in own or (b - a) * much > (own[k][1] - own[k][0]) * own[k][2]:
            own[k] = (a, b, much)
    flights = [k for k in own if of.domains[k]]
    if not flights:
        return None
    least = min(own[k][2] for k in flights)
    lanes = one.capacity // least
    if lanes >= len(flights) or lanes < 1:
        return None
    free = _union([(x + own[k][0], y + own[k][0]) for k in flights for x, y in of.domains[k]])
    begins = [x for x, _ in free]
    first = begins[0]
    spans = sorted(own[k][1] - own[k][0] for k in flights)
    work = sorted((own[k][1] - own[k][0]) * own[k][2] for k in flights)
    alone, done = np.cumsum([0, *spans]), np.cumsum([0, *work])
    # On one lane the n-th begins when n of the shortest are through, none while it is closed.
    lane = [first]
    for n in range(1, (len(flights) - 1) // lanes + 1):
        at = max(lane[-1] + spans[0], first + int(alone[n]))
        lane.append(_from(free, begins, at))
    out = []
    for j in range(len(flights)):
        # Of j + 1 flights on so many lanes one lane has the most; its last waits for the others.
        # When the j-th begins, all before it but one fewer than the lanes are through.
        by_work = math.ceil(int(done[max(0, j - lanes + 1)]) / one.capacity)
        out.append(max(lane[j // lanes], _from(free, begins, first + by_work)))
    return out, {k: own[k][0] for k in flights}


def bound(of: Grid) -> Bound | None:
    """Return the strongest bound of all things shared, None where none forces anything."""
    best = None
    if len(of.domains) > MOST:
        return None
    for one in of.shared:
        found = places(of, one)
        if found is None:
            continue
        cost = _costs(of, *found)
        here = _assigned(of, one, found[1], cost)
        if best is None or (here.left, here.left_late, here.total) > (
            best.left, best.left_late, best.total
        ):  # fmt: skip
            best = here
    return best


def _costs(of: Grid, ticks: list[int], own: dict[int, int]) -> NDArray[np.float64]:
    """Weighted ticks late (flights, places); _NEVER where a flight cannot fly so late."""
    cost = np.full((len(own), len(ticks)), _NEVER)
    for row, (k, a) in enumerate(own.items()):
        starts = [span[0] for span in of.domains[k]]
        lag, weight = of.lag[k], of.weight[k]
        for j, tick in enumerate(ticks):
            at = _next(of.domains[k], starts, tick - a)
            if at is None:
                break
            cost[row, j] = 0 if lag is None else weight * max(0, at + lag)
    return cost


def _union(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return spans of whole ticks, sorted and apart."""
    out: list[tuple[int, int]] = []
    for x, y in sorted(spans):
        if out and x <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(y, out[-1][1]))
        else:
            out.append((x, y))
    return tuple(out)


def _from(spans: tuple[tuple[int, int], ...], starts: list[int], tick: int) -> int:
    """Return the first tick within spans from one on; beyond them all the tick itself."""
    found = _next(spans, starts, tick)
    return tick if found is None else found


def _next(spans: tuple[tuple[int, int], ...], starts: list[int], tick: int) -> int | None:
    """Return the first tick within spans from one on, None where there is none."""
    at = bisect_left(starts, tick + 1) - 1
    if at >= 0 and tick <= spans[at][1]:
        return tick
    return starts[at + 1] if at + 1 < len(starts) else None


def _assigned(of: Grid, one: Shared, own: dict[int, int], cost: NDArray[np.float64]) -> Bound:
    from scipy.optimize import linear_sum_assignment

    weight = np.array([of.weight[k] for k in own], dtype=float)
    many, columns = cost.shape

    def least(per: float) -> tuple[float, float, NDArray[np.int64]]:
        """Weight left out, ticks late, and each flight's place, where leaving out costs so much."""
        out = np.full((many, many), _NEVER * 2)
        np.fill_diagonal(out, weight * per)
        _, place = linear_sum_assignment(np.hstack([cost, out]))
        flown = place < columns
        late = float(cost[np.arange(many)[flown], place[flown]].sum())
        return float(weight[~flown].sum()), late, place

    # Never worth leaving out one flight to spare all others their lateness.
    dear = float(cost[cost < _NEVER].sum(initial=0.0)) + 1.0
    sure = dear * float(weight.sum()) < _EXACT
    left, late, place = least(dear if sure else float(of.ticks))
    if not sure:
        left = late = 0.0
    with_less = least(float(of.ticks))
    flown = [(int(place[row]), k) for row, k in enumerate(own) if place[row] < columns]
    rest = [k for k in range(len(of.domains)) if k not in own]
    order = [k for _, k in sorted(flown)]
    left_out = [k for k in own if k not in set(order)]
    return Bound(
        left=round(left),
        left_late=round(late),
        total=round(with_less[0] * of.ticks + with_less[1]),
        order=(*order, *rest, *left_out),
        by=one.name,
    )
