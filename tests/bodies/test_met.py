"""What is met: a body between two steps, the instant of entry, the least distance, by reference."""

import numpy as np
import pytest

from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import fast, met, reference
from windlass.bodies.planets import load
from windlass.kernels import nbody_met as kernel
from windlass.kernels import status as st

T0 = parse_epoch("2036")
RADIUS = 6_378_137.0
AIM = np.array([0.6, 0.64, 0.48])


def towards(body: str, distance_m: float, speed_m_s: float, miss_m: float = 0.0) -> np.ndarray:
    """A barycentric state (6,) that comes to a body from far away, beside it by miss_m."""
    r, v = (x[0] for x in load().body(body, centre="barycentre").state(T0))
    aside = np.cross(AIM, [0.0, 0.0, 1.0])
    aside /= np.linalg.norm(aside)
    return np.concatenate([r - distance_m * AIM + miss_m * aside, v + speed_m_s * AIM])


@pytest.mark.parametrize("speed", [3e3, 12e3, 40e3])
def test_earth_is_met_whatever_the_steps(speed: float) -> None:
    """Aimed from four days before: steps are longer than Earth takes to be crossed."""
    start = towards("earth", 4.0 * DAY_S * speed, speed)
    told = met.fly(np.array([start]), T0, T0 + 60.0 * DAY_S)
    flight = reference.fly(
        start[:3], start[3:], T0, T0 + 60.0 * DAY_S, centre="barycentre", watch={"earth": 1e9}
    )
    if flight.met == "earth":
        assert told.status[0] == st.LIMIT
        assert met.NAMES[told.met[0]] == "earth"
        assert abs(told.until_s[0] - flight.span_s[1]) < 5.0
        assert told.least_m[0, 0] == RADIUS
        assert told.speed_m_s[0] ** 2 == pytest.approx(
            speed**2 + 2.0 * 3.986e14 * (1.0 / RADIUS - 1.0 / (4.0 * DAY_S * speed)), rel=0.05
        )
    else:
        assert told.status[0] == st.OK
        assert abs(told.least_m[0, 0] - flight.passages[0].distance_m) < 5e3


def test_the_moon_is_told_from_earth() -> None:
    told = met.fly(np.array([towards("moon", 3e8, 20e3)]), T0, T0 + 20.0 * DAY_S)
    assert met.NAMES[told.met[0]] == "moon"
    assert told.least_m[0, 1] < told.least_m[0, 0]
    gone = (told.until_s[0] - T0) * 20e3
    assert gone == pytest.approx(3e8, rel=0.05)


def test_grazing_flights_are_met_or_missed_as_the_reference_says() -> None:
    """Impact parameters on both sides of the one that just touches; no graze is stepped over."""
    offsets = RADIUS * np.linspace(0.5, 2.5, 41)
    states = np.array([towards("earth", 1e9, 15e3, miss) for miss in offsets])
    told = met.fly(states, T0, T0 + 5.0 * DAY_S)
    among = reference.model((T0, T0 + 5.0 * DAY_S))
    hits = 0
    for k, s in enumerate(states):
        flight = reference.fly(
            s[:3], s[3:], T0, T0 + 5.0 * DAY_S, centre="barycentre", among=among,
            watch={"earth": 1e8},
        )  # fmt: skip
        assert (flight.met == "earth") == (told.met[k] == met.EARTH)
        hits += flight.met == "earth"
        if flight.met is None:
            assert abs(told.least_m[k, 0] - flight.passages[0].distance_m) < 1e3
            assert abs(told.when_s[k, 0] - flight.passages[0].t_s) < 1.0
            assert told.first_m[k, 0] == told.least_m[k, 0]
    assert 10 < hits < 35


def test_an_atmosphere_makes_earth_larger() -> None:
    states = np.array([towards("earth", 1e9, 15e3, RADIUS * x) for x in np.linspace(1.0, 1.5, 51)])
    bare, covered = (met.fly(states, T0, T0 + 3.0 * DAY_S, height_m=h) for h in (0.0, 1e6))
    assert (covered.met == met.EARTH).sum() > (bare.met == met.EARTH).sum() > 0
    assert (covered.met[bare.met == met.EARTH] == met.EARTH).all()


def test_ends_are_those_of_the_fast_mode() -> None:
    states = np.array([towards("earth", 4e9, 3e3, miss) for miss in (2e9, 4e9)])
    told = met.fly(states, T0, T0 + 5.0 * YEAR_S)
    r, v = load().body("sun", centre="barycentre").state(T0)
    ends = fast.final_states(states[:, :3] - r, states[:, 3:] - v, T0, T0 + 5.0 * YEAR_S)
    there = load().body("sun", centre="barycentre").state(T0 + 5.0 * YEAR_S)[0]
    assert (told.status == st.OK).all()
    assert (told.met == kernel.NONE).all()
    assert np.linalg.norm(told.state[:, :3] - there - ends.r, axis=1).max() < 1e4


def test_each_row_has_its_status() -> None:
    states = np.array([towards("earth", 4e9, 3e3, 2e9)] * 4)
    states[1, 2] = np.nan
    told = met.fly(states, np.array([T0, T0, T0, T0]), T0 + np.array([1.0, 1.0, -1.0, 1e9]) * DAY_S)
    assert told.flown.tolist() == [True, False, False, False]
    assert (told.status[1:] == st.BAD_INPUT).all()
    assert np.isnan(told.least_m[1:]).all()
    assert told.least_m[0, 0] < 4.5e9
    with pytest.raises(InvalidInput, match="states of flights"):
        met.fly(np.zeros((2, 3)), T0, T0 + 1.0)


def test_lots_are_joined_in_their_order() -> None:
    states = np.array([towards("earth", 1e9, 15e3, RADIUS * x) for x in (0.5, 3.0, 0.7)])
    whole = met.fly(states, T0, T0 + 3.0 * DAY_S)
    parts = met.joined([met.fly(states[:1], T0, T0 + 3.0 * DAY_S),
                        met.fly(states[1:], T0, T0 + 3.0 * DAY_S)])  # fmt: skip
    assert np.array_equal(whole.least_m, parts.least_m)
    assert np.array_equal(whole.met, parts.met)
