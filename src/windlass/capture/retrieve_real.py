"""A way onto a manifold, carried over among the real planets.

A way is found in a circular world: conics about the Sun, a manifold of the circular three-body
problem.  Here its conic and its manifold, anchored to Earth and Moon where they are on each date,
are the first guess of a path by all forces of the reference model, closed by multiple shooting;
then its two burns are made as cheap as they get near it, dates fixed.  What comes out is flown.
Checked: tests/capture/test_retrieve_real.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.bodies import reference
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.bodies.planets import load
from windlass.capture.libration_field import Field, planet_states
from windlass.capture.retrieve_exact import Path, Way
from windlass.kernels import tube_arc
from windlass.transfers.shooting import Patched, Shot, cheapest, close

Array = NDArray[np.float64]

STEP_S: Final = 25.0 * DAY_S
"""Between nodes, at most."""
ROUNDS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Real:
    """A way among the real planets: its nodes and burns (shot), what closing it alone cost [m/s],
    and its least and greatest distance [m] from Earth and Moon's centre of mass in the last year.
    """

    shot: Shot
    closed_m_s: float
    near_m: float
    far_m: float

    @property
    def total_m_s(self) -> float:
        """Sum of both burns."""
        return self.shot.total_m_s


def points(way: Way) -> int:
    """Return how many points of each part of a way's path ``carried`` asks for."""
    longest = max(way.burns_s - way.departs_s, way.arrives_s - way.burns_s)
    return math.ceil(longest / STEP_S) + 1


def carried(field: Field, way: Way, path: Path, *, rounds: int = ROUNDS) -> Real:
    """Return a way among the real planets; path: its arrays, ``points`` of each part.

    Raises NotSolved where none is found near it.
    """
    design = patched(field, path)
    among = reference.model((float(design.t_s[0]), float(design.t_s[-1])))
    shot = close(among, design)
    best = cheapest(among, shot, rounds=rounds)
    t = best.path.t_s
    last = t >= t[-1] - 366.0 * DAY_S
    away = _barycentric(planet_states(field.tubes.ask.primaries.name, t[last]), t[last])
    off = np.linalg.norm(best.path.states[last, :3] - away[:, :3], axis=1)
    return Real(
        shot=best, closed_m_s=shot.total_m_s, near_m=float(off.min()), far_m=float(off.max())
    )


def patched(field: Field, path: Path) -> Patched:
    """Return the nodes of a way: its conic, and its manifold about the planet where it is."""
    pair = field.tubes.ask.primaries
    t = path.manifold_t_s
    planet = planet_states(pair.name, t)
    fall = np.empty((t.size, 6))
    for k in range(t.size):
        tube_arc.place(pair.mu, path.manifold[k], planet[k], fall[k])
    first = _barycentric(path.conic, path.conic_t_s)
    return Patched(
        t_s=np.concatenate([path.conic_t_s[:-1], t]),
        states=np.concatenate([first[:-1], _barycentric(fall, t)]),
        before=_barycentric(path.rock[-1:], path.rock_t_s[-1:])[0],
        burns=(0, len(path.conic_t_s) - 1),
    )


def _barycentric(states: Array, t: Array) -> Array:
    """Return heliocentric ecliptic states (n, 6) at t (n,) about the barycentre, ICRF."""
    r, v = load().body("sun", centre="barycentre").state(t)
    return np.concatenate(
        [ecliptic_to_icrf(states[:, :3]) + r, ecliptic_to_icrf(states[:, 3:]) + v], axis=1
    )
