import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.kernels.kepler import propagate, propagate_many
from windlass.kernels.lambert import lambert, lambert_all, lambert_many
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, OK, OUT_OF_DOMAIN

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
EXAMPLES, BATCH = (150, 10_000) if COMPILED else (80, 1000)
MU = 1.32712440018e20
AU = 1.495978707e11
DAY = 86400.0
NORTH = np.array([0.0, 0.0, 1.0])
# Published arcs in km, km/s: name, mu, r1, r2, tof, revolutions, branch, v1, v2, digits.
PUBLISHED = [
    ("vallado2013, example 7-5", 398600.4418, (15945.34, 0, 0), (12214.83899, 10249.46731, 0),
     76 * 60.0, 0, LEFT, (2.058913, 2.915965, 0), (-3.451565, 0.910315, 0), 1e-6),
    ("curtis, example 5.2", 398600.0, (5000, 10000, 2100), (-14600, 2500, 7000),
     3600.0, 0, LEFT, (-5.9925, 1.9254, 3.2456), (-3.3125, -4.1966, -0.38529), 1e-4),
    ("der 2011", 398600.4418, (22592.145603, -1599.915239, -19783.950506),
     (1922.067697, 4054.157051, -8925.727465), 36000.0, 0, LEFT,
     (2.000652697, 0.387688615, -2.666947760), (-3.79246619, -1.77707641, 6.856814395), 1e-6),
    ("der 2011", 398600.4418, (22592.145603, -1599.915239, -19783.950506),
     (1922.067697, 4054.157051, -8925.727465), 36000.0, 1, LEFT,
     (0.50335770, 0.61869408, -1.57176904), (-4.18334626, -1.13262727, 6.13307091), 1e-6),
    ("der 2011", 398600.4418, (22592.145603, -1599.915239, -19783.950506),
     (1922.067697, 4054.157051, -8925.727465), 36000.0, 1, RIGHT,
     (-2.45759553, 1.16945801, 0.43161258), (-5.53841318, 0.01822220, 5.49641054), 1e-6),
]  # fmt: skip


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda c: f"{c[0]}, {c[5]} revolutions {c[6]}")
def test_published_arcs(case):
    _, mu, r1, r2, tof, n_rev, branch, v1, v2, digits = case
    a, b = np.array(r1, float) * 1e3, np.array(r2, float) * 1e3
    got1, got2, status = lambert(mu * 1e9, a, b, tof, NORTH, False, n_rev, branch)
    assert status == OK
    assert got1 / 1e3 == pytest.approx(v1, abs=digits)
    assert got2 / 1e3 == pytest.approx(v2, abs=digits)


def shell(rng, n):
    """Positions of random direction, 0.3 to 5 au out."""
    way = rng.normal(size=(n, 3))
    return way * (rng.uniform(0.3, 5, n) * AU / np.linalg.norm(way, axis=1))[:, None]


def miss(r1, r2, v1, tof):
    """Relative distance by which re-propagated arcs miss r2."""
    r, _, status = propagate_many(MU, r1, v1, tof)
    assert (status == OK).all()
    return np.linalg.norm(r - r2, axis=1) / np.linalg.norm(r2, axis=1)


def grazing(r1, v1):
    """Whether an arc's orbit dips below the Sun's surface, where no digits are asked."""
    h2 = (np.cross(r1, v1) ** 2).sum(axis=1)
    energy = (v1**2).sum(axis=1) / 2 - MU / np.linalg.norm(r1, axis=1)
    return h2 / MU / (1 + np.sqrt(1 + np.maximum(-1, 2 * energy * h2 / MU**2))) < 6.957e8


@pytest.mark.parametrize("retrograde", [False, True])
@pytest.mark.parametrize("days", [(1, 40), (40, 900), (900, 30_000)])
def test_batch_arrives(retrograde, days):
    rng = np.random.default_rng(7)
    r1, r2 = shell(rng, BATCH), shell(rng, BATCH)
    tof = rng.uniform(*days, BATCH) * DAY
    v1, _, status = lambert_many(MU, r1, r2, tof, NORTH, retrograde, 3)
    assert (status[:, 0] == OK).all()
    for slot in range(7):
        ok = status[:, slot] == OK
        assert set(status[~ok, slot]) <= {NO_SOLUTION}
        ok[ok] = ~grazing(r1[ok], v1[ok, slot])
        if not ok.any():
            continue
        v = np.ascontiguousarray(v1[ok, slot])
        assert miss(r1[ok], r2[ok], v, tof[ok]).max() < 1e-9
        turn = np.cross(r1[ok], v) @ NORTH
        assert ((turn < 0) == retrograde).all()


