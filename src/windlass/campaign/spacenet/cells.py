"""Values of a JSON file with their place in it, so that a fault can be found.

A place is written as the keys that lead to it: missionList[0].events[2].edge.
Checked: tests/campaign/test_spacenet.py.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, SourceError

_SPAN: Final = re.compile(
    r"^P(?:(?P<W>\d+(?:\.\d+)?)W)?(?:(?P<D>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<H>\d+(?:\.\d+)?)H)?(?:(?P<M>\d+(?:\.\d+)?)M)?(?:(?P<S>\d+(?:\.\d+)?)S)?)?$",
    re.ASCII,
)
_SECONDS: Final = {"W": 7.0 * DAY_S, "D": DAY_S, "H": 3600.0, "M": 60.0, "S": 1.0}


def parse(text: str, where: str) -> Cell:
    """Return a whole file.  Raises SourceError, with line and column, where it is not JSON."""
    try:
        found = json.loads(text, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"not JSON: {error.msg}, line {error.lineno} column {error.colno}", where=where,
            remedy="give a scenario as SpaceNet writes it",
        ) from error  # fmt: skip
    except ValueError as error:
        raise SourceError(f"not JSON: {error}", where=where) from error
    if not isinstance(found, dict):
        raise SourceError("a scenario is an object", value=type(found).__name__, where=where)
    return Cell(found, where, "")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, the file it is in, and its place there."""

    value: object
    file: str
    place: str

    @property
    def where(self) -> str:
        """File and place, as errors tell it."""
        return f"{self.file}: {self.place}" if self.file and self.place else self.place or self.file

    def fault(self, what: str, remedy: str = "") -> InvalidInput:
        """Return an error about this value."""
        shown = self.value if not isinstance(self.value, dict | list) else type(self.value).__name__
        return InvalidInput(what, value=shown, where=self.where, remedy=remedy)

    def get(self, name: str) -> Cell | None:
        """Return a member, None where it is absent or null."""
        if not isinstance(self.value, dict):
            raise self.fault("an object is expected here")
        found = self.value.get(name)
        place = f"{self.place}.{name}" if self.place else name
        return None if found is None else Cell(found, self.file, place)

    def need(self, *names: str) -> Cell:
        """Return the first member there is of some names for the same thing."""
        for name in names:
            if (found := self.get(name)) is not None:
                return found
        raise InvalidInput(f"{names[0]} is missing", where=self.where, remedy=f"give {names[0]}")

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            raise self.fault("a text is expected here")
        return self.value

    def number(self) -> float:
        """Return a finite number, 0 or more."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.fault("a number is expected here", "give it without a unit")
        if not 0.0 <= self.value < math.inf:
            raise self.fault("a number of 0 or more is expected here")
        return float(self.value)

    def whole(self, least: int = 0) -> int:
        """Return a whole number, least or more."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.fault(f"a whole number of {least} or more is expected here")
        return value

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.fault("true or false is expected here")
        return self.value

    def cells(self) -> list[Cell]:
        """Return the members of a list."""
        if not isinstance(self.value, list):
            raise self.fault("a list is expected here")
        return [Cell(one, self.file, f"{self.place}[{k}]") for k, one in enumerate(self.value)]

    def listed(self, name: str) -> list[Cell]:
        """Return the members of a list, none where it is absent."""
        found = self.get(name)
        return [] if found is None else found.cells()

    def one_of(self, known: Sequence[str], what: str) -> str:
        """Return a text that is one of those known."""
        if (text := self.text()) not in known:
            raise self.fault(f"{what} is not known", f"known are {', '.join(known)}")
        return text

    def span_s(self) -> float:
        """Return a duration, written as "P4DT12H", in seconds."""
        remedy = (
            'write a duration such as "P4D" or "PT7H12M"; years and months have no fixed length'
        )
        if not isinstance(self.value, str):
            raise self.fault("a duration is a text with its units", remedy)
        found = _SPAN.match(self.value)
        if found is None or self.value.endswith(("P", "T")):
            raise self.fault("no duration", remedy)
        return math.fsum(_SECONDS[k] * float(v) for k, v in found.groupdict().items() if v)

    def date_s(self) -> float:
        """Return a date in seconds past J2000; its calendar is read as TDB."""
        text = self.text()
        try:
            date = datetime.fromisoformat(text)
        except ValueError as error:
            raise self.fault("no date", 'write it such as "2019-07-01T04:00:00Z"') from error
        if date.tzinfo is not None:
            date = date.astimezone(UTC).replace(tzinfo=None)
        return parse_epoch(date.isoformat(), where=self.where)


def _constant(name: str) -> float:
    """Refuse what is no number."""
    raise ValueError(f"{name} is no number")
