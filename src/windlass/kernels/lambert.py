"""Solve Lambert's problem: the conic arcs from r1 to r2 in a given time, any revolutions.

Prograde means an angular momentum with a positive component along the caller's ``pole``. Solutions
of one direction are kept in slots: slot 0 has no full revolution, slots 2n - 1 and 2n are the left
and right branch (``izzo2015.LEFT``, ``RIGHT``) with n full revolutions.

Degenerate geometry. Positions opposite to within 1e-12 rad fix no plane: the plane is then the one
through r1 of least inclination to the pole's equator (OUT_OF_DOMAIN where r1 lies along the pole).
Positions in one direction to within 1e-12 rad are OUT_OF_DOMAIN: the arc is a straight line or a
whole orbit of any plane.
Source: izzo2015. Checked: tests/kernels/test_lambert.py, validation/lambert.py.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.izzo2015 import LEFT, RIGHT, solve_direct, solve_pair
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]
Statuses = NDArray[np.int8]

_COLLINEAR: Final = 1e-12
_NEARLY_COLLINEAR: Final = 1e-3


class Geometry(NamedTuple):
    """Lambert's problem before the time: directions, the motion's normal, the triangle's shape."""

    u1x: float
    u1y: float
    u1z: float
    u2x: float
    u2y: float
    u2z: float
    nx: float
    ny: float
    nz: float
    r1: float
    r2: float
    s: float
    lam: float
    q2: float
    rho: float
    sigma: float
    status: int


@njit
def _normal(
    u1x: float, u1y: float, u1z: float, u2x: float, u2y: float, u2z: float,
    px: float, py: float, pz: float, together: bool,
) -> tuple[float, float, float, float, int]:  # fmt: skip
    """Return the unit normal of prograde motion, +1 or -1 for a turn below or above 180°,
    status."""
    nx, ny, nz = u1y * u2z - u1z * u2y, u1z * u2x - u1x * u2z, u1x * u2y - u1y * u2x
    size = math.sqrt(nx * nx + ny * ny + nz * nz)
    turn = 1.0
    if size < _COLLINEAR:
        along = px * u1x + py * u1y + pz * u1z
        nx, ny, nz = px - along * u1x, py - along * u1y, pz - along * u1z
        size = math.sqrt(nx * nx + ny * ny + nz * nz)
        if together or not size > _COLLINEAR * math.sqrt(px * px + py * py + pz * pz):
            return math.nan, math.nan, math.nan, math.nan, OUT_OF_DOMAIN
    else:
        if nx * px + ny * py + nz * pz < 0.0:
            turn = -1.0
        if size < _NEARLY_COLLINEAR:
            # Rounding leaves the cross product a part along u1, which must not reach the speeds.
            along = nx * u1x + ny * u1y + nz * u1z
            nx, ny, nz = nx - along * u1x, ny - along * u1y, nz - along * u1z
            size = math.sqrt(nx * nx + ny * ny + nz * nz)
    k = turn / size
    return k * nx, k * ny, k * nz, turn, OK


@njit
def geometry(
    ax: float, ay: float, az: float, bx: float, by: float, bz: float,
    px: float, py: float, pz: float, retrograde: bool,
) -> Geometry:  # fmt: skip
    """Return the geometry of the transfer from position a to position b [m] about the pole p (any
    length).

    Valid only where its status is OK: BAD_INPUT for a position or pole that is zero or not finite,
    OUT_OF_DOMAIN for positions in one direction.
    """
    nan = math.nan
    r1 = math.sqrt(ax * ax + ay * ay + az * az)
    r2 = math.sqrt(bx * bx + by * by + bz * bz)
    pole2 = px * px + py * py + pz * pz
    if not (0.0 < r1 < math.inf and 0.0 < r2 < math.inf and 0.0 < pole2 < math.inf):
        return Geometry(
            nan, nan, nan, nan, nan, nan, nan, nan, nan,
            nan, nan, nan, nan, nan, nan, nan, BAD_INPUT,
        )  # fmt: skip
    i1, i2 = 1.0 / r1, 1.0 / r2
    u1x, u1y, u1z = ax * i1, ay * i1, az * i1
    u2x, u2y, u2z = bx * i2, by * i2, bz * i2
    sx, sy, sz = u1x + u2x, u1y + u2y, u1z + u2z
    dx, dy, dz = u2x - u1x, u2y - u1y, u2z - u1z
    cos_half = 0.5 * math.sqrt(sx * sx + sy * sy + sz * sz)
    sin_half = 0.5 * math.sqrt(dx * dx + dy * dy + dz * dz)
    nx, ny, nz, turn, status = _normal(
        u1x, u1y, u1z, u2x, u2y, u2z, px, py, pz, cos_half > sin_half
    )
    if retrograde:
        nx, ny, nz, turn = -nx, -ny, -nz, -turn
    cx, cy, cz = bx - ax, by - ay, bz - az
    c = math.sqrt(cx * cx + cy * cy + cz * cz)
    s = 0.5 * (r1 + r2 + c)
    if not c > 0.0:
        return Geometry(
            u1x, u1y, u1z, u2x, u2y, u2z, nx, ny, nz, r1, r2, s, nan, nan, nan, nan, OUT_OF_DOMAIN
        )  # fmt: skip
    mean = math.sqrt(r1 * r2)
    # Each ratio in the form that keeps its digits for short arcs and for opposite positions.
    lam = turn * mean * cos_half / s
    rho = -(cx * (ax + bx) + cy * (ay + by) + cz * (az + bz)) / ((r1 + r2) * c)
    return Geometry(
        u1x, u1y, u1z, u2x, u2y, u2z, nx, ny, nz, r1, r2, s,
        lam, min(1.0, c / s), rho, 2.0 * mean * sin_half / c, status,
    )  # fmt: skip


