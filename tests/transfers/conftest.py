"""A body outside of Earth's orbit, and a design of two burns for it, conics between them."""

import numpy as np
import pytest

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.kernels.kepler import propagate_many
from windlass.transfers.shooting import Patched

START = parse_epoch("2030-03-01")
T = START + 20.0 * DAY_S * np.arange(7)


@pytest.fixture(scope="session")
def among() -> reference.Model:
    return reference.model((T[0], T[-1]))


@pytest.fixture(scope="session")
def rock() -> np.ndarray:
    """Barycentric state of a body a little outside Earth's orbit, far from Earth."""
    sun, move = load().body("sun", centre="barycentre").state(START)
    earth, along = load().body("earth").state(START)
    return np.concatenate([-1.05 * earth[0] + sun[0], -0.98 * along[0] + move[0]])


def conic(state: np.ndarray) -> np.ndarray:
    """Return the barycentric states (7, 6) of a conic about the Sun at T."""
    sun, move = load().body("sun", centre="barycentre").state(T)
    r, v, _ = propagate_many(
        GM_SUN, np.tile(state[:3] - sun[0], (7, 1)), np.tile(state[3:] - move[0], (7, 1)), T - T[0]
    )
    return np.concatenate([r + sun, v + move], axis=1)


@pytest.fixture(scope="session")
def design(rock: np.ndarray) -> Patched:
    """Two burns of 60 and 80 m/s, conics between them."""
    first = rock + np.array([0.0, 0.0, 0.0, 60.0, 0.0, 0.0])
    states = conic(first)
    states[3:, 3:] += [0.0, 80.0, 0.0]
    states[4:, :3] += 80.0 * np.outer(T[4:] - T[3], [0.0, 1.0, 0.0])
    return Patched(t_s=T, states=states, before=rock, burns=(0, 3))
