"""Grids of legs, refinement and re-flight between real bodies."""

from pathlib import Path

import numpy as np
import pytest

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, planets
from windlass.catalogue.collection import lookup
from windlass.kernels.kepler import propagate
from windlass.transfers.legs import End, LegAsk, LegGrid, grid
from windlass.transfers.refine import cell_leg, fly, refine
from windlass.transfers.refly import refly

STEP = 20 * DAY_S


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> LegAsk:
    folder: Path = tmp_path_factory.mktemp("ephemerides")
    span = (parse_epoch("2035"), parse_epoch("2041"))
    rock = asteroid.integrate(lookup("2008 EV5").orbit, span, cache_dir=folder)
    return LegAsk(
        name="Earth to 2008 EV5",
        depart=planets.load().body("earth"),
        arrive=rock,
        depart_s=(span[0], parse_epoch("2039")),
        tof_s=(60 * DAY_S, 700 * DAY_S),
        step_s=STEP,
        max_revolutions=1,
        depart_end=End(),
        arrive_end=End(),
    )


@pytest.fixture(scope="module")
def found(ask: LegAsk) -> LegGrid:
    return grid(ask)


def test_a_cell_flown_again_arrives_and_costs_the_same(ask: LegAsk, found: LegGrid) -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        i, j = rng.integers(found.status.shape[0]), rng.integers(found.status.shape[1])
        leg = cell_leg(found, int(i), int(j))
        assert leg.cost_m_s == pytest.approx(found.cost_m_s[i, j], rel=1e-12)
        r, v, status = propagate(GM_SUN, leg.r_depart_m, leg.v_depart_m_s, leg.tof_s)
        assert status == 0
        assert np.linalg.norm(r - leg.r_arrive_m) < 1e-9 * np.linalg.norm(r)
        np.testing.assert_allclose(v, leg.v_arrive_m_s, rtol=1e-8, atol=1e-5)


def test_every_cell_holds_the_cheapest_solution(ask: LegAsk, found: LegGrid) -> None:
    rng = np.random.default_rng(2)
    for _ in range(25):
        i, j = int(rng.integers(found.status.shape[0])), int(rng.integers(found.status.shape[1]))
        costs = []
        for n_rev in (0, 1):
            for branch in (0, 1):
                try:
                    leg = fly(ask, float(found.depart_s[i]), float(found.tof_s[j]), n_rev, branch)
                except NotSolved:
                    continue
                costs.append(leg.cost_m_s)
        assert found.cost_m_s[i, j] == pytest.approx(min(costs), rel=1e-12)


def test_refinement_is_never_worse_and_stays_within_its_limits(ask: LegAsk, found: LegGrid) -> None:
    i, j = np.unravel_index(np.nanargmin(found.cost_m_s), found.cost_m_s.shape)
    start = cell_leg(found, int(i), int(j))
    window = (start.depart_s - 15 * DAY_S, start.depart_s + 15 * DAY_S)
    best = refine(
        ask,
        start,
        lambda leg: leg.cost_m_s,
        depart_within=window,
        arrive_within=(-np.inf, np.inf),
    )
    assert best.cost_m_s <= start.cost_m_s
    assert window[0] <= best.depart_s <= window[1]
    near = [
        fly(ask, best.depart_s + a * DAY_S, best.tof_s + b * DAY_S, best.n_rev, best.branch)
        for a in (-2, 2)
        for b in (-2, 2)
    ]
    assert all(best.cost_m_s <= leg.cost_m_s for leg in near)


def test_a_leg_flown_again_among_the_planets_arrives(ask: LegAsk, found: LegGrid) -> None:
    i, j = np.unravel_index(np.nanargmin(found.cost_m_s), found.cost_m_s.shape)
    again = refly(cell_leg(found, int(i), int(j)), without=("earth", "moon"))
    assert again["status"] == "converged"
    assert again["miss_km"] < 100.0
    assert again["depart_change_m_s"] < 50.0


def test_limits_of_speed_are_kept(ask: LegAsk) -> None:
    from dataclasses import replace

    tight = grid(replace(ask, depart_end=End(vinf_max_m_s=3_500.0)))
    ok = tight.status == 0
    assert ok.any()
    assert (tight.vinf_depart_m_s[ok] <= 3_500.0).all()
    assert np.isnan(tight.cost_m_s[~ok]).all()


def test_another_centre_is_refused(ask: LegAsk) -> None:
    from dataclasses import replace

    with pytest.raises(InvalidInput, match="about barycentre"):
        replace(ask, depart=planets.load().body("earth", centre="barycentre"))


def test_an_empty_grid_is_refused(ask: LegAsk) -> None:
    from dataclasses import replace

    with pytest.raises(InvalidInput, match="no departure"):
        grid(replace(ask, tof_s=(100 * DAY_S, 90 * DAY_S)))


def test_ends() -> None:
    assert End(v0_m_s=1_400.0).cost(1_000.0) == 0.0
    assert End(v0_m_s=1_400.0).cost(1_500.0) == pytest.approx(100.0)
    burn = End(vesc2_m2_s2=1.2e8, v0_m_s=7_700.0)
    assert burn.cost(0.0) == pytest.approx(np.sqrt(1.2e8) - 7_700.0)
