"""Figures worked out again with leaves moved: exact, over branches, where models fail."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import Figure, derive, leaf
from windlass.base.whatif import fn_at, leaf_key, leaves, value_at

positive = st.floats(0.01, 100.0)


def part(name: str, value: float) -> Figure:
    return leaf(name, value, "", status="assumed", low=value / 2, high=value * 2)


def made(x: Figure, y: Figure) -> Figure:
    """(x² + y)·x/y over two branches that share both leaves."""
    square = derive("square", "", lambda x: x * x, {"x": x}, model="square")
    total = derive("sum", "", lambda s, y: s + y, {"s": square, "y": y}, model="sum")
    ratio = derive("ratio", "", lambda x, y: x / y, {"x": x, "y": y}, model="ratio")
    return derive("all", "", lambda t, r: t * r, {"t": total, "r": ratio}, model="product")


@given(positive, positive, positive, positive)
def test_moved_leaves_give_what_a_new_figure_of_them_gives(
    x: float, y: float, x2: float, y2: float
) -> None:
    a, b = part("x", x), part("y", y)
    figure = made(a, b)
    keys = {leaf_key(a): x2, leaf_key(b): y2}
    assert value_at(figure, keys) == made(part("x", x2), part("y", y2)).value
    assert value_at(figure, {leaf_key(a): x2}) == made(part("x", x2), b).value
    assert value_at(figure, {}) == figure.value
    assert value_at(figure, {leaf_key(a): x, leaf_key(b): y}) == figure.value


@given(positive, positive)
def test_the_ends_of_a_leaf_give_its_response(x: float, y: float) -> None:
    a, b = part("x", x), part("y", y)
    figure = made(a, b)
    for one in (a, b):
        response = figure.responses[leaf_key(one)]
        assert one.low is not None
        assert one.high is not None
        assert value_at(figure, {leaf_key(one): one.low}) == pytest.approx(response.low)
        assert value_at(figure, {leaf_key(one): one.high}) == pytest.approx(response.high)


@given(positive, positive, positive)
def test_a_function_of_figures_is_as_good_as_a_figure(x: float, y: float, x2: float) -> None:
    a, b = part("x", x), part("y", y)
    inner = made(a, b)

    def fn(inner: float, x: float) -> float:
        return inner - x

    figure = derive("f", "", fn, {"inner": inner, "x": a}, model="difference")
    moved = {leaf_key(a): x2}
    assert fn_at(fn, {"inner": inner, "x": a}, moved) == value_at(figure, moved)
    assert fn_at(fn, {"inner": inner, "x": a}, {}) == figure.value


def test_leaves_are_told_by_key() -> None:
    a, b = part("x", 2.0), part("y", 3.0)
    figure = made(a, b)
    assert leaf_key(a) == "x=2.0"
    assert leaves(figure) == {leaf_key(a): a, leaf_key(b): b}
    assert leaves(a) == {leaf_key(a): a}
    assert set(leaves(figure)) == set(figure.responses)


def test_a_leaf_moves_itself_and_what_it_does_not_know_moves_nothing() -> None:
    a = part("x", 2.0)
    assert value_at(a, {leaf_key(a): 7.0}) == 7.0
    assert value_at(a, {"other=1.0": 7.0}) == 2.0
    assert value_at(made(a, part("y", 3.0)), {"other=1.0": 7.0}) == made(a, part("y", 3.0)).value


def test_where_a_model_does_not_hold_there_is_no_value() -> None:
    def short(x: float) -> float:
        if x > 5.0:
            raise OutOfDomain("too long", value=x)
        return 1.0 / (x - 1.0)

    a = part("x", 2.0)
    inner = derive("inner", "", short, {"x": a}, model="short")
    outer = derive("outer", "", lambda i, x: i + x, {"i": inner, "x": a}, model="sum")
    for figure in (inner, outer):
        assert value_at(figure, {leaf_key(a): 6.0}) is None, "refused by the model"
        assert value_at(figure, {leaf_key(a): 1.0}) is None, "divided by zero"
        assert value_at(figure, {leaf_key(a): 3.0}) is not None
    assert fn_at(short, {"x": a}, {leaf_key(a): 6.0}) is None
    assert fn_at(lambda i: i, {"i": inner}, {leaf_key(a): 6.0}) is None


@pytest.mark.parametrize("fn", [lambda x: math.inf, lambda x: math.nan, lambda x: x**0.5])
def test_neither_inf_nor_nan_nor_a_complex_number_comes_out(fn: object) -> None:
    a = part("x", 2.0)
    assert fn_at(fn, {"x": a}, {leaf_key(a): -1.0}) is None  # type: ignore[arg-type]


def test_each_model_is_asked_once_and_only_where_something_moved() -> None:
    calls = []

    def counted(x: float) -> float:
        calls.append(x)
        return x

    a, b = part("x", 2.0), part("y", 3.0)
    shared = derive("shared", "", counted, {"x": a}, model="counted")
    left = derive("left", "", lambda s: s + 1.0, {"s": shared}, model="one more")
    right = derive("right", "", lambda s, y: s * y, {"s": shared, "y": b}, model="product")
    top = derive("top", "", lambda p, q: p + q, {"p": left, "q": right}, model="sum")
    calls.clear()
    assert value_at(top, {leaf_key(a): 5.0}) == 21.0
    assert calls == [5.0], "what two branches share is worked out once"
    calls.clear()
    assert value_at(top, {leaf_key(b): 4.0}) == 11.0
    assert calls == [], "what does not rest on the leaf is left alone"


def test_only_a_leaf_has_a_key() -> None:
    figure = made(part("x", 2.0), part("y", 3.0))
    with pytest.raises(InvalidInput, match=r"no leaf \(got 'all'\)"):
        leaf_key(figure)
    with pytest.raises(InvalidInput, match="no leaf"):
        leaf_key(replace(figure, fn=None))


def test_a_stored_figure_keeps_no_models() -> None:
    a = part("x", 2.0)
    stored = replace(made(a, part("y", 3.0)), fn=None)
    with pytest.raises(InvalidInput, match=r"stored figure keeps no models \(got 'all'\)"):
        value_at(stored, {leaf_key(a): 5.0})
    assert value_at(stored, {}) == stored.value
