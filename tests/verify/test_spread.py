"""The spread of a plan: nothing without errors, what the formulas say with them, and bounds."""

import math

import numpy as np
import pytest
from scipy.stats import chi

from tests.verify.hop import ORBIT, hop
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies import clones as cl
from windlass.verify import spread as sp
from windlass.verify.plan import Plan
from windlass.verify.spread import Navigation


@pytest.fixture(scope="module")
def plan() -> Plan:
    return hop()


def perfect(**changed: float) -> Navigation:
    given = {
        "magnitude": 0.0, "pointing_rad": 0.0, "fixed_m_s": 0.0, "position_m": 0.0,
        "velocity_m_s": 0.0, "first_s": 30.0 * DAY_S, "every_s": 45.0 * DAY_S, "lost_m": 5e7,
    }  # fmt: skip
    return Navigation(**(given | changed), delivery=(1e6, 0.1))


def test_without_errors_nothing_is_corrected(plan: Plan) -> None:
    made = sp.spread(plan, None, samples=20, how=perfect())
    assert np.abs(made.correction_m_s).max() < 1e-6
    assert made.miss_m.max() < 100.0
    assert not made.lost.any()


def test_clones_of_a_good_orbit_are_brought_home(plan: Plan) -> None:
    cloned = cl.clones(ORBIT, None, 40, 3)
    made = sp.spread(plan, cloned, samples=40, how=perfect())
    assert made.start_m[0] == 0.0
    assert made.start_m.max() > 1e5
    # what is left at the end weighs no more than what correcting it would have cost
    assert made.miss_m.max() < 0.2 * made.start_m.max()
    assert not made.lost.any()
    # a clone may begin where the way is shorter: those that gain and lose balance to first order
    assert np.abs(made.correction_m_s[1:]).max() > 0.0
    assert made.correction_m_s[0] == pytest.approx(0.0, abs=1e-6)


def test_errors_of_the_last_manoeuvre_are_those_told(plan: Plan) -> None:
    # an error of velocity on each axis at the last node alone: what remains there is chi of 3
    how = perfect(fixed_m_s=0.5, every_s=1e4 * DAY_S, first_s=1e4 * DAY_S)
    made = sp.spread(plan, None, samples=400, how=how, seed=5)
    expected = chi(3).median() * 0.5
    assert float(np.median(made.miss_m_s)) == pytest.approx(expected, rel=0.1)


def test_more_error_costs_more_and_seeds_repeat(plan: Plan) -> None:
    small = sp.spread(plan, None, samples=60, how=perfect(magnitude=0.002), seed=2)
    same = sp.spread(plan, None, samples=60, how=perfect(magnitude=0.002), seed=2)
    large = sp.spread(plan, None, samples=60, how=perfect(magnitude=0.02), seed=2)
    assert np.array_equal(small.correction_m_s, same.correction_m_s)
    assert large.at(0.9)[0] > 3.0 * small.at(0.9)[0]


def test_a_share_has_a_range_and_lost_flights_are_dear(plan: Plan) -> None:
    made = sp.spread(plan, None, samples=100, how=perfect(magnitude=0.01), seed=4)
    middle, low, high = made.at(0.5)
    assert low <= middle <= high < math.inf
    assert made.at(0.99)[2] == math.inf  # a hundred samples bound no 99 % from above
    far = sp.spread(plan, None, samples=20, how=perfect(magnitude=0.01, lost_m=1.0), seed=4)
    assert far.lost.all()
    assert far.at(0.5)[0] == math.inf


def test_it_refuses_too_few_samples(plan: Plan) -> None:
    with pytest.raises(InvalidInput, match="samples"):
        sp.spread(plan, None, samples=5)
    with pytest.raises(InvalidInput, match="share"):
        sp.spread(plan, None, samples=20, how=perfect()).at(1.0)


def test_corrections_lie_between_burns(plan: Plan) -> None:
    at = sp.opportunities(plan, sp.navigation())
    assert set(plan.path.burns) <= set(at)
    assert at[-1] == plan.arrives
    assert list(at) == sorted(set(at))
