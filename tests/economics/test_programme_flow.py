"""Yearly flow of a programme: sums kept, order in time, present value by hand, refusals."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics.programme_flow import (
    LONGEST_YEARS,
    Parts,
    by_kind,
    flow,
    present_value,
    years,
)

SMALL = Parts(
    development=100.0, launches=20.0, operations=30.0, delivery=8.0, revenue=400.0,
    lift_off=2.0, arrival=4.0, sale_years=4.0,
)  # fmt: skip
amount = st.floats(0.0, 1e13)


@st.composite
def programmes(draw: st.DrawFn) -> Parts:
    lift_off = draw(st.floats(0.0, 40.0))
    return Parts(
        development=draw(amount), launches=draw(amount), operations=draw(amount),
        delivery=draw(amount), revenue=draw(amount), lift_off=lift_off,
        arrival=lift_off + draw(st.floats(0.0, 30.0)), sale_years=draw(st.floats(0.01, 60.0)),
    )  # fmt: skip


def test_a_small_programme_by_hand() -> None:
    kinds = by_kind(SMALL)
    assert years(SMALL) == 8
    # Rayleigh with 97 % at the end: 1 - 0.03^(1/4) of 0.97 after the first of two years
    first = (1 - 0.03**0.25) / 0.97
    assert kinds["development"] == pytest.approx([-100 * first, -100 * (1 - first)] + [0] * 6)
    assert kinds["launches"] == pytest.approx([0, 0, -20, 0, 0, 0, 0, 0])
    assert kinds["operations"] == pytest.approx([0, 0] + [-5] * 6)
    assert kinds["delivery"] == pytest.approx([0] * 4 + [-2] * 4)
    assert kinds["revenue"] == pytest.approx([0] * 4 + [100] * 4)
    assert flow(SMALL)[4:] == pytest.approx([93.0] * 4)


@given(programmes())
def test_every_part_is_spent_or_earned_whole_and_nothing_before_its_time(parts: Parts) -> None:
    kinds = by_kind(parts)
    wanted = {
        "development": -parts.development,
        "launches": -parts.launches,
        "operations": -parts.operations,
        "delivery": -parts.delivery,
        "revenue": parts.revenue,
    }
    assert set(kinds) == set(wanted)
    for kind, one in kinds.items():
        assert one.shape == (years(parts),)
        assert one.sum() == pytest.approx(wanted[kind], rel=1e-9)
        assert (one <= 0).all() if kind != "revenue" else (one >= 0).all()
    assert not kinds["revenue"][: math.floor(parts.arrival)].any()
    assert not kinds["launches"][: math.floor(parts.lift_off)].any()
    assert not kinds["development"][math.floor(parts.lift_off) + 1 :].any()


@given(programmes(), st.floats(0.0, 0.5))
def test_present_value_by_a_plain_sum(parts: Parts, rate: float) -> None:
    net = [sum(one[year] for one in by_kind(parts).values()) for year in range(years(parts))]
    want = math.fsum(x / (1.0 + rate) ** year for year, x in enumerate(net))
    size = parts.development + parts.launches + parts.operations + parts.delivery + parts.revenue
    assert present_value(parts, rate) == pytest.approx(want, abs=1e-12 * size)
    assert flow(parts) == pytest.approx(np.array(net), abs=1e-12 * size)


@given(programmes(), st.floats(0.0, 0.3))
def test_discounting_later_never_makes_costs_larger(parts: Parts, rate: float) -> None:
    costs = replace(parts, revenue=0.0)
    spent = parts.development + parts.launches + parts.operations + parts.delivery
    assert -spent * (1 + 1e-9) <= present_value(costs, rate) <= 0.0


def test_a_programme_of_less_than_a_year_has_one_year() -> None:
    short = replace(SMALL, lift_off=0.0, arrival=0.0, sale_years=0.2)
    assert years(short) == 1
    assert flow(short) == pytest.approx([400.0 - 158.0])
    assert years(replace(SMALL, sale_years=4.01)) == 9


@pytest.mark.parametrize(
    "change",
    [
        {"lift_off": -1.0},
        {"lift_off": 5.0},
        {"arrival": 1.0},
        {"sale_years": 0.0},
        {"sale_years": -1.0},
        {"sale_years": LONGEST_YEARS},
        {"arrival": math.inf},
        {"lift_off": math.nan},
        {"arrival": math.nan},
        {"sale_years": math.nan},
    ],
)
def test_times_out_of_order_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match=r"lift off, arrive and sell in that order.*got \("):
        flow(replace(SMALL, **change))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_amounts_are_finite(bad: float) -> None:
    for name in ("development", "launches", "operations", "delivery", "revenue"):
        with pytest.raises(InvalidInput, match=r"amounts of a programme must be finite \(got \("):
            present_value(replace(SMALL, **{name: bad}), 0.07)
