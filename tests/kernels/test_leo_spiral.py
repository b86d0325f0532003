import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.kernels import leo_spiral as k
from windlass.kernels import spiral as slow
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

MU, R = 398600.4418e9, 6378.137e3
DAY = 86_400.0
PLANET = np.array([MU, R, 1.08262545e-3, R])
SKY = np.tile([1.0, 0.0, 0.0, 1.0], (4000, 1))
HIGH = np.array([1e6, 5e6, 2e7])
TILTS = np.array([0.0, 0.5])
NONE = np.full((2, 3), -700.0)
SHIP = np.array([18_800.0, 29_420.0, 0.6, 1.0, 40e3, math.inf, 0.0, 0.0, 1.0])


def fly(course, ship=SHIP, planet=PLANET, small=math.inf, most=math.inf, longest=1e9, n=20_000):
    turn = abs(course[3] - course[2])
    total, status = slow.edelbaum(MU, course[0], course[1], turn)
    assert status == OK
    now, rows = np.array([0.0, course[4], 0.0, 0.0]), np.empty((n, k.COLUMNS))
    done = k.climb(
        total, np.array(course), ship, planet, SKY, DAY, HIGH, TILTS, NONE, small, most, longest,
        now, rows,
    )  # fmt: skip
    return total, done, now, rows[: done[0]]


@given(st.floats(1.01, 60.0), st.floats(-1.0, 1.0))
def test_shadow_share_is_that_of_places_within_the_cylinder(ratio, sine):
    r = ratio * R
    share = k.shadow_share(r, sine, R)
    along = 2.0 * math.pi * (np.arange(20_000) + 0.5) / 20_000
    behind = -math.sqrt(1.0 - sine * sine) * np.cos(along) * r
    counted = np.mean((behind < 0.0) & (r * r - behind * behind < R * R))
    assert share == pytest.approx(counted, abs=2e-4)
    assert 0.0 <= share <= math.asin(1.0 / ratio) / math.pi + 1e-12


def test_no_shadow_of_a_planet_without_radius():
    assert k.shadow_share(7e6, 0.0, 0.0) == 0.0


@given(st.floats(6.5e6, 4e7), st.floats(6.5e6, 4e8), st.floats(0.0, 1.9))
def test_the_line_of_edelbaum_has_his_ends_and_length(r1, r2, turn):
    v1, v2 = math.sqrt(MU / r1), math.sqrt(MU / r2)
    total, _ = slow.edelbaum(MU, r1, r2, turn)
    assert k.line(0.0, total, v1, v2, turn) == pytest.approx((v1, 0.0))
    speed, turned = k.line(total, total, v1, v2, turn)
    assert speed == pytest.approx(v2, rel=1e-12)
    assert turned == pytest.approx(turn if total else 0.0, abs=1e-12)
    half = np.array([k.line(0.5 * total, total, v1, v2, turn)])[0]
    wide = 0.5 * math.pi * half[1]
    made = math.hypot(half[0] * math.cos(wide) - v1, half[0] * math.sin(wide))
    assert made == pytest.approx(0.5 * total, rel=1e-9, abs=1e-6)


def test_the_node_of_a_sun_synchronous_orbit_turns_once_a_year():
    # vallado2013: 800 km and 98.6 degrees.
    turn = k.node_rate(R + 800e3, math.radians(98.6), PLANET)
    assert turn == pytest.approx(2.0 * math.pi / (365.2422 * DAY), rel=2e-3)


@pytest.mark.parametrize(
    "course", [(6.8e6, 42.166e6, 0.5, 0.5, 0.0), (7e6, 42.166e6, 0.497, 0.0, 1.0)]
)
def test_without_shadow_and_belts_it_is_the_closed_form(course):
    lit = PLANET.copy()
    lit[3] = 0.0
    total, done, now, rows = fly(course, planet=lit)
    assert done[1:] == (OK, 0)
    thrust = 2.0 * 0.6 * 40e3 / SHIP[1]
    _, propellant, time, _ = slow.spiral(
        MU, course[0], course[1], abs(course[3] - course[2]), SHIP[0], thrust, SHIP[1]
    )
    assert now[0] == pytest.approx(time, rel=1e-9)
    assert rows[-1, 2] == pytest.approx(SHIP[0] - propellant, rel=1e-12)
    assert rows[-1, 1] == pytest.approx(course[1], rel=1e-12)
    assert rows[-1, 6] == pytest.approx(course[3], abs=1e-12)
    assert rows[-1, 7] == pytest.approx(total)
    assert now[3] == 0.0


