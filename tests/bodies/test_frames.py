"""Frames: rotations, and sums that refuse to mix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.bodies.frames import (
    ECLIPTIC_POLE,
    ECLIPTIC_TO_ICRF,
    OBLIQUITY_RAD,
    States,
    ecliptic_to_icrf,
    icrf_to_ecliptic,
)

T = np.zeros(1)
ONE = np.ones((1, 3))


@given(st.tuples(*[st.floats(-1e12, 1e12)] * 3))
def test_there_and_back(x: tuple[float, float, float]) -> None:
    v = np.array([x])
    np.testing.assert_allclose(icrf_to_ecliptic(ecliptic_to_icrf(v)), v, rtol=1e-12, atol=1e-3)
    assert np.linalg.norm(ecliptic_to_icrf(v)) == pytest.approx(np.linalg.norm(v))


def test_the_matrix_is_a_rotation_about_the_equinox() -> None:
    np.testing.assert_allclose(ECLIPTIC_TO_ICRF @ ECLIPTIC_TO_ICRF.T, np.eye(3), atol=1e-15)
    assert np.linalg.det(ECLIPTIC_TO_ICRF) == pytest.approx(1.0)
    np.testing.assert_array_equal(ecliptic_to_icrf(np.array([1.0, 0.0, 0.0])), [1.0, 0.0, 0.0])
    assert np.degrees(OBLIQUITY_RAD) == pytest.approx(23.43929111111111)
    assert np.degrees(np.arccos(ECLIPTIC_POLE[2])) == pytest.approx(23.43929111111111)


def states(centre: str = "sun", frame: str = "icrf", t: float = 0.0) -> States:
    return States(r_m=ONE, v_m_s=ONE, t_s=T + t, centre=centre, frame=frame)


def test_sums_keep_the_centre_and_refuse_to_mix() -> None:
    assert (states("earth") + states("sun")).centre == "sun"
    assert np.abs((states() - states()).r_m).max() == 0.0
    with pytest.raises(InvalidInput, match="centres"):
        states() - states("earth")
    with pytest.raises(InvalidInput, match="frames"):
        states() + states(frame="ecliptic")
    with pytest.raises(InvalidInput, match="epochs"):
        states() + states(t=1.0)
