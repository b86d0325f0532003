"""What a representative sees of groups: totals that, put together, tell of fewer than k in no way.

A total adds up what clauses pay, each at one rate to all whom it touches; so it stands for a set of
persons a clause, and for each pair of clauses of which one pays by the other, as overtime does by
the regular rate.  Whoever drafts schedules can set each rate as he likes, and subtract: so before a
total is told, all sets that any total stood for before, about whatever hours, are looked at with
its own; where any sum of some less others comes down to fewer than k persons, the clause that
touches the fewest is taken out of both schedules, and said to be.  What is summed is not rounded
person by person: rounding to a large unit is a question about each.  That a clause is left out
tells that it touches few.  Source: chin1982, kenthapadi2013.
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
from windlass.workforce.groups import LEAST, Cells, safe
from windlass.workforce.hours import Hours
from windlass.workforce.pay import by_week
from windlass.workforce.schedule import Clause, PaySchedule

Told = list[frozenset[str]]
"""Sets of persons that totals were told of."""
_FINE: Final = Decimal("1E-12")


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
    told: Iterable[frozenset[str]] = (), k: int = LEAST,
) -> tuple[list[CellTotal], Told]:  # fmt: skip
    """Return what may be told of each cell, and all sets that are told then.

    told: sets that were told before.  Raises InvalidInput where the cells are of persons that the
    hours lack, where their hours alone would tell of a few beside what was told before, or where a
    clause begins or ends within the hours, as its days could be told apart.
    """
    if not set(hours.groups()) >= set(chain.from_iterable(cells)):
        raise InvalidInput("cells are of other persons than the hours")
    for one in (old, new):
        _uncut(one, hours)
    known = list(dict.fromkeys([*told, *cells]))
    if not safe(known, k=k):
        raise InvalidInput(
            "these hours are of other persons than those that were told of before: one less the "
            "other would tell of a few", value=f"{len(hours.groups())} persons",
            remedy=f"compare hours that {k} or more joined or left, or none",
        )  # fmt: skip
    found = []
    for cell in cells:
        own = Hours(tuple(one for one in hours.shifts if one.person in cell))
        total, known = _total(old, new, own, known, k)
        found.append(total)
    return found, known


def touched(schedule: PaySchedule, hours: Hours) -> dict[tuple[str, str], frozenset[str]]:
    """Return whom each clause pays something, and each pair of clauses of which the first pays by
    the second: (clause, clause) -> persons.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for person, weeks in by_week(schedule, hours).items():
        for paid in weeks:
            for one in schedule.clauses:
                if paid.get(one.id):
                    by = [one.id, *(id_ for id_ in _by(one, schedule) if paid.get(id_))]
                    for id_ in by:
                        found.setdefault((one.id, id_), set()).add(person)
    return {key: frozenset(own) for key, own in found.items()}


def _by(one: Clause, schedule: PaySchedule) -> Collection[str]:
    """Return the clauses by which a clause pays."""
    if one.kind == "cap":
        return one.caps
    if one.kind == "overtime":
        return [c.id for c in schedule.clauses if c.kind not in ("overtime", "cap")]
    if one.times is not None:
        return [c.id for c in schedule.clauses if c.kind == "base"]
    return ()


def _total(
    old: PaySchedule, new: PaySchedule, own: Hours, told: Told, k: int
) -> tuple[CellTotal, Told]:
    """Return what may be told of a cell, and the sets told then."""
    ids = {one.id for one in (*old.clauses, *new.clauses)}
    left: list[str] = []
    while True:
        pair = [_without(one, left) for one in (old, new)]
        sets = [item for one in pair for item in touched(one, own).items()]
        wider = list(dict.fromkeys([*told, *(persons for _, persons in sets)]))
        if not sets or safe(wider, k=k):
            break
        left.append(_next(sets, told, k))
    changes = compare(pair[0], pair[1], own) if ids > set(left) else []
    told, losers = _count(changes, -1, wider, k)
    told, gainers = _count(changes, 1, told, k)
    old_all, gain, by_clause = _money(changes, new.unit)
    return CellTotal(
        groups=tuple(sorted({one.group for one in own.shifts})), persons=len(own.groups()),
        hours=sum((one.hours for one in own.shifts), Fraction(0)), old=old_all, gain=gain,
        by_clause=by_clause, losers=losers, gainers=gainers, left_out=tuple(sorted(left)),
    ), told  # fmt: skip


def _next(sets: Sequence[tuple[tuple[str, str], frozenset[str]]], told: Told, k: int) -> str:
    """Return the clause to leave out: that of the smallest set which is unsafe beside what was
    told; of the smallest one where they are only so together.
    """
    order = sorted(sets, key=lambda item: (len(item[1]), item[0]))
    for (first, by), persons in order:
        if not safe([*told, persons], k=k):
            return first if len(dict(sets)[first, first]) <= len(dict(sets)[by, by]) else by
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
    found = frozenset(one.person for one in changes if one.gain * sign > 0)
    wider = list(dict.fromkeys([*told, *([found] if found else [])]))
    return (wider, len(found)) if safe(wider, k=k) else (told, None)


def _without(schedule: PaySchedule, left: Collection[str]) -> PaySchedule:
    """Return a schedule without some clauses, that rounds nothing."""
    kept = [replace(one, caps=tuple(id_ for id_ in one.caps if id_ not in left))
            for one in schedule.clauses if one.id not in left]  # fmt: skip
    return replace(schedule, clauses=tuple(kept), unit=_FINE)


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return (amount / unit).to_integral_value() * unit


def _uncut(schedule: PaySchedule, hours: Hours) -> None:
    """Raise InvalidInput where a clause begins or ends within the hours."""
    days = [one.start.date() for one in hours.shifts]
    for one in schedule.clauses:
        if one.kind == "bonus" and one.per == "once":
            continue
        begins = one.since is not None and min(days) < one.since <= max(days)
        ends = one.until is not None and min(days) <= one.until < max(days)
        if begins or ends:
            raise InvalidInput(
                f"clause {one.id} of {schedule.name} begins or ends within these hours",
                value=str(one.since if begins else one.until),
                remedy="compare the hours before and from that day on by themselves",
            )  # fmt: skip
