"""Where the rotating frame is on a date, elements as the index holds them, and the index."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, GM_MOON, GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies import planets
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.capture import libration_field as lf
from windlass.capture import manifolds as mf
from windlass.capture.libration_field import Field, field, marks, scaled
from windlass.capture.manifolds import TubeAsk, Tubes
from windlass.capture.three_body import primaries
from windlass.kernels import kepler, tube_arc
from windlass.kernels.status import OK

Array = NDArray[np.float64]

SUN_EARTH = primaries("sun-earth")
SPAN = (8.5e8, 8.5e8 + 800 * DAY_S)
SEEDS = st.integers(0, 10**6)


@pytest.fixture(scope="module")
def tubes() -> Tubes:
    return mf.build(
        TubeAsk(primaries=SUN_EARTH, kinds=("planar",), sizes=8, phases=16, reach=1.5)
    )  # fmt: skip


@pytest.fixture(scope="module", params=lf.MODELS)
def made(request: pytest.FixtureRequest, tubes: Tubes) -> Field:
    return field(tubes, SPAN, model=request.param, thin=2)


def both(t: Array) -> Array:
    """Earth and Moon as one, heliocentric, from the planets themselves."""
    held = planets.load()
    r, v = held.body("earth").state(t)
    moon_r, moon_v = held.body("moon").state(t)
    share = GM_MOON / (GM_EARTH + GM_MOON)
    return np.concatenate(
        [icrf_to_ecliptic(r + share * (moon_r - r)), icrf_to_ecliptic(v + share * (moon_v - v))],
        axis=1,
    )


def test_the_planet_is_where_its_ephemeris_has_it(tubes: Tubes) -> None:
    made = field(tubes, SPAN, model="pulsating")
    assert made.epochs_s[0] == made.first_s <= SPAN[0]
    assert made.epochs_s[-1] >= SPAN[1]
    t = np.random.default_rng(1).uniform(*SPAN, 40)
    off = made.at(t) - both(t)
    # Between states two days apart: 0.5 km, and what a cubic leaves of the speed.
    assert np.linalg.norm(off[:, :3], axis=1).max() < 1e3
    assert np.linalg.norm(off[:, 3:], axis=1).max() < 0.03
    np.testing.assert_allclose(
        made.longitude(t), np.arctan2(both(t)[:, 1], both(t)[:, 0]), rtol=0, atol=1e-8
    )


def test_the_circle_is_one_and_fits(tubes: Tubes) -> None:
    made = field(tubes, SPAN, model="circular")
    r, v = made.planet[:, :3], made.planet[:, 3:]
    d = SUN_EARTH.distance_m
    np.testing.assert_allclose(np.linalg.norm(r, axis=1), d, rtol=1e-13)
    speed = np.linalg.norm(v, axis=1)
    np.testing.assert_allclose(speed, speed[0], rtol=1e-13)
    np.testing.assert_allclose(np.sum(r * v, axis=1), 0, atol=1e-9 * d * speed[0])
    pole = np.cross(r, v) / (d * speed[0])
    np.testing.assert_allclose(pole, np.broadcast_to(pole[0], pole.shape), rtol=0, atol=1e-13)
    # Its mean motion is the pair's, however short the span: 1 m/s is 3e-5 of it.
    assert speed[0] / d * SUN_EARTH.turn_s == pytest.approx(1.0, abs=1e-5)
    for days in (200, 550, 20_000):
        other = field(tubes, (SPAN[0], SPAN[0] + days * DAY_S), model="circular")
        assert np.linalg.norm(other.planet[0, 3:]) == pytest.approx(speed[0], rel=1e-5)
        gap = np.linalg.norm(other.at(np.array([SPAN[0]])) - made.at(np.array([SPAN[0]])))
        assert gap < 2e-3 * d
    # Never further from the planet than twice the eccentricity, and something more for the ends.
    off = np.linalg.norm(r - both(made.epochs_s)[:, :3], axis=1)
    assert off.max() < 3 * 0.0167 * d
    assert pole[0, 2] > 0.999999


def test_epochs_outside_are_refused(made: Field) -> None:
    for t in (made.epochs_s[0] - 1.0, made.epochs_s[-1] + 1.0, math.nan):
        with pytest.raises(InvalidInput, match="outside the search"):
            made.at(np.array([t]))
    assert made.at(np.empty(0)).shape == (0, 6)


def states(seed: int, n: int, *, planar: bool = False) -> tuple[Array, Array]:
    """Random orbits (a, e, i, node, apse, mean anomaly) (n, 6) and states (n, 6)."""
    rng = np.random.default_rng(seed)
    low, high = [0.8, 0.01, 0, -3, -3, -3], [1.3, 0.4, 0.0 if planar else 0.3, 3, 3, 3]
    elements = rng.uniform(low, high, (n, 6))
    out = np.empty((n, 6))
    for row, (a, e, i, node, apse, mean) in zip(out, elements, strict=True):
        anomaly, status = kepler.eccentric_anomaly(mean, e)
        assert status == OK
        au = SUN_EARTH.distance_m
        b, rate = math.sqrt(1 - e * e), math.sqrt(GM_SUN / (a * au) ** 3)
        c, s = math.cos(anomaly), math.sin(anomaly)
        flat = a * au * np.array([[c - e, b * s, 0], [-s, b * c, 0]])
        flat[1] *= rate / (1 - e * c)
        for angle, axes in ((apse - node, (0, 1)), (i, (1, 2)), (node, (0, 1))):
            p, q = flat[:, axes[0]].copy(), flat[:, axes[1]].copy()
            flat[:, axes[0]] = math.cos(angle) * p - math.sin(angle) * q
            flat[:, axes[1]] = math.sin(angle) * p + math.cos(angle) * q
        row[:3], row[3:] = flat
    return elements, out


def wrapped(angle: Array) -> Array:
    return np.asarray((angle + math.pi) % (2 * math.pi) - math.pi)


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_marks_are_the_elements(seed: int) -> None:
    elements, s = states(seed, 20)
    longitude = np.random.default_rng(seed).uniform(-3, 3, 20)
    got = marks(s, longitude)
    a, e, i, node, apse, _ = elements.T
    np.testing.assert_allclose(got[:, 0], a * SUN_EARTH.distance_m, rtol=1e-10)
    # The eccentricity vector along and across the planet's direction, projected.
    way = apse - node
    x = e * (np.cos(node) * np.cos(way) - np.sin(node) * np.sin(way) * np.cos(i))
    y = e * (np.sin(node) * np.cos(way) + np.cos(node) * np.sin(way) * np.cos(i))
    c, q = np.cos(longitude), np.sin(longitude)
    np.testing.assert_allclose(got[:, 1], c * x + q * y, rtol=0, atol=1e-10)
    np.testing.assert_allclose(got[:, 2], c * y - q * x, rtol=0, atol=1e-10)
    pole = np.sin(i) * np.exp(1j * (node - math.pi / 2 - longitude))
    np.testing.assert_allclose(got[:, 3] + 1j * got[:, 4], pole, rtol=0, atol=1e-10)


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_mean_longitude_of_orbits_in_the_plane(seed: int) -> None:
    elements, s = states(seed, 20, planar=True)
    longitude = np.random.default_rng(seed).uniform(-3, 3, 20)
    want = elements[:, 4] + elements[:, 5] - longitude
    np.testing.assert_allclose(
        wrapped(marks(s, longitude)[:, 5] - want), 0, rtol=0, atol=1e-9
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.floats(-300.0, 300.0))
def test_marks_stay_but_for_the_mean_longitude(seed: int, days: float) -> None:
    _, s = states(seed, 10)
    longitude = np.zeros(10)
    r, v, status = kepler.propagate_many(GM_SUN, s[:, :3], s[:, 3:], np.full(10, days * DAY_S))
    assert (status == OK).all()
    before, after = marks(s, longitude), marks(np.concatenate([r, v], axis=1), longitude)
    np.testing.assert_allclose(after[:, 0], before[:, 0], rtol=1e-9)
    np.testing.assert_allclose(after[:, 1:5], before[:, 1:5], rtol=0, atol=1e-9)
    rate = np.sqrt(GM_SUN / before[:, 0] ** 3)
    # Reduced to the ecliptic: tan²(i/2) of an inclined orbit's angle is left, times two.
    slip = wrapped(after[:, 5] - before[:, 5] - rate * days * DAY_S)
    assert np.abs(slip).max() < 4 * math.tan(0.15) ** 2
    # And turned as a whole, planet and all, nothing changes.
    turn = np.array([[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, 1]])
    turned = np.concatenate([s[:, :3] @ turn.T, s[:, 3:] @ turn.T], axis=1)
    again = marks(turned, longitude + math.atan2(0.8, 0.6))
    np.testing.assert_allclose(again[:, 1:5], before[:, 1:5], rtol=0, atol=1e-12)
    np.testing.assert_allclose(wrapped(again[:, 5] - before[:, 5]), 0, atol=1e-12)


def test_the_index_finds_its_own_nodes(made: Field) -> None:
    pair = made.tubes.ask.primaries
    picked = np.random.default_rng(2).choice(len(made.nodes), 30)
    t = np.random.default_rng(3).uniform(*SPAN, 30)
    planet, out = made.at(t), np.empty((30, 6))
    for row, here, (tube, size, phase) in zip(out, planet, made.nodes[picked], strict=True):
        assert size % 2 == 0
        assert phase % 2 == 0
        tube_arc.place(pair.mu, made.tubes.states[tube, size, phase], here, row)
    far, node = made.index.query(scaled(marks(out, made.longitude(t)), pair, made.weights))
    if made.model == "circular":
        # But for the planet's plane, which is not quite the ecliptic, and its mean motion.
        assert far.max() < 5.0
        own = np.linalg.norm(made.index.data[node] - made.index.data[picked], axis=1)
        assert own.max() < 5.0
    else:
        # The planet's eccentricity shows in the orbits of those that move with it.
        assert far.max() < 1500.0


def test_the_index_holds_what_is_there(tubes: Tubes) -> None:
    for thin in (1, 2, 5):
        made = field(tubes, SPAN, thin=thin)
        there = np.isfinite(tubes.times)
        kept = [(a, b, c) for a, b, c in np.argwhere(there) if b % thin == 0 and c % thin == 0]
        held = {tuple(row) for row in made.nodes.tolist()}
        assert held <= set(kept)
        assert len(held) == len(made.nodes) == made.index.n
        ratio = made.index.data[:, 0] / made.weights[0]
        assert (np.abs(ratio - 1) < lf.FARTHEST).all()
        assert len(held) > 0.8 * len(kept)


@given(st.floats(-50.0, 50.0))
def test_scaled_longitude_goes_round(angle: float) -> None:
    weights = np.array([1.0, 1, 1, 1, 1, 2.0])
    one = np.array([[SUN_EARTH.distance_m, 0.1, 0.2, 0.3, 0.4, angle]])
    got = scaled(one, SUN_EARTH, weights)[0]
    np.testing.assert_allclose(got[:5], [1, 0.1, 0.2, 0.3, 0.4])
    assert abs(got[5]) <= 2 * math.pi + 1e-12
    assert math.cos(got[5] / 2 - angle) == pytest.approx(1.0, abs=1e-9)
    assert one[0, 5] == angle


def test_other_planets_have_fields() -> None:
    mars = primaries("sun-mars")
    tubes = mf.build(TubeAsk(primaries=mars, kinds=("planar",), sizes=4, phases=8, reach=1.3))
    made = field(tubes, SPAN, model="pulsating")
    far = np.linalg.norm(made.planet[:, :3], axis=1) / mars.distance_m
    assert 0.90 < far.min() < far.max() < 1.10
    circle = field(tubes, SPAN, model="circular")
    speed = np.linalg.norm(circle.planet[0, 3:])
    assert speed == pytest.approx(mars.speed_m_s, rel=1e-4)


def test_bad_asks_are_refused(tubes: Tubes) -> None:
    with pytest.raises(InvalidInput, match="model"):
        field(tubes, SPAN, model="elliptic")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="thinning"):
        field(tubes, SPAN, thin=0)
    moon = Tubes(**{
        name: getattr(tubes, name) for name in Tubes.__dataclass_fields__ if name != "ask"
    } | {"ask": TubeAsk(primaries=primaries("earth-moon"))})  # fmt: skip
    with pytest.raises(InvalidInput, match="no heliocentric search"):
        field(moon, SPAN)
