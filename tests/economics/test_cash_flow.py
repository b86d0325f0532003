"""Cash flows: published rates, linearity, roots by other methods, refusals."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial
from scipy.integrate import quad

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.economics.cash_flow import (
    GREATEST_RATE,
    LEAST_RATE,
    annuity,
    irr_all,
    npv,
    one_irr,
    payback_years,
)

PROGRAMME = [-0.2] * 10 + [20.0 / 30.0] * 30
"""Two trillion over ten years, then twenty over thirty."""
LUMP = [-2.0] + [0.0] * 74 + [20.0]
"""Two trillion now, twenty after 37.5 years, by half-years."""
TWO = [-100.0, 230.0, -132.0]

amounts = st.floats(-1e6, 1e6).filter(lambda x: x == 0.0 or abs(x) > 1e-6)
flows = st.lists(amounts, min_size=1, max_size=40)
rates = st.floats(-0.5, 2.0)


def size_at(rate: float, flow: list[float]) -> float:
    return sum(abs(x) * (1.0 + rate) ** -year for year, x in enumerate(flow))


def changes(flow: list[float]) -> int:
    signs = [x > 0 for x in flow if x != 0]
    return sum(a != b for a, b in pairwise(signs))


# --- published -----------------------------------------------------------------------------------


def test_two_trillion_for_twenty_as_computed_before() -> None:
    assert one_irr(PROGRAMME) == pytest.approx(0.157, abs=5e-4)
    assert (1.0 + one_irr(LUMP)) ** 2 - 1.0 == pytest.approx(0.063, abs=5e-4)
    assert one_irr(LUMP) == pytest.approx(10.0 ** (1.0 / 75.0) - 1.0, abs=1e-12)


def test_a_late_receipt_is_worth_less_than_the_cost() -> None:
    receipt = [0.0] * 75 + [20.0]
    worth = npv(1.08**0.5 - 1.0, receipt)
    assert worth == pytest.approx(1.12, abs=0.005)
    assert worth < 2.0


def test_a_flow_with_two_rates_tells_both_or_refuses() -> None:
    assert irr_all(TWO) == pytest.approx((0.10, 0.20), abs=1e-12)
    with pytest.raises(InvalidInput, match=r"2 rates of return: 10\.0000%, 20\.0000%.*present va"):
        one_irr(TWO)


def test_a_flow_with_no_rate_says_so() -> None:
    for flow in ([-1.0, 0.5, -3.0], [1.0, 2.0], [5.0], [-100.0, 120.0, -40.0]):
        assert irr_all(flow) == ()
        with pytest.raises(InvalidInput, match="0 rates of return: none"):
            one_irr(flow)


# --- present value -------------------------------------------------------------------------------


@given(flows, rates)
def test_present_value_is_a_polynomial_in_the_discount_factor(
    flow: list[float], rate: float
) -> None:
    want = float(Polynomial(flow)(1.0 / (1.0 + rate)))
    assert npv(rate, flow) == pytest.approx(want, abs=1e-12 * size_at(rate, flow))


@given(flows)
def test_at_no_rate_it_is_the_sum(flow: list[float]) -> None:
    assert npv(0.0, flow) == pytest.approx(math.fsum(flow), abs=1e-12 * size_at(0.0, flow))


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(*[st.lists(amounts, min_size=n, max_size=n)]
       * 2)), rates, st.floats(-10, 10), st.floats(-10, 10))  # fmt: skip
def test_it_is_linear(
    pair: tuple[list[float], list[float]], rate: float, a: float, b: float
) -> None:
    x, y = (np.array(flow) for flow in pair)
    apart = a * npv(rate, x) + b * npv(rate, y)
    size = abs(a) * size_at(rate, pair[0]) + abs(b) * size_at(rate, pair[1])
    assert npv(rate, a * x + b * y) == pytest.approx(apart, abs=1e-12 * size + 1e-300)


@given(flows, rates)
def test_a_year_later_is_worth_less_by_the_rate(flow: list[float], rate: float) -> None:
    later = npv(rate, [0.0, *flow])
    want = npv(rate, flow) / (1.0 + rate)
    assert later == pytest.approx(want, abs=1e-12 * size_at(rate, flow))


# --- payback -------------------------------------------------------------------------------------


def test_payback_by_hand() -> None:
    assert payback_years([-100.0, 40.0, 40.0, 40.0]) == pytest.approx(3.5)
    assert payback_years([-100.0, 100.0]) == pytest.approx(2.0)
    assert payback_years([-100.0, 200.0, -150.0, 100.0]) == pytest.approx(3.5), "the last time"
    assert payback_years([-100.0, 99.0]) is None
    assert payback_years([5.0, -5.0]) == 0.0
    assert payback_years([0.0]) == 0.0


@given(flows)
def test_payback_is_where_the_cumulated_flow_crosses_for_the_last_time(flow: list[float]) -> None:
    exact = [Fraction(0)]
    for x in flow:
        exact.append(exact[-1] + Fraction(x))
    scale = float(sum(abs(Fraction(x)) for x in flow))
    assume(all(abs(float(x)) > 1e-9 * scale for x in exact[1:]))
    found = payback_years(flow)
    if found is None:
        assert exact[-1] < 0
        return
    assert exact[-1] >= 0
    knots = np.arange(len(exact))
    sums = np.array([float(x) for x in exact])
    assert np.interp(found, knots, sums) == pytest.approx(0.0, abs=1e-9 * scale)
    assert (sums[knots > found] >= 0.0).all()
    if found > 0.0:
        assert np.interp(found - 1e-6, knots, sums) < 1e-12 * scale


# --- rates of return -----------------------------------------------------------------------------


@settings(deadline=None)
@given(flows)
def test_every_rate_found_makes_the_value_nothing_and_none_is_beyond_the_changes_of_sign(
    flow: list[float],
) -> None:
    assume(any(flow))
    found = irr_all(flow)
    assert list(found) == sorted(set(found))
    assert len(found) <= changes(flow)
    for rate in found:
        assert LEAST_RATE - 1e-9 <= rate <= GREATEST_RATE + 1e-6
        # Rates are rounded to 1e-12: what that moves the value by is allowed for.
        slope = sum(k * abs(x) * (1.0 + rate) ** (-k - 1) for k, x in enumerate(flow))
        allowed = 1e-12 * size_at(rate, flow) + 2e-12 * slope
        assert abs(npv(rate, flow)) <= allowed


@settings(deadline=None)
@given(st.lists(amounts, min_size=2, max_size=14))
def test_the_rates_are_those_of_numpy(flow: list[float]) -> None:
    assume(flow[0] != 0.0 and flow[-1] != 0.0)
    roots = np.roots(flow)  # in 1 + r
    real = roots[(np.abs(roots.imag) < 1e-9) & (roots.real > 1e-3)].real
    inside = np.sort(real[(real > 1.01 + LEAST_RATE) & (real < GREATEST_RATE * 0.99)])
    # A root that is nearly double splits into a complex pair, or not: no judge for those.
    apart = [
        abs(one - other) > 1e-4 * abs(one)
        for i, one in enumerate(roots)
        for j, other in enumerate(roots)
        if i != j
    ]
    assume(all(apart))
    found = [r for r in irr_all(flow) if 0.01 + LEAST_RATE < r < GREATEST_RATE * 0.99 - 1]
    assert found == pytest.approx(inside - 1.0, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_no_change_of_sign_on_a_fine_grid_is_missed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    flow = rng.normal(size=rng.integers(2, 41)) * 10.0 ** rng.uniform(-2, 2)
    grid = np.geomspace(1.0 + LEAST_RATE, 1.0 + GREATEST_RATE, 20_001)
    # By u^n where u > 1, so that nothing overflows: the sign is the same.
    values = np.array([np.polyval(flow, x) if x < 1 else np.polyval(flow[::-1], 1 / x)
                       for x in grid])  # fmt: skip
    crossings = np.flatnonzero(values[:-1] * values[1:] < 0.0)
    found = 1.0 + np.array(irr_all(flow))
    assert found.size >= crossings.size
    for k in crossings:
        assert ((found >= grid[k] * (1 - 1e-9)) & (found <= grid[k + 1] * (1 + 1e-9))).any()


@settings(deadline=None)
@given(st.lists(st.floats(-0.5, 3.0), min_size=1, max_size=5, unique=True))
def test_the_rates_that_a_flow_was_made_of_come_back(wanted: list[float]) -> None:
    wanted = sorted(wanted)
    assume(all(b - a > 0.05 for a, b in pairwise(wanted)))
    flow = -np.poly([1.0 + rate for rate in wanted])
    assert irr_all(flow) == pytest.approx(wanted, abs=1e-7)


@pytest.mark.parametrize("rate", [-0.3, 0.0, 0.1, 0.25, 2.0])
def test_a_rate_at_which_the_value_only_touches_nothing_counts_once(rate: float) -> None:
    g = 1.0 + rate
    assert irr_all([-1.0, 2 * g, -g * g]) == pytest.approx((rate,), abs=1e-7)
    with_another = -np.poly([g, g, g + 1.0])
    assert irr_all(with_another) == pytest.approx((rate, rate + 1.0), abs=1e-6)


def test_rates_at_the_very_ends_are_found_and_those_beyond_are_not() -> None:
    assert irr_all([-1.0, 1.0 + GREATEST_RATE]) == pytest.approx((GREATEST_RATE,))
    assert irr_all([-1.0, 1.0 + LEAST_RATE]) == pytest.approx((LEAST_RATE,))
    assert irr_all([-1.0, 2.0 + GREATEST_RATE]) == ()
    assert irr_all([-1.0, 0.5 * (1.0 + LEAST_RATE)]) == ()


@settings(deadline=None)
@given(flows, st.floats(1e-6, 1e6), st.integers(0, 5), st.integers(0, 5))
def test_neither_money_nor_empty_years_change_the_rates(
    flow: list[float], by: float, before: int, after: int
) -> None:
    assume(any(flow))
    found = irr_all(flow)
    assert irr_all([0.0] * before + flow + [0.0] * after) == found
    same = irr_all([-x for x in flow])
    assert same == pytest.approx(found)
    scaled = irr_all([x * by for x in flow])
    assert scaled == pytest.approx(found, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("years", [100, 153, 154, 160, 200, 400, 1_000])
def test_long_flows_have_the_rate_of_their_annuity_and_no_other(years: int) -> None:
    rate = one_irr([-100.0] + [7.0] * years)
    assert 7.0 * (1 - (1 + rate) ** -years) / rate == pytest.approx(100.0, rel=1e-9)


def test_one_rate_is_that_of_the_only_root() -> None:
    assert one_irr([-100.0, 110.0]) == pytest.approx(0.1)
    assert (one_irr(PROGRAMME),) == irr_all(PROGRAMME)


# --- annuity -------------------------------------------------------------------------------------


@given(st.floats(-0.5, 2.0), st.floats(0.0, 100.0))
def test_an_annuity_is_the_integral_of_its_discount(rate: float, years: float) -> None:
    area, _ = quad(lambda t: (1.0 + rate) ** -t, 0.0, years, epsrel=1e-11, limit=400)
    assert annuity(rate, years) == pytest.approx(area, rel=1e-9, abs=1e-12)


@given(st.floats(-0.3, 1.0).filter(lambda r: abs(r) > 1e-6), st.integers(1, 60))
def test_whole_years_of_an_annuity_are_a_sum(rate: float, years: int) -> None:
    each = annuity(rate, 1.0)
    summed = math.fsum(each * (1.0 + rate) ** -k for k in range(years))
    assert annuity(rate, float(years)) == pytest.approx(summed, rel=1e-9)


def test_an_annuity_without_rate_is_its_time() -> None:
    assert annuity(0.0, 12.5) == 12.5
    assert annuity(1e-12, 12.5) == pytest.approx(12.5, rel=1e-10)
    assert annuity(2.2250738585e-313, 12.5) == 12.5
    assert annuity(0.07, 0.0) == 0.0


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [lambda f: npv(0.1, f), payback_years, irr_all, one_irr])
@pytest.mark.parametrize(
    "flow", [[], [1.0, math.nan], [math.inf, -1.0], [[1.0, 2.0]], [1e308, 1e308, -1e308]]
)
def test_a_flow_must_be_finite_yearly_amounts(ask: object, flow: list[float]) -> None:
    with pytest.raises(InvalidInput, match=r"finite yearly amounts \(got "):
        ask(flow)  # type: ignore[operator]


@pytest.mark.parametrize("rate", [-1.0, -2.0, math.nan, math.inf])
def test_a_rate_lies_above_minus_one(rate: float) -> None:
    with pytest.raises(InvalidInput, match=f"above −1 .got {rate!r}"):
        npv(rate, [1.0, 2.0])
    with pytest.raises(InvalidInput, match="rate above −1 and a time"):
        annuity(rate, 1.0)


@pytest.mark.parametrize("years", [-1.0, math.nan, math.inf])
def test_an_annuity_needs_a_time(years: float) -> None:
    with pytest.raises(InvalidInput, match=r"a time \(got "):
        annuity(0.07, years)


def test_what_floats_do_not_hold_is_not_passed_on() -> None:
    with pytest.raises(OutOfDomain, match=r"300 years is beyond .*-0\.99.*further from −1"):
        npv(-0.99, [1.0] * 300)
    with pytest.raises(OutOfDomain, match="annuity is beyond"):
        annuity(-0.5, 5_000.0)


def test_a_flow_of_nothing_has_no_rate() -> None:
    with pytest.raises(InvalidInput, match="of nothing has no rate"):
        irr_all([0.0, 0.0])
