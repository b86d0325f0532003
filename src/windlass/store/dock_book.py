"""The dock's balances in the database, written in the same transaction as the log's records.

They are derived: the log alone is the truth, ``wrong`` compares them with it and ``rebuild`` makes
them anew.  A batch reads the rows that it touches, and no more.
Checked: tests/store/test_dock_book.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from windlass.base.errors import InvalidInput
from windlass.records import record as records
from windlass.records.dock import book as books
from windlass.records.dock.book import Allowed, Book, Holding, Total
from windlass.records.dock.movement import Account
from windlass.records.record import Record
from windlass.store.record_log import RECORDS, RecordLog
from windlass.store.schema import reading, writing

META: Final = MetaData()
ACCOUNTS: Final = Table(
    "dock_accounts",
    META,
    Column("name", String(200), primary_key=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("capacity_g", BigInteger),
    Column("seats", BigInteger),
    Column("total_g", BigInteger, nullable=False),
    Column("taken", BigInteger, nullable=False),
)
HOLDINGS: Final = Table(
    "dock_holdings",
    META,
    Column("account", String(200), primary_key=True),
    Column("item", String(200), primary_key=True),
    Column("pieces", BigInteger, nullable=False),
    Column("grams", BigInteger, nullable=False),
)
STATES: Final = Table(
    "dock_states",
    META,
    Column("id", String(64), primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("corrected", Integer, nullable=False),
)
KINDS: Final = ("account", "movement")
LEAVE: Final = ("key", "role", "grant")
"""Kinds of records by which a passage is judged."""
Judge = Callable[[Iterable[Record]], Allowed]
_MANY: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account holds: grams, seats taken, and its limits."""

    account: str
    kind: str
    grams: int
    seats: int
    capacity_g: int | None
    seats_all: int | None


