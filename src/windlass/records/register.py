"""Who has which key and which role, and when: read from the log, nothing else.

The first key in the log, signed by itself, is the registrar's.  From then on keys, roles and
policies count only by an act of somebody who was registrar at that time.  A key may be revoked from
a time on, an earlier one too: then no act by it from that time on counts, and nothing that stood on
such acts; but what was revoked by it before it was revoked itself stays so.  A role ends when it
was said to, or when it is taken back.
Checked: tests/records/test_register.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.records import act, policy
from windlass.records.record import Record

REGISTRAR: Final = "registrar"
FOREVER: Final = "9999-12-31T23:59:59.999999Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHeld:
    """A person's key, good from a time to before another [UTC, ISO 8601]."""

    person: str
    public: str
    since: str
    until: str = FOREVER
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld:
    """A person's role over a time [UTC, ISO 8601], by the record that gave it."""

    person: str
    role: str
    since: str
    until: str = FOREVER
    record: str = ""


@dataclass(slots=True)
class Register:
    """What the log says about persons.  refused: record -> why it does not count."""

    keys: dict[str, KeyHeld] = field(default_factory=dict)
    roles: list[RoleHeld] = field(default_factory=list)
    policies: list[Record] = field(default_factory=list)
    acts: list[Record] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def person(self, public: str, at: str) -> str:
        """Return whose key was good at a time; empty where it was no one's."""
        held = self.keys.get(public)
        return held.person if held is not None and held.since <= at < held.until else ""

    def holds(self, person: str, role: str, at: str) -> bool:
        """Return whether a person held a role at a time."""
        return any(one.person == person and one.role == role and one.since <= at < one.until
                   for one in self.roles)  # fmt: skip

    def held(self, person: str, at: str) -> list[str]:
        """Return the roles of a person at a time."""
        return sorted({one.role for one in self.roles
                       if one.person == person and one.since <= at < one.until})  # fmt: skip

    def persons(self, role: str, at: str) -> list[str]:
        """Return who held a role at a time."""
        return sorted({one.person for one in self.roles if self.holds(one.person, role, at)})

    def policy(self, kind: str, type_: str, at: str) -> policy.Policy | None:
        """Return what signs off a kind and type of text that was written at a time: as the last
        act by then says, or else the packaged table; None where nothing does.
        """
        found = {one.name: one for one in policy.packaged()}
        for one in self.policies:
            if one.at <= at:
                name = str(one.body["name"])
                found[name] = policy.read(name, one.body)
        return next((one for one in reversed(found.values())
                     if (one.kind, one.type) == (kind, type_)), None)  # fmt: skip


def read(records: Iterable[Record]) -> Register:
    """Return the register of a log's records, in their order; what does not count is in
    ``refused``, with its reason.
    """
    acts = [one for one in records if one.kind in act.KINDS]
    first = _pass(acts, {}, set())
    ends = {key.public: key.until for key in first.keys.values() if key.until != FOREVER}
    revokes = {one.id for one in first.acts if _revokes_key(one)}
    return _pass(acts, ends, revokes) if ends else first


def _pass(acts: Iterable[Record], ends: Mapping[str, str], revokes: set[str]) -> Register:
    """Return the register where keys end as told, whenever that was said; revokes: acts that count
    though their own key ended before.
    """
    found, signatures = Register(), set[str]()
    for one in acts:
        why = act.wrong(one)
        if not why and one.body["signature"] in signatures:
            why = "the same act was there already"
        if not why and one.id not in revokes:
            why = _why_not(found, one, ends)
        why = why or _take(found, one, sure=one.id in revokes)
        if why:
            found.refused[one.id] = why
        else:
            found.acts.append(one)
            signatures.add(one.body["signature"])
    return found


def _revokes_key(one: Record) -> bool:
    return one.kind == "key" and bool(one.body.get("revoke"))


