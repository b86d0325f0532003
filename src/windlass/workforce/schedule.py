"""Pay schedules: dated clauses in one currency, with how amounts are rounded.

Kinds of clauses: ``base`` by the hour, ``salary`` by the week, ``overtime`` beyond hours of a week
as a multiple of the base or of the regular rate, ``hazard`` and ``duty`` by hours of that kind,
``bonus`` by the week, by the period or once, ``cap`` on what other clauses pay a week.
Money is decimal and exact until it is rounded, clause by clause and week by week, to the unit and
by the rule that the schedule states.  Checked: tests/workforce/test_schedule.py.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from windlass.base.errors import InvalidInput, InvalidInputs

KINDS: Final = ("base", "salary", "overtime", "hazard", "duty", "bonus", "cap")
ROUNDINGS: Final = {"half-even": ROUND_HALF_EVEN, "half-up": ROUND_HALF_UP, "up": ROUND_CEILING}
PERIODS: Final = ("week", "period", "once")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One rule.  groups: to whom it applies, all where empty; since, until: days from and up to
    which, None for ever.  amount: money an hour, a week, a period or once, or the cap a week;
    times: multiple of an overtime hour or of base for hazard; over_h: hours a week beyond which;
    of: base or regular; duty: kind of hours; per: of a bonus; counts: whether the regular rate has
    it; caps: clauses that a cap holds down together.
    """

    id: str
    kind: str
    words: str = ""
    groups: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    amount: Decimal | None = None
    times: Decimal | None = None
    over_h: Decimal | None = None
    of: str = "regular"
    duty: str = ""
    per: str = "week"
    counts: bool = True
    caps: tuple[str, ...] = ()

    def holds(self, day: date, group: str) -> bool:
        """Return whether it applies to a group on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until) and (
            not self.groups or group in self.groups
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySchedule:
    """A pay schedule.  unit: least amount that is paid; rounding: how amounts are rounded to it."""

    name: str
    currency: str
    unit: Decimal
    rounding: str
    clauses: tuple[Clause, ...]

    def clause(self, id_: str) -> Clause | None:
        """Return a clause, None where the schedule has none of that id."""
        return next((one for one in self.clauses if one.id == id_), None)

    def rounded(self, amount: Fraction) -> Decimal:
        """Return an amount as it is paid."""
        units = amount / Fraction(self.unit)
        whole = Decimal(units.numerator) / Decimal(units.denominator)
        if Fraction(whole) != units:  # more digits than a decimal holds: no tie, so nearest is sure
            low = units.numerator // units.denominator
            twice = 2 * (units - low)
            up = self.rounding == "up" or twice > 1 or (
                twice == 1 and (self.rounding == "half-up" or low % 2 == 1)
            )  # fmt: skip
            return (low + int(up)) * self.unit
        return whole.quantize(Decimal(1), rounding=ROUNDINGS[self.rounding]) * self.unit

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, the same for the same schedule; numbers are text."""
        return {
            "name": self.name, "currency": self.currency, "unit": str(self.unit),
            "rounding": self.rounding, "clauses": {one.id: _plain(one) for one in self.clauses},
        }  # fmt: skip


def read(data: Mapping[str, Any], *, name: str = "") -> PaySchedule:
    """Return the schedule of plain data (TOML, JSON); InvalidInputs naming all that is wrong."""
    faults: list[InvalidInput] = []
    clauses: list[Clause] = []
    given = data.get("clauses", {})
    if not isinstance(given, Mapping) or not given:
        raise InvalidInput("a pay schedule has clauses", where=name, remedy="[clauses.ID] tables")
    for id_, row in given.items():
        try:
            clauses.append(_clause(str(id_), row))
        except InvalidInput as error:
            faults.append(InvalidInput(f"clause {id_}: {error.what}", value=error.value,
                                       remedy=error.remedy, where=name))  # fmt: skip
    head = {key: data.get(key) for key in ("name", "currency", "unit", "rounding")}
    if extra := set(data) - set(head) - {"clauses", "schema", "kind"}:
        faults.append(InvalidInput("unknown entry of a pay schedule", value=sorted(extra)[0],
                                   where=name))  # fmt: skip
    currency, rounding = str(head["currency"]), str(head["rounding"])
    if not _CURRENCY.fullmatch(currency):
        faults.append(InvalidInput("currency of a pay schedule", value=head["currency"], where=name,
                                   remedy="three capital letters, such as USD"))  # fmt: skip
    if rounding not in ROUNDINGS:
        faults.append(InvalidInput("rounding of a pay schedule", value=head["rounding"], where=name,
                                   remedy=f"one of {', '.join(ROUNDINGS)}"))  # fmt: skip
    unit = Decimal("0.01")
    try:
        unit = number(head["unit"], "unit")
        if not unit > 0:
            raise InvalidInput("unit of a pay schedule", value=str(unit), remedy="above 0")
    except InvalidInput as error:
        faults.append(error)
    caps = {held for one in clauses for held in one.caps} - {one.id for one in clauses}
    if caps and not faults:
        faults.append(InvalidInput("a cap on a clause that is not there", value=sorted(caps)[0],
                                   where=name))  # fmt: skip
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidInputs(faults)
    return PaySchedule(name=str(head["name"] or name or "pay schedule"), currency=currency,
                       unit=unit, rounding=rounding, clauses=tuple(clauses))  # fmt: skip


