"""A way onto a manifold, carried over among the real planets.

A way is found in a circular world: conics about the Sun, a manifold of the circular three-body
problem.  Here its conic, its manifold and one turn of the orbit, anchored to Earth and Moon where
they are on each date, are the first guess of a path by all forces of the reference model, closed by
multiple shooting; then its two burns are made as cheap as they get near it, dates fixed, as long as
the turn stays within the orbit's reach.  What comes out is flown.
Checked: tests/capture/test_retrieve_real.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.bodies import reference
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.bodies.planets import load
from windlass.capture import orbits as po
from windlass.capture.libration_field import Field, planet_states
from windlass.capture.retrieve_exact import Path, Way
from windlass.kernels import status as st
from windlass.kernels import tube_arc
from windlass.transfers.cheapest import ROUNDS, Within, cheapest
from windlass.transfers.shooting import Patched, Shot, close

Array = NDArray[np.float64]

ONCE: Final = 2_000
"""Points of the orbit among which the one is sought that the manifold comes to."""
STEP_S: Final = 25.0 * DAY_S
"""Between nodes, at most."""
WIDER: Final = 1.2
"""How much further than the orbit's own reach the turn may lead from Earth and Moon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Real:
    """A way among the real planets: its nodes and burns (shot), what closing it alone cost [m/s],
    what is still to gain near it [m/s], and whether that is next to nothing; its least and greatest
    distance [m] from Earth and Moon's centre of mass on its last turn, and the node at which that
    begins.
    """

    shot: Shot
    closed_m_s: float
    left_m_s: float
    settled: bool
    near_m: float
    far_m: float
    arrives: int

    @property
    def total_m_s(self) -> float:
        """Sum of both burns."""
        return self.shot.total_m_s


def points(way: Way) -> int:
    """Return how many points of each part of a way's path ``carried`` asks for."""
    longest = max(way.burns_s - way.departs_s, way.arrives_s - way.burns_s)
    return math.ceil(longest / STEP_S) + 1


def carried(
    field: Field, way: Way, path: Path, *, rounds: int = ROUNDS, before: Array | None = None
) -> Real:
    """Return a way among the real planets; path: its arrays, ``points`` of each part.

    before (6,): the asteroid when the way begins, barycentric ICRF, by default as the way has it.
    Raises NotSolved where none is found near it.
    """
    design = patched(field, way, path)
    if before is not None:
        design = replace(design, before=before)
    t = design.t_s
    among = reference.model((float(t[0]), float(t[-1])))
    turn = t >= way.arrives_s
    centre = _barycentric(planet_states(field.tubes.ask.primaries.name, t[turn]), t[turn])[:, :3]

    stays = Within(
        nodes=np.flatnonzero(turn), centres=centre, radius_m=WIDER * way.reach_m
    )  # fmt: skip
    shot = close(among, design)
    if not stays.holds(shot.path.states):
        raise NotSolved(
            "the path that holds together leaves the orbit's reach", status=st.LIMIT,
            value=f"{stays.far_m(shot.path.states) / 1e9:.1f} million km, orbit "
            f"{way.reach_m / 1e9:.1f}", remedy="begin from another way",
        )  # fmt: skip
    best = cheapest(among, shot, within=stays, rounds=rounds)
    last = np.linalg.norm(best.shot.path.states[turn, :3] - centre, axis=1)
    return Real(
        shot=best.shot,
        closed_m_s=shot.total_m_s,
        left_m_s=best.left_m_s,
        settled=best.settled,
        near_m=float(last.min()),
        far_m=float(last.max()),
        arrives=int(np.flatnonzero(turn)[0]),
    )


def patched(field: Field, way: Way, path: Path) -> Patched:
    """Return the nodes of a way: its conic, its manifold and one turn of the orbit about the planet
    where it is.
    """
    pair = field.tubes.ask.primaries
    count = math.ceil(way.orbit.period * pair.turn_s / STEP_S) + 1
    along = np.linspace(0.0, way.orbit.period, count)[1:]
    t = np.concatenate([path.manifold_t_s, way.arrives_s + along * pair.turn_s])
    near = np.concatenate([path.manifold, _turn(path, way, along)])
    planet = planet_states(pair.name, t)
    fall = np.empty((t.size, 6))
    for k in range(t.size):
        tube_arc.place(pair.mu, near[k], planet[k], fall[k])
    first = _barycentric(path.conic, path.conic_t_s)
    return Patched(
        t_s=np.concatenate([path.conic_t_s[:-1], t]),
        states=np.concatenate([first[:-1], _barycentric(fall, t)]),
        before=_barycentric(path.rock[-1:], path.rock_t_s[-1:])[0],
        burns=(0, len(path.conic_t_s) - 1),
    )


def _turn(path: Path, way: Way, along: Array) -> Array:
    """Return states (n, 6) of the orbit at times (n,) after the manifold comes to it."""
    period = way.orbit.period
    once = np.linspace(0.0, period, ONCE, endpoint=False)
    off = po.flown(way.orbit, once)[:, :3] - path.manifold[-1, :3]
    phase = (once[int(np.argmin(np.linalg.norm(off, axis=1)))] + along) % period
    order = np.argsort(phase)
    back = np.empty((along.size, 6))
    back[order] = po.flown(way.orbit, phase[order])
    return back


def _barycentric(states: Array, t: Array) -> Array:
    """Return heliocentric ecliptic states (n, 6) at t (n,) about the barycentre, ICRF."""
    r, v = load().body("sun", centre="barycentre").state(t)
    return np.concatenate(
        [ecliptic_to_icrf(states[:, :3]) + r, ecliptic_to_icrf(states[:, 3:]) + v], axis=1
    )
