"""Tell how a later two-body state changes with an earlier one: the state transition matrix of a
conic.

Source: battin1999. Checked: tests/kernels/test_transition.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.kepler import propagate, universal_anomaly, universal_functions
from windlass.kernels.status import OK

Array = NDArray[np.float64]


@njit
def _high_functions(beta: float, s: float, g2: float, g3: float) -> tuple[float, float]:
    """Return (g4, g5), the universal functions after g2 and g3."""
    x2 = beta * s * s
    s2 = s * s
    if abs(x2) < 1.0:
        c4, c5 = 1.0 / 24.0, 1.0 / 120.0
        t4, t5 = c4, c5
        for k in range(6, 24, 2):
            t4 *= -x2 / ((k - 1.0) * k)
            t5 *= -x2 / (k * (k + 1.0))
            c4 += t4
            c5 += t5
        return c4 * s2 * s2, c5 * s2 * s2 * s
    return (0.5 * s2 - g2) / beta, (s * s2 / 6.0 - g3) / beta


@njit
def transition(mu: float, r0: Array, v0: Array, dt: float) -> tuple[Array, Array, Array, int]:
    """Return (r, v, phi, status): the state dt later and its derivative by the state (r0, v0).

    mu [m³/s²] > 0; r0 [m], v0 [m/s] (3,); dt [s] of either sign. phi (6, 6) in SI, rows r, v,
    columns r0, v0; valid only where status == OK, as for `kepler.propagate`.
    Source: battin1999. Checked: tests/kernels/test_transition.py.
    """
    phi = np.full((6, 6), np.nan)
    r, v, status = propagate(mu, r0, v0, dt)
    if status != OK:
        return r, v, phi, status
    d0, d = math.sqrt(np.dot(r0, r0)), math.sqrt(np.dot(r, r))
    eta = np.dot(r0, v0)
    v2 = np.dot(v0, v0)
    beta = 2.0 * mu / d0 - v2
    h2 = d0 * d0 * v2 - eta * eta
    turns, rest = 0.0, dt
    if beta > 0.0:
        period = 2.0 * math.pi * mu / (beta * math.sqrt(beta))
        turns = math.floor(dt / period + 0.5)
        rest = dt - period * turns
    sign = -1.0 if rest < 0.0 else 1.0
    s, status = universal_anomaly(mu, d0, sign * eta, beta, h2, abs(rest))
    if status != OK:
        return r, v, phi, status
    s *= sign
    if turns != 0.0:
        s += turns * 2.0 * math.pi / math.sqrt(beta)
    g1, g2, g3 = universal_functions(beta, s)
    g4, g5 = _high_functions(beta, s, g2, g3)
    f, g = 1.0 - mu * g2 / d0, d0 * g1 + eta * g2
    df, dg = -mu * g1 / (d * d0), 1.0 - mu * g2 / d
    # The secular term over mu, through which the period changes; the change of velocity over mu.
    c = mu * (3.0 * g5 - s * g4) - dt * g2
    w = -g1 / (d * d0) * r0 - g2 / d * v0
    one = np.eye(3)
    r_r0, v_r0, v_v0, r_v0 = np.outer(r, r0), np.outer(v, r0), np.outer(v, v0), np.outer(r, v0)
    ww = np.outer(w, w)
    phi[:3, :3] = mu * (d * ww + (g2 * r_r0 + c * v_r0) / d0**3) + f * one
    phi[:3, 3:] = g2 * (np.outer(r - r0, v0) - mu * np.outer(w, r0)) + c * v_v0 + g * one
    swept = r * np.dot(v, r) - v * (d * d)
    phi[3:, :3] = -mu * (
        np.outer(w, r0) / d0**2 + np.outer(r, w) / d**2 + mu * c / (d * d0) ** 3 * r_r0
    ) + df * (one - np.outer(r, r) / d**2 + np.outer(swept, w) / d)
    phi[3:, 3:] = mu * (d0 * ww + (g2 * r_r0 - c * r_v0) / d**3) + dg * one
    return r, v, phi, OK
