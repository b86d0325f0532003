"""Two impulses that bring an asteroid onto a manifold: what they cost, and where they cost least.

The manifolds are a grid of states, size of orbit by phase, at their section in the rotating frame;
`place` brings a state into the heliocentric frame of a date by the planet's state then, its
distance and turn included (so that a circular orbit given as states is the circular problem).
Between the impulses the asteroid flies a conic; a manifold is met at its section or some time
before, the way back from there a conic too.
Source: garciayarnoz2013, tyler2021, neldermead1965.
Checked: tests/kernels/test_tube_arc.py, tests/kernels/test_tube_place.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.izzo2015 import solve_direct, solve_pair
from windlass.kernels.kepler import carry
from windlass.kernels.lambert_geometry import geometry, scaled_time, velocities
from windlass.kernels.status import OK

Array = NDArray[np.float64]

SIZE: Final = 5
"""Unknowns: date at the section [s], flight time [s], size, phase (nodes), time before it [s]."""
SINGLE: Final = 20.0
"""Weight on the smaller impulse where one impulse alone is looked for."""
FORBIDDEN: Final = 1e9
"""Cost [m/s] of what cannot be, plus how far it is from what can."""


@njit
def hermite(first: float, step: float, nodes: Array, t: float, out: Array) -> bool:
    """Write the state (6,) [m, m/s] at t from states (n, 6) a step apart; False outside them."""
    place = (t - first) / step
    if not 0.0 <= place <= nodes.shape[0] - 1:
        return False
    k = min(int(place), nodes.shape[0] - 2)
    s = place - k
    a, b = nodes[k], nodes[k + 1]
    h00, h10 = (1.0 + 2.0 * s) * (1.0 - s) ** 2, s * (1.0 - s) ** 2
    h01, h11 = s * s * (3.0 - 2.0 * s), s * s * (s - 1.0)
    d00, d10 = 6.0 * s * (s - 1.0) / step, (1.0 - s) * (1.0 - 3.0 * s)
    d01, d11 = -d00, s * (3.0 * s - 2.0)
    for i in range(3):
        out[i] = h00 * a[i] + h01 * b[i] + step * (h10 * a[i + 3] + h11 * b[i + 3])
        out[i + 3] = d00 * a[i] + d01 * b[i] + d10 * a[i + 3] + d11 * b[i + 3]
    return True


@njit
def place(mu: float, s: Array, planet: Array, out: Array) -> None:
    """Write the heliocentric state (6,) [m, m/s] of s (6,), of the rotating frame, on a date.

    planet (6,): state of the smaller primary about the larger then.  Lengths scale with their
    distance, and time with its turn, as in the elliptic problem.
    """
    rx, ry, rz, vx, vy, vz = planet[0], planet[1], planet[2], planet[3], planet[4], planet[5]
    d = math.sqrt(rx * rx + ry * ry + rz * rz)
    hx, hy, hz = ry * vz - rz * vy, rz * vx - rx * vz, rx * vy - ry * vx
    h = math.sqrt(hx * hx + hy * hy + hz * hz)
    x0, x1, x2 = rx / d, ry / d, rz / d
    z0, z1, z2 = hx / h, hy / h, hz / h
    y0, y1, y2 = z1 * x2 - z2 * x1, z2 * x0 - z0 * x2, z0 * x1 - z1 * x0
    grow = (rx * vx + ry * vy + rz * vz) / d
    p, q, w = s[0] + mu, s[1], s[2]
    a, b, c = s[3] - q, s[4] + p, s[5]
    turn = h / d
    out[0] = d * (p * x0 + q * y0 + w * z0)
    out[1] = d * (p * x1 + q * y1 + w * z1)
    out[2] = d * (p * x2 + q * y2 + w * z2)
    out[3] = grow * (p * x0 + q * y0 + w * z0) + turn * (a * x0 + b * y0 + c * z0)
    out[4] = grow * (p * x1 + q * y1 + w * z1) + turn * (a * x1 + b * y1 + c * z1)
    out[5] = grow * (p * x2 + q * y2 + w * z2) + turn * (a * x2 + b * y2 + c * z2)


@njit
def clear(first: float, step: float, planet: Array, t: float, s: Array, least: float) -> bool:
    """Return whether a state (6,) lies further than least [m] from the planet at t."""
    if least <= 0.0:
        return True
    here = np.empty(6)
    if not hermite(first, step, planet, t, here):
        return False
    x, y, z = s[0] - here[0], s[1] - here[1], s[2] - here[2]
    return bool(x * x + y * y + z * z > least * least)


@njit(inline=True)
def _weights(f: float) -> tuple[float, float, float, float]:
    """Return the weights of four neighbours, the cubic through them, f past the second."""
    return (
        -f * (f - 1.0) * (f - 2.0) / 6.0,
        (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
        -(f + 1.0) * f * (f - 2.0) / 2.0,
        (f + 1.0) * f * (f - 1.0) / 6.0,
    )


@njit
def on_tube(grid: Array, smooth: NDArray[np.bool_], size: float, phase: float, out: Array) -> bool:
    """Write the state (6,) of a tube at (size, phase), in nodes; False outside its sizes.

    grid (n, m, 6); smooth (n, m): whether the cell from this node on can be interpolated; where
    it cannot, the nearest node's state is given.
    """
    n, m = grid.shape[0], grid.shape[1]
    if not (0.0 <= size <= n - 1 and math.isfinite(phase)):
        return False
    phase -= m * math.floor(phase / m)
    i, j = min(int(size), n - 2), min(int(phase), m - 1)
    if not smooth[i, j]:
        i, j = int(size + 0.5), int(phase + 0.5) % m
        out[:] = grid[i, j]
        return math.isfinite(out[0])
    low = min(max(i - 1, 0), n - 4)
    f = size - (low + 1)
    g = phase - j
    a = _weights(f)
    b = _weights(g)
    for k in range(6):
        out[k] = 0.0
    for p in range(4):
        for q in range(4):
            w = a[p] * b[q]
            node = grid[low + p, (j - 1 + q) % m]
            for k in range(6):
                out[k] += w * node[k]
    return True


@njit
def arc(gm: float, a: Array, b: Array, tof: float) -> tuple[float, float, int, int]:
    """Return (dv1, dv2, full revolutions, slot): the cheaper conic from state a to state b.

    Of numbers of revolutions the two nearest to what the orbits' own mean motion makes of the
    time are tried, both branches.  slot as in `lambert`; dv nan where there is no arc.
    """
    g = geometry(a[0], a[1], a[2], b[0], b[1], b[2], 0.0, 0.0, 1.0, False)
    if g.status != OK or not tof > 0.0:
        return math.nan, math.nan, 0, -1
    energy = 0.0
    for k in range(2):
        s = a if k == 0 else b
        r = math.sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2])
        energy += 0.5 * (0.5 * (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]) - gm / r)
    if energy >= 0.0:
        return math.nan, math.nan, 0, -1
    size = -0.5 * gm / energy
    swept = math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]) / (2.0 * math.pi)
    swept -= math.floor(swept)
    turns = tof * math.sqrt(gm / size**3) / (2.0 * math.pi) - swept
    near = math.floor(turns + 0.5)
    best, b1, b2, rev, slot = math.inf, math.nan, math.nan, 0, -1
    t = scaled_time(g, gm, tof)
    for k in range(2):
        n = int(near if k == 0 else near + (1.0 if turns > near else -1.0))
        if n < 0:
            continue
        if n == 0:
            x, code = solve_direct(t, g.lam, g.q2)
            other, other_code = x, -1
        else:
            x, code, other, other_code = solve_pair(t, g.lam, g.q2, n)
        for side in range(2):
            if (other_code if side else code) != OK:
                continue
            w = velocities(g, gm, other if side else x)
            d1 = math.sqrt((w[0] - a[3]) ** 2 + (w[1] - a[4]) ** 2 + (w[2] - a[5]) ** 2)
            d2 = math.sqrt((w[3] - b[3]) ** 2 + (w[4] - b[4]) ** 2 + (w[5] - b[5]) ** 2)
            if d1 + d2 < best:
                best, b1, b2, rev = d1 + d2, d1, d2, n
                slot = 2 * n - 1 + side if n > 0 else 0
    return b1, b2, rev, slot


@njit
def leaving(gm: float, a: Array, b: Array, tof: float) -> Array:
    """Return the velocity (3,) with which the conic of `arc` leaves state a; nan: there is none."""
    out = np.full(3, math.nan)
    _, _, n, slot = arc(gm, a, b, tof)
    if slot < 0:
        return out
    g = geometry(a[0], a[1], a[2], b[0], b[1], b[2], 0.0, 0.0, 1.0, False)
    t = scaled_time(g, gm, tof)
    if n == 0:
        x, _ = solve_direct(t, g.lam, g.q2)
    else:
        left, _, right, _ = solve_pair(t, g.lam, g.q2, n)
        x = left if slot == 2 * n - 1 else right
    w = velocities(g, gm, x)
    out[0], out[1], out[2] = w[0], w[1], w[2]
    return out


@njit
def cost(
    gm: float, mu: float, x: Array, limits: Array, grid: Array, smooth: NDArray[np.bool_],
    first: float, step: float, planet: Array, rock: Array, single: bool, work: Array,
) -> float:  # fmt: skip
    """Return what the two impulses cost [m/s], or FORBIDDEN and more where they cannot be.

    x (SIZE,); limits: earliest departure, latest section date, longest flight and longest time
    before the section [s], and how far from the planet it departs at least [m]; planet,
    rock (n, 6): heliocentric states a step apart from first on;
    single: weigh the smaller impulse; work (4, 6): room, as `impulses` leaves it.
    """
    d1, d2, over = impulses(gm, mu, x, limits, grid, smooth, first, step, planet, rock, work)
    if over != 0.0 or math.isnan(d1):
        return FORBIDDEN * (1.0 + (over if over > 0.0 else 1.0))
    return d1 + d2 + (SINGLE * min(d1, d2) if single else 0.0)


@njit
def impulses(
    gm: float, mu: float, x: Array, limits: Array, grid: Array, smooth: NDArray[np.bool_],
    first: float, step: float, planet: Array, rock: Array, work: Array,
) -> tuple[float, float, float]:  # fmt: skip
    """Return (dv1, dv2, over): the impulses, and by how much x breaks its limits."""
    day = 86_400.0
    over = 0.0
    start = x[0] - x[4] - x[1]
    over += max(0.0, limits[0] - start) / day + max(0.0, x[0] - limits[1]) / day
    over += max(0.0, x[1] - limits[2]) / day + max(0.0, day - x[1]) / day
    over += max(0.0, x[4] - limits[3]) / day + max(0.0, -x[4]) / day
    over += max(0.0, -x[2]) + max(0.0, x[2] - (grid.shape[0] - 1))
    if over != 0.0:
        return math.nan, math.nan, over
    found = (
        hermite(first, step, planet, x[0], work[0])
        and on_tube(grid, smooth, x[2], x[3], work[1])
        and hermite(first, step, rock, start, work[3])
        and clear(first, step, planet, start, work[3], limits[4])
    )
    if not found:
        return math.nan, math.nan, 1.0
    place(mu, work[1], work[0], work[2])
    if x[4] > 0.0:
        w = carry(gm, work[2, 0], work[2, 1], work[2, 2], work[2, 3], work[2, 4], work[2, 5], -x[4])
        if w[6] != OK:
            return math.nan, math.nan, 1.0
        work[2, 0], work[2, 1], work[2, 2] = w[0], w[1], w[2]
        work[2, 3], work[2, 4], work[2, 5] = w[3], w[4], w[5]
    d1, d2, _, _ = arc(gm, work[3], work[2], x[1])
    return d1, d2, 0.0


@njit
def settle(
    gm: float, mu: float, x: Array, width: Array, limits: Array, grid: Array,
    smooth: NDArray[np.bool_], first: float, step: float, planet: Array, rock: Array,
    single: bool, most: int, work: Array,
) -> tuple[float, int]:  # fmt: skip
    """Move x (SIZE,) to where the impulses cost least nearby; (cost, evaluations).

    A simplex of the given widths (neldermead1965), begun again around its best until that no longer
    helps by 0.01 m/s, or ``most`` evaluations.
    """
    n = SIZE
    points, values = np.empty((n + 1, n)), np.empty(n + 1)
    middle, trial, other = np.empty(n), np.empty(n), np.empty(n)
    calls, last = 0, math.inf
    scale = 1.0
    while calls < most:
        for k in range(n + 1):
            points[k] = x
            if k > 0:
                shift = width[k - 1] * scale
                points[k, k - 1] += shift
                if k == 5 and points[k, 4] > limits[3]:
                    points[k, 4] -= 2.0 * shift
            values[k] = cost(
                gm, mu, points[k], limits, grid, smooth, first, step, planet, rock, single, work
            )
        calls += n + 1
        while calls < most:
            order = np.argsort(values)
            low, high, near = order[0], order[n], order[n - 1]
            if values[high] - values[low] < 1e-3:
                break
            for i in range(n):
                middle[i] = 0.0
                for k in range(n + 1):
                    if k != high:
                        middle[i] += points[k, i] / n
            trial[:] = 2.0 * middle - points[high]
            f = cost(gm, mu, trial, limits, grid, smooth, first, step, planet, rock, single, work)
            calls += 1
            if f < values[low]:
                other[:] = 3.0 * middle - 2.0 * points[high]
                g = cost(
                    gm, mu, other, limits, grid, smooth, first, step, planet, rock, single, work
                )
                calls += 1
                if g < f:
                    points[high], values[high] = other, g
                else:
                    points[high], values[high] = trial, f
            elif f < values[near]:
                points[high], values[high] = trial, f
            else:
                if f < values[high]:
                    points[high], values[high] = trial, f
                other[:] = 0.5 * middle + 0.5 * points[high]
                g = cost(
                    gm, mu, other, limits, grid, smooth, first, step, planet, rock, single, work
                )
                calls += 1
                if g < values[high]:
                    points[high], values[high] = other, g
                else:
                    for k in range(n + 1):
                        if k != low:
                            points[k] = 0.5 * (points[k] + points[low])
                            values[k] = cost(
                                gm, mu, points[k], limits, grid, smooth, first, step, planet,
                                rock, single, work,
                            )  # fmt: skip
                    calls += n
        low = int(np.argmin(values))
        x[:] = points[low]
        if not last - values[low] > 0.01:
            return min(values[low], last), calls
        last = values[low]
        scale = 0.3
    return last, calls


@njit(parallel=True)
def settle_many(
    gm: float, mu: float, x: Array, tube: NDArray[np.int64], width: Array, limits: Array,
    grids: Array, counts: NDArray[np.int64], smooth: NDArray[np.bool_], first: float,
    step: float, planet: Array, rock: Array, single: bool, most: int,
) -> Array:  # fmt: skip
    """Move every row of x (n, SIZE) to its least cost; return (n, 4): cost, dv1, dv2, calls.

    tube (n,): which of the grids (f, sizes, phases, 6) each one meets; counts (f,): their sizes.
    """
    out = np.empty((x.shape[0], 4))
    for k in prange(x.shape[0]):
        work = np.empty((4, 6))
        f = tube[k]
        value, calls = settle(
            gm, mu, x[k], width, limits, grids[f, : counts[f]], smooth[f], first, step, planet,
            rock, single, most, work,
        )  # fmt: skip
        d1, d2, _ = impulses(
            gm, mu, x[k], limits, grids[f, : counts[f]], smooth[f], first, step, planet, rock, work
        )
        out[k, 0], out[k, 1], out[k, 2], out[k, 3] = value, d1, d2, calls
    return out


@njit(parallel=True)
def flights(
    gm: float, ends: Array, dates: Array, tof: Array, earliest: float, least: float, first: float,
    step: float, planet: Array, rock: Array, out: Array,
) -> None:  # fmt: skip
    """Write the cost (n, m) [m/s] of meeting n heliocentric states after each of m flight times.

    ends (n, 6) [m, m/s], dates (n,) [s], tof (m,) [s]; inf where the departure is too early or
    nearer than least [m] to the planet, or there is no arc.
    """
    for k in prange(ends.shape[0]):
        start = np.empty(6)
        for j in range(tof.size):
            out[k, j] = math.inf
            t = dates[k] - tof[j]
            if t < earliest or not hermite(first, step, rock, t, start):
                continue
            if clear(first, step, planet, t, start, least):
                d1, d2, _, _ = arc(gm, start, ends[k], tof[j])
                if not math.isnan(d1):
                    out[k, j] = d1 + d2
