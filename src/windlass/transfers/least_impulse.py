"""The least impulse that moves the end of a path by so much, each instant's share limited.

Of a path's linear dynamics, each segment j adds ``reach[j] @ p[j]`` to the end for a thrust's
impulse p[j].  Sought is the least sum of |p| that makes the shift, |p[j]| at most cap[j]: a convex
problem.  It is solved by a linear programme over directions, to which each round adds those along
the primer vector ``reach.T @ y`` of its own dual values y.  The dual of the whole, evaluated at the
same y, is a lower bound: what is returned lies within ``gap`` of the best, no polyhedron stands in
for the sphere.  Source: lawden1963, dantzig1960.  Checked: tests/transfers/test_least_impulse.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st

Array = NDArray[np.float64]

GAP: Final = 1e-3
"""Share by which what is found may be above the least."""
ROUNDS: Final = 40
RANK: Final = 1e-14
"""Ratio of the hardest to the easiest move of the end below which it counts as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Shares p (n, 3) of each segment, their sum of sizes, and the bound no other can go below."""

    p: Array
    total: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """The least throttle, at every instant the same share of its cap, that makes a shift.

    share: above 1 the caps do not suffice; bound: no other goes below; p (n, 3): how.
    """

    share: float
    bound: float
    p: Array


def least_throttle(reach: Array, shift: Array, cap: Array) -> Throttle:
    """Return the least throttle for a shift (6,); reach (n, 6, 3), cap (n,) ≥ 0.

    It is inf where nothing reaches it.  Raises InvalidInput for shapes or values that do not fit.
    """
    reach, shift, cap = _ready(reach, shift, cap)
    if not np.abs(shift).any():
        return Throttle(share=0.0, bound=0.0, p=np.zeros((len(cap), 3)))
    able = np.flatnonzero(cap > 0.0)
    if np.linalg.matrix_rank(_wide(reach[able] * cap[able, None, None])) < 6:
        return Throttle(share=np.inf, bound=np.inf, p=np.zeros((len(cap), 3)))
    at, way = _first(able)
    best = 0.0
    for _ in range(ROUNDS):
        columns = np.einsum("kij,kj->ki", reach[at], way)
        size = cap[at].astype(float)
        # rows: the end is met; each segment's directions sum to at most the throttle
        share = np.zeros((len(cap), at.size + 1))
        share[at, np.arange(at.size)] = 1.0
        share[able, -1] = -1.0
        found = linprog(
            np.concatenate([np.zeros(at.size), [1.0]]),
            A_ub=share[able], b_ub=np.zeros(able.size),
            A_eq=np.concatenate([(columns * size[:, None]).T, np.zeros((6, 1))], axis=1),
            b_eq=shift, method="highs",
        )  # fmt: skip
        x, worth, y = _answer(found, "least throttle")
        primer = np.einsum("kij,i->kj", reach, y)
        long = np.linalg.norm(primer, axis=1)
        best = max(best, float(y @ shift) / float(cap @ long))
        if worth - best <= GAP * max(worth, 1e-300):
            break
        at, way = _more(at, way, able, primer, long, 0.0)
    x = x[:-1] * size
    return Throttle(share=float(worth), bound=best, p=_summed(len(cap), at[: x.size], way, x))


def least_impulse(reach: Array, shift: Array, cap: Array, begun: Throttle | None = None) -> Share:
    """Return the cheapest shares for a shift (6,); reach (n, 6, 3), cap (n,) ≥ 0, inf: no limit.

    begun: the least throttle for the same, where it is known.  Raises NotSolved where the
    caps do not suffice (``least_throttle`` says by how much), InvalidInput for what does not fit.
    """
    reach, shift, cap = _ready(reach, shift, cap)
    able = np.flatnonzero(cap > 0.0)
    if not np.abs(shift).any():
        return Share(p=np.zeros((len(cap), 3)), total=0.0, bound=0.0)
    at, way = _first(able)
    limited = able[np.isfinite(cap[able])]
    if limited.size == 0:  # the axes suffice to begin with; least squares tells likely directions
        p = np.zeros((len(cap), 3))
        p[able] = np.linalg.lstsq(_wide(reach[able]), shift, rcond=None)[0].reshape(-1, 3)
        begun = Throttle(share=0.0, bound=0.0, p=p)
    elif begun is None:
        begun = least_throttle(reach, shift, np.where(np.isfinite(cap), cap, _plenty(reach, shift)))
    if begun.share > 1.0 + GAP and limited.size == able.size:
        raise NotSolved(
            "the thrust is too weak", status=st.NO_SOLUTION, value=f"{begun.share:.2f} times as "
            "much would do", remedy="move less mass, or give more thrust",
        )  # fmt: skip
    size = np.linalg.norm(begun.p, axis=1)
    used = np.flatnonzero(size > 0.0)
    at = np.concatenate([at, used])
    way = np.concatenate([way, begun.p[used] / size[used, None]])
    room = np.maximum(cap, size)  # what the least throttle takes is within its tolerance of them
    best = -np.inf
    for _ in range(ROUNDS):
        columns = np.einsum("kij,kj->ki", reach[at], way)
        rows = np.zeros((len(cap), at.size))
        rows[at, np.arange(at.size)] = 1.0
        found = linprog(
            np.ones(at.size), A_ub=rows[limited] if limited.size else None,
            b_ub=room[limited] if limited.size else None, A_eq=columns.T, b_eq=shift,
            method="highs",
        )  # fmt: skip
        x, worth, y = _answer(found, "least impulse")
        primer = np.einsum("kij,i->kj", reach, y)
        long = np.linalg.norm(primer, axis=1)
        best = max(best, _dual(float(y @ shift), long, room, able))
        if worth - best <= GAP * max(worth, 1e-300):
            break
        at, way = _more(at, way, able, primer, long, 0.5)
    p = _summed(len(cap), at[: x.size], way, x)
    total = float(np.linalg.norm(p, axis=1).sum())
    return Share(p=p, total=total, bound=best)


def _answer(found: Any, what: str) -> tuple[Array, float, Array]:
    """Return what a linear programme found, its value, and the dual values of its equations."""
    if found.status != 0:
        raise NotSolved(what, status=st.NOT_CONVERGED, value=found.message)
    return np.asarray(found.x), float(found.fun), np.asarray(found.eqlin.marginals)


def _dual(gain: float, long: Array, room: Array, able: NDArray[np.int64]) -> float:
    """Return the lower bound that dual values give; those of no limit are scaled to be allowed."""
    free = able[~np.isfinite(room[able])]
    scale = 1.0
    if free.size:
        scale = min(1.0, 1.0 / max(float(long[free].max()), 1e-300))
    held = able[np.isfinite(room[able])]
    over = np.maximum(0.0, scale * long[held] - 1.0)
    return float(scale * gain - room[held] @ over)


def _ready(reach: Array, shift: Array, cap: Array) -> tuple[Array, Array, Array]:
    """Return what is given, rows scaled to like sizes."""
    reach, shift = np.asarray(reach, dtype=float), np.asarray(shift, dtype=float)
    cap = np.asarray(cap, dtype=float)
    n = len(cap)
    fits = reach.shape == (n, 6, 3) and shift.shape == (6,) and cap.shape == (n,) and n > 0
    if not (fits and np.isfinite(reach).all() and np.isfinite(shift).all() and (cap >= 0.0).all()):
        raise InvalidInput(
            "reach of segments, shift and caps", value=(reach.shape, shift.shape, cap.shape),
            remedy="give finite (n, 6, 3) and (6,), and limits (n,) of at least 0",
        )  # fmt: skip
    size = np.where(np.isfinite(cap), cap, max(float(cap[np.isfinite(cap)].max(initial=0.0)), 1.0))
    # Ends that are hard to move count as much as others: without it a flight that stretches
    # deviations a millionfold leaves equations that a linear programme takes for contradictions.
    scale = np.maximum(np.abs(reach).max(axis=(0, 2)), 1e-300)
    along, strength, _ = np.linalg.svd(
        _wide(reach / scale[:, None] * size[:, None, None]), full_matrices=False
    )
    if strength[-1] > RANK * strength[0]:
        turn = (along / strength).T / scale
    else:
        turn = np.diag(1.0 / scale)
    return turn @ reach, turn @ shift, cap


def _plenty(reach: Array, shift: Array) -> float:
    """Return an impulse that is more than enough: what least squares asks for, a hundredfold."""
    p = np.linalg.lstsq(_wide(reach), shift, rcond=None)[0]
    return 100.0 * float(np.abs(p).max())


def _wide(reach: Array) -> Array:
    """Return reach as one matrix (6, 3 n)."""
    return np.asarray(np.moveaxis(reach, 0, 1).reshape(6, -1))


def _first(able: NDArray[np.int64]) -> tuple[NDArray[np.int64], Array]:
    """Return the directions to begin with: along the axes, either way."""
    axes = np.concatenate([np.eye(3), -np.eye(3)])
    return np.repeat(able, 6), np.tile(axes, (able.size, 1))


def _more(
    at: NDArray[np.int64], way: Array, able: NDArray[np.int64], primer: Array, long: Array,
    worth: float,
) -> tuple[NDArray[np.int64], Array]:  # fmt: skip
    """Return the directions with those along the primer vector, longer than a worth."""
    new = able[long[able] > worth]
    return np.concatenate([at, new]), np.concatenate([way, primer[new] / long[new, None]])


def _summed(n: int, at: NDArray[np.int64], way: Array, x: Array) -> Array:
    """Return the shares (n, 3) of directions taken so far."""
    p = np.zeros((n, 3))
    np.add.at(p, at, way[: x.size] * x[:, None])
    return p
