"""Constants against values retyped from their sources, and against each other."""

import math

import pytest
from astropy import constants as judge

from windlass.base import constants
from windlass.base.epochs import DAY_S


def test_constants_agree_with_another_collection() -> None:
    assert judge.au.si.value == constants.AU_M
    assert judge.c.si.value == constants.C_M_S
    assert judge.g0.si.value == constants.G0
    assert pytest.approx(judge.GM_sun.si.value, rel=1e-8) == constants.GM_SUN
    assert pytest.approx(judge.GM_earth.si.value, rel=2e-7) == constants.GM_EARTH, (
        "the nominal value has seven digits"
    )


def test_earth_goes_round_in_a_year_and_the_moon_in_a_month() -> None:
    year = 2 * math.pi * math.sqrt(constants.AU_M**3 / constants.GM_SUN)
    assert year / DAY_S == pytest.approx(365.2569, abs=1e-3), "the Gaussian year"
    both = constants.GM_EARTH + constants.GM_MOON
    month = 2 * math.pi * math.sqrt(constants.A_MOON_M**3 / both)
    assert month / DAY_S == pytest.approx(27.32, abs=0.2)
    martian = 2 * math.pi * math.sqrt(constants.A_MARS_M**3 / constants.GM_SUN)
    assert martian / DAY_S == pytest.approx(686.98, abs=0.5)


def test_ratios_of_masses_and_surfaces() -> None:
    assert pytest.approx(81.3006, rel=1e-4) == constants.GM_EARTH / constants.GM_MOON
    assert pytest.approx(3_098_703, rel=1e-4) == constants.GM_SUN / constants.GM_MARS
    surface = constants.GM_EARTH / constants.R_EARTH_M**2
    assert surface == pytest.approx(9.798, abs=5e-3)
    assert pytest.approx(1737.4e3, rel=1e-3) == constants.R_MOON_M
    assert pytest.approx(3396.2e3, rel=3e-3) == constants.R_MARS_M
