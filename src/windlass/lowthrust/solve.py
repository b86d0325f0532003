"""A leg solved without a human: guesses over revolutions, the best refined, flown again.

Each count of revolutions that fits the flight is tried, all near it where that takes hundredths of
a second, then Lambert's arcs; what is found is made finer, and flown by another integrator.  Where
no guess leads to a leg, the same leg with free mass at departure tells how much of it the engine
could move there in that time: that is the nearest that can be asked.
Checked: tests/lowthrust/test_solve.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.direct import Direct, direct, finer, look
from windlass.lowthrust.guess import Guess, guesses
from windlass.lowthrust.lambert_guess import arcs
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.reflown import Reflown, reflown
from windlass.lowthrust.swift import fits

Array = NDArray[np.float64]

SEGMENTS: Final = 16
"""Of each revolution."""
FEWEST: Final = (16, 20)
"""Of all; where ``swift`` solves the leg, to which they cost little."""
ANGLE: Final = 1.0 / 3.0
"""Share of a mesh that is even by angle: fast parts of a path are then cut finer."""
MORE: Final = 3
"""How many meshes are tried, each twice as fine as the one before, until the flight holds."""
GUESSES: Final = 3
"""Counts of revolutions that are tried at most."""
ATTEMPTS: Final = 4
"""How many kinds of start, where none of one leads to a leg: guesses as they are; slower at first;
on a mesh twice as fine; Lambert's arcs."""
NEARLY: Final = 0.5
"""Misfit of a guess (logarithm of its time to the flight's) up to which it is looked at, where that
costs little."""
SLOWER: Final = 0.75
"""Power of the shares of the flight of the second kind."""
LIGHT: Final = 1e-3
"""Share of the mass that is asked, from which the nearest ask is sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A leg that is solved: the solution, the same flown by another integrator, and what became of
    each guess: (revolutions, worth, or why not)."""

    leg: LowThrustLeg
    best: Direct
    flown: Reflown
    tried: tuple[tuple[int, float | str], ...]

    @property
    def final_kg(self) -> float:
        """Mass at arrival."""
        return self.best.final_kg

    @property
    def propellant_kg(self) -> float:
        """What was spent."""
        return self.best.start_kg - self.best.final_kg


def solve(
    leg: LowThrustLeg, *, fine: int = 0, thorough: bool = False, nearest: bool = True
) -> Solved:
    """Return the best of the legs that guesses lead to.

    fine: how often every segment is cut in two in the end; thorough: try all counts of revolutions
    even where one is found; nearest: where none is, tell what could be asked.  Raises NotSolved
    where no guess leads to a leg that another integrator can fly.
    """
    tried: list[tuple[int, float | str]] = []
    made = _looked(leg, tried) if fits(leg) else []
    if not made or thorough:
        made = _sought(leg, made, tried, thorough)
    if not made:
        raise _failed(leg, tried, nearest)
    return settled(max(made, key=lambda one: one.worth), fine, tried)


def _looked(leg: LowThrustLeg, tried: list[tuple[int, float | str]]) -> list[Direct]:
    """Return what a quick look at each count of revolutions near the flight's finds, by one mesh or
    by one twice as fine; the nearest count is then sought in earnest where it is not among it."""
    made: list[Direct] = []
    every = _guesses(leg)
    for guess in every:
        if guess is not every[0] and abs(guess.misfit) > NEARLY:
            continue
        for attempt in (0, 2):
            one = look(leg, *_attempt(leg, guess, attempt))
            if one is not None:
                made.append(one)
                tried.append((guess.turns, one.worth))
                break
    if made and every[0].turns not in [one.turns for one in made]:
        made += _direct(leg, every[0], 0, tried)
    return made


def _sought(
    leg: LowThrustLeg, made: list[Direct], tried: list[tuple[int, float | str]], thorough: bool
) -> list[Direct]:
    """Return what guesses lead to beside what is made, kind by kind, until one leads to a leg; by
    counts of revolutions that led to none yet."""
    found = list(made)
    for attempt in range(ATTEMPTS):
        for guess in _guesses(leg, attempt == ATTEMPTS - 1):
            if guess.turns not in [one.turns for one in made]:
                found += _direct(leg, guess, attempt, tried)
            if found and not thorough:
                return found
        if found:
            break
    return found


def _direct(
    leg: LowThrustLeg, guess: Guess, attempt: int, tried: list[tuple[int, float | str]]
) -> list[Direct]:
    """Return what a guess leads to, nothing where it leads nowhere."""
    try:
        found = direct(leg, *_attempt(leg, guess, attempt))
    except NotSolved as reason:
        tried.append((guess.turns, str(reason.value)))
        return []
    tried.append((guess.turns, found.worth))
    return [found]


