"""Pay: the published examples, and what holds of any."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.workforce.hours import Hours, read_csv
from windlass.workforce.pay import pay
from windlass.workforce.schedule import PaySchedule, read


def schedule(clauses: dict[str, Any], **more: str) -> PaySchedule:
    head = {"name": "s", "currency": "USD", "unit": "0.01", "rounding": "half-even"} | more
    return read({**head, "clauses": clauses})


def worked(*rows: str) -> Hours:
    return read_csv("person,group,start,end,duty,hazard\n" + "\n".join(rows) + "\n", name="h")


BASE: dict[str, Any] = {"base": {"kind": "base", "amount": "30"},
                        "overtime": {"kind": "overtime", "times": "1.5", "over_h": 8},
                        "danger": {"kind": "hazard", "amount": "2"},
                        "chief": {"kind": "bonus", "amount": "100",
                                  "groups": ["chiefs"]}}  # fmt: skip


def base_hours(miners: int = 9, pilots: int = 6, chiefs: int = 2, danger: int = 7) -> Hours:
    rows = ["person,group,start,end,duty,hazard"]
    for group, many in (("miners", miners), ("pilots", pilots), ("chiefs", chiefs)):
        rows += [
            f"{group[0]}{k},{group},2032-05-03T06:00:00Z,2032-05-03T{12 + k % 8:02d}:00:00Z,,"
            f"{'yes' if group == 'miners' and k < danger else 'no'}"
            for k in range(many)
        ]
    return read_csv("\n".join(rows) + "\n", name="h")


WEEK = [f"Wes,miners,2032-05-{d:02d}T06:00:00Z,2032-05-{d:02d}T15:12:00Z,," for d in range(3, 8)]
"""Five shifts of 9.2 hours: 46 hours in a week."""
OVERTIME = {"kind": "overtime", "times": "1.5", "over_h": 40}


@pytest.mark.parametrize(
    ("rate", "bonus", "total"),
    [("12", "", "588.00"), ("12", "46", "637.00"), ("6", "", "294.00"), ("6", "9.20", "303.80")],
)
def test_the_examples_of_the_overtime_rule(rate: str, bonus: str, total: str) -> None:
    """29 CFR 778.110, and its edition of 1981."""
    clauses: dict[str, Any] = {"base": {"kind": "base", "amount": rate}, "overtime": OVERTIME}
    if bonus:
        clauses["bonus"] = {"kind": "bonus", "amount": bonus}
    paid = pay(schedule(clauses), worked(*WEEK))["Wes"]
    assert paid.total == Decimal(total)
    assert paid.hours == 46
    assert paid.per_hour == Decimal(total) / 46


def test_a_gift_that_does_not_count_leaves_the_regular_rate() -> None:
    clauses = {"base": {"kind": "base", "amount": "12"}, "overtime": OVERTIME,
               "gift": {"kind": "bonus", "amount": "46", "counts": False}}  # fmt: skip
    paid = pay(schedule(clauses), worked(*WEEK))["Wes"]
    assert paid.by_clause == {"base": 552, "overtime": 36, "gift": 46}


def test_overtime_of_the_base_rate_alone() -> None:
    clauses = {"base": {"kind": "base", "amount": "12"}, "overtime": OVERTIME | {"of": "base"},
               "bonus": {"kind": "bonus", "amount": "46"}}  # fmt: skip
    assert pay(schedule(clauses), worked(*WEEK))["Wes"].total == 552 + 36 + 46


def test_hazard_duty_dates_and_caps() -> None:
    clauses: dict[str, Any] = {
        "base": {"kind": "base", "amount": "20", "until": "2032-05-04"},
        "more": {"kind": "base", "amount": "30", "from": "2032-05-05"},
        "danger": {"kind": "hazard", "times": "0.5"},
        "eva": {"kind": "duty", "duty": "EVA", "amount": "7"},
        "other": {"kind": "duty", "duty": "EVA", "amount": "100", "groups": ["pilots"]},
        "most": {"kind": "cap", "amount": "30", "caps": ["danger", "eva"]},
    }
    hours = worked("Wes,miners,2032-05-04T06:00:00Z,2032-05-04T08:00:00Z,eva,yes",
                   "Wes,miners,2032-05-05T06:00:00Z,2032-05-05T07:00:00Z,,yes")  # fmt: skip
    assert pay(schedule(clauses), hours)["Wes"].by_clause == {
        "base": 40, "more": 30, "danger": 35, "eva": 14, "most": -19,
    }  # fmt: skip


def test_bonuses_by_period_and_once_and_salaries() -> None:
    hours = worked(*WEEK, "Wes,miners,2032-05-11T06:00:00Z,2032-05-11T10:00:00Z,,")
    clauses: dict[str, Any] = {
        "salary": {"kind": "salary", "amount": "1000"},
        "period": {"kind": "bonus", "amount": "100", "per": "period"},
        "once": {"kind": "bonus", "amount": "55", "per": "once", "from": "2032-05-12"},
        "never": {"kind": "bonus", "amount": "55", "per": "once", "from": "2032-06-12"},
    }
    assert pay(schedule(clauses), hours)["Wes"].by_clause == {
        "salary": 2000, "period": 100, "once": 55,
    }  # fmt: skip


@given(st.integers(1, 6), st.integers(100, 9999), st.integers(1, 40), st.integers(100, 300))
def test_more_is_never_less(days: int, cents: int, over: int, percent: int) -> None:
    rows = WEEK[: min(days, 5)]
    base = {"base": {"kind": "base", "amount": f"{cents / 100:.2f}"}}
    plain = pay(schedule(base), worked(*rows))["Wes"].total
    more = {**base, "overtime": {"kind": "overtime", "times": f"{percent / 100:.2f}",
                                 "over_h": over}}  # fmt: skip
    paid = pay(schedule(more), worked(*rows))["Wes"]
    assert paid.total >= plain
    exact = Fraction(cents, 100) * (paid.hours + max(paid.hours - over, 0)
                                    * (Fraction(percent, 100) - 1))  # fmt: skip
    assert abs(Fraction(paid.total) - exact) <= Fraction(1, 100)
