"""Arrival into the DRO: against a plain search, monotone, no braking that is not needed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, leaf
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


def test_free_vinf_is_where_braking_gets_cheaper() -> None:
    # brophy2012 designs its arrival for a C3 of 2 km²/s²
    free = arrival.free_vinf()
    assert free.value**2 / 1e6 == pytest.approx(2.0, abs=0.1)
    assert free.value <= lunar.capture_vinf().value
    assert arrival.free_m_s(900.0) == 900.0
    step = 5.0
    cheaper = dro.insertion_m_s(free.value**2) - dro.insertion_m_s((free.value - step) ** 2)
    dearer = dro.insertion_m_s((free.value + step) ** 2) - dro.insertion_m_s(free.value**2)
    assert cheaper <= step <= dearer


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 2.0, 4.0])
def test_in_deep_space_it_is_braked_down_to_the_free_speed(factor: float) -> None:
    free = arrival.free_m_s(factor=factor)
    for v in (0.0, 300.0, 1_000.0, 1_400.0, 1_500.0, 2_000.0, 3_000.0):
        found = arrival.insertion(v, factor=factor)
        assert float(found.brake_m_s) == pytest.approx(max(0.0, v - free), abs=1e-9)
        want = factor * dro.insertion_m_s(min(v, free * (1.0 - 1e-12)) ** 2)
        assert float(found.insertion_m_s) == pytest.approx(want, abs=1e-8)


def test_the_dearer_the_table_the_more_is_braked() -> None:
    free = [arrival.free_m_s(factor=part) for part in (0.0, 0.5, 1.0, 2.0, 4.0, 20.0)]
    assert free == sorted(free, reverse=True)
    assert free[0] == arrival.flyby_limit_m_s() > free[2] > free[-1]


def test_figures_are_the_arrays_with_ranges_and_leaves() -> None:
    def at(v: float, factor: float | None = None) -> tuple[Figure, Figure]:
        return arrival.priced(leaf("v", v, "m/s", status="computed"), factor=factor)

    for v, factor in ((0.0, None), (800.0, None), (1_500.0, None), (5_000.0, None), (1_300.0, 3.5)):
        brake, after = at(v, factor)
        same = arrival.insertion(v, factor=factor or 1.0)
        assert (brake.value, after.value) == (same.brake_m_s, same.insertion_m_s)
        keys = {one.split("=")[0] for one in after.responses}
        assert {"lunar.flyby_altitude", "lunar.apogee_after", "dro.insertion_table"} <= keys
    # what is faster than the flyby takes is braked, and what follows costs no more
    assert at(5_000.0)[1].value == pytest.approx(at(arrival.free_vinf().value)[1].value)
    found = at(1_200.0)[1]
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    # were the insertion as cheap as the refined table says, less would be braked
    brake = at(2_000.0)[0]
    assert brake.low is not None
    assert brake.low <= 2_000.0 - arrival.flyby_limit_m_s() < brake.value
    given = at(1_200.0, 1.5)[1]
    assert given.value == pytest.approx(1.5 * found.value)


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
    # another flyby's limit may lie above that of the table, never above what is known
    assert most <= arrival.known_m_s()
    high = arrival.insertion(np.array([1_580.0, 1_590.0]), limit_m_s=arrival.known_m_s())
    assert np.isfinite(high.total_m_s).all()
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
