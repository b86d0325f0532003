"""Epochs: TDB seconds past J2000 inside, calendar dates at the edge.

The calendar is the proleptic Gregorian one read as TDB; days have 86,400 s, so no leap second
ever enters.  Source: standards of fundamental astronomy (J2000 = JD 2451545.0 TDB).
Checked: tests/base/test_epochs.py.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from windlass.base.errors import InvalidInput

DAY_S: Final = 86_400.0
YEAR_S: Final = 365.25 * DAY_S
"""Julian year."""

J2000_JD: Final = 2_451_545.0
_J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
_MJD0: Final = 2_400_000.5
_ISO: Final = re.compile(
    r"^(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2})(?:[T ](?P<H>\d{1,2}):(?P<M>\d{2})"
    r"(?::(?P<S>\d{2}(?:\.\d+)?))?)?)?)?$",
    re.ASCII,
)
_REMEDY: Final = 'write a TDB date such as "2035-05-01", "2035" or "2035-05-01T12:00"'


def jd(t_s: float) -> float:
    """Return the Julian date [d, TDB] of t_s [s past J2000]."""
    return J2000_JD + t_s / DAY_S


def from_jd(julian_date: float) -> float:
    """Return TDB seconds past J2000 of a Julian date [d, TDB]."""
    return (julian_date - J2000_JD) * DAY_S


def from_mjd(mjd: float) -> float:
    """Return TDB seconds past J2000 of a modified Julian date [d, TDB]."""
    return (mjd - (J2000_JD - _MJD0)) * DAY_S


def parse_epoch(text: str | float, *, where: str = "") -> float:
    """Return TDB seconds past J2000 of a calendar date; a number is taken as such seconds.

    Raises InvalidInput when the text is no date or the number is not finite.
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        if not math.isfinite(text):
            raise InvalidInput("no date", value=text, remedy=_REMEDY, where=where)
        return float(text)
    match = _ISO.match(str(text).strip())
    if match is None:
        raise InvalidInput("no date", value=text, remedy=_REMEDY, where=where)
    part = match.groupdict()
    seconds = float(part["S"] or 0.0)
    try:
        day = datetime(
            int(part["y"]),
            int(part["m"] or 1),
            int(part["d"] or 1),
            int(part["H"] or 0),
            int(part["M"] or 0),
            tzinfo=UTC,
        )
    except ValueError as error:
        raise InvalidInput(f"no date: {error}", value=text, remedy=_REMEDY, where=where) from error
    if seconds >= 60.0:
        raise InvalidInput("no date: second out of range", value=text, remedy=_REMEDY, where=where)
    return (day - _J2000).total_seconds() + seconds


def parse_span(text: str, *, where: str = "") -> tuple[float, float]:
    """Return (start, end) [s past J2000] of "2035..2039"; both ends are dates.

    A bare year or month as the end names its own first instant, so that "2035..2039" ends
    where 2039 begins.  Raises InvalidInput when the ends are missing or out of order.
    """
    first, dots, last = str(text).partition("..")
    if not dots or not first.strip() or not last.strip():
        raise InvalidInput(
            "no span of dates", value=text, remedy='write two dates as "2035..2039"', where=where
        )
    start, end = parse_epoch(first, where=where), parse_epoch(last, where=where)
    if end <= start:
        raise InvalidInput(
            "span of dates ends before it starts",
            value=text,
            remedy="put the earlier date first",
            where=where,
        )
    return start, end


def format_epoch(t_s: float, to: Literal["date", "minute"] = "date") -> str:
    """Return t_s [s past J2000, TDB] as "2035-05-01" (nearest day) or "2035-05-01T12:00".

    Raises InvalidInput outside the years 1 to 9999.
    """
    step = 60.0 if to == "minute" else DAY_S
    # J2000 is a noon: round to the day on the midnight grid.
    offset = 0.0 if to == "minute" else 0.5 * DAY_S
    try:
        when = _J2000 + timedelta(seconds=round((t_s + offset) / step) * step - offset)
    except (OverflowError, ValueError) as error:
        raise InvalidInput("epoch outside the calendar", value=t_s) from error
    # strftime writes early years with fewer than four digits on some platforms.
    return when.isoformat(timespec="minutes")[: 10 if to == "date" else 16]
