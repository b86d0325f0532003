"""Which input decides, and what it would have to be: on small made-up chains of figures."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.figure import Figure, derive, leaf
from windlass.base.whatif import value_at
from windlass.studies.decide import CLOSE, decide, of_figure, of_open, solve_for


def made(name: str, value: float, low: float | None, high: float | None) -> Figure:
    return leaf(name, value, "", status="assumed", low=low, high=high)


def product(**ends: tuple[float, float, float]) -> Figure:
    parts = {name: made(name, *(v, lo, hi)) for name, (lo, v, hi) in ends.items()}

    def fn(**x: float) -> float:
        return math.prod(x.values())

    return derive("all", "", fn, parts, model="product")


def test_the_one_that_moves_least_in_its_range_decides() -> None:
    # to 20: a must go from 1 to 2 of 4 (half its range), b from 10 to 20 of 1000 (15 %)
    all_ = product(a=(0.5, 1.0, 4.0), b=(1.0, 10.0, 1_000.0))
    first, second = decide(of_figure(all_), 20.0)
    assert (first.leaf.name, second.leaf.name) == ("b", "a")
    assert first.value == pytest.approx(20.0, rel=CLOSE)
    assert second.stretch == pytest.approx(0.5, abs=1e-3)


def test_another_range_makes_another_decide() -> None:
    all_ = product(a=(0.5, 1.0, 4.0), b=(1.0, 10.0, 21.0))
    assert decide(of_figure(all_), 20.0)[0].leaf.name == "a"


def test_the_nearest_miss_is_told_where_no_value_in_any_range_does() -> None:
    all_ = product(a=(0.5, 1.0, 4.0), b=(1.0, 10.0, 60.0))
    (one,) = decide(of_figure(all_), 1_000.0)
    assert not one.meets
    assert (one.leaf.name, one.value) == ("b", 60.0)
    assert one.reached == pytest.approx(60.0)
    assert one.beyond == pytest.approx(1_000.0, rel=CLOSE)


def test_what_has_no_range_never_decides() -> None:
    fixed = leaf("c", 2.0, "", status="chosen")
    assert decide(of_figure(derive("d", "", lambda c: c, {"c": fixed}, model="c")), 3.0) == []


def test_a_count_that_jumps_past_the_claim_is_a_miss() -> None:
    x = made("x", 1.0, 1.0, 9.0)
    jump = derive("n", "", lambda x: 4.0 if x > 5.0 else 1.0, {"x": x}, model="jump")
    (one,) = decide(of_figure(jump), 2.0)
    assert not one.meets


def test_what_has_no_value_as_things_stand_can_still_be_solved() -> None:
    x = made("x", 1.0, 0.5, 4.0)

    def fn(x: float) -> float:
        if x < 2.0:
            raise ValueError("never")
        return 10.0 / x

    (one,) = decide(of_open(fn, {"x": x}), 3.0)
    assert one.value == pytest.approx(10.0 / 3.0, rel=CLOSE)


@settings(max_examples=60, deadline=None)
@given(
    power=st.floats(-3.0, 3.0).filter(lambda p: abs(p) > 0.05),
    want=st.floats(0.2, 5.0),
)
def test_the_value_put_back_gives_the_claim(power: float, want: float) -> None:
    x = made("x", 1.0, 1e-4, 1e4)
    y = derive("y", "", lambda x: 2.0 * x, {"x": x}, model="double")
    z = derive("z", "", lambda x, y: x * (y / 2.0) ** (power - 1.0), {"x": x, "y": y}, model="pow")
    found = solve_for(of_figure(z), x, want)
    exact = want ** (1.0 / power)
    if 1e-4 <= exact <= 1e4:
        assert found is not None
        assert found.meets
        assert value_at(z, {f"x={1.0!r}": found.value}) == pytest.approx(want, rel=CLOSE)
