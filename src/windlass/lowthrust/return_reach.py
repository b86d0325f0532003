"""How far a return reaches, by the linear answer alone: in a second whether anything comes home.

Departure, flights and stay are spread evenly over what an ask allows and then closer and closer
about the best, those that bring nothing judged by how much is missing, so that the search has a
slope where nothing can be brought yet.
Checked: tests/lowthrust/test_return_reach.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from windlass.lowthrust.surrogate import most
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_starts import apart
from windlass.lowthrust.trip_value import Dates

Array = NDArray[np.float64]

PER_TURN: Final = 12
FIRST: Final = 256
"""Dates that are tried at first."""
NEXT: Final = 128
"""About the best of them, in each round."""
ROUNDS: Final = 5
PARENTS: Final = 12
"""How many of the best the next lie about."""
WIDE: Final = 0.15
"""Spread of the first round about them, by the whole; half of it in the next."""
FAR: Final = -1.8
"""Worth from which no round is worth it: a fifth of the mass that goes out can."""
SPARE: Final = 1.02
"""Times its mass that the way out must be able to move: what it just can, no path may do."""
RUNGS: Final = (0.08, 0.2)
"""Shares of the mass that goes out, between which what it takes is interpolated; then all."""
TURNS: Final = (-1, 0, 1)
"""Revolutions more than those that come nearest."""
SEED: Final = 7

Guessed = tuple[tuple[Dates, float], ...]
"""Dates, and the mass [kg] that is brought on them."""


def reach(trip: LowThrustTrip, count: int = 3) -> Guessed:
    """Return the dates on which a trip brings the most by the linear answer, and how much [kg], the
    best first, at most count; empty where it brings nothing.

    trip: out and home, the most mass sought, with ``arrives_s``, ``within_s`` and ``spend_kg``.
    """
    rng = np.random.default_rng(SEED)
    shares = qmc.Sobol(4, scramble=False).random(FIRST)
    worth = _worth(trip, shares)
    for k in range(ROUNDS):
        if worth.max() < FAR:
            break
        best = np.argsort(-worth, kind="stable")[:PARENTS]
        about = shares[best[np.arange(NEXT) % best.size]]
        new = np.clip(about + WIDE * 0.5**k * rng.standard_normal((NEXT, 4)), 0.0, 1.0)
        shares, worth = np.concatenate([shares, new]), np.concatenate([worth, _worth(trip, new)])
    order = np.argsort(-worth, kind="stable")
    some = [
        (_dates(trip, shares[k : k + 1]), float(worth[k])) for k in order if worth[k] > 0.0
    ]  # fmt: skip
    return apart(tuple(some), count)


def held(trip: LowThrustTrip, when: Dates) -> LowThrustTrip:
    """Return a trip whose dates do not move."""
    legs = [
        replace(leg, departs_s=(leaves, leaves), tof_s=(tof, tof))
        for leg, leaves, tof in zip(trip.legs, when.departs_s, when.tof_s, strict=True)
    ]
    return replace(trip, legs=tuple(legs), within_s=None, arrives_s=None)


def _times(trip: LowThrustTrip, shares: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return departures, flights out, departures there, flights home [s] (n,), and whether a trip
    has them."""
    out, home = trip.legs
    arrives, within = trip.arrives_s, trip.within_s
    assert arrives is not None
    assert within is not None
    assert isinstance(trip.stays[0], Stay)
    low, high = trip.stays[0].stays_s
    leave = out.departs_s[0] + shares[:, 0] * (out.departs_s[1] - out.departs_s[0])
    last = np.minimum(leave + within, arrives[1])
    first = np.maximum(arrives[0], leave + out.tof_s[0] + low + home.tof_s[0])
    # later is better, mostly: more time
    end = last - shares[:, 3] ** 2 * (last - first)
    spare = end - leave - out.tof_s[0] - low - home.tof_s[0]
    stay = low + shares[:, 2] ** 2 * np.minimum(high - low, np.maximum(spare, 0.0))
    free = np.maximum(spare - (stay - low), 0.0)
    tof = out.tof_s[0] + shares[:, 1] * free
    gone = leave + tof + stay
    return leave, tof, gone, end - gone, (last >= first) & (spare >= 0.0)


def _dates(trip: LowThrustTrip, shares: Array) -> Dates:
    leave, tof, gone, back, _ = (float(one[0]) for one in _times(trip, shares))
    return Dates(departs_s=(leave, gone), tof_s=(tof, back))


def _worth(trip: LowThrustTrip, shares: Array) -> Array:
    """Return the mass [kg] brought (n,); where none is, less the share that is missing, and 1 where
    it is missing on the way out already."""
    leave, tof, gone, back, ok = _times(trip, shares)
    out, home = trip.legs
    stay, spend = trip.stays[0], trip.spend_kg or 0.0
    assert isinstance(stay, Stay)
    worth = np.full(leave.size, -3.0)
    which = np.flatnonzero(ok)
    spent, able = _out(trip, leave[which], tof[which], spend)
    mass = out.mass_kg[1]
    worth[which] = np.clip(able / mass, 0.0, 1.0) - 2.0
    left = spend - spent
    fine = left > 0.0
    which, left = which[fine], left[fine]
    if which.size == 0:
        return worth
    found = most(
        home.start.states(gone[which]), home.end.states(gone[which] + back[which]), back[which],
        home.engine, left, vinf_m_s=(0.0, home.end.vinf_m_s[1]), gm=home.gm, passes=2,
        per_turn=PER_TURN, shifts=TURNS,
    )  # fmt: skip
    own = mass - (spend - left)
    start = np.nan_to_num(found.start_kg, nan=0.0)
    gain = np.array([stay.taken_kg(a, b) for a, b in zip(own, start, strict=True)])
    least, high = stay.gains_kg
    short = np.clip(start / (own + least + stay.spends_kg), 0.0, 1.0) - 1.0
    worth[which] = np.where(gain >= least, np.minimum(gain, high), np.minimum(short, 0.0))
    return worth


def _out(trip: LowThrustTrip, leave: Array, tof: Array, spend_kg: float) -> tuple[Array, Array]:
    """Return the propellant of the way out [kg] (n,), nan where it is more than there is, and the
    mass [kg] (n,) that all of it moves."""
    leg = trip.legs[0]
    a, b = leg.start.states(leave), leg.end.states(leave + tof)
    mass = leg.mass_kg[1]
    spent, most_kg = np.full(tof.size, np.nan), np.zeros(tof.size)
    left, low_kg, low = np.arange(tof.size), np.zeros(tof.size), 0.0
    rungs = [share * mass for share in RUNGS if share * mass < spend_kg]
    for spend in (*rungs, spend_kg):
        if left.size == 0:
            break
        able = np.nan_to_num(most(
            a[left], b[left], tof[left], leg.engine, spend,
            vinf_m_s=(leg.start.vinf_m_s[1], 0.0), gm=leg.gm, passes=2, per_turn=PER_TURN,
            shifts=TURNS,
        ).start_kg, nan=0.0)  # fmt: skip
        able /= SPARE
        enough = able >= mass
        done, below = left[enough], low_kg[left[enough]]
        spent[done] = low + (spend - low) * (mass - below) / (able[enough] - below)
        low_kg[left] = most_kg[left] = able
        left, low = left[~enough], spend
    return spent, most_kg
