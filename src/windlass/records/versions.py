"""Texts in versions: what follows what, in which lines, and which version nothing follows yet.

A text is lines, or plain data that is read line by line as ``part.part = value``.  A version
follows one before it and may take a second one in; two versions after the same one stand side by
side until they are merged.  Checked: tests/records/test_versions.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.records import canon
from windlass.records.record import Record

KINDS: Final = ("document", "pay-schedule", "term-sheet")
"""Kinds of records that are versions of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a text.  text: id of its first version; number: from 1, along its longest line
    of versions; parents: ids of those that it follows and takes in.
    """

    record: Record
    text: str
    number: int
    parents: tuple[str, ...]

    @property
    def content(self) -> Any:
        """Return what it says."""
        return self.record.body["content"]

    @property
    def pins(self) -> list[Mapping[str, str]]:
        """Return what it stands on: name and hash each."""
        return list(self.record.body.get("stands_on", []))


@dataclass(frozen=True, slots=True)
class Texts:
    """All versions of a log, by id."""

    versions: Mapping[str, Version]

    def of(self, text: str) -> list[Version]:
        """Return the versions of a text, in the log's order."""
        return [one for one in self.versions.values() if one.text == text]

    def texts(self) -> list[str]:
        """Return the ids of the first versions of all texts."""
        return list(dict.fromkeys(one.text for one in self.versions.values()))

    def heads(self, text: str) -> list[Version]:
        """Return the versions of a text that nothing follows: several where it has parted."""
        own = self.of(text)
        followed = {parent for one in own for parent in one.parents}
        return [one for one in own if one.record.id not in followed]

    def before(self, version: str) -> set[str]:
        """Return the ids of all versions that one stands on, and its own."""
        found, todo = set[str](), [version]
        while todo:
            now = todo.pop()
            if now not in found:
                found.add(now)
                todo.extend(self.versions[now].parents)
        return found

    def base(self, one: str, other: str) -> Version:
        """Return the last version that both stand on; InvalidInput where they have none."""
        both = self.before(one) & self.before(other)
        if not both:
            raise InvalidInput("two texts of which neither comes of the other", value=other[:12])
        return max((self.versions[k] for k in both), key=lambda v: (v.number, v.record.number))


def read(records: Iterable[Record]) -> Texts:
    """Return all versions of a log's records, in their order."""
    found: dict[str, Version] = {}
    for one in records:
        if one.kind not in KINDS or wrong(one.body):
            continue
        merges = one.body.get("merges", "")
        parents = tuple(k for k in (one.previous, merges) if k in found)
        before = [found[k] for k in parents]
        found[one.id] = Version(
            record=one, text=before[0].text if before else one.id,
            number=1 + max((v.number for v in before), default=0), parents=parents,
        )  # fmt: skip
    return Texts(found)


def wrong(body: Mapping[str, Any]) -> str:
    """Return why a body is no version of a text; empty where it is."""
    if not isinstance(body.get("title"), str) or not body["title"].strip():
        return "it has no title"
    if "content" not in body:
        return "it has no content"
    if not isinstance(body.get("type", ""), str) or not isinstance(body.get("merges", ""), str):
        return "its type, or what it takes in, is no name"
    pins, attached = body.get("stands_on", []), body.get("attached", {})
    if not isinstance(pins, list) or not all(
        isinstance(one, Mapping) and set(one) == {"name", "sha256"} for one in pins
    ):
        return "what it stands on is not told by name and hash"
    if not isinstance(attached, Mapping) or not all(isinstance(v, str) for v in attached.values()):
        return "what is attached is not told by name and id"
    return ""


def content_hash(content: Any) -> str:
    """Return the hash of a content: the same whoever wrote it and when."""
    return canon.digest(canon.canonical(content))


def lines_of(content: Any) -> list[str]:
    """Return the lines of a content; of plain data a line for each value."""
    if isinstance(content, str):
        return content.splitlines()
    if isinstance(content, Sequence) and all(isinstance(one, str) for one in content):
        return list(content)
    return list(_flat("", content))


def _flat(name: str, found: Any) -> Iterator[str]:
    if isinstance(found, Mapping) and found:
        for key in sorted(found):
            yield from _flat(f"{name}.{key}" if name else str(key), found[key])
    elif isinstance(found, list) and any(isinstance(one, Mapping | list) for one in found):
        for k, one in enumerate(found):
            yield from _flat(f"{name}[{k}]", one)
    else:
        yield f"{name} = {json.dumps(found, ensure_ascii=False)}"


def moved(old: Sequence[str], new: Sequence[str], line: int) -> int | None:
    """Return where a line [from 1] of an old text is in a new one; None where it was changed or
    taken out.
    """
    for a, b, many in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if a <= line - 1 < a + many:
            return b + line - a
    return None
