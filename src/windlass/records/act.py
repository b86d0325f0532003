"""An act: what somebody does by their key, such as to sign, to object or to give a role.

Its body names the public key, the log as it was then, and carries a signature over its kind and
all of it; so no act can be altered, taken for one of another kind, or said to have come before what
it saw.  The same act a second time is no act.  Source: rfc8032, rfc9162.
Checked: tests/records/test_register.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.records import canon, keys
from windlass.records.merkle import Tree
from windlass.records.record import Record

KINDS: Final = ("key", "role", "policy", "signature", "objection", "grant", "label")
"""Kinds of records that count only when they were signed."""
_OWN: Final = frozenset({"by", "seen", "signature"})


@dataclass(frozen=True, slots=True)
class Seen:
    """The log that an act stands on: how many records, and their root [hex]."""

    size: int
    root: str

    @classmethod
    def of(cls, tree: Tree) -> Seen:
        """Return what a tree of now shows."""
        return cls(len(tree), tree.root().hex())


def act(kind: str, body: Mapping[str, Any], key: keys.Key, seen: Seen) -> dict[str, Any]:
    """Return the body of a record of an act, signed.

    Raises InvalidInput for a kind that is no act, or a body with names that the act itself takes.
    """
    if kind not in KINDS:
        raise InvalidInput("kind of an act", value=kind, remedy=f"one of {', '.join(KINDS)}")
    if taken := _OWN & set(body):
        raise InvalidInput("names that an act takes itself", value=sorted(taken))
    plain = {**body, "by": key.public, "seen": {"size": seen.size, "root": seen.root}}
    return {**plain, "signature": key.sign(_message(kind, plain))}


def wrong(one: Record) -> str:
    """Return why a record is no act that was signed by the key it names; empty where it is."""
    body = one.body
    if one.kind not in KINDS:
        return "it is of no kind that is signed"
    if not all(isinstance(body.get(name), str) for name in ("by", "signature")):
        return "it is not signed"
    seen = body.get("seen")
    if not isinstance(seen, Mapping) or type(seen.get("size")) is not int:
        return "it does not tell the log that it stands on"
    if not 0 <= seen["size"] <= one.number:
        return "it stands on records that came after it"
    plain = {name: value for name, value in body.items() if name != "signature"}
    if not keys.verified(body["by"], _message(one.kind, plain), body["signature"]):
        return "its signature is not good"
    return ""


def _message(kind: str, plain: Mapping[str, Any]) -> bytes:
    return canon.canonical({"kind": kind, "body": dict(plain)})
