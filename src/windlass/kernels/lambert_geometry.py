"""The geometry of Lambert's problem before its time, and the velocities after it.

The regular case is written without branches and inlined, for loops over many problems
(`lambert_block`); `geometry` adds the degenerate cases that `lambert` describes.
Source: izzo2015. Checked: tests/kernels/test_lambert.py.
"""

import math
from typing import Final, NamedTuple

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

_COLLINEAR: Final = 1e-12
_NEARLY_COLLINEAR: Final = 1e-3

Shape = tuple[
    float, float, float, float, float, float, float, float, float,
    float, float, float, float, float, float, float, bool,
]  # fmt: skip
"""The fields of `Geometry` without its status, and whether they hold."""


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


@njit(inline=True)
def shape(
    ax: float, ay: float, az: float, bx: float, by: float, bz: float,
    px: float, py: float, pz: float, sense: float,
) -> Shape:  # fmt: skip
    """Return the fields of `Geometry` and whether they hold: positions that are no numbers, or are
    collinear to within 1e-3 rad, need `geometry`.

    sense: 1 prograde, -1 retrograde.
    """
    r1 = math.sqrt(ax * ax + ay * ay + az * az)
    r2 = math.sqrt(bx * bx + by * by + bz * bz)
    pole2 = px * px + py * py + pz * pz
    sized = r1 > 0.0 and r1 < math.inf and r2 > 0.0 and r2 < math.inf
    i1, i2 = 1.0 / (r1 if sized else 1.0), 1.0 / (r2 if sized else 1.0)
    u1x, u1y, u1z = ax * i1, ay * i1, az * i1
    u2x, u2y, u2z = bx * i2, by * i2, bz * i2
    nx, ny, nz = u1y * u2z - u1z * u2y, u1z * u2x - u1x * u2z, u1x * u2y - u1y * u2x
    size = math.sqrt(nx * nx + ny * ny + nz * nz)
    regular = size >= _NEARLY_COLLINEAR and sized and pole2 > 0.0 and pole2 < math.inf
    turn = -sense if nx * px + ny * py + nz * pz < 0.0 else sense
    k = turn / (size if regular else 1.0)
    sx, sy, sz = u1x + u2x, u1y + u2y, u1z + u2z
    dx, dy, dz = u2x - u1x, u2y - u1y, u2z - u1z
    cos_half = 0.5 * math.sqrt(sx * sx + sy * sy + sz * sz)
    sin_half = 0.5 * math.sqrt(dx * dx + dy * dy + dz * dz)
    cx, cy, cz = bx - ax, by - ay, bz - az
    c = math.sqrt(cx * cx + cy * cy + cz * cz)
    c = c if c > 0.0 else 1.0
    s = 0.5 * (r1 + r2 + c)
    mean = math.sqrt(r1 * r2)
    # Each ratio in the form that keeps its digits for short arcs and for opposite positions.
    inv_s, inv_c = 1.0 / s, 1.0 / c
    q2 = c * inv_s
    rho = -(cx * (ax + bx) + cy * (ay + by) + cz * (az + bz)) * inv_c / (r1 + r2 + 1e-300)
    return (
        u1x, u1y, u1z, u2x, u2y, u2z, k * nx, k * ny, k * nz, r1, r2, s,
        turn * mean * cos_half * inv_s, q2 if q2 < 1.0 else 1.0, rho, 2.0 * mean * sin_half * inv_c,
        regular,
    )  # fmt: skip


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
    sense = -1.0 if retrograde else 1.0
    w = shape(ax, ay, az, bx, by, bz, px, py, pz, sense)
    u1x, u1y, u1z, u2x, u2y, u2z = w[0], w[1], w[2], w[3], w[4], w[5]
    nx, ny, nz, r1, r2, s, lam = w[6], w[7], w[8], w[9], w[10], w[11], w[12]
    q2, rho, sigma, status = w[13], w[14], w[15], OK
    pole2 = px * px + py * py + pz * pz
    if not w[16]:
        if not (0.0 < r1 < math.inf and 0.0 < r2 < math.inf and 0.0 < pole2 < math.inf):
            return Geometry(
                nan, nan, nan, nan, nan, nan, nan, nan, nan,
                nan, nan, nan, nan, nan, nan, nan, BAD_INPUT,
            )  # fmt: skip
        together = u1x * u2x + u1y * u2y + u1z * u2z > 0.0
        nx, ny, nz, turn, status = _normal(u1x, u1y, u1z, u2x, u2y, u2z, px, py, pz, together)
        nx, ny, nz, lam = sense * nx, sense * ny, sense * nz, math.copysign(lam, sense * turn)
        if ax == bx and ay == by and az == bz:
            lam, q2, rho, sigma, status = nan, nan, nan, nan, OUT_OF_DOMAIN
    return Geometry(
        u1x, u1y, u1z, u2x, u2y, u2z, nx, ny, nz, r1, r2, s, lam, q2, rho, sigma, status
    )  # fmt: skip


@njit(inline=True)
def speeds(
    u1x: float, u1y: float, u1z: float, u2x: float, u2y: float, u2z: float,
    nx: float, ny: float, nz: float, r1: float, r2: float, s: float,
    lam: float, q2: float, rho: float, sigma: float, mu: float, x: float,
) -> tuple[float, float, float, float, float, float]:  # fmt: skip
    """Return the velocities [m/s] at departure and arrival of the arc x; a `Geometry` in parts."""
    lx = lam * x
    y = math.sqrt(q2 + lx * lx)
    gamma = math.sqrt(0.5 * mu * s)
    low, high = lam * y - x, lam * y + x
    sum_ = y + abs(lx)
    transverse = q2 / sum_ if lx < 0.0 else sum_
    a1, a2 = gamma / r1, gamma / r2
    across = sigma * transverse
    d1, d2 = a1 * (low - rho * high), -a2 * (low + rho * high)
    t1, t2 = a1 * across, a2 * across
    return (
        d1 * u1x + t1 * (ny * u1z - nz * u1y),
        d1 * u1y + t1 * (nz * u1x - nx * u1z),
        d1 * u1z + t1 * (nx * u1y - ny * u1x),
        d2 * u2x + t2 * (ny * u2z - nz * u2y),
        d2 * u2y + t2 * (nz * u2x - nx * u2z),
        d2 * u2z + t2 * (nx * u2y - ny * u2x),
    )


@njit
def velocities(g: Geometry, mu: float, x: float) -> tuple[float, float, float, float, float, float]:
    """Return the velocities [m/s] at departure and arrival of the arc with Izzo's parameter x."""
    return speeds(
        g.u1x, g.u1y, g.u1z, g.u2x, g.u2y, g.u2z, g.nx, g.ny, g.nz, g.r1, g.r2, g.s,
        g.lam, g.q2, g.rho, g.sigma, mu, x,
    )  # fmt: skip


@njit
def scaled_time(g: Geometry, mu: float, tof: float) -> float:
    """Return the dimensionless time of flight of tof [s]."""
    return math.sqrt(2.0 * mu / g.s) / g.s * tof
