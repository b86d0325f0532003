"""Which of many orbits can come within a limit of what stands in boxes, and when.

A box holds orbits by the lowest and highest of their rows (``orbit_bound``): the bound from any
orbit of one box to any of another follows from the differences between the boxes and the loosest
of their limits, and never lies above the bound between two of their members.  An asteroid's own
box is that of two neighbouring dates.  docs/methods/retrieval-bound.md.
Checked: tests/kernels/test_orbit_boxes.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.node_table import Ticks, states
from windlass.kernels.orbit_bound import (
    COLUMNS,
    ECCENTRICITY,
    ENERGY,
    FAR,
    FAST,
    MOMENTUM,
    RATE,
    SLOW,
    TILT,
    _at,
    _least,
    orbit_row,
)  # fmt: skip

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

DATES: Final = 32
"""Dates that are passed over together."""


@njit(inline=True)
def _gap(a: Array, b: Array, k: int) -> float:
    """Return how far column k of box b (2, COLUMNS) lies from that of a, with its sign."""
    if b[0, k] > a[1, k]:
        return float(b[0, k] - a[1, k])
    return float(b[1, k] - a[0, k]) if b[1, k] < a[0, k] else 0.0


@njit
def beyond(mu: float, a: Array, b: Array, within: float) -> bool:
    """Return whether two impulses from box a (2, COLUMNS) to box b cost above within [m/s]."""
    return (
        _at(
            within, mu, _gap(a, b, ENERGY), abs(_gap(a, b, MOMENTUM)), abs(_gap(a, b, TILT)),
            abs(_gap(a, b, ECCENTRICITY)), max(a[1, FAR], b[1, FAR]), a[1, FAST], b[1, FAST],
            min(a[0, SLOW], b[0, SLOW]), max(a[1, RATE], b[1, RATE]),
        )
        > within
    )  # fmt: skip


@njit
def box_bound(mu: float, a: Array, b: Array) -> float:
    """Return the least [m/s] that two impulses cost from any orbit of box a (2, COLUMNS) to b."""
    return _least(
        mu, _gap(a, b, ENERGY), abs(_gap(a, b, MOMENTUM)), abs(_gap(a, b, TILT)),
        abs(_gap(a, b, ECCENTRICITY)), max(a[1, FAR], b[1, FAR]), a[1, FAST], b[1, FAST],
        min(a[0, SLOW], b[0, SLOW]), max(a[1, RATE], b[1, RATE]),
    )  # fmt: skip


@njit
def hull(rows: Array, out: Array) -> int:
    """Write the box (2, COLUMNS) of rows (n, COLUMNS), those of nan left out; return how many."""
    out[0], out[1] = math.inf, -math.inf
    count = 0
    for i in range(rows.shape[0]):
        if rows[i, MOMENTUM] > 0.0:
            count += 1
            for k in range(COLUMNS):
                out[0, k] = min(out[0, k], rows[i, k])
                out[1, k] = max(out[1, k], rows[i, k])
    return count


@njit
def body_reach(
    mu: float, rows: Array, boxes: Array, first: Indices, groups: Array, within: float,
    passed: Array,
) -> float:  # fmt: skip
    """Return the least bound [m/s] of an asteroid over its dates, inf above within.

    rows (n, COLUMNS) at dates; boxes (k, 2, COLUMNS) of the targets, those first[g] to
    first[g + 1] within groups[g] (g, 2, COLUMNS).  passed (n - 1,) becomes 1 where the bound
    between a date and the next is within the limit.
    """
    n, least = rows.shape[0], math.inf
    many, two = np.empty((2, COLUMNS)), np.empty((2, COLUMNS))
    passed[:] = 0.0
    for start in range(0, n - 1, DATES):
        end = min(n - 1, start + DATES)
        if hull(rows[start : end + 1], many) == 0:
            continue
        for g in range(groups.shape[0]):
            if beyond(mu, many, groups[g], within):
                continue
            for k in range(first[g], first[g + 1]):
                done = True
                for i in range(start, end):
                    done = done and passed[i] > 0.0
                if beyond(mu, many, boxes[k], min(within, least) if done else within):
                    continue
                for i in range(start, end):
                    limit = min(within, least) if passed[i] > 0.0 else within
                    if hull(rows[i : i + 2], two) == 0 or beyond(mu, two, boxes[k], limit):
                        continue
                    passed[i] = 1.0
                    least = min(least, box_bound(mu, two, boxes[k]))
    return least


@njit(parallel=True)
def reach_many(
    mu: float, origin: float, tick: float, starts: Indices, ticks: Ticks, nodes: Array, t: Array,
    pole: Array, boxes: Array, first: Indices, groups: Array, within: float,
) -> tuple[Array, Array]:  # fmt: skip
    """Return (least bounds (b,) [m/s], spans (b, 2) [s]) of b bodies over instants t (n,) [s].

    spans: from the first to the last date at which the bound is within the limit; inf and nan for
    bodies that are never.  An orbit that is no ellipse counts as a bound of 0: nothing is known.
    starts (b + 1,), ticks, nodes: tables as ``round_trips_many`` has them; the rest as for
    ``body_reach``.
    """
    bodies = starts.size - 1
    least, spans = np.full(bodies, math.inf), np.full((bodies, 2), math.nan)
    for b in prange(bodies):
        x, rows = np.empty((t.size, 6)), np.empty((t.size, COLUMNS))
        passed = np.zeros(t.size - 1)
        mine, own = ticks[starts[b] : starts[b + 1]], nodes[starts[b] : starts[b + 1]]
        states(mu, origin, tick, mine, own, t, x)
        for i in range(t.size):
            rows[i] = math.nan
            if math.isfinite(x[i, 0]):
                orbit_row(mu, x[i], pole, rows[i])
        least[b] = body_reach(mu, rows, boxes, first, groups, within, passed)
        for i in range(t.size - 1):
            if math.isfinite(x[i, 0]) and not rows[i, MOMENTUM] > 0.0:
                passed[i], least[b] = 1.0, 0.0
            if passed[i] > 0.0:
                if not spans[b, 0] <= t[i]:
                    spans[b, 0] = t[i]
                spans[b, 1] = t[i + 1]
    return least, spans
