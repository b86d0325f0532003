"""Departures of a search: non-dominated, and each flown again by another integrator."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline

from windlass.base.constants import GM_EARTH, GM_SUN, R_EARTH_M
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, planets
from windlass.bodies.bplane import gm
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.catalogue.collection import lookup
from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.kernels.lambert import lambert
from windlass.kernels.status import OK
from windlass.studies.campaign_legs import LegRow, Legs
from windlass.studies.campaign_legs_search import Departures, cells, of_search
from windlass.transfers.legs import End, LegAsk, LegGrid

ASK = Departures(target="2008 EV5", depart="2035..2037", tof="100 d..500 d", step="20 d")


@pytest.fixture(scope="module")
def found() -> Legs:
    return of_search(ASK, leg="out", ends=("escape", "asteroid"), source="windlass 0")


def test_each_window_keeps_what_nothing_beats(found: Legs) -> None:
    rows = found.rows
    assert [one.date_s for one in rows] == sorted(one.date_s for one in rows)
    half = parse_epoch("2036")
    for window in ([r for r in rows if r.date_s < half], [r for r in rows if r.date_s >= half]):
        assert 2 <= len(window) <= 3
        front = sorted((one.duration_s or 0.0, one.dv_m_s or 0.0) for one in window)
        assert [dv for _, dv in front] == sorted((dv for _, dv in front), reverse=True)
    assert all(one.c3_m2_s2 is not None and one.shares == {} for one in rows)
    assert any("left empty" in line for line in found.notes)


def test_a_departure_flown_by_another_integrator_takes_the_same(found: Legs) -> None:
    row = found.rows[int(np.random.default_rng(7).integers(len(found.rows)))]
    leaves, meets = _judged(row)
    assert leaves**2 == pytest.approx(row.c3_m2_s2, rel=1e-4)
    assert leaves + meets == pytest.approx(row.dv_m_s, abs=0.3)


def _judged(row: LegRow) -> tuple[float, float]:
    """Return v∞ at both ends [m/s]: shooting, from a two-body guess, with Dormand-Prince 8(5,3)
    among point masses; the Earth and the Moon pull on the Sun alone."""
    t0, t1 = row.date_s, row.date_s + (row.duration_s or 0.0)
    load = planets.load()
    earth, rock = load.body("earth"), asteroid.integrate(
        lookup("2008 EV5").orbit, (t0 - YEAR_S, t1 + YEAR_S)
    )  # fmt: skip
    (r0, v0), (r1, v1) = ([x[0] for x in body.state(np.array([t]))]
                          for body, t in ((earth, t0), (rock, t1)))  # fmt: skip
    turns = int(re.search(r"arc of (\d+)", row.source)[1])  # type: ignore[index]
    names = ("mercury", "venus", "mars", "jupiter", "saturn", "earth", "moon")
    at, mu = np.linspace(t0, t1, 400), np.array([gm(key) for key in names])
    paths = CubicSpline(at, np.stack([load.body(key).state(at)[0] for key in names], axis=1))

    def slope(t: float, y: np.ndarray) -> np.ndarray:
        where = paths(t)
        pull = -GM_SUN * y[:3] / np.linalg.norm(y[:3]) ** 3
        pull -= (mu / np.linalg.norm(where, axis=1) ** 3) @ where
        away = where[:5] - y[:3]
        pull += (mu[:5] / np.linalg.norm(away, axis=1) ** 3) @ away
        return np.concatenate([y[3:], pull])

    def flown(v: np.ndarray) -> np.ndarray:
        return solve_ivp(slope, (t0, t1), [*r0, *v], method="DOP853", rtol=1e-9,
                         atol=1e-2).y[:, -1]  # fmt: skip

    best: tuple[float, float] | None = None
    for branch in (LEFT, RIGHT) if turns else (LEFT,):
        v, _, status = lambert(GM_SUN, r0, r1, t1 - t0, ECLIPTIC_POLE, n_rev=turns, branch=branch)
        assert status == OK
        for _ in range(4):
            end = flown(v)
            if np.linalg.norm(end[:3] - r1) < 1e6:
                break
            steps = [(flown(v + dx)[:3] - end[:3]) for dx in np.eye(3)]
            v = v - np.linalg.solve(np.array(steps).T, end[:3] - r1)
        end = flown(v)
        assert np.linalg.norm(end[:3] - r1) < 1e6
        pair = float(np.linalg.norm(v - v0)), float(np.linalg.norm(end[3:] - v1))
        if best is None or sum(pair) < sum(best):
            best = pair
    assert best is not None
    return best


def test_ends_that_are_not_paid_cost_nothing(found: Legs) -> None:
    from dataclasses import replace

    one_year = replace(ASK, depart="2035..2036", keep=1)
    only = of_search(replace(one_year, pays="arrival"), leg="out", ends=("a", "b"), source="").rows
    speeds = re.search(r"v∞ ([\d.]+) m/s at departure, ([\d.]+)", only[0].source)
    assert speeds is not None
    assert only[0].dv_m_s == pytest.approx(float(speeds[2]), abs=1e-3)
    parked = of_search(replace(one_year, pays="departure", parking_m=400e3), leg="out",
                       ends=("a", "b"), source="").rows  # fmt: skip
    radius = R_EARTH_M + 400e3
    burn = np.sqrt(parked[0].c3_m2_s2 + 2 * GM_EARTH / radius) - np.sqrt(GM_EARTH / radius)
    assert parked[0].dv_m_s == pytest.approx(burn, rel=1e-12)


def test_refusals() -> None:
    from dataclasses import replace

    for change, error, words in (
        ({"keep": 0}, InvalidInput, "keep 1"),
        ({"body": "mars", "parking_m": 4e5}, InvalidInput, "about Earth"),
        ({"most_m_s": 1.0, "depart": "2035-01-01..2035-03-01"}, NotSolved, "no departure"),
    ):
        with pytest.raises(error, match=words):
            of_search(replace(ASK, **change), leg="out", ends=("a", "b"), source="")  # type: ignore[arg-type]


def _grid(cost: np.ndarray) -> LegGrid:
    n, m = cost.shape
    earth = planets.load().body("earth")
    ask = LegAsk(name="x", depart=earth, arrive=earth, depart_s=(0.0, n * DAY_S),
                 tof_s=(DAY_S, m * DAY_S), step_s=DAY_S, max_revolutions=0, depart_end=End(),
                 arrive_end=End())  # fmt: skip
    codes = np.where(np.isfinite(cost), 0, 1).astype(np.int8)
    return LegGrid(ask=ask, depart_s=np.arange(n) * DAY_S, tof_s=np.arange(1, m + 1) * DAY_S,
                   cost_m_s=cost, vinf_depart_m_s=cost, vinf_arrive_m_s=cost, n_rev=codes,
                   branch=codes, status=codes)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 10_000), some.integers(1, 8), some.integers(1, 12), some.integers(1, 5))
def test_no_cell_is_better_than_one_that_is_kept(seed: int, n: int, m: int, keep: int) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.uniform(100.0, 1000.0, (n, m))
    cost[rng.uniform(size=(n, m)) < 0.3] = np.nan
    kept = cells(_grid(cost), (0.0, n * DAY_S), keep, 900.0)
    assert len(kept) <= keep
    able = np.argwhere(np.isfinite(cost) & (cost <= 900.0))
    assert bool(kept) == bool(len(able))
    for i, j in kept:
        assert not any(cost[a, b] < cost[i, j] and b <= j for a, b in able)
        assert not any(cost[a, b] <= cost[i, j] and b < j for a, b in able)
    if kept:
        assert min(cost[i, j] for i, j in kept) == min(cost[a, b] for a, b in able)
