"""``sim`` on arrays: one campaign flown, event by event in the same order, to the same dates.

Checked: tests/campaign/test_risk_fast.py.
"""

import math

from windlass.campaign.risk.fast_calendar import EPS_S, crowded, earliest, fits, free, hold, put
from windlass.campaign.risk.fast_dates import (
    allowed,
    blame,
    date,
    held_up,
    moved,
    release,
    still,
    undisturbed,
)
from windlass.campaign.risk.fast_jit import njit
from windlass.campaign.risk.fast_queue import call, call_in, next_event, pop, push
from windlass.campaign.risk.fast_state import (
    ARRIVE,
    BEFORE,
    BUILT,
    CARGO,
    CAUSES,
    COUNT,
    DOCK,
    DOCK_S,
    DONE,
    EVENTS,
    EXPENDED,
    FAIL,
    FLIGHT,
    FLYING,
    GROUND_MEDIAN,
    GROUND_ON,
    GROUND_SIGMA,
    HOME,
    KIND,
    LAUNCHED,
    LAUNCHES,
    LEAD,
    LEFT,
    LIFT_OFF,
    LOSS,
    LOSS_ON,
    LOSSES,
    MORE_FAILURES,
    MORE_NUMBERS,
    NONE,
    ODD,
    ONE,
    OUT,
    PAD,
    PAD_AFTER,
    PAD_S,
    POOL,
    POOLS_N,
    PRECEDENCE,
    QUEUED,
    REBUILD,
    REST,
    SCRUB,
    SCRUB_MEDIAN,
    SCRUB_ON,
    SCRUB_P,
    SCRUB_SIGMA,
    SCRUBS,
    SETTLE,
    SITES_N,
    SPARES,
    STATUS,
    STOP,
    STRICT,
    STUCK,
    TRIED,
    TRY,
    UPSET,
    USES,
    WHICH,
    Books,
    Drawn,
    Fixed,
    Index,
    State,
)
from windlass.campaign.risk.fast_wait import call_flight, join, later, never, told, waits


@njit
def begin(fixed: Fixed, drawn: Drawn, state: State) -> None:
    """Call the flights, stoppages and failures of a campaign whose state is new."""
    for flight in range(len(state.lift)):
        call_flight(state, state.lift[flight] - fixed.spans[flight, LEAD], flight, SETTLE)
    for row in range(len(drawn.stop_team)):
        _next_stop(drawn, state, row)
    for row in range(len(drawn.fail_site)):
        _next_failure(drawn, state, row)


@njit
def fly(fixed: Fixed, drawn: Drawn, state: State) -> int:
    """Fly a campaign on, and return how that ended; with more numbers it may be called again."""
    counts, coming = state.counts, state.events.event
    while counts[LEFT] > 0:
        if counts[STATUS] != DONE:
            return int(counts[STATUS])
        if counts[EVENTS] == 0:
            return int(STUCK)
        if coming[0, 2] == LIFT_OFF and _lacks(drawn, state, coming[0, 3]):
            return int(MORE_NUMBERS)
        what, number = next_event(state.events)
        if what == SETTLE:
            _called(fixed, drawn, state, number)
        elif what == LIFT_OFF:
            _try(fixed, drawn, state, number)
        elif what == ARRIVE:
            _arrive(fixed, state, number)
        elif what == STOP:
            state.stopped[drawn.stop_team[number]] += 1
            _next_stop(drawn, state, number)
        elif what == FAIL:
            _fail(drawn, state, number)
    return int(counts[STATUS])


@njit
def _lacks(drawn: Drawn, state: State, flight: int) -> bool:
    """Return whether a flight's next try or launch has no number yet, and note which it is."""
    counts = state.counts
    counts[FLIGHT] = flight
    counts[WHICH], counts[TRY] = 0, state.flight[flight, TRIED]
    if counts[TRY] >= len(drawn.scrub_u) or math.isnan(drawn.scrub_u[counts[TRY], flight]):
        return True
    counts[WHICH], counts[TRY] = 1, state.flight[flight, LAUNCHED]
    return counts[TRY] >= len(drawn.launch_u) or math.isnan(drawn.launch_u[counts[TRY], flight])


@njit
def _called(fixed: Fixed, drawn: Drawn, state: State, flight: int) -> None:
    """Settle a flight whose turn it is, and then let the next have a try."""
    own, heads = state.flight, state.heads
    cause, kind = own[flight, QUEUED], fixed.facts[flight, KIND]
    if cause < 0:
        if heads[kind] and not own[flight, STRICT]:  # after those that wait already
            own[flight, QUEUED] = state.because[kind]
            push(state.queue, state.queued, kind, flight, state.counts)
        else:
            _settle(fixed, drawn, state, flight, PRECEDENCE)
        return
    state.called[cause] -= 1
    if state.turned[cause] and state.turn[cause, 0] < flight:
        other = pop(state.turn, state.turned, cause)
        push(state.turn, state.turned, cause, flight, state.counts)
        flight = other
        kind = fixed.facts[flight, KIND]
    own[flight, QUEUED] = -1
    heads[kind] -= 1
    _settle(fixed, drawn, state, flight, cause)
    if state.queued[kind] and heads[kind] == 0:
        heads[kind] = 1
        other = pop(state.queue, state.queued, kind)
        join(state, other, own[other, QUEUED], state.events.clock[0])
    if state.turned[cause] and state.called[cause] == 0:
        join(state, pop(state.turn, state.turned, cause), cause, state.events.clock[0])