@pytest.mark.parametrize("off", [1e-3, 1e-6, 1e-9, 1e-11, 1e-13, 0.0])
def test_nearly_opposite_positions_arrive(off):
    rng = np.random.default_rng(8)
    n = BATCH // 10
    r1 = shell(rng, n)
    r2 = -r1 * rng.uniform(0.5, 2, n)[:, None] + off * shell(rng, n)
    tof = rng.uniform(100, 2000, n) * DAY
    v1, _, status = lambert_many(MU, r1, r2, tof, NORTH, False, 1)
    assert (status[:, 0] == OK).all()
    for slot in range(3):
        ok = status[:, slot] == OK
        assert miss(r1[ok], r2[ok], np.ascontiguousarray(v1[ok, slot]), tof[ok]).max() < 1e-9


def test_opposite_positions_take_the_plane_of_least_inclination():
    r1 = np.array([AU, 0.0, 0.1 * AU])
    v1, _, status = lambert(MU, r1, -1.5 * r1, 260 * DAY, NORTH)
    assert status == OK
    h = np.cross(r1, v1)
    assert h[2] / np.linalg.norm(h) == pytest.approx(math.cos(math.atan(0.1)), rel=1e-12)
    back, _, status = lambert(MU, r1, -1.5 * r1, 260 * DAY, NORTH, True)
    assert status == OK
    assert np.cross(r1, back)[2] == pytest.approx(-h[2], rel=1e-12)
    up = np.array([0.0, 0.0, AU])
    assert lambert(MU, up, -1.5 * up, 260 * DAY, NORTH)[2] == OUT_OF_DOMAIN


position = st.tuples(*[st.floats(-5, 5)] * 3).filter(lambda p: math.hypot(*p) > 0.3)


@settings(max_examples=EXAMPLES, deadline=None)
@given(position, position, st.floats(5, 5000), st.integers(0, 3), st.booleans(), st.booleans())
def test_arc_conserves_and_reverses(p1, p2, days, n_rev, right, retrograde):
    r1, r2 = np.array(p1) * AU, np.array(p2) * AU
    if np.linalg.norm(np.cross(p1, p2)) < 1e-3 * math.hypot(*p1) * math.hypot(*p2):
        return
    if abs(np.cross(p1, p2)[2]) < 1e-9:
        return  # as much prograde as retrograde
    branch = RIGHT if right and n_rev else LEFT
    v1, v2, status = lambert(MU, r1, r2, days * DAY, NORTH, retrograde, n_rev, branch)
    if status != OK:
        assert status == NO_SOLUTION
        assert n_rev > 0
        assert np.isnan(v1).all()
        return
    e1 = v1 @ v1 / 2 - MU / np.linalg.norm(r1)
    e2 = v2 @ v2 / 2 - MU / np.linalg.norm(r2)
    assert e2 == pytest.approx(e1, rel=1e-9, abs=1e-9 * v1 @ v1)
    h1, h2 = np.cross(r1, v1), np.cross(r2, v2)
    assert h2 == pytest.approx(h1, abs=1e-9 * np.linalg.norm(r1) * np.linalg.norm(v1))
    # Flown backwards in time the same arc is one of the opposite sense.
    w1, w2, status = lambert(MU, r2, r1, days * DAY, NORTH, not retrograde, n_rev, branch)
    assert status == OK
    speed = np.linalg.norm(v1) + np.linalg.norm(v2)
    # Close to the least time of n_rev the two solutions merge and the root is soft.
    assert w1 == pytest.approx(-v2, abs=1e-6 * speed)
    assert w2 == pytest.approx(-v1, abs=1e-6 * speed)


@pytest.mark.parametrize(
    ("days", "n_rev", "branch"), [(60, 0, LEFT), (300, 0, LEFT), (1500, 1, LEFT), (1500, 1, RIGHT)]
)
def test_second_method_numerical_integration(days, n_rev, branch):
    r1, r2 = np.array([0.9, 0.4, 0.05]) * AU, np.array([-1.2, 0.8, -0.1]) * AU
    v1, v2, status = lambert(MU, r1, r2, days * DAY, NORTH, False, n_rev, branch)
    assert status == OK

    def pull(_, y):
        return np.concatenate([y[3:], -MU * y[:3] / np.linalg.norm(y[:3]) ** 3])

    end = solve_ivp(
        pull, (0, days * DAY), np.concatenate([r1, v1]), method="DOP853", rtol=1e-13, atol=1e-6
    ).y[:, -1]
    assert end[:3] == pytest.approx(r2, abs=1e-8 * AU)
    assert end[3:] == pytest.approx(v2, abs=1e-3)


