"""Forces of the reference model on a body without mass of its own: all that is known to matter.

Barycentric ICRF, SI, TDB seconds past J2000.  Sun, planets, Moon and Pluto pull by the
Einstein–Infeld–Hoffmann equations (a light body among them); further asteroids by Newton; the
zonal harmonics J2 to J4 of named bodies about their poles of date, within a distance; accelerations
along the radial, transverse and normal directions from the Sun, by a law of the distance; thrust by
a table of intervals with mass flow.
Source: moyer2003 (relativity), capitaine2003 and petit2010 (Earth's pole), archinal2018 (others),
marsden1973 (non-gravitational law).  Checked: tests/kernels/test_reference.py.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.nbody import BODIES, place_bodies
from windlass.kernels.status import OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]

SUN, EARTH, MOON, MARS = 0, 3, 4, 5
C2 = 299_792_458.0**2
CENTURY = 3_155_760_000.0
ARCSEC = math.pi / 648_000.0

PUSH = 8
"""Numbers of a non-gravitational law: A1, A2, A3 [m/s²]; then α, r0 [m], m, n, k of
g = α (r/r0)^−m (1 + (r/r0)^n)^−k."""
THRUST = 12
"""Numbers of an interval of thrust: from, until [s]; frame; force at its start (3), at its end (3)
[N]; mass at its start [kg]; mass flow at its start, at its end [kg/s].  Both change evenly."""
INERTIAL = -1.0
"""Frame of a force along ICRF; a body's number: radial, transverse, normal about that body."""


class Model(NamedTuple):
    """What pulls and pushes.

    pack, layout, clock: planetary ephemeris (see ``kernels.chebyshev``); small_…: barycentric
    ephemeris of m asteroids, likewise; gm (11,), small_gm (m,) [m³/s²], 0 switches one off; shape
    (11, 4): J2, J3, J4 and radius [m]; within (11,): [m] up to which it counts; radii (11,) [m]: a
    flight ends on meeting one; relativity: 1, or 0 for Newton alone; poles: 1 of date, or 0 for
    Earth's of J2000; push (PUSH,); thrust (k, THRUST), by time, no two at once.
    """

    pack: Array
    layout: Layout
    clock: Array
    small_pack: Array
    small_layout: Layout
    small_clock: Array
    gm: Array
    small_gm: Array
    shape: Array
    within: Array
    radii: Array
    relativity: float
    poles: float
    push: Array
    thrust: Array


class Sky(NamedTuple):
    """Where everything is at one instant: bodies (11, 6); small (m, 3); what each body feels of the
    others, field (11, 4): potential GM/r [m²/s²], acceleration [m/s²]."""

    bodies: Array
    small: Array
    field: Array


@njit
def look(model: Model, t: float, sky: Sky) -> int:
    """Fill the sky at t; status."""
    code = place_bodies(model.pack, model.layout, model.clock, t, sky.bodies)
    part = np.empty(6)
    for s in range(model.small_gm.size):
        if model.small_gm[s] == 0.0:
            continue
        one = segment_state(model.small_pack, model.small_layout, model.small_clock, s, t, part)
        code = max(code, one)
        for k in range(3):
            sky.small[s, k] = part[k]
    if code == OK and model.relativity != 0.0:
        _field(model.gm, sky)
    return code


@njit
def _field(gm: Array, sky: Sky) -> None:
    """Work out what each body feels of the others, by Newton."""
    bodies, field = sky.bodies, sky.field
    field[:] = 0.0
    for i in range(BODIES):
        for j in range(i):
            dx = bodies[j, 0] - bodies[i, 0]
            dy = bodies[j, 1] - bodies[i, 1]
            dz = bodies[j, 2] - bodies[i, 2]
            r2 = dx * dx + dy * dy + dz * dz
            r = math.sqrt(r2)
            field[i, 0] += gm[j] / r
            field[j, 0] += gm[i] / r
            fi, fj = gm[j] / (r2 * r), gm[i] / (r2 * r)
            field[i, 1] += fi * dx
            field[i, 2] += fi * dy
            field[i, 3] += fi * dz
            field[j, 1] -= fj * dx
            field[j, 2] -= fj * dy
            field[j, 3] -= fj * dz


@njit
def acceleration(
    model: Model, t: float, x: Array, v: Array, sky: Sky, burning: int, out: Array
) -> None:
    """Write the acceleration (3,) [m/s²] at x [m], v [m/s]; burning: interval of thrust, or −1."""
    bodies = sky.bodies
    out[0] = out[1] = out[2] = 0.0
    if model.relativity != 0.0:
        _einstein(model.gm, x, v, sky, out)
    else:
        for b in range(BODIES):
            _newton(model.gm[b], x, bodies[b], out)
    for s in range(model.small_gm.size):
        if model.small_gm[s] != 0.0:
            _newton(model.small_gm[s], x, sky.small[s], out)
    pole, d = np.empty(3), np.empty(3)
    for b in range(BODIES):
        if model.shape[b, 3] == 0.0 or model.gm[b] == 0.0:
            continue
        for k in range(3):
            d[k] = x[k] - bodies[b, k]
        r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
        if r2 < model.within[b] * model.within[b]:
            north(b, t, pole)
            if b == EARTH and model.poles == 0.0:
                pole[0], pole[1], pole[2] = 0.0, 0.0, 1.0
            zonal(model.gm[b], model.shape[b], d, math.sqrt(r2), pole, out)
    if model.push[0] != 0.0 or model.push[1] != 0.0 or model.push[2] != 0.0:
        _pushed(model.push, x, v, bodies[SUN], out)
    if burning >= 0:
        _thrust(model.thrust[burning], t, x, v, bodies, out)


