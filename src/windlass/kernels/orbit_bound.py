"""What two impulses from one orbit to a place on another cost at least, whatever the way between.

The first impulse is anywhere on the first orbit, the second ends in a given state; the motion
between is about the Sun alone, for any time and any number of revolutions.  The state may stand
anywhere around the pole: what is left of it are its inclination and what has no direction.

At a fixed place an impulse of length s moves the speed, the transverse speed and, with a limit on
its rate, the eccentricity by the part of it that lies in the plane of motion, and tilts that plane
by the part out of it.  So for both impulses together, of at most D,

    in plane >= p = max(|dE| / V, |dh| / R, mu |de| / S),     out of plane >= w |di|,

and the sum of both is at least B(D) = sqrt(p² + w² di²).  V, R, S and w are the greatest speed,
radius and rate of the eccentricity and the least transverse speed that D leaves; B falls with D, so
that no cost lies below a D with B(D) >= D: the greatest one is what is told here.
docs/methods/retrieval-bound.md proves it.  Checked: tests/kernels/test_orbit_bound.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.node_table import Ticks, states
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

ENERGY: Final = 0
MOMENTUM: Final = 1
TILT: Final = 2
ECCENTRICITY: Final = 3
FAR: Final = 4
FAST: Final = 5
SLOW: Final = 6
RATE: Final = 7
COLUMNS: Final = 8
"""Columns of a row: energy [m²/s²], angular momentum [m²/s], inclination to the pole's plane [rad],
eccentricity; over the places where an impulse may be: greatest radius [m], greatest speed and
least transverse speed [m/s], greatest rate of mu times the eccentricity [m²/s]."""

_ROUNDS: Final = 60
_CLOSE: Final = 1e-9

BLOCK: Final = 64
"""Places that are passed over together where their box cannot be reached."""


@njit(inline=True)
def _rate(across: float, along: float) -> float:
    """Return the greatest |d(mu e)/dv| [m²/s] where r times the transverse and the radial speed are
    across and along [m²/s]: the norm of the matrix of the eccentricity vector's change."""
    a, b = across * across, along * along
    v2 = a + b
    return math.sqrt(0.5 * (v2 + 4.0 * a + math.sqrt(v2 * (v2 + 8.0 * a))))


@njit
def _row(mu: float, x: Array, pole: Array, anywhere: bool, out: Array) -> int:
    out[:] = math.nan
    r = math.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2)
    v2 = x[3] ** 2 + x[4] ** 2 + x[5] ** 2
    size = math.sqrt(pole[0] ** 2 + pole[1] ** 2 + pole[2] ** 2)
    if not (0.0 < mu < math.inf and 0.0 < r < math.inf and v2 < math.inf and 0.0 < size < math.inf):
        return BAD_INPUT
    along = x[0] * x[3] + x[1] * x[4] + x[2] * x[5]
    hx, hy, hz = x[1] * x[5] - x[2] * x[4], x[2] * x[3] - x[0] * x[5], x[0] * x[4] - x[1] * x[3]
    h = math.sqrt(hx * hx + hy * hy + hz * hz)
    energy = 0.5 * v2 - mu / r
    if not h > 0.0 or (anywhere and not energy < 0.0):
        return OUT_OF_DOMAIN
    k = v2 - mu / r
    e2 = 0.0
    for i in range(3):
        e2 += ((k * x[i] - along * x[3 + i]) / mu) ** 2
    e = math.sqrt(e2)
    if anywhere and not e < 1.0:
        return OUT_OF_DOMAIN
    px, py, pz = pole[0] / size, pole[1] / size, pole[2] / size
    up = hx * px + hy * py + hz * pz
    cx, cy, cz = hy * pz - hz * py, hz * px - hx * pz, hx * py - hy * px
    out[ENERGY], out[MOMENTUM], out[ECCENTRICITY] = energy, h, e
    out[TILT] = math.atan2(math.sqrt(cx * cx + cy * cy + cz * cz), up)
    if anywhere:
        # e√(mu a) is the greatest r·v of an ellipse, mu (1 ± e) / h its speeds at the apsides
        a = -0.5 * mu / energy
        out[FAR], out[FAST], out[SLOW] = a * (1.0 + e), mu * (1.0 + e) / h, mu * (1.0 - e) / h
        out[RATE] = _rate(h, e * math.sqrt(mu * a))
    else:
        out[FAR], out[FAST], out[SLOW] = r, math.sqrt(v2), h / r
        out[RATE] = _rate(h, abs(along))
    return OK


