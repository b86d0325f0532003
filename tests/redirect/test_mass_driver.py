"""Mass drivers: momentum and energy kept, the rocket equation, what falls back is refused."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redirect.rocks import rock
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import mass_driver as md
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
