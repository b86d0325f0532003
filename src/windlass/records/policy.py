"""Which roles sign which texts, and what must be attached: data, not code.

Checked: tests/records/test_signoff.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.records.versions import KINDS

_NAMES = frozenset({"title", "kind", "type", "needs", "each", "attach", "overrule", "author_signs"})
_ACT = frozenset({"name", "by", "seen", "signature"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What signs off a text of a kind and type.

    needs: roles, each by another person.  each: (role, part of the content): that role of each
    name listed there, as "ROLE of NAME".  attach: kinds of records that a version must carry.
    overrule: role that may overrule an objection.  author_signs: whether a version's author may.
    """

    name: str
    title: str
    kind: str
    type: str = ""
    needs: tuple[str, ...] = ()
    each: tuple[str, str] | None = None
    attach: tuple[str, ...] = ()
    overrule: str = ""
    author_signs: bool = False

    def roles(self, content: Any) -> tuple[str, ...]:
        """Return the roles that a version with this content needs; InvalidInput where the names
        that it should list are not there.
        """
        if self.each is None:
            return self.needs
        role, part = self.each
        names = content.get(part) if isinstance(content, Mapping) else None
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            raise InvalidInput(f"{self.title} lists no {part}", value=names)
        return (*self.needs, *(f"{role} of {name}" for name in dict.fromkeys(names)))


def read(name: str, row: Mapping[str, Any]) -> Policy:
    """Return a policy of plain data; InvalidInput naming what is wrong with it."""
    if more := set(row) - _NAMES - _ACT:
        raise InvalidInput(f"policy {name}: unknown entry", value=sorted(more))
    kind = row.get("kind", "document")
    if kind not in KINDS:
        raise InvalidInput(f"policy {name}: kind", value=kind, remedy=f"one of {', '.join(KINDS)}")
    each = row.get("each")
    if each is not None and not (_texts(each) and len(each) == 2):
        raise InvalidInput(f"policy {name}: each", value=each, remedy="a role and a part")
    for part in ("needs", "attach"):
        if not _texts(row.get(part, [])):
            raise InvalidInput(f"policy {name}: {part}", value=row[part], remedy="a list of names")
    if not row.get("needs") and each is None:
        raise InvalidInput(f"policy {name} needs no one", remedy="name a role")
    for part in ("title", "type", "overrule"):
        if not isinstance(row.get(part, ""), str):
            raise InvalidInput(f"policy {name}: {part}", value=row[part], remedy="a text")
    if not isinstance(row.get("author_signs", False), bool):
        raise InvalidInput(f"policy {name}: author_signs", value=row["author_signs"])
    return Policy(
        name=name, title=row.get("title", name), kind=kind, type=row.get("type", ""),
        needs=tuple(row.get("needs", ())), each=None if each is None else (each[0], each[1]),
        attach=tuple(row.get("attach", ())), overrule=row.get("overrule", ""),
        author_signs=row.get("author_signs", False),
    )  # fmt: skip


def packaged() -> list[Policy]:
    """Return the policies that come with Windlass (data/signoff.toml)."""
    return [read(name, row) for name, row in table("signoff").items()]


def _texts(found: Any) -> bool:
    return isinstance(found, list | tuple) and all(isinstance(one, str) and one for one in found)
