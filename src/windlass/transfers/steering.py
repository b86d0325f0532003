"""A path flown from one state to another by a thruster, or by impulses: its dynamics and its shots.

Between nodes the force is constant, its size and direction free, ICRF; or the velocity jumps at
nodes.  Newton's method moves nodes and controls together: of the linear dynamics about the path,
flown by the reference model with its thrust, the least impulse within the thruster's limits is
taken (``least_impulse``); near a path that holds together, the smallest change that closes it.
Source: betts1998, lawden1963.  Checked: tests/transfers/test_steering.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.thrust import Burn, Profile, profile
from windlass.kernels import status as st
from windlass.kernels.reference_batch import ends
from windlass.kernels.reference_forces import Model
from windlass.transfers.least_impulse import least_impulse, least_throttle
from windlass.transfers.shooting import CLOSED, NUDGE, SCALE, TOLERANCE, Arcs, Patched
from windlass.transfers.thruster import Thruster

Array = NDArray[np.float64]

ROUNDS: Final = 25
POLISH: Final = 8
NEAR: Final = 1e-2
"""Gap, by SCALE, from which the smallest change closes a path: 10,000 km and 1 m/s."""
FARTHEST: Final = 10.0
"""How far, by SCALE, a node moves in one round at most."""
ROOM: Final = 0.998
"""Share of the limit that is planned with: the last rounds may need the rest."""
WEAK: Final = 6
"""Rounds in a row in which the limits do not suffice, after which that is the answer."""
NUDGE_M_S: Final = 0.1  # change of a segment's impulse by which its effect is differenced
STALE: Final = 1e-3  # share of a change by which a flight ends beside its old derivatives at most
WIDE: Final = 0.3  # as NEAR, where derivatives are kept: a try to close the path is cheap
HELD: Final = 1e-7  # as CLOSED, likewise: 100 m and 10 µm/s, above the rounding of an entry
FADED: Final = 1e-3
"""Share of its limit below which a segment counts as coasting in the last rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be flown: nodes t_s (n + 1,), a guess of the states there, its first one held.

    to (6,): state at the last node; able (n,): segments in which there may be thrust, or (n + 1,)
    nodes where there may be impulses; mass_kg: at the first node; thruster None: impulses, of any
    size.
    """

    t_s: Array
    guess: Array
    to: Array
    able: NDArray[np.bool_]
    mass_kg: float = 1.0
    thruster: Thruster | None = None

    @property
    def isp_s(self) -> Array:
        """Specific impulse (n,) [s] of the segments, by the guess; of impulses it is not known."""
        if self.thruster is None:
            raise InvalidInput("specific impulse of impulses", value=None, remedy="give a thruster")
        at = self.thruster.isp(self.t_s, self.guess)
        return np.asarray(0.5 * (at[:-1] + at[1:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """A path that holds together: states (n + 1, 6) at the nodes (before an impulse at the last).

    control: impulses of segments (n, 3) [N s], or at nodes (n + 1, 3) [m/s]; cap: their limits;
    gap_m, gap_m_s: widest gaps; slopes (n, 6, 6): derivatives of the segments' flights that it was
    found with, None if they were made anew each round.
    """

    task: Task
    states: Array
    control: Array
    cap: Array
    gap_m: float
    gap_m_s: float
    rounds: int
    slopes: Array | None = None

    @property
    def total(self) -> float:
        """Sum of the impulses [N s], or [m/s]."""
        return float(np.linalg.norm(self.control, axis=1).sum())

    @property
    def throttle(self) -> float:
        """Greatest share of its limit that a segment takes."""
        able = self.cap > 0.0
        return float((np.linalg.norm(self.control[able], axis=1) / self.cap[able]).max(initial=0.0))

    @property
    def propellant_kg(self) -> float:
        """Propellant of thrust; 0 of impulses, whose engine is not known."""
        return 0.0 if self.task.thruster is None else float(self.spent_kg.sum())

    @property
    def spent_kg(self) -> Array:
        """Propellant of each segment (n,)."""
        return np.asarray(np.linalg.norm(self.control, axis=1) / (self.task.isp_s * G0))

    @property
    def dv_m_s(self) -> float:
        """Velocity change that the propellant gives the mass."""
        if self.task.thruster is None:
            return self.total
        spent = self.spent_kg
        before = self.task.mass_kg - np.concatenate([[0.0], np.cumsum(spent)[:-1]])
        return -float((self.task.isp_s * G0) @ np.log1p(-spent / before))


class Steering:
    """Flights of a task between its nodes, and how they answer to states and controls."""

    def __init__(self, among: Model, task: Task, known: Array | None = None) -> None:
        n = len(task.t_s) - 1
        controls = n if task.thruster is not None else n + 1
        if task.guess.shape != (n + 1, 6) or task.able.shape != (controls,):
            raise InvalidInput(
                "nodes and segments of a path to be steered",
                value=(task.guess.shape, task.able.shape),
                remedy=f"give states ({n + 1}, 6) and {controls} segments or nodes",
            )  # fmt: skip
        self.task, self.among, self.n = task, among, n
        self.span = np.diff(task.t_s)
        path = Patched(t_s=task.t_s, states=task.guess, before=task.guess[0], burns=(0,))
        self.arcs = Arcs(among, path)
        if known is not None and (task.thruster is not None or known.shape != (n, 6, 6)):
            raise InvalidInput("known derivatives are not of impulses", value=known.shape)
        self.known = None if known is None else known.copy()
        self.old = np.zeros(n, dtype=bool)
        self._last: tuple[Array, Array] | None = None

    def caps(self, states: Array) -> Array:
        """Return the limits of the controls."""
        task = self.task
        if task.thruster is None:
            return np.where(task.able, np.inf, 0.0)
        most = task.thruster.most_n(task.t_s, states)
        return np.where(task.able, np.minimum(most[:-1], most[1:]) * self.span, 0.0)

    def thrust(self, control: Array) -> Profile:
        """Return every segment's force, those that coast too."""
        task = self.task
        return profile(
            [
                Burn(from_s=float(a), until_s=float(b), isp_s=float(isp),
                     force_n=(float(f[0]), float(f[1]), float(f[2])))
                for a, b, f, isp in zip(
                    task.t_s[:-1], task.t_s[1:], control / self.span[:, None], task.isp_s,
                    strict=True,
                )
            ],
            task.mass_kg,
        )  # fmt: skip

    def _pushed(self, states: Array, control: Array) -> Array:
        """Return states after their impulses, and set the forces."""
        if self.task.thruster is not None:
            self.arcs.among = self.among._replace(thrust=self.thrust(control).rows)
            return states
        after = states.copy()
        after[:, 3:] += control
        return after

    def flown(self, states: Array, control: Array) -> Array:
        """Return the ends (n, 6) of all segments."""
        return self.arcs.flown(self._pushed(states, control))

    def slopes(self, states: Array, control: Array) -> tuple[Array, Array, Array]:
        """Return (ends (n, 6), derivatives by states (n, 6, 6), by controls (…, 6, 3))."""
        pushed = self._pushed(states, control)
        end, by_state = self.arcs.slopes(pushed)
        if self.task.thruster is None:
            return end, by_state, _kicks(by_state)
        rows = self.arcs.among.thrust
        by = np.empty((self.n, 6, 3))
        nudge = NUDGE_M_S * self.task.mass_kg
        for k in range(3):
            both = []
            for sign in (1.0, -1.0):
                moved = rows.copy()
                moved[:, [3 + k, 6 + k]] += (sign * nudge / self.span)[:, None]
                self.arcs.among = self.among._replace(thrust=moved)
                both.append(self.arcs.flown(states))
            by[:, :, k] = (both[0] - both[1]) / (2.0 * nudge)
        self.arcs.among = self.among._replace(thrust=rows)
        return end, by_state, by

    def answers(self, states: Array, control: Array, anew: bool = False) -> tuple[Array, ...]:
        """Return as ``slopes`` does; known derivatives that serve no more (anew: all) are new."""
        if self.known is None:
            return self.slopes(states, control)
        if anew:
            self.known[:] = np.nan
        pushed = self._pushed(states, control)
        end, pushed = self.arcs.flown(pushed), pushed[:-1]
        unknown = np.isnan(self.known).any(axis=(1, 2))
        if self._last is not None:
            change = pushed - self._last[0]
            off = end - self._last[1] - np.einsum("kij,kj->ki", self.known, change)
            off, size = (np.abs(x / SCALE).max(axis=1) for x in (off, change))
            unknown |= off > np.maximum(STALE * size, CLOSED)
        new = np.flatnonzero(unknown)
        if new.size:
            self.known[new] = self._slopes_of(new, pushed[new], end[new])
        self.old = np.logical_not(unknown)
        self._last = pushed, end
        return end, self.known, _kicks(self.known)

    def _slopes_of(self, which: NDArray[np.int64], states: Array, end: Array) -> Array:
        """Return the derivatives (m, 6, 6) of some segments' flights from states (m, 6)."""
        begun = np.concatenate([states + d for d in np.diag(NUDGE)])
        t0, t1 = (np.tile(self.task.t_s[which + k], 6) for k in (0, 1))
        out = flown(self.among, t0, begun, t1).reshape(6, len(which), 6)
        return np.moveaxis((out - end) / NUDGE[:, None, None], 0, -1)

    def reach(self, by_state: Array, by: Array) -> tuple[Array, Array]:
        """Return what each control adds to the end (…, 6, 3), and what a gap after each does."""
        carried = np.empty((self.n + 1, 6, 6))
        carried[self.n] = np.eye(6)
        for k in range(self.n - 1, 0, -1):
            carried[k] = carried[k + 1] @ by_state[k]
        reach = np.einsum("kij,kjl->kil", carried[1:], by[: self.n])
        return np.concatenate([reach, by[self.n :]]), carried[1:]

    def gaps(self, states: Array, control: Array, end: Array) -> Array:
        """Return by how much the path does not hold together (n + 1, 6), by SCALE."""
        last = self.task.to - states[-1]
        if self.task.thruster is None:
            last[3:] -= control[-1]
        return np.asarray(np.concatenate([end - states[1:], last[None]]) / SCALE)


