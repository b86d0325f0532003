"""Price a slow spiral between circular orbits, with its plane change, at constant low thrust.

Source: edelbaum1961. Checked: tests/kernels/test_spiral.py.
"""

import math

from windlass.kernels._jit import njit
from windlass.kernels.rocket import burn_time, propellant_from_initial
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN


@njit
def edelbaum(mu: float, r1: float, r2: float, di: float) -> tuple[float, int]:
    """Return (dv, status) of a many-revolution spiral from circular radius r1 to r2 turning the
    plane by di.

    mu [m³/s²], r1, r2 [m] > 0; di [rad] >= 0, below 2, where Edelbaum's steering ends
    (OUT_OF_DOMAIN). dv [m/s]; nan unless status == OK. Source: edelbaum1961. Checked:
    tests/kernels/test_spiral.py.
    """
    if not (0.0 < mu < math.inf and 0.0 < r1 < math.inf and 0.0 < r2 < math.inf):
        return math.nan, BAD_INPUT
    if not 0.0 <= di < math.inf:
        return math.nan, BAD_INPUT
    if di >= 2.0:
        return math.nan, OUT_OF_DOMAIN
    v1, v2 = math.sqrt(mu / r1), math.sqrt(mu / r2)
    # Triangle of v1, v2 with angle pi di / 2 between, free of cancellation near v1 = v2.
    lateral = 2.0 * math.sqrt(v1 * v2) * math.sin(0.25 * math.pi * di)
    return math.hypot(v2 - v1, lateral), OK


@njit
def escape_spiral(mu: float, r1: float) -> tuple[float, int]:
    """Return (dv, status) of a slow spiral from circular radius r1 to escape: the circular speed
    there.

    mu [m³/s²], r1 [m] > 0. dv [m/s], the limit of vanishing thrust; nan unless status == OK.
    Source: edelbaum1961. Checked: tests/kernels/test_spiral.py.
    """
    if not (0.0 < mu < math.inf and 0.0 < r1 < math.inf):
        return math.nan, BAD_INPUT
    return math.sqrt(mu / r1), OK


@njit
def spiral(
    mu: float, r1: float, r2: float, di: float, m0: float, thrust: float, ve: float
) -> tuple[float, float, float, int]:
    """Return (dv, propellant, time, status) of Edelbaum's spiral at constant thrust and exhaust
    speed.

    mu, r1, r2, di as for `edelbaum`; m0 [kg], thrust [N], ve [m/s] > 0. dv [m/s], propellant [kg],
    time [s] of uninterrupted thrust; nan unless status == OK.
    Source: edelbaum1961, tsiolkovsky1903. Checked: tests/kernels/test_spiral.py.
    """
    nan = math.nan
    dv, status = edelbaum(mu, r1, r2, di)
    if status != OK:
        return nan, nan, nan, status
    propellant, status = propellant_from_initial(m0, dv, ve)
    if status != OK:
        return nan, nan, nan, status
    time, status = burn_time(m0, dv, thrust, ve)
    if status != OK:
        return nan, nan, nan, status
    return dv, propellant, time, OK
