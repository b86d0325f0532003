"""One stored run: plain data, and its tables read when they are asked for.

Checked: tests/store/test_store.py, tests/store/test_export.py.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from windlass.base.canonical import canonical_json
from windlass.base.errors import InvalidInput, SourceError
from windlass.store.tables import NAME, Manifest, load

SHORT: Final = 12
FORMATS: Final = ("parquet", "csv", "json")
FRESH: Final = "run the study again with --fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """One row of the list of runs; at_utc: when it was last asked for."""

    run_id: str
    kind: str
    title: str
    at_utc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stored run: scenario and result as plain data, and where its tables are."""

    run_id: str
    kind: str
    title: str
    scenario: dict[str, Any]
    result: dict[str, Any]
    tables: Manifest
    folder: Path

    def array(self, name: str) -> pl.DataFrame:
        """Return one table.

        Raises InvalidInput for a name it does not have, SourceError for a damaged file.
        """
        if name not in self.tables:
            near = difflib.get_close_matches(name, self.tables, n=4, cutoff=0.3)
            raise InvalidInput(
                f"run {self.run_id[:SHORT]} has no such table",
                value=name,
                remedy=f"use one of: {', '.join(near or self.tables) or '(it has none)'}",
            )
        return pl.read_parquet(io.BytesIO(load(self.folder, name, self.tables[name])))

    def arrays(self) -> dict[str, pl.DataFrame]:
        """Return all tables by name; SourceError for a damaged file."""
        return {name: self.array(name) for name in self.tables}


def pack(run_id: str, **parts: Any) -> dict[str, Any]:
    """Return the row of a run, its parts as canonical JSON with a hash of their own."""
    body = canonical_json(parts)
    return {
        "run_id": run_id,
        "kind": parts["kind"],
        "title": parts["title"],
        "body": body,
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }


def unpack(row: Any, folder: Path) -> Run:
    """Return the run of a row; SourceError when the row is not what was put."""
    body = row.body
    if not isinstance(body, bytes) or hashlib.sha256(body).hexdigest() != row.body_sha256:
        raise SourceError("stored run is damaged", value=row.run_id[:SHORT], remedy=FRESH)
    try:
        return Run(run_id=row.run_id, folder=folder, **json.loads(body))
    except (TypeError, ValueError) as error:
        raise SourceError(
            "stored run is not of the form that this Windlass writes",
            value=row.run_id[:SHORT],
            remedy=FRESH,
        ) from error


def export(run: Run, formats: Iterable[str], out: Path) -> list[Path]:
    """Write a run's tables and data into a folder of its own under out; return the files' paths.

    formats: of "parquet" and "csv" (tables), "json" (scenario, result, hashes of the tables).  In
    CSV a cell that is no number is empty.  Raises InvalidInput for an unknown format or a table
    that CSV cannot hold, SourceError where the folder cannot be written.
    """
    wanted = {one.strip().lower() for one in formats}
    unknown = sorted(wanted - set(FORMATS))
    if unknown or not wanted:
        raise InvalidInput(
            "unknown format" if unknown else "no format",
            value=", ".join(unknown),
            remedy=f"use {', '.join(FORMATS)}",
        )
    # All is read and turned into bytes first: a damaged run leaves no half of an export.
    files: dict[str, bytes] = {}
    for name, entry in run.tables.items():
        if "parquet" in wanted:
            files[f"{name}.parquet"] = load(run.folder, name, entry)
        if "csv" in wanted:
            files[f"{name}.csv"] = _csv(name, run.array(name))
    if "json" in wanted:
        files["run.json"] = _json(run)
    target = out / f"{_plain_name(run)}-{run.run_id[:SHORT]}"
    try:
        target.mkdir(parents=True, exist_ok=True)
        for file, data in files.items():
            (target / file).write_bytes(data)
    except OSError as error:
        raise SourceError(
            f"export cannot be written: {error.strerror}",
            value=str(target),
            remedy="take a folder that can be written, or make space",
        ) from error
    return [target / file for file in files]


def _plain_name(run: Run) -> str:
    """Return what the result calls itself, or its kind where that is no plain file name."""
    name = run.result.get("name")
    return name if isinstance(name, str) and NAME.fullmatch(name) else run.kind


def _csv(name: str, frame: pl.DataFrame) -> bytes:
    floats = [key for key, kind in frame.schema.items() if kind.is_float()]
    try:
        return frame.with_columns(pl.col(floats).fill_nan(None)).write_csv().encode()
    except pl.exceptions.PolarsError as error:
        raise InvalidInput(
            f"table cannot be written as CSV: {error}", value=name, remedy="use parquet"
        ) from error


def _json(run: Run) -> bytes:
    data = {
        "run_id": run.run_id,
        "kind": run.kind,
        "title": run.title,
        "scenario": run.scenario,
        "result": run.result,
        "tables": run.tables,
    }
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()
