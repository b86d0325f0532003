"""How near an ellipse about a planet comes to where a small moon may be, whatever the moon's phase.

The moon's node and apsides turn, so that in time it is met anywhere in a ring: between its
periapsis and apoapsis, and to a latitude that its inclination sets on either side of the
equator.  The least distance of an ellipse from that ring is found by halving the ellipse until
bounds leave nothing nearer.
Checked: tests/kernels/test_moon_clearance.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]

_STACK: Final = 256
_MOST: Final = 5_000_000


@njit
def ring_distance(r: float, latitude: float, lo: float, hi: float, reach: float) -> float:
    """Return the distance [m] of a point at radius r and latitude from a ring; 0 inside it.

    lo, hi [m]: its radii; reach [rad]: its greatest latitude, below π/2.
    """
    beyond = abs(latitude) - reach
    if beyond <= 0.0:
        return max(0.0, lo - r, r - hi)
    along = r * math.cos(beyond)
    return math.hypot(along - min(max(along, lo), hi), r * math.sin(beyond))


@njit
def _at(
    p: float, e: float, inc: float, omega: float, nu: float, lo: float, hi: float, reach: float
) -> float:
    sine = math.sin(inc) * math.sin(nu + omega)
    return ring_distance(
        p / (1.0 + e * math.cos(nu)), math.asin(max(-1.0, min(1.0, sine))), lo, hi, reach
    )


@njit
def clearance(
    rp: float, ra: float, inc: float, omega: float, lo: float, hi: float, reach: float, tol: float
) -> tuple[float, float, int]:
    """Return (distance, true anomaly, status): least distance of an ellipse from a moon's ring.

    rp, ra [m]: periapsis and apoapsis; inc [rad], 0..π, to the equator; omega [rad]: argument
    of periapsis; lo, hi [m], reach [rad]: the ring; tol [m] > 0: how far above the least the
    answer may lie.  True anomaly [rad] of the nearest point found, 0..2π.
    """
    ring = 0.0 < lo <= hi < math.inf and 0.0 <= reach < 0.5 * math.pi
    if not (ring and 0.0 < rp <= ra < math.inf and tol > 0.0):
        return math.nan, math.nan, BAD_INPUT
    if not (0.0 <= inc <= math.pi and abs(omega) < math.inf):
        return math.nan, math.nan, BAD_INPUT
    e = (ra - rp) / (ra + rp)
    p = 2.0 * rp * ra / (ra + rp)
    # path per turn of true anomaly: at most r / sqrt(1 - e²)
    stretch = 1.0 / math.sqrt(1.0 - e * e)
    stack = np.empty((_STACK, 2))
    for i in range(8):
        stack[i, 0], stack[i, 1] = 0.25 * math.pi * i, 0.25 * math.pi * (i + 1)
    top, best, where = 7, math.inf, 0.0
    for _ in range(_MOST):
        if top < 0 or best == 0.0:
            return best, where, OK
        low, high = stack[top, 0], stack[top, 1]
        top -= 1
        mid, half = 0.5 * (low + high), 0.5 * (high - low)
        d = _at(p, e, inc, omega, mid, lo, hi, reach)
        if d < best:
            best, where = d, mid
        # no eighth has apoapsis inside: the greatest radius is at an end
        r = p / (1.0 + e * min(math.cos(low), math.cos(high)))
        if d - r * stretch * half < best - tol and top + 2 < _STACK:
            stack[top + 1, 0], stack[top + 1, 1] = low, mid
            stack[top + 2, 0], stack[top + 2, 1] = mid, high
            top += 2
    return best, where, NOT_CONVERGED


@njit
def clearance_many(
    rp: float, ra: float, inc: float, omega: Array, lo: float, hi: float, reach: float, tol: float
) -> tuple[Array, Statuses]:
    """Return (distance (n,), status (n,)) for arguments of periapsis (n,); see ``clearance``."""
    n = omega.size
    out, status = np.empty(n), np.empty(n, dtype=np.int8)
    for i in range(n):
        out[i], _, status[i] = clearance(rp, ra, inc, omega[i], lo, hi, reach, tol)
    return out, status