@njit
def _settle(fixed: Fixed, drawn: Drawn, state: State, flight: int, cause: int) -> None:
    """Give a flight its lift-off, or come back to it when that is nearer."""
    if waits(fixed, state, flight):
        return
    soonest = state.events.clock[0] + fixed.spans[flight, LEAD]
    wanted = state.lift[flight]
    if soonest > wanted + EPS_S:
        wanted = moved(state.log, flight, cause, wanted, soonest)
    lift = still(fixed, drawn, state, flight, cause, wanted) if cause >= CAUSES else wanted
    if lift <= soonest + EPS_S:
        lift = allowed(fixed, drawn, state, flight, lift, NONE)
    if lift == math.inf:
        never(fixed, state, flight)
    elif lift <= soonest + EPS_S:
        _take(fixed, state, flight, lift, lift - fixed.spans[flight, BEFORE])
    else:
        date(fixed, state, flight, lift)
        later(fixed, state, flight)


@njit
def _try(fixed: Fixed, drawn: Drawn, state: State, flight: int) -> None:
    """Lift off, if nothing has come between."""
    lift, own, pool = state.lift[flight], state.flight, fixed.facts[flight, POOL]
    if held_up(fixed, drawn, state, flight, lift):
        _again(fixed, drawn, state, flight, lift)
        return
    hazard = fixed.hazard[pool]
    if hazard[SCRUB_P] > 0.0 and fixed.flags[SCRUB_ON]:
        tried = own[flight, TRIED]
        own[flight, TRIED] += 1
        if drawn.scrub_u[tried, flight] < hazard[SCRUB_P]:
            normal = drawn.scrub_z[tried, flight]
            delay = hazard[SCRUB_MEDIAN] * math.exp(hazard[SCRUB_SIGMA] * normal)
            state.counts[SCRUBS] += 1
            blame(state.log, flight, SCRUB, delay)
            _again(fixed, drawn, state, flight, lift + delay)
            return
    state.tally[pool, LAUNCHES] += 1
    if drawn.chance[pool] > 0.0 and fixed.flags[LOSS_ON]:
        launched = own[flight, LAUNCHED]
        own[flight, LAUNCHED] += 1
        if drawn.launch_u[launched, flight] < drawn.chance[pool]:
            _lost(fixed, state, flight, drawn.launch_z[launched, flight])
            return
    if fixed.facts[flight, EXPENDED]:
        calendar = fixed.flags[SITES_N] + pool
        free(state.books, calendar, state.use[flight, 1, 1])
        state.books.calendar[calendar, COUNT] -= 1
    own[flight, FLYING] = 1
    told(state, flight)
    call(state.events, lift + fixed.spans[flight, OUT], ONE, ARRIVE, flight)


@njit
def _arrive(fixed: Fixed, state: State, flight: int) -> None:
    """Dock, or wait outside until a dock is free."""
    at = state.lift[flight] + fixed.spans[flight, OUT]
    dock = fixed.facts[flight, DOCK]
    if dock >= 0 and state.books.calendar[dock, UPSET]:
        number = state.use[flight, 2, 1]
        if not fits(state.books, dock, number):
            free(state.books, dock, number)
            dock_s = fixed.spans[flight, DOCK_S]
            then = earliest(state.books, dock, at, dock_s, ONE, at)
            put(state.books, dock, number)
            if then == math.inf:
                state.counts[STATUS] = ODD
            blame(state.log, flight, CAUSES + dock, then - at)
            state.books.hold[number, 0], state.books.hold[number, 1] = then, then + dock_s
            if not fixed.facts[flight, EXPENDED]:
                state.books.hold[state.use[flight, 1, 1], 1] += then - at
                state.books.calendar[fixed.flags[SITES_N] + fixed.facts[flight, POOL], UPSET] += 1
            at = then
    state.docked[flight] = at
    state.counts[LEFT] -= 1