def _why_not(found: Register, one: Record, ends: Mapping[str, str]) -> str:
    """Return why a good act is none of its author; empty where it is."""
    public = one.body["by"]
    if not found.keys:
        first = one.kind == "key" and one.body.get("public") == public
        return "" if first else "there is no registrar yet"
    person = found.person(public, one.at)
    if not person or one.at >= ends.get(public, FOREVER):
        return "the key was no one's at that time, or was revoked"
    if person != one.author:
        return f"the key is {person}'s, not {one.author}'s"
    return ""


def _take(found: Register, one: Record, *, sure: bool) -> str:
    """Add what an act says about keys, roles and policies; return why not, where it may not."""
    if one.kind in ("signature", "objection", "grant", "label"):
        return ""
    if not found.keys:
        found.keys[one.body["by"]] = KeyHeld(person=one.author, public=one.body["by"], since=one.at)
        found.roles.append(RoleHeld(person=one.author, role=REGISTRAR, since=one.at,
                                    record=one.id))  # fmt: skip
        return ""
    registrar = found.holds(one.author, REGISTRAR, one.at)
    own = _revokes_key(one) and one.body.get("public") == one.body["by"]
    if not (registrar or own or sure):
        return f"{one.author} was not registrar"
    try:
        if one.kind == "key":
            _take_key(found, one)
        elif one.kind == "role":
            _take_role(found, one)
        else:
            policy.read(_text(one, "name"), one.body)
            found.policies.append(one)
    except InvalidInput as error:
        return str(error)
    return ""


def _take_key(found: Register, one: Record) -> None:
    public, person = _text(one, "public"), _text(one, "person")
    known = found.keys.get(public)
    if not one.body.get("revoke"):
        if known is not None:
            raise InvalidInput("the key is known already", value=public[:12])
        if len(public) != 64 or set(public) - set("0123456789abcdef"):
            raise InvalidInput("public key", value=public[:12], remedy="64 hex digits")
        found.keys[public] = KeyHeld(person=person, public=public, since=one.at)
        return
    if known is None or known.person != person:
        raise InvalidInput("no such key to revoke", value=public[:12])
    since = min(_time(one, "from", one.at), known.until)
    found.keys[public] = KeyHeld(person=person, public=public, since=known.since, until=since,
                                 why=str(one.body.get("why", "")))  # fmt: skip


def _take_role(found: Register, one: Record) -> None:
    person, role = _text(one, "person"), _text(one, "role")
    if not one.body.get("revoke"):
        since, until = _time(one, "from", one.at), _time(one, "until", FOREVER)
        if until <= since:
            raise InvalidInput("a role ends before it begins", value=until)
        found.roles.append(RoleHeld(person=person, role=role, since=since, until=until,
                                    record=one.id))  # fmt: skip
        return
    end = _time(one, "from", one.at)
    if end < one.at:
        raise InvalidInput("a role ends in the past", value=end, remedy=f"from {one.at} on")
    held = [k for k, old in enumerate(found.roles)
            if old.person == person and old.role == role and old.until > end]  # fmt: skip
    if not held:
        raise InvalidInput(f"{person} does not hold the role then", value=role)
    for k in held:
        old = found.roles[k]
        found.roles[k] = RoleHeld(person=person, role=role, since=old.since,
                                  until=max(end, old.since), record=old.record)  # fmt: skip


def _text(one: Record, name: str) -> str:
    found = one.body.get(name)
    if not isinstance(found, str) or not found.strip():
        raise InvalidInput(f"{one.kind} without its {name}", value=found)
    return found


def _time(one: Record, name: str, default: str) -> str:
    given = one.body.get(name)
    return default if given is None or given == "" else moment(str(given))


def moment(text: str) -> str:
    """Return a time as records tell it: UTC, to the microsecond; InvalidInput for one that is none
    or has no zone.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("time", value=text, remedy="such as 2032-05-01T12:00:00Z") from error
    if found.tzinfo is None:
        raise InvalidInput("a time needs its zone", value=text, remedy="end it with Z for UTC")
    return found.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
