"""Keyholes: circles by hyperbolas that are turned back in time, Apophis, and the fast mode."""

import dataclasses
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as hyp
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, bplane, met, reference
from windlass.bodies.forces import gm_sun
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.redirect import keyholes as kh
from windlass.redirect import resonances as rs

Array = NDArray[np.float64]
NEAR = parse_epoch("2029-04-13T21:46")
T0 = parse_epoch("2028-10-01")


@cache
def begun() -> tuple[Array, Array]:
    """Apophis half a year before, about the Sun; nothing but gravity from here."""
    orbit = lookup("Apophis").orbit
    r, v = asteroid.initial_state(orbit)
    flight = reference.fly(r, v, orbit.epoch_s, T0, push=orbit.nongrav)
    at, fast = flight.state(T0)
    return at[0], fast[0]


@cache
def found() -> kh.Keyholes:
    return kh.keyholes(*begun(), T0, "earth", NEAR, years=9, reach_m=7e6)


def at_periapsis(plane: bplane.BPlane, xi: float, zeta: float) -> tuple[Array, Array]:
    """The state about the body of the hyperbola through a point of a plane."""
    mu, vinf = bplane.gm(plane.body), plane.vinf_m_s
    b, eta = math.hypot(xi, zeta), plane.axes[1]
    out = (xi * plane.axes[0] + zeta * plane.axes[2]) / b
    a = mu / vinf**2
    e = math.hypot(1.0, b / a)
    to = eta / e + math.sqrt(1.0 - 1.0 / e**2) * out
    ahead = math.sqrt(1.0 - 1.0 / e**2) * eta - out / e
    r_p = a * (e - 1.0)
    return r_p * to, math.sqrt(vinf**2 + 2.0 * mu / r_p) * ahead


@settings(max_examples=60, deadline=None)
@given(
    angle=hyp.floats(0.0, 2.0 * math.pi), h=hyp.integers(1, 12), part=hyp.floats(0.6, 1.6),
    way=hyp.tuples(hyp.floats(-math.pi, math.pi), hyp.floats(-1.2, 1.2)),
    vinf=hyp.floats(3e3, 1.5e4), body=hyp.sampled_from(["earth", "venus", "mars"]),
)  # fmt: skip
def test_every_point_of_a_circle_comes_back(
    angle: float, h: int, part: float, way: tuple[float, float], vinf: float, body: str
) -> None:
    """The leaving asymptote, as the arriving one of the path flown back in time, and the planet's
    velocity make an orbit of the circle's period; the excess speed is kept."""
    k = max(1, round(h * part))
    c, s = np.cos(way), np.sin(way)
    u = vinf * np.array([c[0] * c[1], s[0] * c[1], s[1]])
    start = bplane.of_state(body, np.array([3e8, -2e8, 1e8]), u, NEAR)
    try:
        ring = rs.circle(start, h, k)
    except NotSolved:
        assume(False)
    xi = ring.radius_m * math.cos(angle)
    zeta = ring.centre_m + ring.radius_m * math.sin(angle)
    assume(1e6 < math.hypot(xi, zeta) < 1e12)
    r, v = at_periapsis(start, xi, zeta)
    there = bplane.of_state(body, r, v, start.t_s)
    assert (there.xi_m, there.zeta_m) == pytest.approx((xi, zeta), abs=1e-6 * there.b_m)
    back = bplane.of_state(body, r, -v, start.t_s)
    assert back.vinf_m_s == pytest.approx(start.vinf_m_s, rel=1e-9)
    at, w = (one[0] for one in load().body(body).state(start.t_s))
    after = w - back.vinf_m_s * back.axes[1]
    a = 1.0 / (2.0 / np.linalg.norm(at) - after @ after / gm_sun())
    assert a == pytest.approx(ring.a_m, rel=1e-5)
    period = rs.period_after(rs.turn(start), np.array([xi]), np.array([zeta]))[0]
    assert period * k == pytest.approx(ring.returns_s - start.t_s, rel=1e-5)


def test_a_planet_is_back_after_its_sidereal_years() -> None:
    for body, days, off in (("earth", 365.256363, 0.03), ("mars", 686.98, 0.4)):
        for h in (1, 7):
            gone = (rs.returns_s(body, NEAR, h) - NEAR) / DAY_S
            assert gone == pytest.approx(h * days, abs=off)


def test_the_map_is_near_what_is_flown() -> None:
    """The period of Apophis after 2029, by the patched two-body turn and by the reference model."""
    r, v = begun()
    flight = reference.fly(r, v, T0, NEAR + 120.0 * DAY_S)
    plane = bplane.meet(flight, "earth", NEAR, 5.0 * DAY_S)
    told = rs.period_after(rs.turn(plane), np.array([plane.xi_m]), np.array([plane.zeta_m]))[0]
    at, fast = (one[0] for one in flight.state(NEAR + 100.0 * DAY_S))
    a = 1.0 / (2.0 / np.linalg.norm(at) - fast @ fast / gm_sun())
    assert told == pytest.approx(2.0 * math.pi * math.sqrt(a**3 / gm_sun()), rel=0.005)


