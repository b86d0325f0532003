"""Equations of the circular restricted three-body problem, for judges that integrate them."""

import math

import numpy as np
from numpy.typing import NDArray


def motion(t: float, s: NDArray[np.float64], mu: float) -> list[float]:
    """Derivative (6,) of a state (6,) in the rotating frame."""
    x, y, z, vx, vy, vz = s
    a = (1 - mu) / math.hypot(x + mu, y, z) ** 3
    b = mu / math.hypot(x + mu - 1, y, z) ** 3
    ax = 2 * vy + x - a * (x + mu) - b * (x + mu - 1)
    return [vx, vy, vz, ax, -2 * vx + y - (a + b) * y, -(a + b) * z]
