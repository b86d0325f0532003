"""Epochs against astropy's TDB, malformed dates, spans, rounding."""

import math
import warnings
from datetime import datetime

import pytest
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.epochs import (
    DAY_S,
    J2000_JD,
    format_epoch,
    from_jd,
    from_mjd,
    jd,
    parse_epoch,
    parse_span,
)
from windlass.base.errors import InvalidInput

moments = st.datetimes(min_value=datetime(1600, 1, 1), max_value=datetime(2600, 1, 1))


@given(moments)
def test_calendar_agrees_with_astropy(when: datetime) -> None:
    text = when.strftime("%Y-%m-%dT%H:%M:%S")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # astropy doubts far years; TDB has no leap seconds
        judge = Time(text, scale="tdb")
        # Two-part Julian dates keep the digits that one part loses.
        seconds = ((judge.jd1 - J2000_JD) + judge.jd2) * DAY_S
    assert parse_epoch(text) == pytest.approx(seconds, abs=1e-4)
    assert jd(parse_epoch(text)) == pytest.approx(judge.jd, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2000-01-01T12:00", 0.0),
        ("2000-01-01 12:00:00", 0.0),
        ("2000", -0.5),
        ("2000-01", -0.5),
        ("2000-1-2", 0.5),
        (" 2000-01-02 ", 0.5),
        ("2000-01-01T12:00:30.25", 30.25 / DAY_S),
        ("2000-02-29", 58.5),
    ],
)
def test_forms_of_a_date(text: str, day: float) -> None:
    assert parse_epoch(text) == pytest.approx(day * DAY_S)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2035-13",
        "2035-02-30",
        "2035-00-01",
        "0000-01-01",
        "2035-01-01T25:00",
        "2035-01-01T12:60",
        "2035-01-01T12:00:61",
        "2035-01-01T12:00:00Z",
        "2035-01-01T",
        "20350101",
        "12.05.2035",
        "-2035-01-01",
        "２０３５",
        None,
        True,
    ],
)
def test_malformed_dates_are_refused_with_a_remedy(text: object) -> None:
    with pytest.raises(InvalidInput, match="2035-05-01") as caught:
        parse_epoch(text, where="window.latest_return")  # type: ignore[arg-type]
    assert str(caught.value).startswith("window.latest_return: no date")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_epoch_is_finite(value: float) -> None:
    with pytest.raises(InvalidInput, match="no date"):
        parse_epoch(value)
    with pytest.raises(InvalidInput, match="outside the calendar"):
        format_epoch(value)


def test_numbers_are_seconds() -> None:
    assert parse_epoch(86_400) == DAY_S
    assert parse_epoch(-1.5) == -1.5


@given(st.floats(-6e10, 2.5e11))
def test_formats_round_to_the_nearest(t_s: float) -> None:
    assert abs(parse_epoch(format_epoch(t_s)) - t_s) <= 0.5 * DAY_S * (1 + 1e-9)
    assert abs(parse_epoch(format_epoch(t_s, "minute")) - t_s) <= 30.0 + 1e-3


@given(st.integers(-700_000, 2_900_000))
def test_midnights_come_back(day: int) -> None:
    midnight = (day + 0.5) * DAY_S
    assert parse_epoch(format_epoch(midnight)) == midnight


def test_early_years_have_four_digits() -> None:
    assert format_epoch(parse_epoch("0033-04-03")) == "0033-04-03"


def test_far_epochs_are_refused() -> None:
    with pytest.raises(InvalidInput, match="outside the calendar"):
        format_epoch(1e12)


@given(st.floats(-1e10, 1e10))
def test_julian_dates_come_back(t_s: float) -> None:
    assert from_jd(jd(t_s)) == pytest.approx(t_s, abs=1e-4)
    assert from_mjd(jd(t_s) - 2_400_000.5) == pytest.approx(t_s, abs=1e-4)


def test_j2000() -> None:
    assert from_jd(J2000_JD) == 0.0
    assert from_mjd(51_544.5) == 0.0


def test_spans() -> None:
    start, end = parse_span("2035..2039")
    assert (format_epoch(start), format_epoch(end)) == ("2035-01-01", "2039-01-01")
    assert parse_span(" 2035-02-03 .. 2035-02-04 ")[1] - parse_span("2035-02-03..2036")[0] == DAY_S


@pytest.mark.parametrize("text", ["2035", "2035..", "..2039", "..", "2035...2039", "2035-2039"])
def test_half_spans_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"no (span of )?date") as caught:
        parse_span(text, where="--depart")
    assert str(caught.value).startswith("--depart: ")


@pytest.mark.parametrize("text", ["2039..2035", "2035..2035"])
def test_spans_that_end_before_they_start_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="earlier date first"):
        parse_span(text)
