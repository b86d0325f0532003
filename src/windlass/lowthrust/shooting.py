"""Multiple shooting on Pontryagin's equations of a leg, by Newton's method with exact derivatives.

Unknowns, in the leg's units: state and costate (14) at the nodes, departure and flight time.
Equations: arcs meet at the nodes; the ends of the leg are where the bodies are; and what is free
there (velocity, mass, dates) is at its best (transversality).
Source: bertrand2002, deuflhard2004.  Checked: tests/lowthrust/test_indirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from windlass.kernels import extremal_arc as ea
from windlass.kernels import pontryagin as po
from windlass.kernels.status import OK
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.programme import Units, units

Array = NDArray[np.float64]

Speed = Literal["met", "most", "least", "free"]
"""Velocity at an end: the body's; as much beside it as is allowed, or as little; or free."""
TOL: Final = 1e-13
"""Of a step."""
CLOSED: Final = 1e-11
"""Greatest residual of a solution, in the leg's units."""
EXACT: Final = 1e-13
"""Residual that cannot be bettered by much."""
SLOW: Final = 1e-3
"""Least share of a Newton step that is tried."""
ROUNDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Which of a leg's bounds hold: what is fixed at the ends, the rest being at its best.

    speeds: at departure and arrival; mass: at departure [unit of mass], None where free; departs,
    tof: in units of time, None where free.
    """

    speeds: tuple[Speed, Speed] = ("met", "met")
    mass: float | None
    departs: float | None
    tof: float | None


class Shooting:
    """A leg's shooting equations.

    share (n + 1,): nodes as shares of the flight between the coasts; the forced coasts are arcs of
    their own.  own: the engine's table, engine: the one that is flown; last: costate of the mass at
    arrival.
    """

    def __init__(self, leg: LowThrustLeg, share: Array, conditions: Conditions) -> None:
        self.leg, self.conditions, self.units = leg, conditions, units(leg)
        u: Units = self.units
        self.own = leg.engine.table(u.length, u.force, u.mass / u.time)
        self.engine = self.own
        _, flow = leg.engine.at(u.length)
        self.flow_at_1 = float(flow) / (u.mass / u.time)
        self.last = -1.0 if leg.goal == "mass" else 0.0
        law = po.BY_SWITCH if leg.goal == "mass" else po.ON
        inner = np.diff(share)
        early, late = (one / u.time for one in leg.coast_s)
        before, after = [early] if early else [], [late] if late else []
        self.held = np.array(before + [0.0] * inner.size + after)
        self.part = np.array([0.0] * len(before) + list(inner) + [0.0] * len(after))
        self.rules = np.array(
            [po.OFF] * len(before) + [law] * inner.size + [po.OFF] * len(after), np.int64
        )
        self.coasts = early + late
        self.inner = len(before)
        self.n = self.part.size
        self.size = 14 * (self.n + 1) + 2
        self.final = self.size - 16

    def spans(self, tof: float) -> Array:
        """Return the lengths of the arcs (n,)."""
        return self.held + self.part * (tof - self.coasts)

    def nodes(self, z: Array) -> Array:
        """Return state and costate at the nodes (n + 1, 14)."""
        return z[:-2].reshape(-1, 14)

    def equations(self, z: Array, kappa: float, vary: bool) -> tuple[Array, coo_matrix | None, int]:
        """Return (residuals, derivatives where wanted, status)."""
        y, tof = self.nodes(z), float(z[-1])
        out = np.full(self.size, np.inf)
        if not (tof > self.coasts and np.isfinite(z).all() and (y[:, 6] > ea.LIGHTEST).all()):
            return out, None, -1
        ends, rates = np.empty((self.n, 14)), np.empty((self.n, 14))
        phis = np.empty((self.n, 14, 14))
        spans = self.spans(tof)
        status = ea.arcs(
            y[:-1], spans, self.engine, self.rules, kappa, TOL, vary, ends, phis, rates
        )
        if status != OK:
            return out, None, status
        out[: self.final] = (ends - y[1:]).ravel()
        out[self.final :], rim = self._boundary(z, kappa)
        if not vary:
            return out, None, OK
        rows, columns, values = [], [], []
        block = np.arange(14)
        for k in range(self.n):
            at = 14 * k
            rows += [np.repeat(at + block, 14), at + block, at + block]
            columns += [np.tile(at + block, 14), at + 14 + block, np.full(14, self.size - 1)]
            values += [phis[k].ravel(), -np.ones(14), rates[k] * self.part[k]]
        lines, places = np.nonzero(rim)
        rows.append(self.final + lines)
        columns.append(places)
        values.append(rim[lines, places])
        shape = (self.size, self.size)
        matrix = coo_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )
        return out, matrix, OK

    def bodies(self, z: Array) -> tuple[Array, Array]:
        """Return states of the bodies at the ends with two rates by time, (3, 6) each."""
        u = self.units
        scale = (u.time ** np.arange(3))[:, None] / u.state[:6]
        departs = float(z[-2]) * u.time
        return (
            self.leg.start.at(departs) * scale,
            self.leg.end.at(departs + float(z[-1]) * u.time) * scale,
        )

    def _boundary(self, z: Array, kappa: float) -> tuple[Array, Array]:
        """Return the residuals at the ends (16,) and their derivatives (16, size)."""
        goal, held = self.leg.goal, self.conditions
        out, d = np.zeros(16), np.zeros((16, self.size))
        y, last = self.nodes(z), 14 * self.n
        bodies = self.bodies(z)
        for row, at, side, end in ((0, 0, 0, self.leg.start), (7, last, 1, self.leg.end)):
            here, body = y[0 if side == 0 else -1], bodies[side]
            self._meet(out, d, row, at, here, body, end, side)
        if held.mass is not None:
            out[6], d[6, 6] = y[0, 6] - held.mass, 1.0
        else:
            out[6], d[6, 13] = y[0, 13] - (1.0 if goal == "start" else 0.0), 1.0
        out[13], d[13, last + 13] = y[-1, 13] - self.last, 1.0
        self._dates(out, d, z, bodies, kappa)
        return out, d

    def _meet(
        self, out: Array, d: Array, row: int, at: int, here: Array, body: Array, end: End, side: int
    ) -> None:
        """Put place and velocity at one end."""
        speed = self.conditions.speeds[side]
        by_time = [self.size - 2] + ([self.size - 1] if side else [])
        block = np.arange(6)
        out[row : row + 6] = here[:6] - body[0]
        d[row + block, at + block] = 1.0
        for place in by_time:
            d[row : row + 6, place] = -body[1]
        costate = here[10:13]
        v, places = slice(row + 3, row + 6), slice(at + 10, at + 13)
        if speed == "free":
            out[v], d[v] = costate, 0.0
            d[v, places] = np.eye(3)
        elif speed != "met":
            primer = max(float(np.linalg.norm(costate)), 1e-12)
            width = end.vinf_m_s[1 if speed == "most" else 0] / self.units.speed
            # leave against the primer as fast as may be, arrive along it
            width *= (1.0 if side == 0 else -1.0) * (1.0 if speed == "most" else -1.0)
            n = costate / primer
            out[v] += width * n
            d[v, places] = width * (np.eye(3) - np.outer(n, n)) / primer

    def _dates(
        self, out: Array, d: Array, z: Array, bodies: tuple[Array, Array], kappa: float
    ) -> None:
        """Put the conditions on departure and flight time."""
        y, last, held = self.nodes(z), 14 * self.n, self.conditions
        t0, tof = self.size - 2, self.size - 1
        along = [float(y[k, 7:13] @ body[1]) for k, body in ((0, bodies[0]), (-1, bodies[1]))]
        bend = [float(y[k, 7:13] @ body[2]) for k, body in ((0, bodies[0]), (-1, bodies[1]))]
        if held.departs is not None:
            out[14], d[14, t0] = z[t0] - held.departs, 1.0
        else:
            out[14] = along[0] - along[1]
            d[14, 7:13] = bodies[0][1]
            d[14, last + 7 : last + 13] = -bodies[1][1]
            d[14, t0], d[14, tof] = bend[0] - bend[1], -bend[1]
        if held.tof is not None:
            out[15], d[15, tof] = z[tof] - held.tof, 1.0
            return
        h, slope = self._energy(y[self.inner], kappa)
        out[15] = h - along[1] + (1.0 if self.leg.goal == "time" else 0.0)
        at = 14 * self.inner
        d[15, at : at + 14] = slope
        d[15, last + 7 : last + 13] = -bodies[1][1]
        d[15, t0] = d[15, tof] = -bend[1]

    def by_date(self, z: Array, name: str) -> float:
        """Return how what is to be least changes with a date that is held (departs, tof)."""
        out, d = np.zeros(16), np.zeros((16, self.size))
        kept = self.conditions
        self.conditions = replace(kept, departs=None, tof=None)
        self._dates(out, d, z, self.bodies(z), 0.0)
        self.conditions = kept
        return float(out[14 if name == "departs" else 15])

    def _energy(self, y: Array, kappa: float) -> tuple[float, Array]:
        """Return the Hamiltonian at a node within the thrusting part, and its slope (14,)."""
        rule = int(self.rules[self.inner])
        law = po.law_at(po.switching(y, self.engine), kappa) if rule == po.BY_SWITCH else rule
        rate = np.empty(14)
        po.field(y, self.engine, law, kappa, rate)
        return po.hamiltonian(y, self.engine, law, kappa), np.concatenate([-rate[7:], rate[:7]])


@dataclass(frozen=True, slots=True)
class Found:
    """What Newton's method came to: unknowns, greatest residual, rounds, whether it is closed."""

    z: Array
    residual: float
    rounds: int
    closed: bool
    why: str = ""


