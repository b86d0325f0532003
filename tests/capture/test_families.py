"""Families of periodic orbits: closed, in order, mirrored, and right where they begin."""

import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from tests.kernels.rotating import motion
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import orbits as po
from windlass.capture.families import FIRST, KINDS, NRHO, STEP, Family, family, member
from windlass.capture.three_body import frequencies, point
from windlass.kernels import cr3bp

Array = NDArray[np.float64]

MU = 0.01215058560962404
SUN = 3.040423398e-6
MOST = 60
LEAST = (0.0165, 0.00446)
"""Radii of Earth and Moon in the distance between them."""
PAIRS = [(MU, kind, k) for kind in KINDS for k in ((0,) if kind == "dro" else (1, 2))]
PAIRS += [(SUN, "planar", 1), (SUN, "vertical", 2), (SUN, "halo-north", 2), (SUN, "dro", 0)]
ALL = pytest.mark.parametrize(("mu", "kind", "libration"), PAIRS)


@cache
def followed(mu: float, kind: str, libration: int) -> Family:
    """A family's first members; of the near-rectilinear orbits, which begin late, more."""
    most = 200 if kind.startswith("nrho") else MOST
    return family(mu, kind, max(libration, 1), most=most, least=LEAST if mu == MU else (0.0, 0.0))


@ALL
def test_members_close_and_have_reciprocal_multipliers(
    mu: float, kind: str, libration: int
) -> None:
    found = followed(mu, kind, libration)
    assert (found.kind, found.point, found.mu) == (kind, libration, mu)
    assert len(found) == len(found.unknowns) == len(found.periods) >= 10
    for orbit, unknown, period in zip(found.orbits, found.unknowns, found.periods, strict=True):
        assert orbit.closure < 1e-11
        s0, t = po.start(found.symmetry, unknown)
        np.testing.assert_array_equal(s0, orbit.state)
        assert t * found.symmetry.parts == orbit.period == period
        assert orbit.jacobi == cr3bp.jacobi(mu, orbit.state)
        values = np.linalg.eigvals(orbit.monodromy)
        biggest = np.abs(values).max()
        for value in values:
            assert np.abs(values * value - 1).min() < 2e-5 * max(1.0, biggest)
        said = [nu + sign * (nu * nu - 1) ** 0.5 for nu in orbit.indices for sign in (1, -1)]
        assert max(abs(v) for v in said) == pytest.approx(biggest, rel=1e-4)
        assert orbit.stability >= 1.0


@ALL
def test_members_follow_each_other(mu: float, kind: str, libration: int) -> None:
    found = followed(mu, kind, libration)
    hill = (mu / 3) ** (1 / 3)
    weights = np.array([hill] * len(found.symmetry.free) + [0.1])
    change = np.diff(found.unknowns / weights, axis=0)
    length = np.linalg.norm(change, axis=1)
    assert length.max() < 1.5 * STEP
    assert length.min() > 0
    # It never turns back: each step goes on roughly where the last one went.
    ways = change / length[:, None]
    assert np.sum(ways[1:] * ways[:-1], axis=1).min() > 0.5
    # And what is told of the members changes as smoothly.
    assert np.abs(np.diff(found.jacobis)).max() < 0.3 * max(1.0, abs(found.jacobis).max())
    assert np.abs(np.diff(found.periods)).max() < 0.1 * STEP * 1.5 * found.symmetry.parts


