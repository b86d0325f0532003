"""Tables of the store, the engine that opens them, and how its failures are told.

SQLite is written under one writer at a time (``BEGIN IMMEDIATE``), read through its write-ahead
log; another database locks the row of the version instead.
Checked: tests/store/test_store.py, tests/store/test_crash.py.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    NullPool,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from windlass.base.errors import InvalidInput, SourceError

VERSION: Final = 1
BUSY_S: Final = 30.0
_WRITES: Final = "windlass_writes"

META: Final = MetaData()
STORE: Final = Table("store", META, Column("version", Integer, primary_key=True))
RUNS: Final = Table(
    "runs",
    META,
    Column("run_id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("title", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_sha256", String(64), nullable=False),
)
ASKED: Final = Table(
    "asked",
    META,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String(64), nullable=False, index=True),
    Column("at_utc", String(32), nullable=False),
)
"""Every time that a run was put: the newest row is the latest run."""

_REMEDIES: Final = (
    (
        ("readonly", "read-only", "unable to open"),
        "check the rights of the folder or take another",
    ),
    (("full", "disk i/o", "too large"), "make space on the disk and try again"),
    (("locked", "busy"), "another process holds the store; try again when it is done"),
    (
        ("malformed", "not a database"),
        "move the file away: runs are computed again, records come from a copy",
    ),
)


def open_engine(where: Path | str) -> Engine:
    """Return an engine whose tables are there; where: a SQLite file, or the URL of a database.

    Raises InvalidInput for a URL that is none, SourceError for a store that cannot be opened, is
    no store, or is of a newer version.
    """
    engine = _engine(where)
    with told("opened", engine):
        with engine.connect() as link:
            found = _version(link)
        if found is None:
            with engine.connect().execution_options(**{_WRITES: True}) as link, link.begin():
                found = _version(link)  # another process may have been first
                if found is None:
                    META.create_all(link)
                    link.execute(insert(STORE).values(version=VERSION))
                    found = VERSION
    if found > VERSION:
        raise SourceError(
            f"store is of version {found}, this Windlass reads up to {VERSION}",
            value=engine.url.database,
            remedy="install a newer Windlass, or use another folder",
        )
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the store; SourceError when it cannot be read."""
    with told("read", engine), engine.connect() as link, link.begin():
        yield link


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other writer runs beside; SourceError when it cannot be written.

    Commits at the end of the block, rolls back on any exception.
    """
    with (
        told("written", engine),
        engine.connect().execution_options(**{_WRITES: True}) as link,
        link.begin(),
    ):
        link.execute(select(STORE.c.version).with_for_update())
        yield link


@contextmanager
def told(doing: str, engine: Engine) -> Iterator[None]:
    """Turn a failure of the database into a SourceError that names it and the remedy."""
    try:
        yield
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error)
        fits = [text for words, text in _REMEDIES if any(word in why.lower() for word in words)]
        raise SourceError(
            f"store cannot be {doing}: {why}",
            value=engine.url.database,
            remedy=fits[0] if fits else "check the database and its folder",
        ) from error


def _engine(where: Path | str) -> Engine:
    """Return an engine that opens a connection only when asked, and closes it after."""
    try:
        url = (
            URL.create("sqlite", database=str(where))
            if isinstance(where, Path)
            else make_url(where)
        )
        if url.get_backend_name() != "sqlite":
            return create_engine(url)
        engine = create_engine(url, poolclass=NullPool)
    except (SQLAlchemyError, ImportError) as error:
        raise InvalidInput(
            f"store's database cannot be used: {error}",
            remedy="give a URL such as postgresql+psycopg://name@host/base, its driver installed",
        ) from error
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _version(link: Connection) -> int | None:
    if not inspect(link).has_table(STORE.name):
        return None
    found: int | None = link.execute(select(func.max(STORE.c.version))).scalar()
    return found


def _settle(connection: Any, _: Any) -> None:
    """Wait for a busy file, log ahead of writing, sync every commit; begin only when told."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(BUSY_S * 1000)}")
    cursor.execute("PRAGMA synchronous=FULL")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Change the mode of a new file; SQLite itself does not wait for other openers here."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(link: Connection) -> None:
    writes = link.get_execution_options().get(_WRITES, False)
    link.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
