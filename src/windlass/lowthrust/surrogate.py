"""How much a thrusting leg can move, at once: the linear answer for many dates, and first guesses.

For each pair of states and each flight time the largest mass at departure that an engine and some
propellant bring there, by ``kernels.heaviest``: thrust and propellant limited, speeds at the ends
free, revolutions those that come nearest and, where asked, one more and one less.  How far it lies
from the optimiser's: docs/methods/low-thrust-screen.md.
Checked: tests/lowthrust/test_surrogate.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import heaviest as kernel
from windlass.kernels import status as st
from windlass.kernels.mean_equinoctial import place_and_effect
from windlass.lowthrust.engine import Engine
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import LowThrustLeg

Array = NDArray[np.float64]

PER_TURN: Final = 24
"""Nodes of a revolution."""
PASSES: Final = 3
"""How often the orbit of the nodes is taken."""
UNIT_KG: Final = 1e3
WITHIN: Final = 1e-3
"""Share of the most propellant within which the least is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heaviest:
    """Largest masses at departure (n,) [kg], nan where status (n,) is not OK; propellant (n,)
    [kg]; speeds relative to the bodies at departure and arrival (n, 2) [m/s]; shift (n,):
    revolutions more than those that come nearest."""

    start_kg: Array
    propellant_kg: Array
    vinf_m_s: Array
    shift: NDArray[np.int64]
    status: NDArray[np.int64]


def most(
    starts: Array,
    ends: Array,
    tof_s: ArrayLike,
    engine: Engine,
    spend_kg: ArrayLike,
    *,
    vinf_m_s: tuple[float, float] = (0.0, 0.0),
    shifts: tuple[int, ...] = (0,),
    loose: float = 0.0,
    per_turn: int = PER_TURN,
    passes: int = PASSES,
    gm: float = GM_SUN,
) -> Heaviest:
    """Return the largest mass at departure for every pair of heliocentric states (n, 6) [m, m/s].

    tof_s, spend_kg: (n,) or one; vinf_m_s: greatest speed relative to the body at departure and at
    arrival; shifts: revolutions more than those that come nearest, the best of which is told;
    loose [rad]: by how much the mean longitude at arrival may differ, π for any.
    Raises InvalidInput where shapes do not fit.
    """
    u = _units(gm)
    a, b = np.asarray(starts, float) / u, np.asarray(ends, float) / u
    n = len(a)
    if a.shape != (n, 6) or b.shape != (n, 6):
        raise InvalidInput(
            "states of legs", value=(a.shape, b.shape), remedy="give both as (n, 6), in m and m/s"
        )
    time = _time(gm)
    # arrays of their own: those that cannot be written to would be compiled for again
    tof = np.full(n, np.asarray(tof_s, float) / time)
    spend = np.full(n, np.asarray(spend_kg, float) / UNIT_KG)
    if not ((tof > 0.0).all() and (spend > 0.0).all()):
        raise InvalidInput("flight time or propellant of legs", remedy="give more than 0")
    table, free = _table(engine, gm), np.array(vinf_m_s) / u[3]
    best = np.full((n, 5), np.nan)
    code, chosen = np.full(n, st.NO_SOLUTION), np.zeros(n, np.int64)
    for shift in shifts:
        out, status = np.empty((n, 5)), np.empty(n, np.int64)
        kernel.heaviest_many(
            np.ascontiguousarray(a), np.ascontiguousarray(b), tof, free, table, spend,
            np.full(n, shift), loose, per_turn, passes, out, status,
        )  # fmt: skip
        better = (status == st.OK) & ~(out[:, 0] <= best[:, 0])
        best[better], code[better], chosen[better] = out[better], st.OK, shift
        code[~better & (code != st.OK)] = status[~better & (code != st.OK)]
    return Heaviest(
        start_kg=best[:, 0] * UNIT_KG, propellant_kg=best[:, 1] * UNIT_KG,
        vinf_m_s=best[:, 2:4] * u[3], shift=chosen, status=code,
    )  # fmt: skip


