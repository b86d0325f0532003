"""Manifests: rows of a CSV file as movements, every fault told with its line.

Columns: item and mass (``kg`` or ``grams``), and optionally count, what, from, to, uncertainty_kg
or uncertainty_g, note.  What stands in no column is given for all rows.  A mass is a decimal number
of whole grams; text is text, whatever it looks like.  Checked: tests/records/dock/test_manifest.py.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.records.canon import MOST
from windlass.records.dock.movement import Movement, movement

COLUMNS: Final = ("item", "kg", "grams", "count", "what", "from", "to", "uncertainty_kg",
                  "uncertainty_g", "note")  # fmt: skip
_WHOLE: Final = re.compile(r"[0-9]{1,17}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}([.,][0-9]{1,20})?")
_LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: its line in the file, what stood there, and why not."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows that can be read, with their lines, and those that cannot."""

    rows: tuple[tuple[int, Movement], ...]
    refused: tuple[Refusal, ...]


def decode(data: bytes, name: str) -> str:
    """Return the text of a file; SourceError where it is neither UTF-8 nor UTF-16 with its mark."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                line = data[: error.start].count(b"\n") + 1
                raise SourceError("manifest is no UTF-8 text", where=f"{name}:{line}",
                                  remedy="save it as UTF-8") from error  # fmt: skip
    raise AssertionError  # the empty mark fits all


def grams(text: str, *, kg: bool) -> int:
    """Return a mass as whole grams; InvalidInput for what is none."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        raise InvalidInput("mass", value=text[:40],
                           remedy="a decimal number, such as 12.5")  # fmt: skip
    try:
        found = Decimal(plain.replace(",", ".")) * (1000 if kg else 1)
    except InvalidOperation as error:
        raise InvalidInput("mass", value=text[:40]) from error
    if found != found.to_integral_value():
        raise InvalidInput("mass is not of whole grams", value=text[:40])
    if not 0 <= found <= MOST:
        what = "negative" if found < 0 else "too large"
        raise InvalidInput(f"mass is {what}", value=text[:40], remedy=f"0 to {MOST} g")
    return int(found)


def parse(text: str, given: Mapping[str, str], *, name: str) -> Manifest:
    """Return the rows of a CSV text.

    given: what holds for all rows where no column says otherwise (from, to, dock, direction, who,
    manifest, flight).  Raises InvalidInput for a text without the columns that it needs.
    """
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise InvalidInput("manifest is empty", value=name)
    head = lines[0]
    mark = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
    heads: list[str] = []
    rows: list[tuple[int, Movement]] = []
    refused: list[Refusal] = []
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            why = f"from line {begin} on nothing can be read: {error}"
            refused += [Refusal(k, _shown(lines, k), why) for k in range(begin, len(lines) + 1)]
            break
        line, begin = begin, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if not heads:
            heads = _heads(cells, name)
            continue
        try:
            rows.append((line, _row(cells, heads, given)))
        except InvalidInput as error:
            refused.append(Refusal(line, _shown(lines, line), str(error)))
    return Manifest(tuple(rows), tuple(refused))


def _heads(cells: list[str], name: str) -> list[str]:
    heads = [cell.strip().casefold() for cell in cells]
    unknown = [one for one in heads if one not in COLUMNS]
    if unknown:
        raise InvalidInput("unknown column", value=unknown[0][:40], where=f"{name}:1",
                           remedy=f"one of {', '.join(COLUMNS)}")  # fmt: skip
    if len(set(heads)) < len(heads):
        raise InvalidInput("a column stands twice", where=f"{name}:1")
    if "item" not in heads or not {"kg", "grams"} & set(heads):
        raise InvalidInput("manifest without item and mass", where=f"{name}:1",
                           remedy="columns item and kg, or grams")  # fmt: skip
    if {"kg", "grams"} <= set(heads):
        raise InvalidInput("mass in kg and in grams", where=f"{name}:1", remedy="one of them")
    return heads


def _row(cells: list[str], heads: list[str], given: Mapping[str, str]) -> Movement:
    if len(cells) != len(heads):
        raise InvalidInput(f"row of {len(cells)} cells", remedy=f"{len(heads)}, as the head has")
    if any(len(cell) > _LONGEST for cell in cells):
        raise InvalidInput("a cell is too long", remedy=f"up to {_LONGEST} characters")
    own = {head: cell.strip() for head, cell in zip(heads, cells, strict=True) if cell.strip()}
    mass = grams(own.get("kg", own.get("grams", "")), kg="kg" in heads)
    sure = own.get("uncertainty_kg", own.get("uncertainty_g", "0"))
    count = own.get("count", "1")
    if not _WHOLE.fullmatch(count):
        raise InvalidInput("count", value=count[:40], remedy="a whole number from 1")
    texts = {key: own.get(key, given.get(key, "")) for key in ("what", "from", "to", "note")}
    return movement({
        **{key: value for key, value in given.items() if key not in texts}, **texts,
        "item": own.get("item", ""), "grams": mass, "count": int(count),
        "uncertainty_g": grams(sure, kg="uncertainty_kg" in own),
    })  # fmt: skip


def _shown(lines: list[str], line: int) -> str:
    return lines[line - 1][:200] if 0 < line <= len(lines) else ""
