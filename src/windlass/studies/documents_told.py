"""A version and where it stands, as plain data for pages and the command line.

Checked: tests/studies/test_documents.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windlass.base.errors import InvalidInput
from windlass.records.signoff import SignOff
from windlass.records.versions import Version, lines_of
from windlass.studies.documents import Desk


def told(desk: Desk, ref: str) -> dict[str, Any]:
    """Return a version with its lines, objections, signatures and what is stale."""
    version = desk.version(ref)
    one, body = version.record, version.record.body
    parted = [v.record.id for v in desk.texts.heads(version.text)]
    return {
        "kind": one.kind, "id": one.id, "text": version.text, "number": version.number,
        "title": body["title"], "type": body.get("type", ""), "author": one.author, "at": one.at,
        "lines": lines_of(version.content), "parents": list(version.parents),
        "merge": body.get("merge"), "heads": parted,
        "versions": [_row(v) for v in desk.texts.of(version.text)],
        **standing(desk, version),
    }  # fmt: skip


def overview(desk: Desk) -> list[dict[str, Any]]:
    """Return the heads of all texts, and where each stands."""
    return [
        {**_row(head), "kind": head.record.kind, "type": head.record.body.get("type", ""),
         "title": head.record.body["title"], **standing(desk, head)}
        for text in desk.texts.texts() for head in desk.texts.heads(text)
    ]  # fmt: skip


def standing(desk: Desk, version: Version) -> dict[str, Any]:
    """Return where a version stands; fault: why its policy cannot be applied, if so."""
    held = [{"name": h.name, "was": h.was, "now": h.now, "verdict": h.verdict}
            for h in desk.held(version)]  # fmt: skip
    stale = any(one["verdict"] != "same" for one in held)
    try:
        found = desk.standing(version)
    except InvalidInput as error:
        return {"state": "draft", "fault": str(error), "signed_at": "", "policy": "", "needs": [],
                "objections": [], "missing": [], "passed": [], "followed": [], "held": held,
                "stale": stale}  # fmt: skip
    return {**_plain(found), "fault": "", "held": held, "stale": stale}


def _plain(found: SignOff) -> dict[str, Any]:
    return {
        "state": found.state, "signed_at": found.at,
        "policy": "" if found.policy is None else found.policy.title,
        "needs": [{"role": need.role, **_act(need.act)} for need in found.needs],
        "objections": [
            {"id": o.record.id, "author": o.record.author, "at": o.record.at, "line": o.line,
             "quote": o.quote, "text": o.text, "blocks": o.blocks, "ended": o.ended,
             "ended_by": o.ended_by, "why": o.why}
            for o in found.objections
        ],
        "missing": list(found.missing),
        "passed": [{"id": one.id, "author": one.author, "at": one.at, "why": why,
                    "what": str(one.body.get("decision", one.kind))}
                   for one, why in found.passed],
        "followed": list(found.followed),
    }  # fmt: skip


def _act(one: Any) -> Mapping[str, str]:
    if one is None:
        return {"by": "", "at": "", "id": ""}
    return {"by": one.author, "at": one.at, "id": one.id}


def _row(version: Version) -> dict[str, Any]:
    return {"id": version.record.id, "number": version.number, "author": version.record.author,
            "at": version.record.at, "parents": list(version.parents)}  # fmt: skip
