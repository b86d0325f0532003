"""How cheap the burns of a path that holds together become near it, dates fixed.

The burns alone decide such a path, three numbers each, yet by few of its revolutions they decide
it so sharply that its nodes are moved instead: in every round the flights between nodes are made
linear, and the changes of all nodes that keep the path whole are those that the burns' changes
make.  Among these the sum of the burns, itself not made linear, is least at one point of a convex
problem within a radius that is trusted; what it says is closed by Newton's method and flown, and
the radius grows or shrinks with how well it was foretold.  Some nodes may have to stay within a
distance of where a body is; the path nears that wall by a part of what is left in a round.
Source: mao2016, kraft1988.  Checked: tests/transfers/test_cheapest.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csc_matrix

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels.reference_forces import Model
from windlass.transfers.shooting import CLOSED, SCALE, Arcs, Shot, least_change, shot_of

Array = NDArray[np.float64]

ROUNDS: Final = 80
SETTLED_M_S: Final = 0.05
"""What may be left to gain, by the last convex problem, where burns count as the cheapest."""
SOFT_M_S: Final = 1.0
"""A burn below it counts by its square, so that it may vanish."""
FIRST: Final = 5.0
WIDEST: Final = 100.0
"""Trusted radius at first and at most: length of the changes of all nodes, by SCALE."""
ENOUGH_M_S: Final = 0.01
"""A step that foretells less is not tried."""
NEAR: Final = 1.0
"""Radius at least within which nothing may be left to gain."""
LEAST: Final = 1e-6
"""A radius below it ends the descent, not settled."""
GROWS: Final = 2.5
SHRINKS: Final = 0.3
TAKEN: Final = 0.1
"""Part of the foretold gain at which a step is taken."""
POOR: Final = 0.4
GOOD: Final = 0.75
"""Parts of the foretold gain below which the radius shrinks, and above which it grows."""
TO_WALL: Final = 0.9
"""Part of what is left to the wall that a round may use."""
FARTHEST: Final = 15.0
"""Gap, by SCALE, above which Newton's method is not begun."""
NEWTON: Final = 12
ANEW: Final = 4
"""Rounds of Newton's method, and how many of them at most with derivatives anew."""
SLOW: Final = 0.2
WIDE: Final = 0.05
"""Derivatives are taken anew where a round leaves this part of the gaps, or they begin wide."""
NO_DESCENT: Final = 8
"""What SLSQP says where rounding leaves its line search nothing to gain."""
SLACK: Final = 1e-4
"""By how much a solved convex problem may break its limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Nodes (m,), rising, that stay within radius_m of centres (m, 3), barycentric ICRF [m]."""

    nodes: NDArray[np.int64]
    centres: Array
    radius_m: float

    def __post_init__(self) -> None:
        shaped = self.nodes.ndim == 1 and self.centres.shape == (self.nodes.size, 3)
        if not (shaped and self.nodes.size and math.isfinite(self.radius_m) and self.radius_m > 0):
            raise InvalidInput(
                "nodes that stay near a body",
                value=(self.nodes.shape, self.centres.shape, self.radius_m),
                remedy="give nodes (m,), at least one, their centres (m, 3) and a radius above 0",
            )  # fmt: skip

    def holds(self, states: Array) -> bool:
        """Return whether these nodes of a path (n, 6) are within."""
        return self.far_m(states) <= self.radius_m

    def far_m(self, states: Array) -> float:
        """Return the greatest distance [m] of these nodes of a path (n, 6) from their centres."""
        return float(np.linalg.norm(states[self.nodes, :3] - self.centres, axis=1).max())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheapest:
    """A path near a closed one, its burns as cheap as they become near it.

    left_m_s: what the last convex problem says is still to gain near it; settled: whether that is
    next to nothing (SETTLED_M_S).
    """

    shot: Shot
    left_m_s: float

    @property
    def settled(self) -> bool:
        """Whether nothing is left to gain near it."""
        return bool(self.left_m_s <= SETTLED_M_S)


