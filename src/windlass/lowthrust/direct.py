"""The direct solver: from a guess to the best leg near it, and on a finer mesh, to its optimum.

What a throttle costs is at first nearly its square, and then ever more nearly its size: each step
begins where the last one ended (``SOFT``).  The last never spends less than the throttle's size, so
that what it says of propellant is on the safe side.
Source: betts1998.  Checked: tests/lowthrust/test_direct.py.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust import swift
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.optimality import Optimality, optimality
from windlass.lowthrust.programme import LEAST, SOLVED, STAGES, Programme, Told, radau

Array = NDArray[np.float64]
Ways = tuple[dict[str, Any], ...]
Steps = tuple[tuple[float, float], ...]

SOFT: Final = ((1.0, 1.0), (0.1, 0.1), (1e-2, 1e-2), (1e-3, 0.0))
"""Roundings of a throttle's size, and how much of it is not counted, one after another."""
LIT: Final = 0.02
"""Share of the full flow below which a segment counts as a coast, and by less than which it is
short of full thrust."""
IDLE: Final = 0.3
"""Share of the full flow with which a guess begins."""
FALL: Final = 1e-4
"""By how much of it a leg cut finer is worth less than before without doubt of it."""
SWIFT: Final = 0.8
"""Cosine between thrusts at two neighbouring points below which the thrust turns about there."""
TURNS: Final = 5
"""How often a segment in which it does is cut in two."""
ROUNDS: Final = 120
"""Of IPOPT in each step; those that converge take a tenth to a half of it."""
COLD: Final[Ways] = ({"mu_init": 1e-2, "mu_strategy": "monotone"}, {})
"""Of IPOPT for the first step: the next where one does not come to an end."""
WARM: Final[Ways] = (
    {"mu_init": 1e-6, "mu_strategy": "monotone"},
    {"mu_init": 1e-4, "mu_strategy": "monotone"},
    {},
)
"""The same for steps that begin from a solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """A leg that holds together and is the best near by.

    part (n,): lengths of the segments as shares of the flight; share (n STAGES + 1,): where the
    states stand; told: states, throttle, dates in SI units; multipliers: of the constraints, in
    the order of ``kernels.collocation``; broken: the most by which one is broken; optimality: how
    far from the best near by; rounds: of IPOPT; turns: whole revolutions of the guess.
    """

    leg: LowThrustLeg
    part: Array
    share: Array
    told: Told
    multipliers: Array
    broken: float
    optimality: Optimality
    rounds: int
    turns: int

    @property
    def final_kg(self) -> float:
        """Mass at arrival."""
        return float(self.told.states[-1, 6])

    @property
    def start_kg(self) -> float:
        """Mass at departure."""
        return float(self.told.states[0, 6])

    @property
    def worth(self) -> float:
        """What is to be greatest, by the leg's goal: kilograms, or seconds less."""
        return {"mass": self.final_kg, "start": self.start_kg, "time": -self.told.tof_s}[
            self.leg.goal
        ]


def direct(leg: LowThrustLeg, guess: Guess, part: Array) -> Direct:
    """Return the best leg near a guess.

    part (n,): lengths of segments as shares of the flight.  Raises NotSolved where IPOPT does not
    come to an end.
    """
    programme, x = _begun(leg, guess, part)
    found = _swift(programme, x, swift.COLD, 0, guess.turns)
    if found is not None:
        return found
    return stepped(programme, x, SOFT, (COLD, *(WARM,) * (len(SOFT) - 1)), 0, guess.turns)


def look(leg: LowThrustLeg, guess: Guess, part: Array) -> Direct | None:
    """Return the best leg near a guess where one quick road of ``swift`` leads to it, else None;
    part: as for ``direct``."""
    programme, x = _begun(leg, guess, part)
    return _swift(programme, x, swift.COLD[:1], 0, guess.turns)


def _begun(leg: LowThrustLeg, guess: Guess, part: Array) -> tuple[Programme, Array]:
    """Return the programme of a mesh, one throttle a segment, and a guess in its unknowns."""
    programme = Programme(leg, part, 1)
    states = np.stack(
        [np.interp(programme.share, guess.share, guess.states[:, c]) for c in range(7)], axis=1
    )
    none, idle = np.zeros((programme.n, STAGES, 3)), np.full(programme.n, IDLE)
    return programme, programme.start(guess.departs_s, guess.tof_s, states, none, idle)


