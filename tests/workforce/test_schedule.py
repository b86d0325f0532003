"""Pay schedules: read with every fault told, rounded as they say, compared clause by clause."""

import tomllib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.workforce.schedule import PaySchedule, changed, mixed, read, read_csv

TEXT = """
name = "now"
currency = "USD"
unit = "0.01"
rounding = "half-even"
[clauses.base]
kind = "base"
amount = "31.00"
[clauses.overtime]
kind = "overtime"
times = "1.5"
over_h = 40
[clauses.danger]
kind = "hazard"
times = "0.25"
groups = ["miners"]
from = 2032-05-01
"""


def made(**more: Any) -> PaySchedule:
    return read(tomllib.loads(TEXT) | more)


def test_a_schedule_reads_and_its_plain_data_reads_back() -> None:
    one = made()
    assert [c.id for c in one.clauses] == ["base", "overtime", "danger"]
    assert one.clauses[0].amount == Decimal("31.00")
    assert read(one.plain()) == one


def test_a_table_of_clauses_by_csv() -> None:
    text = "id,kind,amount,times,over_h,groups,from\nbase,base,31.00,,,,\n" \
           "overtime,overtime,,1.5,40,,\ndanger,hazard,,0.25,,miners,2032-05-01\n"  # fmt: skip
    head = {"name": "now", "currency": "USD", "unit": "0.01", "rounding": "half-even"}
    assert read_csv(text, head) == made()
    with pytest.raises(InvalidInput, match="twice"):
        read_csv(text + "base,base,3,,,,\n", head)
    with pytest.raises(InvalidInput, match="another length"):
        read_csv(text + "x,base\n", head)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"currency": "dollars"}, "currency"), ({"rounding": "down"}, "rounding"),
        ({"unit": "0"}, "above 0"), ({"unit": "nan"}, "no amount"),
        ({"clauses": {}}, "has clauses"),
        ({"pay": 1}, "unknown entry"), ({"clauses": {"a": {"kind": "tip"}}}, "kind"),
        ({"clauses": {"A b": {"kind": "base"}}}, "id of a clause"),
        ({"clauses": {"a": {"kind": "base"}}}, "base without amount"),
        ({"clauses": {"a": {"kind": "base", "amount": -1}}}, "negative"),
        ({"clauses": {"a": {"kind": "base", "amount": "1e400"}}}, "no amount"),
        ({"clauses": {"a": {"kind": "base", "amount": True}}}, "no number"),
        ({"clauses": {"a": {"kind": "base", "amount": 1, "pays": 2}}}, "unknown entry"),
        ({"clauses": {"a": {"kind": "overtime", "times": 0.5, "over_h": 40}}}, "at least once"),
        ({"clauses": {"a": {"kind": "overtime", "times": 2, "over_h": 40, "of": "x"}}}, "of"),
        ({"clauses": {"a": {"kind": "hazard", "amount": 1, "times": 1}}}, "or times"),
        ({"clauses": {"a": {"kind": "bonus", "amount": 1, "per": "year"}}}, "a bonus is per"),
        ({"clauses": {"a": {"kind": "bonus", "amount": 1, "per": "once"}}}, "has its day"),
        ({"clauses": {"a": {"kind": "base", "amount": 1, "from": "May"}}}, "day"),
        ({"clauses": {"a": {"kind": "base", "amount": 1, "from": "2032-05-02",
                            "until": "2032-05-01"}}}, "ends before"),
        ({"clauses": {"a": {"kind": "base", "amount": 1, "groups": "all"}}}, "list of names"),
        ({"clauses": {"a": {"kind": "cap", "amount": 1, "caps": ["b"]}}}, "not there"),
    ],
)  # fmt: skip
def test_faults_are_told(more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        made(**more)


def test_all_faults_at_once() -> None:
    with pytest.raises(InvalidInput) as found:
        made(currency="x", rounding="y", clauses={"a": {"kind": "z"}})
    assert "3 faults" in str(found.value)


@given(st.integers(-10**7, 10**7), st.integers(1, 997), st.sampled_from(["0.01", "0.05", "1"]),
       st.sampled_from(["half-even", "half-up", "up"]))  # fmt: skip
def test_rounding_is_as_stated(n: int, d: int, unit: str, how: str) -> None:
    amount, step = Fraction(n, d), Fraction(unit)
    got = Fraction(made(unit=unit, rounding=how).rounded(amount))
    assert (got / step).denominator == 1
    if how == "up":
        assert 0 <= got - amount < step
    else:
        assert abs(got - amount) <= step / 2
        if abs(got - amount) == step / 2:
            even = int(got / step) % 2 == 0
            assert even if how == "half-even" else (got > amount or amount < 0)


def test_what_differs_and_what_lies_between() -> None:
    old = made()
    data = tomllib.loads(TEXT)
    data["clauses"]["overtime"]["times"] = "1.25"
    data["clauses"]["base"]["words"] = "said otherwise"
    del data["clauses"]["danger"]
    data["clauses"]["gift"] = {"kind": "bonus", "amount": 5}
    new = read(data)
    assert changed(old, new) == ["overtime", "danger", "gift"]
    half = mixed(old, new, ["danger", "gift"])
    assert [one.id for one in half.clauses] == ["base", "overtime", "gift"]
    assert half.clause("overtime") == old.clause("overtime")
    assert mixed(old, new, changed(old, new)).clauses[1:] == new.clauses[1:]
