"""How near a delivery arrives: closed forms, covariance as judge, what errors do to it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from tests.redirect.test_deliver import BODY, task, tug
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies.forces import gm_sun
from windlass.redirect.deliver import largest
from windlass.redirect.precision import (
    Errors,
    Linear,
    between,
    corrected,
    errors,
    flown,
    gains,
    linear,
    precision,
)

NONE = Errors(
    wanders=0.0, position_m=0.0, velocity_m_s=0.0, every_s=45.0 * DAY_S, last_s=3.0 * DAY_S,
    lost_m=5e7,
)  # fmt: skip
SOME = replace(NONE, wanders=0.02, position_m=1e4, velocity_m_s=1e-3)


def free(n: int, span_s: float, push: float = 1e-5, spare: float = 1e-6) -> Linear:
    """A way far from any pull."""
    phi = np.eye(6)
    phi[:3, 3:] = span_s * np.eye(3)
    by = np.vstack([0.5 * span_s**2 * np.eye(3), span_s * np.eye(3)])
    return Linear(
        over=np.tile(phi, (n, 1, 1)), by=np.tile(by, (n, 1, 1)), push=np.full(n, push),
        spare=np.full(n, spare),
    )  # fmt: skip


def test_without_errors_it_ends_where_it_should() -> None:
    assert np.abs(flown(free(20, 10.0 * DAY_S), NONE)).max() == 0.0


def test_one_part_ends_as_far_off_as_its_push_wanders() -> None:
    span = 30.0 * DAY_S
    x = flown(free(1, span), replace(NONE, wanders=0.1), samples=20_000)
    each = 0.1 * 1e-5 / math.sqrt(3.0)
    assert np.std(x[:, :3]) == pytest.approx(0.5 * each * span**2, rel=0.02)
    assert np.std(x[:, 3:]) == pytest.approx(each * span, rel=0.02)


@given(st.floats(0.0, 2.0 * math.pi), st.floats(0.3, 3.0), st.floats(5.0, 60.0))
def test_a_deviation_goes_on_as_two_orbits_do(turn: float, far: float, days: float) -> None:
    """Beside a circle, against two flights of the equations of motion."""
    gm, r = gm_sun(), far * AU_M
    rate = math.sqrt(gm / r**3)
    steps = max(4, round(days / 2.0 / far**1.5))
    t = np.linspace(0.0, days * DAY_S, 2 * steps + 1)
    angle = turn + rate * t
    path = r * np.stack([np.cos(angle), np.sin(angle), 0.0 * angle], axis=1)
    phi, by = between(path, t[-1] / steps, gm)
    start = np.concatenate([path[0], r * rate * np.array([-math.sin(turn), math.cos(turn), 0.0])])
    push = np.array([2e-8, -1e-8, 3e-8])

    def fly(x: np.ndarray, a: np.ndarray) -> np.ndarray:
        def slope(_t: float, y: np.ndarray) -> np.ndarray:
            return np.concatenate([y[3:], -gm * y[:3] / np.linalg.norm(y[:3]) ** 3 + a])

        found = solve_ivp(slope, (0.0, t[-1]), x, rtol=1e-12, atol=1e-6, method="DOP853")
        return np.asarray(found.y[:, -1])

    off = np.array([2e5, -1e5, 3e5, 0.03, 0.02, -0.05])
    still = fly(start, np.zeros(3))
    scale = np.array([1e5] * 3 + [1e5 * rate] * 3)
    np.testing.assert_allclose(
        (phi @ off + by @ push) / scale, (fly(start + off, push) - still) / scale, rtol=2e-2,
        atol=2e-2,
    )  # fmt: skip


def test_samples_spread_as_their_covariance() -> None:
    """With as much to steer with as is wanted, all is linear: propagated without samples."""
    way = replace(free(12, 20.0 * DAY_S), spare=np.full(12, 1e-2))
    how = replace(SOME, wanders=0.02)
    steer = gains(way, how)
    known = np.diag([how.position_m**2] * 3 + [how.velocity_m_s**2] * 3)
    p = known.copy()
    for phi, b, k, push in zip(way.over, way.by, steer, way.push, strict=True):
        closed = phi + b @ k
        wrong = how.wanders**2 / 3.0 * push**2 * np.eye(3)
        p = closed @ p @ closed.T + b @ (k @ known @ k.T + wrong) @ b.T
    x = flown(way, how, samples=20_000)
    # corrections are carried out with errors too, which the covariance leaves out: some per mille
    np.testing.assert_allclose(np.std(x, axis=0), np.sqrt(np.diag(p)), rtol=0.03)


def test_steering_is_what_keeps_it_near() -> None:
    way = free(30, 30.0 * DAY_S)
    held, loose = flown(way, SOME), flown(replace(way, spare=np.full(30, 1e-12)), SOME)
    assert np.std(held[:, 0]) < 0.05 * np.std(loose[:, 0])


def test_it_is_corrected_more_often_near_the_end() -> None:
    cuts = corrected(1000.0 * DAY_S, 45.0 * DAY_S, 3.0 * DAY_S) / DAY_S
    assert (cuts[0], cuts[-1]) == (0.0, 1000.0)
    steps = np.diff(cuts)
    np.testing.assert_allclose(steps[:-6:-1], [3.0, 3.0, 6.0, 12.0, 24.0])
    assert steps.max() <= 45.0 + 1.5
    assert (steps > 0.0).all()
    assert corrected(2.0, 45.0, 3.0).tolist() == [0.0, 2.0]


def test_a_delivery_arrives_near_and_less_so_where_its_push_wanders() -> None:
    made = largest(task(), BODY, tug(1.0))
    near, far = (precision(task(), made, errors(share)) for share in (0.005, 0.05))
    assert near.position_m is not None
    assert far.position_m is not None
    assert near.velocity_m_s is not None
    assert far.velocity_m_s is not None
    # its place is that which navigation knows, 10 km on each of three axes: 95 % within 2.8 of it
    assert near.position_m == pytest.approx(2.796e4, rel=0.05)
    assert far.position_m == pytest.approx(2.796e4, rel=0.05)
    assert 1e-3 < near.velocity_m_s < 0.5 * far.velocity_m_s
    assert near.lost == 0.0
    gone = precision(task(), made, errors(2.0))
    assert gone.lost > 0.05
    assert gone.position_m is None
    way = linear(task(), made, 45.0 * DAY_S, 3.0 * DAY_S)
    assert (way.spare > 0.0).all()
    spent = float(np.sum(way.push * np.diff(corrected(made.tof_s, 45.0 * DAY_S, 3.0 * DAY_S))))
    assert spent == pytest.approx(made.dv_m_s - made.after_m_s, rel=0.02)


@pytest.mark.parametrize("name", ["wanders", "position_m", "every_s", "last_s", "lost_m"])
def test_errors_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="errors of a delivery"):
        replace(SOME, **{name: -1.0})
