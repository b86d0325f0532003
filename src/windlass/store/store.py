"""The embedded store: runs in a database, their arrays as Parquet files beside it.

A run is named by the hash of what it stands on, so that it is written once.  Its arrays are
written and synced first, then the row in one transaction: a process that dies leaves the
store readable, and at worst files that ``sweep`` removes.
Checked: tests/store/test_store.py, tests/store/test_crash.py.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from windlass.base.canonical import canonical_json
from windlass.base.errors import InvalidInput, SourceError
from windlass.store.schema import ASKED, RUNS, open_engine

SHORT: Final = 12
STALE_S: Final = 3_600.0
FORMATS: Final = ("parquet", "csv", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """One row of the list of runs."""

    run_id: str
    kind: str
    title: str
    at_utc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stored run: scenario and result as plain data, and where its arrays are."""

    run_id: str
    kind: str
    title: str
    scenario: dict[str, Any]
    result: dict[str, Any]
    folder: Path

    def arrays(self) -> dict[str, pl.DataFrame]:
        """Return all tables of the run; SourceError for a file that cannot be read."""
        found = {}
        for path in sorted(self.folder.glob("*.parquet")):
            try:
                found[path.stem] = pl.read_parquet(path)
            except (OSError, pl.exceptions.PolarsError) as error:
                raise SourceError(
                    f"stored table cannot be read: {error}",
                    value=path.name,
                    remedy="run the study again with --fresh",
                ) from error
        return found


def default_folder() -> Path:
    """Return the store's folder: WINDLASS_HOME, or .windlass in the working folder."""
    given = os.environ.get("WINDLASS_HOME")
    return Path(given) if given else Path.cwd() / ".windlass"