@njit
def velocities(g: Geometry, mu: float, x: float) -> tuple[float, float, float, float, float, float]:
    """Return the velocities [m/s] at departure and arrival of the arc with Izzo's parameter x."""
    lam = g.lam
    y = math.sqrt(g.q2 + lam * lam * x * x)
    gamma = math.sqrt(0.5 * mu * g.s)
    low, high = lam * y - x, lam * y + x
    transverse = g.q2 / (y - lam * x) if lam * x < 0.0 else y + lam * x
    a1, a2 = gamma / g.r1, gamma / g.r2
    q1 = a1 * (low - g.rho * high)
    q2 = -a2 * (low + g.rho * high)
    t1, t2 = a1 * g.sigma * transverse, a2 * g.sigma * transverse
    return (
        q1 * g.u1x + t1 * (g.ny * g.u1z - g.nz * g.u1y),
        q1 * g.u1y + t1 * (g.nz * g.u1x - g.nx * g.u1z),
        q1 * g.u1z + t1 * (g.nx * g.u1y - g.ny * g.u1x),
        q2 * g.u2x + t2 * (g.ny * g.u2z - g.nz * g.u2y),
        q2 * g.u2y + t2 * (g.nz * g.u2x - g.nx * g.u2z),
        q2 * g.u2z + t2 * (g.nx * g.u2y - g.ny * g.u2x),
    )


@njit
def scaled_time(g: Geometry, mu: float, tof: float) -> float:
    """Return the dimensionless time of flight of tof [s]."""
    return math.sqrt(2.0 * mu / g.s) / g.s * tof


@njit
def _fill(
    g: Geometry, mu: float, tof: float, n_rev_max: int,
    v1: Array, v2: Array, statuses: Statuses,
) -> None:  # fmt: skip
    """Write all slots of one problem: v1, v2 (k, 3), statuses (k,), k = 2 n_rev_max + 1."""
    v1[:] = math.nan
    v2[:] = math.nan
    if g.status != OK or not (0.0 < mu < math.inf and 0.0 < tof < math.inf):
        statuses[:] = g.status if g.status != OK else BAD_INPUT
        return
    t = scaled_time(g, mu, tof)
    x, status = solve_direct(t, g.lam, g.q2)
    other, other_status = x, status
    for n in range(n_rev_max + 1):
        if n > 0:
            x, status, other, other_status = solve_pair(t, g.lam, g.q2, n)
        for right in range(2 if n > 0 else 1):
            slot = 2 * n - 1 + right if n > 0 else 0
            statuses[slot] = other_status if right else status
            if statuses[slot] == OK:
                w = velocities(g, mu, other if right else x)
                v1[slot, 0], v1[slot, 1], v1[slot, 2] = w[0], w[1], w[2]
                v2[slot, 0], v2[slot, 1], v2[slot, 2] = w[3], w[4], w[5]


