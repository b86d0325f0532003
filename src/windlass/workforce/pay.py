"""What a schedule pays for hours, clause by clause and week by week.

Straight time is paid for all hours; an hour of overtime adds what its multiple is above one, of the
base rate or of the regular rate: all of the week's pay that counts, by all of its hours.  Which
clauses hold is asked on the day on which a shift begins; for what is paid by the week, on its last
day with a shift.  Source: cfr778.  Checked: tests/workforce/test_pay.py; validation/people.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from windlass.base.errors import InvalidInput
from windlass.workforce.hours import Hours, Shift, weeks
from windlass.workforce.schedule import Clause, PaySchedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What a person is paid over the hours: by clause, and hours worked."""

    person: str
    group: str
    hours: Fraction
    by_clause: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """Return all of it."""
        return sum(self.by_clause.values(), Decimal(0))

    @property
    def per_hour(self) -> Decimal:
        """Return pay per hour worked."""
        if not self.hours:
            raise InvalidInput("no hours were worked", value=self.person)
        return (self.total * self.hours.denominator) / self.hours.numerator


def pay(schedule: PaySchedule, hours: Hours) -> dict[str, Paid]:
    """Return what each person is paid, by name."""
    groups = hours.groups()
    return {person: _person(schedule, person, group, hours.of(person))
            for person, group in sorted(groups.items())}  # fmt: skip


def by_week(schedule: PaySchedule, hours: Hours) -> dict[str, list[dict[str, Decimal]]]:
    """Return what each clause pays each person, week by week."""
    found = {}
    for person, group in sorted(hours.groups().items()):
        shifts = hours.of(person)
        worked = sum((one.hours for one in shifts), Fraction(0))
        found[person] = [_week(schedule, group, own, worked) for own in weeks(shifts).values()]
    return found


def _person(schedule: PaySchedule, person: str, group: str, shifts: Sequence[Shift]) -> Paid:
    worked = sum((one.hours for one in shifts), Fraction(0))
    total: dict[str, Decimal] = {}
    for own in weeks(shifts).values():
        for id_, amount in _week(schedule, group, own, worked).items():
            total[id_] = total.get(id_, Decimal(0)) + amount
    return Paid(person=person, group=group, hours=worked,
                by_clause={k: v for k, v in total.items() if v})  # fmt: skip


def _week(
    schedule: PaySchedule, group: str, shifts: Sequence[Shift], worked: Fraction
) -> dict[str, Decimal]:
    """Return what a week's shifts are paid, by clause, rounded; worked: hours of all weeks."""
    last = shifts[-1].start.date()
    hours = sum((one.hours for one in shifts), Fraction(0))
    exact: dict[str, Fraction] = {}
    base = Fraction(0)
    for one in schedule.clauses:
        if one.kind in ("base", "hazard", "duty"):
            exact[one.id] = sum((_hourly(one, schedule, s, group) for s in shifts), Fraction(0))
            base += exact[one.id] if one.kind == "base" else 0
        elif one.kind == "salary" and one.holds(last, group):
            exact[one.id] = Fraction(one.amount or 0)
        elif one.kind == "bonus":
            exact[one.id] = _bonus(one, shifts, last, group, hours, worked)
    regular = sum((exact[c.id] for c in schedule.clauses if c.id in exact and _regular(c)),
                  Fraction(0))  # fmt: skip
    for one in schedule.clauses:
        if one.kind == "overtime" and one.holds(last, group):
            over = max(hours - Fraction(one.over_h or 0), Fraction(0))
            rate = (regular if one.of == "regular" else base) / hours
            exact[one.id] = over * rate * (Fraction(one.times or 1) - 1)
    return _capped(schedule, last, group, {k: schedule.rounded(v) for k, v in exact.items()})


def _hourly(one: Clause, schedule: PaySchedule, shift: Shift, group: str) -> Fraction:
    """Return what a clause by the hour pays for a shift."""
    day = shift.start.date()
    if not one.holds(day, group):
        return Fraction(0)
    if one.kind == "hazard" and not shift.hazard:
        return Fraction(0)
    if one.kind == "duty" and shift.duty != one.duty.casefold():
        return Fraction(0)
    if one.times is not None:
        rate = sum((Fraction(c.amount or 0) for c in schedule.clauses
                    if c.kind == "base" and c.holds(day, group)), Fraction(0))  # fmt: skip
        return shift.hours * rate * Fraction(one.times)
    return shift.hours * Fraction(one.amount or 0)


def _bonus(
    one: Clause, shifts: Sequence[Shift], last: date, group: str, hours: Fraction, worked: Fraction
) -> Fraction:
    """Return a week's part of a bonus; one of a period goes by the hours of its weeks."""
    amount = Fraction(one.amount or 0)
    if one.per == "once":
        monday = shifts[0].week
        due = one.since is not None and monday <= one.since < monday + timedelta(days=7)
        return amount if due and (not one.groups or group in one.groups) else Fraction(0)
    if not one.holds(last, group):
        return Fraction(0)
    return amount if one.per == "week" else amount * hours / worked


def _regular(one: Clause) -> bool:
    return one.kind in ("base", "salary", "hazard", "duty") or (one.kind == "bonus" and one.counts)


def _capped(
    schedule: PaySchedule, last: date, group: str, paid: dict[str, Decimal]
) -> dict[str, Decimal]:
    """Take what is above a cap away, told as a negative amount of the cap's clause."""
    for one in schedule.clauses:
        if one.kind == "cap" and one.holds(last, group):
            held = sum((paid.get(id_, Decimal(0)) for id_ in one.caps), Decimal(0))
            over = held - (one.amount or Decimal(0))
            if over > 0:
                paid[one.id] = -over
    return paid
