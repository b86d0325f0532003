"""``shared`` on arrays: when a flight may lift off by what is shared, and what it waits for.

Checked: tests/campaign/test_risk_fast.py.
"""

import math
from typing import Final

from windlass.campaign.risk.fast_calendar import EPS_S, earliest, fits, free
from windlass.campaign.risk.fast_jit import njit
from windlass.campaign.risk.fast_state import (
    BEFORE,
    CAUSES,
    DOCK,
    DOCK_S,
    FLYING,
    ODD,
    ONE,
    OUT,
    PAD,
    PAD_S,
    POOL,
    POOLS_N,
    PRECEDENCE,
    REPEAT,
    SITES_N,
    STAND_DOWN,
    STATUS,
    STOPPAGE,
    STRICT,
    UPSET,
    USES,
    VEHICLE_S,
    WAITS_FOR,
    WINDOW,
    Array,
    Books,
    Drawn,
    Fixed,
    Index,
    Log,
    State,
)

ROUNDS: Final = 10_000


@njit
def blame(log: Log, flight: int, cause: int, by_s: float) -> None:
    """Book a delay to a cause."""
    if EPS_S < by_s < math.inf:
        log.waits[cause] += by_s
        log.waited[flight, cause] = 1


@njit
def moved(log: Log, flight: int, cause: int, lift: float, then: float) -> float:
    """Book what moves a lift-off, and return when to."""
    log.counts[WAITS_FOR] = cause
    blame(log, flight, cause, then - lift)
    return then


@njit
def date(fixed: Fixed, state: State, flight: int, lift: float) -> None:
    """Give a flight its lift-off."""
    state.lift[flight] = lift
    state.docked[flight] = lift + fixed.spans[flight, OUT]


@njit
def next_window(window: Array, first: int, end: int, lift: float, repeat_s: float) -> float:
    """Return the first time at or after lift within windows, rows first to end; inf: never."""
    for k in range(first, end):
        if lift <= window[k, 1]:
            return max(lift, float(window[k, 0]))
    if repeat_s <= 0.0:
        return math.inf
    times = math.ceil((lift - window[end - 1, 1]) / repeat_s)
    return max(lift, float(window[end - 1, 0] + times * repeat_s))


@njit
def _free_at(
    books: Books, log: Log, now: float, flight: int, calendar: int, lift: float, begin: float,
    length: float, need: int,
) -> float:  # fmt: skip
    """Return the lift-off from which something is free, begin after it, and book the wait."""
    start = lift + begin
    then = earliest(books, calendar, start, length, need, now)
    if then > start:
        return moved(log, flight, CAUSES + calendar, lift, lift + (then - start))
    return lift


@njit
def _at_work(
    stops: Array, first: int, end: int, log: Log, flight: int, lift: float, begin: float,
    needed: float,
) -> float:  # fmt: skip
    """Return the lift-off for which a team is at work through its stoppages, rows first to end."""
    for k in range(first, end):
        low, high = stops[k, 0], stops[k, 1]
        if low < lift + needed + EPS_S and high > lift + begin + EPS_S:
            lift = moved(log, flight, STOPPAGE, lift, high - begin)
    return lift


@njit
def _staffed(
    work: Index, work_s: Array, drawn: Drawn, stopped: Index, books: Books, log: Log, now: float,
    flight: int, item: int, teams: int, lift: float,
) -> float:  # fmt: skip
    """Return the lift-off for which a team is at work and has the people."""
    team, begin = work[item, 0], work_s[item, 0]
    if stopped[team]:
        first = drawn.stop_at[drawn.team_stop[team]]
        lift = _at_work(
            drawn.stops, first, first + stopped[team], log, flight, lift, begin, work_s[item, 2]
        )
    length = work_s[item, 1] - begin
    return _free_at(books, log, now, flight, teams + team, lift, begin, length, work[item, 1])


@njit
def _nature(fixed: Fixed, state: State, flight: int, lift: float) -> float:
    """Return the lift-off that windows, a stand-down and predecessors allow, one after another."""
    first, end = fixed.window_at[flight], fixed.window_at[flight + 1]
    then = next_window(fixed.window, first, end, lift, fixed.limits[REPEAT])
    if then > lift:
        lift = moved(state.log, flight, WINDOW, lift, then)
    grounded = state.grounded[fixed.facts[flight, POOL]]
    if grounded > lift + EPS_S:
        lift = moved(state.log, flight, STAND_DOWN, lift, grounded)
    for k in range(fixed.after_at[flight], fixed.after_at[flight + 1]):
        there = state.docked[fixed.after[k]] + fixed.after_s[k]
        if there > lift + EPS_S:
            lift = moved(state.log, flight, PRECEDENCE, lift, there)
    return lift


