"""How an encounter answers to a push at any time before it.

The encounter's place on the b-plane is linear in small changes of velocity.  How much each gives is
found for all times at once: paths that differ a little shortly before the encounter are flown back
by the reference model, and what they differ by then is inverted.
Source: izzo2007, farnocchia2019b.  Checked: tests/redirect/test_response.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import encounters, reference, table
from windlass.bodies.asteroid import initial_state
from windlass.bodies.bplane import BPlane, meet
from windlass.bodies.forces import gm_sun
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.redirect.given import Given

Array = NDArray[np.float64]

BEFORE_S: Final = 20.0 * DAY_S
"""How long before the encounter paths begin to differ: outside the body's pull."""
WINDOW_S: Final = 10.0 * DAY_S
"""About the encounter, within which it is looked for."""
STEPS: Final = np.array([5e3, 5e3, 5e3, 1e-3, 1e-3, 1e-3])
"""By which paths differ [m, m/s]; a year's motion makes one as much as the other."""
NEAR_M: Final = 0.1 * AU_M
"""Within which an encounter is one at all."""
PER_TURN: Final = 48
"""Parts of a revolution in which direction and distance are taken as changing evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """An encounter that would come without a push: the orbit, its flight until after it, where it
    lies on the b-plane."""

    orbit: Orbit
    body: str
    flight: reference.Flight
    plane: BPlane


def encounter(
    orbit: Orbit, span_s: tuple[float, float], *, body: str = "earth", near_s: float | None = None
) -> Encounter:
    """Return the nearest encounter with a body within a span [s past J2000], or the one of a date.

    near_s: a date within WINDOW_S of it.  Raises NotSolved where the body is not passed within
    NEAR_M, InvalidInput for dates before the orbit's epoch or outside DE440.
    """
    if near_s is None:
        near_s = _nearest_s(orbit, span_s, body)
    if not near_s - WINDOW_S > orbit.epoch_s:
        raise InvalidInput(
            f"encounter of {orbit.designation}", value=format_epoch(near_s),
            remedy=f"give a date after that of its orbit, {format_epoch(orbit.epoch_s)}",
        )  # fmt: skip
    r, v = initial_state(orbit)
    flight = reference.fly(
        r, v, orbit.epoch_s, near_s + WINDOW_S, name=orbit.designation, push=orbit.nongrav
    )
    return Encounter(
        orbit=orbit, body=body, flight=flight, plane=meet(flight, body, near_s, WINDOW_S)
    )


def _nearest_s(orbit: Orbit, span_s: tuple[float, float], body: str) -> float:
    found = encounters.find(
        table.chunk((orbit,), span_s), body, within_m=NEAR_M, span_s=span_s
    ).sort("distance_m")
    if not found.height:
        raise NotSolved(
            f"{orbit.designation} does not pass {body} within {NEAR_M / AU_M:g} au",
            status=st.NO_SOLUTION, value=" to ".join(format_epoch(one) for one in span_s),
            remedy="give other dates",
        )  # fmt: skip
    return float(found["t_s"][0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How an encounter answers: flights that differ by STEPS in each of six ways, both ways, before
    it, and what the b-plane makes of it (2, 6) there."""

    of: Encounter
    begins_s: float
    paths: Sequence[tuple[reference.Flight, reference.Flight]]
    ends: Array

    @property
    def last_s(self) -> float:
        """Last time of a push."""
        return self.of.plane.t_s - BEFORE_S

    def at(self, t_s: Array) -> Array:
        """Return (n, 2, 3): change of ξ and ζ [m] by one of velocity [m/s], ICRF, at t_s (n,).

        Raises InvalidInput for times before it begins, or too near to the encounter.
        """
        t = np.asarray(t_s, float)
        last = self.last_s
        if not (t.min() >= self.begins_s and t.max() <= last):
            raise InvalidInput(
                "times of a push before an encounter", remedy="give times from "
                f"{format_epoch(self.begins_s)} to {format_epoch(last)}",
                value=(format_epoch(float(t.min())), format_epoch(float(t.max()))),
            )  # fmt: skip
        back = np.empty((t.size, 6, 6))
        for k, (more, less) in enumerate(self.paths):
            both = [np.concatenate(one.state(t), axis=1) for one in (more, less)]
            back[:, :, k] = (both[0] - both[1]) / (2.0 * STEPS[k])
        scaled = back * STEPS[None, None, :] / STEPS[None, :, None]
        # ends . back^-1, in scales in which all are near one
        answer = np.linalg.solve(scaled.transpose(0, 2, 1), (self.ends * STEPS).T[None])
        return np.asarray((answer / STEPS[None, :, None]).transpose(0, 2, 1)[:, :, 3:])


