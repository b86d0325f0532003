"""Hours: what was worked, by whom, and every row accounted for."""

from datetime import date
from fractions import Fraction

import pytest

from windlass.base.errors import InvalidInput
from windlass.workforce.hours import read_csv, weeks

HEAD = "person,group,start,end,duty,hazard\n"
ROW = "Wes,miners,2032-05-03T06:00:00Z,2032-05-03T18:00:00Z,,no\n"


def test_shifts_read_with_their_week() -> None:
    row = "Wes,miners,2032-05-09T22:00:00+02:00,2032-05-10T04:30:00Z,EVA,yes\n"
    found = read_csv(HEAD + ROW + row, name="h")
    first, second = found.shifts
    assert (first.hours, first.week, first.hazard) == (Fraction(12), date(2032, 5, 3), False)
    assert (second.hours, second.week) == (Fraction(17, 2), date(2032, 5, 3))
    assert (second.duty, second.hazard) == ("eva", True)
    assert list(weeks(found.shifts)) == [date(2032, 5, 3)]
    assert found.groups() == {"Wes": "miners"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Wes,miners,2032-05-03T06:00:00Z\n", "another length"),
        (",miners,2032-05-03T06:00:00Z,2032-05-03T07:00:00Z,,\n", "person"),
        ("Wes,,2032-05-03T06:00:00Z,2032-05-03T07:00:00Z,,\n", "group"),
        ("Wes,miners,today,2032-05-03T07:00:00Z,,\n", "start of a shift"),
        ("Wes,miners,2032-05-03T06:00:00,2032-05-03T07:00:00Z,,\n", "zone"),
        ("Wes,miners,2032-05-03T06:00:00Z,2032-05-03T06:00:00Z,,\n", "ends after"),
        ("Wes,miners,2032-05-03T06:00:00Z,2032-05-06T06:00:00Z,,\n", "two days"),
        ("Wes,miners,2032-05-04T06:00:00Z,2032-05-04T07:00:00Z,,maybe\n", "hazard"),
        ("Wes,pilots,2032-05-04T06:00:00Z,2032-05-04T07:00:00Z,,\n", "is in the group"),
        ("Wes,miners,2032-05-03T17:00:00Z,2032-05-03T19:00:00Z,,\n", "overlap"),
    ],
)
def test_a_bad_row_refuses_the_file_or_is_accounted_for(row: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_csv(HEAD + ROW + row, name="h.csv")
    found = read_csv(HEAD + ROW + row, name="h.csv", refuse=False)
    assert len(found.shifts) == 1
    assert [one.line for one in found.refused] == [3]
    assert told in found.refused[0].why


def test_a_file_that_is_none_is_refused() -> None:
    for text in ("", "person,group\nA,b\n", HEAD.replace("duty", "pay") + ROW, HEAD):
        with pytest.raises(InvalidInput, match=r"columns of hours|without a shift"):
            read_csv(text, name="h")
