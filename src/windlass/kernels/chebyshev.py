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
Codes = NDArray[np.int8]

HEAD = 2
"""Numbers of a record before its coefficients."""
KM = 1e3
_CHUNK = 512
"""Epochs that a thread takes at a time."""
_AHEAD = 8
"""Epochs whose records are fetched together."""


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
    # As `series`, thrice side by side: one recurrence waits for itself, three fill the time.
    two = 2.0 * s
    bx1 = bx2 = dx1 = dx2 = by1 = by2 = dy1 = dy2 = bz1 = bz2 = dz1 = dz2 = 0.0
    for k in range(at + count - 1, at, -1):
        dx1, dx2 = 2.0 * bx1 + two * dx1 - dx2, dx1
        dy1, dy2 = 2.0 * by1 + two * dy1 - dy2, dy1
        dz1, dz2 = 2.0 * bz1 + two * dz1 - dz2, dz1
        bx1, bx2 = pack[k] + two * bx1 - bx2, bx1
        by1, by2 = pack[k + count] + two * by1 - by2, by1
        bz1, bz2 = pack[k + 2 * count] + two * bz1 - bz2, bz1
    out[0] = KM * (pack[at] + s * bx1 - bx2)
    out[1] = KM * (pack[at + count] + s * by1 - by2)
    out[2] = KM * (pack[at + 2 * count] + s * bz1 - bz2)
    out[3] = KM * (bx1 + s * dx1 - dx2) * 2.0 / length
    out[4] = KM * (by1 + s * dy1 - dy2) * 2.0 / length
    out[5] = KM * (bz1 + s * dz1 - dz2) * 2.0 / length
    return OK


@njit
def _touch(
    pack: Array, layout: Layout, clock: Array, segments: Layout, t: Array, start: int, stop: int
) -> float:
    """Read a number of every eight in the records of some epochs: these reads, unlike those of the
    recurrences, do not wait for each other, and bring the records near."""
    total = 0.0
    for i in range(start, stop):
        for j in range(segments.size):
            first, length = clock[segments[j], 0], clock[segments[j], 1]
            offset, records = layout[segments[j], 0], layout[segments[j], 1]
            count = layout[segments[j], 2]
            if first <= t[i] <= first + records * length:
                record = min(int((t[i] - first) / length), records - 1)
                at = offset + record * (HEAD + 3 * count) + HEAD
                for k in range(at, at + 3 * count, 8):
                    total += pack[k]
    return total


@njit
def _stretch(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: Array,
    start: int, stop: int, r: Array, v: Array, status: Codes,
) -> None:  # fmt: skip
    """Write the sum of segments less the sum of segments for epochs start ... stop - 1."""
    part = np.empty(6)
    for i in range(start, stop):
        if (i - start) % _AHEAD == 0:
            part[0] = _touch(pack, layout, clock, plus, t, i, min(stop, i + _AHEAD))
            part[0] += _touch(pack, layout, clock, minus, t, i, min(stop, i + _AHEAD))
        r[i, 0] = r[i, 1] = r[i, 2] = v[i, 0] = v[i, 1] = v[i, 2] = 0.0
        status[i] = OK
        for j in range(plus.size + minus.size):
            inside = j < plus.size
            segment = plus[j] if inside else minus[j - plus.size]
            sign = 1.0 if inside else -1.0
            code = segment_state(pack, layout, clock, segment, t[i], part)
            if code != OK:
                status[i] = code
            for k in range(3):
                r[i, k] += sign * part[k]
                v[i, k] += sign * part[k + 3]


@njit(parallel=True)
def _chunks(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: Array,
    r: Array, v: Array, status: Codes,
) -> None:  # fmt: skip
    """Fill r, v (n, 3), status (n,) in parallel."""
    n = t.size
    for chunk in prange((n + _CHUNK - 1) // _CHUNK):
        start = chunk * _CHUNK
        _stretch(
            pack, layout, clock, plus, minus, t, start, min(n, start + _CHUNK), r, v, status
        )  # fmt: skip


def combine_few(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: Array
) -> tuple[Array, Array, Codes]:
    """Return what ``combine_many`` does, on one thread: waking others costs more than it saves."""
    r, v = np.empty((t.size, 3)), np.empty((t.size, 3))
    status = np.empty(t.size, dtype=np.int8)
    _stretch(pack, layout, clock, plus, minus, t, 0, t.size, r, v, status)
    return r, v, status


def combine_many(
    pack: Array, layout: Layout, clock: Array, plus: Layout, minus: Layout, t: Array
) -> tuple[Array, Array, Codes]:
    """Return (r (n, 3) [m], v (n, 3) [m/s], status (n,)): sum of segments less sum of segments.

    plus, minus: segment numbers of the chains to the body and to the centre; t (n,) [s].
    nan unless status == OK.  Checked: tests/bodies/test_planets.py.
    """
    # numpy's large arrays lie on huge pages, numba's do not.
    r, v = np.empty((t.size, 3)), np.empty((t.size, 3))
    status = np.empty(t.size, dtype=np.int8)
    _chunks(pack, layout, clock, plus, minus, t, r, v, status)
    return r, v, status
