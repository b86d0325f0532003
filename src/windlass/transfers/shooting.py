"""From a design to a path among the real bodies: multiple shooting in the reference model.

A design in a simpler world (conics, a circular three-body problem) is cut into nodes.  Newton's
method moves them to the nearest path that holds together among all bodies, its velocity free to
jump at the burns alone: linear systems with one block a node.  The path is one of the reference
model, by ``kernels.reference``, whatever the design came from.
Source: betts1998, pavlak2012.  Checked: tests/transfers/test_shooting.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csc_matrix
from scipy.sparse.linalg import splu

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.reference import method
from windlass.kernels import status as st
from windlass.kernels.reference_batch import ends
from windlass.kernels.reference_forces import Model

Array = NDArray[np.float64]

SCALE: Final = np.array([1e9] * 3 + [1e2] * 3)
"""Lengths [m] and speeds [m/s] by which nodes move."""
NUDGE: Final = np.array([1e4] * 3 + [1e-3] * 3)
"""Changes [m, m/s] of a node by which its flight is differenced."""
CLOSED: Final = 1e-8
"""Gap between two arcs, by SCALE, at which a path holds together: 10 m and 1 µm/s."""
ROUNDS: Final = 40
TOLERANCE: Final = 1e-13
"""Of the flights between nodes."""
FARTHEST: Final = 5.0
"""How far, by SCALE, a node moves in one round at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patched:
    """A path as nodes: t_s (n,), barycentric ICRF states (n, 6) [m, m/s] after any burn there.

    before (6,): state that the path begins with, before its first burn; burns: nodes at which the
    velocity may jump, the first one 0 or later, ascending.
    """

    t_s: Array
    states: Array
    before: Array
    burns: tuple[int, ...]

    def __post_init__(self) -> None:
        n = len(self.t_s)
        rising = n > 1 and bool((np.diff(self.t_s) > 0.0).all())
        if not (rising and self.states.shape == (n, 6) and self.before.shape == (6,)):
            raise InvalidInput(
                "nodes of a path", value=(self.t_s.shape, self.states.shape, self.before.shape),
                remedy="give rising epochs (n,), states (n, 6) and a first state (6,)",
            )  # fmt: skip
        if not np.isfinite(self.states).all() or not np.isfinite(self.before).all():
            raise InvalidInput("a node of a path is not finite", remedy="give finite states")
        inside = all(0 <= b < n - 1 for b in self.burns)
        if not (self.burns and inside and list(self.burns) == sorted(set(self.burns))):
            raise InvalidInput(
                "nodes with burns", value=self.burns,
                remedy=f"give ascending numbers from 0 to {n - 2}",
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A path that holds together: its nodes, burns dv_m_s (k, 3), the widest gaps, rounds taken."""

    path: Patched
    dv_m_s: Array
    gap_m: float
    gap_m_s: float
    rounds: int

    @property
    def total_m_s(self) -> float:
        """Sum of the burns."""
        return float(np.linalg.norm(self.dv_m_s, axis=1).sum())


class Arcs:
    """Flights between nodes, their derivatives and the gaps that they leave."""

    def __init__(self, among: Model, path: Patched) -> None:
        self.among, self.path = among, path
        self.n = len(path.t_s)

    def flown(self, states: Array) -> Array:
        """Return where flights from all nodes but the last end (n - 1, 6)."""
        return self._ends(self.path.t_s[:-1], states[:-1], self.path.t_s[1:])

    def _ends(self, t0: Array, s0: Array, t1: Array) -> Array:
        out = np.empty_like(s0)
        status = ends(self.among, method(), t0, np.ascontiguousarray(s0), t1, TOLERANCE, out)
        if status.any():
            k = int(np.flatnonzero(status)[0])
            raise NotSolved(
                f"an arc of the path cannot be flown: {st.WORDS[int(status[k])]}",
                status=int(status[k]), value=format_epoch(float(t0[k])),
                remedy="begin from a path that keeps away from bodies",
            )  # fmt: skip
        return out

    def slopes(self, states: Array) -> tuple[Array, Array]:
        """Return (ends (n - 1, 6), derivatives by the states (n - 1, 6, 6))."""
        base, m = states[:-1], self.n - 1
        every = [base]
        for k in range(6):
            every += [base + NUDGE * np.eye(6)[k], base - NUDGE * np.eye(6)[k]]
        t0, t1 = np.tile(self.path.t_s[:-1], 13), np.tile(self.path.t_s[1:], 13)
        out = self._ends(t0, np.concatenate(every), t1).reshape(13, m, 6)
        slope = [(out[1 + 2 * k] - out[2 + 2 * k]) / (2.0 * NUDGE[k]) for k in range(6)]
        return out[0], np.stack(slope, axis=-1)

    def gaps(self, states: Array, end: Array) -> Array:
        """Return by how much the path does not hold together, by SCALE."""
        burns = set(self.path.burns)
        parts = [((states[0] - self.path.before) / SCALE)[: 3 if 0 in burns else 6]]
        for k in range(1, self.n):
            gap = (end[k - 1] - states[k]) / SCALE
            parts.append(gap[:3] if k in burns else gap)
        return np.concatenate(parts)

    def burned(self, states: Array, end: Array) -> Array:
        """Return the burns (k, 3) [m/s]."""
        before = np.concatenate([self.path.before[None], end])
        return np.array([states[b, 3:] - before[b, 3:] for b in self.path.burns])

    def equations(self, slope: Array) -> tuple[csc_matrix, list[csc_matrix]]:
        """Return (derivatives of the gaps, of each burn by 100 m/s) by the scaled states."""
        burns = set(self.path.burns)
        scaled = slope * SCALE[None, None, :] / SCALE[None, :, None]
        blocks: list[tuple[int, int, Array]] = []
        row = 3 if 0 in burns else 6
        blocks.append((0, 0, np.eye(6)[:row]))
        for k in range(1, self.n):
            held = 3 if k in burns else 6
            blocks.append((row, 6 * (k - 1), scaled[k - 1][:held]))
            blocks.append((row, 6 * k, -np.eye(6)[:held]))
            row += held
        jumps = []
        for b in self.path.burns:
            part = [(0, 6 * b, np.eye(6)[3:])]
            if b > 0:
                part.append((0, 6 * (b - 1), -scaled[b - 1][3:]))
            jumps.append(_sparse(part, 3, 6 * self.n))
        return _sparse(blocks, row, 6 * self.n), jumps


def _sparse(blocks: Sequence[tuple[int, int, Array]], rows: int, columns: int) -> csc_matrix:
    """Return blocks (row, column, values) as a sparse matrix."""
    i, j, x = [], [], []
    for row, column, values in blocks:
        r, c = np.indices(values.shape)
        i.append((r + row).ravel())
        j.append((c + column).ravel())
        x.append(values.ravel())
    places = np.concatenate(i), np.concatenate(j)
    return csc_matrix(coo_matrix((np.concatenate(x), places), shape=(rows, columns)))


def least_change(a: csc_matrix, gap: Array) -> Array:
    """Return the least change of the states that closes the gaps to first order."""
    square: Any = csc_matrix(a @ a.T)
    return -np.asarray(a.T @ splu(square).solve(gap))


def close(among: Model, path: Patched, *, rounds: int = ROUNDS) -> Shot:
    """Return the path that holds together nearest to a design.

    Raises NotSolved where Newton's method does not close it, or an arc meets a body.
    """
    arcs, states = Arcs(among, path), path.states.copy()
    for done in range(rounds):
        end, slope = arcs.slopes(states)
        gap = arcs.gaps(states, end)
        if np.abs(gap).max() < CLOSED:
            return shot_of(arcs, states, end, done)
        a, _ = arcs.equations(slope)
        change = least_change(a, gap)
        change *= min(1.0, FARTHEST / np.abs(change).max())
        states = states + change.reshape(-1, 6) * SCALE
    raise NotSolved(
        "no path among the real bodies was found near the design", status=st.NOT_CONVERGED,
        value=f"gaps of {np.abs(gap).max() * SCALE[0]:,.0f} m after {rounds} rounds",
        remedy="begin from another design",
    )  # fmt: skip


def shot_of(arcs: Arcs, states: Array, end: Array, rounds: int) -> Shot:
    """Return a closed path, its nodes (n, 6) flown to end (n - 1, 6)."""
    burns = set(arcs.path.burns)
    off = [np.abs(end[k - 1] - states[k]) for k in range(1, arcs.n)]
    fast = [part[3:].max() for k, part in enumerate(off, 1) if k not in burns]
    return Shot(
        path=replace(arcs.path, states=states), dv_m_s=arcs.burned(states, end),
        gap_m=float(max(part[:3].max() for part in off)),
        gap_m_s=float(max(fast, default=0.0)), rounds=rounds,
    )  # fmt: skip
