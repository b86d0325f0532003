"""Rules of a screen: NHATS's grid by default, other grids, what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S, format_epoch, jd, parse_epoch, parse_span
from windlass.base.errors import InvalidInput
from windlass.screen import rules as module
from windlass.screen.rules import Rules
from windlass.transfers import nhats

WINDOW = parse_span("2025..2050")


def made(**more: Any) -> Rules:
    return Rules(**({"kind": "accessible", "launch_s": WINDOW} | more))


def test_the_defaults_are_nhats_s() -> None:
    r = made()
    days = np.array([jd(t) - 0.5 for t in r.launches])
    assert (days % 8.0 == 5.0).all()
    assert (np.diff(days) == 8.0).all()
    assert WINDOW[0] <= r.launches[0] < WINDOW[0] + 8 * DAY_S
    assert WINDOW[1] - 8 * DAY_S < r.launches[-1] <= WINDOW[1]
    assert format_epoch(r.first_launch_s, "minute")[-5:] == "00:00"
    legs = (r.first_leg_s + r.step_s * np.arange(r.n_max + 1)) / DAY_S
    assert legs[:3].tolist() == [1.0, 9.0, 17.0]
    assert legs[-1] == 441.0
    assert r.shortest_s / DAY_S == 10.0
    assert (r.shortest_s + r.step_s * r.n_max) / DAY_S == 450.0
    assert r.min_stay_s == 8 * DAY_S
    assert (r.max_dv_m_s, r.entry_max_m_s, r.max_c3_m2_s2) == (12e3, 12e3, 60e6)
    assert r.returns


def test_the_ends_are_those_of_a_round_trip_by_nhats() -> None:
    want, r = nhats.Rules(), made()
    vesc2, v0, most = r.park
    assert vesc2 == pytest.approx(2 * 3.986004418e14 / want.parking_radius_m, rel=1e-8)
    assert v0 == pytest.approx(math.sqrt(vesc2 / 2.0))
    assert most**2 == pytest.approx(60e6)
    vesc2, v0, most = r.entry
    assert (vesc2, most) == (0.0, math.inf)
    fall2 = 2 * 3.986004418e14 / want.entry_radius_m
    assert r.fall2_m2_s2 == pytest.approx(fall2, rel=1e-8)
    assert v0 == pytest.approx(math.sqrt(want.entry_max_m_s**2 - fall2), rel=1e-8)
    assert r.max_revolutions == want.max_revolutions == 0


def test_a_rendezvous_has_one_leg_and_the_whole_time_for_it() -> None:
    r = made(kind="rendezvous")
    assert not r.returns
    assert r.shortest_s == DAY_S
    legs = (r.first_leg_s + r.step_s * np.arange(r.n_max + 1)) / DAY_S
    assert legs[-1] == 449.0
    assert r.returns_s.size == r.count + r.n_max


@pytest.mark.parametrize(("step", "phase"), [(1, 0), (4, 1), (7, 3), (8, 0), (10, 9.5), (16, 13)])
def test_other_steps_and_phases(step: float, phase: float) -> None:
    r = made(step_s=step * DAY_S, phase_d=phase, first_leg_s=20 * DAY_S)
    days = np.array([jd(t) - 0.5 for t in r.launches])
    np.testing.assert_allclose(days % step, phase, atol=1e-9)
    assert (np.diff(days) == step).all()


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(module.KINDS), start=st.floats(-3e9, 4e9), long=st.floats(0.0, 1.5e9),
    step=st.floats(0.3, 60.0), phase=st.floats(0.0, 0.999), first=st.floats(0.1, 60.0),
    stay=st.floats(0.1, 60.0), most=st.floats(10.0, 900.0),
)  # fmt: skip
def test_launches_lie_in_the_window_and_on_phase(
    kind: Any, start: float, long: float, step: float, phase: float, first: float, stay: float,
    most: float,
) -> None:  # fmt: skip
    try:
        r = Rules(
            kind=kind, launch_s=(start, start + long), step_s=step * DAY_S, phase_d=phase * step,
            first_leg_s=first * DAY_S, min_stay_s=stay * DAY_S, max_duration_s=most * DAY_S,
        )  # fmt: skip
    except InvalidInput as error:
        assert any(  # noqa: PT017 (which of them depends on what was drawn)
            word in str(error) for word in ("no launch day", "no trip is that short", "too fine")
        )
        return
    t = r.launches
    assert t.size == r.count >= 1
    assert start - 1e-3 <= t[0] < start + r.step_s + 1e-3
    assert start + long - r.step_s - 1e-3 < t[-1] <= start + long + 1e-3
    off = (np.array([jd(x) for x in t]) - 0.5 - r.phase_d) / step
    assert np.abs(off - np.round(off)).max() < 1e-6
    longest = r.shortest_s + r.step_s * r.n_max
    assert longest <= r.max_duration_s * (1.0 + 1e-9)
    assert longest + r.step_s > r.max_duration_s * (1.0 - 1e-9)
    returns = r.returns_s
    assert returns[0] == pytest.approx(t[0] + r.shortest_s, abs=1e-3)
    assert returns[-1] == pytest.approx(t[-1] + longest, abs=1e-3)


@settings(max_examples=100, deadline=None)
@given(start=st.floats(-3e9, 4e9), phase=st.floats(0.0, 7.99), long=st.floats(1e7, 1e9))
def test_the_span_of_the_tables_holds_every_trip(start: float, phase: float, long: float) -> None:
    r = Rules(kind="accessible", launch_s=(start, start + long), phase_d=phase)
    low, high = r.span_s
    assert low <= r.launches[0]
    assert high >= r.returns_s[-1]
    assert high >= r.launches[-1] + r.max_duration_s


def test_usual_screens_share_the_usual_tables() -> None:
    usual = tuple(parse_epoch(text) for text in module.TABLE)
    for window in ("2025..2050", "2020..2045", "2028..2040"):
        for kind in module.KINDS:
            assert Rules(kind=kind, launch_s=parse_span(window)).span_s == usual
    assert made(launch_s=parse_span("2019..2021")).span_s[0] == parse_epoch("2019")
    late = made(launch_s=parse_span("2100..2105")).span_s
    assert late == (parse_epoch("2100"), parse_epoch("2107"))
    assert made(max_dv_m_s=5e3, step_s=4 * DAY_S, phase_d=0.0).span_s == usual


@pytest.mark.parametrize("name", sorted(module._WORDS))
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_what_must_be_above_zero_is_named(name: str, value: float) -> None:
    with pytest.raises(InvalidInput, match=f"{module._WORDS[name]} must be above 0"):
        made(**{name: value})


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "flyby"}, r"unknown screen .*flyby.*accessible"),
        ({"phase_d": 8.0}, r"phase .*8.*from 0 to below 8"),
        ({"phase_d": -0.1}, "phase"),
        ({"phase_d": math.nan}, "phase"),
        ({"max_revolutions": -1}, "revolutions must be 0 to 5"),
        ({"max_revolutions": 6}, "revolutions must be 0 to 5"),
        ({"max_revolutions": 0.5}, "revolutions must be 0 to 5"),
        ({"max_duration_s": 9.9 * DAY_S}, r"no trip is that short.*9\.9 d.*takes 10 d"),
        ({"min_stay_s": 449 * DAY_S}, "no trip is that short"),
        ({"launch_s": parse_span("2025-01-03..2025-01-05")}, r"no launch day.*2025-01-03 .. 2025"),
        ({"launch_s": (WINDOW[1], WINDOW[0])}, "no launch day"),
        ({"launch_s": (math.nan, WINDOW[1])}, "launch window has no dates"),
        ({"launch_s": (WINDOW[0], math.inf)}, "launch window has no dates"),
        ({"step_s": 0.1 * DAY_S, "phase_d": 0.0}, r"grid is too fine.*launches.*flight times"),
        ({"max_duration_s": 90_000 * DAY_S}, "grid is too fine"),
        (
            {"step_s": DAY_S, "phase_d": 0.0, "max_duration_s": 1_950 * DAY_S,
             "launch_s": parse_span("2020..2051")},
            "20000000 of both together",
        ),
        ({"entry_max_m_s": 11e3}, r"entry speed lies below.*more than 11\d\d\d"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(more: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        made(**more)


def test_the_shortest_duration_is_one_trip() -> None:
    r = made(max_duration_s=10 * DAY_S)
    assert r.n_max == 0
    assert r.returns_s.size == r.count


@given(window=st.floats(0.0, 7.9))
def test_one_launch_is_enough(window: float) -> None:
    day = parse_epoch("2025-01-01")
    first = made().first_launch_s
    assume(first >= day)
    r = made(launch_s=(first - window * DAY_S, first))
    assert r.launches.tolist() == [first]
