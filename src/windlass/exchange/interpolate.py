"""Interpolation between states as files of trajectories mean it: polynomials over a window.

The window lies about the instant, as many nodes before as after; at the ends of an arc it is
moved inwards.  Hermite: one polynomial meets positions and velocities; Lagrange: one for
positions, another for velocities.  By divided differences in Newton's form.
Checked: tests/exchange/test_interpolate.py.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


def nodes_needed(scheme: Literal["hermite", "lagrange"], degree: int) -> int:
    """Return how many nodes a window has; an even degree of Hermite's is taken one higher."""
    return (degree + 2) // 2 if scheme == "hermite" else degree + 1


def interpolate(
    epochs: Array, states: Array, scheme: Literal["hermite", "lagrange"], degree: int, t: Array
) -> Array:
    """Return states (m, 6) [m, m/s] at t (m,), from epochs (n,) and states (n, 6).

    n must be at least ``nodes_needed``; t must lie within the epochs.
    """
    width = nodes_needed(scheme, degree)
    at = np.clip(np.searchsorted(epochs, t, side="right") - 1, 0, epochs.size - 2)
    if width % 2:  # about the nearest node
        at = at + (t - epochs[at] > epochs[at + 1] - t)
        first = at - width // 2
    else:
        first = at - width // 2 + 1
    return over(epochs, states, scheme, width, first, t)


def over(
    epochs: Array,
    states: Array,
    scheme: Literal["hermite", "lagrange"],
    width: int,
    first: Whole,
    t: Array,
) -> Array:
    """Return states (m, 6) at t (m,) by the windows that begin at nodes first (m,)."""
    first = np.clip(first, 0, epochs.size - width)
    nodes = first[:, None] + np.arange(width)
    x, y = epochs[nodes], states[nodes]
    # In units of the window: powers of seconds would not fit side by side.
    middle = x.mean(axis=1)
    unit = x[:, -1] - x[:, 0] if width > 1 else np.ones(t.size)
    x = (x - middle[:, None]) / unit[:, None]
    at, scale = (t - middle) / unit, unit[:, None]
    if scheme == "lagrange":
        return _newton(x, y.copy(), at)[0]
    slopes = y[:, :, 3:] * scale[:, None]
    x = np.repeat(x, 2, axis=1)
    r, v = _newton(x, np.repeat(y[:, :, :3], 2, axis=1), at, slopes)
    return np.hstack([r, v / scale])


def _newton(x: Array, c: Array, at: Array, slopes: Array | None = None) -> tuple[Array, Array]:
    """Return value and slope (m, k) at (m,) of the polynomials through c (m, n, k) at x (m, n).

    slopes (m, n/2, k): where nodes stand twice.  c is overwritten by the divided differences.
    """
    n = x.shape[1]
    for order in range(1, n):
        step = (x[:, order:] - x[:, : n - order])[:, :, None]
        if order == 1 and slopes is not None:
            step[:, ::2] = 1.0
        new = (c[:, order:] - c[:, order - 1 : n - 1]) / step
        if order == 1 and slopes is not None:
            new[:, ::2] = slopes
        c[:, order:] = new
    value, slope = c[:, n - 1].copy(), np.zeros_like(c[:, 0])
    for k in range(n - 2, -1, -1):
        off = (at - x[:, k])[:, None]
        slope = slope * off + value
        value = value * off + c[:, k]
    return value, slope
