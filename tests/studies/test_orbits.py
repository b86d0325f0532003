"""Pairs, families, members and tubes as they are asked for, against published values."""

import numpy as np
import polars as pl
import pytest

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.capture import orbits as po
from windlass.studies import orbit_family, orbit_manifold, orbit_pair

# Service of periodic orbits of JPL (jpl3body): Earth and Moon.
NRHO = (1.0196625817475922, -0.18041918731575562, -0.09805982467069076, 1.4799795545729917)
NRHO_JACOBI, NRHO_STABILITY = 3.04890858931598, 1.25535


@pytest.fixture(scope="module")
def moon():
    return orbit_pair.pair("earth-moon")


@pytest.fixture(scope="module")
def halos(moon):
    return orbit_family.follow(orbit_family.Ask(pair=moon, kind="halo-south", count=30))


def tube(pair, **given):
    member = orbit_family.Ask(pair=pair, kind="halo-north", period=3.05)
    return orbit_manifold.fly(orbit_manifold.TubeAsk(member=member, trajectories=24, **given))


def test_points_of_known_pairs_lie_where_they_are_published(moon):
    rows = orbit_pair.points(moon).rows()
    assert rows[0]["x"] == pytest.approx(0.836915125772357, abs=1e-14)
    assert rows[1]["x"] == pytest.approx(1.15568216544488, abs=1e-14)
    rows = orbit_pair.points(orbit_pair.pair("sun-earth")).rows()
    assert rows[0]["from_smaller_km"] == pytest.approx(1_497_621, abs=1)
    assert rows[1]["from_smaller_km"] == pytest.approx(1_507_683, abs=1)
    assert [row["point"] for row in rows] == ["L1", "L2", "L3", "L4", "L5"]
    assert rows[3]["planar_period"] is None


def test_the_member_of_a_period_is_the_published_one(moon):
    ask = orbit_family.Ask(pair=moon, kind="nrho-south", period=NRHO[3])
    found = orbit_family.follow(ask)
    row = found.rows()[0]
    assert [row["x0"], row["z0"], row["vy0"]] == pytest.approx(NRHO[:3], abs=1e-10)
    assert row["jacobi"] == pytest.approx(NRHO_JACOBI, abs=1e-11)
    assert row["stability"] == pytest.approx(NRHO_STABILITY, abs=1e-5)
    assert row["closure"] < 1e-11
    assert len(found) == 1
    assert row["number"] == 0
    again = orbit_family.follow(
        orbit_family.Ask(pair=moon, kind="nrho-south", jacobi=row["jacobi"])
    ).rows()[0]
    assert again["period"] == pytest.approx(row["period"], rel=1e-9)


def test_rows_are_told_evenly_along_the_family_and_agree(halos, moon):
    rows = halos.rows()
    assert len(rows) == 30
    assert rows[0]["number"] == 1
    assert rows[-1]["number"] == halos.followed
    for row, orbit in zip(rows, halos.orbits, strict=True):
        assert row["period_d"] == pytest.approx(row["period"] * moon.primaries.turn_s / 86_400.0)
        assert row["least_km"] > 1_737.0
        assert orbit.closure < 1e-9
    assert halos.plain()["count"] == 30
    assert isinstance(halos.frame, pl.DataFrame)
    assert halos.frame["stability"].min() >= 1.0
    assert "Followed no further: the next orbit would meet the surface of the Moon." in str(halos)


def test_the_least_distance_is_below_that_of_any_state(halos):
    for k in (0, 14, 29):
        orbit = halos.orbits[k]
        states = po.flown(orbit, np.linspace(0.0, orbit.period, 2_001))
        away = np.linalg.norm(states[:, :3] - [1.0 - orbit.mu, 0.0, 0.0], axis=1).min()
        assert halos.least[k] <= away + 1e-9
        assert halos.least[k] == pytest.approx(away, rel=2e-3)


def test_paths_drawn_close(halos):
    assert len(halos.ways) == len(halos.drawn) == 30
    for way in halos.ways:
        assert np.abs(way[0] - way[-1]).max() < 1e-8
        steps = np.linalg.norm(np.diff(way[:, :3], axis=0), axis=1)
        assert steps.max() < 5.0 * np.median(steps)


