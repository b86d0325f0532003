"""The page of a release: what its bundle holds, and how to check it.

Made from the bundle alone (``studies.release``).  Checked: tests/report/test_release_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base import units
from windlass.records.labels import PUBLIC
from windlass.report.amounts import amount, span
from windlass.report.campaign_words import NEVER, section, table
from windlass.report.page import render_page
from windlass.report.references import known, references

BASIS: Final = (
    "Each item is hashed with a salt of its own; the Merkle root of all is signed with Ed25519. "
    "The page shows what the JSON file beside it holds: that is what is checked. What is not here "
    "is not said to be."
)
PREVIEW: Final = (
    "What labels let this reader see now. Nobody signed it: a release is made by export or release."
)


def release_page(made: Mapping[str, Any]) -> str:
    """Return the page of a release as one HTML text."""
    items = [one["item"] for one in made["items"]]
    results = [one for one in items if one.get("names") and one["made_of"]]
    signed = bool(made["by"])
    reader = "the public" if made["for"] == PUBLIC else made["for"]
    context: dict[str, Any] = {
        "title": made["title"] or f"What {reader} sees", "kind": "Release",
        "sections": [_figures(results, items), _given(items)],
        "badge": "good" if signed else "warn",
        "verdict": f"{len(items)} figures, " + (f"signed by {made['by']}" if signed else
                                                "a preview that nobody signed"),
        "about": [f"For {reader}, at {made['at'][:19].replace('T', ' ')} UTC.",
                  *([f"Key {made['public']}.", f"Root {made['root']}."] if signed else [])],
        "facts": [("Figures", str(len(items))), ("For", reader),
                  ("Signed by", made["by"] or NEVER)],
        "notes": [], "basis": BASIS if signed else PREVIEW, "run": {},
        "references": references(known({key for one in items for key in one["sources"]})),
        "commands": ["windlass release --check FILE.json" if signed else
                     f"windlass export RUN --for {made['for']} --by NAME"],
    }  # fmt: skip
    return render_page("campaign.html", [], context)


def _figures(results: list[Any], items: list[Any]) -> dict[str, Any]:
    """Return what was computed, a table for each beginning of names."""
    heads = ["Figure", "Value", "Range", "Status", "Made of"]
    groups: dict[str, list[list[str]]] = {}
    for one in results:
        made = dict.fromkeys(items[at]["name"] for _, at in one["made_of"])
        for name in one["names"]:
            groups.setdefault(name.partition(".")[0], []).append(
                [name, _value(one), _range(one), one["status"], ", ".join(made)])  # fmt: skip
    flags = [[one["names"][0], flag] for one in results for flag in one["flags"]]
    tables = [table(group, heads, rows, wrap=(4,)) for group, rows in groups.items()]
    flagged = table("Used outside what it was calibrated on", ["Figure", "How"], flags, wrap=(1,))
    return section("figures", "Figures", tables=[*tables, flagged],
                   lines=[] if tables else ["No computed figure may be seen."])  # fmt: skip


def _given(items: list[Any]) -> dict[str, Any]:
    rows = [[one["name"], _value(one), _range(one), one["status"],
             ", ".join(one["sources"]) or NEVER]
            for one in items if not one["made_of"]]  # fmt: skip
    heads = ["What is given", "Value", "Range", "Status", "Sources"]
    return section("given", "What they stand on", lines=[] if rows else ["Nothing may be seen."],
                   tables=[table("What was given", heads, rows, wrap=(4,))])  # fmt: skip


def _value(one: Mapping[str, Any]) -> str:
    return amount(one["value"], one["unit"], units.customary(one["unit"], one["value"]))


def _range(one: Mapping[str, Any]) -> str:
    if one["low"] is None or one["high"] is None:
        return NEVER
    shown = units.customary(one["unit"], one["value"])
    return span(amount(one["low"], one["unit"], shown), amount(one["high"], one["unit"], shown))
