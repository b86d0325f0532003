"""Estimate the speed change to rendezvous with a near-Earth asteroid from its a, e and i alone.

Two impulses: onto a transfer orbit from a low orbit about Earth, and to match the asteroid's; the
orbits touch where that is cheapest, and their phase is free. Speeds in units of Earth's mean speed.
Source: shoemaker1978. Checked: tests/kernels/test_shoemaker_helin.py.
"""

import math
from typing import Final

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

EARTH_SPEED_KM_S: Final = 29.784
"""Earth's mean speed of the published formula [km/s]."""
LOW_ORBIT_SPEED_KM_S: Final = 7.727
"""Speed in the low orbit about Earth of the published formula [km/s]."""
_ROUNDING: Final = 1e-12


@njit
def _speeds(a: float, e: float, i: float) -> tuple[float, float, float]:
    """Return the squares of U_t, U_c, U_r: leaving Earth, the transfer orbit and the asteroid at
    its Q."""
    c = math.cos(0.5 * i)
    q_far = a * (1.0 + e)
    own = math.sqrt(a * (1.0 - e * e) / q_far)
    if a < 1.0:  # Aten
        ut2 = 2.0 - 2.0 * c * math.sqrt(2.0 * q_far - q_far * q_far)
        uc2 = 3.0 / q_far - 1.0 - 2.0 / q_far * math.sqrt(2.0 - q_far)
        return ut2, uc2, 3.0 / q_far - 1.0 / a - 2.0 / q_far * c * own
    at_far = math.sqrt(2.0 / (q_far + 1.0))
    ut2 = 3.0 - 2.0 / (q_far + 1.0) - 2.0 * c * math.sqrt(2.0 * q_far / (q_far + 1.0))
    base = 3.0 / q_far - 2.0 / (q_far + 1.0)
    if a * (1.0 - e) <= 1.0:  # Apollo: the plane is turned at both ends
        ur2 = 3.0 / q_far - 1.0 / a - 2.0 / q_far * c * own
        return ut2, base - 2.0 / q_far * at_far, ur2
    ur2 = 3.0 / q_far - 1.0 / a - 2.0 / q_far * own  # Amor
    return ut2, base - 2.0 / q_far * c * at_far, ur2


@njit
def shoemaker_helin(a: float, e: float, i: float) -> tuple[float, int]:
    """Return (dv, status) [m/s] of a rendezvous from low Earth orbit.

    a [au] > 0; 0 <= e < 1; i [rad], 0 <= i <= pi. dv includes the published scale 30 km/s and the
    0.5 km/s of margin; nan unless status == OK. OUT_OF_DOMAIN where a
    speed of the formula is not real. Source: shoemaker1978. Checked:
    tests/kernels/test_shoemaker_helin.py.
    """
    if not (0.0 < a < math.inf and 0.0 <= e < 1.0 and 0.0 <= i <= math.pi):
        return math.nan, BAD_INPUT
    ut2, uc2, ur2 = _speeds(a, e, i)
    if not min(ut2, uc2, ur2) > -_ROUNDING:
        return math.nan, OUT_OF_DOMAIN
    u0 = LOW_ORBIT_SPEED_KM_S / EARTH_SPEED_KM_S
    leave = math.sqrt(max(0.0, ut2) + 2.0 * u0 * u0) - u0
    meet = abs(math.sqrt(max(0.0, uc2)) - math.sqrt(max(0.0, ur2)))
    return 1e3 * (30.0 * (leave + meet) + 0.5), OK
