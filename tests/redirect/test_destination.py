"""Places of delivery: what capture says of them; unknown ones are refused."""

import pytest

from windlass.base.errors import InvalidInput
from windlass.capture import arrival, mars
from windlass.redirect.destination import destination, keys


def test_places_are_those_of_capture() -> None:
    orbit = mars.orbit()
    there = destination("mars-orbit")
    assert there.planet == "mars"
    assert there.vinf_m_s == 0.0
    assert there.after_m_s == mars.spiral_m_s(orbit.periapsis_m, orbit.apoapsis_m)
    moon = destination("lunar-dro")
    assert moon.vinf_m_s == arrival.flyby_limit_m_s()
    assert moon.after_m_s == float(arrival.insertion(moon.vinf_m_s).total_m_s)
    assert {destination(key).key for key in keys()} == set(keys())


def test_unknown_place_is_refused() -> None:
    with pytest.raises(InvalidInput, match="mars-orbit"):
        destination("mars")
