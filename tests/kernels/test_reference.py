"""The reference flight: poles, forces by other formulas, time reversal, approaches, statuses."""

import math

import erfa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.bodies import reference as room
from windlass.bodies.planets import CHAINS, load
from windlass.kernels import reference as kernel
from windlass.kernels import reference_forces as forces
from windlass.kernels import reference_step
from windlass.kernels import status as st
from windlass.kernels.chebyshev import HEAD
from windlass.kernels.nbody import BODIES

Array = NDArray[np.float64]

C = 299_792_458.0
ARCSEC = math.pi / 648_000.0
NONE = np.zeros(BODIES)
NAMES = tuple(CHAINS)


@pytest.fixture(scope="module")
def quiet() -> forces.Model:
    """Forces of DE440 alone, with relativity and shapes: no asteroids, which take a while."""
    return bare()


def bare(**changed: object) -> forces.Model:
    """A model without asteroids."""
    f = room.forces.forces()
    layout, clock = room.begun_at(f.source.layout, f.source.clock, -40.0 * DAY_S)
    made = forces.Model(
        pack=f.source.pack, layout=layout, clock=clock,
        small_pack=np.zeros(HEAD + 6), small_layout=np.zeros((0, 3), np.int64),
        small_clock=np.zeros((0, 2)), gm=f.gm, small_gm=np.zeros(0), shape=room._shape(()),
        within=room._within(), radii=f.radii, relativity=1.0, poles=1.0,
        push=room._push(None, None), thrust=np.empty((0, forces.THRUST)),
    )  # fmt: skip
    return made._replace(**changed)


def pole(body: str, t: float) -> Array:
    out = np.empty(3)
    forces.north(NAMES.index(body), t, out)
    return out


def apart(a: Array, b: Array) -> float:
    return float(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b))


def aimed(right_ascension: float, declination: float) -> Array:
    a, d = math.radians(right_ascension), math.radians(declination)
    return np.array([math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d)])


@pytest.mark.parametrize("year", [1950, 1972, 2000, 2029, 2075, 2150])
def test_earths_pole_is_that_of_the_iau(year: int) -> None:
    for part in np.linspace(0.0, 1.0, 12, endpoint=False):
        t = (year - 2000.0 + part) * YEAR_S
        x, y = erfa.xy06(2_451_545.0, t / DAY_S)
        want = np.array([x, y, math.sqrt(1.0 - x * x - y * y)])
        assert apart(pole("earth", t), want) < ARCSEC


@pytest.mark.parametrize(
    ("body", "right_ascension", "declination", "off"),
    [
        # archinal2018; the Moon's with its greatest periodic terms at J2000
        ("sun", 286.13, 63.87, 1e-6),
        ("mars", 317.681, 52.886, 0.001),
        ("moon", 269.9949 - 3.8787 * math.sin(math.radians(125.045)),
         66.5392 + 1.5419 * math.cos(math.radians(125.045)), 0.3),
    ],
)  # fmt: skip
def test_other_poles_at_j2000(
    body: str, right_ascension: float, declination: float, off: float
) -> None:
    want = aimed(right_ascension, declination)
    assert math.degrees(apart(pole(body, 0.0), want)) < off


def test_the_moons_pole_follows_its_node() -> None:
    for years in (5.0, 14.0, 29.3):
        node = math.radians(125.045 - 0.0529921 * 365.25 * years)
        want = aimed(
            269.9949 - 3.8787 * math.sin(node) - 0.1204 * math.sin(2.0 * node),
            66.5392 + 1.5419 * math.cos(node) + 0.0239 * math.cos(2.0 * node),
        )
        assert math.degrees(apart(pole("moon", years * YEAR_S), want)) < 0.15


def potential(gm: float, shape: Array, d: Array, north: Array) -> float:
    """Potential [m²/s²] of J2, J3, J4 by Legendre's polynomials."""
    r = float(np.linalg.norm(d))
    s = float(d @ north) / r
    legendre = np.polynomial.legendre.Legendre
    return -sum(
        gm / r * shape[n - 2] * (shape[3] / r) ** n * float(legendre.basis(n)(s)) for n in (2, 3, 4)
    )