def _guesses(leg: LowThrustLeg, lambert: bool = False) -> list[Guess]:
    departs, tof = 0.5 * sum(leg.departs_s), 0.5 * sum(leg.tof_s)
    return (arcs if lambert else guesses)(leg, departs, tof, GUESSES)


def _attempt(leg: LowThrustLeg, guess: Guess, attempt: int) -> tuple[Guess, Array]:
    """Return a guess and a mesh: as they are; the guess slower at first; the mesh twice as fine."""
    part = mesh(leg, guess)
    if attempt == 1:
        return replace(guess, share=guess.share**SLOWER), part
    if attempt == 2:
        return guess, np.repeat(0.5 * part, 2)
    return guess, part


def mesh(leg: LowThrustLeg, guess: Guess) -> Array:
    """Return segments (n,) as shares of the flight, with edges where coasts end and begin: even
    by time; where ``swift`` solves it, a third of that by the angle that the guess goes through."""
    early, late = (one / leg.tof_s[0] for one in leg.coast_s)
    quick = fits(leg)
    count = max(FEWEST[quick], math.ceil(SEGMENTS * (guess.turns + 0.5)))
    turned = np.linspace(0.0, 1.0, guess.share.size)
    even = guess.share + (ANGLE * (turned - guess.share) if quick else 0.0)
    first, last = np.interp([early, 1.0 - late], guess.share, even)
    edges = np.interp(np.linspace(first, last, count + 1), even, guess.share)
    ends = ([0.0] if early else [], [1.0] if late else [])
    return np.diff(np.concatenate([ends[0], edges, ends[1]]))


def settled(coarse: Direct, fine: int, tried: list[tuple[int, float | str]]) -> Solved:
    """Return a solution made finer and flown again, on ever finer meshes until the flight holds.

    fine: how often every segment is cut in two at first; tried: to be told with it.  Raises
    NotSolved where none holds.
    """
    worst = ""
    for times in range(fine, fine + MORE):
        try:
            one = finer(coarse, times)
        except NotSolved as reason:
            worst = str(reason.value)
            continue
        flight = reflown(one)
        if flight.holds:
            return Solved(leg=coarse.leg, best=one, flown=flight, tried=tuple(tried))
        worst = f"{flight.miss_m / 1e3:,.0f} km and {flight.miss_m_s:.2f} m/s off"
    raise NotSolved(
        f"the leg from {coarse.leg.start.name} to {coarse.leg.end.name} that was found does not "
        "hold when it is flown again", status=st.NOT_CONVERGED, value=worst,
        remedy="ask for a finer mesh, or other dates",
    )  # fmt: skip


def _failed(leg: LowThrustLeg, tried: list[tuple[int, float | str]], nearest: bool) -> NotSolved:
    """Return the error of a leg that no guess leads to, with the nearest ask where it is known."""
    said = ", ".join(f"{turns} revolutions: {why}" for turns, why in tried)
    remedy = "give it more time, more power, or less mass"
    why = "no guess leads to a leg"
    if nearest and leg.goal == "mass":
        able = _able(leg)
        if able is not None and able < leg.mass_kg[0]:
            days, most = leg.tof_s[1] / DAY_S, math.floor(able)
            why = (
                f"thrust is what does not suffice: {leg.engine.told} in {days:,.0f} d can move at "
                f"most {most:,} kg"
            )
            remedy = f"ask for {most:,} kg or less, or give it more time or power"
        elif able is not None:
            why = "no guess leads to a leg, though its mass can be moved in that time"
            remedy = "try all revolutions (thorough), or other dates near by"
    return NotSolved(
        f"low thrust from {leg.start.name} to {leg.end.name}: {why}", status=st.NO_SOLUTION,
        value=f"{leg.mass_kg[0]:,.0f} kg; {said}", remedy=remedy,
    )  # fmt: skip


def _able(leg: LowThrustLeg) -> float | None:
    """Return the most mass [kg] at departure that can be moved, None where none is found."""
    for guess in _guesses(leg):
        most = leg.mass_kg[1]
        for _ in range(3):
            wide = replace(leg, goal="start", mass_kg=(LIGHT * most, most), spend_kg=None)
            try:
                found = direct(wide, _with_mass(guess, most), mesh(wide, guess))
            except NotSolved:
                most *= 0.1
                continue
            return found.start_kg
    return None


def _with_mass(guess: Guess, mass_kg: float) -> Guess:
    """Return a guess whose ship has that mass [kg] at departure."""
    states = guess.states.copy()
    states[:, 6] *= mass_kg / states[0, 6]
    return replace(guess, states=states)
