"""Seeing an asteroid: Horizons, NHATS, astropy, triangles, windows against a fine grid."""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, from_jd, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import asteroid, observing, planets, twobody
from windlass.bodies.observing import Limits, magnitude, next_window, visibility, windows
from windlass.catalogue import elements
from windlass.catalogue.collection import lookup

EARTH = planets.load().body("earth")
SPAN = (parse_epoch("2015"), parse_epoch("2032"))
DEG = math.radians(1.0)

# Ceres, solution JPL#48, H 3.33, G 0.12, by Horizons on 2022-06-10, recorded in the test data of
# a public client of the service: osculating elements (0 h TDB) and the geocentric table (0 h UT).
# jd, e, q, i, node, peri, tp
CERES_ORBIT = (
    (2459740.5, 7.857509431507990e-2, 2.549012173144731, 10.58712597794349, 80.26775296710701,
     73.56968535036279, 2459920.525171203),
    (2459750.5, 7.858376292112841e-2, 2.549023692352033, 10.58706771204556, 80.26756872640345,
     73.56246662775156, 2459920.495273060),
    (2459760.5, 7.859345715357316e-2, 2.549034456775973, 10.58700882991960, 80.26736396328340,
     73.55524826865661, 2459920.465228080),
    (2459770.5, 7.860414361068520e-2, 2.549043873533912, 10.58695038677373, 80.26714122872585,
     73.54835813167732, 2459920.436348567),
)  # fmt: skip
# TDB - UT, RA, DEC, APmag, r, delta, S-O-T, S-T-O, phi, motion in RA and DEC, galactic latitude
CERES_SKY = (
    (69.184717, 101.73343, 26.78554, 8.741, 2.603715306632, 3.51731638211972, 21.9691, 8.3884,
     8.3833, 64.31742, -1.85528, 10.941149),
    (69.184450, 106.56175, 26.59903, 8.672, 2.598112111260, 3.55351777391857, 16.8989, 6.5293,
     6.5242, 65.04421, -4.03596, 14.801572),
    (69.184175, 111.42655, 26.26772, 8.586, 2.592764176742, 3.57844492658187, 12.0265, 4.6879,
     4.6828, 65.56345, -6.18733, 18.700029),
    (69.183895, 116.30339, 25.79505, 8.487, 2.587682204769, 3.59188943334117, 7.6002, 2.9797,
     2.9753, 65.81537, -8.26018, 22.621680),
)  # fmt: skip


@dataclass(frozen=True)
class Path3:
    """A body on a straight line past Earth, or any other path given as a function."""

    made: Any
    span_s: tuple[float, float]
    name: str = "passer-by"
    centre: str = "sun"
    frame: str = "icrf"
    model: str = "test"
    sources: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()

    def state(self, t_s: Any) -> Any:
        return self.made(np.atleast_1d(np.asarray(t_s, dtype=np.float64)))


def passing(at: float, offset: list[float], speed: list[float]) -> Path3:
    """A body that passes Earth at an epoch, [m] beside it, at [m/s]."""

    def made(t: Any) -> Any:
        r, v = EARTH.state(t)
        return r + np.array(offset) + np.outer(t - at, speed), v + np.array(speed)

    return Path3(made, (at - 400 * DAY_S, at + 400 * DAY_S))


def flown(name: str) -> asteroid.AsteroidEphemeris:
    return asteroid.integrate(lookup(name).orbit, SPAN)


@pytest.mark.parametrize("row", range(4))
def test_ceres_by_horizons(row: int) -> None:
    jd, e, q, i, node, peri, tp = CERES_ORBIT[row]
    orbit = elements.make(
        designation="1", epoch_jd=jd, q_au=q, e=e, i_deg=i, node_deg=node, peri_deg=peri,
        tp_jd=tp, precision="full", source="sbdblookup",
    )  # fmt: skip
    late, ra, dec, v, r, delta, sot, sto, phi, d_ra, d_dec, latitude = CERES_SKY[row]
    body = twobody.ephemeris(orbit, (orbit.epoch_s - DAY_S, orbit.epoch_s + DAY_S))
    sky = visibility(EARTH, body, 3.33, 0.12, from_jd(jd) + late)
    assert sky.sun_distance_m[0] / AU_M == pytest.approx(r, abs=2e-7)
    assert sky.distance_m[0] / AU_M == pytest.approx(delta, abs=2e-7)
    assert np.degrees(sky.right_ascension_rad[0]) == pytest.approx(ra, abs=2e-5)
    assert np.degrees(sky.declination_rad[0]) == pytest.approx(dec, abs=2e-5)
    # theirs hold aberration, up to 20.5 arcsec at either end
    assert np.degrees(sky.elongation_rad[0]) == pytest.approx(sot, abs=0.0115)
    assert np.degrees(sky.phase_rad[0]) == pytest.approx(phi, abs=0.0057)
    assert np.degrees(sky.phase_rad[0]) == pytest.approx(sto, abs=0.0057)
    assert sky.v_mag[0] == pytest.approx(v, abs=1e-3)
    assert np.degrees(sky.galactic_latitude_rad[0]) == pytest.approx(latitude, abs=0.02)
    # theirs is in the axes of date, which turn by 0.006 arcsec an hour
    assert sky.motion_arcsec_min[0] == pytest.approx(math.hypot(d_ra, d_dec) / 60.0, rel=2e-3)


