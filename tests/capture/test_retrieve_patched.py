"""Retrieval by patched conics: flown again by other code, a finer grid, prices on the safe side."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.catalogue.known import orbits
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import forces, planets, table
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.capture import mars
from windlass.capture import retrieve_patched as rp
from windlass.kernels.chebyshev import combine_many
from windlass.kernels.kepler import propagate
from windlass.kernels.lambert import lambert
from windlass.kernels.status import OK

SPAN = (parse_epoch("2027"), parse_epoch("2033"))
FREE = rp.arrival(lambda v: max(0.0, v - 1_600.0), 3_000.0, name="first 1.6 km/s free")


@pytest.fixture(scope="module")
def held() -> table.Chunk:
    return table.build(orbits("2000 SG344", "1991 VG"), SPAN)


@pytest.fixture(scope="module")
def ask() -> rp.Ask:
    return rp.Ask(
        planet="earth-moon", arrival=FREE, depart_s=SPAN, max_dv_m_s=500.0,
        tof_s=(40 * DAY_S, 900 * DAY_S), max_revolutions=2, keep=200,
    )  # fmt: skip


def test_paths_are_flown_again(ask: rp.Ask, held: table.Chunk) -> None:
    """Asteroid and planet from their own ephemerides, one Lambert problem, Kepler's on the way."""
    earth, moon = (planets.load().body(name) for name in ("earth", "moon"))
    share = 1.0 / (1.0 + 81.300568)
    found = rp.search(ask, held)
    assert [one.name for one in found] == list(held.names)
    assert len(found[0].paths) > 10
    for index, one in enumerate(found):
        assert [path.dv_m_s for path in one.paths] == sorted(path.dv_m_s for path in one.paths)
        for path in one.paths[:20]:
            assert path.status == OK
            assert ask.depart_s[0] <= path.depart_s <= ask.depart_s[1]
            assert ask.tof_s[0] <= path.tof_s <= ask.tof_s[1]
            r1, v1 = (x[0] for x in held.body(index).state(path.depart_s))
            at = np.array([path.arrive_s])
            r2, v2 = (x[0] for x in combine_many(*rp.chain("earth-moon"), at)[:2])
            (re, ve), (rm, vm) = earth.state(at), moon.state(at)
            assert r2 == pytest.approx((re + share * (rm - re))[0], abs=1.0)
            assert v2 == pytest.approx((ve + share * (vm - ve))[0], abs=1e-5)
            mu = forces.gm_sun()
            u1, u2, status = lambert(
                mu, r1, r2, path.tof_s, ECLIPTIC_POLE, False, path.n_rev, path.branch
            )
            assert status == OK
            assert np.linalg.norm(u1 - v1) == pytest.approx(path.burn_m_s, abs=1e-3)
            assert np.linalg.norm(u2 - v2) == pytest.approx(path.vinf_m_s, abs=1e-3)
            assert path.arrival_m_s == pytest.approx(ask.arrival.cost(path.vinf_m_s), abs=1e-9)
            assert path.dv_m_s == pytest.approx(path.burn_m_s + path.arrival_m_s)
            assert path.dv_m_s <= ask.max_dv_m_s
            there, _, status = propagate(mu, r1, u1, path.tof_s)
            assert status == OK
            assert np.linalg.norm(there - r2) < 1e3


def test_a_finer_grid_finds_nothing_cheaper(ask: rp.Ask, held: table.Chunk) -> None:
    short = replace(ask, depart_s=(SPAN[0], parse_epoch("2029")))
    coarse, fine = (rp.search(replace(short, step_s=d * DAY_S), held) for d in (8.0, 2.0))
    assert len(fine[0].paths) > 3
    for one, other in zip(coarse, fine, strict=True):
        assert bool(one.paths) == bool(other.paths)
        if not other.paths:
            continue
        assert one.paths[0].dv_m_s == pytest.approx(other.paths[0].dv_m_s, abs=0.01)
        assert one.cells < 0.1 * other.cells
        for path in other.paths:  # most of its optima are known, or one as cheap beside it
            if path.dv_m_s < 1.2 * other.paths[0].dv_m_s:
                assert any(
                    abs(known.depart_s - path.depart_s) < 60 * DAY_S
                    and known.dv_m_s < path.dv_m_s + 1.0
                    for known in one.paths
                )


def test_pruning_changes_nothing(ask: rp.Ask, held: table.Chunk) -> None:
    pruned, plain = (rp.search(replace(ask, prune=on), held) for on in (True, False))
    for one, other in zip(pruned, plain, strict=True):
        assert one.cells < other.cells
        assert [path.dv_m_s for path in one.paths] == pytest.approx(
            [path.dv_m_s for path in other.paths], abs=1e-3
        )


