"""A thruster by the place: the Sun's distance, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies.planets import load
from windlass.transfers.thruster import Thruster, from_sun

T_S = np.array([8000.0, 8100.0, 8200.0]) * DAY_S
FAR_M = np.array([0.9, 1.0, 2.0]) * AU_M
THRUSTER = Thruster(thrust_n=0.2, isp_s=3000.0, duty=0.9)


@pytest.fixture
def states() -> np.ndarray:
    sun = load().body("sun", centre="barycentre").state(T_S)[0]
    out = np.zeros((3, 6))
    out[:, :3] = sun
    out[:, 0] += FAR_M
    return out


def test_force_falls_with_the_square_of_the_suns_distance_beyond_1_au(states: np.ndarray) -> None:
    assert from_sun(T_S, states) == pytest.approx(FAR_M)
    assert THRUSTER.most_n(T_S, states) == pytest.approx(0.18 * np.array([1.0, 1.0, 0.25]))
    assert replace(THRUSTER, sunlit=False).most_n(T_S, states) == pytest.approx([0.18] * 3)
    assert THRUSTER.isp(T_S, states) == pytest.approx([3000.0] * 3)


@pytest.mark.parametrize(
    "bad", [{"thrust_n": 0.0}, {"isp_s": -1.0}, {"duty": 1.1}, {"duty": float("nan")}]
)
def test_what_is_no_thruster_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match="thrust, specific impulse and duty"):
        replace(THRUSTER, **bad)
