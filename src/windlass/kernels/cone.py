"""The cone |u| ≤ p of a throttle and its share of the flow, as interior-point methods need it.

A point and its multiplier, both in the cone, are made one by a scaling (Nesterov's and Todd's),
whose square stands for the barrier's second derivatives.
Source: nesterov1997.  Checked: tests/kernels/test_cone.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit

Array = NDArray[np.float64]


@njit
def depth(s: Array) -> float:
    """Return p² − |u|² of s = (u, p)."""
    size = math.sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2])
    return float((s[3] - size) * (s[3] + size))


@njit
def inverse(s: Array, out: Array) -> None:
    """Put s⁻¹ into out: a multiplier of μ s⁻¹ is the barrier's of weight μ."""
    det = depth(s)
    for c in range(3):
        out[c] = -s[c] / det
    out[3] = s[3] / det


@njit
def scaled(s: Array, z: Array, out: Array) -> None:
    """Put the scaling's square into out (4, 4): it turns s into z."""
    det_s, det_z = depth(s), depth(z)
    root_s, root_z = 1.0 / math.sqrt(det_s), 1.0 / math.sqrt(det_z)
    dot = 0.0
    for c in range(4):
        dot += s[c] * z[c]
    half = 0.5 / math.sqrt(0.5 * (1.0 + dot * root_s * root_z))
    v = np.empty(4)
    for c in range(3):
        v[c] = -half * (s[c] * root_s - z[c] * root_z)
    v[3] = half * (s[3] * root_s + z[3] * root_z)
    size = math.sqrt(det_z / det_s)
    for a in range(4):
        for b in range(4):
            out[a, b] = 2.0 * size * v[a] * v[b]
    for c in range(3):
        out[c, c] += size
    out[3, 3] -= size


@njit
def reach(s: Array, ds: Array) -> float:
    """Return how often ds leads from s to the cone's edge, at most 1e9."""
    a = ds[3] * ds[3] - ds[0] * ds[0] - ds[1] * ds[1] - ds[2] * ds[2]
    b = s[3] * ds[3] - s[0] * ds[0] - s[1] * ds[1] - s[2] * ds[2]
    c = depth(s)
    far = 1e9
    if ds[3] < 0.0:
        far = -s[3] / ds[3]
    # a t² + 2 b t + c = 0, its least root above 0, without cancellation
    inside = b * b - a * c
    if inside < 0.0:
        return far
    root = math.sqrt(inside)
    q = -(b + root) if b >= 0.0 else -(b - root)
    for t in (q / a if a != 0.0 else -1.0, c / q if q != 0.0 else -1.0):
        if 0.0 < t < far:
            far = t
    return far
