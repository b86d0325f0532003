"""Read CCSDS Orbit Ephemeris Messages in the form of keys and values.

What this reader does not know it refuses, by file and line: other frames and times, epochs out of
order, blocks cut short.
Checked: tests/exchange/test_read_oem.py, validation/exchange.py.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.exchange.interpolate import nodes_needed
from windlass.exchange.names import TOUCH_S, centre_of, parse_stamp, told_at
from windlass.exchange.trajectory import HIGHEST, Arc, Covariance, Scheme, Trajectory

Array = NDArray[np.float64]

VERSIONS: Final = ("1.0", "2.0", "3.0")
SCHEMES: Final[dict[str, Scheme]] = {"HERMITE": "hermite", "LAGRANGE": "lagrange",
                                     "LINEAR": "lagrange"}  # fmt: skip
COVARIANCE_FRAMES: Final = {"ICRF": "icrf", "RTN": "rtn"}
_REQUIRED: Final = ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM",
                    "START_TIME", "STOP_TIME")  # fmt: skip
_KEY: Final = re.compile(r"^([A-Z][A-Z0-9_]*)\s*=\s*(.*\S)$")
_OF: Final = re.compile(r"^arc (\d+) of (\d+)$")


@dataclass(slots=True)
class _Block:
    """One block as read: keys with their lines, rows, covariances."""

    line: int
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    rows: list[tuple[float, int, list[float]]] = field(default_factory=list)
    covariances: list[Covariance] = field(default_factory=list)
    place: tuple[int, int] | None = None


class _Reader:
    """Goes through the lines once; ``where`` is the line that a fault names."""

    def __init__(self, path: Path, text: str) -> None:
        self.name = path.name
        self.whole = text.endswith("\n")
        self.lines = text.splitlines()
        self.at = 0
        self.comment: list[str] = []
        self.blocks: list[_Block] = []

    def fault(
        self, what: str, value: object = None, remedy: str = "", line: int = 0
    ) -> InvalidInput:
        return InvalidInput(
            what, value=value, remedy=remedy, where=f"{self.name}:{line or self.at}"
        )

    def next(self) -> str | None:
        """Return the next line that says something; comments before the first block are kept."""
        while self.at < len(self.lines):
            line = self.lines[self.at].strip()
            self.at += 1
            if line.startswith("COMMENT"):
                self._remark(line[7:].strip())
            elif line:
                return line
        return None

    def _remark(self, text: str) -> None:
        place = _OF.match(text)
        if place is not None and self.blocks:
            self.blocks[-1].place = (int(place[1]), int(place[2]))
        elif not self.blocks:
            self.comment.append(text)

    def pair(self, line: str) -> tuple[str, str]:
        match = _KEY.match(line)
        if match is None:
            raise self.fault("neither a key nor a value", line, "write KEY = value")
        return match[1], match[2]

    def header(self) -> None:
        first = self.next()
        if first is None or self.pair(first)[0] != "CCSDS_OEM_VERS":
            raise self.fault("not an OEM file", first, "begin it with CCSDS_OEM_VERS = 2.0")
        if self.pair(first)[1] not in VERSIONS:
            raise self.fault("version of an OEM file", first, f"one of {', '.join(VERSIONS)}")
        while (line := self.next()) != "META_START":
            if line is None:
                raise self.fault("no block of states", None, "the file may be cut short")
            self.pair(line)

    def meta(self) -> None:
        block = _Block(line=self.at)
        self.blocks.append(block)
        while (line := self.next()) != "META_STOP":
            if line is None:
                raise self.fault("META_STOP is missing", None, "the file may be cut short")
            key, value = self.pair(line)
            if key in block.keys:
                raise self.fault(f"{key} stands twice", value, "leave one")
            block.keys[key] = value, self.at
        for key in _REQUIRED:
            if key not in block.keys:
                raise self.fault(f"{key} is missing", None, "add it before META_STOP")

    def states(self) -> bool:
        """Read states, then covariances; return whether another block follows."""
        rows = self.blocks[-1].rows
        while (line := self.next()) is not None:
            if line == "META_START":
                return True
            if line == "COVARIANCE_START":
                self.covariances()
                continue
            if self.at == len(self.lines) and not self.whole:
                raise self.fault("the last line has no end", line, "the file may be cut short")
            date, *words = line.split()
            if len(words) not in (6, 9):
                raise self.fault("a state has an epoch and 6 numbers", line, "complete it")
            t = parse_stamp(date, where=f"{self.name}:{self.at}")
            if rows and not t > rows[-1][0]:
                raise self.fault("epochs are not in order", date, "sort them, none twice")
            rows.append((t, self.at, self.numbers(words)[:6]))
        return False

    def numbers(self, words: list[str]) -> list[float]:
        made = []
        for word in words:
            try:
                made.append(float(word))
            except ValueError:
                made.append(math.nan)
            if not math.isfinite(made[-1]):
                raise self.fault("not a finite number", word, "write kilometres and km/s")
        return made

    def covariances(self) -> None:
        frame, t, rows = "ICRF", math.nan, list[list[float]]()
        while (line := self.next()) != "COVARIANCE_STOP":
            if line is None:
                raise self.fault("COVARIANCE_STOP is missing", None, "the file may be cut short")
            if "=" in line:
                key, value = self.pair(line)
                if rows or key not in ("EPOCH", "COV_REF_FRAME"):
                    raise self.fault("key within a covariance", key, "complete its 6 rows first")
                if key == "EPOCH":
                    t, frame = parse_stamp(value, where=f"{self.name}:{self.at}"), "ICRF"
                elif value not in COVARIANCE_FRAMES:
                    known = " or ".join(COVARIANCE_FRAMES)
                    raise self.fault("frame of a covariance", value, f"use {known}")
                else:
                    frame = value
                continue
            rows.append(self.numbers(line.split()))
            if len(rows[-1]) != len(rows) or math.isnan(t):
                raise self.fault("row of a covariance", line, "an EPOCH, then rows of 1 to 6")
            if len(rows) == 6:
                lower = np.array([row + [0.0] * (6 - len(row)) for row in rows])
                whole = 1e6 * (lower + lower.T - np.diag(np.diag(lower)))
                self.blocks[-1].covariances.append(
                    Covariance(t_s=t, matrix=whole, frame=COVARIANCE_FRAMES[frame])
                )
                rows, t = [], math.nan
        if rows:
            raise self.fault("a covariance has 6 rows", len(rows), "complete it")

    def arc(self, block: _Block, scheme: tuple[Scheme, int] | None) -> Arc:
        """Return a block as an arc, its keys checked."""

        def epoch(key: str, default: str) -> float:
            value, line = block.keys.get(key) or block.keys[default]
            return parse_stamp(value, where=f"{self.name}:{line}")

        for key, known in (("REF_FRAME", "ICRF"), ("TIME_SYSTEM", "TDB")):
            value, line = block.keys[key]
            if value.upper() != known:
                raise self.fault(key, value, f"only {known} is read: convert it", line)
        how, degree = self.scheme(block, scheme)
        if len(block.rows) < nodes_needed(how, degree):
            raise self.fault(
                f"{len(block.rows)} states are too few for {how} of degree {degree}",
                remedy="the file may be cut short; else tell a lower INTERPOLATION_DEGREE",
            )
        ends = (("START_TIME", block.rows[0]), ("STOP_TIME", block.rows[-1]))
        for key, (t, line, _) in ends:
            if abs(epoch(key, key) - t) > TOUCH_S:
                raise self.fault(
                    f"states do not begin and end at START_TIME and STOP_TIME: {key} is",
                    block.keys[key][0], "the file may be cut short; else correct it", line,
                )  # fmt: skip
        epochs = np.array([row[0] for row in block.rows])
        usable = (
            epoch("USEABLE_START_TIME", "START_TIME"),
            epoch("USEABLE_STOP_TIME", "STOP_TIME"),
        )
        if not epochs[0] - TOUCH_S <= usable[0] < usable[1] <= epochs[-1] + TOUCH_S:
            line = block.keys.get("USEABLE_START_TIME", ("", block.line))[1]
            raise self.fault(
                "USEABLE times lie outside of the states", usable, "correct them", line
            )
        inside = (max(usable[0], float(epochs[0])), min(usable[1], float(epochs[-1])))
        return Arc(
            epochs_s=epochs, states=1e3 * np.array([row[2] for row in block.rows]), scheme=how,
            degree=degree, covariances=tuple(block.covariances),
            usable_s=None if inside == (epochs[0], epochs[-1]) else inside,
        )  # fmt: skip

    def scheme(self, block: _Block, given: tuple[Scheme, int] | None) -> tuple[Scheme, int]:
        if "INTERPOLATION" not in block.keys:
            if given is None:
                raise self.fault(
                    "INTERPOLATION is not told", None,
                    'add it, or read the file with scheme=("hermite", 7)', block.line,
                )  # fmt: skip
            return given
        value, line = block.keys["INTERPOLATION"]
        if value.upper() not in SCHEMES:
            raise self.fault("INTERPOLATION", value, f"one of {', '.join(SCHEMES)}", line)
        default = ("1", line) if value.upper() == "LINEAR" else ("", line)
        degree, line = block.keys.get("INTERPOLATION_DEGREE", default)
        if not degree.isascii() or not degree.isdigit() or not 0 < int(degree) <= HIGHEST:
            raise self.fault(
                "INTERPOLATION_DEGREE", degree, f"a whole number from 1 to {HIGHEST}", line
            )
        return SCHEMES[value.upper()], int(degree)

    def one(self, key: str) -> str:
        """Return the value that all blocks share."""
        value, _ = self.blocks[0].keys[key]
        for block in self.blocks[1:]:
            other, line = block.keys[key]
            if other != value:
                raise self.fault(f"blocks differ in {key}", other, f"one file, one {value}", line)
        return value

    def whole_file(self) -> None:
        for k, block in enumerate(self.blocks):
            if block.place is not None and block.place != (k + 1, len(self.blocks)):
                raise self.fault(
                    f"block {k + 1} of {len(self.blocks)} says that it is arc",
                    f"{block.place[0]} of {block.place[1]}", "the file may be cut short",
                    block.line,
                )  # fmt: skip
            if k and not block.rows[0][0] >= self.blocks[k - 1].rows[-1][0] - TOUCH_S:
                raise self.fault(
                    "a block begins before the one before it ends",
                    block.keys["START_TIME"][0], "sort the blocks", block.rows[0][1],
                )  # fmt: skip


def read_oem(path: Path, *, scheme: tuple[Scheme, int] | None = None) -> Trajectory:
    """Return an OEM file as a trajectory.

    scheme: how to interpolate a file that does not tell.  Accelerations are not kept.
    Raises InvalidInput naming file, line, value and remedy.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read: {error}", remedy="give a CCSDS OEM file of text"
        ) from error
    reader = _Reader(path, text)
    reader.header()
    reader.meta()
    while reader.states():
        reader.meta()
    arcs = tuple(reader.arc(block, scheme) for block in reader.blocks)
    reader.whole_file()
    centre, line = reader.one("CENTER_NAME"), reader.blocks[0].keys["CENTER_NAME"][1]
    with told_at(path.name):
        return Trajectory(
            name=reader.one("OBJECT_NAME"), object_id=reader.one("OBJECT_ID"),
            centre=centre_of(centre, where=f"{path.name}:{line}"), arcs=arcs,
            comment=tuple(reader.comment),
        )  # fmt: skip
