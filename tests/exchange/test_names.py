import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.epochs import parse_epoch
from windlass.base.errors import InvalidInput
from windlass.exchange.names import (
    CENTRES,
    TOUCH_S,
    centre_of,
    centre_of_code,
    on_grid,
    parse_stamp,
    stamp,
)


def test_j2000_and_a_known_instant():
    assert stamp(0.0) == "2000-01-01T12:00:00.000000"
    assert stamp(parse_epoch("2029-04-13T21:45:12.25")) == "2029-04-13T21:45:12.250000"


@given(st.floats(-3.0e9, 4.0e9))
def test_an_epoch_survives_its_text(t):
    there = on_grid(t)
    back = parse_stamp(stamp(there))
    assert abs(back - there) < TOUCH_S
    assert stamp(back) == stamp(there)


def test_dates_by_the_day_of_the_year():
    assert parse_stamp("2028-366T06:00:00.5Z") == parse_epoch("2028-12-31T06:00:00.5")
    for wrong in ("2027-366T00:00:00", "2028-000T00:00:00", "2028-12-31", "2028-13-01T00:00"):
        with pytest.raises(InvalidInput, match="here:7"):
            parse_stamp(wrong, where="here:7")


def test_every_centre_comes_back_from_its_name_and_its_number():
    for centre, (name, code) in CENTRES.items():
        assert centre_of(name) == centre
        assert centre_of(name.lower().replace(" ", "_")) == centre
        assert centre_of_code(code) == centre
    assert centre_of("Mars") == "mars"
    assert centre_of_code(199) == "mercury"


def test_an_unknown_centre_names_those_that_are_known():
    with pytest.raises(InvalidInput, match=r"f\.oem:9: CENTER_NAME \(got 'CERES'\).*SUN"):
        centre_of("CERES", where="f.oem:9")
    # Jupiter itself is not the barycentre of its system: hundreds of kilometres apart.
    with pytest.raises(InvalidInput, match="JUPITER BARYCENTER"):
        centre_of("JUPITER")
    with pytest.raises(InvalidInput, match="502"):
        centre_of_code(502)
