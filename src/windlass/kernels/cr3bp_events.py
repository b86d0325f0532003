"""Where the Taylor polynomials of `cr3bp_lanes` come too near a primary, or cross a half-plane.

For all lanes at once a bound says which steps can hold no event: the coefficients of a distance
squared, or of the distance from the plane, do not add up to the value at the start. The few that
may are searched one by one. Checked: tests/kernels/test_cr3bp_block.py.
"""

import math
from typing import Final

import numpy as np

from windlass.kernels._jit import njit
from windlass.kernels.cr3bp_lanes import (
    LANES,
    MASK,
    OVER_U1,
    OVER_U2,
    RX,
    RY,
    SCRATCH,
    STATE,
    STEP,
    U1,
    U2,
    X1,
    Array,
)

NEAR: Final = SCRATCH
"""Row: not above zero where a step may come too near a primary."""
PLANE: Final = SCRATCH + LANES
"""Row: not above zero where a step may cross the half-plane."""
_SUM1: Final = SCRATCH + 2 * LANES
_SUM2: Final = SCRATCH + 3 * LANES
_ALL: Final = 56
_SURE: Final = 1.0 + 1e-8
"""Covers the rounding of bounds, and the piece beyond a step that is searched with it."""
BEYOND: Final = 1e-9
"""That piece, part of a step: a crossing between two steps is in either."""
_ON_PLANE: Final = 1e-13
_NARROW: Final = 1e-13


@njit
def near_bounds(w: Array, m: int, order: int, least1: float, least2: float) -> None:
    """Write row NEAR of m lanes: what the least distances squared stay above those allowed by."""
    m &= _ALL
    for j in range(m):
        w[_SUM1 + j], w[_SUM2 + j] = 0.0, 0.0
    for k in range(order - 1, 0, -1):
        p = (k * LANES) & MASK
        for j in range(m):
            h = abs(w[STEP + j])
            w[_SUM1 + j] = (w[_SUM1 + j] + abs(w[U1 + p + j])) * h
            w[_SUM2 + j] = (w[_SUM2 + j] + abs(w[U2 + p + j])) * h
    for j in range(m):
        first = 1.0 / w[OVER_U1 + j] - _SURE * w[_SUM1 + j] - least1 * least1
        second = 1.0 / w[OVER_U2 + j] - _SURE * w[_SUM2 + j] - least2 * least2
        w[NEAR + j] = first if first < second else second


@njit
def plane_bounds(w: Array, m: int, order: int, cos: float, sin: float) -> None:
    """Write row PLANE of m lanes: what the distance from the half-plane stays above zero by.

    cos, sin: of the half-plane's angle at the larger primary.
    """
    m &= _ALL
    for j in range(m):
        w[_SUM1 + j], w[_SUM2 + j] = 0.0, 0.0
    for k in range(order + 1, 0, -1):
        p = (k * LANES) & MASK
        for j in range(m):
            h, x, y = abs(w[STEP + j]), w[RX + p + j], w[RY + p + j]
            w[_SUM1 + j] = (w[_SUM1 + j] + abs(cos * y - sin * x)) * h
            w[_SUM2 + j] = (w[_SUM2 + j] + abs(cos * x + sin * y)) * h
    for j in range(m):
        x, y = w[X1 + j], w[STATE + LANES + j]
        off = abs(cos * y - sin * x) - _SURE * w[_SUM1 + j]
        behind = -(cos * x + sin * y) - _SURE * w[_SUM2 + j]
        w[PLANE + j] = off if off > behind else behind