def read_csv(text: str, head: Mapping[str, Any], *, name: str = "") -> PaySchedule:
    """Return the schedule whose clauses are rows of a CSV text, a column a part.

    head: currency, unit, rounding and name, which a table of clauses has no place for.
    """
    rows: dict[str, Any] = {}
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        if None in row or None in row.values():
            raise InvalidInput("row of another length than the head",
                               where=f"{name}:{reader.line_num}")  # fmt: skip
        id_ = (row.pop("id", "") or "").strip()
        if id_ in rows:
            raise InvalidInput("clause stands twice", value=id_, where=f"{name}:{reader.line_num}")
        parts = {key: value.strip() for key, value in row.items() if key and value.strip()}
        rows[id_] = {key: ([part.strip() for part in value.split(";")]
                           if key in ("groups", "caps") else value)
                     for key, value in parts.items()}  # fmt: skip
    return read({**head, "clauses": rows}, name=name)


def changed(old: PaySchedule, new: PaySchedule) -> list[str]:
    """Return the ids of clauses that differ, in the order in which they stand."""
    ids = dict.fromkeys([*(one.id for one in old.clauses), *(one.id for one in new.clauses)])

    def pays(one: Clause | None) -> Clause | None:
        return None if one is None else replace(one, words="")

    return [id_ for id_ in ids if pays(old.clause(id_)) != pays(new.clause(id_))]


def mixed(old: PaySchedule, new: PaySchedule, taken: Iterable[str]) -> PaySchedule:
    """Return the old schedule with some clauses as the new one has them."""
    take = set(taken)
    ids = dict.fromkeys([*(one.id for one in old.clauses), *(one.id for one in new.clauses)])
    found = [(new if id_ in take else old).clause(id_) for id_ in ids]
    clauses = tuple(one for one in found if one is not None)
    there = {one.id for one in clauses}
    kept = tuple(replace(one, caps=tuple(k for k in one.caps if k in there)) for one in clauses)
    return replace(new if take else old, clauses=kept)


def number(found: Any, name: str) -> Decimal:
    """Return a decimal number of a schedule; InvalidInput for what is none, is not finite, or was
    written as a binary float that is none of few digits.
    """
    if isinstance(found, bool) or not isinstance(found, int | float | str | Decimal):
        raise InvalidInput(f"{name} is no number", value=found)
    try:
        made = Decimal(str(found))
    except InvalidOperation as error:
        raise InvalidInput(f"{name} is no number", value=found) from error
    if not made.is_finite() or abs(made) > 10**12 or len(made.as_tuple().digits) > 18:
        raise InvalidInput(f"{name} is no amount", value=str(found))
    return made


def _clause(id_: str, row: Any) -> Clause:
    if not _ID.fullmatch(id_):
        raise InvalidInput("id of a clause", value=id_, remedy="small letters, digits, dashes")
    if not isinstance(row, Mapping):
        raise InvalidInput("a clause is a table", value=row)
    if more := set(row) - {one.name for one in fields(Clause)} - {"from"} | (set(row) & {"id"}):
        raise InvalidInput("unknown entry", value=sorted(more)[0])
    parts: dict[str, Any] = {"id": id_, "kind": row.get("kind", "")}
    if parts["kind"] not in KINDS:
        raise InvalidInput("kind", value=row.get("kind"), remedy=f"one of {', '.join(KINDS)}")
    for key in ("amount", "times", "over_h"):
        if key in row:
            parts[key] = number(row[key], key)
            if parts[key] < 0:
                raise InvalidInput(f"{key} is negative", value=str(row[key]))
    for key in ("words", "of", "duty", "per"):
        if key in row:
            parts[key] = str(row[key])
    for key, at in (("since", "from"), ("until", "until")):
        if at in row or key in row:
            parts[key] = _day(row.get(at, row.get(key)))
    for key in ("groups", "caps"):
        found = row.get(key, [])
        if not isinstance(found, list | tuple) or not all(isinstance(k, str) for k in found):
            raise InvalidInput(f"{key} is a list of names", value=found)
        parts[key] = tuple(found)
    if "counts" in row:
        parts["counts"] = str(row["counts"]).lower() in ("true", "yes", "1")
    made = Clause(**parts)
    _whole(made)
    return made


def _whole(one: Clause) -> None:
    """Raise InvalidInput for a clause that lacks what its kind needs."""
    needs = {"base": ("amount",), "salary": ("amount",), "overtime": ("times", "over_h"),
             "hazard": (), "duty": ("amount", "duty"), "bonus": ("amount",),
             "cap": ("amount", "caps")}[one.kind]  # fmt: skip
    for key in needs:
        if getattr(one, key) in (None, "", ()):
            raise InvalidInput(f"{one.kind} without {key}", value=None)
    if one.kind == "hazard" and (one.amount is None) == (one.times is None):
        raise InvalidInput("hazard has an amount an hour, or times the base", value=one.id)
    if one.kind == "overtime" and one.times is not None and one.times < 1:
        raise InvalidInput("overtime pays at least once the rate", value=str(one.times))
    if one.of not in ("base", "regular"):
        raise InvalidInput("overtime of", value=one.of, remedy="base or regular")
    if one.per not in PERIODS:
        raise InvalidInput("a bonus is per", value=one.per, remedy=", ".join(PERIODS))
    if one.kind == "bonus" and one.per == "once" and one.since is None:
        raise InvalidInput("a bonus that is paid once has its day", value=one.id, remedy="from")
    if one.since and one.until and one.until < one.since:
        raise InvalidInput("it ends before it begins", value=str(one.until))


def _day(found: Any) -> date:
    try:
        return date.fromisoformat(str(found))
    except ValueError as error:
        raise InvalidInput("day", value=found, remedy="such as 2032-05-01") from error


def _plain(one: Clause) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in fields(Clause):
        value = getattr(one, part.name)
        if part.name == "id" or value in (None, "", ()):
            continue
        found["from" if part.name == "since" else part.name] = (
            list(value) if isinstance(value, tuple) else value if isinstance(value, bool | str)
            else str(value)
        )  # fmt: skip
    return found
