"""What a representative sees: totals that tell of no one, whatever schedules are drafted."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workforce.test_groups import attacker_gets
from tests.workforce.test_pay import BASE, base_hours, schedule
from windlass.base.errors import InvalidInput
from windlass.workforce.groups import partition
from windlass.workforce.hours import Hours, Shift
from windlass.workforce.pay import pay
from windlass.workforce.totals import CellTotal, Told, paid_rows, totals

PLAIN = {"base": BASE["base"]}


def told_of(
    old: dict[str, Any], new: dict[str, Any], hours: Hours, told: Told | None = None
) -> tuple[dict[str, CellTotal], Told]:
    found, after = totals(schedule(old), schedule(new), hours, partition(hours.groups()),
                          told=told or ())  # fmt: skip
    return {"+".join(one.groups): one for one in found}, after


def test_totals_are_sums_of_what_is_paid() -> None:
    hours = base_hours()
    new = {"base": {"kind": "base", "amount": "31.37"}}
    found, told = told_of(PLAIN, new, hours)
    for group in ("miners", "pilots"):
        before, after = (pay(schedule(one), hours) for one in (PLAIN, new))
        own = [who for who, paid in before.items() if paid.group == group]
        assert found[group].old == sum(before[who].total for who in own)
        assert found[group].new == sum(after[who].total for who in own)
        assert found[group].by_clause == {"base": found[group].gain}
        assert (found[group].losers, found[group].gainers) == (0, len(own))
    assert len(told) == 4  # hours, of which base pay is a multiple, and who gains: of two cells


def test_what_clauses_pay_and_by_which() -> None:
    hours = base_hours(miners=9, pilots=0, chiefs=0, danger=5)
    found = paid_rows(schedule(BASE), hours)
    over = found["overtime", "overtime"]
    assert len(found["danger", "danger"]) == 5
    assert set(found["overtime", "danger"]) == set(over) & set(found["danger", "danger"])
    for who, all_ in over.items():
        parts = [found["overtime", by].get(who, 0.0) for by in ("base", "danger")]
        assert sum(parts) == pytest.approx(all_)
    times = paid_rows(schedule(PLAIN | {"danger": {"kind": "hazard", "times": "0.5"}}), hours)
    assert len(times["danger", "base"]) == 5
    capped = PLAIN | {"cap": {"kind": "cap", "amount": "300", "caps": ["base"]}}
    assert 0 < len(paid_rows(schedule(capped), hours)["cap", "base"]) < 9


def test_a_clause_that_touches_few_is_left_out_of_both() -> None:
    hours = base_hours(danger=3)
    new = BASE | {"danger": BASE["danger"] | {"amount": "1"},
                  "base": BASE["base"] | {"amount": "31"}}  # fmt: skip
    found, told = told_of(BASE, new, hours)
    miners = found["miners"]
    assert "danger" in miners.left_out
    assert set(miners.by_clause) == {"base"}
    without = {id_: one for id_, one in BASE.items() if id_ not in miners.left_out}
    paid = pay(schedule(without), hours)
    assert miners.old == sum(one.total for one in paid.values() if one.group == "miners")
    assert not attacker_gets(told, 5)


def test_counter_schedules_cannot_be_subtracted() -> None:
    """Pilots and chiefs make one cell; a representative pays chiefs another rate than pilots, and
    would have their hours alone, whatever the totals are taken from.
    """
    hours = base_hours(pilots=4, chiefs=3)
    every = {"base": {"kind": "base", "amount": "29"}}
    spared = {"base": {"kind": "base", "amount": "29", "groups": ["miners", "pilots"]},
              "own": {"kind": "base", "amount": "30", "groups": ["chiefs"]}}  # fmt: skip
    first, told = told_of(PLAIN, every, hours)
    assert first["chiefs+pilots"].gain is not None
    for old, new in ((PLAIN, spared), (spared, PLAIN), (spared, spared), (every, spared)):
        second, told = told_of(old, new, hours, told)
        small = second["chiefs+pilots"]
        assert set(small.left_out) >= {"base", "own"}
        assert second["miners"].old is not None
    assert (small.old, small.gain, small.losers, small.by_clause) == (None, None, None, {})
    assert not attacker_gets(told, 5)


def test_hours_of_danger_cannot_be_had_through_overtime() -> None:
    """Overtime pays by the regular rate, which has the danger of three in it."""
    hours = base_hours(danger=3)
    for amount in ("2", "3"):
        new = BASE | {"danger": BASE["danger"] | {"amount": amount}}
        found, _ = told_of(new, new, hours)
        assert "danger" in found["miners"].left_out
    one, _ = told_of(BASE, BASE, hours)
    other = BASE | {"danger": BASE["danger"] | {"amount": "90"}}
    assert told_of(other, other, hours)[0]["miners"].old == one["miners"].old


def test_thresholds_cannot_be_walked_past_a_person() -> None:
    """Three thresholds cancel for all who are above them, and leave those in between."""
    hours, told = base_hours(miners=16), Told()
    seen = []
    for over in (8, 9, 10, 11, 12):
        new = BASE | {"overtime": BASE["overtime"] | {"over_h": over, "times": "2"}}
        found, told = told_of(BASE, new, hours, told)
        seen.append("overtime" in found["miners"].left_out)
        assert not attacker_gets(told, 5)
    assert seen[0] is False
    assert True in seen


def test_rounding_asks_nothing_of_each() -> None:
    """A unit of 1,000 would pay those alone who worked long."""
    hours = base_hours()
    coarse = schedule(PLAIN, unit="100", rounding="up")
    found, _ = totals(coarse, coarse, hours, partition(hours.groups()))
    exact = pay(schedule(PLAIN), hours)
    for one in found:
        true = sum(paid.total for paid in exact.values() if paid.group in one.groups)
        assert one.old is not None
        assert abs(one.old - true) <= 50


def test_days_of_a_few_cannot_be_cut_out() -> None:
    """All work on the third, two on the fourth: a rate that ends between them tells their hours."""
    hours = base_hours(miners=9, pilots=0, chiefs=0)
    both = Hours((*hours.shifts, *(
        Shift(person=one.person, group=one.group, start=one.start.replace(day=4),
              end=one.end.replace(day=4)) for one in hours.shifts[:2]
    )))  # fmt: skip
    half = {"base": {"kind": "base", "amount": "30", "until": "2032-05-03"}}
    found, told = told_of(half, PLAIN, both)
    assert found["miners"].left_out == ("base",)
    assert not attacker_gets(told, 5)


def test_another_month_with_one_person_fewer_is_refused() -> None:
    hours, fewer = base_hours(), base_hours(miners=8)
    new = BASE | {"base": {"kind": "base", "amount": "29"}}
    _, told = told_of(BASE, new, hours)
    with pytest.raises(InvalidInput, match="too much like others"):
        told_of(BASE, new, fewer, told)
    assert told_of(BASE, new, base_hours(miners=15), told)[0]
    with pytest.raises(InvalidInput, match="other persons than the hours"):
        totals(schedule(BASE), schedule(BASE), fewer, partition(hours.groups()))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["base", "overtime", "danger", "chief"]),
                          st.integers(1, 9), st.sampled_from([(), ("miners",), ("chiefs",)])),
                min_size=1, max_size=5), st.integers(3, 9), st.integers(2, 4))  # fmt: skip
def test_no_row_of_views_tells_of_a_few(
    steps: list[tuple[str, int, tuple[str, ...]]], danger: int, chiefs: int
) -> None:
    hours, told = base_hours(danger=danger, chiefs=chiefs, pilots=4), Told()
    for id_, k, groups in steps:
        key = "times" if id_ == "overtime" else "amount"
        value = f"{1 + k / 10}" if id_ == "overtime" else f"{k}"
        new = BASE | {id_: BASE[id_] | {key: value, "groups": list(groups)},
                      "base": BASE["base"] | {"amount": f"{29 + k}"}}  # fmt: skip
        found, told = told_of(BASE, new, hours, told)
        for one in found.values():
            assert one.gain is None or not one.by_clause or sum(one.by_clause.values()) == one.gain
            assert not set(one.by_clause) & set(one.left_out)
    assert not attacker_gets(told, 5)
