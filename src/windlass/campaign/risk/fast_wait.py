"""Flights that wait: their turns at what is shared, and for those before them.

Checked: tests/campaign/test_risk_fast.py.
"""

import math
from typing import Final

from windlass.campaign.risk.fast_calendar import EPS_S
from windlass.campaign.risk.fast_dates import date
from windlass.campaign.risk.fast_jit import njit
from windlass.campaign.risk.fast_queue import call, push
from windlass.campaign.risk.fast_state import (
    CAUSES,
    FLYING,
    KIND,
    LEAD,
    LEFT,
    NEXT,
    ODD,
    PARKED,
    QUEUED,
    SETTLE,
    STATUS,
    STRICT,
    WAITER,
    WAITS_FOR,
    Fixed,
    State,
)

FIRST: Final = 2
"""Priority of the first flight; arrivals, failures and stoppages go before."""


@njit
def call_flight(state: State, at_s: float, flight: int, what: int) -> None:
    """Put in an event of a flight, in its place among those of that time."""
    call(state.events, at_s, FIRST + flight, what, flight)


@njit
def join(state: State, flight: int, cause: int, at_s: float) -> None:
    """Have a flight wait for its turn at something: at a time, or after those before it."""
    if state.called[cause] and at_s >= state.turn_s[cause] - EPS_S:
        push(state.turn, state.turned, cause, flight, state.counts)
        return
    state.called[cause] += 1
    state.turn_s[cause] = at_s
    call_flight(state, at_s, flight, SETTLE)


@njit
def later(fixed: Fixed, state: State, flight: int) -> None:
    """Come back to a flight: by itself, or when it is first of its kind to wait."""
    at = state.lift[flight] - fixed.spans[flight, LEAD]
    cause, kind = state.counts[WAITS_FOR], fixed.facts[flight, KIND]
    if cause < CAUSES:
        call_flight(state, at, flight, SETTLE)
        return
    state.flight[flight, QUEUED] = state.because[kind] = cause
    if state.heads[kind]:
        push(state.queue, state.queued, kind, flight, state.counts)
    else:
        state.heads[kind] = 1
        join(state, flight, cause, at)


@njit
def waits(fixed: Fixed, state: State, flight: int) -> bool:
    """Have a flight wait for one before it that has no date; whether there is one."""
    own = state.flight
    for k in range(fixed.after_at[flight], fixed.after_at[flight + 1]):
        before = fixed.after[k]
        if own[before, FLYING] or state.lift[before] == math.inf:
            continue
        if own[flight, STRICT] or own[before, QUEUED] >= 0 or own[before, PARKED]:
            if own[flight, PARKED]:  # it waits for one thing at a time
                state.counts[STATUS] = ODD
            own[flight, NEXT] = own[before, WAITER]
            own[before, WAITER] = flight
            own[flight, PARKED] = 1
            return True
    return False


@njit
def told(state: State, flight: int) -> None:
    """Call those that wait for a flight, since it has flown or never will."""
    other = state.flight[flight, WAITER]
    while other >= 0:
        state.flight[other, PARKED] = 0
        call_flight(state, state.events.clock[0], other, SETTLE)
        other = state.flight[other, NEXT]
    state.flight[flight, WAITER] = -1


@njit
def never(fixed: Fixed, state: State, flight: int) -> None:
    """Have a flight never fly, and its cargo never come."""
    date(fixed, state, flight, math.inf)
    told(state, flight)
    state.counts[LEFT] -= 1
