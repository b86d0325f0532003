"""The answer of a study: as JSON with units in its keys, and as lines and a table for people.

Checked: tests/cli/test_study.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from windlass.base.figure import Figure
    from windlass.studies.study import StudyResult

COLUMNS = {
    "returned": "returned",
    "lift-off": "launch.date",
    "duration": "duration",
    "propellant": "propellant",
    "launched": "launch.mass",
}
"""Heading -> role of the figure beneath it."""
WIDE = 24
"""Columns of an option's name, so that the table fits a terminal of 80."""


def plain(found: StudyResult) -> dict[str, Any]:
    """Return the study for programs: every figure under a key that ends in its unit."""
    data = found.data
    return {
        "run_id": found.run_id,
        "name": data["name"],
        "target": {
            "designation": data["target"]["designation"],
            "precision": data["target"]["precision"],
            **values(found.figures, data["target"]["figures"]),
        },
        "feasible": found.feasible,
        "recommended": data["recommended"],
        "answer": data["answer"],
        "warnings": data["warnings"],
        "claims": data.get("claims", []),
        "orbits": data.get("orbits", []),
        "instead": [_option(found, option) for option in data.get("instead", [])],
        "options": [_option(found, option) for option in data["options"]],
    }


def _option(found: StudyResult, option: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": option["key"],
        "title": option["title"],
        "best": option["best"],
        "variants": [_variant(found, one) for one in option["variants"]],
    }


def _variant(found: StudyResult, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": one["key"],
        "feasible": one["feasible"],
        "reasons": [reason_plain(reason) for reason in one["reasons"]],
        **values(found.figures, one["figures"]),
        "programme": one.get("programme"),
        "events": one["events"],
        "legs": one["legs"],
    }


def reason_plain(reason: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reason with its unit in the keys of its figures: "have_kg", "need_kg"."""
    from windlass.base.units import key_suffix

    end = f"_{key_suffix(reason['unit'])}" if reason.get("unit") else ""
    figures = {f"{key}{end}": reason[key] for key in ("have", "need") if key in reason}
    return {"what": reason["what"], "text": reason["text"], **figures}


def values(figures: Mapping[str, Figure], names: Mapping[str, str]) -> dict[str, Any]:
    """Return figures by role, each key with its unit; a date under its bare role."""
    from windlass.base.epochs import format_epoch
    from windlass.base.units import currency, key_suffix

    made: dict[str, Any] = {}
    for role, name in sorted(names.items()):
        figure = figures[name]
        key = role.replace(".", "_")
        if figure.unit == "epoch":
            made[key] = format_epoch(figure.value)
            continue
        if currency(figure.unit):  # the shown unit of money follows its size, a key must not
            made[f"{key}_{key_suffix(figure.unit)}"] = figure.value
            continue
        suffix = key_suffix(figure.shown_unit)
        made[f"{key}_{suffix}" if suffix else key] = figure.shown_value
    return made


def show(found: StudyResult, path: Path, kept: bool) -> None:
    """Print the answer, the options side by side, and where report and run are."""
    from windlass.cli.output import console, say

    out = console()
    say(found.data["answer"], out)
    out.print()
    out.print(options(found))
    say([f"Note: {warning}" for warning in found.data["warnings"]], out)
    short = found.run_id[:12]
    say([f"Run {short}, {'kept' if kept else 'not kept'}. Report: {path}"], out)


def options(found: StudyResult) -> Table:
    """Return the options side by side, one row a variant, 80 columns wide."""
    from textwrap import wrap

    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("option", overflow="fold")
    for heading in COLUMNS:
        table.add_column(heading, justify="right", overflow="fold")
    for option in found.data["options"]:
        for one in _worth_a_row(found, option["variants"]):
            best = found.data["recommended"] == {"option": option["key"], "variant": one["key"]}
            mark = "★" if best else " " if one["feasible"] else "✗"
            heads = [f"{mark} {option['title']}", f"  {one['title']}"]
            if not one["feasible"]:
                why = one["reasons"][0]["what"] if one["reasons"] else "not computed"
                heads.append(f"  fails: {why}")
            lines = [line for head in heads for line in wrap(head, WIDE, subsequent_indent="  ")]
            table.add_row(*(Text(text) for text in ("\n".join(lines), *_cells(found, one))))
    return table


def _worth_a_row(
    found: StudyResult, variants: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the trips, and of the techniques the one that moves most, or the first."""

    def moves(one: Mapping[str, Any]) -> float:
        name = one["figures"].get("moved.largest")
        return 0.0 if name is None else found.figures[name].value

    trips = [one for one in variants if not one.get("technique")]
    techniques = [one for one in variants if one.get("technique")]
    return [*trips, *([max(techniques, key=moves)] if techniques else [])]


def _cells(found: StudyResult, one: Mapping[str, Any]) -> list[str]:
    from windlass.base.words import figure_text

    def text(role: str) -> str:
        name = one["figures"].get(role)
        return "" if name is None else figure_text(found.figures[name], with_range=False)

    if one["feasible"]:
        return [text(role) or "—" for role in COLUMNS.values()]
    most = text("most.returned") or text("moved.largest")
    return [f"≤ {most}" if most else "—", *("—" for _ in list(COLUMNS)[1:])]
