"""Blows one after another: when they come, and what all of them do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redirect.rocks import rock
from windlass.base.errors import InvalidInput
from windlass.redirect import blows


@given(st.integers(1, 3000), st.floats(1.0, 1e9), st.floats(0.0, 1e8))
def test_all_come_in_time(count: int, asked: float, apart: float) -> None:
    at = blows.times(count, asked, apart)
    assert at.shape == (count,)
    assert at[0] == 0.0
    assert at[-1] <= asked * (1.0 + 1e-9)
    assert (np.diff(at) <= apart * (1.0 + 1e-9)).all()


def test_many_that_leave_it_whole_may_not() -> None:
    one = rock()
    small = 0.01 * one.escape_m_s
    assert blows.state_of(one, 1e-4, small, 3) == ("stays whole", ())
    state, told = blows.state_of(one, 1e-4, small, 30)
    assert state == "not known"
    assert "all of them" in told[0]
    assert blows.state_of(one, 0.1, small, 1)[0] == "not known"
    assert blows.state_of(one, 1.5, small, 1)[0] == "breaks"


def test_no_time_is_refused() -> None:
    with pytest.raises(InvalidInput, match="time between blows"):
        blows.times(2, 1.0, -1.0)
    with pytest.raises(InvalidInput, match="how long"):
        blows.times(2, 0.0, 1.0)
