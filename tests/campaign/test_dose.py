"""Radiation: the published 1.08 Sv, limits, and when they are reached."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.campaign.crew import dose

DAY = 86_400.0


def trip(place: str = "cruise", agency: str = "nasa", **more: float) -> dose.Person:
    phases = (
        dose.Phase(place=place, time_s=240 * DAY),
        dose.Phase(place="mars", time_s=500 * DAY),
        dose.Phase(place=place, time_s=240 * DAY),
    )
    return dose.Person(key="one", agency=agency, phases=phases, **more)


def test_a_mars_mission_gives_1_08_sv_by_the_reanalysed_rate() -> None:
    assert round(dose.take(trip()).total_msv / 1000.0, 2) == 1.08
    assert round(dose.take(trip("cruise-first")).total_msv / 1000.0, 2) == 1.20
    assert dose.take(trip()).exceeds
    assert dose.take(trip(agency="esa")).exceeds  # 1,078 mSv is above 1,000 as well


def test_the_limit_is_reached_on_the_way() -> None:
    found = dose.take(trip())
    first = 240 * 1.58
    assert found.reached_s / DAY == pytest.approx(240 + (600 - first) / 0.64)
    assert dose.days_left("cruise", "nasa") == pytest.approx(600 / 1.58)
    assert dose.days_left("cruise", "nasa", 700.0) == 0.0
    assert dose.take(trip(before_msv=600.0)).reached_s == 0.0
    short = dose.Person(key="s", agency="esa", phases=(dose.Phase(place="leo", time_s=DAY),))
    assert math.isinf(dose.take(short).reached_s)
    assert [one.key for one in dose.exceeding([short, trip()])] == ["one"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(dose.PLACES), st.floats(0, 1e8)), max_size=6),
    st.integers(0, 6),
)
def test_phases_split_anywhere_give_the_same(parts: list[tuple[str, float]], at: int) -> None:
    phases = tuple(dose.Phase(place=place, time_s=time) for place, time in parts)
    halves = tuple(
        half
        for k, one in enumerate(phases)
        for half in ([dose.Phase(place=one.place, time_s=one.time_s / 2)] * 2 if k == at else [one])
    )
    whole = dose.take(dose.Person(key="a", agency="esa", phases=phases))
    split = dose.take(dose.Person(key="a", agency="esa", phases=halves))
    assert split.total_msv == pytest.approx(whole.total_msv)
    assert split.reached_s == pytest.approx(whole.reached_s)
    assert whole.low_msv <= whole.total_msv * (1 + 1e-12)
    assert whole.total_msv <= whole.high_msv * (1 + 1e-12) + 1e-9
    assert math.isfinite(whole.reached_s) == (whole.total_msv >= whole.limit_msv)


def test_what_is_unknown_is_named() -> None:
    with pytest.raises(InvalidInput, match="place"):
        dose.rate("venus")
    with pytest.raises(InvalidInput, match="agency"):
        dose.limit("none")
    with pytest.raises(InvalidInput, match="time"):
        dose.take(dose.Person(key="a", agency="esa", phases=(dose.Phase(place="leo", time_s=-1),)))
    with pytest.raises(InvalidInput, match="before"):
        dose.take(trip(before_msv=-1.0))
