"""Price one impulse: leaving a parking orbit, entering an atmosphere, being captured, turning a
plane.

Patched conics: far from a body the speed is v∞, C3 = v∞². All speeds [m/s], radii [m], mu [m³/s²].
Source: vallado2013. Checked: tests/kernels/test_impulses.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]


@njit
def parking_burn(mu: float, r: float, c3: float) -> tuple[float, int]:
    """Return (dv, status): from a circular orbit of radius r onto a hyperbola of energy c3.

    mu, r > 0; c3 [m²/s²] >= 0. dv [m/s]; nan unless status == OK.
    Source: vallado2013. Checked: tests/kernels/test_impulses.py.
    """
    if not (0.0 < mu < math.inf and 0.0 < r < math.inf and 0.0 <= c3 < math.inf):
        return math.nan, BAD_INPUT
    return math.sqrt(c3 + 2.0 * mu / r) - math.sqrt(mu / r), OK


@njit
def entry_speed(mu: float, r: float, vinf: float) -> tuple[float, int]:
    """Return (v, status): the speed at radius r of a fall that began with v∞.

    mu, r > 0; vinf [m/s] >= 0. v [m/s]; nan unless status == OK.
    Source: vallado2013. Checked: tests/kernels/test_impulses.py.
    """
    if not (0.0 < mu < math.inf and 0.0 < r < math.inf and 0.0 <= vinf < math.inf):
        return math.nan, BAD_INPUT
    return math.sqrt(vinf * vinf + 2.0 * mu / r), OK


@njit
def braking(mu: float, r: float, vinf: float, v_max: float) -> tuple[float, float, int]:
    """Return (dv, vinf_allowed, status): the least braking far out so that a fall to r keeps to
    v_max.

    mu, r > 0; vinf, v_max [m/s] >= 0; OUT_OF_DOMAIN where v_max lies below the escape speed at r,
    so that no fall from afar keeps to it. dv [m/s] = max(0, vinf - vinf_allowed); nan unless status
    == OK.
    Source: vallado2013. Checked: tests/kernels/test_impulses.py.
    """
    if not (0.0 < mu < math.inf and 0.0 < r < math.inf):
        return math.nan, math.nan, BAD_INPUT
    if not (0.0 <= vinf < math.inf and 0.0 <= v_max < math.inf):
        return math.nan, math.nan, BAD_INPUT
    allowed2 = v_max * v_max - 2.0 * mu / r
    if allowed2 < 0.0:
        return math.nan, math.nan, OUT_OF_DOMAIN
    allowed = math.sqrt(allowed2)
    return max(0.0, vinf - allowed), allowed, OK


@njit
def periapsis_speed(mu: float, r_p: float, r_a: float) -> tuple[float, int]:
    """Return (v, status): the speed at periapsis of an ellipse, r_a >= r_p > 0; r_a may be inf."""
    if not (0.0 < mu < math.inf and 0.0 < r_p < math.inf and r_a >= r_p):
        return math.nan, BAD_INPUT
    return math.sqrt(2.0 * mu / (r_p * (1.0 + r_p / r_a))), OK


@njit
def capture_burn(mu: float, r_p: float, r_a: float, vinf: float) -> tuple[float, int]:
    """Return (dv, status): at periapsis r_p, from a hyperbola of v∞ into an ellipse with apoapsis
    r_a.

    mu, r_p > 0; r_a >= r_p; vinf [m/s] >= 0. dv [m/s] > 0; nan unless status == OK. The same burn
    reversed leaves the ellipse. Source: vallado2013. Checked: tests/kernels/test_impulses.py.
    """
    bound, status = periapsis_speed(mu, r_p, r_a)
    if status != OK or not 0.0 <= vinf < math.inf:
        return math.nan, BAD_INPUT
    # Difference of squares: no cancellation when the ellipse is nearly a parabola.
    fast = math.sqrt(vinf * vinf + 2.0 * mu / r_p)
    return (vinf * vinf + 2.0 * mu / (r_p + r_a)) / (fast + bound), OK


@njit
def turn_burn(v1: float, v2: float, angle: float) -> tuple[float, int]:
    """Return (dv, status): one impulse from speed v1 to speed v2 through an angle [rad] between
    them.

    v1, v2 [m/s] >= 0. dv [m/s] by the law of cosines; nan unless status == OK.
    Source: vallado2013. Checked: tests/kernels/test_impulses.py (GTO to GEO).
    """
    if not (0.0 <= v1 < math.inf and 0.0 <= v2 < math.inf and abs(angle) < math.inf):
        return math.nan, BAD_INPUT
    # As a hypot: no cancellation for nearly equal velocities.
    return math.hypot(v1 - v2, 2.0 * math.sqrt(v1 * v2) * math.sin(0.5 * angle)), OK


@njit
def impulse(v1: Array, v2: Array) -> float:
    """Return the impulse |v2 - v1| [m/s] between two velocities (3,) of one frame."""
    return math.sqrt((v2[0] - v1[0]) ** 2 + (v2[1] - v1[1]) ** 2 + (v2[2] - v1[2]) ** 2)


@njit
def hohmann(mu: float, r1: float, r2: float, turn: float) -> tuple[float, float, float, int]:
    """Return (dv1, dv2, tof, status): two impulses between circular orbits, the plane turned at the
    top.

    mu, r1, r2 > 0; turn [rad], 0 <= turn <= pi, made wholly with the impulse at the larger radius.
    dv1, dv2 [m/s], tof [s]; nan unless status == OK.
    Source: vallado2013. Checked: tests/kernels/test_impulses.py.
    """
    nan = math.nan
    if not (0.0 < mu < math.inf and 0.0 < r1 < math.inf and 0.0 < r2 < math.inf):
        return nan, nan, nan, BAD_INPUT
    if not 0.0 <= turn <= math.pi:
        return nan, nan, nan, BAD_INPUT
    a = 0.5 * (r1 + r2)
    leave = math.sqrt(mu * r2 / (r1 * a))
    arrive = math.sqrt(mu * r1 / (r2 * a))
    dv1, _ = turn_burn(math.sqrt(mu / r1), leave, turn if r1 > r2 else 0.0)
    dv2, _ = turn_burn(arrive, math.sqrt(mu / r2), 0.0 if r1 > r2 else turn)
    return dv1, dv2, math.pi * a * math.sqrt(a / mu), OK
