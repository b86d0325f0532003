"""Legs between two moving bodies: a grid of Lambert arcs, and its optimum off the grid.

Patched conics: a leg leaves and meets the massless centres of its bodies; what their gravity
does at the ends is in the cost of the end (``End``).  Checked: tests/transfers/test_legs.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_SUN
from windlass.base.errors import InvalidInput
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.kernels.leg_grid import leg_grid

Array = NDArray[np.float64]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What v-infinity costs at one end of a leg.

    Cost = max(0, √(v∞² + vesc2) − v0).  vesc2 = 0: the first v0 m/s are free (a rendezvous
    has v0 = 0; a lunar flyby gives v0).  vesc2 = 2μ/r: a burn at that periapsis from or into
    the orbit whose speed there is v0.  vinf_max_m_s: nothing above is taken.
    """

    vesc2_m2_s2: float = 0.0
    v0_m_s: float = 0.0
    vinf_max_m_s: float = np.inf

    def cost(self, vinf_m_s: Array | float) -> Array:
        """Return the cost [m/s] of v-infinity [m/s] at this end."""
        speed = np.sqrt(np.asarray(vinf_m_s, dtype=float) ** 2 + self.vesc2_m2_s2)
        return np.maximum(0.0, speed - self.v0_m_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAsk:
    """Ask: all legs from one body to another, departures × flight times on one step.

    depart_s: (first, last) departure [s past J2000]; tof_s: (least, greatest) flight time
    [s]; step_s: step of both [s].  Flight times are whole multiples of the step.
    """

    name: str
    depart: Ephemeris
    arrive: Ephemeris
    depart_s: tuple[float, float]
    tof_s: tuple[float, float]
    step_s: float
    max_revolutions: int
    depart_end: End
    arrive_end: End
    latest_s: float = np.inf

    def __post_init__(self) -> None:
        for body in (self.depart, self.arrive):
            if (body.centre, body.frame) != ("sun", "icrf"):
                raise InvalidInput(
                    f"{self.name}: legs need states about the Sun in ICRF",
                    value=f"{body.name} about {body.centre} in {body.frame}",
                    remedy="take the heliocentric ephemeris",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class LegGrid:
    """Grid of legs: rows departures (n,), columns flight times (m,), cells (n, m).

    cost_m_s: nan unless status is OK; vinf at both ends [m/s]; n_rev and branch name the
    Lambert solution; status: kernels.status.
    """

    ask: LegAsk
    depart_s: Array
    tof_s: Array
    cost_m_s: Array
    vinf_depart_m_s: Array
    vinf_arrive_m_s: Array
    n_rev: Codes
    branch: Codes
    status: Codes

    @property
    def arrive_s(self) -> Array:
        """Arrival epochs (n, m) [s past J2000]."""
        return self.depart_s[:, None] + self.tof_s[None, :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg: epochs, v-infinity vectors at both ends (3,) [m/s, ICRF], cost [m/s]."""

    name: str
    depart_s: float
    tof_s: float
    n_rev: int
    branch: int
    r_depart_m: Array
    v_depart_m_s: Array
    r_arrive_m: Array
    v_arrive_m_s: Array
    vinf_depart_vec_m_s: Array
    vinf_arrive_vec_m_s: Array
    cost_m_s: float

    @property
    def arrive_s(self) -> float:
        """Arrival epoch [s past J2000]."""
        return self.depart_s + self.tof_s

    @property
    def vinf_depart_m_s(self) -> float:
        """Departure v-infinity [m/s]."""
        return float(np.linalg.norm(self.vinf_depart_vec_m_s))

    @property
    def vinf_arrive_m_s(self) -> float:
        """Arrival v-infinity [m/s]."""
        return float(np.linalg.norm(self.vinf_arrive_vec_m_s))


def grid(ask: LegAsk) -> LegGrid:
    """Return all legs of the ask, the cheapest Lambert solution in every cell.

    Raises InvalidInput when the ask holds no cell.
    """
    h = ask.step_s
    departs = np.arange(ask.depart_s[0], ask.depart_s[1] + 1e-9 * h, h)
    steps = np.arange(max(1, int(np.ceil(ask.tof_s[0] / h))), int(ask.tof_s[1] / h) + 1)
    if departs.size == 0 or steps.size == 0:
        raise InvalidInput(
            f"{ask.name}: no departure or flight time on the grid",
            value=(ask.depart_s, ask.tof_s),
            remedy="widen the window or take a smaller step",
        )
    last = min(departs[-1] + steps[-1] * h, ask.latest_s)
    count = int(np.floor((last - departs[0]) / h + 1e-9)) + 1
    meets = departs[0] + h * np.arange(max(count, 1))
    r1, v1 = ask.depart.state(departs)
    r2, v2 = ask.arrive.state(meets)
    index = np.arange(departs.size)[:, None] + steps[None, :]
    index = np.where(index < meets.size, index, -1).astype(np.int64)
    tof = np.broadcast_to(steps * h, index.shape).astype(float)
    a, b = ask.depart_end, ask.arrive_end
    cost, vinf1, vinf2, n_rev, branch, status = leg_grid(
        GM_SUN,
        np.ascontiguousarray(r1),
        np.ascontiguousarray(v1),
        np.ascontiguousarray(r2),
        np.ascontiguousarray(v2),
        index,
        np.ascontiguousarray(tof),
        ask.max_revolutions,
        ECLIPTIC_POLE,
        a.vesc2_m2_s2,
        a.v0_m_s,
        a.vinf_max_m_s,
        b.vesc2_m2_s2,
        b.v0_m_s,
        b.vinf_max_m_s,
    )
    return LegGrid(
        ask=ask,
        depart_s=departs,
        tof_s=(steps * h).astype(np.float64),
        cost_m_s=cost,
        vinf_depart_m_s=vinf1,
        vinf_arrive_m_s=vinf2,
        n_rev=n_rev,
        branch=branch,
        status=status,
    )
