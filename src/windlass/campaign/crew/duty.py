"""Rules of working hours, and whether a person's shifts keep them.

The judge reads shifts as they were worked; it knows nothing of how they were found.  Rules are
data (data/duty.toml); each limit there is a clause, named in what is found against it.
Source: eu2003duty, faa431.  Checked: tests/campaign/test_duty.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput

HOUR_S: Final = 3_600.0
DAY_S: Final = 86_400.0
WEEK_S: Final = 7.0 * DAY_S
_SLACK_S: Final = 1e-3
Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Limits of a person's hours; infinite, or nought for rests, where the rule has none.

    shift_s: longest shift.  rest_s: between two shifts.  week_s: hours in any 7 days.
    week_count: shifts in any 7 days.  week_rest_s: longest pause in each 7 days, at least.
    days: consecutive days with a shift.
    long_shift_s, long_count, long_rest_s: after so many consecutive days of shifts this long, a
    rest.  day_s: hours on duty a day of who flies along.  after_s: rest after a flight.
    """

    key: str
    shift_s: float = math.inf
    rest_s: float = 0.0
    week_s: float = math.inf
    week_count: float = math.inf
    week_rest_s: float = 0.0
    days: float = math.inf
    long_shift_s: float = math.inf
    long_count: float = math.inf
    long_rest_s: float = 0.0
    day_s: float = math.inf
    after_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A clause that a person's shifts do not keep: from when to when, what it was, and the limit.

    anchor: the entry of data/duty.toml, as "duty.<rule>.<clause>".
    """

    who: str
    clause: str
    anchor: str
    begin_s: float
    end_s: float
    value: float
    limit: float


def rule(key: str) -> Rule:
    """Return a rule of data/duty.toml; InvalidInput with near keys for an unknown one."""
    found = entry("duty", key)
    known = {one.name for one in fields(Rule)} - {"key"}
    values = {}
    for clause, row in found.items():
        if clause not in known:
            raise InvalidInput(f"duty.{key}: no clause of that name", value=clause)
        values[clause] = float(row["value"]) * {"h": HOUR_S, "1": 1.0}[row["unit"]]
    return Rule(key=key, **values)


def hours(shifts: Sequence[Span], begin_s: float, end_s: float) -> float:
    """Return the time [s] of shifts (N pairs) that lies between two dates."""
    return math.fsum(max(0.0, min(b, end_s) - max(a, begin_s)) for a, b in shifts)


def merged(spans: Sequence[Span], rest_s: float) -> list[Span]:
    """Return spans as shifts: those with less than a rest between them are one, pauses counted."""
    out: list[Span] = []
    for a, b in sorted(spans):
        if out and a - out[-1][1] < rest_s - _SLACK_S:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


def judge(shifts: Mapping[str, Sequence[Span]], of: Rule) -> list[Breach]:
    """Return all breaches of a rule by persons' shifts {who: (begin, end) pairs}, [] where none.

    InvalidInput for a shift that does not end after it begins.
    """
    out = []
    for who, spans in shifts.items():
        for span in spans:
            if not (math.isfinite(span[0]) and span[0] < span[1] < math.inf):
                raise InvalidInput(f"{who}: a shift ends after it begins", value=span)
        ordered = sorted(spans)
        for part in (_single, _pauses, _weeks, _counts, _weekly_rest, _days, _long_days):
            out += [
                Breach(
                    who=who,
                    clause=clause,
                    anchor=f"duty.{of.key}.{clause}",
                    begin_s=a,
                    end_s=b,
                    value=value,
                    limit=float(getattr(of, clause)),
                )
                for clause, a, b, value in part(ordered, of)
            ]
    return out


Found = Iterator[tuple[str, float, float, float]]


def _single(spans: list[Span], of: Rule) -> Found:
    for a, b in spans:
        if b - a > of.shift_s + _SLACK_S:
            yield "shift_s", a, b, b - a


def _pauses(spans: list[Span], of: Rule) -> Found:
    for (_, b), (c, _) in pairwise(spans):
        if c - b < of.rest_s - _SLACK_S:
            yield "rest_s", b, c, c - b


def _weeks(spans: list[Span], of: Rule) -> Found:
    """Windows of 7 days that end with a shift hold the most."""
    if math.isinf(of.week_s):
        return
    for _, b in spans:
        worked = hours(spans, b - WEEK_S, b)
        if worked > of.week_s + _SLACK_S:
            yield "week_s", b - WEEK_S, b, worked


def _counts(spans: list[Span], of: Rule) -> Found:
    """Shifts that lie in the 7 days that end with a shift, partly or whole."""
    if math.isinf(of.week_count):
        return
    for _, b in spans:
        many = sum(b - WEEK_S < y - _SLACK_S and x < b for x, y in spans)
        if many > of.week_count:
            yield "week_count", b - WEEK_S, b, float(many)


def _weekly_rest(spans: list[Span], of: Rule) -> Found:
    """Of windows of 7 days those that begin with a shift have the least room for a long pause."""
    if not of.week_rest_s:
        return
    for k, (a, _) in enumerate(spans):
        inside = [span for span in spans[k:] if span[0] < a + WEEK_S]
        ends = [b for _, b in inside]
        begins = [*(c for c, _ in inside[1:]), a + WEEK_S]
        longest = max(c - b for b, c in zip(ends, begins, strict=True))
        if longest < of.week_rest_s - _SLACK_S:
            yield "week_rest_s", a, a + WEEK_S, max(longest, 0.0)


def worked_days(spans: Sequence[Span]) -> list[int]:
    """Return the days, counted from J2000, on which shifts begin, each once, in order."""
    return sorted({math.floor(a / DAY_S) for a, _ in spans})


def runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of consecutive days, days in order."""
    out: list[tuple[int, int]] = []
    for day in days:
        if out and day == out[-1][1] + 1:
            out[-1] = (out[-1][0], day)
        else:
            out.append((day, day))
    return out


def _days(spans: list[Span], of: Rule) -> Found:
    for first, last in runs(worked_days(spans)):
        if last - first + 1 > of.days:
            yield "days", first * DAY_S, (last + 1) * DAY_S, float(last - first + 1)


def _long_days(spans: list[Span], of: Rule) -> Found:
    """So many long shifts on consecutive days are followed by a long rest."""
    if math.isinf(of.long_count):
        return
    long = [k for k, (a, b) in enumerate(spans) if b - a >= of.long_shift_s - _SLACK_S]
    count = int(of.long_count)
    for k in range(len(long) - count + 1):
        first, last = long[k], long[k + count - 1]
        days = [math.floor(spans[i][0] / DAY_S) for i in long[k : k + count]]
        if days != list(range(days[0], days[0] + count)) or last + 1 >= len(spans):
            continue
        pause = spans[last + 1][0] - spans[last][1]
        if pause < of.long_rest_s - _SLACK_S:
            yield "long_rest_s", spans[first][0], spans[last + 1][0], pause
