"""A table on disk with where it came from and a digest that tells whether it is still whole.

Parquet; kind, layout, digest and provenance (JSON) stand among the file's key-value metadata.
Checked: tests/catalogue/test_sealed.py.
"""

from __future__ import annotations

import hashlib
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


def seal_of(path: Path, *, kind: str, layout: str) -> Seal:
    """Return what a file says of itself, without reading its table.

    Raises SourceError when it is no table of that kind and layout.
    """
    import polars as pl

    try:
        # From open bytes: a message of its own for a file that is not there.
        with Path(path).open("rb") as file:
            said = pl.read_parquet_metadata(file)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, f"does not open: {_first_line(error)}") from error
    if f"{_PREFIX}digest" not in said or said.get(f"{_PREFIX}kind") != kind:
        raise SourceError(
            f"file is no {kind} that Windlass wrote",
            value=str(path),
            remedy="run windlass catalogue update, or read it with --from",
        )
    if said[f"{_PREFIX}layout"] != layout:
        raise SourceError(
            f"{kind} was written by another version of Windlass",
            value=said[f"{_PREFIX}layout"],
            where=Path(path).name,
            remedy=f"layout {layout} is read: run windlass catalogue update again",
        )
    try:
        provenance = json.loads(said[f"{_PREFIX}provenance"])
    except (KeyError, json.JSONDecodeError) as error:
        raise _damaged(path, "has lost its provenance") from error
    return Seal(kind, layout, said[f"{_PREFIX}digest"], provenance)


def read(
    path: Path, schema: Mapping[str, Any], *, kind: str, layout: str
) -> tuple[pl.DataFrame, Seal]:
    """Return a table and its seal, the digest verified.

    Raises SourceError naming the file when it is damaged, or no table of that kind.
    """
    import polars as pl

    seal = seal_of(path, kind=kind, layout=layout)
    try:
        frame = pl.read_parquet(Path(path).read_bytes())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, f"does not open: {_first_line(error)}") from error
    if dict(frame.schema) != dict(schema):
        raise _damaged(path, "has other columns than were written")
    if digest(frame) != seal.digest:
        raise _damaged(path, "does not match its digest")
    return frame, seal


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _damaged(path: Path, how: str) -> SourceError:
    return SourceError(
        f"catalogue is damaged: {Path(path).name} {how}",
        value=str(path),
        remedy="run windlass catalogue update, or import it again with --from FILE",
    )