@njit
def allowed(
    fixed: Fixed, drawn: Drawn, state: State, flight: int, wanted_s: float, on_pad: int
) -> float:
    """Return the earliest lift-off that all allow, and note what it waits for."""
    state.counts[WAITS_FOR] = -1
    books, log, now = state.books, state.log, state.events.clock[0]
    lift = wanted_s
    teams = fixed.flags[SITES_N] + fixed.flags[POOLS_N]
    spans, dock = fixed.spans[flight], fixed.facts[flight, DOCK]
    pad, vehicles = fixed.facts[flight, PAD], fixed.flags[SITES_N] + fixed.facts[flight, POOL]
    for _ in range(ROUNDS):
        begun = lift
        lift = _nature(fixed, state, flight, lift)
        if lift == math.inf:
            return lift
        if not on_pad:
            then = _free_at(books, log, now, flight, pad, lift, -spans[BEFORE], spans[PAD_S], ONE)
            if then > lift:
                return then
        if dock >= 0:
            lift = _free_at(books, log, now, flight, dock, lift, spans[OUT], spans[DOCK_S], ONE)
        if not on_pad:
            then = _free_at(books, log, now, flight, vehicles, lift, -spans[BEFORE],
                            spans[VEHICLE_S], ONE)  # fmt: skip
            if then > lift:
                return then
        for item in range(fixed.work_at[flight], fixed.work_at[flight + 1]):
            lift = _staffed(
                fixed.work,
                fixed.work_s,
                drawn,
                state.stopped,
                books,
                log,
                now,
                flight,
                item,
                teams,
                lift,
            )
            if lift > begun and not on_pad:
                return lift
        if lift <= begun or lift == math.inf:
            return lift
    state.counts[STATUS] = ODD
    return math.inf


@njit
def still(fixed: Fixed, drawn: Drawn, state: State, flight: int, cause: int, lift: float) -> float:
    """Return no earlier a lift-off than what a flight waited for allows, and note a wait."""
    books, log, now = state.books, state.log, state.events.clock[0]
    calendar, spans = cause - CAUSES, fixed.spans[flight]
    teams = fixed.flags[SITES_N] + fixed.flags[POOLS_N]
    if calendar >= teams:
        for item in range(fixed.work_at[flight], fixed.work_at[flight + 1]):
            if fixed.work[item, 0] == calendar - teams:
                lift = _staffed(
                    fixed.work,
                    fixed.work_s,
                    drawn,
                    state.stopped,
                    books,
                    log,
                    now,
                    flight,
                    item,
                    teams,
                    lift,
                )
        return lift
    if calendar >= fixed.flags[SITES_N]:
        begin, length = -spans[BEFORE], spans[VEHICLE_S]
    elif calendar == fixed.facts[flight, PAD]:
        begin, length = -spans[BEFORE], spans[PAD_S]
    else:
        begin, length = spans[OUT], spans[DOCK_S]
    return _free_at(books, log, now, flight, calendar, lift, begin, length, ONE)


@njit
def held_up(fixed: Fixed, drawn: Drawn, state: State, flight: int, lift: float) -> bool:
    """Return whether something has come between since the lift-off was settled."""
    if state.grounded[fixed.facts[flight, POOL]] > lift + EPS_S:
        return True
    for k in range(fixed.after_at[flight], fixed.after_at[flight + 1]):
        one = fixed.after[k]
        late = state.docked[one] + fixed.after_s[k] > lift + EPS_S
        if not state.flight[one, FLYING] or late:
            state.flight[flight, STRICT] = 1
            return True
    for item in range(fixed.work_at[flight], fixed.work_at[flight + 1]):
        row = drawn.team_stop[fixed.work[item, 0]]
        if row < 0:
            continue
        begin, needed = fixed.work_s[item, 0], fixed.work_s[item, 2]
        first = drawn.stop_at[row]
        for k in range(first, first + state.stopped[fixed.work[item, 0]]):
            low, high = drawn.stops[k, 0], drawn.stops[k, 1]
            if low < lift + needed + EPS_S and high > lift + begin + EPS_S:
                return True
    disturbed = False
    for k in range(state.flight[flight, USES]):
        disturbed = disturbed or not undisturbed(state.books, state.use, flight, k)
    return disturbed


@njit
def undisturbed(books: Books, use: Index, flight: int, k: int) -> bool:
    """Return whether what a flight holds is its own still."""
    calendar = use[flight, k, 0]
    calm = books.calendar[calendar, UPSET] == use[flight, k, 2]
    return bool(calm or fits(books, calendar, use[flight, k, 1]))


@njit
def release(books: Books, use: Index, own: Index, flight: int, first: int) -> None:
    """Take out what a flight holds, from its first or second use on."""
    for k in range(first, own[flight, USES]):
        free(books, use[flight, k, 0], use[flight, k, 1])
    own[flight, USES] = 0
