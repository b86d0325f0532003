"""What totals of pay were told: kept apart from the log, for whoever pays alone.

What is in here names persons, so that it is no record; without it, what was told before is
forgotten, and one could be subtracted from the next.  Checked: tests/store/test_told_totals.py.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from windlass.base.errors import SourceError

FILE: Final = "pay-told.json"


class ToldTotals:
    """The file of a folder in which it is kept what totals were told: rows, person -> number."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def rows(self) -> list[dict[str, float]]:
        """Return what was told; SourceError where the file cannot be read."""
        if not self.path.exists():
            return []
        try:
            found = [{str(who): float(x) for who, x in row.items()}
                     for row in json.loads(self.path.read_text(encoding="utf-8"))]  # fmt: skip
            if not all(math.isfinite(x) for row in found for x in row.values()):
                raise ValueError("not finite")
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise SourceError(
                "what was told of pay cannot be read", where=str(self.path),
                remedy="put it back from a copy: without it, totals could be subtracted",
            ) from error  # fmt: skip
        return found

    def keep(self, rows: Iterable[Mapping[str, float]]) -> None:
        """Keep all that was told, in place of what was; SourceError where it cannot be written."""
        beside = self.path.with_suffix(f".{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            made = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(made, "w", encoding="utf-8") as out:
                json.dump([dict(row) for row in rows], out)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(self.path)
        except OSError as error:
            raise SourceError(f"what was told of pay cannot be kept: {error.strerror}",
                              where=str(self.path)) from error  # fmt: skip