def least_propellant(
    starts: Array,
    ends: Array,
    tof_s: ArrayLike,
    engine: Engine,
    mass_kg: float,
    most_kg: float,
    *,
    vinf_m_s: tuple[float, float] = (0.0, 0.0),
    shifts: tuple[int, ...] = (0,),
    per_turn: int = PER_TURN,
    within: float = WITHIN,
    gm: float = GM_SUN,
) -> Array:
    """Return the least propellant (n,) [kg] with which a mass is moved; nan where it is more than
    most_kg, or thrust does not suffice.

    within: share of most_kg within which it is found.  States, times and speeds: see ``most``.
    """
    n = len(starts)
    tof = np.broadcast_to(np.asarray(tof_s, float), n)

    def able(spend: Array, which: NDArray[np.intp]) -> Array:
        found = most(
            starts[which], ends[which], tof[which], engine, spend, vinf_m_s=vinf_m_s,
            shifts=shifts, gm=gm, per_turn=per_turn, passes=2,
        )  # fmt: skip
        return np.nan_to_num(found.start_kg, nan=0.0)

    every = np.arange(n)
    high = np.full(n, most_kg)
    ok = able(high, every) >= mass_kg
    low = np.zeros(n)
    while (high - low)[ok].max(initial=0.0) > within * most_kg:
        which = np.flatnonzero(ok)
        middle = 0.5 * (low + high)
        enough = able(middle[which], which) >= mass_kg
        high[which[enough]] = middle[which[enough]]
        low[which[~enough]] = middle[which[~enough]]
    return np.where(ok, high, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The linear answer for one leg with dates, and its flight as a first guess."""

    start_kg: float
    propellant_kg: float
    guess: Guess


def estimate(
    leg: LowThrustLeg, shift: int = 0, *, at: tuple[float, float] | None = None,
    passes: int = PASSES,
) -> Estimate:  # fmt: skip
    """Return the largest mass at departure of a leg.

    at: departure and flight [s], without which those in the middle of its spans are taken.
    Raises InvalidInput where its propellant is not limited; NotSolved where there is no answer.
    """
    if leg.spend_kg is None:
        raise InvalidInput("propellant of a leg", value=None, remedy="give spend_kg")
    departs, tof = at or (0.5 * sum(leg.departs_s), 0.5 * sum(leg.tof_s))
    u, time = _units(leg.gm), _time(leg.gm)
    a, b = leg.start.at(departs)[0] / u, leg.end.at(departs + tof)[0] / u
    n = kernel.room(a, tof / time, PER_TURN)
    path, push, out = np.empty((n, 6)), np.empty((n, 3)), np.empty(5)
    free = np.array([leg.start.vinf_m_s[1], leg.end.vinf_m_s[1]]) / u[3]
    code = st.BAD_INPUT
    if n:
        code = kernel.heaviest(
            a, b, tof / time, free, _table(leg.engine, leg.gm), leg.spend_kg / UNIT_KG, shift,
            0.0, passes, out, path, push,
        )  # fmt: skip
    if code != st.OK:
        raise NotSolved(
            f"linear estimate of {leg.start.name} to {leg.end.name}", status=code,
            value=f"{tof / time:g}", remedy="try another count of revolutions, or other dates",
        )  # fmt: skip
    mass, used = out[0] * UNIT_KG, out[1] * UNIT_KG
    spent = np.cumsum(np.linalg.norm(push, axis=1))
    states = np.empty((n + 2, 7))
    states[0, :6], states[-1, :6] = a, b
    states[1:-1, :6] = _states(path)
    states[:, :6] *= u
    states[0, 6], states[-1, 6] = mass, mass - used
    states[1:-1, 6] = mass - used * spent / max(float(spent[-1]), 1e-9)
    share = np.concatenate([[0.0], (np.arange(n) + 0.5) / n, [1.0]])
    long = path[-1, 5] - path[0, 5]
    guess = Guess(
        departs_s=departs, tof_s=tof, share=share, states=states,
        turns=math.floor(long / (2.0 * math.pi)), misfit=0.0,
    )  # fmt: skip
    return Estimate(start_kg=mass, propellant_kg=used, guess=guess)


def _states(path: Array) -> Array:
    out = np.empty((len(path), 6))
    effect = np.empty((6, 3))
    for row, x in zip(out, path, strict=True):
        if place_and_effect(x, row[:3], row[3:], effect) != st.OK:
            raise NotSolved(
                "orbit of a linear estimate", status=st.OUT_OF_DOMAIN, value=x.tolist(),
                remedy="take other dates",
            )  # fmt: skip
    return out


def _time(gm: float) -> float:
    return math.sqrt(AU_M**3 / gm)


def _units(gm: float) -> Array:
    speed = AU_M / _time(gm)
    return np.array([AU_M] * 3 + [speed] * 3)


def _table(engine: Engine, gm: float) -> Array:
    time = _time(gm)
    return engine.table(AU_M, UNIT_KG * AU_M / time**2, UNIT_KG / time)
