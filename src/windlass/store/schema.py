"""Tables of the store, and the engine that opens them.

Checked: tests/store/test_store.py.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from windlass.base.errors import SourceError

VERSION: Final = 1
BUSY_MS: Final = 30_000

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
    Column("run_id", String(64), nullable=False),
    Column("at_utc", String(32), nullable=False),
)
"""Every time that a run was put: the newest row is the latest run."""


def open_engine(url: str) -> Engine:
    """Return an engine whose tables are there.

    Raises SourceError for a store that cannot be opened, is no store, or is of a newer version.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle)
    try:
        META.create_all(engine)
        with engine.begin() as link:
            found = link.execute(select(STORE.c.version)).scalars().all()
            if not found:
                _write_version(link)
    except (OperationalError, DatabaseError) as error:
        raise SourceError(
            f"store cannot be opened: {error.orig}",
            value=engine.url.database,
            remedy="check that the folder can be written and the file is a Windlass store",
        ) from error
    newest = max(found, default=VERSION)
    if newest > VERSION:
        raise SourceError(
            f"store is of version {newest}, this Windlass reads up to {VERSION}",
            value=engine.url.database,
            remedy="install a newer Windlass, or use another folder",
        )
    return engine


def _write_version(link: Any) -> None:
    try:
        with link.begin_nested():
            link.execute(insert(STORE).values(version=VERSION))
    except IntegrityError:
        return  # another process opened the new store at the same time


def _settle(connection: Any, _: Any) -> None:
    """Let readers and one writer work at once, and wait for a busy file."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
