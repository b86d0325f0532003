"""Impacts: momentum kept, DART's beta, directions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from windlass.base.errors import InvalidInput
from windlass.redirect import kinetic_impactor as ki

vectors = arrays(float, 3, elements=st.floats(-1e4, 1e4)).filter(
    lambda v: float(np.linalg.norm(v)) > 1.0
)


@given(vectors, vectors, st.floats(1.0, 10.0))
def test_momentum_is_kept(u: np.ndarray, e: np.ndarray, beta: float) -> None:
    """What the asteroid gains and the ejecta carry away is what the impactor brought."""
    e = -np.sign(e @ u) * e if e @ u != 0.0 else e
    made = ki.dv_m_s(1e9, 500.0, u, beta, e)
    unit = e / np.linalg.norm(e)
    ejecta = -500.0 * (beta - 1.0) * float(unit @ u) * unit  # against the impactor
    np.testing.assert_allclose(1e9 * made + ejecta, 500.0 * u, rtol=1e-9, atol=1e-3)
    assert float(ejecta @ u) <= 1e-6
    if beta == 1.0:
        np.testing.assert_allclose(made, 500.0 * u / 1e9)


@given(st.floats(1.0, 10.0), st.floats(0.0, 1.2), st.floats(-1.0, 1.0))
def test_beta_is_found_again(beta: float, tilt: float, side: float) -> None:
    u = np.array([6e3, 500.0 * side, 0.0])
    e = np.array([-np.cos(tilt), np.sin(tilt), 0.1])
    along = np.array([1.0, 0.2 * side, 0.0])
    made = ki.dv_m_s(4.3e9, 579.4, u, beta, e)
    told = float(made @ along / np.linalg.norm(along))
    assert ki.beta_of(told, 4.3e9, 579.4, u, e, along) == pytest.approx(beta, abs=1e-6)


def test_head_on_it_is_the_plain_law() -> None:
    made = ki.dv_m_s(4.3e9, 579.4, np.array([0.0, -6144.9, 0.0]), 3.61, np.array([0.0, 2.0, 0.0]))
    assert made[1] == pytest.approx(-3.61 * 579.4 * 6144.9 / 4.3e9)


def test_what_cannot_be_is_refused() -> None:
    u, e = np.array([1.0, 0.0, 0.0]), np.array([-1.0, 0.0, 0.0])
    with pytest.raises(InvalidInput, match="beta"):
        ki.dv_m_s(1.0, 1.0, u, 0.9, e)
    with pytest.raises(InvalidInput, match="direction of the ejecta"):
        ki.dv_m_s(1.0, 1.0, u, 2.0, -e)
    with pytest.raises(InvalidInput, match="an impact"):
        ki.dv_m_s(0.0, 1.0, u, 2.0, e)
    with pytest.raises(InvalidInput, match="directions of an impact"):
        ki.beta_of(1.0, 1.0, 1.0, u, e, np.array([0.0, 1.0, 0.0]))