def test_times_have_units_or_none(moon):
    assert moon.time("2.5") == 2.5
    assert moon.time("6.5634 d") == pytest.approx(6.5634 * 86_400.0 / moon.primaries.turn_s)
    bare = orbit_pair.pair(mu=0.1)
    assert bare.km(1.0) is None
    assert bare.days(1.0) is None
    with pytest.raises(InvalidInput, match="--turn"):
        bare.time("6 d")
    with pytest.raises(InvalidInput, match="above zero"):
        moon.time("-3")
    with pytest.raises(InvalidInput):
        moon.time("3 km")


def test_a_pair_by_its_mass_ratio_is_the_named_one(moon):
    p = moon.primaries
    same = orbit_pair.pair(mu=p.mu, distance=f"{p.distance_m!r} m", turn=f"{p.turn_s!r} s")
    a = orbit_pair.points(moon).rows()
    b = orbit_pair.points(same).rows()
    assert [row["from_smaller_km"] for row in a] == [row["from_smaller_km"] for row in b]


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"name": "sun-earth", "mu": 0.1}, "not both"),
        ({"name": "sun-pluto"}, "pair of primaries"),
        ({"mu": 0.7}, "mass ratio"),
        ({"mu": 0.1, "distance": "3 km"}, "go together"),
        ({"distance": "3 km"}, "--mu"),
    ],
)
def test_pairs_that_make_no_sense_are_refused(given, match):
    name = given.pop("name", None)
    with pytest.raises(InvalidInput, match=match):
        orbit_pair.pair(name, **given)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"kind": "halo"}, "halo-north"),
        ({"kind": "planar", "point": 3}, "--point 1 or 2"),
        ({"kind": "planar", "count": 1}, "at least 2"),
        ({"kind": "planar", "period": 3.0, "jacobi": 3.0}, "not both"),
    ],
)
def test_families_that_make_no_sense_are_refused(moon, given, match):
    with pytest.raises(InvalidInput, match=match):
        orbit_family.Ask(pair=moon, **given)


def test_a_member_outside_the_family_is_told_its_ends(moon):
    with pytest.raises(InvalidInput, match="give one between"):
        orbit_family.follow(orbit_family.Ask(pair=moon, kind="nrho-south", period=9.0))


def test_a_tube_keeps_its_jacobi_constant_and_ends_at_a_section():
    pair = orbit_pair.pair("sun-earth")
    found = tube(pair)
    assert found.met == 24
    from windlass.kernels import cr3bp

    for state in found.states:
        assert cr3bp.jacobi(pair.mu, state) == pytest.approx(found.orbit.jacobi, abs=1e-7)
        angle = np.arctan2(state[1], state[0] + pair.mu)
        assert abs(angle) == pytest.approx(np.pi / 8.0, abs=1e-9)
    assert (found.times < 0.0).all()
    for way, k in zip(found.ways, found.drawn, strict=True):
        assert way[-1] == pytest.approx(found.states[k], abs=1e-6)


def test_stable_and_unstable_tubes_mirror_each_other():
    pair = orbit_pair.pair("sun-earth")
    stable, unstable = tube(pair), tube(pair, stable=False)
    mirror = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    # Phase p of one is phase 1 − p of the other.
    back = np.roll(unstable.states[::-1], 1, axis=0) * mirror
    assert stable.states == pytest.approx(back, abs=1e-6)
    assert (stable.sides == -np.roll(unstable.sides[::-1], 1)).all()


def test_halves_leave_on_their_side():
    pair = orbit_pair.pair("sun-earth")
    for half, sign in (("outer", 1.0), ("inner", -1.0)):
        found = tube(pair, half=half)
        offs = found.begun[0] - found.orbit.state
        assert np.sign(offs[0]) == sign


def test_a_stable_orbit_has_no_tube(moon):
    member = orbit_family.Ask(pair=moon, kind="dro", period=2.7)
    with pytest.raises(OutOfDomain, match="less stable"):
        orbit_manifold.fly(orbit_manifold.TubeAsk(member=member))


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"half": "left"}, "inner, outer"),
        ({"trajectories": 2}, "4 to 10,000"),
        ({"angle": 4.0}, "180"),
    ],
)
def test_tubes_that_make_no_sense_are_refused(moon, given, match):
    member = orbit_family.Ask(pair=moon, kind="halo-north", period=3.0)
    with pytest.raises(InvalidInput, match=match):
        orbit_manifold.TubeAsk(member=member, **given)
    with pytest.raises(InvalidInput, match="--period or --jacobi"):
        orbit_manifold.TubeAsk(member=orbit_family.Ask(pair=moon, kind="halo-north"))
