"""A thruster that steers a path: its greatest force and its specific impulse, by the place.

Checked: tests/transfers/test_thruster.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.bodies.planets import load
from windlass.transfers.electric import sunlight

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thruster:
    """Thrust of all thrusters [N] at 1 au, specific impulse [s], share of an arc that is thrusted.

    sunlit: the thrust falls with the square of the distance from the Sun, beyond 1 au.
    """

    thrust_n: float
    isp_s: float
    duty: float = 1.0
    sunlit: bool = True

    def __post_init__(self) -> None:
        """Raise InvalidInput for what is no thruster."""
        if not (self.thrust_n > 0.0 and self.isp_s > 0.0 and 0.0 < self.duty <= 1.0):
            raise InvalidInput(
                "thrust, specific impulse and duty", value=(self.thrust_n, self.isp_s, self.duty),
                remedy="give newtons and seconds above 0, and a share above 0 up to 1",
            )  # fmt: skip

    def most_n(self, t_s: Array, states: Array) -> Array:
        """Return the greatest mean force (n,) [N] at barycentric states (n, 6)."""
        full = self.thrust_n * self.duty
        if not self.sunlit:
            return np.full(len(t_s), full)
        return np.array([full * sunlight(float(d)) for d in from_sun(t_s, states)])

    def isp(self, t_s: Array, states: Array) -> Array:
        """Return the specific impulse (n,) [s] at barycentric states (n, 6)."""
        return np.full(len(t_s), self.isp_s)


def from_sun(t_s: Array, states: Array) -> Array:
    """Return distances (n,) [m] of barycentric states (n, 6) from the Sun."""
    sun = load().body("sun", centre="barycentre").state(t_s)[0]
    return np.asarray(np.linalg.norm(states[:, :3] - sun, axis=1))
