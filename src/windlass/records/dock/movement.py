"""Movements and the accounts between which they go: double entry in whole grams.

An account is a place, a dock, a vehicle, a person's kit, or something outside the base.  What
leaves one account enters another, so that the sum over all is always nothing.  A movement is never
edited: it is posted, or pending until it is posted or voided, and a wrong one is corrected by a
later one that takes it back.  Checked: tests/records/dock/test_book.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.records.canon import MOST
from windlass.records.record import Record
from windlass.records.register import moment

KINDS: Final = ("place", "dock", "vehicle", "person", "outside")
EVENTS: Final = ("move", "pending", "post", "void", "correct")
DIRECTIONS: Final = ("in", "out")
PASSENGER: Final = "passenger"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A place that holds things.  capacity_g, seats: most that it takes, None where nothing limits
    it.  Only accounts outside may owe: what comes in comes from there.
    """

    name: str
    kind: str
    capacity_g: int | None = None
    seats: int | None = None

    def body(self) -> dict[str, Any]:
        """Return it as the body of a record."""
        return {"name": self.name, "kind": self.kind, "capacity_g": self.capacity_g,
                "seats": self.seats}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """So many pieces of an item, of so many grams together, from one account to another.

    item: its code; what: class of goods, ``passenger`` for people, who take a seat each;
    uncertainty_g: standard uncertainty of the mass as it was entered; dock: through which it goes,
    empty for a move inside; direction: in or out of that dock; who: who moves it; at: when [UTC].
    """

    item: str
    grams: int
    source: str
    target: str
    count: int = 1
    what: str = "cargo"
    uncertainty_g: int = 0
    dock: str = ""
    direction: str = ""
    who: str = ""
    at: str = ""
    manifest: str = ""
    flight: str = ""
    note: str = ""

    @property
    def seats(self) -> int:
        """Return how many seats it takes."""
        return self.count if self.what == PASSENGER else 0

    def body(self, event: str = "move", **more: str) -> dict[str, Any]:
        """Return it as the body of a record; what is empty is left out."""
        parts = {"item": self.item, "what": self.what, "count": self.count, "grams": self.grams,
                 "from": self.source, "to": self.target, "uncertainty_g": self.uncertainty_g,
                 "dock": self.dock, "direction": self.direction, "who": self.who, "at": self.at,
                 "manifest": self.manifest, "flight": self.flight, "note": self.note}  # fmt: skip
        return {"event": event, **more,
                **{key: value for key, value in parts.items() if value not in ("", 0)}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What one movement adds to one account: grams, pieces, seats; negative where it leaves."""

    account: str
    item: str
    grams: int
    count: int
    seats: int


@dataclass(slots=True)
class Accounts:
    """The accounts of a base, by name."""

    known: dict[str, Account] = field(default_factory=dict)

    def get(self, name: str) -> Account:
        """Return an account; InvalidInput with near names for an unknown one."""
        if name not in self.known:
            from difflib import get_close_matches

            near = get_close_matches(name, self.known, n=3, cutoff=0.3)
            raise InvalidInput("unknown account", value=name, remedy=(
                f"near: {', '.join(near)}" if near else "`windlass dock account` opens one"
            ))  # fmt: skip
        return self.known[name]


def account(body: Mapping[str, Any]) -> Account:
    """Return the account that a body declares; InvalidInput for one that is none."""
    name, kind = body.get("name"), body.get("kind")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST:
        raise InvalidInput("name of an account", value=name, remedy=f"up to {_LONGEST} characters")
    if kind not in KINDS:
        raise InvalidInput(f"kind of account {name}", value=kind, remedy=f"{', '.join(KINDS)}")
    limits = {}
    for key in ("capacity_g", "seats"):
        found = body.get(key)
        if found is not None and not (type(found) is int and 0 <= found <= MOST):
            raise InvalidInput(f"{key} of account {name}", value=found,
                               remedy=f"a whole number from 0 to {MOST}")  # fmt: skip
        limits[key] = found
    return Account(name=name, kind=kind, capacity_g=limits["capacity_g"], seats=limits["seats"])


def movement(body: Mapping[str, Any]) -> Movement:
    """Return the movement of a body; InvalidInput naming what is wrong with it."""
    texts = {name: body.get(name, "") for name in
             ("item", "what", "from", "to", "dock", "direction", "who", "at", "manifest", "flight",
              "note")}  # fmt: skip
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise InvalidInput(f"{name} of a movement", value=str(text)[:40],
                               remedy=f"a text of up to {_LONGEST} characters")  # fmt: skip
    if not texts["item"].strip():
        raise InvalidInput("a movement names its item", value=texts["item"])
    for name, least in (("grams", 0), ("count", 1), ("uncertainty_g", 0)):
        found = body.get(name, 0)
        if type(found) is not int or not least <= found <= MOST:
            raise InvalidInput(f"{name} of {texts['item']}", value=found,
                               remedy=f"a whole number from {least} to {MOST}")  # fmt: skip
    if texts["from"] == texts["to"]:
        raise InvalidInput(f"{texts['item']} moves from and to the same account",
                           value=texts["from"])  # fmt: skip
    if texts["direction"] not in (*DIRECTIONS, ""):
        raise InvalidInput("direction through a dock", value=texts["direction"], remedy="in or out")
    if bool(texts["dock"]) != bool(texts["direction"]):
        raise InvalidInput("a dock is passed in or out, and a direction is that of a dock",
                           value=(texts["dock"], texts["direction"]))  # fmt: skip
    return Movement(
        item=texts["item"], what=texts["what"] or "cargo", count=body.get("count", 0),
        grams=body.get("grams", 0), source=texts["from"], target=texts["to"],
        uncertainty_g=body.get("uncertainty_g", 0), dock=texts["dock"],
        direction=texts["direction"], who=texts["who"],
        at=moment(texts["at"]) if texts["at"] else "", manifest=texts["manifest"],
        flight=texts["flight"], note=texts["note"],
    )  # fmt: skip


def entries(one: Movement, sign: int = 1) -> tuple[Entry, Entry]:
    """Return what a movement takes from one account and adds to the other; −1 takes it back."""
    grams, count, seats = sign * one.grams, sign * one.count, sign * one.seats
    return (Entry(one.source, one.item, -grams, -count, -seats),
            Entry(one.target, one.item, grams, count, seats))  # fmt: skip


def must_pass_a_dock(one: Movement, accounts: Accounts) -> bool:
    """Return whether a movement leaves or enters the base: to or from a vehicle or the outside."""
    kinds = {accounts.get(name).kind for name in (one.source, one.target)}
    return bool(kinds & {"vehicle", "outside"})


def event_of(record: Record) -> str:
    """Return what a record of a movement does; InvalidInput for nothing that is known."""
    found = record.body.get("event")
    if found not in EVENTS:
        raise InvalidInput("event of a movement", value=found, remedy=f"{', '.join(EVENTS)}")
    return str(found)
