"""Conjunctions of planets on their known days, shadows by their geometry, distances from Earth."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import operations as ops
from windlass.bodies.planets import load

Array = NDArray[np.float64]


def about(name: str, t: Array | float, centre: str) -> tuple[Array, Array]:
    r, v = load().body(name).state(t)
    if centre == "sun":
        return r, v
    r0, v0 = load().body(centre).state(t)
    return r - r0, v - v0


@dataclass(frozen=True)
class Planet:
    """A planet as a path."""

    name: str
    span_s: tuple[float, float]

    def state(self, t_s: Array | float, centre: str = "sun") -> tuple[Array, Array]:
        return about(self.name, t_s, centre)


@dataclass(frozen=True)
class Circle:
    """A circle about Earth in its equator of J2000."""

    radius_m: float
    span_s: tuple[float, float]

    def state(self, t_s: Array | float, centre: str = "sun") -> tuple[Array, Array]:
        t = np.atleast_1d(np.asarray(t_s, dtype=float))
        n = math.sqrt(GM_EARTH / self.radius_m**3)
        u = n * (t - self.span_s[0])
        r = self.radius_m * np.stack([np.cos(u), np.sin(u), 0.0 * u], axis=1)
        v = n * self.radius_m * np.stack([-np.sin(u), np.cos(u), 0.0 * u], axis=1)
        r0, v0 = about("earth", t, centre)
        return r + r0, v + v0


@pytest.mark.parametrize(
    ("planet", "year", "day", "kind"),
    [
        # conjunctions as almanacs have them
        ("mars", "2021", "2021-10-08", "superior conjunction"),
        ("mars", "2023", "2023-11-18", "superior conjunction"),
        ("venus", "2024", "2024-06-04", "superior conjunction"),
        ("venus", "2012", "2012-06-06", "inferior conjunction"),
        ("jupiter", "2024", "2024-05-18", "superior conjunction"),
    ],
)
def test_planets_stand_at_the_sun_on_their_days(
    planet: str, year: str, day: str, kind: str
) -> None:
    low = parse_epoch(f"{year}-01-02")
    found = ops.conjunctions(Planet(planet, (low, low + 360.0 * DAY_S)))
    (one,) = [c for c in found if abs(0.5 * (c.from_s + c.until_s) - parse_epoch(day)) < 3 * DAY_S]
    assert one.what == kind
    assert 0.0 <= one.worst < ops.least_angle_rad()
    path = Planet(planet, (low, low + 360.0 * DAY_S))
    for edge in (one.from_s, one.until_s):
        angle = float(ops._elongation(path, np.array([edge]))[0])
        assert angle == pytest.approx(ops.least_angle_rad(), abs=1e-6)


def test_no_conjunction_where_the_limit_is_not_met() -> None:
    low = parse_epoch("2023-07-01")
    # Venus passed 8° from the Sun that August
    assert ops.conjunctions(Planet("venus", (low, low + 80.0 * DAY_S))) == ()


def test_the_distance_of_mars_and_its_light_time() -> None:
    low = parse_epoch("2003-06-01")
    found = ops.contact(Planet("mars", (low, low + 200.0 * DAY_S)))
    # nearest in some 60,000 years: 55.758 million km on 27 August 2003
    assert found.nearest_m == pytest.approx(55.758e9, rel=2e-4)
    assert found.nearest_m < found.mean_m < found.farthest_m
    assert found.delay_s[0] == pytest.approx(186.0, abs=0.5)


def test_a_geostationary_satellite_at_the_equinox() -> None:
    low = parse_epoch("2027-03-20")
    found = ops.eclipses(Circle(42_164e3, (low, low + 2.0 * DAY_S)), ("earth",))
    assert len(found) == 2
    for one in found:
        assert one.what == "umbra of earth"
        assert one.worst == pytest.approx(0.0, abs=1e-9)
        # at most 71.5 minutes with the penumbra, 69.4 by the cylinder of Earth's radius
        assert 68.0 < one.lasts_s / 60.0 < 72.5


def test_at_the_solstice_it_is_never_in_shadow() -> None:
    low = parse_epoch("2027-06-21")
    assert ops.eclipses(Circle(42_164e3, (low, low + 2.0 * DAY_S)), ("earth",)) == ()


def test_a_low_orbit_is_dark_as_long_as_its_geometry_says() -> None:
    low = parse_epoch("2027-03-20T12:00")
    radius = 7_000e3
    path = Circle(radius, (low, low + 6.0 * 3_600.0))
    found = [one for one in ops.eclipses(path, ("earth",)) if one.until_s < path.span_s[1]]
    period = 2.0 * math.pi * math.sqrt(radius**3 / GM_EARTH)
    cylinder = period * math.asin(6_378.137e3 / radius) / math.pi
    assert len(found) >= 3
    for one in found[1:]:
        assert one.lasts_s == pytest.approx(cylinder, rel=0.02)
    middles = [0.5 * (one.from_s + one.until_s) for one in found]
    assert np.diff(middles) == pytest.approx(period, rel=2e-3)


@given(some.floats(1e-4, 0.1), some.floats(1e-4, 0.1), some.floats(0.0, 0.3))
def test_the_share_of_a_disc_lies_between_none_and_all(a: float, b: float, c: float) -> None:
    share = float(ops.covered(np.array([a]), np.array([b]), np.array([c]))[0])
    assert -1e-12 <= share <= min(1.0, (b / a) ** 2) + 1e-9
    further = float(ops.covered(np.array([a]), np.array([b]), np.array([c + 1e-3]))[0])
    assert further <= share + 1e-9


def test_half_a_disc_by_numbers() -> None:
    rng = np.random.default_rng(4)
    points = rng.uniform(-1.0, 1.0, (200_000, 2))
    points = points[np.hypot(points[:, 0], points[:, 1]) < 1.0]
    for b, c in ((1.0, 0.8), (0.4, 0.9), (2.0, 1.7), (0.3, 0.2)):
        hidden = np.mean(np.hypot(points[:, 0] - c, points[:, 1]) < b)
        share = float(ops.covered(np.array([1.0]), np.array([b]), np.array([c]))[0])
        assert share == pytest.approx(hidden, abs=0.005)


def test_bad_asks_are_refused() -> None:
    path = Circle(42_164e3, (0.0, DAY_S))
    with pytest.raises(InvalidInput, match="no body with a shadow"):
        ops.eclipses(path, ("vulcan",))
    with pytest.raises(InvalidInput, match="least angle from the Sun"):
        ops.conjunctions(path, -1.0)
