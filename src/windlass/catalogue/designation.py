"""What an asteroid is called: number, name, provisional designation, packed or spelt out.

Checked: tests/catalogue/test_designation.py.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from windlass.base.errors import InvalidInput

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CENTURY: Final = {"I": 18, "J": 19, "K": 20}
_PACKED: Final = re.compile(r"^([IJK])(\d\d)([A-HJ-Y])([0-9A-Za-z])(\d)([A-HJ-Z])$")
_NUMBER: Final = re.compile(r"^([0-9A-Za-z])(\d{4})$")
_PROVISIONAL: Final = re.compile(r"^[A1-3]\d{3} [A-HJ-Y][A-HJ-Z]\d*$")
_SURVEY: Final = re.compile(r"^([PT])([123L])S(\d{4})$")


class Names(NamedTuple):
    """Number, name and provisional designation of a body; what it lacks is empty."""

    number: str
    name: str
    provisional: str

    @property
    def designation(self) -> str:
        """The number, or the provisional designation of a body without one."""
        return self.number or self.provisional

    @property
    def title(self) -> str:
        """How a reader knows the body: "99942 Apophis", "341843 (2008 EV5)", "2008 HU4"."""
        if self.number and self.name:
            return f"{self.number} {self.name}"
        if self.number and self.provisional:
            return f"{self.number} ({self.provisional})"
        return self.number or self.provisional


def key(text: str) -> str:
    """Return a name as it is looked up: letters and digits only, lower case."""
    return "".join(part for part in text.casefold() if part.isalnum())


def keys(names: Names) -> set[str]:
    """Return every key under which a body is found, whole titles included."""
    parts = [names.number, names.name, names.provisional, names.title]
    if names.number:
        parts += [f"{names.number} {names.name} {names.provisional}"]
        parts += [f"{names.number} {names.provisional}"]
    return {key(part) for part in parts if key(part)}


def split_full_name(full: str) -> Names:
    """Return the names in "  433 Eros (A898 PA)", "10302 (1989 ML)" or "(2008 HU4)"."""
    if is_provisional(full):
        return Names("", "", full.strip())
    head, _, tail = full.strip().partition("(")
    first, _, rest = head.strip().partition(" ")
    provisional = tail.strip().rstrip(")").strip()
    if first.isdigit():
        return Names(first, rest.strip(), provisional)
    return Names("", "", provisional or head.strip())


def from_designation(text: str) -> Names:
    """Return the names of a bare designation: "433" or "2008 HU4"."""
    bare = text.strip().strip("()")
    return Names(bare, "", "") if bare.isdigit() else Names("", "", bare)


def is_provisional(text: str) -> bool:
    """Return whether a text has the form of a provisional designation, such as "2008 HU4"."""
    return bool(_PROVISIONAL.match(text.strip()))


def unpack(packed: str) -> str:
    """Return the designation that the Minor Planet Center packs: "K08H04U" is "2008 HU4".

    Numbers come back without leading zeros.  Raises InvalidInput for any other text.
    """
    text = packed.strip()
    if match := _PACKED.match(text):
        century, year, half, tens, unit, second = match.groups()
        cycle = 10 * _DIGITS.index(tens) + int(unit)
        return f"{_CENTURY[century]}{year} {half}{second}{cycle or ''}"
    if match := _NUMBER.match(text):
        return str(10_000 * _DIGITS.index(match[1]) + int(match[2]))
    if match := _SURVEY.match(text):
        return f"{match[3]} {match[1]}-{match[2]}"
    if text.startswith("~") and len(text) == 5 and all(sign in _DIGITS for sign in text[1:]):
        count = 0
        for sign in text[1:]:
            count = 62 * count + _DIGITS.index(sign)
        return str(620_000 + count)
    raise InvalidInput(
        "no packed designation of an asteroid",
        value=packed,
        remedy='write it as "K08H04U" or as a packed number such as "a1843"',
    )
