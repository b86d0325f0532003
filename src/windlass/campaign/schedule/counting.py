"""What cannot be, by counting: how many flights lift off in a span at most, and how soon all can.

Whatever dates are found, the hours that a team works in W days are at most those of its people in
all the spans of 7 days that cover W, and what a pad or dock holds is at most its time.
Checked: tests/campaign/test_counting.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.campaign.crew import duty
from windlass.campaign.schedule.timetable import Flight, Timetable

_SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What flights need of one thing that is shared.

    what: in words.  each (N,): time that it, or its people together, must give [s], 0 for none.
    before_s, after_s: about a lift-off, the farthest that any of them reaches (before_s ≤ 0 for
    what begins sooner).  count, week_s: how many there are, and the most of each in 7 days; inf
    for what may be held throughout.
    """

    what: str
    each: tuple[float, ...]
    before_s: float
    after_s: float
    count: int
    week_s: float

    def room(self, span_s: float) -> float:
        """Return the time [s] that all of it may give over a span [s]."""
        if math.isinf(self.week_s):
            return self.count * span_s
        return self.count * self.week_s * math.ceil(span_s / duty.WEEK_S * (1.0 - _SLACK))

    def span(self, time_s: float) -> float:
        """Return the shortest span [s] over which all of it may give so much time [s]."""
        if math.isinf(self.week_s):
            return time_s / self.count
        weeks = math.ceil(time_s / (self.count * self.week_s) * (1.0 - _SLACK))
        return max(0, weeks - 1) * duty.WEEK_S


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost:
    """How many flights, and what says so; nothing where only their own windows do."""

    flights: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSooner:
    """A date [s past J2000], and what says so; nothing where only the flights' own windows do."""

    at_s: float
    why: str


def needs(ask: Timetable, flights: Sequence[Flight]) -> Iterator[Need]:
    """Yield what flights need of each pad, dock and team; people aboard are not counted."""
    for site in ask.sites:
        rows = [(one, *_held(one, site.key)) for one in flights]
        used = [row for row in rows if row[2] > row[1]]
        if used:
            yield Need(
                what=f"{site.kind} {site.key}",
                each=tuple(end - begin for _, begin, end in rows),
                before_s=min(begin for _, begin, _ in used),
                after_s=max(end for _, _, end in used),
                count=site.count,
                week_s=math.inf,
            )
    for team in ask.teams:
        works = [[w for w in f.work if w.team == team.key and not w.aboard] for f in flights]
        all_ = [work for row in works for work in row]
        week_s = duty.rule(team.rule).week_s
        if all_ and not math.isinf(week_s):
            yield Need(
                what=f"hours of {team.key}",
                each=tuple(sum(w.people * (w.end_s - w.begin_s) for w in row) for row in works),
                before_s=min(work.begin_s for work in all_),
                after_s=max(work.end_s for work in all_),
                count=team.count,
                week_s=week_s,
            )


def _held(flight: Flight, site: str) -> tuple[float, float]:
    """Return from when to when about its lift-off a flight holds a site; (0, 0) for not."""
    begin, end = 0.0, 0.0
    if flight.pad == site:
        begin, end = -flight.pad_before_s, flight.pad_after_s
    elif flight.dock == site:
        begin, end = flight.out_s, flight.out_s + flight.dock_s
    return begin, end


def most_within(ask: Timetable, begin_s: float, end_s: float) -> AtMost:
    """Return how many flights can lift off from a date to before another, at most."""
    if not begin_s < end_s:
        raise InvalidInput("a span ends after it begins", value=(begin_s, end_s))
    flights = [
        one for one in ask.flights if any(a < end_s and b >= begin_s for a, b in one.windows)
    ]
    most, why = len(flights), ""
    for need in needs(ask, flights):
        room = need.room(end_s - begin_s + need.after_s - need.before_s) * (1.0 + _SLACK)
        many, taken = 0, 0.0
        for time_s in sorted(need.each):
            taken += time_s
            if taken > room:
                break
            many += 1
        if many < most:
            most, why = many, need.what
    return AtMost(flights=most, why=why)


def no_sooner(ask: Timetable) -> NoSooner:
    """Return the date before which not all flights can be at their docks."""
    first = min(a for one in ask.flights for a, _ in one.windows)
    at = max(min(a for a, _ in one.windows) + one.out_s for one in ask.flights)
    why, out = "", min(one.out_s for one in ask.flights)
    for need in needs(ask, ask.flights):
        lasts = need.span(math.fsum(need.each))
        last_lift = first + lasts - (need.after_s - need.before_s)
        if last_lift + out > at:
            at, why = last_lift + out, need.what
    return NoSooner(at_s=at, why=why)
