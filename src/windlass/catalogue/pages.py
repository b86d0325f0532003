"""What was fetched of a long request so far, page by page on disk, so that it can go on.

The pages lie beside the request that they answer; of another request nothing is used.
Checked: tests/catalogue/test_pages.py.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from windlass.base.errors import SourceError
from windlass.catalogue.sealed import swap

_INDEX: Final = "asked.json"


class Pages:
    """The pages of one request in a folder, each verified by its hash when it is read."""

    def __init__(self, folder: Path, asked: Mapping[str, Any]) -> None:
        self.folder = folder
        self.asked = dict(asked)
        self._index = self._load()

    def _load(self) -> dict[str, Any]:
        """Return the kept index; an empty one when there is none, or it is of another request."""
        try:
            found = json.loads((self.folder / _INDEX).read_bytes())
            if found["asked"] == self.asked and isinstance(found["pages"], dict):
                return dict(found)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self.clear()
        return self._index

    def clear(self) -> None:
        """Forget every page."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._index = {"asked": self.asked, "count": None, "pages": {}}

    @property
    def count(self) -> int | None:
        """The total that the service named with its first page."""
        return self._index["count"]  # type: ignore[no-any-return]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the pages that are kept."""
        return tuple(self._index["pages"])

    def get(self, name: str) -> bytes | None:
        """Return a page, or None when there is none or it is damaged."""
        kept = self._index["pages"].get(name)
        if kept is None:
            return None
        try:
            content = self._path(name).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == kept["sha256"] else None

    def put(self, name: str, content: bytes, *, when: str, count: int | None = None) -> None:
        """Keep a page, whole or not at all; when: the time of the reply.

        Raises SourceError when the folder cannot be written.
        """
        digest = hashlib.sha256(content).hexdigest()
        self._index["pages"][name] = {"sha256": digest, "when": when}
        self._index["count"] = count if self.count is None else self.count
        try:
            self._write(self._path(name), content)
            self._write(self.folder / _INDEX, json.dumps(self._index, indent=1).encode())
        except OSError as error:
            raise SourceError(
                f"what was fetched cannot be kept: {error.strerror or error}",
                value=str(self.folder),
                remedy="free the disk, or set WINDLASS_DATA to a folder that can be written",
            ) from error

    def times(self) -> tuple[str, str]:
        """Return when the first and the last of the pages came."""
        when = sorted(page["when"] for page in self._index["pages"].values())
        return when[0], when[-1]

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        swap(part, path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second update out; SourceError when one is under way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SourceError(
            f"folder of the catalogue cannot be written: {error.strerror or error}",
            value=str(folder),
            remedy="set WINDLASS_DATA to a folder that can be written",
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SourceError(
                "another update of the catalogue is under way",
                value=str(folder),
                remedy="wait until it has ended",
            ) from error
        yield
    finally:
        os.close(handle)
