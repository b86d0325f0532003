import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust.array_degradation import usual
from windlass.lowthrust.leo_spiral import SpiralAsk, spiral
from windlass.lowthrust.leo_spiral_back import arriving

TUG = SpiralAsk(
    altitude_m=407e3, inclination_rad=math.radians(28.5), mass_kg=18_800.0, power_w=50e3,
    isp_s=3000.0, efficiency=0.60, start_s=parse_epoch("2018-02-01"), array=usual(),
)  # fmt: skip


def test_published_masses_of_the_keck_tug():
    # brophy2012: 15.0 t at the flyby need 18.8 t in low orbit.
    ask, told = arriving(TUG, mass_kg=15_000.0)
    assert ask.mass_kg / 1e3 == pytest.approx(18.8, abs=0.05)
    assert told.mass_kg == pytest.approx(15_000.0, abs=0.01)
    assert ask.start_s == TUG.start_s


@settings(deadline=None, max_examples=10)
@given(st.floats(5e3, 3e4), st.floats(5e8, 8e8))
def test_the_end_is_as_wanted(mass, end):
    ask, told = arriving(TUG, mass_kg=mass, end_s=end)
    again = spiral(ask)
    assert again.mass_kg == pytest.approx(mass, abs=0.02)
    assert ask.start_s + again.time_s == pytest.approx(end, abs=61.0)
    assert again.time_s == told.time_s


def test_limits_hold_there_too():
    with pytest.raises(NotSolved, match="propellant does not suffice"):
        arriving(SpiralAsk(**{**_told(), "propellant_kg": 1000.0}), mass_kg=15_000.0)
    with pytest.raises(NotSolved, match="time does not suffice"):
        arriving(SpiralAsk(**{**_told(), "within_s": YEAR_S}), mass_kg=15_000.0)


def test_wrong_mass_is_refused():
    with pytest.raises(InvalidInput):
        arriving(TUG, mass_kg=-1.0)


def _told():
    return {name: getattr(TUG, name) for name in TUG.__dataclass_fields__}
