"""Hours of each person beside chosen rules, overtime, EVA and dose; and hours that a plan demands.

Checked: tests/studies/test_pay_hours.py.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.campaign.crew import dose, duty
from windlass.campaign.schedule import assign
from windlass.studies.campaign_schedule import COUNTS, Scheduled
from windlass.studies.pay_load import Worked, read_text
from windlass.workforce import hours as hours_room

EVA: Final = "eva"
HOUR_S: Final = 3_600.0
_J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
DOSE_COLUMNS: Final = ("person", "agency", "place", "days", "before_msv")


def judged(
    worked: Worked, rule: str, *, eva_rule: str = "eva", over_h: float = 40.0,
    doses: Sequence[dose.Dose] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return each person's hours beside a rule of data/duty.toml, and what breaks it.

    over_h: hours a week beyond which is overtime; shifts whose duty is "eva" are judged by eva_rule
    as well.  Raises InvalidInput for a rule that is none.
    """
    if not 0.0 < over_h <= 168.0:
        raise InvalidInput("hours a week beyond which is overtime", value=over_h)
    own, outside = duty.rule(rule), duty.rule(eva_rule)
    rows: list[dict[str, Any]] = []
    breaches: list[dict[str, Any]] = []
    for person, group in sorted(worked.hours.groups().items()):
        shifts = worked.hours.of(person)
        spans = [_span(one) for one in shifts]
        evas = [_span(one) for one in shifts if one.duty == EVA]
        weeks = [float(sum(one.hours for one in week))
                 for week in hours_room.weeks(shifts).values()]  # fmt: skip
        found = duty.judge({person: spans}, own)
        found += duty.judge({person: evas}, outside) if evas else []
        rows.append({
            "person": person, "group": group, "shifts": len(spans),
            "worked_h": float(sum(one.hours for one in shifts)),
            "hazard_h": float(sum(one.hours for one in shifts if one.hazard)),
            "eva_h": sum(b - a for a, b in evas) / HOUR_S, "evas": len(evas),
            "busiest_h": max(duty.hours(spans, b - duty.WEEK_S, b) for _, b in spans) / HOUR_S,
            "overtime_h": sum(max(week - over_h, 0.0) for week in weeks), "breaches": len(found),
        })  # fmt: skip
        breaches += [_breach(one) for one in found]
    exceeded = [one.key for one in doses if one.exceeds]
    return {
        "rule": rule, "eva_rule": eva_rule, "over_h": over_h, "limits": _limits(own),
        "persons": rows, "breaches": breaches, "doses": [_dose(one) for one in doses],
        "exceeded": exceeded, "first": str(worked.first), "last": str(worked.last),
        "kept": not breaches and not exceeded,
        "refused": [asdict(one) for one in worked.hours.refused],
    }  # fmt: skip


def _dose(one: dose.Dose) -> dict[str, Any]:
    reached = None if math.isinf(one.reached_s) else one.reached_s / DAY_S
    return {
        "person": one.key, "agency": one.agency, "total_msv": one.total_msv, "low_msv": one.low_msv,
        "high_msv": one.high_msv, "limit_msv": one.limit_msv, "reached_d": reached,
        "exceeds": one.exceeds,
    }  # fmt: skip


def doses_of(path: Path) -> list[dose.Dose]:
    """Return each person's dose of a CSV file: person, agency, place, days, and before_msv.

    A person may have several rows, in order; what there was before stands in the first.
    """
    reader = csv.DictReader(io.StringIO(read_text(path)))
    heads = set(reader.fieldnames or ())
    if not heads >= set(DOSE_COLUMNS[:4]) or heads - set(DOSE_COLUMNS):
        raise InvalidInput("columns of doses", value=", ".join(sorted(heads)), where=f"{path}:1",
                           remedy=", ".join(DOSE_COLUMNS))  # fmt: skip
    found: dict[str, dose.Person] = {}
    for row in reader:
        where = f"{path}:{reader.line_num}"
        person = str(row["person"] or "").strip()
        phase = dose.Phase(place=str(row["place"]), time_s=_number(row["days"], where) * DAY_S)
        agency, before = (
            str(row["agency"] or "").strip(),
            _number(row.get("before_msv") or 0, where),
        )
        known = found.get(person)
        if not person or (known and agency not in ("", known.agency)):
            raise InvalidInput("each row names its person, and a person one agency",
                               value=person or agency, where=where)  # fmt: skip
        found[person] = dose.Person(
            key=person, agency=known.agency if known else agency,
            phases=(*(known.phases if known else ()), phase),
            before_msv=known.before_msv if known else before,
        )  # fmt: skip
    if not found:
        raise InvalidInput("doses without a row", where=str(path))
    return [dose.take(one) for one in found.values()]


def planned(done: Scheduled) -> str:
    """Return the shifts that a campaign's schedule gives each person, as hours in CSV.

    Raises InvalidInput where its persons have no numbers.
    """
    if done.pooled:
        raise InvalidInput("this schedule's people have no numbers, so nobody has hours",
                           value=done.pooled)  # fmt: skip
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(hours_room.COLUMNS)
    for who, spans in sorted(assign.shifts(done.table, done.schedule).items()):
        team = who.rpartition(" ")[0]
        for a, b in spans:
            rows.writerow([who, team, _utc(a), _utc(b), "", "no"])
    return out.getvalue()


def _span(one: hours_room.Shift) -> duty.Span:
    return (one.start - _J2000).total_seconds(), (one.end - _J2000).total_seconds()


def _utc(t_s: float) -> str:
    """Return a time of a schedule to the second; the minute between its scale and UTC is left."""
    return (_J2000 + timedelta(seconds=round(t_s))).isoformat().replace("+00:00", "Z")


def _breach(one: duty.Breach) -> dict[str, Any]:
    per = 1.0 if one.clause in COUNTS else HOUR_S
    return {
        "person": one.who, "clause": one.clause, "anchor": one.anchor,
        "begin": _utc(one.begin_s), "end": _utc(one.end_s), "value": one.value / per,
        "limit": one.limit / per, "unit": "" if one.clause in COUNTS else "h",
    }  # fmt: skip


def _limits(rule: duty.Rule) -> Mapping[str, float]:
    """Return the limits that a rule has, in hours or as counts."""
    found = {name: getattr(rule, name) for name in rule.__dataclass_fields__ if name != "key"}
    return {name: value / (1.0 if name in COUNTS else HOUR_S) for name, value in found.items()
            if 0.0 < value < math.inf}  # fmt: skip


def _number(text: Any, where: str) -> float:
    try:
        found = float(text)
    except (TypeError, ValueError) as error:
        raise InvalidInput("a number", value=text, where=where) from error
    if not (math.isfinite(found) and found >= 0.0):
        raise InvalidInput("a number of 0 or more", value=text, where=where)
    return found
