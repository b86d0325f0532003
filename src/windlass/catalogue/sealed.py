"""A table on disk with where it came from and a digest that tells whether it is still whole.

Parquet; kind, layout, digest and provenance (JSON) stand among the file's key-value metadata.
Checked: tests/catalogue/test_sealed.py.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from windlass.base.errors import SourceError

if TYPE_CHECKING:
    import polars as pl

_PREFIX: Final = "windlass."


class Seal(NamedTuple):
    """What a file says of itself: kind and layout of the table, its digest, where it came from."""

    kind: str
    layout: str
    digest: str
    provenance: Mapping[str, Any]


def digest(frame: pl.DataFrame) -> str:
    """Return the SHA-256 [hex] of names, types, nulls and values, column by column.

    It depends on neither the Parquet writer nor on what else the file carries.
    """
    total = hashlib.sha256()
    for column in frame.get_columns():
        total.update(f"{column.name}:{column.dtype}:{len(column)}\n".encode())
        total.update(column.is_null().to_numpy().tobytes())
        total.update(_values(column))
    return total.hexdigest()


def _values(column: pl.Series) -> bytes:
    import polars as pl

    if column.dtype == pl.String:
        filled = column.fill_null("")
        lengths = filled.str.len_bytes().to_numpy().astype("<u4").tobytes()
        return bytes(lengths) + "".join(filled.to_list()).encode()
    if column.dtype == pl.Float64:
        return bytes(column.fill_null(0.0).to_numpy().astype("<f8").tobytes())
    return bytes(column.cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes())


def write(
    frame: pl.DataFrame, path: Path, *, kind: str, layout: str, provenance: Mapping[str, Any]
) -> str:
    """Write a table with its seal, swapped in at once, and return its digest.

    Raises SourceError when the file cannot be written; the former one then stays.
    """
    found = digest(frame)
    seal = {
        f"{_PREFIX}kind": kind,
        f"{_PREFIX}layout": layout,
        f"{_PREFIX}digest": found,
        f"{_PREFIX}provenance": json.dumps(provenance, sort_keys=True, allow_nan=False),
    }
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(part, compression="zstd", metadata=seal)
        swap(part, path)
    except OSError as error:
        raise SourceError(
            f"catalogue cannot be written: {error.strerror or error}",
            value=str(path),
            remedy="free the disk, or set WINDLASS_DATA to a folder that can be written",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return found


def swap(part: Path, path: Path) -> None:
    """Put a finished file in the place of another, on the disk before it is seen."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def seal_of(source: Path | bytes, *, kind: str, layout: str, name: str = "") -> Seal:
    """Return what a file, or its bytes, says of itself, without reading its table.

    Raises SourceError when it is no table of that kind and layout.
    """
    called = name or _called(source)
    said = _said(source, called)
    if f"{_PREFIX}digest" not in said or said.get(f"{_PREFIX}kind") != kind:
        raise SourceError(
            f"file is no {kind} that Windlass wrote",
            value=called,
            remedy="run windlass catalogue update, or read it with --from",
        )
    if said.get(f"{_PREFIX}layout") != layout:
        raise SourceError(
            f"{kind} was written by another version of Windlass",
            value=said.get(f"{_PREFIX}layout"),
            where=called,
            remedy=f"layout {layout} is read: run windlass catalogue update again",
        )
    try:
        provenance = json.loads(said[f"{_PREFIX}provenance"])
    except (KeyError, json.JSONDecodeError) as error:
        raise damaged(called, "has lost its provenance") from error
    return Seal(kind, layout, said[f"{_PREFIX}digest"], provenance)


def is_sealed(content: bytes, kind: str) -> bool:
    """Return whether bytes are a table of that kind that Windlass wrote, of whatever layout."""
    try:
        return _said(content, "").get(f"{_PREFIX}kind") == kind
    except SourceError:
        return False  # whoever reads it next says what is wrong


def _said(source: Path | bytes, called: str) -> dict[str, str]:
    import polars as pl

    try:
        return pl.read_parquet_metadata(
            io.BytesIO(source) if isinstance(source, bytes) else Path(source)
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise damaged(called, f"does not open: {_first_line(error)}") from error


def read(
    source: Path | bytes, schema: Mapping[str, Any], *, kind: str, layout: str, name: str = ""
) -> tuple[pl.DataFrame, Seal]:
    """Return the table of a file, or of its bytes, and its seal, the digest verified.

    Raises SourceError naming the file when it is damaged, or no table of that kind.
    """
    import polars as pl

    called = name or _called(source)
    seal = seal_of(source, kind=kind, layout=layout, name=called)
    try:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
        frame = pl.read_parquet(content)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise damaged(called, f"does not open: {_first_line(error)}") from error
    if dict(frame.schema) != dict(schema):
        raise damaged(called, "has other columns than were written")
    if digest(frame) != seal.digest:
        raise damaged(called, "does not match its digest")
    return frame, seal


def _called(source: Path | bytes) -> str:
    return "bytes" if isinstance(source, bytes) else str(source)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def damaged(called: str | Path, how: str) -> SourceError:
    """Return the error of a file that is not as it was written."""
    return SourceError(
        f"catalogue is damaged: {Path(called).name} {how}",
        value=str(called),
        remedy="run windlass catalogue update, or import it again with --from FILE",
    )