@settings(max_examples=60)
@given(
    hs.lists(hs.floats(-1.0, 1.0), min_size=3, max_size=3).filter(lambda d: np.dot(d, d) > 0.1),
    hs.floats(1.1, 8.0),
    hs.lists(hs.floats(-0.01, 0.01), min_size=3, max_size=3),
    hs.floats(0.0, 6.0),
    hs.floats(-1.5, 1.5),
)
def test_a_shape_pulls_as_the_gradient_of_its_potential(
    way: list[float], far: float, harmonics: list[float], ra: float, dec: float
) -> None:
    d = far * np.array(way) / np.linalg.norm(way)
    north = aimed(math.degrees(ra), math.degrees(dec))
    shape = np.array([*harmonics, 1.0])
    got = np.zeros(3)
    forces.zonal(1.0, shape, d, float(np.linalg.norm(d)), north, got)
    h, want = 1e-4, np.empty(3)
    for k in range(3):
        e = h * np.eye(3)[k]
        near = potential(1.0, shape, d + e, north) - potential(1.0, shape, d - e, north)
        wide = potential(1.0, shape, d + 2 * e, north) - potential(1.0, shape, d - 2 * e, north)
        want[k] = (8.0 * near - wide) / (12.0 * h)
    assert got == pytest.approx(want, abs=1e-11)


def sky_of(bodies: Array, gm: Array) -> forces.Sky:
    sky = forces.Sky(bodies, np.empty((0, 3)), np.zeros((BODIES, 4)))
    forces._field(gm, sky)
    return sky


def alone(mass: float = 1.327e20) -> tuple[Array, Array]:
    """Bodies that stand far away without mass, and the Sun at the origin at rest."""
    bodies = np.zeros((BODIES, 6))
    bodies[1:, 0] = 1e14 * np.arange(1, BODIES)
    gm = np.zeros(BODIES)
    gm[0] = mass
    return bodies, gm


@given(
    hs.tuples(*[hs.floats(0.2, 3.0)] * 3), hs.tuples(*[hs.floats(-3e4, 3e4)] * 3),
)  # fmt: skip
def test_one_body_at_rest_has_the_known_relativity(
    at: tuple[float, ...], speed: tuple[float, ...]
) -> None:
    """Schwarzschild in isotropic coordinates, first order: moyer2003, eq. 4-61 at β = γ = 1."""
    bodies, gm = alone()
    x, v = AU_M * np.array(at), np.array(speed)
    model = bare(gm=gm, shape=np.zeros((BODIES, 4)))
    got = np.empty(3)
    forces.acceleration(model, 0.0, x, v, sky_of(bodies, gm), -1, got)
    r = float(np.linalg.norm(x))
    newton = -gm[0] * x / r**3
    want = gm[0] / (C**2 * r**3) * ((4.0 * gm[0] / r - v @ v) * x + 4.0 * (x @ v) * v)
    assert got - newton == pytest.approx(want, abs=2e-15 * np.linalg.norm(newton))


def test_relativity_does_not_depend_on_the_frame() -> None:
    """A Lorentz boost by u: the law must give the transformed acceleration, to the order 1/c⁴."""
    bodies, gm = alone()
    x, v = np.array([1.1e11, 0.4e11, -0.3e11]), np.array([-9e3, 2.4e4, 3e3])
    u = np.array([3e4, -1e4, 2e4])
    model = bare(gm=gm, shape=np.zeros((BODIES, 4)))
    here = np.empty(3)
    forces.acceleration(model, 0.0, x, v, sky_of(bodies, gm), -1, here)
    # the event (0, x) lies at (u·x/c², xs) there, at which time the Sun has moved
    xs = x + (x @ u) * u / (2.0 * C**2)
    ts = (x @ u) / C**2
    sun = np.zeros((BODIES, 6))
    sun[:] = bodies
    sun[0, :3], sun[0, 3:] = u * ts, u
    k = 1.0 + (u @ v) / C**2
    g = 1.0 - 0.5 * (u @ u) / C**2
    w = (g * v + u * (1.0 + 0.5 * (u @ v) / C**2)) / k
    # derivative of the transformed velocity w by the time there
    a, slow = here, (1.0 - 0.5 * (u @ u) / C**2) / k
    want = slow * ((g * a + 0.5 * u * (u @ a) / C**2) / k - w * (u @ a) / (C**2 * k))
    got = np.empty(3)
    forces.acceleration(model, 0.0, xs, w, sky_of(sun, gm), -1, got)
    newton = gm[0] / (x @ x)
    still = np.linalg.norm(a + gm[0] * x / np.linalg.norm(x) ** 3) / newton
    assert still > 3e-9  # the relativity that is judged
    assert np.linalg.norm(got - want) / newton < 1e-14


