"""Schedule against schedule over the same hours: who gains and loses, and by which clause.

A change of pay is shared among the clauses that differ by their Shapley value: what each adds, on
average over all orders in which they could be changed.  Shares are rounded so that they add up to
the cent.  Source: shapley1953.  Checked: tests/workforce/test_compare.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial, gcd
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.workforce.hours import Hours
from windlass.workforce.pay import Paid, pay
from windlass.workforce.schedule import PaySchedule, changed, mixed

MOST: Final = 12
"""Clauses that may differ: all orders of so many are averaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A person's pay by the old and the new schedule, and what each clause that differs adds."""

    person: str
    group: str
    old: Paid
    new: Paid
    by_clause: Mapping[str, Decimal]

    @property
    def gain(self) -> Decimal:
        """Return what the person gains; negative for a loss."""
        return self.new.total - self.old.total


def compare(old: PaySchedule, new: PaySchedule, hours: Hours) -> list[Change]:
    """Return each person's change, by name.

    Raises InvalidInput for schedules of two currencies, or of more than 12 clauses that differ.
    """
    if old.currency != new.currency:
        raise InvalidInput("schedules of two currencies", value=f"{old.currency}, {new.currency}")
    ids = changed(old, new)
    if len(ids) > MOST:
        raise InvalidInput("too many clauses differ to tell them apart", value=len(ids),
                           remedy=f"up to {MOST}: compare in steps")  # fmt: skip
    unit = _common(old.unit, new.unit)
    by_set = {taken: pay(_as_set(old, new, ids, taken), hours)
              for many in range(len(ids) + 1) for taken in combinations(ids, many)}  # fmt: skip
    first, last = by_set[()], by_set[tuple(ids)]
    found = []
    for person, before in first.items():
        values = {taken: paid[person].total for taken, paid in by_set.items()}
        shares = _shapley(ids, values)
        found.append(Change(
            person=person, group=before.group, old=before, new=last[person],
            by_clause=whole(shares, last[person].total - before.total, unit),
        ))  # fmt: skip
    return found


def _common(one: Decimal, other: Decimal) -> Decimal:
    """Return the largest unit of which both are whole multiples."""
    a, b = Fraction(one), Fraction(other)
    found = Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator),
                     a.denominator * b.denominator)  # fmt: skip
    return Decimal(found.numerator) / Decimal(found.denominator)


def _as_set(
    old: PaySchedule, new: PaySchedule, ids: Sequence[str], taken: tuple[str, ...]
) -> PaySchedule:
    """Return the mix; all of the old, or of the new, as these stand, rounding and all."""
    if not taken:
        return old
    return new if len(taken) == len(ids) else mixed(old, new, taken)


def _shapley(ids: Sequence[str], values: Mapping[tuple[str, ...], Decimal]) -> dict[str, Fraction]:
    """Return what each clause adds, averaged over all orders."""
    n = len(ids)
    place = {id_: k for k, id_ in enumerate(ids)}
    found = dict.fromkeys(ids, Fraction(0))
    for taken, value in values.items():
        for id_ in set(ids) - set(taken):
            wider = tuple(sorted((*taken, id_), key=place.__getitem__))
            weight = Fraction(factorial(len(taken)) * factorial(n - len(taken) - 1), factorial(n))
            found[id_] += weight * (Fraction(values[wider]) - Fraction(value))
    return found


def whole(shares: Mapping[str, Fraction], total: Decimal, unit: Decimal) -> dict[str, Decimal]:
    """Return shares in whole units that add up to the total, of which they are nearly a sum:
    largest remainders first.
    """
    cells = {id_: share / Fraction(unit) for id_, share in shares.items()}
    down = {id_: cell.numerator // cell.denominator for id_, cell in cells.items()}
    left = int(Fraction(total) / Fraction(unit)) - sum(down.values())
    order = sorted(cells, key=lambda id_: (down[id_] - cells[id_], id_))
    for k in range(left):
        down[order[k % len(order)]] += 1
    return {id_: many * unit for id_, many in down.items()}