@njit
def orbit_row(mu: float, x: Array, pole: Array, out: Array) -> int:
    """Write the row (COLUMNS,) of the ellipse of a state x (6,) [m, m/s], impulse anywhere; status.

    mu [m³/s²] > 0; pole (3,), any length, same frame as x.  OUT_OF_DOMAIN for what is no ellipse:
    nan then.  Checked: tests/kernels/test_orbit_bound.py.
    """
    return _row(mu, x, pole, True, out)


@njit
def place_row(mu: float, x: Array, pole: Array, out: Array) -> int:
    """Write the row (COLUMNS,) of an impulse that begins or ends in the state x itself; status.

    Arguments as for ``orbit_row``; any conic that is no line.
    """
    return _row(mu, x, pole, False, out)


@njit(inline=True)
def _at(
    d: float, mu: float, rise: float, dh: float, tilt: float, de: float, far: float,
    fast1: float, fast2: float, slow: float, rate: float,
) -> float:  # fmt: skip
    """Return B(d), as the module's docstring has it."""
    # energy gained times the mean speed while it is: the impulse's own half counts only where
    # the speed that is not known lies above the one that is
    one = fast1 + (0.5 * d if rise > 0.0 else 0.0)
    two = fast2 + (0.0 if rise > 0.0 else 0.5 * d)
    p = abs(rise) / (one if one > two else two)
    other = mu * de / (rate + 2.0 * far * d)
    p = other if other > p else p
    other = dh / far
    p = other if other > p else p
    w = slow - d
    w = (w if w > 0.0 else 0.0) * tilt
    return math.sqrt(p * p + w * w)


@njit(inline=True)
def _least(
    mu: float, rise: float, dh: float, tilt: float, de: float, far: float,
    fast1: float, fast2: float, slow: float, rate: float,
) -> float:  # fmt: skip
    """Return the greatest d found with B(d) >= d, by false position with a halved end (Illinois).

    B(d) - d falls: where it is not below nought, nothing costs less than d.
    """
    low, high = 0.0, _at(0.0, mu, rise, dh, tilt, de, far, fast1, fast2, slow, rate)
    at_low = high
    at_high = _at(high, mu, rise, dh, tilt, de, far, fast1, fast2, slow, rate) - high
    side = 0
    for _ in range(_ROUNDS):
        if not (high - low > _CLOSE * high and at_low > 0.0):  # nan too
            break
        d = (low * at_high - high * at_low) / (at_high - at_low)
        d = d if low < d < high else 0.5 * (low + high)
        new = _at(d, mu, rise, dh, tilt, de, far, fast1, fast2, slow, rate) - d
        if new >= 0.0:
            low, at_low = d, new
            at_high *= 0.5 if side > 0 else 1.0
            side = 1
        else:
            high, at_high = d, new
            at_low *= 0.5 if side < 0 else 1.0
            side = -1
    return low if high == high else high


@njit(inline=True)
def _beyond(mu: float, a: Array, b: Array, within: float) -> bool:
    """Return whether two impulses from row a to row b cost more than within [m/s] for certain."""
    return within < math.inf and _at(
        within, mu, b[ENERGY] - a[ENERGY], abs(b[MOMENTUM] - a[MOMENTUM]),
        abs(b[TILT] - a[TILT]), abs(b[ECCENTRICITY] - a[ECCENTRICITY]), max(a[FAR], b[FAR]),
        a[FAST], b[FAST], min(a[SLOW], b[SLOW]), max(a[RATE], b[RATE]),
    ) > within  # fmt: skip


@njit
def orbit_bound(mu: float, a: Array, b: Array) -> float:
    """Return the least [m/s] that two impulses cost together, from row a to row b (COLUMNS,).

    The angle of either about the pole is free.  nan for rows that are nan.
    Checked: tests/kernels/test_orbit_bound.py.
    """
    return _least(
        mu, b[ENERGY] - a[ENERGY], abs(b[MOMENTUM] - a[MOMENTUM]), abs(b[TILT] - a[TILT]),
        abs(b[ECCENTRICITY] - a[ECCENTRICITY]), max(a[FAR], b[FAR]), a[FAST], b[FAST],
        min(a[SLOW], b[SLOW]), max(a[RATE], b[RATE]),
    )  # fmt: skip


@njit(inline=True)
def _outside(x: float, low: float, high: float) -> float:
    """Return how far x lies from an interval, with its sign towards it."""
    return low - x if x < low else (high - x if x > high else 0.0)