def start(seed: int, far: float = 1.2) -> tuple[Array, Array]:
    """A heliocentric state at t = 0, made barycentric."""
    drawn = np.random.default_rng(seed)
    r = drawn.normal(size=3) * np.array([1.0, 1.0, 0.1])
    r *= far * AU_M / np.linalg.norm(r)
    v = np.cross([0.0, 0.0, 1.0], r / np.linalg.norm(r)) * 29_780.0 / math.sqrt(far)
    v = v * drawn.uniform(0.9, 1.1) + drawn.normal(size=3) * 800.0
    s, w = load().body("sun", centre="barycentre").state(0.0)
    return r + s[0], v + w[0]


def flown(
    model: forces.Model, x: Array, v: Array, t0: float, t1: float, watch: Array = NONE,
    rows: int = 2_000, passes: int = 50, tolerance: float = kernel.TOLERANCE,
) -> tuple[Array, Array, int]:  # fmt: skip
    nodes, near = np.empty((rows, kernel.ROW)), np.empty((passes, kernel.PASS))
    used, seen, status = kernel.fly(
        model, room.method(), t0, x, v, t1, tolerance, watch, nodes, near
    )
    return nodes[:used], near[:seen], status


@settings(max_examples=5)
@given(hs.integers(0, 10_000))
def test_a_flight_back_returns(seed: int) -> None:
    model = bare()
    x, v = start(seed)
    there, _, status = flown(model, x, v, 0.0, 40.0 * DAY_S)
    assert status == st.OK
    back, _, status = flown(model, there[-1, 1:4], there[-1, 4:7], 40.0 * DAY_S, 0.0)
    assert status == st.OK
    assert back[-1, 0] == 0.0
    assert np.linalg.norm(back[-1, 1:4] - x) < 1.0
    assert np.linalg.norm(back[-1, 4:7] - v) < 1e-6


def test_states_between_nodes_are_those_of_flights_that_end_there(quiet: forces.Model) -> None:
    x, v = start(3)
    nodes, _, _ = flown(quiet, x, v, 0.0, 30.0 * DAY_S)
    t = np.array([0.0, 0.4, 7.77, 16.0, 29.9, 30.0]) * DAY_S
    out = np.empty((t.size, 6))
    assert kernel.states(quiet, room.method(), nodes, t, out) == st.OK
    for when, state in zip(t[1:], out[1:], strict=True):
        end = flown(quiet, x, v, 0.0, float(when))[0][-1]
        assert np.linalg.norm(state[:3] - end[1:4]) < 0.05
        assert np.linalg.norm(state[3:] - end[4:7]) < 1e-7
    assert out[0] == pytest.approx(np.concatenate([x, v]), rel=1e-15)


def passing(body: str, lowest: float, speed: float, when: float) -> tuple[Array, Array]:
    """State half a day before a straight line would pass a body's centre at that distance."""
    at, w = load().body(body, centre="barycentre").state(when - 0.5 * DAY_S)
    way, side = np.array([0.6, -0.64, 0.48]), np.array([0.8, 0.48, -0.36])
    return at[0] - 0.5 * DAY_S * speed * way + lowest * side, w[0] + speed * way


@pytest.mark.parametrize(("body", "lowest"), [("earth", 4e7), ("moon", 6e6)])
@pytest.mark.parametrize("back", [False, True])
def test_an_approach_is_where_dense_states_are_nearest(
    body: str, lowest: float, back: bool, quiet: forces.Model
) -> None:
    when = 100.0 * DAY_S
    x, v = passing(body, lowest, 7e3, when)
    t0, t1 = when - 0.5 * DAY_S, when + 0.5 * DAY_S
    nodes, near, status = flown(quiet, x, v, t0, t1)
    if back:
        nodes, near, status = flown(quiet, nodes[-1, 1:4], nodes[-1, 4:7], t1, t0)
        nodes = np.ascontiguousarray(nodes[::-1])
    assert status == st.OK
    assert len(near) == 0  # none is watched
    watch = NONE.copy()
    watch[NAMES.index(body)] = 5e8
    x, v, a, b = (nodes[-1, 1:4], nodes[-1, 4:7], t1, t0) if back else (x, v, t0, t1)
    _, near, status = flown(quiet, x, v, a, b, watch)
    assert status == st.OK
    assert len(near) == 1
    t = near[0, 0] + np.linspace(-600.0, 600.0, 241)
    out = np.empty((t.size, 6))
    assert kernel.states(quiet, room.method(), nodes, t, out) == st.OK
    far = out - np.hstack(load().body(body, centre="barycentre").state(t))
    distances = np.linalg.norm(far[:, :3], axis=1)
    assert int(np.argmin(distances)) == 120
    assert near[0, 1] == NAMES.index(body)
    assert near[0, 2] == pytest.approx(distances[120], abs=0.05)
    assert near[0, 3] == pytest.approx(np.linalg.norm(far[120, 3:]), abs=1e-5)


