"""What a representative sees of groups: totals that, put together, tell of fewer than k in no way.

A total adds up what clauses pay; whoever drafts schedules can set each rate as he likes, and
subtract.  So what each clause pays, and each clause by which it pays, as overtime does by the
regular rate, counts as told, each by itself.  Before a total is told, it is looked at with all that
were told before, about whatever hours and schedules: where a combination of them is of fewer than k
persons, the clause that touches the fewest is taken out of both schedules, and said to be.  What is
summed is not rounded person by person: rounding to a large unit is a question about each.

Money by hours, money by weeks, and counts of persons are three things to know, none of which is
worth anything for another; who worked in which week is taken to be known.  That a clause is left
out tells something, too.  Source: chin1982, kenthapadi2013.
Checked: tests/workforce/test_totals.py; validation/people.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.workforce.compare import Change, compare, whole
from windlass.workforce.groups import LEAST, Cells, Row, dominated, safe, spanned
from windlass.workforce.hours import Hours
from windlass.workforce.pay import by_week
from windlass.workforce.schedule import Clause, PaySchedule

Told = list[dict[str, float]]
"""Rows that say what was told: what each person adds."""
_FINE: Final = Decimal("1E-12")
_FLAT: Final = ("salary", "bonus")
_BY_WEEKS: Final = "="
_COUNTED: Final = "#"
"""What stands before a person's name in rows of money by weeks, and of counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTotal:
    """What a representative sees of a cell: its groups, persons, hours, and money in all, by the
    clauses that are not left out.

    old, gain: None where all clauses are left out; losers, gainers: None where they would tell of a
    few; left_out: clauses that touch too few to be told.
    """

    groups: tuple[str, ...]
    persons: int
    hours: Fraction
    old: Decimal | None
    gain: Decimal | None
    by_clause: Mapping[str, Decimal]
    losers: int | None
    gainers: int | None
    left_out: tuple[str, ...]

    @property
    def new(self) -> Decimal | None:
        """Return what the cell is paid by the new schedule, where it may be told."""
        return None if self.gain is None or self.old is None else self.old + self.gain


def totals(
    old: PaySchedule, new: PaySchedule, hours: Hours, cells: Cells, *,
    told: Iterable[Row] = (), k: int = LEAST,
) -> tuple[list[CellTotal], Told]:  # fmt: skip
    """Return what may be told of each cell, and all that is told then.

    told: what was told before.  Raises InvalidInput where the cells are of persons that the hours
    lack, or where their hours alone would tell of a few beside what was told before.
    """
    if not set(hours.groups()) >= set(chain.from_iterable(cells)):
        raise InvalidInput("cells are of other persons than the hours")
    known = [dict(row) for row in told]
    found = []
    for cell in cells:
        own = Hours(tuple(one for one in hours.shifts if one.person in cell))
        total, known = _total(old, new, own, known, k)
        found.append(total)
    return found, spanned(known)