class DockBook:
    """The dock's book beside a log."""

    def __init__(self, log: RecordLog) -> None:
        self.log = log

    @classmethod
    def open(cls, log: RecordLog) -> DockBook:
        """Return the book of a log, its tables made if missing."""
        with writing(log.engine) as link:
            META.create_all(link)
        return cls(log)

    def write(
        self, rows: Sequence[tuple[str, str, Mapping[str, Any]]], *, judge: Judge,
        at: datetime | None = None,
    ) -> list[Record]:  # fmt: skip
        """Write accounts and movements, all or none; (kind, author, body) each.

        judge: of passages through docks, by the log's keys, roles and grants as they are when the
        rows are written.  Raises InvalidInput for the first that cannot be, naming its place among
        the rows.
        """
        if bad := {kind for kind, _, _ in rows} - set(KINDS):
            raise InvalidInput("kind of a dock's record", value=sorted(bad))

        def beside(link: Connection, made: list[Record]) -> None:
            known = link.execute(
                select(RECORDS.c.data).where(RECORDS.c.kind.in_(LEAVE)).order_by(RECORDS.c.number)
            ).scalars()
            _take(link, made, judge(records.read(data) for data in known))

        return self.log.append_all(
            [(kind, author, body, "") for kind, author, body in rows], at=at, beside=beside
        )

    def balances(self, kind: str = "") -> list[Balance]:
        """Return what accounts hold, of one kind or of all, by name."""
        query = select(ACCOUNTS).order_by(ACCOUNTS.c.name)
        if kind:
            query = query.where(ACCOUNTS.c.kind == kind)
        with reading(self.log.engine) as link:
            rows = link.execute(query).all()
        return [Balance(account=r.name, kind=r.kind, grams=r.total_g, seats=r.taken,
                        capacity_g=r.capacity_g, seats_all=r.seats) for r in rows]  # fmt: skip

    def holdings(self, account: str) -> dict[str, Holding]:
        """Return what an account holds, by item; nothing that is nought."""
        with reading(self.log.engine) as link:
            rows = link.execute(
                select(HOLDINGS).where(HOLDINGS.c.account == account).order_by(HOLDINGS.c.item)
            ).all()
        return {r.item: Holding(r.pieces, r.grams) for r in rows if r.pieces or r.grams}

    def pending(self) -> list[Record]:
        """Return the movements that wait to be posted or voided, in their order."""
        with reading(self.log.engine) as link:
            rows = link.execute(
                select(RECORDS.c.data).join(STATES, STATES.c.id == RECORDS.c.id)
                .where(STATES.c.state == "pending").order_by(RECORDS.c.number)
            ).scalars().all()  # fmt: skip
        return [records.read(data) for data in rows]

    def states(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the states of movements, of those that there are."""
        with reading(self.log.engine) as link:
            return {r.id: r.state for r in _in(link, STATES, [STATES.c.id], [(k,) for k in ids])}

    def wrong(self) -> list[str]:
        """Return where the balances are not those of the log: nothing where all is well."""
        true = books.read(self.log.records())
        with reading(self.log.engine) as link:
            held = {
                (r.account, r.item): (r.pieces, r.grams) for r in link.execute(select(HOLDINGS))
            }
            total = {r.name: (r.total_g, r.taken) for r in link.execute(select(ACCOUNTS))}
        due = {key: (one.count, one.grams) for key, one in true.holdings.items()}
        found = [f"{account} holds {now[1]} g of {item}, by the log {was[1]} g"
                 for account, item in sorted(held.keys() | due.keys())
                 if (now := held.get((account, item), (0, 0)))
                 != (was := due.get((account, item), (0, 0)))]  # fmt: skip
        for name in sorted(true.accounts.known.keys() | total.keys()):
            one = true.totals.get(name, Total())
            if total.get(name, (0, 0)) != (one.grams, one.seats):
                found.append(f"{name} holds {total.get(name, (0, 0))[0]} g, by the log {one.grams}")
        return found

    def rebuild(self) -> None:
        """Make the balances anew from the log."""
        true = books.read(self.log.records())
        with writing(self.log.engine) as link:
            for table in (HOLDINGS, ACCOUNTS, STATES):
                link.execute(delete(table))
            _keep(link, Book(), true)


def _take(link: Connection, made: Sequence[Record], allowed: Allowed) -> None:
    """Take records into the book's tables, within a transaction."""
    book, bodies = _touched(link, made)
    before = _copy(book)
    for k, one in enumerate(made):
        bodies[one.id] = one.body
        try:
            books.take(book, one.kind, one.body, one.id, at=one.at, allowed=allowed,
                       get=bodies.get)  # fmt: skip
        except InvalidInput as error:
            if len(made) > 1:
                raise InvalidInput(f"row {k + 1}: {error.what}", value=error.value,
                                   remedy=error.remedy) from error  # fmt: skip
            raise
    _keep(link, before, book)


def _touched(link: Connection, made: Sequence[Record]) -> tuple[Book, dict[str, Mapping[str, Any]]]:
    """Return the part of the book that records touch, and the bodies that they name."""
    bodies: dict[str, Mapping[str, Any]] = {}
    wanted = {str(one.body["of"]) for one in made if "of" in one.body}
    while wanted:
        rows = _in(link, RECORDS, [RECORDS.c.id], [(k,) for k in sorted(wanted)])
        found = {row.id: records.read(row.data).body for row in rows}
        bodies |= found
        wanted = {str(body["of"]) for body in found.values() if "of" in body} - bodies.keys()
    named = [*(one.body for one in made), *bodies.values()]
    keys = sorted({(str(body[side]), str(body["item"])) for body in named if "item" in body
                   for side in ("from", "to") if side in body})  # fmt: skip
    names = sorted({*(account for account, _ in keys), *(str(b["dock"]) for b in named
                    if "dock" in b), *(str(b["name"]) for b in named if "name" in b)})  # fmt: skip
    book = Book()
    for r in _in(link, ACCOUNTS, [ACCOUNTS.c.name], [(k,) for k in names]):
        book.accounts.known[r.name] = Account(name=r.name, kind=r.kind, capacity_g=r.capacity_g,
                                              seats=r.seats)  # fmt: skip
        book.totals[r.name] = Total(r.total_g, r.taken)
    for r in _in(link, HOLDINGS, [HOLDINGS.c.account, HOLDINGS.c.item], keys):
        book.holdings[r.account, r.item] = Holding(r.pieces, r.grams)
    for r in _in(link, STATES, [STATES.c.id], [(k,) for k in sorted(bodies)]):
        book.states[r.id] = r.state
        if r.corrected:
            book.corrected.add(r.id)
    return book, bodies


def _copy(book: Book) -> Book:
    made = Book()
    made.accounts.known = dict(book.accounts.known)
    made.holdings = {key: Holding(one.count, one.grams) for key, one in book.holdings.items()}
    made.totals = {key: Total(one.grams, one.seats) for key, one in book.totals.items()}
    made.states, made.corrected = dict(book.states), set(book.corrected)
    return made


def _keep(link: Connection, old: Book, new: Book) -> None:
    """Write what changed from one book to another."""
    rows = [
        {"name": name, "kind": one.kind, "capacity_g": one.capacity_g, "seats": one.seats,
         "total_g": total.grams, "taken": total.seats}
        for name, one in new.accounts.known.items()
        if (total := new.totals.get(name, Total())) != old.totals.get(name)
        or one != old.accounts.known.get(name)
    ]  # fmt: skip
    _upsert(link, ACCOUNTS, ["name"], rows, {(name,) for name in old.accounts.known})
    _upsert(link, HOLDINGS, ["account", "item"], [
        {"account": key[0], "item": key[1], "pieces": one.count, "grams": one.grams}
        for key, one in new.holdings.items() if one != old.holdings.get(key)
    ], set(old.holdings))  # fmt: skip
    _upsert(link, STATES, ["id"], [
        {"id": id_, "state": state, "corrected": int(id_ in new.corrected)}
        for id_, state in new.states.items()
        if state != old.states.get(id_) or (id_ in new.corrected) != (id_ in old.corrected)
    ], {(id_,) for id_ in old.states})  # fmt: skip


def _upsert(
    link: Connection, table: Table, keys: Sequence[str], rows: Sequence[dict[str, Any]],
    there: set[Any],
) -> None:  # fmt: skip
    """Write rows: those whose key is there are changed, the others are added."""
    new = [row for row in rows if tuple(row[k] for k in keys) not in there]
    old = [row for row in rows if tuple(row[k] for k in keys) in there]
    if new:
        link.execute(insert(table), new)
    if old:
        query = update(table)
        for k in keys:
            query = query.where(table.c[k] == bindparam(f"k_{k}"))
        values: dict[str, Any] = {
            name: bindparam(f"v_{name}") for name in old[0] if name not in keys
        }
        link.execute(query.values(values), [
            {(f"k_{name}" if name in keys else f"v_{name}"): value for name, value in row.items()}
            for row in old
        ])  # fmt: skip


def _in(
    link: Connection, table: Table, columns: Sequence[Column[Any]], keys: Sequence[tuple[str, ...]]
) -> Iterable[Any]:
    """Yield the rows of a table whose columns have one of the keys, a few hundred at a time."""
    for k in range(0, len(keys), _MANY):
        part = keys[k : k + _MANY]
        where = (columns[0].in_([one[0] for one in part]) if len(columns) == 1
                 else tuple_(*columns).in_(part))  # fmt: skip
        yield from link.execute(select(table).where(where)).all()