@pytest.mark.parametrize("body", ["earth", "moon"])
@pytest.mark.parametrize("graze", [0.0, 0.8])
def test_a_flight_ends_on_a_surface(body: str, graze: float, quiet: forces.Model) -> None:
    b = NAMES.index(body)
    x, v = passing(body, graze * quiet.radii[b], 9e3, 0.0)
    nodes, _, status = flown(quiet, x, v, -0.5 * DAY_S, DAY_S)
    assert status == st.LIMIT
    at, w = load().body(body, centre="barycentre").state(float(nodes[-1, 0]))
    d, u = nodes[-1, 1:4] - at[0], nodes[-1, 4:7] - w[0]
    assert np.linalg.norm(d) == pytest.approx(quiet.radii[b], abs=0.1)
    assert d @ u < 0.0  # on the way in
    assert abs(nodes[-1, 0]) < 2e4


def test_full_tables_are_told(quiet: forces.Model) -> None:
    x, v = start(5)
    nodes, _, status = flown(quiet, x, v, 0.0, 40.0 * DAY_S, rows=3)
    assert status == st.NOT_CONVERGED
    assert len(nodes) == 3
    x, v = passing("earth", 4e7, 7e3, 0.0)
    watch = NONE.copy()
    watch[3] = 1e9
    _, near, status = flown(quiet, x, v, -0.5 * DAY_S, 0.5 * DAY_S, watch, passes=0)
    assert status == st.NOT_CONVERGED
    assert len(near) == 0


@pytest.mark.parametrize("fault", ["t0", "t1", "x", "v", "tolerance", "rows"])
def test_bad_input_is_told(fault: str, quiet: forces.Model) -> None:
    x, v = start(1)
    t0, t1, tolerance, rows = 0.0, DAY_S, 1e-15, 50
    if fault == "t0":
        t0 = math.nan
    elif fault == "t1":
        t1 = math.inf
    elif fault == "x":
        x = np.array([math.nan, 0.0, 0.0])
    elif fault == "v":
        v = np.array([0.0, math.inf, 0.0])
    elif fault == "tolerance":
        tolerance = math.nan
    else:
        rows = 1
    nodes, _, status = flown(quiet, x, v, t0, t1, rows=rows, tolerance=tolerance)
    assert status == st.BAD_INPUT
    assert len(nodes) == 0


def test_epochs_outside_the_ephemeris_are_told(quiet: forces.Model) -> None:
    x, v = start(1)
    assert flown(quiet, x, v, 1e12, 1e12 + DAY_S)[2] == st.BAD_INPUT


def test_steps_end_at_switches_of_thrust(quiet: forces.Model) -> None:
    thrust = np.zeros((2, forces.THRUST))
    for row, (a, b) in zip(thrust, [(1.23, 2.5), (4.0, 4.01)], strict=True):
        row[:3] = a * DAY_S, b * DAY_S, forces.INERTIAL
        row[3:9], row[9] = 0.5, 1_000.0
    x, v = start(2)
    nodes, _, status = flown(quiet._replace(thrust=thrust), x, v, 0.0, 6.0 * DAY_S)
    assert status == st.OK
    for edge in thrust[:, :2].ravel():
        assert np.abs(nodes[:, 0] - edge).min() < 1e-6
    inside = [reference_step.burning_at(thrust, d * DAY_S) for d in (0.0, 1.23, 2.5, 4.005, 5.0)]
    assert inside == [-1, 0, -1, 1, -1]
