"""The bound to a planet: no path that is found costs less, nor any sum over v∞."""

import math

import numpy as np
import pytest

from tests.catalogue.known import orbits
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import table
from windlass.capture import planet_reach
from windlass.capture import retrieve_patched as rp

SPAN = (parse_epoch("2027"), parse_epoch("2033"))
NAMES = ("2000 SG344", "1991 VG", "433")


@pytest.fixture(scope="module")
def held() -> table.Chunk:
    return table.build(orbits(*NAMES), SPAN)


@pytest.mark.parametrize("planet", ["earth-moon", "mars"])
def test_no_path_costs_less_than_the_bound(held: table.Chunk, planet: str) -> None:
    priced = rp.arrival(lambda v: max(0.0, v - 900.0), 20_000.0, name="first 0.9 km/s free")
    ask = rp.Ask(
        planet=planet, arrival=priced, depart_s=SPAN, max_dv_m_s=15_000.0,
        tof_s=(40 * DAY_S, 900 * DAY_S), max_revolutions=1, step_s=32 * DAY_S, keep=20,
        prune=False,
    )  # fmt: skip
    least = planet_reach.bounds(held, planet, priced, SPAN)
    found = rp.search(ask, held)
    assert any(one.paths for one in found)
    for bound, one in zip(least, found, strict=True):
        assert math.isfinite(bound)
        for path in one.paths:
            assert path.dv_m_s >= bound
    # Eros is further off from Earth than 2000 SG344, and nearer to Mars
    assert (least[2] > least[0]) == (planet == "earth-moon")


def test_the_least_sum_over_all_speeds() -> None:
    rng = np.random.default_rng(4)
    for _ in range(200):
        costs = np.cumsum(rng.uniform(0.0, 60.0, 40) * (rng.random(40) < 0.7))
        priced = rp.Arrival(step_m_s=50.0, costs_m_s=tuple(costs))
        speed = float(rng.uniform(0.0, 3_000.0))
        least = planet_reach.cheapest(speed, priced)
        some = [max(0.0, speed - v) + priced.cost(v) for v in rng.uniform(0.0, 1_950.0, 300)]
        assert min(some) >= least - 1e-9
    assert planet_reach.cheapest(-5.0, priced) == costs[0]
    assert planet_reach.cheapest(math.inf, priced) == math.inf


def test_an_asteroid_without_states_has_no_bound_that_lets_it_in(held: table.Chunk) -> None:
    free = rp.arrival(lambda v: v, 20_000.0, name="all is paid")
    early = planet_reach.bounds(held, "mars", free, (SPAN[0], SPAN[0] + 400 * DAY_S))
    later = planet_reach.bounds(held, "mars", free, SPAN)
    assert (later <= early + 1e-9).all()
