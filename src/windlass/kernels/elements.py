"""Turn orbital elements into states and back, for ellipses and hyperbolas.

Elements are a [m] (negative on a hyperbola), e, inclination, node, argument of periapsis and mean
anomaly [rad], in the frame of the state. Angles that a circular or an equatorial orbit leaves open
come from the state all the same, and consistently, so a round trip holds: with e = 0 the argument
of periapsis is 0, with i = 0 or pi the node is 0. A parabola has no mean anomaly and no a:
OUT_OF_DOMAIN.
Source: battin1999. Checked: tests/kernels/test_elements.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.kepler import eccentric_anomaly, hyperbolic_anomaly
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]
Six = tuple[float, float, float, float, float, float, int]


@njit
def _in_plane(mu: float, a: float, e: float, mean: float) -> tuple[float, float, float, float, int]:
    """Return (x, y, vx, vy, status) in the orbit's plane, x towards periapsis."""
    nan = math.nan
    if e < 1.0:
        anomaly, status = eccentric_anomaly(mean, e)
        if status != OK:
            return nan, nan, nan, nan, status
        cosine, sine = math.cos(anomaly), math.sin(anomaly)
        flat = math.sqrt((1.0 - e) * (1.0 + e))
        # 1 - e cos E without cancellation at the periapsis of a long ellipse.
        half = math.sin(0.5 * anomaly)
        near = (1.0 - e) + 2.0 * e * half * half
        k = math.sqrt(mu / a) / near
        x = a * ((1.0 - e) - 2.0 * half * half)
        return x, a * flat * sine, -k * sine, k * flat * cosine, OK
    anomaly, status = hyperbolic_anomaly(mean, e)
    if status != OK:
        return nan, nan, nan, nan, status
    cosh, sinh = math.cosh(anomaly), math.sinh(anomaly)
    flat = math.sqrt((e - 1.0) * (e + 1.0))
    half = math.sinh(0.5 * anomaly)
    near = (e - 1.0) + 2.0 * e * half * half
    k = math.sqrt(mu / -a) / near
    x = -a * ((e - 1.0) - 2.0 * half * half)
    return x, -a * flat * sinh, -k * sinh, k * flat * cosh, OK


@njit
def _to_state(
    mu: float, a: float, e: float, i: float, node: float, peri: float, mean: float
) -> Six:
    """Return the state as six scalars and a status."""
    nan = math.nan
    size = abs(a) + abs(i) + abs(node) + abs(peri) + abs(mean)
    if not (0.0 < mu < math.inf and 0.0 <= e < math.inf and size < math.inf and a != 0.0):
        return nan, nan, nan, nan, nan, nan, BAD_INPUT
    if e == 1.0:
        return nan, nan, nan, nan, nan, nan, OUT_OF_DOMAIN
    if (a > 0.0) != (e < 1.0):
        return nan, nan, nan, nan, nan, nan, BAD_INPUT
    x, y, vx, vy, status = _in_plane(mu, a, e, mean)
    cn, sn, cp, sp = math.cos(node), math.sin(node), math.cos(peri), math.sin(peri)
    ci, si = math.cos(i), math.sin(i)
    px, py, pz = cn * cp - sn * sp * ci, sn * cp + cn * sp * ci, sp * si
    qx, qy, qz = -cn * sp - sn * cp * ci, -sn * sp + cn * cp * ci, cp * si
    return (
        x * px + y * qx, x * py + y * qy, x * pz + y * qz,
        vx * px + vy * qx, vx * py + vy * qy, vx * pz + vy * qz, status,
    )  # fmt: skip


@njit
def _anomalies(
    mu: float, r: float, eta: float, beta: float, p: float
) -> tuple[float, float, float, int]:
    """Return (e, true anomaly, mean anomaly, status); eta = r·v, beta = mu / a, p the semilatus
    rectum."""
    q = math.sqrt(abs(beta))
    along = eta * q / mu  # e sin E, or e sinh H
    if beta > 0.0:
        across = 1.0 - r * beta / mu  # e cos E
        e = math.hypot(across, along)
        if e >= 1.0:
            return math.nan, math.nan, math.nan, OUT_OF_DOMAIN
        anomaly = math.atan2(along, across)
        flat = math.sqrt(p * beta / mu)
        true = math.atan2(flat * math.sin(anomaly), math.cos(anomaly) - e)
        return e, true, anomaly - along, OK
    e = math.sqrt(1.0 - p * beta / mu)
    if e <= 1.0:
        return math.nan, math.nan, math.nan, OUT_OF_DOMAIN
    anomaly = math.asinh(along / e)
    flat = math.sqrt(-p * beta / mu)
    true = math.atan2(flat * math.sinh(anomaly), e - math.cosh(anomaly))
    return e, true, along - anomaly, OK


