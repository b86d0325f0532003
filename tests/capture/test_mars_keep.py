"""How long orbits about Mars keep: a published limit, rates against flights, both moons' own."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.spatial.transform import Rotation

from windlass.base.constants import A_MARS_M, GM_MARS, GM_SUN, R_MARS_M
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.sources import table
from windlass.capture import mars
from windlass.capture import mars_keep as keep
from windlass.capture import mars_moons as moons
from windlass.kernels.about_planet import sun_place

Array = NDArray[np.float64]


def test_reach_of_stable_orbits() -> None:
    hill = mars.hill_radius_m()
    assert keep.stable_axis_m() / hill == pytest.approx(0.4895 * (1 - 1.0305 * 0.0934))
    assert keep.stable_axis_m(retrograde=True) > 1.8 * keep.stable_axis_m()
    assert keep.stable_axis_m(0.5) < keep.stable_axis_m()
    # the share used for prograde orbits lies within that of circles
    assert mars.STABLE_SHARE * hill < keep.stable_axis_m()
    with pytest.raises(OutOfDomain, match="eccentricity"):
        keep.stable_axis_m(0.9)


@pytest.mark.parametrize(
    ("name", "node_yr", "peri_yr"), [("phobos", 2.2617, 1.1316), ("deimos", 54.5367, 27.3703)]
)
def test_the_moons_turn_as_published(name: str, node_yr: float, peri_yr: float) -> None:
    # jplsatelem; Deimos's by 7 % also from the Sun
    t = {key: row["value"] for key, row in table("mars")[name].items()}
    low, high = t["a"] * (1 - t["e"]), t["a"] * (1 + t["e"])
    d = keep.drift(low, high, math.radians(t["i"]))
    assert math.tau / -d.node_rad_s / YEAR_S == pytest.approx(node_yr, rel=0.08)
    # counted along the orbit from the node
    assert math.tau / d.peri_rad_s / YEAR_S == pytest.approx(peri_yr, rel=0.08)
    assert not d.sun_rules


def test_an_orbit_low_and_round_keeps_and_turns() -> None:
    made = keep.coast(R_MARS_M + 800e3, R_MARS_M + 900e3, 1.0, years=0.3, orientations=3)
    assert made.kept.all()
    assert made.share == 1.0
    assert np.abs(made.lowest_m - R_MARS_M - 800e3).max() < 30e3
    assert made.until_s == pytest.approx(0.3 * YEAR_S)


def test_a_long_ellipse_low_over_mars_does_not_keep() -> None:
    # the swing foretold is larger than the room above the atmosphere, and it comes
    low, high = R_MARS_M + 500e3, R_MARS_M + 80_000e3
    foretold = keep.drift(low, high, math.radians(63.4))
    assert math.isinf(foretold.swing_m)
    made = keep.coast(low, high, math.radians(63.4), years=6.0, orientations=6)
    assert not made.kept.all()
    ended = made.until_s[~made.kept]
    assert (ended < 6.0 * YEAR_S).all()
    assert (made.lowest_m[~made.kept] < keep.LOWEST_R_M).any()


def test_the_swing_bounds_the_flight_where_the_flattening_rules() -> None:
    low, high, inc = R_MARS_M + 1_000e3, 2e7, 0.5
    d = keep.drift(low, high, inc)
    assert not d.sun_rules
    made = keep.coast(low, high, inc, years=8.0, orientations=3)
    fall = low - made.lowest_m
    assert made.kept.all()
    # the rest is the flattening's own within a turn
    assert fall.max() < d.swing_m + 30e3
    assert fall.max() > 0.05 * d.swing_m


@pytest.mark.parametrize("way", ["prograde", "retrograde"])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_orbit_of_the_studies_keeps_a_century_clear_of_the_moons(
    way: str, share: float
) -> None:
    orbit = mars.orbit()
    inc = share * mars.INCLINATION_MOST_RAD
    made = keep.coast(
        orbit.periapsis_m, orbit.apoapsis_m, inc if way == "prograde" else math.pi - inc,
        years=100.0, orientations=6, plane="orbit",
    )  # fmt: skip
    assert made.kept.all()
    assert (made.until_s > 99.99 * YEAR_S).all()
    assert (made.lowest_m > keep.LOWEST_R_M).all()
    # never as near as Deimos goes, nor as far as the Sun takes it
    for low, high in zip(made.lowest_m, made.highest_m, strict=True):
        assert all(one.clear_always for one in moons.passages(float(low), float(high), 0.0))
        assert high < 0.5 * mars.hill_radius_m()


def test_the_orbit_of_the_studies_by_another_integrator() -> None:
    """Forces written anew, another integrator: the periapsis falls as far in two years."""
    orbit = mars.orbit()
    start = keep.at_periapsis(
        orbit.periapsis_m, orbit.apoapsis_m, mars.INCLINATION_MOST_RAD, 0.0, 0.0, plane="orbit"
    )
    pull = _forces()
    span = (0.0, 2.0 * YEAR_S)
    path = solve_ivp(pull, span, start[:6], method="DOP853", rtol=1e-10, atol=1e-3)
    lowest = min(_periapsis(s) for s in path.y.T)
    same = keep.coast(
        orbit.periapsis_m, orbit.apoapsis_m, mars.INCLINATION_MOST_RAD, years=2.0,
        peri_rad=np.array([0.0]), plane="orbit",
    )  # fmt: skip
    assert orbit.periapsis_m - lowest > 1e3
    assert lowest == pytest.approx(float(same.lowest_m[0]), abs=20e3)


def test_the_plane_of_the_orbit_is_the_suns() -> None:
    s = keep.at_periapsis(5e6, 4e7, 0.0, 1.1, 0.0, plane="orbit")
    h = np.cross(s[:3], s[3:6])
    sun = np.empty(3)
    for t in (0.0, 1e7, 4e7):
        sun_place(t, keep.field(0.3), sun)
        assert h @ sun == pytest.approx(0.0, abs=1e-9 * np.linalg.norm(h) * np.linalg.norm(sun))
    tilted = keep.at_periapsis(5e6, 4e7, 0.4, 1.1, 2.0, plane="orbit")
    turned = np.cross(tilted[:3], tilted[3:6])
    cosine = h @ turned / np.linalg.norm(h) / np.linalg.norm(turned)
    assert cosine == pytest.approx(math.cos(0.4))


def test_orientations_do_not_mirror_each_other() -> None:
    k = np.arange(200)
    node, mean = (keep.SPREAD * k) % 1.0, (keep.SPREAD**2 * k) % 1.0
    for part in (node, mean, (node + mean) % 1.0, (node - mean) % 1.0):
        counts, _ = np.histogram(part, 8, (0.0, 1.0))
        assert counts.min() > 15
    assert abs(keep.SPREAD**3 + keep.SPREAD**2 - 1.0) < 1e-15


def _forces() -> Callable[[float, Array], Array]:
    n = math.sqrt(GM_SUN / A_MARS_M**3)
    e = keep.E_MARS

    def pull(t: float, s: Array) -> Array:
        anomaly = n * t
        for _ in range(60):
            anomaly = n * t + e * math.sin(anomaly)
        plane = [A_MARS_M * (math.cos(anomaly) - e),
                 A_MARS_M * math.sqrt(1 - e * e) * math.sin(anomaly), 0.0]  # fmt: skip
        turn = Rotation.from_euler("zx", [keep.SUN_AT_PERIHELION_RAD, keep.OBLIQUITY_RAD])
        sun = turn.apply(plane)
        r = np.linalg.norm(s[:3])
        u = s[2] / r
        main = -GM_MARS / r**2 * s[:3] / r
        flat = 1.5 * keep.J2 * GM_MARS * keep.J2_RADIUS_M**2 / r**4
        main += flat * ((5 * u * u - 1) * s[:3] / r - np.array([0.0, 0.0, 2.0 * u]))
        away = sun - s[:3]
        main += GM_SUN * (away / np.linalg.norm(away) ** 3 - sun / np.linalg.norm(sun) ** 3)
        return np.concatenate([s[3:], main])

    return pull


def _periapsis(s: Array) -> float:
    h2 = float(np.sum(np.cross(s[:3], s[3:]) ** 2))
    energy = 0.5 * float(s[3:] @ s[3:]) - GM_MARS / float(np.linalg.norm(s[:3]))
    e = math.sqrt(1.0 + 2.0 * energy * h2 / GM_MARS**2)
    return h2 / GM_MARS / (1.0 + e)


def test_start_and_refusals() -> None:
    s = keep.at_periapsis(5e6, 4e7, 0.7, 1.1, 2.2, 3.0)
    assert np.linalg.norm(s[:3]) == pytest.approx(5e6)
    assert s[:3] @ s[3:6] == pytest.approx(0.0, abs=1e-3)
    h = np.cross(s[:3], s[3:6])
    assert h[2] / np.linalg.norm(h) == pytest.approx(math.cos(0.7))
    assert math.atan2(h[0], -h[1]) == pytest.approx(2.2)
    assert s[2] == pytest.approx(5e6 * math.sin(1.1) * math.sin(0.7))
    for low, high, inc in ((5e6, 4e6, 0.1), (0.0, 4e6, 0.1), (5e6, 6e6, -0.1), (5e6, 6e6, 4.0)):
        with pytest.raises(InvalidInput):
            keep.drift(low, high, inc)
    with pytest.raises(InvalidInput, match="coast"):
        keep.coast(5e6, 6e6, 0.1, years=0.0)
    with pytest.raises(InvalidInput, match="coast"):
        keep.coast(5e6, 6e6, 0.1, years=1.0, least=5.5e6)
    assert keep.coast(5e6, 6e6, 0.1, years=0.01, peri_rad=np.array([1.0])).peri_rad == [1.0]
