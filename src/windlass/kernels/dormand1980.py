"""Table of the embedded Runge–Kutta pair of order 5(4), whose last stage is the step itself.

Source: dormand1980.  Checked: tests/kernels/test_dormand1980.py (the conditions of both orders).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NODES: Final[Array] = np.array([0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0])
"""Times of the stages (7,), as shares of the step."""
STAGES: Final[Array] = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1 / 5, 0.0, 0.0, 0.0, 0.0, 0.0],
        [3 / 40, 9 / 40, 0.0, 0.0, 0.0, 0.0],
        [44 / 45, -56 / 15, 32 / 9, 0.0, 0.0, 0.0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0.0, 0.0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0.0],
        [35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
)
"""Weights (7, 6) of earlier stages in each; the last row is the step of order 5."""
ERROR: Final[Array] = np.array(
    [71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]
)
"""Weights (7,) of the stages in the step's difference from that of order 4."""

assert np.allclose(STAGES.sum(axis=1), NODES, atol=1e-15)
assert abs(ERROR.sum()) < 1e-15
