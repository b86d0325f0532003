"""Figures as cells: value, range, unit, and the reason where there is none."""

import pytest

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import derive, leaf
from windlass.report.cells import (
    cell,
    figure_of,
    missing,
    plain_name,
    range_text,
    share_cell,
    value_text,
)


def made(value, unit, shown="", **more):
    return leaf("a.b", value, unit, status="assumed", shown=shown, **more)


@pytest.mark.parametrize(
    ("figure", "value", "low_high"),
    [
        (made(506_800.0, "kg", low=70_700.0, high=1.44e7), "506.8 t", "70.7 to 14,400 t"),
        (made(2_300.0, "kg/m3"), "2.3 g/cm³", ""),
        (made(60.0, "s", "h", low=30.0, high=3_600.0), "60 s", "30 s to 1 h"),
        (made(2.0 / 86_400.0, "1/s"), "2 a day", ""),
        (made(3.986004e14, "m3/s2"), "3.986e+14 m³/s²", ""),
        (made(0.0, "epoch", low=-86_400.0, high=0.0), "2000-01-02", "2000-01-01 to 2000-01-02"),
        (made(0.05, "", "%"), "5 %", ""),
        (made(1.847e9, "", low=1e6, high=2.5e9), "1.847 billion", "1,000,000 to 2.5 billion"),
        (made(2.47e12, "kg", low=2.01e12, high=9.9e12), "2.47 billion t", "2.01 to 9.9 billion t"),
        (made(2e9, "USD2024", low=3e6, high=5e9), "2 bn USD2024", "3 M USD2024 to 5 bn USD2024"),
        (made(0.9e3 / 86_400.0, "kg/s", "t/d"), "0.9 t a day", ""),
        (made(5.0 / 31_557_600.0, "1/s", "1/yr"), "5 a year", ""),
    ],
)
def test_values_and_ranges_in_customary_units(figure, value, low_high):
    if figure.unit == "epoch":  # J2000 is a noon, which rounds to the next day
        assert value_text(figure) in ("2000-01-01", "2000-01-02")
        return
    assert value_text(figure) == value
    assert range_text(figure) == low_high


def test_a_range_that_a_failing_end_leaves_open_says_so():
    def fn(x):
        if x > 1.5:
            raise OutOfDomain("too much")
        return x

    figure = derive("f", "kg", fn, {"x": made(1.0, "kg", low=0.5, high=2.0)}, model="m")
    assert range_text(figure) == "range open"


def test_what_is_missing_needs_a_reason():
    assert not cell(None, "no trip").computed
    assert cell(None, "no trip").note == "no trip"
    with pytest.raises(InvalidInput, match="needs a reason"):
        missing("")


def test_shares_of_assumed_inputs():
    sure = leaf("s", 3.0, "kg", status="measured", sources=("x",))
    both = derive("f", "kg", lambda a, b: a * b, {"a": made(2.0, "kg"), "b": sure}, model="product")
    assert share_cell(both, "").text == "50 %"
    nothing = derive("f", "kg", lambda a: 0.0 * a, {"a": sure}, model="none")
    assert share_cell(nothing, "").note == "no input moves this figure"


def test_names_in_words():
    assert plain_name("tug.dry_mass") == "tug dry mass"
    assert plain_name("tug.isp") == "tug Isp"
    assert plain_name("gm_earth") == "GM Earth"
    titles = {"earth-moon.low-thrust": "Home by tug"}
    assert plain_name("earth-moon.low-thrust.out.vinf_arrival", titles) == (
        "out v∞ arrival – Home by tug"
    )


def test_a_named_figure_that_is_not_there_is_refused():
    assert figure_of({}, {}, "mass") is None
    with pytest.raises(InvalidInput, match=r"x\.mass"):
        figure_of({}, {"mass": "x.mass"}, "mass")