def finer(found: Direct, times: int = 0) -> Direct:
    """Return the same leg with every segment cut in two, so many times, and cut where thrust is
    switched on or off; coasts then cost nothing.

    Raises NotSolved where the cut leg does not come to an end.
    """
    for _ in range(times):
        found = _on(found, np.full(found.part.size, 0.5))
    found = _on(found, switches(found))
    for _ in range(TURNS):
        cuts = turns_about(found)
        if not cuts.any():
            break
        found = _on(found, cuts)
    if swift.fits(found.leg):  # a coast costs nothing there
        return found
    with suppress(NotSolved):
        return _coasting(found)
    return found


def _coasting(found: Direct) -> Direct:
    """Return the leg with its coasts held so: then their rounding costs nothing."""
    programme = Programme(found.leg, found.part)
    programme.off = programme.off | deep(found.told.flow < LIT)
    told = found.told
    x = programme.start(told.departs_s, told.tof_s, told.states, told.throttle, told.flow)
    return _again(programme, x, found)


def deep(coast: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which coasts have no thrust beside them, so that a burn may still grow."""
    wide = np.concatenate([[True], coast, [True]])
    return np.asarray(wide[:-2] & coast & wide[2:])


def switches(found: Direct) -> Array:
    """Return where to cut each segment (n,), as a share of it: where its thrust would begin or end
    if it were full; 0 where it is not to be cut."""
    flow = found.told.flow
    before = np.concatenate([[0.0], flow[:-1]])
    after = np.concatenate([flow[1:], [0.0]])
    part = (flow > LIT) & (flow < 1.0 - LIT)
    return np.where(part, np.where(before >= after, flow, 1.0 - flow), 0.0)


def turns_about(found: Direct) -> Array:
    """Return the same for segments in which the thrust turns about: 0.5 for these."""
    size = np.linalg.norm(found.told.throttle, axis=2, keepdims=True)
    along = found.told.throttle / np.maximum(size, LEAST)
    cosine = (along[:, :-1] * along[:, 1:]).sum(axis=2).min(axis=1)
    return np.where((cosine < SWIFT) & (found.told.flow > LIT), 0.5, 0.0)


def _on(found: Direct, cuts: Array) -> Direct:
    """Return the leg on a mesh whose segments are cut at these shares of them (n,), 0 not."""
    part, states, throttle, flow = cut(found, cuts)
    programme = Programme(found.leg, part)
    told = found.told
    return _again(
        programme, programme.start(told.departs_s, told.tof_s, states, throttle, flow), found
    )


def cut(found: Direct, cuts: Array) -> tuple[Array, Array, Array, Array]:
    """Return a leg on a mesh whose segments are cut at these shares of them (n,), 0 not: (part
    (m,), states (m s + 1, 7), throttle (m, s, 3), flow (m,))."""
    whole = np.flatnonzero(cuts == 0.0)
    both = np.flatnonzero(cuts)
    of = np.concatenate([whole, both, both])
    begin = np.concatenate([0.0 * whole, 0.0 * both, cuts[both]])
    end = np.concatenate([np.ones(whole.size), cuts[both], np.ones(both.size)])
    order = np.lexsort([begin, of])
    of, begin, end = of[order], begin[order], end[order]
    points, _ = radau(STAGES)
    at = begin[:, None] + (end - begin)[:, None] * points
    told = found.told
    within = np.arange(found.part.size)[:, None] * STAGES + np.arange(STAGES + 1)
    states = _between(np.concatenate([[0.0], points]), told.states[within][of], at)
    return (
        found.part[of] * (end - begin),
        np.concatenate([told.states[:1], states.reshape(-1, 7)]),
        _between(points, told.throttle[of], at), told.flow[of],
    )  # fmt: skip


def _between(points: Array, values: Array, at: Array) -> Array:
    """Return values (k, j, c) at (k, j) of the polynomials through values (k, i, c) at points
    (i,)."""
    weights = np.vander(at.ravel(), points.size) @ np.linalg.inv(np.vander(points))
    return np.asarray(weights.reshape(*at.shape, points.size) @ values)


def _again(programme: Programme, x: Array, before: Direct) -> Direct:
    """Return the best leg near unknowns that come from a solution."""
    found = _swift(programme, x, swift.WARM, before.rounds, before.turns)
    if found is not None:
        return found

    def by(steps: Steps, ways: tuple[Ways, ...]) -> Direct:
        return stepped(programme, x, steps, ways, before.rounds, before.turns)

    return cut_again(by, before.worth)


def _swift(
    programme: Programme, x: Array, roads: tuple[swift.Road, ...], rounds: int, turns: int
) -> Direct | None:
    """Return what the first road leads to that leads anywhere, where the leg is of that kind."""
    if not swift.fits(programme.leg):
        return None
    for road in roads:
        made = swift.swift(programme, x, road)
        if made is not None:
            return _made(programme, made[0], made[1], rounds + made[2], turns)
    return None


def stepped(
    programme: Programme,
    x: Array,
    steps: Steps,
    ways: tuple[Ways, ...],
    rounds: int,
    turns: int,
) -> Direct:
    """Return the leg that unknowns lead to, step by step; rounds: taken before.  Raises NotSolved
    where a step does not come to an end."""
    found, held, taken = sharpened(programme, x, steps, ways)
    return _made(programme, found, held, rounds + taken, turns)


class Rounded(Protocol):
    """A programme whose throttles are rounded off."""

    def soften(self, soft: tuple[float, float]) -> None:
        """Set the rounding."""

    def solve(
        self, x: Array, *, rounds: int = 300, **options: Any
    ) -> tuple[Array, int, Array, int]:
        """Return (unknowns, IPOPT's status, multipliers of the constraints, rounds taken)."""


def sharpened(
    asked: Rounded, x: Array, steps: Steps, ways: tuple[Ways, ...]
) -> tuple[Array, Array, int]:
    """Return (unknowns, multipliers, rounds taken) at the end of steps of rounding, each solved by
    the first of its ways that comes to an end.  Raises NotSolved where none does."""
    held, rounds = np.empty(0), 0
    for soft, options in zip(steps, ways, strict=True):
        asked.soften(soft)
        for way in options:
            found, status, held, taken = asked.solve(x, rounds=ROUNDS, **way)
            rounds += taken
            if status in SOLVED:
                break
        else:
            raise NotSolved(
                "the leg does not come to an optimum", status=st.NOT_CONVERGED,
                value=f"IPOPT ends with {status} after {taken} rounds, rounding {soft[0]:g}",
                remedy="begin from another guess, or on a finer mesh",
            )  # fmt: skip
        x = found
    return x, held, rounds


class Worthy(Protocol):
    """What has a worth that is to be greatest."""

    @property
    def worth(self) -> float:
        """Kilograms, or seconds less."""


T = TypeVar("T", bound=Worthy)


def cut_again(by: Callable[[Steps, tuple[Ways, ...]], T], worth: float) -> T:
    """Return what a solution leads to on a mesh cut finer, rounded as that is; where that does not
    come to an end, or is worth less than the coarser one by more than FALL, the better of it and
    of what rounding off a step more first leads to.

    by: what solves by steps, from the coarser solution of that worth.  Raises NotSolved where
    neither comes to an end.
    """
    made: list[T] = []
    for count in (1, 2):
        try:
            made.append(by(SOFT[-count:], (WARM,) * count))
        except NotSolved:
            if count == 2 and not made:
                raise
        if made and made[0].worth >= worth - FALL * abs(worth):
            break
    return max(made, key=lambda one: one.worth)


def _made(programme: Programme, x: Array, held: Array, rounds: int, turns: int) -> Direct:
    return Direct(
        leg=programme.leg, part=programme.part, share=programme.share, told=programme.told(x),
        multipliers=held, broken=programme.broken(x), optimality=optimality(programme, x, held),
        rounds=rounds, turns=turns,
    )  # fmt: skip
