"""Where an encounter lies on the b-plane, and how a change of velocity long before it moves it.

The b-plane goes through the body's centre, across the velocity by which the hyperbola comes from
infinity.  The hyperbola is the one that osculates at the least distance, the planet's velocity the
one about the Sun then; a flight that ends on the body's surface has that of its end.  Axes are
Öpik's: η along the incoming velocity, ζ against the planet's own across it, so that ζ grows with a
late arrival and ξ is near the least distance of the two orbits.  Beyond a few Hill radii the pull
of the Sun bends the path as much as the body's, and the plane is only one across the relative
velocity; ``BPlane.hills`` tells.
Source: farnocchia2019b, valsecchi2003.  Checked: tests/bodies/test_bplane.py, validation/bplane.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces, reference
from windlass.bodies.encounters import BODIES
from windlass.bodies.planets import CHAINS, load
from windlass.kernels import status as st
from windlass.kernels.reference_forces import Model

Array = NDArray[np.float64]

APART_S: Final = 0.5 * DAY_S
"""At a flight's nodes, and at least so often, it is seen whether the distance falls or grows."""
SHIFT_M: Final = 1e4
"""How far a step of velocity goes alone until the encounter, unless the caller says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BPlane:
    """An encounter on its b-plane.

    t_s: of the least distance perigee_m of the flown path; where the body is met, both those of the
    hyperbola.  vinf_m_s: speed far before; axes (3, 3): rows ξ, η, ζ, unit vectors in ICRF, right-
    handed; xi_m, zeta_m, b_m: where the asymptote goes through the plane; e: of the hyperbola;
    hill_m: Hill radius of the body at its distance from the Sun then.
    crossing_s: when the asymptote goes through the plane, flown evenly at vinf_m_s, by a clock that
    is the same for all hyperbolas of that speed: t_s of one without a miss.
    """

    body: str
    t_s: float
    vinf_m_s: float
    axes: Array
    xi_m: float
    zeta_m: float
    b_m: float
    e: float
    perigee_m: float
    crossing_s: float
    hill_m: float
    met: bool = False

    @property
    def hills(self) -> float:
        """Least distance in Hill radii."""
        return self.perigee_m / self.hill_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Partials:
    """How an encounter answers to a change of velocity: by_dv (2, 3) [m per m/s], ICRF.

    off: greatest difference from those of a step twice as great, in the greatest of each row;
    plane: the encounter without a change.
    """

    by_dv: Array
    off: float
    step_m_s: float
    plane: BPlane


def gm(body: str) -> float:
    """Return GM [m³/s²] of a planet or the Moon; InvalidInput for another."""
    return float(forces.forces().gm[_index(body)])


def _index(body: str) -> int:
    if body not in BODIES:
        raise InvalidInput(
            "b-planes are those of planets and the Moon", value=body,
            remedy=f"one of {', '.join(BODIES)}",
        )  # fmt: skip
    return list(CHAINS).index(body)


def capture_radius_m(body: str, vinf_m_s: float, altitude_m: float = 0.0) -> float:
    """Return the impact parameter [m] whose hyperbola grazes a height above the equator's radius.

    Raises InvalidInput for a speed of 0 or a height below ground.
    """
    if not (math.isfinite(vinf_m_s) and vinf_m_s > 0.0 and 0.0 <= altitude_m < math.inf):
        raise InvalidInput(
            "a hyperbola that grazes", value=(vinf_m_s, altitude_m),
            remedy="give a speed above 0 and a height of 0 or more",
        )  # fmt: skip
    radius = float(forces.forces().radii[_index(body)]) + altitude_m
    return math.sqrt(radius * (radius + 2.0 * gm(body) / vinf_m_s**2))


def of_state(body: str, r: Array, v: Array, t_s: float, *, met: bool = False) -> BPlane:
    """Return the b-plane of the hyperbola of a state (3,), (3,) [m, m/s] about a body at t_s.

    Any point of the hyperbola will do; perigee_m and t_s are those of its periapsis.
    Raises NotSolved where the state is bound to the body.
    """
    mu = gm(body)
    r, v = np.asarray(r, float), np.asarray(v, float)
    d = float(np.linalg.norm(r))
    square = float(v @ v) - 2.0 * mu / d
    if not square > 0.0:
        raise NotSolved(
            f"no b-plane: the path is bound to {body} at its least distance",
            status=st.OUT_OF_DOMAIN, value=format_epoch(t_s),
            remedy="ask for the encounter by which it comes in",
        )  # fmt: skip
    vinf, h = math.sqrt(square), np.cross(r, v)
    a, spin = mu / square, float(np.linalg.norm(h))
    if not spin > 0.0:
        raise NotSolved(
            f"no b-plane: the path goes through the centre of {body}", status=st.OUT_OF_DOMAIN,
            value=format_epoch(t_s), remedy="give a path with a miss",
        )  # fmt: skip
    # e = hypot(1, b/a) keeps its digits where e is close to 1 or great.
    b = spin / vinf
    e = math.hypot(1.0, b / a)
    towards = np.cross(v, h) / mu - r / d
    towards /= np.linalg.norm(towards)
    across = np.cross(h / spin, towards)
    eta = towards / e + (b / a / e) * across
    eta /= np.linalg.norm(eta)
    # Time since the periapsis, by the hyperbola's own equation.
    grow = math.asinh(float(r @ v) / (e * math.sqrt(mu * a)))
    begun = t_s - math.sqrt(a**3 / mu) * (e * math.sinh(grow) - grow)
    axes, hill = _axes(body, eta, begun)
    miss = np.cross(eta, h) / vinf
    return BPlane(
        body=body, t_s=begun, vinf_m_s=vinf, axes=axes, xi_m=float(axes[0] @ miss),
        zeta_m=float(axes[2] @ miss), b_m=b, e=e, perigee_m=b * b / (a * (1.0 + e)),
        crossing_s=begun - a / vinf * math.log(e), hill_m=hill, met=met,
    )  # fmt: skip


def _axes(body: str, eta: Array, t_s: float) -> tuple[Array, float]:
    """Return the axes (3, 3) and the Hill radius [m] for an incoming direction (3,)."""
    r, w = (one[0] for one in load().body(body).state(t_s))
    across = w - (w @ eta) * eta
    size = float(np.linalg.norm(across))
    if not size > 1e-9 * float(np.linalg.norm(w)):
        raise NotSolved(
            f"no axes of a b-plane: the path comes along the velocity of {body}",
            status=st.OUT_OF_DOMAIN, value=format_epoch(t_s), remedy="give another path",
        )  # fmt: skip
    zeta = -across / size
    hill = float(np.linalg.norm(r)) * math.cbrt(gm(body) / (3.0 * forces.gm_sun()))
    return np.array([np.cross(eta, zeta), eta, zeta]), hill


def meet(flight: reference.Flight, body: str, near_s: float, within_s: float) -> BPlane:
    """Return the encounter of a flight with a body at its least distance within a time of a date.

    near_s [s past J2000], within_s [s]: the window, cut to the flight's span.  Of several minima
    the nearest; two turns of the distance within a step, or half a day, are not seen.
    Raises NotSolved where the distance has no minimum there or the body is bound, InvalidInput for
    a window outside the flight.
    """
    _index(body)
    low, high = max(near_s - within_s, flight.span_s[0]), min(near_s + within_s, flight.span_s[1])
    if not low < high:
        raise InvalidInput(
            f"an encounter of {flight.name} is asked for outside its flight",
            value=format_epoch(near_s), remedy="give a date within it",
        )  # fmt: skip
    t = _instants(flight, low, high)
    r, v = flight.state(t, body)
    rate = np.einsum("ij,ij->i", r, v)
    turns = np.flatnonzero((rate[:-1] < 0.0) & (rate[1:] >= 0.0))
    if flight.met == body and high == flight.span_s[1] and rate[-1] < 0.0:
        return of_state(body, r[-1], v[-1], high, met=True)
    whens = [
        float(brentq(_rate, t[k], t[k + 1], args=(flight, body), xtol=1e-6, rtol=1e-15))
        for k in turns
    ]
    if not whens:
        raise NotSolved(
            f"{flight.name} has no least distance from {body} in the window",
            status=st.NO_SOLUTION, value=format_epoch(near_s),
            remedy="give another date or a wider window",
        )  # fmt: skip
    r, v = flight.state(np.array(whens), body)
    nearest = int(np.argmin(np.linalg.norm(r, axis=1)))
    return of_state(body, r[nearest], v[nearest], whens[nearest])


def _instants(flight: reference.Flight, low: float, high: float) -> Array:
    """Return the nodes of a flight from low to high, and instants in its long steps."""
    nodes = flight.rows[:, 0]
    even = np.linspace(low, high, 2 + int((high - low) / APART_S))
    return np.unique(np.concatenate([even, nodes[(nodes > low) & (nodes < high)]]))


def _rate(t: float, flight: reference.Flight, body: str) -> float:
    r, v = flight.state(t, body)
    return float(r[0] @ v[0])


def partials(
    r: Array,
    v: Array,
    t0: float,
    body: str,
    near_s: float,
    within_s: float,
    *,
    among: Model | None = None,
    step_m_s: float | None = None,
) -> Partials:
    """Return how ξ and ζ of an encounter answer to a change of velocity at t0, before it.

    r, v (3,) [m, m/s] about the Sun at t0; near_s, within_s: see ``meet``; among: forces, by
    default ``reference.model``; step_m_s: of velocity, by default one that goes SHIFT_M alone until
    the encounter.  Thirteen flights: central differences by steps and by steps twice as great.
    Raises NotSolved where a flight does not come to the encounter, InvalidInput for an encounter
    that is not after t0.
    """
    lead = near_s - t0
    if not lead > within_s > 0.0:
        raise InvalidInput(
            "an encounter's window begins before the change of velocity", value=(lead, within_s),
            remedy="give an earlier epoch or a narrower window",
        )  # fmt: skip
    step = SHIFT_M / lead if step_m_s is None else step_m_s
    if not (math.isfinite(step) and step > 0.0):
        raise InvalidInput("step of velocity", value=step, remedy="give metres a second above 0")
    end = near_s + within_s
    forces_of = reference.model((t0, end)) if among is None else among

    def at(dv: Array) -> BPlane:
        flight = reference.fly(r, v + dv, t0, end, among=forces_of)
        return meet(flight, body, near_s, within_s)

    made = []
    for size in (step, 2.0 * step):
        columns = []
        for axis in np.eye(3):
            p, q = at(size * axis), at(-size * axis)
            columns.append([p.xi_m - q.xi_m, p.zeta_m - q.zeta_m])
        made.append(np.array(columns).T / (2.0 * size))
    most = np.abs(made[0]).max(axis=1, keepdims=True)
    off = float((np.abs(made[1] - made[0]) / most).max())
    return Partials(by_dv=made[0], off=off, step_m_s=step, plane=at(np.zeros(3)))
