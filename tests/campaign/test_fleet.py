"""Counting a fleet: by hand, by trial, rounding forgiven, refusals."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.campaign import fleet

DAY_S = 86_400.0


def test_a_month_is_the_twelfth_of_a_year() -> None:
    assert fleet.MONTH_S * 12.0 == YEAR_S


@given(st.integers(0, 10**6), st.floats(1e-6, 1.0))
def test_counts_are_rounded_up(count: int, more: float) -> None:
    assert fleet.whole(float(count)) == count
    if more * 0.999 > (count + 1) * 1e-9:
        assert fleet.whole(count + 0.999 * more) == count + 1


@given(st.integers(1, 10**6))
def test_a_rounding_error_makes_no_further_thing(count: int) -> None:
    assert fleet.whole(count * (1.0 + 1e-12)) == count
    assert fleet.whole(count * (1.0 - 1e-12)) == count


@given(st.integers(1, 5_000), st.integers(1, 60))
def test_launches_by_loading_one_after_the_other(ships: int, each: int) -> None:
    # A launcher that lifts exactly `each` ships.
    waiting, flown = ships, 0
    while waiting > 0:
        waiting -= each
        flown += 1
    assert fleet.ships_a_launch(1.0 / each) == each
    assert fleet.launches(float(ships), 1.0 / each) == flown


@given(st.floats(1e-4, 1.0), st.integers(0, 10**5))
def test_launches_are_enough_and_no_more(load: float, ships: int) -> None:
    each = fleet.ships_a_launch(load)
    assert each * load <= 1.0 + 1e-8
    assert (each + 1.0) * load > 1.0 - 1e-8
    flown = fleet.launches(float(ships), load)
    assert flown * each >= ships
    assert (flown - 1.0) * each < ships


def test_a_ship_heavier_than_the_launcher_lifts_is_one_flight() -> None:
    assert fleet.ships_a_launch(1.7) == 1.0
    assert fleet.launches(11.0, 1.7) == 11.0


def test_digging_vehicles_by_hand() -> None:
    # 1e9 kg in 365 days by vehicles of 1,000 kg a day that work half the time
    found = fleet.vehicles(1e9, 365 * DAY_S, 1_000.0 / DAY_S, 0.5)
    assert found == math.ceil(1e9 / (365 * 500))


rocks = st.one_of(st.just(0.0), st.floats(1e-6, 1e13))


@given(rocks, st.floats(1e3, 1e10), st.floats(1e-4, 10.0), st.floats(0.01, 1.0))
def test_the_vehicles_dig_it_in_time_and_one_less_would_not(
    rock: float, time: float, rate: float, availability: float
) -> None:
    found = fleet.vehicles(rock, time, rate, availability)
    dug = time * rate * availability
    assert found == math.floor(found)
    assert found * dug >= rock * (1.0 - 2e-9)
    if found > 0:
        assert (found - 1.0) * dug < rock
    assert (found == 0.0) == (rock == 0.0)


@given(st.integers(0, 10_000), st.floats(0.1, 1e4))
def test_the_first_month_is_within_what_is_needed_and_what_the_launcher_flies(
    flights: int, yearly: float
) -> None:
    found = fleet.first_month(float(flights), yearly / YEAR_S)
    able = max(1, math.floor(yearly / 12.0 * (1 + 1e-9)))
    assert found == min(flights, able)


def test_the_first_month_by_hand() -> None:
    assert fleet.first_month(300.0, 5.0 / YEAR_S) == 1.0, "fewer than one a month: one at least"
    assert fleet.first_month(300.0, 165.0 / YEAR_S) == 13.0
    assert fleet.first_month(300.0, 300.0 / YEAR_S) == 25.0
    assert fleet.first_month(3.0, 165.0 / YEAR_S) == 3.0
    assert fleet.first_month(0.0, 165.0 / YEAR_S) == 0.0


@given(st.floats(-100.0, 100.0), st.floats(0.1, 1e3))
def test_flights_until_a_time_count_whole_intervals(time_years: float, yearly: float) -> None:
    found = fleet.flights_until(time_years * YEAR_S, yearly / YEAR_S)
    assert found >= 1.0
    if found > 1.0:
        assert found / yearly <= time_years * (1 + 1e-8)
    assert (found + 1.0) / yearly > time_years * (1 - 1e-8)


def test_a_time_that_is_over_leaves_one_flight() -> None:
    assert fleet.flights_until(-5.0, 1.0) == 1.0
    assert fleet.flights_until(YEAR_S, 12.0 / YEAR_S) == 12.0


@given(st.floats(1e-6, 10.0), st.floats(0.01, 1.0), st.floats(0.0, 1e10), st.floats(1.0, 1e7))
def test_ships_filled_by_the_worlds_propellant(
    supply: float, share: float, time: float, each: float
) -> None:
    found = fleet.ships_by_supply(supply, share, time, each)
    bought = supply * share * time
    assert found == math.floor(found)
    assert found * each <= bought * (1 + 1e-12)
    assert (found + 1.0) * each > bought * (1 - 1e-12)


def test_xenon_of_the_world_by_hand() -> None:
    # A fifth of 50 t a year, for 6 years, in ships of 13 t
    assert fleet.ships_by_supply(50e3 / YEAR_S, 0.2, 6 * YEAR_S, 13e3) == 4.0
    assert fleet.ships_by_supply(50e3 / YEAR_S, 0.2, -YEAR_S, 13e3) == 0.0


Ask = Callable[..., float]
REFUSED: list[tuple[Ask, tuple[float, ...], tuple[int, ...], str]] = [
    (fleet.ships_a_launch, (0.5,), (0,), "load of a launcher must be above 0"),
    (fleet.launches, (3.0, 0.5), (1,), "load of a launcher"),
    (fleet.vehicles, (1.0, 1.0, 1.0, 0.5), (1, 2, 3), "digging needs rock, time, a rate"),
    (fleet.first_month, (1.0, 1.0), (1,), "flights and cadence"),
    (fleet.flights_until, (1.0, 1.0), (1,), "launcher needs a time and a cadence above 0"),
    (fleet.ships_by_supply, (1.0, 0.5, 1.0, 1.0), (0, 1, 3), "supply, share and load"),
]


@pytest.mark.parametrize(("ask", "good", "places", "match"), REFUSED)
@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_what_must_be_above_0_is(
    ask: Ask, good: tuple[float, ...], places: tuple[int, ...], match: str, bad: float
) -> None:
    ask(*good)
    for place in places:
        values = list(good)
        values[place] = bad
        with pytest.raises(InvalidInput, match=match) as caught:
            ask(*values)
        assert repr(bad) in str(caught.value)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_what_may_be_nothing_is_finite_and_not_negative(bad: float) -> None:
    with pytest.raises(InvalidInput, match="a count is finite"):
        fleet.whole(bad)
    with pytest.raises(InvalidInput, match="a count is finite"):
        fleet.launches(bad, 0.5)
    with pytest.raises(InvalidInput, match="digging needs rock"):
        fleet.vehicles(bad, 1.0, 1.0, 0.5)
    with pytest.raises(InvalidInput, match="flights and cadence"):
        fleet.first_month(bad, 1.0)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_time_is_finite(bad: float) -> None:
    with pytest.raises(InvalidInput, match="launcher needs a time"):
        fleet.flights_until(bad, 1.0)
    with pytest.raises(InvalidInput, match="supply, share and load"):
        fleet.ships_by_supply(1.0, 0.5, bad, 1.0)


def test_shares_beyond_the_whole_are_refused() -> None:
    with pytest.raises(InvalidInput, match="within 0 to 1"):
        fleet.vehicles(1.0, 1.0, 1.0, 1.01)
    with pytest.raises(InvalidInput, match="share at most 1"):
        fleet.ships_by_supply(1.0, 1.01, 1.0, 1.0)


def test_what_vehicles_dig_is_what_takes_so_many_of_them() -> None:
    dug = fleet.dug_kg_s(2500, 900.0 / 86400.0, 0.7)
    assert 86.4 * dug == pytest.approx(1575.0)
    assert fleet.vehicles(dug * 1e6, 1e6, 900.0 / 86400.0, 0.7) == 2500
    with pytest.raises(InvalidInput, match="digging"):
        fleet.dug_kg_s(-1, 1.0, 0.7)