@njit
def _box_beyond(mu: float, a: Array, low: Array, high: Array, within: float) -> bool:
    """Return whether all rows between low and high (COLUMNS,) cost more than within [m/s]."""
    rise = _outside(a[ENERGY], low[ENERGY], high[ENERGY])
    return within < math.inf and _at(
        within, mu, rise, abs(_outside(a[MOMENTUM], low[MOMENTUM], high[MOMENTUM])),
        abs(_outside(a[TILT], low[TILT], high[TILT])),
        abs(_outside(a[ECCENTRICITY], low[ECCENTRICITY], high[ECCENTRICITY])),
        max(a[FAR], high[FAR]), a[FAST], high[FAST], min(a[SLOW], low[SLOW]),
        max(a[RATE], high[RATE]),
    ) > within  # fmt: skip


@njit
def boxes(places: Array) -> Array:
    """Return the boxes (blocks, 2, COLUMNS), lowest and highest, of BLOCK places (m, COLUMNS) each.

    Places that are alike should stand together.
    """
    m = places.shape[0]
    count = (m + BLOCK - 1) // BLOCK
    out = np.empty((count, 2, COLUMNS))
    for k in range(count):
        for c in range(COLUMNS):
            low, high = math.inf, -math.inf
            for i in range(k * BLOCK, min(m, (k + 1) * BLOCK)):
                low, high = min(low, places[i, c]), max(high, places[i, c])
            out[k, 0, c], out[k, 1, c] = low, high
    return out


@njit
def nearest(mu: float, a: Array, places: Array, hulls: Array, within: float) -> tuple[float, int]:
    """Return (least bound [m/s], place) of all places (m, COLUMNS) from one row a (COLUMNS,).

    hulls: ``boxes`` of the places; within [m/s]: bounds above it are of no interest, (inf, -1)
    where none is below.  0 and -1 for a row of nan: nothing is known of it.
    """
    if not a[MOMENTUM] > 0.0:
        return 0.0, -1
    best, which = within, -1
    for k in range(hulls.shape[0]):
        if _box_beyond(mu, a, hulls[k, 0], hulls[k, 1], best):
            continue
        for i in range(k * BLOCK, min(places.shape[0], (k + 1) * BLOCK)):
            if _beyond(mu, a, places[i], best):
                continue
            least = orbit_bound(mu, a, places[i])
            if least < best or (which < 0 and least <= best):
                best, which = least, i
    return (best, which) if which >= 0 else (math.inf, -1)


@njit
def place_rows(mu: float, x: Array, pole: Array) -> tuple[Array, int]:
    """Return (rows (m, COLUMNS), how many have none) of states x (m, 6) [m, m/s]."""
    out, bad = np.empty((x.shape[0], COLUMNS)), 0
    for i in range(x.shape[0]):
        bad += 1 if place_row(mu, x[i], pole, out[i]) != OK else 0
    return out, bad


@njit(parallel=True)
def nearest_many(
    mu: float, x: Array, pole: Array, places: Array, within: float
) -> tuple[Array, Indices]:
    """Return (least bound (n,) [m/s], place (n,)) of n states x (n, 6) [m, m/s], in parallel.

    The impulse may be anywhere on the orbit of each; places (m, COLUMNS); as ``nearest``.
    """
    n = x.shape[0]
    least, which = np.empty(n), np.empty(n, dtype=np.int64)
    hulls = boxes(places)
    for i in prange(n):
        a = np.empty(COLUMNS)
        orbit_row(mu, x[i], pole, a)
        least[i], which[i] = nearest(mu, a, places, hulls, within)
    return least, which


@njit(parallel=True)
def nearest_over(
    mu: float, origin: float, tick: float, starts: Indices, ticks: Ticks, nodes: Array, t: Array,
    pole: Array, places: Array, within: float,
) -> Array:  # fmt: skip
    """Return the least bounds (b, n) [m/s] of b bodies at instants t (n,) [s], ascending.

    Each with the orbit that touches its motion then; inf above within and where its table has no
    state.  starts (b + 1,), ticks, nodes: tables as ``round_trips_many`` has them.
    """
    bodies = starts.size - 1
    out = np.empty((bodies, t.size))
    hulls = boxes(places)
    for b in prange(bodies):
        x, a = np.empty((t.size, 6)), np.empty(COLUMNS)
        mine, own = ticks[starts[b] : starts[b + 1]], nodes[starts[b] : starts[b + 1]]
        states(mu, origin, tick, mine, own, t, x)
        for i in range(t.size):
            out[b, i] = math.inf
            if math.isfinite(x[i, 0]):
                orbit_row(mu, x[i], pole, a)
                out[b, i] = nearest(mu, a, places, hulls, within)[0]
    return out
