import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.kernels import rocket as k
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN

G0 = 9.80665
MASS, DV, VE = st.floats(1, 1e7), st.floats(0, 2e4), st.floats(1e3, 1e5)


@pytest.mark.parametrize(
    ("isp", "tonnes", "digit"), [(450, 39.5, 0.05), (325, 55.1, 0.05), (3000, 5.83, 5e-3)]
)
def test_published_propellant_of_a_return(isp, tonnes, digit):
    # brophy2012: 1000 t returned by a tug of 5.5 t with 170 m/s.
    m, status = k.propellant_from_final(1005.5e3, 170.0, isp * G0)
    assert status == OK
    assert m / 1e3 == pytest.approx(tonnes, abs=digit)


@given(MASS, DV, VE)
def test_both_ways_agree(m0, dv, ve):
    burnt, status = k.propellant_from_initial(m0, dv, ve)
    assert status == OK
    assert 0 <= burnt < m0
    assert k.propellant_from_final(m0 - burnt, dv, ve)[0] == pytest.approx(
        burnt, rel=1e-6, abs=1e-9
    )
    assert k.dv_from_masses(m0, m0 - burnt, ve)[0] == pytest.approx(dv, rel=1e-6, abs=1e-6)


@given(MASS, DV, VE, st.floats(0.01, 1e6))
def test_burn_time_and_its_inverse(m0, dv, ve, thrust):
    t, status = k.burn_time(m0, dv, thrust, ve)
    assert status == OK
    assert k.dv_from_burn(m0, t, thrust, ve)[0] == pytest.approx(dv, rel=1e-6, abs=1e-6)


def test_second_method_integration_of_the_burn():
    m0, thrust, ve = 1500.0, 0.6, 3000 * G0
    t = k.burn_time(m0, 4000.0, thrust, ve)[0]
    end = solve_ivp(
        lambda s, _: [thrust / (m0 - thrust / ve * s)], (0, t), [0.0], rtol=1e-12, atol=1e-9
    ).y[0, -1]
    assert end == pytest.approx(4000.0, rel=1e-10)


def test_bad_input():
    assert k.propellant_from_initial(-1.0, 1.0, 1.0)[1] == BAD_INPUT
    assert k.propellant_from_initial(1.0, math.nan, 1.0)[1] == BAD_INPUT
    assert k.propellant_from_final(1.0, 1.0, 0.0)[1] == BAD_INPUT
    assert k.propellant_from_final(1.0, 1e6, 1.0)[1] == OUT_OF_DOMAIN
    assert k.dv_from_masses(1.0, 2.0, 1.0)[1] == BAD_INPUT
    assert k.burn_time(1.0, 1.0, 0.0, 1.0)[1] == BAD_INPUT
    assert k.dv_from_burn(1.0, 1.0, 1.0, 0.0)[1] == BAD_INPUT
    assert k.dv_from_burn(1.0, -1.0, 1.0, 1.0)[1] == BAD_INPUT
    assert k.dv_from_burn(1.0, 10.0, 1.0, 1.0)[1] == OUT_OF_DOMAIN
