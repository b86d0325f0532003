"""The path among all bodies whose thrust is nearest to a design's, where the cheapest is not found.

Newton's method as in ``transfers.steering``; of all forces within their limits that close the path
to first order, those nearest to the design's are taken, by the sum of squares of what each part
changes as a share of its limit.  They move evenly from round to round, where the cheapest jump
between parts that cost nearly the same.  The nearest are found by their dual: six numbers, for
which each part's force is the design's plus a step along the primer vector, cut at its limit.
Source: betts1998.  Checked: tests/lowthrust/test_nearest.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.kernels.reference_forces import Model
from windlass.transfers.shooting import SCALE
from windlass.transfers.steering import FARTHEST, HELD, Steered, Steering, Task

Array = NDArray[np.float64]

ROUNDS: Final = 20
DUAL: Final = 100
MET: Final = 1e-11
"""What the nearest forces may leave of a shift, by SCALE."""
ROUNDING: Final = 1e-9
"""The same where rounding lets nothing less be found."""


def nearest(among: Model, task: Task, begun: Array) -> Steered:
    """Return the path that does a task with forces near those to begin with.

    begun (n, 3): impulses of the parts [N s].  Raises NotSolved where the forces do not suffice, or
    Newton's method does not close the path.
    """
    way = Steering(among, task)
    states, control = task.guess.copy(), begun.copy()
    for done in range(ROUNDS):
        end, by_state, by = way.slopes(states, control)
        off = np.abs(way.gaps(states, control, end))
        cap = way.caps(states)
        inside = (np.linalg.norm(control, axis=1) <= cap * (1.0 + 1e-9)).all()
        if off.max() < HELD and inside:
            gap = off * SCALE
            return Steered(
                task=task, states=states, control=control, cap=cap, rounds=done,
                gap_m=float(gap[:, :3].max()), gap_m_s=float(gap[:, 3:].max()),
            )  # fmt: skip
        reach, onward = way.reach(by_state, by)
        gap = end - states[1:]
        drift = np.einsum("kij,kj->i", onward, gap)
        shift = task.to - states[-1] - drift + np.einsum("kij,kj->i", reach, control)
        wanted = within(reach / SCALE[:, None], shift / SCALE, cap, begun)
        change = np.zeros_like(states)
        for k in range(way.n):
            change[k + 1] = by_state[k] @ change[k] + by[k] @ (wanted - control)[k] + gap[k]
        part = min(1.0, FARTHEST / max(float(np.abs(change / SCALE).max()), 1e-300))
        states, control = states + part * change, control + part * (wanted - control)
    raise NotSolved(
        "no path with thrust was found near the design", status=st.NOT_CONVERGED,
        value=f"gaps of {off.max() * SCALE[0] / 1e3:,.0f} km after {ROUNDS} rounds",
        remedy="begin from another design, or from more thrust",
    )  # fmt: skip


def within(reach: Array, shift: Array, cap: Array, near: Array) -> Array:
    """Return the impulses (n, 3), no more than cap (n,), nearest to some (n, 3), that make a shift.

    reach (n, 6, 3): of the shift (6,) by each.  Raises NotSolved where no impulses do.
    """
    able = cap > 0.0
    a = reach[able] * cap[able, None, None]
    from_ = near[able] / cap[able, None]
    y = np.zeros(6)
    miss, slope = _met(a, from_, y, shift)
    size = float(np.linalg.norm(miss))
    for _ in range(DUAL):
        if size <= MET:
            break
        step = -np.linalg.lstsq(slope, miss, rcond=1e-14)[0]
        for share in 0.5 ** np.arange(30):
            trial = y + share * step
            left, steep = _met(a, from_, trial, shift)
            if np.linalg.norm(left) < (1.0 - 1e-4 * share) * size:
                break
        else:
            break
        y, miss, slope, size = trial, left, steep, float(np.linalg.norm(left))
    if size <= ROUNDING:
        out = np.zeros_like(near)
        out[able] = _cut(from_ + np.einsum("kij,i->kj", a, y)) * cap[able, None]
        return out
    raise NotSolved(
        "the thrust is too weak", status=st.NO_SOLUTION, value="near the design",
        remedy="move less mass, or give more thrust, a higher duty, or more time",
    )  # fmt: skip


def _cut(z: Array) -> Array:
    """Return vectors (n, 3) no longer than 1."""
    return np.asarray(z / np.maximum(1.0, np.linalg.norm(z, axis=1, keepdims=True)))


def _met(a: Array, from_: Array, y: Array, shift: Array) -> tuple[Array, Array]:
    """Return what shares cut at 1 leave of a shift (6,), and its derivatives (6, 6) by y."""
    z = from_ + np.einsum("kij,i->kj", a, y)
    size = np.linalg.norm(z, axis=1)
    long = size > 1.0
    slope = np.broadcast_to(np.eye(3), (len(z), 3, 3)).copy()
    unit = z[long] / size[long, None]
    slope[long] -= unit[:, :, None] * unit[:, None, :]
    slope[long] /= size[long, None, None]
    miss = np.einsum("kij,kj->i", a, _cut(z)) - shift
    return miss, np.einsum("kij,kjl,kml->im", a, slope, a)
