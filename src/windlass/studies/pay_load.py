"""Pay schedules and hours by what a user calls them: a file, or a text of the log.

Checked: tests/studies/test_pay.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.records.versions import content_hash
from windlass.studies.documents import Desk, content_of
from windlass.workforce import hours as hours_room
from windlass.workforce import schedule as schedule_room
from windlass.workforce.hours import Hours
from windlass.workforce.schedule import PaySchedule

KIND: Final = "pay-schedule"


@dataclass(frozen=True, slots=True)
class Named:
    """A schedule, the hash of its text as signatures pin it, and what it was called."""

    schedule: PaySchedule
    sha256: str
    ref: str


@dataclass(frozen=True, slots=True)
class Worked:
    """Hours, their hash, and their first and last day."""

    hours: Hours
    sha256: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Return the days from the first to the last."""
        return (self.last - self.first).days + 1


def schedule_of(ref: str, desk: Desk | None = None) -> Named:
    """Return the schedule of a TOML or JSON file, or else of a text of the log, by title or id.

    Raises InvalidInput naming all that is wrong with it, SourceError for a file that is not there.
    """
    path = Path(ref)
    if path.suffix.lower() == ".csv":
        raise InvalidInput(
            "a table of clauses has no currency and no rounding", value=ref,
            remedy="`windlass pay import FILE.csv --currency USD` first",
        )  # fmt: skip
    if path.suffix.lower() in (".toml", ".json") or path.exists() or desk is None:
        content = content_of(path)
    else:
        version = desk.version(ref)
        if version.record.kind != KIND:
            raise InvalidInput("this text is no pay schedule", value=ref,
                               remedy="`windlass document add --kind pay-schedule`")  # fmt: skip
        content = version.content
    if not isinstance(content, Mapping):
        raise InvalidInput("a pay schedule is a table", value=ref, remedy="write it as TOML")
    return Named(schedule_room.read(content, name=ref), content_hash(content), ref)


def imported(path: Path, head: Mapping[str, Any]) -> PaySchedule:
    """Return the schedule of a CSV table of clauses."""
    return schedule_room.read_csv(read_text(path), head, name=str(path))


def hours_of(path: Path, *, refuse: bool = True) -> Worked:
    """Return the hours of a CSV file; refuse: all of it for one bad row."""
    return worked(hours_room.read_csv(read_text(path), name=str(path), refuse=refuse))


def worked(hours: Hours) -> Worked:
    """Return hours with their hash and days."""
    days = [one.start.date() for one in hours.shifts]
    return Worked(hours, content_hash(hours.plain()), min(days), max(days))


def as_toml(schedule: PaySchedule) -> str:
    """Return a schedule as TOML; its texts are written as JSON's, which TOML reads."""
    plain = schedule.plain()
    lines = [f"{key} = {json.dumps(plain[key], ensure_ascii=False)}"
             for key in ("name", "currency", "unit", "rounding")]  # fmt: skip
    for id_, row in plain["clauses"].items():
        lines += ["", f"[clauses.{id_}]"]
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


def read_text(path: Path) -> str:
    """Return the text of a file; SourceError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"file cannot be read: {error.strerror}", value=str(path)) from error
    except UnicodeDecodeError as error:
        raise SourceError("file is not UTF-8", value=str(path), remedy="save it so") from error
