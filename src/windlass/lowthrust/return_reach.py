"""How far a return reaches, by the linear answer alone: in a second whether anything comes home.

Departure, flights and stay are spread evenly over what an ask allows and then closer and closer
about the best, those that bring nothing judged by how much is missing, so that the search has a
slope where nothing can be brought yet.
Checked: tests/lowthrust/test_return_reach.py.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.surrogate import most
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_starts import MOST_SHARE, apart
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
FAR: Final = (-1.7, -1.5, -1.3, -1.0, -1.0)
"""Worth below which another round is not worth it: of the mass that goes out three tenths can go
there, then more, then all of it."""
SPARE: Final = 1.02
"""Times its mass that the way out must be able to move: what it just can, no path may do."""
RUNGS: Final = (0.1, 0.25, 0.5)
"""Shares of the propellant that may be spent, between which what a mass takes is interpolated."""
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
        if worth.max() < FAR[k]:
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
    mass = out.mass_kg[1]
    spent, able = _moved(out, leave[which], tof[which], np.full(which.size, mass), spend, SPARE)
    worth[which] = np.clip(able / mass, 0.0, 1.0) - 2.0
    left = spend - spent
    fine = left > 0.0
    which, left = which[fine], left[fine]
    if which.size == 0:
        return worth
    a, b = home.start.states(gone[which]), home.end.states(gone[which] + back[which])
    start = _able(home, a, b, back[which], left)
    own = mass - (spend - left)
    gain = np.array([stay.taken_kg(a, b) for a, b in zip(own, start, strict=True)])
    least, high = stay.gains_kg
    short = np.clip(start / (own + least + stay.spends_kg), 0.0, 1.0) - 1.0
    worth[which] = np.where(gain >= least, np.minimum(gain, high), np.minimum(short, 0.0))
    return worth


def _moved(
    leg: LowThrustLeg, leave: Array, tof: Array, mass: Array, spend_kg: float, spare: float = 1.0
) -> tuple[Array, Array]:
    """Return the propellant with which a leg moves a mass [kg] (n,), nan where it is more than
    there is, and the mass [kg] (n,) that all of it moves; spare: times the mass that it must be
    able to move."""
    a, b = leg.start.states(leave), leg.end.states(leave + tof)
    most_kg = _able(leg, a, b, tof, np.full(tof.size, spend_kg)) / spare
    spent = np.full(tof.size, np.nan)
    left, low_kg, low = np.flatnonzero(most_kg >= mass), np.zeros(tof.size), 0.0
    for share in (*RUNGS, 1.0):
        if left.size == 0:
            break
        spend, able = share * spend_kg, most_kg[left]
        if share < 1.0:
            able = _able(leg, a[left], b[left], tof[left], np.full(left.size, spend)) / spare
        enough = able >= mass[left]
        done = left[enough]
        part = (mass[done] - low_kg[done]) / (able[enough] - low_kg[done])
        spent[done] = low + (spend - low) * part
        low_kg[left], low = able, spend
        left = left[~enough]
    return spent, most_kg


def _able(leg: LowThrustLeg, a: Array, b: Array, tof: Array, spend: Array) -> Array:
    """Return the mass [kg] (n,) that a leg moves with some propellant [kg] (n,), 0 for none."""
    free = leg.start.vinf_m_s[1], leg.end.vinf_m_s[1]
    found = most(
        a, b, tof, leg.engine, spend, vinf_m_s=free, shifts=TURNS, per_turn=PER_TURN,
        gm=leg.gm,
    )  # fmt: skip
    return np.nan_to_num(found.start_kg, nan=0.0)


# --- all dates -----------------------------------------------------------------------------------


def spread(
    trip: LowThrustTrip, departs_s: Array, flights_s: Array, outs_s: Array
) -> tuple[Array, Array]:
    """Return (mass brought, propellant of both legs) [kg] (n, m) of the best flight out and home
    for departures (n,) and times from Earth to Earth (m,) [s], nan where there is none.

    outs_s (k,): flights out that are tried, with the shortest stay; arrivals as the trip has them.
    """
    out, home = trip.legs
    stay, arrives = trip.stays[0], trip.arrives_s or (-math.inf, math.inf)
    assert isinstance(stay, Stay)
    spend = MOST_SHARE * out.mass_kg[1] if trip.spend_kg is None else trip.spend_kg
    gain, used = (np.full((departs_s.size, flights_s.size), np.nan) for _ in range(2))
    i, k = (one.ravel() for one in np.indices((departs_s.size, outs_s.size)))
    in_time = departs_s[i] + outs_s[k] + stay.stays_s[0] + home.tof_s[0] <= arrives[1]
    i, k = i[in_time], k[in_time]
    first, _ = _moved(
        out, departs_s[i], outs_s[k], np.full(i.size, out.mass_kg[1]), spend
    )  # fmt: skip
    able = first < spend
    i, k, first = i[able], k[able], first[able]
    for m, whole in enumerate(flights_s):
        gone = departs_s[i] + outs_s[k] + stay.stays_s[0]
        end = departs_s[i] + whole
        on = (end - gone >= home.tof_s[0]) & (end >= arrives[0]) & (end <= arrives[1])
        if not on.any():
            continue
        brought, burnt = _back(trip, gone[on], (end - gone)[on], first[on], spend)
        worth = brought if trip.goal == "gain" else -burnt
        # the best of each departure comes last
        order = np.argsort(np.nan_to_num(worth, nan=-math.inf), kind="stable")
        order = order[~np.isnan(worth[order])]
        gain[i[on][order], m] = brought[order]
        used[i[on][order], m] = first[on][order] + burnt[order]
    return gain, used


def _back(
    trip: LowThrustTrip, gone: Array, tof: Array, first: Array, spend: float
) -> tuple[Array, Array]:
    """Return (mass brought, propellant home) [kg] (n,), nan where there is none, of departures
    there and flights home [s] after some propellant on the way out [kg]."""
    home, stay = trip.legs[1], trip.stays[0]
    assert isinstance(stay, Stay)
    own, (low, high) = trip.legs[0].mass_kg[1] - first, stay.gains_kg
    if trip.goal != "gain":
        start = own + stay.gains((low, low))[0]
        burnt, _ = _moved(home, gone, tof, start, spend)
        burnt[first + burnt > spend] = np.nan
        return np.where(np.isnan(burnt), np.nan, low), burnt
    a, b = home.start.states(gone), home.end.states(gone + tof)
    start = _able(home, a, b, tof, spend - first)
    brought = (start - own + stay.spends_kg) / (1.0 - stay.spends_share)
    brought = np.where(brought < low, np.nan, np.minimum(brought, high))
    return brought, np.where(np.isnan(brought), np.nan, spend - first)