@njit
def _lost(fixed: Fixed, state: State, flight: int, normal: float) -> None:
    """Lose vehicle and cargo; ground the type; fly it again where that can be."""
    now, pool = state.lift[flight], fixed.facts[flight, POOL]
    cargo, rebuild = fixed.limits[CARGO], fixed.limits[REBUILD]
    tally, calendar = state.tally[pool], fixed.flags[SITES_N] + pool
    tally[LOSSES] += 1
    release(state.books, state.use, state.flight, flight, ONE)
    if tally[SPARES] > 0:
        tally[SPARES] -= 1
    elif not math.isnan(rebuild):
        tally[BUILT] += 1
        hold(state.books, calendar, -math.inf, now + rebuild, ONE)
    else:
        state.books.calendar[calendar, COUNT] -= 1
    if fixed.flags[GROUND_ON]:
        hazard = fixed.hazard[pool]
        grounded = now + hazard[GROUND_MEDIAN] * math.exp(hazard[GROUND_SIGMA] * normal)
        state.grounded[pool] = max(state.grounded[pool], grounded)
    if math.isnan(cargo):
        never(fixed, state, flight)
        return
    lead = fixed.spans[flight, LEAD]
    blame(state.log, flight, LOSS, cargo + lead)
    date(fixed, state, flight, now + cargo + lead)
    call_flight(state, now + cargo, flight, SETTLE)


@njit
def _again(fixed: Fixed, drawn: Drawn, state: State, flight: int, wanted_s: float) -> None:
    """Look for another date of a flight on its pad; it stays there if that is soon."""
    now, spans, facts = state.lift[flight], fixed.spans[flight], fixed.facts[flight]
    pad_from = state.books.hold[state.use[flight, 0, 1], 0]
    on_pad = NONE
    if undisturbed(state.books, state.use, flight, NONE):
        on_pad = ONE * undisturbed(state.books, state.use, flight, ONE)
    release(state.books, state.use, state.flight, flight, NONE)
    soonest = now + spans[LEAD]
    if state.flight[flight, STRICT] and waits(fixed, state, flight):
        return
    if not on_pad and soonest > wanted_s:
        wanted_s = moved(state.log, flight, CAUSES + facts[PAD], wanted_s, soonest)
    lift = allowed(fixed, drawn, state, flight, wanted_s, on_pad)
    if lift == math.inf:
        never(fixed, state, flight)
    elif on_pad and lift - now <= spans[PAD_S]:
        _take(fixed, state, flight, lift, pad_from)
        for calendar in (facts[PAD], fixed.flags[SITES_N] + facts[POOL]):
            if crowded(state.books, calendar, now):
                state.books.calendar[calendar, UPSET] += 1
    else:
        date(fixed, state, flight, max(lift, soonest))
        blame(state.log, flight, CAUSES + facts[PAD], max(lift, soonest) - lift)
        later(fixed, state, flight)


@njit
def _take(fixed: Fixed, state: State, flight: int, lift: float, pad_from: float) -> None:
    """Hold all that a flight needs, and try it then."""
    spans, facts = fixed.spans[flight], fixed.facts[flight]
    sites = fixed.flags[SITES_N]
    until = math.inf if facts[EXPENDED] else lift + spans[HOME] + spans[REST]
    books, use = state.books, state.use
    k = NONE
    k = _use(books, use, k, flight, facts[PAD], pad_from, lift + spans[PAD_AFTER], ONE)
    k = _use(books, use, k, flight, sites + facts[POOL], pad_from, until, ONE)
    if facts[DOCK] >= 0:
        at = lift + spans[OUT]
        k = _use(books, use, k, flight, facts[DOCK], at, at + spans[DOCK_S], ONE)
    for item in range(fixed.work_at[flight], fixed.work_at[flight + 1]):
        team = sites + fixed.flags[POOLS_N] + fixed.work[item, 0]
        begin, end = lift + fixed.work_s[item, 0], lift + fixed.work_s[item, 1]
        k = _use(books, use, k, flight, team, begin, end, fixed.work[item, 1])
    state.flight[flight, USES] = k
    date(fixed, state, flight, lift)
    call_flight(state, lift, flight, LIFT_OFF)


@njit
def _use(
    books: Books, use: Index, k: int, flight: int, calendar: int, start_s: float, end_s: float,
    need: int,
) -> int:  # fmt: skip
    """Have a flight hold something as its use k, and return the number of the next."""
    use[flight, k, 0], use[flight, k, 2] = calendar, books.calendar[calendar, UPSET]
    use[flight, k, 1] = hold(books, calendar, start_s, end_s, need)
    return k + 1


@njit
def _next_stop(drawn: Drawn, state: State, row: int) -> None:
    """Call for the next stoppage of a team."""
    k = drawn.stop_at[row] + state.stopped[drawn.stop_team[row]]
    if k < drawn.stop_at[row + 1]:
        call(state.events, drawn.stops[k, 2], ONE, STOP, row)


@njit
def _next_failure(drawn: Drawn, state: State, row: int) -> None:
    """Call for the next failure of a dock."""
    k = state.failed[row]
    if k >= drawn.fails.shape[1]:
        state.counts[STATUS] = MORE_FAILURES
        return
    call_in(state.events, drawn.fails[row, k, 0], ONE, FAIL, row)


@njit
def _fail(drawn: Drawn, state: State, row: int) -> None:
    """Have a dock fail."""
    site, now = drawn.fail_site[row], state.events.clock[0]
    state.books.calendar[site, UPSET] += 1
    hold(state.books, site, now, now + drawn.fails[row, state.failed[row], 1], ONE)
    state.failed[row] += 1
    _next_failure(drawn, state, row)
