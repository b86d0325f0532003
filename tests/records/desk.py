"""A log in memory with persons, keys and roles, for tests of what stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from windlass.records import keys, record, register, signoff, versions
from windlass.records.act import Seen, act
from windlass.records.merkle import Tree, leaf_hash
from windlass.records.record import Record
from windlass.records.signoff import SignOff

START = datetime(2032, 5, 1, 12, tzinfo=UTC)


def stamp(minutes: float) -> str:
    return register.moment((START + timedelta(minutes=minutes)).isoformat())


@dataclass
class Desk:
    """Each act takes a minute.  The registrar is Rhea."""

    log: list[Record] = field(default_factory=list)
    held: dict[str, keys.Key] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)

    def __post_init__(self) -> None:
        self.held["Rhea"] = keys.new()
        self.act("key", "Rhea", {"person": "Rhea", "public": self.held["Rhea"].public})

    @property
    def now(self) -> str:
        return stamp(len(self.log))

    def put(self, kind: str, author: str, body: Mapping[str, Any], previous: str = "") -> Record:
        one = record.made(len(self.log), kind, author, self.now, previous, body)
        self.log.append(one)
        self.tree.append(leaf_hash(one.data))
        return one

    def act(self, kind: str, author: str, body: Mapping[str, Any], *, key: str = "") -> Record:
        signed = act(kind, body, self.held[key or author], Seen.of(self.tree))
        return self.put(kind, author, signed)

    def person(self, name: str, *roles: str) -> None:
        self.held[name] = keys.new()
        self.act("key", "Rhea", {"person": name, "public": self.held[name].public})
        for role in roles:
            self.act("role", "Rhea", {"person": name, "role": role})

    def revoke(self, name: str, *, since: str = "", by: str = "Rhea") -> Record:
        body = {"person": name, "public": self.held[name].public, "revoke": True, "from": since}
        return self.act("key", by, body)

    def text(
        self, author: str, content: Any, *, kind: str = "document", type_: str = "specification",
        previous: str = "", **more: Any,
    ) -> str:  # fmt: skip
        body = {"title": "Capture", "type": type_, "content": content, **more}
        return self.put(kind, author, body, previous).id

    def review(self, version: str) -> Record:
        author = next(one.author for one in self.log if one.id == version)
        return self.act("signature", author, {"on": version, "decision": "review"})

    def sign(
        self, who: str, role: str, version: str, decision: str = "sign", **more: Any
    ) -> Record:
        found = signoff.pins(versions.read(self.log).versions[version])
        body = {"on": version, "decision": decision, "role": role, "pins": found, **more}
        return self.act("signature", who, body)

    def object(self, who: str, version: str, line: int = 1, **more: Any) -> Record:
        body = {"on": version, "line": line, "text": "it cannot be done", **more}
        return self.act("objection", who, body)

    def end(self, who: str, objection: Record, decision: str) -> Record:
        return self.act("objection", who, {"to": objection.id, "decision": decision, "why": "so"})

    def register(self) -> register.Register:
        return register.read(self.log)

    def get(self, id_: str) -> Record | None:
        return next((one for one in self.log if one.id == id_), None)

    def at(self, version: str) -> SignOff:
        return signoff.standing(version, versions.read(self.log), self.register(), self.get)


def manned() -> Desk:
    """The base: its commander, executive officer, project manager, and the officer's author."""
    desk = Desk()
    desk.person("Ada", "author")
    desk.person("Cole", "commander")
    desk.person("Xena", "executive-officer")
    desk.person("Pam", "project-manager")
    return desk
