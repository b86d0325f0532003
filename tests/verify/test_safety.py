"""Odds of an impact by a second method, every flight accounted for, the same by the same seed."""

import numpy as np
import pytest

from tests.verify.aimed import VINF_M_S, near_earth, odds, plan, started
from tests.verify.hop import hop
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import met, reference
from windlass.bodies.forces import forces
from windlass.verify.failures import Failure, failures
from windlass.verify.keep_out import keep_out
from windlass.verify.safety import clones, judge, nominal

SIGMA_M = 2e7
CENTRE_M = 1e7
SAMPLES = 600


@pytest.fixture(scope="module")
def spread() -> tuple[np.ndarray, float]:
    """States three years before, the middle first, then a round normal spread about it."""
    rng = np.random.default_rng(4)
    b = np.array([CENTRE_M, 0.0]) + SIGMA_M * rng.normal(size=(SAMPLES, 2))
    return started(near_earth(np.concatenate([[[0.0, 0.0]], [[CENTRE_M, 0.0]], b])))


def failed(state: np.ndarray, t0: float) -> Failure:
    return Failure(
        t_s=t0, state=state, label="100% of burn 1", part="burn 1", kind="burn", share=1.0, node=0
    )  # fmt: skip


def test_what_is_aimed_at_earth_meets_it(spread: tuple[np.ndarray, float]) -> None:
    states, t0 = spread
    way = plan(states[0], t0)
    off = np.random.default_rng(1).normal(size=(20, 4, 6)) * np.array([1e4] * 3 + [1e-3] * 3)
    keep = keep_out(years=4.0, clones=20)
    found = judge(way, off, keep=keep, instants=[failed(states[0], t0)], within=0)
    fate = found.fates[0]
    assert (fate.flights, fate.earth, fate.moon, fate.other, fate.lost) == (20, 20, 0, 0, 0)
    assert fate.earth_upper == 1.0
    assert fate.median_years == pytest.approx(3.0, abs=0.02)
    assert fate.fastest_m_s is not None
    f = forces()
    fall = np.sqrt(VINF_M_S**2 + 2.0 * f.gm[3] / (f.radii[3] + keep.height_m))
    assert fate.fastest_m_s == pytest.approx(fall, rel=0.002)
    assert fate.least_earth_m[0] == pytest.approx(f.radii[3] + keep.height_m)
    assert {one.state for one in found.criteria[:2]} == {"broken"}
    assert "20 meet Earth" in found.lines()[0]


def test_the_odds_are_those_of_the_b_plane(spread: tuple[np.ndarray, float]) -> None:
    states, t0 = spread
    off = np.repeat((states[2:] - states[1])[:, None, :], 4, axis=1)
    keep = keep_out(years=3.1, clones=SAMPLES, confidence=0.999)
    found = judge(plan(states[1], t0), off, keep=keep, instants=[failed(states[1], t0)], within=0)
    hits = found.pooled.earth
    from scipy.stats import binomtest

    expected = odds(CENTRE_M, SIGMA_M, keep.height_m)
    assert 0.05 < expected < 0.5
    assert binomtest(hits, SAMPLES, expected).pvalue > 0.01
    assert found.pooled.earth_upper > expected
    assert found.pooled.near > hits


def test_all_instants_of_a_plan_by_one_seed() -> None:
    way = hop()
    n = len(way.path.t_s)
    off = np.random.default_rng(2).normal(size=(12, n, 6)) * np.array([1e5] * 3 + [1e-2] * 3)
    keep = keep_out(instants=9, clones=5, years=3.0)
    one, again = (judge(way, off, keep=keep, seed=7, within=9) for _ in range(2))
    assert one.fates == again.fates
    # between the instants too: one criterion for each burn, over all its shares
    anywhere = [each for each in one.criteria if "anywhere in burn" in each.name]
    assert len(anywhere) == len(one.within) > 0
    assert one.pooled.flights == 9 * 5 == sum(fate.flights for fate in one.fates)
    assert judge(way, off, keep=keep, seed=8, within=0).fates != one.fates
    flight = reference.fly(
        way.path.before[:3], way.path.before[3:], way.span_s[0], way.span_s[1], centre="barycentre"
    )
    assert flight.met is None
    assert one.path.earth_m > 6.4e6
    assert one.fall.answer == "cannot be told"
    told = " ".join(one.lines())
    assert "Every flight has its end" in told
    assert "45 flights of 3 years" in told


def test_without_deviations_one_rock_flies() -> None:
    found = judge(hop(), keep=keep_out(instants=6, years=1.0), within=0)
    assert not found.spread
    assert found.pooled.flights == 6
    assert found.fates[0].earth_upper == pytest.approx(0.95)
    assert found.criteria[0].state == "not shown"
    assert "one rock flew" in " ".join(found.lines())


def test_a_flight_without_an_end_is_told_and_counts_as_a_hit() -> None:
    way = hop()
    late = [failed(way.path.states[1], 1.9e10), failed(way.path.states[1], float(way.path.t_s[1]))]
    found = judge(way, keep=keep_out(years=100.0), instants=late, within=0)
    assert [fate.lost for fate in found.fates] == [1, 0]
    assert found.fates[0].earth_upper == 1.0
    assert np.isnan(found.fates[0].least_earth_m[0])
    assert "Flights without an end: 1" in " ".join(found.lines())


def test_no_clone_flies_twice() -> None:
    way = hop()
    some = failures(way, 6)
    off = np.random.default_rng(3).normal(size=(8, len(way.path.t_s), 6))
    states, which = clones(some, off, 200, 1)
    assert np.bincount(which).tolist() == [8] * 6
    assert len(np.unique(states[which == 0], axis=0)) == 8
    shared = [clones(some, off, 3, seed)[0] for seed in (1, 1, 2)]
    assert np.array_equal(shared[0], shared[1])
    assert not np.array_equal(shared[0], shared[2])


def test_it_refuses_deviations_of_another_path() -> None:
    with pytest.raises(InvalidInput, match="deviations"):
        judge(hop(), np.zeros((5, 3, 6)))
    with pytest.raises(InvalidInput, match="instants"):
        judge(hop(), instants=[])


def test_a_part_of_the_path_that_cannot_be_flown_is_not_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way, fly = hop(), met.fly
    whole = nominal(way, keep_out())
    assert whole.earth_m > 0.0

    def broken(states: np.ndarray, *times: np.ndarray, **how: float) -> met.Met:
        spoiled = states.copy()
        spoiled[3] = np.nan
        return fly(spoiled, *times, **how)

    monkeypatch.setattr(met, "fly", broken)
    with pytest.raises(NotSolved, match="how near"):
        nominal(way, keep_out())
