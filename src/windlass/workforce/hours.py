"""Hours as they were worked: shifts of persons, by week and kind.

A week begins on Monday 00:00 UTC; a shift belongs to the week, and the day, in which it begins.
Checked: tests/workforce/test_hours.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from windlass.base.errors import InvalidInput

COLUMNS: Final = ("person", "group", "start", "end", "duty", "hazard")
YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False,
              "": False}  # fmt: skip
LONGEST_H: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift of a person [UTC].  duty: its kind, such as eva; hazard: whether it was hazardous."""

    person: str
    group: str
    start: datetime
    end: datetime
    duty: str = ""
    hazard: bool = False

    @property
    def hours(self) -> Fraction:
        """Return its length [h], exactly."""
        return Fraction(int((self.end - self.start).total_seconds()), 3600)

    @property
    def week(self) -> date:
        """Return the Monday of its week."""
        day = self.start.astimezone(UTC).date()
        return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be read: its line, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Shifts that were read, and rows that were not."""

    shifts: tuple[Shift, ...]
    refused: tuple[Refused, ...] = ()

    def groups(self) -> dict[str, str]:
        """Return each person's group."""
        return {one.person: one.group for one in self.shifts}

    def of(self, person: str) -> list[Shift]:
        """Return the shifts of a person, in their order."""
        return sorted((one for one in self.shifts if one.person == person), key=lambda s: s.start)

    def plain(self) -> list[list[Any]]:
        """Return all shifts as plain data, in one order."""
        return sorted(
            [one.person, one.group, one.start.isoformat(), one.end.isoformat(), one.duty,
             one.hazard] for one in self.shifts
        )  # fmt: skip


def read_csv(text: str, *, name: str, refuse: bool = True) -> Hours:
    """Return the shifts of a CSV text: person, group, start, end, and duty, hazard where told.

    refuse: raise InvalidInput for the first row that cannot be read; otherwise each row is
    accounted for.  A person has one group; shifts of a person do not overlap.
    """
    reader = csv.DictReader(io.StringIO(text))
    heads = [head.strip().casefold() for head in reader.fieldnames or ()]
    missing = set(COLUMNS[:4]) - set(heads)
    if missing or set(heads) - set(COLUMNS):
        raise InvalidInput("columns of hours", value=", ".join(heads), where=f"{name}:1",
                           remedy=", ".join(COLUMNS))  # fmt: skip
    reader.fieldnames = heads
    shifts: list[Shift] = []
    refused: list[Refused] = []
    groups: dict[str, str] = {}
    busy: dict[str, list[Shift]] = {}
    for row in reader:
        try:
            one = _shift(row)
            if groups.setdefault(one.person, one.group) != one.group:
                raise InvalidInput(f"{one.person} is in the group {groups[one.person]}",
                                   value=one.group)  # fmt: skip
            if any(s.start < one.end and one.start < s.end for s in busy.get(one.person, ())):
                raise InvalidInput(f"shifts of {one.person} overlap", value=str(one.start))
        except InvalidInput as error:
            if refuse:
                raise InvalidInput(error.what, value=error.value, remedy=error.remedy,
                                   where=f"{name}:{reader.line_num}") from error  # fmt: skip
            refused.append(Refused(reader.line_num, str(error)))
            continue
        shifts.append(one)
        busy.setdefault(one.person, []).append(one)
    if not shifts:
        raise InvalidInput("hours without a shift", where=name)
    return Hours(tuple(shifts), tuple(refused))


def weeks(shifts: Iterable[Shift]) -> Mapping[date, Sequence[Shift]]:
    """Return shifts by the Monday of their week, in order."""
    found: dict[date, list[Shift]] = {}
    for one in sorted(shifts, key=lambda s: s.start):
        found.setdefault(one.week, []).append(one)
    return found


def _shift(row: Mapping[str | None, Any]) -> Shift:
    if None in row or any(value is None for value in row.values()):
        raise InvalidInput("row of another length than the head")
    cells = {str(key): str(value).strip() for key, value in row.items()}
    for key in ("person", "group"):
        if not cells[key] or len(cells[key]) > 100:
            raise InvalidInput(f"{key} of a shift", value=cells[key][:40])
    times = []
    for key in ("start", "end"):
        try:
            at = datetime.fromisoformat(cells[key])
        except ValueError as error:
            raise InvalidInput(f"{key} of a shift", value=cells[key][:40],
                               remedy="such as 2032-05-01T06:00:00Z") from error  # fmt: skip
        if at.tzinfo is None:
            raise InvalidInput(f"{key} of a shift needs its zone", value=cells[key],
                               remedy="end it with Z for UTC")  # fmt: skip
        times.append(at.astimezone(UTC).replace(microsecond=0))
    if not timedelta(0) < times[1] - times[0] <= timedelta(hours=LONGEST_H):
        raise InvalidInput("a shift ends after it begins, within two days", value=cells["end"])
    hazard = cells.get("hazard", "").casefold()
    if hazard not in YES:
        raise InvalidInput("hazard", value=hazard[:20], remedy="yes or no")
    return Shift(person=cells["person"], group=cells["group"], start=times[0], end=times[1],
                 duty=cells.get("duty", "").casefold(), hazard=YES[hazard])  # fmt: skip
