"""Read a thrust history from a CCSDS Orbit Comprehensive Message in the form of keys and values.

Of such a message this takes the mass (PHYS), the manoeuvres with thrust in newtons (MAN) and the
bodies that pull (PERT); other blocks are passed over.  What it does not know within those it
refuses, by file and line: other frames and times, impulses, duty cycles, a file cut short.
Source: ccsds502.  Checked: tests/exchange/test_read_ocm.py.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.bodies.planets import CHAINS
from windlass.bodies.thrust import Burn
from windlass.exchange.names import TOUCH_S, centre_of, parse_stamp, told_at
from windlass.exchange.ocm import ThrustHistory

NEEDED: Final = ("TIME_ABSOLUTE", "MAN_DURA", "THR_X", "THR_Y", "THR_Z", "THR_ISP")
KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "MAN_DURA": ("s",), "THR_X": ("N",), "THR_Y": ("N",), "THR_Z": ("N",), "THR_INTERP": ("n/a",),
    "THR_ISP": ("s",),
}  # fmt: skip
"""Columns beside the epoch, and their units."""
_KEY: Final = re.compile(r"^([A-Z][A-Z0-9_]*)\s*=\s*(.*\S)$")
_UNIT: Final = re.compile(r"^(\S+)\s*(?:\[(.*)\])?$")
_OF: Final = re.compile(r"^manoeuvre (\d+) of (\d+)$")


@dataclass(slots=True)
class _Section:
    """A block as read: its kind, keys and lines without a key, each with where they stand."""

    kind: str
    line: int
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    rows: list[tuple[str, int]] = field(default_factory=list)
    place: tuple[int, int] | None = None


class _Reader:
    """The sections of a file; ``where`` is the line that a fault names."""

    def __init__(self, path: Path, text: str) -> None:
        self.name = path.name
        self.comment: list[str] = []
        self.head = _Section("HEADER", 1)
        self.sections: list[_Section] = []
        self._split(text)

    def fault(self, what: str, value: object, remedy: str, line: int) -> InvalidInput:
        return InvalidInput(what, value=value, remedy=remedy, where=f"{self.name}:{line}")

    def _split(self, text: str) -> None:
        here: _Section | None = None
        lines = text.splitlines()
        for at, raw in enumerate(lines, 1):
            line = raw.strip()
            if line.startswith("COMMENT"):
                self._remark(line[7:].strip(), here)
            elif here is None and line.endswith("_START"):
                here = _Section(line.removesuffix("_START"), at)
                self.sections.append(here)
            elif here is not None and line == f"{here.kind}_STOP":
                here = None
            elif line:
                self._say(here or self.head, line, at)
        if here is not None:
            raise self.fault(
                f"{here.kind}_STOP is missing", None, "the file may be cut short", len(lines)
            )
        first = next(iter(self.head.keys.items()), ("", ("", 1)))
        if first[0] != "CCSDS_OCM_VERS" or first[1][0] != "3.0":
            raise self.fault(
                "not an OCM file", first[1][0], "begin it with CCSDS_OCM_VERS = 3.0", first[1][1]
            )

    def _remark(self, text: str, here: _Section | None) -> None:
        place = _OF.match(text)
        if here is not None and place is not None:
            here.place = (int(place[1]), int(place[2]))
        elif here is None and not self.sections:
            self.comment.append(text)

    def _say(self, here: _Section, line: str, at: int) -> None:
        pair = _KEY.match(line)
        if pair is None:
            if here.kind == "HEADER":
                raise self.fault("neither a key nor a value", line, "write KEY = value", at)
            here.rows.append((line, at))
            return
        if pair[1] in here.keys:
            raise self.fault(f"{pair[1]} stands twice", pair[2], "leave one", at)
        here.keys[pair[1]] = pair[2], at

    def one(self, kind: str) -> _Section:
        """Return the one section of a kind."""
        found = [section for section in self.sections if section.kind == kind]
        if len(found) != 1:
            raise self.fault(f"blocks {kind}", len(found), "give one", 1)
        return found[0]

    def said(self, section: _Section, key: str) -> tuple[str, int]:
        if key not in section.keys:
            raise self.fault(
                f"{key} is missing", None, f"add it before {section.kind}_STOP", section.line
            )
        return section.keys[key]

    def only(self, section: _Section, key: str, value: str, default: str | None = None) -> None:
        """Refuse a key that says something else."""
        if default is not None and key not in section.keys:
            section.keys[key] = default, section.line
        said, line = self.said(section, key)
        if said.upper() != value:
            raise self.fault(key, said, f"only {value} is read: convert it", line)

    def number(self, word: str, line: int) -> float:
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.fault("not a finite number", word, "write figures", line)
        return value

    def mass(self) -> float:
        said, line = self.said(self.one("PHYS"), "WET_MASS")
        match = _UNIT.match(said)
        if match is None or match[2] not in (None, "kg"):
            raise self.fault("WET_MASS", said, "write kilograms, as 15000.0 [kg]", line)
        return self.number(match[1], line)

    def without(self) -> tuple[str, ...]:
        """Return the bodies that do not pull."""
        said, line = self.said(self.one("PERT"), "N_BODY_PERTURBATIONS")
        with told_at(f"{self.name}:{line}"):
            pulling = {centre_of(word.strip()) for word in said.split(",")}
        return tuple(name for name in CHAINS if name not in pulling)

    def burns(self) -> tuple[Burn, ...]:
        made: list[Burn] = []
        blocks = [section for section in self.sections if section.kind == "MAN"]
        for k, block in enumerate(blocks):
            if block.place is not None and block.place != (k + 1, len(blocks)):
                raise self.fault(
                    f"block {k + 1} of {len(blocks)} says that it is manoeuvre",
                    f"{block.place[0]} of {block.place[1]}", "the file may be cut short",
                    block.line,
                )  # fmt: skip
            made += self._block(block)
        return tuple(made)

    def _block(self, block: _Section) -> list[Burn]:
        self.only(block, "MAN_REF_FRAME", "ICRF")
        self.only(block, "DC_TYPE", "CONTINUOUS", "CONTINUOUS")
        columns = self._columns(block)
        rows = []
        for line, at in block.rows:
            words = line.split()
            if len(words) != len(columns):
                raise self.fault(
                    f"a line of a manoeuvre has {len(columns)} values", line, "complete it", at
                )
            rows.append((dict(zip(columns, words, strict=True)), at))
        lines = [self._line(row, at) for row, at in rows]
        burns = []
        for k, ((from_s, lasts, force, even, isp_s), (_, at)) in enumerate(
            zip(lines, rows, strict=True)
        ):
            if lasts == 0.0 and not even:
                continue  # the end of a force that changes
            end = None
            if even:
                if k + 1 == len(lines) or abs(lines[k + 1][0] - from_s - lasts) > TOUCH_S:
                    raise self.fault(
                        "a force that changes has no end", lines[k][0],
                        "let a line follow where its duration is over", at,
                    )  # fmt: skip
                end = lines[k + 1][2]
            # a line begins where the one before ends, to the microsecond of the file
            until_s = from_s + lasts
            if k + 1 < len(lines) and abs(lines[k + 1][0] - until_s) <= TOUCH_S:
                until_s = lines[k + 1][0]
            burns.append(
                Burn(from_s=from_s, until_s=until_s, force_n=force, end_n=end, isp_s=isp_s)
            )
        return burns

    def _columns(self, block: _Section) -> list[str]:
        said, line = self.said(block, "MAN_COMPOSITION")
        columns = [word.strip() for word in said.split(",")]
        missing = [name for name in NEEDED if name not in columns]
        unknown = [name for name in columns[1:] if name not in KNOWN]
        if missing or unknown or columns[0] != "TIME_ABSOLUTE":
            raise self.fault(
                "MAN_COMPOSITION", ", ".join(missing or unknown) or columns[0],
                f"give TIME_ABSOLUTE first, then {', '.join(KNOWN)}", line,
            )  # fmt: skip
        if "MAN_UNITS" in block.keys:
            told, line = block.keys["MAN_UNITS"]
            units = [word.strip() for word in told.strip("[]").split(",")]
            good = len(units) == len(columns) - 1 and all(
                unit in KNOWN[name] for name, unit in zip(columns[1:], units, strict=True)
            )
            if not good:
                raise self.fault("MAN_UNITS", told, "write seconds and newtons", line)
        return columns

    def _line(
        self, row: dict[str, str], at: int
    ) -> tuple[float, float, tuple[float, float, float], bool, float]:
        even = row.get("THR_INTERP", "OFF")
        if even not in ("ON", "OFF"):
            raise self.fault("THR_INTERP", even, "write ON or OFF", at)
        x, y, z = (self.number(row[name], at) for name in ("THR_X", "THR_Y", "THR_Z"))
        begin = parse_stamp(row["TIME_ABSOLUTE"], where=f"{self.name}:{at}")
        lasts, isp_s = (self.number(row[name], at) for name in ("MAN_DURA", "THR_ISP"))
        if not (lasts >= 0.0 and isp_s > 0.0):
            raise self.fault(
                "duration and specific impulse", (lasts, isp_s),
                "give seconds, the second above 0", at,
            )  # fmt: skip
        return begin, lasts, (x, y, z), even == "ON", isp_s


def read_ocm(path: Path) -> ThrustHistory:
    """Return the thrust of an OCM file.

    Raises InvalidInput naming file, line, value and remedy.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read: {error}", remedy="give a CCSDS OCM file of text"
        ) from error
    reader = _Reader(path, text)
    meta = reader.one("META")
    reader.only(meta, "TIME_SYSTEM", "TDB")
    zero, line = reader.said(meta, "EPOCH_TZERO")
    burns, mass, without = reader.burns(), reader.mass(), reader.without()
    with told_at(path.name):
        history = ThrustHistory(
            name=reader.said(meta, "OBJECT_NAME")[0],
            object_id=meta.keys.get("OBJECT_DESIGNATOR", ("", 0))[0],
            start_s=parse_stamp(zero, where=f"{path.name}:{line}"), start_kg=mass, burns=burns,
            without=without, comment=tuple(reader.comment),
        )  # fmt: skip
        history.profile  # noqa: B018  refuses burns that overlap, or weigh more than there is
    return history
