"""Motion of a massless body among the bodies of the planetary ephemeris.

Barycentric ICRF.  Forces: point masses, the Sun's relativity (first post-Newtonian order),
Earth's J2 about its pole of date within 0.1 au, and accelerations along the radial,
transverse and normal directions that fall with the square of the distance from the Sun.
Integrator: implicit collocation on Radau nodes of order 15 with the step of rein2015; the
bodies are evaluated once at each node of a step.
Source: moyer2003 (relativity), everhart1985, rein2015.  Checked: tests/bodies/test_nbody.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import radau
from windlass.kernels._jit import njit
from windlass.kernels.chebyshev import segment_state
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]

BODIES = 11
"""Sun, Mercury, Venus, Earth, Moon, Mars … Pluto, as bodies.planets.CHAINS has them."""
SUN, EARTH, MOON = 0, 3, 4

COUNT = radau.COUNT
ROW = 8 + 3 * COUNT
"""A stored step: start [s], length [s], position and velocity (6), powers of acceleration."""

_C = radau.NODES
_TV = radau.TO_VELOCITY
_TX = radau.TO_POSITION
_EV = radau.END_VELOCITY
_EX = radau.END_POSITION
_TP = radau.TO_POWERS

C2 = 299_792_458.0**2
AU = 149_597_870_700.0
J2_WITHIN = 0.1 * AU
MAX_ITERATIONS = 14
TOLERANCE = 1e-9
"""Of the step: last power of the acceleration by the acceleration."""

NOISE = 30.0 * float(np.abs(_TP[COUNT - 1]).sum())
"""What rounding makes of the last power, four times what was seen: no step is cut below that."""
SHORTEST = 1.0
"""Steps [s] that are never refused: no flight outside a body asks for shorter ones."""


@njit
def place_bodies(pack: Array, layout: Layout, clock: Array, t: float, out: Array) -> int:
    """Write barycentric states (11, 6) [m, m/s] of all bodies at t [s]; status."""
    part = np.empty(6)
    code = OK
    for s in range(12):
        code = max(code, segment_state(pack, layout, clock, s, t, part))
        if s == 4:  # Earth about the Earth–Moon barycentre, which stands in row 3
            for k in range(6):
                out[4, k] = out[3, k]
                out[3, k] += part[k]
        elif s == 5:
            for k in range(6):
                out[4, k] += part[k]
        else:
            row = s if s < 4 else s - 1
            for k in range(6):
                out[row, k] = part[k]
    return code


@njit
def acceleration(
    t: float, x: Array, v: Array, bodies: Array, gm: Array, j2: Array, nongrav: Array, out: Array
) -> float:
    """Write the acceleration [m/s²] (3,) at x [m], v [m/s]; return the least distance / radius.

    bodies (11, 6); gm (11,) [m³/s²], 0 switches a body off; j2: (J2, equatorial radius [m]) of
    Earth; nongrav (3,) [m/s²] at 1 au.
    """
    out[0] = out[1] = out[2] = 0.0
    for b in range(BODIES):
        if gm[b] == 0.0:
            continue
        dx, dy, dz = x[0] - bodies[b, 0], x[1] - bodies[b, 1], x[2] - bodies[b, 2]
        d2 = dx * dx + dy * dy + dz * dz
        f = -gm[b] / (d2 * math.sqrt(d2))
        out[0] += f * dx
        out[1] += f * dy
        out[2] += f * dz
        if b == EARTH and j2[0] != 0.0 and d2 < J2_WITHIN * J2_WITHIN:
            _oblate(t, dx, dy, dz, d2, gm[b], j2, out)
    dx, dy, dz = x[0] - bodies[SUN, 0], x[1] - bodies[SUN, 1], x[2] - bodies[SUN, 2]
    ux, uy, uz = v[0] - bodies[SUN, 3], v[1] - bodies[SUN, 4], v[2] - bodies[SUN, 5]
    r2 = dx * dx + dy * dy + dz * dz
    r = math.sqrt(r2)
    if gm[SUN] != 0.0:
        rv = dx * ux + dy * uy + dz * uz
        along = 4.0 * gm[SUN] / r - (ux * ux + uy * uy + uz * uz)
        f = gm[SUN] / (C2 * r2 * r)
        out[0] += f * (along * dx + 4.0 * rv * ux)
        out[1] += f * (along * dy + 4.0 * rv * uy)
        out[2] += f * (along * dz + 4.0 * rv * uz)
    if nongrav[0] != 0.0 or nongrav[1] != 0.0 or nongrav[2] != 0.0:
        _push(dx, dy, dz, ux, uy, uz, r, nongrav, out)
    return r


@njit
def _oblate(
    t: float, dx: float, dy: float, dz: float, d2: float, gm: float, j2: Array, out: Array
) -> None:
    """Add Earth's J2, about the pole of date (IAU: α0 = −0.641° T, δ0 = 90° − 0.557° T)."""
    century = t / 3_155_760_000.0
    a, d = math.radians(-0.641 * century), math.radians(90.0 - 0.557 * century)
    px, py, pz = math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d)
    z = dx * px + dy * py + dz * pz
    f = -1.5 * j2[0] * gm * j2[1] * j2[1] / (d2 * d2 * math.sqrt(d2))
    g = 1.0 - 5.0 * z * z / d2
    out[0] += f * (g * dx + 2.0 * z * px)
    out[1] += f * (g * dy + 2.0 * z * py)
    out[2] += f * (g * dz + 2.0 * z * pz)


