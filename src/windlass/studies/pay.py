"""A change of pay as each may see it: whoever pays, a representative, a worker.

Whoever pays sees every row, and what stoppages of work would cost beside what the change saves; a
representative sees totals of cells, and drafts a schedule against; a worker sees one's own row.
Checked: tests/studies/test_pay.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.stoppage import duration
from windlass.records.record import Record
from windlass.store.told_totals import ToldTotals
from windlass.studies.documents import Desk
from windlass.studies.pay_load import Named, Worked
from windlass.workforce import stoppage
from windlass.workforce.compare import Change, compare
from windlass.workforce.groups import LEAST, partition
from windlass.workforce.impact import impact
from windlass.workforce.totals import CellTotal, totals

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day of stoppage costs, in the schedules' currency; from: where that comes from; added:
    probability a year that the change adds to a stoppage, None where none was given.
    """

    cost: float
    source: str
    added: float | None = None


def manager(
    old: Named, new: Sequence[Named], worked: Worked, *, day: Day | None = None
) -> dict[str, Any]:
    """Return all rows of each new schedule against the old one."""
    found = []
    for one in new:
        changes = compare(old.schedule, one.schedule, worked.hours)
        total = _sum(changes)
        found.append({
            **_head(one), "workers": [_row(change) for change in changes],
            "groups": _groups(changes), "total": total,
            "stoppage": _stoppage(-float(total["gain"]), worked, day),
        })  # fmt: skip
    return {**_told("manager", old, worked), "new": found}


def worker(old: Named, new: Sequence[Named], worked: Worked, person: str) -> dict[str, Any]:
    """Return a person's own row; InvalidInput for one whose hours are not there."""
    if person not in worked.hours.groups():
        raise InvalidInput("no hours of that person", value=person,
                           remedy="spell the name as the hours do")  # fmt: skip
    own = type(worked.hours)(tuple(worked.hours.of(person)))
    found = [{**_head(one), "row": _row(compare(old.schedule, one.schedule, own)[0])}
             for one in new]  # fmt: skip
    return {**_told("worker", old, worked), "person": person, "new": found}


def representative(
    old: Named, new: Sequence[Named], worked: Worked, kept: ToldTotals
) -> dict[str, Any]:
    """Return totals of cells, and keep that they were told."""
    found = []
    for one in new:
        cells = _cells(old, one, worked, kept)
        found.append({**_head(one), "cells": [_cell(cell) for cell in cells]})
    inside = sum(one["persons"] for one in found[0]["cells"])
    head = _told("representative", old, worked)
    return {**head, "untold": head["hours"]["persons"] - inside, "least": LEAST, "new": found}


def record(
    desk: Desk, author: str, old: Named, new: Named, worked: Worked, kept: ToldTotals, *,
    day: Day | None = None,
) -> Record:  # fmt: skip
    """Write the impact of a schedule, to be attached to its text; it tells what a representative
    may see, and no more.
    """
    changes = compare(old.schedule, new.schedule, worked.hours)
    cells = _cells(old, new, worked, kept)
    gain = sum((one.gain for one in cells if one.gain is not None), Decimal(0))
    hashes = {"of": new.sha256, "against": old.sha256, "hours": worked.sha256}
    found = _stoppage(-float(gain), worked, day)
    body = impact(new.schedule, changes, cells, hashes=hashes, stoppage=found and {
        key: value if isinstance(value, str) or value is None else repr(value)
        for key, value in found.items()
    })  # fmt: skip
    hours = {"sha256": worked.sha256, "first": str(worked.first), "last": str(worked.last),
             "persons": len(worked.hours.groups())}  # fmt: skip
    return desk.log.append_all([("hours", author, hours, ""), ("impact", author, body, "")])[1]


def _cells(old: Named, new: Named, worked: Worked, kept: ToldTotals) -> list[CellTotal]:
    """Return what may be told of each cell, and keep that it was."""
    groups = worked.hours.groups()
    cells, told = totals(old.schedule, new.schedule, worked.hours, partition(groups),
                         told=kept.rows())  # fmt: skip
    kept.keep(told)
    return cells