def test_paths_to_mars_meet_mars(held: table.Chunk) -> None:
    orbit = mars.orbit()
    price = rp.arrival(
        lambda v: mars.insertion_burn(v, orbit.periapsis_m, orbit.apoapsis_m), 6_000.0,
        name="Mars orbit",
    )  # fmt: skip
    ask = rp.Ask(
        planet="mars", arrival=price, depart_s=SPAN, max_dv_m_s=6_000.0, max_revolutions=1,
        tof_s=(100 * DAY_S, 700 * DAY_S),
    )  # fmt: skip
    paths = rp.search(ask, held)[0].paths
    assert paths
    body, there = held.body(0), planets.load().body("mars")
    for path in paths[:5]:
        r1, _ = (x[0] for x in body.state(path.depart_s))
        r2, v2 = (x[0] for x in there.state(path.arrive_s))
        _, u2, status = lambert(
            forces.gm_sun(), r1, r2, path.tof_s, ECLIPTIC_POLE, False, path.n_rev, path.branch
        )
        assert status == OK
        vinf = float(np.linalg.norm(u2 - v2))
        burn = mars.insertion_burn(vinf, orbit.periapsis_m, orbit.apoapsis_m)
        assert burn <= path.arrival_m_s + 1e-6
        assert path.arrival_m_s == pytest.approx(burn, abs=0.01)


def test_more_lowest_points_than_room_are_all_followed(
    ask: rp.Ask, held: table.Chunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    want = rp.search(ask, held)
    monkeypatch.setattr(rp, "ROOM", 3)
    assert rp.search(ask, held) == want


def test_dates_without_ephemeris_are_left_out(ask: rp.Ask, held: table.Chunk) -> None:
    late = replace(ask, depart_s=(parse_epoch("2036"), parse_epoch("2037")))
    assert all(one.paths == () and one.cells == 0 for one in rp.search(late, held))
    with pytest.raises(InvalidInput, match="outside the ephemeris"):
        rp.search(replace(ask, depart_s=(parse_epoch("2649"), parse_epoch("2650"))), held)


@pytest.mark.parametrize(
    "cost",
    [
        lambda v: math.sqrt(v * v + 5e3**2) - 4e3,  # bends up
        lambda v: 100.0 * math.sqrt(v),  # bends down
        lambda v: max(0.0, 40.0 * math.sqrt(max(0.0, v - 333.0))),  # both, with a corner
        lambda v: 0.5 * v if v <= 1_234.0 else math.inf,
    ],
)
def test_a_table_of_prices_is_on_the_safe_side(cost: object) -> None:
    assert callable(cost)
    made = rp.arrival(cost, 3_000.0, step_m_s=10.0, name="a price")
    assert made.costs_m_s[0] >= 0.0
    at = 10.0 * np.arange(0.0, 300.0, 0.25)
    for v in at:
        assert made.cost(float(v)) >= cost(float(v)) - 1e-9
    assert made.cost(3_000.1) == math.inf


def test_the_front_is_what_no_other_beats() -> None:
    def path(dv: float, days: float) -> rp.Path:
        return rp.Path(
            depart_s=0.0, tof_s=days * DAY_S, dv_m_s=dv, burn_m_s=dv, vinf_m_s=0.0,
            arrival_m_s=0.0, n_rev=0, branch=0, status=OK,
        )  # fmt: skip

    made = rp.front([path(300, 100), path(200, 400), path(250, 400), path(210, 500), path(90, 900)])
    assert [(round(p.dv_m_s), round(p.tof_s / DAY_S)) for p in made] == [
        (300, 100), (200, 400), (90, 900),
    ]  # fmt: skip
    assert "leaves 2000-01-01" in str(made[0])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"planet": "venus"}, "unknown planet"),
        ({"depart_s": (1.0, 0.0)}, "empty"),
        ({"tof_s": (0.0, 1.0)}, "empty"),
        ({"step_s": 0.0}, "above 0"),
        ({"max_dv_m_s": math.nan}, "above 0"),
        ({"max_revolutions": 6}, "revolutions"),
        ({"clear_m": -1.0}, "negative"),
        ({"keep": 0}, "negative"),
    ],
)
def test_refusals(ask: rp.Ask, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        replace(ask, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("costs", [(1.0,), (1.0, 0.5), (-1.0, 2.0), (math.inf, math.inf)])
def test_prices_that_fall_are_refused(costs: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput, match="must not be negative or fall"):
        rp.Arrival(step_m_s=1.0, costs_m_s=costs)