def test_shadow_makes_it_longer_by_the_time_in_shadow():
    course = (6.8e6, 42.166e6, 0.4, 0.4, 0.3)
    lit = PLANET.copy()
    lit[3] = 0.0
    _, done, now, rows = fly(course)
    _, _, free, _ = fly(course, planet=lit)
    assert done[1] == OK
    assert now[0] - now[3] == pytest.approx(free[0], rel=1e-9)
    assert now[3] > 0.05 * now[0]
    assert (np.diff(rows[:, 0]) > 0.0).all()


def test_what_ends_a_climb_is_told():
    course = (6.8e6, 42.166e6, 0.4, 0.4, 0.3)
    assert fly(course, most=1000.0)[1][1:] == (LIMIT, k.NO_PROPELLANT)
    assert fly(course, longest=50 * DAY)[1][1:] == (LIMIT, k.NO_TIME)
    starved = SHIP.copy()
    starved[6] = 50e3
    assert fly(course, ship=starved)[1] == (1, LIMIT, k.NO_POWER)
    assert fly(course, n=10)[1] == (10, NOT_CONVERGED, 0)


def test_wear_follows_the_law_and_the_table():
    logs = np.log(np.array([[1e9, 1e12, 1e6], [1e8, 1e11, 1e5]]))
    assert k.fluence_rate(5e6, 0.0, HIGH, TILTS, logs) == pytest.approx(1e12)
    assert k.fluence_rate(5e6, 0.25, HIGH, TILTS, logs) == pytest.approx(math.sqrt(1e23))
    assert k.fluence_rate(3e5, 1.5, HIGH, TILTS, logs) == pytest.approx(1e8)
    assert k.fluence_rate(3e7, 0.0, HIGH, TILTS, logs) == 0.0
    ship = SHIP.copy()
    ship[7], ship[8], ship[5] = 0.2, 1e18, 30e3
    assert k.supply(9e18, 1.0, ship) == (30e3, pytest.approx(0.8))
    assert k.supply(9e20, 0.9, ship)[0] == pytest.approx(40e3 * 0.9 * (1 - 0.2 * math.log10(901)))


def leave(end, push_power=4e6, r=6.8e6, most=math.inf, longest=1e9, n=60_000, planet=None):
    ship = SHIP.copy()
    ship[4] = push_power
    lit = PLANET.copy() if planet is None else planet
    lit[3] = 0.0
    now, y, rows = np.zeros(4), np.zeros(6), np.empty((n, k.COLUMNS))
    y[0] = r
    course = np.array([r, end, 0.4, 0.4, 0.0])
    done = k.leave(
        end, course, ship, lit, SKY, DAY, HIGH, TILTS, NONE, most, longest, 0.0, now, y, rows
    )
    return done, y, rows[: done[0]], ship


@settings(deadline=None, max_examples=5)
@given(st.floats(4e6, 2e7), st.booleans())
def test_the_last_part_agrees_with_another_integrator(power, escapes):
    end = math.inf if escapes else 3.844e8
    done, y, rows, ship = leave(end, power)
    assert done[1] == OK
    flow = 2.0 * 0.6 * power / ship[1]

    def rate(t, s):
        far, speed = math.hypot(s[0], s[1]), math.hypot(s[2], s[3])
        push = flow / (ship[0] * math.exp(-s[4] / ship[1]))
        return [
            s[2], s[3], -MU * s[0] / far**3 + push * s[2] / speed,
            -MU * s[1] / far**3 + push * s[3] / speed, push,
        ]  # fmt: skip

    def over(t, s):
        far = math.hypot(s[0], s[1])
        return far - end if end < math.inf else 0.5 * (s[2] ** 2 + s[3] ** 2) - MU / far

    over.terminal = True
    circular = math.sqrt(MU / 6.8e6)
    rise = 2.0 * flow / ship[0] * 6.8e6**2 / MU
    start = [6.8e6, 0.0, rise * circular, circular * math.sqrt(1.0 - rise**2), 0.0]
    told = solve_ivp(rate, (0.0, 1e7), start, method="DOP853", rtol=1e-11, atol=1e-6, events=over)
    assert told.t[-1] == pytest.approx(rows[-1, 0], rel=1e-6)
    assert told.y[4, -1] == pytest.approx(rows[-1, 7], rel=1e-6)
    assert math.hypot(*told.y[:2, -1]) == pytest.approx(y[0], rel=1e-5)


def test_what_ends_the_last_part_is_told():
    assert leave(3.844e8, most=100.0)[0][1:] == (LIMIT, k.NO_PROPELLANT)
    assert leave(3.844e8, longest=1000.0)[0][1:] == (LIMIT, k.NO_TIME)
    assert leave(3.844e8, push_power=-1.0)[0][1:] == (LIMIT, k.NO_POWER)
    assert leave(3.844e8, n=5)[0] == (5, NOT_CONVERGED, 0)
    assert leave(3.844e8, r=1e6)[0] == (0, BAD_INPUT, 0)
    assert leave(6.7e6, r=6.8e6)[0] == (1, OK, 0)