def newton(task: Shooting, z: Array, kappa: float, rounds: int = ROUNDS) -> Found:
    """Return what Newton's method makes of a guess; steps are damped by the next correction."""
    r, matrix, status = task.equations(z, kappa, True)
    share, before = 1.0, math.inf
    for count in range(rounds):
        size = float(np.abs(r).max())
        if matrix is None:
            return Found(z, size, count, False, f"an arc could not be flown (status {status})")
        try:
            factors = splu(matrix.tocsc())
        except RuntimeError:
            return Found(z, size, count, False, "its equations are singular")
        step = -factors.solve(r)
        weight = 1.0 / np.maximum(1.0, np.abs(z))
        length = float(np.linalg.norm(step * weight))
        if not math.isfinite(length):
            return Found(z, size, count, False, "its equations are singular")
        # one round more as long as that is worth it
        if size < CLOSED and length < 1e-8 and (size < EXACT or size > 0.1 * before):
            return Found(z, size, count, True)
        before = size
        share = min(1.0, 4.0 * share)
        while True:
            trial, _, state = task.equations(z + share * step, kappa, False)
            if state == OK:
                after = float(np.linalg.norm(factors.solve(trial) * weight))
                if after <= (1.0 - 0.25 * share) * length or length < 1e-9:
                    break
            share *= 0.5
            if share < SLOW:
                return Found(z, size, count, False, "Newton's steps shrink")
        z = z + share * step
        r, matrix, status = task.equations(z, kappa, True)
    return Found(z, float(np.abs(r).max()), rounds, False, f"not closed in {rounds} rounds")
