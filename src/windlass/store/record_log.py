"""The log of records: a database table that only grows, and signed roots over it.

A record is written under one transaction with its number, so that two writers never take the same
one, and is there for good once ``append`` returns.  Each root signs all records before it: what is
altered, removed or put in another order later is found, and named, by ``verify``.
Checked: tests/store/test_record_log.py, tests/store/test_record_crash.py.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
)

from windlass.base.errors import InvalidInput
from windlass.records import canon, keys, record
from windlass.records.merkle import Tree, leaf_hash
from windlass.records.record import Record
from windlass.store import record_nodes
from windlass.store.record_nodes import KeptTree
from windlass.store.schema import open_engine, reading, writing
from windlass.store.store import default_folder

META: Final = MetaData()
RECORDS: Final = Table(
    "records",
    META,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("kind", String(32), nullable=False, index=True),
    Column("data", LargeBinary, nullable=False),
)
ROOTS: Final = Table(
    "roots",
    META,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("size", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("key", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)
FILE: Final = "records.sqlite"
SHORT: Final = 12
_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A signed root: of the first ``size`` records, by a key, at a time [UTC]."""

    size: int
    root: str
    at: str
    key: str
    signature: str

    def message(self) -> bytes:
        """Return what is signed."""
        return canon.canonical({"size": self.size, "root": self.root, "at": self.at})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the log: with which record, −1 for a root or a kept hash, and what."""

    number: int
    what: str


@dataclass(slots=True, weakref_slot=True)
class RecordLog:
    """The log of one database.  Connections to a server are closed with its last use."""

    engine: Engine

    @classmethod
    def open(cls, where: Path | str) -> RecordLog:
        """Return the log in a folder, made if missing, or at the URL of a database.

        Raises InvalidInput for a URL that is none, SourceError where it cannot be opened.
        """
        if isinstance(where, Path):
            where.mkdir(parents=True, exist_ok=True)
            where = where / FILE
        engine = open_engine(where)
        with writing(engine) as link:
            META.create_all(link)
            record_nodes.META.create_all(link)
        log = cls(engine)
        weakref.finalize(log, engine.dispose)
        return log

    @classmethod
    def default(cls) -> RecordLog:
        """Return the log at WINDLASS_RECORDS, a folder or the URL of a database; without it that
        of the store's folder.
        """
        given = os.environ.get("WINDLASS_RECORDS", "")
        return cls.open(given if "://" in given else Path(given or default_folder()))

    def append(
        self, kind: str, author: str, body: Mapping[str, Any], *, previous: str = "",
        at: datetime | None = None,
    ) -> Record:  # fmt: skip
        """Write a record at the end and return it; once this returns it is there for good.

        previous: id of the version that it follows.  Raises InvalidInput for a record that is none,
        a version that is not there or of another kind, or a time before that of the last record.
        """
        return self.append_all([(kind, author, body, previous)], at=at)[0]

    def append_all(
        self, rows: Iterable[tuple[str, str, Mapping[str, Any], str]], *,
        at: datetime | None = None,
        beside: Callable[[Connection, list[Record]], None] | None = None,
    ) -> list[Record]:  # fmt: skip
        """Write several records, all or none; (kind, author, body, previous) each.

        beside: what else is written with them, such as a table of balances; where it raises,
        nothing is written.
        """
        given, told = list(rows), None if at is None else _stamp(at)
        with writing(self.engine) as link:
            number, last = _end(link)
            when = told or _stamp(datetime.now(UTC))
            if when < last:
                raise InvalidInput(
                    "time runs backwards: the log's last record is later", value=when,
                    remedy=f"the clock, or a time from {last} on",
                )  # fmt: skip
            made: list[Record] = []
            for k, (kind, author, body, previous) in enumerate(given):
                one = record.made(number + k, kind, author, when, previous, body)
                if previous:
                    _follows(link, one, made)
                made.append(one)
            if made:
                link.execute(insert(RECORDS), [
                    {"number": one.number, "id": one.id, "kind": one.kind, "data": one.data}
                    for one in made
                ])  # fmt: skip
                record_nodes.grow(link, number, [leaf_hash(one.data) for one in made])
            if beside is not None:
                beside(link, made)
        return made

    def __len__(self) -> int:
        """Return how many records there are."""
        with reading(self.engine) as link:
            return int(link.execute(select(func.count()).select_from(RECORDS)).scalar_one())

    def get(self, ref: str | int) -> Record:
        """Return a record by its number, its id or the start of one; InvalidInput for none."""
        with reading(self.engine) as link:
            if isinstance(ref, int):
                where = RECORDS.c.number == ref
            else:
                where = RECORDS.c.id.startswith(ref.lower(), autoescape=True)
            found = link.execute(select(RECORDS.c.data).where(where).limit(2)).scalars().all()
        if len(found) != 1 or ref == "":
            raise InvalidInput("ambiguous record" if len(found) > 1 else "no such record",
                               value=ref)  # fmt: skip
        return record.read(found[0])

    def records(self, kind: str | None = None, *, since: int = 0) -> Iterator[Record]:
        """Yield the records in their order, of one kind or of all, from a number on."""
        at = since
        while True:
            query = select(RECORDS.c.number, RECORDS.c.data).where(RECORDS.c.number >= at)
            if kind is not None:
                query = query.where(RECORDS.c.kind == kind)
            with reading(self.engine) as link:
                rows = link.execute(query.order_by(RECORDS.c.number).limit(_BATCH)).all()
            for _, data in rows:
                yield record.read(data)
            if len(rows) < _BATCH:
                return
            at = rows[-1].number + 1

    @contextmanager
    def tree(self) -> Iterator[Tree]:
        """Open the tree of all records, for roots and proofs within one state of the log."""
        with reading(self.engine) as link:
            yield KeptTree(link, _end(link)[0])

    def sign(self, key: keys.Key, *, at: datetime | None = None) -> Root:
        """Sign the root of all records and keep it."""
        when = _stamp(at or datetime.now(UTC))
        with writing(self.engine) as link:
            tree = KeptTree(link, _end(link)[0])
            plain = Root(size=len(tree), root=tree.root().hex(), at=when, key=key.public,
                         signature="")  # fmt: skip
            signed = replace(plain, signature=key.sign(plain.message()))
            link.execute(insert(ROOTS).values(
                size=signed.size, root=signed.root, at=signed.at, key=signed.key,
                signature=signed.signature,
            ))  # fmt: skip
        return signed

    def roots(self) -> list[Root]:
        """Return the signed roots, the oldest first."""
        with reading(self.engine) as link:
            rows = link.execute(select(ROOTS).order_by(ROOTS.c.sequence)).all()
        return [Root(size=r.size, root=r.root, at=r.at, key=r.key, signature=r.signature)
                for r in rows]  # fmt: skip

    def verify(self, known: Iterable[Root] = ()) -> list[Fault]:
        """Return what is wrong with the log: nothing where no byte of it was altered.

        known: roots that were kept elsewhere, so that a log of which all was made anew is found
        out, too.
        """
        faults, tree = [], Tree()
        with reading(self.engine) as link:
            rows = link.execute(select(RECORDS).order_by(RECORDS.c.number))
            seen: dict[str, str] = {}
            for expected, row in enumerate(rows):
                faults += _wrong(row, expected, seen)
                tree.append(leaf_hash(_bytes(row.data)))
            faults += [Fault(number=k, what=what) for k, what in record_nodes.wrong(link, tree)]
        for root in (*self.roots(), *known):
            faults += _root_wrong(root, tree)
        return faults


def _stamp(at: datetime) -> str:
    """Return a time as UTC to the microsecond; InvalidInput for one without a zone."""
    if at.tzinfo is None:
        raise InvalidInput("a time of a record needs its zone", value=at.isoformat(),
                           remedy="give it in UTC")  # fmt: skip
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _end(link: Connection) -> tuple[int, str]:
    """Return the number of the next record and the time of the last."""
    row = link.execute(
        select(RECORDS.c.number, RECORDS.c.data).order_by(RECORDS.c.number.desc()).limit(1)
    ).first()
    return (0, "") if row is None else (row.number + 1, record.read(row.data).at)


def _follows(link: Connection, one: Record, before: list[Record]) -> None:
    """Raise InvalidInput unless the version that a record follows is there and of its kind."""
    own = next((other for other in before if other.id == one.previous), None)
    kind = own.kind if own is not None else link.execute(
        select(RECORDS.c.kind).where(RECORDS.c.id == one.previous)
    ).scalar()  # fmt: skip
    if kind != one.kind:
        what = "is not there" if kind is None else f"is a {kind}"
        raise InvalidInput(f"the version before this {one.kind} {what}",
                           value=one.previous[:SHORT])  # fmt: skip


def _bytes(found: Any) -> bytes:
    """Return what a row holds as bytes, though someone wrote another type into it."""
    return found if isinstance(found, bytes) else str(found).encode()


def _wrong(row: Any, expected: int, seen: dict[str, str]) -> list[Fault]:
    """Return what is wrong with one row; seen: id -> kind of the records before it."""
    try:
        one = record.read(row.data)
    except InvalidInput as error:
        return [Fault(number=row.number, what=f"its bytes were altered: {error}")]
    found = []
    if row.number != expected:
        found.append(f"records are missing before it: number {expected} is not there")
    if one.number != row.number:
        found.append(f"it was written as number {one.number}")
    if one.id != row.id or one.kind != row.kind:
        found.append("its id or kind in the table is not that of its bytes")
    if one.previous and seen.get(one.previous) != one.kind:
        found.append("the version before it is not there")
    seen[one.id] = one.kind
    return [Fault(number=row.number, what=what) for what in found]


def _root_wrong(root: Root, tree: Tree) -> list[Fault]:
    told = f"root of {root.size} records, signed {root.at} by {root.key[:SHORT]}"
    if not keys.verified(root.key, root.message(), root.signature):
        return [Fault(number=-1, what=f"{told}: its signature is not good")]
    if root.size > len(tree):
        return [Fault(number=-1, what=f"{told}: the log holds {len(tree)}")]
    if tree.root(root.size).hex() != root.root:
        return [Fault(number=-1, what=f"{told}: the records are others than those")]
    return []
