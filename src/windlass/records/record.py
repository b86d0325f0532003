"""A record: what somebody wrote down at a time, by the hash of all of it.

Checked: tests/store/test_record_log.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.records import canon

KINDS: Final = (
    "document", "run", "pay-schedule", "term-sheet", "movement", "grant", "signature", "label",
    "release", "role", "key", "policy", "objection", "impact", "hazard", "hours",
    "account", "weighing",
)  # fmt: skip
_KEYS: Final = ("number", "kind", "author", "at", "previous", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """number: its place in the log, from 0; at: time [UTC, ISO 8601]; previous: id of the version
    before it, empty for a first one; data: the canonical bytes of all of it; id: their SHA-256.
    """

    number: int
    kind: str
    author: str
    at: str
    previous: str
    body: Mapping[str, Any]
    data: bytes
    id: str


def made(
    number: int, kind: str, author: str, at: str, previous: str, body: Mapping[str, Any]
) -> Record:
    """Return a record; InvalidInput for a kind that is none, an author without a name, or a body
    that has no canonical bytes.
    """
    if kind not in KINDS:
        raise InvalidInput("kind of record", value=kind, remedy=f"one of {', '.join(KINDS)}")
    if not author.strip():
        raise InvalidInput("a record has an author", value=author)
    parts = (number, kind, author, at, previous, dict(body))
    data = canon.canonical(dict(zip(_KEYS, parts, strict=True)))
    return Record(number=number, kind=kind, author=author, at=at, previous=previous, body=body,
                  data=data, id=canon.digest(data))  # fmt: skip


def read(data: bytes) -> Record:
    """Return the record of its bytes; InvalidInput where they are not those of one."""
    found = canon.read(data)
    if not isinstance(found, dict) or set(found) != set(_KEYS):
        raise InvalidInput("bytes are no record", value=data[:40])
    again = made(found["number"], found["kind"], found["author"], found["at"], found["previous"],
                 found["body"])  # fmt: skip
    if again.data != data:
        raise InvalidInput("bytes are no record", value=data[:40])
    return again
