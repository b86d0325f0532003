"""Mass drivers: momentum and energy kept, the rocket equation, what falls back is refused."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redirect.rocks import rock, ship
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import mass_driver as md
from windlass.redirect.facts import part
from windlass.redirect.spun_push import Share, window

ALWAYS = Share(duty=1.0, along=1.0)
PLANT = md.Driver(power_w=1e6, speed_m_s=200.0, efficiency=0.7, dig_j_kg=2e3)
YEAR_S = 365.25 * 86400.0


@given(st.floats(20.0, 400.0), st.floats(10.0, 3e3), st.floats(1e3, 1e7), st.floats(0.05, 1.57))
def test_momentum_and_energy_are_kept(
    radius: float, speed: float, power: float, half: float
) -> None:
    one = rock(radius)
    plant, share = replace(PLANT, speed_m_s=speed, power_w=power), window(half)
    if plant.flow_kg_s * share.duty * YEAR_S > 0.5 * one.mass_kg:
        with pytest.raises(NotSolved, match="too much"):
            md.drive(one, plant, YEAR_S, share)
        return
    made = md.drive(one, plant, YEAR_S, share)
    # flown step by step: each piece takes its momentum from what is left
    steps = 2_000
    piece = made.thrown_kg / steps
    left = one.mass_kg - piece * (np.arange(steps) + 0.5)
    flown = float(np.sum(piece * share.along * made.leaves_m_s / left))
    assert made.dv_m_s == pytest.approx(flown, rel=1e-5)
    motion = 0.5 * made.thrown_kg * speed**2
    assert motion + made.thrown_kg * plant.dig_j_kg <= made.energy_j
    assert motion / plant.efficiency + made.thrown_kg * plant.dig_j_kg == pytest.approx(
        made.energy_j
    )
    assert made.leaves_m_s**2 + one.escape_m_s**2 == pytest.approx(speed**2)


def test_a_centimetre_a_second_of_a_small_asteroid() -> None:
    """4.19e9 kg by 1 cm/s at 187 m/s: 224 t are thrown, with 3.9 GJ of motion."""
    one = rock(100.0, 1000.0)
    assert one.mass_kg == pytest.approx(4.19e9, rel=1e-3)
    plant = md.Driver(power_w=1e3, speed_m_s=187.0, efficiency=1.0)
    works = 224e3 / plant.flow_kg_s
    made = md.drive(one, plant, works, ALWAYS)
    assert made.dv_m_s == pytest.approx(0.01, rel=2e-3)
    assert made.energy_j == pytest.approx(3.9e9, rel=0.01)


def test_slower_is_more_thrust_and_more_rock() -> None:
    one = rock(200.0)
    made = [md.drive(one, replace(PLANT, speed_m_s=v), YEAR_S, ALWAYS) for v in (100.0, 300.0)]
    assert made[0].dv_m_s > made[1].dv_m_s
    assert made[0].thrown_kg > made[1].thrown_kg


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotSolved, match="falls back"):
        md.drive(rock(600.0, 5000.0), replace(PLANT, speed_m_s=0.5), YEAR_S, ALWAYS)
    with pytest.raises(NotSolved, match="too much"):
        md.drive(rock(10.0), PLANT, 10.0 * YEAR_S, ALWAYS)
    with pytest.raises(InvalidInput, match="efficiency"):
        replace(PLANT, efficiency=0.0)
    with pytest.raises(InvalidInput, match="works"):
        md.drive(rock(), PLANT, math.nan, ALWAYS)


@given(st.floats(1.0, 1e3), st.floats(20.0, 600.0))
def test_fed_by_vehicles_it_takes_all_the_power_and_no_more_rock(dug: float, radius: float) -> None:
    one, craft = rock(radius), ship()
    try:
        made = md.given(one, craft, 1, YEAR_S, dug_kg_s=dug)
    except NotSolved:
        return
    assert made.thrown_kg <= dug * YEAR_S * (1.0 + 1e-9)
    power = craft.mass_kg / part("mass-driver", "specific")
    assert made.power_w == pytest.approx(power)
    fast = math.sqrt(2.0 * part("mass-driver", "efficiency") * power / dug)
    assert any(f"throws at {fast:g} m/s" in flag for flag in made.flags)


def test_faster_than_that_it_throws_less_and_slower_no_more() -> None:
    one, craft = rock(300.0), ship()
    fast = math.sqrt(
        2.0 * part("mass-driver", "efficiency")
        * craft.mass_kg / part("mass-driver", "specific") / 10.0
    )  # fmt: skip
    slow, best, quick = (
        md.given(one, craft, 1, YEAR_S, dug_kg_s=10.0, speed_m_s=k * fast) for k in (0.5, 1.0, 2.0)
    )
    assert slow.thrown_kg == pytest.approx(best.thrown_kg)
    assert quick.thrown_kg == pytest.approx(0.25 * best.thrown_kg)
    assert best.dv_m_s > max(slow.dv_m_s, quick.dv_m_s)


@pytest.mark.parametrize("dug", [0.0, -1.0, math.nan, math.inf])
def test_rock_that_is_not_dug_is_refused(dug: float) -> None:
    with pytest.raises(InvalidInput, match="dug"):
        md.given(rock(), ship(), 1, YEAR_S, dug_kg_s=dug)
