"""Elements in a service's units: perihelion forms agree with the plain ones; refusals."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.catalogue import elements
from windlass.catalogue.orbit import Orbit

PLAIN: dict[str, Any] = {
    "designation": "x",
    "epoch_jd": 2_461_200.5,
    "a_au": 1.2,
    "e": 0.3,
    "i_deg": 5.0,
    "node_deg": 10.0,
    "peri_deg": 20.0,
    "ma_deg": 30.0,
    "precision": "full",
    "source": "sbdb2026",
}


def made(**changes: Any) -> Orbit:
    return elements.make(**{**PLAIN, **changes})


@given(
    a=st.floats(0.4, 4.0),
    e=st.floats(0.0, 0.95),
    mean=st.floats(0.0, 359.9),
    turns=st.integers(0, 3),
)
def test_perihelion_form_is_the_same_orbit(a: float, e: float, mean: float, turns: int) -> None:
    period_d = 2.0 * math.pi / elements.mean_motion(a) / 86_400.0
    tp = PLAIN["epoch_jd"] - (mean / 360.0 - turns) * period_d
    other = made(a_au=None, ma_deg=None, q_au=a * (1.0 - e), tp_jd=tp, e=e)
    plain = made(a_au=a, e=e, ma_deg=mean)
    assert other.a_m == pytest.approx(plain.a_m, rel=1e-13)
    turn = math.remainder(other.mean_anomaly_rad - plain.mean_anomaly_rad, 2.0 * math.pi)
    assert abs(turn) < 1e-9


def test_eros_perihelion_time() -> None:
    # JPL solution 659: ma and tp of one orbit, epoch JD 2461000.5.
    eros = made(epoch_jd=2461000.5, a_au=1.458120998474684, ma_deg=None, tp_jd=2461088.831287055474)
    assert math.degrees(eros.mean_anomaly_rad) == pytest.approx(310.5543277370992, abs=2e-8)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"e": None}, "eccentricity e is missing"),
        ({"epoch_jd": None}, "epoch is missing"),
        ({"a_au": None}, "semi-major axis a"),
        ({"i_deg": None, "ma_deg": None}, "inclination i, mean anomaly"),
        ({"e": 1.0002668, "a_au": None}, "1 or more"),
        ({"a_au": None, "q_au": -1.0}, "not above 0"),
        ({"a_au": -2.0}, "not above 0"),
    ],
)
def test_refuses(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        made(**changes)
    assert said in str(caught.value)
    assert caught.value.remedy


def test_numbers_and_digits() -> None:
    assert elements.number(" .2228 ", "e") == 0.2228
    assert elements.number("", "e") is None
    assert elements.number(None, "e") is None
    with pytest.raises(InvalidInput, match="no number"):
        elements.number("a lot", "e")
    with pytest.raises(InvalidInput, match="not finite"):
        elements.number("nan", "e")
    assert elements.precision_of(".9223803173917017") == "full"
    assert elements.precision_of("1.026") == "screening"
    assert elements.whole("E", "U") is None
    assert elements.whole("7", "U") == 7
    with pytest.raises(InvalidInput, match="whole"):
        elements.whole(2.5, "U")
    assert pytest.approx(20.0400, abs=1e-4) == elements.AU_D2


@pytest.mark.parametrize(
    ("text", "found"),
    [("1893-10-29", "1893-10-29"), ("2008-??-??", "2008"), ("1950-04-?", "1950-04"), ("", "")],
)
def test_dates_as_far_as_they_are_known(text: str, found: str) -> None:
    assert elements.date(text) == found
    assert elements.date(None) == ""


def test_counts_and_flags() -> None:
    assert elements.count("9130", "observations") == 9130
    assert elements.count(61.0, "observations") == 61
    assert elements.count(None, "observations") is None
    for wrong in ("1.5", "-1", "1e12", "many"):
        with pytest.raises(InvalidInput, match="observations"):
            elements.count(wrong, "observations")
    assert [elements.flag(value) for value in ("Y", "N", True, False, None, "", 1)] == [
        True, False, True, False, None, None, None,
    ]  # fmt: skip
