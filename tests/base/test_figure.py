"""Figures: ranges, responses, elasticities, labels, refusals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import (
    UNSURE,
    Figure,
    Trace,
    assumed_share,
    derive,
    leaf,
    renamed,
    tornado,
)
from windlass.base.label import CLASSES, Label

positive = st.floats(1e-6, 1e6)
factor = st.floats(1.0, 10.0)


@st.composite
def leaves(draw: st.DrawFn, name: str = "x") -> Figure:
    value = draw(positive)
    return leaf(
        name,
        value,
        "kg",
        status=draw(st.sampled_from(("assumed", "chosen", "computed"))),
        low=value / draw(factor),
        high=value * draw(factor),
    )


def assumed(name: str, value: float, low: float | None = None, high: float | None = None) -> Figure:
    return leaf(name, value, "", status="assumed", low=low, high=high)


def product(powers: dict[str, float], figures: dict[str, Figure]) -> Figure:
    return derive(
        "y",
        "",
        lambda **v: math.prod(v[name] ** power for name, power in powers.items()),
        figures,
        model="product of powers",
    )


@given(leaves("x"), leaves("y"), st.floats(-3, 3), st.floats(-3, 3))
def test_derived_range_contains_its_value(x: Figure, y: Figure, a: float, b: float) -> None:
    made = product({"x": a, "y": b}, {"x": x, "y": y})
    assert made.low is None or made.low <= made.value
    assert made.high is None or made.high >= made.value


@given(leaves("x"), leaves("y"))
def test_range_of_a_difference_contains_its_value(x: Figure, y: Figure) -> None:
    made = derive("d", "kg", lambda x, y: x - y, {"x": x, "y": y}, model="difference")
    assert made.low is None or made.low <= made.value
    assert made.high is None or made.high >= made.value


@given(leaves())
def test_shared_leaf_moves_in_both_branches(x: Figure) -> None:
    double = derive("double", "kg", lambda x: 2 * x, {"x": x}, model="double")
    ratio = derive("r", "", lambda x, d: d / x, {"x": x, "d": double}, model="ratio")
    assert ratio.value == pytest.approx(2.0)
    assert (ratio.low, ratio.high) == (None, None), "what cancels has no range"
    assert list(ratio.responses) == list(x.responses)
    (only,) = ratio.responses.values()
    assert only.elasticity == pytest.approx(0.0, abs=1e-9)


@given(leaves("x"), leaves("y"), st.floats(-3, 3), st.floats(-3, 3))
def test_elasticities_of_a_product_are_its_exponents(
    x: Figure, y: Figure, a: float, b: float
) -> None:
    made = product({"x": a, "y": b}, {"x": x, "y": y})
    found = {key.partition("=")[0]: r.elasticity for key, r in made.responses.items()}
    # A forward step of 1e-4: the second-order term is half of a(a-1) times the step.
    assert found["x"] == pytest.approx(a, abs=1e-3)
    assert found["y"] == pytest.approx(b, abs=1e-3)


@given(leaves("x"), leaves("y"))
def test_range_of_a_product_is_the_root_sum_of_squares_of_its_logarithms(
    x: Figure, y: Figure
) -> None:
    made = product({"x": 1.0, "y": 1.0}, {"x": x, "y": y})
    ups = [math.log(f.high / f.value) for f in (x, y) if f.high is not None]
    downs = [math.log(f.value / f.low) for f in (x, y) if f.low is not None]
    if made.high is not None and made.low is not None:
        assert math.log(made.high / made.value) == pytest.approx(math.hypot(*ups), abs=1e-9)
        assert math.log(made.value / made.low) == pytest.approx(math.hypot(*downs), abs=1e-9)
    else:
        assert max(*ups, *downs) < 1e-9


def test_range_of_a_sum_with_a_value_below_zero_is_linear() -> None:
    x = assumed("x", 1.0, -2.0, 5.0)
    y = assumed("y", 2.0, -2.0, 5.0)
    made = derive("s", "", lambda x, y: x + y, {"x": x, "y": y}, model="sum")
    assert made.value == 3.0
    assert made.low == pytest.approx(3.0 - 5.0), "root of 3² + 4²"
    assert made.high == pytest.approx(3.0 + 5.0)


def test_a_response_that_is_not_monotone_keeps_the_value_inside() -> None:
    x = assumed("x", 0.1, -2.0, 1.0)
    made = derive("s", "", lambda x: x * x, {"x": x}, model="square")
    assert made.low == made.value, "both ends lie above"
    assert made.high is not None
    assert made.high > 1.0


def above(limit: float, x: float) -> float:
    if x > limit:
        raise OutOfDomain("too large", value=x)
    return x


@pytest.mark.parametrize(
    ("fn", "low_open", "high_open"),
    [
        (lambda x: above(2.5, x), False, True),
        (lambda x: -above(2.5, x), True, False),
        (lambda x: -above(-1.5, -x), True, False),
        (lambda x: above(2.5, max(x, 4.0 - x)), True, True),
        (lambda x: 1.0 / (x - 1.0), False, True),  # divides by zero at the low end
        (lambda x: math.sqrt(2.5 - x), True, False),  # refused by math
        (lambda x: (2.5 - x) ** 0.5, True, False),  # complex in Python
        (lambda x: math.nan if x > 2.5 else x, False, True),
        (lambda x: x * 1e308 if x > 2.5 else x, False, True),
    ],
)
def test_where_the_model_fails_only_the_side_away_from_the_other_end_is_open(
    fn: object, low_open: bool, high_open: bool
) -> None:
    x = assumed("x", 2.0, 1.0, 3.0)
    y = assumed("y", 5.0, 4.0, 6.0)
    inner = derive("inner", "", fn, {"x": x}, model="fails at an end")  # type: ignore[arg-type]
    made = derive("m", "", lambda i, y: i * y, {"i": inner, "y": y}, model="product")
    for figure in (inner, made):
        assert (figure.low is None) == low_open
        assert (figure.high is None) == high_open
        assert math.isfinite(figure.value)


def test_the_side_that_is_known_is_the_same_as_without_the_failure() -> None:
    x = assumed("x", 2.0, 1.0, 3.0)
    y = assumed("y", 5.0, 4.0, 6.0)
    whole = product({"x": 1.0, "y": 1.0}, {"x": x, "y": y})
    half = derive("m", "", lambda x, y: above(2.5, x) * y, {"x": x, "y": y}, model="fails above")
    assert half.low == whole.low
    assert half.high is None


def test_a_failure_on_an_unknown_side_opens_both() -> None:
    """Known end does not move the value: nothing says on which side the other lies."""
    x = assumed("x", 2.0, None, 3.0)
    made = derive("m", "", lambda x: above(2.5, x), {"x": x}, model="fails above")
    assert (made.low, made.high) == (None, None)


def test_a_range_beyond_what_floats_hold_is_open() -> None:
    figures = {name: assumed(name, 1.0, 1e-300, 1e300) for name in ("x", "y")}
    made = derive("m", "", lambda x, y: x + y, figures, model="sum")
    big = derive("b", "", lambda m: m * 1e8, {"m": made}, model="times")
    assert big.high is None
    assert big.low is not None


def test_one_sided_leaf_moves_one_side_only() -> None:
    x = assumed("x", 2.0, None, 3.0)
    made = derive("m", "", lambda x: 2 * x, {"x": x}, model="double")
    assert made.low == made.value == 4.0
    assert made.high == pytest.approx(6.0)


def test_one_quantity_under_two_roles_is_one_leaf() -> None:
    x = assumed("x", 3.0, 2.0, 4.0)
    made = derive("m", "", lambda a, b: a * b, {"a": x, "b": x}, model="square")
    assert len(made.responses) == 1
    assert made.high == pytest.approx(16.0), "not 9 times the root sum of squares"
    assert next(iter(made.responses.values())).elasticity == pytest.approx(2.0, abs=1e-3)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(InvalidInput, match="x is not finite"):
        assumed("x", value)
    with pytest.raises(InvalidInput, match="range of x"):
        assumed("x", 1.0, high=value)
    with pytest.raises(OutOfDomain, match="no finite y"):
        derive("y", "", lambda x: value, {"x": assumed("x", 1.0)}, model="m")


def test_a_model_that_fails_at_the_nominal_point_says_so() -> None:
    x = assumed("x", 0.0)
    with pytest.raises(OutOfDomain, match=r"gave no y: .*division by zero"):
        derive("y", "", lambda x: 1.0 / x, {"x": x}, model="inverse")
    with pytest.raises(OutOfDomain, match="too large"):
        derive("y", "", lambda x: above(-1.0, x), {"x": x}, model="limit")
    with pytest.raises(OutOfDomain, match="no finite y"):
        derive("y", "", lambda x: (x - 1.0) ** 0.5, {"x": x}, model="root")


def test_ranges_that_miss_the_value_are_refused() -> None:
    with pytest.raises(InvalidInput, match="above its value"):
        assumed("x", 1.0, low=2.0)
    with pytest.raises(InvalidInput, match="below its value"):
        assumed("x", 1.0, high=0.5)


@pytest.mark.parametrize("status", ["measured", "published", "claimed"])
def test_what_others_say_needs_its_source(status: str) -> None:
    with pytest.raises(InvalidInput, match="names no source"):
        leaf("x", 1.0, "kg", status=status)  # type: ignore[arg-type]
    made = leaf("x", 1.0, "kg", status=status, sources=("izzo2015",))  # type: ignore[arg-type]
    assert made.trace.sources == ("izzo2015",)


def test_shown_unit_must_be_of_the_figure() -> None:
    with pytest.raises(InvalidInput, match="cannot be shown in km/s"):
        leaf("x", 1.0, "kg", status="chosen", shown="km/s")
    made = leaf("x", 1500.0, "m/s", status="chosen", shown="km/s")
    assert made.shown_value == 1.5
    assert made.quantity.to_value("km/s") == pytest.approx(1.5)


def test_numpy_floats_are_the_same_leaf_as_floats() -> None:
    np = pytest.importorskip("numpy")
    assert assumed("x", np.float64(2.0)).responses == assumed("x", 2.0).responses
    assert type(assumed("x", np.float64(2.0)).value) is float


@given(st.lists(leaves(), min_size=1, max_size=4))
def test_assumed_share_lies_between_none_and_all(figures: list[Figure]) -> None:
    given_ = {f"x{i}": renamed(f, f"x{i}") for i, f in enumerate(figures)}
    made = derive("s", "kg", lambda **v: sum(v.values()), given_, model="sum")
    share = assumed_share(made)
    assert share is not None
    assert 0.0 <= share <= 1.0
    statuses = {r.status for r in made.responses.values()}
    assert (share == 0.0) == (not statuses & set(UNSURE))
    assert (share == 1.0) == (statuses <= set(UNSURE))


def test_assumed_share_follows_the_elasticities() -> None:
    sure = leaf("sure", 2.0, "", status="chosen")
    made = product({"a": 1.0, "b": 3.0}, {"a": assumed("a", 2.0), "b": sure})
    assert assumed_share(made) == pytest.approx(0.25, abs=1e-3)


def test_no_share_where_nothing_moves() -> None:
    zero = leaf("zero", 0.0, "", status="assumed")
    assert assumed_share(zero) is None


def test_tornado_shows_the_widest_swing_first_and_failures_before_all() -> None:
    figures = {
        "narrow": assumed("narrow", 1.0, 0.9, 1.1),
        "wide": assumed("wide", 1.0, 0.5, 2.0),
        "still": assumed("still", 1.0),
        "fails": assumed("fails", 1.0, 0.0, 1.1),
    }
    made = derive(
        "m",
        "",
        lambda narrow, wide, still, fails: narrow * wide * still / fails,
        figures,
        model="m",
    )
    rows = tornado(made)
    assert [row[0].partition("=")[0] for row in rows] == ["fails", "wide", "narrow"]
    assert rows[0][1] is None
    assert rows[1][1:] == (0.5, 2.0)
    assert len(tornado(made, 1)) == 1


def label(rank: int, seen: set[str] | None, owner: str) -> Label:
    return Label(
        owners=frozenset({owner}),
        releasable_to=None if seen is None else frozenset(seen),
        data_class=CLASSES[rank],
    )


def test_labels_pass_through_every_step_and_are_never_relaxed() -> None:
    a = leaf("a", 1.0, "", status="chosen", label=label(0, {"p", "q"}, "one"))
    b = leaf("b", 2.0, "", status="chosen", label=label(2, {"q", "r"}, "two"))
    c = leaf("c", 3.0, "", status="chosen")
    inner = derive("i", "", lambda a, c: a + c, {"a": a, "c": c}, model="sum")
    assert inner.label == a.label
    found = leaf("f", 4.0, "", status="computed", inputs={"i": inner, "b": b})
    made = derive("m", "", lambda f: f, {"f": found}, model="same")
    assert made.label.owners == {"one", "two"}
    assert made.label.releasable_to == {"q"}
    assert made.label.data_class == "design"


def test_figures_show_themselves() -> None:
    made = leaf("m<", 6500.0, "kg", status="assumed", low=4100.0, high=9800.0)
    assert str(made) == "6.5 t (4.1 to 9.8)"
    assert "6.5 t (4.1 to 9.8)" in made._repr_html_()
    assert "m&lt;" in made._repr_html_()
    assert renamed(made, "other").name == "other"


def test_an_epoch_is_a_date_and_no_quantity() -> None:
    made = Figure(name="t", value=1.0, unit="epoch", trace=Trace(model="search", status="computed"))
    assert str(made) == "2000-01-02", "past noon the next midnight is nearest"
    with pytest.raises(InvalidInput, match="an epoch is a date"):
        _ = made.quantity


def test_flags_travel_to_every_figure_that_stands_on_one() -> None:
    odd = leaf("odd", 2.0, "kg", status="assumed", flags=("2 kg, calibrated from 5 kg",))
    even = leaf("even", 3.0, "kg", status="assumed")
    total = derive(
        "sum", "kg", lambda a, b: a + b, {"a": odd, "b": even}, model="sum", flags=("far",)
    )
    twice = derive("twice", "kg", lambda a, b: a + b, {"a": total, "b": odd}, model="sum")
    assert twice.trace.flags == total.trace.flags == ("far", "2 kg, calibrated from 5 kg")
    assert twice.own_flags == ()
    assert total.own_flags == ("far",)
    assert even.trace.flags == ()