def test_the_keyhole_of_2036() -> None:
    """Published: some 600 m wide, an impact on 13 April at about 8:47."""
    by = {(one.h, one.k): one for one in found().holes}
    assert set(by) == {(6, 5), (7, 6), (8, 7), (9, 8)}
    one = by[7, 6]
    assert one.found == "N-body"
    assert one.width_m is not None
    assert 500.0 < one.width_m < 800.0
    assert one.returns_s == pytest.approx(parse_epoch("2036-04-13T08:47"), abs=1_800.0)
    ring = rs.circle(found().plane, 7, 6)
    assert math.hypot(one.xi_m, one.zeta_m - ring.centre_m) == pytest.approx(
        ring.radius_m, rel=0.03
    )
    assert found().flights < 90
    order = [hole.zeta_m for hole in found().holes]
    assert order == sorted(order)


def test_a_return_that_passes_by_has_no_width() -> None:
    one = next(one for one in found().holes if one.h == 9)
    assert one.width_m == 0.0
    assert one.least_m is not None
    assert one.least_m > bplane.capture_radius_m("earth", found().plane.vinf_m_s)
    assert one.note == "the return passes by the planet"


def test_how_far_a_point_is_from_the_nearest_edge() -> None:
    one = next(one for one in found().holes if one.h == 7)
    assert one.width_m is not None
    for off, want in ((0.0, -0.5), (0.5, 0.0), (-1.5, 1.0)):
        told = found().clearance_m(one.zeta_m + off * one.width_m)
        assert told == pytest.approx(want * one.width_m, abs=1e-3)
    closed = dataclasses.replace(found(), holes=tuple(x for x in found().holes if not x.width_m))
    assert closed.clearance_m(0.0) is None


def hits(dvs: Array, end_s: float) -> NDArray[np.bool_]:
    """Whether Apophis meets Earth until then, by the fast mode, for changes along its way."""
    r, v = begun()
    x, w = (one[0] for one in load().body("sun", centre="barycentre").state(T0))
    speeds = v + w + dvs[:, None] * (v / np.linalg.norm(v))
    flown = met.fly(np.hstack([np.tile(r + x, (len(dvs), 1)), speeds]), T0, end_s)
    assert flown.flown.all()
    return np.asarray(flown.met == met.EARTH)


def test_the_fast_mode_meets_earth_through_keyholes_and_only_there() -> None:
    """Another integrator with fewer forces, which knows of no b-plane: as wide, at nearly the same
    place."""
    for one in found().holes:
        if not one.width_m:
            continue
        wide = one.width_m / found().zeta_per_dv_s
        parts = np.linspace(-1.5, 1.5, 91)
        met_there = hits(one.dv_m_s + parts * wide, one.returns_s + 30.0 * DAY_S)
        inside = np.flatnonzero(met_there)
        assert (np.diff(inside) == 1).all()
        assert len(inside) / 30.0 == pytest.approx(1.0, abs=0.07)
        assert abs(parts[inside].mean()) < 0.25


def test_flights_of_its_own_model_end_at_the_edges() -> None:
    r, v = begun()
    one = next(one for one in found().holes if one.h == 7)
    assert one.width_m is not None
    along, wide = v / np.linalg.norm(v), one.width_m / found().zeta_per_dv_s
    for part, want in ((-0.55, None), (-0.45, "earth"), (0.45, "earth"), (0.55, None)):
        flight = reference.fly(
            r, v + (one.dv_m_s + part * wide) * along, T0, one.returns_s + 10.0 * DAY_S
        )
        assert flight.met == want


def test_without_flights_the_map_alone_is_told() -> None:
    few = kh.keyholes(*begun(), T0, "earth", NEAR, years=7, reach_m=7e6, flights=kh.NODES + 4)
    assert few.flights == kh.NODES + 4
    assert {one.found for one in few.holes} == {"two-body"}
    assert all(one.width_m is None and "all flights" in one.note for one in few.holes)
    by = {(one.h, one.k): one for one in found().holes}
    for one in few.holes:
        assert one.zeta_m == pytest.approx(by[one.h, one.k].zeta_m, rel=0.05)


def test_a_higher_atmosphere_is_a_wider_keyhole() -> None:
    more = kh.keyholes(*begun(), T0, "earth", NEAR, years=7, reach_m=2e6, altitude_m=1e5)
    (one,) = more.holes
    low = next(one for one in found().holes if one.h == 7)
    assert one.width_m is not None
    assert low.width_m is not None
    assert 1.005 < one.width_m / low.width_m < 1.05


def test_refusals() -> None:
    r, v = begun()
    with pytest.raises(InvalidInput, match="years, reach"):
        kh.keyholes(r, v, T0, "earth", NEAR, years=0, reach_m=1e6)
    with pytest.raises(InvalidInput, match="begins before the state"):
        kh.keyholes(r, v, T0, "earth", T0 + DAY_S, years=3, reach_m=1e6)
    with pytest.raises(NotSolved, match="no least distance from venus"):
        kh.keyholes(r, v, T0, "venus", NEAR, years=2, reach_m=1e6, within_s=DAY_S)
    plane = found().plane
    with pytest.raises(NotSolved, match="no turn about earth"):
        rs.circle(plane, 7, 1)
    with pytest.raises(InvalidInput, match="revolutions of a planet"):
        rs.returns_s("earth", NEAR, 0)
    moon = bplane.of_state("moon", np.array([3e6, 0.0, 0.0]), np.array([0.0, 5e3, 1e3]), T0)
    with pytest.raises(InvalidInput, match="those of a planet"):
        rs.turn(moon)