class Store:
    """Runs of one folder, or of one database with its arrays in a folder."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder

    @classmethod
    def open(cls, folder: Path | None = None, *, url: str | None = None) -> Store:
        """Return the store of a folder, made if missing; url names another database.

        Raises SourceError when it cannot be opened.
        """
        where = default_folder() if folder is None else folder
        try:
            (where / "arrays").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"store folder cannot be made: {error.strerror}",
                value=str(where),
                remedy="set WINDLASS_HOME to a folder that can be written",
            ) from error
        return cls(open_engine(url or f"sqlite:///{where / 'runs.sqlite'}"), where)

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
        """Store a run and make it the latest; a run that is there is not written again.

        Raises InvalidInput for data that is not plain and finite, SourceError where the store
        cannot be written.
        """
        body = canonical_json({"scenario": dict(scenario), "result": dict(result)})
        row = {
            "run_id": run_id,
            "kind": kind,
            "title": title[:200],
            "body": body,
            "body_sha256": hashlib.sha256(body).hexdigest(),
        }
        try:
            if not self.has(run_id):
                self._write_arrays(run_id, arrays)
            with self.engine.begin() as link:
                known = select(RUNS.c.run_id).where(RUNS.c.run_id == run_id)
                if link.execute(known).first() is None:
                    try:
                        with link.begin_nested():
                            link.execute(insert(RUNS).values(row))
                    except IntegrityError:
                        pass  # another process stored the same run just now
                now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                link.execute(insert(ASKED).values(run_id=run_id, at_utc=now))
        except (OSError, DatabaseError) as error:
            raise SourceError(
                f"run cannot be stored: {error}",
                value=run_id[:SHORT],
                remedy="check the space and the rights of the store's folder",
            ) from error

    def has(self, run_id: str) -> bool:
        """Return whether a run of that full id is stored."""
        with self.engine.connect() as link:
            return (
                link.execute(select(RUNS.c.run_id).where(RUNS.c.run_id == run_id)).first()
                is not None
            )

    def touch(self, run_id: str) -> None:
        """Make a stored run the latest again."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self.engine.begin() as link:
            link.execute(insert(ASKED).values(run_id=run_id, at_utc=now))

    def runs(self) -> list[RunInfo]:
        """Return all runs, the latest first."""
        order = select(ASKED.c.run_id, ASKED.c.at_utc).order_by(ASKED.c.sequence.desc())
        with self.engine.connect() as link:
            asked = link.execute(order).all()
            rows = {
                row.run_id: row
                for row in link.execute(select(RUNS.c.run_id, RUNS.c.kind, RUNS.c.title))
            }
        found: dict[str, RunInfo] = {}
        for run_id, at in asked:
            if run_id in rows and run_id not in found:
                row = rows[run_id]
                found[run_id] = RunInfo(run_id=run_id, kind=row.kind, title=row.title, at_utc=at)
        return list(found.values())

    def find(self, ref: str) -> str:
        """Return the full id of "latest", an id, or the unique start of one.

        Raises InvalidInput with near ids for an unknown or ambiguous one.
        """
        runs = self.runs()
        if not runs:
            raise InvalidInput(
                "the store holds no run", value=ref, remedy="run `windlass study` first"
            )
        if ref == "latest":
            return runs[0].run_id
        hits = [one.run_id for one in runs if one.run_id.startswith(ref.lower())] if ref else []
        if len(hits) == 1:
            return hits[0]
        short = [one.run_id[:SHORT] for one in runs]
        near = [hit[:SHORT] for hit in hits] or difflib.get_close_matches(
            ref, short, n=4, cutoff=0.2
        )
        raise InvalidInput(
            "ambiguous run" if hits else "unknown run",
            value=ref,
            remedy=f"use latest, or one of: {', '.join(near or short[:6])}",
        )

    def get(self, ref: str) -> Run:
        """Return a run; SourceError when its row fails its check."""
        run_id = self.find(ref)
        with self.engine.connect() as link:
            row = link.execute(select(RUNS).where(RUNS.c.run_id == run_id)).one()
        if hashlib.sha256(row.body).hexdigest() != row.body_sha256:
            raise SourceError(
                "stored run is damaged",
                value=run_id[:SHORT],
                remedy="run the study again with --fresh",
            )
        data = json.loads(row.body)
        return Run(
            run_id=run_id,
            kind=row.kind,
            title=row.title,
            scenario=data["scenario"],
            result=data["result"],
            folder=self._folder(run_id),
        )

    def export(self, ref: str, formats: Iterable[str], out: Path) -> list[Path]:
        """Write a run's tables and data as files of the formats; return their paths."""
        wanted = list(dict.fromkeys(formats))
        unknown = [one for one in wanted if one not in FORMATS]
        if unknown or not wanted:
            raise InvalidInput(
                "unknown format", value=", ".join(unknown), remedy=f"use {', '.join(FORMATS)}"
            )
        run = self.get(ref)
        target = out / f"{run.result.get('name', run.kind)}-{run.run_id[:SHORT]}"
        made: list[Path] = []
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name, frame in run.arrays().items():
                if "parquet" in wanted:
                    made.append(target / f"{name}.parquet")
                    frame.write_parquet(made[-1])
                if "csv" in wanted:
                    made.append(target / f"{name}.csv")
                    frame.write_csv(made[-1])
            if "json" in wanted:
                made.append(target / "run.json")
                text = {"run_id": run.run_id, "scenario": run.scenario, "result": run.result}
                made[-1].write_text(json.dumps(text, indent=1, sort_keys=True), encoding="utf-8")
        except OSError as error:
            raise SourceError(f"export cannot be written: {error}", value=str(target)) from error
        return made

    def sweep(self) -> list[str]:
        """Remove what dead processes left: folders without a run, older than an hour."""
        removed = []
        known = {one.run_id for one in self.runs()}
        for path in sorted((self.folder / "arrays").iterdir()):
            if path.name in known or time.time() - path.stat().st_mtime < STALE_S:
                continue
            shutil.rmtree(path, ignore_errors=True)
            removed.append(path.name)
        return removed

    def _folder(self, run_id: str) -> Path:
        return self.folder / "arrays" / run_id

    def _write_arrays(self, run_id: str, arrays: Mapping[str, pl.DataFrame]) -> None:
        """Write all tables into a folder of their own, synced, then give it the run's name."""
        target = self._folder(run_id)
        draft = target.with_name(f"{run_id}.{os.getpid()}.{time.monotonic_ns()}.draft")
        draft.mkdir(parents=True)
        for name, frame in arrays.items():
            path = draft / f"{name}.parquet"
            frame.write_parquet(path, compression="zstd", statistics=False)
            _sync(path)
        _sync(draft)
        if target.exists():
            shutil.rmtree(target, ignore_errors=True)
        try:
            os.replace(draft, target)
        except OSError:
            if not target.exists():  # else another process was first with the same bytes
                raise
            shutil.rmtree(draft, ignore_errors=True)
        _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