@njit
def lambert(
    mu: float, r1: Array, r2: Array, tof: float, pole: Array,
    retrograde: bool = False, n_rev: int = 0, branch: int = LEFT,
) -> tuple[Array, Array, int]:  # fmt: skip
    """Return (v1, v2, status): one arc from r1 to r2.

    mu [m³/s²] > 0; r1, r2 [m] (3,); tof [s] > 0; pole (3,) any length, same frame as r1; n_rev >= 0
    full revolutions; branch LEFT or RIGHT, LEFT when n_rev = 0. v1, v2 [m/s] (3,); nan unless
    status == OK. NO_SOLUTION where tof is too short for n_rev; degenerate positions as in the
    module's docstring.
    Source: izzo2015. Checked: tests/kernels/test_lambert.py.
    """
    v1, v2 = np.full(3, np.nan), np.full(3, np.nan)
    if not (
        0.0 < mu < math.inf and 0.0 < tof < math.inf and n_rev >= 0 and branch in (LEFT, RIGHT)
    ):
        return v1, v2, BAD_INPUT
    g = geometry(
        r1[0], r1[1], r1[2], r2[0], r2[1], r2[2], pole[0], pole[1], pole[2], retrograde
    )  # fmt: skip
    if g.status != OK:
        return v1, v2, g.status
    t = scaled_time(g, mu, tof)
    if n_rev == 0:
        if branch != LEFT:
            return v1, v2, NO_SOLUTION
        x, status = solve_direct(t, g.lam, g.q2)
    else:
        left, left_status, right, right_status = solve_pair(t, g.lam, g.q2, n_rev)
        x = left if branch == LEFT else right
        status = left_status if branch == LEFT else right_status
    if status == OK:
        w = velocities(g, mu, x)
        v1[0], v1[1], v1[2] = w[0], w[1], w[2]
        v2[0], v2[1], v2[2] = w[3], w[4], w[5]
    return v1, v2, status


@njit
def lambert_all(
    mu: float, r1: Array, r2: Array, tof: float, pole: Array, n_rev_max: int
) -> tuple[Array, Array, NDArray[np.bool_], Statuses, Statuses, Statuses]:
    """Return (v1, v2, retrograde, n_rev, branch, status): every arc up to n_rev_max, both
    directions.

    Arguments as for `lambert`. v1, v2 (2k, 3), the others (2k,), with k = 2 n_rev_max + 1: the
    prograde slots, then the retrograde ones. Rows without a solution stay, with their status.
    Source: izzo2015. Checked: tests/kernels/test_lambert.py.
    """
    k = 2 * max(n_rev_max, 0) + 1
    v1, v2 = np.empty((2 * k, 3)), np.empty((2 * k, 3))
    backward = np.zeros(2 * k, dtype=np.bool_)
    n_rev = np.zeros(2 * k, dtype=np.int8)
    branch = np.zeros(2 * k, dtype=np.int8)
    statuses = np.empty(2 * k, dtype=np.int8)
    for side in range(2):
        g = geometry(
            r1[0], r1[1], r1[2], r2[0], r2[1], r2[2], pole[0], pole[1], pole[2], side == 1
        )  # fmt: skip
        rows = slice(side * k, (side + 1) * k)
        _fill(g, mu, tof, max(n_rev_max, 0), v1[rows], v2[rows], statuses[rows])
        backward[rows] = side == 1
        for slot in range(1, k):
            n_rev[side * k + slot] = (slot + 1) // 2
            branch[side * k + slot] = LEFT if slot % 2 else RIGHT
    return v1, v2, backward, n_rev, branch, statuses


@njit(parallel=True)
def lambert_many(
    mu: float, r1: Array, r2: Array, tof: Array, pole: Array, retrograde: bool, n_rev_max: int
) -> tuple[Array, Array, Statuses]:
    """Return (v1, v2, status) of n problems, all slots of one direction, in parallel.

    mu [m³/s²]; r1, r2 [m] (n, 3); tof [s] (n,); pole (3,). v1, v2 [m/s] (n, k, 3), status (n, k),
    with k = 2 n_rev_max + 1 slots as in the module's docstring; nan where status != OK.
    Source: izzo2015. Checked: tests/kernels/test_lambert.py.
    """
    n = r1.shape[0]
    revolutions = max(n_rev_max, 0)
    k = 2 * revolutions + 1
    v1, v2 = np.empty((n, k, 3)), np.empty((n, k, 3))
    statuses = np.empty((n, k), dtype=np.int8)
    for i in prange(n):
        g = geometry(
            r1[i, 0], r1[i, 1], r1[i, 2], r2[i, 0], r2[i, 1], r2[i, 2],
            pole[0], pole[1], pole[2], retrograde,
        )  # fmt: skip
        _fill(g, mu, tof[i], revolutions, v1[i], v2[i], statuses[i])
    return v1, v2, statuses
