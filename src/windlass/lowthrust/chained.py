"""Legs on given dates joined by flybys, solved: from guesses, from a neighbour, on finer meshes.

The steps are those of ``direct``: what a throttle costs is at first nearly its square.  A single
leg's own interior-point method does not take these, IPOPT does.
Source: betts1998.  Checked: tests/lowthrust/test_chained.py.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import collocation as co
from windlass.kernels import status as st
from windlass.lowthrust.chain import Chain
from windlass.lowthrust.direct import (
    COLD,
    IDLE,
    SOFT,
    TURNS,
    WARM,
    Direct,
    Ways,
    cut,
    cut_again,
    deep,
    sharpened,
    switches,
    turns_about,
)
from windlass.lowthrust.direct import LIT as FAINT
from windlass.lowthrust.flyby import FlownBy, Flyby, flown_by
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.optimality import each_optimality
from windlass.lowthrust.programme import STAGES, Programme
from windlass.lowthrust.reflown import reflown
from windlass.lowthrust.solve import MORE, Solved

Array = NDArray[np.float64]

TRIED: Final = 6
"""Of the ways to take one guess of each leg, how many are begun from at most."""
SLOWEST: Final = 0.3
"""Share of the greatest speed at a planet with which a guess passes at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """Legs joined by flybys that hold together and are the best near by.

    legs: each as if solved alone, with the multipliers of its own constraints; left: what one more
    kilogram of propellant would bring [kg/kg], 0 where it is not limited; flybys: what became of
    them.
    """

    legs: tuple[Direct, ...]
    flybys: tuple[FlownBy, ...]
    left: float
    spend_kg: float | None

    @property
    def worth(self) -> float:
        """What is to be greatest [kg]."""
        first, last = self.legs[0], self.legs[-1]
        return first.start_kg if first.leg.goal == "start" else last.final_kg


def chained(
    legs: tuple[LowThrustLeg, ...],
    flybys: tuple[Flyby, ...],
    guesses: tuple[list[tuple[Guess, Array]], ...],
    spend_kg: float | None = None,
) -> Chained:
    """Return the best chain that guesses of its legs lead to, the likeliest first.

    guesses: of each leg, with their meshes.  Raises NotSolved where none leads to one.
    """
    why: list[str] = []
    every = itertools.product(*(range(len(some)) for some in guesses))
    for which in sorted(every, key=sum)[:TRIED]:
        some = [own[k] for own, k in zip(guesses, which, strict=True)]
        chain = Chain(legs, flybys, tuple(part for _, part in some), spend_kg=spend_kg, free=1)
        begin = _begin(chain, [guess for guess, _ in some])
        counts = tuple(guess.turns for guess, _ in some)
        try:
            return _stepped(chain, begin, SOFT, (COLD, *(WARM,) * (len(SOFT) - 1)), counts)
        except NotSolved as reason:
            why.append(f"{' and '.join(str(one) for one in counts)} revolutions: {reason.value}")
    raise NotSolved(
        f"low thrust {_told(legs)}: no guess leads to it", status=st.NO_SOLUTION,
        value="; ".join(why) or "no guesses", remedy="give it other dates",
    )  # fmt: skip


def onward(
    legs: tuple[LowThrustLeg, ...],
    flybys: tuple[Flyby, ...],
    near: Chained,
    begin: tuple[tuple[Array, Array, Array], ...],
    spend_kg: float | None = None,
) -> Chained:
    """Return the chain near one on other dates, whose unknowns are brought over.

    begin: for each leg states (n s + 1, 7), throttle (n, s, 3) and flow (n,) on its mesh.  Raises
    NotSolved where it is lost on the way.
    """
    chain = Chain(legs, flybys, tuple(one.part for one in near.legs), spend_kg=spend_kg, free=1)
    some = [
        _unknowns(one, *own, _speeds(old))
        for one, own, old in zip(chain.each, begin, near.legs, strict=True)
    ]
    counts = tuple(one.turns for one in near.legs)
    return _stepped(chain, np.concatenate(some), SOFT[-1:], (WARM,), counts)


