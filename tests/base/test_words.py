"""Figures in words: amounts, ranges, trees, citations."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import Figure, derive, leaf
from windlass.base.words import (
    cite,
    explain,
    figure_html,
    figure_text,
    number,
    range_text,
    sources_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (6.5, "6.5"),
        (1234.5, "1,234"),
        (999.96, "1,000"),
        (9_999_999.0, "10,000,000"),
        (1e7, "1.000e+07"),
        (-1234567.0, "-1,235,000"),
        (-0.5, "-0.5"),
        (0.00012345, "0.0001234"),
        (0.00001, "1.000e-05"),
    ],
)
def test_numbers_read_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(-1e300, 1e300), st.integers(2, 8))
def test_numbers_keep_their_digits(value: float, digits: int) -> None:
    read = float(number(value, digits).replace(",", ""))
    assert math.isclose(read, value, rel_tol=0.5 * 10.0 ** (1 - digits) * 1.001, abs_tol=1e-320)


def mass(low: float | None, high: float | None) -> Figure:
    return leaf("m", 6500.0, "kg", status="assumed", low=low, high=high)


def fails(below: float, above: float) -> Figure:
    def model(m: float) -> float:
        if not below < m < above:
            raise OutOfDomain("outside", value=m)
        return m

    return derive("f", "kg", model, {"m": mass(4100.0, 9800.0)}, model="fails at ends")


def test_ranges_say_what_leaves_them_open() -> None:
    assert figure_text(mass(4100.0, 9800.0)) == "6.5 t (4.1 to 9.8)"
    assert figure_text(mass(4100.0, 9800.0), with_range=False) == "6.5 t"
    assert figure_text(mass(None, None)) == "6.5 t"
    assert figure_text(mass(None, 9800.0)) == "6.5 t (— to 9.8, the lower end is not known)"
    assert figure_text(fails(0, 9000.0)) == "6.5 t (4.1 to —, the model fails at the upper end)"
    assert figure_text(fails(5e3, 1e9)) == "6.5 t (— to 9.8, the model fails at the lower end)"
    assert range_text(fails(5e3, 7e3)) == "range open, the model fails at both ends"


def test_units_of_the_field() -> None:
    assert figure_text(leaf("x", 0.25, "", status="chosen", shown="%")) == "25 %"
    assert figure_text(leaf("x", 0.25, "", status="chosen")) == "0.25"
    assert figure_text(leaf("x", math.pi, "rad", status="chosen")) == "180 deg"
    assert figure_text(leaf("x", 86_400.0, "s", status="chosen")) == "1 d"


def test_epochs_are_dates_with_their_range() -> None:
    day = 86_400.0
    when = leaf("t", 0.5 * day, "epoch", status="computed", low=-9.5 * day, high=2.5 * day)
    assert figure_text(when) == "2000-01-02 (1999-12-23 to 2000-01-04)"


def chain() -> Figure:
    base = leaf(
        "base",
        2.0,
        "kg",
        status="measured",
        sources=("park2021",),
        data=(("t.csv", "0" * 64),),
        note="weighed",
    )
    other = leaf("other", 3.0, "", status="published", sources=("izzo2015",))
    double = derive(
        "double", "kg", lambda a, k: a * k, {"a": base, "k": other}, model="product",
        sources=("edelbaum1961",),
    )  # fmt: skip
    found = leaf("found", 7.0, "kg", status="computed", inputs={"from": double}, model="search")
    return derive(
        "top", "kg", lambda d, f, a: d + f + a, {"d": double, "f": found, "a": base}, model="sum"
    )


def test_explain_reaches_every_source_model_and_note() -> None:
    top = chain()
    text = "\n".join(line for _, line in explain(top))
    for key in sources_of([top]):
        assert key in text
    for word in ("sum", "product", "search", "note: weighed", "data: t.csv sha256 000000000000"):
        assert word in text
    assert sources_of([top]) == {"park2021", "izzo2015", "edelbaum1961"}


def test_explain_opens_a_shared_figure_once() -> None:
    lines = [line for _, line in explain(chain()) if "(double)" in line]
    assert len(lines) == 2
    assert ["opened above" in line for line in lines] == [False, True]


def test_explain_stops_at_its_depth_and_says_so_only_where_there_is_more() -> None:
    top = chain()
    shallow = explain(top, 1)
    assert max(level for level, _ in shallow) == 2
    more = [i for i, (_, line) in enumerate(shallow) if "ask for more depth" in line]
    assert len(more) == 2, "beneath double and found, not beneath base"
    assert all("opened above" not in line for _, line in shallow), "nothing was opened"
    assert explain(top, 0)[0][1].startswith("top = ")
    assert explain(top, 50) == explain(top, 4)


def test_cite_prints_one_reference_each_and_refuses_unknown_ones() -> None:
    lines = cite(chain())
    keys = [line[1:].partition("]")[0] for line in lines]
    assert keys == ["edelbaum1961", "izzo2015", "park2021"]
    ghost = leaf("x", 1.0, "", status="published", sources=("nobody1900",))
    with pytest.raises(InvalidInput, match="nobody1900"):
        cite(ghost)


def test_html_escapes_and_says_how_much_is_assumed() -> None:
    page = figure_html(leaf("<m>", 1.0, "kg", status="assumed", model="a & b"))
    assert "&lt;m&gt;" in page
    assert "a &amp; b" in page
    assert "100%" in page
    assert "not computed" in figure_html(leaf("z", 0.0, "kg", status="assumed"))
