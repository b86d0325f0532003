"""What it takes to remove a miss: linear dynamics beside flights."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.legs import by_all
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.lowthrust.carried import Carried
from windlass.lowthrust.corrections import (
    across,
    correction,
    dates,
    errors,
    flown_home,
    navigated,
    nodes,
)
from windlass.transfers.steering import Steering, flown


@pytest.fixture(scope="module")
def path() -> Carried:
    return by_all(2, True)


def forces(path: Carried, wrong: float | np.ndarray = 0.0) -> reference.Model:
    task = path.steered.task
    among = reference.model((float(task.t_s[0]), float(task.t_s[-1])), without=path.without)
    control = path.steered.control + wrong
    return among._replace(thrust=Steering(among, task).thrust(control).rows)


def test_a_known_miss_is_taken_away(path: Carried) -> None:
    """A start that is off: two impulses, flown, bring it home."""
    task, state = path.steered.task, path.steered.states[0].copy()
    state[:3] += [2e6, -1e6, 5e5]
    state[3:] += [0.3, -0.4, 0.2]
    span = float(task.t_s[0]), float(task.t_s[-1])
    among = forces(path)
    found = correction(among, nodes(span), state, task.to)
    assert found.before[0] > 1e6
    assert found.after[0] < 1e3
    assert 0.1 < found.total_m_s < 10.0
    # flown here: to the first impulse, on to the end, and the second
    first, last = (np.array([t]) for t in found.t_s)
    there = (
        flown(among, np.array([span[0]]), state[None], first) if first > span[0] else state[None]
    )
    there[:, 3:] += found.dv_m_s[0]
    end = flown(among, first, there, last)[0]
    end[3:] += found.dv_m_s[1]
    assert np.linalg.norm(end[:3] - task.to[:3]) < 2e3
    assert np.linalg.norm(end[3:] - task.to[3:]) < 1e-3


def test_no_miss_costs_nothing(path: Carried) -> None:
    task = path.steered.task
    span = float(task.t_s[0]), float(task.t_s[-1])
    found = correction(forces(path), nodes(span), path.steered.states[0], task.to)
    assert found.before[0] < 1e3
    assert found.total_m_s < 1e-3


def test_what_two_impulses_cannot_do_is_told(path: Carried) -> None:
    task = path.steered.task
    span = float(task.t_s[0]), float(task.t_s[-1])
    far = task.to.copy()
    far[:3] *= -1.0
    with pytest.raises(NotSolved):
        correction(forces(path), nodes(span), path.steered.states[0], far)


@pytest.mark.parametrize("steady", [False, True])
def test_errors_flown_cost_what_the_linear_dynamics_say(path: Carried, steady: bool) -> None:
    made = navigated(path, seed=3, samples=4, steady=steady)
    wrong = errors(path.steered.control, 3, samples=4, steady=steady)
    task = path.steered.task
    for k in range(4):
        dv, left = flown_home(path, wrong[k])
        assert dv == pytest.approx(made.dv_m_s[k], rel=0.05)
        assert left == pytest.approx(made.left_m[k], rel=0.05, abs=5e3)
    end = flown(forces(path, wrong[0]), task.t_s[:1], path.steered.states[:1], task.t_s[-1:])[0]
    off = np.linalg.norm((end - task.to)[:3])
    assert off == pytest.approx(made.miss[0, 0], rel=0.2)
    assert made.left_m.max() < 0.1 * made.miss[:, 0].max()


def test_costs_follow_errors(path: Carried) -> None:
    one = navigated(path, seed=5, samples=300)
    two = navigated(path, seed=5, samples=300, size=0.02, angle_rad=math.radians(1.0))
    assert two.dv_m_s == pytest.approx(2.0 * one.dv_m_s, rel=1e-9)
    assert one.dv(0.5) < one.dv(0.95)
    assert one.off(0.5)[0] < one.off(0.95)[0]
    assert one.dv_m_s.tolist() == navigated(path, seed=5, samples=300).dv_m_s.tolist()
    assert one.dv_m_s.tolist() != navigated(path, seed=6, samples=300).dv_m_s.tolist()
    none = navigated(path, seed=5, samples=3, size=0.0, angle_rad=0.0)
    assert none.dv_m_s.max() == none.miss.max() == 0.0


def test_errors_are_as_wide_as_they_are_said_to_be(path: Carried) -> None:
    control = path.steered.control
    lit = np.linalg.norm(control, axis=1) > 0.0
    wrong = errors(control, 1, samples=4000)[:, lit]
    size = np.linalg.norm(control[lit], axis=1)
    along = (wrong * (control[lit] / size[:, None])).sum(axis=2) / size
    assert along.std() == pytest.approx(0.01, rel=0.02)
    for axis in across(control[lit]):
        sideways = (wrong * axis).sum(axis=2) / size
        assert sideways.std() == pytest.approx(math.radians(0.5), rel=0.02)
        assert np.abs((axis * control[lit]).sum(axis=1)).max() < 1e-9 * size.max()
    held = errors(control, 1, samples=5, steady=True)[:, lit]
    held_along = (held * control[lit]).sum(axis=2) / size**2
    assert np.ptp(held_along, axis=1).max() < 1e-12


def test_dates_of_corrections(path: Carried) -> None:
    t = path.steered.task.t_s
    at = t[dates(t)]
    assert at[0] - t[0] == pytest.approx(30.0 * DAY_S, abs=2.6 * DAY_S)
    assert t[-1] - at[-1] == pytest.approx(5.0 * DAY_S, abs=2.6 * DAY_S)
    assert np.diff(at).min() > 0.0


def test_what_cannot_be_is_refused(path: Carried) -> None:
    for what in ({"size": -1.0}, {"angle_rad": math.nan}, {"samples": 0}, {"every_s": 0.0}):
        with pytest.raises(InvalidInput, match="errors of the thrust"):
            navigated(path, seed=1, **what)
    short = replace(path.steered.task, t_s=path.steered.task.t_s[:-1])
    with pytest.raises(InvalidInput):
        navigated(replace(path, steered=replace(path.steered, task=short)), seed=1)