def cheapest(
    among: Model, shot: Shot, *, within: Within | None = None, rounds: int = ROUNDS
) -> Cheapest:
    """Return a path near a closed one whose burns are cheaper; what it cannot better, it returns.

    Without nodes that stay somewhere, a path walks away from where the design ended until it costs
    nothing.  Raises InvalidInput where the path that it begins with is not within.
    """
    if within is not None and not within.holds(shot.path.states):
        raise InvalidInput(
            "a path that is not where it has to stay", value=within.far_m(shot.path.states),
            remedy=f"give one within {within.radius_m:g} m",
        )  # fmt: skip
    arcs, best, radius = Arcs(among, shot.path), shot, FIRST
    problem = _Convex(arcs, best, within)
    for done in range(rounds):
        step, gain = problem.solve(radius)
        if math.isnan(gain):
            radius *= SHRINKS
            if radius < LEAST:
                break
            continue
        if gain <= ENOUGH_M_S and (radius < LEAST or problem.left(radius) <= SETTLED_M_S):
            break
        tried = _closed(arcs, best.path.states + problem.change(step), problem.closing)
        gained = -math.inf
        if tried is not None and (within is None or within.holds(tried.path.states)):
            gained = min(best.total_m_s - tried.total_m_s, _soft(best) - _soft(tried))
        length = min(radius, float(np.linalg.norm(step)))
        if tried is None or not gained > max(TAKEN * gain, 0.0):
            radius = max(SHRINKS * length, LEAST / 2.0)
            continue
        best = replace(tried, rounds=shot.rounds + done + 1)
        problem = _Convex(arcs, best, within)
        if gained < POOR * gain:
            radius = 0.5 * length
        elif gained > GOOD * gain:
            radius = min(GROWS * radius, WIDEST)
    return Cheapest(shot=best, left_m_s=problem.left(radius))


