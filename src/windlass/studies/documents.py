"""Texts that people write, object to, merge and sign: what is asked for is written to the log.

Everything that may be done is checked before it is written, so that what the log holds counts; what
came into it by another way is judged by ``records.signoff`` all the same.
Checked: tests/studies/test_documents.py.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.records import act, keys, record, register, signoff, versions
from windlass.records.merge import Merged, Side, merge
from windlass.records.record import Record
from windlass.records.signoff import SignOff
from windlass.records.versions import Texts, Version
from windlass.store import Store
from windlass.store.record_log import RecordLog
from windlass.studies import pinned
from windlass.studies.pinned import Held

_PLAIN: Final = (".toml", ".json")


@dataclass(frozen=True, slots=True)
class Desk:
    """The log, the runs, and what the log says now: read once, asked often."""

    log: RecordLog
    store: Store
    records: Mapping[str, Record]
    texts: Texts
    register: register.Register

    @classmethod
    def open(cls, log: RecordLog, store: Store) -> Desk:
        """Return the desk of a log as it is now."""
        found = list(log.records())
        return cls(log, store, {one.id: one for one in found}, versions.read(found),
                   register.read(found))  # fmt: skip

    def again(self) -> Desk:
        """Return the desk with what was written since."""
        return Desk.open(self.log, self.store)

    def version(self, ref: str) -> Version:
        """Return a version by its id, the start of one, or the title of a text: its head then.

        Raises InvalidInput for none, or for several, naming them.
        """
        found = {k: v for k, v in self.texts.versions.items() if ref and k.startswith(ref.lower())}
        if not found:
            named = {one.text for one in self.texts.versions.values()
                     if one.record.body["title"].casefold() == ref.casefold()}  # fmt: skip
            found = {v.record.id: v for text in named for v in self.texts.heads(text)}
        if len(found) == 1:
            return next(iter(found.values()))
        titles = sorted({str(one.record.body["title"]) for one in self.texts.versions.values()})
        raise InvalidInput(
            "several versions of that name" if found else "no such text or version", value=ref,
            remedy=f"one of: {', '.join(k[:12] for k in found) or ', '.join(titles) or 'none yet'}",
        )  # fmt: skip

    def standing(self, version: Version) -> SignOff:
        """Return where a version stands."""
        return signoff.standing(version.record.id, self.texts, self.register, self.records.get)

    def held(self, version: Version) -> list[Held]:
        """Return what became of what a version stands on."""
        return pinned.held(version.pins, store=self.store, texts=self.texts)

    def act(
        self, kind: str, author: str, body: Mapping[str, Any], key: keys.Key, *,
        about: Version | None = None, judged: Callable[[Desk, str], str] | None = None,
        at: datetime | None = None,
    ) -> Record:  # fmt: skip
        """Write an act, signed over the log as it is.

        about: the version that it is to count for; judged: (desk with it, its id) -> why it would
        not count by other rules.  What would be written is judged first: raises
        InvalidInput for an act that would not count, and writes nothing.
        """
        with self.log.tree() as tree:
            seen = act.Seen.of(tree)
        signed, now = act.act(kind, body, key, seen), at or datetime.now(UTC)
        one = record.made(seen.size, kind, author, register.moment(now.isoformat()), "", signed)
        trial = replace(self, records={**self.records, one.id: one},
                        register=register.read([*self.records.values(), one]))  # fmt: skip
        why = trial.register.refused.get(one.id, "")
        if not why and about is not None:
            passed = trial.standing(about).passed
            why = next((told for other, told in passed if other.id == one.id), "")
        if not why and judged is not None:
            why = judged(trial, one.id)
        if why:
            raise InvalidInput(f"this would not count: {why}", value=author,
                               remedy="`windlass status`, `windlass people list`")  # fmt: skip
        return self.log.append(kind, author, signed, at=at)


def content_of(path: Path) -> Any:
    """Return what a file says: plain data of TOML or JSON, lines of any other text.

    Raises SourceError where it cannot be read or does not parse.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".toml":
            return json.loads(json.dumps(tomllib.loads(text), default=str))
        return json.loads(text) if path.suffix == ".json" else text.splitlines()
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise SourceError(f"text does not parse: {error}", value=str(path)) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            "text is not UTF-8", value=str(path), remedy="save it as UTF-8"
        ) from error
    except OSError as error:
        raise SourceError(f"text cannot be read: {error.strerror}", value=str(path)) from error


