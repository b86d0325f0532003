"""``calendars`` on arrays: when something shared is free.  Same questions, same answers.

Checked: tests/campaign/test_risk_fast.py.
"""

import math
from typing import Final

from windlass.campaign.risk.fast_jit import njit
from windlass.campaign.risk.fast_state import (
    COUNT,
    FULL,
    HELD,
    HOLDS,
    STATUS,
    Array,
    Books,
    Index,
)

EPS_S: Final = 1e-3
MANY: Final = 12


@njit
def put(books: Books, calendar: int, number: int) -> None:
    """Put a hold into a calendar."""
    k = books.calendar[calendar, HELD]
    if k >= books.held.shape[1]:
        books.counts[STATUS] = FULL
        return
    books.held[calendar, k] = number
    books.calendar[calendar, HELD] += 1


@njit
def hold(books: Books, calendar: int, start_s: float, end_s: float, need: int) -> int:
    """Put in a use and return its number; whether there is room was asked before."""
    number = books.counts[HOLDS]
    if number >= len(books.hold):
        books.counts[STATUS] = FULL
        return 0
    books.counts[HOLDS] += 1
    books.hold[number, 0] = start_s
    books.hold[number, 1] = end_s
    books.hold[number, 2] = need
    put(books, calendar, number)
    return int(number)


@njit
def free(books: Books, calendar: int, number: int) -> None:
    """Take a use out again; one that has been forgotten is no fault."""
    many = books.calendar[calendar, HELD]
    for k in range(many):
        if books.held[calendar, k] == number:
            for i in range(k, many - 1):
                books.held[calendar, i] = books.held[calendar, i + 1]
            books.calendar[calendar, HELD] -= 1
            return


@njit
def _peak_over(held: Index, many: int, hold_: Array, start_s: float, end_s: float,
               most: int) -> bool:  # fmt: skip
    """Return whether more than ``most`` is held at once among uses that meet a span."""
    before, past = end_s - EPS_S, start_s + EPS_S
    for a in range(many):
        one = held[a]
        if not (hold_[one, 0] < before and hold_[one, 1] > past):
            continue
        at = max(hold_[one, 0], start_s) + EPS_S
        load = 0.0
        for b in range(many):
            other = held[b]
            if hold_[other, 0] < before and hold_[other, 1] > past:
                if hold_[other, 0] <= hold_[one, 0]:
                    load += hold_[other, 2]
                if hold_[other, 1] <= at:
                    load -= hold_[other, 2]
        if load > most:
            return True
    return False


@njit
def earliest(
    books: Books, calendar: int, start_s: float, length_s: float, need: int,
    now: float,
) -> float:  # fmt: skip
    """Return from when on ``need`` units are free for a time, at or after a start; inf: never."""
    count = books.calendar[calendar, COUNT]
    if need > count:
        return math.inf
    held, holds = books.held[calendar], books.hold
    if books.calendar[calendar, HELD] > MANY:
        kept = 0
        for k in range(books.calendar[calendar, HELD]):
            if holds[held[k], 1] > now:
                held[kept] = held[k]
                kept += 1
        books.calendar[calendar, HELD] = kept
    many = books.calendar[calendar, HELD]
    t = start_s
    while True:
        for k in range(books.closed_at[calendar], books.closed_at[calendar + 1]):
            if books.closed[k, 0] < t + length_s - EPS_S and books.closed[k, 1] > t + EPS_S:
                t = books.closed[k, 1]
        if length_s <= EPS_S:  # takes nothing
            return t
        end = t + length_s
        room, begun, soonest = float(count - need), float(count - need), math.inf
        for k in range(many):
            one = held[k]
            if holds[one, 0] < end - EPS_S and holds[one, 1] > t + EPS_S:
                room -= holds[one, 2]
                if holds[one, 0] <= t:
                    begun -= holds[one, 2]
                if holds[one, 1] < soonest:
                    soonest = holds[one, 1]
        if room >= 0.0:
            return t
        if begun >= 0.0 and not _peak_over(held, many, holds, t, end, count - need):
            return t
        t = soonest
        if t == math.inf:
            return t


@njit
def fits(books: Books, calendar: int, number: int) -> bool:
    """Return whether a hold fits beside those that begin before it: all of them are on by then."""
    held, holds = books.held[calendar], books.hold
    start = holds[number, 0]
    much = holds[number, 2] if holds[number, 1] > start + EPS_S else 0.0
    before = True
    for k in range(books.calendar[calendar, HELD]):
        one = held[k]
        if one == number:
            before = False
        elif holds[one, 1] > start + EPS_S and (
            holds[one, 0] < start or (before and holds[one, 0] == start)
        ):
            much += holds[one, 2]
    return bool(much <= books.calendar[calendar, COUNT])


@njit
def crowded(books: Books, calendar: int, now_s: float) -> bool:
    """Return whether what is held from now on could ever be more than there is."""
    much = 0.0
    for k in range(books.calendar[calendar, HELD]):
        one = books.held[calendar, k]
        if books.hold[one, 1] > now_s:
            much += books.hold[one, 2]
    return bool(much > books.calendar[calendar, COUNT])
