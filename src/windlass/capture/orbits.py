"""Periodic orbits of the three-body problem by differential correction.

An orbit that meets the plane y = 0 at right angles is its own mirror image: (x, 0, z, 0, vy, 0)
flown for a half or a quarter of its period has to meet a plane, or an axis, at right angles
again.  Newton's method with the transition matrix makes it do so.
Source: howell1984, szebehely1967.  Checked: tests/capture/test_orbits.py, validation/three_body.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import cr3bp
from windlass.kernels import status as st

Array = NDArray[np.float64]

TOL: Final = 1e-16
"""Of the flights that correct an orbit."""
CLOSED: Final = 2e-13
"""How near a corrected orbit comes to its mirror, for each unit of its steepest slope."""
NEWTON: Final = 25

FREE: Final = (0, 2, 4)
"""What may change of a start in the mirror: x, z, vy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symmetry:
    """How a family's orbits mirror themselves.

    parts: of the period that are flown; zero: components of the state that vanish then; free:
    components of the start that may change beside the time.
    """

    parts: int
    zero: tuple[int, ...]
    free: tuple[int, ...]


PLANAR: Final = Symmetry(parts=2, zero=(1, 3), free=(0, 4))
HALO: Final = Symmetry(parts=2, zero=(1, 3, 5), free=FREE)
VERTICAL: Final = Symmetry(parts=4, zero=(1, 2, 3), free=FREE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """A periodic orbit: state (6,) in the mirror, its period, and what follows from them.

    closure: distance of the state from itself a period later; jacobi: constant of the motion;
    indices (2,): stability indices (λ + 1/λ)/2 of the two pairs beside the trivial one, complex
    where a pair leaves the real axis and the unit circle; monodromy (6, 6).
    """

    mu: float
    state: Array
    period: float
    closure: float
    jacobi: float
    indices: NDArray[np.complex128]
    monodromy: Array

    @property
    def stability(self) -> float:
        """(|λ| + 1/|λ|)/2 of the multiplier of greatest modulus: 1 for a stable orbit."""
        return float(max(1.0, *(_growth(complex(nu)) for nu in self.indices)))


def _growth(nu: complex) -> float:
    """Return (|λ| + 1/|λ|)/2 of a multiplier whose index is nu."""
    root = (nu * nu - 1.0) ** 0.5
    size = max(abs(nu + root), abs(nu - root))
    return float(0.5 * (size + 1.0 / size))


def start(symmetry: Symmetry, unknown: Array) -> tuple[Array, float]:
    """Return (state (6,), time of flight) from the unknowns: the free components, and the time."""
    s = np.zeros(6)
    s[list(symmetry.free)] = unknown[:-1]
    return s, float(unknown[-1])


def misses(mu: float, symmetry: Symmetry, unknown: Array, least: Array) -> tuple[Array, Array, int]:
    """Return (by how much the flight misses its mirror, its derivative, status)."""
    s0, t = start(symmetry, unknown)
    s, phi, status = cr3bp.propagate_stm(mu, s0, t, TOL, least)
    zero = list(symmetry.zero)
    if status != st.OK:
        return np.full(len(zero), np.nan), np.full((len(zero), unknown.size), np.nan), status
    rate = np.empty(6)
    cr3bp.motion(mu, s, rate)
    slope = np.column_stack([phi[np.ix_(zero, list(symmetry.free))], rate[zero]])
    return s[zero], slope, status


def correct(
    mu: float,
    symmetry: Symmetry,
    guess: Array,
    *,
    beside: Any = None,
    least: Array | None = None,
) -> tuple[Array, int, int]:
    """Return (unknowns, status, rounds): a start whose flight meets its mirror, by Newton.

    guess: free components and time; beside(unknown) -> (value, gradient (n,)): one more equation
    that picks a member of the family; without it the nearest member is found (least squares).
    NOT_CONVERGED, or the status of a flight that failed, leaves nan.
    """
    unknown = guess.copy()
    allowed = np.zeros(2) if least is None else least
    nowhere = np.full(guess.size, np.nan)
    best, before = unknown, np.inf
    for k in range(NEWTON):
        miss, slope, status = misses(mu, symmetry, unknown, allowed)
        if status != st.OK:
            return nowhere, status, k
        if beside is not None:
            value, gradient = beside(unknown)
            miss, slope = np.append(miss, value), np.vstack([slope, gradient])
        worst = float(np.abs(miss).max())
        if not np.isfinite(slope).all():
            return nowhere, st.NOT_CONVERGED, k
        enough = CLOSED * max(1.0, float(np.abs(slope).max()))
        if before < enough and worst >= 0.5 * before:  # as near as rounding lets it come
            return best, st.OK, k
        if worst < before:
            best, before = unknown, worst
        change = np.linalg.lstsq(slope, -miss, rcond=None)[0]
        longest = np.abs(change).max()
        unknown = unknown + change * min(1.0, 0.1 / longest if longest > 0.1 else 1.0)
        if not unknown[-1] > 0.0:
            return nowhere, st.NOT_CONVERGED, k
    return nowhere, st.NOT_CONVERGED, NEWTON


def whole(mu: float, symmetry: Symmetry, unknown: Array, least: Array | None = None) -> Orbit:
    """Return the orbit of corrected unknowns, flown once around.  NotSolved where it is cut."""
    s0, t = start(symmetry, unknown)
    return closed(mu, s0, t * symmetry.parts, least)


def closed(mu: float, s0: Array, period: float, least: Array | None = None) -> Orbit:
    """Return the orbit of a start (6,) and a period, flown once around: how well it closes.

    Raises NotSolved where the flight ends before.
    """
    allowed = np.zeros(2) if least is None else least
    s, phi, status = cr3bp.propagate_stm(mu, s0, period, TOL, allowed)
    if status != st.OK:
        raise NotSolved("a periodic orbit cannot be flown around", status=status, inputs=s0)
    return Orbit(
        mu=mu,
        state=s0,
        period=period,
        closure=float(np.abs(s - s0).max()),
        jacobi=float(cr3bp.jacobi(mu, s0)),
        indices=indices(phi),
        monodromy=phi,
    )


def indices(monodromy: Array) -> NDArray[np.complex128]:
    """Return the two stability indices (2,) of a monodromy matrix, the greater modulus first.

    The characteristic polynomial is a square times a reciprocal quartic.  Source: broucke1969.
    """
    trace = float(np.trace(monodromy))
    square = float(np.trace(monodromy @ monodromy))
    alpha = 2.0 - trace
    beta = 0.5 * (alpha * alpha + 2.0 - square)
    root = np.sqrt(complex(alpha * alpha - 4.0 * beta + 8.0))
    big = alpha + root if abs(alpha + root) >= abs(alpha - root) else alpha - root
    # their product is beta − 2: the smaller of the two loses no digits
    first = -big / 4.0
    second = complex((beta - 2.0) / (4.0 * first)) if first != 0.0 else 0.0j
    return np.array([first, second], dtype=np.complex128)


def flown(orbit: Orbit, times: Array) -> Array:
    """Return states (n, 6) of an orbit at times (n,) of one period, in rising order."""
    out = np.empty((times.size, 6))
    status = cr3bp.sample(orbit.mu, orbit.state, times, TOL, np.zeros(2), out)
    if status != st.OK:
        raise NotSolved("a periodic orbit cannot be flown", status=status, inputs=orbit.state)
    return out
