"""Chebyshev series of an ephemeris: position and velocity of many bodies at one epoch.

A pack is the file of a planetary kernel as one flat array of float64, so that a compiled loop
needs one array for all bodies and nothing is copied.  Row s of ``layout`` is (offset of the first
record, records, coefficients a component); row s of ``clock`` is (epoch of the first record
[s], length of a record [s]).  A record is its midpoint and half length, then the coefficients
of x, y and z in km.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.status import BAD_INPUT, OK

Array = NDArray[np.float64]
Layout = NDArray[np.int64]

HEAD = 2
"""Numbers of a record before its coefficients."""
KM = 1e3


@njit
def series(coefficients: Array, at: int, count: int, s: float) -> tuple[float, float]:
    """Return (value, derivative by s) of a Chebyshev series at s in [-1, 1], by Clenshaw.

    coefficients: flat; the series is coefficients[at : at + count], count >= 2.
    """
    b1 = b2 = d1 = d2 = 0.0
    for k in range(count - 1, 0, -1):
        d = 2.0 * b1 + 2.0 * s * d1 - d2
        d2, d1 = d1, d
        b = coefficients[at + k] + 2.0 * s * b1 - b2
        b2, b1 = b1, b
    return coefficients[at] + s * b1 - b2, b1 + s * d1 - d2


@njit
def segment_state(
    pack: Array, layout: Layout, clock: Array, segment: int, t: float, out: Array
) -> int:
    """Write position [m] and velocity [m/s] of one segment at t [s] into out (6,); status.

    BAD_INPUT outside the records (nothing is extrapolated).  The last instant belongs to the
    last record.
    """
    first, length = clock[segment, 0], clock[segment, 1]
    offset, records, count = layout[segment, 0], layout[segment, 1], layout[segment, 2]
    if not (first <= t <= first + records * length):  # refuses nan too
        for k in range(6):
            out[k] = math.nan
        return BAD_INPUT
    record = min(int((t - first) / length), records - 1)
    s = 2.0 * (t - first - record * length) / length - 1.0
    at = offset + record * (HEAD + 3 * count) + HEAD
    for k in range(3):
        value, slope = series(pack, at + k * count, count, s)
        out[k] = KM * value
        out[k + 3] = KM * slope * 2.0 / length
    return OK


@njit
def combine(
    pack: Array,
    layout: Layout,
    clock: Array,
    plus: Layout,
    minus: Layout,
    t: float,
    r: Array,
    v: Array,
) -> int:
    """Write the sum of segments less the sum of segments at t [s] into r [m], v [m/s]; status."""
    part = np.empty(6)
    status = OK
    for k in range(3):
        r[k] = 0.0
        v[k] = 0.0
    for j in range(plus.size + minus.size):
        inside = j < plus.size
        segment = plus[j] if inside else minus[j - plus.size]
        sign = 1.0 if inside else -1.0
        code = segment_state(pack, layout, clock, segment, t, part)
        if code != OK:
            status = code
        for k in range(3):
            r[k] += sign * part[k]
            v[k] += sign * part[k + 3]
    return status


@njit
def combine_few(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: Array
) -> tuple[Array, Array, NDArray[np.int8]]:
    """Return what ``combine_many`` does, on one thread: waking others costs more than it saves."""
    n = t.size
    r, v = np.empty((n, 3)), np.empty((n, 3))
    status = np.zeros(n, dtype=np.int8)
    for i in range(n):
        status[i] = combine(pack, layout, clock, plus, minus, t[i], r[i], v[i])
    return r, v, status


@njit(parallel=True)
def combine_many(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: Array
) -> tuple[Array, Array, NDArray[np.int8]]:
    """Return (r (n, 3) [m], v (n, 3) [m/s], status (n,)): sum of segments less sum of segments.

    plus, minus: segment numbers of the chains to the body and to the centre; t (n,) [s].
    nan unless status == OK.  Checked: tests/bodies/test_planets.py.
    """
    n = t.size
    r, v = np.empty((n, 3)), np.empty((n, 3))
    status = np.zeros(n, dtype=np.int8)
    for i in prange(n):
        status[i] = combine(pack, layout, clock, plus, minus, t[i], r[i], v[i])
    return r, v, status