def steer(
    among: Model, task: Task, *, rounds: int = ROUNDS, begun: Array | None = None,
    known: Array | None = None,
) -> Steered:  # fmt: skip
    """Return the cheapest path that does a task, near its guess.

    among: forces without thrust, over the span; begun: controls to begin with; known (n, 6, 6):
    derivatives of the segments' flights near the guess, of impulses alone, nan where not known:
    kept while they serve, and where the cheapest is not found the nearest path is returned.
    Raises NotSolved where the thrust is too weak (and by how much), or no path is found.
    """
    way = Steering(among, task, known)
    states = task.guess.copy()
    control = np.zeros((len(task.able), 3)) if begun is None else begun.copy()
    n, weak, share = way.n, 0, 0.0
    end, by_state, by = way.answers(states, control)
    for done in range(1, rounds + 1):
        cap = way.caps(states) * ROOM
        reach, carried = way.reach(by_state, by)
        gap = end - states[1:]
        drift = np.einsum("kij,kj->i", carried, gap)
        shift = task.to - states[-1] - drift + np.einsum("kij,kj->i", reach[:n], control[:n])
        wanted, share = _wanted(reach, shift, cap)
        weak = weak + 1 if share > 1.0 else 0
        if weak == WEAK or not np.isfinite(share):
            break
        change = _forward(by_state, by, gap, wanted - control)
        part = min(1.0, FARTHEST / max(float(np.abs(change / SCALE).max()), 1e-300))
        states, control = states + part * change, control + part * (wanted - control)
        end, by_state, by = way.answers(states, control)
        widest = float(np.abs(way.gaps(states, control, end)).max())
        if part == 1.0 and widest < (NEAR if known is None else WIDE) and share <= 1.0:
            closed = _polished(way, states, control, end, by_state, by, done)
            if closed is not None:
                return closed
    if known is not None and begun is not None:  # not the cheapest, but the nearest to the guess
        end, by_state, by = way.answers(task.guess, begun, True)
        closed = _polished(way, task.guess, begun, end, by_state, by, ROUNDS)
        if closed is not None:
            return closed
    if share > 1.0:
        raise NotSolved(
            "the thrust is too weak", status=st.NO_SOLUTION,
            value=f"{share * ROOM:.2f} times as much would do, by the last round's linear dynamics",
            inputs=share * ROOM,
            remedy="move less mass, or give more thrust, a higher duty, or more time",
        )  # fmt: skip
    raise NotSolved(
        "no path with thrust was found near the design", status=st.NOT_CONVERGED,
        value=f"gaps of {widest * SCALE[0] / 1e3:.0f} km after {rounds} rounds",
        remedy="begin from another design, or from more thrust",
    )  # fmt: skip


