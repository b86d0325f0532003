"""From impulses to arcs of thrust: a path whose velocity jumps becomes one that is thrust along.

Each impulse becomes a burn about it, as long as the thruster needs for it and somewhat longer, cut
into parts whose force is free; burns that grow into each other become one.  The first may begin
before the first node, on the orbit that the path begins from.  Where such burns do not suffice they
are made longer, up to the whole path.  The end is the state at the node where the path arrives.
Checked: tests/transfers/test_finite_arcs.py.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.thrust import Profile
from windlass.kernels.reference_forces import Model
from windlass.transfers.shooting import Patched
from windlass.transfers.steering import Steered, Steering, Task, flown, steer
from windlass.transfers.thruster import Thruster

Array = NDArray[np.float64]

STEP_S: Final = 25.0 * DAY_S
"""Longest segment."""
PARTS: Final = 12
"""Parts of a burn about an impulse."""
LONGER: Final = 1.3
"""How much longer a burn may be than its impulse needs, so that it can be steered."""
GROWTH: Final = 1.6
"""By how much burns grow where they do not suffice."""
LIT: Final = 1e-3
"""Share of its limit from which a segment counts as thrusting."""


@dataclass(frozen=True, kw_only=True)
class FiniteArcs:
    """A path with thrust: how it was steered up to where it arrives, and nodes after that.

    impulsive_m_s: sum of the impulses that it replaces; early_s: how long before the first of them
    it may thrust; after: nodes (t_s, states) that follow where it arrives.
    """

    steered: Steered
    impulsive_m_s: float
    early_s: float
    after: tuple[Array, Array]

    @property
    def thruster(self) -> Thruster:
        """What thrusts."""
        thruster = self.steered.task.thruster
        assert thruster is not None
        return thruster

    @cached_property
    def thrust(self) -> Profile:
        """The arcs of thrust alone, segments that coast left out."""
        among = reference.model((float(self.path.t_s[0]), float(self.path.t_s[-1])))
        every = Steering(among, self.steered.task).thrust(self.steered.control)
        lit = np.abs(every.rows[:, 3:9]).max(axis=1) > 0.0
        return replace(every, rows=np.ascontiguousarray(every.rows[lit]))

    @cached_property
    def path(self) -> Patched:
        """Nodes; the burn that it has by name, at the first one, is none: its jump is 0."""
        task = self.steered.task
        return Patched(
            t_s=np.concatenate([task.t_s, self.after[0]]),
            states=np.concatenate([self.steered.states, self.after[1]]),
            before=self.steered.states[0], burns=(0,),
        )  # fmt: skip

    @property
    def arrives(self) -> int:
        """Node where it arrives."""
        return len(self.steered.task.t_s) - 1

    @property
    def lit(self) -> NDArray[np.bool_]:
        """Segments (n,) that thrust."""
        size = np.linalg.norm(self.steered.control, axis=1)
        return np.asarray(size > LIT * np.maximum(self.steered.cap, 1e-300))

    @property
    def hours(self) -> float:
        """Hours of full thrust, at the power that the Sun leaves."""
        task, size = self.steered.task, np.linalg.norm(self.steered.control, axis=1)
        able = self.steered.cap > 0.0
        share = size[able] / self.steered.cap[able]
        return float(share @ np.diff(task.t_s)[able]) * self.thruster.duty / 3_600.0

    @property
    def starts(self) -> int:
        """Arcs of thrust: how often the thrusters are started, each arc without a break."""
        lit = self.lit
        return int(lit[0]) + int(np.count_nonzero(lit[1:] & ~lit[:-1]))


def finite_arcs(
    path: Patched,
    thruster: Thruster,
    mass_kg: float,
    *,
    arrives: int | None = None,
    early_s: float | None = None,
    everywhere: bool = False,
) -> FiniteArcs:
    """Return a path with impulses as one with arcs of thrust.

    path: holds together in the reference model; mass_kg: all that moves, at its start; arrives:
    node, default the last; early_s: longest time of thrust before the first node, None: half of
    the first burn; everywhere: thrust may be anywhere, not only about the impulses.
    Raises NotSolved where the thrust is too weak (and how much would do) or no path is found.
    """
    last = len(path.t_s) - 1 if arrives is None else arrives
    if not (path.burns[-1] <= last < len(path.t_s) and mass_kg > 0.0):
        raise InvalidInput(
            "node where a path arrives, and its mass", value=(last, mass_kg),
            remedy=f"give one from {path.burns[-1]} to {len(path.t_s) - 1}, and kilograms above 0",
        )  # fmt: skip
    first, end = float(path.t_s[0]), float(path.t_s[last])
    room = (end - first) if early_s is None else early_s
    among = reference.model((first - room, float(path.t_s[-1])))
    dv = _jumps(among, path)
    sizes = np.linalg.norm(dv, axis=1)
    at = path.t_s[list(path.burns)]
    need = thruster.most_n(at, path.states[list(path.burns)])
    half = 0.5 * LONGER * mass_kg * sizes / need
    reason: NotSolved | None = None
    while True:
        whole = everywhere or bool(half.max() >= end - first)
        early = min(room, float(half[0]) if path.burns[0] == 0 else 0.0)
        if whole and early_s is not None:
            early = early_s
        task = _task(among, path, last, at, half, early, whole)
        try:
            done = steer(among, replace(task, thruster=thruster, mass_kg=mass_kg))
        except NotSolved as error:
            reason = error
        else:
            return FiniteArcs(
                steered=done, impulsive_m_s=float(sizes.sum()), early_s=early,
                after=(path.t_s[last + 1 :], path.states[last + 1 :]),
            )  # fmt: skip
        if whole:
            raise reason
        half = GROWTH * half


def _jumps(among: Model, path: Patched) -> Array:
    """Return the impulses (k, 3) of a path."""
    end = flown(among, path.t_s[:-1], path.states[:-1], path.t_s[1:])
    before = np.concatenate([path.before[None], end])
    return np.array([path.states[b, 3:] - before[b, 3:] for b in path.burns])


def _task(
    among: Model, path: Patched, last: int, at: Array, half: Array, early: float, whole: bool
) -> Task:
    """Return nodes, guess and segments that may thrust, burns of half lengths about instants at."""
    begin, end = float(path.t_s[0]) - early, float(path.t_s[last])
    edges = [np.array([begin, end])]
    for t, h in zip(at, half, strict=True):
        a, b = max(begin, t - h), min(end, t + h)
        parts = max(PARTS, int(np.ceil((b - a) / STEP_S)))
        edges.append(np.linspace(a, b, parts + 1))
    edges.append(path.t_s[: last + 1])
    t = _thinned(np.unique(np.concatenate(edges)), begin, end, half)
    t = np.concatenate([
        np.linspace(a, b, max(1, int(np.ceil((b - a) / STEP_S))) + 1)[:-1]
        for a, b in itertools.pairwise(t)
    ] + [[end]])  # fmt: skip
    node = np.clip(np.searchsorted(path.t_s, t, side="right") - 1, 0, last)
    base, states = path.t_s[node].copy(), path.states[node].copy()
    states[t < path.t_s[0]] = path.before
    guess = states.copy()
    off = np.flatnonzero(t != base)
    guess[off] = flown(among, base[off], states[off], t[off])
    guess[0] = path.before if early == 0.0 else guess[0]
    middle = 0.5 * (t[:-1] + t[1:])
    able = (np.abs(middle[:, None] - at) <= half).any(axis=1) | whole
    return Task(t_s=t, guess=guess, to=path.states[last], able=able)


def _thinned(t: Array, begin: float, end: float, half: Array) -> Array:
    """Return nodes without those that stand closer together than a part of the shortest burn."""
    least = 0.2 * float(np.min(half[half > 0.0], initial=STEP_S)) / PARTS
    kept = [begin]
    for one in t[1:-1]:
        if one - kept[-1] > least and end - one > least:
            kept.append(float(one))
    return np.array([*kept, end])
