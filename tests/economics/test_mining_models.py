"""Published models of mining: limits and tables as printed, scans as judges, refusals."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, NotSolved, OutOfDomain
from windlass.economics import dorrington2026, hein2018
from windlass.economics.dorrington2026 import CHEMICAL, ELECTRIC, Craft, limit_dv

# --- Dorrington and Olsen ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("craft", "most", "km_s"),
    [
        (CHEMICAL, math.inf, 1.789314),
        (ELECTRIC, math.inf, 4.434973),
        (CHEMICAL, 160e3, 1.224824),
    ],
)
def test_limits_as_published(craft: Craft, most: float, km_s: float) -> None:
    assert limit_dv(craft, most) / 1e3 == pytest.approx(km_s, abs=5e-7)


def by_hand(craft: Craft, dv: float, mass: float) -> float:
    """The published balance, in the order of its words."""
    ve = 9.80665 * craft.isp_s
    out, both = math.exp(dv / ve), math.exp(2 * dv / ve)
    m = craft.dry_kg
    start, there = m * both + mass * (both - out), (m + mass) * out
    year = 365.25 * 86_400.0
    time = 1.0 if craft.thrust_n is None else dv * (start + there) / craft.thrust_n / year
    c = 7_469.88
    income = mass * 0.9 * c / 1.2**time - mass * c * (both - out)
    spent = m * (3e5 + c + c * (both - 1)) + 487_160.0 * time
    return income - spent


@given(
    st.sampled_from([CHEMICAL, ELECTRIC]), st.floats(0.0, 5e3), st.floats(0.0, 1e6)
)  # fmt: skip
def test_present_value_by_hand(craft: Craft, dv: float, mass: float) -> None:
    want = by_hand(craft, dv, mass)
    size = abs(want) + 3e5 * craft.dry_kg + 1e4 * mass
    assert dorrington2026.npv(craft, dv, mass) == pytest.approx(want, abs=1e-10 * size)


def test_the_limit_is_where_the_best_mass_of_a_scan_earns_nothing() -> None:
    masses = np.geomspace(1e3, 1e8, 20_001)
    limit = limit_dv(ELECTRIC)
    for dv, sign in ((limit * (1 - 1e-4), 1.0), (limit * (1 + 1e-4), -1.0)):
        best = max(by_hand(ELECTRIC, dv, float(mass)) for mass in masses)
        assert math.copysign(1.0, best) == sign


def test_the_uncapped_chemical_limit_is_where_a_kilogram_more_earns_nothing() -> None:
    # 0.9/1.2 = x² - x, with x = exp(Δv/(g0·Isp))
    x = 0.5 + math.sqrt(0.25 + 0.9 / 1.2)
    assert limit_dv(CHEMICAL) == pytest.approx(9.80665 * 450.0 * math.log(x), rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.floats(80e3, 1e9))
def test_a_cap_never_helps_and_what_is_left_is_nothing(most: float) -> None:
    for craft in (CHEMICAL, ELECTRIC):
        limit = limit_dv(craft, most)
        assert limit <= limit_dv(craft) * (1 + 1e-9)
    limit = limit_dv(CHEMICAL, most)
    scale = CHEMICAL.dry_kg * CHEMICAL.build_per_kg + most * CHEMICAL.launch_per_kg
    assert abs(dorrington2026.npv(CHEMICAL, limit, most)) < 1e-9 * scale


def test_a_craft_that_cannot_earn_has_no_limit() -> None:
    with pytest.raises(NotSolved, match=r"no Δv earns anything.*status 4"):
        limit_dv(CHEMICAL, 1e3)
    with pytest.raises(NotSolved, match=r"price_share=0.0"):
        limit_dv(replace(CHEMICAL, price_share=0.0))


@pytest.mark.parametrize(
    ("dv", "mass"), [(-1.0, 1.0), (1.0, -1.0), (math.nan, 1.0), (1.0, math.nan), (math.inf, 1.0)]
)
def test_no_value_of_a_negative_or_boundless_trip(dv: float, mass: float) -> None:
    with pytest.raises(InvalidInput, match=r"must not be negative \(got \("):
        dorrington2026.npv(CHEMICAL, dv, mass)


@pytest.mark.parametrize(
    "change", [{"isp_s": 0.0}, {"isp_s": math.nan}, {"rate": -1.0}, {"thrust_n": -1.0}]
)
def test_a_craft_that_cannot_be_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match="craft needs specific impulse"):
        dorrington2026.npv(replace(CHEMICAL, **change), 1.0, 1.0)


def test_no_value_that_is_not_finite_comes_out() -> None:
    for craft, dv in ((CHEMICAL, 1e9), (replace(CHEMICAL, build_per_kg=math.nan), 1.0)):
        with pytest.raises(OutOfDomain, match=r"beyond what floats hold.*smaller Δv"):
            dorrington2026.npv(craft, dv, 1.0)


@pytest.mark.parametrize("most", [0.0, -1.0, math.nan])
def test_a_cap_below_a_kilogram_is_refused(most: float) -> None:
    with pytest.raises(InvalidInput, match="cap on the returned mass"):
        limit_dv(CHEMICAL, most)


# --- Hein, Matheson and Fries --------------------------------------------------------------------

WATER = hein2018.Swarm(
    throughput_per_day=20.0, content=0.05, price_per_kg=20_000.0, launches=1,
    build_per_kg=1e6, operations=5.7e6, development_per_kg=5_453_333.0,
)  # fmt: skip
CHEAP = {"build_per_kg": 1e4, "operations": 1e5, "development_per_kg": 500_000.0}
PLATINUM = replace(
    WATER, throughput_per_day=30_000.0, content=1e-5, price_per_kg=70_000.0, launches=2
)


def test_water_as_published() -> None:
    cheap = replace(WATER, **CHEAP)
    assert hein2018.profit(WATER) / 1e6 == pytest.approx(139.0, abs=0.5)
    assert hein2018.profit(cheap) / 1e6 == pytest.approx(293.0, abs=0.5)
    assert hein2018.break_even_years(WATER) == pytest.approx(5.9, abs=0.05)
    assert hein2018.break_even_years(cheap) == pytest.approx(0.26, abs=0.005)


def test_platinum_by_hand() -> None:
    # 30,000 × 150 × 100 kg of rock hold 4,500 kg of platinum, worth 315 million
    spent = 150.0e6 + 2 * 35_000.0 * 150.0 + 5.7e6
    assert hein2018.profit(PLATINUM) == pytest.approx(315e6 - spent, rel=1e-12)
    assert hein2018.break_even_years(PLATINUM) == pytest.approx(818e6 / (315e6 - spent), rel=1e-4)


@given(
    st.floats(1.0, 1e4), st.floats(1.0, 1e3), st.floats(0.0, 1.0), st.floats(0.0, 1e5),
    st.floats(1.0, 3.0),
)  # fmt: skip
def test_profit_is_linear_in_the_price(
    mass: float, days: float, content: float, price: float, by: float
) -> None:
    swarm = replace(WATER, mass_kg=mass, days=days, content=content, price_per_kg=price)
    sold = 20.0 * mass * days * content
    more = hein2018.profit(replace(swarm, price_per_kg=price * by))
    gained = sold * price * (by - 1.0)
    size = abs(more) + sold * price * by + 1.1e6 * mass + 1e7
    assert more - hein2018.profit(swarm) == pytest.approx(gained, abs=1e-12 * size)


def test_without_profit_nothing_breaks_even() -> None:
    with pytest.raises(OutOfDomain, match=r"no profit pays for the development \(got -"):
        hein2018.break_even_years(replace(WATER, price_per_kg=100.0))


@pytest.mark.parametrize(
    "change",
    [{"mass_kg": 0.0}, {"days": -1.0}, {"content": 1.5}, {"content": -0.1}, {"mass_kg": math.nan},
     {"days": math.nan}],
)  # fmt: skip
def test_a_swarm_without_meaning_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match=r"content within 0 to 1.*got Swarm"):
        hein2018.profit(replace(WATER, **change))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_money_that_is_not_finite_is_refused(bad: float) -> None:
    for name in ("price_per_kg", "operations", "build_per_kg", "throughput_per_day"):
        with pytest.raises(InvalidInput, match=r"no finite profit.*finite values"):
            hein2018.break_even_years(replace(WATER, **{name: bad}))