def flown(among: Model, t0: Array, states: Array, t1: Array) -> Array:
    """Return states (m, 6) flown from t0 (m,) to t1 (m,)."""
    out = np.empty_like(states)
    status = ends(among, reference.method(), t0, np.ascontiguousarray(states), t1, TOLERANCE, out)
    if status.any():
        worst = int(status[np.flatnonzero(status)[0]])
        raise NotSolved(
            f"the path cannot be flown: {st.WORDS[worst]}", status=worst,
            remedy="begin from a path that keeps away from bodies",
        )  # fmt: skip
    return out


def _wanted(reach: Array, shift: Array, cap: Array) -> tuple[Array, float]:
    """Return the controls that make a shift, and the share of the caps that it takes at least."""
    if np.isinf(cap).any():
        return least_impulse(reach, shift, cap).p, 0.0
    begun = least_throttle(reach, shift, cap)
    if begun.share > 1.0:
        return begun.p, begun.share
    return least_impulse(reach, shift, cap, begun).p, begun.share


def _kicks(by_state: Array) -> Array:
    """Return the derivatives (n + 1, 6, 3) by impulses at nodes, of those by states."""
    return np.concatenate([by_state[:, :, 3:], np.eye(6)[None, :, 3:]])


def _forward(by_state: Array, by: Array, gap: Array, more: Array) -> Array:
    """Return the change of the states that closes the gaps, to first order."""
    change = np.zeros((len(gap) + 1, 6))
    for k in range(len(gap)):
        change[k + 1] = by_state[k] @ change[k] + by[k] @ more[k] + gap[k]
    return change


