"""Learning, phasing and engine development: published values, sums, quadrature, refusals."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from windlass.base.errors import InvalidInput
from windlass.economics import learning, phasing, transcost

BAD = (math.nan, math.inf, -math.inf)

# --- learning ------------------------------------------------------------------------------------


def test_learning_at_85_percent_as_published() -> None:
    assert learning.unit(8, 0.85) == pytest.approx(0.6141, abs=5e-5)
    assert learning.unit(8, 0.85) == pytest.approx(0.85**3, rel=1e-14)
    assert learning.mean(8, 0.85) == pytest.approx(0.7420, abs=5e-5)


@given(st.integers(1, 100_000), st.floats(0.05, 1.0))
def test_every_doubling_costs_the_rate(n: int, rate: float) -> None:
    assert learning.unit(2 * n, rate) == pytest.approx(rate * learning.unit(n, rate), rel=1e-12)


@given(
    st.integers(0, 20_000),
    st.one_of(st.floats(0.01, 1.0), st.floats(0.5 - 1e-7, 0.5 + 1e-7), st.just(0.5), st.just(1.0)),
)
def test_total_is_the_sum_of_the_units(n: int, rate: float) -> None:
    b = math.log2(rate)
    summed = math.fsum((np.arange(1, n + 1, dtype=float) ** b).tolist())
    assert learning.total(n, rate) == pytest.approx(summed, rel=1e-13)


@pytest.mark.parametrize("n", [1, 63, 64, 65, 66, 128])
@pytest.mark.parametrize("rate", [0.5, 0.75, 0.85, 1.0])
def test_the_seam_between_summed_and_integrated_units(n: int, rate: float) -> None:
    step = learning.total(n, rate) - learning.total(n - 1, rate)
    assert step == pytest.approx(learning.unit(n, rate), rel=1e-11)


@given(st.integers(1, 10**9), st.floats(0.05, 1.0))
def test_the_mean_lies_between_the_last_and_the_first(n: int, rate: float) -> None:
    mean = learning.mean(n, rate)
    assert learning.unit(n, rate) * (1 - 1e-12) <= mean <= 1.0 + 1e-12
    assert mean * n == pytest.approx(learning.total(n, rate), rel=1e-14)


def test_nothing_built_costs_nothing_and_without_learning_all_cost_the_same() -> None:
    assert learning.total(0, 0.85) == 0.0
    assert learning.total(2_500, 1.0) == pytest.approx(2_500.0, rel=1e-14)
    assert learning.exponent(1.0) == 0.0
    assert learning.exponent(0.5) == -1.0


@pytest.mark.parametrize("rate", [0.0, -0.5, 1.01, *BAD])
def test_a_learning_rate_outside_0_to_1_is_refused(rate: float) -> None:
    for ask in (learning.exponent, lambda r: learning.unit(3, r), lambda r: learning.total(3, r)):
        with pytest.raises(InvalidInput, match=r"learning rate .*got .*such as 0\.85") as caught:
            ask(rate)
        assert repr(rate) in str(caught.value)


@pytest.mark.parametrize("n", BAD)
def test_units_that_are_no_number_are_refused(n: float) -> None:
    for ask in (learning.unit, learning.total, learning.mean):
        with pytest.raises(InvalidInput, match="unit"):
            ask(n, 0.85)  # type: ignore[operator]


def test_units_count_from_one() -> None:
    with pytest.raises(InvalidInput, match=r"count from 1 \(got 0\)"):
        learning.unit(0, 0.85)
    with pytest.raises(InvalidInput, match=r"count from 0 \(got -1\)"):
        learning.total(-1, 0.85)
    with pytest.raises(InvalidInput, match=r"needs a unit \(got 0\)"):
        learning.mean(0, 0.85)


# --- phasing -------------------------------------------------------------------------------------


def test_more_than_half_is_spent_at_half_time_as_published() -> None:
    assert phasing.spent(0.5) == pytest.approx(0.584, abs=5e-4)
    assert phasing.spent(1.0) == pytest.approx(phasing.AT_END, rel=1e-14)
    assert phasing.spent(0.0) == 0.0


@given(st.floats(0.0, 1.0), st.floats(0.01, 0.999))
def test_the_share_spent_is_the_integral_of_the_rate(part: float, at_end: float) -> None:
    a = -math.log(1.0 - at_end)
    area, _ = quad(lambda t: 2 * a * t * math.exp(-a * t * t), 0.0, part, epsabs=1e-12)
    assert phasing.spent(part, at_end) == pytest.approx(area, abs=1e-10)


@st.composite
def spans(draw: st.DrawFn) -> tuple[float, float, int]:
    periods = draw(st.integers(1, 60))
    ends = sorted(draw(st.lists(st.floats(0.0, periods), min_size=2, max_size=2)))
    return ends[0], ends[1], periods


Shares = Callable[[float, float, int], np.ndarray]


@pytest.mark.parametrize("shares", [phasing.by_period, phasing.evenly])
@given(span=spans())
def test_shares_add_up_to_one_and_lie_within_the_span(
    shares: Shares, span: tuple[float, float, int]
) -> None:
    start, end, periods = span
    made = shares(start, end, periods)
    assert made.shape == (periods,)
    assert (made >= 0.0).all()
    assert made.sum() == pytest.approx(1.0, rel=1e-12)
    first, last = math.floor(start), math.ceil(end)
    assert made[:first].sum() == 0.0 or start == end == periods
    assert made[max(last, first + 1) :].sum() == pytest.approx(0.0, abs=1e-15)


@given(spans())
def test_each_period_spends_the_integral_over_it(span: tuple[float, float, int]) -> None:
    start, end, periods = span
    if end - start < 1e-3:
        return
    a = -math.log(1.0 - phasing.AT_END)

    def rate(t: float) -> float:
        x = (t - start) / (end - start)
        return 2 * a * x * math.exp(-a * x * x) / (end - start) / phasing.AT_END

    made = phasing.by_period(start, end, periods)
    for year in {int(start), min(int((start + end) / 2), periods - 1), min(int(end), periods - 1)}:
        low, high = max(start, float(year)), min(end, year + 1.0)
        area = quad(rate, low, high, epsabs=1e-12)[0] if high > low else 0.0
        assert made[year] == pytest.approx(area, abs=1e-9)


def test_evenly_by_hand() -> None:
    assert phasing.evenly(0.5, 2.5, 4) == pytest.approx([0.25, 0.5, 0.25, 0.0])


@pytest.mark.parametrize("shares", [phasing.by_period, phasing.evenly])
def test_what_takes_no_time_is_spent_where_it_stands(shares: Shares) -> None:
    assert shares(2.4, 2.4, 5).tolist() == [0, 0, 1, 0, 0]
    assert shares(0.0, 0.0, 3).tolist() == [1, 0, 0]
    assert shares(3.0, 3.0, 3).tolist() == [0, 0, 1]


@pytest.mark.parametrize("shares", [phasing.by_period, phasing.evenly])
@pytest.mark.parametrize(
    ("start", "end", "periods"),
    [(-1.0, 2.0, 4), (3.0, 2.0, 4), (0.0, 5.0, 4), (0.0, math.nan, 4), (math.nan, 1.0, 4),
     (0.0, math.inf, 4), (0.0, 0.0, 0)],
)  # fmt: skip
def test_a_span_outside_its_periods_is_refused(
    shares: Shares, start: float, end: float, periods: int
) -> None:
    with pytest.raises(InvalidInput, match=r"within the periods \(got \("):
        shares(start, end, periods)


@pytest.mark.parametrize(("part", "at_end"), [(-0.1, 0.9), (1.1, 0.9), (0.5, 0.0), (0.5, 1.0)])
def test_shares_outside_0_to_1_are_refused(part: float, at_end: float) -> None:
    with pytest.raises(InvalidInput, match="within 0 to 1"):
        phasing.spent(part, at_end)


def test_no_number_is_refused() -> None:
    for bad in BAD:
        with pytest.raises(InvalidInput, match="within 0 to 1"):
            phasing.spent(bad)
        with pytest.raises(InvalidInput, match="within 0 to 1"):
            phasing.spent(0.5, bad)


# --- engines -------------------------------------------------------------------------------------


def test_the_space_shuttle_main_engine_as_published() -> None:
    found = transcost.engine_work_years(3180.0, 1.30, 1.22, 0.85)
    assert found == pytest.approx(17_921, abs=0.5)


@given(
    st.floats(1.0, 1e5), st.floats(0.3, 1.3), st.floats(0.5, 2.0), st.floats(0.7, 1.3),
    st.floats(0.1, 10.0),
)  # fmt: skip
def test_factors_multiply_and_mass_is_a_power(
    mass: float, f1: float, f2: float, f3: float, by: float
) -> None:
    found = transcost.engine_work_years(mass, f1, f2, f3)
    assert found == pytest.approx(
        math.exp(math.log(277.0) + 0.48 * math.log(mass) + math.log(f1 * f2 * f3)), rel=1e-12
    )
    more = transcost.engine_work_years(mass * by, f1, f2, f3)
    assert more == pytest.approx(found * by**0.48, rel=1e-12)
    assert transcost.engine_work_years(mass, f1 * by, f2, f3) == pytest.approx(found * by)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("bad", [0.0, -1.0, *BAD])
def test_masses_and_factors_must_be_above_0(place: int, bad: float) -> None:
    values = [3180.0, 1.0, 1.0, 1.0]
    values[place] = bad
    with pytest.raises(InvalidInput, match=r"engine mass and factors .*got \("):
        transcost.engine_work_years(*values)


def test_engines_outside_the_calibration_are_named() -> None:
    assert transcost.outside(transcost.LIGHTEST_KG) == ()
    assert transcost.outside(transcost.HEAVIEST_KG) == ()
    assert transcost.outside(50.0) == ("50 kg, calibrated from 100 to 10,000 kg",)
    assert transcost.outside(12_000.0) == ("12,000 kg, calibrated from 100 to 10,000 kg",)
