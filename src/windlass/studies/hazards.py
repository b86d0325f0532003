"""Hazard reports: what people saw, with a status, in the log; open ones feed a campaign's risk.

Checked: tests/studies/test_hazards.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import Kind
from windlass.campaign.risk.reports import FEEDS, Report
from windlass.records.record import Record
from windlass.store.record_log import RecordLog

STATUSES: Final = ("open", "mitigated", "closed")
"""A closed report feeds nothing; a mitigated one feeds the chance that is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardReport:
    """A report as it stands: id of its first record and of its last, and what that says."""

    id: str
    last: Record
    title: str
    kind: str
    of: str
    chance: float
    severity: int
    status: str
    note: str


def file_report(
    log: RecordLog, author: str, title: str, *, kind: str, of: str, chance: float, severity: int,
    note: str = "",
) -> Record:  # fmt: skip
    """Write a report that is open; InvalidInput for what is none."""
    body = {"title": title, "kind": kind, "of": of, "chance": repr(chance), "severity": severity,
            "status": "open", "note": note}  # fmt: skip
    _wrong(body)
    return log.append("hazard", author, body)


def follow_up(
    log: RecordLog, author: str, ref: str, status: str, why: str, *, chance: float | None = None
) -> Record:
    """Write what became of a report; the one before stays in the log.

    chance: what is left of it, for one that is mitigated.
    """
    known = reports(log)
    hits = [one for one in known if one.id.startswith(ref.lower())] if ref else []
    if len(hits) != 1:
        names = ", ".join(one.id[:12] for one in known)
        raise InvalidInput("several reports" if hits else "no such report", value=ref,
                           remedy=f"one of: {names or 'none'}")  # fmt: skip
    one = hits[0]
    if not why.strip():
        raise InvalidInput("a change of status says why", value=status)
    if status == "mitigated" and (chance is None or not chance <= one.chance):
        raise InvalidInput("what is mitigated has a chance that is left, no more than before",
                           value=chance, remedy=f"up to {one.chance:g}")  # fmt: skip
    body = dict(one.last.body) | {"status": status, "note": why}
    if chance is not None:
        body["chance"] = repr(chance)
    _wrong(body)
    return log.append("hazard", author, body, previous=one.last.id)


def reports(log: RecordLog) -> list[HazardReport]:
    """Return all reports as they stand, in the order of their first records."""
    first: dict[str, str] = {}
    found: dict[str, Record] = {}
    for one in log.records("hazard"):
        root = first.get(one.previous, one.id)
        first[one.id] = root
        found[root] = one
    return [
        HazardReport(
            id=root, last=one, title=str(one.body["title"]), kind=str(one.body["kind"]),
            of=str(one.body["of"]), chance=float(one.body["chance"]),
            severity=int(one.body["severity"]), status=str(one.body["status"]),
            note=str(one.body["note"]),
        )
        for root, one in found.items()
    ]  # fmt: skip


def feeding(found: Iterable[HazardReport]) -> list[Report]:
    """Return what reports that are not closed add to a campaign's chances."""
    return [Report(key=one.id[:12], kind=cast("Kind", one.kind), of=one.of, chance=one.chance)
            for one in found if one.status != "closed"]  # fmt: skip


def told(found: Iterable[HazardReport]) -> list[dict[str, Any]]:
    """Return reports as plain data, the gravest first."""
    rows = [
        {"id": one.id, "title": one.title, "kind": one.kind, "of": one.of, "chance": one.chance,
         "per": FEEDS[one.kind], "severity": one.severity, "status": one.status, "note": one.note,
         "by": one.last.author, "at": one.last.at}
        for one in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (STATUSES.index(row["status"]), -row["severity"]))


def _wrong(body: Mapping[str, Any]) -> None:
    """Raise InvalidInput for what is no report."""
    if not str(body["title"]).strip() or not str(body["of"]).strip():
        raise InvalidInput("a report has a title, and says what it is of", value=body["title"])
    if body["status"] not in STATUSES:
        raise InvalidInput("status of a report", value=body["status"], remedy=", ".join(STATUSES))
    severity = body["severity"]
    if type(severity) is not int or not 1 <= severity <= 5:
        raise InvalidInput("severity of a report", value=severity, remedy="1 (slight) to 5 (fatal)")
    chance = float(body["chance"])
    if not math.isfinite(chance):
        raise InvalidInput("chance of a report", value=chance)
    Report(key=str(body["title"]), kind=body["kind"], of=str(body["of"]), chance=chance)