def finer(found: Chained, flybys: tuple[Flyby, ...], times: int = 0) -> Chained:
    """Return the same chain with every segment cut in two, so many times, and cut where thrust is
    switched on or off, or turns about.  Raises NotSolved where it does not come to an end."""
    for _ in range(times):
        found = _cut(found, flybys, [np.full(leg.part.size, 0.5) for leg in found.legs])
    found = _cut(found, flybys, [switches(leg) for leg in found.legs])
    for _ in range(TURNS):
        cuts = [turns_about(leg) for leg in found.legs]
        if not any(one.any() for one in cuts):
            break
        found = _cut(found, flybys, cuts)
    with suppress(NotSolved):
        return _coasting(found, flybys)
    return found


def settled(
    coarse: Chained, legs: tuple[LowThrustLeg, ...], flybys: tuple[Flyby, ...], fine: int
) -> tuple[list[Solved], tuple[FlownBy, ...]]:
    """Return a chain made finer and each of its legs flown again, on ever finer meshes until all
    hold.

    legs: as they are to be flown, with the mass that is passed on to them at last and, the first,
    the propellant of all; fine: how often every segment is cut in two at first.  Raises NotSolved
    where none hold.
    """
    begun = _with(coarse, legs)
    worst = ""
    for times in range(fine, fine + MORE):
        try:
            one = finer(begun, flybys, times)
        except NotSolved as reason:
            worst = str(reason.value)
            continue
        flights = [reflown(leg) for leg in one.legs]
        if all(flight.holds for flight in flights):
            made = [
                Solved(leg=leg.leg, best=leg, flown=flight, tried=((leg.turns, leg.worth),))
                for leg, flight in zip(one.legs, flights, strict=True)
            ]
            return made, one.flybys
        worst = ", ".join(f"{one.miss_m / 1e3:,.0f} km" for one in flights) + " off"
    raise NotSolved(
        f"the chain {_told(legs)} that was found does not hold when it is flown again",
        status=st.NOT_CONVERGED, value=worst, remedy="ask for a finer mesh, or other dates",
    )  # fmt: skip


def _with(found: Chained, legs: tuple[LowThrustLeg, ...]) -> Chained:
    """Return a chain whose first mass and propellant are what the legs say."""
    first = legs[0].mass_kg
    most = first[1] if first[0] == first[1] else min(first[1], found.legs[0].leg.mass_kg[1])
    own = [
        replace(old, leg=replace(old.leg, mass_kg=(old.leg.mass_kg[0], most))) for old in found.legs
    ]
    own[0] = replace(own[0], leg=replace(own[0].leg, mass_kg=(min(first[0], most), most)))
    return replace(found, legs=tuple(own), spend_kg=legs[0].spend_kg)


# --- unknowns ------------------------------------------------------------------------------------


def _begin(chain: Chain, some: list[Guess]) -> Array:
    """Return unknowns of guesses; speeds at planets are those of the guesses, made alike."""
    mass = 1.0
    out, speeds = [], []
    for one, guess in zip(chain.each, some, strict=True):
        states = np.stack(
            [np.interp(one.share, guess.share, guess.states[:, c]) for c in range(7)], axis=1
        )
        states[:, 6] *= mass * one.leg.mass_kg[1] / states[0, 6]
        mass = float(states[-1, 6] / one.leg.mass_kg[1])
        leg = one.leg
        departs, tof = leg.departs_s[0], leg.tof_s[0]
        w = np.stack([
            states[0, 3:6] - leg.start.at(departs)[0, 3:],
            states[-1, 3:6] - leg.end.at(departs + tof)[0, 3:],
        ])  # fmt: skip
        speeds.append([_within(w[0], leg.start.vinf_m_s[1]), _within(w[1], leg.end.vinf_m_s[1])])
        out.append((one, states))
    for k in range(len(chain.flybys)):
        most = min(chain.legs[k].end.vinf_m_s[1], chain.legs[k + 1].start.vinf_m_s[1])
        speeds[k][1], speeds[k + 1][0] = _alike(speeds[k][1], speeds[k + 1][0], most)
    none = [np.zeros((one.n, STAGES, 3)) for one in chain.each]
    idle = [np.full(one.n, IDLE) for one in chain.each]
    return np.concatenate([
        _unknowns(one, states, none[k], idle[k], np.array(speeds[k]))
        for k, (one, states) in enumerate(out)
    ])  # fmt: skip


def _within(w: Array, most: float) -> Array:
    """Return a velocity no faster than a limit."""
    return np.asarray(w * min(1.0, most / max(float(np.linalg.norm(w)), 1e-9)))


