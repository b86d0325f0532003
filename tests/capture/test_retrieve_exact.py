"""A way computed anew: its impulses flown, its manifold followed to the orbit, its limits kept."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.capture.rock import Rock
from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.capture import manifolds as mf
from windlass.capture import orbits as po
from windlass.capture import retrieve_exact as ex
from windlass.capture.libration_field import Field, field
from windlass.capture.retrieve_libration import Ask, Effort, Found, search
from windlass.capture.three_body import primaries
from windlass.kernels import cr3bp, kepler, tube_arc
from windlass.kernels.status import OK

Array = NDArray[np.float64]

PAIR = primaries("sun-earth")
SPAN = (8.5e8, 8.5e8 + 1600 * DAY_S)
ASK = Ask(
    span_s=SPAN, longest_s=900 * DAY_S, wait_s=200 * DAY_S,
    effort=Effort(arrival_s=20 * DAY_S, tof_s=40 * DAY_S, neighbours=4, basins=8),
)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Field:
    tubes = mf.build(
        mf.TubeAsk(primaries=PAIR, kinds=("planar",), sizes=12, phases=48, reach=2.0)
    )  # fmt: skip
    return field(tubes, SPAN, thin=1)


@pytest.fixture(scope="module")
def rock(made: Field) -> Rock:
    """A body whose orbit is nearly that of a manifold state: 40 m/s beside it on the date."""
    date = SPAN[0] + 1200 * DAY_S
    tubes = made.tubes
    tube = next(k for k in range(len(tubes)) if tubes.outer[k])
    out = np.empty(6)
    tube_arc.place(PAIR.mu, tubes.states[tube, 6, 20], made.at(np.array([date]))[0], out)
    out[3:] += [30.0, -20.0, 15.0]
    return Rock(out, date, (SPAN[0] - 400 * DAY_S, SPAN[1] + 30 * DAY_S))


@pytest.fixture(scope="module")
def found(made: Field, rock: Rock) -> Found:
    return search(rock, made, ASK)


def test_a_way_is_flown_to_the_manifold_and_along_it(made: Field, rock: Rock, found: Found) -> None:
    way = ex.exact(rock, made, ASK, found, 0)
    assert way.total_m_s < 60.0
    assert abs(way.total_m_s - way.table_m_s) < 5.0
    # the first impulse
    r, v = (icrf_to_ecliptic(part)[0] for part in rock.state(way.departs_s))
    np.testing.assert_allclose(way.start[:3], r, rtol=1e-12)
    assert np.linalg.norm(way.start[3:] - v) == pytest.approx(way.dv_m_s[0], abs=1e-6)
    # the conic meets the manifold, and the second impulse is what is left
    a, b, status = kepler.propagate(
        GM_SUN, way.start[:3], way.start[3:], way.burns_s - way.departs_s
    )
    assert status == OK
    assert np.linalg.norm(a - way.target[:3]) < 1e3
    assert np.linalg.norm(b - way.target[3:]) == pytest.approx(way.dv_m_s[1], abs=1e-3)
    # from the orbit back to where the second impulse is given, by one flight
    angle = (way.arrives_s - way.section_s) / PAIR.turn_s
    rate = np.unwrap(made.longitude(np.linspace(way.burns_s, way.section_s, 9)))
    s, status = cr3bp.propagate(
        PAIR.mu, way.off, -(angle + rate[-1] - rate[0]), po.TOL, np.zeros(2)
    )
    assert status == OK
    here = np.empty(6)
    tube_arc.place(PAIR.mu, s, made.at(np.array([way.burns_s]))[0], here)
    assert np.linalg.norm(here[:3] - way.target[:3]) < 50e3
    assert np.linalg.norm(here[3:] - way.target[3:]) < 0.01


def test_the_manifold_comes_to_its_orbit_going_forwards(
    made: Field, rock: Rock, found: Found
) -> None:
    way = ex.exact(rock, made, ASK, found, 0)
    path = ex.path(rock, made, way)
    loop = po.flown(way.orbit, np.linspace(0.0, way.orbit.period, 4000))
    # the first part forwards, where what rounding adds has not grown yet
    span = (way.arrives_s - way.section_s) / PAIR.turn_s + ex.turned(
        made, way.burns_s, way.section_s
    )
    s, status = cr3bp.propagate(PAIR.mu, path.manifold[0], span * 0.9, po.TOL, np.zeros(2))
    assert status == OK
    assert np.linalg.norm(loop[:, :3] - s[:3], axis=1).min() < 5e-3
    off = np.linalg.norm(loop[:, :3] - path.manifold[-1, :3], axis=1).min()
    assert off < 3.0 * mf.STEP_OFF
    assert way.orbit.closure < 1e-11
    assert way.reach_m > 0.0


def test_the_arrays_of_a_path_join(made: Field, rock: Rock, found: Found) -> None:
    way = ex.exact(rock, made, ASK, found, 0)
    path = ex.path(rock, made, way)
    np.testing.assert_allclose(path.rock[-1, :3], path.conic[0, :3], rtol=1e-10)
    np.testing.assert_allclose(path.conic[-1, :3], way.target[:3], rtol=1e-8)
    back = np.empty(6)
    s = np.concatenate([path.conic_rotating[-1], np.zeros(3)])
    tube_arc.place(PAIR.mu, s, path.planet[-1], back)
    np.testing.assert_allclose(back[:3], path.conic[-1, :3], rtol=1e-10)
    np.testing.assert_allclose(path.manifold[0, :3], path.conic_rotating[-1], atol=1e-6)
    assert path.manifold_t_s[0] == pytest.approx(way.burns_s, abs=1.0)
    assert path.manifold_t_s[-1] == pytest.approx(way.arrives_s, abs=1.0)
    assert (np.diff(path.manifold_t_s) > 0.0).all()
    assert way.near_m < way.reach_m


def test_rough_cells_keep_their_node_and_limits_hold(made: Field, rock: Rock, found: Found) -> None:
    rough = Field(
        tubes=made.tubes.__class__(
            **{
                name: getattr(made.tubes, name)
                for name in made.tubes.__dataclass_fields__
                if name != "smooth"
            },
            smooth=np.zeros_like(made.tubes.smooth),
        ),
        **{name: getattr(made, name) for name in made.__dataclass_fields__ if name != "tubes"},
    )
    coarse = search(rock, rough, ASK)
    way = ex.exact(rock, rough, ASK, coarse, 0)
    assert way.x[2] == round(way.x[2])
    assert way.x[3] == round(way.x[3])
    # settled once more, in all unknowns, it leaves its node and costs less
    off = ex.exact(rock, rough, replace(ASK, effort=replace(ASK.effort, rounds=1)), coarse, 0)
    assert off.x[2] != round(off.x[2])
    assert off.total_m_s < way.total_m_s - 1.0
    smooth = ex.exact(rock, made, ASK, found, 0)
    for one in (way, off, smooth):
        assert one.departs_s >= SPAN[0] - 1.0
        assert one.section_s <= SPAN[1] + 1.0
        assert one.burns_s - one.departs_s <= ASK.longest_s + 1.0
        assert 0.0 <= one.section_s - one.burns_s <= ASK.wait_s + 1.0


def test_one_impulse_alone(made: Field, rock: Rock, found: Found) -> None:
    rows = np.flatnonzero(found.alone)
    assert rows.size
    way = ex.exact(rock, made, ASK, found, int(rows[0]))
    assert way.alone
    assert way.total_m_s >= found.total_m_s[0] - 1.0


def test_what_cannot_keep_its_limits_is_no_way(made: Field, rock: Rock, found: Found) -> None:
    """A departure that is asked for years after the asteroid's own: refused, never returned."""
    late = Ask(span_s=(SPAN[1] - 150 * DAY_S, SPAN[1]), longest_s=30 * DAY_S, effort=ASK.effort)
    assert found.x[0, 0] < late.span_s[0]
    with pytest.raises(NotSolved, match="keeps its limits"):
        ex.exact(rock, made, late, found, 0)
