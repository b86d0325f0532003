"""Two-body propagation: an independent solution of Kepler's equation, and how far it holds."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.bodies import asteroid, planets, twobody
from windlass.catalogue.collection import lookup
from windlass.catalogue.orbit import Orbit

Array = NDArray[np.float64]
AU = 149_597_870_700.0
GM = float(table("gm_de440")["sun"]["value"])
OBLIQUITY = math.radians(84_381.448 / 3600.0)


def made(a: float, e: float, i: float, node: float, peri: float, m: float) -> Orbit:
    return Orbit(
        designation="rock", epoch_s=parse_epoch("2030-01-01"), a_m=a * AU, e=e, i_rad=i,
        node_rad=node, peri_rad=peri, mean_anomaly_rad=m, precision="full", source="sbdb2026",
    )  # fmt: skip


def turn(axis: int, angle: float) -> Array:
    """Matrix that turns vectors about an axis."""
    c, s = math.cos(angle), math.sin(angle)
    out = np.eye(3)
    j, k = (axis + 1) % 3, (axis + 2) % 3
    out[j, j], out[j, k], out[k, j], out[k, k] = c, -s, s, c
    return out


def judged(orbit: Orbit, t: float) -> tuple[Array, Array]:
    """State by mean motion, a bracketed root of Kepler's equation and three turns."""
    n = math.sqrt(GM / orbit.a_m**3)
    m = (orbit.mean_anomaly_rad + n * (t - orbit.epoch_s)) % math.tau
    anomaly = brentq(lambda x: x - orbit.e * math.sin(x) - m, 0.0, math.tau, xtol=1e-15)
    c, s, b = math.cos(anomaly), math.sin(anomaly), math.sqrt(1.0 - orbit.e**2)
    rate = n / (1.0 - orbit.e * c)
    r = orbit.a_m * np.array([c - orbit.e, b * s, 0.0])
    v = orbit.a_m * rate * np.array([-s, b * c, 0.0])
    place = turn(0, OBLIQUITY) @ turn(2, orbit.node_rad) @ turn(0, orbit.i_rad)
    place = place @ turn(2, orbit.peri_rad)
    return place @ r, place @ v


@settings(max_examples=60, deadline=None)
@given(
    a=st.floats(0.5, 4.0), e=st.floats(0.0, 0.9), i=st.floats(0.0, 3.1), node=st.floats(0.0, 6.2),
    peri=st.floats(0.0, 6.2), m=st.floats(-3.1, 3.1), years=st.floats(-30.0, 30.0),
)  # fmt: skip
def test_kepler_s_equation_gives_the_same_state(
    a: float, e: float, i: float, node: float, peri: float, m: float, years: float
) -> None:
    orbit = made(a, e, i, node, peri, m)
    t = orbit.epoch_s + years * YEAR_S
    ends = sorted((orbit.epoch_s, t))
    r, v = twobody.ephemeris(orbit, (ends[0], ends[1])).state(t)
    want_r, want_v = judged(orbit, t)
    # rounding of a phase of up to 500 rad, as the speed at perihelion carries it
    slip = 1e-12 * (1.0 + abs(years)) / (1.0 - e) ** 2
    assert np.linalg.norm(r[0] - want_r) < slip * orbit.a_m
    assert np.linalg.norm(v[0] - want_v) < slip * math.sqrt(GM / orbit.a_m) / (1.0 - e)


@pytest.mark.parametrize("name", ["433", "2008 EV5", "2008 HU4"])
def test_near_the_epoch_it_lacks_the_planets_pull_and_nothing_else(
    name: str, tmp_path: Path
) -> None:
    orbit = lookup(name).orbit
    step = 3 * DAY_S
    t = orbit.epoch_s + np.array([-step, 0.0, step])
    whole = asteroid.integrate(orbit, (t[0], t[2]), cache_dir=tmp_path)
    plain = twobody.ephemeris(orbit, (t[0], t[2]))
    r, gap = whole.state(t)[0], whole.state(t)[0] - plain.state(t)[0]
    assert np.linalg.norm(gap[1]) < 1.0
    # the planets pull the rock and the Sun
    pull = np.zeros(3)
    for body in ("mercury", "venus", "earth", "moon", "mars", "jupiter", "saturn", "uranus"):
        gm = float(table("gm_de440")[body]["value"])
        to = planets.load().body(body).state(t[1])[0][0]
        d = to - r[1]
        pull += gm * (d / np.linalg.norm(d) ** 3 - to / np.linalg.norm(to) ** 3)
    want = 0.5 * pull * step**2
    assert np.linalg.norm(want) > 100.0
    mean = 0.5 * (gap[0] + gap[2])  # what is odd in time falls out
    assert np.linalg.norm(mean - want) < 0.02 * np.linalg.norm(want)


def test_after_the_flyby_of_2029_it_knows_nothing_of_the_new_orbit(tmp_path: Path) -> None:
    orbit = lookup("Apophis").orbit
    span = (orbit.epoch_s, parse_epoch("2031-01-01"))
    whole = asteroid.integrate(orbit, span, cache_dir=tmp_path)
    plain = twobody.ephemeris(orbit, span)
    t = np.array([parse_epoch("2029-03-01"), parse_epoch("2030-04-13")])
    gap = np.linalg.norm(whole.state(t)[0] - plain.state(t)[0], axis=1)
    # Apophis leaves as an Apollo of 1.1 au: a month's difference in the period of a year
    assert gap[1] > 0.1 * AU
    assert gap[1] > 20.0 * gap[0]
    r, v = whole.state(parse_epoch("2030-04-13"))
    a = 1.0 / (2.0 / np.linalg.norm(r[0]) - float(v[0] @ v[0]) / GM)
    assert a / AU == pytest.approx(1.10, abs=0.01)
    r, v = plain.state(parse_epoch("2030-04-13"))
    a = 1.0 / (2.0 / np.linalg.norm(r[0]) - float(v[0] @ v[0]) / GM)
    assert a == pytest.approx(orbit.a_m, rel=1e-10)


def test_it_is_labelled_and_keeps_its_span() -> None:
    orbit = made(1.1, 0.2, 0.1, 1.0, 2.0, 0.5)
    plain = twobody.ephemeris(orbit, (orbit.epoch_s, orbit.epoch_s + YEAR_S))
    assert "approximation" in plain.model
    assert plain.sources == ("sbdb2026",)
    assert plain.data == ()
    with pytest.raises(InvalidInput, match=r"rock.*2032-01-0"):
        plain.state(orbit.epoch_s + 2 * YEAR_S)
