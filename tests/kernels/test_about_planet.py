"""Motion about an oblate planet: another integrator, constants of motion, secular rates, thrust."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.kernels import about_planet as ap
from windlass.kernels.status import BAD_INPUT, LIMIT, OK

Array = NDArray[np.float64]

MU, J2, RADIUS = 4.2828e13, 1.9566e-3, 3.396e6
SUN, AXIS = 1.32712440018e20, 2.279392e11
DAY = 86_400.0


def field(j2: float = J2, sun: float = SUN, e: float = 0.0934, mean: float = 0.7) -> Array:
    return np.array([MU, j2, RADIUS, sun, AXIS, e, 0.44, 4.38, mean])


def start(rp: float, ra: float, inc: float, mass: float = 1.0) -> Array:
    v = math.sqrt(2.0 * MU * ra / (rp * (rp + ra)))
    return np.array([rp, 0.0, 0.0, 0.0, v * math.cos(inc), v * math.sin(inc), mass])


def fly(s: Array, t: float, f: Array, thrust: Array | None = None, tol: float = 1e-12,
        least: float = 1e5, most: float = 1e12, stop: float = math.inf):  # fmt: skip
    seen, end = np.empty(2), np.empty(7)
    push = np.zeros(2) if thrust is None else thrust
    time, status = ap.fly(s, 0.0, t, f, push, tol, least, most, stop, seen, end)
    return time, status, seen, end


def gradient(t: float, x: Array, f: Array) -> Array:
    """Acceleration as the slope of a potential, written down anew, by central differences."""
    sun = np.empty(3)
    ap.sun_place(t, f, sun)

    def potential(y: Array) -> float:
        r = float(np.linalg.norm(y))
        flat = f[1] * (f[2] / r) ** 2 * (1.5 * (y[2] / r) ** 2 - 0.5)
        gap = float(np.linalg.norm(sun - y))
        third = f[3] * (1.0 / gap - float(sun @ y) / float(np.linalg.norm(sun)) ** 3)
        return f[0] / r * (1.0 - flat) + third

    h = 100.0
    out = np.empty(3)
    for k in range(3):
        step = h * np.eye(3)[k]
        out[k] = (potential(x + step) - potential(x - step)) / (2.0 * h)
    return out


def test_the_force_is_the_slope_of_its_potential() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        x = rng.normal(size=3)
        x *= rng.uniform(4e6, 3e7) / np.linalg.norm(x)
        s, out = np.concatenate([x, rng.normal(0.0, 1e3, 3), [1.0]]), np.empty(7)
        ap.motion(3e6, s, field(), np.zeros(2), np.zeros(3), out)
        want = gradient(3e6, x, field())
        assert np.abs(out[3:6] - want).max() < 1e-7 * np.linalg.norm(want)


def test_the_sun_goes_round() -> None:
    f, a, b = field(), np.empty(3), np.empty(3)
    year = math.tau * math.sqrt(AXIS**3 / SUN)
    ap.sun_place(1e6, f, a)
    ap.sun_place(1e6 + year, f, b)
    np.testing.assert_allclose(a, b, atol=1e-6 * AXIS)
    t = np.linspace(0.0, year, 2_001)
    d = []
    for one in t:
        ap.sun_place(one, f, a)
        d.append(float(np.linalg.norm(a)))
        assert abs(a[2]) <= d[-1] * math.sin(0.44) * (1 + 1e-12)
    assert min(d) == pytest.approx(AXIS * (1 - 0.0934), rel=1e-5)
    assert max(d) == pytest.approx(AXIS * (1 + 0.0934), rel=1e-5)


def test_another_integrator_agrees() -> None:
    s, f, t = start(5e6, 4e7, 0.6), field(), 4.0 * DAY
    _, status, _, end = fly(s, t, f)
    assert status == OK

    def motion(u: float, y: Array) -> Array:
        out = np.empty(7)
        ap.motion(u, y, f, np.zeros(2), np.zeros(3), out)
        return out

    other = solve_ivp(motion, (0.0, t), s, method="DOP853", rtol=1e-12, atol=1e-6).y[:, -1]
    assert np.abs(end - other)[:3].max() < 10.0


def test_what_keeps_keeps() -> None:
    s = start(5e6, 4e7, 1.1)
    f = field(sun=0.0)
    _, status, _, end = fly(s, 5.0 * DAY, f)
    assert status == OK

    def constants(y: Array) -> tuple[float, float]:
        r = float(np.linalg.norm(y[:3]))
        flat = J2 * (RADIUS / r) ** 2 * (1.5 * (y[2] / r) ** 2 - 0.5)
        return 0.5 * float(y[3:6] @ y[3:6]) - MU / r * (1.0 - flat), float(
            y[0] * y[4] - y[1] * y[3]
        )

    for a, b in zip(constants(s), constants(end), strict=True):
        assert b == pytest.approx(a, rel=1e-9)


@pytest.mark.parametrize("inc", [0.3, 1.2])
def test_node_and_apsides_turn_as_the_secular_rates_say(inc: float) -> None:
    rp, ra = 5e6, 9e6
    a, e = 0.5 * (rp + ra), (ra - rp) / (ra + rp)
    n, p = math.sqrt(MU / a**3), a * (1.0 - e * e)
    period, turns = math.tau / n, 30
    _, status, _, end = fly(start(rp, ra, inc), turns * period, field(sun=0.0), tol=1e-11)
    assert status == OK
    h = np.cross(end[:3], end[3:6])
    node = math.atan2(h[0], -h[1])
    want = -1.5 * n * J2 * (RADIUS / p) ** 2 * math.cos(inc) * turns * period
    assert node == pytest.approx(want, rel=0.02)
    ecc = np.cross(end[3:6], h) / MU - end[:3] / np.linalg.norm(end[:3])
    line = np.array([math.cos(node), math.sin(node), 0.0])
    peri = math.atan2(float(np.cross(line, ecc) @ h) / np.linalg.norm(h), float(line @ ecc))
    want = 0.75 * n * J2 * (RADIUS / p) ** 2 * (5 * math.cos(inc) ** 2 - 1) * turns * period
    assert peri == pytest.approx(want, abs=0.02 * abs(want) + 2e-3)


def test_thrust_keeps_the_rocket_equation_and_stops_at_the_energy() -> None:
    force, ve = 0.5, 3e4
    s = start(2e7, 2e7, 0.0, mass=5e3)
    time, status, _, end = fly(
        s, 1e9, field(0.0, 0.0), np.array([force, force / ve]), 1e-10, stop=0.0
    )
    assert status == OK
    assert abs(ap.energy(end, MU)) < 1e-4
    assert end[6] == pytest.approx(5e3 + force / ve * time, rel=1e-9)
    # vanishing thrust: the circular speed; less where the last turn is long
    dv, circle = ve * math.log(end[6] / 5e3), math.sqrt(MU / 2e7)
    accel = force / 5e3 / (MU / 4e14)
    assert (1.0 - accel**0.25) * circle < dv < circle


def test_ends_and_refusals() -> None:
    s = start(5e6, 4e7, 0.6)
    time, status, seen, end = fly(s, 10.0 * DAY, field(), most=3e7)
    assert status == LIMIT
    assert np.linalg.norm(end[:3]) > 3e7
    assert 0.0 < time < DAY
    assert seen[0] == pytest.approx(5e6, rel=1e-2)
    assert fly(-s, 1.0, field())[1] == BAD_INPUT  # mass below 0
    assert fly(s, -1.0, field())[1] == BAD_INPUT
    assert fly(s, 1.0, field(), stop=-1e9)[1] == BAD_INPUT
    low, high = ap.apsides(s, MU)
    assert (low, high) == (pytest.approx(5e6), pytest.approx(4e7))


def test_many_are_each_alone() -> None:
    states = np.array([start(5e6, 4e7, 0.6), start(6e6, 3e7, 1.0)])
    fields = np.array([field(), field(mean=2.0)])
    time, seen, status = ap.fly_many(states, DAY, fields, 1e-10, 1e6, 1e9)
    assert status.tolist() == [OK, OK]
    for k in range(2):
        t, _, one, _ = fly(states[k], DAY, fields[k], tol=1e-10)
        assert time[k] == t
        np.testing.assert_array_equal(seen[k], one)
