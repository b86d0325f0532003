"""Tables of a run as Parquet files: written whole or not at all, checked when read.

A draft is a folder of its own, locked while its process lives; ``publish`` gives it the run's
name.  The lock goes with the process, however it ends, so that ``sweep`` knows a dead draft.
Local file systems of POSIX: it takes ``flock``, and renames that replace.
Checked: tests/store/test_tables.py, tests/store/test_crash.py.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from windlass.base.errors import InvalidInput, SourceError

ROWS_A_GROUP: Final = 262_144
DRAFT: Final = ".draft"
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")

Manifest = dict[str, dict[str, Any]]
"""Per table: ``rows``, and ``sha256`` of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Tables on disk, synced, that have not got their name yet."""

    folder: Path
    manifest: Manifest


@contextmanager
def draft(arrays: Path, run_id: str, frames: Mapping[str, pl.DataFrame]) -> Iterator[Draft]:
    """Write tables into a draft under the folder of all arrays; drop it unless published.

    Raises InvalidInput for a name that is no plain file name or a table that Parquet cannot hold,
    OSError where the disk refuses.
    """
    for name in frames:
        if not NAME.fullmatch(name):
            raise InvalidInput(
                "name of a table is no plain file name",
                value=name,
                remedy="use letters, digits, '.', '-' and '_'",
            )
    folder, handle = _claimed(arrays, run_id)
    try:
        manifest = {name: _write(folder, name, frame) for name, frame in sorted(frames.items())}
        os.fsync(handle)
        yield Draft(folder=folder, manifest=manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # nothing is there once it is published
        os.close(handle)


def publish(made: Draft, target: Path) -> None:
    """Give a draft the run's name; whatever bore it is moved aside and removed.

    To be called inside a writing transaction of the store: no other process publishes then.
    """
    aside = set_aside(target) if target.exists() else None
    made.folder.rename(target)
    sync(target.parent)
    if aside is not None:
        shutil.rmtree(aside, ignore_errors=True)


def set_aside(folder: Path) -> Path:
    """Rename a folder to a draft that no process holds; return where it is now."""
    return folder.rename(folder.with_name(f"{folder.name}.{secrets.token_hex(8)}{DRAFT}"))


def encoded(name: str, frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet, the same bytes for the same data however it was put together."""
    buffer = io.BytesIO()
    try:
        frame.rechunk().write_parquet(
            buffer, compression="zstd", statistics=False, row_group_size=ROWS_A_GROUP
        )
    except pl.exceptions.PolarsError as error:
        raise InvalidInput(f"table cannot be stored: {error}", value=name) from error
    return buffer.getvalue()


def load(folder: Path, name: str, entry: Mapping[str, Any]) -> bytes:
    """Return the bytes of a stored table; SourceError when they are not those that were put."""
    path = folder / f"{name}.parquet"
    remedy = "run the study again with --fresh"
    try:
        found = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"stored table {name} of run {folder.name[:12]} cannot be read: {error.strerror}",
            value=str(path),
            remedy=remedy,
        ) from error
    if hashlib.sha256(found).hexdigest() != entry["sha256"]:
        raise SourceError(
            f"stored table {name} of run {folder.name[:12]} is damaged",
            value=str(path),
            remedy=remedy,
        )
    return found


def intact(folder: Path, manifest: Manifest) -> bool:
    """Return whether all tables of a run can be read as they were put."""
    try:
        for name, entry in manifest.items():
            load(folder, name, entry)
    except SourceError:
        return False
    return True


def sweep_drafts(arrays: Path, older_s: float) -> list[str]:
    """Remove drafts whose process is dead and that were last written that long ago [s]."""
    removed = []
    for path in sorted(arrays.glob(f"*{DRAFT}")):
        if age_s(path) < older_s:
            continue
        handle = _claim(path)
        if handle is None:
            continue
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)
        removed.append(path.name)
    return removed


def age_s(path: Path) -> float:
    """Return how long ago a folder was changed [s]; minus infinity for one that is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("-inf")


def sync(folder: Path) -> None:
    """Make the names in a folder outlast a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _claimed(arrays: Path, run_id: str) -> tuple[Path, int]:
    """Return a new draft folder and the handle that holds its lock."""
    while True:
        folder = arrays / f"{run_id}.{secrets.token_hex(8)}{DRAFT}"
        folder.mkdir()
        handle = _claim(folder)
        if handle is not None:
            if folder.exists():
                return folder, handle
            os.close(handle)  # swept between its making and its lock


def _claim(folder: Path) -> int | None:
    """Return a handle that holds the folder's lock; None if a process holds it or it is gone."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:  # a file system without locks
        os.close(handle)
        raise
    return handle


def _write(folder: Path, name: str, frame: pl.DataFrame) -> dict[str, Any]:
    data = encoded(name, frame)
    with (folder / f"{name}.parquet").open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return {"rows": frame.height, "sha256": hashlib.sha256(data).hexdigest()}
