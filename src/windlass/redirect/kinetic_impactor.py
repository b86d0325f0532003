"""Kinetic impactor: a spacecraft hits an asteroid, and what the crater throws back adds to it.

The momentum given is the spacecraft's and that of the ejecta, which leave along the outward normal
of the surface, roughly: M dv = m U + m (beta - 1) (E.U) E.  Source: cheng2023.
Checked: tests/redirect/test_kinetic_impactor.py, validation/redirect.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]


def dv_m_s(
    asteroid_kg: float, impactor_kg: float, speed_m_s: Array, beta: float, ejecta: Array
) -> Array:
    """Return the change of velocity (3,) [m/s] of an asteroid.

    speed_m_s (3,): of the impactor relative to it; beta: at least 1; ejecta (3,): direction in
    which the ejecta leave altogether, of any length.  Raises InvalidInput where ejecta would leave
    along with the impactor, into the ground.
    """
    u, e = np.asarray(speed_m_s, float), np.asarray(ejecta, float)
    long = float(np.linalg.norm(e))
    if not (asteroid_kg > 0.0 and impactor_kg > 0.0 and np.isfinite(u).all() and long > 0.0):
        raise InvalidInput(
            "an impact", value=(asteroid_kg, impactor_kg, u, e),
            remedy="give masses above 0, a finite velocity and a direction",
        )  # fmt: skip
    if not (np.isfinite(beta) and beta >= 1.0):
        raise InvalidInput("beta of an impact", value=beta, remedy="give 1 or more")
    e = e / long
    if float(e @ u) > 0.0:
        raise InvalidInput(
            "direction of the ejecta", value=e.tolist(),
            remedy="give one that points against the impactor's velocity",
        )  # fmt: skip
    return impactor_kg / asteroid_kg * (u + (beta - 1.0) * float(e @ u) * e)


def beta_of(dv_along_m_s: float, asteroid_kg: float, impactor_kg: float, speed_m_s: Array,
            ejecta: Array, along: Array) -> float:  # fmt: skip
    """Return beta of a change of velocity [m/s] measured along a direction (3,)."""
    u, e, t = (np.asarray(part, float) for part in (speed_m_s, ejecta, along))
    e, t = e / np.linalg.norm(e), t / np.linalg.norm(t)
    thrown = float(e @ u) * float(e @ t)
    if not abs(thrown) > 0.0:
        raise InvalidInput(
            "directions of an impact", value=(e.tolist(), t.tolist()),
            remedy="what is thrown out must move it along the direction that was measured",
        )  # fmt: skip
    return 1.0 + (asteroid_kg * dv_along_m_s / impactor_kg - float(u @ t)) / thrown
