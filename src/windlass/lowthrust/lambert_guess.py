"""First guesses of a leg from Lambert's arcs: what two impulses would do, thrust has to spread.

An arc meets both places on both dates; its speeds at the ends are not those of the leg.  Arcs come
by the sum of the impulses that they would ask for, what a leg's free speeds at its ends take off
counted.  They are near where thrust acts on a small part of the way, as the even change of elements
(``guess``) is near where it acts all along.
Source: izzo2015.  Checked: tests/lowthrust/test_lambert_guess.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import status as st
from windlass.kernels.kepler import propagate_many
from windlass.kernels.lambert import lambert_all
from windlass.lowthrust.guess import MOST, POINTS, SPENT, Guess
from windlass.lowthrust.leg import LowThrustLeg

Array = NDArray[np.float64]

SLOWEST: Final = 0.5
"""Of the faster orbit's revolutions within the flight, by how many arcs may go round more."""


def arcs(leg: LowThrustLeg, departs_s: float, tof_s: float, most: int = 3) -> list[Guess]:
    """Return guesses for these dates along Lambert's arcs, those first that ask for least impulse.

    Prograde by the orbit of departure; none where the ends lie in one line with the centre, or no
    arc leads from one to the other.
    """
    first, last = leg.start.at(departs_s)[0], leg.end.at(departs_s + tof_s)[0]
    turn = np.cross(first[:3], first[3:])
    rounds = _rounds(leg.gm, first, last, tof_s)
    v1, v2, backward, turns, _, status = lambert_all(
        leg.gm, first[:3], last[:3], tof_s, turn / np.linalg.norm(turn), rounds
    )
    good = np.flatnonzero((status == st.OK) & ~backward)
    asks = np.maximum(
        np.linalg.norm(v1[good] - first[3:], axis=1) - leg.start.vinf_m_s[1], 0.0
    ) + np.maximum(np.linalg.norm(v2[good] - last[3:], axis=1) - leg.end.vinf_m_s[1], 0.0)
    made = []
    for k in good[np.argsort(asks, kind="stable")]:
        one = _along(leg, first[:3], v1[k], departs_s, tof_s, int(turns[k]))
        if one is not None:
            made.append(one)
        if len(made) == most:
            break
    return made


def _rounds(gm: float, first: Array, last: Array, tof_s: float) -> int:
    """Return the most whole revolutions that are worth a look."""
    quickest = 0.0
    for state in (first, last):
        energy = 0.5 * float(state[3:] @ state[3:]) - gm / float(np.linalg.norm(state[:3]))
        if energy < 0.0:
            quickest = max(quickest, float(np.sqrt(gm / (-0.5 * gm / energy) ** 3)))
    return min(MOST, int(tof_s * quickest / (2.0 * np.pi) + SLOWEST))


def _along(
    leg: LowThrustLeg, r: Array, v: Array, departs_s: float, tof_s: float, turns: int
) -> Guess | None:
    """Return the guess along one arc, its points even by angle; None where it cannot be flown."""
    count = POINTS * (turns + 1) + 1
    even = _states(leg.gm, r, v, np.linspace(0.0, tof_s, 4 * count))
    if even is None:
        return None
    up = np.cross(r, v)
    x = r / np.linalg.norm(r)
    y = np.cross(up / np.linalg.norm(up), x)
    angle = np.unwrap(np.arctan2(even[:, :3] @ y, even[:, :3] @ x))
    share = np.interp(
        np.linspace(angle[0], angle[-1], count), angle, np.linspace(0.0, 1.0, len(even))
    )
    share[0], share[-1] = 0.0, 1.0
    states = _states(leg.gm, r, v, share * tof_s)
    if states is None or not (np.diff(share) > 0.0).all():
        return None
    mass = leg.mass_kg[1] * (1.0 - SPENT * share)
    return Guess(
        departs_s=departs_s, tof_s=tof_s, share=share, states=np.column_stack([states, mass]),
        turns=turns, misfit=0.0,
    )  # fmt: skip


def _states(gm: float, r: Array, v: Array, t_s: Array) -> Array | None:
    """Return states (n, 6) of the arc at times (n,), None where one cannot be flown."""
    places, moves, status = propagate_many(gm, r[None], v[None], t_s)
    if (status != st.OK).any():
        return None
    return np.concatenate([places, moves], axis=1)