@ALL
def test_a_second_integrator_closes_a_member(mu: float, kind: str, libration: int) -> None:
    found = followed(mu, kind, libration)
    for k in {len(found) // 3, len(found) - 1}:
        orbit = found.orbits[k]
        judge = solve_ivp(
            motion, (0, orbit.period), orbit.state, method="DOP853", rtol=3e-14, atol=1e-15,
            args=(mu,),
        )  # fmt: skip
        # Its errors grow with the orbit's own instability.
        growth = np.abs(orbit.monodromy).max()
        assert np.abs(judge.y[:, -1] - orbit.state).max() < 1e-13 * (10 + growth)


@pytest.mark.parametrize("kind", ["halo", "nrho"])
@pytest.mark.parametrize("libration", [1, 2])
def test_south_is_the_mirror_of_north(kind: str, libration: int) -> None:
    north = followed(MU, f"{kind}-north", libration)
    south = followed(MU, f"{kind}-south", libration)
    assert len(north) == len(south)
    flip = np.array([1, -1, 1, 1.0])
    np.testing.assert_allclose(south.unknowns, north.unknowns * flip, rtol=0, atol=1e-10)
    np.testing.assert_allclose(south.jacobis, north.jacobis, rtol=0, atol=1e-10)
    np.testing.assert_allclose(south.stabilities, north.stabilities, rtol=1e-6)
    assert (north.unknowns[:, 1] > 0).all()
    # North: most of a period is spent above the plane.
    orbit = north.orbits[len(north) // 2]
    above = po.flown(orbit, np.linspace(0, orbit.period, 200))[:, 2]
    assert np.count_nonzero(above > 0) > 100


@pytest.mark.parametrize("mu", [MU, SUN])
@pytest.mark.parametrize("libration", [1, 2])
def test_the_halo_branch_begins_on_the_planar_family(mu: float, libration: int) -> None:
    halo = family(mu, "halo-north", libration, most=2)
    planar = family(mu, "planar", libration, most=60)
    first = halo.orbits[0]
    hill = (mu / 3) ** (1 / 3)
    assert 0 < first.state[2] < 0.01 * hill
    same = member(planar, jacobi=first.jacobi)
    np.testing.assert_allclose(first.state, same.state, rtol=0, atol=3e-3 * hill)
    assert first.period == pytest.approx(same.period, abs=1e-4)
    # There the planar orbit's motion out of the plane is in step with it.
    out = same.monodromy[np.ix_([2, 5], [2, 5])]
    assert 0.5 * np.trace(out) == pytest.approx(1.0, abs=2e-3)
    assert np.abs(same.indices - 1).min() < 2e-3


@pytest.mark.parametrize("mu", [MU, SUN, 0.3])
@pytest.mark.parametrize("libration", [1, 2])
def test_small_orbits_are_linear_motion(mu: float, libration: int) -> None:
    _, planar, vertical, kappa = frequencies(mu, libration)
    square = 20 * FIRST**2  # what is not linear grows with the square of the size
    x = float(point(mu, libration)[0])
    orbit = family(mu, "planar", libration, most=2).orbits[0]
    assert orbit.period == pytest.approx(2 * math.pi / planar, rel=square)
    way = po.flown(orbit, np.linspace(0, orbit.period, 201))
    size = np.abs(way[:, 0] - x).max()
    assert np.abs(way[:, 1]).max() == pytest.approx(kappa * size, rel=5e-3)
    assert np.abs(way[:, 2]).max() == 0.0
    orbit = family(mu, "vertical", libration, most=2).orbits[0]
    assert orbit.period == pytest.approx(2 * math.pi / vertical, rel=square)
    way = po.flown(orbit, np.linspace(0, orbit.period, 201))
    assert np.abs(way[:, :2] - [x, 0]).max() < 0.01 * np.abs(way[:, 2]).max()


@pytest.mark.parametrize("mu", [MU, SUN, 3.2271543e-7])
def test_small_distant_retrograde_orbits_are_circles(mu: float) -> None:
    orbit = family(mu, "dro", most=2).orbits[0]
    way = po.flown(orbit, np.linspace(0, orbit.period, 101))
    x, y = way[:, 0] - (1 - mu), way[:, 1]
    r = np.hypot(x, y)
    assert r.max() / r.min() == pytest.approx(1.0, abs=1e-3)
    # Kepler's period, seen from a frame that turns the other way.
    rate = math.sqrt(mu / r.mean() ** 3)
    assert orbit.period == pytest.approx(2 * math.pi / (rate + 1), rel=1e-3)
    spin = x * way[:, 4] - y * way[:, 3]
    assert (spin < 0).all()
    assert orbit.stability == pytest.approx(1.0, abs=1e-6)


def test_published_orbits_are_members() -> None:
    rows = (
        ("nrho-south", 2, 1.4799795545729917, 1.0196625817475922, -0.18041918731575562),
        ("halo-south", 2, 2.9329227638879547, 1.1229823661380263, -0.18412853433203669),
        ("halo-north", 1, 2.7629516051826917, 0.8241716997696729, 0.05763660825010655),
        ("dro", 1, 2.7344101432096957, 0.8289927126704472, 0.0),
    )
    for kind, libration, period, x, z in rows:
        found = family(MU, kind, libration, most=330, least=LEAST)
        orbit = member(found, period=period)
        assert orbit.period == pytest.approx(period, abs=1e-13)
        assert orbit.closure < 1e-11
        np.testing.assert_allclose(orbit.state[[0, 2]], [x, z], rtol=0, atol=1e-10)
        again = member(found, jacobi=orbit.jacobi)
        assert again.jacobi == pytest.approx(orbit.jacobi, abs=1e-13)
        assert again.closure < 1e-11


def test_members_between_members() -> None:
    found = followed(MU, "vertical", 1)
    for k in (0, 7, 30):
        wanted = 0.3 * found.jacobis[k] + 0.7 * found.jacobis[k + 1]
        orbit = member(found, jacobi=wanted)
        assert orbit.jacobi == pytest.approx(wanted, abs=1e-13)
        assert found.periods[k] <= orbit.period <= found.periods[k + 1]
        wanted = 0.5 * (found.periods[k] + found.periods[k + 1])
        assert member(found, period=wanted).period == pytest.approx(wanted, abs=1e-13)
    exact = member(found, period=float(found.periods[5]))
    np.testing.assert_allclose(exact.state, found.orbits[5].state, rtol=0, atol=1e-10)


def test_near_rectilinear_orbits_are_the_calm_halo_orbits() -> None:
    for libration in (1, 2):
        found = followed(MU, "nrho-south", libration)
        assert found.stabilities.max() <= NRHO
        assert (found.unknowns[:, 1] < 0).all()
        halo = family(MU, "halo-south", libration, most=200, least=LEAST)
        k = int(np.argmin(np.abs(halo.periods - found.periods[0])))
        np.testing.assert_allclose(halo.unknowns[k], found.unknowns[0], rtol=0, atol=1e-12)
        assert halo.stabilities[k - 1] > NRHO


def test_families_end_where_asked() -> None:
    assert family(MU, "planar", 1, most=5).ended == "5 members"
    hill = (MU / 3) ** (1 / 3)
    short = family(MU, "planar", 1, reach=1.3 * hill)
    assert "further" in short.ended
    centre = np.array([1 - MU, 0, 0])
    assert max(np.linalg.norm(o.state[:3] - centre) for o in short.orbits) <= 1.3 * hill
    longest = family(MU, "dro", longest=1.0)
    assert "period" in longest.ended
    assert longest.periods.max() <= 1.0
    near = family(MU, "halo-south", 2, most=400, least=LEAST)
    assert "too near" in near.ended
    for orbit in near.orbits[-3:]:
        way = po.flown(orbit, np.linspace(0, orbit.period, 400))[:, :3]
        assert np.linalg.norm(way - centre, axis=1).min() > 0.999 * LEAST[1]
    fine = family(MU, "planar", 2, most=20, step=0.02)
    assert np.abs(np.diff(fine.unknowns[:, 0])).max() <= 0.02 * hill * 1.5


def test_a_vertical_family_ends_in_the_plane() -> None:
    found = family(0.3, "vertical", 2, most=300)
    assert "plane" in found.ended
    assert (found.unknowns[:, 1] > 0).all()


def test_bad_asks_are_refused() -> None:
    with pytest.raises(InvalidInput, match="kind of orbit"):
        family(MU, "halo")
    for libration in (0, 3):
        with pytest.raises(InvalidInput, match="libration point"):
            family(MU, "planar", libration)
    for change in ({"most": 1}, {"step": 0.0}, {"longest": 0.0}, {"step": math.nan}):
        with pytest.raises(InvalidInput, match="members, step"):
            family(MU, "planar", 1, **change)  # type: ignore[arg-type]
    found = followed(MU, "planar", 1)
    with pytest.raises(InvalidInput, match="outside the family"):
        member(found, period=100.0)
    with pytest.raises(InvalidInput, match="outside the family"):
        member(found, jacobi=-5.0)
    for both in ({}, {"period": 3.0, "jacobi": 3.1}):
        with pytest.raises(InvalidInput, match="member of a family"):
            member(found, **both)
    with pytest.raises(NotSolved):
        family(MU, "planar", 1, least=(0.9, 0.9))
    with pytest.raises(NotSolved):
        family(MU, "nrho-north", 2, most=5)
