"""A leg as a nonlinear programme: Radau's collocation, bounds, structure, exact derivatives; IPOPT.

The share of full thrust is constant in each segment of time, its direction a polynomial, and
states obey the equations of motion at points of each (``kernels.collocation``).  Everything is in
units in which GM of the Sun is 1.
Source: betts1998, wachter2006.  Checked: tests/lowthrust/test_programme.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.errors import InvalidInput
from windlass.kernels import collocation as co
from windlass.kernels import collocation_second as second
from windlass.lowthrust.leg import LowThrustLeg

Array = NDArray[np.float64]
Places = tuple[NDArray[np.int32], NDArray[np.int32]]

STAGES: Final = 4
"""Points of a segment; what is between two segments is of the order 2 STAGES - 1."""
LEAST: Final = 1e-9
"""Least share of the flow: a coast."""
FREE: Final = 1e19
"""What IPOPT takes for no bound."""
SOLVED: Final = frozenset({0, 1})
"""IPOPT's own numbers for a solution: optimal, and to an acceptable level."""
OPTIONS: Final = {
    "print_level": 0, "sb": "yes", "tol": 1e-8, "constr_viol_tol": 1e-9,
    "acceptable_tol": 1e-5, "acceptable_iter": 20, "acceptable_constr_viol_tol": 1e-8,
    "mu_strategy": "adaptive", "nlp_scaling_method": "none", "linear_solver": "mumps",
    "mumps_scaling": 8,
}  # fmt: skip
"""Of IPOPT; with another scaling MUMPS takes the system for singular, and is lost."""
LIGHTEST: Final = 1e-3
"""Least mass on the way, as a share of the greatest at departure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Length [m], time [s] and mass [kg] in which a leg is solved: GM of the Sun is 1."""

    length: float
    time: float
    mass: float

    @property
    def speed(self) -> float:
        """Speed [m/s]."""
        return self.length / self.time

    @property
    def force(self) -> float:
        """Force [N]."""
        return self.mass * self.length / self.time**2

    @property
    def state(self) -> Array:
        """Of a state (7,)."""
        return np.array([self.length] * 3 + [self.speed] * 3 + [self.mass])


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Unknowns in SI units: departure and flight [s], states (n s + 1, 7) [m, m/s, kg], throttle
    (n, s, 3) at the points, share of the full flow (n,), velocity relative to the bodies at the
    ends (3,) [m/s]."""

    departs_s: float
    tof_s: float
    states: Array
    throttle: Array
    flow: Array
    w0_m_s: Array
    w1_m_s: Array


def units(leg: LowThrustLeg) -> Units:
    """Return the units of a leg."""
    return Units(
        length=AU_M, time=float(np.sqrt(AU_M**3 / leg.gm)), mass=leg.mass_kg[1]
    )  # fmt: skip


def radau(stages: int) -> tuple[Array, Array]:
    """Return (points (s,) in 0..1, the last one 1; derivatives d (s, s + 1) there of values at 0
    and the points)."""
    points, d = _radau(stages)
    return points.copy(), d.copy()


@cache
def _radau(stages: int) -> tuple[Array, Array]:
    legendre = np.polynomial.legendre.Legendre.basis
    inner = (legendre(stages) - legendre(stages - 1)).roots()
    points = np.sort(0.5 * (1.0 + np.real(inner)))
    points[-1] = 1.0
    at = np.concatenate([[0.0], points])
    away = at[:, None] - at[None, :] + np.eye(at.size)
    weight = 1.0 / away.prod(axis=1)
    d = weight[None, :] / weight[:, None] / away
    np.fill_diagonal(d, 0.0)
    np.fill_diagonal(d, -d.sum(axis=1))
    return points, d[1:]


class Programme:
    """A leg as IPOPT is asked it: bounds, structure and derivatives, in the leg's units."""

    def __init__(
        self, leg: LowThrustLeg, part: Array, free: int = STAGES, stages: int = STAGES
    ) -> None:
        self.leg, self.part, self.units = leg, np.ascontiguousarray(part, float), units(leg)
        self.n, self.s, self.free = self.part.size, stages, free
        self.points, self.d = radau(stages)
        u = self.units
        self.engine = leg.engine.table(u.length, u.force, u.mass / u.time)
        self.wide = 3 * free + 1
        self.first = co.U + self.wide * self.n
        self.last = self.first + 7 * self.n * self.s
        self.size = self.last + 7
        self.count = co.LIMITS + self.n * (free + 7 * self.s)
        self.soft, self.effort = np.ones(2), 0.0
        self.coasts = self._coasts()
        self.off = self.coasts
        self.goal = self._goal()
        self._ends: tuple[tuple[float, float], Array] | None = None

    def _goal(self) -> Array:
        """Return the gradient of what is to be least."""
        goal = np.zeros(self.size)
        match self.leg.goal:
            case "mass":
                goal[self.last + 6] = -1.0
            case "time":
                goal[co.TOF] = 1.0
            case "start":
                goal[self.first + 6] = -1.0
        return goal

    @property
    def share(self) -> Array:
        """Shares of the flight (n s + 1,) at which the states stand."""
        begin = np.concatenate([[0.0], np.cumsum(self.part)[:-1]])
        inside = begin[:, None] + self.part[:, None] * self.points[None, :]
        return np.concatenate([[0.0], inside.ravel()])

    @property
    def flow(self) -> slice:
        """Where the segments' shares of the flow stand among the unknowns."""
        return slice(co.U + 3 * self.free, self.first, self.wide)

    def bounds(self) -> tuple[Array, Array, Array, Array]:
        """Return (least and greatest x, least and greatest constraints)."""
        leg, u = self.leg, self.units
        low, high = np.full(self.size, -FREE), np.full(self.size, FREE)
        for at, span in ((co.T0, leg.departs_s), (co.TOF, leg.tof_s)):
            low[at], high[at] = span[0] / u.time, span[1] / u.time
        low[co.T0] -= self._epoch()
        high[co.T0] -= self._epoch()
        for at, end in ((co.W0, leg.start), (co.W1, leg.end)):
            most = end.vinf_m_s[1] / u.speed
            low[at : at + 3], high[at : at + 3] = -most, most
        low[co.U : self.first], high[co.U : self.first] = -1.0, 1.0
        low[self.flow] = LEAST
        for k in np.flatnonzero(self.off):
            here = co.U + self.wide * int(k)
            low[here : here + 3 * self.free] = high[here : here + 3 * self.free] = 0.0
            high[here + 3 * self.free] = LEAST
        mass = slice(self.first + 6, self.size, 7)
        low[mass], high[mass] = LIGHTEST, leg.mass_kg[1] / u.mass
        low[self.first + 6] = leg.mass_kg[0] / u.mass
        g_low, g_high = np.zeros(self.count), np.zeros(self.count)
        for at, end in ((co.BALL, leg.start), (co.BALL + 1, leg.end)):
            least, most = (speed / u.speed for speed in end.vinf_m_s)
            g_low[at] = least**2 if least else -FREE
            g_high[at] = most**2 if most else FREE
        g_high[co.BALL + 2] = FREE if leg.spend_kg is None else leg.spend_kg / u.mass
        g_low[co.BALL + 2] = -FREE
        limits = slice(co.LIMITS, co.LIMITS + self.n * self.free)
        g_low[limits] = -FREE
        g_high[limits][np.repeat(self.off, self.free)] = FREE
        return low, high, g_low, g_high

    def _epoch(self) -> float:
        """Return the epoch that departures are counted from, in units."""
        return self.leg.departs_s[0] / self.units.time

    def _coasts(self) -> NDArray[np.bool_]:
        """Return which segments may not thrust, at the longest flight that is allowed."""
        begin = np.concatenate([[0.0], np.cumsum(self.part)])
        early, late = (one / self.leg.tof_s[0] for one in self.leg.coast_s)
        return np.asarray((begin[:-1] < early - 1e-9) | (begin[1:] > 1.0 - late + 1e-9))

    def ends(self, x: Array) -> Array:
        """Return states of the bodies and their rates (2, 3, 6)."""
        key = (float(x[co.T0]), float(x[co.TOF]))
        if self._ends is None or self._ends[0] != key:
            u = self.units
            t0 = self.leg.departs_s[0] + key[0] * u.time
            scale = u.state[:6]
            made = np.stack([self.leg.start.at(t0), self.leg.end.at(t0 + key[1] * u.time)])
            made *= (u.time ** np.arange(3))[None, :, None] / scale
            self._ends = key, np.ascontiguousarray(made)
        return self._ends[1]

    def value(self, x: Array) -> float:
        """Return what is to be least."""
        total = float(self.goal @ x)
        if self.effort:
            total += self.effort * float(self.part @ x[self.flow] ** 2)
        return total

    def gradient(self, x: Array, out: Array) -> Array:
        """Put its gradient into out."""
        out[:] = self.goal
        if self.effort:
            out[self.flow] += 2.0 * self.effort * self.part * x[self.flow]
        return out

    def constraints(self, x: Array, out: Array) -> Array:
        """Put the constraints into out."""
        co.constraints(x, self.part, self.d, self.free, self.engine, self.soft, self.ends(x), out)
        return out

    @property
    def jacobian_places(self) -> Places:
        """Rows and columns of the entries of ``jacobian``."""
        return co.jacobian_places(self.n, self.s, self.free)

    def jacobian(self, x: Array, out: Array) -> Array:
        """Put their derivatives into out."""
        co.jacobian(x, self.part, self.d, self.free, self.engine, self.soft, self.ends(x), out)
        return out

    def hessian(self, x: Array, held: Array, factor: float, out: Array) -> Array:
        """Put the second derivatives of the Lagrangian into out."""
        second.hessian(
            x, self.part, self.d, self.free, self.engine, self.soft, self.ends(x), held,
            factor * self.effort, out,
        )  # fmt: skip
        return out

    def start(
        self, departs_s: float, tof_s: float, states: Array, throttle: Array, flow: Array
    ) -> Array:
        """Return unknowns: dates [s], states (n s + 1, 7) at ``share`` [m, m/s, kg], throttle
        (n, s, 3) and flow (n,)."""
        u = self.units
        x = np.zeros(self.size)
        x[co.T0] = departs_s / u.time - self._epoch()
        x[co.TOF] = tof_s / u.time
        own = np.column_stack([throttle[:, : self.free].reshape(self.n, -1), flow])
        x[co.U : self.first] = own.ravel()
        x[self.first :] = (states / u.state).ravel()
        return x

    def soften(self, soft: tuple[float, float]) -> None:
        """Set the rounding of throttles."""
        self.soft = np.array(soft)

    def told(self, x: Array) -> Told:
        """Return unknowns in SI units."""
        u = self.units
        own = x[co.U : self.first].reshape(self.n, self.wide)
        throttle = own[:, :-1].reshape(self.n, self.free, 3)
        return Told(
            departs_s=self.leg.departs_s[0] + float(x[co.T0]) * u.time,
            tof_s=float(x[co.TOF]) * u.time,
            states=x[self.first :].reshape(-1, 7) * u.state,
            throttle=np.broadcast_to(throttle, (self.n, self.s, 3)).copy(), flow=own[:, -1].copy(),
            w0_m_s=x[co.W0 : co.W0 + 3] * u.speed, w1_m_s=x[co.W1 : co.W1 + 3] * u.speed,
        )  # fmt: skip

    def broken(self, x: Array) -> float:
        """Return by how much a constraint is broken at most."""
        g = self.constraints(x, np.empty(self.count))
        _, _, low, high = self.bounds()
        return float(np.maximum(np.maximum(low - g, g - high), 0.0).max())

    def solve(
        self, x: Array, *, rounds: int = 300, **options: Any
    ) -> tuple[Array, int, Array, int]:
        """Return (unknowns, IPOPT's status, multipliers of the constraints, rounds taken)."""
        return optimum(
            self, self.jacobian_places,
            second.hessian_places(self.n, self.s, self.free), x, rounds, options,
        )  # fmt: skip


