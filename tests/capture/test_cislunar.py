"""States put beside the real Moon, and flights among the real bodies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.capture import cislunar, dro

T0 = parse_epoch("2030-05-05")


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(-0.2, 0.2), min_size=6, max_size=6), st.floats(0.0, 3e8),
    st.floats(0.9, 1.1),
)  # fmt: skip
def test_distances_and_speeds_about_the_moon_are_kept(
    off: list[float], later: float, speed: float
) -> None:
    t = np.array([T0 + later])
    s = np.array(off) + np.array([1.0 - dro.MU, 0, 0, 0, 0, 0])
    put = cislunar.beside_moon(s, t, speed)[0] - cislunar.moon(t)[0]
    d = s[:3] - [1.0 - dro.MU, 0.0, 0.0]
    inertial = s[3:] + np.cross([0.0, 0.0, 1.0], d)
    assert np.linalg.norm(put[:3]) == pytest.approx(np.linalg.norm(d) * dro.LU_M, abs=1.0)
    want = speed * np.linalg.norm(inertial) * dro.SPEED_M_S
    assert np.linalg.norm(put[3:]) == pytest.approx(want, abs=1e-6)
    assert put[:3] @ put[3:] == pytest.approx(
        speed * (d @ inertial) * dro.LU_M * dro.SPEED_M_S, abs=1e3
    )


def test_axes_are_right_handed_along_the_moon() -> None:
    t = T0 + np.arange(5) * 3 * DAY_S
    frame, moon = cislunar.axes(t), cislunar.moon(t)
    for axes, m in zip(frame, moon, strict=True):
        np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(axes) == pytest.approx(1.0)
        assert axes[0] @ m[:3] == pytest.approx(np.linalg.norm(m[:3]))
        assert axes[1] @ m[3:] > 900.0
        assert abs(axes[2] @ m[3:]) < 1e-6


def test_the_dro_circles_the_moon_backwards() -> None:
    t = np.full(2, T0)
    start = cislunar.beside_moon(dro.STATE, t)
    flight = cislunar.fly(t, start, t + np.array([1.0, 12.0]) * DAY_S)
    assert flight.whole.all()
    moon = cislunar.moon(flight.times_s)
    rel = flight.states - moon
    frame = cislunar.axes(flight.times_s)
    for s, axes in zip(rel, frame, strict=True):
        assert axes[2] @ np.cross(s[:3], s[3:]) < 0.0
    assert 5e7 < flight.moon_m[1, 0] < flight.moon_m[1, 1] < 1e8
    # by itself near the Moon it is bound to Earth
    assert (cislunar.c3(flight.states) < 0.0).all()


def test_bounds_end_it() -> None:
    t = np.array([T0])
    start = cislunar.beside_moon(dro.STATE, t, 1.5)
    flight = cislunar.fly(t, start, t + 90 * DAY_S, cislunar.Bounds(most_moon_m=150e6))
    assert flight.bounded.all()
    assert flight.times_s[0] < t[0] + 90 * DAY_S
    assert flight.moon_m[0, 1] > 150e6


def test_refusals() -> None:
    t = np.array([T0])
    s = cislunar.beside_moon(dro.STATE, t)
    with pytest.raises(InvalidInput, match="match"):
        cislunar.fly(t, s[0], t)
    with pytest.raises(OutOfDomain, match="DE440"):
        cislunar.fly(t, s, np.array([1e12]))
    with pytest.raises(OutOfDomain, match="DE440"):
        cislunar.moon(np.array([-1e12]))
    with pytest.raises(OutOfDomain, match="DE440"):
        cislunar.fly(t, s, np.array([np.nan]))