def test_all_solutions_are_distinct_and_labelled():
    r1, r2 = np.array([1.0, 0.1, 0.02]) * AU, np.array([-0.5, 1.3, 0.1]) * AU
    v1, v2, retrograde, n_rev, branch, status = lambert_all(MU, r1, r2, 1500 * DAY, NORTH, 4)
    assert v1.shape == v2.shape == (18, 3)
    assert (status[:5] == OK).all()
    assert set(status) == {OK, NO_SOLUTION}
    for row in range(18):
        one1, _, code = lambert(
            MU, r1, r2, 1500 * DAY, NORTH, bool(retrograde[row]), int(n_rev[row]), int(branch[row])
        )
        assert code == status[row]
        np.testing.assert_array_equal(one1, v1[row])
    found = v1[status == OK]
    gaps = np.linalg.norm(found[:, None] - found[None], axis=2)[~np.eye(len(found), dtype=bool)]
    assert gaps.min() > 1.0


def test_parabolic_arc():
    # True anomaly 0 to 90 degrees on a parabola of periapsis 1 au: Barker's equation.
    q = AU
    r1, r2 = np.array([q, 0, 0]), np.array([0, 2 * q, 0])
    tof = math.sqrt(2 * q**3 / MU) * (1 + 1 / 3)
    v1, _, status = lambert(MU, r1, r2, tof, NORTH)
    assert status == OK
    assert np.linalg.norm(v1) == pytest.approx(math.sqrt(2 * MU / q), rel=1e-13)
    r, _, status = propagate(MU, r1, v1, tof)
    assert status == OK
    assert r == pytest.approx(r2, abs=1e-12 * q)


def test_bad_and_degenerate_input():
    r1, r2 = np.array([AU, 0, 0]), np.array([0, AU, 0])
    nought = np.zeros(3)
    for mu, a, b, tof, pole in (
        (-MU, r1, r2, DAY, NORTH), (MU, nought, r2, DAY, NORTH), (MU, r1, r2, 0.0, NORTH),
        (MU, r1, r2, math.nan, NORTH), (MU, r1, r2 * math.nan, DAY, NORTH),
        (MU, r1, r2, DAY, nought), (math.nan, r1, r2, DAY, NORTH),
        (MU, r1, r2, math.inf, NORTH), (math.inf, r1, r2, DAY, NORTH),
    ):  # fmt: skip
        v1, v2, status = lambert(mu, a, b, tof, pole)
        assert status == BAD_INPUT
        assert np.isnan(v1).all()
        assert np.isnan(v2).all()
    assert lambert(MU, r1, 2 * r1, DAY, NORTH)[2] == OUT_OF_DOMAIN
    assert lambert(MU, r1, r1.copy(), DAY, NORTH)[2] == OUT_OF_DOMAIN
    assert lambert(MU, r1, r2, DAY, NORTH, False, 0, RIGHT)[2] == NO_SOLUTION
    assert lambert(MU, r1, r2, DAY, NORTH, False, 1, LEFT)[2] == NO_SOLUTION
    assert lambert(MU, r1, r2, DAY, NORTH, False, -1, LEFT)[2] == BAD_INPUT
    _, _, status = lambert_many(
        MU, np.array([r1, r1]), np.array([r2, r1]), np.array([-DAY, DAY]), NORTH, False, 1
    )
    assert (status == [[BAD_INPUT] * 3, [OUT_OF_DOMAIN] * 3]).all()


@pytest.mark.parametrize("retrograde", [False, True])
def test_batch_is_the_single_problem_to_the_last_bit(retrograde):
    # Fast hyperbolas, near-opposite and one-way positions, bad numbers, all in one block.
    rng = np.random.default_rng(11)
    n = 400 if COMPILED else 150
    r1, r2 = shell(rng, n), shell(rng, n)
    tof = 10 ** rng.uniform(-1.5, 4.5, n) * DAY
    r2[::7] = -1.3 * r1[::7] + 1e-9 * r2[::7]
    r2[1::29] = 2.0 * r1[1::29]
    r2[2::31] = r1[2::31] + 1e-6 * r2[2::31]
    tof[2::31] *= 1e-6
    tof[3::37] = (-DAY, 0.0, math.nan, math.inf, 1e30)[: len(tof[3::37])] + (DAY,) * max(
        0, len(tof[3::37]) - 5
    )
    r1[4::41] = 0.0
    r2[5::43] = math.nan
    v1, v2, status = lambert_many(MU, r1, r2, tof, NORTH, retrograde, 2)
    assert {OK, NO_SOLUTION, BAD_INPUT, OUT_OF_DOMAIN} == set(np.unique(status))
    for k in range(n):
        w1, w2, backward, _, _, code = lambert_all(MU, r1[k], r2[k], float(tof[k]), NORTH, 2)
        mine = backward == retrograde
        assert code[mine].tolist() == status[k].tolist()
        np.testing.assert_array_equal(w1[mine], v1[k])
        np.testing.assert_array_equal(w2[mine], v2[k])
        assert np.isnan(v1[k, status[k] != OK]).all()
