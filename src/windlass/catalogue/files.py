"""Open a file of asteroids: bytes, hash, JSON; every fault names the file.

Checked: tests/catalogue/test_read.py.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from windlass.base.errors import SourceError


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of a file with what a trace needs of it; name is without its folder."""

    name: str
    content: bytes
    digest: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once a file, not once a row.
        object.__setattr__(self, "digest", hashlib.sha256(self.content).hexdigest())

    @property
    def mark(self) -> tuple[tuple[str, str], ...]:
        """(file, SHA-256) for the traces of figures."""
        return ((self.name, self.digest),)

    def text(self) -> str:
        """Return the content as text; SourceError when it is not UTF-8."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceError(
                f"file is no text: {error.reason} at byte {error.start}",
                where=self.name,
                remedy="give a JSON, CSV or MPCORB text, or a Parquet file that ends in .parquet",
            ) from error

    def json(self) -> Any:
        """Return the content as JSON; SourceError with the line when it does not parse."""
        try:
            return json.loads(self.text())
        except json.JSONDecodeError as error:
            raise SourceError(
                f"file is no JSON, or truncated: {error.msg}",
                where=f"{self.name}:{error.lineno}",
                remedy="fetch the reply again and keep it whole",
            ) from error


def load(path: str | Path) -> Raw:
    """Return a file's bytes; SourceError when it cannot be read or is empty."""
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SourceError(
            f"file cannot be read: {error.strerror or error}",
            value=str(path),
            remedy="check its name and its permissions",
        ) from error
    if not content.strip():
        raise SourceError("file is empty", where=file.name, remedy="fetch it again")
    return Raw(file.name, content)
