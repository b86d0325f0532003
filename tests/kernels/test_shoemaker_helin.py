import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.kernels.shoemaker_helin import _speeds, shoemaker_helin
from windlass.kernels.status import BAD_INPUT, OK

PUBLISHED = [
    ("2006 RH120", 1.033, 0.025, 0.6, 3.813), ("2009 BD", 1.062, 0.052, 1.3, 3.870),
    ("2000 SG344", 0.978, 0.067, 0.1, 4.156), ("Itokawa", 1.324, 0.280, 1.6, 4.632),
    ("Nereus", 1.489, 0.360, 1.4, 4.979), ("Apophis", 0.922, 0.191, 3.3, 5.687),
    ("Eros", 1.458, 0.223, 10.8, 6.069),
]  # fmt: skip


@pytest.mark.parametrize(("name", "a", "e", "i", "printed"), PUBLISHED)
def test_published_list(name, a, e, i, printed):
    dv, status = shoemaker_helin(a, e, math.radians(i))
    assert status == OK
    assert dv / 1e3 == pytest.approx(printed, abs=2e-3), name


@given(st.floats(1.0, 3.0), st.floats(0.0, 0.6), st.floats(0.0, 1.0), st.floats(0.001, 0.5))
def test_inclination_costs(a, e, i, more):
    low, status = shoemaker_helin(a, e, i)
    high, other = shoemaker_helin(a, e, i + more)
    # Leaving Earth costs more with inclination, where the plane is turned there.
    assert (status, other) == (OK, OK)
    if a * (1 - e) <= 1:
        assert _speeds(a, e, i + more)[0] > _speeds(a, e, i)[0]
        assert high > 0
        assert low > 0


def test_second_method_coplanar_tangent_transfer():
    # A circular orbit at Q = a in Earth's plane: a Hohmann transfer, v∞ and the far impulse.
    a = 1.5
    ut2, uc2, ur2 = _speeds(a, 0.0, 0.0)
    leave = math.sqrt(2 * a / (1 + a)) - 1
    meet = math.sqrt(1 / a) - math.sqrt(2 / a - 2 / (1 + a))
    assert math.sqrt(ut2) == pytest.approx(leave, rel=1e-7)
    assert math.sqrt(uc2) - math.sqrt(max(0, ur2)) == pytest.approx(meet, abs=1e-7)


def test_bad_input():
    for one in (
        (0.0, 0.1, 0.1),
        (1.0, 1.0, 0.1),
        (1.0, -0.1, 0.1),
        (1.0, 0.1, -0.1),
        (math.nan, 0.1, 0.1),
    ):
        dv, status = shoemaker_helin(*map(float, one))
        assert status == BAD_INPUT
        assert math.isnan(dv)
