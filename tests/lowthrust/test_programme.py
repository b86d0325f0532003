"""The programme: Radau's points, bounds, coasts, a round trip of its unknowns."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from tests.lowthrust.problems import lt1
from windlass.base.epochs import DAY_S
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.programme import STAGES, Programme, _by_hand, radau
from windlass.lowthrust.solve import mesh


@pytest.mark.parametrize("stages", [1, 2, 4, 6])
def test_polynomials_are_differentiated_exactly(stages: int) -> None:
    points, d = radau(stages)
    at = np.concatenate([[0.0], points])
    assert points[-1] == 1.0
    assert (np.diff(at) > 0.0).all()
    for power in range(stages + 1):
        expected = power * points ** max(power - 1, 0)
        assert np.allclose(d @ at**power, expected, atol=1e-11)


def test_radau_points_of_two_stages() -> None:
    assert radau(2)[0] == pytest.approx([1.0 / 3.0, 1.0])


def test_coasts_hold_the_thrust_off() -> None:
    leg = replace(lt1(), coast_s=(25.0 * DAY_S, 50.0 * DAY_S))
    made = Programme(leg, np.full(10, 0.1))
    assert np.flatnonzero(made.off).tolist() == [0, 8, 9]
    low, high, _, _ = made.bounds()
    own = slice(8, 8 + 3 * STAGES)
    assert (low[own] == 0.0).all()
    assert (high[own] == 0.0).all()


def test_unknowns_come_back() -> None:
    leg = replace(lt1(), departs_s=(1e8, 2e8), tof_s=(1e7, 3e7))
    made = Programme(leg, np.full(6, 1 / 6))
    rng = np.random.default_rng(0)
    states = rng.normal(size=(25, 7)) * 1e3
    throttle, flow = rng.normal(size=(6, STAGES, 3)), rng.random(6)
    back = made.told(made.start(1.2e8, 1.5e7, states, throttle, flow))
    assert back.departs_s == pytest.approx(1.2e8, rel=1e-14)
    assert back.tof_s == pytest.approx(1.5e7)
    assert np.allclose(back.states, states)
    assert np.allclose(back.throttle, throttle)
    assert np.allclose(back.flow, flow)


@pytest.mark.parametrize("what", ["value", "gradient", "constraints", "jacobian", "hessian"])
def test_ctrl_c_in_the_middle_is_no_fault(what: str) -> None:
    """Raised while IPOPT calls back, it comes out as it went in, whatever IPOPT's wrapper does."""
    leg = lt1()
    guess = guesses(leg, leg.departs_s[0], leg.tof_s[0], 1)[0]
    made = Programme(leg, mesh(leg, guess))
    states = CubicSpline(guess.share, guess.states)(made.share)
    throttle = np.full((made.n, made.s, 3), 0.1)
    x = made.start(guess.departs_s, guess.tof_s, states, throttle, np.full(made.n, 0.5))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    setattr(made, what, stopped)
    with pytest.raises(KeyboardInterrupt):
        made.solve(x)


def test_a_fault_that_goes_back_to_ctrl_c_is_known() -> None:
    first, second, other = SystemError("calls back"), SystemError("again"), SystemError("own")
    first.__cause__ = KeyboardInterrupt()
    second.__context__ = first
    other.__cause__ = KeyError()
    assert _by_hand(second)
    assert not _by_hand(other)
