"""Balances: what each account holds, piece by piece, kept in step with movements.

The book refuses what would leave an account with less than nothing, over its capacity or without
seats, an unknown account, or a passage that no grant allows.  It holds the balances that it was
given, so that the same code runs over a whole log and over the few rows that a batch touches.
Checked: tests/records/dock/test_book.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from windlass.base.errors import InvalidInput
from windlass.records.canon import MOST
from windlass.records.dock.movement import (
    Account,
    Accounts,
    Entry,
    Movement,
    account,
    entries,
    event_of,
    movement,
    must_pass_a_dock,
)
from windlass.records.record import Record

Allowed = Callable[[Movement], str]
"""Why a movement through a dock is not allowed; empty where it is."""


@dataclass(slots=True)
class Holding:
    """Pieces and grams of one item in one account."""

    count: int = 0
    grams: int = 0


@dataclass(slots=True)
class Total:
    """Grams and seats of one account."""

    grams: int = 0
    seats: int = 0


@dataclass(slots=True)
class Book:
    """What accounts hold.  states: pending movement -> (what it is, pending | posted | voided);
    corrected: movements that were taken back.
    """

    accounts: Accounts = field(default_factory=Accounts)
    holdings: dict[tuple[str, str], Holding] = field(default_factory=dict)
    totals: dict[str, Total] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    corrected: set[str] = field(default_factory=set)

    def open(self, one: Account) -> None:
        """Open an account, or change what it takes; its kind stays."""
        old = self.accounts.known.get(one.name)
        if old is not None and old.kind != one.kind:
            raise InvalidInput(f"account {one.name} is a {old.kind}", value=one.kind)
        total = self.totals.get(one.name, Total())
        _within(one, total.grams, total.seats)
        self.accounts.known[one.name] = one

    def apply(self, moved: Iterable[Entry]) -> None:
        """Add entries, all or none; InvalidInput for what an account cannot hold or give."""
        rows = list(moved)
        for one in rows:
            self._check(one, rows)
        for one in rows:
            held = self.holdings.setdefault((one.account, one.item), Holding())
            held.count += one.count
            held.grams += one.grams
            total = self.totals.setdefault(one.account, Total())
            total.grams += one.grams
            total.seats += one.seats

    def _check(self, one: Entry, rows: list[Entry]) -> None:
        """Raise InvalidInput where an account would end with what it cannot hold or has not."""
        where = self.accounts.get(one.account)
        own = [row for row in rows if row.account == one.account]
        total = self.totals.get(one.account, Total())
        grams = total.grams + sum(row.grams for row in own)
        if abs(grams) > MOST:
            raise InvalidInput(f"mass in {one.account} overflows", value=grams,
                               remedy=f"up to {MOST} g")  # fmt: skip
        if where.kind == "outside":
            return
        held = self.holdings.get((one.account, one.item), Holding())
        count = held.count + sum(row.count for row in own if row.item == one.item)
        left = held.grams + sum(row.grams for row in own if row.item == one.item)
        if count < 0 or left < 0:
            raise InvalidInput(
                f"{one.account} does not hold so much of {one.item}: {held.count} pieces, "
                f"{held.grams} g", value=(-one.count, -one.grams),
                remedy="correct an earlier movement, or enter what was never entered",
            )  # fmt: skip
        if count == 0 and left:
            raise InvalidInput(
                f"{left} g of {one.item} would be left in {one.account}, and no piece",
                value=(-one.count, -one.grams), remedy="give the pieces, or the mass of all",
            )  # fmt: skip
        if one.grams > 0 or one.seats > 0:
            _within(where, grams, total.seats + sum(row.seats for row in own))


def _within(where: Account, grams: int, seats: int) -> None:
    if where.capacity_g is not None and grams > where.capacity_g:
        raise InvalidInput(f"{where.name} takes {where.capacity_g} g", value=grams)
    if where.seats is not None and seats > where.seats:
        raise InvalidInput(f"{where.name} has {where.seats} seats", value=seats)


def take(
    book: Book,
    kind: str,
    body: Mapping[str, Any],
    own: str,
    *,
    at: str,
    allowed: Allowed,
    get: Callable[[str], Mapping[str, Any] | None],
) -> None:
    """Take a record of an account or a movement into the book.

    own: the record's id; at: its time, also of the event unless the body tells one; get: body of
    an earlier record.  Raises InvalidInput for what cannot be, and changes nothing.
    """
    if kind == "account":
        book.open(account(body))
        return
    event = str(body.get("event"))
    if event in ("move", "pending"):
        one = movement(body)
        if one.at > at:
            raise InvalidInput(f"{one.item} moves in the future", value=one.at,
                               remedy=f"up to {at}")  # fmt: skip
        for name in (one.source, one.target):
            book.accounts.get(name)
        if event == "move":
            _pass(book, one, at, allowed)
            book.apply(entries(one))
            book.states[own] = "posted"
        else:
            book.states[own] = "pending"
        return
    old_id = str(body.get("of", ""))
    old = get(old_id)
    if old is None or old_id not in book.states:
        raise InvalidInput(f"no such movement to {event}", value=old_id[:12])
    state = book.states[old_id]
    if event in ("post", "void"):
        if state != "pending":
            raise InvalidInput(f"the movement is {state} already", value=old_id[:12])
        if event == "post":
            one = posted(old, body)
            _pass(book, one, at, allowed)
            book.apply(entries(one))
        book.states[old_id] = "posted" if event == "post" else "voided"
    elif event == "correct":
        if "item" in body:
            _pass(book, movement(body), at, allowed)
        _correct(book, old_id, old, state, body, own)
    else:
        raise InvalidInput("event of a movement", value=event)


def posted(old: Mapping[str, Any], body: Mapping[str, Any]) -> Movement:
    """Return the movement that a post makes of a pending one; who and when are the post's."""
    return movement({**old, "who": body.get("who", old.get("who", "")),
                     "at": body.get("at", "")})  # fmt: skip