def test_anteros_and_2000_sg344_by_nhats() -> None:
    # NHATS, recorded replies: next optical opportunity, and V when brightest
    limits = Limits(v_max=24.0)
    one = next_window(EARTH, flown("1943"), 15.8, 0.23, parse_epoch("2016"), limits).window
    assert one is not None
    assert one.start_s == pytest.approx(parse_epoch("2016-05-11"), abs=DAY_S)
    assert one.end_s == pytest.approx(parse_epoch("2017-03-04"), abs=2.0 * DAY_S)
    assert one.v_mag == pytest.approx(16.96, abs=0.01)
    # an orbit of 2012 there, one of 2022 here
    two = next_window(EARTH, flown("2000 SG344"), 24.7, 0.15, parse_epoch("2028"), limits).window
    assert two is not None
    assert two.start_s == pytest.approx(parse_epoch("2028-04-28"), abs=DAY_S)
    assert two.v_mag == pytest.approx(19.11, abs=0.05)


@pytest.mark.parametrize("name", ["99942", "433", "162173", "4769"])
def test_horizons_vectors_by_plane_triangles(name: str, shared: Path) -> None:
    folder = shared / "data" / "ephemeris"
    samples = json.loads((folder / f"horizons_90d_{name}.json").read_text())["samples"]
    t = np.array([from_jd(one["jdTdb"]) for one in samples])
    r = np.array([[one["positionKm"][k] for k in "xyz"] for one in samples]) * 1e3
    v = np.array([[one["velocityKms"][k] for k in "xyz"] for one in samples]) * 1e3
    re = EARTH.state(t)[0]
    for _ in range(2):
        delay = np.linalg.norm(r - re, axis=1) / 299792458.0
        seen = r - v * delay[:, None]
    sides = [np.linalg.norm(x, axis=1) for x in (seen, seen - re, re)]
    sun, away, own = sides
    sky = visibility(EARTH, asteroid.integrate(lookup(name).orbit, SPAN), 20.0, 0.15, t)
    np.testing.assert_allclose(sky.sun_distance_m, sun, rtol=0, atol=2e4)
    np.testing.assert_allclose(sky.distance_m, away, rtol=0, atol=2e4)
    elongation = np.arccos((own**2 + away**2 - sun**2) / (2.0 * own * away))
    phase = np.arccos((sun**2 + away**2 - own**2) / (2.0 * sun * away))
    np.testing.assert_allclose(sky.elongation_rad, elongation, rtol=0, atol=2e-6)
    np.testing.assert_allclose(sky.phase_rad, phase, rtol=0, atol=2e-6)
    slope = np.diff(np.unwrap(sky.right_ascension_rad)) * np.cos(sky.declination_rad[1:])
    moved = np.hypot(slope, np.diff(sky.declination_rad)) / np.diff(t)
    middle = 0.5 * (sky.motion_rad_s[1:] + sky.motion_rad_s[:-1])
    np.testing.assert_allclose(moved, middle, rtol=0.05)


def test_astropy_sees_the_same_angles() -> None:
    from astropy import units as u
    from astropy.coordinates import SkyCoord

    t = np.linspace(*SPAN, 50)[1:]
    sky = visibility(EARTH, flown("2000 SG344"), 24.7, None, t)
    sun = -EARTH.state(t)[0]
    where = SkyCoord(sky.right_ascension_rad * u.rad, sky.declination_rad * u.rad, frame="icrs")
    there = SkyCoord(*sun.T, representation_type="cartesian", frame="icrs")
    np.testing.assert_allclose(where.separation(there).rad, sky.elongation_rad, rtol=0, atol=1e-12)
    np.testing.assert_allclose(where.galactic.b.rad, sky.galactic_latitude_rad, rtol=0, atol=1e-6)


