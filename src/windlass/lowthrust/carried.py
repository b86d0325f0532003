"""A leg carried over among all bodies: from the Sun's pull alone to the reference model.

The leg's thrust is cut into short parts of constant force, which Newton's method changes, with the
nodes between them, until the path holds together by all forces and ends where it should
(``transfers.steering``).  A body at whose centre the leg begins or ends does not pull: what it does
there is the capture's and the launch's to tell.
Checked: tests/lowthrust/test_carried.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BarycentricInterpolator

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.bodies.thrust import Profile
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.programme import LEAST, STAGES, radau
from windlass.transfers.steering import Steered, Steering, Task, Thruster, steer

Array = NDArray[np.float64]

PART_S: Final = 5.0 * DAY_S
"""Longest part of constant force."""
BESIDE_M: Final = 1e3
"""By which its ends are put off bodies' centres, where the distance is nought."""
LIT: Final = 1e-2
"""Share of the full thrust from which a part may thrust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A leg by all forces: its steering, the propellant [kg] there and by the Sun's pull alone, and
    which bodies do not pull."""

    steered: Steered
    propellant_kg: float
    designed_kg: float
    without: tuple[str, ...]

    @property
    def thrust(self) -> Profile:
        """The parts' forces, ICRF."""
        task = self.steered.task
        among = reference.model((float(task.t_s[0]), float(task.t_s[-1])), without=self.without)
        return Steering(among, task).thrust(self.steered.control)


def carried(
    found: Direct, *, without: tuple[str, ...] = (), most: float = 1.0, part_s: float = PART_S
) -> Carried:
    """Return a leg by all forces.

    found: solved in ICRF, about the Sun; without: bodies that do not pull, such as those at the
    ends; most: greatest throttle, above 1 where the leg was solved with thrust kept back, as a leg
    must be that thrusts nearly all the way.  Raises InvalidInput for an engine without a specific
    impulse, NotSolved where thrust does not suffice among all bodies (and how much would do).
    """
    engine = found.leg.engine
    if engine.isp_s is None:
        raise InvalidInput(
            "an engine whose specific impulse changes cannot be carried over", value=engine.told,
            remedy="give one of fixed specific impulse",
        )  # fmt: skip
    t, guess, control = _parts(found, part_s)
    sun = np.concatenate(load().body("sun", centre="barycentre").state(t), axis=1)
    guess += sun
    told = found.told
    to = found.leg.end.at(told.departs_s + told.tof_s)[0] + sun[-1]
    to[3:] += told.w1_m_s
    for state in (guess[0], to):
        state[:3] += BESIDE_M * state[3:] / np.linalg.norm(state[3:])
    thruster = Thruster(
        thrust_n=most * float(engine.at(AU_M)[0]), isp_s=engine.isp_s,
        sunlit=bool(np.ptp(engine.thrust_n) > 0.0),
    )  # fmt: skip
    span = np.diff(t)
    force = thruster.most_n(t, guess)
    able = np.linalg.norm(control, axis=1) > LIT * np.minimum(force[:-1], force[1:]) * span
    task = Task(t_s=t, guess=guess, to=to, able=able, mass_kg=found.start_kg, thruster=thruster)
    among = reference.model((float(t[0]), float(t[-1])), without=without)
    steered = steer(among, task, begun=np.where(able[:, None], control, 0.0))
    return Carried(
        steered=steered, propellant_kg=steered.propellant_kg,
        designed_kg=found.start_kg - found.final_kg, without=without,
    )  # fmt: skip


def _parts(found: Direct, part_s: float) -> tuple[Array, Array, Array]:
    """Return nodes (n + 1,) [s past J2000], heliocentric states there (n + 1, 6), impulses of the
    parts (n, 3) [N s]."""
    told = found.told
    points, _ = radau(STAGES)
    at = np.concatenate([[0.0], points])
    t, states, control = [told.departs_s], [told.states[0, :6]], []
    for k, part in enumerate(found.part):
        length = float(part) * told.tof_s
        count = max(1, math.ceil(length / part_s))
        own = told.states[STAGES * k : STAGES * (k + 1) + 1]
        path = BarycentricInterpolator(at, own)
        law = BarycentricInterpolator(points, told.throttle[k])
        size = BarycentricInterpolator(points, np.linalg.norm(told.throttle[k], axis=1))
        begin = t[-1]
        for j in range(count):
            middle = (j + 0.5) / count
            push = np.asarray(law(middle))
            force, _ = found.leg.engine.at(float(np.linalg.norm(path(middle)[:3])))
            share = min(max(float(size(middle)), 0.0), 1.0)
            unit = push / max(float(np.linalg.norm(push)), LEAST)
            control.append(unit * share * float(force) * length / count)
            t.append(begin + length * (j + 1) / count)
            states.append(np.asarray(path((j + 1) / count))[:6])
    return np.array(t), np.array(states), np.array(control)
