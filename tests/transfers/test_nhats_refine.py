"""Trips off the grid: never dearer than where they began, within the limits, judged by chance."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import differential_evolution

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import NotSolved
from windlass.bodies import asteroid, planets
from windlass.bodies.ephemeris import Ephemeris
from windlass.catalogue.collection import lookup
from windlass.transfers.nhats import Rules, trip
from windlass.transfers.nhats_refine import Bounds, Dates, refine

SPAN = (parse_epoch("2020"), parse_epoch("2046"))
BOUNDS = Bounds(
    launch_s=(parse_epoch("2020"), parse_epoch("2045")),
    first_leg_d=1.0,
    min_stay_d=8.0,
    max_duration_d=450.0,
    max_c3_m2_s2=60e6,
)
RECORD = Dates(launch_s=parse_epoch("2029-10-12"), out_d=201.0, stay_d=8.0, back_d=161.0)


@pytest.fixture(scope="module")
def rock(tmp_path_factory: pytest.TempPathFactory) -> Ephemeris:
    folder: Path = tmp_path_factory.mktemp("ephemerides")
    return asteroid.integrate(lookup("2000 SG344").orbit, SPAN, cache_dir=folder)


@pytest.fixture(scope="module")
def earth() -> Ephemeris:
    return planets.load().body("earth")


def cost(earth: Ephemeris, rock: Ephemeris, at: Dates) -> float:
    return trip(earth, rock, at.launch_s, at.out_d, at.stay_d, at.back_d).dv_m_s


def test_no_dearer_than_the_start_and_what_it_says_it_costs(
    earth: Ephemeris, rock: Ephemeris
) -> None:
    at, made = refine(earth, rock, [RECORD], BOUNDS, Rules())
    assert made.dv_m_s < cost(earth, rock, RECORD) - 1.0
    assert made.dv_m_s == pytest.approx(cost(earth, rock, at), abs=1e-9)
    assert at.stay_d >= 8.0 - 1e-6
    assert at.duration_d <= 450.0 + 1e-6


def test_a_search_by_chance_finds_nothing_cheaper(earth: Ephemeris, rock: Ephemeris) -> None:
    at, made = refine(earth, rock, [RECORD], BOUNDS, Rules())

    def value(x: np.ndarray) -> float:
        try:
            return trip(
                earth, rock, RECORD.launch_s + DAY_S * x[0], 201.0 + x[1], 8.0 + x[2], 161.0 + x[3]
            ).dv_m_s
        except NotSolved:
            return 1e6

    judge = differential_evolution(
        value, [(-16, 16), (-16, 16), (0, 16), (-16, 16)], rng=1, maxiter=40, popsize=8, tol=1e-9
    )
    assert made.dv_m_s <= judge.fun + 0.02, (at, judge.x)


@pytest.mark.parametrize(
    ("limit", "value"), [("max_duration_d", 372.0), ("min_stay_d", 20.0), ("reach_d", 1.0)]
)
def test_limits_hold(limit: str, value: float, earth: Ephemeris, rock: Ephemeris) -> None:
    fields = {name: getattr(BOUNDS, name) for name in BOUNDS.__slots__} | {limit: value}
    bounds = Bounds(**fields)
    start = Dates(launch_s=RECORD.launch_s, out_d=185.0, stay_d=24.0, back_d=161.0)
    at, made = refine(earth, rock, [start], bounds, Rules())
    assert made.dv_m_s <= cost(earth, rock, start)
    assert at.duration_d <= bounds.max_duration_d + 1e-6
    assert at.stay_d >= bounds.min_stay_d - 1e-6
    if limit == "reach_d":
        assert abs(at.launch_s - start.launch_s) <= DAY_S + 1e-3
        assert max(abs(at.out_d - 185), abs(at.stay_d - 24), abs(at.back_d - 161)) <= 1 + 1e-9


def test_the_best_of_several_starts(earth: Ephemeris, rock: Ephemeris) -> None:
    other = Dates(launch_s=parse_epoch("2028-04-22"), out_d=137.0, stay_d=32.0, back_d=177.0)
    each = [refine(earth, rock, [one], BOUNDS, Rules())[1].dv_m_s for one in (other, RECORD)]
    assert refine(earth, rock, [other, RECORD], BOUNDS, Rules())[1].dv_m_s == min(each)


def test_a_start_outside_every_limit_is_told(earth: Ephemeris, rock: Ephemeris) -> None:
    fields = {name: getattr(BOUNDS, name) for name in BOUNDS.__slots__}
    tight = Bounds(**(fields | {"max_c3_m2_s2": 1e-3}))
    with pytest.raises(NotSolved, match="no trip to 2000 SG344"):
        refine(earth, rock, [RECORD], tight, Rules())
    assert math.isfinite(RECORD.duration_d)