@given(h=some.floats(5.0, 35.0), g=some.floats(0.0, 0.6))
def test_at_unit_distances_and_full_phase_it_is_h(h: float, g: float) -> None:
    one = np.array([AU_M])
    assert magnitude(h, g, one, one, np.zeros(1))[0] == pytest.approx(h, abs=1e-12)


@given(
    near=some.floats(1e-4, 3.0), more=some.floats(1.001, 5.0),
    phase=some.floats(0.0, 3.0), g=some.floats(0.0, 0.6),
)  # fmt: skip
def test_farther_or_less_lit_is_fainter(near: float, more: float, phase: float, g: float) -> None:
    d, p = np.array([near, near * more]) * AU_M, np.full(2, phase)
    one = np.full(2, AU_M)
    first, second = magnitude(20.0, g, one, d, p)
    assert second - first == pytest.approx(5.0 * math.log10(more), abs=1e-9)
    lit = magnitude(20.0, g, one, one, np.array([phase, phase + 0.1]))
    assert lit[1] > lit[0]


def test_the_dark_side_is_not_seen() -> None:
    one = np.array([AU_M])
    assert magnitude(20.0, -0.9, one, one, np.array([2.2]))[0] == np.inf
    assert magnitude(20.0, 0.15, one, one, np.array([math.pi]))[0] > 1e3


@given(r=some.tuples(*[some.floats(-3.0, 3.0)] * 3), e=some.tuples(*[some.floats(-1.0, 1.0)] * 3))
def test_elongation_of_the_spherical_triangle(r: tuple[float, ...], e: tuple[float, ...]) -> None:
    body, earth = np.array([r]) * AU_M, np.array([e]) * AU_M
    rho = body - earth
    if min(np.linalg.norm(earth), np.linalg.norm(rho)) < 1e-3 * AU_M:
        return
    lon = [math.atan2(x[0, 1], x[0, 0]) for x in (-earth, rho)]
    lat = [math.asin(x[0, 2] / np.linalg.norm(x)) for x in (-earth, rho)]
    half = (
        math.sin((lat[1] - lat[0]) / 2) ** 2
        + math.cos(lat[0]) * math.cos(lat[1]) * math.sin((lon[1] - lon[0]) / 2) ** 2
    )
    want = 2.0 * math.asin(min(1.0, math.sqrt(half)))
    assert observing.angle(-earth, rho)[0] == pytest.approx(want, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    a=some.floats(0.7, 2.5), e=some.floats(0.0, 0.6), i=some.floats(0.0, 0.6),
    turns=some.tuples(*[some.floats(0.0, 6.28)] * 3), h=some.floats(16.0, 27.0),
)  # fmt: skip
def test_windows_are_the_instants_that_meet_the_limits(
    a: float, e: float, i: float, turns: tuple[float, ...], h: float
) -> None:
    node, peri, mean = turns
    orbit = replace(
        lookup("2008 EV5").orbit, a_m=a * AU_M, e=e, i_rad=i, node_rad=node, peri_rad=peri,
        mean_anomaly_rad=mean,
    )  # fmt: skip
    start = parse_epoch("2027")
    span = (start, start + 800.3 * DAY_S)
    body = twobody.ephemeris(orbit, (start - DAY_S, span[1] + DAY_S))
    limits = Limits(v_max=22.0, elongation_min_rad=1.0, galactic_latitude_min_rad=0.2)
    found = windows(EARTH, body, h, 0.15, span, limits)
    t = np.arange(span[0], span[1], 3600.0)
    sky = visibility(EARTH, body, h, 0.15, t)
    want = (sky.v_mag <= 22.0) & (sky.elongation_rad >= 1.0)
    want &= np.abs(sky.galactic_latitude_rad) >= 0.2
    have, sure = np.zeros(t.size, dtype=bool), np.ones(t.size, dtype=bool)
    for one in found:
        have |= (t >= one.start_s) & (t <= one.end_s)
        for edge in (one.start_s, one.end_s):
            sure &= np.abs(t - edge) > 2.0 * observing.EDGE_S
        inside = (t >= one.start_s) & (t <= one.end_s)
        if inside.any():
            assert one.v_mag <= sky.v_mag[inside].min() + 1e-6
        assert one.start_s <= one.brightest_s <= one.end_s
    np.testing.assert_array_equal(have[sure], want[sure])
    ends = [edge for one in found for edge in (one.start_s, one.end_s)]
    assert ends == sorted(ends)