def _polished(
    way: Steering, states: Array, control: Array, end: Array, by_state: Array, by: Array, done: int
) -> Steered | None:
    """Return the path closed by the smallest changes of the controls at work; None if it fails."""
    cap = way.caps(states)
    size = np.linalg.norm(control, axis=1)
    full = np.where(np.isfinite(cap), cap, max(float(size.max()), 1e-300))
    weight = np.where((size > FADED * full) & (cap > 0.0), full, 0.0)
    if np.count_nonzero(weight) < 3:
        weight = np.where(cap > 0.0, full, 0.0)
    before = np.inf
    for k in range(POLISH):
        gap = way.gaps(states, control, end)
        widest = float(np.abs(gap).max())
        if widest < (CLOSED if way.known is None else HELD):
            return _checked(way, states, control, gap, done + k)
        if not widest < 0.5 * before:
            if not way.old.any():
                return None
            end, by_state, by = way.answers(states, control, anew=True)
        before = widest
        reach, carried = way.reach(by_state, by)
        apart = end - states[1:]
        left = gap[-1] * SCALE - np.einsum("kij,kj->i", carried, apart)
        wide = np.moveaxis(reach * weight[:, None, None], 0, 1).reshape(6, -1)
        row = np.abs(wide).max(axis=1)
        more = np.linalg.lstsq(wide / row[:, None], left / row, rcond=1e-14)[0].reshape(-1, 3)
        more *= weight[:, None]
        states = states + _forward(by_state, by, apart, more)
        control = control + more
        end, by_state, by = way.answers(states, control)
    return None


def _checked(
    way: Steering, states: Array, control: Array, gap: Array, rounds: int
) -> Steered | None:
    """Return a closed path whose thrust stays within its limits."""
    cap = way.caps(states)
    if (np.linalg.norm(control, axis=1) > cap * (1.0 + 1e-12)).any():
        return None
    off = np.abs(gap * SCALE)
    return Steered(
        task=way.task, states=states, control=control, cap=cap, rounds=rounds,
        gap_m=float(off[:, :3].max()), gap_m_s=float(off[:, 3:].max()), slopes=way.known,
    )  # fmt: skip
