"""The page of a text: its lines with the objections at them, who signed, and what is stale.

Made from plain data alone (``studies.documents_told``).
Checked: tests/report/test_document_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.report.campaign_words import NEVER, capital, section, table
from windlass.report.page import render_page
from windlass.report.references import known, references

SHORT: Final = 12
STATES: Final = {"draft": "a draft", "review": "in review", "signed": "signed",
                 "refused": "refused"}  # fmt: skip
ENDS: Final = {"withdraw": "withdrawn", "overrule": "overruled", "": "open"}
PINS: Final = {"run": "kept run", "data": "table of values", "file": "file", "text": "text",
               "code": "code of Windlass"}  # fmt: skip
BASIS: Final = (
    "Each act is signed by a key, over its words, over the version by its hash, and over the log "
    "as it was. A signature counts by the role held when it was made; an edit makes a new version "
    "that nobody has signed."
)


def document_page(told: Mapping[str, Any]) -> str:
    """Return the page of a version of a text as one HTML text."""
    sections = [_signatures(told), _text(told), _objections(told), _stands_on(told)]
    if told["merge"]:
        sections.append(_merge(told["merge"]))
    sections.append(_versions(told))
    title = f"{told['title']}, version {told['number']}"
    context = {
        "title": title, "kind": capital(told["type"] or told["kind"]), "sections": sections,
        "badge": _badge(told), "verdict": _verdict(told), "about": _answer(told),
        "facts": _facts(told), "notes": [], "basis": BASIS, "run": {},
        "commands": [f"windlass document show {told['id'][:SHORT]}",
                     f"windlass sign --check {told['id'][:SHORT]}", "windlass records verify"],
        "references": references(known({"rfc8032", "rfc8785", "rfc9162"})),
    }  # fmt: skip
    return render_page("campaign.html", [], context)


def _blocking(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in told["objections"] if one["blocks"] and not one["ended"]]


def _badge(told: Mapping[str, Any]) -> str:
    if told["state"] == "refused" or told["fault"]:
        return "bad"
    return "good" if told["state"] == "signed" and not told["stale"] else "warn"


def _verdict(told: Mapping[str, Any]) -> str:
    return capital(STATES[told["state"]]) + (", stale" if told["stale"] else "")


def _answer(told: Mapping[str, Any]) -> list[str]:
    left = [need["role"] for need in told["needs"] if not need["by"]]
    lines = []
    if told["fault"]:
        lines.append(f"It cannot be judged: {told['fault']}")
    elif not told["policy"]:
        lines.append("No policy says who signs a text of this type: it cannot be signed.")
    if told["state"] == "signed":
        lines.append(f"All that its policy needs was there at {_time(told['signed_at'])}.")
    elif left:
        lines.append(f"It still needs: {', '.join(left)}.")
    lines += [capital(one) + "." for one in told["missing"]]
    if blocking := _blocking(told):
        lines.append(f"{len(blocking)} objection{'s' if len(blocking) > 1 else ''} in the way, by "
                     f"{', '.join(sorted({one['author'] for one in blocking}))}.")  # fmt: skip
    changed = [one for one in told["held"] if one["verdict"] != "same"]
    if changed:
        names = ", ".join(" ".join(_pin(one["name"])) for one in changed)
        lines.append(f"No longer what they were when it was written: {names}.")
    elif told["held"]:
        lines.append("All that it stands on is as it was when it was written.")
    if told["followed"]:
        lines.append(
            f"Another version follows it: {', '.join(k[:SHORT] for k in told['followed'])}."
        )
    if len(told["heads"]) > 1:
        lines.append("The text has parted: " + ", ".join(k[:SHORT] for k in told["heads"])
                     + " stand side by side until they are merged.")  # fmt: skip
    return lines


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [("Author", told["author"]), ("Written", _time(told["at"])), ("Version", told["id"])]


def _signatures(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[need["role"], need["by"] or NEVER, _time(need["at"]) if need["at"] else NEVER]
            for need in told["needs"]]  # fmt: skip
    passed = [[capital(one["what"]), one["author"], _time(one["at"]), one["why"]]
              for one in told["passed"]]  # fmt: skip
    return section(
        "signatures", "Who signs it",
        lines=[] if rows else ["Nobody: no policy signs it."],
        tables=[
            table("Roles that it needs", ["Role", "Signed by", "At"], rows,
                  bad=[not need["by"] for need in told["needs"]]),
            table("Acts that do not count", ["Act", "By", "At", "Why not"], passed, wrap=(3,)),
        ],
    )  # fmt: skip


def _text(told: Mapping[str, Any]) -> dict[str, Any]:
    rows, bad = [], []
    for k, line in enumerate(told["lines"], 1):
        here = [one for one in told["objections"] if one["line"] == k]
        rows.append([str(k), line, "; ".join(_short(one) for one in here)])
        bad.append(any(one["blocks"] and not one["ended"] for one in here))
    ids = [f"line-{k}" for k in range(1, len(rows) + 1)]
    found = table("The text, line by line", ["Line", "Text", "Objections and remarks"], rows,
                  wrap=(1, 2), ids=ids, bad=bad)  # fmt: skip
    return section("text", "What it says", tables=[{**found, "long": False}])


def _short(one: Mapping[str, Any]) -> str:
    kind = "objection" if one["blocks"] else "remark"
    return f"{one['author']}: {one['text']} ({kind}, {ENDS[one['ended']]})"


def _objections(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [one["id"][:SHORT], one["author"], _place(one), one["text"],
         "objection" if one["blocks"] else "remark", _ended(one)]
        for one in told["objections"]
    ]  # fmt: skip
    bad = [one in _blocking(told) for one in told["objections"]]
    found = table("Objections and remarks", ["Record", "By", "To", "What", "Kind", "State"], rows,
                  wrap=(2, 3, 5), bad=bad)  # fmt: skip
    return section("objections", "Objections",
                   lines=[] if rows else ["Nobody has objected."],
                   tables=[{**found, "long": False}])  # fmt: skip


def _place(one: Mapping[str, Any]) -> str:
    if one["line"] == 0:
        return "all of it"
    if one["line"] is None:
        return f"a line that was changed: {one['quote']}"
    return f"line {one['line']}"


def _ended(one: Mapping[str, Any]) -> str:
    if not one["ended"]:
        return "open, blocks the signature" if one["blocks"] else "open"
    return f"{ENDS[one['ended']]} by {one['ended_by']}: {one['why']}"


def _stands_on(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[*_pin(one["name"]), one["verdict"], one["was"][:SHORT], one["now"][:SHORT] or NEVER]
            for one in told["held"]]  # fmt: skip
    found = table("What it was written on", ["Kind", "Name", "Now", "Hash then", "Hash now"], rows,
                  bad=[one["verdict"] != "same" for one in told["held"]])  # fmt: skip
    return section("held", "What it was written on",
                   lines=[] if rows else ["Nothing was named that it stands on."],
                   tables=[found])  # fmt: skip


def _pin(name: str) -> tuple[str, str]:
    kind, _, rest = name.partition(":")
    return PINS.get(kind, kind), rest[:SHORT] if kind in ("run", "text") else rest or NEVER


def _merge(merge: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[one["where"], _said(one["base"]), _said(one["ours"]), _said(one["theirs"]),
             one["taken"]] for one in merge["conflicts"]]  # fmt: skip
    found = table("What both sides had changed", ["Where", "Before", "Ours", "Theirs", "Taken"],
                  rows, wrap=(1, 2, 3))  # fmt: skip
    about = (f"Version {merge['ours'][:SHORT]} (ours) and version {merge['theirs'][:SHORT]} "
             f"(theirs), which both come of {merge['base'][:SHORT]}.")  # fmt: skip
    more = [] if rows else ["They had changed nothing in the same place."]
    return section("merge", "What was merged", lines=[about, *more],
                   tables=[{**found, "long": False}])  # fmt: skip


def _said(found: Any) -> str:
    if found is None:
        return "nothing there"
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return " / ".join(found)
    return str(found)


def _versions(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [str(one["number"]), one["id"][:SHORT], one["author"], _time(one["at"]),
         ", ".join(k[:SHORT] for k in one["parents"]) or NEVER,
         "shown here" if one["id"] == told["id"] else ""]
        for one in told["versions"]
    ]  # fmt: skip
    heads = ["Version", "Record", "Author", "Written", "After", ""]
    return section("versions", "Versions", tables=[table("Versions", heads, rows)])


def _time(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"
