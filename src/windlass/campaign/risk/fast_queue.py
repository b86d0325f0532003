"""Heaps on arrays: events by (time, priority, serial number), and flights by their number.

Checked: tests/campaign/test_risk_fast.py.
"""

from windlass.campaign.risk.fast_jit import njit
from windlass.campaign.risk.fast_state import (
    EVENTS,
    FULL,
    NONE,
    SERIAL,
    STATUS,
    Array,
    Events,
    Index,
)


@njit
def _before(time_s: Array, event: Index, a: int, b: int) -> bool:
    """Return whether one event comes before another."""
    if time_s[a] != time_s[b]:
        return bool(time_s[a] < time_s[b])
    if event[a, 0] != event[b, 0]:
        return bool(event[a, 0] < event[b, 0])
    return bool(event[a, 1] < event[b, 1])


@njit
def _swap(time_s: Array, event: Index, a: int, b: int) -> None:
    time_s[a], time_s[b] = time_s[b], time_s[a]
    for k in range(4):
        event[a, k], event[b, k] = event[b, k], event[a, k]


@njit
def call(events: Events, at_s: float, priority: int, what: int, number: int) -> None:
    """Put in an event at a time, or now where that has passed."""
    call_in(events, max(0.0, at_s - events.clock[0]), priority, what, number)


@njit
def call_in(events: Events, delay_s: float, priority: int, what: int, number: int) -> None:
    """Put in an event after a delay; STATUS becomes FULL where there is no room for it."""
    k = events.counts[EVENTS]
    if k >= len(events.when):
        events.counts[STATUS] = FULL
        return
    events.when[k] = events.clock[0] + delay_s
    events.event[k, 0], events.event[k, 1] = priority, events.counts[SERIAL]
    events.event[k, 2], events.event[k, 3] = what, number
    events.counts[SERIAL] += 1
    events.counts[EVENTS] += 1
    while k > 0 and _before(events.when, events.event, k, (k - 1) // 2):
        _swap(events.when, events.event, k, (k - 1) // 2)
        k = (k - 1) // 2


@njit
def next_event(events: Events) -> tuple[int, int]:
    """Take out the first event, put the clock to it, and return (what, number)."""
    time_s, event = events.when, events.event
    events.clock[0] = time_s[0]
    what, number = event[0, 2], event[0, 3]
    events.counts[EVENTS] -= 1
    many = events.counts[EVENTS]
    _swap(time_s, event, NONE, many)
    k = NONE
    while True:
        least = k
        for child in (2 * k + 1, 2 * k + 2):
            if child < many and _before(time_s, event, child, least):
                least = child
        if least == k:
            return what, number
        _swap(time_s, event, k, least)
        k = least


@njit
def push(heap: Index, many: Index, row: int, number: int, counts: Index) -> None:
    """Put a number into a row's heap; STATUS becomes FULL where there is no room for it."""
    k = many[row]
    if k >= heap.shape[1]:
        counts[STATUS] = FULL
        return
    heap[row, k] = number
    many[row] += 1
    while k > 0 and heap[row, k] < heap[row, (k - 1) // 2]:
        heap[row, k], heap[row, (k - 1) // 2] = heap[row, (k - 1) // 2], heap[row, k]
        k = (k - 1) // 2


@njit
def pop(heap: Index, many: Index, row: int) -> int:
    """Take the least number out of a row's heap, which has one."""
    found = int(heap[row, 0])
    many[row] -= 1
    heap[row, 0] = heap[row, many[row]]
    k = 0
    while True:
        least = k
        for child in (2 * k + 1, 2 * k + 2):
            if child < many[row] and heap[row, child] < heap[row, least]:
                least = child
        if least == k:
            return found
        heap[row, k], heap[row, least] = heap[row, least], heap[row, k]
        k = least
