"""Prices in space: what others published, two bodies as judge of the Δv, invariants, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.constants import A_MOON_M, G0, GM_EARTH, GM_MOON, R_EARTH_M
from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import Figure, leaf
from windlass.economics import avoided_launch as al
from windlass.economics import prices
from windlass.economics.demand import clear

LOW = R_EARTH_M + 300e3
GEO = 42_164e3


def lift(value: float, unit: str = "USD2018/kg") -> Figure:
    return leaf("launch.price", value, unit, status="chosen")


def published(key: str) -> float:
    return entry_figure("in_space", "published", key, name=key).value


def dv(place: str) -> float:
    return entry_figure("in_space", place, "transfer", name=place).value


# --- published prices --------------------------------------------------------------------------


def test_price_at_l1_is_the_published_one() -> None:
    """Kornuta 2019: 4,000 in low orbit becomes 12,000 at L1."""
    found = al.price("eml1", year=2018, launch=lift(published("leo")))
    assert found.value == pytest.approx(published("eml1"), rel=0.05)


def test_price_on_the_moon_is_below_the_published_one_which_lies_within_its_range() -> None:
    """36,000 a kilogram; ours is a quarter lower, by a lander of hydrogen and oxygen."""
    found = al.price("lunar-surface", year=2018, launch=lift(published("leo")))
    assert found.high is not None
    assert 0.7 * published("lunar-surface") < found.value < 0.8 * published("lunar-surface")
    assert found.value < published("lunar-surface") < found.high


def test_ratios_to_low_orbit_are_near_the_published_ones() -> None:
    """4 to geostationary orbit, 6 to the Moon (Northrop Grumman); 6 to 15 of mass (Metzger)."""
    high = al.price("geo", launch=lift(450.0, "USD2024/kg"))
    assert al.ratio("geo").value == pytest.approx(published("ratio-geo"), rel=0.25)
    assert al.ratio("lunar-surface").value == pytest.approx(published("ratio-moon"), rel=0.1)
    assert al.ratio("lunar-surface").value == pytest.approx(published("ratio-surface"), rel=0.1)
    # where a launch is that cheap the spent stage costs more than the launch
    assert high.value > 2.0 * al.ratio("geo").value * 450.0


# --- Δv by two bodies --------------------------------------------------------------------------


def leave(apogee: float) -> float:
    speed = math.sqrt(GM_EARTH / LOW)
    return math.sqrt(2.0 * GM_EARTH / LOW - 2.0 * GM_EARTH / (LOW + apogee)) - speed


def at_apogee(apogee: float) -> float:
    return math.sqrt(2.0 * GM_EARTH / apogee - 2.0 * GM_EARTH / (LOW + apogee))


def test_dv_to_the_geostationary_orbits() -> None:
    a, b = at_apogee(GEO), math.sqrt(GM_EARTH / GEO)
    turned = math.sqrt(a * a + b * b - 2.0 * a * b * math.cos(math.radians(28.5)))
    assert dv("gto") == pytest.approx(leave(GEO), abs=1.0)
    assert dv("geo") == pytest.approx(leave(GEO) + turned, abs=1.0)


def test_dv_to_l1() -> None:
    q = GM_MOON / (GM_EARTH + GM_MOON)
    gap = np.linspace(0.1, 0.2, 2_000_001)
    force = (1.0 - q) / (1.0 - gap) ** 2 - q / gap**2 - (1.0 - q - gap)
    away = A_MOON_M * (1.0 - float(gap[np.argmin(np.abs(force))]))
    turning = math.sqrt((GM_EARTH + GM_MOON) / A_MOON_M**3)
    assert dv("eml1") == pytest.approx(leave(away) + turning * away - at_apogee(away), abs=2.0)


# --- the rocket equation -----------------------------------------------------------------------


@given(dv=st.floats(0.0, 8e3), isp=st.floats(300.0, 460.0), dry=st.floats(0.0, 0.06))
def test_masses_of_a_stage_add_up(dv: float, isp: float, dry: float) -> None:
    try:
        before, tank = al.stage(dv, isp, dry)
    except OutOfDomain:
        assert dry * math.expm1(dv / (G0 * isp)) >= 1.0
        return
    after = 1.0 + tank
    assert before / after == pytest.approx(math.exp(dv / (G0 * isp)))
    assert tank == pytest.approx(dry * (before - after), rel=1e-9, abs=1e-12)


def test_farther_is_dearer() -> None:
    assert al.price("leo").value == al.launch_price().value
    order = [al.price(place).value for place in ("leo", "gto", "eml1", "geo", "lunar-surface")]
    assert order == sorted(order)
    assert al.price("lunar-orbit").value < al.price("lunar-surface").value


def test_every_price_says_what_it_hangs_on() -> None:
    for place in al.places():
        made = al.price(place)
        assert made.low is not None
        assert made.high is not None
        assert made.low < made.value < made.high
        assert "launch.price=3868.0" in made.responses


# --- what is wanted ----------------------------------------------------------------------------


def space(place: str = "eml1") -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    price = al.price(place)
    pays = {use: one.value for use, one in al.worth(place, "water", price).items()}
    found = al.wanted(place, "water")
    return (
        pays,
        {use: one["quantity"].value for use, one in found.items()},
        {use: one["elasticity"].value for use, one in found.items()},
    )


def test_first_kilogram_fetches_the_launch_it_saves_and_more_opens_the_next_use() -> None:
    pays, amount, elasticity = space()
    market = al.market(pays, amount, elasticity)
    top, next_best = sorted(pays.values(), reverse=True)[:2]
    first = market.supply
    found = clear(market, np.array([[0.01 * first], [0.99 * first], [1e9 * first]])).price[:, 0]
    assert found[:2] == pytest.approx([top, top], rel=1e-9)
    assert found[2] < 0.01 * top
    # within the second use's appetite at its own price the price is held there
    second = next(use for use, one in pays.items() if one == next_best)
    q = (
        first
        * (next_best / top) ** -next(elasticity[use] for use, one in pays.items() if one == top)
        + 0.5 * amount[second] * 31_557_600.0
    )
    assert clear(market, np.array([q])).price[0, 0] == pytest.approx(next_best, rel=1e-6)


@given(more=st.floats(1.0, 100.0), q=st.floats(0.0, 1e6))
def test_more_sold_is_never_dearer(more: float, q: float) -> None:
    market = al.market(*space("leo"))
    price = clear(market, np.array([[q], [q * more]])).price[:, 0]
    assert price[1] <= price[0] * (1.0 + 1e-9)


def test_every_place_wants_something() -> None:
    for place in al.places():
        found = al.wanted(place, "water")
        assert found
        for one in found.values():
            assert one["quantity"].unit == "kg/s"
            assert one["quantity"].high is not None
    assert al.title("shielding") == "Radiation shielding"


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="unknown place"):
        al.price("launch")
    with pytest.raises(InvalidInput, match="unknown place"):
        al.wanted("atlantis", "water")
    with pytest.raises(InvalidInput, match="used in space"):
        al.wanted("leo", "gold")
    with pytest.raises(InvalidInput, match="by the kilogram"):
        al.price("leo", launch=leaf("launch", 1.0, "USD2024", status="chosen"))
    with pytest.raises(InvalidInput, match="no price index"):
        al.price("leo", year=1950)
    with pytest.raises(OutOfDomain, match="cannot carry itself"):
        al.stage(9_000.0, 300.0, 0.1)
    for bad in ((-1.0, 450.0, 0.1), (1.0, 0.0, 0.1), (1.0, 450.0, math.nan)):
        with pytest.raises(InvalidInput, match="a stage needs"):
            al.stage(*bad)
    with pytest.raises(InvalidInput, match="uses that pay"):
        al.market({}, {}, {})


def test_money_of_another_year_is_turned_into_it() -> None:
    now, then = al.price("leo", year=2024), al.price("leo", year=2018)
    assert then.unit == "USD2018/kg"
    assert now.value / then.value == pytest.approx(prices.index(2024) / prices.index(2018))
