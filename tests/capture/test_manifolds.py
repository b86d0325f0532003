"""Manifolds of periodic orbits: they come back to their orbit, are cut first, mirrored, stored."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import manifolds as mf
from windlass.capture import orbits as po
from windlass.capture.families import Family, family
from windlass.capture.manifolds import STEP_OFF, TubeAsk, Tubes
from windlass.capture.orbits import Orbit
from windlass.capture.three_body import primaries
from windlass.kernels import cr3bp, tube_arc
from windlass.kernels.status import OK

Array = NDArray[np.float64]

SUN_EARTH = primaries("sun-earth")
MU = SUN_EARTH.mu
HILL = (MU / 3) ** (1 / 3)
ASK = TubeAsk(primaries=SUN_EARTH, kinds=("planar",), sizes=8, phases=24, reach=1.5)
FREE = np.zeros(2)
EARTH = np.array([1 - MU, 0.0, 0.0])
MIRROR = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tubes")


@pytest.fixture(scope="module")
def tubes(folder: Path) -> Tubes:
    return mf.tubes(ASK, folder=folder)


def path_of(s: Array, t: float, n: int) -> Array:
    out = np.empty((n, 6))
    assert cr3bp.sample(MU, s, np.linspace(0.0, t, n), 1e-14, FREE, out) == OK
    return out


def orbit_of(tubes: Tubes, tube: int, size: int) -> Orbit:
    unknown = tubes.unknowns[tube, size]
    return po.whole(MU, po.PLANAR, unknown[np.isfinite(unknown)])


def samples(tubes: Tubes, seed: int, n: int) -> list[tuple[int, int, int]]:
    there = np.argwhere(np.isfinite(tubes.times))
    picked = np.random.default_rng(seed).choice(len(there), n, replace=False)
    return [(int(a), int(b), int(c)) for a, b, c in there[picked]]


def test_tubes_are_told_in_full(tubes: Tubes) -> None:
    assert len(tubes) == len(tubes.kind) == len(tubes.states)
    assert {(p, o) for p, o in zip(tubes.point, tubes.outer, strict=True)} == {
        (p, o) for p in (1, 2) for o in (True, False)
    }
    assert tubes.name(0) == f"L{tubes.point[0]} planar"
    assert (tubes.counts == ASK.sizes).all()
    there = np.isfinite(tubes.times)
    np.testing.assert_array_equal(there, np.isfinite(tubes.states).all(axis=-1))
    np.testing.assert_array_equal(there, np.isfinite(tubes.states).any(axis=-1))
    assert (tubes.times[there] < 0).all()
    for tube in range(len(tubes)):
        for size in (0, 4, 7):
            orbit = orbit_of(tubes, tube, size)
            assert orbit.period == tubes.periods[tube, size]
            assert orbit.jacobi == tubes.jacobis[tube, size]
            way = po.flown(orbit, np.linspace(0, orbit.period, 200))[:, :3]
            far = np.linalg.norm(way - EARTH, axis=1).max()
            assert far == pytest.approx(tubes.reaches[tube, size], rel=1e-2)
            assert far <= ASK.reach * HILL * 1.01


def test_states_lie_on_their_half_plane(tubes: Tubes) -> None:
    for tube in range(len(tubes)):
        there = np.isfinite(tubes.times[tube])
        s = tubes.states[tube][there]
        angle = np.arctan2(s[:, 1], s[:, 0] + MU)
        np.testing.assert_allclose(angle, tubes.side[tube] * ASK.angle, rtol=0, atol=1e-13)
        assert np.abs(s[:, 2]).max() < 1e-15


def test_jacobi_constant_is_that_of_the_orbit(tubes: Tubes) -> None:
    for tube, size, phase in np.argwhere(np.isfinite(tubes.times)):
        c = cr3bp.jacobi(MU, tubes.states[tube, size, phase])
        # Of the step off the orbit only the square counts, times the potential's curvature.
        assert c == pytest.approx(tubes.jacobis[tube, size], abs=100 * STEP_OFF**2)


def test_flown_on_they_come_to_their_orbit(tubes: Tubes) -> None:
    for tube, size, phase in samples(tubes, 1, 30):
        orbit = orbit_of(tubes, tube, size)
        t = -tubes.times[tube, size, phase]
        s, status = cr3bp.propagate(MU, tubes.states[tube, size, phase], t, 1e-16, FREE)
        assert status == OK
        base = po.flown(orbit, np.array([0.0, phase / ASK.phases * orbit.period]))[1]
        off = np.linalg.norm((s - base)[:3])
        if not tubes.outer[tube]:  # their flights past the planet lose digits
            assert off < 3 * STEP_OFF
            continue
        assert off == pytest.approx(STEP_OFF, rel=1e-3)
        # A quarter of a period further on they are nearer still.
        s, _ = cr3bp.propagate(MU, s, 0.25 * orbit.period, 1e-16, FREE)
        base, _ = cr3bp.propagate(MU, base, 0.25 * orbit.period, 1e-16, FREE)
        assert np.linalg.norm((s - base)[:3]) < 0.7 * STEP_OFF


def test_the_cut_is_the_first(tubes: Tubes) -> None:
    for tube, size, phase in samples(tubes, 2, 40):
        t = -tubes.times[tube, size, phase]
        way = path_of(tubes.states[tube, size, phase], t, 1500)
        angle = np.arctan2(way[:, 1], way[:, 0] + MU)
        assert np.abs(angle[1:-1]).max() < ASK.angle + 1e-9
        # Nor does it meet a body.
        assert np.linalg.norm(way[:, :3] - EARTH, axis=1).min() > ASK.least[1]


def test_outer_halves_go_away_and_inner_ones_pass_the_planet(tubes: Tubes) -> None:
    for tube, size, phase in samples(tubes, 3, 60):
        orbit = orbit_of(tubes, tube, size)
        near = np.linalg.norm(
            po.flown(orbit, np.linspace(0, orbit.period, 100))[:, :3] - EARTH, axis=1
        ).min()
        t = -tubes.times[tube, size, phase]
        way = path_of(tubes.states[tube, size, phase], t, 1500)
        nearest = np.linalg.norm(way[:, :3] - EARTH, axis=1).min()
        if tubes.outer[tube]:
            assert nearest > 0.9 * near
            sun = np.hypot(way[0, 0] + MU, way[0, 1])
            assert (sun < 1.0) == (tubes.point[tube] == 1)
        else:
            assert nearest < 0.95 * near


def test_unstable_ones_are_the_mirror_image(tubes: Tubes) -> None:
    ask = TubeAsk(
        primaries=SUN_EARTH, kinds=("planar",), sizes=8, phases=24, reach=1.5, stable=False
    )
    other, m, compared = mf.build(ask), ASK.phases, 0
    for tube in range(len(tubes)):
        kin = [
            k for k in range(len(other))
            if (other.point[k], other.outer[k], other.side[k])
            == (tubes.point[tube], tubes.outer[tube], -tubes.side[tube])
        ]  # fmt: skip
        assert len(kin) == 1
        back = (m - np.arange(m)) % m
        s, t = other.states[kin[0]][:, back] * MIRROR, -other.times[kin[0]][:, back]
        # After long flights past the planet rounding tells them apart.
        short = np.abs(tubes.times[tube]) < (20.0 if tubes.outer[tube] else 12.0)
        np.testing.assert_allclose(t[short], tubes.times[tube][short], rtol=0, atol=1e-6)
        np.testing.assert_allclose(s[short], tubes.states[tube][short], rtol=0, atol=1e-6)
        compared += np.count_nonzero(short)
    assert compared > 400


def test_smooth_cells_have_all_their_neighbours(tubes: Tubes) -> None:
    assert tubes.smooth.any()
    n, m = ASK.sizes, ASK.phases
    for tube in range(len(tubes)):
        for i in range(n):
            for j in range(m):
                low = min(max(i - 1, 0), n - 4)
                around = tubes.times[tube, low : low + 4][:, (j + np.arange(-1, 3)) % m]
                fit = i < n - 1 and np.isfinite(around).all() and np.ptp(around) < mf.SPREAD
                assert tubes.smooth[tube, i, j] == fit


def test_between_the_nodes_lie_manifold_states(tubes: Tubes) -> None:
    # Half way between two phases: what is flown from there meets what is interpolated.
    off, out = [], np.empty(6)
    for tube, size, phase in np.argwhere(tubes.smooth)[::9]:
        orbit = orbit_of(tubes, tube, size)
        begun = mf.starts(
            orbit, np.array([(phase + 0.5) / ASK.phases]), outer=tubes.outer[tube],
            point=tubes.point[tube],
        )  # fmt: skip
        assert begun is not None
        s, _, side = mf.cut(MU, begun, -mf.LONGEST, ASK.angle, ASK.least)
        assert side[0] == tubes.side[tube]
        assert tube_arc.on_tube(tubes.states[tube], tubes.smooth[tube], size, phase + 0.5, out)
        off.append((size, np.abs(out - s[0]).max()))
    # This table is coarse: 24 phases; the smallest orbits' tubes are smooth even so.
    assert max(miss for size, miss in off if size < 3) < 2e-5
    assert max(miss for _, miss in off) < 3e-3


def test_stored_tubes_are_those_made(tubes: Tubes, folder: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    files = list(folder.glob("*.npz"))
    assert len(files) == 1
    assert not list(folder.glob("*.part"))
    with monkeypatch.context() as patch:
        patch.setattr(mf, "build", lambda ask: pytest.fail("built again"))
        again = mf.tubes(ASK, folder=folder)
    for name in Tubes.__dataclass_fields__:
        a, b = getattr(tubes, name), getattr(again, name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b)
            assert a.dtype == b.dtype
        else:
            assert a == b
    built = []
    with monkeypatch.context() as patch:
        patch.setattr(mf, "build", lambda ask: built.append(ask) or tubes)
        # Whatever is asked otherwise has a file of its own.
        mf.tubes(TubeAsk(primaries=SUN_EARTH, kinds=("planar",), sizes=8, phases=24), folder=folder)
        assert len(built) == 1
        assert len(list(folder.glob("*.npz"))) == 2
        # A damaged file is made again, one cut short, one with other words, one with a field less.
        whole = files[0].read_bytes()
        for text in (b"", whole[: len(whole) // 2], b"no archive", b"PK" + whole[2:100]):
            files[0].write_bytes(text)
            mf.tubes(ASK, folder=folder)
            assert len(np.load(files[0]).files) > 8
        assert len(built) == 5
        # A folder that cannot be written costs nothing but time.
        (folder / "file").write_text("")
        assert mf.tubes(ASK, folder=folder / "file" / "below") is tubes


@pytest.fixture(scope="module")
def halo() -> Family:
    return family(MU, "halo-north", 2, most=40)


def test_starts_lie_a_step_off_along_the_stable_direction(halo: Family) -> None:
    orbit, phases = halo.orbits[20], np.linspace(0, 0.9, 7)
    base = po.flown(orbit, phases * orbit.period)
    growth = 2 * orbit.stability
    for stable in (True, False):
        for outer in (True, False):
            s = mf.starts(orbit, phases, stable=stable, outer=outer, point=2)
            assert s is not None
            np.testing.assert_allclose(
                np.linalg.norm((s - base)[:, :3], axis=1), STEP_OFF, rtol=1e-9
            )
            # Mirrored through the orbit: the other half.
            other = mf.starts(orbit, phases, stable=stable, outer=not outer, point=2)
            assert other is not None
            np.testing.assert_allclose(s - base, base - other, rtol=0, atol=1e-11)
            assert (s[0, 0] > base[0, 0]) == outer
            # A period later both halves have shrunk by the multiplier; in their difference the
            # square of the step, which grows by the other multiplier, is gone.
            for k in range(7):
                t = orbit.period if stable else -orbit.period
                end, status = cr3bp.propagate(MU, s[k], t, 1e-16, FREE)
                assert status == OK
                against, status = cr3bp.propagate(MU, other[k], t, 1e-16, FREE)
                assert status == OK
                assert 0.5 * np.linalg.norm((end - against)[:3]) < 2 * STEP_OFF / growth
                assert np.linalg.norm((end - base[k])[:3]) < 0.5 * STEP_OFF


def test_calm_orbits_have_no_manifold() -> None:
    for orbit in (family(MU, "dro", most=30).orbits[20], family(
        0.01215058560962404, "nrho-north", 2, most=130, least=(0.0, 0.004)).orbits[-1],
    ):  # fmt: skip
        assert mf.direction(orbit) is None
        assert mf.direction(orbit, stable=False) is None
        assert mf.starts(orbit, np.array([0.0])) is None


def test_direction_is_of_the_least_and_the_greatest_multiplier(halo: Family) -> None:
    orbit = halo.orbits[5]
    growth = orbit.indices[0].real + math.sqrt(orbit.indices[0].real ** 2 - 1)
    for stable, value in ((True, 1 / growth), (False, growth)):
        way = mf.direction(orbit, stable=stable)
        assert way is not None
        assert np.linalg.norm(way[:3]) == pytest.approx(1.0, rel=1e-12)
        off = orbit.monodromy @ way - value * way
        assert np.abs(off).max() < 1e-7 * np.abs(way).max()
    # An orbit is its own mirror image, and so are they.
    way, other = mf.direction(orbit), mf.direction(orbit, stable=False)
    assert way is not None
    assert other is not None
    turned = other * MIRROR
    np.testing.assert_allclose(np.abs(turned @ way), np.linalg.norm(way) ** 2, rtol=1e-6)


def test_flights_that_meet_nothing_are_told(tubes: Tubes) -> None:
    rest = np.zeros((2, 6))
    rest[:, 0] = 0.5 - MU
    rest[:, 1] = math.sqrt(0.75), -math.sqrt(0.75)
    s, t, side = mf.cut(MU, rest, -1.0, ASK.angle, FREE)
    assert side.tolist() == [0, 0]
    assert np.isnan(s).all()
    assert np.isnan(t).all()
    begun = np.full((1, 6), np.nan)
    assert mf.cut(MU, begun, -1.0, ASK.angle, FREE)[2].tolist() == [0]


def test_bad_asks_are_refused() -> None:
    for sizes, phases in ((3, 8), (4, 7), (0, 0)):
        with pytest.raises(InvalidInput, match="sizes and phases"):
            TubeAsk(primaries=SUN_EARTH, sizes=sizes, phases=phases)
    for angle in (0.0, -0.1, math.pi, math.nan):
        with pytest.raises(InvalidInput, match="angle of the section"):
            TubeAsk(primaries=SUN_EARTH, angle=angle)
    with pytest.raises(NotSolved, match="no manifold"):
        mf.build(TubeAsk(primaries=SUN_EARTH, kinds=("planar",), sizes=4, phases=8, reach=0.5))
    with pytest.raises(InvalidInput, match="kind of orbit"):
        mf.build(TubeAsk(primaries=SUN_EARTH, kinds=("halo",)))


def test_cells_between_members_unevenly_apart_are_not_interpolated() -> None:
    times = np.full((9, 8), -7.0)
    even = mf._smooth(times, np.arange(0, 24, 3))
    assert even[:7].all()
    assert not even[7:].any()
    gap = mf._smooth(times, np.array([0, 1, 2, 3, 4, 25, 26, 27, 28]))
    np.testing.assert_array_equal(
        gap.all(axis=1), [True, True, True, False, False, False, True, True, False]
    )
    assert not mf._smooth(times, np.arange(3)).any()
    times[4, 5] = np.nan
    torn = mf._smooth(times, np.arange(9))
    np.testing.assert_array_equal(torn[3], [True, True, True, False, False, False, False, True])