class _Convex:
    """What the burns cost near a path, its flights made linear.

    Unknown are changes (k,) along an orthonormal basis of those changes of the nodes that keep the
    path whole to first order; closing: the derivatives of the gaps.
    """

    def __init__(self, arcs: Arcs, shot: Shot, within: Within | None) -> None:
        path = shot.path
        _, slope = arcs.slopes(path.states)
        self.closing, jumps = arcs.equations(slope)
        self.basis = _whole(slope, path.burns)
        self.burns = shot.dv_m_s / SCALE[3]
        self.jumps = np.array([jump @ self.basis for jump in jumps])
        self.within, self.far = within, 0.0
        if within is not None:
            self.off = (path.states[within.nodes, :3] - within.centres) / within.radius_m
            part = self.basis.reshape(arcs.n, 6, -1)[within.nodes, :3]
            self.reach = part * SCALE[0] / within.radius_m
            self.far = float(np.linalg.norm(self.off, axis=1).max())

    def change(self, step: Array) -> Array:
        """Return the changes (n, 6) of the nodes [m, m/s] that a step (k,) means."""
        return np.asarray((self.basis @ step).reshape(-1, 6) * SCALE)

    def left(self, radius: float) -> float:
        """Return what is still to gain [m/s] within a radius, or within NEAR; infinite where the
        convex problem is not solved.
        """
        gain = self.solve(max(radius, NEAR), to_wall=1.0)[1]
        return math.inf if math.isnan(gain) else float(max(gain, 0.0))

    def solve(self, radius: float, to_wall: float = TO_WALL) -> tuple[Array, float]:
        """Return the best step (k,) within a radius and a part of what is left to the wall, and
        the gain [m/s] that it foretells, nan where the convex problem is not solved.
        """
        begin = np.zeros(self.basis.shape[1])
        wall = self.far + to_wall * (1.0 - self.far)

        def cost(y: Array) -> float:
            return self._cost(radius * y)

        def slope(y: Array) -> Array:
            return radius * self._cost_slope(radius * y)

        limits: Any = {
            "type": "ineq", "fun": lambda y: self._room(radius * y, radius, wall),
            "jac": lambda y: radius * self._room_slope(radius * y, radius),
        }  # fmt: skip
        found = minimize(
            cost, begin, jac=slope, method="SLSQP", constraints=limits,
            options={"maxiter": 100, "ftol": 1e-9},
        )  # fmt: skip
        step = radius * found.x
        if not np.isfinite(step).all() or self._room(step, radius, wall).min() < -SLACK:
            return begin, math.nan
        if not found.success and found.status != NO_DESCENT:
            return begin, math.nan
        return step, float((self._cost(begin) - self._cost(step)) * SCALE[3])

    def _long(self, y: Array) -> tuple[Array, Array]:
        """Return the burns (b, 3) and their lengths (b,), softened."""
        burns = self.burns + self.jumps @ y
        return burns, np.hypot(np.linalg.norm(burns, axis=1), SOFT_M_S / SCALE[3])

    def _cost(self, y: Array) -> float:
        return float(self._long(y)[1].sum())

    def _cost_slope(self, y: Array) -> Array:
        burns, long = self._long(y)
        return np.asarray(np.einsum("bi,bij->j", burns / long[:, None], self.jumps))

    def _room(self, y: Array, radius: float, wall: float) -> Array:
        """Return what must not be negative: room to the wall, and to the radius."""
        room = np.array([1.0 - y @ y / radius**2])
        if self.within is None:
            return room
        off = self.off + self.reach @ y
        return np.append(wall**2 - np.einsum("mi,mi->m", off, off), room)

    def _room_slope(self, y: Array, radius: float) -> Array:
        slope = (-2.0 / radius**2 * y)[None]
        if self.within is None:
            return slope
        off = self.off + self.reach @ y
        return np.concatenate([-2.0 * np.einsum("mi,mij->mj", off, self.reach), slope])


def _whole(slope: Array, burns: tuple[int, ...]) -> Array:
    """Return an orthonormal basis (6 n, 3 burns) of changes of the nodes, by SCALE, that keep a
    path whole; slope (n - 1, 6, 6) of its flights.
    """
    scaled = slope * SCALE[None, None, :] / SCALE[None, :, None]
    made = np.zeros((len(slope) + 1, 6, 3 * len(burns)))
    for k in range(len(made)):
        if k > 0:
            made[k] = scaled[k - 1] @ made[k - 1]
        if k in burns:
            at = 3 * burns.index(k)
            made[k, 3:, at : at + 3] += np.eye(3)
    flat = made.reshape(-1, made.shape[-1])
    return np.asarray(np.linalg.qr(flat / np.linalg.norm(flat, axis=0))[0])


def _soft(shot: Shot) -> float:
    return float(np.hypot(np.linalg.norm(shot.dv_m_s, axis=1), SOFT_M_S).sum())


def _closed(arcs: Arcs, states: Array, closing: csc_matrix) -> Shot | None:
    """Return the path that holds together near nodes (n, 6), None where Newton's method fails.

    The derivatives of the path before serve as long as the gaps shrink fast.
    """
    last, anew = math.inf, 0
    for _ in range(NEWTON):
        try:
            end = arcs.flown(states)
            gap = arcs.gaps(states, end)
            widest = float(np.abs(gap).max())
            if widest < CLOSED:
                return shot_of(arcs, states, end, 0)
            if not widest < min(FARTHEST, 2.0 * last):
                return None
            if widest > SLOW * last or (anew == 0 and widest > WIDE):
                anew += 1
                if anew > ANEW:
                    return None
                closing, _ = arcs.equations(arcs.slopes(states)[1])
        except NotSolved:
            return None  # an arc that cannot be flown
        last = widest
        states = states + least_change(closing, gap).reshape(-1, 6) * SCALE
    return None
