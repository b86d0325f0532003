"""The arrays of a compiled campaign: what all campaigns share, what one draws, and its state.

Calendars are numbered: sites, then vehicle types, then teams; the cause of waiting for one is its
number and ``CAUSES`` more.  Checked: tests/campaign/test_risk_fast.py.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

CAUSES: Final = 6
# The compiler makes a function anew for each of Python's constants, but not for numpy's.
_numbers: Any = np.arange
NONE, ONE = _numbers(2)
LEAD, BEFORE, PAD_S, PAD_AFTER, OUT, DOCK_S, VEHICLE_S, HOME, REST = _numbers(9)
PAD, DOCK, POOL, KIND, EXPENDED = _numbers(5)
SCRUB_P, SCRUB_MEDIAN, SCRUB_SIGMA, GROUND_MEDIAN, GROUND_SIGMA, CHANCE = _numbers(6)
WINDOW, PRECEDENCE, SCRUB, STAND_DOWN, LOSS, STOPPAGE = _numbers(6)
REPEAT, CARGO, REBUILD, START = _numbers(4)
SITES_N, POOLS_N, SCRUB_ON, LOSS_ON, GROUND_ON = _numbers(5)
COUNT, UPSET, HELD = _numbers(3)
TRIED, LAUNCHED, FLYING, STRICT, PARKED, QUEUED, USES, WAITER, NEXT = _numbers(9)
SPARES, LAUNCHES, LOSSES, BUILT = _numbers(4)
SERIAL, LEFT, SCRUBS, WAITS_FOR, HOLDS, EVENTS, STATUS, WHICH, FLIGHT, TRY = _numbers(10)
SETTLE, LIFT_OFF, ARRIVE, STOP, FAIL = _numbers(5)

DONE, STUCK, FULL, MORE_NUMBERS, MORE_FAILURES, ODD = _numbers(6)
"""How a campaign ended: all flights done; none left to call; an array too short; numbers drawn
beforehand do not do, of a flight's try or of a dock; something the engine of record refuses."""


class Fixed(NamedTuple):
    """What all campaigns share.  Flights are rows; ``*_at``: where each one's rows begin.

    spans (flights, 9) [s]; facts (flights, 5); after: flight, gap [s]; work: team's number and
    people, begins, ends, when it must be at work at the latest [s]; window: from, to [s].
    hazard (pools, 5); limits: windows again, cargo again, rebuilt [s] with nan for never, start;
    flags: sites, pools, and what is on.
    """

    spans: Array
    facts: Index
    after_at: Index
    after: Index
    after_s: Array
    work_at: Index
    work: Index
    work_s: Array
    window_at: Index
    window: Array
    hazard: Array
    limits: Array
    flags: Index


class Drawn(NamedTuple):
    """Numbers of one campaign: by try or launch, then flight; nan where none is drawn yet.

    chance (pools,) of a loss; stops: begins, ends, called for [s] from stop_at, of stop_team,
    whose row is team_stop (teams,) or -1; fails (docks, many, 2): time until the next failure,
    repair [s], at fail_site.
    """

    scrub_u: Array
    scrub_z: Array
    launch_u: Array
    launch_z: Array
    chance: Array
    stop_at: Index
    stops: Array
    stop_team: Index
    team_stop: Index
    fails: Array
    fail_site: Index


class Books(NamedTuple):
    """Calendars: when closed (from closed_at, to) [s]; COUNT, UPSET, HELD; numbers of what is held
    by calendar; hold: from, to, how much; counts as in ``State``.
    """

    closed_at: Index
    closed: Array
    calendar: Index
    held: Index
    hold: Array
    counts: Index


class Events(NamedTuple):
    """What comes: clock: time now; when, and priority, serial number, what, number; a heap."""

    clock: Array
    when: Array
    event: Index
    counts: Index


class Log(NamedTuple):
    """What was waited for: delay by cause, by flight and cause whether at all."""

    waits: Array
    waited: Index
    counts: Index


class State(NamedTuple):
    """One campaign on its way; see ``sim`` and ``shared`` for what each is.

    counts: counters above; use: calendar, hold, upset then, by flight; queue, turn: heaps by kind
    and by cause, queued, turned: how long each is.
    """

    books: Books
    events: Events
    log: Log
    counts: Index
    lift: Array
    docked: Array
    flight: Index
    use: Index
    grounded: Array
    tally: Index
    stopped: Index
    failed: Index
    queue: Index
    queued: Index
    turn: Index
    turned: Index
    heads: Index
    because: Index
    called: Index
    turn_s: Array