def response(of: Encounter, begins_s: float) -> Response:
    """Return how an encounter answers from a date [s past J2000] on.

    Raises InvalidInput for a date before the orbit's, NotSolved where a path beside meets a body.
    """
    last = of.plane.t_s - BEFORE_S
    if not of.orbit.epoch_s <= begins_s < last:
        raise InvalidInput(
            "beginning of a push", value=format_epoch(begins_s),
            remedy=f"give {format_epoch(of.orbit.epoch_s)} to {format_epoch(last)}",
        )  # fmt: skip
    r, v = (one[0] for one in of.flight.state(last))
    among = reference.model((begins_s, of.flight.span_s[1]), push=of.orbit.nongrav)
    paths, ends = [], np.empty((2, 6))
    for k, step in enumerate(STEPS):
        both, planes = [], []
        for sign in (1.0, -1.0):
            dr, dv = (np.where(np.arange(3) == place, sign * step, 0.0) for place in (k, k - 3))
            both.append(reference.fly(r + dr, v + dv, last, begins_s, among=among))
            on = reference.fly(r + dr, v + dv, last, of.flight.span_s[1], among=among)
            planes.append(meet(on, of.body, of.plane.t_s, WINDOW_S))
        if any(one.met for one in both):
            raise NotSolved(
                f"a path beside that of {of.orbit.designation} meets a body", status=st.LIMIT,
                value=both[0].met or both[1].met, remedy="ask for a shorter lead",
            )  # fmt: skip
        paths.append((both[0], both[1]))
        ends[:, k] = planes[0].xi_m - planes[1].xi_m, planes[0].zeta_m - planes[1].zeta_m
        ends[:, k] /= 2.0 * step
    return Response(of=of, begins_s=begins_s, paths=tuple(paths), ends=ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A response by cubics between instants that lie PER_TURN to a revolution: at once."""

    answer: Response
    cubics: CubicSpline
    suns: CubicSpline

    def at(self, t_s: Array) -> Array:
        """Return (n, 2, 3) as the response does, for times within its own."""
        return np.asarray(self.cubics(t_s))

    def sun_m(self, t_s: Array) -> Array:
        """Return the distances (n,) [m] from the Sun."""
        return np.asarray(self.suns(t_s))


def sampled(answer: Response) -> Sampled:
    """Return a response by cubics."""
    turn = _turn_s(answer) / PER_TURN
    count = max(8, math.ceil((answer.last_s - answer.begins_s) / turn)) + 1
    t = np.linspace(answer.begins_s, answer.last_s, count)
    r, _ = answer.of.flight.state(t)
    return Sampled(
        answer=answer, cubics=CubicSpline(t, answer.at(t)),
        suns=CubicSpline(t, np.linalg.norm(r, axis=1)),
    )  # fmt: skip


def _turn_s(answer: Response) -> float:
    """Return the time of a revolution about the Sun."""
    return 2.0 * math.pi * math.sqrt(answer.of.orbit.a_m**3 / gm_sun())


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """A push on its way: t_s (n,) [s past J2000], acceleration (n, 3) [m/s²], ICRF, linear between;
    blows: when, and by what (3,) [m/s]; shift_m (2,): change of ξ and ζ, if linear; dv_m_s: of all.
    """

    t_s: Array
    push_m_s2: Array
    blows: tuple[tuple[float, Array], ...]
    shift_m: Array
    dv_m_s: float

    @property
    def shifts_m(self) -> float:
        """Length of the shift [m]."""
        return float(np.hypot(*self.shift_m))

    def times(self, part: float) -> Steered:
        """Return a part of the push."""
        return Steered(
            t_s=self.t_s, push_m_s2=part * self.push_m_s2, shift_m=part * self.shift_m,
            blows=tuple((when, part * dv) for when, dv in self.blows),
            dv_m_s=part * self.dv_m_s,
        )  # fmt: skip


def steered(
    by: Sampled, given: Given, begins_s: float, *, blow_along: Array | None = None
) -> Steered:
    """Return what a technique gives, steered so that it shifts the encounter most, outwards.

    blow_along (3,): direction of blows where it is given by how they arrive; pushes that would go
    on later than BEFORE_S before the encounter are cut off.  Raises InvalidInput for a beginning
    out of the response's dates.
    """
    answer, last = by.answer, by.answer.last_s
    if begins_s < answer.begins_s:
        raise InvalidInput(
            "beginning of a push", value=format_epoch(begins_s),
            remedy=f"give {format_epoch(answer.begins_s)} or later",
        )  # fmt: skip
    t, size = _parts(by, given, begins_s, last)
    when = begins_s + given.blows[:, 0]
    kept = when <= last
    w, at = by.at(t), by.at(when[kept])
    strong = given.blows[kept, 1]
    plane = answer.of.plane
    u = np.array([plane.xi_m, plane.zeta_m]) / plane.b_m
    for _ in range(30):
        towards = _unit(np.einsum("nij,i->nj", w, u))
        ways = _unit(np.einsum("nij,i->nj", at, u))
        if blow_along is not None:
            ways = np.tile(blow_along / np.linalg.norm(blow_along), (len(ways), 1))
        rate = np.einsum("nij,nj->ni", w, towards) * size[:, None]
        shift = np.trapezoid(rate, t, axis=0) + np.einsum("nij,nj,n->i", at, ways, strong)
        long = float(np.hypot(*shift))
        if not long > 0.0:
            break
        before, u = u, shift / long
        if abs(float(u @ before)) > 1.0 - 1e-12:
            break
    # outwards, except where blows come as they come
    out = 1.0 if blow_along is not None or plane.xi_m * u[0] + plane.zeta_m * u[1] >= 0.0 else -1.0
    return Steered(
        t_s=t, push_m_s2=out * towards * size[:, None], shift_m=out * shift,
        blows=tuple(
            (float(x), out * float(s) * d) for x, s, d in zip(when[kept], strong, ways, strict=True)
        ),
        dv_m_s=float(np.trapezoid(size, t)) + float(strong.sum()),
    )  # fmt: skip


def _parts(by: Sampled, given: Given, begins_s: float, last: float) -> tuple[Array, Array]:
    """Return instants and accelerations there, close enough for a path that bends."""
    if not given.t_s.size:
        return np.zeros(0), np.zeros(0)
    own = begins_s + given.t_s
    end = min(float(own[-1]), last)
    if end <= own[0]:
        return np.zeros(0), np.zeros(0)
    turn = _turn_s(by.answer) / PER_TURN
    inner = np.concatenate([own, np.arange(float(own[0]), end, turn), [end]])
    t = np.unique(inner[(inner >= own[0]) & (inner <= end)])
    t = t[np.concatenate([[True], np.diff(t) > 60.0])]
    size = np.interp(t, own, given.push_m_s2)
    if given.by_sun:
        size = size * (AU_M / by.sun_m(t)) ** 2
    return t, size


def _unit(a: Array) -> Array:
    long = np.linalg.norm(a, axis=-1, keepdims=True)
    return np.asarray(a / np.where(long > 0.0, long, 1.0))
