"""The thrust nearest to a design's that closes its path among all bodies."""

import numpy as np
import pytest

from tests.lowthrust.legs import by_all
from windlass.base.errors import NotSolved
from windlass.bodies import reference
from windlass.lowthrust.nearest import nearest, within
from windlass.transfers.steering import Steering, flown


def problem(seed: int, tight: float) -> tuple[np.ndarray, ...]:
    """A shift that some impulses near others make, all within their limits."""
    rng = np.random.default_rng(seed)
    n = 30
    reach, cap = rng.standard_normal((n, 6, 3)), rng.uniform(0.5, 2.0, n)
    cap[::7] = 0.0
    near = rng.standard_normal((n, 3))
    near *= (tight * cap / np.linalg.norm(near, axis=1))[:, None]
    other = near + 0.3 * cap[:, None] * rng.standard_normal((n, 3))
    size = np.maximum(1.0, np.linalg.norm(other, axis=1) / np.maximum(0.95 * cap, 1e-9))
    other /= size[:, None]
    return reach, np.einsum("kij,kj->i", reach, other), cap, near, other


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("tight", [0.1, 1.0])
def test_nothing_that_does_it_is_nearer(seed: int, tight: float) -> None:
    reach, shift, cap, near, other = problem(seed, tight)
    made = within(reach, shift, cap, near)
    able = cap > 0.0
    assert np.einsum("kij,kj->i", reach, made) == pytest.approx(shift, abs=1e-9)
    assert (np.linalg.norm(made, axis=1) <= cap * (1.0 + 1e-12)).all()

    def far(p: np.ndarray) -> float:
        return float((((p - near)[able] / cap[able, None]) ** 2).sum())

    assert far(made) <= far(other) + 1e-9
    # a convex problem: on the way to any other answer it only gets further
    for share in (0.01, 0.1, 0.5):
        assert far(made) <= far(made + share * (other - made)) + 1e-9


def test_what_no_thrust_can_do_is_told() -> None:
    reach, shift, cap, near, _ = problem(0, 0.5)
    with pytest.raises(NotSolved, match="too weak"):
        within(reach, 1e3 * shift, cap, near)


@pytest.mark.parametrize("seed", range(2))
def test_it_closes_the_path(seed: int) -> None:
    path = by_all(seed)
    task = path.steered.task
    among = reference.model((float(task.t_s[0]), float(task.t_s[-1])), without=path.without)
    made = nearest(among, task, path.steered.control * 0.99)
    assert made.throttle <= 1.0 + 1e-9
    assert made.propellant_kg == pytest.approx(path.propellant_kg, rel=0.03)
    whole = among._replace(thrust=Steering(among, task).thrust(made.control).rows)
    end = flown(whole, task.t_s[:1], made.states[:1], task.t_s[-1:])[0]
    assert np.linalg.norm(end[:3] - task.to[:3]) < 1e6
    assert np.linalg.norm(end[3:] - task.to[3:]) < 1.0
