"""Tell mass from speed change and back, and how long a burn of constant thrust lasts.

The rocket equation with a constant exhaust speed ve = Isp g0 [m/s].
Source: tsiolkovsky1903. Checked: tests/kernels/test_rocket.py.
"""

import math

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN


@njit
def propellant_from_initial(m0: float, dv: float, ve: float) -> tuple[float, int]:
    """Return (propellant, status) [kg] that a vehicle of initial mass m0 burns for dv.

    m0 [kg], ve [m/s] > 0; dv [m/s] >= 0. nan unless status == OK.
    Source: tsiolkovsky1903. Checked: tests/kernels/test_rocket.py.
    """
    if not (0.0 < m0 < math.inf and 0.0 <= dv < math.inf and 0.0 < ve < math.inf):
        return math.nan, BAD_INPUT
    return -m0 * math.expm1(-dv / ve), OK


@njit
def propellant_from_final(m1: float, dv: float, ve: float) -> tuple[float, int]:
    """Return (propellant, status) [kg] that a vehicle burns for dv to end with mass m1.

    m1 [kg], ve [m/s] > 0; dv [m/s] >= 0. nan unless status == OK; OUT_OF_DOMAIN where it overflows.
    Source: tsiolkovsky1903. Checked: tests/kernels/test_rocket.py.
    """
    if not (0.0 < m1 < math.inf and 0.0 <= dv < math.inf and 0.0 < ve < math.inf):
        return math.nan, BAD_INPUT
    if dv / ve > 700.0:
        return math.nan, OUT_OF_DOMAIN
    return m1 * math.expm1(dv / ve), OK


@njit
def dv_from_masses(m0: float, m1: float, ve: float) -> tuple[float, int]:
    """Return (dv, status) [m/s] of burning from mass m0 down to m1.

    m0 >= m1 > 0 [kg]; ve [m/s] > 0. nan unless status == OK.
    Source: tsiolkovsky1903. Checked: tests/kernels/test_rocket.py.
    """
    if not (0.0 < m1 <= m0 < math.inf and 0.0 < ve < math.inf):
        return math.nan, BAD_INPUT
    return ve * math.log1p((m0 - m1) / m1), OK


@njit
def burn_time(m0: float, dv: float, thrust: float, ve: float) -> tuple[float, int]:
    """Return (t, status) [s] that dv takes at constant thrust from initial mass m0.

    m0 [kg], thrust [N], ve [m/s] > 0; dv [m/s] >= 0. nan unless status == OK.
    Source: tsiolkovsky1903. Checked: tests/kernels/test_rocket.py.
    """
    propellant, status = propellant_from_initial(m0, dv, ve)
    if status != OK or not 0.0 < thrust < math.inf:
        return math.nan, BAD_INPUT
    return propellant * ve / thrust, OK


@njit
def dv_from_burn(m0: float, t: float, thrust: float, ve: float) -> tuple[float, int]:
    """Return (dv, status) [m/s] that constant thrust gives to initial mass m0 within t.

    m0 [kg], thrust [N], ve [m/s] > 0; t [s] >= 0. nan unless status == OK; OUT_OF_DOMAIN where t
    burns all the mass. Source: tsiolkovsky1903. Checked: tests/kernels/test_rocket.py.
    """
    if not (0.0 < m0 < math.inf and 0.0 <= t < math.inf):
        return math.nan, BAD_INPUT
    if not (0.0 < thrust < math.inf and 0.0 < ve < math.inf):
        return math.nan, BAD_INPUT
    burnt = thrust * t / (ve * m0)
    if burnt >= 1.0:
        return math.nan, OUT_OF_DOMAIN
    return -ve * math.log1p(-burnt), OK
