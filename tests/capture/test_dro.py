"""Insertion into the lunar DRO: its table, its limits, a stored case flown again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import OutOfDomain
from windlass.base.figure import leaf
from windlass.capture import dro, lunar
from windlass.kernels.bicircular import jacobi


@given(a=st.floats(0.0, 2.5e6), b=st.floats(0.0, 2.5e6))
def test_more_speed_never_costs_less(a: float, b: float) -> None:
    low, high = sorted((a, b))
    for column in ("sampled", "refined"):
        assert dro.insertion_m_s(low, column) <= dro.insertion_m_s(high, column)
    assert dro.insertion_m_s(a, "refined") <= dro.insertion_m_s(a)


def test_above_the_table_it_refuses() -> None:
    with pytest.raises(OutOfDomain, match=r"2\.5"):
        dro.insertion_m_s(2.6e6)
    with pytest.raises(OutOfDomain):
        dro.insertion_m_s(float("nan"))


def test_free_vinf_is_where_braking_gets_cheaper() -> None:
    # brophy2012 designs its arrival for a C3 of 2 km²/s²
    free = dro.free_vinf()
    assert free.value**2 / 1e6 == pytest.approx(2.0, abs=0.1)
    assert free.value <= lunar.capture_vinf().value
    assert dro.free_vinf_m_s(900.0) == 900.0
    step = 5.0
    cheaper = dro.insertion_m_s(free.value**2) - dro.insertion_m_s((free.value - step) ** 2)
    dearer = dro.insertion_m_s((free.value + step) ** 2) - dro.insertion_m_s(free.value**2)
    assert cheaper <= step <= dearer


def test_figures_have_ranges_and_stop_at_the_free_speed() -> None:
    def at(v: float) -> float:
        return dro.insertion(leaf("v", v, "m/s", status="computed")).value

    assert at(5_000.0) == at(dro.free_vinf().value)
    found = dro.insertion(leaf("v", 1_200.0, "m/s", status="computed"))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_without_the_sun_it_costs_hundreds() -> None:
    assert 300.0 < dro.jacobi_bound(1_000.0) < dro.jacobi_bound(1_414.0) < 900.0
    # the bound by a second way: equal Jacobi constant after the impulse at the orbit's start
    need = dro.jacobi_bound(1_200.0) / dro.SPEED_M_S
    s = dro.STATE.copy()
    s[4] += need
    speed = np.hypot(1_200.0, np.sqrt(2 * (3.986004418e14 + 4.9028e12) / dro.LU_M))
    energy = 0.5 * (1_200.0 / dro.SPEED_M_S) ** 2
    arriving = 2.0 * speed / dro.SPEED_M_S - 2.0 * energy
    assert jacobi(s, dro.MU) == pytest.approx(arriving, abs=1e-3)
