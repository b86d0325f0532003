"""Names of centres and spellings of epochs in files of trajectories.

Checked: tests/exchange/test_names.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from windlass.base.epochs import parse_epoch
from windlass.base.errors import InvalidInput

TOUCH_S: Final = 2e-6
"""Epochs so near are the same in a file that tells microseconds [s]."""

CENTRES: Final[dict[str, tuple[str, int]]] = {
    "sun": ("SUN", 10),
    "barycentre": ("SOLAR SYSTEM BARYCENTER", 0),
    "mercury": ("MERCURY", 1),
    "venus": ("VENUS", 2),
    "earth": ("EARTH", 399),
    "moon": ("MOON", 301),
    "mars": ("MARS BARYCENTER", 4),
    "jupiter": ("JUPITER BARYCENTER", 5),
    "saturn": ("SATURN BARYCENTER", 6),
    "uranus": ("URANUS BARYCENTER", 7),
    "neptune": ("NEPTUNE BARYCENTER", 8),
    "pluto": ("PLUTO BARYCENTER", 9),
}
"""Centre: its name in an OEM, its number in SPICE.  Mars and beyond: barycentres of systems."""
_SAME: Final = {
    "SSB": "barycentre",
    "SOLAR SYSTEM BARYCENTRE": "barycentre",
    "MARS": "mars",
    "MERCURY BARYCENTER": "mercury",
    "VENUS BARYCENTER": "venus",
}
"""Other spellings; Mars lies within a metre of the barycentre of its system."""
_CODES: Final = {code: name for name, (_, code) in CENTRES.items()} | {199: "mercury", 299: "venus"}
_J2000: Final = datetime(2000, 1, 1, 12)
_DAY_OF_YEAR: Final = re.compile(r"^(\d{4})-(\d{3})T(.+)$", re.ASCII)


def centre_of(name: str, *, where: str = "") -> str:
    """Return the centre of an OEM's name; InvalidInput for one that DE440 does not have."""
    key = " ".join(name.upper().replace("_", " ").split())
    for centre, (known, _) in CENTRES.items():
        if key == known:
            return centre
    if key in _SAME:
        return _SAME[key]
    raise InvalidInput(
        "CENTER_NAME", value=name, where=where,
        remedy=f"one of {', '.join(known for known, _ in CENTRES.values())}",
    )  # fmt: skip


def centre_of_code(code: int, *, where: str = "") -> str:
    """Return the centre of a SPICE number; InvalidInput for another."""
    if code not in _CODES:
        raise InvalidInput(
            "centre of a segment", value=code, where=where,
            remedy=f"one of {', '.join(str(known) for known in _CODES)}",
        )  # fmt: skip
    return _CODES[code]


def stamp(t_s: float) -> str:
    """Return an epoch [s past J2000 TDB] as "2029-04-13T21:45:00.000000"."""
    try:
        when = _J2000 + timedelta(microseconds=round(t_s * 1e6))
    except (OverflowError, ValueError) as error:
        raise InvalidInput("epoch outside the calendar", value=t_s) from error
    return when.isoformat(timespec="microseconds")


def parse_stamp(text: str, *, where: str = "") -> float:
    """Return the epoch [s past J2000 TDB] of a calendar date or a date by day of the year.

    Raises InvalidInput when the text is neither, or has no time of day.
    """
    plain = text.strip().removesuffix("Z")
    if "T" not in plain:
        raise InvalidInput(
            "no epoch", value=text, remedy='write "2029-04-13T21:45:00.000000"', where=where
        )
    by_day = _DAY_OF_YEAR.match(plain)
    if by_day is not None:
        year, day, time = by_day.groups()
        try:
            date = datetime(int(year), 1, 1) + timedelta(days=int(day) - 1)
        except (ValueError, OverflowError):
            date = None
        if date is None or date.year != int(year):
            raise InvalidInput("no such day", value=text, remedy="count from 001", where=where)
        plain = f"{date.date().isoformat()}T{time}"
    return parse_epoch(plain, where=where)


def on_grid(t_s: float) -> float:
    """Return the epoch rounded to a microsecond, as files carry it."""
    return round(t_s * 1e6) / 1e6


@contextmanager
def told_at(where: str) -> Iterator[None]:
    """Give an InvalidInput from within the place in a file, where it names none."""
    try:
        yield
    except InvalidInput as fault:
        if fault.where:
            raise
        raise InvalidInput(
            fault.what, value=fault.value, remedy=fault.remedy, where=where
        ) from fault
