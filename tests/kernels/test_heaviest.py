import math

import numpy as np
import pytest

from windlass.kernels.heaviest import heaviest, heaviest_many, room
from windlass.kernels.mean_equinoctial import place_and_effect
from windlass.kernels.status import BAD_INPUT, OK

TURN = 2.0 * math.pi
FREE = np.zeros(2)


def state(n, f=0.0, g=0.0, h=0.0, k=0.0, long=0.0):
    r, v, effect = np.empty(3), np.empty(3), np.empty((6, 3))
    assert place_and_effect(np.array([n, f, g, h, k, long]), r, v, effect) == OK
    return np.concatenate([r, v])


def engine(thrust, flow):
    """Thrust and flow that do not change with distance."""
    out = np.zeros((3, 8))
    out[0, :2] = 0.2, 3.0
    out[1:, 3], out[1:, 7] = thrust, flow
    return out


def flown(start, end, tof, table, spend, *, free=FREE, shift=0, loose=0.0, per_turn=24, passes=3):
    n = room(start, tof, per_turn)
    out, path, u = np.empty(5), np.empty((n, 6)), np.empty((n, 3))
    code = heaviest(start, end, tof, free, table, spend, shift, loose, passes, out, path, u)
    return code, out, path, u


def test_raising_a_circle_slowly_is_the_difference_of_speeds():
    # Two turns, from 1 to 1.02: with no phase to keep, the spiral's Δv = v1 − v2 (edelbaum1961).
    n1, n2 = 1.0, 1.02**-1.5
    tof = 2.0 * TURN
    gained = 0.5 * (n1 + n2) * tof  # what an even spiral turns through
    thrust = 1e-3
    code, out, _, _ = flown(
        state(n1), state(n2, long=gained % TURN), tof, engine(thrust, 0.0), 1.0, per_turn=48
    )
    assert code == OK
    spiral = thrust * tof / (1.0 - 1.02**-0.5)
    assert out[0] == pytest.approx(spiral, rel=0.01)


def test_plenty_of_time_is_limited_by_propellant_and_little_by_thrust():
    start, end = state(1.0, 0.02), state(0.99, 0.0, 0.01, long=0.3)
    flow = 1e-4
    lots = flown(start, end, 3.0 * TURN, engine(1e-2, flow), 1e-5)
    burnt = flow * np.linalg.norm(lots[3], axis=1).mean() * 3.0 * TURN
    assert lots[1][1] == pytest.approx(1e-5, rel=0.02) == burnt
    few = flown(start, end, 3.0 * TURN, engine(1e-2, flow), 1.0)
    assert few[1][0] > lots[1][0]
    assert np.linalg.norm(few[3], axis=1).max() <= 1.0
    assert few[1][1] < 1.0


@pytest.mark.parametrize("slower", [1.0, 10.0, 100.0, 1000.0])
def test_a_slower_exhaust_obeys_the_rocket_equation(slower):
    """The same thrust on the way changes the velocity as much, whatever part is used up for it."""
    start, end = state(1.0, 0.02), state(0.93, 0.0, 0.03, long=0.3)
    thrust, flow = 1e-2, 1e-4
    table = engine(thrust, flow)
    quick = flown(start, end, 4.0 * TURN, table, 1e9)[1]
    dv = -thrust / flow * math.log1p(-quick[1] / quick[0])
    out = flown(start, end, 4.0 * TURN, engine(thrust, flow * slower), 1e9)[1]
    assert out[1] < out[0]
    exhaust = thrust / (flow * slower)
    assert -exhaust * math.log1p(-out[1] / out[0]) == pytest.approx(dv, rel=0.01)


@pytest.mark.parametrize("stronger", [1.0, 30.0, 1e3, 1e6])
def test_an_engine_however_strong_moves_what_its_propellant_allows(stronger):
    start, end = state(1.0, 0.02), state(0.93, 0.0, 0.03, long=0.3)
    flow, spend = 1e-4, 1e-5
    base = flown(start, end, 4.0 * TURN, engine(1e-2, flow), 20.0 * spend)[1]
    code, out, _, u = flown(start, end, 4.0 * TURN, engine(1e-2 * stronger, flow * stronger), spend)
    assert code == OK
    assert out[1] == pytest.approx(spend, rel=0.02)
    # the same change of velocity, or a little less, by thrusts where they count most
    assert out[0] / spend > 0.95 * base[0] / base[1]
    assert out[0] / spend < 3.0 * base[0] / base[1]
    burnt = flow * stronger * np.linalg.norm(u, axis=1).mean() * 4.0 * TURN
    assert burnt == pytest.approx(spend, rel=0.02)


def test_the_path_ends_where_it_is_asked():
    start, end = state(1.0, 0.05, h=0.01), state(0.97, 0.0, 0.02, long=1.0)
    tof = 2.5 * TURN
    code, _, path, _ = flown(start, end, tof, engine(1e-3, 0.0), 1.0, per_turn=64)
    assert code == OK
    last = path[-1] + np.array([0, 0, 0, 0, 0, 0.5 * tof / len(path) * path[-1, 0]])
    want = np.array([0.97, 0.0, 0.02, 0.0, 0.0])
    assert np.abs(last[:5] - want).max() < 2e-3
    assert abs(math.sin(0.5 * (last[5] - 1.0))) < 5e-3


def test_free_speed_at_the_end_helps_and_is_not_exceeded():
    start, end = state(1.0, 0.03), state(1.01, 0.0, 0.02, long=0.2)
    held = flown(start, end, 2.0 * TURN, engine(1e-3, 1e-6), 1.0)[1]
    loose = flown(start, end, 2.0 * TURN, engine(1e-3, 1e-6), 1.0, free=np.array([0.0, 0.01]))[1]
    early = flown(start, end, 2.0 * TURN, engine(1e-3, 1e-6), 1.0, free=np.array([0.01, 0.0]))[1]
    assert loose[0] > held[0] < early[0]
    assert loose[3] <= 0.01 >= early[2]
    assert loose[2] == early[3] == 0.0


def test_any_longitude_moves_more_than_each():
    start, table, tof = state(1.0, 0.03), engine(1e-3, 1e-6), 3.0 * TURN
    each = [
        flown(start, state(0.98, 0.0, long=long), tof, table, 1.0, passes=1)[1][0]
        for long in np.arange(0.0, TURN, 0.4)
    ]
    end = state(0.98, 0.0, long=1.0)
    loose = flown(start, end, tof, table, 1.0, loose=math.pi, passes=1)[1][0]
    assert loose > 0.98 * max(each) > 3.0 * min(each)


def test_many_as_one_and_a_bad_row_costs_itself_alone():
    start, end = state(1.0, 0.03), state(1.01, 0.0, 0.02, long=0.2)
    table, tof = engine(1e-3, 1e-6), 2.0 * TURN
    starts = np.array([start, np.full(6, np.nan), start])
    out, status = np.empty((3, 5)), np.empty(3, np.int64)
    heaviest_many(
        starts, np.array([end] * 3), np.full(3, tof), FREE, table, np.ones(3),
        np.zeros(3, np.int64), 0.0, 24, 2, out, status,
    )  # fmt: skip
    one = flown(start, end, tof, table, 1.0, passes=2)[1]
    assert status.tolist() == [OK, BAD_INPUT, OK]
    assert out[0] == pytest.approx(one)
    assert out[2] == pytest.approx(one)
    assert np.isnan(out[1]).all()