@njit
def _newton(gm: float, x: Array, at: Array, out: Array) -> None:
    dx, dy, dz = x[0] - at[0], x[1] - at[1], x[2] - at[2]
    d2 = dx * dx + dy * dy + dz * dz
    f = -gm / (d2 * math.sqrt(d2))
    out[0] += f * dx
    out[1] += f * dy
    out[2] += f * dz


@njit
def _einstein(gm: Array, x: Array, v: Array, sky: Sky, out: Array) -> None:
    """Add the pull of all bodies with its relativity (moyer2003, eq. 4-26, β = γ = 1)."""
    bodies, field = sky.bodies, sky.field
    here = 0.0
    for b in range(BODIES):
        dx, dy, dz = x[0] - bodies[b, 0], x[1] - bodies[b, 1], x[2] - bodies[b, 2]
        here += gm[b] / math.sqrt(dx * dx + dy * dy + dz * dz)
    vv = v[0] * v[0] + v[1] * v[1] + v[2] * v[2]
    # small bodies first, so that the greatest terms are added last
    for b in range(BODIES - 1, -1, -1):
        if gm[b] == 0.0:
            continue
        dx, dy, dz = x[0] - bodies[b, 0], x[1] - bodies[b, 1], x[2] - bodies[b, 2]
        ux, uy, uz = bodies[b, 3], bodies[b, 4], bodies[b, 5]
        r2 = dx * dx + dy * dy + dz * dz
        r = math.sqrt(r2)
        along = (dx * ux + dy * uy + dz * uz) / r
        more = vv + 2.0 * (ux * ux + uy * uy + uz * uz)
        more -= 4.0 * (v[0] * ux + v[1] * uy + v[2] * uz)
        more -= 1.5 * along * along + 4.0 * here + field[b, 0]
        more -= 0.5 * (dx * field[b, 1] + dy * field[b, 2] + dz * field[b, 3])
        f = gm[b] / (r2 * r)
        pull = -f * (1.0 + more / C2)
        drag = dx * (4.0 * v[0] - 3.0 * ux) + dy * (4.0 * v[1] - 3.0 * uy)
        drag = f * (drag + dz * (4.0 * v[2] - 3.0 * uz)) / C2
        fall = 3.5 * gm[b] / (r * C2)
        out[0] += drag * (v[0] - ux) + fall * field[b, 1] + pull * dx
        out[1] += drag * (v[1] - uy) + fall * field[b, 2] + pull * dy
        out[2] += drag * (v[2] - uz) + fall * field[b, 3] + pull * dz


@njit
def zonal(gm: float, shape: Array, d: Array, r: float, pole: Array, out: Array) -> None:
    """Add what J2, J3 and J4 of shape (4,) do at d [m] from a body, r [m] away."""
    s = (d[0] * pole[0] + d[1] * pole[1] + d[2] * pole[2]) / r
    s2 = s * s
    p2, q2 = 1.5 * s2 - 0.5, 3.0 * s
    p3, q3 = s * (2.5 * s2 - 1.5), 7.5 * s2 - 1.5
    p4, q4 = (4.375 * s2 - 3.75) * s2 + 0.375, s * (17.5 * s2 - 7.5)
    u = shape[3] / r
    f = gm * u * u / (r * r)
    out_of = f * (3.0 * shape[0] * p2 + u * (4.0 * shape[1] * p3 + u * 5.0 * shape[2] * p4))
    north_of = f * (shape[0] * q2 + u * (shape[1] * q3 + u * shape[2] * q4))
    for k in range(3):
        n = d[k] / r
        out[k] += out_of * n - north_of * (pole[k] - s * n)


@njit
def north(body: int, t: float, out: Array) -> None:
    """Write the pole (3,) of a body at t in ICRF, ecliptic north for one whose pole is not told."""
    c = t / CENTURY
    if body == EARTH:
        _earth_pole(c, out)
    elif body == MOON:
        _moon_pole(c, out)
    elif body == MARS:
        slow, slower = (
            math.radians(79.398797 + 0.5042615 * c),
            math.radians(166.325722 + 0.5042615 * c),
        )
        ra = 317.269202 - 0.10927547 * c + 0.419057 * math.sin(slow)
        _aim(ra, 54.432516 - 0.05827105 * c + 1.591274 * math.cos(slower), out)
    elif body == SUN:
        _aim(286.13, 63.87, out)
    else:
        _aim(270.0, 90.0 - 84_381.448 / 3_600.0, out)