@njit
def _push(
    dx: float, dy: float, dz: float, ux: float, uy: float, uz: float, r: float,
    nongrav: Array, out: Array,
) -> None:  # fmt: skip
    """Add non-gravitational acceleration: radial, transverse, normal, times (1 au / r)²."""
    hx, hy, hz = dy * uz - dz * uy, dz * ux - dx * uz, dx * uy - dy * ux
    h = math.sqrt(hx * hx + hy * hy + hz * hz)
    if h == 0.0:
        return
    rx, ry, rz = dx / r, dy / r, dz / r
    nx, ny, nz = hx / h, hy / h, hz / h
    tx, ty, tz = ny * rz - nz * ry, nz * rx - nx * rz, nx * ry - ny * rx
    g = (AU / r) ** 2
    out[0] += g * (nongrav[0] * rx + nongrav[1] * tx + nongrav[2] * nx)
    out[1] += g * (nongrav[0] * ry + nongrav[1] * ty + nongrav[2] * ny)
    out[2] += g * (nongrav[0] * rz + nongrav[1] * tz + nongrav[2] * nz)


@njit
def _solve_step(
    t: float, h: float, x0: Array, v0: Array, a: Array,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, nongrav: Array,
    still: float,
) -> int:  # fmt: skip
    """Iterate the accelerations at the nodes, a (8, 3), which hold a guess; status.

    still: relative change at which they count as found.
    """
    bodies = np.empty((COUNT, BODIES, 6))
    for i in range(COUNT):
        code = place_bodies(pack, layout, clock, t + h * _C[i], bodies[i])
        if code != OK:
            return code
    x, v, new = np.empty(3), np.empty(3), np.empty(3)
    last = math.inf
    for n in range(MAX_ITERATIONS):
        change, size = 0.0, 0.0
        for i in range(COUNT):
            if i == 0 and n > 0:
                continue
            for k in range(3):
                sv = sx = 0.0
                for j in range(COUNT):
                    sv += _TV[i, j] * a[j, k]
                    sx += _TX[i, j] * a[j, k]
                v[k] = v0[k] + h * sv
                x[k] = x0[k] + h * (_C[i] * v0[k] + h * sx)
            acceleration(t + h * _C[i], x, v, bodies[i], gm, j2, nongrav, new)
            for k in range(3):
                change = max(change, abs(new[k] - a[i, k]))
                size = max(size, abs(new[k]))
                a[i, k] = new[k]
        if not (change < math.inf and size > 0.0):
            return NOT_CONVERGED
        if change <= still * size or (n > 2 and change >= 0.5 * last and change <= 1e-14 * size):
            return OK
        last = change
    return OK if last <= 1e-13 * size else NOT_CONVERGED


@njit
def _ratio(a: Array, powers: Array) -> float:
    """Write the powers of the acceleration (8, 3); return the last by the greatest value."""
    top = size = 0.0
    for k in range(3):
        for i in range(COUNT):
            s = 0.0
            for j in range(COUNT):
                s += _TP[i, j] * a[j, k]
            powers[i, k] = s
            size = max(size, abs(a[i, k]))
        top = max(top, abs(powers[COUNT - 1, k]))
    return top / size


