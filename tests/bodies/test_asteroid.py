"""Asteroids: Horizons, the 2029 flyby of Apophis, the cache, refusals."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from windlass.base.epochs import YEAR_S, format_epoch, from_jd, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, planets, twobody
from windlass.bodies.forces import gm_sun
from windlass.catalogue.collection import lookup
from windlass.catalogue.orbit import NonGrav

SPAN = (parse_epoch("2026"), parse_epoch("2027"))


@pytest.mark.parametrize("name", ["99942", "433", "162173", "4769"])
def test_horizons(name: str, shared: Path, tmp_path: Path) -> None:
    file = shared / "data" / "ephemeris" / f"horizons_90d_{name}.json"
    samples = json.loads(file.read_text())["samples"]
    t = np.array([from_jd(one["jdTdb"]) for one in samples])
    want = np.array([[one["positionKm"][k] for k in "xyz"] for one in samples])
    r, _ = asteroid.integrate(lookup(name).orbit, SPAN, cache_dir=tmp_path).state(t)
    assert np.linalg.norm(r / 1e3 - want, axis=1).max() < 10.0


def test_apophis_passes_earth_in_2029(tmp_path: Path) -> None:
    # CNEOS: 2029-04-13 21:46 TDB, 0.000254099 au from Earth's centre
    span = (parse_epoch("2029"), parse_epoch("2030"))
    rock = asteroid.integrate(lookup("Apophis").orbit, span, cache_dir=tmp_path)
    t = np.arange(parse_epoch("2029-04-13T18:00"), parse_epoch("2029-04-14T02:00"), 60.0)
    gap = rock.state(t)[0] - planets.load().body("earth").state(t)[0]
    distance = np.linalg.norm(gap, axis=1)
    at = int(np.argmin(distance))
    assert distance[at] / 1e3 == pytest.approx(0.000254099098 * 149_597_870.7, abs=100.0)
    assert format_epoch(t[at], "minute")[:15] == "2029-04-13T21:4"


def test_kept_steps_give_the_same_states(tmp_path: Path) -> None:
    orbit = lookup("2008 EV5").orbit
    first = asteroid.integrate(orbit, SPAN, cache_dir=tmp_path)
    again = asteroid.integrate(orbit, SPAN, cache_dir=tmp_path)
    np.testing.assert_array_equal(first.rows, again.rows)
    assert len(list(tmp_path.iterdir())) == 1
    assert first.data == again.data


@pytest.mark.parametrize("harm", ["truncate", "flip", "empty"])
def test_a_damaged_cache_is_made_again(harm: str, tmp_path: Path) -> None:
    orbit = lookup("2008 EV5").orbit
    good = asteroid.integrate(orbit, SPAN, cache_dir=tmp_path)
    (path,) = tmp_path.iterdir()
    blob = bytearray(path.read_bytes())
    if harm == "truncate":
        blob = blob[: len(blob) // 2]
    elif harm == "flip":
        blob[len(blob) // 2] ^= 1
    else:
        blob = bytearray()
    path.write_bytes(bytes(blob))
    again = asteroid.integrate(orbit, SPAN, cache_dir=tmp_path)
    np.testing.assert_array_equal(good.rows, again.rows)
    assert path.read_bytes() != bytes(blob)


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    rock = asteroid.integrate(lookup("2008 EV5").orbit, SPAN, cache_dir=blocked / "x")
    assert rock.state(SPAN[0])[0].shape == (1, 3)


def test_spans_are_rounded_outwards_so_that_near_asks_share(tmp_path: Path) -> None:
    orbit = lookup("2008 EV5").orbit
    one = asteroid.integrate(orbit, (SPAN[0], SPAN[1]), cache_dir=tmp_path)
    two = asteroid.integrate(orbit, (SPAN[0] + 1e6, SPAN[1] - 1e6), cache_dir=tmp_path)
    assert one.span_s == two.span_s
    assert one.span_s[0] <= SPAN[0]
    assert one.span_s[1] >= SPAN[1]
    assert len(list(tmp_path.iterdir())) == 1


def test_outside_the_span_the_dates_are_named(tmp_path: Path) -> None:
    rock = asteroid.integrate(lookup("2008 EV5").orbit, SPAN, cache_dir=tmp_path)
    with pytest.raises(InvalidInput, match=r"2040-01-01.*holds 20"):
        rock.state(parse_epoch("2040"))
    with pytest.raises(InvalidInput, match="2650"):
        asteroid.integrate(lookup("2008 EV5").orbit, (SPAN[0], 1e11), cache_dir=tmp_path)


def test_an_encounter_is_where_two_bodies_are_not_enough(tmp_path: Path) -> None:
    # 2000 SG344 meets Earth in 2028; two-body propagation does not see it
    orbit = lookup("2000 SG344").orbit
    near, far = orbit.epoch_s + 20 * 86_400.0, parse_epoch("2030")
    rock = asteroid.integrate(orbit, (orbit.epoch_s, far), cache_dir=tmp_path)
    plain = twobody.ephemeris(orbit, (orbit.epoch_s, far))
    assert "approximation" in plain.model
    gap = [np.linalg.norm(rock.state(t)[0] - plain.state(t)[0]) / 1e3 for t in (near, far)]
    assert gap[0] < 3_000.0
    assert gap[1] > 1e6


def test_propagation_into_a_body_is_told() -> None:
    t = parse_epoch("2030")
    r, v = (x[0] for x in planets.load().body("earth").state(t))
    with pytest.raises(NotSolved, match="ended early"):
        asteroid.propagate(r + np.array([2e7, 0.0, 0.0]), v, t, t + YEAR_S)


def test_the_cache_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path))
    assert asteroid.default_cache() == tmp_path / "ephemerides"
    monkeypatch.delenv("WINDLASS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert asteroid.default_cache() == tmp_path / "x" / "windlass" / "ephemerides"
    assert os.environ["XDG_CACHE_HOME"]


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(asteroid.os, "replace", full)
    rock = asteroid.integrate(lookup("2008 EV5").orbit, SPAN, cache_dir=tmp_path)
    assert rock.state(SPAN[0])[0].shape == (1, 3)
    assert list(tmp_path.iterdir()) == []


def test_another_orbit_or_push_is_another_entry(tmp_path: Path) -> None:
    orbit = lookup("2008 EV5").orbit
    ones = [
        asteroid.integrate(one, SPAN, cache_dir=tmp_path)
        for one in (
            orbit,
            replace(orbit, a_m=orbit.a_m + 1.0),
            replace(orbit, nongrav=NonGrav(0.0, 1e-13, 0.0)),
        )
    ]
    assert len(list(tmp_path.iterdir())) == 3
    assert len({one.data for one in ones}) == 3


def test_velocity_is_the_slope_of_position_across_steps(tmp_path: Path) -> None:
    rock = asteroid.integrate(lookup("2008 EV5").orbit, SPAN, cache_dir=tmp_path)
    t = np.linspace(SPAN[0] + 1e4, SPAN[1] - 1e4, 400)
    h = 900.0
    slope = (rock.state(t + h)[0] - rock.state(t - h)[0]) / (2.0 * h)
    assert np.abs(slope - rock.state(t)[1]).max() < 5e-3


def test_stored_steps_are_the_integration_at_any_epoch(tmp_path: Path) -> None:
    orbit = lookup("2008 EV5").orbit
    rock = asteroid.integrate(orbit, (orbit.epoch_s, parse_epoch("2035")), cache_dir=tmp_path)
    r, v = asteroid.initial_state(orbit)
    for t in np.random.default_rng(7).uniform(orbit.epoch_s, parse_epoch("2035"), 12):
        there = asteroid.propagate(r, v, orbit.epoch_s, float(t))
        assert np.linalg.norm(there[0] - rock.state(t)[0][0]) < 1.0
        assert np.linalg.norm(there[1] - rock.state(t)[1][0]) < 1e-6


def test_a_single_instant_on_the_seam_of_two_years(tmp_path: Path) -> None:
    orbit = replace(lookup("2008 EV5").orbit, epoch_s=26.0 * YEAR_S)
    rock = asteroid.integrate(orbit, (orbit.epoch_s, orbit.epoch_s), cache_dir=tmp_path)
    r, _ = asteroid.initial_state(orbit)
    np.testing.assert_allclose(rock.state(orbit.epoch_s)[0][0], r, rtol=0, atol=1e-3)


def test_two_bodies_start_alike_and_close(tmp_path: Path) -> None:
    orbit = lookup("2008 EV5").orbit
    period = 2.0 * np.pi * np.sqrt(orbit.a_m**3 / gm_sun())
    plain = twobody.ephemeris(orbit, (orbit.epoch_s, orbit.epoch_s + 4.0 * period))
    r, v = asteroid.initial_state(orbit)
    for turns in (0.0, 1.0, 4.0):
        there = plain.state(orbit.epoch_s + turns * period)
        np.testing.assert_allclose(there[0][0], r, rtol=0, atol=10.0)
        np.testing.assert_allclose(there[1][0], v, rtol=0, atol=1e-5)
    with pytest.raises(InvalidInput, match="outside the ephemeris"):
        plain.state(orbit.epoch_s - 1.0)