def _alike(into: Array, out: Array, most: float) -> tuple[Array, Array]:
    """Return two velocities of the same size, neither nought nor beyond a limit."""
    sizes = [float(np.linalg.norm(one)) for one in (into, out)]
    size = min(max(0.5 * sum(sizes), SLOWEST * most), most)
    made = [
        one * size / own if own > 1e-3 else np.array([size, 0.0, 0.0])
        for one, own in zip((into, out), sizes, strict=True)
    ]
    return made[0], made[1]


def _speeds(found: Direct) -> Array:
    """Return velocities relative to the bodies at both ends (2, 3) [m/s]."""
    return np.stack([found.told.w0_m_s, found.told.w1_m_s])


def _unknowns(one: Programme, states: Array, throttle: Array, flow: Array, speeds: Array) -> Array:
    x = one.start(one.leg.departs_s[0], one.leg.tof_s[0], states, throttle, flow)
    x[co.W0 : co.W0 + 3] = speeds[0] / one.units.speed
    x[co.W1 : co.W1 + 3] = speeds[1] / one.units.speed
    return x


# --- steps ---------------------------------------------------------------------------------------


def _stepped(
    chain: Chain,
    x: Array,
    steps: tuple[tuple[float, float], ...],
    ways: tuple[Ways, ...],
    counts: tuple[int, ...],
) -> Chained:
    """Return the chain that unknowns lead to, step by step."""
    found, held, rounds = sharpened(chain, x, steps, ways)
    return _made(chain, found, held, rounds, counts)


def _made(chain: Chain, x: Array, held: Array, rounds: int, counts: tuple[int, ...]) -> Chained:
    broken = chain.broken(x)
    near = each_optimality(chain, chain.each, chain.begin, chain.rows, x, held)
    legs = tuple(
        Direct(
            leg=one.leg, part=one.part, share=one.share, told=one.told(chain.of(x, k)),
            multipliers=held[chain.rows[k] : chain.rows[k + 1]].copy(), broken=broken,
            optimality=near[k],
            rounds=rounds, turns=counts[k],
        )
        for k, one in enumerate(chain.each)
    )  # fmt: skip
    flown = tuple(
        flown_by(body, after.told.departs_s, before.told.w1_m_s, after.told.w0_m_s)
        for body, before, after in zip(chain.flybys, legs, legs[1:], strict=False)
    )
    left = 0.0 if chain.spend is None else max(float(held[chain.spend]), 0.0)
    return Chained(legs=legs, flybys=flown, left=left, spend_kg=chain.spend_kg)


def _cut(found: Chained, flybys: tuple[Flyby, ...], cuts: list[Array]) -> Chained:
    """Return the chain on a mesh whose segments are cut at these shares of them, 0 not."""
    made = [cut(leg, own) for leg, own in zip(found.legs, cuts, strict=True)]
    return _again(found, flybys, [part for part, _, _, _ in made],
                  [(states, throttle, flow) for _, states, throttle, flow in made])  # fmt: skip


def _coasting(found: Chained, flybys: tuple[Flyby, ...]) -> Chained:
    """Return the chain with its coasts held so: then their rounding costs nothing."""
    some = [(leg.told.states, leg.told.throttle, leg.told.flow) for leg in found.legs]
    off = [deep(leg.told.flow < FAINT) for leg in found.legs]
    return _again(found, flybys, [leg.part for leg in found.legs], some, off)


def _again(
    found: Chained,
    flybys: tuple[Flyby, ...],
    parts: list[Array],
    some: list[tuple[Array, Array, Array]],
    off: list[NDArray[np.bool_]] | None = None,
) -> Chained:
    chain = Chain(
        tuple(leg.leg for leg in found.legs), flybys, tuple(parts), spend_kg=found.spend_kg
    )
    x = []
    for k, (one, leg) in enumerate(zip(chain.each, found.legs, strict=True)):
        if off is not None:
            one.off = one.off | off[k]
        x.append(_unknowns(one, *some[k], _speeds(leg)))
    counts = tuple(leg.turns for leg in found.legs)
    begin = np.concatenate(x)
    return cut_again(lambda steps, ways: _stepped(chain, begin, steps, ways, counts), found.worth)


def _told(legs: tuple[LowThrustLeg, ...]) -> str:
    by = ", ".join(leg.end.name for leg in legs[:-1])
    return f"from {legs[0].start.name} by {by} to {legs[-1].end.name}"