def add(
    desk: Desk, author: str, title: str, content: Any, *, kind: str = "document",
    type_: str = "specification", pins: Sequence[Mapping[str, str]] = (),
    attached: Mapping[str, str] | None = None, previous: str = "", at: datetime | None = None,
) -> Record:  # fmt: skip
    """Write a version of a text; previous: id of the version that it follows.

    Raises InvalidInput for a kind that has no versions, an attachment that is not there, or an edit
    that says what its last version says.
    """
    if kind not in versions.KINDS:
        raise InvalidInput("kind of a text", value=kind, remedy=", ".join(versions.KINDS))
    full = {name: _attached(desk, name, ref) for name, ref in (attached or {}).items()}
    body: dict[str, Any] = {"title": title, "type": type_, "content": content,
                            "stands_on": [dict(one) for one in pins], "attached": full}  # fmt: skip
    if why := versions.wrong(body):
        raise InvalidInput(f"text cannot be written: {why}", value=title)
    if previous:
        old = desk.texts.versions[previous]
        same = all(old.record.body.get(name) == body[name] for name in body)
        if same:
            raise InvalidInput("nothing has changed since that version", value=previous[:12])
    return desk.log.append(kind, author, body, previous=previous, at=at)


def edit(
    desk: Desk, author: str, ref: str, content: Any, *, title: str = "",
    attached: Mapping[str, str] | None = None, at: datetime | None = None,
) -> Record:  # fmt: skip
    """Write a new version after one; what it stands on is pinned again, as it is now.

    What was attached stays attached unless it says otherwise.
    """
    old = desk.version(ref)
    body = old.record.body
    pins = pinned.again(old.pins, store=desk.store, texts=desk.texts)
    return add(desk, author, title or body["title"], content, kind=old.record.kind,
               type_=body.get("type", ""), pins=pins, previous=old.record.id, at=at,
               attached={**body.get("attached", {}), **(attached or {})})  # fmt: skip


def merged(
    desk: Desk, author: str, ours: str, theirs: str, *, take: Mapping[str, Side] | None = None,
    at: datetime | None = None,
) -> tuple[Merged, Record | None]:  # fmt: skip
    """Merge two versions that parted; the record is None while a conflict is open.

    The new version tells what was in conflict and what was taken.
    """
    left, right = desk.version(ours), desk.version(theirs)
    base = desk.texts.base(left.record.id, right.record.id)
    if base.record.id in (left.record.id, right.record.id):
        raise InvalidInput("one of them comes of the other: nothing to merge", value=theirs)
    found = merge(base.content, left.content, right.content, take=take)
    if found.open:
        return found, None
    body = left.record.body
    names = {one["name"]: one for one in (*right.pins, *left.pins)}
    told = [
        {"where": one.where, "base": one.base, "ours": one.ours, "theirs": one.theirs,
         "taken": (take or {}).get(one.where, (take or {}).get("", "ours"))}
        for one in found.conflicts
    ]  # fmt: skip
    made = desk.log.append(
        left.record.kind, author,
        {"title": body["title"], "type": body.get("type", ""), "content": found.content,
         "stands_on": pinned.again(names.values(), store=desk.store, texts=desk.texts),
         "attached": {}, "merges": right.record.id,
         "merge": {"base": base.record.id, "ours": left.record.id, "theirs": right.record.id,
                   "conflicts": told}},
        previous=left.record.id, at=at,
    )  # fmt: skip
    return found, made


