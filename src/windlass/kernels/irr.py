"""Internal rates of return of many cash flows at once: every root, not one of them.

The present value is a polynomial in u = 1/(1 + r).  Where its coefficients change sign once there
is one root, found by Newton's method in a bracket.  Else its roots lie between those of its
derivative, and so on down to a derivative with one change of sign or none.  Above u = 1 the
polynomial is taken by u^n, in 1/u, so that long flows stay within what floats hold.
Source: collins1976.  Checked: tests/kernels/test_irr.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.status import BAD_INPUT, LIMIT, OK

Array = NDArray[np.float64]

_TOUCHES: Final = 1e-14
_STEPS: Final = 200


@njit
def changes(c: Array) -> int:
    """Return how often the coefficients (n,) change sign; zeros are passed over."""
    found = 0
    last = 0.0
    for one in c:
        if one != 0.0:
            if last != 0.0 and (one > 0.0) != (last > 0.0):
                found += 1
            last = one
    return found


@njit
def value(c: Array, u: float) -> float:
    """Return Σ c_k u^k, u > 0; for u > 1 by u^n: the same sign, and within what floats hold."""
    total = 0.0
    if u <= 1.0:
        for k in range(c.size - 1, -1, -1):
            total = total * u + c[k]
    else:
        w = 1.0 / u
        for k in range(c.size):
            total = total * w + c[k]
    return total


@njit
def size(c: Array, u: float) -> float:
    """Return Σ |c_k| u^k, as ``value``."""
    total = 0.0
    if u <= 1.0:
        for k in range(c.size - 1, -1, -1):
            total = total * u + abs(c[k])
    else:
        w = 1.0 / u
        for k in range(c.size):
            total = total * w + abs(c[k])
    return total


@njit
def between(c: Array, a: float, b: float) -> float:
    """Return the root of Σ c_k u^k between a < b, at which its signs differ.

    Newton's method within a bracket that shrinks; both ends are at most 1, or at least 1.
    """
    n = c.size
    inner = b <= 1.0
    # In w = u below 1, in w = 1/u above it.
    low, high = (a, b) if inner else (1.0 / b, 1.0 / a)
    below = 0.0
    for k in range(n):
        below = below * low + (c[n - 1 - k] if inner else c[k])
    w = 0.5 * (low + high)
    for _ in range(_STEPS):
        p, slope = 0.0, 0.0
        for k in range(n):
            slope = slope * w + p
            p = p * w + (c[n - 1 - k] if inner else c[k])
        if p == 0.0:
            break
        if (p > 0.0) == (below > 0.0):
            low = w
        else:
            high = w
        step = w - p / slope if slope != 0.0 else math.inf
        if not low < step < high:
            step = 0.5 * (low + high)
        if abs(step - w) <= 2e-16 * w:
            w = step
            break
        w = step
    return w if inner else 1.0 / w


@njit
def roots(c: Array, low: float, high: float, out: Array) -> int:
    """Write the roots of Σ c_k u^k in low ≤ u ≤ high to out (n,), ascending; return how many.

    c (n,) with n ≤ out.size, the first and last not zero; 0 < low < 1 < high.
    """
    n = c.size
    depth = 0
    levels = np.empty((n, n))
    levels[0] = c
    while changes(levels[depth, : n - depth]) > 1:
        most = 0.0
        for k in range(n - depth - 1):
            levels[depth + 1, k] = (k + 1.0) * levels[depth, k + 1]
            most = max(most, abs(levels[depth + 1, k]))
        for k in range(n - depth - 1):
            levels[depth + 1, k] /= most
        depth += 1
    found = 0
    knots = np.empty(n + 3)
    for level in range(depth, -1, -1):
        d = levels[level, : n - level]
        # Knots: both ends, 1, and the roots of the derivative.
        count = 0
        knots[count] = low
        count += 1
        placed = False
        for k in range(found):
            if not placed and out[k] >= 1.0:
                if out[k] > 1.0:
                    knots[count] = 1.0
                    count += 1
                placed = True
            knots[count] = out[k]
            count += 1
        if not placed:
            knots[count] = 1.0
            count += 1
        knots[count] = high
        count += 1
        found = 0
        for k in range(count):
            here = value(d, knots[k])
            if abs(here) <= _TOUCHES * size(d, knots[k]):
                if found == 0 or out[found - 1] < knots[k]:
                    out[found] = knots[k]
                    found += 1
                continue
            if k + 1 < count:
                there = value(d, knots[k + 1])
                meets = abs(there) <= _TOUCHES * size(d, knots[k + 1])
                if not meets and (here > 0.0) != (there > 0.0):
                    out[found] = between(d, knots[k], knots[k + 1])
                    found += 1
    return found


@njit
def irr(flow: Array, least: float, most: float, rates: Array) -> tuple[int, int]:
    """Write every rate of return from least to most to rates (m,); return (count, status).

    They ascend.  flow (n,): one a year, the first now; −1 < least < 0 < most.  LIMIT where there
    are more than m rates, of which the first m are written; BAD_INPUT for flows that are not finite
    or all zero.
    """
    n = flow.size
    top = 0.0
    for one in flow:
        if not abs(one) < np.inf:
            return 0, BAD_INPUT
        top = max(top, abs(one))
    if top == 0.0 or not (-1.0 < least < 0.0 < most < np.inf):
        return 0, BAD_INPUT
    first, last = 0, n - 1
    while flow[first] == 0.0:
        first += 1
    while flow[last] == 0.0:
        last -= 1
    c = flow[first : last + 1] / top
    turns = changes(c)
    if turns == 0:
        return 0, OK
    low, high = 1.0 / (1.0 + most), 1.0 / (1.0 + least)
    if turns == 1:
        at, here = 1.0, value(c, 1.0)
        if here == 0.0:
            rates[0] = 0.0
            return 1, OK
        # Below the root the value has the sign of the first flow.
        up = (here > 0.0) == (c[0] > 0.0)
        edge = high if up else low
        other = value(c, edge)
        if abs(other) <= _TOUCHES * size(c, edge):
            rates[0] = least if up else most
            return 1, OK
        if (other > 0.0) == (here > 0.0):
            return 0, OK
        step = min(edge, 1.25) if up else max(edge, 0.8)
        while step != edge and (value(c, step) > 0.0) == (here > 0.0):
            at, step = step, (min(edge, step * step) if up else max(edge, step * step))
        u = between(c, min(at, step), max(at, step))
        rates[0] = 1.0 / u - 1.0
        return 1, OK
    out = np.empty(c.size + 2)
    found = roots(c, low, high, out)
    m = rates.size
    for k in range(min(m, found)):
        rates[k] = 1.0 / out[found - 1 - k] - 1.0
    return min(m, found), OK if found <= m else LIMIT


@njit(parallel=True)
def irr_many(
    flows: Array, least: float, most: float, rates: Array, counts: NDArray[np.int64],
    status: NDArray[np.int64],
) -> None:  # fmt: skip
    """Write ``irr`` of each flow (N, n): rates (N, m), nan beyond counts (N,), and status (N,)."""
    for i in prange(flows.shape[0]):
        rates[i, :] = np.nan
        counts[i], status[i] = irr(flows[i], least, most, rates[i])