def _told(view: str, old: Named, worked: Worked) -> dict[str, Any]:
    return {
        "view": view, "currency": old.schedule.currency, "old": _head(old),
        "hours": {
            "sha256": worked.sha256, "first": str(worked.first), "last": str(worked.last),
            "days": worked.days, "persons": len(worked.hours.groups()),
            "refused": [asdict(one) for one in worked.hours.refused],
        },
    }  # fmt: skip


def _head(one: Named) -> dict[str, Any]:
    words = {c.id: c.words or c.id for c in one.schedule.clauses}
    return {"name": one.schedule.name, "ref": one.ref, "sha256": one.sha256, "clauses": words}


def _row(one: Change) -> dict[str, Any]:
    return {
        "person": one.person, "group": one.group, "worked_h": float(one.new.hours),
        "old": str(one.old.total), "new": str(one.new.total), "gain": str(one.gain),
        "old_an_hour": float(one.old.per_hour), "new_an_hour": float(one.new.per_hour),
        "by_clause": {id_: str(amount) for id_, amount in one.by_clause.items()},
    }  # fmt: skip


def _groups(changes: Sequence[Change]) -> list[dict[str, Any]]:
    names = dict.fromkeys(one.group for one in changes)
    return [{"group": name, **_sum([one for one in changes if one.group == name])}
            for name in names]  # fmt: skip


def _sum(changes: Sequence[Change]) -> dict[str, Any]:
    clauses: dict[str, Decimal] = {}
    for one in changes:
        for id_, amount in one.by_clause.items():
            clauses[id_] = clauses.get(id_, Decimal(0)) + amount
    old = sum((one.old.total for one in changes), Decimal(0))
    gain = sum((one.gain for one in changes), Decimal(0))
    worked = sum((one.new.hours for one in changes), Fraction(0))
    return {
        "persons": len(changes), "worked_h": float(worked), "old": str(old), "new": str(old + gain),
        "gain": str(gain), "losers": sum(one.gain < 0 for one in changes),
        "gainers": sum(one.gain > 0 for one in changes),
        "by_clause": {id_: str(amount) for id_, amount in clauses.items()},
    }  # fmt: skip


def _cell(one: CellTotal) -> dict[str, Any]:
    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else str(amount)

    return {
        "groups": list(one.groups), "persons": one.persons, "worked_h": float(one.hours),
        "old": text(one.old), "new": text(one.new), "gain": text(one.gain),
        "losers": one.losers, "gainers": one.gainers, "left_out": list(one.left_out),
        "by_clause": {id_: str(amount) for id_, amount in one.by_clause.items()},
    }  # fmt: skip


def _stoppage(saving: float, worked: Worked, day: Day | None) -> dict[str, Any] | None:
    """Return what stoppages cost beside a saving over the hours."""
    if day is None:
        return None
    mean = duration("weibull").mean_s / DAY_S
    found = stoppage.against(saving, worked.days, day.cost, mean, added=day.added)
    return {**asdict(found), "added": day.added, "source": day.source}


def delay(told: Mapping[str, Any], currency: str, ref: str) -> tuple[float, str]:
    """Return what a day's delay of a kept money run takes off its median present value, and where
    that is from.  Raises InvalidInput where it is in another currency, or takes nothing off.
    """
    rows = [one for one in told["drawn"]["percentiles"] if one["percent"] == 50.0]
    if not told["unit"].startswith(currency):
        raise InvalidInput("the money run is in another currency", value=told["unit"],
                           remedy=f"one in {currency}, or --day-cost")  # fmt: skip
    cost = stoppage.delay_cost(rows[0]["npv"], told["rate"])
    if cost is None:
        raise InvalidInput(
            "the programme's present value is not above nothing: a delay takes nothing off it",
            value=f"{rows[0]['npv']:.4g} {told['unit']}", remedy="give --day-cost",
        )  # fmt: skip
    return cost, f"median present value of {ref} a day later at {100 * told['rate']:g} % a year"
