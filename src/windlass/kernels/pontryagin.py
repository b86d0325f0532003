"""Extremals of a thrusting flight about one mass: Pontryagin's equations with their variations.

State and costate y (14): (r, v, m, λr, λv, λm); units: GM is 1.  The Hamiltonian, to be least, is
H = λr·v − λv·r/r³ + G(S) with the switching function S = −|λv| τ(r)/m − λm ρ(r); thrust points
against λv.  What the throttle p costs besides propellant is κ (p² − p), so that G(S) is the least
of p S + κ (p² − p): off where S > κ, on where S < −κ, p = 1/2 − S/2κ between; κ = 0 is on or off.
Source: bertrand2002.  Checked: tests/kernels/test_pontryagin.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.collocation import engine_at

Array = NDArray[np.float64]

OFF: Final = 0
BETWEEN: Final = 1
ON: Final = 2
BY_SWITCH: Final = 3
"""Laws of an arc's throttle: held off, (within ± κ), held on, or by the switching function."""


@njit
def switching(y: Array, engine: Array) -> float:
    """Return the switching function S."""
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    tau, _, _, rho, _, _ = engine_at(engine, r)
    primer = math.sqrt(y[10] * y[10] + y[11] * y[11] + y[12] * y[12])
    s: float = -primer * tau / y[6] - y[13] * rho
    return s


@njit
def law_at(s: float, kappa: float) -> int:
    """Return the law of the throttle that S asks for."""
    if s > kappa or (kappa == 0.0 and s == 0.0):
        return OFF
    return ON if s < -kappa else BETWEEN


@njit
def throttle_at(s: float, law: int, kappa: float) -> tuple[float, float, float]:
    """Return (p, dp/dS, G) under a law."""
    if law == OFF:
        return 0.0, 0.0, 0.0
    if law == ON:
        return 1.0, 0.0, s
    return 0.5 - 0.5 * s / kappa, -0.5 / kappa, -((s - kappa) ** 2) / (4.0 * kappa)


@njit
def hamiltonian(y: Array, engine: Array, law: int, kappa: float) -> float:
    """Return H under a law."""
    r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
    fall = (y[10] * y[0] + y[11] * y[1] + y[12] * y[2]) / (r2 * math.sqrt(r2))
    _, _, g = throttle_at(switching(y, engine), law, kappa)
    h: float = y[7] * y[3] + y[8] * y[4] + y[9] * y[5] - fall + g
    return h


@njit
def slopes(y: Array, engine: Array, out: Array) -> tuple[float, float, float]:
    """Put the gradient of S into out (14,); return (S, and of what is a function of the distance
    its first and second derivative)."""
    r = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    tau, tau1, tau2, rho, rho1, rho2 = engine_at(engine, r)
    primer = math.sqrt(y[10] * y[10] + y[11] * y[11] + y[12] * y[12])
    one = -primer * tau1 / y[6] - y[13] * rho1
    two = -primer * tau2 / y[6] - y[13] * rho2
    out[:] = 0.0
    for c in range(3):
        out[c] = one * y[c] / r
        if primer > 0.0:
            out[10 + c] = -tau / y[6] * y[10 + c] / primer
    out[6] = primer * tau / (y[6] * y[6])
    out[13] = -rho
    return -primer * tau / y[6] - y[13] * rho, one, two


@njit
def field(y: Array, engine: Array, law: int, kappa: float, out: Array) -> float:
    """Put the rate of change of y into out (14,); return the rate of change of S."""
    slope = np.empty(14)
    s, _, _ = slopes(y, engine, slope)
    p, _, _ = throttle_at(s, law, kappa)
    r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
    r3 = r2 * math.sqrt(r2)
    fall = y[10] * y[0] + y[11] * y[1] + y[12] * y[2]
    for c in range(3):
        out[c] = y[3 + c]
        out[3 + c] = -y[c] / r3 + p * slope[10 + c]
        out[7 + c] = y[10 + c] / r3 - 3.0 * fall * y[c] / (r3 * r2) - p * slope[c]
        out[10 + c] = -y[7 + c]
    out[6] = p * slope[13]
    out[13] = -p * slope[6]
    rate = 0.0
    for c in range(14):
        rate += slope[c] * out[c]
    return rate


@njit
def variation(y: Array, engine: Array, law: int, kappa: float, out: Array) -> None:
    """Put the derivatives of ``field`` by y into out (14, 14): the symplectic unit times those of
    H, second."""
    slope = np.empty(14)
    s, one, two = slopes(y, engine, slope)
    p, bend, _ = throttle_at(s, law, kappa)
    r2 = y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
    r = math.sqrt(r2)
    r3, r5 = r * r2, r * r2 * r2
    m = y[6]
    tau, tau1, _, _, rho1, _ = engine_at(engine, r)
    primer = math.sqrt(y[10] * y[10] + y[11] * y[11] + y[12] * y[12])
    fall = y[10] * y[0] + y[11] * y[1] + y[12] * y[2]
    h = np.zeros((14, 14))
    for a in range(3):
        h[3 + a, 7 + a] = 1.0
        for b in range(3):
            same = 1.0 if a == b else 0.0
            along = y[a] * y[b] / r2
            n = y[10 + b] / primer if primer > 0.0 else 0.0
            na = y[10 + a] / primer if primer > 0.0 else 0.0
            h[a, b] = 3.0 * (y[10 + a] * y[b] + y[a] * y[10 + b] + fall * same) / r5
            h[a, b] += -15.0 * fall * y[a] * y[b] / (r5 * r2)
            h[a, b] += p * (two * along + one * (same - along) / r)
            h[a, 10 + b] = 3.0 * y[a] * y[b] / r5 - same / r3 - p * tau1 / m * y[a] / r * n
            if primer > 0.0:
                h[10 + a, 10 + b] = -p * tau / m * (same - na * n) / primer
        h[a, 6] = p * primer * tau1 / (m * m) * y[a] / r
        h[a, 13] = -p * rho1 * y[a] / r
        h[6, 10 + a] = -p * slope[10 + a] / m
    h[6, 6] = -2.0 * p * primer * tau / (m * m * m)
    for a in range(14):
        for b in range(a, 14):
            h[a, b] += bend * slope[a] * slope[b]
            h[b, a] = h[a, b]
    for b in range(14):
        for a in range(7):
            out[a, b] = h[7 + a, b]
            out[7 + a, b] = -h[a, b]
