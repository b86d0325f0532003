"""Keyholes of an encounter: where on its b-plane an asteroid comes back to meet the planet.

The line of variation is what a change of velocity along the way, at an epoch before, draws on the
b-plane.  Where a circle of ``resonances`` crosses it the two-body map sees a return; the true place
and width come from flights of the reference model past the encounter to the return.  On the plane
a keyhole is a thin strip along its circle, so that its ζ is that of one line of variation alone.
Only returns to the place of the encounter after whole years of planet and asteroid are sought, the
first of each: those by a second encounter on the way, or at the other node, are not.
Source: valsecchi2003, chesley2006.  Checked: tests/redirect/test_keyholes.py, validation/bplane.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved, WindlassError
from windlass.bodies import bplane, reference
from windlass.bodies.planets import load
from windlass.catalogue.orbit import NonGrav
from windlass.kernels import status as st
from windlass.kernels.reference_forces import Model
from windlass.redirect import resonances

Array = NDArray[np.float64]

WITHIN_S: Final = 20.0 * DAY_S
"""How far from its date the encounter is looked for."""
BACK_S: Final = 45.0 * DAY_S
"""How far from its date a return is looked for."""
NODES: Final = 25
"""Flights that draw the line of variation."""
FINE: Final = 4_000
"""Parts of the line in which the two-body map is searched."""
TRIES: Final = 14
"""Flights at most of each search of one keyhole."""
FLIGHTS: Final = 1_500
"""Flights at most of all of them, unless the caller says otherwise."""
CLOSE: Final = 1e-3
"""How near the centre, or the rim, of the capture disc a flight comes back, by its radius."""
ON_TIME_S: Final = 5.0 * DAY_S
"""How late a return may be for its b-plane to tell how far off it is; else its lateness does."""
STRIDE: Final = 0.05
"""Longest step of a search along ζ, by the impact parameter; it ends three from its start."""
ASIDE: Final = 0.1
"""How far from its centre, by the disc's radius, a return is flown for the stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyhole:
    """A keyhole: h of the planet's years, k of the asteroid's; by flights or the two-body map.

    returns_s: of the return; zeta_m, xi_m: its centre on the line of variation; dv_m_s: change of
    velocity along the way that leads there; width_m: along ζ, 0 where the return passes by the
    planet, None where it was not computed, for the reason of ``note``; least_m: impact parameter of
    the return from the centre, and stretch: metres of ζ there for one here, None if not flown.
    """

    h: int
    k: int
    returns_s: float
    zeta_m: float
    xi_m: float
    dv_m_s: float
    found: Literal["N-body", "two-body"]
    width_m: float | None = None
    least_m: float | None = None
    stretch: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyholes:
    """Keyholes of an encounter in the order of ζ; plane: the encounter as it is; flights: flown.

    zeta_per_dv_s: how far ζ goes for a metre a second along the way.
    """

    plane: bplane.BPlane
    holes: tuple[Keyhole, ...]
    flights: int
    zeta_per_dv_s: float
    years: int
    reach_m: float

    def clearance_m(self, zeta_m: float) -> float | None:
        """Return how far along ζ a point of the line is from the nearest edge, below 0 within.

        Of keyholes with a width alone; None where there is none.
        """
        off = [abs(zeta_m - one.zeta_m) - 0.5 * one.width_m for one in self.holes if one.width_m]
        return min(off, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    """A flight past the encounter: where it went through, how late it is back, its return."""

    here: bplane.BPlane
    late_s: float
    back: bplane.BPlane | None


class _Range:
    """Flights of one asteroid by their change of velocity, counted."""

    def __init__(
        self, r: Array, v: Array, t0: float, body: str, near_s: float, within_s: float,
        among: Model, bound: int,
    ) -> None:  # fmt: skip
        self.r, self.v, self.t0, self.body = np.asarray(r, float), np.asarray(v, float), t0, body
        self.along = self.v / np.linalg.norm(self.v)
        self.near, self.within, self.among = near_s, within_s, among
        self.bound, self.flown = bound, 0

    def _fly(self, dv: float, end: float) -> reference.Flight:
        if self.flown >= self.bound:
            raise NotSolved(
                "keyholes: all flights that were allowed are flown", status=st.LIMIT,
                value=self.bound, remedy="allow more, or ask for fewer years",
            )  # fmt: skip
        self.flown += 1
        return reference.fly(
            self.r, self.v + dv * self.along, self.t0, end, among=self.among, name="the asteroid"
        )

    def here(self, dv: float) -> bplane.BPlane:
        """Return the encounter."""
        flight = self._fly(dv, self.near + self.within)
        return bplane.meet(flight, self.body, self.near, self.within)

    def shot(self, dv: float, ring: resonances.Circle) -> _Shot:
        """Return a flight to a return."""
        end = ring.returns_s + BACK_S
        flight = self._fly(dv, end)
        here = bplane.meet(flight, self.body, self.near, self.within)
        ended = flight.span_s[1] < end
        back_here = flight.met == self.body and flight.span_s[1] > ring.returns_s - BACK_S
        if ended and not back_here:
            raise NotSolved(
                f"the asteroid meets {flight.met} on the way", status=st.NO_SOLUTION,
                value=format_epoch(flight.span_s[1]),
            )  # fmt: skip
        late = _late(flight, here, ring)
        back = None
        try:
            back = bplane.meet(flight, self.body, ring.returns_s, BACK_S)
        except WindlassError:
            if abs(late) < ON_TIME_S:
                raise
        return _Shot(here=here, late_s=late, back=back)


def _late(flight: reference.Flight, here: bplane.BPlane, ring: resonances.Circle) -> float:
    """Return how late [s] the asteroid is back at the planet's longitude after k revolutions.

    Beyond the flight's end by its mean rate so far.
    """
    r, w = (one[0] for one in load().body(here.body).state(here.t_s))
    normal = np.cross(r, w)
    x = r / np.linalg.norm(r)
    y = np.cross(normal / np.linalg.norm(normal), x)
    rows = flight.rows[flight.rows[:, 0] >= here.t_s]
    t, sun = rows[:, 0], load().body("sun", centre="barycentre").state(rows[:, 0])
    at, fast = rows[:, 1:4] - sun[0], rows[:, 4:7] - sun[1]
    angle = np.unwrap(np.arctan2(at @ y, at @ x))
    if float(np.cross(at[-1], fast[-1]) @ normal) < 0.0:
        angle = -angle
    want = 2.0 * math.pi * ring.k
    if angle[-1] <= want:
        rate = float(angle[-1]) / float(t[-1] - t[0])
        return float(t[-1]) + (want - float(angle[-1])) / rate - ring.returns_s
    k = int(np.argmax(angle > want))
    part = (want - angle[k - 1]) / (angle[k] - angle[k - 1])
    return float(t[k - 1] + part * (t[k] - t[k - 1])) - ring.returns_s


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The line of variation: Δv (n,) [m/s] and ξ (n,) by ζ (n,), and the encounter as it is."""

    zeta: Array
    dv: CubicSpline
    xi: CubicSpline
    plane: bplane.BPlane
    slope: float


def _line(shots: _Range, reach_m: float) -> _Line:
    plane = shots.here(0.0)
    step = 1e4 / (shots.near - shots.t0)
    slope = (shots.here(step).zeta_m - shots.here(-step).zeta_m) / (2.0 * step)
    dvs = np.linspace(-1.0, 1.0, NODES) * reach_m / slope
    planes = [shots.here(float(dv)) for dv in dvs]
    zeta = np.array([one.zeta_m for one in planes])
    order = np.argsort(zeta)
    if not ((np.diff(zeta[order]) > 0.0).all() and (np.abs(np.diff(order)) == 1).all()):
        raise NotSolved(
            "the line of variation turns back on the b-plane", status=st.OUT_OF_DOMAIN,
            value=reach_m, remedy="ask for a shorter reach, or begin nearer to the encounter",
        )  # fmt: skip
    zeta = zeta[order]
    return _Line(
        zeta=zeta, dv=CubicSpline(zeta, dvs[order]), plane=plane, slope=slope,
        xi=CubicSpline(zeta, np.array([one.xi_m for one in planes])[order]),
    )  # fmt: skip


def keyholes(
    r: Array,
    v: Array,
    t0: float,
    body: str,
    near_s: float,
    *,
    years: int,
    reach_m: float,
    within_s: float = WITHIN_S,
    push: NonGrav | None = None,
    among: Model | None = None,
    altitude_m: float = 0.0,
    flights: int = FLIGHTS,
) -> Keyholes:
    """Return the keyholes of an encounter whose return is at most so many of the planet's years on.

    r, v (3,) [m, m/s] about the Sun at t0, before the encounter of a planet near near_s; reach_m:
    how far along ζ from the encounter as it is; altitude_m: height that counts as met; among:
    forces, by default ``reference.model`` with push; flights: at most so many are flown, 25 for the
    line and 10 to 30 for each keyhole, those nearest first; the rest is told by the two-body map.
    Raises NotSolved where the asteroid does not come to the encounter, InvalidInput for what cannot
    be asked.
    """
    if not (years >= 1 and 0.0 < reach_m < math.inf and flights > NODES + 3):
        raise InvalidInput(
            "years, reach or flights of keyholes", value=(years, reach_m, flights),
            remedy=f"give 1 year or more, metres above 0 and more than {NODES + 3} flights",
        )  # fmt: skip
    if not 0.0 < within_s < near_s - t0:
        raise InvalidInput(
            "an encounter's window begins before the state", value=(near_s - t0, within_s),
            remedy="give an earlier state or a narrower window",
        )  # fmt: skip
    if among is None:
        end = resonances.returns_s(body, near_s, years) + 2.0 * BACK_S
        among = reference.model((t0, end), push=push)
    shots = _Range(r, v, t0, body, near_s, within_s, among, flights)
    line = _line(shots, reach_m)
    rings = _crossings(line, years)
    rings.sort(key=lambda one: abs(one[1] - line.plane.zeta_m))
    holes = [_hole(shots, line, ring, zeta, altitude_m) for ring, zeta in rings]
    return Keyholes(
        plane=line.plane, holes=tuple(sorted(holes, key=lambda one: one.zeta_m)),
        flights=shots.flown, zeta_per_dv_s=line.slope, years=years, reach_m=reach_m,
    )  # fmt: skip


def _crossings(line: _Line, years: int) -> list[tuple[resonances.Circle, float]]:
    """Return the resonances that cross the line outside the planet's disc, and the ζ of each."""
    plane, one = line.plane, resonances.turn(line.plane)
    fine = np.linspace(line.zeta[0], line.zeta[-1], FINE)
    period = resonances.period_after(one, line.xi(fine), fine)
    disc = bplane.capture_radius_m(plane.body, plane.vinf_m_s)
    found = []
    for h in range(1, years + 1):
        span = resonances.returns_s(plane.body, plane.t_s, h) - plane.t_s
        low = max(1, math.ceil(span / float(np.max(period[np.isfinite(period)]))))
        for k in range(low, math.floor(span / float(np.min(period))) + 1):
            if math.gcd(h, k) > 1:
                continue
            off = period - span / k
            for i in np.flatnonzero(off[:-1] * off[1:] < 0.0):
                zeta = float(brentq(_off, fine[i], fine[i + 1], args=(one, line, span / k)))
                if math.hypot(zeta, float(line.xi(zeta))) > disc:
                    found.append((resonances.circle(plane, h, k), zeta))
    return found


def _off(zeta: float, one: resonances.Turn, line: _Line, period: float) -> float:
    at = np.array([zeta])
    return float(resonances.period_after(one, line.xi(at), at)[0]) - period


def _hole(
    shots: _Range, line: _Line, ring: resonances.Circle, zeta: float, altitude_m: float
) -> Keyhole:
    """Return the keyhole near a crossing, by flights where they find it."""
    try:
        dv, shot, slope = _centre(shots, line, ring, zeta)
        return _edges(shots, ring, dv, shot, slope, altitude_m)
    except WindlassError as error:
        return Keyhole(
            h=ring.h, k=ring.k, returns_s=ring.returns_s, zeta_m=zeta, xi_m=float(line.xi(zeta)),
            dv_m_s=float(line.dv(zeta)), found="two-body", note=error.what,
        )  # fmt: skip


def _miss(shot: _Shot) -> tuple[float, bool]:
    """Return (ζ of the return [m], whether it is the b-plane's own, not what being late says)."""
    if shot.back is not None and abs(shot.late_s) < ON_TIME_S:
        return shot.back.zeta_m, True
    w = load().body(shot.here.body).state(shot.here.t_s)[1][0]
    across = w - (w @ shot.here.axes[1]) * shot.here.axes[1]
    return shot.late_s * float(np.linalg.norm(across)), False


def _centre(
    shots: _Range, line: _Line, ring: resonances.Circle, zeta: float
) -> tuple[float, _Shot, float]:
    """Return (Δv, flight, dζ of the return by dΔv) where ζ of the return is 0, by secants."""
    one = resonances.turn(line.plane)
    by = float(line.dv(zeta, 1))
    near = 1e-3 * abs(zeta) + 1e4
    rise = (_off(zeta + near, one, line, 0.0) - _off(zeta - near, one, line, 0.0)) / (2.0 * near)
    begun, stride = float(line.dv(zeta)), STRIDE * abs(by) * math.hypot(zeta, line.xi(zeta))
    dv = begun
    shot = shots.shot(dv, ring)
    miss, sure = _miss(shot)
    speed = miss / shot.late_s if shot.late_s else 1.0
    slope = ring.k * rise * speed / by
    goal = CLOSE * bplane.capture_radius_m(shots.body, line.plane.vinf_m_s)
    for _ in range(TRIES):
        if sure and abs(miss) < goal:
            return dv, shot, slope
        step = -miss / slope
        step = math.copysign(min(abs(step), stride), step)
        after = shots.shot(dv + step, ring)
        told, sure_too = _miss(after)
        if told != miss and sure == sure_too:
            slope = (told - miss) / step
        dv, shot, miss, sure = dv + step, after, told, sure_too
        if abs(dv - begun) > 3.0 * stride:
            break
    raise NotSolved("no return was found near the two-body map's", status=st.NOT_CONVERGED)


def _edges(
    shots: _Range, ring: resonances.Circle, dv: float, shot: _Shot, slope: float, altitude_m: float
) -> Keyhole:
    """Return the keyhole about a return that goes through ζ = 0, its edges by secants."""
    assert shot.back is not None
    centre = shot.back
    disc = bplane.capture_radius_m(shots.body, centre.vinf_m_s, altitude_m)
    aside = ASIDE * disc / slope
    other = shots.shot(dv + aside, ring)
    if other.back is None:
        raise NotSolved("no return beside the centre of a keyhole", status=st.NO_SOLUTION)
    stretch = (other.back.zeta_m - centre.zeta_m) / (other.here.zeta_m - shot.here.zeta_m)
    slope = (other.back.zeta_m - centre.zeta_m) / aside
    if centre.b_m >= disc:
        return Keyhole(
            h=ring.h, k=ring.k, returns_s=centre.t_s, zeta_m=shot.here.zeta_m,
            xi_m=shot.here.xi_m, dv_m_s=dv, found="N-body", width_m=0.0, least_m=centre.b_m,
            stretch=stretch, note="the return passes by the planet",
        )  # fmt: skip
    ends = [_edge(shots, ring, dv, centre, slope, side, altitude_m) for side in (-1.0, 1.0)]
    (dv_a, a), (dv_b, b) = ends
    return Keyhole(
        h=ring.h, k=ring.k, returns_s=centre.t_s, zeta_m=0.5 * (a.zeta_m + b.zeta_m),
        xi_m=0.5 * (a.xi_m + b.xi_m), dv_m_s=0.5 * (dv_a + dv_b), found="N-body",
        width_m=abs(b.zeta_m - a.zeta_m), least_m=centre.b_m, stretch=stretch,
    )  # fmt: skip


def _edge(
    shots: _Range, ring: resonances.Circle, dv: float, centre: bplane.BPlane, slope: float,
    side: float, altitude_m: float,
) -> tuple[float, bplane.BPlane]:  # fmt: skip
    """Return (Δv, encounter) of the flight whose return grazes on one side."""

    def rim(back: bplane.BPlane) -> float:
        disc = bplane.capture_radius_m(shots.body, back.vinf_m_s, altitude_m)
        square = disc * disc - back.xi_m**2
        if not square > 0.0:
            raise NotSolved("a keyhole without an edge", status=st.NO_SOLUTION)
        return back.zeta_m - side * math.sqrt(square)

    disc = bplane.capture_radius_m(shots.body, centre.vinf_m_s, altitude_m)
    off = rim(centre)
    for _ in range(TRIES):
        step = -off / slope
        shot = shots.shot(dv + step, ring)
        if shot.back is None or shot.back.zeta_m == centre.zeta_m:
            break
        told = rim(shot.back)
        slope, dv, off = (told - off) / step, dv + step, told
        if abs(off) < CLOSE * disc:
            return dv, shot.here
    raise NotSolved("an edge of a keyhole was not found", status=st.NOT_CONVERGED)