@njit
def _to_elements(mu: float, x: float, y: float, z: float, vx: float, vy: float, vz: float) -> Six:
    """Return the elements as six scalars and a status."""
    nan = math.nan
    r = math.sqrt(x * x + y * y + z * z)
    v2 = vx * vx + vy * vy + vz * vz
    if not (0.0 < mu < math.inf and 0.0 < r < math.inf and v2 < math.inf):
        return nan, nan, nan, nan, nan, nan, BAD_INPUT
    hx, hy, hz = y * vz - z * vy, z * vx - x * vz, x * vy - y * vx
    h = math.sqrt(hx * hx + hy * hy + hz * hz)
    beta = 2.0 * mu / r - v2
    if not h > 0.0 or beta == 0.0:  # a line, a parabola
        return nan, nan, nan, nan, nan, nan, OUT_OF_DOMAIN
    e, true, mean, status = _anomalies(mu, r, x * vx + y * vy + z * vz, beta, h * h / mu)
    if status != OK:
        return nan, nan, nan, nan, nan, nan, status
    flat = math.hypot(hx, hy)
    i = math.atan2(flat, hz)
    cn, sn = (-hy / flat, hx / flat) if flat > 0.0 else (1.0, 0.0)
    # Argument of latitude: the position along the node and along h x node.
    ux = x * cn + y * sn
    uy = (z * (hx * sn - hy * cn) + hz * (y * cn - x * sn)) / h
    turn = 2.0 * math.pi
    latitude = math.atan2(uy, ux)
    if e == 0.0:
        return mu / beta, e, i, math.atan2(sn, cn) % turn, 0.0, latitude % turn, OK
    if beta > 0.0:
        mean = mean % turn
    return mu / beta, e, i, math.atan2(sn, cn) % turn, (latitude - true) % turn, mean, OK


@njit
def elements_to_state(
    mu: float, a: float, e: float, i: float, node: float, peri: float, mean: float
) -> tuple[Array, Array, int]:
    """Return (r, v, status) of one set of elements.

    mu [m³/s²] > 0; a [m] > 0 with 0 <= e < 1, or a < 0 with e > 1; angles [rad]. r [m], v [m/s]
    (3,); nan unless status == OK. Source: battin1999. Checked: tests/kernels/test_elements.py.
    """
    w = _to_state(mu, a, e, i, node, peri, mean)
    return np.array([w[0], w[1], w[2]]), np.array([w[3], w[4], w[5]]), w[6]


@njit(parallel=True)
def elements_to_state_many(mu: float, elements: Array) -> tuple[Array, Array, Statuses]:
    """Return (r, v, status) of n sets of elements (n, 6), in the order of `elements_to_state`.

    r [m], v [m/s] (n, 3), status (n,); nan where status != OK.
    """
    n = elements.shape[0]
    r, v = np.empty((n, 3)), np.empty((n, 3))
    statuses = np.empty(n, dtype=np.int8)
    for k in prange(n):
        w = _to_state(
            mu, elements[k, 0], elements[k, 1], elements[k, 2],
            elements[k, 3], elements[k, 4], elements[k, 5],
        )  # fmt: skip
        r[k, 0], r[k, 1], r[k, 2] = w[0], w[1], w[2]
        v[k, 0], v[k, 1], v[k, 2] = w[3], w[4], w[5]
        statuses[k] = w[6]
    return r, v, statuses


@njit
def state_to_elements(mu: float, r: Array, v: Array) -> tuple[Array, int]:
    """Return (elements, status) of one state: a [m], e, i, node, peri, mean anomaly [rad] (6,).

    mu [m³/s²] > 0; r [m], v [m/s] (3,). Node, periapsis, and the mean anomaly of an ellipse lie in
    [0, 2 pi). nan unless status == OK: OUT_OF_DOMAIN on a parabola or a line.
    Source: battin1999. Checked: tests/kernels/test_elements.py.
    """
    w = _to_elements(mu, r[0], r[1], r[2], v[0], v[1], v[2])
    return np.array([w[0], w[1], w[2], w[3], w[4], w[5]]), w[6]


@njit(parallel=True)
def state_to_elements_many(mu: float, r: Array, v: Array) -> tuple[Array, Statuses]:
    """Return (elements (n, 6), status (n,)) of n states (n, 3); nan where status != OK."""
    n = r.shape[0]
    elements = np.empty((n, 6))
    statuses = np.empty(n, dtype=np.int8)
    for k in prange(n):
        w = _to_elements(mu, r[k, 0], r[k, 1], r[k, 2], v[k, 0], v[k, 1], v[k, 2])
        elements[k, 0], elements[k, 1], elements[k, 2] = w[0], w[1], w[2]
        elements[k, 3], elements[k, 4], elements[k, 5] = w[3], w[4], w[5]
        statuses[k] = w[6]
    return elements, statuses