def test_a_flyby_of_some_hours_is_found_between_the_days() -> None:
    at = parse_epoch("2030-06-10T09:17")
    out = EARTH.state(at)[0][0]
    aside = np.cross(out, [0.0, 0.0, 1.0])
    aside *= 15e3 / np.linalg.norm(aside)
    body = passing(at, list(4e8 * out / np.linalg.norm(out)), list(aside))
    span = (at - 20.37 * DAY_S, at + 20.0 * DAY_S)
    (one,) = windows(EARTH, body, 32.0, 0.15, span, Limits(v_max=20.0))
    assert 0.2 < (one.end_s - one.start_s) / 3600.0 < 24.0
    assert one.brightest_s == pytest.approx(at, abs=1800.0)
    for edge, sign in ((one.start_s, 1.0), (one.end_s, -1.0)):
        v = visibility(EARTH, body, 32.0, 0.15, edge + sign * 60.0 * np.array([-1.0, 1.0])).v_mag
        assert v[0] > 20.0 > v[1]


def test_a_window_and_a_gap_shorter_than_a_day_are_not_lost() -> None:
    body = flown("2000 SG344")
    span = (parse_epoch("2028-04-01"), parse_epoch("2028-07-01"))
    (whole,) = windows(EARTH, body, 24.7, 0.15, span)
    for share in (1e-5, 1e-4):
        (short,) = windows(EARTH, body, 24.7, 0.15, span, Limits(v_max=whole.v_mag + share))
        assert short.end_s - short.start_s < DAY_S
        assert short.brightest_s == pytest.approx(whole.brightest_s, abs=3600.0)
    # galactic latitude: a limit just above its least value within the window leaves a gap
    span = (parse_epoch("2028-05-15"), parse_epoch("2028-10-15"))
    t = np.arange(*span, 600.0)
    latitude = np.abs(visibility(EARTH, body, 24.7, 0.15, t).galactic_latitude_rad)
    assert 0 < np.argmin(latitude) < t.size - 1
    limits = Limits(galactic_latitude_min_rad=float(latitude.min() + 2e-4))
    first, second = windows(EARTH, body, 24.7, 0.15, span, limits)
    assert 0.0 < second.start_s - first.end_s < DAY_S
    assert first.end_s < t[np.argmin(latitude)] < second.start_s


def test_the_next_window_or_the_reason_why_there_is_none() -> None:
    body = flown("2000 SG344")
    none = next_window(EARTH, body, None, None, parse_epoch("2026"))
    assert none.window is None
    assert none.text == "not computed: the absolute magnitude is not known"
    none = next_window(EARTH, body, 33.0, None, parse_epoch("2017"), until_s=parse_epoch("2025"))
    assert none.window is None
    assert none.text.startswith("none before 2025-01-01: never brighter than V 24.5 at 60° or more")
    found = next_window(EARTH, body, 24.7, None, parse_epoch("2020")).window
    assert found is not None
    assert not found.starts_before
    assert found.text.startswith("2027-05-")
    again = next_window(EARTH, body, 24.7, None, 0.5 * (found.start_s + found.end_s)).window
    assert again is not None
    assert again.starts_before
    assert again.end_s == pytest.approx(found.end_s, abs=2.0 * observing.EDGE_S)
    assert again.text.startswith("already, to 2027-0")
    # one that is always far from the Sun and bright goes on for years
    far = twobody.ephemeris(replace(body.orbit, a_m=60.0 * AU_M), SPAN)
    long = next_window(EARTH, far, -10.0, None, SPAN[0] + DAY_S, Limits(elongation_min_rad=0.0))
    assert long.window is not None
    assert long.window.starts_before
    assert long.window.ends_after
    assert "to beyond 2032" in long.text or "to beyond 2031" in long.text


def test_what_is_refused() -> None:
    body = flown("2000 SG344")
    with pytest.raises(InvalidInput, match="not heliocentric"):
        visibility(planets.load().body("earth", centre="barycentre"), body, 20.0, None, SPAN[0])
    with pytest.raises(InvalidInput, match="magnitude is no number"):
        visibility(EARTH, body, math.nan, None, SPAN[0])
    with pytest.raises(InvalidInput, match="outside the ephemeris"):
        visibility(EARTH, body, 20.0, None, parse_epoch("2060"))
    with pytest.raises(InvalidInput, match="ends before it starts"):
        windows(EARTH, body, 20.0, None, (SPAN[1], SPAN[0]))
    with pytest.raises(InvalidInput, match="to search from"):
        next_window(EARTH, body, 20.0, None, parse_epoch("2060"))
    with pytest.raises(InvalidInput, match="faintest"):
        Limits(v_max=math.inf)
    with pytest.raises(InvalidInput, match="radians"):
        Limits(elongation_min_rad=60.0)
    with pytest.raises(InvalidInput, match="radians"):
        Limits(galactic_latitude_min_rad=-0.1)
