"""When something shared is free: who holds how much of it, from when to when.

A calendar is the one thing here that changes as a simulated campaign goes on.  Times in seconds
past J2000; two uses that touch within a millisecond do not overlap.
Checked: tests/campaign/test_risk_calendar.py.
"""

from __future__ import annotations

import math
from typing import Final

EPS_S: Final = 1e-3
"""Rounding of sums of dates far from J2000."""
_MANY: Final = 12
"""Entries past which those that have ended are dropped."""

Hold = list[float]
"""Begins, ends, how much; changed in place while it is held."""


class Calendar:
    """Units that are alike: how many, when all are closed, and what is held of them."""

    __slots__ = ("closed", "count", "held", "upset")

    def __init__(self, count: int, closed: tuple[tuple[float, float], ...] = ()) -> None:
        self.count = count
        self.closed = list(closed)
        self.held: list[Hold] = []
        self.upset = 0
        """How often something was put in without asking whether there is room."""

    def earliest(self, start_s: float, length_s: float, need: int, now_s: float) -> float:
        """Return from when on ``need`` units are free for a time, at or after a start; inf: never.

        What has ended by now_s, at or before the start, may be forgotten.
        """
        if need > self.count:
            return math.inf
        held = self.held
        if len(held) > _MANY:
            self.held = held = [one for one in held if one[1] > now_s]
        t = start_s
        while True:
            end = t + length_s
            for low, high in self.closed:
                if low < end - EPS_S and high > t + EPS_S:
                    t = high
                    end = t + length_s
            if length_s <= EPS_S:  # takes nothing
                return t
            before, past = end - EPS_S, t + EPS_S
            room: float = self.count - need
            for low, high, much in held:
                if low < before and high > past:
                    room -= much
            if room >= 0:
                return t
            met = [one for one in held if one[0] < before and one[1] > past]
            if self._peak(met, t) <= self.count - need:
                return t
            t = min([one[1] for one in met])
            if t == math.inf:
                return t

    def fits(self, hold: Hold) -> bool:
        """Return whether a hold that is in fits beside those that begin before it."""
        met = [hold]
        before = True
        for one in self.held:
            if one is hold:
                before = False
            elif one[1] > hold[0] + EPS_S and (one[0] < hold[0] or (before and one[0] == hold[0])):
                met.append(one)
        if sum([one[2] for one in met]) <= self.count:
            return True
        return self._peak(met, hold[0]) <= self.count

    def crowded(self, now_s: float) -> bool:
        """Return whether what is held from now on could ever be more than there is."""
        much = 0.0
        for _, high, need in self.held:
            if high > now_s:
                much += need
        return much > self.count

    def hold(self, start_s: float, end_s: float, need: int) -> Hold:
        """Put in a use and return it; whether there is room was asked before."""
        made: Hold = [start_s, end_s, need]
        self.held.append(made)
        return made

    def free(self, hold: Hold) -> None:
        """Take a use out again; one that has been forgotten is no fault."""
        for k, one in enumerate(self.held):
            if one is hold:
                del self.held[k]
                return

    @staticmethod
    def _peak(met: list[Hold], start_s: float) -> float:
        """Return the most that is held at once among uses that meet a span from a start on."""
        begins = sorted([(one[0], one[2]) for one in met])
        ends = sorted([(one[1], one[2]) for one in met])
        load = peak = 0.0
        ended = 0
        for begin, need in begins:
            at = (begin if begin > start_s else start_s) + EPS_S
            while ended < len(ends) and ends[ended][0] <= at:
                load -= ends[ended][1]
                ended += 1
            load += need
            if load > peak:
                peak = load
        return peak