@njit
def near_at(w: Array, j: int, order: int, least1: float, least2: float) -> float:
    """Return the part of a lane's step after which it first comes too near a primary; inf: none."""
    h = w[STEP + j]
    c, one = np.empty(order), np.ones(1)
    found = math.inf
    for which in range(2):
        row, least = (U1, least1) if which == 0 else (U2, least2)
        power = h
        for k in range(1, order):
            c[k] = w[row + k * LANES + j] * power
            power *= h
        c[0] = 1.0 / w[(OVER_U1 if which == 0 else OVER_U2) + j] - least * least
        if c[0] <= 0.0:
            return 0.0
        found = min(found, first_zero(c, one, 1.0 + BEYOND))
    return found


@njit
def plane_at(w: Array, j: int, order: int, cos: float, sin: float, fresh: bool) -> float:
    """Return the part of a lane's step after which it first crosses the half-plane; inf: none.

    fresh: a crossing at the start itself is passed over.
    """
    h, last = w[STEP + j], order + 1
    c, side = np.empty(last + 1), np.empty(last + 1)
    x, y = w[X1 + j], w[STATE + LANES + j]
    c[0], side[0] = cos * y - sin * x, cos * x + sin * y
    power = h
    for k in range(1, last + 1):
        x, y = w[RX + k * LANES + j] * power, w[RY + k * LANES + j] * power
        c[k], side[k] = cos * y - sin * x, cos * x + sin * y
        power *= h
    if fresh and abs(c[0]) <= _ON_PLANE * max(1.0, abs(side[0])):
        # Divided by the time, the distance from the plane has lost that zero.
        c[:last] = c[1:].copy()
        c[last] = 0.0
    return first_zero(c, side, 1.0 + BEYOND)


@njit
def value(c: Array, x: float) -> float:
    """Return the value at x of the polynomial with the coefficients c."""
    total = 0.0
    for k in range(len(c) - 1, -1, -1):
        total = total * x + c[k]
    return total


@njit
def _shift(c: Array, x: float, d: Array) -> None:
    """Write the coefficients d of the polynomial c about x."""
    n = len(c)
    d[:] = c
    for i in range(n - 1):
        for k in range(n - 2, i - 1, -1):
            d[k] += x * d[k + 1]


@njit
def first_zero(c: Array, side: Array, end: float) -> float:
    """Return the first place in (0, end] where the polynomial c changes its sign and the polynomial
    side is positive; inf: none.

    Goes from left to right over intervals in which c, expanded about the middle, has either no zero
    for certain or a slope of one sign.
    """
    d = np.empty_like(c)
    a, width, low = 0.0, end, c[0]
    while a < end:
        b = min(a + width, end)
        half = 0.5 * (b - a)
        _shift(c, a + half, d)
        rest, bend, power = 0.0, 0.0, 1.0
        for k in range(1, len(c)):
            bend += k * abs(d[k]) * power if k > 1 else 0.0
            power *= half
            rest += abs(d[k]) * power
        none, one = abs(d[0]) > rest, abs(d[1]) > bend
        if not none and not one and width > _NARROW:
            width *= 0.5
            continue
        # Rounding may hide a zero from the bounds, never a change of sign.
        high = value(c, b)
        if (low < 0.0 <= high) or (high <= 0.0 < low):
            root = _between(c, a, b, low, high)
            if value(side, root) > 0.0:
                return root
        a, low = b, high
        width *= 2.0
    return math.inf


@njit
def _between(c: Array, a: float, b: float, low: float, high: float) -> float:
    """Return the zero of c between a and b, where c is low and high: Newton's steps, or halves."""
    x = a + (b - a) * (low / (low - high))
    for _ in range(100):
        if not a < x < b:
            x = 0.5 * (a + b)
            if not a < x < b:
                break
        total, slope = 0.0, 0.0
        for k in range(len(c) - 1, -1, -1):
            slope = slope * x + total
            total = total * x + c[k]
        if total == 0.0:
            return x
        if (total < 0.0) == (low < 0.0):
            a = x
        else:
            b = x
        new = x - total / slope if slope != 0.0 else 0.5 * (a + b)
        if abs(new - x) <= 1e-16:
            return new if a <= new <= b else x
        x = new
    return b
