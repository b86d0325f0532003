"""Persons at the base: their keys, roles and the policies they sign under, written to the log.

Checked: tests/studies/test_documents.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from windlass.base.errors import InvalidInput
from windlass.records import keys, policy
from windlass.records.record import Record
from windlass.studies.documents import Desk


def begin(desk: Desk, name: str, key: keys.Key, *, at: datetime | None = None) -> Record:
    """Make a person the registrar of a log that has none; InvalidInput where it has one."""
    if desk.register.keys:
        raise InvalidInput("the log has a registrar", value=next(iter(
            one.person for one in desk.register.keys.values())))  # fmt: skip
    return desk.act("key", name, {"person": name, "public": key.public}, key, at=at)


def give_key(
    desk: Desk, by: str, key: keys.Key, person: str, public: str, *, at: datetime | None = None
) -> Record:
    """Say that a public key is a person's."""
    return desk.act("key", by, {"person": person, "public": public.lower()}, key, at=at)


def revoke_key(
    desk: Desk, by: str, key: keys.Key, person: str, *, public: str = "", since: str = "",
    why: str = "", at: datetime | None = None,
) -> Record:  # fmt: skip
    """Revoke a person's key; since: a time from which it no longer counts, an earlier one too.

    public: which, by its start, where the person has several.
    """
    own = [k for k, one in desk.register.keys.items()
           if one.person == person and k.startswith(public.lower())]  # fmt: skip
    if len(own) != 1:
        remedy = f"one of: {', '.join(k[:12] for k in own)}" if own else "`windlass people list`"
        raise InvalidInput("several keys" if own else "no such key", value=person, remedy=remedy)
    body = {"person": person, "public": own[0], "revoke": True, "from": since, "why": why}
    return desk.act("key", by, body, key, at=at)


def give_role(
    desk: Desk, by: str, key: keys.Key, person: str, role: str, *, since: str = "",
    until: str = "", revoke: bool = False, at: datetime | None = None,
) -> Record:  # fmt: skip
    """Give a person a role over a time, or take it back from a time on."""
    if not any(one.person == person for one in desk.register.keys.values()):
        names = sorted({one.person for one in desk.register.keys.values()})
        raise InvalidInput("nobody of that name has a key", value=person,
                           remedy=f"one of: {', '.join(names)}")  # fmt: skip
    body: dict[str, Any] = {"person": person, "role": role, "from": since}
    body |= {"revoke": True} if revoke else {"until": until}
    return desk.act("role", by, body, key, at=at)


def set_policy(
    desk: Desk, by: str, key: keys.Key, name: str, row: dict[str, Any], *,
    at: datetime | None = None,
) -> Record:  # fmt: skip
    """Say who signs a kind of text from now on."""
    policy.read(name, row)
    return desk.act("policy", by, {"name": name, **row}, key, at=at)
