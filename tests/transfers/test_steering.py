"""Steered paths: derivatives are those of flights, impulses and thrust in free space as by hand."""

from dataclasses import replace

import numpy as np
import pytest

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.transfers.steering import Steering, Task, flown, steer
from windlass.transfers.thruster import Thruster

START = parse_epoch("2035")
T = START + np.linspace(0.0, 60.0, 31) * DAY_S
SPAN_S = 60.0 * DAY_S
FAR = np.array([100.0 * AU_M, 0.0, 0.0, 0.0, 3_000.0, 0.0])
"""So far out a month has no gravity: it moves a body by less than a millionth of what follows."""
MASS_KG = 1_000.0
THRUSTER = Thruster(thrust_n=0.05, isp_s=1e6, sunlit=False)


@pytest.fixture(scope="module")
def among() -> reference.Model:
    return reference.model((T[0], T[-1]))


@pytest.fixture(scope="module")
def coast(among: reference.Model) -> np.ndarray:
    """States (31, 6) of a body that coasts."""
    later = flown(among, np.full(30, T[0]), np.tile(FAR, (30, 1)), T[1:])
    return np.concatenate([FAR[None], later])


def task(coast: np.ndarray, off: np.ndarray, thruster: Thruster | None) -> Task:
    """Return what ends by off from where it would coast to."""
    able = np.ones(30 if thruster else 31, dtype=bool)
    return Task(
        t_s=T, guess=coast, to=coast[-1] + off, able=able, mass_kg=MASS_KG if thruster else 1.0,
        thruster=thruster,
    )  # fmt: skip


def test_impulses_move_a_body_as_in_free_space(among: reference.Model, coast: np.ndarray) -> None:
    """By d in a time T and at rest again: two impulses of d/T, at the ends."""
    way = np.array([3e8, -4e8, 0.0])
    found = steer(among, task(coast, np.concatenate([way, np.zeros(3)]), None))
    assert found.total == pytest.approx(2.0 * 5e8 / SPAN_S, rel=2e-3)
    np.testing.assert_allclose(found.control[0], way / SPAN_S, rtol=1e-2, atol=0.1)
    np.testing.assert_allclose(found.control[-1], -way / SPAN_S, rtol=1e-2, atol=0.1)
    assert found.gap_m < 20.0
    assert found.gap_m_s < 1e-6
    assert found.propellant_kg == 0.0


def test_thrust_moves_a_body_as_in_free_space(among: reference.Model, coast: np.ndarray) -> None:
    """Bang, coast, bang: a t (T − t) = d."""
    a, way = 0.05 / MASS_KG, 2e8
    burn = 0.5 * (SPAN_S - np.sqrt(SPAN_S**2 - 4.0 * way / a))
    off = np.array([0.0, way, 0.0, 0.0, 0.0, 0.0])
    found = steer(among, task(coast, off, THRUSTER))
    assert found.total / MASS_KG == pytest.approx(2.0 * a * burn, rel=0.02)
    assert found.throttle <= 1.0
    assert found.dv_m_s == pytest.approx(found.total / MASS_KG, rel=1e-4)


def test_too_far_for_the_thrust(among: reference.Model, coast: np.ndarray) -> None:
    """Bang and bang at twice the least acceleration, 4 d / T²."""
    way = 0.5 * 0.25 * 0.05 / MASS_KG * SPAN_S**2 * 4.0
    off = np.array([0.0, way, 0.0, 0.0, 0.0, 0.0])
    with pytest.raises(NotSolved, match="too weak") as caught:
        steer(among, task(coast, off, THRUSTER))
    assert caught.value.inputs == pytest.approx(2.0, rel=0.02)


def test_derivatives_are_those_of_flights(among: reference.Model, coast: np.ndarray) -> None:
    near = coast.copy()
    near[:, 0] /= 95.0  # where the Sun pulls
    rng = np.random.default_rng(3)
    asked = replace(task(near, np.zeros(6), THRUSTER), guess=near)
    way = Steering(among, asked)
    control = rng.normal(size=(30, 3)) * 1e3
    end, by_state, by = way.slopes(near, control)
    step, more = rng.normal(size=near.shape) * [*[1e5] * 3, *[0.1] * 3], rng.normal(size=(30, 3))
    more -= control * (np.einsum("ki,ki->k", more, control) / (control**2).sum(axis=1))[:, None]
    moved = way.flown(near + step, control + more)  # sideways: the mass flow stays
    linear = np.einsum("kij,kj->ki", by_state, step[:-1]) + np.einsum("kij,kj->ki", by, more)
    assert np.abs(moved - end - linear)[:, :3].max() < 1.0
    assert np.abs(linear)[:, :3].max() > 1e5


def test_what_is_no_task_is_refused(among: reference.Model, coast: np.ndarray) -> None:
    with pytest.raises(InvalidInput, match="nodes and segments"):
        Steering(among, replace(task(coast, np.zeros(6), None), able=np.ones(4, dtype=bool)))
