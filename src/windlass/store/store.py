"""The embedded store: runs in a database, their tables as Parquet files beside it.

A run is named by the hash of what it stands on, so that it is written once.  Its tables are
written and synced first, then named and entered under one transaction: a process that dies
leaves the store readable, and at worst folders that ``sweep`` removes.
Checked: tests/store/test_store.py, tests/store/test_crash.py.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, Engine, delete, func, insert, select

from windlass.base.errors import InvalidInput, SourceError
from windlass.store import tables
from windlass.store.run import SHORT, Run, RunInfo, export, pack, unpack
from windlass.store.schema import ASKED, RUNS, open_engine, reading, writing

STALE_S: Final = 3_600.0
RUN_ID: Final = re.compile(r"[0-9a-f]{64}")


def default_folder() -> Path:
    """Return the store's folder: WINDLASS_HOME, or .windlass in the working folder."""
    given = os.environ.get("WINDLASS_HOME")
    return Path(given) if given else Path.cwd() / ".windlass"


class Store:
    """Runs of one folder: ``runs.sqlite`` and ``arrays/RUN/TABLE.parquet``."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder

    @classmethod
    def open(cls, folder: Path | None = None, *, url: str | None = None) -> Store:
        """Return the store of a folder, made if missing.

        url: of another database for the runs; their tables stay in the folder.  Raises
        SourceError when it cannot be opened or a newer Windlass wrote it.
        """
        where = (default_folder() if folder is None else Path(folder)).absolute()
        try:
            (where / "arrays").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"store folder cannot be made: {error.strerror}",
                value=str(where),
                remedy="set WINDLASS_HOME to a folder that can be written",
            ) from error
        return cls(open_engine(where / "runs.sqlite" if url is None else url), where)

    def put(
        self,
        run_id: str,
        *,
        kind: str,
        title: str,
        scenario: Mapping[str, Any],
        result: Mapping[str, Any],
        arrays: Mapping[str, pl.DataFrame],
    ) -> None:
        """Store a run and make it the latest; a run that is there whole is not written again.

        run_id: SHA-256 [hex] of what the run stands on.  Raises InvalidInput for an id that is
        none or data that is not plain and finite, SourceError where the store cannot be written.
        """
        if not RUN_ID.fullmatch(run_id):
            raise InvalidInput("id of a run is no SHA-256 in hex", value=run_id)
        parts = {"kind": kind, "title": title[:200], "scenario": scenario, "result": result}
        pack(run_id, **parts)  # refuses what cannot be stored before anything is written
        with reading(self.engine) as link:
            there = self._whole(link, run_id)
        if there:
            self.touch(run_id)
            return
        try:
            with tables.draft(self._arrays, run_id, arrays) as made:
                row = pack(run_id, **parts, tables=made.manifest)
                with writing(self.engine) as link:
                    if not self._whole(link, run_id):  # else another process was first
                        link.execute(delete(RUNS).where(RUNS.c.run_id == run_id))
                        tables.publish(made, self._arrays / run_id)
                        link.execute(insert(RUNS).values(row))
                    _ask(link, run_id)
        except OSError as error:
            raise SourceError(
                f"run {run_id[:SHORT]} cannot be stored: {error.strerror or error}",
                value=str(self.folder),
                remedy="check the space and the rights of the store's folder",
            ) from error
        with suppress(OSError, SourceError):  # the run is stored; the rest can wait
            self.sweep()

    def has(self, run_id: str) -> bool:
        """Return whether a run of that full id is stored."""
        with reading(self.engine) as link:
            return _row(link, run_id) is not None

    def touch(self, run_id: str) -> None:
        """Make a stored run the latest again; InvalidInput when it is not stored."""
        with writing(self.engine) as link:
            if _row(link, run_id) is None:
                raise InvalidInput("unknown run", value=run_id[:SHORT])
            _ask(link, run_id)

    def runs(self) -> list[RunInfo]:
        """Return all runs, the latest first."""
        newest = (
            select(ASKED.c.run_id, func.max(ASKED.c.sequence).label("sequence"))
            .group_by(ASKED.c.run_id)
            .subquery()
        )
        rows = (
            select(RUNS.c.run_id, RUNS.c.kind, RUNS.c.title, ASKED.c.at_utc)
            .join(newest, newest.c.run_id == RUNS.c.run_id)
            .join(ASKED, ASKED.c.sequence == newest.c.sequence)
            .order_by(ASKED.c.sequence.desc())
        )
        with reading(self.engine) as link:
            return [RunInfo(**row._mapping) for row in link.execute(rows)]

    def find(self, ref: str) -> str:
        """Return the full id of "latest", an id, or the unique start of one.

        Raises InvalidInput with near ids for an unknown or ambiguous one.
        """
        ids = [one.run_id for one in self.runs()]
        if not ids:
            raise InvalidInput(
                "the store holds no run", value=ref, remedy="run `windlass study` first"
            )
        if ref == "latest":
            return ids[0]
        hits = [one for one in ids if ref and one.startswith(ref.lower())]
        if len(hits) == 1:
            return hits[0]
        raise InvalidInput(
            "ambiguous run" if hits else "unknown run",
            value=ref,
            remedy=f"use latest, or one of: {', '.join(_near(ref, hits, ids))}",
        )

    def get(self, ref: str) -> Run:
        """Return a run; SourceError when it is not what was put."""
        run_id = self.find(ref)
        with reading(self.engine) as link:
            return unpack(_row(link, run_id), self._arrays / run_id)

    def export(self, ref: str, formats: Iterable[str], out: Path) -> list[Path]:
        """Write a run's tables and data as files of the formats; return their paths."""
        return export(self.get(ref), formats, out)

    def sweep(self, older_s: float = STALE_S) -> list[str]:
        """Remove what dead processes left, if last changed that long ago [s]; return its names.

        A run that another process is writing stays, whatever its age.
        """
        removed = tables.sweep_drafts(self._arrays, older_s)
        with reading(self.engine) as link:
            known = set(link.execute(select(RUNS.c.run_id)).scalars())
        for path in sorted(self._arrays.iterdir()):
            orphan = RUN_ID.fullmatch(path.name) and path.name not in known
            if not orphan or tables.age_s(path) < older_s:
                continue
            with writing(self.engine) as link:  # nobody publishes between the look and the move
                if _row(link, path.name) is None and path.exists():
                    shutil.rmtree(tables.set_aside(path), ignore_errors=True)
                    removed.append(path.name)
        return removed

    @property
    def _arrays(self) -> Path:
        return self.folder / "arrays"

    def _whole(self, link: Connection, run_id: str) -> bool:
        """Return whether a run is stored and all of it can be read."""
        row = _row(link, run_id)
        try:
            run = None if row is None else unpack(row, self._arrays / run_id)
        except SourceError:
            return False
        return run is not None and tables.intact(run.folder, run.tables)


def _row(link: Connection, run_id: str) -> Any:
    return link.execute(select(RUNS).where(RUNS.c.run_id == run_id)).first()


def _ask(link: Connection, run_id: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    link.execute(insert(ASKED).values(run_id=run_id, at_utc=now))


def _near(ref: str, hits: list[str], ids: list[str]) -> list[str]:
    """Return what the reference may have meant: short ids, longer where those are alike."""
    if hits:
        return [_apart(hit, ids) for hit in hits[:6]]
    near = difflib.get_close_matches(ref, [one[:SHORT] for one in ids], n=4, cutoff=0.2)
    return near or [one[:SHORT] for one in ids[:6]]


def _apart(run_id: str, ids: list[str]) -> str:
    """Return the shortest start of an id, of SHORT digits or more, that names it alone."""
    size = SHORT
    while size < len(run_id) and sum(one.startswith(run_id[:size]) for one in ids) > 1:
        size += 1
    return run_id[:size]