@njit
def _aim(right_ascension: float, declination: float, out: Array) -> None:
    """Write the direction (3,) of two angles [deg]."""
    a, d = math.radians(right_ascension), math.radians(declination)
    out[0], out[1], out[2] = math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d)


@njit
def _earth_pole(c: float, out: Array) -> None:
    """Write Earth's celestial pole: precession, and the greatest terms of nutation."""
    node = math.radians(125.04452 - 1_934.136261 * c)
    sun = math.radians(2.0 * (280.4665 + 36_000.7698 * c))
    moon = math.radians(2.0 * (218.3165 + 481_267.8813 * c))
    turn = -17.2064 * math.sin(node) - 1.3171 * math.sin(sun)
    turn += -0.2276 * math.sin(moon) + 0.2075 * math.sin(2.0 * node)
    tilt = 9.2052 * math.cos(node) + 0.5730 * math.cos(sun)
    tilt += 0.0978 * math.cos(moon) - 0.0897 * math.cos(2.0 * node)
    x = -0.016617 + c * (2_004.191898 + c * (-0.4297829 - 0.19861834 * c)) + 0.3977772 * turn
    y = -0.006951 + c * (-0.025896 + c * (-22.4072747 + 0.00190059 * c)) + tilt
    out[0], out[1] = x * ARCSEC, y * ARCSEC
    out[2] = math.sqrt(1.0 - out[0] * out[0] - out[1] * out[1])


@njit
def _moon_pole(c: float, out: Array) -> None:
    """Write the Moon's pole by Cassini's laws: 1.54° from the ecliptic's, turning with the node."""
    node, lean = math.radians(125.04452 - 1_934.136261 * c), math.radians(1.54242)
    ex, ey = -math.sin(lean) * math.sin(node), math.sin(lean) * math.cos(node)
    ez = math.cos(lean)
    e = 84_381.448 * ARCSEC
    out[0] = ex
    out[1] = math.cos(e) * ey - math.sin(e) * ez
    out[2] = math.sin(e) * ey + math.cos(e) * ez


@njit
def triad(dx: Array, dv: Array, radial: Array, along: Array, normal: Array) -> bool:
    """Write the radial, transverse and normal directions (3,) of a relative state; False: none."""
    normal[0] = dx[1] * dv[2] - dx[2] * dv[1]
    normal[1] = dx[2] * dv[0] - dx[0] * dv[2]
    normal[2] = dx[0] * dv[1] - dx[1] * dv[0]
    r = math.sqrt(dx[0] ** 2 + dx[1] ** 2 + dx[2] ** 2)
    h = math.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2)
    if r == 0.0 or h == 0.0:
        return False
    for k in range(3):
        radial[k] = dx[k] / r
        normal[k] /= h
    along[0] = normal[1] * radial[2] - normal[2] * radial[1]
    along[1] = normal[2] * radial[0] - normal[0] * radial[2]
    along[2] = normal[0] * radial[1] - normal[1] * radial[0]
    return True


@njit
def _relative(x: Array, v: Array, at: Array, dx: Array, dv: Array) -> float:
    """Write the state relative to a body's (6,); return the distance."""
    for k in range(3):
        dx[k], dv[k] = x[k] - at[k], v[k] - at[3 + k]
    return math.sqrt(dx[0] ** 2 + dx[1] ** 2 + dx[2] ** 2)


@njit
def _pushed(push: Array, x: Array, v: Array, sun: Array, out: Array) -> None:
    """Add the non-gravitational acceleration."""
    dx, dv = np.empty(3), np.empty(3)
    radial, along, normal = np.empty(3), np.empty(3), np.empty(3)
    r = _relative(x, v, sun, dx, dv)
    if not triad(dx, dv, radial, along, normal):
        return
    u = r / push[4]
    g = push[3] * u ** -push[5]
    if push[7] != 0.0:
        g *= (1.0 + u ** push[6]) ** -push[7]
    for k in range(3):
        out[k] += g * (push[0] * radial[k] + push[1] * along[k] + push[2] * normal[k])


@njit
def mass_at(row: Array, t: float) -> float:
    """Return the mass [kg] at t of an interval of thrust."""
    s = t - row[0]
    return float(row[9] - s * (row[10] + 0.5 * (row[11] - row[10]) * s / (row[1] - row[0])))


@njit
def _thrust(row: Array, t: float, x: Array, v: Array, bodies: Array, out: Array) -> None:
    """Add the acceleration by thrust of one interval."""
    tau = (t - row[0]) / (row[1] - row[0])
    mass = mass_at(row, t)
    fx = row[3] + tau * (row[6] - row[3])
    fy = row[4] + tau * (row[7] - row[4])
    fz = row[5] + tau * (row[8] - row[5])
    if row[2] < 0.0:
        out[0] += fx / mass
        out[1] += fy / mass
        out[2] += fz / mass
        return
    dx, dv = np.empty(3), np.empty(3)
    radial, along, normal = np.empty(3), np.empty(3), np.empty(3)
    _relative(x, v, bodies[int(row[2])], dx, dv)
    if triad(dx, dv, radial, along, normal):
        for k in range(3):
            out[k] += (fx * radial[k] + fy * along[k] + fz * normal[k]) / mass