@njit
def _guess(powers: Array, ratio: float, a: Array) -> None:
    """Extrapolate the last step's acceleration to the nodes of a step ratio times as long."""
    for i in range(COUNT):
        tau = 1.0 + ratio * _C[i]
        for k in range(3):
            s = 0.0
            for p in range(COUNT - 1, -1, -1):
                s = s * tau + powers[p, k]
            a[i, k] = s


@njit
def integrate(
    t0: float, x0: Array, v0: Array, t1: float, h0: float,
    pack: Array, layout: Layout, clock: Array, gm: Array, j2: Array, nongrav: Array,
    radii: Array, rows: Array, tolerance: float = TOLERANCE,
) -> tuple[int, int]:  # fmt: skip
    """Integrate from t0 to t1 (either direction); write steps to rows (n, ROW); (used, status).

    x0 [m], v0 [m/s] (3,) barycentric; h0 [s] > 0 first step; radii (11,) [m]: a body met
    within its radius ends with LIMIT.  A full table ends with used == len(rows) and
    NOT_CONVERGED.  The state at t1 is that of the last step's end (see ``step_state``).
    tolerance: of the step's last power; above ``TOLERANCE`` the seams of the planets' records,
    millimetres high, are stepped over.
    """
    if not (h0 > 0.0 and math.isfinite(t0) and math.isfinite(t1) and 0.0 < tolerance < 1.0):
        return 0, BAD_INPUT
    way = 1.0 if t1 >= t0 else -1.0
    fine = tolerance <= TOLERANCE
    still = 1e-16 if fine else 1e-6 * tolerance
    x, v, a = x0.copy(), v0.copy(), np.zeros((COUNT, 3))
    cx, cv = np.zeros(3), np.zeros(3)  # carried rounding
    powers, bodies, first = np.empty((COUNT, 3)), np.empty((BODIES, 6)), np.empty(3)
    code = place_bodies(pack, layout, clock, t0, bodies)
    if code != OK:
        return 0, code
    acceleration(t0, x, v, bodies, gm, j2, nongrav, first)
    for i in range(COUNT):
        a[i] = first
    t, h, used, tries = t0, way * h0, 0, 0
    while way * (t1 - t) > 1e-6:
        h = _cut(t, h, t1, clock, _near_earth(x, bodies), fine)
        if used >= rows.shape[0]:
            return used, NOT_CONVERGED
        code = _solve_step(t, h, x, v, a, pack, layout, clock, gm, j2, nongrav, still)
        ratio = _ratio(a, powers) if code == OK else math.inf
        allowed = max(tolerance, NOISE * _noise(t, x, bodies, gm, a[0]))
        grow = (allowed / ratio) ** (1.0 / 7.0) if ratio > 0.0 else 2.0
        if code == BAD_INPUT:
            return used, code
        if code == OK and abs(h) <= SHORTEST:
            grow = max(grow, 1.0)
        if code != OK or grow < 0.6:
            tries += 1
            shrink = 0.25 if code != OK else max(0.1, grow)
            h *= shrink
            if tries > 60 or abs(h) < 1e-3:
                return used, NOT_CONVERGED
            for i in range(COUNT):
                a[i] = first
            continue
        tries = 0
        _store(rows[used], t, h, x, v, powers)
        used += 1
        _advance(h, x, v, a, cx, cv)
        t = t + h
        if not (math.isfinite(x[0]) and math.isfinite(v[0])):
            return used, NOT_CONVERGED
        place_bodies(pack, layout, clock, t, bodies)
        if _inside(x, bodies, gm, radii):
            return used, LIMIT
        step = h * min(2.0, max(0.2, grow))
        _guess(powers, step / h, a)
        first[:] = a[0]
        h = step
    return used, OK


@njit
def _noise(t: float, x: Array, bodies: Array, gm: Array, a: Array) -> float:
    """Return the relative noise of the acceleration that rounding makes.

    Positions are rounded, and so is time, during which the bodies move at some 30 km/s.
    """
    size = math.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2) + 3e4 * abs(t)
    slope = 0.0
    for b in range(BODIES):
        d2 = 0.0
        for k in range(3):
            d2 += (x[k] - bodies[b, k]) ** 2
        slope = max(slope, 2.0 * gm[b] / (d2 * math.sqrt(d2)))
    return slope * size * 1.1e-16 / math.sqrt(a[0] ** 2 + a[1] ** 2 + a[2] ** 2)


