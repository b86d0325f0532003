"""Files of a bar-code reader that types like a keyboard: a code a line, and commands between.

``$as NAME`` who moves; ``$dock NAME``; ``$in``, ``$out``; ``$at TIME`` of the reader's clock, which
never runs backwards; ``$count N`` for the next code.  A code is that of an item on a manifest that
is open.  Checked: tests/records/dock/test_manifest.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.records.dock.manifest import Refusal
from windlass.records.register import moment

_COUNT: Final = re.compile(r"[1-9][0-9]{0,8}")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A code that was read: which, how many, through which dock, by whom, when (empty: now)."""

    line: int
    code: str
    who: str = ""
    dock: str = ""
    direction: str = ""
    at: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Scan:
    """Codes in their order, and lines that are neither code nor command."""

    codes: tuple[Scanned, ...]
    refused: tuple[Refusal, ...]


def parse(text: str, *, who: str = "", dock: str = "", direction: str = "") -> Scan:
    """Return what a reader typed; who, dock, direction: until a command says otherwise."""
    now = Scanned(line=0, code="", who=who, dock=dock, direction=direction)
    codes: list[Scanned] = []
    refused: list[Refusal] = []
    for line, raw in enumerate(text.splitlines(), 1):
        word = raw.strip().strip("\x02\x03\x1d")
        if not word:
            continue
        try:
            if word.startswith("$"):
                now = _command(word, now)
            elif len(word) > _LONGEST or not word.isprintable():
                raise InvalidInput("it is no code")
            else:
                codes.append(replace(now, line=line, code=word))
                now = replace(now, count=1)
        except InvalidInput as error:
            refused.append(Refusal(line, raw[:_LONGEST], str(error)))
    return Scan(tuple(codes), tuple(refused))


def _command(word: str, now: Scanned) -> Scanned:
    name, _, rest = word[1:].partition(" ")
    rest = rest.strip()
    if name in ("in", "out") and not rest:
        return replace(now, direction=name)
    if name == "dock" and rest:
        return replace(now, dock=rest)
    if name == "as" and rest:
        return replace(now, who=rest)
    if name == "count" and _COUNT.fullmatch(rest):
        return replace(now, count=int(rest))
    if name == "at":
        at = moment(rest)
        if at < now.at:
            raise InvalidInput("the reader's clock runs backwards", value=rest,
                               remedy=f"after {now.at}")  # fmt: skip
        return replace(now, at=at)
    raise InvalidInput("it is no command", value=word[:40],
                       remedy="$as NAME, $dock NAME, $in, $out, $at TIME, $count N")  # fmt: skip