def paid_rows(schedule: PaySchedule, hours: Hours) -> dict[tuple[str, str], dict[str, float]]:
    """Return what each clause pays each person, and the part of it that it pays by another clause:
    (clause, clause) -> person -> money; with = before the name where a clause pays by weeks.
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for person, weeks in by_week(schedule, hours).items():
        for paid in weeks:
            for one in schedule.clauses:
                amount = float(paid.get(one.id, 0))
                if not amount:
                    continue
                by = {id_: float(paid[id_]) for id_ in _by(one, schedule) if paid.get(id_)}
                whole_ = sum(abs(part) for part in by.values())
                parts = {id_: amount * part / whole_ for id_, part in by.items()} | {one.id: amount}
                for id_, part in parts.items():
                    row = found.setdefault((one.id, id_), {})
                    who = _BY_WEEKS + person if one.kind in _FLAT else person
                    row[who] = row.get(who, 0.0) + part
    return found


def _by(one: Clause, schedule: PaySchedule) -> Collection[str]:
    """Return the clauses by which a clause pays."""
    if one.kind == "cap":
        return one.caps
    if one.kind == "overtime":
        kinds = ("base",) if one.of == "base" else ("base", "salary", "hazard", "duty", "bonus")
        return [c.id for c in schedule.clauses if c.kind in kinds]
    if one.times is not None:
        return [c.id for c in schedule.clauses if c.kind == "base"]
    return ()


def _total(
    old: PaySchedule, new: PaySchedule, own: Hours, told: Told, k: int
) -> tuple[CellTotal, Told]:
    """Return what may be told of a cell, and all that is told then."""
    told = _and_hours(own, told, k)
    ids = {one.id for one in (*old.clauses, *new.clauses)}
    left: list[str] = []
    while True:
        pair = [_without(one, left) for one in (old, new)]
        changes = compare(pair[0], pair[1], own) if ids > set(left) else []
        rows = [*(item for one in pair for item in paid_rows(one, own).items()),
                *(((id_, id_), row) for id_, row in _shares(changes, pair).items())]  # fmt: skip
        wider = [*told, *(row for _, row in rows)]
        if safe(wider, k=k) and not any(dominated(row) for _, row in rows):
            break
        left.append(_next(rows, told, k))
    told, losers = _count(changes, -1, spanned(wider), k)
    told, gainers = _count(changes, 1, told, k)
    old_all, gain, by_clause = _money(changes, new.unit)
    return CellTotal(
        groups=tuple(sorted({one.group for one in own.shifts})), persons=len(own.groups()),
        hours=sum((one.hours for one in own.shifts), Fraction(0)), old=old_all, gain=gain,
        by_clause=by_clause, losers=losers, gainers=gainers, left_out=tuple(sorted(left)),
    ), told  # fmt: skip


def _shares(changes: Sequence[Change], pair: Sequence[PaySchedule]) -> dict[str, Row]:
    """Return what each clause that differs adds to each person's pay; but for clauses by weeks,
    where it is the clause and the overtime by it, which are rows already.
    """
    flat = {one.id for schedule in pair for one in schedule.clauses if one.kind in _FLAT}
    ids = [id_ for id_ in (changes[0].by_clause if changes else ()) if id_ not in flat]
    rows = {id_: {one.person: float(one.by_clause[id_]) for one in changes} for id_ in ids}
    return {id_: row for id_, row in rows.items() if any(row.values())}


def _and_hours(own: Hours, told: Told, k: int) -> Told:
    """Return what is told with a cell's persons and hours, which are told in any case."""
    hours = {who: float(sum(one.hours for one in own.of(who))) for who in own.groups()}
    found = [*told, hours, {_COUNTED + who: 1.0 for who in hours}]
    if not safe(found, k=k):
        raise InvalidInput(
            "these hours are too much like others that were told of: one less the other would "
            "tell of a few", value=f"{len(hours)} persons",
            remedy=f"hours that {k} or more joined or left, or none, or of other days",
        )  # fmt: skip
    return found


def _next(rows: Sequence[tuple[tuple[str, str], Row]], told: Told, k: int) -> str:
    """Return the clause to leave out: that of the row of the fewest which is unsafe beside what was
    told; of the row of the fewest where they are only so together.
    """

    def many(row: Row) -> int:
        return sum(1 for x in row.values() if x)

    order = sorted(rows, key=lambda item: (many(item[1]), item[0]))
    sizes = {first: many(row) for (first, by), row in rows if first == by}
    for (first, by), row in order:
        if dominated(row) or not safe([*told, row], k=k):
            return first if sizes[first] <= sizes.get(by, sizes[first]) else by
    return order[0][0][0]


def _money(
    changes: Sequence[Change], unit: Decimal
) -> tuple[Decimal | None, Decimal | None, dict[str, Decimal]]:
    """Return old, gain and by_clause of a cell, rounded once, in units."""
    if not changes:
        return None, None, {}
    exact: dict[str, Fraction] = {}
    for one in changes:
        for id_, amount in one.by_clause.items():
            exact[id_] = exact.get(id_, Fraction(0)) + Fraction(amount)
    exact = {id_: amount for id_, amount in exact.items() if abs(amount) >= Fraction(unit) / 2}
    old = sum((one.old.total for one in changes), Decimal(0))
    gain = _rounded(sum((one.gain for one in changes), Decimal(0)), unit)
    return _rounded(old, unit), gain, whole(exact, gain, unit) if exact else {}


def _count(changes: Sequence[Change], sign: int, told: Told, k: int) -> tuple[Told, int | None]:
    """Return the sets told, and how many lose or gain where that tells of no few."""
    if not changes:
        return told, None
    found = {_COUNTED + one.person: 1.0 for one in changes if one.gain * sign > 0}
    wider = [*told, found] if found else told
    return (wider, len(found)) if safe(wider, k=k) else (told, None)


def _without(schedule: PaySchedule, left: Collection[str]) -> PaySchedule:
    """Return a schedule without some clauses, that rounds nothing."""
    kept = [replace(one, caps=tuple(id_ for id_ in one.caps if id_ not in left))
            for one in schedule.clauses if one.id not in left]  # fmt: skip
    return replace(schedule, clauses=tuple(kept), unit=_FINE)


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return (amount / unit).to_integral_value() * unit
