import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.sources import bibliography
from windlass.lowthrust import array_degradation as belts
from windlass.lowthrust.array_degradation import SolarArray, usual


def test_the_law_goes_through_both_published_points():
    # fetzer2008: 0.89 after 5e14 electrons of 1 MeV a square centimetre, 0.84 after 1e15.
    array = usual()
    assert array.power_left(5e18) == pytest.approx(0.89, abs=1e-9)
    assert array.power_left(1e19) == pytest.approx(0.84, abs=1e-9)
    assert array.power_left(0.0) == 1.0


@given(st.floats(0.5, 0.99), st.floats(1.06, 1.98))
def test_any_two_points_within_the_law_are_met(first, ratio):
    second = 1.0 - ratio * (1.0 - first)
    if second <= 0.0:
        return
    array = SolarArray(coverglass_m=150e-6, left=(first, second))
    assert array.power_left(5e18) == pytest.approx(first, abs=1e-6)
    assert array.power_left(1e19) == pytest.approx(second, abs=1e-6)
    assert array.power_left(2e19) < second


def test_the_table_at_its_own_knots():
    rates = np.exp(SolarArray(coverglass_m=150e-6, left=(0.89, 0.84)).rates())
    k = int(np.searchsorted(belts.altitudes(), 6000e3))
    assert belts.altitudes()[k] == 6000e3
    assert np.degrees(belts.tilts()) == pytest.approx([0.0, 28.5, 51.6])
    assert rates[1, k] * DAY_S / 1e4 == pytest.approx(3.42e13, rel=1e-2)


@given(st.floats(75e-6, 499e-6), st.floats(0.1, 3.0))
def test_thicker_glass_and_weaker_belts_never_do_more(glass, factor):
    one = SolarArray(coverglass_m=glass, left=(0.89, 0.84), belts=factor)
    thicker = SolarArray(coverglass_m=500e-6, left=(0.89, 0.84), belts=factor)
    weaker = SolarArray(coverglass_m=glass, left=(0.89, 0.84), belts=0.5 * factor)
    assert (thicker.rates() <= one.rates() + 1e-9).all()
    assert (weaker.rates() <= one.rates() + 1e-9).all()


def test_the_belts_lie_where_they_are_known_to():
    rates = np.exp(usual(end="high").rates())[0]
    high = belts.altitudes()
    assert 4e6 < high[np.argmax(rates)] < 1e7  # the inner belt
    outer = (high > 1.5e7) & (high < 3e7)
    bare = np.exp(usual(end="low").rates())[0]
    assert bare[outer].max() > bare[high == 1.2e7][0]  # electrons beyond the slot, thick glass
    assert np.exp(SolarArray(coverglass_m=150e-6, left=(0.89, 0.84), belts=0.0).rates()).max() < 1.0


def test_the_ends_of_the_range():
    low, mean, high = usual(end="low"), usual(), usual(end="high")
    assert low.coverglass_m > mean.coverglass_m > high.coverglass_m
    assert low.belts < mean.belts < high.belts
    assert set(belts.SOURCES) <= set(bibliography())


@pytest.mark.parametrize(
    "wrong",
    [
        {"coverglass_m": 1e-3},
        {"coverglass_m": math.nan},
        {"left": (0.84, 0.89)},
        {"left": (0.99, 0.5)},
        {"belts": -1.0},
    ],
)
def test_wrong_arrays_are_refused(wrong):
    with pytest.raises(InvalidInput):
        SolarArray(**{"coverglass_m": 150e-6, "left": (0.89, 0.84), **wrong})


def test_unknown_end_is_refused():
    with pytest.raises(InvalidInput, match="low or high"):
        usual(end="best")