class Asked(Protocol):
    """What IPOPT asks of a programme."""

    size: int
    count: int

    @property
    def jacobian_places(self) -> Places:
        """Rows and columns of the entries of ``jacobian``."""

    def bounds(self) -> tuple[Array, Array, Array, Array]:
        """Return (least and greatest x, least and greatest constraints)."""

    def value(self, x: Array) -> float:
        """Return what is to be least."""

    def gradient(self, x: Array, out: Array) -> Array:
        """Put its gradient into out."""

    def constraints(self, x: Array, out: Array) -> Array:
        """Put the constraints into out."""

    def jacobian(self, x: Array, out: Array) -> Array:
        """Put their derivatives into out."""

    def hessian(self, x: Array, held: Array, factor: float, out: Array) -> Array:
        """Put the second derivatives of the Lagrangian into out."""


def optimum(
    asked: Asked, jacobian: Places, hessian: Places, x: Array, rounds: int, options: dict[str, Any]
) -> tuple[Array, int, Array, int]:
    """Return what IPOPT makes of a programme begun at x: (unknowns, its status, multipliers of the
    constraints, rounds taken).  jacobian, hessian: rows and columns of their entries."""
    low, high, g_low, g_high = asked.bounds()
    taken = [0]

    def count(mode: int, done: int, *_: float) -> bool:
        taken[0] = done
        return True

    problem = _ipopt().Problem(
        asked.size, low, high, asked.count, g_low, g_high, jacobian, hessian,
        asked.value, asked.gradient, asked.constraints, asked.jacobian, asked.hessian, count,
        ipopt_options=OPTIONS | {"max_iter": rounds} | options,
    )  # fmt: skip
    held = np.zeros(asked.count)
    try:
        found, _, status = problem.solve(np.clip(x, low, high), mult_g=held)
    except SystemError as error:  # so comes what is raised while it calls back
        if _by_hand(error):
            raise KeyboardInterrupt from error
        raise
    return np.array(found), int(status), held, taken[0]


def _by_hand(error: BaseException | None) -> bool:
    """Return whether an error goes back to Ctrl-C."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _ipopt() -> Any:
    try:
        import ipyopt
    except ImportError as error:
        raise InvalidInput(
            "IPOPT is not installed, which solves low thrust", value="ipyopt",
            remedy="install ipyopt; its wheels are for Linux, elsewhere it is built from source",
        ) from error  # fmt: skip
    return ipyopt
