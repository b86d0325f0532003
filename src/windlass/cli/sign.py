"""``windlass sign`` and ``windlass status``: sign or refuse a text, and where all texts stand.

Checked: tests/cli/test_document.py.
"""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.desk import SHORT, open_desk
from windlass.cli.keyring import KeyFile, key_of
from windlass.cli.output import AsJson, emit, say

WORDS = {"draft": "draft", "review": "in review", "signed": "signed", "refused": "refused"}


def sign(
    ref: str, /, *, by: Annotated[str, Parameter(name="--as")] = "", role: str = "",
    refuse: Annotated[bool, Parameter(negative="")] = False, why: str = "",
    check: Annotated[bool, Parameter(negative="")] = False, key: KeyFile = None,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Sign a text in review, or refuse it; --check says whether it is signed and still stands.

    With --check: exit code 6 unless every signature that its policy needs is there and good, and
    nothing that it stands on has changed.

    Parameters
    ----------
    ref:
        Title or id of a version.
    by:
        Who signs.
    role:
        In which role; needed where one holds several that the text needs.
    refuse:
        Refuse it; say --why.
    why:
        Reason.
    check:
        Sign nothing: check.
    key:
        File of the key; without it keys/NAME.pem.
    as_json:
        Print the record, or with --check all that was checked, as JSON.
    """
    if check:
        return _check(ref, as_json)
    from windlass.studies import documents

    if not by:
        raise InvalidInput("who signs", remedy="--as NAME")
    if refuse and not why.strip():
        raise InvalidInput("a refusal says why", remedy="--why")
    desk = open_desk()
    version = desk.version(ref)
    one = documents.decide(desk, by, ref, "refuse" if refuse else "sign", key_of(by, key),
                           role=role, why=why)  # fmt: skip
    state = desk.again().standing(version)
    if as_json:
        emit({"id": one.id, "state": state.state, "at": one.at})
        return EXIT_OK
    left = ", ".join(need.role for need in state.needs if need.act is None)
    more = f"; to sign: {left}" if left and state.state == "review" else ""
    if state.state == "review" and state.blocking:
        more += f"; blocked by {', '.join(one.record.author for one in state.blocking)}"
    say([f"{by} {'refuses' if refuse else 'signs'} {version.record.body['title']}, version "
         f"{version.number}. It is {WORDS[state.state]}{more}."])  # fmt: skip
    return EXIT_OK


def status(*, as_json: AsJson = False) -> int:
    """Tell where every text stands: who has signed, who has not, what blocks, what is stale.

    Parameters
    ----------
    as_json:
        Print it as JSON.
    """
    from windlass.studies.documents_told import overview

    rows = overview(open_desk())
    if as_json:
        emit({"count": len(rows), "rows": rows})
        return EXIT_OK
    for one in rows:
        say([f"{one['title']} (version {one['number']}, {one['id'][:SHORT]}, by {one['author']}): "
             f"{WORDS[one['state']]}{', stale' if one['stale'] else ''}"])  # fmt: skip
        say(f"  {line}" for line in standing_lines(one)[1:])
    if not rows:
        say(["No text is in the log; `windlass document add` writes one."])
    return EXIT_OK


def standing_lines(one: dict[str, Any]) -> list[str]:
    """Return where a version stands in lines, its state first."""
    lines = [f"{WORDS[one['state']]}{f' at {at[:19]}Z' if (at := one['signed_at']) else ''}"]
    if one["fault"]:
        lines.append(f"cannot be judged: {one['fault']}")
    elif not one["policy"]:
        lines.append(f"no policy signs a text of type {one.get('type') or 'none'!r}")
    lines += [f"{need['role']}: signed by {need['by']}, {need['at'][:19]}Z" if need["by"]
              else f"{need['role']}: not signed" for need in one["needs"]]  # fmt: skip
    lines += one["missing"]
    lines += [f"blocked: objection {o['id'][:SHORT]} by {o['author']}: {o['text']}"
              for o in one["objections"] if o["blocks"] and not o["ended"]]  # fmt: skip
    lines += [f"does not count: {p['what']} by {p['author']}, {p['why']}" for p in one["passed"]]
    lines += [f"stale: {h['name'][:40]} {h['verdict']}"
              for h in one["held"] if h["verdict"] != "same"]  # fmt: skip
    if one["followed"]:
        lines.append(f"followed by version {', '.join(k[:SHORT] for k in one['followed'])}")
    if len(one.get("heads", ())) > 1:
        lines.append(f"parted: {', '.join(k[:SHORT] for k in one['heads'])}; merge them")
    return lines


def _check(ref: str, as_json: bool) -> int:
    from windlass.studies.documents_told import told

    data = told(open_desk(), ref)
    good = data["state"] == "signed" and not data["stale"]
    if as_json:
        emit({"signed": data["state"] == "signed", "stale": data["stale"], **data})
    else:
        say([f"{data['title']}, version {data['number']}: "
             + ("signed, and all that it stands on is as it was." if good else
                f"{WORDS[data['state']]}{', stale' if data['stale'] else ''}."),
             *(f"  {line}" for line in standing_lines(data)[1:])])  # fmt: skip
    return EXIT_OK if good else EXIT_INFEASIBLE
