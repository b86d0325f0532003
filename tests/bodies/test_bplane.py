"""The b-plane: hyperbolas made another way, Apophis in 2029, the variational equations as judge."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as hyp
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, bplane, reference
from windlass.bodies.planets import CHAINS, load
from windlass.catalogue.collection import lookup
from windlass.kernels.kepler import propagate_many
from windlass.verify.hyperbola import periapsis

Array = NDArray[np.float64]
T0 = parse_epoch("2030")
NEAR = parse_epoch("2029-04-13T21:46")
APOPHIS = lookup("Apophis").orbit
POLE = np.array([0.0, 0.0, 1.0])
PLANETS = ("mercury", "venus", "earth", "moon", "mars", "jupiter", "saturn", "neptune")


def units() -> hyp.SearchStrategy[Array]:
    """Directions away from the pole."""
    angle = hyp.floats(-math.pi, math.pi)
    return hyp.builds(
        lambda a, b: np.array([math.cos(a) * math.cos(b), math.sin(a) * math.cos(b), math.sin(b)]),
        angle,
        hyp.floats(-1.4, 1.4),
    )


@settings(max_examples=60, deadline=None)
@given(
    body=hyp.sampled_from(PLANETS), way=units(), vinf=hyp.floats(300.0, 4e4),
    radii=hyp.floats(1.01, 500.0), theta=hyp.floats(-3.0, 3.0), later=hyp.floats(-20.0, 20.0),
)  # fmt: skip
def test_a_hyperbola_made_at_its_periapsis(
    body: str, way: Array, vinf: float, radii: float, theta: float, later: float
) -> None:
    """Any of its points gives its speed, direction, focusing, place and time back."""
    mu = bplane.gm(body)
    r_p = radii * float(reference.forces.forces().radii[list(CHAINS).index(body)])
    s = periapsis(mu, vinf * way, r_p, theta, POLE, leaving=False)
    dt = later * r_p / float(np.linalg.norm(s[3:]))
    r, v, status = propagate_many(mu, s[None, :3], s[None, 3:], np.array([dt]))
    assert status[0] == 0
    one = bplane.of_state(body, r[0], v[0], T0 + dt)
    assert one.vinf_m_s == pytest.approx(vinf, rel=1e-7)
    assert one.perigee_m == pytest.approx(r_p, rel=1e-6)
    assert one.t_s - T0 == pytest.approx(0.0, abs=1e-6 * (abs(dt) + r_p / vinf))
    assert one.b_m == pytest.approx(r_p * math.sqrt(1.0 + 2.0 * mu / (r_p * vinf**2)), rel=1e-6)
    assert math.hypot(one.xi_m, one.zeta_m) == pytest.approx(one.b_m, rel=1e-9)
    assert one.axes @ one.axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(one.axes) == pytest.approx(1.0)
    assert one.axes[1] == pytest.approx(way, abs=1e-6)
    w = load().body(body).state(one.t_s)[1][0]
    assert abs(one.axes[0] @ w) < 1e-9 * np.linalg.norm(w)
    assert one.axes[2] @ w < 0.0


@settings(max_examples=40, deadline=None)
@given(
    way=units(), vinf=hyp.floats(2e3, 3e4), radii=hyp.floats(1.1, 30.0),
    theta=hyp.floats(-3.0, 3.0),
)  # fmt: skip
def test_the_asymptote_of_a_state_far_before(
    way: Array, vinf: float, radii: float, theta: float
) -> None:
    """Far before, what lies across the incoming direction is the impact parameter itself, and the
    angular momentum says so as well."""
    mu, r_p = bplane.gm("earth"), radii * 6_378_136.6
    s = periapsis(mu, vinf * way, r_p, theta, POLE, leaving=False)
    far = -3e5 * r_p / vinf
    r, _, status = propagate_many(mu, s[None, :3], s[None, 3:], np.array([far]))
    assume(status[0] == 0)
    one = bplane.of_state("earth", s[:3], s[3:], T0)
    miss = r[0] - (r[0] @ one.axes[1]) * one.axes[1]
    told = one.xi_m * one.axes[0] + one.zeta_m * one.axes[2]
    assert miss == pytest.approx(told, abs=2e-4 * one.b_m)
    turned = np.cross(told, one.vinf_m_s * one.axes[1])
    assert turned == pytest.approx(np.cross(s[:3], s[3:]), abs=1e-8 * one.b_m * vinf)


@settings(max_examples=40, deadline=None)
@given(way=units(), vinf=hyp.floats(3e3, 3e4), theta=hyp.floats(-3.0, 3.0))
def test_the_clock_of_the_asymptote(way: Array, vinf: float, theta: float) -> None:
    """Paths that are as far along the same direction at one instant, with unlike misses, cross the
    plane at one time; the one that hardly misses does so at its least distance."""
    mu, told = bplane.gm("earth"), []
    for r_p in (1e3, 2e7, 2e8):
        s = periapsis(mu, vinf * way, r_p, theta, POLE, leaving=False)
        far = -2e12 / vinf
        r, v, status = propagate_many(mu, s[None, :3], s[None, 3:], np.array([far]))
        assume(status[0] == 0)
        one = bplane.of_state("earth", s[:3], s[3:], T0)
        # When it is 2e12 m before, counted from there.
        begun = T0 + far - (r[0] @ one.axes[1] + 2e12) / (v[0] @ one.axes[1])
        told.append((one.crossing_s - begun, one.t_s - one.crossing_s))
    assert told[1][0] - told[0][0] == pytest.approx(0.0, abs=0.05)
    assert told[2][0] - told[0][0] == pytest.approx(0.0, abs=0.05)
    assert 0.0 <= told[0][1] < 1.0
    assert told[2][1] > told[1][1] > 0.0


def flown(end_s: float = NEAR + 30.0 * DAY_S) -> reference.Flight:
    r, v = asteroid.initial_state(APOPHIS)
    return reference.fly(
        r, v, APOPHIS.epoch_s, end_s, push=APOPHIS.nongrav, name="Apophis",
        watch={"earth": 1e9, "moon": 1e9, "venus": 1e11, "mars": 1e11},
    )  # fmt: skip


def test_apophis_in_2029() -> None:
    """CNEOS: 38 012 km at 21:46 TDB by its own latest orbit, 5.84 km/s."""
    flight = flown()
    one = bplane.meet(flight, "earth", NEAR, 20.0 * DAY_S)
    assert one.t_s == pytest.approx(NEAR, abs=60.0)
    assert one.perigee_m == pytest.approx(38_012e3, abs=100e3)
    assert one.vinf_m_s == pytest.approx(5_840.0, abs=10.0)
    assert one.b_m == pytest.approx(48_306e3, rel=0.002)
    assert one.zeta_m > 4.0 * abs(one.xi_m) > 0.0
    assert bplane.capture_radius_m("earth", one.vinf_m_s) == pytest.approx(13_776e3, rel=1e-3)
    assert not one.met
    earth = next(p for p in flight.passages if p.body == "earth")
    assert one.t_s == pytest.approx(earth.t_s, abs=1e-3)
    assert one.perigee_m == pytest.approx(earth.distance_m, abs=0.1)


def test_every_passage_of_a_flight_is_met() -> None:
    """Also those at hundreds of Hill radii, where the plane is one across the relative velocity."""
    flight = flown()
    told = [p for p in flight.passages if p.body in ("venus", "mars", "moon")]
    assert {p.body for p in told} >= {"venus", "moon"}
    for p in told:
        one = bplane.meet(flight, p.body, p.t_s + 0.3 * DAY_S, 2.0 * DAY_S)
        assert one.t_s == pytest.approx(p.t_s, abs=0.5)
        assert one.perigee_m == pytest.approx(p.distance_m, rel=1e-8)
        if one.hills > 10.0:
            assert one.b_m == pytest.approx(one.perigee_m, rel=1e-2)


def test_later_is_farther_along_zeta() -> None:
    """The axis grows with a late arrival; a path begun later shows it."""
    r, v = asteroid.initial_state(APOPHIS)
    told = []
    for late in (0.0, 60.0):
        flight = reference.fly(
            r, v, APOPHIS.epoch_s + late, NEAR + 10.0 * DAY_S, push=APOPHIS.nongrav
        )
        told.append(bplane.meet(flight, "earth", NEAR, 5.0 * DAY_S))
    early, after = told
    w = load().body("earth").state(early.t_s)[1][0]
    moved = 60.0 * float(np.linalg.norm(w - (w @ early.axes[1]) * early.axes[1]))
    assert after.zeta_m - early.zeta_m == pytest.approx(moved, rel=0.1)
    assert abs(after.xi_m - early.xi_m) < 0.05 * moved


def gradient(t: float, at: Array) -> Array:
    """Of the pull of Sun, planets and Moon (3, 3) [1/s²] at a barycentric place."""
    made = np.zeros((3, 3))
    for name, mu in zip(CHAINS, reference.forces.forces().gm, strict=True):
        d = at - load().body(name, centre="barycentre").state(t)[0][0]
        size = float(np.linalg.norm(d))
        made += mu * (3.0 * np.outer(d, d) / size**5 - np.eye(3) / size**3)
    return made


def test_partials_by_the_variational_equations() -> None:
    """Integrated along the flown path by another method, without differences of flights."""
    flight = flown(NEAR + 2.0 * DAY_S)
    t0 = NEAR - 150.0 * DAY_S
    r, v = (one[0] for one in flight.state(t0))
    made = bplane.partials(r, v, t0, "earth", NEAR, DAY_S, among=flight.among)
    assert made.off < 1e-3
    one = made.plane

    def motion(t: float, y: Array) -> Array:
        phi = y.reshape(6, 3)
        at = flight.state(t, "barycentre")[0][0]
        return np.concatenate([phi[3:], gradient(t, at) @ phi[:3]]).ravel()

    begun = np.vstack([np.zeros((3, 3)), np.eye(3)]).ravel()
    phi = solve_ivp(
        motion, (t0, one.t_s), begun, method="DOP853", rtol=1e-7, atol=1e-6
    ).y[:, -1].reshape(6, 3)  # fmt: skip
    s = np.hstack([x[0] for x in flight.state(one.t_s, "earth")])
    want = np.zeros((2, 3))
    for k, column in enumerate(phi.T):
        step = 1e3 / float(np.linalg.norm(column[:3]))
        ends = [
            bplane.of_state("earth", *np.split(s + side * step * column, 2), one.t_s)
            for side in (1.0, -1.0)
        ]
        want[:, k] = (ends[0].xi_m - ends[1].xi_m, ends[0].zeta_m - ends[1].zeta_m)
        want[:, k] /= 2.0 * step
    for got, row in zip(made.by_dv, want, strict=True):
        assert got == pytest.approx(row, abs=2e-3 * float(np.abs(row).max()))


def test_a_flight_into_earth_has_the_plane_of_its_end() -> None:
    r, w = (one[0] for one in load().body("earth").state(T0))
    d, u = np.array([8e8, 1e7, 0.0]), np.array([-9e3, 0.0, 0.0])
    flight = reference.fly(r + d, w + u, T0, T0 + 3.0 * DAY_S)
    assert flight.met == "earth"
    one = bplane.meet(flight, "earth", T0 + DAY_S, 2.0 * DAY_S)
    assert one.met
    assert one.b_m < bplane.capture_radius_m("earth", one.vinf_m_s)
    assert one.b_m == pytest.approx(1e7, rel=0.1)
    assert one.perigee_m < 6_378_136.6
    assert flight.span_s[1] < one.t_s < flight.span_s[1] + 3_600.0


def test_heights_above_ground_take_more() -> None:
    at = [bplane.capture_radius_m("earth", 6_000.0, height) for height in (0.0, 1e5)]
    assert 1e5 < at[1] - at[0] < 2e5
    slow = bplane.capture_radius_m("earth", 1.0)
    assert slow == pytest.approx(math.sqrt(2.0 * bplane.gm("earth") * 6_378_136.6), rel=1e-5)


def test_refusals() -> None:
    r, w = (one[0] for one in load().body("earth").state(T0))
    d, u = np.array([4e7, 0.0, 0.0]), np.array([-500.0, 2.5e3, 100.0])
    flight = reference.fly(r + d, w + u, T0, T0 + DAY_S, name="a moonlet")
    with pytest.raises(NotSolved, match="bound to earth"):
        bplane.meet(flight, "earth", T0 + 0.5 * DAY_S, DAY_S)
    with pytest.raises(NotSolved, match="a moonlet has no least distance from jupiter"):
        bplane.meet(flight, "jupiter", T0 + 0.5 * DAY_S, DAY_S)
    with pytest.raises(InvalidInput, match="outside its flight"):
        bplane.meet(flight, "earth", T0 + YEAR_S, DAY_S)
    with pytest.raises(InvalidInput, match="planets and the Moon"):
        bplane.meet(flight, "sun", T0, DAY_S)
    with pytest.raises(NotSolved, match="through the centre"):
        bplane.of_state("earth", np.array([1e8, 0.0, 0.0]), np.array([-2e4, 0.0, 0.0]), T0)
    across = np.cross(w, POLE)
    with pytest.raises(NotSolved, match="comes along the velocity"):
        bplane.of_state("earth", across / np.linalg.norm(across) * 1e16, w, T0)
    for bad in ((0.0, 0.0), (math.nan, 0.0), (5e3, -1.0)):
        with pytest.raises(InvalidInput, match="grazes"):
            bplane.capture_radius_m("earth", *bad)
    with pytest.raises(InvalidInput, match="before the change"):
        bplane.partials(r, w, T0, "earth", T0 + DAY_S, 2.0 * DAY_S)
    with pytest.raises(InvalidInput, match="step of velocity"):
        bplane.partials(r, w, T0, "earth", T0 + 3 * DAY_S, DAY_S, step_m_s=0.0)
