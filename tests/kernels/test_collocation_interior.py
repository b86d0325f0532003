"""The interior-point method on a short flight: an optimum, and what leads nowhere."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.problems import START, lt1
from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.kernels import collocation as co
from windlass.kernels import collocation_interior as inner
from windlass.kernels import collocation_second as second
from windlass.kernels.kepler import propagate
from windlass.lowthrust.leg import LowThrustLeg, fixed
from windlass.lowthrust.programme import Programme

DAYS = 60.0
PUSH = np.array([300.0, -500.0, 100.0])
"""Speed that a steady push adds on the way [m/s]: about a third of what there is."""


def leg(times: float = 1.0) -> LowThrustLeg:
    r, v, _ = propagate(GM_SUN, START[:3], START[3:], DAYS * DAY_S)
    push = times * PUSH
    end = np.concatenate([r + 0.5 * push * DAYS * DAY_S, v + push])
    return replace(lt1(days=DAYS), end=fixed("arrival", end))


def solved(one: LowThrustLeg, rounds: int = 60) -> tuple[int, Programme, np.ndarray, np.ndarray]:
    made = Programme(one, np.full(3, 1.0 / 3.0), 1, 3)
    n, s, free = made.n, made.s, made.free
    states = np.empty((n * s + 1, 7))
    for k, share in enumerate(made.share):
        r, v, _ = propagate(GM_SUN, START[:3], START[3:], share * one.tof_s[0])
        states[k] = *r, *v, 1500.0
    x = made.start(0.0, one.tof_s[0], states, np.zeros((n, s, 3)), np.full(n, 0.5))
    mu = 1e-2
    zc = np.zeros((n, free, 4))
    zc[:, :, 3] = mu / 0.5
    held, zu = np.zeros(made.count), np.full(n, mu / 0.5)
    rows, columns = co.jacobian_places(n, s, free)
    b = np.ascontiguousarray(np.linalg.inv(made.d[:, 1:]))
    status, _, _ = inner.interior(
        x, made.part, made.d, b, free, made.engine, made.ends(x), made.off, rows, columns,
        second.hessian_places(n, s, free)[0].size, held, zc, zu, 1.0, mu, 1e-8, 1e-8, rounds, 1.0,
    )  # fmt: skip
    return status, made, x, held


def test_an_optimum() -> None:
    status, made, x, held = solved(leg())
    assert status == inner.FOUND
    made.soft = np.zeros(2)
    assert made.broken(x) < 1e-8
    rows, columns = co.jacobian_places(made.n, made.s, made.free)
    made.soft = np.ones(2)  # limits are not read
    jac = made.jacobian(x, np.empty(rows.size))
    slope = made.goal.copy()
    np.add.at(slope, columns, jac * held[rows])
    assert np.abs(slope[made.first + 7 :]).max() < 1e-8
    # it spends at least what the speed that is added takes
    ideal = 1500.0 * np.exp(-np.linalg.norm(PUSH) / (9.80665 * 3000.0))
    mass = x[-1] * made.units.mass
    assert 0.97 * ideal < mass < 1.003 * ideal


def test_what_cannot_be_reached_is_not_found() -> None:
    assert solved(leg(5.0))[0] != inner.FOUND


def test_rounds_are_kept_to() -> None:
    assert solved(leg(), 3)[0] == inner.ROUNDS


@pytest.mark.parametrize(
    ("broken", "goal", "taken"),
    [(0.5, 1.0, True), (2.0, 0.5, True), (2.0, 1.0, False), (9.0, 0.0, False)],
)
def test_the_filter(broken: float, goal: float, taken: bool) -> None:
    taboo = np.empty((5, 2))
    got, count = inner.filtered(1.0, 1.0, broken, goal, 1.0, -1e-9, 5.0, 1e-4, taboo, 0)
    assert got is taken or bool(got) == taken
    assert count == int(taken)
    if taken:  # the place that was left is forbidden then
        assert not inner.filtered(1.0, 1.0, 1.0, 1.0, 1.0, -1e-9, 5.0, 1e-4, taboo, count)[0]
