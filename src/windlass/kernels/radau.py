"""Tables of the collocation integrator: Radau nodes, and the integrals of their polynomials.

An acceleration known at the nodes c of a step is the polynomial through them; its first and
second integrals move velocity and position.  Nodes: the eight of the left Radau quadrature
(order 15), the first at the start of the step.  Source: everhart1985, rein2015.
Checked: tests/kernels/test_radau.py (quadrature exact to degree 14, rows sum to c and c²/2).
"""

from typing import Final

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

Array = NDArray[np.float64]

COUNT: Final = 8


def _nodes() -> Array:
    """Return the roots of P7 + P8 on [-1, 1], carried to [0, 1]; the first is 0."""
    series = np.zeros(COUNT + 1)
    series[COUNT - 1] = series[COUNT] = 1.0
    x = np.sort(legendre.legroots(series).real)
    slope = legendre.legder(series)
    for _ in range(3):  # Newton, to the last digit
        x -= legendre.legval(x, series) / legendre.legval(x, slope)
    x[0] = -1.0
    return np.asarray(0.5 * (x + 1.0))


def _basis(at: Array) -> Array:
    """Return L[i, j]: Lagrange polynomial of node j at at[i]."""
    table = np.ones((at.size, COUNT))
    for j in range(COUNT):
        for k in range(COUNT):
            if k != j:
                table[:, j] *= (at - NODES[k]) / (NODES[j] - NODES[k])
    return table


def _integrals(top: float) -> tuple[Array, Array]:
    """Return (∫L, ∫(top − s)·L ds) from 0 to top, for each node's polynomial."""
    x, w = legendre.leggauss(12)
    s, w = 0.5 * top * (x + 1.0), 0.5 * top * w
    basis = _basis(s)
    return w @ basis, (w * (top - s)) @ basis


NODES: Final = _nodes()
_ONE_TWO = [_integrals(float(c)) for c in NODES]
TO_VELOCITY: Final[Array] = np.array([one for one, _ in _ONE_TWO])
"""Velocity at node i: v0 + h·Σ TO_VELOCITY[i, j]·a[j]."""
TO_POSITION: Final[Array] = np.array([two for _, two in _ONE_TWO])
"""Position at node i: x0 + h·c·v0 + h²·Σ TO_POSITION[i, j]·a[j]."""
END_VELOCITY: Final[Array] = _integrals(1.0)[0]
END_POSITION: Final[Array] = _integrals(1.0)[1]
TO_POWERS: Final[Array] = np.asarray(
    np.linalg.inv(np.vander(NODES, COUNT, increasing=True)), dtype=np.float64
)
"""Coefficients of the powers of the step fraction from the values at the nodes."""