def decide(
    desk: Desk, author: str, ref: str, decision: str, key: keys.Key, *, role: str = "",
    why: str = "", at: datetime | None = None,
) -> Record:  # fmt: skip
    """Put a version to review, sign it or refuse it.

    Raises InvalidInput where it would not count: by the wrong key, role, state or person; or where
    what the version stands on has changed (a stale version is edited, then signed).
    """
    version = desk.version(ref)
    if decision == "sign":
        if stale := [one for one in desk.held(version) if one.verdict != "same"]:
            raise InvalidInput(
                f"what it stands on is no longer the same: {stale[0].name} {stale[0].verdict}",
                value=ref, remedy="edit the text, so that it stands on what is there now",
            )  # fmt: skip
        if missing := desk.standing(version).missing:
            raise InvalidInput(f"cannot be signed: {missing[0]}", value=ref,
                               remedy="attach it to a new version")  # fmt: skip
    body: dict[str, Any] = {"on": version.record.id, "decision": decision}
    if decision != "review":
        body |= {"role": role or _only_role(desk, author, version, at), "why": why,
                 "pins": signoff.pins(version)}  # fmt: skip
    return desk.act("signature", author, body, key, about=version, at=at)


def object_to(
    desk: Desk, author: str, ref: str, line: int, text: str, key: keys.Key, *,
    blocks: bool = True, at: datetime | None = None,
) -> Record:  # fmt: skip
    """Object to a line of a version, or to all of it (line 0); a remark does not block."""
    version = desk.version(ref)
    if not 0 <= line <= len(versions.lines_of(version.content)):
        many = len(versions.lines_of(version.content))
        raise InvalidInput("line of a text", value=line, remedy=f"1 to {many}, or 0 for all")
    if not text.strip():
        raise InvalidInput("an objection says why", value=text)
    body = {"on": version.record.id, "line": line, "text": text, "blocks": blocks}
    return desk.act("objection", author, body, key, about=version, at=at)


def answer(
    desk: Desk, author: str, ref: str, decision: str, why: str, key: keys.Key, *,
    at: datetime | None = None,
) -> Record:  # fmt: skip
    """Withdraw or overrule an objection, by the start of its id."""
    found = [
        one
        for one in desk.register.acts
        if one.kind == "objection" and "on" in one.body and one.id.startswith(ref.lower())
    ]
    if len(found) != 1 or not ref:
        raise InvalidInput("no such objection" if not found else "ambiguous objection", value=ref)
    if not why.strip():
        raise InvalidInput("an answer to an objection says why", value=why)
    version = desk.texts.versions[found[0].body["on"]]
    body = {"to": found[0].id, "decision": decision, "why": why}
    return desk.act("objection", author, body, key, about=version, at=at)


def _only_role(desk: Desk, author: str, version: Version, at: datetime | None) -> str:
    """Return the role by which a person would sign a version; InvalidInput for none or several."""
    now = register.moment((at or datetime.now(UTC)).isoformat())
    roles = [need.role for need in desk.standing(version).needs
             if desk.register.holds(author, need.role, now)]  # fmt: skip
    if len(roles) == 1:
        return roles[0]
    needs = ", ".join(need.role for need in desk.standing(version).needs) or "none"
    raise InvalidInput(f"{author} holds {'several of' if roles else 'none of'} the roles that this "
                       f"text needs ({needs})", value=author, remedy="--role")  # fmt: skip


def _attached(desk: Desk, name: str, ref: str) -> str:
    found = [one.id for one in desk.records.values()
             if one.kind == name and ref and one.id.startswith(ref.lower())]  # fmt: skip
    if len(found) != 1:
        raise InvalidInput(f"no such {name} to attach" if not found else f"ambiguous {name}",
                           value=ref)  # fmt: skip
    return found[0]