def _pass(book: Book, one: Movement, at: str, allowed: Allowed) -> None:
    """Raise InvalidInput where a movement passes a dock without leave, or avoids one."""
    if one.dock:
        where = book.accounts.get(one.dock)
        if where.kind != "dock":
            raise InvalidInput(f"{one.dock} is a {where.kind}", value=one.dock, remedy="a dock")
        if why := allowed(one if one.at else movement({**one.body(), "at": at})):
            raise InvalidInput(f"{one.item} may not pass {one.dock}: {why}", value=one.who,
                               remedy="`windlass dock grant`")  # fmt: skip
    elif must_pass_a_dock(one, book.accounts):
        raise InvalidInput(f"{one.item} leaves or enters the base: it passes a dock",
                           value=f"{one.source} → {one.target}", remedy="--dock")  # fmt: skip


def _correct(
    book: Book, old_id: str, old: Mapping[str, Any], state: str, body: Mapping[str, Any], own: str
) -> None:
    """Take a posted movement back and, where there is one, put the right one in its place."""
    if state != "posted":
        raise InvalidInput(f"the movement is {state}: only what was posted is corrected",
                           value=old_id[:12])  # fmt: skip
    if old_id in book.corrected:
        raise InvalidInput("the movement was corrected already", value=old_id[:12],
                           remedy="correct the correction")  # fmt: skip
    if not str(body.get("note", "")).strip():
        raise InvalidInput("a correction says why", value=old_id[:12])
    back = entries(movement(old), -1)
    new = entries(movement(body)) if "item" in body else ()
    book.apply([*back, *new])
    book.corrected.add(old_id)
    book.states[own] = "posted" if new else "voided"


def read(records: Iterable[Record], allowed: Allowed = lambda one: "") -> Book:
    """Return the book of a whole log; records that cannot be are left out, as if never written.

    allowed: judges passages through docks; without it those that were written count, as they were
    judged then.
    """
    book, bodies = Book(), dict[str, Mapping[str, Any]]()
    for one in records:
        if one.kind not in ("account", "movement"):
            continue
        bodies[one.id] = one.body
        try:
            if one.kind == "movement":
                event_of(one)
            take(book, one.kind, one.body, one.id, at=one.at, allowed=allowed, get=bodies.get)
        except InvalidInput:
            continue
    return book
