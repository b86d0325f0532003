"""What a partner, or the public, gets of a run: a signed bundle of what may be seen, and no more.

The bundle is of what ``studies.visible`` lets the reader see.  Each item has a salt of its own, by
a secret of the folder, so that no hash can be guessed from; the items' Merkle root is signed.  The
bundle is checked from itself alone.
Checked: tests/studies/test_release.py.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.base.figure import Figure
from windlass.records import canon, keys, labels
from windlass.records.merkle import Tree, leaf_hash
from windlass.records.record import Record
from windlass.records.register import moment
from windlass.studies.documents import Desk
from windlass.studies.visible import Scope, visible

KIND: Final = "windlass-release"
SCHEMA: Final = 1
FILE: Final = "release.key"
_HEAD: Final = ("kind", "schema", "for", "title", "by", "at", "public", "root", "count")
_SALT: Final = 16


def items(figures: Mapping[str, Figure]) -> list[dict[str, Any]]:
    """Return visible figures, and all beneath them, as what a bundle tells of each."""
    number: dict[int, int] = {}
    found: list[dict[str, Any]] = []

    def add(one: Figure) -> int:
        if id(one) not in number:
            made = [[role, add(part)] for role, part in one.trace.inputs]
            number[id(one)] = len(found)
            found.append(_item(one, made))
        return number[id(one)]

    for name in sorted(figures):
        at = add(figures[name])
        found[at].setdefault("names", []).append(name)
    return found


def bundle(
    figures: Mapping[str, Figure], scope: Scope, known: labels.Labels, reader: str, *,
    key: keys.Key, by: str, secret: bytes, title: str = "", at: datetime | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the signed bundle of what a reader may see of figures now.

    secret: of the folder, from which the salts come; title: what stands over it, written for it.
    Raises InvalidInput for a reader who is none.
    """
    now = moment((at or datetime.now(UTC)).isoformat())
    rows = [_salted(one, secret) for one in items(seen(figures, scope, known, reader, at))]
    head = {
        "kind": KIND, "schema": SCHEMA, "for": reader, "title": title, "by": by, "at": now,
        "public": key.public, "root": root(rows), "count": len(rows),
    }  # fmt: skip
    return {**head, "items": rows, "signature": key.sign(_message(head))}


def seen(
    figures: Mapping[str, Figure], scope: Scope, known: labels.Labels, reader: str,
    at: datetime | None = None,
) -> dict[str, Figure]:  # fmt: skip
    """Return what a reader sees of figures now; InvalidInput for a reader who is none."""
    return visible(figures, known, known.reader(reader),
                   moment((at or datetime.now(UTC)).isoformat()), scope)  # fmt: skip


def preview(figures: Mapping[str, Figure], reader: str) -> dict[str, Any]:
    """Return what is seen as a bundle that nobody signed, for a page."""
    rows = [{"item": one} for one in items(figures)]
    return {"for": reader, "title": "", "by": "", "at": moment(datetime.now(UTC).isoformat()),
            "public": "", "root": "", "count": len(rows), "items": rows}  # fmt: skip


def check(found: Any, *, public: str = "") -> str:
    """Return why a bundle is not what was signed; empty where it is.

    public: the key that it has to be by, where that is known from elsewhere.
    """
    try:
        head = {name: found[name] for name in _HEAD}
        rows, signature = found["items"], str(found["signature"])
        if set(found) != {*head, "items", "signature"} or head["kind"] != KIND:
            return "this is no release"
        if public and head["public"] != public:
            return "it was signed by another key"
        if len(rows) != head["count"] or root(rows) != head["root"]:
            return "an item was altered, added or taken out"
        if not keys.verified(str(head["public"]), _message(head), signature):
            return "the signature is not of this release"
    except (InvalidInput, KeyError, TypeError, ValueError, AttributeError):
        return "this is no release"
    return ""


def root(rows: list[dict[str, Any]]) -> str:
    """Return the Merkle root of salted items, in their order."""
    tree = Tree()
    for one in rows:
        tree.append(leaf_hash(canon.canonical({"salt": one["salt"], "item": one["item"]})))
    return tree.root().hex()


def secret_of(folder: Path) -> bytes:
    """Return the secret of a folder that salts come from; made when first asked for."""
    path = folder / FILE
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(made, "wb") as out:
                out.write(secrets.token_bytes(32))
        found = path.read_bytes()
    except OSError as error:
        raise SourceError(f"secret of releases: {error.strerror}", value=str(path)) from error
    if len(found) != 32:
        raise SourceError("secret of releases is not 32 bytes", value=str(path),
                          remedy="put it back from a copy")  # fmt: skip
    return found


def log_release(desk: Desk, by: str, made: Mapping[str, Any], run: str) -> Record:
    """Write that a release was made: of which run, for whom, with which root."""
    body = {"of": run, **{name: made[name] for name in ("for", "title", "root", "count", "public")}}
    return desk.log.append("release", by, body)


def _item(one: Figure, made: list[list[Any]]) -> dict[str, Any]:
    """Return what is told of a visible figure."""
    responses = {name: r.elasticity for name, r in sorted(one.responses.items())}
    return {
        "name": one.name, "value": one.value, "unit": one.unit, "low": one.low, "high": one.high,
        "status": one.trace.status, "sources": list(one.trace.sources), "made_of": made,
        "model": one.trace.model, "flags": list(one.trace.flags), "elasticities": responses,
    }  # fmt: skip


def _salted(item: dict[str, Any], secret: bytes) -> dict[str, Any]:
    salt = hmac.new(secret, canon.canonical(item), hashlib.sha256).digest()[:_SALT]
    return {"salt": salt.hex(), "item": item}


def _message(head: Mapping[str, Any]) -> bytes:
    return KIND.encode() + b"\0" + canon.canonical(dict(head))


def act(
    desk: Desk, kind: str, by: str, body: Mapping[str, Any], key: keys.Key, *,
    at: datetime | None = None,
) -> Record:  # fmt: skip
    """Write a label or an authorisation; InvalidInput, and nothing written, for one that would not
    count.
    """

    def judged(trial: Desk, id_: str) -> str:
        return labels.read(trial.records.values(), trial.register).refused.get(id_, "")

    return desk.act(kind, by, body, key, judged=judged, at=at)
