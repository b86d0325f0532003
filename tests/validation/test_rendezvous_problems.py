"""The random low-thrust rendezvous: as they were asked, and feasible as it is said."""

import csv
from pathlib import Path

import numpy as np
import pytest

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, from_jd
from windlass.bodies.forces import gm_sun
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.bodies.planets import load
from windlass.bodies.twobody import ephemeris
from windlass.lowthrust.solve import solve

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def table(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from validation import rendezvous_problems

    return rendezvous_problems


@pytest.fixture
def made(table):
    return table.problems()


@pytest.fixture
def generator(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from validation import _rendezvous_generator

    return _rendezvous_generator


def test_two_hundred_each_of_its_own(made):
    assert len(made) == 200
    for field in ("name", "draw", "designation"):
        assert len({getattr(one, field) for one in made}) == 200
    assert [one.draw for one in made] == sorted(one.draw for one in made)
    assert [one.name for one in made] == [f"R{k:03d}" for k in range(1, 201)]


def test_all_within_what_was_asked(made, generator):
    first, last = from_jd(generator.FIRST_JD), from_jd(generator.LAST_JD)
    for one in made:
        assert first <= one.departure_s < last
        assert 200.0 <= one.tof_s / DAY_S <= 1000.0
        assert (one.m0_kg, one.isp_s, one.gm_m3_s2) == (1500.0, 3000.0, gm_sun())
        assert one.least_thrust_n <= 1.2
        assert one.thrust_n == pytest.approx(1.1 * one.least_thrust_n, rel=1e-15)
        assert 0.0 < one.propellant_kg <= 0.45 * one.m0_kg
        assert 0.1 < one.turns < 4.0
        # what the least thrust burns when it never rests is the most that it can burn
        burnt = one.least_thrust_n * one.tof_s / (9.80665 * one.isp_s)
        assert 0.9 * burnt < one.propellant_kg <= burnt * (1.0 + 1e-9)


def test_arrivals_are_on_orbits_of_the_kind_that_was_drawn(made):
    for one in made:
        r, v = one.end[:3], one.end[3:]
        a = 1.0 / (2.0 / np.linalg.norm(r) - v @ v / one.gm_m3_s2)
        momentum = np.cross(r, v)
        e = np.sqrt(max(0.0, 1.0 - momentum @ momentum / (one.gm_m3_s2 * a)))
        # the pull of the planets may have moved the orbit a little since the catalogue's epoch
        assert a < 2.25 * AU_M
        assert e < 0.56
        assert np.arccos(momentum[2] / np.linalg.norm(momentum)) < np.radians(15.5)


def test_departures_are_earth(made):
    for one in made[::20]:
        r, v = load().body("earth").state(one.departure_s)
        assert np.abs(icrf_to_ecliptic(r[0]) - one.start[:3]).max() < 1.0
        assert np.abs(icrf_to_ecliptic(v[0]) - one.start[3:]).max() < 1e-6


def test_the_csv_keeps_every_digit(table, made):
    with table.TABLE.open(newline="") as file:
        row = list(csv.DictReader(file))[17]
    one = made[17]
    assert repr(float(one.start[0])) == row["x0_m"]
    assert repr(float(one.end[5])) == row["vz1_m_s"]
    assert repr(one.thrust_n) == row["thrust_n"]
    assert not any("force" in field or "throttle" in field for field in row)


@pytest.mark.shared
def test_the_draws_are_those_of_the_seed(made, generator, shared, tmp_path):
    for one in (made[0], made[111]):
        again = generator.draw(one.draw, tmp_path)
        assert again.designation == one.designation
        assert from_jd(again.departure_jd) == one.departure_s
        assert again.tof_d * DAY_S == one.tof_s
        assert again.start == pytest.approx(one.start, rel=1e-9)
        assert again.end == pytest.approx(one.end, rel=1e-9, abs=1e-3)
        # by another way, near enough to see that it is this asteroid: two bodies alone
        target = generator.drawn(one.draw)[0]
        t = one.departure_s + one.tof_s
        r, _ = ephemeris(target.orbit, (min(t, target.orbit.epoch_s), t)).state(t)
        assert np.linalg.norm(icrf_to_ecliptic(r[0]) - one.end[:3]) < 0.05 * AU_M


@pytest.mark.parametrize("at", [0, 7])
def test_the_least_thrust_flies_and_a_lesser_one_was_not_found(made, generator, at):
    one = made[at]
    draw = generator.Draw(
        number=one.draw, designation=one.designation, departure_jd=0.0,
        tof_d=round(one.tof_s / DAY_S), start=one.start, end=one.end,
    )  # fmt: skip
    flight = generator.best(draw)
    assert flight.thrust_n == pytest.approx(one.least_thrust_n, rel=1e-3)
    assert flight.propellant_kg == pytest.approx(one.propellant_kg, rel=1e-3)
    assert flight.miss_km < 1000.0
    assert flight.miss_m_s < 1.0


def test_what_no_thrust_allowed_can_do_is_rejected(made, generator):
    one = made[0]
    draw = generator.Draw(
        number=one.draw, designation=one.designation, departure_jd=0.0, tof_d=20,
        start=one.start, end=one.end,
    )  # fmt: skip
    with pytest.raises(generator.Rejected, match="too hard"):
        generator.best(draw)


def test_the_bound_of_least_greatest_forces_closes(generator):
    from validation._rendezvous_thrust import least_greatest

    rng = np.random.default_rng(5)
    reach, shift = rng.normal(size=(30, 6, 3)), rng.normal(size=6)
    force, gap = least_greatest(reach, shift)
    assert np.einsum("nij,nj->i", reach, force) == pytest.approx(shift, abs=1e-10)
    assert 0.0 <= gap < 1e-3


def test_derivatives_of_arcs_are_those_of_the_flight(generator):
    from validation._rendezvous_thrust import arcs, fly

    rng = np.random.default_rng(6)
    start = np.array([[1.0, 0.1, 0.02, -0.1, 0.95, 0.03]])
    force, mass, dt = np.array([[0.02, -0.03, 0.01]]), np.array([0.8]), np.array([0.3])
    _, by = arcs(start, mass, force, dt)
    at = np.concatenate([start[0], force[0], mass])

    def flown(x):
        return arcs(x[None, :6], x[9:], x[None, 6:9], dt)[0][0]

    way = rng.normal(size=10)
    slope = (flown(at + 1e-5 * way) - flown(at - 1e-5 * way)) / 2e-5
    assert by[0] @ way == pytest.approx(slope, rel=1e-6, abs=1e-8)
    whole = arcs(start, np.ones(1), force, dt)[0][0]
    assert fly(start[0], np.array([0.0, 0.3]), force)[:6] == pytest.approx(whole, abs=1e-9)


def test_another_count_of_revolutions_is_looked_at_though_one_leads_to_a_leg(made, table):
    """R176 goes three times about the Sun by the time it has, and is better off with two."""
    from validation import _rendezvous_best

    (one,) = [one for one in made if one.name == "R176"]
    found = solve(_rendezvous_best.leg_of(one), nearest=False)
    assert {turns for turns, worth in found.tried if not isinstance(worth, str)} == {2, 3}
    assert found.best.turns == 2
    best = float(_rendezvous_best.recorded()["R176"]["final_kg"])
    assert found.final_kg == pytest.approx(best, rel=1e-3)
