"""The first month of a campaign on one page: does it fit, what slips, who, and at whose expense.

Each line has an id that an objection can point to.  Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.campaign_words import NEVER, Ids, figure, mass, percent, plain, section

TITLE: Final = "The first month"
COUNTED: Final = ("", "1", "ones")
"""Units of what is counted."""
SHOWN: Final = 30
"""Flights that slip, or people above their hours, that are told before the rest is folded."""


def month_section(told: Mapping[str, Any], ids: Ids, command: str) -> dict[str, Any]:
    """Return the section; that it is not computed where no month was looked at."""
    month = told["month"]
    if month is None:
        return section("month", TITLE, missing="the first month", command=command)
    # Where nobody says what the base has, whether it suffices is open.
    unknown = {one["anchor"] for one in month["base"] if one["has"] is None}
    unknown |= {one["anchor"] for one in month["lines"] if one["ok"] is None}
    # The lines come first: their anchors are theirs, whatever else points to the same.
    lines = [
        {
            "id": ids.take(one["anchor"]),
            "text": one["text"],
            "state": "open" if one["anchor"] in unknown else "yes" if one["ok"] else "no",
        }
        for one in month["lines"]
    ]
    ready = month["readiness"]
    facts = [
        ("Flights", f"{month['flown']:,} of {month['wanted']:,}"),
        ("First bottleneck", month["first_bottleneck"] or "none"),
        ("Ready at the earliest", _ready(ready)),
    ]
    return section("month", TITLE) | {
        "month": {
            "from": str(month["from"])[:10], "until": str(month["until"])[:10],
            "fits": bool(month["fits"]), "facts": facts, "lines": lines,
            "base": _base(month["base"], ids), "slips": _split(_slips(month["slips"], ids)),
            "over": _split(_over(month["over_hours"], ids)),
        },
    }  # fmt: skip


def _ready(ready: Mapping[str, Any] | None) -> str:
    if ready is None or ready["earliest_d"] is None:
        return "not computed"
    text = f"{figure(ready['earliest_d'])} d after the start"
    if ready.get("proven") is False:
        sooner = ready.get("no_sooner_d")
        text += " (not proven)" if sooner is None else f" (not before {figure(sooner)} d)"
    if ready["asked_d"] is not None:
        text += f"; {figure(ready['asked_d'])} d are hoped for"
    if ready["bottleneck"]:
        text += f"; held by {ready['bottleneck']}"
    return text


def _split(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"shown": list(rows[:SHOWN]), "rest": list(rows[SHOWN:]), "count": len(rows)}


def _slips(rows: Sequence[Mapping[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    """Return the flights that slip, the longest first; a flight's own row is led to, not named."""
    return [
        {"id": ids.take(anchor), "text": f"{one['key']}: " + (
            "left out" if one["days"] is None else f"{figure(one['days'])} d")}
        for one in sorted(rows, key=lambda one: (-_days(one), one["key"]))
        for anchor in [one["anchor"] if one["anchor"].startswith("month-")
                       else f"month-slip-{one['key']}"]
    ]  # fmt: skip


def _days(one: Mapping[str, Any]) -> float:
    return math.inf if one["days"] is None else float(one["days"])


def _over(rows: Sequence[Mapping[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    return [
        {
            "id": ids.take(one.get("anchor") or f"month-hours-{one['who']}"),
            "text": f"{plain(one['who'])}: {plain(one['clause'].removeprefix('duty.'))} "
            f"{figure(one['value'])} against {figure(one['limit'])} {one.get('unit', '')}".strip(),
        }
        for one in rows
    ]


def _base(rows: Sequence[Mapping[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    """Return what the month takes from the base; a line's own anchor is led to, not taken again."""
    return [
        {
            "id": "" if ids.holds(one["anchor"]) else ids.take(one["anchor"]),
            "to": one["anchor"], "what": plain(one["what"]),
            "needs": _amount(one["needs"], one["unit"]), "has": _amount(one["has"], one["unit"]),
            "share": percent(one["share"]), "bad": one["share"] is not None and one["share"] > 1.0,
        }
        for one in rows
    ]  # fmt: skip


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return NEVER
    if unit in COUNTED:
        return figure(value, 6)
    return mass(value) if unit == "kg" else f"{figure(value, 4)} {unit}"
