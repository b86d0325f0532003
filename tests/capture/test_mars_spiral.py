"""Spirals to Mars: the formula and the flight judge each other; what a tug brings."""

import math
from dataclasses import replace

import pytest

from windlass.base.constants import GM_MARS, R_MARS_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import mars_spiral as ms
from windlass.capture.mars_insertion import highest_r_m
from windlass.kernels.status import LIMIT, OK

TUG = ms.Tug(
    power_w=17e3, isp_s=3_000.0, efficiency=0.6, dry_kg=5_500.0, propellant_kg=13_000.0, duty=0.9
)
YEAR = 365.25 * 86_400.0
CIRCLE = 4.4e7


def test_the_flight_tends_to_the_formula_as_the_thrust_vanishes() -> None:
    v = math.sqrt(GM_MARS / CIRCLE)
    assert ms.edelbaum_m_s(CIRCLE, CIRCLE) == pytest.approx(v)
    gaps = []
    for rock in (2e4, 8e4, 3.2e5):
        made = ms.flown(replace(TUG, propellant_kg=1e5), rock, CIRCLE, CIRCLE, within_s=1e10)
        gaps.append(1.0 - made.dv_m_s / v)
        assert made.status == OK
        assert made.final_kg == rock + TUG.dry_kg
    assert gaps[0] > gaps[1] > gaps[2] > 0.0
    # the shortfall falls as the fourth root of the thrust: by 4^(1/4) here
    assert gaps[0] / gaps[1] == pytest.approx(4**0.25, rel=0.1)
    assert gaps[1] / gaps[2] == pytest.approx(4**0.25, rel=0.1)


def test_between_bound_circles_both_agree() -> None:
    edge = highest_r_m()
    made = ms.flown(
        replace(TUG, propellant_kg=1e5), 3e5, CIRCLE, CIRCLE, energy=-GM_MARS / (2 * edge)
    )
    assert made.dv_m_s == pytest.approx(ms.edelbaum_m_s(CIRCLE, CIRCLE, bound=True), rel=0.01)
    assert made.start_m == pytest.approx(edge, rel=0.3)
    priced = ms.priced(replace(TUG, propellant_kg=1e5), 3e5, CIRCLE, CIRCLE, bound=True)
    assert made.time_s == pytest.approx(priced.time_s, rel=0.01)
    assert made.propellant_kg == pytest.approx(priced.propellant_kg, rel=0.01)


def test_a_long_ellipse_costs_more_than_its_circle() -> None:
    low, high = R_MARS_M + 500e3, R_MARS_M + 80_000e3
    round_ = 0.5 * (low + high)
    tug = replace(TUG, propellant_kg=1e5)
    energy = -GM_MARS / (2 * highest_r_m())
    long = ms.flown(tug, 3e5, low, high, energy=energy)
    circle = ms.flown(tug, 3e5, round_, round_, energy=energy)
    assert long.dv_m_s > 1.05 * circle.dv_m_s


def test_what_a_tug_cannot_do_is_said() -> None:
    slow = ms.priced(TUG, 1e6, CIRCLE, CIRCLE, within_s=YEAR)
    assert slow.status == LIMIT
    assert "time" in slow.why
    assert slow.time_s > YEAR
    dry = ms.priced(TUG, 1e6, CIRCLE, CIRCLE)
    assert dry.status == LIMIT
    assert "propellant" in dry.why
    flown = ms.flown(TUG, 1e6, CIRCLE, CIRCLE, within_s=YEAR)
    assert flown.status == LIMIT
    assert flown.time_s == pytest.approx(YEAR, rel=1e-6)
    assert flown.dv_m_s < dry.dv_m_s
    with pytest.raises(NotSolved, match="no rock"):
        ms.rock_kg(TUG, 1_000.0, 0.01 * YEAR)


@pytest.mark.parametrize("years", [2.0, 5.0, 40.0])
def test_the_rock_of_a_time_takes_that_time(years: float) -> None:
    dv = ms.edelbaum_m_s(CIRCLE, CIRCLE)
    rock = ms.rock_kg(TUG, dv, years * YEAR)
    made = ms.priced(TUG, rock * (1 - 1e-9), CIRCLE, CIRCLE, within_s=years * YEAR)
    assert made.status == OK
    full = made.propellant_kg == pytest.approx(TUG.propellant_kg, rel=1e-6)
    assert full or made.time_s == pytest.approx(years * YEAR, rel=1e-6)
    more = ms.priced(TUG, rock * 1.001, CIRCLE, CIRCLE, within_s=years * YEAR)
    assert more.status == LIMIT


def test_thrust_and_refusals() -> None:
    assert TUG.thrust_n == pytest.approx(2 * 0.6 * 17e3 / (3_000.0 * 9.80665))
    for wrong in ({"power_w": 0.0}, {"efficiency": 1.1}, {"duty": 0.0}, {"isp_s": math.inf}):
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            replace(TUG, **wrong)
    with pytest.raises(InvalidInput, match="rock"):
        ms.priced(TUG, -1.0, CIRCLE, CIRCLE)
    with pytest.raises(InvalidInput, match="lead down"):
        ms.flown(TUG, 1e4, CIRCLE, CIRCLE, energy=-GM_MARS / CIRCLE)
    with pytest.raises(InvalidInput, match="not above 0"):
        ms.rock_kg(TUG, 0.0, YEAR)
