"""Ships: power is thrust by half the exhaust's speed; several add; what is none is refused."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redirect.rocks import ship, ships
from windlass.base.errors import InvalidInput
from windlass.redirect.ship import Ship, asked


@given(ships, st.integers(1, 50))
def test_the_jet_takes_what_power_leaves(one: Ship, count: int) -> None:
    jet = 0.5 * one.flow_kg_s * one.exhaust_m_s**2
    assert jet == pytest.approx(one.efficiency * one.power_w)
    many = one.times(count)
    assert many.thrust_n == pytest.approx(count * one.thrust_n)
    assert many.mass_kg == pytest.approx(count * one.mass_kg)
    assert many.exhaust_m_s == one.exhaust_m_s


def test_the_thrust_of_eleven_ships() -> None:
    """11 ships of 40 kW, 0.6, 3000 s: 17.9 N."""
    assert ship().times(11).thrust_n == pytest.approx(17.9, rel=3e-3)


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ("dry_kg", {"dry_kg": 0.0}),
        ("propellant_kg", {"propellant_kg": -1.0}),
        ("power_w", {"power_w": math.nan}),
        ("isp_s", {"isp_s": math.inf}),
        ("efficiency", {"efficiency": 1.1}),
        ("duty", {"duty": 0.0}),
        ("half-angles", {"spread_rad": 0.0}),
        ("half-angles", {"plume_rad": 1.6}),
    ],
)
def test_what_is_no_ship_is_refused(named: str, changed: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match=named):
        replace(ship(), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, -1, 1.5, True])
def test_no_part_of_a_ship(count: int) -> None:
    with pytest.raises(InvalidInput, match="number of ships"):
        ship().times(count)


def test_no_time_is_refused() -> None:
    assert asked("it", 2.0) == 2.0
    for bad in (0.0, math.nan, math.inf):
        with pytest.raises(InvalidInput, match="how long it works"):
            asked("it", bad)
