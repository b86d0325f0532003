"""Arrival into the DRO: against a plain search, monotone, no braking that is not needed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.errors import InvalidInput
from windlass.capture import arrival, dro, lunar

PERIGEE = arrival.perigee_altitude_m()
PLACES = st.sampled_from([None, 1_000e3, PERIGEE, 100e6])


def plain(vinf: float, perigee: float | None) -> float:
    """The cheapest of many speeds left after braking, one after the other."""
    best = math.inf
    for left in np.append(np.arange(0.0, min(vinf, arrival.flyby_limit_m_s()), 0.25), vinf):
        if left > arrival.flyby_limit_m_s():
            continue
        brake = vinf - left
        if perigee is not None:
            escape2 = 2.0 * GM_EARTH / (R_EARTH_M + perigee)
            brake = min(brake, math.hypot(vinf, escape2**0.5) - math.hypot(left, escape2**0.5))
        best = min(best, brake + dro.insertion_m_s(left**2))
    return best


@settings(max_examples=25, deadline=None)
@given(vinf=st.floats(0.0, 6_000.0), perigee=PLACES)
def test_it_is_the_cheapest_of_all_splits(vinf: float, perigee: float | None) -> None:
    found = float(arrival.insertion(vinf, perigee_m=perigee).total_m_s)
    assert found == pytest.approx(plain(vinf, perigee), abs=0.6)


@given(a=st.floats(0.0, 5_000.0), b=st.floats(0.0, 5_000.0), perigee=PLACES)
def test_more_speed_never_costs_less(a: float, b: float, perigee: float | None) -> None:
    low, high = arrival.insertion(np.sort([a, b]), perigee_m=perigee).total_m_s
    assert low <= high + 1e-9


@given(st.lists(st.floats(0.0, 5_000.0), min_size=1, max_size=8), PLACES)
def test_many_cost_what_each_costs_and_the_parts_add_up(
    speeds: list[float], perigee: float | None
) -> None:
    v = np.array(speeds)
    found = arrival.insertion(v, perigee_m=perigee)
    for i, one in enumerate(speeds):
        assert found.total_m_s[i] == arrival.insertion(one, perigee_m=perigee).total_m_s
    np.testing.assert_allclose(found.brake_m_s + found.insertion_m_s, found.total_m_s)
    assert (found.flown_m_s <= np.minimum(v, arrival.flyby_limit_m_s())).all()
    assert ((found.brake_m_s > 0.0) == (found.where != arrival.NOWHERE)).all()
    assert (found.brake_m_s >= 0.0).all()
    np.testing.assert_allclose(
        found.insertion_m_s, [dro.insertion_m_s(u**2) for u in found.flown_m_s], atol=1e-9
    )


def test_in_deep_space_it_is_what_the_studies_brake() -> None:
    # studies brake in deep space down to dro.free_vinf before the flyby
    free = dro.free_vinf().value
    for v in (300.0, 1_000.0, 1_400.0, 2_000.0, 3_000.0):
        want = max(0.0, v - free) + dro.insertion_m_s(min(v, free) ** 2)
        assert float(arrival.insertion(v).total_m_s) == pytest.approx(want, abs=0.5)


def test_where_it_is_braked() -> None:
    v = np.array([[400.0, 1_300.0], [1_700.0, 3_000.0]])
    deep, low = arrival.insertion(v), arrival.insertion(v, perigee_m=1_000e3)
    assert deep.where.tolist() == [[0, 0], [1, 1]]
    assert low.where[1].tolist() == [2, 2]
    assert (low.total_m_s <= deep.total_m_s).all()
    # the higher the burn the less it helps, and far out it is deep space
    totals = [float(arrival.insertion(2_500.0, perigee_m=h).total_m_s) for h in (1e6, 3e7, 1e12)]
    assert totals == sorted(totals)
    assert totals[2] == pytest.approx(float(arrival.insertion(2_500.0).total_m_s), abs=1.0)


def test_the_limit_of_the_flyby_is_kept() -> None:
    most = arrival.flyby_limit_m_s()
    assert most <= lunar.capture_vinf_m_s(100e3, 1.5e9)
    # a higher table would be extrapolated
    assert dro.insertion_m_s(most**2 * (1.0 - 1e-12)) > 0.0
    lower = arrival.insertion(np.array([900.0, 1_100.0]), limit_m_s=1_000.0)
    assert lower.flown_m_s.tolist() == [900.0, 1_000.0]
    assert lower.where.tolist() == [0, 1]
    assert float(arrival.insertion(1_000.0, column="refined").total_m_s) == 0.0
    twice = arrival.insertion(1_000.0, factor=2.0).total_m_s
    assert float(twice) == pytest.approx(2.0 * float(arrival.insertion(1_000.0).total_m_s))


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_refusals(bad: float) -> None:
    with pytest.raises(InvalidInput, match="v∞"):
        arrival.insertion(np.array([1.0, bad]))
    with pytest.raises(InvalidInput, match="limit"):
        arrival.insertion(1.0, limit_m_s=bad if bad < 0 else 5_000.0)
    with pytest.raises(InvalidInput, match="altitude"):
        arrival.insertion(1.0, perigee_m=bad)
