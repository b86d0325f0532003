"""How long orbits about Mars keep: a published limit, rates against flights, both moons' own."""

import math

import numpy as np
import pytest

from windlass.base.constants import R_MARS_M
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.sources import table
from windlass.capture import mars
from windlass.capture import mars_keep as keep


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
