"""Dates by hand: flights one after the other, each as early as what is shared allows.

It gives the solver a first schedule, and moves a found one to the left where there is room.
Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from windlass.campaign.schedule.grid import Grid

Dates = dict[int, int]
"""Lift-off tick of each flight that is flown."""


class Profile:
    """How much of everything shared is held at each tick, and where there is room."""

    def __init__(self, of: Grid) -> None:
        """Begin with what is held by nobody."""
        self.grid = of
        most = max((b for one in of.shared for _, _, b, _ in one.items), default=0)
        self._long = of.ticks + min(most, of.ticks) + 2
        self._held = [np.zeros(self._long + 1, dtype=np.int64) for _ in of.shared]
        self._of: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for k, one in enumerate(of.shared):
            for a, b, much in one.fixed:
                self._held[k][max(a, 0) : b] += much
            for flight, a, b, much in one.items:
                self._of[flight].append((k, a, b, much))
        self._allowed = [_mask(spans, of.ticks) for spans in of.domains]

    def put(self, flight: int, tick: int, sign: int = 1) -> None:
        """Hold what a flight holds when it lifts off at a tick; sign −1 lets it go again."""
        for k, a, b, much in self._of[flight]:
            self._held[k][max(tick + a, 0) : max(tick + b, 0)] += sign * much

    def room(self, flight: int, first: int = 0) -> int | None:
        """Return the first tick from one on at which a flight fits, none where there is none."""
        ok = self._allowed[flight].copy()
        ok[: max(first, 0)] = False
        by: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for k, a, b, much in self._of[flight]:
            by[k].append((a, b, much))
        for k, parts in by.items():
            cap = self.grid.shared[k].capacity
            for a, b, much in _stacked(parts):
                full = np.concatenate(([0], np.cumsum(self._held[k] + much > cap)))
                at = np.arange(ok.size)
                ok &= full[_clip(at + b, self._long)] == full[_clip(at + a, self._long)]
        found = int(ok.argmax()) if ok.size else 0
        return found if ok.size and ok[found] else None


def greedy(of: Grid, order: Sequence[int] | None = None) -> Dates:
    """Return dates of all flights that find room, the earliest due and shortest of time first.

    order: of all flights, in place of that.
    """
    first: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b, gap in of.after:
        first[b].append((a, gap))
    latest = _latest(of)
    if order is None:
        order = sorted(range(len(of.domains)), key=lambda k: (latest[k], -of.weight[k], k))
    waits = {k: len(first[k]) for k in order}
    then = defaultdict(list)
    for a, b, _ in of.after:
        then[a].append(b)
    profile, dates = Profile(of), Dates()
    todo = [k for k in order if not waits[k]]
    rank = {k: n for n, k in enumerate(order)}
    while todo:
        k = min(todo, key=rank.__getitem__)
        todo.remove(k)
        if all(a in dates for a, _ in first[k]):
            tick = profile.room(k, max((dates[a] + gap for a, gap in first[k]), default=0))
            if tick is not None:
                profile.put(k, tick)
                dates[k] = tick
        for b in then[k]:
            waits[b] -= 1
            if not waits[b]:
                todo.append(b)
    return dates


def shifted(of: Grid, dates: Mapping[int, int]) -> Dates:
    """Return dates that are nowhere later: each flight in turn as early as the others allow."""
    first: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b, gap in of.after:
        first[b].append((a, gap))
    profile, out = Profile(of), dict(dates)
    for k, tick in out.items():
        profile.put(k, tick)
    for k in sorted(out, key=lambda k: (out[k], k)):
        profile.put(k, out[k], -1)
        found = profile.room(k, max((out[a] + gap for a, gap in first[k]), default=0))
        out[k] = out[k] if found is None else min(found, out[k])
        profile.put(k, out[k])
    return ordered(of, out)


def ordered(of: Grid, dates: Mapping[int, int]) -> Dates:
    """Return dates with flights that are alike in the order of their due dates.

    Where not all of them are flown, those due first are not: they would be the latest.
    """
    out = dict(dates)
    for chain in of.chains:
        ticks = sorted(out.pop(k) for k in chain if k in dates)
        out.update(zip(chain[len(chain) - len(ticks) :], ticks, strict=True))
    return out


def late(of: Grid, dates: Mapping[int, int]) -> int:
    """Return the weighted ticks late, those left out as late as the whole timetable is long."""
    total = 0
    for k, lag in enumerate(of.lag):
        if k not in dates:
            total += of.weight[k] * of.ticks
        elif lag is not None:
            total += of.weight[k] * max(0, dates[k] + lag)
    return total


def _latest(of: Grid) -> list[float]:
    """When a flight must lift off, so that it and what comes after it are in time."""
    own = [math.inf if lag is None else float(-lag) for lag in of.lag]
    last = [float(spans[-1][1]) if spans else -1.0 for spans in of.domains]
    own = [min(pair) for pair in zip(own, last, strict=True)]
    for _ in range(len(own)):
        changed = False
        for a, b, gap in of.after:
            if own[b] - gap < own[a]:
                own[a], changed = own[b] - gap, True
        if not changed:
            break
    return own


def _mask(spans: tuple[tuple[int, int], ...], ticks: int) -> NDArray[np.bool_]:
    out = np.zeros(ticks + 1, dtype=bool)
    for a, b in spans:
        out[a : b + 1] = True
    return out


def _clip(at: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    return np.clip(at, 0, most)


def _stacked(parts: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Parts of one flight on one thing, summed where they overlap."""
    if len(parts) == 1:
        return parts
    ends = sorted({x for a, b, _ in parts for x in (a, b)})
    pieces = [
        (x, y, sum(much for a, b, much in parts if a <= x and y <= b)) for x, y in pairwise(ends)
    ]
    return [piece for piece in pieces if piece[2]]
