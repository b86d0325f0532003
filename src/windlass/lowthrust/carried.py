"""A leg carried over among all bodies: from the Sun's pull alone to the reference model.

The leg's thrust is cut into short parts of constant force, which Newton's method changes, with the
nodes between them, until the path holds together by all forces and ends where it should: with the
least propellant (``transfers.steering``), or where that is not found, with the thrust nearest to
the design's (``nearest``).  A design begins and ends at bodies' centres, with a speed relative to
them that is meant far away.  Among all bodies there are two ways to begin or end so: on a sphere
about the body, where the design's path crosses it, the speed raised by what the body still takes
from it (``Sphere``), all bodies pulling; or at the centre itself, where the body must not pull.
Checked: tests/lowthrust/test_carried.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq

from windlass.base.constants import AU_M, G0
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces, reference
from windlass.bodies.planets import CHAINS, load
from windlass.bodies.thrust import Profile
from windlass.kernels.reference_forces import Model
from windlass.lowthrust.design import Design
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.engine import Engine
from windlass.lowthrust.nearest import nearest
from windlass.transfers.steering import Steered, Steering, Task, steer
from windlass.transfers.thruster import Thruster, from_sun

Array = NDArray[np.float64]

PART_S: Final = 5.0 * DAY_S
"""Longest part of constant force."""
BESIDE_M: Final = 1e3
"""By which its ends are put off bodies' centres, where the distance is nought."""
LIT: Final = 1e-2
"""Share of the full thrust from which a part may thrust."""
SPHERE_M: Final = 1e9
"""Radius of the sphere about a body on which a path begins or ends: somewhat beyond Earth's sphere
of influence."""
JOINS_M: Final = 3e9
"""Distance at which a path with the body's pull is abreast of the design; further out it takes an
ever so slow tug more than it saves."""
CROSSES_S: Final = 0.05 * DAY_S
"""Step by which the crossing is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sphere:
    """A sphere about a body on which a path among all bodies begins or ends.

    The place is that of the design where it crosses the sphere, and so is the direction relative to
    the body; the speed v there, with what the Sun's tide has added since the centre, becomes that
    of the hyperbola with the same energy far away, sqrt(v² + 2 GM / radius).  With that speed it
    covers the way to joins_m in less time than the design does: there they are abreast.  What
    comes before the sphere (or after) is the launch's (or the capture's).
    """

    body: str = "earth"
    radius_m: float = SPHERE_M
    joins_m: float = JOINS_M

    def __post_init__(self) -> None:
        """Raise InvalidInput for what is no sphere about a body."""
        near, far = self.radius_m, self.joins_m
        if self.body not in CHAINS or not 0.0 < near <= far < AU_M:
            raise InvalidInput(
                "sphere about a body", value=(self.body, near, far),
                remedy=f"give metres above 0, the first less, and one of {', '.join(CHAINS)}",
            )  # fmt: skip

    @property
    def gm(self) -> float:
        """GM of the body [m³/s²]."""
        return float(forces.forces().gm[tuple(CHAINS).index(self.body)])

    def gain_s(self, speed_m_s: float) -> float:
        """Return by how much time [s] the way to where they are abreast is shorter than without
        the body's pull, at a speed far away."""

        def rate(r: float) -> float:
            return 1.0 / speed_m_s - 1.0 / math.sqrt(speed_m_s**2 + 2.0 * self.gm / r)

        return float(quad(rate, self.radius_m, self.joins_m)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A leg by all forces: its steering, the propellant [kg] there and by the Sun's pull alone,
    bodies that do not pull, and the design it came from."""

    steered: Steered
    propellant_kg: float
    designed_kg: float
    without: tuple[str, ...]
    found: Direct

    @property
    def thrust(self) -> Profile:
        """The parts' forces, ICRF."""
        task = self.steered.task
        among = reference.model((float(task.t_s[0]), float(task.t_s[-1])), without=self.without)
        return Steering(among, task).thrust(self.steered.control)


def carried(
    found: Direct,
    *,
    without: tuple[str, ...] = (),
    begins: Sphere | None = None,
    ends: Sphere | None = None,
    most: float = 1.0,
    coasts: bool = True,
    part_s: float = PART_S,
) -> Carried:
    """Return a leg by all forces.

    found: solved in ICRF, about the Sun; without: bodies that do not pull, such as those at whose
    centres it begins or ends; begins, ends: spheres about bodies on which it does so instead;
    most: greatest throttle, above 1 where the leg was solved with thrust kept back, as a leg must
    be that thrusts nearly all the way; coasts: whether it may thrust where the design coasts,
    though not in coasts that were asked.  Nothing thrusts within a sphere.
    Raises InvalidInput for an engine without thrust at 1 au and for a sphere that the design does
    not cross, NotSolved where thrust does not suffice among all bodies (and how much would).
    """
    design = Design(found)
    first, last = design.span_s
    begun = ended = None
    if begins is not None:
        first, begun = _met(design, begins, 1.0)
    if ends is not None:
        last, ended = _met(design, ends, -1.0)
    t, guess, control = _parts(design, first, last, part_s)
    if begun is not None:
        guess[0] = begun
    if ended is None:
        to = found.leg.end.at(last)[0]
        to[3:] += found.told.w1_m_s
    else:
        to = ended
    sun = np.concatenate(load().body("sun", centre="barycentre").state(t), axis=1)
    guess, to = guess + sun, to + sun[-1]
    if begins is None:
        _beside(guess[0])
    if ends is None:
        _beside(to)
    thruster = _thruster(found.leg.engine, most)
    force = thruster.most_n(t, guess)
    full = LIT * np.minimum(force[:-1], force[1:]) * np.diff(t)
    early, late = found.leg.coast_s
    middle = 0.5 * (t[:-1] + t[1:])
    free = (middle > design.span_s[0] + early) & (middle < design.span_s[1] - late)
    able = (np.linalg.norm(control, axis=1) > full) | (free & coasts)
    task = Task(t_s=t, guess=guess, to=to, able=able, mass_kg=found.start_kg, thruster=thruster)
    among = reference.model((first, last), without=without)
    steered = _closed(among, task, np.where(able[:, None], control, 0.0))
    return Carried(
        steered=steered, propellant_kg=steered.propellant_kg,
        designed_kg=found.start_kg - found.final_kg, without=without, found=found,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Powered(Thruster):
    """A leg's engine as a thruster: force, times most, and specific impulse, by the distance."""

    engine: Engine
    most: float = 1.0

    def most_n(self, t_s: Array, states: Array) -> Array:
        """Return the greatest mean force (n,) [N] at barycentric states (n, 6)."""
        return np.asarray(self.most * self.engine.at(from_sun(t_s, states))[0])

    def isp(self, t_s: Array, states: Array) -> Array:
        """Return the specific impulse (n,) [s] at barycentric states (n, 6), that at 1 au where
        there is no thrust."""
        thrust, flow = self.engine.at(from_sun(t_s, states))
        runs = (thrust > 0.0) & (flow > 0.0)
        return np.where(runs, thrust / (G0 * np.where(runs, flow, 1.0)), self.isp_s)


def _thruster(engine: Engine, most: float) -> Thruster:
    thrust, flow = (float(one) for one in engine.at(AU_M))
    if not (thrust > 0.0 and flow > 0.0):
        raise InvalidInput(
            "an engine without thrust at 1 au cannot be carried over", value=engine.told,
            remedy="give it more power",
        )  # fmt: skip
    return _Powered(thrust_n=thrust, isp_s=thrust / (G0 * flow), engine=engine, most=most)


def _closed(among: Model, task: Task, begun: Array) -> Steered:
    """Return the cheapest path, or the one nearest to the design; raise why there is none."""
    try:
        return steer(among, task, begun=begun)
    except NotSolved as reason:
        try:
            return nearest(among, task, begun)
        except NotSolved:
            raise reason from None


def _beside(state: Array) -> None:
    state[:3] += BESIDE_M * state[3:] / np.linalg.norm(state[3:])


def _relative(design: Design, sphere: Sphere, t_s: Array) -> Array:
    """Return the design's states (n, 6) about the sphere's body."""
    body = np.concatenate(load().body(sphere.body, centre="sun").state(t_s), axis=1)
    return np.asarray(design.state(t_s)[:, :6] - body)


def _met(design: Design, sphere: Sphere, way: float) -> tuple[float, Array]:
    """Return when [s past J2000] a path by all forces leaves a sphere (way 1), or enters it (-1),
    and its heliocentric state (6,) there."""
    t = crossing(design, sphere, way)
    about = _relative(design, sphere, np.array([t]))[0]
    speed = float(np.linalg.norm(about[3:]))
    about[3:] *= math.sqrt(1.0 + 2.0 * sphere.gm / (sphere.radius_m * speed**2))
    t += way * sphere.gain_s(speed)
    return t, about + np.concatenate(load().body(sphere.body, centre="sun").state(t), axis=1)[0]


def crossing(design: Design, sphere: Sphere, way: float) -> float:
    """Return when [s past J2000] a design leaves a sphere for the first time (way 1), or enters it
    for the last (-1).

    Raises InvalidInput where it does not begin (or end) within, or never leaves.
    """
    begin, end = design.span_s
    t = np.linspace(begin, end, int((end - begin) / CROSSES_S) + 2)[:: int(way)]
    out = np.linalg.norm(_relative(design, sphere, t)[:, :3], axis=1) > sphere.radius_m
    k = int(np.argmax(out))
    if out[0] or not out.any():
        raise InvalidInput(
            f"the design does not cross the sphere about {sphere.body}", value=sphere.radius_m,
            remedy="give a sphere about the body where it begins or ends, of another radius",
        )  # fmt: skip

    def off(at: float) -> float:
        about = _relative(design, sphere, np.array([at]))[0, :3]
        return float(np.linalg.norm(about)) - sphere.radius_m

    return float(brentq(off, t[k - 1], t[k], xtol=1e-3))


def _parts(design: Design, first: float, last: float, part_s: float) -> tuple[Array, Array, Array]:
    """Return nodes (n + 1,) [s past J2000], heliocentric states there (n + 1, 6), impulses of the
    parts (n, 3) [N s]."""
    t, control = [first], []
    for k in range(len(design.edges_s) - 1):
        begin, end = max(first, design.edges_s[k]), min(last, design.edges_s[k + 1])
        if not end > begin:
            continue
        count = max(1, math.ceil((end - begin) / part_s))
        length = (end - begin) / count
        middle = begin + length * (np.arange(count) + 0.5)
        control.append(design.force(middle, k) * length)
        t += (begin + length * np.arange(1, count + 1)).tolist()
    at = np.array(t)
    return at, design.state(at)[:, :6], np.concatenate(control)
