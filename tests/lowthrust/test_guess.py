"""Guesses begin and end where the leg does, the count of revolutions that fits first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lowthrust.problems import END, START, lt1
from windlass.base.constants import GM_SUN
from windlass.lowthrust.guess import _elements, _states, guesses


@settings(max_examples=50)
@given(st.lists(st.floats(-1.0, 1.0), min_size=6, max_size=6))
def test_elements_and_states_are_each_others_inverse(x: list[float]) -> None:
    state = START + np.array(x) * np.array([5e10] * 3 + [8e3] * 3)
    assert np.allclose(_states(GM_SUN, _elements(GM_SUN, state)[None])[0], state, rtol=1e-9)


def test_they_begin_and_end_where_the_leg_does() -> None:
    leg = lt1()
    found = guesses(leg, 0.0, leg.tof_s[0])
    assert found[0].turns == 0
    for one in found:
        assert np.allclose(one.states[0, :6], START, rtol=1e-9)
        assert np.allclose(one.states[-1, :6], END, rtol=1e-9)
        assert one.share[0] == 0.0
        assert one.share[-1] == pytest.approx(1.0)
        assert (np.diff(one.share) > 0.0).all()


def test_longer_flights_have_more_revolutions() -> None:
    def first(days: float) -> int:
        leg = lt1(days=days)
        return guesses(leg, 0.0, leg.tof_s[0])[0].turns

    assert [first(d) for d in (250.0, 600.0, 1500.0)] == sorted(
        {first(d) for d in (250.0, 600.0, 1500.0)}
    )
    assert first(1500.0) >= 3
