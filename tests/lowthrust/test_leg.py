"""The problem description: motion of its ends, what it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.problems import START, lt1
from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.kernels.kepler import propagate
from windlass.lowthrust.leg import End, fixed


def test_a_moving_end_has_its_rates() -> None:
    def states(t: np.ndarray) -> np.ndarray:
        made = [propagate(GM_SUN, START[:3], START[3:], float(one)) for one in t]
        return np.array([np.concatenate([one[0], one[1]]) for one in made])

    at = End(name="a conic", states=states).at(20.0 * DAY_S)
    state = states(np.array([20.0 * DAY_S]))[0]
    r, v = state[:3], state[3:]
    pull = -GM_SUN * r / np.linalg.norm(r) ** 3
    jerk = -GM_SUN * (v - 3.0 * r * (r @ v) / (r @ r)) / np.linalg.norm(r) ** 3
    assert np.allclose(at[0], state)
    assert np.allclose(at[1], np.concatenate([v, pull]), rtol=1e-8)
    assert np.allclose(at[2], np.concatenate([pull, jerk]), rtol=1e-5)


def test_a_fixed_end_stays() -> None:
    at = fixed("here", START).at(1e8)
    assert np.array_equal(at[0], START)
    # nothing of it moves, whatever the velocity there
    assert np.allclose(at[1:, :3], 0.0, atol=1e-6)
    assert np.allclose(at[1:, 3:], 0.0, atol=1e-12)


def test_dates_are_put_in() -> None:
    wide = replace(lt1(), departs_s=(0.0, 1e6), tof_s=(1e6, 2e7))
    assert not wide.timed
    assert wide.with_dates(5e5, 1e7).timed


@pytest.mark.parametrize(
    "change",
    [
        {"tof_s": (0.0, 1e6)},
        {"tof_s": (2e6, 1e6)},
        {"mass_kg": (-1.0, 5.0)},
        {"departs_s": (0.0, np.inf)},
        {"spend_kg": 2000.0},
        {"coast_s": (2e7, 2e7)},
        {"coast_s": (-1.0, 0.0)},
        {"goal": "fame"},
    ],
)
def test_what_cannot_be_asked_is_refused(change) -> None:
    with pytest.raises(InvalidInput):
        replace(lt1(), **change)


def test_ends_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidInput):
        fixed("here", START[:3])
    with pytest.raises(InvalidInput):
        fixed("here", START, (2.0, 1.0))
