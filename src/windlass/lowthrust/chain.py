"""Legs on given dates joined by flybys, as one nonlinear programme.

Each leg is a ``programme.Programme`` of its own; their unknowns and constraints follow each other.
Then come the masses that are passed on, the propellant of all legs, and what each planet asks of
the velocities before and after it (``flyby.turned``).
Source: betts1998.  Checked: tests/lowthrust/test_chain.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.kernels import collocation as co
from windlass.kernels import collocation_second as second
from windlass.lowthrust.flyby import Flyby, turned
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import FREE, STAGES, Places, Programme, optimum

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LOWER: Final = np.tril_indices(6)
"""Places of the second derivatives of a flyby."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A linear constraint: places of unknowns, their factors, and bounds."""

    places: tuple[int, ...]
    factors: tuple[float, ...]
    low: float
    high: float


class Chain:
    """Legs joined by flybys as IPOPT is asked them.

    legs: on dates, each with its greatest mass in common; the first's goal is that of all: the most
    mass at the end of the last ("mass"), or the most at the first departure ("start") with
    spend_kg of propellant for all.
    """

    def __init__(
        self,
        legs: tuple[LowThrustLeg, ...],
        flybys: tuple[Flyby, ...],
        parts: tuple[Array, ...],
        *,
        spend_kg: float | None = None,
        free: int = STAGES,
    ) -> None:
        if len(flybys) != len(legs) - 1 or len(parts) != len(legs):
            raise InvalidInput(
                "legs, flybys and meshes of a chain", value=(len(legs), len(flybys), len(parts)),
                remedy="give one flyby fewer than legs, and a mesh for each leg",
            )  # fmt: skip
        if len({leg.mass_kg[1] for leg in legs}) > 1 or not all(leg.timed for leg in legs):
            raise InvalidInput(
                "legs of a chain", value=[leg.mass_kg[1] for leg in legs],
                remedy="give dates, and the same greatest mass for all",
            )  # fmt: skip
        self.legs, self.flybys, self.spend_kg = legs, flybys, spend_kg
        self.each = [Programme(leg, part, free) for leg, part in zip(legs, parts, strict=True)]
        self.begin = np.cumsum([0, *(one.size for one in self.each)])
        self.rows = np.cumsum([0, *(one.count for one in self.each)])
        self.size = int(self.begin[-1])
        self.lines = self._lines()
        self.bent = int(self.rows[-1]) + len(self.lines)
        self.count = self.bent + 2 * len(flybys)
        self.goal = np.zeros(self.size)
        self.goal[self._end(-1) if legs[0].goal == "mass" else self._start(0)] = -1.0
        self._spread()

    # --- where things stand ----------------------------------------------------------------------

    def _start(self, k: int) -> int:
        """Return the place of a leg's first mass."""
        return int(self.begin[k]) + self.each[k].first + 6

    def _end(self, k: int) -> int:
        """Return the place of a leg's last mass."""
        k %= len(self.each)
        return int(self.begin[k]) + self.each[k].last + 6

    def speeds(self, k: int) -> Ints:
        """Return the places (6,) of the velocities relative to the k-th planet, in and out."""
        into = int(self.begin[k]) + co.W1 + np.arange(3)
        out = int(self.begin[k + 1]) + co.W0 + np.arange(3)
        return np.concatenate([into, out])

    @property
    def spend(self) -> int | None:
        """Place of the limit of propellant among the constraints, None where there is none."""
        return None if self.spend_kg is None else self.bent - 1

    def _lines(self) -> list[Line]:
        lines = [
            Line(places=(self._start(k + 1), self._end(k)), factors=(1.0, -1.0), low=0.0, high=0.0)
            for k in range(len(self.flybys))
        ]
        if self.spend_kg is not None:
            most = self.spend_kg / self.each[0].units.mass
            both = (self._start(0), self._end(-1))
            lines.append(Line(places=both, factors=(1.0, -1.0), low=0.0, high=most))
        return lines

    # --- as IPOPT asks it ------------------------------------------------------------------------

    def _spread(self) -> None:
        """Work out where the entries of the derivatives stand."""
        rows, columns, lower, across = [], [], [], []
        for one, begin, row in zip(self.each, self.begin, self.rows, strict=False):
            r, c = co.jacobian_places(one.n, one.s, one.free)
            rows.append(r + row)
            columns.append(c + begin)
            r, c = second.hessian_places(one.n, one.s, one.free)
            lower.append(r + begin)
            across.append(c + begin)
        self._cut = np.cumsum([0, *(r.size for r in rows)])
        self._cut2 = np.cumsum([0, *(r.size for r in lower)])
        for k, line in enumerate(self.lines):
            rows.append(np.full(len(line.places), int(self.rows[-1]) + k))
            columns.append(np.array(line.places))
        self._factors = np.array([by for line in self.lines for by in line.factors])
        for k in range(len(self.flybys)):
            own = self.speeds(k)
            rows += [np.full(6, self.bent + 2 * k), np.full(6, self.bent + 2 * k + 1)]
            columns += [own, own]
            lower.append(own[LOWER[0]])
            across.append(own[LOWER[1]])
        self.jacobian_places = _places(rows, columns)
        self.hessian_places = _places(lower, across)

    def bounds(self) -> tuple[Array, Array, Array, Array]:
        """Return (least and greatest x, least and greatest constraints)."""
        every = [one.bounds() for one in self.each]
        low, high, g_low, g_high = (np.concatenate([b[c] for b in every]) for c in range(4))
        turns = len(self.flybys)
        g_low = np.concatenate([g_low, [line.low for line in self.lines], np.zeros(2 * turns)])
        g_high = np.concatenate(
            [g_high, [line.high for line in self.lines], np.tile([0.0, FREE], turns)]
        )
        return low, high, g_low, g_high

    def of(self, x: Array, k: int) -> Array:
        """Return a leg's own unknowns."""
        return np.ascontiguousarray(x[self.begin[k] : self.begin[k + 1]])

    def value(self, x: Array) -> float:
        """Return what is to be least."""
        return float(self.goal @ x)

    def gradient(self, x: Array, out: Array) -> Array:
        """Put its gradient into out."""
        out[:] = self.goal
        return out

    def constraints(self, x: Array, out: Array) -> Array:
        """Put the constraints into out."""
        for k, one in enumerate(self.each):
            one.constraints(self.of(x, k), out[self.rows[k] : self.rows[k + 1]])
        at = int(self.rows[-1])
        for j, line in enumerate(self.lines):
            out[at + j] = float(np.array(line.factors) @ x[list(line.places)])
        for k, body in enumerate(self.flybys):
            value, _, _ = turned(self._rho(body), x[self.speeds(k)])
            out[self.bent + 2 * k : self.bent + 2 * k + 2] = value
        return out

    def jacobian(self, x: Array, out: Array) -> Array:
        """Put their derivatives into out."""
        for k, one in enumerate(self.each):
            one.jacobian(self.of(x, k), out[self._cut[k] : self._cut[k + 1]])
        at = int(self._cut[-1])
        out[at : at + self._factors.size] = self._factors
        at += self._factors.size
        for k, body in enumerate(self.flybys):
            _, slope, _ = turned(self._rho(body), x[self.speeds(k)])
            out[at : at + 12] = slope.ravel()
            at += 12
        return out

    def hessian(self, x: Array, held: Array, factor: float, out: Array) -> Array:
        """Put the second derivatives of the Lagrangian into out."""
        for k, one in enumerate(self.each):
            own = np.ascontiguousarray(held[self.rows[k] : self.rows[k + 1]])
            one.hessian(self.of(x, k), own, factor, out[self._cut2[k] : self._cut2[k + 1]])
        at = int(self._cut2[-1])
        for k, body in enumerate(self.flybys):
            _, _, curve = turned(self._rho(body), x[self.speeds(k)])
            both = np.tensordot(held[self.bent + 2 * k : self.bent + 2 * k + 2], curve, 1)
            out[at : at + 21] = both[LOWER]
            at += 21
        return out

    def _rho(self, body: Flyby) -> float:
        return body.least_m * self.each[0].units.speed ** 2 / body.gm

    def soften(self, soft: tuple[float, float]) -> None:
        """Set the rounding of all throttles."""
        for one in self.each:
            one.soften(soft)

    def broken(self, x: Array) -> float:
        """Return by how much a constraint is broken at most."""
        g = self.constraints(x, np.empty(self.count))
        _, _, low, high = self.bounds()
        return float(np.maximum(np.maximum(low - g, g - high), 0.0).max())

    def solve(
        self, x: Array, *, rounds: int = 300, **options: Any
    ) -> tuple[Array, int, Array, int]:
        """Return (unknowns, IPOPT's status, multipliers of the constraints, rounds taken)."""
        return optimum(self, self.jacobian_places, self.hessian_places, x, rounds, options)


def _places(rows: list[Any], columns: list[Any]) -> Places:
    return np.concatenate(rows).astype(np.int32), np.concatenate(columns).astype(np.int32)