@njit
def _near_earth(x: Array, bodies: Array) -> bool:
    d2 = 0.0
    for k in range(3):
        d2 += (x[k] - bodies[EARTH, k]) ** 2
    return d2 < J2_WITHIN * J2_WITHIN


@njit
def _cut(t: float, h: float, t1: float, clock: Array, near: bool, seams: bool) -> float:
    """Return the step cut at t1, and at the next seam of the ephemeris's records.

    Records of one body meet with jumps of millimetres, which a polynomial of order 15 sees: no
    step crosses a seam of the Sun's records, nor of Earth's and the Moon's where they are near.
    """
    way = 1.0 if h > 0.0 else -1.0
    segment = 4 if near else 0
    first, length = clock[segment, 0], clock[segment, 1]
    seam = (t - first) / length
    # the next seam in the direction of flight, beyond rounding
    whole = math.floor(seam + 1e-9) + 1.0 if way > 0.0 else math.ceil(seam - 1e-9) - 1.0
    end = first + whole * length
    if seams and way * (t + h - end) > 0.0:
        h = end - t
    if way * (t + h - t1) > 0.0:
        h = t1 - t
    return h


@njit
def _store(row: Array, t: float, h: float, x: Array, v: Array, powers: Array) -> None:
    row[0], row[1] = t, h
    for k in range(3):
        row[2 + k], row[5 + k] = x[k], v[k]
        for p in range(COUNT):
            row[8 + 3 * p + k] = powers[p, k]


@njit
def _advance(h: float, x: Array, v: Array, a: Array, cx: Array, cv: Array) -> None:
    """Move x and v to the end of the step, rounding carried on (Kahan)."""
    for k in range(3):
        sv = sx = 0.0
        for j in range(COUNT):
            sv += _EV[j] * a[j, k]
            sx += _EX[j] * a[j, k]
        dx = h * v[k] + h * h * sx - cx[k]
        new = x[k] + dx
        cx[k] = (new - x[k]) - dx
        x[k] = new
        dv = h * sv - cv[k]
        new = v[k] + dv
        cv[k] = (new - v[k]) - dv
        v[k] = new


@njit
def _inside(x: Array, bodies: Array, gm: Array, radii: Array) -> bool:
    for b in range(BODIES):
        if gm[b] == 0.0:
            continue
        d2 = 0.0
        for k in range(3):
            d2 += (x[k] - bodies[b, k]) ** 2
        if d2 < radii[b] * radii[b]:
            return True
    return False


@njit
def step_state(row: Array, t: float, out: Array) -> None:
    """Write the barycentric state (6,) [m, m/s] at t [s] from a stored step."""
    h = row[1]
    tau = (t - row[0]) / h
    for k in range(3):
        sx = sv = 0.0
        for p in range(COUNT - 1, -1, -1):
            b = row[8 + 3 * p + k]
            sv = sv * tau + b / (p + 1.0)
            sx = sx * tau + b / ((p + 1.0) * (p + 2.0))
        out[k] = row[2 + k] + h * tau * (row[5 + k] + h * tau * sx)
        out[3 + k] = row[5 + k] + h * tau * sv


@njit
def table_states(
    rows: Array, starts: Array, t: Array, pack: Array, layout: Layout, clock: Array
) -> tuple[Array, Array, int]:
    """Return heliocentric (r (n, 3), v (n, 3), status) from stored steps sorted by time.

    starts (m,): earliest instant of each row, ascending; t (n,) [s] within the table.
    """
    n = t.size
    r, v = np.empty((n, 3)), np.empty((n, 3))
    out, sun = np.empty(6), np.empty(6)
    code = OK
    for i in range(n):
        at = min(max(np.searchsorted(starts, t[i], side="right") - 1, 0), starts.size - 1)
        step_state(rows[at], t[i], out)
        code = max(code, segment_state(pack, layout, clock, 0, t[i], sun))
        for k in range(3):
            r[i, k] = out[k] - sun[k]
            v[i, k] = out[3 + k] - sun[3 + k]
    return r, v, code
